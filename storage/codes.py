"""One-time codes: for whoever holds them, once, for half an hour; they are found by their digests."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from storage.dialect import AnyRow, Where, forget
from storage.seals import Seals
from storage.tables import codes

LIFETIME = timedelta(minutes=30)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I O 0 1: codes are copied by hand
_LENGTH = 12
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}", re.IGNORECASE)
_LINK = "link"


def fresh_code(length: int = _LENGTH) -> str:
    """Make a code of letters that are not mistaken for one another."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def is_code(typed: str) -> bool:
    """Tell what has the look of a code, whatever it may open."""
    return _CODE.fullmatch(typed) is not None


class Codes:
    """Keep codes."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def issue(self, purpose: str, network: str, at: datetime) -> str:
        """Make a code for a purpose in a network."""
        return self._issue(purpose, at, network_id=network)

    def redeem(self, purpose: str, code: str, at: datetime) -> str | None:
        """Use a code; give its network, or None when it is unknown, used or too old."""
        row = self._use(purpose, code, at)
        return row.network_id if row else None

    def spoil(self, code: str, at: datetime) -> bool:
        """Make a code void because others have seen it; True when it was a good one."""
        spoilt = [self._use(purpose, code, at) for purpose in ("join", "coordinator", _LINK)]
        return any(row is not None for row in spoilt)

    # -- to one's other self --

    def issue_link(self, person: str, at: datetime) -> str:
        """Make a code by which a person's other self finds them; one made earlier is void."""
        unused = codes.c.person_id == person, codes.c.used_at.is_(None)
        self._connection.execute(update(codes).where(*unused).values(used_at=at))
        return self._issue(_LINK, at, person_id=person)

    def other_self(self, code: str, at: datetime) -> str | None:
        """Say whose other self a code is for, without using it."""
        good = select(codes.c.person_id).where(*self._good(_LINK, code, at))
        return self._connection.execute(good).scalar()

    def use_link(self, code: str, at: datetime) -> str | None:
        """Use a code; give whose other self it is for, or None when it is unknown, used or too old."""
        row = self._use(_LINK, code, at)
        return row.person_id if row else None

    def _issue(self, purpose: str, at: datetime, **opens: str) -> str:
        code = fresh_code()
        row = {"purpose": purpose, "expires_at": at + LIFETIME, **opens}
        self._connection.execute(codes.insert().values(row | self._seals.kept(_digested(purpose, code), "codes")))
        return code

    def _use(self, purpose: str, code: str, at: datetime) -> "AnyRow | None":
        used = update(codes).where(*self._good(purpose, code, at)).values(used_at=at)
        return self._connection.execute(used.returning(codes.c.network_id, codes.c.person_id)).first()

    def _good(self, purpose: str, code: str, at: datetime) -> Where:
        mine = codes.c.digest == self._seals.digest(_digested(purpose, code))
        return mine, codes.c.used_at.is_(None), codes.c.expires_at > at

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget codes a day after their time; say how many."""
        return forget(self._connection, codes.c.digest, codes.c.expires_at < now - timedelta(days=1), most)


def _digested(purpose: str, code: str) -> str:
    return f"{purpose} {code.strip().upper()}"
