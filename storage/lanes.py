"""Lanes: one chat is one lane, with a lease and rate tokens that all replicas share.

Times are milliseconds of the machine's clock. The pace is GCRA: ``tat`` is when the next call would be due if calls
came evenly; a call may come earlier by as much as the burst allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, false, func, or_, select, update

from storage.dialect import insert
from storage.tables import lanes

LEASE = 30_000  #: how long a lane is ours without a word from us


@dataclass(frozen=True)
class Pace:
    """Say how fast a lane may go, in milliseconds; ``kept`` tokens of the burst are not for redrawing."""

    every: int
    burst: int
    kept: int

    def wait(self, tat: int, now: int, *, redraw: bool) -> int:
        """Say how long the next call must wait; 0 when it may go now."""
        allowed = self.every * (self.burst - (self.kept if redraw else 0))
        return max(0, max(tat, now) + self.every - allowed - now)

    def spend(self, tat: int, now: int) -> int:
        """Give the next ``tat`` after a call."""
        return max(tat, now) + self.every


@dataclass(frozen=True)
class Lane:
    """A lane while it is leased; ``epoch`` fences out whoever held it before."""

    key: str
    epoch: int
    tat: int
    lease_until: int


class Lanes:
    """Keep the lanes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wake(self, due: Mapping[str, int]) -> None:
        """Ask that lanes be served, each no later than its time."""
        rows = [
            {"key": key, "due": at, "not_before": 0, "lease_until": 0, "epoch": 0, "tat": 0}
            for key, at in sorted(due.items())
        ]
        if not rows:
            return
        statement = insert(self._connection, lanes)
        sooner = (lanes.c.due.is_(None)) | (lanes.c.due > statement.excluded.due)
        earliest = case((sooner, statement.excluded.due), else_=lanes.c.due)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"due": earliest}), rows)

    def claim(self, now: int, platforms: Sequence[str]) -> Lane | None:
        """Lease the lane that has waited longest, of the platforms that are running; None when nothing is due."""
        free = (
            select(lanes.c.key)
            .where(lanes.c.due <= now, lanes.c.not_before <= now, lanes.c.lease_until <= now, _of(platforms))
            .order_by(lanes.c.due)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        # due stands at the lease's end, so that a crash brings the lane back; new work may make it sooner
        taken = (
            update(lanes)
            .where(lanes.c.key == free)
            .values(lease_until=now + LEASE, due=now + LEASE, epoch=lanes.c.epoch + 1)
        )
        row = self._connection.execute(taken.returning(lanes)).first()
        return Lane(row.key, row.epoch, row.tat, row.lease_until) if row else None

    def renew(self, lane: Lane, now: int, *, tat: int) -> Lane | None:
        """Prolong a lease and note the pace; None when the lane has passed to another."""
        until = now + LEASE
        still = case((lanes.c.due == lane.lease_until, until), else_=lanes.c.due)
        renewed = update(lanes).where(lanes.c.key == lane.key, lanes.c.epoch == lane.epoch)
        row = self._connection.execute(
            renewed.values(lease_until=until, due=still, tat=tat).returning(lanes.c.epoch)
        ).first()
        return Lane(lane.key, lane.epoch, tat, until) if row else None

    def release(self, lane: Lane, due: int | None, *, not_before: int = 0) -> None:
        """Give a lane back, due again then, or when new work comes, but not before a pause is over."""
        untouched = lanes.c.due == lane.lease_until
        sooner = lanes.c.due if due is None else case((lanes.c.due > due, due), else_=lanes.c.due)
        given_back = update(lanes).where(lanes.c.key == lane.key, lanes.c.epoch == lane.epoch)
        self._connection.execute(
            given_back.values(lease_until=0, not_before=not_before, due=case((untouched, due), else_=sooner))
        )

    def next_due(self, platforms: Sequence[str]) -> int | None:
        """Say when the next lane may be served, neither paused nor leased; None when all is done."""
        wanted = case((lanes.c.due > lanes.c.not_before, lanes.c.due), else_=lanes.c.not_before)
        free = case((wanted > lanes.c.lease_until, wanted), else_=lanes.c.lease_until)
        waiting = lanes.c.due.is_not(None), _of(platforms)
        return self._connection.execute(select(func.min(free)).where(*waiting)).scalar()

    def move(self, old: str, new: str) -> None:
        """Wake the lane that takes over from one whose chat has moved."""
        self._connection.execute(update(lanes).where(lanes.c.key == old).values(due=None))
        self.wake({new: 0})


def _of(platforms: Sequence[str]) -> ColumnElement[bool]:
    """Keep to lanes of these platforms: what is for another waits until it runs again."""
    return or_(false(), *(lanes.c.key.startswith(f"{platform}:", autoescape=True) for platform in platforms))
