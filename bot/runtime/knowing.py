"""Who speaks in a page, and where: what our own tables know of it."""

from collections.abc import Container, Sequence
from dataclasses import replace

from bot.chat import Address, Event, Met, Reached
from bot.domain.people import Chat, Person, Role
from storage import Transaction
from storage.people import Meeting


class Known:
    """Who speaks in a page and where: read once, and again when an event has changed it for those after it.

    Nobody becomes known by an event that came before: they may have been forgotten since, at their own wish.
    """

    def __init__(
        self, tx: Transaction, events: Sequence[Event], admins: set[tuple[str, str]], new: Container[str]
    ) -> None:
        self._tx, self._events, self._admins, self._new = tx, list(events), admins, new
        self._read()

    def _read(self) -> None:
        tx, events = self._tx, self._events
        self._chats = tx.networks.chats_at(e.where for e in events if not e.private) if events else {}
        met = [Meeting(e.who, self._room(e), _reached(e), self._welcomes(e)) for e in events if not e.who.bot]
        self._people = tx.people.meet(met, max(e.at for e in events)) if met else {}
        tx.meetups.expect([person.id for person in self._people.values()])
        self._count_in()
        self._as_of = self._changes()

    def _welcomes(self, event: Event) -> bool:
        only_told_of = isinstance(event, Met) or (isinstance(event, Reached) and not event.reachable)
        return event.key in self._new and not only_told_of

    def _changes(self) -> int:
        return self._tx.people.changes + self._tx.networks.changes

    def complete(self, event: Event) -> Event:
        """Fill in the person and the chat from our own tables."""
        while self._events and self._events[0] is not event:
            self._events.pop(0)  # those before it have been answered
        if self._changes() != self._as_of:
            self._read()
        person = self._person(event)
        if (event.who.platform, event.who.id) in self._admins:
            person = replace(person, admin=True)
        return replace(event, person=person, chat=self._chat(event.where))

    def _count_in(self) -> None:
        """Count into a network whoever acts in its chat."""
        pairs: set[tuple[str, str]] = set()
        people = dict(self._people)
        for event in self._events:
            key, chat = (event.who.platform, event.who.id), self._chat(event.where)
            if chat and key in people and chat.network not in people[key].roles:
                pairs.add((people[key].id, chat.network))
                people[key] = replace(people[key], roles={**people[key].roles, chat.network: Role.MEMBER})
        self._people = people
        self._tx.people.enrol_all(pairs)

    def _person(self, event: Event) -> Person:
        return self._people.get((event.who.platform, event.who.id), Person.NOBODY)

    def _chat(self, where: Address) -> Chat | None:
        return self._chats.get((where.platform, where.id))

    def _room(self, event: Event) -> str | None:
        chat = self._chat(event.where)
        return chat.locale if chat else None


def _reached(event: Event) -> bool:
    """Tell whether an event shows that its sender can be written to."""
    if isinstance(event, Reached):
        return event.reachable
    return event.who.reachable or (event.private and not isinstance(event, Met))
