"""Who has a seat: examples to read, and what holds of every order."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.seating import Reply, Standing, Tally, place, promoted, seated

FOUR = ("Aino", "Bo", "Cem", "Disa")
relaxed = settings(max_examples=100, deadline=None, database=None)
people = st.lists(st.sampled_from("abcdefgh"), unique=True)
capacities = st.none() | st.integers(1, 9)


# -- examples ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capacity", "with_a_seat"),
    [(None, FOUR), (4, FOUR), (9, FOUR), (3, ("Aino", "Bo", "Cem")), (1, ("Aino",))],
)
def test_seats_go_in_asking_order(capacity: int | None, with_a_seat: Sequence[str]) -> None:
    assert seated(FOUR, capacity) == with_a_seat


@pytest.mark.parametrize(
    ("position", "capacity", "waiting"), [(1, 2, 0), (2, 2, 0), (3, 2, 1), (7, 2, 5), (7, None, 0), (1, 1, 0)]
)
def test_whoever_asks_beyond_capacity_waits_by_number(position: int, capacity: int | None, waiting: int) -> None:
    assert place(position, capacity) == Standing(Reply.YES, waiting)


def test_the_first_who_waits_takes_the_seat_that_is_left() -> None:
    assert promoted(FOUR, ("Aino", "Cem", "Disa"), 2) == ["Cem"]


def test_several_who_leave_let_several_in_by_their_order() -> None:
    assert promoted(FOUR, ("Cem", "Disa"), 2) == ["Cem", "Disa"]


def test_leaving_the_queue_gives_nobody_a_seat() -> None:
    assert promoted(FOUR, ("Aino", "Bo", "Disa"), 2) == []


def test_someone_who_comes_anew_is_seated_but_not_promoted() -> None:
    assert promoted(("Aino",), ("Aino", "Bo"), 2) == []


def test_only_a_yes_with_no_one_before_it_is_seated() -> None:
    standings = [Standing(Reply.YES), Standing(Reply.YES, 1), Standing(Reply.MAYBE), Standing(Reply.NO)]
    assert [one.seated for one in standings] == [True, False, False, False]


@pytest.mark.parametrize(
    ("tally", "coming", "waiting", "left", "full"),
    [
        (Tally(None, asked=7), 7, 0, None, False),
        (Tally(3, asked=2), 2, 0, 1, False),
        (Tally(3, asked=3), 3, 0, 0, True),
        (Tally(3, asked=5), 3, 2, 0, True),
        (Tally(3), 0, 0, 3, False),
    ],
)
def test_a_tally_tells_seats_and_queue_apart(
    tally: Tally, coming: int, waiting: int, left: int | None, full: bool
) -> None:
    assert (tally.coming, tally.waiting, tally.left, tally.full) == (coming, waiting, left, full)


# -- what holds of every order -----------------------------------------------------------------------------


@relaxed
@given(people, capacities)
def test_the_seated_are_the_first_in_asking_order_and_never_more_than_the_seats(
    order: list[str], capacity: int | None
) -> None:
    assert seated(order, capacity) == order[: len(order) if capacity is None else min(capacity, len(order))]


@relaxed
@given(people, capacities)
def test_a_place_says_who_is_seated_and_numbers_the_rest_from_one(order: list[str], capacity: int | None) -> None:
    standings = [place(position, capacity) for position, _ in enumerate(order, 1)]
    waiting = len(order) - len(seated(order, capacity))
    assert [one for one, its in zip(order, standings, strict=True) if its.seated] == list(seated(order, capacity))
    assert [its.waiting for its in standings if its.waiting] == list(range(1, waiting + 1))


@relaxed
@given(people, people, capacities)
def test_the_promoted_are_those_who_waited_before_and_are_seated_after_in_order(
    before: list[str], after: list[str], capacity: int | None
) -> None:
    waited = [one for one in before if one not in seated(before, capacity)]
    assert promoted(before, after, capacity) == [one for one in seated(after, capacity) if one in waited]


@relaxed
@given(people, people, capacities)
def test_nobody_is_promoted_when_nobody_leaves(order: list[str], newcomers: list[str], capacity: int | None) -> None:
    after = order + [one for one in newcomers if one not in order]
    assert promoted(order, after, capacity) == []


@relaxed
@given(people.filter(bool), capacities, st.data())
def test_one_who_leaves_lets_in_the_first_who_waits_if_they_had_a_seat(
    order: list[str], capacity: int | None, data: st.DataObject
) -> None:
    leaver = data.draw(st.sampled_from(order))
    had_a_seat, waiting = leaver in seated(order, capacity), order[len(seated(order, capacity)) :]
    after = [one for one in order if one != leaver]
    assert promoted(order, after, capacity) == (waiting[:1] if had_a_seat else [])


@relaxed
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(Reply))),
    capacities,
)
def test_a_tally_kept_up_by_changes_is_the_tally_counted_anew(
    history: list[tuple[str, Reply]], capacity: int | None
) -> None:
    replies: dict[str, Reply] = {}
    tally = Tally(capacity)
    for person, reply in history:
        tally = tally.changed(replies.get(person), reply)
        replies[person] = reply
    said = list(replies.values())
    assert tally == Tally(capacity, said.count(Reply.YES), said.count(Reply.MAYBE))
