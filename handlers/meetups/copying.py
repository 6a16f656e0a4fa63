"""Copying an earlier meetup: its draft lacks only the time."""

from zoneinfo import ZoneInfo

from bot.chat import Answer, Button, Command, Event, Message, Press, Refusal, pressing
from bot.domain.announcing import PLANNED
from bot.domain.changing import FOLLOWS, facts
from bot.domain.filling import take_lines
from bot.domain.lines import read_lines
from bot.domain.meetups import Meetup
from bot.router import Audience, Router, Scope
from bot.text import t
from bot.wording.changes import typed
from bot.wording.meetups import chosen
from storage import Transaction

router = Router()
_NEW_FORM = "meetup"  #: the form of a new meetup takes the draft from here
_OF_ITS_TIME = frozenset({"when", "signup_by", "publish_at"})


@router.command(
    "kopioi", "kopiera", "copy", audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.kopioi")
)  # fmt: skip
def copy(command: Command, tx: Transaction) -> Answer:
    """Ask which meetup to copy, the latest first; lines typed with the command are kept."""
    if command.network is None or not command.person.coordinates(command.network.id):
        raise Refusal(t("role.coordinators_only"))
    latest = tx.meetups.latest(command.network.id, most=8)
    if not latest:
        raise Refusal(t("copy.nothing"))
    held = tx.drafts.hold(command.person.id, "kopioi", command.text, command.at).id if command.text else ""
    rows = tuple((Button(chosen(m), "copy", f"{m.id}-{held}" if held else m.id),) for m in latest)
    return Answer(messages=(Message((t("copy.which"),), rows),), private=True)


@router.press("copy")
def copy_this(press: Press, tx: Transaction) -> Press:
    """Open the draft of a new meetup that is as the chosen one was."""
    meetup = tx.meetups.get(press.subject)
    if meetup is None or not press.person.coordinates(meetup.network):
        raise Refusal(t("button.unknown"))
    held = tx.drafts.take_up(press.choice, press.person.id) if press.choice else None
    filled = {**_copied(meetup, press, held.text if held else ""), FOLLOWS: meetup.id}
    return pressing(press, "draft", tx.drafts.begin(press.person.id, _NEW_FORM, meetup.network, filled, press.at).id)


def _copied(meetup: Meetup, event: Event, text: str) -> dict[str, str]:
    kept = {key: value for key, value in facts(meetup).items() if key not in _OF_ITS_TIME}
    said = {"=" + key: value for key, value in typed(meetup, event.person.locale).items() if key in kept}
    local = event.at.astimezone(ZoneInfo(meetup.zone))
    return take_lines(PLANNED, {**kept, **said}, read_lines(text, PLANNED), local) if text else {**kept, **said}
