"""The audit trail: every change with who made it, and how things were before and after."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from storage.dialect import forget
from storage.ids import new_id
from storage.seals import Seals
from storage.tables_life import changes

KEPT = timedelta(days=731)  #: 24 months


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A change that was made; nobody made what the clock did."""

    id: str
    what: str
    person: str | None
    at: datetime
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class Changes:
    """Keep what was changed, sealed: it may hold what people are called."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def note(
        self, network: str, subject: str, what: str, *, by: str | None, at: datetime,
        before: Mapping[str, str] | None = None, after: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Note a change of a network's subject; give the id of the note."""
        id_ = new_id()
        content = json.dumps({"before": dict(before or {}), "after": dict(after or {})}, ensure_ascii=False)
        self._connection.execute(
            changes.insert().values(
                id=id_, network_id=network, subject=subject, what=what, person_id=by, at=at,
                content=self._seals.seal(content, "changes", "content", id_),
            )
        )  # fmt: skip
        return id_

    def of(self, subject: str, *, most: int = 20) -> Sequence[Noted]:
        """List a subject's latest changes, the latest first."""
        query = select(changes).where(changes.c.subject == subject).order_by(changes.c.number.desc()).limit(most)
        rows = self._connection.execute(query)
        return [
            Noted(
                id=row.id, what=row.what, person=row.person_id, at=row.at,
                **json.loads(self._seals.open(row.content, "changes", "content", row.id)),
            )
            for row in rows
        ]  # fmt: skip

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget changes after two years; say how many."""
        return forget(self._connection, changes.c.id, changes.c.at < now - KEPT, most)
