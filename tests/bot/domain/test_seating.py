"""Who has a seat: examples to read, and what holds of every order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.seating import Asked, Hold, Reply, Room, Standing, Tally, answered, next_in, who_stays

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOTHING, NO_ROOM = Asked(), Room(0)
SEATED, OFFERED, WAITING = (Asked(Reply.YES, 0, hold) for hold in (Hold.SEAT, Hold.OFFER, Hold.QUEUE))
PAIR = Asked(Reply.YES, 1, Hold.SEAT)
relaxed = settings(max_examples=100, deadline=None, database=None)
sizes = st.lists(st.integers(0, 3), max_size=8)
seats = st.none() | st.integers(0, 9)


def queue(*guests: int) -> list[Asked]:
    return [Asked(Reply.YES, number, Hold.QUEUE) for number in guests]


def says(mine: Asked, reply: Reply, guests: int | None = None, *, room: Room = NO_ROOM) -> Asked:
    return answered(mine, reply, guests, room, at=NOW)


# -- asking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "guests", "hold"),
    [
        (Room(1), 0, Hold.SEAT), (Room(0), 0, Hold.QUEUE), (Room(None), 9, Hold.SEAT),
        (Room(2), 1, Hold.SEAT), (Room(1), 1, Hold.QUEUE),
    ],
)  # fmt: skip
def test_a_party_is_seated_whole_or_waits(room: Room, guests: int, hold: Hold) -> None:
    assert says(NOTHING, Reply.YES, guests, room=room) == Asked(Reply.YES, guests, hold)


def test_nobody_overtakes_a_party_that_waits_for_more_seats() -> None:
    assert says(NOTHING, Reply.YES, room=Room(1, queue=1)) == WAITING


def test_where_the_first_to_press_gets_the_seat_they_do_whoever_waits() -> None:
    assert says(NOTHING, Reply.YES, room=Room(1, queue=2, first_come=True)) == SEATED
    assert says(WAITING, Reply.YES, room=Room(1, queue=2, first_come=True)) == SEATED
    assert says(WAITING, Reply.YES, room=Room(0, queue=2, first_come=True)) == WAITING


def test_more_guests_than_fit_are_not_taken_and_the_place_is_kept() -> None:
    assert says(SEATED, Reply.YES, 1, room=Room(0)) == SEATED
    assert says(SEATED, Reply.YES, 1, room=Room(1, queue=1)) == SEATED
    assert says(OFFERED, Reply.YES, 1, room=Room(0)) == OFFERED
    assert says(WAITING, Reply.YES, 1, room=Room(0, queue=1)) == WAITING


def test_guests_that_fit_come_along() -> None:
    assert says(SEATED, Reply.YES, 1, room=Room(1)) == PAIR
    assert says(SEATED, Reply.YES, 9, room=Room(None)) == Asked(Reply.YES, 9, Hold.SEAT)


def test_yes_again_leaves_the_number_of_guests_and_a_smaller_number_takes_fewer() -> None:
    assert says(PAIR, Reply.YES) == PAIR
    assert says(PAIR, Reply.YES, 0) == SEATED
    assert says(Asked(Reply.YES, 2, Hold.QUEUE), Reply.YES, 1) == Asked(Reply.YES, 1, Hold.QUEUE)


def test_an_offer_is_taken_with_yes_declined_with_no_and_kept_by_anything_else() -> None:
    assert says(OFFERED, Reply.YES) == SEATED
    assert says(OFFERED, Reply.NO) == Asked(Reply.NO)
    assert says(OFFERED, Reply.MAYBE) == OFFERED


# -- leaving -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mine", [SEATED, PAIR, WAITING])
@pytest.mark.parametrize("reply", [Reply.NO, Reply.MAYBE])
def test_what_one_leaves_is_kept_for_a_while_and_yes_takes_it_back(mine: Asked, reply: Reply) -> None:
    left = says(mine, reply)
    assert left == Asked(reply, mine.guests, mine.hold, NOW)
    assert says(left, Reply.YES) == mine


def test_leaving_in_two_words_counts_from_the_first() -> None:
    left = answered(SEATED, Reply.NO, None, Room(0), at=NOW)
    later = answered(left, Reply.MAYBE, None, Room(0), at=NOW + timedelta(minutes=1))
    assert later == Asked(Reply.MAYBE, 0, Hold.SEAT, NOW)


def test_where_seats_never_run_out_nothing_is_kept_for_those_who_leave() -> None:
    assert says(PAIR, Reply.NO, room=Room(None)) == Asked(Reply.NO)


# -- moving up and back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guests", "free", "seated"),
    [
        ((0, 0, 0), 2, 2), ((1, 0), 1, 0), ((1, 0), 2, 1), ((0, 2, 0), 3, 1), ((0, 1, 0), 4, 3), ((), 3, 0),
        ((3,), None, 1),
    ],
)  # fmt: skip
def test_all_free_seats_go_in_one_run_and_a_party_that_does_not_fit_holds_up_the_rest(
    guests: tuple[int, ...], free: int | None, seated: int
) -> None:
    assert next_in(queue(*guests), free) == seated


def test_whoever_left_the_queue_a_moment_ago_still_stands_in_it() -> None:
    left = says(WAITING, Reply.NO)
    assert next_in([left, *queue(0)], 2) == 0
    assert next_in([*queue(0), left], 2) == 1


@pytest.mark.parametrize(
    ("guests", "capacity", "stay"),
    [((0, 0, 0), 2, 2), ((2, 0, 0), 4, 2), ((0, 2, 0), 3, 1), ((0,), None, 1), ((1,), 1, 0)],
)  # fmt: skip
def test_with_fewer_seats_the_last_who_asked_lose_theirs(
    guests: tuple[int, ...], capacity: int | None, stay: int
) -> None:
    assert who_stays(queue(*guests), capacity) == stay


@relaxed
@given(sizes, seats)
def test_never_more_people_than_seats_and_never_one_party_too_few(guests: list[int], free: int | None) -> None:
    waiting = queue(*guests)
    lucky = next_in(waiting, free)
    assert lucky <= len(waiting)
    if free is not None:
        assert sum(one.size for one in waiting[:lucky]) <= free
        assert lucky == len(waiting) or sum(one.size for one in waiting[: lucky + 1]) > free


# -- counting --------------------------------------------------------------------------------------------------


def test_only_a_yes_with_no_one_before_it_is_seated() -> None:
    standings = [
        Standing(Reply.YES), Standing(Reply.YES, 1), Standing(Reply.YES, offered=NOW), Standing(Reply.MAYBE),
        Standing(Reply.NO),
    ]  # fmt: skip
    assert [one.seated for one in standings] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("tally", "free", "left", "full"),
    [
        (Tally(None, coming=7), None, None, False),
        (Tally(3, coming=2), 1, 1, False),
        (Tally(3, coming=3), 0, 0, True),
        (Tally(3, coming=2, waiting=2, queue=1), 1, 0, True),
        (Tally(3, coming=2, leaving=1), 0, 0, True),
        (Tally(9, coming=2, leaving=1), 6, 7, False),
        (Tally(9, coming=2, offered=1, waiting=1), 6, 6, False),
        (Tally(3), 3, 3, False),
    ],
)
def test_a_tally_tells_what_is_left(tally: Tally, free: int | None, left: int | None, full: bool) -> None:
    assert (tally.free, tally.left, tally.full) == (free, left, full)


@relaxed
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(Reply), st.none() | st.integers(0, 2), st.integers(0, 3)),
    )
)
def test_a_tally_kept_up_by_changes_is_the_tally_counted_anew(
    history: list[tuple[str, Reply, int | None, int]],
) -> None:
    answers: dict[str, Asked] = {}
    tally = Tally(5)
    for person, reply, guests, free in history:
        after = answered(answers.get(person, NOTHING), reply, guests, Room(free), at=NOW)
        tally = tally.changed(answers.get(person, NOTHING), after)
        answers[person] = after
    anew = Tally(5)
    for asked in answers.values():
        anew = anew.changed(NOTHING, asked)
    assert tally == anew
    assert tally.coming == sum(one.size for one in answers.values() if one.hold is Hold.SEAT and one.left_at is None)
