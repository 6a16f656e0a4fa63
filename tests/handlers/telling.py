"""The seats told further: a time that moves, a meetup that is cancelled, two who become one, and who hears of what."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.hours import hour, waking
from bot.domain.meetups import Moves
from bot.domain.seating import Hold, Reply
from tests.storage.seats import DAY, Model, Party

ZONE = "Europe/Helsinki"
#: What each who is moved hears, and whether at night too, without a sound.
SEATS = {
    "lapsed": ("offer.lapsed", True), "promoted": ("promotion.head", False), "pushed_back": ("pushed_back.head", True),
    "offered": ("offer.head", False), "invited": ("offer.open", True),
}  # fmt: skip
OF_SEATS = frozenset(head for head, _ in SEATS.values())
_REPLIES = (Reply.YES, Reply.MAYBE, Reply.NO)
_HOLDS = (Hold.SEAT, Hold.OFFER, Hold.QUEUE, None)


@dataclass
class Letter:
    """What somebody is told, and when; of a move, what they knew before."""

    person: str
    head: str
    due: datetime
    knew: tuple[datetime, int | None] | None = None
    move: int = 0


@dataclass
class Joined:
    """Two who are one, with what each had answered before."""

    kept: str
    gone: str
    at: datetime
    mine: Party | None
    theirs: Party | None
    letters: Sequence[Letter]  #: that were written to the one who goes


@dataclass
class Telling(Model):
    """Hold besides who sits where what everybody is told."""

    letters: list[Letter] = field(default_factory=list)
    moves: int = 0  #: how often the time has moved
    held: datetime | None = None  #: until when places are held for those who have not answered the last move
    joined: Joined | None = None

    # -- who is told --

    def _writes(self, person: str, head: str, due: datetime, **of: object) -> None:
        self.letters.append(replace(Letter(person, head, due), **of))  # type: ignore[arg-type]

    def _takes_back(self, *people: str, heads: frozenset[str] | None = None) -> list[Letter]:
        """Take back what has not been sent to these people (or to anybody); give it."""
        late = [
            one for one in self.letters
            if one.due > self.now and (not people or one.person in people) and (heads is None or one.head in heads)
        ]  # fmt: skip
        self.letters = [one for one in self.letters if one not in late]
        return late

    def tells(self, moves: Moves, aware: str = "") -> None:
        """Tell everyone who was moved; what they have not heard yet is no news any more."""
        for what, (head, always) in SEATS.items():
            for person in getattr(moves, what) if what != "lapsed" or self.open else ():
                if person != aware:
                    self._takes_back(person, heads=OF_SEATS)
                    self._writes(person, head, self.now if always else waking(self.now, ZONE))

    # -- what people do --

    def answers(self, person: str, reply: Reply, guests: int | None) -> None:
        if not self.open:
            return
        change = self.answer(person, reply, guests)
        one = self.party(person)
        assert one is not None
        one.heard = self.moves
        if change.before and change.before.reply is Reply.YES and change.before != change.mine:
            self._takes_back(person, heads=OF_SEATS)
        self.tells(change.moves, aware=person)

    def ticks(self) -> None:
        self.tells(self.settle())
        if self.held and self.held <= self.now:
            self.held, silent = None, [one for one in self.order if self._silent(one)]
            for one in silent if self.open else []:
                one.reply, one.hold, one.guests, one.left, one.until = Reply.MAYBE, None, 0, None, None
                self._writes(one.person, "lapsed.head", waking(self.now, ZONE))
            self.tells(self.fill())

    def _silent(self, one: Party) -> bool:
        """Tell whether somebody was asked about the last move, and has not answered it."""
        asked = any(it.move == self.moves and it.person == one.person and it.due <= self.now for it in self.letters)
        return asked and one.reply is Reply.YES and one.heard < self.moves

    # -- what coordinators do --

    def is_given(self, capacity: int | None) -> None:
        self.capacity = capacity
        self.tells(self.settle() + self.resize(capacity))

    def moves_to(self, begins: datetime, held: datetime | None) -> None:
        """Ask everyone again who has not said no; who has heard of no change hears of all at once."""
        before, near = (self.begins, self.capacity), min(self.begins, begins)
        of_seats, late = self._takes_back(heads=OF_SEATS), self._takes_back()
        knew = {one.person: one.knew for one in reversed(late) if one.knew}
        self.begins, self.moves, self.held = begins, self.moves + 1, held
        self.tells(self.settle() + self.fill())
        for letter in of_seats:
            self._tells_anew(letter)
        for one in [one for one in self.order if one.reply is not Reply.NO]:
            known = knew.get(one.person, before)
            if known != (begins, self.capacity):
                head = "moved.head" if known[0] != begins else "moved.head_other"
                self._writes(one.person, head, hour(self.now, ZONE, near).due, knew=known, move=self.moves)

    def _tells_anew(self, late: Letter) -> None:
        """Tell somebody of their seat, who was to be told when the time was another."""
        one = self.party(late.person)
        if one is None or one.left or any(it.person == late.person and it.due > self.now for it in self.letters):
            return
        if one.hold in {Hold.SEAT, Hold.OFFER}:
            self.tells(Moves(**{"offered" if one.until else "promoted": (one.person,)}))

    def takes_out(self, person: str) -> None:
        moves = self.remove(person)
        self._takes_back(person)
        self._writes(person, "out.told", self.now)
        self.tells(moves, aware=person)

    def is_cancelled(self) -> None:
        self._takes_back()
        self.cancelled, self.held = True, None
        for one in self.order:
            if one.reply is not Reply.NO:
                self._writes(one.person, "cancelled.head", hour(self.now, ZONE, self.begins).due)

    # -- two who are one --

    def join(self, kept: str, gone: str) -> None:
        """Make one of two: the better place stays, the other goes on to whoever waits."""
        both = self.party(kept), self.party(gone)
        moves = self.settle() if all(both) else Moves()
        mine, theirs = self.party(kept), self.party(gone)
        written = [one for one in self.letters if one.person == gone]
        self.joined = Joined(kept, gone, self.now, mine and replace(mine), theirs and replace(theirs), written)
        if mine and theirs:
            loses = max(mine, theirs, key=_rank)
            self._takes_back(loses.person)
            self.order.remove(loses)
            moves += self.fill()
        named: list[Party | Letter] = [*self.order, *self.letters]
        for one in named:
            one.person = kept if one.person == gone else one.person
        self.tells(replace(moves, **{what: _renamed(getattr(moves, what), gone, kept) for what in SEATS}))

    def part(self) -> None:
        """Make two of one again: whose place was let go comes back where they asked, if it is free."""
        joined, self.joined = self.joined, None
        assert joined is not None
        now, mine, theirs = self.party(joined.kept), joined.mine, joined.theirs
        for letter in joined.letters:
            letter.person = joined.gone
        if now is None or theirs is None:
            return
        stayed = theirs if mine is None or _rank(theirs) < _rank(mine) else mine
        same = now.turn == stayed.turn
        if mine is None or (same and stayed is theirs):
            now.person = joined.gone
        if mine and same and now.reply in {mine.reply, theirs.reply}:
            self._comes_back(mine if stayed is theirs else theirs)

    def _comes_back(self, one: Party) -> None:
        if one.reply is not Reply.YES:
            one.hold, one.guests, one.left = None, 0, None
        elif one.hold is not Hold.QUEUE:
            one.hold = Hold.SEAT if not self.open and one.hold is Hold.SEAT and one.size <= self.free else Hold.QUEUE
        one.until = None
        self.order = sorted([*self.order, one], key=lambda other: other.turn)
        self.tells(self.fill())

    @property
    def may_part(self) -> bool:
        return self.joined is not None and self.now - self.joined.at <= DAY


def _rank(one: Party) -> tuple[int, int, int]:
    return _REPLIES.index(one.reply), _HOLDS.index(one.hold), one.turn


def _renamed(people: Sequence[str], gone: str, kept: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kept if one == gone else one for one in people))
