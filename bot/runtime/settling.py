"""How a try to send ends in our tables."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.chat import Gone, Ref
from bot.chat.signs import Group, Sign, Tag, Topic
from bot.domain.duty.signs import Kind, reason
from bot.wording.delivery import lost
from bot.wording.duty.signs import failed
from storage import Transaction
from storage.cards import Card
from storage.outbox import TRIES, Letter

_EDIT_TRIES = 100  # some eight hours
_SIGNS: Mapping[type[Sign], Kind] = MappingProxyType({Topic: Kind.TOPIC, Group: Kind.GROUP, Tag: Kind.TAG})


class Settling:
    """Note the end of a try, within the transaction that holds the lane."""

    def sent(self, tx: Transaction, letter: Letter | None, card: Card | None, ref: Ref | None) -> None:
        """Note what arrived."""
        if letter:
            tx.outbox.sent(letter)
        if card:
            tx.cards.shown(card.id, card.wanted, ref.message if ref else None)

    def postponed(self, tx: Transaction, letter: Letter | None) -> None:
        """Put back what the platform had no time for."""
        if letter:
            tx.outbox.again(letter, counted=False)

    def pointless(self, tx: Transaction, letter: Letter | None, card: Card | None) -> None:
        """Let go of what has no subject or no chat any more."""
        if letter:
            tx.outbox.settle(letter, "dead", "withdrawn")
        id_ = card.id if card else letter.card if letter else None
        if id_:
            tx.cards.fail(id_, state="dead", note="no_subject")

    def gone(self, tx: Transaction, letter: Letter | None, card: Card | None, gone: Gone, at: datetime) -> None:
        """Follow a chat that moved; hold what is for a person; give up the rest and let coordinators know."""
        to = letter.to if letter else card.to if card else None
        if to is None:
            return
        if gone.moved:
            self.postponed(tx, letter)
            tx.post.move(to, gone.moved, at=at)
        elif letter and letter.person and not letter.sign:
            self._hold(tx, letter, gone, at)
        else:
            self._give_up(tx, letter, card, gone.why, at)

    def _hold(self, tx: Transaction, letter: Letter, gone: Gone, at: datetime) -> None:
        tx.people.reach(letter.to, reachable=False)
        tx.outbox.settle(letter, "held", gone.why)
        if letter.network and letter.person:
            tx.post.point(letter.person, letter.network, about=letter.id, at=at)

    def _give_up(self, tx: Transaction, letter: Letter | None, card: Card | None, why: str, at: datetime) -> None:
        if letter:
            tx.outbox.settle(letter, "dead", why)
        if card:
            tx.cards.fail(card.id, state="dead", note=why)
        if letter and letter.sign:
            self._report_sign(tx, letter, letter.sign, reason(why), at)
        else:
            self._report(tx, letter, card, why, at)

    def _report_sign(self, tx: Transaction, letter: Letter, sign: Sign, why: str, at: datetime) -> None:
        """Tell coordinators of a sign that cannot be put up, once for each reason; it is tried again in its time."""
        network = tx.signs.failed(sign.about, _SIGNS[type(sign)], why)
        if network:
            told, once = failed(sign.about, _SIGNS[type(sign)], why), f"sign:failed:{letter.id}"
            tx.post.tell_coordinators(network, "duty", told, dedupe=once, at=at)

    def _report(self, tx: Transaction, letter: Letter | None, card: Card | None, why: str, at: datetime) -> None:
        """Tell coordinators once, never through the lane that failed."""
        network = card.network if card else letter.network if letter else None
        to = card.to if card else letter.to if letter else None
        if network is None or to is None:
            return
        about = f"card-{card.id}" if card else f"letter-{letter.id}" if letter else ""
        person = tx.people.get([letter.person]).get(letter.person) if letter and letter.person else None
        whom = person.name if person else tx.networks.title(to)
        tx.post.tell_coordinators(network, "lost", lost(whom, why), dedupe=f"lost:{about}", at=at, avoiding=to)

    def uncertain(
        self, tx: Transaction, letter: Letter | None, card: Card | None, at: datetime, *, findable: bool
    ) -> None:
        """Try again what may be repeated; leave a card in doubt where nobody can tell."""
        if letter is None and card:
            if card.attempts + 1 >= _EDIT_TRIES:
                self._give_up(tx, letter, card, "uncertain", at)
            else:
                tx.cards.fail(card.id, state="shown", note="uncertain")
        elif letter and letter.card and not findable:
            tx.outbox.settle(letter, "doubt", "uncertain")
            tx.cards.fail(letter.card, state="doubt", note="uncertain")
            self._report(tx, letter, card, "uncertain", at)
        elif letter and letter.attempts + 1 >= TRIES:
            self._give_up(tx, letter, card, "uncertain", at)
        elif letter:
            tx.outbox.again(letter, counted=True)
