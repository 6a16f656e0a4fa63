"""What people answer to meetups, and the seats they hold; the rule is in ``bot.domain.seating``.

One person's answer never costs a read of the whole queue: counts are read once a transaction and kept up, and of the
queue only as many are read as there are seats to give.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.domain.meetups import Change, Meetup, Moves, SignUp, State
from bot.domain.offering import Way, offer_until, way
from bot.domain.seating import GRACE, Asked, Hold, Reply, Room, Standing, answered, come_back, next_in, who_stays
from storage.dialect import for_engines
from storage.standings import ASKED, HERE, OF, WAITS, Counted, Row, Standings, row_of
from storage.tables import answers, meetups

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
_NEAR = select(meetups.c.id).where(
    meetups.c.starts_at > bindparam("at"), meetups.c.starts_at <= bindparam("soon"), meetups.c.state == State.PUBLISHED,
    select(answers.c.person_id).where(answers.c.meetup_id == meetups.c.id, WAITS).exists(),
)  # fmt: skip
_SOON = timedelta(hours=42)  # the evening before is never earlier than this before a start
_KEPT = ("reply", "ordinal", "at", "guests", "hold", "left_at")


def _keep(insert: Any) -> Any:
    kept = insert(answers)
    changed = {name: kept.excluded[name] for name in _KEPT}
    return kept.on_conflict_do_update(index_elements=["meetup_id", "person_id"], set_=changed)


_KEEP = for_engines(_keep)


class Answers(Standings):
    """Keep answers and seats. Whoever changes them holds the meetup's lock."""

    # -- answering --

    def answer(
        self, meetup: Meetup, person: str, reply: Reply, *, at: datetime, guests: int | None = None, here: bool = False
    ) -> Change:
        """Keep a person's answer to a locked meetup; say where they stand and whom it moved.

        ``guests`` is how many they bring; None leaves it as it was. Who is ``here`` is seated before those who wait.
        """
        moves = self.settle(meetup, at=at)
        row = self._row(meetup, person)
        before = self._standing(meetup, row) if row else None
        mine = row.asked if row else Asked()
        after = answered(mine, reply, guests, self._room(meetup, at, here=here), at=at)
        if after != mine:
            self._keep(meetup, person, row, after, at)
            if mine.hold is Hold.OFFER:
                self._offers.end(meetup, [person], "taken" if after.hold else "declined", at=at)
            moves += self._fill(meetup, at) if mine.hold or self._first_come(meetup, at) else Moves()
        elif meetup.moved_at is not None:
            self._confirm(meetup, person, at)
        refused = reply is Reply.YES and guests is not None and after.guests != guests
        now = self.standing(meetup, person) or Standing(reply)
        return Change(before, now, self.tally(meetup), moves, refused)

    def _confirm(self, meetup: Meetup, person: str, at: datetime) -> None:
        """Note that an answer holds for the time as it is now."""
        self._connection.execute(_CONFIRM, {"meetup": meetup.id, "whose": person, "now": meetup.answered_at(at)})

    def _room(self, meetup: Meetup, at: datetime, *, here: bool) -> Room:
        tally = self.tally(meetup)
        return Room(tally.free, tally.queue, here or self._first_come(meetup, at))

    def _first_come(self, meetup: Meetup, at: datetime) -> bool:
        return way(meetup, at=at) is Way.FIRST

    def _keep(self, meetup: Meetup, person: str, row: Row | None, after: Asked, at: datetime) -> None:
        """Write an answer; whoever asks anew asks last."""
        counted = self._counted(meetup)
        anew = row is None or (row.asked.hold is None and after.hold is not None)
        kept = Row(person, after, counted.last + 1 if row is None or anew else row.ordinal)
        self._write(meetup, kept, meetup.answered_at(at))
        self._note(meetup, row.asked if row else Asked(), kept)

    def _write(self, meetup: Meetup, row: Row, at: datetime) -> None:
        asked = row.asked
        values = {
            "meetup_id": meetup.id, "person_id": row.person, "reply": asked.reply, "ordinal": row.ordinal,
            "at": at, "guests": asked.guests, "hold": asked.hold, "left_at": asked.left_at,
        }  # fmt: skip
        self._connection.execute(_KEEP[self._connection.dialect.name], values)

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
        left = self._connection.execute(_DUE, {"since": at - GRACE}).scalars()
        near = self._connection.execute(_NEAR, {"at": at, "soon": at + _SOON}).scalars()
        return sorted({*left, *self._offers.due(at), *near})

    def settle(self, meetup: Meetup, *, at: datetime) -> Moves:
        """Let what is due happen in a locked meetup: what was left for good, or let go by, goes to those who wait."""
        left_at, lapsed = self._counted(meetup).left_at, self._lapse(meetup, at)
        if left_at is not None and left_at <= at - GRACE:
            self._connection.execute(_LET_GO, {"meetup": meetup.id, "since": at - GRACE})
            self._forget_answers(meetup)
        elif not lapsed and not (self._waited_for(meetup) and self._first_come(meetup, at)):
            return Moves()
        return Moves(lapsed=lapsed) + self._fill(meetup, at)

    def _waited_for(self, meetup: Meetup) -> bool:
        """Tell whether there are free seats and people who wait."""
        tally = self.tally(meetup)
        return tally.queue > 0 and tally.free != 0

    def _lapse(self, meetup: Meetup, at: datetime) -> tuple[str, ...]:
        """End the offers that have run out; whoever let one go by waits no more."""
        if not self.tally(meetup).offered:
            return ()
        late = sorted(one for one, until in self._offers.open_to(meetup).items() if one and until <= at)
        if late:
            self._offers.end(meetup, late, "lapsed", at=at)
            them = answers.c.meetup_id == meetup.id, answers.c.person_id.in_(late)
            self._connection.execute(delete(answers).where(*them))
            self._forget_answers(meetup)
        return tuple(late)

    def _fill(self, meetup: Meetup, at: datetime) -> Moves:
        """Pass on the free seats, all of them at once, to those who wait while their parties fit."""
        tally, how = self.tally(meetup), way(meetup, at=at)
        if how is Way.FIRST:
            return self._invite(meetup, at)
        if not tally.queue or tally.free == 0 or how is Way.KEPT:
            return Moves()
        waiting = self._head(meetup, tally.free)
        lucky = waiting[: next_in((row.asked for row in waiting), tally.free)]
        names = tuple(row.person for row in lucky)
        if how is Way.GIVEN or not names:
            self._hold(meetup, lucky, Hold.SEAT)
            return Moves(promoted=names)
        self._hold(meetup, lucky, Hold.OFFER)
        self._offers.make(meetup, names, at=at, until=offer_until(meetup, at=at))
        return Moves(offered=names)

    def _invite(self, meetup: Meetup, at: datetime) -> Moves:
        """Offer free seats to everybody who waits, once until they are gone; the first to press gets them."""
        tally = self.tally(meetup)
        if tally.free != 0 and not tally.queue:
            return Moves()
        invited = None in self._offers.open_to(meetup)
        if tally.free == 0 and invited:
            self._offers.end(meetup, [None], "taken", at=at)
        if tally.free == 0 or invited:
            return Moves()
        self._offers.make(meetup, [None], at=at, until=meetup.starts_at or at)
        waiting = [row for row in self._head(meetup, None) if row.asked.left_at is None]
        return Moves(invited=tuple(row.person for row in waiting))

    def _head(self, meetup: Meetup, most: int | None) -> Sequence[Row]:
        """Read the head of the queue: no more parties than could have a seat each."""
        given = {"meetup": meetup.id} if most is None else {"meetup": meetup.id, "most": most}
        return [row_of(row) for row in self._connection.execute(_QUEUE if most is None else _HEAD, given)]

    def _hold(self, meetup: Meetup, rows: Sequence[Row], hold: Hold) -> None:
        if not rows:
            return
        self._counted(meetup)  # as things are before, or the change would be counted twice
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
        if meetup.capacity is not None and self.tally(meetup).taken > meetup.capacity:
            self._connection.execute(_LET_GO, {"meetup": meetup.id, "since": at})  # nobody keeps a place left before
            self._forget_answers(meetup)
        back = self._too_many(meetup, meetup.capacity)
        if back:
            named = [row.person for row in back]
            self._offers.end(meetup, [*named, None], "withdrawn", at=at)  # what is free now is news to them too
            self._hold(meetup, back, Hold.QUEUE)
        moves += self._fill(meetup, at)
        lost = [row.person for row in back]
        promoted = tuple(one for one in moves.promoted if one not in lost)
        return replace(moves, promoted=promoted, pushed_back=tuple(one for one in lost if one not in moves.promoted))

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
        self._offers.end(meetup, silent, "withdrawn", at=at)
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
        self._offers.forget(meetup, person)
        self._connection.execute(delete(answers).where(*theirs))
        self._forget_answers(meetup)
        return moves + (self._fill(meetup, at) if row.asked.hold else Moves())

    def put_back(self, meetup: Meetup, row: Row, *, asked_at: datetime, at: datetime) -> Moves:
        """Let a person into a locked meetup again where they were: what they held, they get if nobody has it by now."""
        asked = come_back(row.asked, self.tally(meetup).free, over=way(meetup, at=at) is Way.KEPT)
        self._make_way(meetup, row.ordinal)
        self._write(meetup, replace(row, asked=asked), asked_at)
        self._forget_answers(meetup)
        return self._fill(meetup, at)

    def _make_way(self, meetup: Meetup, ordinal: int) -> None:
        """Let those who asked later stand one further back, where one of them got a number that was another's."""
        here = answers.c.meetup_id == meetup.id
        numbers = select(answers.c.ordinal).where(here, answers.c.ordinal == ordinal)
        if self._connection.execute(numbers).first() is not None:  # by way of below zero: two never share a number
            number, later = answers.c.ordinal, update(answers).where(here)
            self._connection.execute(later.where(number >= ordinal).values(ordinal=-1 - number))
            self._connection.execute(later.where(number < 0).values(ordinal=-number))
