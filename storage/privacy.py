"""What is held of a person: shown whole, and erased whole, table by table as ``storage.personal`` tells."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from bot.chat import Address
from storage.dialect import AnyRow
from storage.events import Events
from storage.ids import new_id
from storage.outbox import Outbox, lane_of
from storage.people import People
from storage.personal import HELD, Fate, Held, Whose
from storage.seals import Seals
from storage.tables import identities, metadata, people
from storage.tables_merges import merges

Row = Mapping[str, object]


class Privacy:
    """Show and erase what is held of people."""

    def __init__(self, connection: Connection, seals: Seals, *, people: People, outbox: Outbox, events: Events) -> None:
        self._connection = connection
        self._seals = seals
        self._people, self._outbox, self._events = people, outbox, events
        self.erased = False  #: somebody was erased in this transaction: nothing of them may stay in the log either

    # -- showing --

    def held(self, person: str) -> Mapping[str, Sequence[Row]]:
        """Give all rows that are a person's, by table, with what is sealed in them opened."""
        keys = self._keys(person)
        found = {table.name: self._rows(table, held, keys) for table, held in _tables()}
        return {name: rows for name, rows in found.items() if rows}

    def _rows(self, table: Table, held: Held, keys: Mapping[Whose, Sequence[str]]) -> Sequence[Row]:
        rows = self._connection.execute(select(table).where(_theirs(table, held, keys)).order_by(*table.primary_key))
        return [self._shown(table.name, held, row) for row in rows]

    def _shown(self, table: str, held: Held, row: AnyRow) -> Row:
        return {name: self._value(table, held, row, name) for name in row._fields if name not in held.sealed.values()}

    def _value(self, table: str, held: Held, row: AnyRow, name: str) -> object:
        value = getattr(row, name)
        if name in held.sealed and value is not None:
            return self._seals.open(value, table, name, getattr(row, held.sealed[name]))
        return value.isoformat() if isinstance(value, datetime | date | time) else value

    # -- erasing --

    def erase(self, person: str, at: datetime) -> None:
        """Erase a person, at once and for good; what must still count stays as somebody's of whom nothing is known."""
        keys = self._keys(person)
        nobody = _Nobody(self._connection, at)
        for table, held in reversed(list(_tables())):
            self._erase_from(table, held, _theirs(table, held, keys), nobody)
        lanes = keys[Whose.LANE]
        self._outbox.let_sleep(lanes)
        self._events.forget_senders(lanes)
        self._people.changes += 1
        self.erased = True

    def _erase_from(self, table: Table, held: Held, theirs: ColumnElement[bool], nobody: "_Nobody") -> None:
        if held.fate is Fate.GOES:
            self._connection.execute(delete(table).where(theirs))
        elif held.fate is Fate.EMPTIED:
            empty = {name: None if table.c[name].nullable else "" for name in held.personal}
            self._connection.execute(update(table).where(theirs).values(empty))
        elif self._connection.execute(select(table).where(theirs).limit(1)).first():
            [whose] = held.by
            self._connection.execute(update(table).where(theirs).values({whose: nobody.id}))

    def _keys(self, person: str) -> Mapping[Whose, Sequence[str]]:
        """Give all by which rows may say that they are a person's."""
        ids = self._selves(person)
        places = self._connection.execute(
            select(identities.c.platform, identities.c.address).where(identities.c.person_id.in_(ids))
        )
        lanes = [lane_of(Address(row.platform, row.address)) for row in places]
        senders = [self._seals.digest(lane) for lane in lanes]
        return {Whose.PERSON: ids, Whose.ABOUT: ids, Whose.LANE: lanes, Whose.SENDER: senders}

    def _selves(self, person: str) -> list[str]:
        """Give a person's id, and those of the people they were until they became one."""
        ids = [person]
        for kept in ids:  # it grows: whoever was merged may have been merged before
            gone = self._connection.execute(select(merges.c.gone_id).where(merges.c.kept_id == kept)).scalars()
            ids += [one for one in gone if one not in ids]
        return ids


class _Nobody:
    """A person of whom nothing is known, made when first needed."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection, self._at = connection, at
        self._id = ""

    @property
    def id(self) -> str:
        """Give the id."""
        if not self._id:
            self._id = new_id()
            nothing = {"locale": "fi", "locale_chosen": False, "reminded": False, "name_chosen": False}
            self._connection.execute(people.insert().values(id=self._id, created_at=self._at, **nothing))
        return self._id


def _tables() -> Iterator[tuple[Table, Held]]:
    """List the tables that hold something of people, those first that others refer to."""
    for table in metadata.sorted_tables:
        if HELD[table.name].by:
            yield table, HELD[table.name]


def _theirs(table: Table, held: Held, keys: Mapping[Whose, Sequence[str]]) -> ColumnElement[bool]:
    return or_(*(_is(table.c[name], whose, keys[whose]) for name, whose in held.by.items()))


def _is(column: ColumnElement[str], whose: Whose, keys: Sequence[str]) -> ColumnElement[bool]:
    if whose is Whose.ABOUT:
        return or_(*(column.contains(key, autoescape=True) for key in keys))
    return column.in_(keys)
