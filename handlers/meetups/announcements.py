"""Announcing: the form of a meetup, its echo, and Julkaise."""

from collections.abc import Mapping
from datetime import datetime

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.announcing import PLANNED, meetup_of
from bot.domain.changing import FOLLOWS, facts
from bot.domain.filling import LEFT, values
from bot.domain.meetups import Closed, Meetup, State, closed, next_turn
from bot.domain.people import Network
from bot.rights import own_draft, own_network, require_coordinator, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import t
from bot.wording.announcements import echo, published, scheduled
from bot.wording.meetups import card
from storage import Transaction
from storage.cards import Card
from storage.drafts import Draft

router = Router()
FORM = "meetup"


def begin(command: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
    """Let coordinators begin; a form starts empty."""
    own_network(command)
    return {}


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Echo a draft as it will look, with what it will do."""
    meetup, network = _drafted(draft, tx)
    chats = [chat.title for chat in tx.networks.groups(network.id)]
    promised = len(tx.publishing.promised(meetup.follows))
    return echo(draft.id, meetup, chats=chats, left=draft.answers.get(LEFT, ""), promised=promised, at=at)


def _drafted(draft: Draft, tx: Transaction) -> tuple[Meetup, Network]:
    network = tx.networks.get(draft.network or "")
    id_ = draft.id  # one draft makes one meetup, however often Julkaise is pressed
    meetup = meetup_of(values(draft.answers), id_=id_, network=network.id, brand=network.brand, zone=network.zone)
    return meetup.evolve(follows=draft.answers.get(FOLLOWS, "")), network


router.form(
    FormRoute(
        name=FORM,
        words=("uusitapaaminen", "nytraff", "newmeetup"),
        bare={"tapaaminen": "tapaamiset", "traff": "tapaamiset", "meetup": "tapaamiset"},
        audience=Audience.COORDINATORS,
        help=t("help.uusitapaaminen"),
        again=t("form.meetup_again"),
        title=t("form.meetup"),
        submit=t("form.submit"),
        questions=PLANNED,
        begin=begin,
        echo=show,
    )
)


@router.press("publish")
def publish(press: Press, tx: Transaction) -> Answer:
    """Publish a drafted meetup: a card in every chat of the network."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("draft.published") if tx.meetups.get(draft.id) else t("draft.over"))
    drafted, network = _publishable(draft, press, tx)
    later = drafted.publish_at if press.choice == "later" and drafted.publish_at else press.at
    waits = later > press.at
    meetup = drafted.evolve(state=State.SCHEDULED) if waits else drafted.evolve(publish_at=None)
    tx.meetups.create(meetup, by=press.person.id, at=press.at)
    what = "scheduled" if waits else "published"
    tx.changes.note(network.id, meetup.id, what, by=press.person.id, at=press.at, after=facts(meetup))
    tx.drafts.close(draft, "done", press.at)
    if waits:
        titles = [chat.title for chat in tx.networks.groups(network.id)]
        return Answer(messages=(scheduled(meetup, titles, later),), private=True)
    return Answer(messages=(published(meetup, tx.publishing.go_out(meetup, at=press.at)),), private=True)


def _publishable(draft: Draft, press: Press, tx: Transaction) -> tuple[Meetup, Network]:
    """Give the meetup and its network; refuse what is not whole, not theirs, or already past."""
    network = tx.networks.get(draft.network or "")
    require_coordinator(press, network.id)
    require_whole(draft, PLANNED)
    meetup, _ = _drafted(draft, tx)
    if closed(meetup, at=press.at) in {Closed.BEGUN, Closed.LATE}:
        raise Refusal(t("draft.past"))
    return meetup, network


@router.card("meetup")
def draw(shown: Card, tx: Transaction, at: datetime) -> Message | None:
    """Draw a meetup's card as things are now."""
    meetup = tx.meetups.get(shown.subject)
    if meetup is None:
        return None
    return card(meetup, tx.meetups.tally(meetup), names=tx.meetups.visible_names(meetup), at=at)


@router.tick("meetup_cards")
def redraw(tick: Event, tx: Transaction) -> None:
    """Redraw cards when sign-up ends or the meetup begins."""
    for subject in tx.cards.turning("meetup", tick.at):
        meetup = tx.meetups.get(subject)
        if meetup is not None:
            tx.cards.changed("meetup", subject)
            begun = closed(meetup, at=tick.at) is Closed.BEGUN
            tx.cards.turn("meetup", subject, next_turn(meetup, at=tick.at), over=begun)
