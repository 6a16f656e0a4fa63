"""Calls when things happen at once, or Kuppi dies in the middle: everything happens once, and right.

On PostgreSQL a second replica is a second ``Database`` with its own pool; on SQLite there is one process, and two roads
in meet at its one writer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.chat import Answer, Event, Tick
from storage import Database
from storage.tables import cards, drafts, outbox
from storage.tables_calls import applications, calls, offers
from tests.bot.runtime.stage import Talk, dispatching, ids
from tests.handlers.calls_stage import ANNA, BO, CLOSED, Office, applies, decided, opened, published
from tests.storage.quick import open_

ROUNDS = 3  #: of each race: whoever wins, the end is the same


@pytest.fixture
def other(office: Office) -> Iterator[Talk]:
    """Give a second way in: another replica, where there can be one."""
    if office.database.sqlite:
        yield Talk(dispatching(office.database))
        return
    replica = open_(office.database.engine.url.render_as_string(hide_password=False))
    try:
        yield Talk(dispatching(replica))
    finally:
        replica.close()


async def together(*deeds: Callable[[], Awaitable[Answer]]) -> Sequence[Answer]:
    return await asyncio.gather(*(deed() for deed in deeds))


async def both(office: Office, other: Talk, first: Event, second: Event) -> list[str]:
    """Let two things happen at once, each by its own replica; give how each answer begins."""
    answers = await asyncio.gather(office.talk(first), other(second))
    return sorted(ids(answer)[0] for answer in answers if ids(answer))


# -- at once -------------------------------------------------------------------------------------------------


async def test_two_coordinators_publish_at_once_and_everybody_hears_once(office: Office, other: Talk) -> None:
    for number in range(ROUNDS):
        call = await opened(office)
        await applies(office, call, f"Cem{number}")
        await applies(office, call, f"Dan{number}")
        office.at = CLOSED
        await office.sends(ANNA, f"propose-{call}")
        told = office.told()
        first, second = (who.presses(f"results-{call}", at=CLOSED) for who in (ANNA, BO))
        assert await both(office, other, first, second) == ["decide.nothing", "results.published"]
        assert (office.told() - told, len(office.read(offers))) == (2, number + 1)
        with office.database.begin() as tx:
            assert [one.state for one in tx.applications.of_call(call)] == ["offered", "waiting"]
        office.at = CLOSED - timedelta(days=9)


async def test_the_last_seat_goes_to_one_of_two_who_send_at_once(office: Office, other: Talk) -> None:
    for number in range(ROUNDS):
        call = await opened(office, selection="saapumisjärjestys")
        begun = [await applies(office, call, f"{name}{number}", send=False) for name in ("Cem", "Dan")]
        with office.database.begin() as tx:
            mine = {tx.people.at(one.who.address): one for one in begun}
            rows = tx._connection.execute(select(drafts).where(drafts.c.subject == call, drafts.c.state == "open"))
            sends = [mine[row.person_id].presses(f"send-{row.id}", at=office.at) for row in rows]
        assert await both(office, other, *sends) == ["queued.now", "seated.now"]
        with office.database.begin() as tx:
            assert sorted(one.state for one in tx.applications.of_call(call)) == ["confirmed", "waiting"]


async def test_a_place_is_confirmed_once_however_often_it_is_pressed(office: Office, other: Talk) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem")
    await published(office)
    [(application,)] = office.read(applications.c.id)
    presses = [cem.presses(f"confirm-{application}-1", at=CLOSED) for _ in range(3)]
    answers = [*await asyncio.gather(office.talk(presses[0]), other(presses[1])), await other(presses[2])]
    assert sorted(ids(answer)[0] for answer in answers) == ["confirmed.now", "stale.confirmed", "stale.confirmed"]
    assert office.states() == ["confirmed"]


async def test_at_the_last_moment_the_seat_goes_to_one_of_two(office: Office, other: Talk) -> None:
    """Cem confirms in the very second in which the clock gives his seat to Dan, who confirms it too."""
    call = await opened(office)
    cem, dan = await applies(office, call, "Cem"), await applies(office, call, "Dan")
    await published(office)
    [(first,), (second,)] = sorted(office.read(applications.c.id), key=lambda row: _ordinal(office, row[0]))
    [(ends,)] = office.read(offers.c.expires_at)
    tick = ANNA.brings(Tick, at=ends)
    late = cem.presses(f"confirm-{first}-1", at=ends - timedelta(seconds=1))
    await asyncio.gather(office.talk(late), other(tick))
    answers = await both(office, other, cem.presses(f"confirm-{first}-1", at=ends),
                         dan.presses(f"confirm-{second}-1", at=ends))  # fmt: skip
    won = [state for state in office.states() if state == "confirmed"]
    assert (len(won), answers) in [
        (1, ["stale.confirmed", "stale.waiting"]), (1, ["confirmed.now", "stale.expired"]),
    ]  # fmt: skip
    assert sorted(str(outcome) for (outcome,) in office.read(offers.c.outcome)) in (
        ["confirmed"], ["confirmed", "expired"],
    )  # fmt: skip


def _ordinal(office: Office, id_: str) -> int:
    return int(dict(office.read(applications.c.id, applications.c.ordinal))[id_])


async def test_two_who_come_back_at_once_stand_one_after_the_other(office: Office, other: Talk) -> None:
    call = await opened(office)
    people = [await applies(office, call, name) for name in ("Cem", "Dan", "Eve")]
    await published(office)
    rows = sorted(office.read(applications.c.id, applications.c.ordinal), key=lambda row: int(row[1]))
    for n, one in enumerate(people[:2]):
        office.at = CLOSED + timedelta(minutes=n)
        await office.sends(one, f"decline-{rows[n][0]}-1")
    back = [one.presses(f"rejoin-{rows[n][0]}", at=CLOSED + timedelta(hours=1)) for n, one in enumerate(people[:2])]
    assert await both(office, other, *back) == ["queued.now", "queued.now"]
    assert office.states() == ["waiting", "waiting", "offered"]
    turns = [turn for (turn,) in office.read(applications.c.turn)]
    assert len(set(turns)) == 3


# -- dying ---------------------------------------------------------------------------------------------------


class Died(BaseException):
    """The process is gone."""


@contextmanager
def dying_at(database: Database, write: int) -> Iterator[None]:
    """Die just before a statement that writes, the first being 1."""
    done = iter(range(1, write))

    def die(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
        if said.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and next(done, None) is None:
            raise Died

    event.listen(database.engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", die)


async def survives(office: Office, happening: Event) -> int:
    """Let Kuppi die before each thing that it would write, and start anew each time; give how many deaths it took."""
    before = _kept(office)
    for deaths in range(200):
        talk = Talk(dispatching(office.database))
        try:
            with dying_at(office.database, deaths + 1):
                await talk(happening)
        except Died:
            await asyncio.gather(*filter(None, [talk.dispatch._working]), return_exceptions=True)
            assert _kept(office) == before, f"something was left after {deaths} writes"
        else:
            done = _kept(office)
            await Talk(dispatching(office.database))(happening)  # it never heard that we have it
            assert _kept(office) == done
            return deaths
    raise AssertionError("it dies for ever")


def _kept(office: Office) -> list[list[tuple[Any, ...]]]:
    tables = calls, applications, offers, cards
    told = office.read(outbox.c.kind, outbox.c.person_id, outbox.c.dedupe, outbox.c.due)
    return [sorted(office.read(*table.c), key=repr) for table in tables] + [sorted(told, key=repr)]


async def test_kuppi_dies_before_everything_it_writes_and_all_happens_once(office: Office) -> None:
    call = await opened(office)
    cem, dan, _ = [await applies(office, call, name) for name in ("Cem", "Dan", "Eve")]
    begun = await applies(office, call, "Fia", send=False)
    send = office.last[begun.who.id].messages[0].buttons[0][0]
    assert await survives(office, begun.presses(send, at=office.at)) >= 3
    await decided(office)
    assert await survives(office, ANNA.presses(f"results-{call}", at=CLOSED)) >= 3
    assert (office.states(), office.told()) == (["offered", "waiting", "waiting", "waiting"], 4)
    first, second, *_ = [row[0] for row in sorted(office.read(applications.c.id, applications.c.ordinal), key=_last)]
    assert await survives(office, cem.presses(f"decline-{first}-1", at=CLOSED)) >= 3
    assert await survives(office, dan.presses(f"confirm-{second}-1", at=CLOSED)) >= 3
    assert await survives(office, dan.presses(f"withdrawyes-{second}", at=CLOSED)) >= 3
    assert office.states() == ["declined", "withdrawn", "offered", "waiting"]
    ends = next(at for at, outcome in office.read(offers.c.expires_at, offers.c.outcome) if outcome is None)
    assert await survives(office, ANNA.brings(Tick, at=ends)) >= 3
    assert office.states() == ["declined", "withdrawn", "expired", "offered"]
    assert office.told() == 8


def _last(row: tuple[Any, ...]) -> Any:
    return row[-1]
