"""Signs of the duty: where a coordinator wants it shown beside the card, and what they were told when it failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.domain.duty.signs import Kind
from storage.dialect import Where, insert
from storage.tables_duty import rotas, signs


@dataclass(frozen=True)
class Wanted:
    """Say how and since when a sign is wanted."""

    since: datetime
    handle: str = ""
    fails: bool = False


class Signs:
    """Keep which signs are wanted: none, until somebody asks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, rota: str) -> Mapping[Kind, Wanted]:
        """Give the signs that are wanted."""
        rows = self._connection.execute(select(signs).where(signs.c.rota_id == rota).order_by(signs.c.kind))
        return {Kind(row.kind): Wanted(row.since, row.handle, bool(row.told)) for row in rows}

    def want(self, rota: str, kind: Kind, at: datetime, handle: str = "") -> None:
        """Note that a sign is wanted from now on."""
        row = {"rota_id": rota, "kind": kind, "handle": handle, "since": at, "told": ""}
        wanted = insert(self._connection, signs).values(row)
        anew = {name: wanted.excluded[name] for name in ("handle", "since", "told")}
        self._connection.execute(wanted.on_conflict_do_update(index_elements=["rota_id", "kind"], set_=anew))

    def drop(self, rota: str, kind: Kind) -> bool:
        """Note that a sign is wanted no more; False when it was not."""
        return self._connection.execute(delete(signs).where(*_one(rota, kind))).rowcount > 0

    def failed(self, rota: str, kind: Kind, why: str) -> str | None:
        """Note why a sign failed; give its network when coordinators have not been told of that yet."""
        query = select(signs.c.told, rotas.c.network_id).join(rotas, rotas.c.id == signs.c.rota_id)
        row = self._connection.execute(query.where(*_one(rota, kind)).with_for_update()).first()
        if row is None or why in row.told.split():
            return None
        self._connection.execute(update(signs).where(*_one(rota, kind)).values(told=f"{row.told} {why}".strip()))
        return str(row.network_id)


def _one(rota: str, kind: Kind) -> Where:
    return signs.c.rota_id == rota, signs.c.kind == kind
