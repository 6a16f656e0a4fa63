"""Copying an earlier meetup: its draft lacks only the time."""

from zoneinfo import ZoneInfo

from bot.chat import Answer, Command, Event, Press, Refusal, pressing
from bot.domain.announcing import PLANNED
from bot.domain.changing import FOLLOWS, facts
from bot.domain.filling import take_lines
from bot.domain.lines import read_lines
from bot.domain.meetups import Meetup
from bot.rights import own_network, theirs
from bot.router import Audience, Router, Scope
from bot.text import t
from bot.wording.changes import typed
from bot.wording.choosing import which
from storage import Transaction

router = Router()
_NEW_FORM = "meetup"  #: the form of a new meetup takes the draft from here
_OF_ITS_TIME = frozenset({"when", "signup_by", "publish_at"})


@router.command(
    "kopioi", "kopiera", "copy", audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.kopioi")
)  # fmt: skip
def copy(command: Command, tx: Transaction) -> Answer:
    """Ask which meetup to copy, the latest first; lines typed with the command are kept."""
    latest = tx.meetups.latest(own_network(command).id, most=8)
    if not latest:
        raise Refusal(t("copy.nothing"))
    held = tx.drafts.keep(command.person.id, command.word, command.text, command.at)
    return Answer(messages=(which("copy", latest, held, question=t("copy.which")),), private=True)


@router.press("copy")
def copy_this(press: Press, tx: Transaction) -> Press:
    """Open the draft of a new meetup that is as the chosen one was."""
    meetup = theirs(press, tx.meetups.get(press.subject))
    filled = {**_copied(meetup, press, tx.drafts.kept(press.choice, press.person.id)), FOLLOWS: meetup.id}
    return pressing(press, "draft", tx.drafts.begin(press.person.id, _NEW_FORM, meetup.network, filled, press.at).id)


def _copied(meetup: Meetup, event: Event, text: str) -> dict[str, str]:
    kept = {key: value for key, value in facts(meetup).items() if key not in _OF_ITS_TIME}
    said = {"=" + key: value for key, value in typed(meetup, event.person.locale).items() if key in kept}
    local = event.at.astimezone(ZoneInfo(meetup.zone))
    return take_lines(PLANNED, {**kept, **said}, read_lines(text, PLANNED), local) if text else {**kept, **said}
