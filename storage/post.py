"""Notices: who is told, where they can be reached, and what is said where they cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Address, Message
from bot.domain.people import Chat
from bot.wording.delivery import ByHand, pointer, unreached, without_chat
from storage.cards import Cards, LostCard
from storage.lanes import Lanes
from storage.networks import Networks
from storage.outbox import News, Outbox, lane_of, lanes_of
from storage.people import People


@dataclass(frozen=True)
class Post:
    """Address notices; the outbox carries them."""

    networks: Networks
    people: People
    outbox: Outbox
    cards: Cards
    lanes: Lanes

    # -- chats --

    def announce(self, kind: str, subject: str, chat: Chat, *, at: datetime, turns_at: datetime | None = None) -> None:
        """Post a subject's card in a chat, once; one that stands there from before is redrawn.

        ``turns_at`` is when the card must change by itself.
        """
        card = self.cards.create(kind, subject, chat, turns_at)
        if card:
            self._post_card(card, chat, at)

    def _post_card(self, card: str, chat: Chat, at: datetime) -> None:
        self.outbox.add("card", Address.of(chat), None, locale=chat.locale, due=at, network=chat.network, card=card)

    def tell_chat(self, chat: Chat, kind: str, message: Message, *, dedupe: str, at: datetime) -> None:
        """Say something once in a chat, in its language."""
        to = Address.of(chat)
        self.outbox.add(kind, to, message, locale=chat.locale, due=at, dedupe=dedupe, network=chat.network)

    def revive(self, chat: Chat, *, at: datetime) -> None:
        """Post the cards that never reached a chat, and take up the others, now that Kuppi is back in it."""
        for card in self.cards.unposted(chat.id):
            self._post_card(card, chat, at)
        self.cards.take_up(chat.id)
        self.cards.redraw(chat.id)

    def post_anew(self, lost: LostCard, *, at: datetime) -> bool:
        """Post a lost card again, once; False when that has been done, or it is lost no longer."""
        if not self.cards.post_anew(lost):
            return False
        self.outbox.found(lost.id)
        self._post_card(lost.id, lost.chat, at)
        return True

    def withdraw(self, chat: Chat) -> None:
        """Take back what a chat shows and what was still on its way to it: it has left the network."""
        self.cards.withdraw(chat.id)
        self.outbox.withdraw_from(Address.of(chat), chat.network)

    def move(self, old: Address, new: Address, *, at: datetime) -> None:
        """Follow a chat to its new address, with all that waits for it."""
        self.networks.move(old, new)
        self.cards.move(lane_of(old), lane_of(new))
        for before, after in zip(lanes_of(old), lanes_of(new), strict=True):
            self.outbox.move(before, after)
            self.lanes.move(before, after)
        for chat in self.networks.chats_at([new]).values():
            for card in self.cards.unposted(chat.id):
                self._post_card(card, chat, at)

    # -- people --

    def tell_person(
        self, person: str, network: str, kind: str, message: Message, *, dedupe: str, at: datetime, point: bool = True,
        by_hand: ByHand = without_chat,
    ) -> None:  # fmt: skip
        """Tell a person in private, in their language; where they cannot be reached, point the way if it matters.

        ``by_hand`` is what coordinators read of somebody who has no chat, given their name.
        """
        known = self.people.get([person]).get(person)
        places = self.people.whereabouts(person)
        if known is not None and not places and point:
            self.tell_coordinators(network, "unreached", by_hand(known.name), dedupe=f"point:{dedupe}", at=at)
        if known is None or not places or not (point or places[0][1]):
            return
        to, reachable = places[0]
        written = self.outbox.add(
            kind, to, message, locale=known.locale, due=at, dedupe=dedupe, network=network, person=person,
            held=not reachable,
        )  # fmt: skip
        if written and not reachable:
            self.point(person, network, about=dedupe, at=at)

    def tell_people(
        self, told: Mapping[str, Message], network: str, kind: str, *, about: str, at: datetime
    ) -> frozenset[str]:
        """Tell several people in private, each what is theirs and once about a matter; give those who can be reached.

        However many they are, it takes as many statements.
        """
        known, places = self.people.get(list(told)), self.people.whereabouts_of(list(told))
        reached = {person: places[person][0][0] for person in told if person in places and places[person][0][1]}
        self.outbox.add_all(
            [
                News(kind=kind, to=to, message=told[person], locale=known[person].locale, due=at,
                     dedupe=f"{about}:{person}", network=network, person=person)
                for person, to in reached.items()
            ]
        )  # fmt: skip
        return frozenset(reached)

    def point(self, person: str, network: str, *, about: object, at: datetime) -> None:
        """Show a way back: a line without content in the group if the name may show, else word to coordinators."""
        known = self.people.get([person]).get(person)
        if known is None:
            return
        chat = self._group_of(person, network) if known.name_visible else None
        if chat:
            self.tell_chat(chat, "pointer", pointer(known.name), dedupe=f"point:{about}", at=at)
        else:
            self.tell_coordinators(network, "unreached", unreached(known.name), dedupe=f"point:{about}", at=at)

    def _group_of(self, person: str, network: str) -> Chat | None:
        """Find a group where a person of a network may look: one on a platform of theirs."""
        platforms = {place.platform for place, _ in self.people.whereabouts(person)}
        groups = (chat for chat in self.networks.groups(network) if chat.platform in platforms)
        return next(groups, None)

    def tell_coordinators(
        self, network: str, kind: str, message: Message, *, dedupe: str, at: datetime, avoiding: Address | None = None
    ) -> None:
        """Tell the coordinators' room, or each coordinator in private where there is none."""
        shunned = avoiding.id if avoiding else ""
        for room in self.networks.chats(network):
            if room.coordinators and room.address != shunned:
                return self.tell_chat(room, kind, message, dedupe=dedupe, at=at)
        for person in self.people.coordinators(network):
            once = f"{dedupe}:{person.id}"
            self._tell_coordinator(person.id, network, kind, message, dedupe=once, at=at, avoiding=avoiding)
        return None

    def _tell_coordinator(
        self, person: str, network: str, kind: str, message: Message, *, dedupe: str, at: datetime,
        avoiding: Address | None,
    ) -> None:  # fmt: skip
        locale = self.people.get([person])[person].locale
        reached = [to for to, reachable in self.people.whereabouts(person) if reachable and to != avoiding]
        for to in reached[:1]:
            self.outbox.add(kind, to, message, locale=locale, due=at, dedupe=dedupe, network=network, person=person)
