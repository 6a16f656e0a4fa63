"""What a calendar feed is made of, read without a lock."""

from typing import TYPE_CHECKING

from bot.domain.duty.rotation import Feed, Rotation

if TYPE_CHECKING:
    from storage.transaction import Transaction


def public_feed(tx: "Transaction", rota: str) -> Feed | None:
    """Give the feed that anybody may read."""
    found = tx.duty.get(rota)
    return _feed(tx, found, None) if found else None


def organisations_feed(tx: "Transaction", token: str) -> Feed | None:
    """Give an organisation's own feed, by the token in its address."""
    organisation = tx.organisations.feed(token)
    network = tx.organisations.network_of(organisation) if organisation else None
    found = tx.duty.of(network) if network else None
    return _feed(tx, found, organisation) if found else None


def _feed(tx: "Transaction", rota: Rotation, organisation: str | None) -> Feed:
    return Feed(
        rota=rota, names=tx.organisations.names(rota.network), changes=tx.duty.changes(rota.id),
        locale=tx.networks.get(rota.network).locale, organisation=organisation,
    )  # fmt: skip
