"""Who asked to be told when the day of a meetup is known."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from storage.dialect import insert
from storage.tables_life import watchers


class Watchers:
    """Keep who waits for a day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def watch(self, meetup: str, person: str) -> None:
        """Note that a person wants to be told."""
        row = {"meetup_id": meetup, "person_id": person}
        self._connection.execute(insert(self._connection, watchers).values(row).on_conflict_do_nothing())

    def of(self, meetup: str) -> Sequence[str]:
        """List who wants to be told."""
        query = select(watchers.c.person_id).where(watchers.c.meetup_id == meetup).order_by(watchers.c.person_id)
        return self._connection.execute(query).scalars().all()

    def leave(self, meetup: str, person: str) -> None:
        """Note that a person does not want to be told."""
        mine = watchers.c.meetup_id == meetup, watchers.c.person_id == person
        self._connection.execute(delete(watchers).where(*mine))

    def forget(self, meetup: str) -> None:
        """Forget who waited: they are told, or there is nothing to wait for."""
        self._connection.execute(delete(watchers).where(watchers.c.meetup_id == meetup))
