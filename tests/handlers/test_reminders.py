"""Reminders by the clock: once each, in time or not at all, and never on account of another's failure."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from bot.chat import Address, Message, Sender, Tick
from bot.chat.codec import load
from bot.domain.duty.contacts import Away
from bot.domain.meetups import Meetup, State
from bot.domain.people import Network, Person, Role
from bot.domain.seating import Reply
from bot.runtime.dispatch import Dispatch
from bot.wording.meetups import reminder
from handlers.meetups import reminders as handler
from storage import Database, Transaction
from storage.tables import outbox
from storage.tables_life import reminders
from tests.bot.domain.duty.making import a_plan
from tests.bot.runtime.stage import BO, GROUP, buttons, dispatching, ids
from tests.storage.making import DAY, NOW, chat, meet, network, publish

DAY_OF_IT = date(2026, 12, 9)
NOON_BEFORE = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
WEEK_BEFORE = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Calendar:
    """A network with a group, a meetup on the ninth, and a clock."""

    database: Database
    network: Network
    meetup: Meetup
    people: dict[str, Person] = field(default_factory=dict)
    dispatch: Dispatch = field(init=False)

    def __post_init__(self) -> None:
        self.dispatch = dispatching(self.database)

    async def ticks(self, at: datetime) -> None:
        clock = Address("clock", "clock")
        tick = Tick(key="tick", at=at, who=Sender("clock", "clock", "clock", bot=True), where=clock, private=True)
        await self.dispatch.receive([tick])

    def answers(self, reply: Reply, *names: str, at: datetime = NOW, private: bool = True) -> None:
        with self.database.begin() as tx:
            for person in meet(tx, *names, private=private):
                self.people[person.name] = person
                locked = tx.meetups.lock(self.meetup.id)
                assert locked
                tx.meetups.answer(locked, person.id, reply, at=at)

    def sent(self, kind: str = "reminder") -> dict[str, Message]:
        """Give what waits to be sent, by its lane."""
        with self.database.begin() as tx:
            rows = tx._connection.execute(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)).all()
            return {row.lane: load(tx.seals.open(row.payload, "outbox", "payload", row.seal)) for row in rows}

    def count(self) -> int:
        with self.database.begin() as tx:
            return len(tx._connection.execute(select(outbox.c.id)).all())

    def ledger(self) -> set[tuple[str, str, str]]:
        """Give the ledger's rows as (kind, target by name where it is a person, state)."""
        names = {person.id: name for name, person in self.people.items()}
        with self.database.begin() as tx:
            rows = tx._connection.execute(select(reminders)).all()
            return {(row.kind, names.get(row.target, row.target), row.state) for row in rows}


@pytest.fixture
def calendar(database: Database) -> Calendar:
    with database.begin() as tx:
        mine = network(tx)
        group = chat(tx, mine, GROUP.id, title="Kahvit")
        meetup = publish(tx, mine, day=DAY_OF_IT, capacity=2)
        card = tx.cards.create("meetup", meetup.id, group)
        assert card
        tx.cards.shown(card, 1, "77")
    return Calendar(database, mine, meetup)


# -- people ----------------------------------------------------------------------------------------------------


async def test_whoever_is_coming_undecided_or_waiting_hears_once_what_is_theirs(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino", "Bo", "Cem")
    calendar.answers(Reply.MAYBE, "Disa")
    calendar.answers(Reply.NO, "Elias")
    await calendar.ticks(NOON_BEFORE - timedelta(minutes=1))
    assert calendar.sent() == {}
    for _ in range(3):
        await calendar.ticks(NOON_BEFORE)
    told = {lane: ids(message)[-1] for lane, message in calendar.sent().items()}
    assert told == {
        "telegram:aino": "reminder.waited_for", "telegram:bo": "reminder.waited_for",
        "telegram:cem": "reminder.waiting", "telegram:disa": "reminder.undecided",
    }  # fmt: skip
    assert calendar.count() == 4, "none twice, and the week's is too late for the group"


async def test_the_ledger_names_who_was_reminded_and_who_could_not_be_reached(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino")
    calendar.answers(Reply.YES, "Bo", private=False)
    await calendar.ticks(NOON_BEFORE)
    assert {row for row in calendar.ledger() if row[0] == "day"} == {
        ("day", "Aino", "sent"), ("day", "Bo", "unreached"), ("day", "all", "sent"),
    }  # fmt: skip
    assert list(calendar.sent()) == ["telegram:aino"]


async def test_whoever_answers_after_the_hour_is_not_reminded_of_what_they_just_said(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino", at=NOON_BEFORE)
    await calendar.ticks(NOON_BEFORE + HOUR)
    assert calendar.sent() == {}


async def test_a_crowd_is_reminded_a_part_at_a_time(calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "PEOPLE_AT_ONCE", 2)
    calendar.answers(Reply.MAYBE, "Aino", "Bo", "Cem", "Disa")
    counts = []
    for _ in range(4):
        await calendar.ticks(NOON_BEFORE)
        counts.append(len(calendar.sent()))
    assert counts == [2, 4, 4, 4]


async def test_a_tick_asks_the_database_as_often_for_many_as_for_few(calendar: Calendar) -> None:
    with calendar.database.begin() as tx:
        asked = count_statements(tx)
        calendar_tick(tx, NOON_BEFORE)
    calendar.answers(Reply.YES, "Aino", "Bo")
    calendar.answers(Reply.MAYBE, *(f"P{n}" for n in range(30)))
    with calendar.database.begin() as tx:
        tx.reminders.again(calendar.meetup.id)
        more = count_statements(tx)
        calendar_tick(tx, NOON_BEFORE)
    assert len(calendar.sent()) == 32
    assert len(more) <= len(asked) + 8


def calendar_tick(tx: Transaction, at: datetime) -> None:
    clock = Address("clock", "clock")
    handler.remind_people(Tick(key="t", at=at, who=Sender("clock", "clock", "c"), where=clock, private=True), tx)


def count_statements(tx: Transaction) -> list[str]:
    said: list[str] = []
    event.listen(tx._connection, "before_cursor_execute", lambda *args: said.append(args[2]))
    return said


async def test_a_wish_is_granted_to_those_who_have_not_answered_but_not_to_those_who_have_declined(
    calendar: Calendar,
) -> None:
    calendar.answers(Reply.NO, "Aino")
    with calendar.database.begin() as tx:
        [bo] = meet(tx, "Bo")
        for person in (bo, calendar.people["Aino"]):
            tx.reminders.want(calendar.meetup.id, person.id)
    await calendar.ticks(NOON_BEFORE)
    assert list(calendar.sent()) == ["telegram:bo"]


async def test_reminders_can_be_turned_off_and_on_and_a_wish_for_one_meetup_still_counts(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Bo", "Cem")
    [answer] = await calendar.dispatch.receive([BO.presses("reminders-off")])
    assert ids(answer) == ["reminders.off"]
    [shown] = await calendar.dispatch.receive([BO.types("asetukset")])
    assert "settings.not_reminded" in ids(shown)
    [answer] = await calendar.dispatch.receive([BO.presses(buttons(shown)["button.reminders"])])
    assert ids(answer) == ["reminders.on"]
    await calendar.dispatch.receive([BO.presses("reminders-off")])
    await calendar.ticks(NOON_BEFORE)
    assert list(calendar.sent()) == ["telegram:cem"]
    with calendar.database.begin() as tx:
        tx.reminders.again(calendar.meetup.id)
        tx.reminders.want(calendar.meetup.id, calendar.people["Bo"].id)
    await calendar.ticks(NOON_BEFORE + HOUR)
    assert list(calendar.sent()) == ["telegram:cem", "telegram:bo"]


async def test_whoever_wants_no_reminders_is_not_promised_any(calendar: Calendar) -> None:
    await calendar.dispatch.receive([BO.presses("reminders-off")])
    [answer] = await calendar.dispatch.receive([BO.presses(f"rsvp-{calendar.meetup.id}-yes")])
    assert ids(answer) == ["toast.in"]


# -- late ------------------------------------------------------------------------------------------------------


async def test_after_a_night_down_the_reminder_comes_in_the_morning_and_says_today(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino")
    await calendar.ticks(NOON_BEFORE + 12 * HOUR)
    assert calendar.sent() == {}
    await calendar.ticks(datetime(2026, 12, 9, 6, 0, tzinfo=UTC))
    assert ids(calendar.sent()["telegram:aino"])[0] == "reminder.head_today"


async def test_a_reminder_of_what_has_begun_is_dropped_and_recorded(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino")
    calendar.answers(Reply.MAYBE, "Bo")
    await calendar.ticks(datetime(2026, 12, 9, 6, 30, tzinfo=UTC))
    assert calendar.sent() == {}
    assert {row for row in calendar.ledger() if row[0] == "day"} == {
        ("day", "Aino", "dropped"), ("day", "Bo", "dropped"), ("day", "all", "dropped"),
    }  # fmt: skip


async def test_one_meetups_failure_costs_nobody_elses_reminders(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with calendar.database.begin() as tx:
        other = publish(tx, calendar.network, day=DAY_OF_IT)
        [cem] = meet(tx, "Cem")
        locked = tx.meetups.lock(other.id)
        assert locked
        tx.meetups.answer(locked, cem.id, Reply.YES, at=NOW)
    calendar.answers(Reply.YES, "Aino")

    def fails_for_one(meetup: Meetup, *rest: object, **more: object) -> Message:
        if meetup.id == other.id:
            raise ValueError("the name of somebody")
        return whole(meetup, *rest, **more)  # type: ignore[arg-type]

    whole = reminder
    monkeypatch.setattr(handler, "reminder", fails_for_one)
    with caplog.at_level(logging.ERROR):
        await calendar.ticks(NOON_BEFORE)
    assert list(calendar.sent()) == ["telegram:aino"]
    assert [record.getMessage() for record in caplog.records] == ["reminding people failed for one: ValueError"]


# -- groups ----------------------------------------------------------------------------------------------------


async def test_a_group_is_reminded_once_a_week_before_in_reply_to_the_card(calendar: Calendar) -> None:
    await calendar.ticks(WEEK_BEFORE - HOUR)
    assert calendar.sent() == {}
    for _ in range(2):
        await calendar.ticks(WEEK_BEFORE)
    [(lane, message)] = calendar.sent().items()
    assert (lane, ids(message)[0], message.reply_to) == (f"telegram:{GROUP.id}", "week.head", "77")
    assert list(buttons(message)) == ["button.yes", "button.maybe", "button.no"]
    assert calendar.count() == 1


async def test_a_card_published_lately_needs_no_reminder(calendar: Calendar, database: Database) -> None:
    with database.begin() as tx:
        lately = publish(tx, calendar.network, day=DAY_OF_IT - DAY)  # published twelve days before it
    await calendar.ticks(WEEK_BEFORE - DAY)
    with database.begin() as tx:
        kept = tx._connection.execute(select(reminders).where(reminders.c.subject == lately.id)).all()
    assert [(row.kind, row.target, row.state) for row in kept] == [("week", "all", "sent")], "eleven days: not lately"
    with database.begin() as tx:
        sooner = publish(tx, calendar.network, day=date(2026, 11, 28))
    await calendar.ticks(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
    with database.begin() as tx:
        kept = tx._connection.execute(select(reminders).where(reminders.c.subject == sooner.id)).all()
    assert [(row.kind, row.target, row.state) for row in kept] == [("week", "all", "skipped")]
    assert calendar.sent() == {}


@pytest.mark.parametrize(
    ("at", "state", "heads"),
    [
        (datetime(2026, 12, 4, 9, 0, tzinfo=UTC), "sent", ["week.head_late"]),
        (datetime(2026, 12, 6, 8, 0, tzinfo=UTC), "dropped", []),
    ],
)
async def test_a_late_reminder_to_a_group_goes_out_until_three_days_before(
    calendar: Calendar, at: datetime, state: str, heads: Sequence[str]
) -> None:
    await calendar.ticks(at)
    assert [ids(message)[0] for message in calendar.sent().values()] == heads
    assert ("week", "all", state) in calendar.ledger()


async def test_a_meetup_that_moves_is_reminded_of_anew(calendar: Calendar) -> None:
    await calendar.ticks(WEEK_BEFORE)
    with calendar.database.begin() as tx:
        tx.reminders.again(calendar.meetup.id)
    assert calendar.ledger() == set()


async def test_a_cancelled_meetup_is_not_reminded_of(calendar: Calendar) -> None:
    calendar.answers(Reply.YES, "Aino")
    with calendar.database.begin() as tx:
        tx.meetups.change(replace(calendar.meetup, state=State.CANCELLED))
    await calendar.ticks(WEEK_BEFORE)
    await calendar.ticks(NOON_BEFORE)
    assert calendar.sent() == {}


# -- nothing planned -------------------------------------------------------------------------------------------

MONDAY = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


@pytest.fixture
def coordinated(calendar: Calendar) -> Calendar:
    with calendar.database.begin() as tx:
        for person in meet(tx, "Anna", "Outi"):
            tx.people.enrol(person.id, calendar.network.id, Role.COORDINATOR)
        meet(tx, "Member")
    return calendar


async def test_each_coordinator_hears_once_in_four_weeks_that_nothing_is_planned(coordinated: Calendar) -> None:
    heard = []
    for week in range(9):
        await coordinated.ticks(MONDAY + week * 7 * DAY)
        await coordinated.ticks(MONDAY + week * 7 * DAY + HOUR)
        heard.append(len([row for row in coordinated.ledger() if row[0] == "quiet"]))
    assert heard == [1, 1, 1, 1, 2, 2, 2, 2, 3]
    assert {lane: ids(message) for lane, message in coordinated.sent().items()} == {
        "telegram:anna": ["quiet.nothing_planned"], "telegram:outi": ["quiet.nothing_planned"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 12, 2, 10, 0, tzinfo=UTC),  # the meetup of the ninth is planned
        datetime(2026, 12, 17, 10, 0, tzinfo=UTC),  # it was held last week
        MONDAY - DAY,
        MONDAY + 10 * HOUR,
    ],
    ids=["planned", "just held", "Sunday", "night"],
)
async def test_nobody_is_asked_while_there_is_no_need_or_at_a_bad_hour(coordinated: Calendar, at: datetime) -> None:
    with coordinated.database.begin() as tx:
        tx.reminders.close(coordinated.meetup.id, "week", "sent")
    await coordinated.ticks(at)
    assert coordinated.sent() == {}


async def test_a_coordinator_without_reminders_is_not_asked(coordinated: Calendar) -> None:
    with coordinated.database.begin() as tx:
        [anna] = meet(tx, "Anna")
        tx.people.remind(anna.id, wanted=False)
    await coordinated.ticks(MONDAY)
    assert list(coordinated.sent()) == ["telegram:outi"]


# -- nothing planned, where organisations take turns ------------------------------------------------------------


@pytest.fixture
def taking_turns(coordinated: Calendar) -> Calendar:
    """Let Humak (Anna, who coordinates too, and Dan) and Villa Rana (Cem) take turns from January, Outi in reserve."""
    mine = coordinated.network.id
    with coordinated.database.begin() as tx:
        organisations = {name: tx.organisations.named(mine, name).id for name in ("Humak", "Villa Rana")}
        for name, who in (("Humak", "Anna"), ("Humak", "Dan"), ("Villa Rana", "Cem")):
            [person] = meet(tx, who)
            tx.people.enrol(person.id, mine)
            tx.organisations.join(organisations[name], person.id)
        [outi] = meet(tx, "Outi")
        plan = replace(a_plan(*organisations.values()), fallback=outi.id)
        tx.duty.start("rota", mine, plan, by=outi.id, at=NOW)
    return coordinated


def heard(calendar: Calendar) -> dict[str, list[str]]:
    """Give who has heard that nothing is planned, each with the buttons they have got."""
    found = calendar.sent().items()
    return {lane.removeprefix("telegram:"): list(buttons(m)) for lane, m in found if "quiet.nothing_planned" in ids(m)}


async def test_where_organisations_take_turns_the_one_on_duty_hears_that_nothing_is_planned(
    taking_turns: Calendar,
) -> None:
    await taking_turns.ticks(MONDAY)
    assert heard(taking_turns) == {
        "anna": ["button.new_meetup", "button.no_reminders"], "dan": ["button.no_reminders"],
    }  # fmt: skip
    await taking_turns.ticks(MONDAY + 28 * DAY)
    assert heard(taking_turns).keys() == {"anna", "dan", "cem"}


@pytest.mark.parametrize("why", ["before the first turn", "all are away"])
async def test_where_nobody_is_on_duty_whoever_is_in_reserve_hears_it(taking_turns: Calendar, why: str) -> None:
    at = MONDAY
    with taking_turns.database.begin() as tx:
        if why == "all are away":
            for person in meet(tx, "Anna", "Dan"):
                tx.organisations.go_away(taking_turns.network.id, person.id, Away(MONDAY.date()))
        else:
            at = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
            held = tx.meetups.get(taking_turns.meetup.id)
            assert held is not None
            tx.meetups.change(held.evolve(state=State.CANCELLED))
    await taking_turns.ticks(at)
    assert list(heard(taking_turns)) == ["outi"]


async def test_where_whoever_was_in_reserve_is_gone_the_coordinators_hear_it(taking_turns: Calendar) -> None:
    with taking_turns.database.begin() as tx:
        anna, dan, outi = meet(tx, "Anna", "Dan", "Outi")
        tx.privacy.erase(outi.id, NOW)
        for person in (anna, dan):
            tx.organisations.go_away(taking_turns.network.id, person.id, Away(MONDAY.date()))
    await taking_turns.ticks(MONDAY)
    assert list(heard(taking_turns)) == ["anna"]
