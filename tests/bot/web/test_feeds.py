"""The duty as a calendar, as it is served: it equals the plan, and a swap changes events, never which they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import icalendar
import pytest

from bot.domain.duty import Plan
from bot.domain.duty import operations as do
from bot.domain.duty.breaks import Break
from bot.domain.duty.editing import with_quiet
from bot.domain.duty.ics import AHEAD, BACK
from bot.web.feeds import feeds
from storage import Database
from tests.bot.domain.duty.making import at, good
from tests.bot.runtime.stage import BO, Talk, buttons, dispatching
from tests.handlers.duty_stage import Rota, begun
from tests.serving import free_port, serving

NOW = at("2027-02-10 12:00")
URL = "https://kuppi.example"


@dataclass
class Feeds:
    rota: Rota
    base: str

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as client, client.get(self.base + path) as answer:
            return answer.status, await answer.text()

    async def events(self, path: str) -> dict[str, Any]:
        status, text = await self.get(path)
        assert status == 200
        return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(text).walk("VEVENT")}

    def plan(self) -> Plan:
        with self.rota.database.begin() as tx:
            kept = tx.duty.get("rota")
        assert kept is not None
        return kept.plan

    def names(self) -> dict[str | None, str]:
        return {id_: name for name, id_ in self.rota.organisations.items()}

    def swaps(self, first: date, second: date) -> None:
        with self.rota.database.begin() as tx:
            kept = tx.duty.lock(self.rota.network)
            assert kept is not None
            tx.duty.change(kept, good(do.swap(kept.plan, first, second, act="s", at=NOW)), by="bo", at=NOW)


@pytest.fixture
async def served(database: Database) -> AsyncIterator[Feeds]:
    rota = begun(database)
    async with serving([], free_port(), feeds(database, lambda: NOW)) as base:
        yield Feeds(rota, base)


def seen(events: dict[str, Any]) -> list[tuple[datetime, datetime, str]]:
    return sorted((one["dtstart"].dt, one["dtend"].dt, str(one["summary"])) for one in events.values())


async def test_the_feed_equals_the_plan(served: Feeds) -> None:
    names = served.names()
    expected = [
        (turn.period.starts, turn.period.ends, f"Koordinaatiovuoro: {names[turn.organisation]}")
        for turn in served.plan().window(NOW - BACK, NOW + AHEAD)
    ]
    assert seen(await served.events("/duty/rota.ics")) == expected
    assert len(expected) == 20
    assert "Koordinering" in (await served.get("/duty/rota.ics?lang=sv"))[1]


async def test_three_years_as_they_are_served_are_the_plan_and_each_turn_is_one_event(database: Database) -> None:
    rota, now = begun(database), [NOW]
    with database.begin() as tx:
        kept = tx.duty.lock(rota.network)
        assert kept is not None
        plan = good(do.swap(kept.plan, date(2027, 4, 1), date(2028, 9, 1), act="s", at=NOW))
        plan = good(do.hold(plan, date(2027, 7, 1), act="h", at=NOW))
        plan = good(do.pass_turn(plan, date(2028, 3, 1), act="p", at=NOW))
        plan = good(do.cancel(plan, date(2029, 7, 1), act="c", at=NOW))
        plan = good(with_quiet(plan, (Break((12, 24), (1, 6)),)))
        plan = tx.duty.change(kept, plan, by="aino", at=NOW).plan
    end = NOW + timedelta(days=3 * 365)
    names = {id_: f"Koordinaatiovuoro: {name}" for name, id_ in rota.organisations.items()}
    found: dict[str, set[tuple[object, ...]]] = {}
    async with serving([], free_port(), feeds(database, lambda: now[0])) as base:
        while now[0] + AHEAD < end + timedelta(days=300):
            for uid, one in (await Feeds(rota, base).events("/duty/rota.ics")).items():
                told = one["dtstart"].dt, one["dtend"].dt, str(one["summary"]), str(one["status"])
                found.setdefault(uid, set()).add((*told, int(one["sequence"])))
            now[0] += timedelta(days=300)
    assert [uid for uid, events in found.items() if len(events) > 1] == []
    expected = {
        f"rota-{turn.period.key}@kuppi": (
            turn.period.starts, turn.period.ends, names.get(turn.organisation or "", "Koordinaatiovuoro: tauko"),
            "CONFIRMED" if turn.organisation else "CANCELLED",
        )
        for turn in plan.window(NOW, end)
    }  # fmt: skip
    assert {uid: next(iter(found[uid]))[:4] for uid in expected} == expected
    assert len(expected) == 37


async def test_a_swap_raises_two_sequences_and_makes_no_new_identity(served: Feeds) -> None:
    before = await served.events("/duty/rota.ics")
    served.swaps(date(2027, 4, 1), date(2027, 5, 1))
    after = await served.events("/duty/rota.ics")
    assert before.keys() == after.keys()
    raised = {uid: int(one["sequence"]) for uid, one in after.items() if int(one["sequence"])}
    assert raised == {"rota-2027-04-01@kuppi": 1, "rota-2027-05-01@kuppi": 1}
    assert after["rota-2027-04-01@kuppi"]["last-modified"].dt == NOW.astimezone(UTC)


async def test_an_organisation_has_its_own_and_a_new_address_makes_the_old_one_void(served: Feeds) -> None:
    with served.rota.database.begin() as tx:
        first = tx.organisations.open_feed(served.rota.organisations["Keski-Suomen liitto"], NOW)
    own = await served.events(f"/duty/own/{first}.ics")
    assert {str(one["summary"]) for one in own.values()} == {"Koordinaatiovuoro: Keski-Suomen liitto"}
    served.swaps(date(2027, 4, 1), date(2027, 5, 1))
    after = await served.events(f"/duty/own/{first}.ics")
    assert [uid for uid, one in after.items() if str(one["status"]) == "CANCELLED"] == ["rota-2027-05-01@kuppi"]
    talk = Talk(dispatching(served.rota.database, public_url=URL))
    told = await talk(BO.types("vuoro ics", at=NOW))
    given = await talk(BO.presses(next(one.data for one in buttons(told).values()), at=NOW + timedelta(minutes=1)))
    address = str(given.messages[1].lines[0].values["text"])
    assert address.startswith(f"{URL}/duty/own/")
    assert (await served.get(address.removeprefix(URL)))[0] == 200
    assert (await served.get(f"/duty/own/{first}.ics"))[0] == 404


@pytest.mark.parametrize("path", ["/duty/nothing.ics", "/duty/own/nothing.ics", "/duty/", "/duty/rota"])
async def test_what_is_not_there_is_not_there(served: Feeds, path: str) -> None:
    assert (await served.get(path))[0] == 404
