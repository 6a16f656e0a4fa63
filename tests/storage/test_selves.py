"""Merging and parting, whatever people have answered: no seat too many, none taken from others, nobody twice."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.meetups import Meetup
from bot.domain.merging import stays
from bot.domain.seating import Asked, Hold, Reply
from storage import Database, Transaction
from storage.standings import ASKED, row_of
from storage.tables import answers
from tests.storage.making import NOW, meet, network, publish

CROWD = ("Pia", "Pii", "Bo", "Cem", "Disa")
LATER = timedelta(minutes=3)  # what was left is let go by then

#: Most come, alone, to the meetup that has few seats: there is a queue to be jumped then.
replies = st.sampled_from([Reply.YES, Reply.YES, Reply.YES, Reply.MAYBE, Reply.NO])
one = st.tuples(
    st.sampled_from(CROWD), replies, st.sampled_from([0, 0, 0, 1]), st.sampled_from([True, True, True, False])
)  # fmt: skip
answering = st.lists(one, max_size=10)
crowding = st.lists(one, min_size=5, max_size=12)
Rows = Mapping[tuple[str, str], tuple[Asked, int]]


class _Enough(Exception):
    """End an example without keeping it."""


class Play:
    """Two meetups, one of them for few, and five who answer; Pia and Pii are one human."""

    def __init__(self, tx: Transaction, capacity: int) -> None:
        self.tx, self.at = tx, NOW
        of = network(tx)
        self.meetups = [publish(tx, of, capacity=capacity), publish(tx, of)]
        self.people = {person.name: person.id for person in meet(tx, *CROWD)}

    def answers(self, given_: Sequence[tuple[str, Reply, int, bool]]) -> None:
        for name, reply, guests, first in given_:
            self.at += LATER
            meetup = self.locked(self.meetups[0 if first else 1])
            self.tx.meetups.answer(meetup, self.people[name], reply, at=self.at, guests=guests)
        self.at += LATER
        for one in self.meetups:
            self.tx.meetups.settle(self.locked(one), at=self.at)
        self.holds_true()

    def locked(self, meetup: Meetup) -> Meetup:
        locked = self.tx.meetups.lock(meetup.id)
        assert locked
        return locked

    def rows(self) -> Rows:
        query = select(answers.c.meetup_id, *ASKED).order_by(answers.c.meetup_id, answers.c.ordinal)
        found = self.tx._connection.execute(query).all()
        return {(row.meetup_id, row.person_id): (row_of(row).asked, row.ordinal) for row in found}

    def holds_true(self) -> None:
        """Hold that there are no more people than seats, and that what is counted is what is there."""
        for meetup in self.meetups:
            tally = self.tx.meetups.tally(meetup)
            assert meetup.capacity is None or tally.coming + tally.offered <= meetup.capacity
            self.tx.meetups.forget()
            assert self.tx.meetups.tally(meetup) == tally

    def seated(self) -> set[tuple[str, str]]:
        return {key for key, (asked, _) in self.rows().items() if asked.hold is Hold.SEAT}


@settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@example(before=[(name, Reply.YES, 0, True) for name in ("Pia", "Pii", "Bo", "Cem")], between=[], capacity=2)
@given(before=crowding, between=answering, capacity=st.integers(1, 3))
def test_two_become_one_and_part_again(
    database: Database, before: Sequence[tuple[str, Reply, int, bool]], between: Sequence[tuple[str, Reply, int, bool]],
    capacity: int,
) -> None:  # fmt: skip
    try:
        with database.begin() as tx:
            merges_and_parts(Play(tx, capacity), before, between)
            raise _Enough
    except _Enough:
        pass


def merges_and_parts(
    play: Play, before: Sequence[tuple[str, Reply, int, bool]], between: Sequence[tuple[str, Reply, int, bool]]
) -> None:
    play.answers(before)
    first, was_seated = play.rows(), play.seated()
    merged = play.tx.selves.merge(play.people["Pia"], play.people["Pii"], play.at)
    kept, gone = merged.kept, merged.gone
    play.holds_true()
    one = play.rows()
    assert {person for _, person in one} <= set(play.people.values()) - {gone}
    assert {key for key in was_seated if key[1] not in {kept, gone}} <= play.seated(), "others lost a seat"
    for meetup in play.meetups:
        both = [first[key] for key in ((meetup.id, kept), (meetup.id, gone)) if key in first]
        if both:
            best = both[-1] if len(both) < 2 or not stays(both[0], both[1]) else both[0]
            assert one[meetup.id, kept][1] == best[1], "the better place is not the one that stayed"
    others = {"Pia": kept, "Pii": kept}
    play.people |= others
    play.answers([answer for answer in between if answer[0] not in others])
    seated = play.seated()
    parted = play.tx.parting.part(merged.id, kept, play.at)
    assert parted is not None
    play.holds_true()
    after = play.rows()
    assert {key for key in seated if key[1] not in {kept, gone}} <= play.seated(), "others lost a seat"
    mine = {key: first[key] for key in first if key[1] in {kept, gone}}
    assert set(mine) == {key for key in after if key[1] in {kept, gone}}, "an answer was lost or made up"
    assert {key: asked.reply for key, (asked, _) in mine.items()} == {key: after[key][0].reply for key in mine}
    if not between and play.seated() == was_seated:
        assert after == first
