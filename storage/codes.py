"""One-time codes: for whoever holds them, once, for half an hour; only their digests are kept."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, update

from storage.seals import Seals
from storage.tables import codes

LIFETIME = timedelta(minutes=30)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I O 0 1: codes are copied by hand
_LENGTH = 12


def fresh_code(length: int = _LENGTH) -> str:
    """Make a code of letters that are not mistaken for one another."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Codes:
    """Keep codes."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def issue(self, purpose: str, network: str, at: datetime) -> str:
        """Make a code for a purpose in a network."""
        code = fresh_code()
        self._connection.execute(
            codes.insert().values(
                digest=self._digest(purpose, code), purpose=purpose, network_id=network, expires_at=at + LIFETIME
            )
        )
        return code

    def redeem(self, purpose: str, code: str, at: datetime) -> str | None:
        """Use a code; give its network, or None when it is unknown, used or too old."""
        good = codes.c.digest == self._digest(purpose, code), codes.c.used_at.is_(None), codes.c.expires_at > at
        used = update(codes).where(*good).values(used_at=at).returning(codes.c.network_id)
        return self._connection.execute(used).scalar()

    def spoil(self, code: str, at: datetime) -> bool:
        """Make a code void because others have seen it; True when it was a good one."""
        spoilt = [self.redeem(purpose, code, at) for purpose in ("join", "coordinator")]
        return any(spoilt)

    def sweep(self, now: datetime) -> None:
        """Forget codes a day after their time."""
        self._connection.execute(delete(codes).where(codes.c.expires_at < now - timedelta(days=1)))

    def _digest(self, purpose: str, code: str) -> str:
        return self._seals.digest(f"{purpose} {code.strip().upper()}")
