"""Questions to whoever is on duty; one that nobody has answered belongs to the duty, not to a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.domain.duty.asking import KEPT, Request
from storage.dialect import AnyRow, forget
from storage.seals import Seals
from storage.tables_duty import requests


class Requests:
    """Keep questions, sealed."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def ask(self, request: Request) -> None:
        """Keep a question."""
        self._connection.execute(
            requests.insert().values(
                id=request.id, network_id=request.network, person_id=request.person,
                organisation_id=request.organisation, asked_at=request.asked_at,
                body=self._seals.seal(request.body, "requests", "body", request.id),
            )
        )  # fmt: skip

    def get(self, id_: str) -> Request | None:
        """Give a question, or None."""
        row = self._connection.execute(select(requests).where(requests.c.id == id_)).first()
        return self._request(row) if row else None

    def answer(self, id_: str, by: str, at: datetime) -> bool:
        """Note that a question was answered: False when somebody did before."""
        still_open = update(requests).where(requests.c.id == id_, requests.c.answered_at.is_(None))
        return self._connection.execute(still_open.values(answered_by=by, answered_at=at)).rowcount > 0

    def open_in(self, network: str, most: int = 20) -> Sequence[Request]:
        """List the questions that wait for an answer, the oldest first."""
        waiting = requests.c.network_id == network, requests.c.answered_at.is_(None)
        query = select(requests).where(*waiting).order_by(requests.c.asked_at).limit(most)
        return [self._request(row) for row in self._connection.execute(query)]

    def waiting(self, network: str) -> int:
        """Count the questions of a network that belong to whoever is on duty and wait for an answer."""
        mine = requests.c.network_id == network, requests.c.organisation_id.is_(None), requests.c.answered_at.is_(None)
        return int(self._connection.execute(select(func.count()).where(*mine)).scalar_one())

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget questions some time after they were answered; say how many."""
        return forget(self._connection, requests.c.id, requests.c.answered_at < now - KEPT, most)

    def _request(self, row: AnyRow) -> Request:
        return Request(
            id=row.id, network=row.network_id, person=row.person_id, organisation=row.organisation_id,
            body=self._seals.open(row.body, "requests", "body", row.id), asked_at=row.asked_at,
            answered=row.answered_at is not None,
        )  # fmt: skip
