"""What may be done to a plan, with exactly what effect (P10-P14), and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.duty import Cadence, Change, Cover, Kind, LineUp, Mode, Months, Pause, Plan, Refused, Weeks, Why
from bot.domain.duty.editing import (
    HORIZON,
    departed,
    edited,
    first_free,
    joined,
    published,
    recadence,
    reordered,
    stepped,
)
from bot.domain.duty.operations import cancel, cover, hold, pass_turn, pause, resume, substitute, swap, undo

from .making import EARLY, HUMAK, LIITTO, RANA, a_plan, at, good, holders, key, order, plans, refused, relaxed

JAN, FEB, MAR, APR, MAY, JUNE, JULY, AUG, SEPT = (date(2027, month, 1) for month in range(1, 10))
NOW = at("2026-12-01 12:00")
Deed: TypeAlias = Callable[[Plan], Plan | Refused]


# -- the five, on the rota of the issue ------------------------------------------------------------------------


def test_a_substitute_takes_one_turn_and_moves_nobody() -> None:
    plan = good(substitute(a_plan(), FEB, RANA, act="1", at=NOW))
    assert holders(plan, 6) == [HUMAK, RANA, RANA, HUMAK, LIITTO, RANA]
    assert plan.changes == (
        Change(act="1", kind=Kind.SUBSTITUTE, period=FEB, organisation=RANA, instead_of=LIITTO),
    )  # fmt: skip
    assert plan.turn(1).why is Why.SUBSTITUTE


def test_a_swap_exchanges_two_turns() -> None:
    plan = good(swap(a_plan(), FEB, APR, act="1", at=NOW))
    assert holders(plan, 6) == [HUMAK, HUMAK, RANA, LIITTO, LIITTO, RANA]
    assert [plan.turn(k).why for k in range(4)] == [Why.TURN, Why.SWAP, Why.TURN, Why.SWAP]


def test_a_pass_brings_everybody_after_it_one_period_sooner() -> None:
    plan = good(pass_turn(a_plan(), FEB, act="1", at=NOW))
    assert holders(plan, 6) == [HUMAK, RANA, HUMAK, LIITTO, RANA, HUMAK]


def test_a_hold_brings_everybody_one_period_later_and_nobody_loses() -> None:
    plan = good(hold(a_plan(), FEB, act="1", at=NOW))
    assert holders(plan, 6) == [HUMAK, None, LIITTO, RANA, HUMAK, LIITTO]
    assert plan.turn(1).why is Why.HELD


def test_a_cancelled_turn_is_used_up() -> None:
    plan = good(cancel(a_plan(), FEB, act="1", at=NOW))
    assert holders(plan, 6) == [HUMAK, None, RANA, HUMAK, LIITTO, RANA]
    assert plan.turn(1).why is Why.CANCELLED


def test_a_summer_pause_holds_and_a_strike_cancels() -> None:
    summer = Pause(act="1", mode=Mode.HOLD, first=JUNE, last=JULY)
    assert holders(good(pause(a_plan(), summer, at=NOW)), 9)[4:] == [LIITTO, None, None, RANA, HUMAK]
    strike = replace(summer, mode=Mode.CANCEL)
    assert holders(good(pause(a_plan(), strike, at=NOW)), 9)[4:] == [LIITTO, None, None, LIITTO, RANA]


def test_an_open_pause_goes_on_until_it_is_ended() -> None:
    paused = good(pause(a_plan(), Pause(act="1", mode=Mode.HOLD, first=MAR), at=NOW))
    assert holders(paused, 40)[2:] == [None] * 38
    ended = good(resume(paused, "1", APR, at=at("2027-04-20 12:00")))
    assert holders(ended, 7) == [HUMAK, LIITTO, None, None, RANA, HUMAK, LIITTO]


def test_a_turn_postponed_before_a_new_line_up_is_not_lost_by_it() -> None:
    plan = good(edited(a_plan(), reordered(a_plan(), [RANA, LIITTO, HUMAK], APR, act="e"), at=NOW, now=True))
    assert holders(plan, 6) == [HUMAK, LIITTO, RANA, HUMAK, RANA, LIITTO]
    held = good(hold(plan, FEB, act="h", at=NOW))
    assert holders(held, 6) == [HUMAK, None, LIITTO, RANA, LIITTO, HUMAK]


# -- part of a turn --------------------------------------------------------------------------------------------


def the_cover(first: str, last: str, organisation: str | None = RANA) -> Cover:
    return Cover(act="c", period=FEB, organisation=organisation, starts=at(first), ends=at(last))


def test_a_cover_has_its_days_and_nothing_else() -> None:
    plan = good(cover(a_plan(), the_cover("2027-02-10 12:00", "2027-02-20 12:00"), at=NOW))
    seen = [(plan.duty(at(moment)).organisation, plan.duty(at(moment)).until) for moment in
            ("2027-02-05 12:00", "2027-02-10 12:00", "2027-02-20 11:59", "2027-02-20 12:00")]  # fmt: skip
    assert seen == [
        (LIITTO, at("2027-02-10 12:00")), (RANA, at("2027-02-20 12:00")),
        (RANA, at("2027-02-20 12:00")), (LIITTO, at("2027-03-01 09:00")),
    ]  # fmt: skip
    assert holders(plan, 12) == holders(a_plan(), 12)


def test_the_rest_of_a_turn_can_go_to_the_fallback_contact() -> None:
    plan = good(cover(a_plan(), the_cover("2027-02-10 12:00", "2027-03-01 09:00", None), at=at("2027-02-10 12:00")))
    duty = plan.duty(at("2027-02-28 12:00"))
    assert (duty.organisation, duty.why) == (None, Why.COVER)


@pytest.mark.parametrize(
    ("first", "last", "organisation", "reason"),
    [
        ("2027-01-31 12:00", "2027-02-20 12:00", RANA, "duty.cover_outside"),
        ("2027-02-20 12:00", "2027-03-01 09:01", RANA, "duty.cover_outside"),
        ("2027-02-20 12:00", "2027-02-20 12:00", RANA, "duty.cover_outside"),
        ("2027-02-08 12:00", "2027-02-12 12:00", HUMAK, "duty.cover_overlaps"),
        ("2027-02-20 12:00", "2027-02-22 12:00", LIITTO, "duty.already_theirs"),
    ],
)
def test_a_cover_is_refused(first: str, last: str, organisation: str, reason: str) -> None:
    plan = good(cover(a_plan(), the_cover("2027-02-10 12:00", "2027-02-20 12:00"), at=NOW))
    assert refused(cover(plan, the_cover(first, last, organisation), at=NOW)) == reason


def test_a_cover_follows_its_turn_when_that_moves() -> None:
    plan = good(cover(a_plan(), the_cover("2027-02-01 09:00", "2027-02-03 12:00"), at=NOW))
    later = replace(plan.timetable, calendar=replace(plan.timetable.calendar, quiet=frozenset({date(2027, 2, 1)})))
    moved = replace(plan, timetable=later)
    assert moved.duty(at("2027-02-01 12:00")).organisation == HUMAK  # February now begins on the second
    assert moved.duty(at("2027-02-02 09:00")).organisation == RANA


# -- of any rota -----------------------------------------------------------------------------------------------

places = st.integers(0, 40)


@relaxed
@given(plans(least=2), places, st.sampled_from("abcdefghx"))
def test_a_substitute_leaves_every_other_turn_alone(plan: Plan, k: int, organisation: str) -> None:
    assume(plan.effective(k) != organisation)
    after = good(substitute(plan, key(plan, k), organisation, act="1", at=EARLY))
    assert holders(after, 60) == [*holders(plan, k), organisation, *holders(plan, 59 - k, k + 1)]


@relaxed
@given(plans(least=2), places, places)
def test_a_swap_moves_two_turns_and_twice_is_none(plan: Plan, j: int, k: int) -> None:
    assume(plan.effective(j) != plan.effective(k))
    once = good(swap(plan, key(plan, j), key(plan, k), act="1", at=EARLY))
    was = holders(plan, 60)
    was[j], was[k] = was[k], was[j]
    assert holders(once, 60) == was
    twice = good(swap(once, key(plan, k), key(plan, j), act="2", at=EARLY))
    assert holders(twice, 60) == holders(plan, 60)


@relaxed
@given(plans(least=2), places)
def test_a_hold_moves_the_order_one_period_on(plan: Plan, k: int) -> None:
    after = good(hold(plan, key(plan, k), act="1", at=EARLY))
    assert holders(after, k) == holders(plan, k)
    assert after.effective(k) is None
    assert [after.place(j) for j in range(k + 1, 60)] == [plan.place(j) - 1 for j in range(k + 1, 60)]
    if plan.lineups[0].yearly_step == 0:
        assert holders(after, 40, k + 1) == holders(plan, 40, k)


@relaxed
@given(plans(least=2), places)
def test_a_pass_moves_the_order_one_period_back(plan: Plan, k: int) -> None:
    after = good(pass_turn(plan, key(plan, k), act="1", at=EARLY))
    assert holders(after, k) == holders(plan, k)
    assert [after.place(j) for j in range(k, 60)] == [plan.place(j) + 1 for j in range(k, 60)]
    if plan.lineups[0].yearly_step == 0:
        assert holders(after, 40, k) == holders(plan, 40, k + 1)


@relaxed
@given(plans(), places)
def test_a_cancellation_touches_one_turn(plan: Plan, k: int) -> None:
    after = good(cancel(plan, key(plan, k), act="1", at=EARLY))
    assert holders(after, 60) == [*holders(plan, k), None, *holders(plan, 59 - k, k + 1)]


@relaxed
@given(plans(), places, st.integers(0, 10), st.sampled_from(Mode))
def test_a_pause_is_what_it_does_to_each_of_its_turns(plan: Plan, k: int, more: int, mode: Mode) -> None:
    paused = good(pause(plan, Pause(act="p", mode=mode, first=key(plan, k), last=key(plan, k + more)), at=EARLY))
    singly = plan
    for j in range(k, k + more + 1):
        singly = good((hold if mode is Mode.HOLD else cancel)(singly, key(plan, j), act=str(j), at=EARLY))
    assert holders(paused, 60) == holders(singly, 60)


DEEDS: dict[str, Callable[[Plan, int, int], Plan | Refused]] = {
    "substitute": lambda plan, k, _: substitute(plan, key(plan, k), "x", act="new", at=EARLY),
    "swap": lambda plan, k, j: swap(plan, key(plan, k), key(plan, j), act="new", at=EARLY),
    "pass": lambda plan, k, _: pass_turn(plan, key(plan, k), act="new", at=EARLY),
    "hold": lambda plan, k, _: hold(plan, key(plan, k), act="new", at=EARLY),
    "cancel": lambda plan, k, _: cancel(plan, key(plan, k), act="new", at=EARLY),
    "pause": lambda plan, k, j: pause(
        plan, Pause(act="new", mode=Mode.HOLD, first=key(plan, k), last=key(plan, k + j)), at=EARLY
    ),
    "join": lambda plan, k, _: edited(plan, joined(plan, "y", key(plan, k), act="new"), at=EARLY),
    "leave": lambda plan, k, _: edited(plan, departed(plan, "a", key(plan, k), act="new"), at=EARLY),
}


@relaxed
@given(plans(least=2), st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), places, places), min_size=1, max_size=5))
def test_undo_gives_the_very_plan_there_was(plan: Plan, deeds: list[tuple[str, int, int]]) -> None:
    plans_ = [plan]
    for number, (name, k, j) in enumerate(deeds):
        done = DEEDS[name](plans_[-1], k, j)
        if not isinstance(done, Refused):
            plans_.append(renamed(done, str(number)))
    for after, before in zip(reversed(plans_[1:]), reversed(plans_[:-1]), strict=True):
        act = (set(acts(after)) - set(acts(before))).pop()
        assert good(undo(after, act, at=EARLY)) == before


def acts(plan: Plan) -> list[str]:
    deeds: tuple[Change | Pause | LineUp, ...] = (*plan.changes, *plan.pauses, *plan.lineups)
    return [one.act for one in deeds]


def renamed(plan: Plan, act: str) -> Plan:
    """Give the newest deed its own id."""
    return replace(
        plan,
        changes=tuple(replace(one, act=act) if one.act == "new" else one for one in plan.changes),
        pauses=tuple(replace(one, act=act) if one.act == "new" else one for one in plan.pauses),
        lineups=tuple(replace(one, act=act) if one.act == "new" else one for one in plan.lineups),
    )


# -- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deeds", "reason"),
    [
        ([lambda p: substitute(p, date(2027, 2, 2), RANA, act="2", at=NOW)], "duty.no_such_period"),
        ([lambda p: substitute(p, FEB, RANA, act="2", at=at("2027-02-01 09:00"))], "duty.period_begun"),
        ([lambda p: hold(p, JAN, act="2", at=at("2027-01-04 09:00"))], "duty.period_begun"),
        ([lambda p: substitute(p, FEB, LIITTO, act="2", at=NOW)], "duty.already_theirs"),
        ([lambda p: swap(p, FEB, MAY, act="2", at=NOW)], "duty.swap_with_itself"),
        ([lambda p: swap(p, FEB, FEB, act="2", at=NOW)], "duty.swap_with_itself"),
        ([lambda p: hold(p, MAR, act="1", at=NOW), lambda p: swap(p, FEB, MAR, act="2", at=NOW)], "duty.nobody_there"),
        ([lambda p: substitute(p, FEB, RANA, act="1", at=NOW), lambda p: hold(p, FEB, act="2", at=NOW)],
         "duty.agreed_there"),
        ([lambda p: hold(p, FEB, act="1", at=NOW), lambda p: pass_turn(p, FEB, act="2", at=NOW)], "duty.changed_there"),
        ([lambda p: pass_turn(p, FEB, act="1", at=NOW), lambda p: pass_turn(p, FEB, act="2", at=NOW)],
         "duty.changed_there"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=JAN), at=NOW),
          lambda p: cancel(p, FEB, act="2", at=NOW)], "duty.changed_there"),
        ([lambda p: swap(p, APR, MAY, act="1", at=NOW),
          lambda p: pause(p, Pause(act="2", mode=Mode.HOLD, first=FEB), at=NOW)], "duty.agreed_there"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=MAR, last=APR), at=NOW),
          lambda p: pause(p, Pause(act="2", mode=Mode.CANCEL, first=APR), at=NOW)], "duty.pause_overlaps"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=MAR, last=FEB), at=NOW)], "duty.pause_backwards"),
        ([lambda p: undo(p, "none", at=NOW)], "duty.nothing_to_undo"),
        ([lambda p: resume(p, "none", FEB, at=NOW)], "duty.nothing_to_undo"),
        ([lambda p: hold(p, FEB, act="1", at=NOW), lambda p: undo(p, "1", at=at("2027-02-01 09:00"))],
         "duty.undo_late"),
        ([lambda p: substitute(p, FEB, RANA, act="1", at=NOW), lambda p: swap(p, FEB, APR, act="2", at=NOW),
          lambda p: undo(p, "1", at=NOW)], "duty.undo_resting"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=FEB), at=NOW),
          lambda p: substitute(p, MAR, RANA, act="2", at=NOW), lambda p: undo(p, "1", at=NOW)], "duty.undo_resting"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=FEB, last=APR), at=NOW),
          lambda p: resume(p, "1", FEB, at=at("2027-03-10 12:00"))], "duty.resume_outside"),
        ([lambda p: pause(p, Pause(act="1", mode=Mode.HOLD, first=FEB, last=APR), at=NOW),
          lambda p: resume(p, "1", MAY, at=NOW)], "duty.resume_outside"),
    ],
)  # fmt: skip
def test_a_deed_is_refused(deeds: list[Deed], reason: str) -> None:
    plan = a_plan()
    for deed in deeds[:-1]:
        plan = good(deed(plan))
    assert refused(deeds[-1](plan)) == reason


def test_nobody_passes_alone() -> None:
    assert refused(pass_turn(a_plan(HUMAK), FEB, act="1", at=NOW)) == "duty.nobody_next"


def test_a_held_turn_can_still_find_a_volunteer() -> None:
    held = good(hold(a_plan(), FEB, act="1", at=NOW))
    plan = good(substitute(held, FEB, RANA, act="2", at=NOW))
    assert holders(plan, 4) == [HUMAK, RANA, LIITTO, RANA]
    assert plan.changes[-1].instead_of is None
    assert refused(undo(plan, "1", at=NOW)) == "duty.undo_resting"


def test_a_swap_on_a_swap_is_read_anew() -> None:
    once = good(swap(a_plan(), FEB, APR, act="1", at=NOW))
    again = good(swap(once, APR, JUNE, act="2", at=NOW))
    assert holders(again, 6) == [HUMAK, HUMAK, RANA, RANA, LIITTO, LIITTO]
    assert refused(undo(again, "1", at=NOW)) == "duty.undo_resting"
    assert good(undo(again, "2", at=NOW)) == once


def test_an_agreement_stands_when_the_order_moves_under_it_and_is_reported() -> None:
    agreed = good(substitute(a_plan(), MAY, RANA, act="1", at=NOW))
    assert agreed.disturbed == ()
    held = good(hold(agreed, FEB, act="2", at=NOW))
    assert held.effective(4) == RANA
    assert held.disturbed == agreed.changes


# -- editing the line-up -----------------------------------------------------------------------------------------


def test_the_published_turns_are_left_alone() -> None:
    plan, now = a_plan(), at("2027-03-10 12:00")
    assert first_free(plan, at=now) == date(2027, 6, 1)  # 5.5. is eight weeks on
    newcomer = joined(plan, "uusi", MAY, act="e")
    assert refused(edited(plan, newcomer, at=now)) == "duty.lineup_published"
    assert holders(good(edited(plan, newcomer, at=now, now=True)), 8)[4:] == [LIITTO, RANA, HUMAK, "uusi"]
    assert refused(edited(plan, joined(plan, "uusi", MAR, act="e"), at=now, now=True)) == "duty.period_begun"


def test_publishing_freezes_the_days_within_the_horizon() -> None:
    told = published(a_plan(), at=at("2027-03-10 12:00")).timetable.published
    assert told == {MAR: date(2027, 3, 1), APR: date(2027, 4, 1), MAY: date(2027, 5, 3)}
    assert published(a_plan(), at=NOW).timetable.published == {JAN: date(2027, 1, 4)}


def test_a_newcomer_waits_until_everybody_has_had_their_coming_turn() -> None:
    plan = a_plan()
    assert order(good(edited(plan, joined(plan, "uusi", MAY, act="e"), at=NOW)), 9) == [
        HUMAK, LIITTO, RANA, HUMAK, LIITTO, RANA, HUMAK, "uusi", LIITTO,
    ]  # fmt: skip
    assert joined(plan, "uusi", MAY, act="e", place=1).organisations == (HUMAK, "uusi", LIITTO, RANA)


def test_the_others_keep_their_order_when_one_leaves() -> None:
    plan = a_plan()
    left = good(edited(plan, departed(plan, LIITTO, MAY, act="e"), at=NOW))
    assert order(left, 8) == [HUMAK, LIITTO, RANA, HUMAK, RANA, HUMAK, RANA, HUMAK]
    empty = good(edited(a_plan(HUMAK), departed(a_plan(HUMAK), HUMAK, MAY, act="e"), at=NOW))
    assert order(empty, 6) == [HUMAK] * 4 + [None] * 2


@pytest.mark.parametrize(
    ("lineup", "reason"),
    [
        (LineUp(since=MAY, organisations=(HUMAK, RANA, HUMAK)), "duty.lineup_twice"),
        (LineUp(since=date(2027, 5, 3), organisations=(HUMAK,)), "duty.no_such_period"),
        (LineUp(since=APR, organisations=(HUMAK, RANA)), "duty.lineup_later"),
    ],
)
def test_an_edit_is_refused(lineup: LineUp, reason: str) -> None:
    plan = good(edited(a_plan(), reordered(a_plan(), [RANA, HUMAK], SEPT, act="e"), at=NOW))
    assert refused(edited(plan, lineup, at=NOW)) == reason


def test_who_begins_may_be_said() -> None:
    plan = a_plan()
    assert order(good(edited(plan, reordered(plan, [HUMAK, RANA], MAY, act="e", first=1), at=NOW)), 6)[4:] == [
        RANA,
        HUMAK,
    ]


def test_the_yearly_step_is_accepted_from_a_period_on() -> None:
    plan = a_plan()
    stepping = good(edited(plan, stepped(plan, 1, JUNE, act="e"), at=NOW))
    assert order(stepping, 12) == order(plan, 12)
    assert order(stepping, 3, 12) == [LIITTO, RANA, HUMAK]


def test_a_changed_cadence_goes_on_with_the_order() -> None:
    plan = a_plan()
    faster = good(recadence(plan, Cadence(anchor=date(2027, 5, 3), unit=Weeks(2)), at=NOW))
    assert holders(faster, 7) == [HUMAK, LIITTO, RANA, HUMAK, LIITTO, RANA, HUMAK]
    assert faster.timetable.period(3).ends == at("2027-05-03 09:00")
    late = Cadence(anchor=date(2027, 1, 4), unit=Months())
    assert refused(recadence(plan, late, at=NOW)) == "duty.lineup_published"
    assert refused(recadence(plan, late, at=at("2027-02-10 12:00"), now=True)) == "duty.cadence_past"


def test_changes_whose_turn_is_no_more_are_kept_and_harmless() -> None:
    held = good(hold(a_plan(), JUNE, act="1", at=NOW))
    faster = good(recadence(held, Cadence(anchor=date(2027, 5, 3), unit=Weeks(2)), at=NOW))
    assert faster.changes == held.changes
    assert None not in holders(faster, 30)


def test_the_horizon_is_longer_than_the_first_reminder() -> None:
    assert timedelta(weeks=4) < HORIZON
