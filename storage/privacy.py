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
from storage.personal import HELD, Fate, Naming, Whose
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
        """Give what is a person's in all tables, by table, with what is sealed opened.

        Of rows that only say who did something it is that alone: the rest is not theirs.
        """
        keys = self._keys(person)
        found = {table.name: self._rows(table, keys) for table in _tables()}
        return {name: rows for name, rows in found.items() if rows}

    def _rows(self, table: Table, keys: Mapping[Whose, Sequence[str]]) -> list[Row]:
        held, shown = HELD[table.name], list[Row]()
        whole = [name for name, naming in held.names.items() if naming.fate is not Fate.EMPTIED and _own(naming)]
        if whole:
            theirs = or_(*(_is(table.c[name], held.names[name], keys) for name in whole))
            shown += self._shown(table, theirs, table.c.keys())
        for name, naming in held.names.items():
            if naming.fate is Fate.EMPTIED:
                columns = [*table.primary_key.columns.keys(), name, *naming.also]
                shown += self._shown(table, _is(table.c[name], naming, keys), columns)
        return shown

    def _shown(self, table: Table, theirs: ColumnElement[bool], columns: Sequence[str]) -> Iterator[Row]:
        for row in self._connection.execute(select(table).where(theirs).order_by(*table.primary_key)):
            yield {name: self._value(table.name, row, name) for name in columns}

    def _value(self, table: str, row: AnyRow, name: str) -> object:
        value, to = getattr(row, name), HELD[table].sealed_to(name)
        if to and value is not None:
            return self._seals.open(value, table, name, *(getattr(row, one) for one in to))
        return value.isoformat() if isinstance(value, datetime | date | time) else value

    # -- erasing --

    def erase(self, person: str, at: datetime) -> None:
        """Erase a person, at once and for good; what must still count stays as somebody's of whom nothing is known."""
        keys = self._keys(person)
        nobody = _Nobody(self._connection, at)
        for table in reversed(list(_tables())):
            for name, naming in HELD[table.name].names.items():
                self._erase(table, name, naming, _is(table.c[name], naming, keys), nobody)
        self._outbox.let_sleep(keys[Whose.LANE])
        self._events.forget_senders(keys[Whose.LANE])
        self._people.changes += 1
        self.erased = True

    def _erase(self, table: Table, name: str, naming: Naming, theirs: ColumnElement[bool], nobody: "_Nobody") -> None:
        if naming.fate is Fate.GOES:
            self._connection.execute(delete(table).where(theirs))
        elif naming.fate is Fate.EMPTIED:
            empty = {one: None if table.c[one].nullable else "" for one in (name, *naming.also)}
            self._connection.execute(update(table).where(theirs).values(empty))
        elif self._connection.execute(select(table).where(theirs).limit(1)).first():
            self._connection.execute(update(table).where(theirs).values({name: nobody.id}))

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


def _tables() -> Iterator[Table]:
    """List the tables that name people, those first that others refer to."""
    return (table for table in metadata.sorted_tables if HELD[table.name].names)


def _own(naming: Naming) -> bool:
    """Tell whether a row that names a person so is their own."""
    return naming.whose is not Whose.ABOUT


def _is(column: ColumnElement[str], naming: Naming, keys: Mapping[Whose, Sequence[str]]) -> ColumnElement[bool]:
    if naming.whose is Whose.ABOUT:
        return or_(*(column.contains(key, autoescape=True) for key in keys[naming.whose]))
    return column.in_(keys[naming.whose])
