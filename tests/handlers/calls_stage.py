"""The stage of calls: two coordinators, and whoever comes to apply; the clock is ours."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat import Answer, Tick
from bot.domain.people import Role
from bot.i18n import render
from storage import Database
from storage.tables import outbox
from storage.tables_calls import applications, calls
from tests.bot.runtime.stage import GROUP, Someone, Talk, buttons, dispatching
from tests.storage.making import chat, meet, network

LINES = """uusihaku
Tyyppi: {kind}
Nimi: Syksyn haku
Ryhmät: {groups}
Valinta: {selection}
Haku päättyy: ma 30.11.2026 klo 12
Tulokset viimeistään: pe 11.12.2026
Rekisterinpitäjä: Humak
Yhteys: tuottajat@example.fi"""
OPEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass
class Office:
    """Two coordinators, and whoever comes to apply; the clock is ours."""

    database: Database
    talk: Talk
    network: str
    at: datetime = OPEN
    last: dict[str, Answer] = field(default_factory=dict)

    async def says(self, who: Someone, text: str) -> Answer:
        return await self._tells(who, who.says(text, at=self.at))

    async def types(self, who: Someone, line: str) -> Answer:
        return await self._tells(who, who.types(line, at=self.at))

    async def presses(self, who: Someone, label: str, *, of: Answer | None = None) -> Answer:
        """Press a button of the last answer, by its label in Finnish."""
        shown = {render(b.label, "fi"): b for b in buttons(of or self.last[who.who.id]).values()}
        return await self._tells(who, who.presses(shown[label], at=self.at))

    async def sends(self, who: Someone, data: str) -> Answer:
        return await self._tells(who, who.presses(data, at=self.at))

    async def _tells(self, who: Someone, event: Any) -> Answer:
        answer = await self.talk(event)
        self.last[who.who.id] = answer
        return answer

    async def ticks(self, at: datetime) -> None:
        self.at = at
        await self.talk(ANNA.brings(Tick, at=at))

    def read(self, *columns: Any) -> list[tuple[Any, ...]]:
        with self.database._reader.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns))]

    def states(self) -> list[str]:
        return [
            state for state, _ in sorted(self.read(applications.c.state, applications.c.ordinal), key=lambda r: r[1])
        ]

    def told(self, kind: str = "place") -> int:
        return len([one for (one,) in self.read(outbox.c.kind) if one == kind])


ANNA, BO = Someone.named("Anna", locale="fi"), Someone.named("Bo", locale="fi")


@pytest.fixture
def office(database: Database) -> Office:
    with database.begin() as tx:
        mine = network(tx, "Kainuu")
        for person in meet(tx, "Anna", "Bo"):
            tx.people.enrol(person.id, mine.id, Role.COORDINATOR)
        chat(tx, mine, GROUP.id, title="Kahvit")
    return Office(database, Talk(dispatching(database)), mine.id)


async def opened(office: Office, *, selection: str = "harkinta", groups: str = "Piiri 1", kind: str = "muu") -> str:
    """Let Anna open a call; give its id."""
    before = set(office.read(calls.c.id))
    await office.types(ANNA, LINES.format(selection=selection, groups=groups, kind=kind))
    await office.presses(ANNA, "Julkaise")
    [(id_,)] = set(office.read(calls.c.id)) - before
    return str(id_)


async def applies(office: Office, call: str, name: str, *, wishes: str = "", send: bool = True) -> Someone:
    """Let somebody apply."""
    one = Someone.named(name, locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    typed = [name, f"{name.lower()}@example.fi", "Siksi.", *([wishes] if wishes else []), "1", "Kajaani", "ohita"]
    for text in typed:
        await office.says(one, text)
    if send:
        await office.presses(one, "Lähetä hakemus")
    return one


async def decided(office: Office) -> None:
    """Close the call, and let Anna propose and preview."""
    office.at = CLOSED
    await office.types(ANNA, "hakemukset")
    await office.presses(ANNA, "Päätökset")
    await office.presses(ANNA, "Ehdota järjestystä")
    await office.presses(ANNA, "Esikatsele viestit")


async def published(office: Office) -> None:
    await decided(office)
    await office.presses(ANNA, "Julkaise tulokset")


async def scores(office: Office, who: Someone) -> Answer:
    """Give three scores to the application shown."""
    await office.presses(who, "5 Erinomainen")
    await office.presses(who, "4 Vahva")
    return await office.presses(who, "3 Hyvä")
