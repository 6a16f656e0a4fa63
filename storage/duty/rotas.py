"""Rotas: a plan is the deeds that have not been taken back; what people were told of its turns is kept beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection, Select, bindparam, func, select, update

from bot.domain.duty import Cadence, Calendar, Change, Cover, LineUp, Pause, Plan, Timetable
from bot.domain.duty.breaks import Break
from bot.domain.duty.difference import difference
from bot.domain.duty.ics import AHEAD
from bot.domain.duty.rotation import Part, Rotation, parts, split
from storage.dialect import AnyRow, Where, insert
from storage.duty.writing import SORTS, read, written
from storage.ids import new_id
from storage.tables_duty import deeds, rotas, turns

_STANDING = (
    select(deeds.c.sort, deeds.c.body)
    .where(deeds.c.rota_id == bindparam("rota"), deeds.c.undone_at.is_(None))
    .order_by(deeds.c.ordinal)
)
_CURRENT = select(rotas).where(rotas.c.network_id == bindparam("network"), rotas.c.current)
_TOLD = select(turns.c.period, turns.c.day).where(turns.c.rota_id == bindparam("rota"), turns.c.day.is_not(None))


class Rotas:
    """Keep rotas."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- finding --

    def of(self, network: str) -> Rotation | None:
        """Give a network's rota."""
        row = self._connection.execute(_CURRENT, {"network": network}).first()
        return self._rotation(row) if row else None

    def lock(self, network: str) -> Rotation | None:
        """Give a network's rota to change it: whoever comes next waits, and then sees what was done."""
        return self._first(select(rotas).where(*_current(network)).with_for_update())

    def get(self, rota: str, *, lock: bool = False) -> Rotation | None:
        """Give a rota that is in use, or None."""
        query = select(rotas).where(rotas.c.id == rota, rotas.c.current)
        return self._first(query.with_for_update() if lock else query)

    def _first(self, query: Select[*tuple[object, ...]]) -> Rotation | None:
        row = self._connection.execute(query).first()
        return self._rotation(row) if row else None

    def _rotation(self, row: AnyRow) -> Rotation:
        found = [read(one.sort, one.body) for one in self._connection.execute(_STANDING, {"rota": row.id})]
        told = {one.period: one.day for one in self._connection.execute(_TOLD, {"rota": row.id})}
        plan = _plan(found, row.fallback_id, told)
        return Rotation(id=row.id, network=row.network_id, plan=plan, made_at=row.made_at, swept_at=row.swept_at)

    # -- changing --

    def start(self, id_: str, network: str, plan: Plan, *, by: str, at: datetime) -> Rotation:
        """Put a network's first rota into use."""
        self._connection.execute(
            rotas.insert().values(
                id=id_, network_id=network, fallback_id=plan.fallback, current=True, made_at=at, swept_at=at, due_at=at
            )
        )
        self._append(id_, parts(plan), by=by, at=at)
        return Rotation(id=id_, network=network, plan=plan, made_at=at, swept_at=at)

    def replace(self, rota: Rotation, plan: Plan, *, by: str, at: datetime) -> Rotation:
        """Make anew a rota that has not begun: nothing of it has been kept to yet, nor its days."""
        self._connection.execute(update(turns).where(turns.c.rota_id == rota.id).values(day=None))
        self.fall_back_on(rota, plan.fallback)
        return self.change(rota, plan, by=by, at=at)

    def change(self, rota: Rotation, plan: Plan, *, by: str, at: datetime) -> Rotation:
        """Keep what a deed did to a plan: nothing is ever written over, what is taken back is marked so."""
        gone, added = split(parts(rota.plan), parts(plan))
        self._take_back(rota.id, gone, by=by, at=at)
        self._append(rota.id, added, by=by, at=at)
        changed = difference(rota.plan, plan, since=at, until=at + AHEAD)
        self._count(rota.id, (step.key for step in changed.steps), at)
        self._connection.execute(update(rotas).where(rotas.c.id == rota.id).values(due_at=at))
        return rota.with_plan(plan)

    def _append(self, rota: str, added: Sequence[Part], *, by: str, at: datetime) -> None:
        last = select(func.coalesce(func.max(deeds.c.ordinal), 0)).where(deeds.c.rota_id == rota)
        first = int(self._connection.execute(last).scalar_one()) + 1
        rows = [
            {
                "id": new_id(), "rota_id": rota, "ordinal": number, "sort": SORTS[type(part)],
                "act": getattr(part, "act", ""), "body": written(part), "by": by, "at": at,
            }
            for number, part in enumerate(added, first)
        ]  # fmt: skip
        if rows:
            self._connection.execute(deeds.insert(), rows)

    def _take_back(self, rota: str, gone: Sequence[Part], *, by: str, at: datetime) -> None:
        bodies = [written(part) for part in gone]
        standing = deeds.c.rota_id == rota, deeds.c.undone_at.is_(None), deeds.c.body.in_(bodies)
        if bodies:
            self._connection.execute(update(deeds).where(*standing).values(undone_by=by, undone_at=at))

    def new_act(self) -> str:
        """Give a deed its id."""
        return new_id()

    def fall_back_on(self, rota: Rotation, person: str) -> None:
        """Name another person who answers when no organisation can."""
        self._connection.execute(update(rotas).where(rotas.c.id == rota.id).values(fallback_id=person))

    # -- what people were told --

    def publish(self, rota: Rotation, plan: Plan) -> Rotation:
        """Keep the days of the turns that people are told of now."""
        known = rota.plan.timetable.published
        rows = [
            {"rota_id": rota.id, "period": key, "day": day, "sequence": 0, "changed_at": rota.made_at}
            for key, day in plan.timetable.published.items()
            if key not in known
        ]
        if rows:
            kept = insert(self._connection, turns).values(rows)
            keys = ["rota_id", "period"]
            self._connection.execute(
                kept.on_conflict_do_update(index_elements=keys, set_={"day": kept.excluded["day"]})
            )
        return rota.with_plan(plan)

    def _count(self, rota: str, keys: Iterable[date], at: datetime) -> None:
        """Count one more change of each of these turns."""
        rows = [{"rota_id": rota, "period": key, "sequence": 1, "changed_at": at} for key in keys]
        if rows:
            kept = insert(self._connection, turns).values(rows)
            more = {"sequence": turns.c.sequence + 1, "changed_at": at}
            self._connection.execute(kept.on_conflict_do_update(index_elements=["rota_id", "period"], set_=more))

    def changes(self, rota: str) -> Mapping[date, tuple[int, datetime]]:
        """Say how often each turn has changed since it was first shown, and when it last did."""
        rows = self._connection.execute(select(turns).where(turns.c.rota_id == rota, turns.c.sequence > 0))
        return {row.period: (row.sequence, row.changed_at) for row in rows}

    # -- the clock --

    def due(self, at: datetime) -> Sequence[str]:
        """List the rotas for which something comes due, or for which the clock was set back."""
        query = select(rotas.c.id).where(rotas.c.current, (rotas.c.due_at <= at) | (rotas.c.swept_at > at))
        return self._connection.execute(query).scalars().all()

    def look_again(self, network: str, at: datetime) -> None:
        """Ask that a network's rota be seen to at the next tick."""
        self._connection.execute(update(rotas).where(*_current(network)).values(due_at=at))

    def swept(self, rota: str, at: datetime, next_at: datetime | None) -> None:
        """Note that what came due has been seen to; after the clock was set back that is less than it was."""
        self._connection.execute(update(rotas).where(rotas.c.id == rota).values(due_at=next_at, swept_at=at))


def _current(network: str) -> Where:
    return rotas.c.network_id == network, rotas.c.current


def _plan(found: Sequence[Part], fallback: str, told: Mapping[date, date]) -> Plan:
    cadences = tuple(one for one in found if isinstance(one, Cadence))
    calendar = Calendar(breaks=tuple(one for one in found if isinstance(one, Break)))
    return Plan(
        timetable=Timetable(cadences=cadences, calendar=calendar, published=MappingProxyType(told)),
        lineups=tuple(one for one in found if isinstance(one, LineUp)),
        fallback=fallback,
        changes=tuple(one for one in found if isinstance(one, Change)),
        covers=tuple(one for one in found if isinstance(one, Cover)),
        pauses=tuple(one for one in found if isinstance(one, Pause)),
    )
