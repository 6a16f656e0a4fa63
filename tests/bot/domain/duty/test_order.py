"""Whose turn it is: the order, and that somebody always answers (P2, P6-P9, P12, P15-P17, G6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.duty import (
    Calendar,
    Change,
    Cover,
    Kind,
    LineUp,
    Mode,
    Months,
    Pause,
    Plan,
    Timetable,
    Why,
    contacts,
    editing,
    operations,
)
from bot.domain.duty.contacts import Away, Contact
from bot.domain.duty.season import step_for

from .almanac import OFF
from .making import (
    CLOCKS,
    EARLY,
    FALLBACK,
    HELSINKI,
    HUMAK,
    LIITTO,
    NAMES,
    RANA,
    THREE,
    a_plan,
    at,
    good,
    holders,
    key,
    moments,
    numbers,
    order,
    plans,
    relaxed,
)
from .walker import Walker

MONTHS = date(2027, 1, 1)


# -- the rota of the issue -----------------------------------------------------------------------------------


def test_three_organisations_take_months_in_turn() -> None:
    assert holders(a_plan(), 7) == [HUMAK, LIITTO, RANA, HUMAK, LIITTO, RANA, HUMAK]


def test_the_duty_in_march_is_as_on_the_card() -> None:
    plan = a_plan()
    duty = plan.duty(at("2027-03-17 12:00"))
    assert duty.turn
    assert (duty.organisation, duty.why, duty.fallback) == (RANA, Why.TURN, FALLBACK)
    assert (duty.turn.period.local_start, duty.until) == (at("2027-03-01 09:00"), at("2027-04-01 09:00"))
    assert plan.duty(duty.until).organisation == HUMAK


def test_before_the_first_turn_the_fallback_contact_answers() -> None:
    duty = a_plan().duty(at("2027-01-04 08:59"))
    assert (duty.organisation, duty.fallback, duty.why) == (None, FALLBACK, Why.NOT_BEGUN)
    assert (duty.until, duty.turn) == (at("2027-01-04 09:00"), None)


def test_an_empty_line_up_leaves_the_fallback_contact() -> None:
    plan = replace(a_plan(), lineups=(LineUp(since=MONTHS, organisations=()),))
    duty = plan.duty(at("2027-03-17 12:00"))
    assert (duty.organisation, duty.why, duty.fallback) == (None, Why.NOBODY, FALLBACK)
    assert replace(plan, lineups=()).duty(at("2027-03-17 12:00")).why is Why.NOBODY


def test_a_paused_turn_has_its_own_fallback_contact() -> None:
    plan = a_plan()
    july = Pause(act="p", mode=Mode.HOLD, first=date(2027, 7, 1), last=date(2027, 7, 1), fallback="eino")
    paused = good(operations.pause(plan, july, at=EARLY))
    duty = paused.duty(at("2027-07-15 12:00"))
    assert (duty.organisation, duty.fallback, duty.why) == (None, "eino", Why.HELD)
    assert paused.duty(at("2027-08-15 12:00")).fallback == FALLBACK


def test_the_preview_begins_with_the_present_turn() -> None:
    preview = a_plan().preview(3, at=at("2027-03-17 12:00"))
    assert [(turn.period.key, turn.organisation) for turn in preview] == [
        (date(2027, 3, 1), RANA), (date(2027, 4, 1), HUMAK), (date(2027, 5, 1), LIITTO),
    ]  # fmt: skip
    early = a_plan().preview(2, at=EARLY)
    assert [turn.period.number for turn in early] == [0, 1]


def test_a_window_holds_every_turn_that_touches_it() -> None:
    plan = a_plan()
    found = plan.window(at("2027-02-01 09:00"), at("2027-04-01 09:00"))
    assert [turn.period.number for turn in found] == [1, 2]
    assert [turn.period.number for turn in plan.window(EARLY, at("2027-02-01 09:01"))] == [0, 1]
    assert plan.window(EARLY, at("2027-01-04 09:00")) == ()


# -- an hour at a time (G6) ------------------------------------------------------------------------------------


def test_walking_through_a_year_hour_by_hour_meets_the_same_people() -> None:
    """Hand over at the first hour from nine on the first working day of a month, by nothing but a wall calendar."""
    plan, turns, month, differences = a_plan(), -1, (2026, 12), []
    moment = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
    while moment < datetime(2027, 12, 31, 22, 0, tzinfo=UTC):
        local = moment.astimezone(HELSINKI)
        working = local.weekday() < 5 and local.date() not in OFF
        if working and local.hour >= 9 and (local.year, local.month) != month:
            turns, month = turns + 1, (local.year, local.month)
        walked = None if turns < 0 else THREE[turns % 3]
        differences += [local] if plan.duty(moment).organisation != walked else []
        moment += timedelta(hours=1)
    assert differences == []
    assert turns == 11


# -- the order of any rota -------------------------------------------------------------------------------------


@st.composite
def bent_plans(draw: st.DrawFn) -> tuple[Plan, Walker]:
    """Draw a rota with turns passed and held and line-ups edited, and the model of it."""
    plan = draw(plans(least=1, most=6))
    keys = [key(plan, k) for k in range(60)]
    walker = Walker(keys, list(plan.lineups[0].organisations), plan.lineups[0].yearly_step)
    walker.passed = draw(st.sets(st.sampled_from(keys), max_size=6))
    walker.held = draw(st.sets(st.sampled_from(keys), max_size=6))
    since = draw(st.sets(st.sampled_from(keys[1:]), max_size=3))
    walker.edits = {one: draw(edits()) for one in since}
    lineups = [
        LineUp(since=one, organisations=tuple(new), first=None if first is None else new.index(first), yearly_step=step)
        for one, (new, first, step) in walker.edits.items()
    ]
    changes = [Change(act="", kind=Kind.PASS, period=one) for one in walker.passed]
    changes += [Change(act="", kind=Kind.HOLD, period=one) for one in walker.held]
    return replace(plan, lineups=(*plan.lineups, *lineups), changes=tuple(changes)), walker


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], str | None, int]:
    new = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True))
    return new, draw(st.sampled_from([None, *new])), draw(st.integers(0, 2))


@relaxed
@given(bent_plans())
def test_the_order_is_the_one_a_finger_on_the_list_gives(bent: tuple[Plan, Walker]) -> None:
    plan, walker = bent
    assert order(plan, 60) == walker.walk()


@relaxed
@given(plans(), numbers)
def test_a_round_holds_everyone_once(plan: Plan, k: int) -> None:
    organisations = plan.lineups[0].organisations
    steady = replace(plan, lineups=(replace(plan.lineups[0], yearly_step=0),))
    assert sorted(map(str, holders(steady, len(organisations), k))) == sorted(organisations)


@relaxed
@given(plans(least=2), st.integers(0, 12))
def test_with_the_yearly_step_everyone_has_every_season_once(plan: Plan, slot: int) -> None:
    organisations, per_year = plan.lineups[0].organisations, plan.timetable.unit_periods(0)
    assume(per_year is not None)
    assert per_year
    step = step_for(per_year, len(organisations))
    stepping = replace(plan, lineups=(replace(plan.lineups[0], yearly_step=step),))
    years = [stepping.planned(slot % per_year + per_year * year) for year in range(len(organisations))]
    assert sorted(map(str, years)) == sorted(organisations)


@relaxed
@given(plans(), numbers, st.data())
def test_a_new_line_up_changes_nothing_before_it(plan: Plan, k: int, data: st.DataObject) -> None:
    k += 1
    new, first, step = data.draw(edits())
    lineup = LineUp(
        since=key(plan, k),
        organisations=tuple(new),
        first=None if first is None else new.index(first),
        yearly_step=step,
    )
    after = good(editing.edited(plan, lineup, at=EARLY))
    assert holders(after, k) == holders(plan, k)
    assert set(holders(after, len(new), k)) <= set(new)


@relaxed
@given(plans(least=2), st.integers(1, 60), st.integers(0, 60), st.data())
def test_an_edit_without_a_change_of_order_changes_nothing(plan: Plan, k: int, j: int, data: st.DataObject) -> None:
    steady = replace(plan, lineups=(replace(plan.lineups[0], yearly_step=0),))
    held = good(operations.hold(steady, key(steady, j), act="h", at=EARLY)) if data.draw(st.booleans()) else steady
    same = editing.reordered(held, held.lineups[0].organisations, key(held, k), act="e")
    assert holders(good(editing.edited(held, same, at=EARLY)), 80) == holders(held, 80)


@relaxed
@given(bent_plans(), st.permutations("abcdefgh"))
def test_renaming_the_organisations_renames_the_turns(bent: tuple[Plan, Walker], names: list[str]) -> None:
    plan, new = bent[0], dict(zip("abcdefgh", names, strict=True))
    lineups = tuple(replace(one, organisations=tuple(new[o] for o in one.organisations)) for one in plan.lineups)
    renamed = replace(plan, lineups=lineups)
    assert order(renamed, 60) == [new[one] if one else None for one in order(plan, 60)]


@relaxed
@given(bent_plans(), st.integers(0, 12), st.integers(0, 12), st.data())
def test_a_longer_preview_begins_with_the_shorter(
    bent: tuple[Plan, Walker], some: int, more: int, data: st.DataObject
) -> None:
    plan = bent[0]
    moment = data.draw(moments(plan.timetable))
    assert plan.preview(some + more, at=moment)[:some] == plan.preview(some, at=moment)


@relaxed
@given(bent_plans(), st.sampled_from(CLOCKS), st.sets(st.dates(date(2024, 1, 1), date(2030, 1, 1))))
def test_neither_hour_nor_holidays_change_whose_turn_it_is(
    bent: tuple[Plan, Walker], clock: object, quiet: set[date]
) -> None:
    plan = bent[0]
    cadence = replace(plan.timetable.cadences[0], clock=clock)  # type: ignore[arg-type]  # the draw is a time
    moved = replace(plan, timetable=Timetable(cadences=(cadence,), calendar=Calendar(frozenset(quiet))))
    assert holders(moved, 60) == holders(plan, 60)


# -- somebody answers ------------------------------------------------------------------------------------------

acts = st.sampled_from(["pause", "hold", "cancel", "empty", "cover"])


@relaxed
@given(bent_plans(), st.data(), st.sets(acts))
def test_the_duty_always_reaches_a_person(bent: tuple[Plan, Walker], data: st.DataObject, done: set[str]) -> None:
    plan, k = bent[0], data.draw(st.integers(0, 50))
    one, period = key(plan, k), plan.timetable.period(k)
    if "pause" in done:
        last = data.draw(st.sampled_from([None, one, key(plan, k + 3)]))
        plan = replace(plan, pauses=(Pause(act="", mode=data.draw(st.sampled_from(Mode)), first=one, last=last),))
    if "empty" in done:
        plan = replace(plan, lineups=(*plan.lineups, LineUp(since=one, organisations=())))
    if "cover" in done:
        middle = period.starts + (period.ends - period.starts) / 2
        plan = replace(plan, covers=(Cover(act="", period=one, organisation=None, starts=period.starts, ends=middle),))
    people = [
        Contact(person="b1", organisation="b", away=(Away(date(2020, 1, 1)),)),
        Contact(person="c1", organisation="c", reachable=False),
        Contact(person="d1", organisation="d"),
    ]
    moment = data.draw(moments(plan.timetable))
    duty = plan.duty(moment)
    routed = contacts.route(None, duty, people, NAMES, day=moment.date())
    assert routed.person == ("d1" if duty.organisation == "d" else FALLBACK)
    assert duty.until > moment
    assert plan.duty(duty.until - timedelta(microseconds=1)).organisation == duty.organisation


def test_twelve_organisations_and_a_hundred_deeds_make_a_plan_of_ten_years() -> None:
    twelve = tuple(f"org{n}" for n in range(12))
    plan = _busy(a_plan(*twelve, step=1, unit=Months()))
    turns = plan.preview(120, at=at("2027-01-04 09:00"))
    assert len(turns) == 120
    assert {turn.organisation for turn in turns} <= set(twelve)


def _busy(plan: Plan) -> Plan:
    """Do a hundred and twenty things to a plan."""
    changes = [
        Change(act=str(n), kind=kind, period=key(plan, n), organisation="org1", instead_of="org2")
        for n in range(0, 120, 2)
        for kind in ((Kind.PASS, Kind.SUBSTITUTE) if n % 4 else (Kind.HOLD, Kind.SWAP))
    ]
    return replace(plan, changes=tuple(changes))
