"""A short model of the order: somebody walks through the periods one by one and keeps a finger on the list.

It shares nothing with the code under test but the dates of the periods.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Walker:
    """Walk through a rota; ``edits`` are new orders by key, with who begins when that was said, and the yearly step."""

    keys: Sequence[date]
    order: list[str]
    step: int = 0
    passed: set[date] = field(default_factory=set)
    held: set[date] = field(default_factory=set)
    edits: Mapping[date, tuple[list[str], str | None, int]] = field(default_factory=dict)

    def walk(self) -> list[str | None]:
        """Say whose turn each period is by the order, held or not."""
        order, step, finger, found = list(self.order), self.step, 0, []
        for place, key in enumerate(self.keys):
            if place and key.year > self.keys[place - 1].year:
                finger += step * (key.year - self.keys[place - 1].year)
            if key in self.edits:
                new, first, step = self.edits[key]
                # an order that was never in force has nobody waiting in it
                finger, order = self._begin(order if place else [], finger, new, first), new
            finger += key in self.passed
            found.append(order[finger % len(order)] if order else None)
            finger += key not in self.held
        return found

    @staticmethod
    def _begin(old: list[str], finger: int, new: list[str], first: str | None) -> int:
        if first is not None:
            return new.index(first)
        rest = [old[(finger + n) % len(old)] for n in range(len(old))]
        return next((new.index(one) for one in rest if one in new), 0)
