"""Who has a seat: asking order and capacity decide, and nothing else is stored.

These functions are the rule. ``storage.meetups`` asks the same of the database without reading the whole queue, and a
property test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Reply(StrEnum):
    """What a person says to an invitation."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True)
class Standing:
    """Say where one stands; ``waiting`` is the number in the queue, 0 with a seat (or without a yes)."""

    reply: Reply
    waiting: int = 0

    @property
    def seated(self) -> bool:
        """Tell whether there is a seat."""
        return self.reply is Reply.YES and self.waiting == 0


@dataclass(frozen=True)
class Tally:
    """Count a meetup's answers: everyone who said yes, and maybe."""

    capacity: int | None
    asked: int = 0
    maybe: int = 0

    @property
    def coming(self) -> int:
        """Count those with a seat."""
        return self.asked if self.capacity is None else min(self.asked, self.capacity)

    @property
    def waiting(self) -> int:
        """Count those without one."""
        return self.asked - self.coming

    @property
    def left(self) -> int | None:
        """Count free seats; None when there is no limit."""
        return None if self.capacity is None else self.capacity - self.coming

    @property
    def full(self) -> bool:
        """Tell whether the next yes waits."""
        return self.left == 0

    def changed(self, before: Reply | None, after: Reply) -> "Tally":
        """Count one person's change of mind."""
        return replace(
            self,
            asked=self.asked + (after is Reply.YES) - (before is Reply.YES),
            maybe=self.maybe + (after is Reply.MAYBE) - (before is Reply.MAYBE),
        )


def place(position: int, capacity: int | None) -> Standing:
    """Seat the person who is ``position``th (from 1) in asking order."""
    return Standing(Reply.YES, 0 if capacity is None else max(0, position - capacity))


def seated(order: Sequence[str], capacity: int | None) -> Sequence[str]:
    """List those with a seat, of everyone who said yes in asking order."""
    return order if capacity is None else order[:capacity]


def promoted(before: Sequence[str], after: Sequence[str], capacity: int | None) -> Sequence[str]:
    """List those who waited before and have a seat after, in asking order."""
    had = set(seated(before, capacity))
    return [person for person in seated(after, capacity) if person in set(before) - had]
