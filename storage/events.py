"""Events we have taken: each key once, with the outcome to answer from when it comes again."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection, and_, bindparam, select, update

from bot.chat import Address
from storage.dialect import for_engines, forget
from storage.outbox import lane_of
from storage.seals import Seals
from storage.tables import events

OUTCOMES_KEPT = timedelta(hours=72)
RAW_KEPT = timedelta(days=7)

_CLAIM = for_engines(lambda insert: insert(events).on_conflict_do_nothing().returning(events.c.key))
_SETTLE = (
    update(events)
    .where(events.c.key == bindparam("k"))
    .values(state=bindparam("s"), outcome=bindparam("o"), raw=bindparam("r"), sender=bindparam("w"))
)


class Events:
    """Keep what came in, so that nothing is taken twice."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
        self._forgotten: set[str] = set()

    def claim(self, keys: Iterable[str], at: datetime) -> frozenset[str]:
        """Take events; give the keys that are new."""
        rows = [{"key": key, "at": at, "state": "done"} for key in dict.fromkeys(keys)]
        if not rows:
            return frozenset()
        return frozenset(self._connection.execute(_CLAIM[self._connection.dialect.name], rows).scalars())

    def outcomes(self, keys: Iterable[str]) -> Mapping[str, str | None]:
        """Give the stored outcomes of events taken earlier; None where it must be worked out again."""
        found = self._connection.execute(select(events.c.key, events.c.outcome).where(events.c.key.in_(list(keys))))
        return {
            row.key: self._seals.open(row.outcome, "events", "outcome", row.key) if row.outcome else None
            for row in found
        }

    def settle(
        self,
        outcomes: Mapping[str, str | None],
        failures: Mapping[str, str],
        senders: Mapping[str, Address] = MappingProxyType({}),
    ) -> None:
        """Store how new events ended: the outcome of each, and the sealed raw event of those that failed.

        Of whoever caused them only a digest is kept, by which what is theirs can be forgotten when they ask.
        """
        digests = self._digests(set(senders.values()))
        rows = [
            self._settled(key, outcome, failures.get(key)) | {"w": digests.get(senders.get(key))}
            for key, outcome in outcomes.items()
        ]
        if rows:
            self._connection.execute(_SETTLE, rows)

    def _digests(self, senders: Iterable[Address]) -> Mapping[Address | None, str]:
        lanes = {who: lane_of(who) for who in senders}
        return {who: self._seals.digest(lane) for who, lane in lanes.items() if lane not in self._forgotten}

    def _settled(self, key: str, outcome: str | None, raw: str | None) -> dict[str, object]:
        seal = self._seals.seal
        return {
            "k": key,
            "s": "failed" if raw is not None else "done",
            "o": seal(outcome, "events", "outcome", key) if outcome is not None else None,
            "r": seal(raw, "events", "raw", key) if raw is not None else None,
        }

    def forget_senders(self, lanes: Iterable[str]) -> None:
        """Do not note of the events of this transaction that they were theirs: they have asked to be forgotten."""
        self._forgotten.update(lanes)

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget outcomes after 72 hours and parked events after 7 days; say how many."""
        old = and_(events.c.at < now - OUTCOMES_KEPT, events.c.raw.is_(None)) | (events.c.at < now - RAW_KEPT)
        answered = select(events.c.key).where(events.c.at < now - OUTCOMES_KEPT, events.c.outcome.is_not(None))
        parked = answered.where(events.c.raw.is_not(None)).limit(most).scalar_subquery()
        self._connection.execute(update(events).where(events.c.key.in_(parked)).values(outcome=None))
        return forget(self._connection, events.c.key, old, most)
