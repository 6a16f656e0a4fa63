"""Texts of a meetup for other channels, in three languages, for coordinators to copy."""

from bot.chat import Answer, Command, Press, Refusal
from bot.domain.meetups import State
from bot.rights import own_network, theirs
from bot.router import Audience, Router, Scope
from bot.text import t
from bot.wording import infotexts as wording
from bot.wording.choosing import which
from storage import Transaction

router = Router()


@router.command(
    "tiedote", "infotext", "newsletter",
    audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.tiedote"),
)  # fmt: skip
def infotext(command: Command, tx: Transaction) -> Answer:
    """Ask which meetup a text is wanted of, or for which channel when there is only one."""
    states = State.PUBLISHED, State.SCHEDULED
    coming = tx.meetups.coming([own_network(command).id], at=command.at, states=states)
    if not coming:
        raise Refusal(t("infotext.no_meetups"))
    if len(coming) == 1:
        return Answer(messages=(wording.where_to(coming[0]),), private=True)
    return Answer(messages=(which("infotext", coming),), private=True)


@router.press("infotext")
def write(press: Press, tx: Transaction) -> Answer:
    """Give the texts for a channel, or ask for which one."""
    meetup = theirs(press, tx.meetups.get(press.subject))
    if meetup.state is State.CANCELLED:
        raise Refusal(t("infotext.cancelled", name=meetup.name))
    if not press.choice:
        return Answer(messages=(wording.where_to(meetup),), private=True)
    titles = [chat.title for chat in tx.networks.groups(meetup.network)]
    texts = wording.texts(meetup, press.choice, titles)
    if texts is None:
        raise Refusal(t("button.unknown"))
    return Answer(messages=texts, private=True)
