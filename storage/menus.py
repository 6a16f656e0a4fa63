"""Whose private chat shows the coordinators' commands, and whose should."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from bot.chat import Address
from bot.domain.people import Role
from storage.tables import identities, members


class Menus:
    """Keep what menu a private chat shows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, platform: str, admins: Collection[str], version: str) -> Sequence[tuple[Address, bool]]:
        """List the private chats whose menu must change: True to show this version of ours, False to take it away."""
        ours = _coordinates(admins)
        outdated = or_(identities.c.menu.is_(None), identities.c.menu != version)
        change = or_(and_(ours, identities.c.reachable, outdated), and_(~ours, identities.c.menu.is_not(None)))
        query = select(identities.c.address, ours.label("ours")).where(identities.c.platform == platform, change)
        rows = self._connection.execute(query.order_by(identities.c.address))
        return [(Address(platform, row.address), bool(row.ours)) for row in rows]

    def shown(self, to: Address, version: str | None) -> None:
        """Note which version a private chat shows; None for everybody's menu."""
        at = identities.c.platform == to.platform, identities.c.address == to.id
        self._connection.execute(update(identities).where(*at).values(menu=version))


def _coordinates(admins: Collection[str]) -> ColumnElement[bool]:
    of = members.c.person_id == identities.c.person_id, members.c.role == Role.COORDINATOR
    return or_(exists().where(*of), identities.c.address.in_(list(admins)))
