"""People at the door: those without a chat, and who came."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from bot.domain.people import NO_CHAT
from storage.dialect import insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import identities, people
from storage.tables_seats import attendance


class Door:
    """Keep who came, and those whom only coordinators can speak to."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def welcome(self, name: str, *, locale: str, at: datetime) -> str:
        """Make a person known by name alone; give their id."""
        person, id_ = new_id(), new_id()
        self._connection.execute(
            people.insert().values(
                id=person, locale=locale, locale_chosen=False, reminded=True, name_chosen=True, created_at=at
            )
        )  # fmt: skip
        self._connection.execute(
            identities.insert().values(
                id=id_, platform=NO_CHAT, address=id_, person_id=person, reachable=False, spoke_at=at,
                name=self._seals.seal(name, "identities", "name", id_),
            )
        )  # fmt: skip
        return person

    def mark(self, meetup: str, person: str, *, came: bool, by: str, at: datetime) -> None:
        """Note whether somebody came; the last word holds."""
        row = {"meetup_id": meetup, "person_id": person, "came": came, "at": at, "marked_by": by}
        marked = insert(self._connection, attendance).values(row)
        keys = ["meetup_id", "person_id"]
        self._connection.execute(
            marked.on_conflict_do_update(index_elements=keys, set_={"came": came, "at": at, "marked_by": by})
        )

    def came(self, meetup: str) -> Collection[str]:
        """List those who came."""
        there = attendance.c.meetup_id == meetup, attendance.c.came
        return frozenset(self._connection.execute(select(attendance.c.person_id).where(*there)).scalars())

    def forget(self, meetup: str, person: str) -> None:
        """Forget whether somebody came."""
        theirs = attendance.c.meetup_id == meetup, attendance.c.person_id == person
        self._connection.execute(attendance.delete().where(*theirs))
