"""What was done to a plan, by whom and why: the deeds as they happened, those taken back among them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from bot.domain.duty.rotation import Deed
from storage.dialect import insert
from storage.duty.writing import read
from storage.ids import new_id
from storage.seals import Seals
from storage.tables_duty import deeds, reasons

_ROWS = 200  # read at most, for a page of deeds: an edit may write several rows


class Reasons:
    """Keep why deeds were done, and tell of them."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def explain(self, rota: str, act: str, reason: str) -> None:
        """Keep why a deed was done."""
        seal = new_id()
        body = self._seals.seal(reason, "deed_reasons", "body", seal)
        row = {"rota_id": rota, "act": act, "seal": seal, "body": body}
        self._connection.execute(insert(self._connection, reasons).values(row).on_conflict_do_nothing())

    def history(self, rota: str, *, since: datetime, most: int) -> Sequence[Deed]:
        """Tell of the latest deeds done after the rota was made, the newest first."""
        mine = deeds.c.rota_id == rota, (deeds.c.act != "") | (deeds.c.at > since)  # not how the rota was set up
        query = select(deeds).where(*mine).order_by(deeds.c.ordinal.desc()).limit(_ROWS)
        found: dict[object, Deed] = {}
        for row in self._connection.execute(query):
            part, one = read(row.sort, row.body), row.act or row.at
            before = found.get(one)
            parts = (part, *before.parts) if before else (part,)
            found[one] = Deed(act=row.act, parts=parts, by=row.by, at=row.at, undone_at=row.undone_at)
        told = list(found.values())[:most]
        why = self._why(rota, [one.act for one in told])
        return [replace(one, why=why.get(one.act, "")) for one in told]

    def _why(self, rota: str, acts: Sequence[str]) -> dict[str, str]:
        rows = self._connection.execute(select(reasons).where(reasons.c.rota_id == rota, reasons.c.act.in_(acts)))
        return {row.act: self._seals.open(row.body, "deed_reasons", "body", row.seal) for row in rows}
