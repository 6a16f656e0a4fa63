"""The seats of a meetup once more, as simply as they can be told: whole lists, walked through each time."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.meetups import Change, Moves
from bot.domain.seating import Hold, Reply, Standing, Tally

TWO_MINUTES, DAY = timedelta(minutes=2), timedelta(days=1)


@dataclass
class Party:
    """Somebody who answered, and whom they bring."""

    person: str
    reply: Reply
    guests: int = 0
    hold: Hold | None = None
    left: datetime | None = None
    until: datetime | None = None  #: how long a seat is offered
    turn: int = 0  #: who asked earlier has a lower one
    heard: int = 0  #: how often the meetup had moved when they answered last

    @property
    def size(self) -> int:
        return 1 + self.guests


@dataclass
class Model:
    """Hold everyone who answered, in asking order."""

    capacity: int | None
    now: datetime
    begins: datetime = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)  #: in Finland, in winter: two hours ahead
    order: list[Party] = field(default_factory=list)
    invited: bool = False  #: everyone who waits has heard of the free seats
    cancelled: bool = False
    turns: int = 0  #: how many have asked

    def copy(self) -> "Model":
        return deepcopy(self)

    # -- what there is --

    def party(self, person: str) -> Party | None:
        return next((one for one in self.order if one.person == person), None)

    @property
    def open(self) -> bool:
        return self.now < self.begins and not self.cancelled

    @property
    def first_come(self) -> bool:
        evening = (self.begins - timedelta(days=1)).replace(hour=16, minute=0)
        return max(evening, self.begins - DAY) <= self.now and self.open

    def holding(self, *holds: Hold) -> list[Party]:
        return [one for one in self.order if one.hold in holds]

    @property
    def free(self) -> int:
        taken = sum(one.size for one in self.holding(Hold.SEAT, Hold.OFFER))
        return 1_000 if self.capacity is None else self.capacity - taken

    @property
    def queue(self) -> list[Party]:
        return self.holding(Hold.QUEUE)

    @property
    def seated(self) -> list[str]:
        return [one.person for one in self.holding(Hold.SEAT) if one.left is None]

    def standing(self, person: str) -> Standing | None:
        one = self.party(person)
        if one is None or one.reply is not Reply.YES:
            return Standing(one.reply) if one else None
        waiting = [other.person for other in self.queue].index(person) + 1 if one in self.queue else 0
        return Standing(Reply.YES, waiting, one.guests, one.until)

    @property
    def tally(self) -> Tally:
        def seats(*holds: Hold, left: bool) -> int:
            return sum(one.size for one in self.holding(*holds) if (one.left is not None) is left)

        return Tally(
            self.capacity,
            coming=seats(Hold.SEAT, left=False),
            maybe=sum(one.reply is Reply.MAYBE for one in self.order),
            waiting=seats(Hold.QUEUE, Hold.OFFER, left=False),
            offered=seats(Hold.OFFER, left=False),
            leaving=seats(Hold.SEAT, left=True),
            queue=len(self.queue),
        )

    @property
    def due(self) -> bool:
        """Tell whether somebody must look here by now."""
        left = any(one.left and self.now - one.left >= TWO_MINUTES for one in self.order)
        late = any(one.until and one.until <= self.now for one in self.order)
        return left or late or (bool(self.queue) and self.begins - timedelta(hours=42) <= self.now < self.begins)

    # -- what happens --

    def settle(self) -> Moves:
        """Let go of what was left two minutes ago, and of offers that have run out; then seat who can be."""
        late = [one for one in self.holding(Hold.OFFER) if one.until and one.until <= self.now]
        self.order = [one for one in self.order if one not in late]
        for one in self.order:
            if one.left and self.now - one.left >= TWO_MINUTES:
                one.hold, one.left, one.guests = None, None, 0
        return Moves(lapsed=tuple(sorted(one.person for one in late))) + self.fill()

    def fill(self) -> Moves:
        if self.first_come:
            return self.invite()
        lucky = []
        for one in self.queue if self.open else []:
            if one.left or one.size > self.free:
                break
            one.hold = Hold.OFFER if self.begins - DAY <= self.now else Hold.SEAT
            one.until = self.deadline() if one.hold is Hold.OFFER else None
            lucky.append(one)
        offered = tuple(one.person for one in lucky if one.until)
        return Moves(promoted=tuple(one.person for one in lucky if not one.until), offered=offered)

    def deadline(self) -> datetime:
        until = self.now + timedelta(hours=3)
        local = until + timedelta(hours=2)
        if local.hour >= 21:
            until = until.replace(hour=10, minute=0) + DAY * (local.day == until.day)
        elif local.hour < 8:
            until = until.replace(hour=10, minute=0) + DAY * (local.day != until.day)
        return min(until, self.begins)

    def invite(self) -> Moves:
        if self.free <= 0:
            self.invited = False
        if self.free <= 0 or not self.queue or self.invited:
            return Moves()
        self.invited = True
        return Moves(invited=tuple(one.person for one in self.queue if not one.left))

    def answer(self, person: str, reply: Reply, guests: int | None = None) -> Change:
        moves = self.settle()
        before = self.standing(person)
        if reply is Reply.YES:
            refused = not self._comes(person, guests)
        else:
            refused = False
            self._goes(person, reply)
        moves += self.fill()
        mine = self.standing(person)
        assert mine is not None
        return Change(before, mine, self.tally, moves, refused)

    def _comes(self, person: str, guests: int | None) -> bool:
        """Take a yes; False when the guests do not fit."""
        one = self.party(person)
        if one is None or one.hold is None:
            self.order = [other for other in self.order if other is not one]
            one = Party(person, Reply.YES, guests or 0)
            fits = self.capacity is None or (one.size <= self.free and (self.first_come or not self.queue))
            self._asks(one)
            one.hold = Hold.SEAT if fits else Hold.QUEUE
            return True
        one.reply, one.left = Reply.YES, None
        more = 0 if guests is None else guests - one.guests
        if one.hold is Hold.QUEUE and self.first_come and one.size + more <= self.free:
            one.hold = Hold.SEAT
        elif more > 0 and (one.hold is Hold.QUEUE or more > self.free or self.blocked):
            return False
        elif one.hold is Hold.OFFER:
            one.hold, one.until = Hold.SEAT, None
        one.guests += more
        return True

    def _asks(self, one: Party) -> None:
        self.turns += 1
        one.turn = self.turns
        self.order.append(one)

    @property
    def blocked(self) -> bool:
        return self.capacity is not None and bool(self.queue) and not self.first_come

    def _goes(self, person: str, reply: Reply) -> None:
        one = self.party(person)
        if one is None:
            self._asks(Party(person, reply))
            return
        if one.hold is Hold.OFFER and reply is Reply.MAYBE:
            return
        one.reply = reply
        if one.hold is Hold.OFFER or (one.hold and self.capacity is None):
            one.hold, one.guests, one.left, one.until = None, 0, None, None
        elif one.hold and not one.left:
            one.left = self.now

    def resize(self, capacity: int | None) -> Moves:
        """Give the meetup other seats: those who asked last lose theirs first."""
        self.capacity = capacity
        for one in self.order if self.free < 0 else []:
            if one.left:
                one.hold, one.left, one.guests = None, None, 0
        back: list[Party] = []
        while capacity is not None and self.tally.coming + self.tally.offered > capacity:
            last = [one for one in self.holding(Hold.SEAT, Hold.OFFER) if not one.left][-1]
            last.hold, last.until = Hold.QUEUE, None
            back.insert(0, last)
        moves = self.fill()
        lost = [one.person for one in back]
        promoted = tuple(one for one in moves.promoted if one not in lost)
        return replace(moves, promoted=promoted, pushed_back=tuple(one for one in lost if one not in moves.promoted))

    def remove(self, person: str) -> Moves:
        moves = self.settle()
        self.order = [one for one in self.order if one.person != person]
        return moves + self.fill()
