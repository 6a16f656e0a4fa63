"""The keys a database was sealed with: without all of them somebody's name would not open."""

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, select

from storage.dialect import AnyRow, insert
from storage.seals import Seals
from storage.tables_keys import keys

_DIGESTS = "digests"


class Keys:
    """Keep a proof of each key."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def fit(self, seals: Seals | None = None) -> bool:
        """Tell whether we hold every key that has sealed here, and look things up by the one that always has."""
        return all(_opens(seals or self._seals, row) for row in self._connection.execute(select(keys)))

    def note(self) -> None:
        """Note the key that seals from now on, and the one that makes digests."""
        for id_, proof in (_DIGESTS, self._seals.digest(_DIGESTS)), (self._seals.name, self._seals.name):
            row = {"id": id_, "proof": self._seals.seal(proof, "keys", "proof", id_)}
            self._connection.execute(insert(self._connection, keys).values(row).on_conflict_do_nothing())


def _opens(seals: Seals, row: AnyRow) -> bool:
    try:
        proof = seals.open(row.proof, "keys", "proof", row.id)
    except (KeyError, InvalidTag):
        return False
    return proof == (seals.digest(_DIGESTS) if row.id == _DIGESTS else row.id)
