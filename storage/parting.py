"""One person that becomes two again: each as they were, but nobody loses what they were given in between."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update

from bot.domain.meetups import Meetup, Moves
from bot.domain.merging import Parted, stays
from bot.domain.people import Role
from bot.domain.seating import Asked, Hold, Reply
from storage.dialect import AnyRow, insert
from storage.meetups import Meetups
from storage.people import People
from storage.personal import HELD, place
from storage.seals import Seals
from storage.selves import SETTINGS, UNDONE_WITHIN, reassigned, renamed
from storage.standings import Row
from storage.tables import answers, identities, members, people
from storage.tables_merges import merges

Kept = Mapping[str, Any]


class Parting:
    """Make two people of one that was made of them."""

    def __init__(self, connection: Connection, seals: Seals, *, people: People, meetups: Meetups) -> None:
        self._connection = connection
        self._seals = seals
        self._people, self._meetups = people, meetups

    def part(self, merge: str, person: str, at: datetime) -> Parted | None:
        """Undo a merge of this person's; None when it is too late, or another was built on it."""
        row = self._connection.execute(select(merges).where(merges.c.id == merge).with_for_update()).first()
        if row is None or row.kept_id != person or at - row.at > UNDONE_WITHIN or self._built_on(row):
            return None
        before: Kept = json.loads(self._seals.open(row.before, "merges", "before", row.id))
        kept, gone = row.kept_id, row.gone_id
        self._connection.execute(delete(merges).where(merges.c.id == merge))
        for column in reassigned():
            for key in before["rows"].get(f"{column.table.name}.{column.name}", ()):
                self._give_back(column, key, before.get("doubles", {}), kept, gone)
        self._settle_settings(kept, before)
        self._settle_roles(kept, gone, before["roles"])
        self._people.changes += 1
        return self._settle_answers(kept, gone, before["answers"], at)

    def _built_on(self, row: AnyRow) -> bool:
        """Tell whether another merge came after: the last is undone first."""
        later = merges.c.kept_id == row.kept_id, merges.c.at >= row.at, merges.c.id != row.id
        return self._connection.execute(select(merges.c.id).where(*later)).first() is not None

    # -- what is each one's --

    def _give_back(self, column: Column[str], key: Sequence[Any], doubles: Kept, kept: str, gone: str) -> None:
        """Let a row that was the other's be theirs again, as far as it is still there; one of both becomes two."""
        columns = list(column.table.primary_key.columns)
        others = [one == _read(one, value) for one, value in zip(columns, key, strict=True) if one is not column]
        row = self._connection.execute(select(column.table).where(*others, column == kept)).mappings().first()
        if row is None:
            return
        written = doubles.get(column.table.name, ())
        double = next((one for one in written if [one[part.name] for part in columns] == key), None)
        if double is not None:
            both = insert(self._connection, column.table).values(self._read_row(column.table, double))
            self._connection.execute(both.on_conflict_do_nothing())
            return
        theirs = renamed(self._seals, column, row, gone)
        self._connection.execute(update(column.table).where(*others, column == kept).values(theirs))

    def _read_row(self, table: Table, written: Kept) -> Kept:
        """Read a row from JSON as its columns have it, with what is sealed in it sealed anew."""
        row = {one.name: _read(one, written[one.name]) for one in table.c if one.name not in HELD[table.name].sealed}
        for name in HELD[table.name].sealed:
            words = written[name]
            row[name] = None if words is None else self._seals.seal(words, *place(table.name, name, row))
        return row

    def _settle_settings(self, kept: str, before: Kept) -> None:
        """Undo what the merge chose, unless the person has chosen otherwise since."""
        now = self._connection.execute(select(people).where(people.c.id == kept)).mappings().one()
        undone = {name: before["settings"][name] for name in SETTINGS if now[name] == before["after"][name]}
        self._connection.execute(update(people).where(people.c.id == kept).values(undone))
        for id_, name in before["names"].items() if "name_chosen" in undone else ():
            sealed = self._seals.seal(name, "identities", "name", id_)
            self._connection.execute(update(identities).where(identities.c.id == id_).values(name=sealed))

    def _settle_roles(self, kept: str, gone: str, before: Mapping[str, Mapping[str, Role]]) -> None:
        """Give each their own role back; nobody is given one that was taken away since."""
        rows = self._connection.execute(select(members).where(members.c.person_id == kept))
        now = {row.network_id: Role(row.role) for row in rows}
        for network, role in before[gone].items():
            if network not in now:
                continue
            theirs = Role(role) if now[network] is Role.COORDINATOR else Role.MEMBER
            self._people.enrol(gone, network, theirs)
            self._put_right(kept, network, before[kept].get(network))

    def _put_right(self, kept: str, network: str, before: str | None) -> None:
        mine = members.c.person_id == kept, members.c.network_id == network
        if before is None:
            self._connection.execute(delete(members).where(*mine))
        elif before == Role.MEMBER:
            self._connection.execute(update(members).where(*mine).values(role=Role.MEMBER))

    # -- places --

    def _settle_answers(self, kept: str, gone: str, before: Mapping[str, Mapping[str, Kept]], at: datetime) -> Parted:
        moved: list[tuple[Meetup, Moves]] = []
        waiting: list[Meetup] = []
        for meetup, theirs in sorted(before[gone].items()):
            locked = self._meetups.lock(meetup)
            now = self._connection.execute(select(answers).where(*_answer(meetup, kept))).first()
            if locked is None or now is None:
                continue
            mine = before[kept].get(meetup)
            if mine is None or now.ordinal == _stayed(mine, theirs)["ordinal"] == theirs["ordinal"]:
                self._connection.execute(update(answers).where(*_answer(meetup, kept)).values(person_id=gone))
            for back, asked_at in self._who_comes_back(now, mine, theirs, kept, gone):
                moved.append((locked, self._meetups.put_back(locked, back, asked_at=asked_at, at=at)))
                waiting += [locked] if self._waits(locked, back) else []
        return Parted(kept, gone, moved, waiting)

    def _who_comes_back(
        self, now: AnyRow, mine: Kept | None, theirs: Kept, kept: str, gone: str
    ) -> Sequence[tuple[Row, datetime]]:
        """Say whose answer the merge had let go, and when it was given; nobody's when it has been changed since."""
        if mine is None or now.reply not in {mine["reply"], theirs["reply"]}:
            return ()
        if now.ordinal != _stayed(mine, theirs)["ordinal"]:
            return ()
        return (_row(kept, mine),) if now.ordinal == theirs["ordinal"] else (_row(gone, theirs),)

    def _waits(self, meetup: Meetup, back: Row) -> bool:
        standing = self._meetups.standing(meetup, back.person)
        return back.asked.hold is Hold.SEAT and standing is not None and standing.waiting > 0


def _answer(meetup: str, person: str) -> tuple[Any, Any]:
    return answers.c.meetup_id == meetup, answers.c.person_id == person


def _stayed(mine: Kept, theirs: Kept) -> Kept:
    """Say which of two answers stayed when they became one; the other's number may be somebody else's by now."""
    (one, _), (other, _) = _row("", mine), _row("", theirs)
    return mine if stays((one.asked, one.ordinal), (other.asked, other.ordinal)) else theirs


def _row(person: str, kept: Kept) -> tuple[Row, datetime]:
    hold = Hold(kept["hold"]) if kept["hold"] else None
    asked = Asked(Reply(kept["reply"]), kept["guests"], hold)
    return Row(person, asked, kept["ordinal"]), datetime.fromisoformat(kept["at"])


def _read(column: Column[Any], value: Any) -> Any:
    """Read a key from JSON as its column has it."""
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return kind.fromisoformat(value) if issubclass(kind, date) and value is not None else value
