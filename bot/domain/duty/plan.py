"""Whose turn it is: a pure function of the timetable, the line-ups and what people have done to single periods.

The future is computed, never stored; what was, is recorded elsewhere and not asked here. However the plan is bent,
somebody answers: the organisation whose turn it is, or the fallback contact.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from .changes import TAKING, Change, Cover, Kind, Marks, Mode, Pause, marks
from .lineup import LineUp, opening
from .timetable import Period, Timetable


class Why(StrEnum):
    """Why somebody has a turn, or nobody has it."""

    TURN = "turn"
    SUBSTITUTE = "substitute"
    SWAP = "swap"
    COVER = "cover"
    HELD = "held"
    CANCELLED = "cancelled"
    NOT_BEGUN = "not_begun"
    NOBODY = "nobody"  #: the line-up is empty


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One period and whose it is."""

    period: Period
    planned: str | None  #: whose turn the order gives
    organisation: str | None  #: who has it; None is the fallback contact
    why: Why
    taken: Change | None = None  #: the substitution or swap in force
    covers: tuple[Cover, ...] = ()
    pause: Pause | None = None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Say who has the duty at an instant, and until when the answer holds."""

    organisation: str | None  #: None is the fallback contact
    fallback: str  #: the person who answers when no organisation can
    why: Why
    until: datetime
    turn: Turn | None = None  #: None before the first
    cover: Cover | None = None


@dataclass(frozen=True, kw_only=True)
class Version:
    """Hold a line-up with the number of its first period and the place that begins."""

    k0: int
    first: int
    lineup: LineUp


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hold all that a rota's future follows from; counts are made once for each value."""

    timetable: Timetable
    lineups: tuple[LineUp, ...]
    fallback: str  #: the person who answers when no organisation can
    changes: tuple[Change, ...] = ()  #: in the order they were made
    covers: tuple[Cover, ...] = ()
    pauses: tuple[Pause, ...] = ()

    # -- whose turn --------------------------------------------------------------------------------------

    def planned(self, k: int) -> str | None:
        """Give the organisation whose turn the order makes period ``k``."""
        version = self.version(k)
        if version is None or not version.lineup.organisations:
            return None
        return version.lineup.organisations[self.place(k) % len(version.lineup.organisations)]

    def effective(self, k: int) -> str | None:
        """Give the organisation that has period ``k``; None when the fallback contact answers."""
        taken = self.taken(k)
        return taken.organisation if taken else self._ordinary(k)

    def _ordinary(self, k: int) -> str | None:
        """Give who would have period ``k`` with no substitution or swap."""
        return None if self.idle(k) else self.planned(k)

    def duty(self, at: datetime) -> Duty:
        """Say who has the duty at an instant."""
        k = self.timetable.index(at)
        if k < 0:
            first = self.timetable.start(0)
            return Duty(organisation=None, fallback=self.fallback, why=Why.NOT_BEGUN, until=first)
        turn = self.turn(k)
        cover = next((one for one in turn.covers if one.starts <= at < one.ends), None)
        until = min(edge for edge in _edges(turn) if edge > at)
        fallback = (turn.pause and turn.pause.fallback) or self.fallback
        organisation, why = (cover.organisation, Why.COVER) if cover else (turn.organisation, turn.why)
        return Duty(organisation=organisation, fallback=fallback, why=why, until=until, turn=turn, cover=cover)

    def turn(self, k: int) -> Turn:
        """Give period ``k`` with whose it is and why."""
        period, planned, taken = self.timetable.period(k), self.planned(k), self.taken(k)
        why = self._why(k, planned, taken)
        organisation = taken.organisation if taken else planned if why is Why.TURN else None
        return Turn(
            period=period, planned=planned, organisation=organisation, why=why, taken=taken,
            covers=self.covers_of(period), pause=self.pause_at(k),
        )  # fmt: skip

    def preview(self, count: int, *, at: datetime) -> tuple[Turn, ...]:
        """List the coming turns, the present one first."""
        now = max(self.timetable.index(at), 0)
        return tuple(map(self.turn, range(now, now + count)))

    def window(self, since: datetime, until: datetime) -> tuple[Turn, ...]:
        """List the turns of which some part lies between two instants."""
        first = max(self.timetable.index(since), 0)
        ends = self.timetable.index(until)
        return tuple(map(self.turn, range(first, ends + (ends >= 0 and self.timetable.start(ends) < until))))

    def _why(self, k: int, planned: str | None, taken: Change | None) -> Why:
        if taken:
            return Why.SWAP if taken.kind is Kind.SWAP else Why.SUBSTITUTE
        if k in self._held:
            return Why.HELD
        if k in self._cancelled:
            return Why.CANCELLED
        return Why.NOBODY if planned is None else Why.TURN

    # -- the order ---------------------------------------------------------------------------------------

    def version(self, k: int) -> Version | None:
        """Find the line-up in force in period ``k``."""
        place = bisect_right(self._versions, k, key=lambda version: version.k0) - 1
        return self._versions[place] if place >= 0 else None

    def place(self, k: int) -> int:
        """Count how far the order has come by period ``k``; the place in the line-up is this modulo its length."""
        version = self.version(k)
        return self._place(version, k) if version else 0

    def _place(self, version: Version, k: int) -> int:
        k0 = version.k0
        years = self.timetable.nominal(k).year - self.timetable.nominal(k0).year
        lost, held = self._passed.between(k0, k + 1), self._held.between(k0, k)
        return k - k0 + version.first + version.lineup.yearly_step * years + lost - held

    @cached_property
    def _versions(self) -> tuple[Version, ...]:
        """Put the line-ups in the order they come into force; of two from the same period the later made counts."""
        found: list[Version] = []
        for lineup in sorted(self.lineups, key=lambda one: self.timetable.onward(one.since)):
            k0 = self.timetable.onward(lineup.since)
            if found and found[-1].k0 == k0:
                found.pop()
            before = found[-1] if found else None
            # a pass in the very period is the new line-up's to count
            turn = self._place(before, k0) - (k0 in self._passed) if before else 0
            first = opening(lineup, before.lineup if before else None, turn)
            found.append(Version(k0=k0, first=first, lineup=lineup))
        return tuple(found)

    # -- what was done -----------------------------------------------------------------------------------

    def taken(self, k: int) -> Change | None:
        """Give the substitution or swap in force in period ``k``: of several, the last made."""
        found = self._taken.get(self.timetable.nominal(k)) if self._taken else None
        return found[-1] if found else None

    def ordered(self, k: int) -> Change | None:
        """Give the pass, hold or cancellation of period ``k``."""
        key = self.timetable.nominal(k)
        return next((one for one in self.changes if one.period == key and one.kind not in TAKING), None)

    def idle(self, k: int) -> bool:
        """Tell whether period ``k`` is held or cancelled, alone or by a pause."""
        return k in self._held or k in self._cancelled

    def pause_at(self, k: int) -> Pause | None:
        """Give the pause that period ``k`` is in."""
        spans = ((pause, *self.span(pause)) for pause in self.pauses)
        return next((pause for pause, first, last in spans if first <= k and (last is None or k <= last)), None)

    def span(self, pause: Pause) -> tuple[int, int | None]:
        """Find the first and last period of a pause."""
        last = None if pause.last is None else self.timetable.reached(pause.last)
        return self.timetable.onward(pause.first), last

    def covers_of(self, period: Period) -> tuple[Cover, ...]:
        """List a period's covers, kept within it even if it has moved since."""
        mine = (one for one in self.covers if one.period == period.key)
        within = (one for one in mine if one.starts < period.ends and one.ends > period.starts)
        return tuple(sorted(within, key=lambda one: one.starts)) if self.covers else ()

    @cached_property
    def disturbed(self) -> tuple[Change, ...]:
        """List agreed substitutions and swaps under which the order has moved, so that another would be there now."""
        stacks = ((self.timetable.number(key), stack) for key, stack in sorted(self._taken.items()))
        return tuple(stack[-1] for k, stack in stacks if k is not None and self._is_disturbed(k, stack))

    def _is_disturbed(self, k: int, stack: tuple[Change, ...]) -> bool:
        """Tell whether another than then would have a period without the change in force."""
        if len(stack) > 1:
            return stack[-2].organisation != stack[-1].instead_of
        return self._ordinary(k) != stack[-1].instead_of

    @cached_property
    def _taken(self) -> Mapping[date, tuple[Change, ...]]:
        keys = {one.period for one in self.changes if one.kind in TAKING}
        return {key: tuple(one for one in self.changes if one.period == key and one.kind in TAKING) for key in keys}

    @cached_property
    def _passed(self) -> Marks:
        return marks(self._numbers(Kind.PASS))

    @cached_property
    def _held(self) -> Marks:
        return marks(self._numbers(Kind.HOLD), self._paused(Mode.HOLD))

    @cached_property
    def _cancelled(self) -> Marks:
        return marks(self._numbers(Kind.CANCEL), self._paused(Mode.CANCEL))

    def _numbers(self, kind: Kind) -> list[int | None]:
        return [self.timetable.number(one.period) for one in self.changes if one.kind is kind]

    def _paused(self, mode: Mode) -> list[tuple[int, int | None]]:
        spans = [self.span(pause) for pause in self.pauses if pause.mode is mode]
        return [(first, last) for first, last in spans if last is None or first <= last]


def _edges(turn: Turn) -> tuple[datetime, ...]:
    """List the instants at which the answer may change within a turn, with its end."""
    inside = (edge for cover in turn.covers for edge in (cover.starts, cover.ends) if edge < turn.period.ends)
    return (*inside, turn.period.ends)
