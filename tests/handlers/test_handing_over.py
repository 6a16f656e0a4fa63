"""Handing over by the clock: once, in the daytime, late when it was late, and whoever acknowledges or does not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.chat import Answer
from bot.domain.duty import operations as do
from bot.domain.duty.calendar import CLOSES, OPENS
from bot.domain.duty.contacts import Away
from bot.domain.duty.rotation import Rotation
from bot.i18n import render
from handlers.duty import handing_over
from handlers.duty.reserve import with_reserve
from storage import Database, Transaction
from storage.tables import outbox
from tests.bot.domain.duty.making import HELSINKI, a_plan, at, good
from tests.bot.runtime.stage import ANNA, BO, CEM, Someone
from tests.handlers.duty_stage import Rota, begun
from tests.storage.making import chat, meet, network

DAN = Someone.named("Dan")
JANUARY, FEBRUARY, MARCH = (date(2027, month, 1) for month in (1, 2, 3))


@pytest.fixture
def rota(database: Database) -> Rota:
    return begun(database)


def room(rota: Rota) -> str:
    with rota.database.begin() as tx:
        return tx.networks.chats(rota.network)[0].id


# -- the course ------------------------------------------------------------------------------------------------


async def test_one_rota_that_fails_holds_up_no_other_networks(rota: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    with rota.database.begin() as tx:
        elsewhere = network(tx, "Kainuu")
        chat(tx, elsewhere, "kainuu")
        [bea] = meet(tx, "Bea")
        named = [tx.organisations.named(elsewhere.id, name).id for name in ("Loimu", "Liekki")]
        broken = replace(a_plan(*named), fallback=bea.id)
        tx.duty.start("broken", elsewhere.id, broken, by=bea.id, at=at("2026-11-20 11:00"))

    def fails_for_one(rota: Rotation, tx: Transaction, moment: datetime) -> Rotation:
        if rota.id == "broken":
            raise ValueError("something of it")
        return with_reserve(rota, tx, moment)

    monkeypatch.setattr(handing_over, "with_reserve", fails_for_one)
    told = await rota.ticks("2027-01-04 09:00")
    assert len([one for one in told if one.startswith("2027-01-01:begins:")]) == 3


async def test_a_handover_takes_its_course_each_step_once(rota: Rota) -> None:
    group = room(rota)
    assert await rota.ticks("2027-01-04 09:00") == sorted(
        [f"2027-01-01:begins:{group}", "2027-01-01:begins:Anna", "2027-01-01:begins:Dan", "2027-02-01:coming:Bo"]
    )
    await rota.talk(ANNA.presses("dutyack-rota-20270101", at=at("2027-01-04 10:00")))
    assert await rota.ticks("2027-01-05 09:00") == []
    assert await rota.ticks("2027-01-25 09:00") == [
        "2027-02-01:ending:Anna", "2027-02-01:ending:Dan", "2027-02-01:note:Bo",
    ]  # fmt: skip
    assert await rota.ticks("2027-01-29 09:00") == sorted(
        [f"2027-02-01:ready:{group}", "2027-02-01:ready:Anna", "2027-02-01:ready:Bo", "2027-02-01:ready:Dan"]
    )
    assert await rota.ticks("2027-02-01 08:59") == []
    assert await rota.ticks("2027-02-01 09:00") == sorted(
        [f"2027-02-01:begins:{group}", "2027-02-01:begins:Bo", "2027-03-01:coming:Cem"]
    )


async def test_the_ladder_climbs_until_somebody_acknowledges(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    assert await rota.ticks("2027-01-05 09:00") == ["2027-01-01:deputy:Dan"]
    assert await rota.ticks("2027-01-07 09:00") == ["2027-01-01:everyone:Anna", "2027-01-01:everyone:Dan"]
    assert await rota.ticks("2027-01-08 09:00") == ["2027-01-01:unseen:Aino"]


async def test_the_group_hears_of_the_change_in_these_words(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    await rota.ticks("2027-02-01 09:00")
    assert (
        "Koordinaatiovuoro vaihtui ma 1.2.2027 klo 9.\nNyt vuorossa: Keski-Suomen liitto\n"
        "Kiitos edellisestä vuorosta: Humak\nKysymykset: /kysy" in rota.said()
    )


async def test_nobody_is_disturbed_at_night(rota: Rota) -> None:
    for local in ("2027-01-04 23:30", "2027-01-10 03:00", "2027-02-06 12:00"):
        await rota.ticks(local)
    times = [due.astimezone(HELSINKI) for due, _ in rota.letters()]
    assert times
    assert [one for one in times if not (OPENS <= one.time() <= CLOSES and one.weekday() < 5)] == []


# -- standstills and odd clocks -----------------------------------------------------------------------------------


async def test_after_a_standstill_the_latest_is_announced_once_and_late_and_all_is_recorded(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    new = await rota.ticks("2027-05-06 12:00")
    assert [one for one in new if ":begins:" in one] == sorted(
        [f"2027-05-01:begins:{room(rota)}", "2027-05-01:begins:Bo"]
    )
    assert sum("Tämä ilmoitus on myöhässä. Vuoro vaihtui ajallaan." in one for one in rota.said()) == 1
    with rota.database.begin() as tx:
        facts = [(one.period.month, one.organisation) for one in tx.handovers.facts("rota")]
        last = tx.handovers.last("rota")
    by_name = {id_: name for name, id_ in rota.organisations.items()}
    assert [(month, by_name[one or ""]) for month, one in facts] == [
        (1, "Humak"), (2, "Keski-Suomen liitto"), (3, "Villa Rana"), (4, "Humak"),
    ]  # fmt: skip
    assert last is not None
    assert last.period == date(2027, 5, 1)


async def test_an_announcement_that_waits_for_monday_is_withdrawn_when_the_next_turn_has_begun(
    rota: Rota,
) -> None:
    await rota.ticks("2027-01-04 09:00")
    await rota.ticks("2027-03-06 12:00")  # a Saturday
    await rota.ticks("2027-04-02 09:00")
    begins = outbox.c.dedupe.like("duty:%:begins:%"), outbox.c.person_id.is_(None)
    with rota.database.begin() as tx:
        rows = tx._connection.execute(select(outbox.c.dedupe, outbox.c.state).where(*begins).order_by(outbox.c.id))
        states = [(str(row.dedupe).split(":")[2], row.state) for row in rows]
    assert states[-2:] == [("2027-03-01", "dead"), ("2027-04-01", "waiting")]  # nothing is sent here


async def test_a_clock_that_is_set_back_announces_nothing_twice(rota: Rota) -> None:
    first = [await rota.ticks(local) for local in ("2027-01-04 09:00", "2027-03-01 09:00")]
    assert all(first)
    assert await rota.ticks("2027-01-20 12:00") == []
    again = [one for local in ("2027-02-01 09:00", "2027-03-01 09:00") for one in await rota.ticks(local)]
    assert [one for one in again if ":begins:" in one] == []


async def test_what_was_recorded_stays_when_the_plan_is_changed_later(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    await rota.ticks("2027-02-01 09:00")
    with rota.database.begin() as tx:
        before = tx.handovers.facts("rota")
        kept = tx.duty.lock(rota.network)
        assert kept is not None
        now = at("2027-02-02 10:00")
        tx.duty.change(kept, good(do.cancel(kept.plan, MARCH, act="c", at=now)), by="aino", at=now)
    await rota.ticks("2027-03-01 09:00")
    with rota.database.begin() as tx:
        assert list(tx.handovers.facts("rota"))[:1] == list(before)
        last = tx.handovers.last("rota")
    assert last is not None
    assert (last.period, last.organisation) == (MARCH, None)


# -- people ------------------------------------------------------------------------------------------------------


async def says(rota: Rota, who: Someone, data: str, local: str) -> list[str]:
    answer: Answer = await rota.talk(who.presses(data, at=at(local)))
    lines = [line for message in answer.messages for line in message.lines]
    return [line.id for line in ([answer.toast] if answer.toast else lines)]


async def test_acknowledging_twice_early_or_for_others_changes_nothing_of_whose_turn_it_is(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    assert await says(rota, BO, "dutyack-rota-20270101", "2027-01-04 10:00") == ["duty.not_your_turn"]
    assert await says(rota, ANNA, "dutyack-rota-20270101", "2027-01-04 10:00") == ["duty.acknowledged"]
    assert await says(rota, DAN, "dutyack-rota-20270101", "2027-01-04 11:00") == ["duty.acknowledged"]
    assert await says(rota, BO, "dutyack-rota-20270201", "2027-01-04 11:00") == ["duty.acknowledged"]
    assert await says(rota, BO, "dutyack-rota-20270202", "2027-01-04 11:00") == ["button.unknown"]
    assert await says(rota, BO, "dutyack-rota-x", "2027-01-04 11:00") == ["button.unknown"]
    with rota.database.begin() as tx:
        kept = tx.duty.get("rota")
        assert kept is not None
        assert kept.plan.duty(at("2027-01-04 12:00")).organisation == rota.organisations["Humak"]
        assert tx.handovers.acknowledged("rota") == {JANUARY}


async def test_of_two_who_take_a_turn_over_at_once_one_gets_it(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    humak = rota.organisations["Humak"]
    assert await says(rota, ANNA, "dutyhelp-rota-20270101", "2027-01-04 10:00") == ["duty.cover_asked"]
    data = f"dutytake-rota-20270101_{humak}"
    assert await says(rota, DAN, data, "2027-01-04 10:01") == ["duty.cover_own"]
    assert (await says(rota, CEM, data, "2027-01-05 10:00"))[-1] == "duty.cover_thanks"
    assert await says(rota, BO, data, "2027-01-05 10:00") == ["duty.cover_taken"]
    with rota.database.begin() as tx:
        kept = tx.duty.get("rota")
    assert kept is not None
    assert kept.plan.duty(at("2027-01-05 10:01")).organisation == rota.organisations["Villa Rana"]
    assert kept.plan.duty(at("2027-02-02 10:01")).organisation == rota.organisations["Keski-Suomen liitto"]


async def test_a_turn_is_not_taken_over_unless_somebody_asked(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    humak = rota.organisations["Humak"]
    assert await says(rota, CEM, f"dutytake-rota-20270101_{humak}", "2027-01-05 10:00") == ["button.unknown"]
    with rota.database.begin() as tx:
        kept = tx.duty.get("rota")
    assert kept is not None
    assert kept.plan.duty(at("2027-01-05 10:01")).organisation == humak


async def test_what_was_handed_over_is_frozen_when_the_turn_begins(rota: Rota) -> None:
    await rota.ticks("2027-01-04 09:00")
    await rota.talk(ANNA.types("vuoro muistio Muista tila", at=at("2027-01-20 10:00")))
    await rota.ticks("2027-02-01 09:00")
    packets: Sequence[Answer] = [
        await rota.talk(who.presses("dutypacket-rota-20270201", at=at(when)))
        for who, when in ((BO, "2027-02-01 10:00"), (CEM, "2027-02-20 10:00"))
    ]
    assert packets[0].messages == packets[1].messages
    assert "Muista tila" in [render(line, "fi") for line in packets[0].messages[0].lines]
    assert await says(rota, Someone.named("Eve"), "dutypacket-rota-20270201", "2027-02-01 10:00") == [
        "duty.not_contact"
    ]


async def test_coordinators_hear_beforehand_that_nobody_can_be_reached(rota: Rota) -> None:
    with rota.database.begin() as tx:
        [bo] = meet(tx, "Bo")
        tx.organisations.go_away(rota.network, bo.id, Away(date(2027, 2, 10), date(2027, 2, 12)))
    await rota.ticks("2027-01-04 09:00")
    assert "2027-02-01:silent:Aino" in await rota.ticks("2027-01-25 09:00")
