"""Rotas are kept as deeds: what is read back is the plan that was, and nothing is ever written over."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.chat import Message
from bot.domain.duty import Cadence, Cover, Mode, Months, Pause, Plan, Roll, Rule, Season, Seasons, Unit, Weeks
from bot.domain.duty import operations as do
from bot.domain.duty.asking import Request
from bot.domain.duty.contacts import Area, Away, Contact
from bot.domain.duty.editing import published, reordered
from bot.domain.duty.rotation import Handover, Rotation
from bot.domain.duty.statistics import Fact
from bot.domain.duty.swaps import Offer, State
from bot.text import t
from storage import Database, Transaction
from storage.tables_duty import deeds, requests
from tests.bot.domain.duty.making import HUMAK, LIITTO, RANA, a_plan, at, good
from tests.storage.making import DAY, MINUTE, NOW, meet, network

MARCH, APRIL, MAY, JUNE = (date(2027, month, 1) for month in (3, 4, 5, 6))


def started(tx: Transaction, plan: Plan | None = None) -> Rotation:
    """Put a rota into use; Anna is in reserve."""
    mine = network(tx)
    [anna] = meet(tx, "Anna")
    return tx.duty.start("rota", mine.id, replace(plan or a_plan(), fallback=anna.id), by=anna.id, at=NOW)


def kept(database: Database) -> Rotation:
    with database.begin() as tx:
        rota = tx.duty.get("rota")
    assert rota is not None
    return rota


# -- plans ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        Weeks(2), Months(), Months(3), Seasons((Season(1, 1, "kevät"), Season(8, 1, "syksy"))),
        Rule("FREQ=MONTHLY;BYDAY=1MO"),
    ],
)  # fmt: skip
def test_a_plan_is_read_back_as_it_was(database: Database, unit: Unit) -> None:
    with database.begin() as tx:
        rota = started(tx, a_plan(unit=unit, roll=Roll.PRECEDING, step=1))
    assert kept(database) == rota
    with database.begin() as tx:
        assert tx.duty.of(rota.network) == tx.duty.lock(rota.network) == rota


def test_every_deed_is_read_back_and_stands_in_its_order(database: Database) -> None:
    with database.begin() as tx:
        rota, now = started(tx), at("2027-03-10 12:00")
        plan = good(do.swap(rota.plan, APRIL, MAY, act="swap", at=now))
        plan = good(do.substitute(plan, JUNE, HUMAK, act="sub", at=now))
        plan = good(do.cover(plan, Cover(act="cov", period=MARCH, organisation=LIITTO, starts=at("2027-03-15 09:00"),
                                         ends=at("2027-03-20 09:00")), at=now))  # fmt: skip
        pause = Pause(act="p", mode=Mode.HOLD, first=date(2027, 7, 1), last=date(2027, 8, 1), fallback=None)
        plan = good(do.pause(plan, pause, at=now))
        plan = replace(plan, lineups=(*plan.lineups, reordered(plan, (RANA, HUMAK), date(2027, 10, 1), act="edit")))
        changed = tx.duty.change(rota, plan, by="nobody", at=now)
    assert kept(database) == changed
    assert kept(database).plan == plan


def test_what_is_taken_back_keeps_its_row(database: Database) -> None:
    with database.begin() as tx:
        rota, now = started(tx), at("2027-03-10 12:00")
        swapped = tx.duty.change(rota, good(do.swap(rota.plan, APRIL, MAY, act="swap", at=now)), by="pia", at=now)
        back = tx.duty.change(swapped, good(do.undo(swapped.plan, "swap", at=now)), by="ben", at=now + DAY)
        rows = tx._connection.execute(select(deeds.c.act, deeds.c.by, deeds.c.undone_by).where(deeds.c.act == "swap"))
        assert [tuple(row) for row in rows] == [("swap", "pia", "ben")] * 2
    assert kept(database) == back
    assert back.plan == rota.plan


def test_a_published_day_stays_and_a_changed_turn_is_counted(database: Database) -> None:
    now = at("2027-03-10 12:00")
    with database.begin() as tx:
        rota = started(tx)
        told = tx.duty.publish(rota, published(rota.plan, at=now))
        assert tx.duty.changes("rota") == {}
        for deed in range(2):
            plan = kept_in(tx).plan
            with_deed = good(do.substitute(plan, APRIL, (LIITTO, RANA)[deed], act=f"sub{deed}", at=now))
            tx.duty.change(kept_in(tx), with_deed, by="pia", at=now + deed * DAY)
    assert kept(database).plan.timetable.published == told.plan.timetable.published != {}
    with database.begin() as tx:
        assert tx.duty.changes("rota") == {APRIL: (2, now + DAY)}


def kept_in(tx: Transaction) -> Rotation:
    rota = tx.duty.get("rota")
    assert rota is not None
    return rota


def test_a_rota_that_had_not_begun_is_made_anew_and_its_days_are_not_kept_to(database: Database) -> None:
    with database.begin() as tx:
        old = started(tx)
        tx.duty.publish(old, published(old.plan, at=NOW))
        [ben] = meet(tx, "Ben")
        plan = replace(a_plan(RANA, HUMAK, unit=Weeks(2)), fallback=ben.id)
        tx.duty.replace(old, plan, by="pia", at=NOW)
    assert (kept(database).id, kept(database).plan) == (old.id, plan)


def test_the_clock_finds_what_is_due_and_notices_when_it_was_set_back(database: Database) -> None:
    with database.begin() as tx:
        started(tx)
        assert tx.duty.due(NOW) == ["rota"]
        tx.duty.swept("rota", NOW + DAY, NOW + 2 * DAY)
        assert tx.duty.due(NOW + DAY) == []
        assert tx.duty.due(NOW) == ["rota"]
        tx.duty.swept("rota", NOW, NOW + DAY)
        assert tx.duty.due(NOW) == []
        assert kept_in(tx).swept_at == NOW


# -- handovers -----------------------------------------------------------------------------------------------


def test_a_step_is_taken_once(database: Database) -> None:
    with database.begin() as tx:
        started(tx)
        assert [tx.handovers.take("rota", MARCH, "ready", NOW) for _ in range(3)] == [True, False, False]
        assert tx.handovers.take("rota", APRIL, "ready", NOW)


def test_what_was_recorded_never_changes(database: Database) -> None:
    begun = Handover(period=MARCH, organisation=HUMAK, starts=at("2027-03-01 09:00"), recorded_at=NOW)
    fact = Fact(period=MARCH, organisation=HUMAK, starts=at("2027-03-01 09:00"), ends=at("2027-04-01 09:00"))
    with database.begin() as tx:
        started(tx)
        tx.handovers.record("rota", [begun])
        tx.handovers.record("rota", [replace(begun, organisation=RANA)])
        tx.handovers.close("rota", [fact])
        tx.handovers.close("rota", [replace(fact, organisation=RANA)])
        assert tx.handovers.last("rota") == tx.handovers.get("rota", MARCH) == begun
        assert tx.handovers.facts("rota") == [fact]


def test_acknowledging_counts_once_and_stays(database: Database) -> None:
    begun = Handover(period=MARCH, organisation=HUMAK, starts=at("2027-03-01 09:00"), recorded_at=NOW)
    with database.begin() as tx:
        started(tx)
        assert not tx.handovers.acknowledge("rota", MARCH, "pia", NOW)
        tx.handovers.record("rota", [begun])
        assert [tx.handovers.acknowledge("rota", MARCH, who, NOW) for who in ("pia", "ben")] == [True, False]
        assert tx.handovers.acknowledged("rota") == {MARCH}
        assert tx.handovers.get("rota", MARCH) == replace(begun, acknowledged_by="pia")


def test_a_packet_is_frozen_and_a_note_is_not(database: Database) -> None:
    begun = Handover(period=MARCH, organisation=HUMAK, starts=at("2027-03-01 09:00"), recorded_at=NOW)
    with database.begin() as tx:
        started(tx)
        tx.handovers.record("rota", [begun])
        assert tx.handovers.packet("rota", MARCH) is None
        for text in ("first", "second"):
            tx.handovers.pack("rota", MARCH, Message((t("plain", text=text),)))
            tx.handovers.write_note("rota", MARCH, text, "pia", NOW)
        assert tx.handovers.packet("rota", MARCH) == Message((t("plain", text="first"),))
        assert tx.handovers.note("rota", MARCH) == "second"
        assert tx.handovers.note("rota", APRIL) == ""


# -- organisations -------------------------------------------------------------------------------------------


def test_an_organisation_is_known_by_its_name_however_it_is_written(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx).id
        first = tx.organisations.named(mine, "Villa Rana")
        assert tx.organisations.named(mine, "villa rana") == first
        assert tx.organisations.names(mine) == {first.id: "Villa Rana"}
        assert tx.organisations.network_of(first.id) == mine


def test_contacts_come_in_their_order_with_when_they_are_away(database: Database) -> None:
    july = Away(date(2027, 7, 1), date(2027, 7, 31))
    with database.begin() as tx:
        mine = network(tx).id
        rana = tx.organisations.named(mine, "Villa Rana").id
        pia, ben = meet(tx, "Pia")[0], meet(tx, "Ben", private=False)[0]
        for person in (pia, ben, pia):
            tx.organisations.join(rana, person.id)
        tx.organisations.go_away(mine, pia.id, july)
        here = Contact(person=pia.id, organisation=rana, rank=1, away=(july,))
        assert tx.organisations.contacts(mine) == (
            here, Contact(person=ben.id, organisation=rana, rank=2, reachable=False),
        )  # fmt: skip
        tx.organisations.come_back(mine, pia.id, date(2027, 7, 5))
        assert tx.organisations.contacts(mine)[0] == replace(here, away=())
        assert [tx.organisations.leave(rana, ben.id) for _ in range(2)] == [True, False]
        assert len(tx.organisations.contacts(mine)) == 1


def test_an_invitation_works_once_and_for_half_an_hour(database: Database) -> None:
    with database.begin() as tx:
        rana = tx.organisations.named(network(tx).id, "Villa Rana").id
        codes = [tx.organisations.invite(rana, NOW) for _ in range(2)]
        assert tx.organisations.invited(codes[0].lower(), NOW)
        assert [tx.organisations.accept(codes[0], NOW + MINUTE) for _ in range(2)] == [rana, None]
        assert tx.organisations.accept(codes[1], NOW + 30 * MINUTE) is None
        assert not tx.organisations.invited(codes[1], NOW + 30 * MINUTE)


def test_an_area_is_kept_anew_and_dropped(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx).id
        rana, humak = (tx.organisations.named(mine, name).id for name in ("Villa Rana", "Humak"))
        for owner, words in ((rana, ()), (humak, ("alumnit",))):
            tx.organisations.keep_area(mine, "Koulutus", words, owner)
        [area] = tx.organisations.areas(mine)
        assert area == Area(id=area.id, name="Koulutus", words=("alumnit",), organisation=humak)
        assert [tx.organisations.drop_area(mine, "koulutus") for _ in range(2)] == [True, False]


def test_a_new_address_makes_the_old_one_void(database: Database) -> None:
    with database.begin() as tx:
        rana = tx.organisations.named(network(tx).id, "Villa Rana").id
        first, second = (tx.organisations.open_feed(rana, NOW) for _ in range(2))
        assert (tx.organisations.feed(first), tx.organisations.feed(second)) == (None, rana)


# -- offers and questions ------------------------------------------------------------------------------------


def offer() -> Offer:
    return Offer(
        id="offer", from_org=HUMAK, give=APRIL, want=MAY, to_org=LIITTO, made_at=NOW, expires_at=NOW + 14 * DAY,
        why=t("duty.swap_void", turn="x"),
    )  # fmt: skip


def test_an_offer_is_read_back_and_found_when_it_is_due(database: Database) -> None:
    with database.begin() as tx:
        started(tx)
        tx.offers.make("rota", offer(), by="pia", due=NOW + DAY)
        assert tx.offers.get("offer") == ("rota", offer())
        assert tx.offers.live("rota") == [offer()]
        assert (tx.offers.due(NOW), tx.offers.due(NOW + DAY)) == ([], ["offer"])


def test_of_two_who_accept_at_once_one_finds_it_changed(database: Database) -> None:
    with database.begin() as tx:
        started(tx)
        tx.offers.make("rota", offer(), by="pia", due=NOW + DAY)
        accepted = replace(offer(), state=State.APPLIED, version=2, taker=LIITTO)
        assert tx.offers.save(offer(), accepted, due=None)
        assert not tx.offers.save(offer(), replace(accepted, taker=RANA), due=None)
        assert tx.offers.get("offer") == ("rota", accepted)
        assert tx.offers.live("rota") == []


def test_whoever_comes_second_waits_for_the_rota_and_sees_what_was_done(database: Database) -> None:
    with database.begin() as tx:
        mine = started(tx).network
    now, seen = at("2027-03-10 12:00"), []

    def substitute(organisation: str) -> Callable[[], None]:
        def run() -> None:
            with database.begin() as tx:
                rota = tx.duty.lock(mine)
                assert rota is not None
                seen.append(len(rota.plan.changes))
                plan = good(do.substitute(rota.plan, APRIL, organisation, act=organisation, at=now))
                tx.duty.change(rota, plan, by=organisation, at=now)

        return run

    if database.sqlite:  # one writer by definition
        for one in (LIITTO, RANA):
            substitute(one)()
    else:
        threads = [threading.Thread(target=substitute(one)) for one in (LIITTO, RANA)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(seen) == [0, 1]
    assert len(kept(database).plan.changes) == 2


def test_a_question_waits_until_it_is_answered_once_and_is_then_forgotten(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx).id
        [pia] = meet(tx, "Pia")
        rana = tx.organisations.named(mine, "Villa Rana").id
        asked = Request(id="q", network=mine, person=pia.id, organisation=None, body="Missä?", asked_at=NOW)
        areas = replace(asked, id="r", organisation=rana, asked_at=NOW + MINUTE)
        for one in (areas, asked):
            tx.requests.ask(one)
        assert tx.requests.open_in(mine) == [asked, areas]
        assert tx.requests.waiting(mine) == 1
        assert [tx.requests.answer("q", "ben", NOW + DAY) for _ in range(2)] == [True, False]
        assert tx.requests.get("q") == replace(asked, answered=True)
        assert tx.requests.waiting(mine) == 0
        tx.requests.sweep(NOW + timedelta(days=32), most=100)
        assert tx.requests.open_in(mine) == [areas]
        assert b"Miss" not in b"".join(tx._connection.execute(select(requests.c.body)).scalars())


def test_the_cadence_may_change_and_is_read_back(database: Database) -> None:
    with database.begin() as tx:
        rota = started(tx)
        weekly = Cadence(anchor=date(2027, 9, 6), unit=Weeks())
        timetable = replace(rota.plan.timetable, cadences=(*rota.plan.timetable.cadences, weekly))
        changed = tx.duty.change(rota, replace(rota.plan, timetable=timetable), by="pia", at=NOW)
    assert kept(database) == changed
