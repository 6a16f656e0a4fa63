"""Swap offers: of two who accept at once one finds the version changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.domain.duty.swaps import LIVE, Offer
from storage.duty.writing import read_offer, written_offer
from storage.tables_duty import offers


class Offers:
    """Keep swap offers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, rota: str, offer: Offer, *, by: str, due: datetime | None) -> None:
        """Keep a new offer; ``due`` is when it is brought up again or lapses."""
        self._connection.execute(
            offers.insert().values(
                id=offer.id, rota_id=rota, state=offer.state, version=offer.version, body=written_offer(offer),
                due_at=due, by=by,
            )
        )  # fmt: skip

    def get(self, id_: str) -> tuple[str, Offer] | None:
        """Give an offer with its rota, or None."""
        row = self._connection.execute(select(offers).where(offers.c.id == id_)).first()
        return (row.rota_id, read_offer(row.body)) if row else None

    def save(self, before: Offer, offer: Offer, *, due: datetime | None) -> bool:
        """Keep what became of an offer; False when somebody was faster."""
        mine = offers.c.id == offer.id, offers.c.version == before.version
        values = {"state": offer.state, "version": offer.version, "body": written_offer(offer), "due_at": due}
        return self._connection.execute(update(offers).where(*mine).values(values)).rowcount > 0

    def live(self, rota: str) -> Sequence[Offer]:
        """List the offers that wait for an answer."""
        query = select(offers.c.body).where(offers.c.rota_id == rota, offers.c.state.in_(LIVE)).order_by(offers.c.id)
        return sorted(map(read_offer, self._connection.execute(query).scalars()), key=lambda one: one.made_at)

    def due(self, at: datetime) -> Sequence[str]:
        """List the offers that are to be brought up again or lapse."""
        return self._connection.execute(select(offers.c.id).where(offers.c.due_at <= at)).scalars().all()
