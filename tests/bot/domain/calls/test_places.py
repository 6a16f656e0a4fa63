"""The eleven rules of places, each as a sentence."""

from datetime import timedelta
from fractions import Fraction

import pytest

from bot.domain.calls import places
from bot.domain.calls.board import Board, Seeker, Step, Why
from bot.domain.calls.order import Candidate, by_lot, by_score, proposed
from bot.domain.calls.states import MOVES, Outcome, State, Verdict

from .making import NOON, STARTS, a_board, at, states


def told(step: Step) -> list[str]:
    return [f"{one.seeker} {one.what}" for one in step.news]


def published(board: Board) -> Board:
    return places.publish(board, NOON).board


# -- publishing --


def test_publishing_offers_the_seats_in_order_each_the_dearest_wish_that_is_free() -> None:
    step = places.publish(a_board(["st", "st", "st"], placing=False), NOON)
    assert states(step.board) == "a offered s, b offered t, c waiting"
    assert told(step) == ["a offered", "b offered", "c queued"]
    assert step.news[-1].position == 1


def test_those_who_are_not_selected_are_told_and_hold_no_seat() -> None:
    board = a_board(["s", "s"], placing=False)
    board = board.with_seeker(Seeker(id="a", wishes=("s",), turn=1, verdict=Verdict.NO))
    step = places.publish(board, NOON)
    assert (states(step.board), told(step)) == ("a not_selected, b offered s", ["a not_selected", "b offered"])


def test_an_application_nobody_has_decided_about_stays_as_it_is() -> None:
    assert states(published(a_board(["s", "s"], verdict=None))) == "a sent, b sent"


def test_publishing_twice_changes_nothing() -> None:
    once = published(a_board(["st", "st", "st"], placing=False))
    assert places.publish(once, NOON) == Step(once)


def test_a_late_one_chosen_afterwards_stands_behind_those_who_wait() -> None:
    board = published(a_board(["s", "s"], placing=False))
    late = board.with_seeker(Seeker(id="z", wishes=("s",), turn=1, verdict=Verdict.PLACE))
    step = places.publish(late, NOON)
    assert (states(step.board), step.news[0].position) == ("a offered s, b waiting, z waiting", 2)


# -- offers --


def test_seats_are_capacity_less_confirmed_less_open_offers() -> None:
    board = published(a_board(["s", "s", "s"], seats=2))
    assert board.free("s") == 0
    confirmed = places.confirm(board, "a", 1, NOON).board
    assert (confirmed.free("s"), confirmed.filled("s")) == (0, 2)


def test_all_freed_seats_are_filled_in_one_run() -> None:
    board = published(a_board(["s", "s", "s", "s"], seats=2))
    late = places.tick(board, at("2024-08-19 12:00"))
    assert states(late.board) == "a expired, b expired, c offered s, d offered s"
    assert told(late) == ["a expired", "b expired", "c offered", "d offered"]


def test_an_offer_holds_until_its_own_time() -> None:
    offer = published(a_board(["s"])).offers["a", 1]
    assert (offer.expires_at, offer.half_time) == (at("2024-08-19 12:00"), at("2024-08-18 00:00"))


@pytest.mark.parametrize(
    ("sent", "expires"),
    [
        ("2024-08-16 20:30", "2024-08-19 20:30"),
        ("2024-08-16 12:00:07", "2024-08-19 12:01"),
        ("2024-08-28 12:00", "2024-08-29 12:00"),  # the last week: twelve hours end at midnight, so at noon
        ("2024-08-28 08:30", "2024-08-28 20:30"),
        ("2024-09-03 08:00", "2024-09-03 13:00"),  # the group begins
    ],
)
def test_no_offer_ends_at_night(sent: str, expires: str) -> None:
    board = a_board(["s"])
    assert places.deadline(board, board.groups["s"], at(sent)) == at(expires)


def test_an_offer_made_at_night_is_sent_in_the_morning_and_its_time_runs_from_then() -> None:
    step = places.publish(a_board(["s"]), at("2024-08-16 23:15"))
    offer = step.board.offers["a", 1]
    assert (step.news[0].due, offer.sent_at, offer.expires_at) == (
        at("2024-08-17 08:00"), at("2024-08-17 08:00"), at("2024-08-20 08:00"),
    )  # fmt: skip


def test_an_answer_has_a_day_at_least() -> None:
    board = a_board(["s"], confirm=3)
    assert places.deadline(board, board.groups["s"], NOON) == NOON + timedelta(days=1)


def test_half_time_is_reminded_of_once_and_not_at_night() -> None:
    board = published(a_board(["s"]))
    assert places.tick(board, at("2024-08-18 07:59")).news == ()
    step = places.tick(board, at("2024-08-18 08:00"))
    assert told(step) == ["a reminded"]
    assert places.tick(step.board, at("2024-08-18 09:00")).news == ()


def test_nobody_is_offered_a_place_in_a_group_that_has_begun_and_it_is_said_why() -> None:
    board = published(a_board(["s", "s"]))
    late = places.tick(board, STARTS - timedelta(hours=3))
    assert states(late.board) == "a expired, b offered s"
    begun = places.tick(late.board, STARTS)
    assert states(begun.board) == "a expired, b expired"
    assert places.idle(begun.board, STARTS) == {"s": Why.BEGUN, "t": Why.BEGUN}


def test_it_is_said_why_nothing_is_done() -> None:
    assert places.idle(a_board(["s"], placing=False), NOON) == {"s": Why.NOT_PLACING, "t": Why.NOT_PLACING}
    assert places.idle(published(a_board(["s"])), NOON) == {"t": Why.NOBODY}


def test_those_who_wait_in_vain_are_told() -> None:
    board = places.confirm(published(a_board(["s", "s"])), "a", 1, NOON).board
    step = places.tick(board, STARTS)
    assert (states(step.board), told(step)) == ("a confirmed s, b lapsed", ["b lapsed"])


# -- answers --


def test_declining_offers_the_seat_on_at_once() -> None:
    step = places.decline(published(a_board(["s", "s"])), "a", 1, NOON)
    assert (states(step.board), told(step)) == ("a declined, b offered s", ["b offered"])


def test_withdrawing_after_confirming_frees_the_seat() -> None:
    board = places.confirm(published(a_board(["s", "s"])), "a", 1, NOON).board
    assert states(places.withdraw(board, "a", NOON).board) == "a withdrawn, b offered s"


def test_who_was_late_may_wait_again_at_the_end() -> None:
    board = places.tick(published(a_board(["s", "s", "s"])), at("2024-08-19 12:00")).board
    step = places.rejoin(board, "a", at("2024-08-19 12:05"))
    assert (states(step.board), step.board.position("c"), step.board.position("a")) == (
        "a waiting, b offered s, c waiting", 1, 2,
    )  # fmt: skip


def test_coming_back_when_a_seat_is_free_is_an_offer_at_once() -> None:
    board = places.decline(published(a_board(["s"])), "a", 1, NOON).board
    step = places.rejoin(board, "a", NOON)
    assert (states(step.board), told(step), step.board.offers["a", 1].outcome) == (
        "a offered s", ["a offered"], Outcome.DECLINED,
    )  # fmt: skip


@pytest.mark.parametrize("deed", [places.confirm, places.decline])
def test_an_old_button_says_what_holds_now(deed: object) -> None:
    board = published(a_board(["s", "s"]))
    with pytest.raises(places.Stale) as told_so:
        deed(board, "a", 1, at("2024-08-19 12:00"))  # type: ignore[operator]
    assert told_so.value.state is State.EXPIRED


def test_erasing_frees_the_seat_and_leaves_nothing() -> None:
    step = places.erase(published(a_board(["s", "s"])), "a", NOON)
    assert (states(step.board), list(step.board.offers)) == ("b offered s", [("b", 1)])


def test_a_small_group_is_noticed() -> None:
    board = published(a_board(["s", "t"], seats=4, least=2))
    assert [group.id for group in places.too_small(board)] == ["s", "t"]
    assert places.too_small(published(a_board(["s", "s", "t", "t"], seats=4, least=2))) == []


def test_calling_off_tells_all_who_hoped() -> None:
    board = places.confirm(published(a_board(["s", "s", "s"])), "a", 1, NOON).board
    step = places.call_off(board, NOON)
    assert (states(step.board), len(step.news)) == ("a called_off, b called_off, c called_off", 3)
    assert places.tick(step.board, NOON).news == ()


# -- order of arrival --


def test_order_of_arrival_gives_a_seat_or_a_waiting_place_at_once() -> None:
    board = a_board([])
    for id_ in "abc":
        step = places.arrive(board, Seeker(id=id_, wishes=("s", "t")), NOON)
        board = step.board
    assert (states(board), told(step)) == ("a confirmed s, b confirmed t, c waiting", ["c queued"])


def test_a_newcomer_does_not_pass_those_who_wait() -> None:
    board = a_board([])
    for id_ in "ab":
        board = places.arrive(board, Seeker(id=id_, wishes=("s",)), NOON).board
    board = places.withdraw(board, "a", NOON).board
    assert states(places.arrive(board, Seeker(id="c", wishes=("s",)), NOON).board) == (
        "a withdrawn, b offered s, c waiting"
    )


# -- order --


def test_the_best_score_comes_first_and_of_equals_who_sent_first() -> None:
    found = by_score(
        [Candidate("a", 1), Candidate("b", 3, (Fraction(4), Fraction(5))), Candidate("c", 2, (Fraction(9, 2),))]
    )
    assert [(one.id, one.turn, one.key) for one in found] == [
        ("c", 1, "score 4.50, sent 2"), ("b", 2, "score 4.50, sent 3"), ("a", 3, "score -, sent 1"),
    ]  # fmt: skip


def test_a_lot_is_drawn_again_alike_with_its_seed() -> None:
    candidates = [Candidate(chr(97 + n), n) for n in range(9)]
    first = by_lot(candidates, "kupponen")
    assert by_lot(list(reversed(candidates)), "kupponen") == first
    assert [one.id for one in by_lot(candidates, "toinen")] != [one.id for one in first]


def test_the_proposal_gives_places_as_far_as_they_reach() -> None:
    board = a_board(["s", "s", "st", "t"])
    ranked = by_score([Candidate(id_, n) for n, id_ in enumerate("abcd", 1)])
    assert proposed(board, ranked) == {
        "a": Verdict.PLACE, "b": Verdict.WAIT, "c": Verdict.PLACE, "d": Verdict.WAIT,
    }  # fmt: skip


def test_a_move_that_is_not_drawn_is_refused() -> None:
    for state, after in MOVES.items():
        for other in set(State) - after:
            with pytest.raises(ValueError, match="does not lead"):
                Seeker(id="a", wishes=(), state=state).moved(other)
