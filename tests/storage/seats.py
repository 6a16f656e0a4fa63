"""The seats of a meetup once more, as simply as they can be told: whole lists, walked through each time."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.meetups import Change, Moves
from bot.domain.seating import Hold, Reply, Standing, Tally

TWO_MINUTES = timedelta(minutes=2)


@dataclass
class Party:
    """Somebody who answered, and whom they bring."""

    person: str
    reply: Reply
    guests: int = 0
    hold: Hold | None = None
    left: datetime | None = None

    @property
    def size(self) -> int:
        return 1 + self.guests


@dataclass
class Model:
    """Hold everyone who answered, in asking order."""

    capacity: int | None
    now: datetime
    order: list[Party] = field(default_factory=list)

    def copy(self) -> "Model":
        return deepcopy(self)

    # -- what there is --

    def party(self, person: str) -> Party | None:
        return next((one for one in self.order if one.person == person), None)

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
        return Standing(Reply.YES, waiting, one.guests)

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

    # -- what happens --

    def settle(self) -> Moves:
        """Let go of what was left two minutes ago, then seat who can be."""
        for one in self.order:
            if one.left and self.now - one.left >= TWO_MINUTES:
                one.hold, one.left, one.guests = None, None, 0
        return self.fill()

    def fill(self) -> Moves:
        lucky = []
        for one in self.queue:
            if one.left or one.size > self.free:
                break
            one.hold = Hold.SEAT
            lucky.append(one.person)
        return Moves(promoted=tuple(lucky))

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
            fits = one.size <= self.free and not self.queue
            self.order.append(one)
            one.hold = Hold.SEAT if fits else Hold.QUEUE
            return True
        one.reply, one.left = Reply.YES, None
        more = 0 if guests is None else guests - one.guests
        if more > 0 and (one.hold is Hold.QUEUE or more > self.free or (self.capacity is not None and self.queue)):
            return False
        one.guests += more
        return True

    def _goes(self, person: str, reply: Reply) -> None:
        one = self.party(person)
        if one is None:
            self.order.append(Party(person, reply))
            return
        one.reply = reply
        if one.hold and self.capacity is None:
            one.hold, one.guests = None, 0
        elif one.hold and not one.left:
            one.left = self.now

    def resize(self, capacity: int | None) -> Moves:
        """Give the meetup other seats: those who asked last lose theirs first."""
        before = {one.person for one in self.holding(Hold.SEAT) if not one.left}
        self.settle()
        self.capacity = capacity
        if capacity is not None and self.tally.coming > capacity:
            for one in self.order:
                if one.left:
                    one.hold, one.left, one.guests = None, None, 0
            while self.tally.coming > capacity:
                self.holding(Hold.SEAT)[-1].hold = Hold.QUEUE
        self.fill()
        after = {one.person for one in self.holding(Hold.SEAT) if not one.left}
        return Moves(
            tuple(one.person for one in self.order if one.person in after - before),
            tuple(one.person for one in self.order if one.person in before - after),
        )

    def remove(self, person: str) -> Moves:
        moves = self.settle()
        self.order = [one for one in self.order if one.person != person]
        return moves + self.fill()
