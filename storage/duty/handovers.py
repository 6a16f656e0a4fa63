"""Handovers: which steps were taken, which turns have begun and who had them, what was handed over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.chat import Message
from bot.chat.codec import dump, load
from bot.domain.duty.rotation import Handover
from bot.domain.duty.statistics import Fact
from storage.dialect import AnyRow, Where, insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables_duty import facts, handovers, notes, steps


class Handovers:
    """Keep the course of handovers."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def take(self, rota: str, period: date, step: str, at: datetime) -> bool:
        """Take a step of a handover: False when it was taken before."""
        row = {"rota_id": rota, "period": period, "step": step, "at": at}
        written = insert(self._connection, steps).values(row).on_conflict_do_nothing().returning(steps.c.step)
        return self._connection.execute(written).first() is not None

    # -- turns that have begun --

    def taken(self, rota: str, period: date, step: str) -> bool:
        """Tell whether a step of a turn has been taken."""
        this = steps.c.rota_id == rota, steps.c.period == period, steps.c.step == step
        return self._connection.execute(select(steps.c.step).where(*this)).first() is not None

    def record(self, rota: str, begun: Iterable[Handover]) -> None:
        """Record turns that have begun; one recorded before stays as it was."""
        rows = [
            {
                "rota_id": rota, "period": one.period, "organisation_id": one.organisation, "starts_at": one.starts,
                "recorded_at": one.recorded_at, "seal": new_id(),
            }
            for one in begun
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(self._connection, handovers).values(rows).on_conflict_do_nothing())

    def last(self, rota: str) -> Handover | None:
        """Give the turn recorded last."""
        query = select(handovers).where(handovers.c.rota_id == rota).order_by(handovers.c.starts_at.desc()).limit(1)
        row = self._connection.execute(query).first()
        return _handover(row) if row else None

    def get(self, rota: str, period: date) -> Handover | None:
        """Give a turn that has begun."""
        row = self._connection.execute(select(handovers).where(*_of(rota, period))).first()
        return _handover(row) if row else None

    def acknowledge(self, rota: str, period: date, person: str, at: datetime) -> bool:
        """Note that somebody has seen that their turn has begun; False when it was noted before."""
        unseen = update(handovers).where(*_of(rota, period), handovers.c.acknowledged_at.is_(None))
        return self._connection.execute(unseen.values(acknowledged_by=person, acknowledged_at=at)).rowcount > 0

    def acknowledged(self, rota: str) -> frozenset[date]:
        """List the turns that were acknowledged."""
        query = select(handovers.c.period).where(handovers.c.rota_id == rota, handovers.c.acknowledged_at.is_not(None))
        return frozenset(self._connection.execute(query).scalars())

    # -- what was handed over --

    def pack(self, rota: str, period: date, packet: Message) -> None:
        """Keep what is handed over as it is now; what was kept before stays."""
        row = self._connection.execute(
            select(handovers).where(*_of(rota, period), handovers.c.packet.is_(None))
        ).first()
        if row is not None:
            sealed = self._seals.seal(dump(packet), "handovers", "packet", row.seal)
            self._connection.execute(update(handovers).where(*_of(rota, period)).values(packet=sealed))

    def packet(self, rota: str, period: date) -> Message | None:
        """Give what was handed over."""
        row = self._connection.execute(select(handovers).where(*_of(rota, period))).first()
        if row is None or row.packet is None:
            return None
        packet: Message = load(self._seals.open(row.packet, "handovers", "packet", row.seal))
        return packet

    def write_note(self, rota: str, period: date, body: str, by: str, at: datetime) -> None:
        """Keep the note of a turn to whoever comes next, in place of an earlier one."""
        seal = new_id()
        row = {
            "rota_id": rota, "period": period, "seal": seal, "by": by, "at": at,
            "body": self._seals.seal(body, "handover_notes", "body", seal),
        }  # fmt: skip
        kept = insert(self._connection, notes).values(row)
        new = {name: kept.excluded[name] for name in ("seal", "body", "by", "at")}
        self._connection.execute(kept.on_conflict_do_update(index_elements=["rota_id", "period"], set_=new))

    def note(self, rota: str, period: date) -> str:
        """Give the note of a turn; empty when there is none."""
        query = select(notes).where(notes.c.rota_id == rota, notes.c.period == period)
        row = self._connection.execute(query).first()
        return self._seals.open(row.body, "handover_notes", "body", row.seal) if row else ""

    # -- who had the duty --

    def close(self, rota: str, had: Iterable[Fact]) -> None:
        """Record who had a turn that is over, or a part of it; never changed."""
        rows = [
            {
                "rota_id": rota, "starts_at": one.starts, "ends_at": one.ends, "period": one.period,
                "organisation_id": one.organisation,
            }
            for one in had
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(self._connection, facts).values(rows).on_conflict_do_nothing())

    def facts(self, rota: str) -> Sequence[Fact]:
        """List who has had the duty."""
        query = select(facts).where(facts.c.rota_id == rota).order_by(facts.c.starts_at)
        return [
            Fact(period=row.period, organisation=row.organisation_id, starts=row.starts_at, ends=row.ends_at)
            for row in self._connection.execute(query)
        ]


def _of(rota: str, period: date) -> Where:
    return handovers.c.rota_id == rota, handovers.c.period == period


def _handover(row: AnyRow) -> Handover:
    return Handover(
        period=row.period, organisation=row.organisation_id, starts=row.starts_at, recorded_at=row.recorded_at,
        acknowledged_by=row.acknowledged_by,
    )  # fmt: skip
