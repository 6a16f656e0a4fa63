"""Texts of a meetup for other channels, in three languages, for coordinators to copy."""

from bot.chat import Answer, Button, Command, Message, Press, Refusal
from bot.domain.meetups import Meetup, State
from bot.router import Audience, Router, Scope
from bot.text import t
from bot.wording import infotexts as wording
from bot.wording.meetups import chosen
from storage import Transaction

router = Router()


@router.command(
    "tiedote", "infotext", "newsletter",
    audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.tiedote"),
)  # fmt: skip
def infotext(command: Command, tx: Transaction) -> Answer:
    """Ask which meetup a text is wanted of, or for which channel when there is only one."""
    if command.network is None or not command.person.coordinates(command.network.id):
        raise Refusal(t("role.coordinators_only"))
    coming = tx.meetups.coming([command.network.id], at=command.at, states=(State.PUBLISHED, State.SCHEDULED))
    if not coming:
        raise Refusal(t("infotext.no_meetups"))
    if len(coming) == 1:
        return Answer(messages=(wording.where_to(coming[0]),), private=True)
    rows = tuple((Button(chosen(m), "infotext", m.id),) for m in coming[:8])
    return Answer(messages=(Message((t("meetups.which"),), rows),), private=True)


@router.press("infotext")
def write(press: Press, tx: Transaction) -> Answer:
    """Give the texts for a channel, or ask for which one."""
    meetup = _theirs(press, tx)
    if not press.choice:
        return Answer(messages=(wording.where_to(meetup),), private=True)
    titles = [chat.title for chat in tx.networks.chats(meetup.network) if not chat.coordinators]
    texts = wording.texts(meetup, press.choice, titles)
    if texts is None:
        raise Refusal(t("button.unknown"))
    return Answer(messages=texts, private=True)


def _theirs(event: Press, tx: Transaction) -> Meetup:
    meetup = tx.meetups.get(event.subject)
    if meetup is None or not event.person.coordinates(meetup.network):
        raise Refusal(t("role.coordinators_only"))
    if meetup.state is State.CANCELLED:
        raise Refusal(t("infotext.cancelled", name=meetup.name))
    return meetup
