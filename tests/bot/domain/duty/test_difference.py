"""What a deed would move, shown before it is done; and the yearly step with its effect."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given

from bot.domain.duty import Cadence, Calendar, Months, Plan, Rule, Season, Seasons, Unit, Weeks
from bot.domain.duty.difference import Difference, difference
from bot.domain.duty.editing import departed, edited, recadence
from bot.domain.duty.notes import notes
from bot.domain.duty.operations import cover, hold, substitute, swap
from bot.domain.duty.season import Passed, proposal, step_for, why
from bot.text import Moment, t, tn

from .making import EARLY, HUMAK, LIITTO, NAMES, RANA, a_plan, at, good, holders, order, plans, relaxed
from .test_operations import the_cover

NOW, END = at("2026-12-01 12:00"), at("2027-12-31 12:00")


def compared(before: Plan, after: Plan) -> Difference:
    return difference(before, after, since=NOW, until=END)


# -- before and after ------------------------------------------------------------------------------------------


def test_a_swap_is_two_lines_and_concerns_two() -> None:
    found = compared(a_plan(), good(swap(a_plan(), date(2027, 2, 1), date(2027, 4, 1), act="1", at=NOW)))
    assert [step.told(NAMES) for step in found.steps] == [
        t("duty.step", turn=Months().named(date(2027, 2, 1)), before="Keski-Suomen liitto", after="Humak"),
        t("duty.step", turn=Months().named(date(2027, 4, 1)), before="Humak", after="Keski-Suomen liitto"),
    ]
    assert found.affected == {HUMAK, LIITTO}


def test_nobody_is_called_nobody() -> None:
    found = compared(a_plan(HUMAK), good(hold(a_plan(HUMAK), date(2027, 2, 1), act="1", at=NOW)))
    february = Months().named(date(2027, 2, 1))
    assert [step.told(NAMES) for step in found.steps] == [
        t("duty.step", turn=february, before="Humak", after=t("duty.nobody"))
    ]


def test_a_departure_concerns_everyone_whose_turn_moves() -> None:
    plan = a_plan()
    found = compared(plan, good(edited(plan, departed(plan, RANA, date(2027, 9, 1), act="1"), at=NOW)))
    assert [step.key.month for step in found.steps] == [9, 10, 11, 12]
    assert found.affected == {HUMAK, LIITTO, RANA}


def test_agreements_under_which_the_order_moves_are_shown_with_their_parties() -> None:
    agreed = good(substitute(a_plan(), date(2027, 11, 1), HUMAK, act="1", at=NOW))
    found = compared(agreed, good(hold(agreed, date(2027, 10, 1), act="2", at=NOW)))
    assert found.disturbed == agreed.changes
    assert found.affected >= {HUMAK, LIITTO}


def test_a_new_cadence_shows_turns_that_come_and_go() -> None:
    plan = a_plan()
    after = good(recadence(plan, Cadence(anchor=date(2027, 11, 1), unit=Weeks(4)), at=NOW))
    found = compared(plan, after)
    assert [(step.key, step.before is None, step.after is None) for step in found.steps] == [
        (date(2027, 11, 29), True, False), (date(2027, 12, 1), False, True), (date(2027, 12, 27), True, False),
    ]  # fmt: skip
    assert [step.told(NAMES).id for step in found.steps] == ["duty.step_new", "duty.step_gone", "duty.step_new"]


def test_a_start_that_moves_is_shown_as_such() -> None:
    plan = a_plan()
    quiet = a_plan(quiet=[date(2027, 2, 1)])
    steps = compared(plan, quiet).steps
    start = Moment(quiet.timetable.period(1).local_start, "until")
    name = Months().named(date(2027, 2, 1))
    assert [step.told(NAMES) for step in steps] == [
        t("duty.step_moved", turn=name, organisation="Keski-Suomen liitto", start=start)
    ]
    assert quiet.timetable.calendar == Calendar(frozenset({date(2027, 2, 1)}))


@relaxed
@given(plans())
def test_a_plan_does_not_differ_from_itself(plan: Plan) -> None:
    assert difference(plan, plan, since=EARLY, until=END) == Difference(())


# -- what stands beside a turn -----------------------------------------------------------------------------------


def test_a_turn_says_what_is_out_of_the_ordinary() -> None:
    plan = good(substitute(a_plan(), date(2027, 2, 1), RANA, act="1", at=NOW))
    plan = good(swap(plan, date(2027, 5, 1), date(2027, 6, 1), act="2", at=NOW))
    plan = good(hold(plan, date(2027, 7, 1), act="3", at=NOW))
    plan = good(cover(plan, the_cover("2027-02-10 12:00", "2027-02-20 12:00", HUMAK), at=NOW))
    february, may = plan.turn(1), plan.turn(4)
    edges = [Moment(one.astimezone(february.period.local_start.tzinfo), "short") for one in
             (at("2027-02-10 12:00"), at("2027-02-20 12:00"))]  # fmt: skip
    assert notes(february, NAMES) == (
        t("duty.note_substitute", organisation="Keski-Suomen liitto"),
        t("duty.note_cover", organisation="Humak", start=edges[0], end=edges[1]),
    )
    moved = t("duty.day_is", day=Moment(date(2027, 5, 1), "date"), what=t("duty.may_day"))
    assert notes(may, NAMES) == (moved, t("duty.note_swap", organisation="Keski-Suomen liitto"))
    assert notes(plan.turn(6), NAMES) == (t("duty.note_held"),)
    assert notes(plan.turn(2), NAMES) == ()


# -- the same-season trap ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per_year", "organisations", "step"),
    [(12, n, 0 if n in {5, 7, 11} else 1) for n in range(2, 13)]
    + [(4, 2, 1), (4, 3, 0), (4, 4, 1), (3, 3, 1), (3, 2, 0), (2, 6, 3), (12, 1, 0), (None, 4, 0)],
)
def test_the_smallest_step_that_breaks_the_trap(per_year: int | None, organisations: int, step: int) -> None:
    assert step_for(per_year, organisations) == step


def test_three_organisations_by_months_are_told_of_july() -> None:
    found = proposal(a_plan())
    assert found
    assert (found.step, found.twice, found.slots[6].organisations) == (1, False, (HUMAK,))
    assert found.passed == (Passed(2028, (HUMAK,)), Passed(2029, (LIITTO,)), Passed(2030, (RANA,)))
    assert why(found, NAMES) == (
        t("duty.season_always", organisation="Humak", month=Moment(date(2027, 7, 1), "month_in")),
        t("duty.season_step", year="2028", organisations="Humak"),
    )


def test_the_step_does_what_its_proposal_says() -> None:
    plan, stepping = a_plan(), a_plan(step=1)
    assert order(plan, 14)[11:] == [RANA, HUMAK, LIITTO]
    assert order(stepping, 14)[11:] == [RANA, LIITTO, RANA]  # Humak is passed over at the New Year
    julies = [{one: holders(rota, 48)[6::12].count(one) for one in NAMES} for rota in (plan, stepping)]
    assert julies == [{HUMAK: 4, LIITTO: 0, RANA: 0}, {HUMAK: 2, LIITTO: 1, RANA: 1}]


def test_two_organisations_are_told_that_one_has_december_and_january() -> None:
    found = proposal(a_plan(HUMAK, LIITTO))
    assert found
    assert [text.id for text in why(found, NAMES)] == ["duty.season_always", "duty.season_step", "duty.season_twice"]
    assert order(a_plan(HUMAK, LIITTO, step=1), 14)[11:13] == [LIITTO, LIITTO]


def test_eight_organisations_by_months_are_told_how_few_ever_have_july() -> None:
    found = proposal(a_plan(*"abcdefgh"))
    assert found
    assert why(found, NAMES)[0] == tn("duty.season_few", 2, month=Moment(date(2027, 7, 1), "month_in"))


@pytest.mark.parametrize(
    ("organisations", "unit", "step"),
    [
        ("abcde", Months(), 0), ("abc", Weeks(), 0), ("abc", Months(5), 0), ("a", Months(), 0), ("abc", Months(), 1),
        ("ab", Seasons((Season(1, 1), Season(6, 1), Season(8, 1))), 0), ("ab", Rule("FREQ=WEEKLY;BYDAY=MO"), 0),
    ],
)  # fmt: skip
def test_nothing_is_proposed_where_nothing_is_wrong(organisations: str, unit: Unit, step: int) -> None:
    assert proposal(a_plan(*organisations, unit=unit, step=step)) is None


@relaxed
@given(plans(least=2))
def test_over_the_years_everybody_is_passed_over_as_often(plan: Plan) -> None:
    found = proposal(plan)
    if found is None:
        return
    order_ = plan.lineups[0].organisations
    from_each = [order_.index(passed.organisations[0]) for passed in found.passed]
    assert len(set(from_each)) == len(order_)
    assert all(len(passed.organisations) == found.step for passed in found.passed)
    assert all(later.year - sooner.year == 1 for sooner, later in pairwise(found.passed))
