"""What people answer to meetups, and the seats they hold; the rule is in ``bot.domain.seating``.

One person's answer never costs a read of the whole queue: counts are read once a transaction and kept up, and of the
queue only as many are read as there are seats to give.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.domain.meetups import Change, Meetup, Moves, SignUp, State
from bot.domain.seating import GRACE, Asked, Hold, Reply, Room, Standing, answered, next_in, who_stays
from storage.dialect import for_engines
from storage.standings import ASKED, HERE, OF, WAITS, Counted, Row, Standings, row_of
from storage.tables import answers

_QUEUE = select(*ASKED).where(OF, WAITS).order_by(answers.c.ordinal)
_HEAD = _QUEUE.limit(bindparam("most"))
_HOLDING = select(*ASKED).where(OF, answers.c.hold.in_((Hold.SEAT, Hold.OFFER)), HERE).order_by(answers.c.ordinal)
_LET_GO = (
    update(answers)
    .where(OF, answers.c.left_at <= bindparam("since"))
    .values(hold=None, left_at=None, guests=0)
)  # fmt: skip
_CONFIRM = update(answers).where(OF, answers.c.person_id == bindparam("whose")).values(at=bindparam("now"))
_DUE = select(answers.c.meetup_id).where(answers.c.left_at <= bindparam("since")).distinct()
_KEPT = ("reply", "ordinal", "at", "guests", "hold", "left_at")


def _keep(insert: Any) -> Any:
    kept = insert(answers)
    changed = {name: kept.excluded[name] for name in _KEPT}
    return kept.on_conflict_do_update(index_elements=["meetup_id", "person_id"], set_=changed)


_KEEP = for_engines(_keep)


class Answers(Standings):
    """Keep answers and seats. Whoever changes them holds the meetup's lock."""

    # -- answering --

    def answer(self, meetup: Meetup, person: str, reply: Reply, *, at: datetime, guests: int | None = None) -> Change:
        """Keep a person's answer to a locked meetup; say where they stand and whom it moved.

        ``guests`` is how many they bring; None leaves it as it was.
        """
        moves = self.settle(meetup, at=at)
        row = self._row(meetup, person)
        before = self._standing(meetup, row) if row else None
        mine = row.asked if row else Asked()
        after = answered(mine, reply, guests, self._room(meetup), at=at)
        if after != mine:
            self._keep(meetup, person, row, after, at)
            moves += self._fill(meetup, at) if mine.hold else Moves()
        elif meetup.moved_at is not None:
            self._confirm(meetup, person, at)
        refused = reply is Reply.YES and guests is not None and after.guests != guests
        now = self.standing(meetup, person) or Standing(reply)
        return Change(before, now, self.tally(meetup), moves, refused)

    def _confirm(self, meetup: Meetup, person: str, at: datetime) -> None:
        """Note that an answer holds for the time as it is now."""
        self._connection.execute(_CONFIRM, {"meetup": meetup.id, "whose": person, "now": at})

    def _room(self, meetup: Meetup) -> Room:
        tally = self.tally(meetup)
        return Room(tally.free, tally.queue)

    def _keep(self, meetup: Meetup, person: str, row: Row | None, after: Asked, at: datetime) -> None:
        """Write an answer; whoever asks anew asks last."""
        counted = self._counted(meetup)
        anew = row is None or (row.asked.hold is None and after.hold is not None)
        kept = Row(person, after, counted.last + 1 if row is None or anew else row.ordinal)
        values = {
            "meetup_id": meetup.id, "person_id": person, "reply": after.reply, "ordinal": kept.ordinal, "at": at,
            "guests": after.guests, "hold": after.hold, "left_at": after.left_at,
        }  # fmt: skip
        self._connection.execute(_KEEP[self._connection.dialect.name], values)
        self._note(meetup, row.asked if row else Asked(), kept)

    def _note(self, meetup: Meetup, before: Asked, row: Row) -> None:
        """Keep up what was counted and read of a locked meetup."""
        if meetup.id not in self._locked:
            return
        counted = self._counted(meetup)
        left = min(filter(None, (counted.left_at, row.asked.left_at)), default=None)
        tally = counted.tally.changed(before, row.asked)
        self._counts[meetup.id] = Counted(tally, max(counted.last, row.ordinal), left)
        if meetup.id in self._read_rows:
            self._read_rows[meetup.id][row.person] = row

    # -- moving people --

    def unsettled(self, at: datetime) -> Sequence[str]:
        """List the meetups in which something is due by now, for ``settle``."""
        return self._connection.execute(_DUE, {"since": at - GRACE}).scalars().all()

    def settle(self, meetup: Meetup, *, at: datetime) -> Moves:
        """Let what is due happen in a locked meetup: what was left for good goes to those who wait."""
        left_at = self._counted(meetup).left_at
        if left_at is None or left_at > at - GRACE:
            return Moves()
        self._connection.execute(_LET_GO, {"meetup": meetup.id, "since": at - GRACE})
        self._forget_answers(meetup)
        return self._fill(meetup, at)

    def _fill(self, meetup: Meetup, at: datetime) -> Moves:
        """Seat those who wait while their parties fit, all free seats at once; nobody once the meetup has begun."""
        tally, begins = self.tally(meetup), meetup.starts_at
        if not tally.queue or tally.free == 0 or meetup.state is State.CANCELLED or (begins and at >= begins):
            return Moves()
        waiting = self._head(meetup, tally.free)
        lucky = waiting[: next_in((row.asked for row in waiting), tally.free)]
        self._hold(meetup, lucky, Hold.SEAT)
        return Moves(promoted=tuple(row.person for row in lucky))

    def _head(self, meetup: Meetup, most: int | None) -> Sequence[Row]:
        """Read the head of the queue: no more parties than could have a seat each."""
        given = {"meetup": meetup.id} if most is None else {"meetup": meetup.id, "most": most}
        return [row_of(row) for row in self._connection.execute(_QUEUE if most is None else _HEAD, given)]

    def _hold(self, meetup: Meetup, rows: Sequence[Row], hold: Hold) -> None:
        if not rows:
            return
        them = answers.c.meetup_id == meetup.id, answers.c.person_id.in_([row.person for row in rows])
        self._connection.execute(update(answers).where(*them).values(hold=hold))
        for row in rows:
            self._note(meetup, row.asked, replace(row, asked=replace(row.asked, hold=hold)))

    # -- for whoever changes a meetup, or takes somebody out of it --

    def refit(self, meetup: Meetup, *, at: datetime) -> Moves:
        """Fit a locked meetup's people to its capacity, just changed: promote, or push back the last who asked.

        ``meetup`` is as it is now, already kept.
        """
        self._forget_answers(meetup)
        self._locked[meetup.id] = meetup
        moves = self.settle(meetup, at=at)
        back = self._too_many(meetup, meetup.capacity)
        if back:
            self._connection.execute(_LET_GO, {"meetup": meetup.id, "since": at})  # nobody keeps a place left before
            self._forget_answers(meetup)
            self._hold(meetup, back, Hold.QUEUE)
        moves += self._fill(meetup, at)
        lost = [row.person for row in back]
        promoted = tuple(one for one in moves.promoted if one not in lost)
        return Moves(promoted, tuple(one for one in lost if one not in moves.promoted))

    def would_push_back(self, meetup: Meetup, capacity: int | None) -> Sequence[SignUp]:
        """List who would lose their seat if there were only so many, in asking order."""
        losing = {row.person for row in self._too_many(meetup, capacity)}
        return [one for one in self.sign_ups(meetup) if one.person in losing] if losing else []

    def would_promote(self, meetup: Meetup, capacity: int | None) -> Sequence[SignUp]:
        """List who would get a seat if there were so many, in asking order."""
        tally = replace(self.tally(meetup), capacity=capacity)
        if not tally.queue or tally.free == 0:
            return ()
        waiting = self._head(meetup, tally.free)
        lucky = {row.person for row in waiting[: next_in((row.asked for row in waiting), tally.free)]}
        return [one for one in self.sign_ups(meetup) if one.person in lucky] if lucky else []

    def _too_many(self, meetup: Meetup, capacity: int | None) -> Sequence[Row]:
        tally = self.tally(meetup)
        if capacity is None or tally.coming + tally.offered <= capacity:
            return ()
        holding = [row_of(row) for row in self._connection.execute(_HOLDING, {"meetup": meetup.id})]
        return holding[who_stays([row.asked for row in holding], capacity) :]

    def let_go(self, meetup: Meetup, silent: Sequence[str], *, at: datetime) -> Moves:
        """Take the places of people in a locked meetup who did not say that they still come; they may come now."""
        moves = self.settle(meetup, at=at)
        if not silent:
            return moves
        them = answers.c.meetup_id == meetup.id, answers.c.person_id.in_(silent)
        gone = {"reply": Reply.MAYBE, "hold": None, "guests": 0, "left_at": None, "at": at}
        self._connection.execute(update(answers).where(*them).values(gone))
        self._forget_answers(meetup)
        return moves + self._fill(meetup, at)

    def remove(self, meetup: Meetup, person: str, *, at: datetime) -> Moves:
        """Take a person out of a locked meetup at once; what they held goes on."""
        moves = self.settle(meetup, at=at)
        row = self._row(meetup, person)
        if row is None:
            return moves
        theirs = answers.c.meetup_id == meetup.id, answers.c.person_id == person
        self._connection.execute(delete(answers).where(*theirs))
        self._forget_answers(meetup)
        return moves + (self._fill(meetup, at) if row.asked.hold else Moves())
