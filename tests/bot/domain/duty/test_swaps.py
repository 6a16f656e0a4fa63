"""Offers between organisations, from the first word to the undoing of what was agreed."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.domain.duty import Cadence, Plan, Weeks, statistics
from bot.domain.duty.editing import recadence
from bot.domain.duty.operations import hold, substitute, swap
from bot.domain.duty.swaps import (
    Done,
    Offer,
    State,
    accept,
    ask_undo,
    confirm,
    decline,
    expiry,
    follow_ups,
    offered,
    settled,
    withdraw,
)
from bot.text import Moment, t

from .making import HUMAK, LIITTO, RANA, a_plan, at, good, holders, refused

FEB, MAR, APR, MAY, JUNE = (date(2027, month, 1) for month in range(2, 7))
NOW = at("2027-01-11 12:00")
AS_IT_WAS = [HUMAK, LIITTO, RANA, HUMAK, LIITTO, RANA]


def an_offer(
    plan: Plan | None = None, *, want: date | None = APR, to: str | None = None, one_way: bool = False
) -> Offer:
    """Let Keski-Suomen liitto offer its February."""
    return good(
        offered(plan or a_plan(), id_="o1", by=LIITTO, give=FEB, want=want, to=to, one_way=one_way, at=NOW)
    )  # fmt: skip


def done(result: object) -> Done:
    assert isinstance(result, Done), result
    return result


# -- making one ------------------------------------------------------------------------------------------------


def test_an_offer_of_one_turn_for_another_goes_to_the_one_who_has_it() -> None:
    offer = an_offer()
    assert (offer.from_org, offer.to_org, offer.state, offer.version) == (LIITTO, HUMAK, State.OPEN, 1)


@pytest.mark.parametrize(
    ("give", "made", "expires"),
    [
        (FEB, "2027-01-11 12:00", "2027-01-25 12:00"),  # after a fortnight
        (FEB, "2027-01-20 12:00", "2027-01-27 09:00"),  # three business days before ma 1.2. klo 9
        (MAY, "2027-04-20 12:00", "2027-04-28 09:00"),  # before ma 3.5.
        (APR, "2027-03-22 12:00", "2027-03-25 09:00"),  # to 1.4.: ke 31.3., ti 30.3., and before Easter to 25.3.
    ],
)
def test_an_offer_lapses(give: date, made: str, expires: str) -> None:
    assert expiry(a_plan(), (give,), made_at=at(made)) == at(expires)


def test_the_earlier_of_two_turns_counts() -> None:
    assert expiry(a_plan(), (JUNE, FEB), made_at=at("2027-01-20 12:00")) == at("2027-01-27 09:00")


@pytest.mark.parametrize(
    ("give", "want", "to", "now", "reason"),
    [
        (MAR, None, None, NOW, "duty.swap_not_yours"),
        (FEB, MAY, None, NOW, "duty.swap_with_itself"),
        (FEB, None, LIITTO, NOW, "duty.swap_with_itself"),
        (FEB, None, None, at("2027-01-27 09:00"), "duty.swap_too_late"),
        (FEB, None, None, at("2027-02-01 09:00"), "duty.period_begun"),
        (FEB, date(2027, 4, 2), None, NOW, "duty.no_such_period"),
    ],
)
def test_an_offer_is_refused(give: date, want: date | None, to: str | None, now: datetime, reason: str) -> None:
    assert refused(offered(a_plan(), id_="o", by=LIITTO, give=give, want=want, to=to, at=now)) == reason


def test_a_turn_nobody_has_cannot_be_wanted() -> None:
    held = good(hold(a_plan(), APR, act="h", at=NOW))
    assert refused(offered(held, id_="o", by=LIITTO, give=FEB, want=APR, at=NOW)) == "duty.nobody_there"


def test_an_open_offer_is_brought_up_again_while_there_is_time() -> None:
    plan = a_plan()
    early = good(offered(plan, id_="o", by=LIITTO, give=MAY, at=at("2027-04-01 12:00")))
    assert follow_ups(early, plan) == (at("2027-04-05 09:00"),)
    late = good(offered(plan, id_="o", by=LIITTO, give=MAY, at=at("2027-04-16 12:00")))
    assert follow_ups(late, plan) == (at("2027-04-19 09:00"), at("2027-04-26 09:00"))


# -- answering one -----------------------------------------------------------------------------------------------


def test_accepting_an_exact_offer_applies_it() -> None:
    plan = a_plan()
    result = done(accept(an_offer(), plan, by=HUMAK, at=NOW))
    assert (result.offer.state, result.offer.version, result.offer.taker) == (State.APPLIED, 2, HUMAK)
    assert holders(result.plan, 6) == [HUMAK, HUMAK, RANA, LIITTO, LIITTO, RANA]
    assert {one.act for one in result.plan.changes} == {"o1"}
    assert statistics.owed(result.plan) == {}


def test_an_offer_to_everybody_waits_for_a_turn_and_then_for_a_yes() -> None:
    plan, offer = a_plan(), an_offer(want=None)
    assert refused(accept(offer, plan, by=RANA, at=NOW)) == "duty.swap_which"
    assert refused(accept(offer, plan, by=RANA, give=APR, at=NOW)) == "duty.swap_not_yours"
    taken = done(accept(offer, plan, by=RANA, give=JUNE, at=NOW))
    assert (taken.offer.state, taken.offer.chosen, taken.plan) == (State.ACCEPTED, JUNE, plan)
    assert refused(accept(taken.offer, plan, by=HUMAK, give=APR, at=NOW)) == "duty.swap_taken"
    assert refused(confirm(taken.offer, plan, by=RANA, at=NOW)) == "duty.swap_not_for_you"
    applied = done(confirm(taken.offer, plan, by=LIITTO, at=NOW))
    assert applied.offer.state is State.APPLIED
    assert holders(applied.plan, 6) == [HUMAK, RANA, RANA, HUMAK, LIITTO, LIITTO]


def test_either_side_may_open_a_chosen_offer_again() -> None:
    plan = a_plan()
    taken = done(accept(an_offer(want=None), plan, by=RANA, give=JUNE, at=NOW)).offer
    for side in (RANA, LIITTO):
        reopened = good(decline(taken, by=side))
        assert (reopened.state, reopened.taker, reopened.chosen, reopened.version) == (State.OPEN, None, None, 3)
    assert refused(decline(taken, by=HUMAK)) == "duty.swap_not_for_you"


def test_a_turn_given_in_answer_must_be_far_enough_off() -> None:
    plan, soon = a_plan(), at("2027-02-25 12:00")
    offer = good(offered(plan, id_="o", by=LIITTO, give=MAY, at=soon))
    assert refused(accept(offer, plan, by=RANA, give=MAR, at=soon)) == "duty.swap_too_late"
    assert refused(accept(offer, plan, by=RANA, give=FEB, at=soon)) == "duty.period_begun"


def test_a_chosen_offer_lapses_by_the_earlier_turn() -> None:
    plan, soon = a_plan(), at("2027-02-22 12:00")
    offer = good(offered(plan, id_="o", by=LIITTO, give=MAY, at=soon))
    taken = done(accept(offer, plan, by=RANA, give=MAR, at=soon)).offer
    assert settled(taken, plan, at=at("2027-02-24 08:59")).state is State.ACCEPTED
    assert settled(taken, plan, at=at("2027-02-24 09:00")).state is State.EXPIRED


def test_taking_a_turn_one_way_leaves_a_debt() -> None:
    result = done(accept(an_offer(want=None, one_way=True), a_plan(), by=RANA, at=NOW))
    assert result.offer.state is State.APPLIED
    assert holders(result.plan, 6) == [HUMAK, RANA, RANA, HUMAK, LIITTO, RANA]
    assert statistics.owed(result.plan) == {(LIITTO, RANA): 1}


def test_of_two_who_accept_at_once_one_has_it() -> None:
    plan, offer = a_plan(), an_offer(want=None, one_way=True)
    first = done(accept(offer, plan, by=RANA, at=NOW))
    assert first.offer.version > offer.version  # so the second one's compare-and-set does not hold, and it reads again
    assert refused(accept(first.offer, first.plan, by=HUMAK, at=NOW)) == "duty.swap_taken"


@pytest.mark.parametrize(
    ("by", "reason"), [(LIITTO, "duty.swap_own"), (RANA, "duty.swap_not_for_you")]
)  # fmt: skip
def test_an_answer_from_the_wrong_side_is_refused(by: str, reason: str) -> None:
    assert refused(accept(an_offer(), a_plan(), by=by, at=NOW)) == reason


def test_no_is_the_answer_of_the_one_asked_and_withdrawing_of_the_one_who_offered() -> None:
    offer = an_offer()
    declined, withdrawn = good(decline(offer, by=HUMAK)), good(withdraw(offer, by=LIITTO))
    assert (declined.state, withdrawn.state) == (State.DECLINED, State.WITHDRAWN)
    assert refused(decline(offer, by=RANA)) == "duty.swap_not_for_you"
    assert refused(withdraw(offer, by=HUMAK)) == "duty.swap_not_yours_offer"
    assert refused(withdraw(declined, by=LIITTO)) == "duty.swap_over"
    assert refused(decline(withdrawn, by=HUMAK)) == "duty.swap_over"
    assert refused(accept(declined, a_plan(), by=HUMAK, at=NOW)) == "duty.swap_over"
    assert refused(confirm(declined, a_plan(), by=LIITTO, at=NOW)) == "duty.swap_over"
    assert refused(ask_undo(declined, a_plan(), by=LIITTO, at=NOW)) == "duty.swap_over"


# -- when the world moves ----------------------------------------------------------------------------------------


def test_an_offer_expires_even_in_the_moment_of_its_acceptance() -> None:
    plan = a_plan()
    result = done(accept(an_offer(), plan, by=HUMAK, at=at("2027-01-25 12:00")))
    assert (result.offer.state, result.plan) == (State.EXPIRED, plan)


def test_an_offer_is_void_when_one_of_its_turns_has_gone_to_another() -> None:
    offer = an_offer()
    gone = good(substitute(a_plan(), APR, RANA, act="s", at=NOW))
    result = done(accept(offer, gone, by=HUMAK, at=NOW))
    name = gone.timetable.period(3).name
    assert (result.offer.state, result.offer.why, result.plan) == (State.VOID, t("duty.swap_void", turn=name), gone)
    shifted = good(hold(a_plan(), date(2027, 2, 1), act="h", at=NOW))
    assert settled(offer, shifted, at=NOW).state is State.VOID


def test_an_offer_is_void_when_its_turn_is_no_more() -> None:
    faster = good(recadence(a_plan(), Cadence(anchor=date(2027, 3, 29), unit=Weeks(2)), at=NOW, now=True))
    found = settled(an_offer(), faster, at=NOW)
    assert (found.state, found.why) == (State.VOID, t("duty.swap_void_gone", day=Moment(APR, "day")))


def test_an_offer_stands_while_other_turns_change() -> None:
    other = good(swap(a_plan(), MAR, MAY, act="s", at=NOW))
    assert settled(an_offer(), other, at=NOW) == an_offer()


def test_an_offer_on_a_swapped_turn_reads_who_has_it_now() -> None:
    swapped = good(swap(a_plan(), FEB, MAR, act="s", at=NOW))  # February is now Villa Rana's
    offer = good(offered(swapped, id_="o", by=RANA, give=FEB, want=APR, at=NOW))
    result = done(accept(offer, swapped, by=HUMAK, at=NOW))
    assert holders(result.plan, 5) == [HUMAK, HUMAK, LIITTO, RANA, LIITTO]


# -- undoing -----------------------------------------------------------------------------------------------------


def applied() -> Done:
    return done(accept(an_offer(), a_plan(), by=HUMAK, at=NOW))


def test_both_sides_undo_together() -> None:
    before = applied()
    asked = done(ask_undo(before.offer, before.plan, by=HUMAK, at=NOW))
    assert (asked.offer.state, asked.offer.undo_asked_by, asked.plan) == (State.APPLIED, HUMAK, before.plan)
    assert done(ask_undo(asked.offer, asked.plan, by=HUMAK, at=NOW)) == asked
    undone = done(ask_undo(asked.offer, asked.plan, by=LIITTO, at=NOW))
    assert (undone.offer.state, undone.plan) == (State.UNDONE, a_plan())


def test_a_coordinator_undoes_alone_and_a_stranger_does_not() -> None:
    before = applied()
    assert done(ask_undo(before.offer, before.plan, by=None, at=NOW)).plan == a_plan()
    assert refused(ask_undo(before.offer, before.plan, by=RANA, at=NOW)) == "duty.swap_not_for_you"


def test_what_has_begun_is_not_undone() -> None:
    before = applied()
    assert refused(ask_undo(before.offer, before.plan, by=None, at=at("2027-02-01 09:00"))) == "duty.undo_late"
    later = good(substitute(before.plan, APR, RANA, act="s", at=NOW))
    assert refused(ask_undo(before.offer, later, by=None, at=NOW)) == "duty.undo_resting"


def test_an_offer_that_cannot_be_applied_after_all_changes_nothing() -> None:
    plan = a_plan()
    offer = replace(an_offer(want=None), chosen=MAY, taker=LIITTO, state=State.ACCEPTED)
    assert refused(confirm(offer, plan, by=LIITTO, at=NOW)) == "duty.swap_with_itself"
    assert holders(plan, 6) == AS_IT_WAS
