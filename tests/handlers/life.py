"""A network's life as its coordinator lives it: meetups, those who answer, and what waits to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat import Answer, Message, Tick
from bot.chat.codec import load
from bot.domain.meetups import Meetup, State
from bot.domain.people import Role
from bot.domain.seating import Reply
from bot.i18n import render
from storage import Database, Transaction
from storage.tables import cards, outbox
from tests.bot.runtime.stage import ANNA, GROUP, NOW, Someone, Talk, buttons, dispatching
from tests.storage.making import chat, drafted, meet, network


@dataclass
class Life:
    """Live through a meetup's changes as Anna, who coordinates its network."""

    database: Database
    talk: Talk
    network: str
    at: datetime = NOW

    async def types(self, line: str, who: Someone = ANNA) -> Answer:
        return await self.talk(who.types(line, at=self.at))

    async def says(self, text: str, who: Someone = ANNA) -> Answer:
        return await self.talk(who.says(text, at=self.at))

    async def ticks(self, at: str = "") -> None:
        """Let the clock tick, perhaps at another time."""
        self.at = datetime.fromisoformat(at) if at else self.at
        await self.talk(ANNA.brings(Tick, at=self.at))

    async def presses(self, answer: Answer | Message | str, label: str = "", who: Someone = ANNA) -> Answer:
        button = answer if isinstance(answer, str) else buttons(answer)[label]
        return await self.talk(who.presses(button, at=self.at))

    def publish(self, *, capacity: int | None = None, **more: Any) -> Meetup:
        """Publish a meetup with a card in the group."""
        with self.database.begin() as tx:
            mine = tx.networks.get(self.network)
            meetup = drafted(mine, capacity=capacity).evolve(**more)
            tx.meetups.create(meetup, by="nobody", at=NOW)
            for one in tx.networks.chats(mine.id):
                tx.post.announce("meetup", meetup.id, one, at=NOW)
        return meetup

    def answers(self, meetup: Meetup, *names: str, reply: Reply = Reply.YES, reachable: bool = True) -> None:
        """Let people answer, in this order."""
        with self.database.begin() as tx:
            for person in meet(tx, *names, private=reachable):
                tx.people.enrol(person.id, self.network)
                locked = tx.meetups.lock(meetup.id)
                assert locked is not None
                tx.meetups.answer(locked, person.id, reply, at=NOW)

    def coming(self) -> Sequence[Meetup]:
        with self.database.begin() as tx:
            return tx.meetups.coming([self.network], at=self.at)

    def scheduled(self) -> Sequence[Meetup]:
        with self.database.begin() as tx:
            return tx.meetups.coming([self.network], at=self.at, states=(State.SCHEDULED,))

    def cards(self) -> int:
        """Count the cards there are, posted or on their way."""
        with self.database.begin() as tx:
            return len(tx._connection.execute(select(cards.c.id)).all())

    def now(self, meetup: Meetup) -> Meetup:
        with self.database.begin() as tx:
            found = tx.meetups.get(meetup.id)
            assert found is not None
            return found

    def standings(self, meetup: Meetup) -> dict[str, tuple[str, int]]:
        with self.database.begin() as tx:
            listed = tx.meetups.sign_ups(tx.meetups.get(meetup.id) or meetup)
            return {one.name: (one.standing.reply.value, one.standing.waiting) for one in listed}

    def seated(self, meetup: Meetup) -> list[str]:
        """Name those who have a seat, in asking order; never more people than seats."""
        now = self.now(meetup)
        with self.database.begin() as tx:
            tally = tx.meetups.tally(now)
            assert now.capacity is None or tally.coming + tally.offered <= now.capacity
            return [one.name for one in tx.meetups.sign_ups(now) if one.standing.seated]

    def came(self, meetup: Meetup) -> int:
        with self.database.begin() as tx:
            return len(tx.door.came(meetup.id))

    def person(self, name: str) -> str:
        with self.database.begin() as tx:
            return meet(tx, name)[0].id

    def letters(self, *kinds: str) -> Mapping[str, Sequence[Message]]:
        """Give what waits to be sent, by the name of the person or the address of the chat."""
        with self.database.begin() as tx:
            found: dict[str, list[Message]] = {}
            for row in waiting(tx):
                if row.kind in kinds:
                    to = tx.people.get([row.person_id])[row.person_id].name if row.person_id else row.lane
                    body = tx.seals.open(row.payload, "outbox", "payload", row.seal)
                    found.setdefault(to, []).append(load(body))
            return found

    def told(self, *kinds: str) -> dict[str, list[str]]:
        """Read, in Finnish, what waits to be sent."""
        return {
            to: ["\n".join(render(line, "fi") for line in one.lines) for one in messages]
            for to, messages in self.letters(*kinds).items()
        }

    def delivers(self, kind: str, *names: str) -> None:
        """Let what waits for these people arrive."""
        with self.database.begin() as tx:
            whose = {person.id for person in meet(tx, *names)}
            mine = outbox.c.kind == kind, outbox.c.person_id.in_(whose)
            tx._connection.execute(outbox.update().where(*mine).values(state="sent", payload=None))

    def noted(self, meetup: Meetup) -> list[tuple[str, Mapping[str, str], Mapping[str, str]]]:
        with self.database.begin() as tx:
            return [(one.what, one.before, one.after) for one in tx.changes.of(meetup.id)]

    def redrawn(self) -> bool:
        with self.database.begin() as tx:
            versions = tx._connection.execute(select(cards.c.wanted_version)).scalars().all()
            return any(version > 1 for version in versions)


def waiting(tx: Transaction) -> Sequence[Any]:
    query = select(outbox).where(outbox.c.state.in_(("waiting", "held"))).order_by(outbox.c.id)
    return [row for row in tx._connection.execute(query) if row.payload]


@pytest.fixture
def life(database: Database) -> Life:
    with database.begin() as tx:
        mine = network(tx, "Kainuu")
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, mine.id, Role.COORDINATOR)
        chat(tx, mine, GROUP.id, title="Kahvit")
    return Life(database, Talk(dispatching(database)), mine.id)
