"""The rota of the issue in a database, with two replicas that see to it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from bot.chat import Address, Message, Tick
from bot.chat.codec import load
from bot.domain.people import Role
from bot.i18n import render
from bot.runtime.clock import _CLOCK
from storage import Database
from storage.ids import new_id
from storage.tables import outbox
from tests.bot.domain.duty.making import a_plan, at
from tests.bot.runtime.stage import Talk, dispatching
from tests.storage.making import chat, meet, network

#: Who answers for whom; Aino is in reserve.
PEOPLE = {"Humak": ("Anna", "Dan"), "Keski-Suomen liitto": ("Bo",), "Villa Rana": ("Cem",)}


@dataclass
class Rota:
    """The rota of the issue, its clock and its outbox; two replicas see to the same database."""

    database: Database
    talk: Talk
    other: Talk
    id: str
    network: str
    organisations: dict[str, str]

    async def ticks(self, local: str) -> list[str]:
        """Let both replicas' clocks tick, one twice; give what is new in the outbox, by dedupe key."""
        before = set(self.posted())
        now = at(local)
        for talk in (self.talk, self.other, self.talk):
            await talk(tick(now))
        return sorted(set(self.posted()) - before)

    def posted(self) -> list[str]:
        """Name all that was posted, without the rota's id; people and chats by name."""
        with self.database.begin() as tx:
            rows = tx._connection.execute(select(outbox).where(outbox.c.dedupe.like("duty:%"))).all()
            known = {
                one.id: one.name for one in tx.people.get([row.person_id for row in rows if row.person_id]).values()
            }
        return [_named(str(row.dedupe), self.id, known) for row in rows]

    def letters(self) -> list[tuple[datetime, Message]]:
        with self.database.begin() as tx:
            rows = tx._connection.execute(select(outbox).where(outbox.c.dedupe.like("duty:%")).order_by(outbox.c.id))
            return [
                (row.due, load(tx.seals.open(row.payload, "outbox", "payload", row.seal)))
                for row in rows
                if row.payload
            ]

    def said(self) -> list[str]:
        return ["\n".join(render(line, "fi") for line in message.lines) for _, message in self.letters()]


def tick(now: datetime) -> Tick:
    where = Address("clock", "clock")
    return Tick(key=f"tick:{new_id()}", at=now, who=_CLOCK, where=where, private=True)


def _named(dedupe: str, rota: str, people: dict[str, str]) -> str:
    parts = dedupe.removeprefix(f"duty:{rota}:").split(":")
    return ":".join(people.get(part, part) for part in parts)


def begun(database: Database) -> Rota:
    """Put the rota of the issue into use: Anna and Dan are Humak, Bo the liitto, Cem Villa Rana, Aino coordinates."""
    now = at("2026-11-20 11:00")
    with database.begin() as tx:
        mine = network(tx)
        [aino] = meet(tx, "Aino")
        tx.people.enrol(aino.id, mine.id, Role.COORDINATOR)
        chat(tx, mine)
        organisations = {name: tx.organisations.named(mine.id, name).id for name in PEOPLE}
        for name, people in PEOPLE.items():
            for person in meet(tx, *people):
                tx.organisations.join(organisations[name], person.id)
                tx.people.enrol(person.id, mine.id)
        plan = replace(a_plan(*organisations.values()), fallback=aino.id)
        tx.duty.start("rota", mine.id, plan, by=aino.id, at=now)
    talk, other = Talk(dispatching(database)), Talk(dispatching(database))
    return Rota(database, talk, other, "rota", mine.id, organisations)
