"""What one may touch: coordinators act for their network, and a draft is its writer's own."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.chat import Event, Press, Refusal
from bot.domain.filling import whole
from bot.domain.forms import Question
from bot.domain.meetups import Meetup
from bot.domain.people import Network
from bot.text import Text, t
from storage import Transaction
from storage.drafts import Draft


class OfNetwork(Protocol):
    """Be a network's: a meetup, a call, a card."""

    @property
    def network(self) -> str:
        """Name the network."""


Theirs = TypeVar("Theirs", bound=OfNetwork)


def require_admin(event: Event) -> None:
    """Refuse whoever does not run Kuppi."""
    if not event.person.admin:
        raise Refusal(t("role.admins_only"))


def require_coordinator(event: Event, network: str) -> None:
    """Refuse whoever may not act for a network."""
    if not event.person.coordinates(network):
        raise Refusal(t("role.coordinators_only"))


def network_meant(event: Event) -> Network:
    """Give the network that a command is about; raises Refusal where nobody knows which."""
    if event.network is None:
        raise Refusal(t("network.unknown_to_you"))
    return event.network


def own_network(event: Event) -> Network:
    """Give the network that a coordinator speaks for; raises Refusal for anybody else."""
    if event.network is None or not event.person.coordinates(event.network.id):
        raise Refusal(t("role.coordinators_only"))
    return event.network


def theirs(event: Event, subject: Theirs | None) -> Theirs:
    """Give what a coordinator acts on; raises Refusal where there is no such thing, or it is another network's."""
    if subject is None or not event.person.coordinates(subject.network):
        raise Refusal(t("role.coordinators_only"))
    return subject


def meetup_here(event: Event, id_: str, tx: Transaction) -> Meetup:
    """Lock a meetup that may be answered here: another network's chat has no say in it."""
    meetup = tx.meetups.lock(id_)
    if meetup is None or event.person.id == "":
        raise Refusal(t("button.unknown"))
    if not event.private and (event.chat is None or event.chat.network != meetup.network):
        raise Refusal(_why_not_here(meetup, event, tx))
    return meetup


def _why_not_here(meetup: Meetup, event: Event, tx: Transaction) -> Text:
    """Say why a card cannot be answered where it stands: its chat has left the network, or it never stood there."""
    stood = tx.cards.stood("meetup", meetup.id, event.where)
    return t("card.withdrawn_press", name=tx.networks.get(meetup.network).name) if stood else t("button.unknown")


def own_draft(press: Press, tx: Transaction, *forms: str) -> Draft:
    """Give the presser's own draft of a form, ended or not; raises Refusal where it is none of theirs."""
    draft = tx.drafts.get(press.subject)
    if draft is None or draft.person != press.person.id or draft.form not in forms:
        raise Refusal(t("button.unknown"))
    return draft


def require_whole(draft: Draft, questions: Sequence[Question]) -> None:
    """Refuse to act on a draft in which something is still asked."""
    if not whole(questions, draft.answers):
        raise Refusal(t("draft.unfinished"))
