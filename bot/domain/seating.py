"""Who has a seat: asking order and capacity decide; a party is seated whole, and nobody is overtaken.

Facts are what each person says and what their asking holds: a seat, an offered seat, a place in the queue, or nothing.
These functions are the rule; ``storage.answers`` keeps the facts without ever reading the whole queue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate, takewhile

#: "En pääse" may be taken back this long, with the place kept; whoever waits gets it only then.
GRACE = timedelta(minutes=2)


class Reply(StrEnum):
    """What a person says to an invitation."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Hold(StrEnum):
    """What a person's asking holds."""

    SEAT = "seat"
    OFFER = "offer"  #: a seat kept until they take it, decline it or let it go by
    QUEUE = "queue"


@dataclass(frozen=True)
class Asked:
    """One person's answer: what they say, how many they bring, and what it holds.

    ``left_at`` is when they left what they still hold, for ``GRACE``.
    """

    reply: Reply | None = None
    guests: int = 0
    hold: Hold | None = None
    left_at: datetime | None = None

    @property
    def size(self) -> int:
        """Count the party."""
        return 1 + self.guests


@dataclass(frozen=True)
class Standing:
    """Say where one stands; ``waiting`` is the number in the queue, 0 with a seat (or without a yes)."""

    reply: Reply
    waiting: int = 0
    guests: int = 0
    offered: datetime | None = None  #: until when a seat is kept for them to take

    @property
    def seated(self) -> bool:
        """Tell whether there is a seat."""
        return self.reply is Reply.YES and self.waiting == 0 and self.offered is None


@dataclass(frozen=True)
class Tally:
    """Count a meetup's answers, in people; only ``queue`` counts parties."""

    capacity: int | None
    coming: int = 0
    maybe: int = 0
    waiting: int = 0  #: without a seat, offered ones among them
    offered: int = 0  #: seats kept for those they are offered to
    leaving: int = 0  #: seats kept for those who left a moment ago
    queue: int = 0

    @property
    def taken(self) -> int:
        """Count the seats that somebody holds."""
        return self.coming + self.offered + self.leaving

    @property
    def free(self) -> int | None:
        """Count the seats that nobody holds; None when there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def full(self) -> bool:
        """Tell whether the next yes waits: no seat is free, or somebody waits for more of them."""
        return self.free == 0 or (self.free is not None and self.queue > 0)

    @property
    def left(self) -> int | None:
        """Count what is left for others; a seat left a moment ago is counted as soon as it matters to nobody."""
        if self.capacity is None:
            return None
        return 0 if self.full else self.capacity - self.coming - self.offered

    def changed(self, before: Asked, after: Asked) -> "Tally":
        """Count one person's change."""
        return _counting(_counting(self, before, -1), after, 1)


def _counting(tally: Tally, asked: Asked, sign: int) -> Tally:
    size, here = sign * asked.size, asked.left_at is None
    return replace(
        tally,
        coming=tally.coming + size * (asked.hold is Hold.SEAT and here),
        maybe=tally.maybe + sign * (asked.reply is Reply.MAYBE),
        waiting=tally.waiting + size * (asked.hold in {Hold.QUEUE, Hold.OFFER} and here),
        offered=tally.offered + size * (asked.hold is Hold.OFFER),
        leaving=tally.leaving + size * (asked.hold is Hold.SEAT and not here),
        queue=tally.queue + sign * (asked.hold is Hold.QUEUE),
    )


@dataclass(frozen=True)
class Room:
    """Say what whoever presses can take now: ``free`` seats (None: no limit), before the queue or after it."""

    free: int | None
    queue: int = 0  #: parties that wait
    first_come: bool = False  #: the first to press gets it, whoever waits

    @property
    def limited(self) -> bool:
        """Tell whether seats can run out."""
        return self.free is not None

    def takes(self, seats: int) -> bool:
        """Tell whether so many can be seated without overtaking anybody."""
        return self.free is None or (seats <= self.free and (self.first_come or not self.queue))


def answered(mine: Asked, reply: Reply, guests: int | None, room: Room, *, at: datetime) -> Asked:
    """Say what an answer makes of what one had answered; ``guests`` None leaves their number as it is.

    More guests than fit are not taken, and what one holds is kept: then ``guests`` is not what was asked for.
    """
    if reply is Reply.YES:
        return _asks(mine, mine.guests if guests is None else guests, room)
    return _leaves(mine, reply, room, at)


def _asks(mine: Asked, guests: int, room: Room) -> Asked:
    if mine.hold is None:
        return Asked(Reply.YES, guests, Hold.SEAT if room.takes(1 + guests) else Hold.QUEUE)
    if mine.hold is Hold.QUEUE:
        if room.first_come and room.takes(1 + guests):
            return Asked(Reply.YES, guests, Hold.SEAT)
        return Asked(Reply.YES, min(guests, mine.guests), Hold.QUEUE)
    more = guests - mine.guests
    if more > 0 and not room.takes(more):
        return Asked(Reply.YES, mine.guests, mine.hold)
    return Asked(Reply.YES, guests, Hold.SEAT)


def _leaves(mine: Asked, reply: Reply, room: Room, at: datetime) -> Asked:
    """Leave what one holds: kept for a while, but an offer that is declined goes on at once."""
    if mine.hold is Hold.OFFER and reply is Reply.MAYBE:
        return mine
    if mine.hold in {None, Hold.OFFER} or not room.limited:
        return Asked(reply)
    return replace(mine, reply=reply, left_at=mine.left_at or at)


def come_back(mine: Asked, free: int | None, *, over: bool) -> Asked:
    """Say what a place that was let go by a merge holds when that is undone: it waits at its old number.

    What had been left is left for good. ``over`` says that no seat is passed on any more: it is kept if it is free.
    """
    if mine.reply is not Reply.YES:
        return Asked(mine.reply)
    fits = free is None or mine.size <= free
    kept = mine.hold is Hold.SEAT and over and fits
    return replace(mine, hold=Hold.SEAT if kept else Hold.QUEUE, left_at=None)


def next_in(queue: Iterable[Asked], free: int | None) -> int:
    """Say how many parties from the head of the queue get seats now: each whole, none before another.

    Whoever left the queue a moment ago still stands in it, and those behind wait.
    """
    waiting = list(takewhile(lambda asked: asked.left_at is None, queue))
    return _fitting(waiting, free)


def who_stays(holding: Sequence[Asked], capacity: int | None) -> int:
    """Say how many parties, in asking order, keep their seats when there are only so many."""
    return _fitting(holding, capacity)


def _fitting(parties: Sequence[Asked], seats: int | None) -> int:
    if seats is None:
        return len(parties)
    return sum(1 for _ in takewhile(lambda taken: taken <= seats, accumulate(one.size for one in parties)))
