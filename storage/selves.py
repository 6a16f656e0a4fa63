"""Two that become one person, and one that becomes two again within a day.

Every row that names the one who goes names the one who stays, as ``storage.personal`` tells of the columns; what was
before is kept, sealed, for as long as it can be undone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Table, delete, select, tuple_, update

from bot.domain.meetups import Moves
from bot.domain.merging import Clash, Merged, agreed, stays, united
from bot.domain.people import Role
from storage.dialect import AnyRow
from storage.ids import new_id
from storage.meetups import Meetups
from storage.outbox import TOLD_OF, Outbox
from storage.people import People
from storage.personal import HELD, Whose, place
from storage.seals import Seals
from storage.standings import ASKED, row_of
from storage.tables import answers, codes, identities, members, metadata, people
from storage.tables_calls import reviews
from storage.tables_merges import merges
from storage.tables_seats import attendance

UNDONE_WITHIN = timedelta(days=1)
#: What is dealt with by itself: whose a place is, who may do what, what goes for good.
_BY_ITSELF = frozenset({"people", "merges", "answers", "members", "codes"})
#: A conflict of interest is the human's, and so is having been there.
_OF_EITHER = ((reviews.c.reviewer_id, reviews.c.recused), (attendance.c.person_id, attendance.c.came))


class Selves:
    """Make one person of two."""

    def __init__(
        self, connection: Connection, seals: Seals, *, people: People, meetups: Meetups, outbox: Outbox
    ) -> None:
        self._connection = connection
        self._seals = seals
        self._people, self._meetups, self._outbox = people, meetups, outbox

    def clashing(self, one: str, other: str) -> Sequence[str]:
        """List the meetups that both have answered."""
        theirs = select(answers.c.meetup_id).where(answers.c.person_id == other)
        query = select(answers.c.meetup_id).where(answers.c.person_id == one, answers.c.meetup_id.in_(theirs))
        return self._connection.execute(query.order_by(answers.c.meetup_id)).scalars().all()

    def merge(self, one: str, other: str, at: datetime) -> Merged:
        """Make one person of two: whoever Kuppi has known longer stays, with all that was the other's."""
        kept, gone = self._by_age(one, other)
        settled = {meetup: self._settle(meetup, at) for meetup in self.clashing(kept, gone)}
        id_, before = new_id(), self._before(kept, gone)
        clashes = [self._decide(meetup, moves, kept, gone, at) for meetup, moves in settled.items()]
        self._pass(answers.c.person_id, gone, kept)
        self._unite_roles(kept, gone)
        self._unite_settings(kept, gone)
        self._hold_of_either(kept, gone)
        for column in reassigned():
            self._pass(column, gone, kept)
        self._connection.execute(delete(codes).where(codes.c.person_id.in_((kept, gone))))
        after = self._settings(kept)
        sealed = self._seals.seal(json.dumps(before | {"after": after}, default=str), "merges", "before", id_)
        self._connection.execute(merges.insert().values(id=id_, kept_id=kept, gone_id=gone, at=at, before=sealed))
        self._wake(kept, at)
        return Merged(id_, kept, gone, [clash for clash in clashes if clash])

    def _settle(self, meetup: str, at: datetime) -> Moves:
        """Let what is due by now happen before two places are weighed: a seat that was left is none."""
        locked = self._meetups.lock(meetup)
        return self._meetups.settle(locked, at=at) if locked else Moves()

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget what was before, once it can no longer be undone, and who is nobody since; say how many."""
        old = select(merges.c.id, merges.c.gone_id).where(merges.c.at < now - UNDONE_WITHIN).limit(most)
        rows = self._connection.execute(old).all()
        self._connection.execute(delete(merges).where(merges.c.id.in_([row.id for row in rows])))
        nobody = ~people.c.id.in_(select(merges.c.kept_id))
        self._connection.execute(delete(people).where(people.c.id.in_([row.gone_id for row in rows]), nobody))
        return len(rows)

    # -- what is each one's --

    def _by_age(self, one: str, other: str) -> tuple[str, str]:
        query = select(people.c.id).where(people.c.id.in_((one, other))).order_by(people.c.created_at, people.c.id)
        kept, gone = self._connection.execute(query.with_for_update()).scalars()
        return kept, gone

    def _before(self, kept: str, gone: str) -> dict[str, object]:
        """Write down what is whose, as far as parting needs it."""
        mine = {f"{column.table.name}.{column.name}": self._keys(column, gone) for column in reassigned()}
        shared = [column for column in reassigned() if in_key(column)]
        return {
            "rows": {name: keys for name, keys in mine.items() if keys},
            "doubles": {column.table.name: self._doubles(column, kept, gone) for column in shared},
            "answers": {one: self._answers(one) for one in (kept, gone)},
            "roles": {one: self._roles(one) for one in (kept, gone)},
            "names": self._names(kept, gone),
            "settings": self._settings(kept),
        }

    def _keys(self, column: Column[str], person: str) -> list[list[object]]:
        """List the keys of the rows that name a person in a column."""
        rows = self._connection.execute(select(*column.table.primary_key).where(column == person))
        return [list(row) for row in rows]

    def _doubles(self, column: Column[str], kept: str, gone: str) -> list[dict[str, Any]]:
        """Write down the rows that only one of two can keep, of whoever goes; what is sealed in them is opened."""
        table, others = column.table, others_in_key(column)
        same = select(*others).where(column == kept)
        rows = self._connection.execute(select(table).where(column == gone, key_of(others).in_(same))).mappings()
        return [opened(self._seals, table, row) for row in rows]

    def _answers(self, person: str) -> Mapping[str, object]:
        query = select(answers.c.meetup_id, *ASKED, answers.c.at).where(answers.c.person_id == person)
        return {row["meetup_id"]: dict(row) for row in self._connection.execute(query).mappings()}

    def _roles(self, person: str) -> dict[str, Role]:
        rows = self._connection.execute(select(members).where(members.c.person_id == person))
        return {row.network_id: Role(row.role) for row in rows}

    def _names(self, *ids: str) -> Mapping[str, str]:
        rows = self._connection.execute(select(identities).where(identities.c.person_id.in_(ids)))
        return {row.id: self._seals.open(row.name, "identities", "name", row.id) for row in rows}

    def _settings(self, person: str) -> dict[str, object]:
        row = self._connection.execute(select(people).where(people.c.id == person)).mappings().one()
        return {name: row[name] for name in SETTINGS}

    # -- uniting --

    def _decide(self, meetup: str, moves: Moves, kept: str, gone: str, at: datetime) -> Clash | None:
        """Keep the better place of two, and let the other go on; of what has begun only the count is set right."""
        locked = self._meetups.lock(meetup)
        rows = {row.person_id: row_of(row) for row in self._both(meetup, kept, gone)}
        if locked is None or not rows:
            return None
        best = next(iter(rows.values()))
        if len(rows) > 1:
            mine, theirs = rows[kept], rows[gone]
            first = stays((mine.asked, mine.ordinal), (theirs.asked, theirs.ordinal))
            best, loser = (mine, gone) if first else (theirs, kept)
            moves += self._meetups.remove(locked, loser, at=at)
            for kind in TOLD_OF:
                self._outbox.withdraw(loser, f"{kind}:{meetup}:")  # it tells of the place that was let go
        return Clash(locked, best.asked, moves.renamed(gone, kept))

    def _both(self, meetup: str, kept: str, gone: str) -> Sequence[AnyRow]:
        theirs = answers.c.meetup_id == meetup, answers.c.person_id.in_((kept, gone))
        return self._connection.execute(select(*ASKED).where(*theirs)).all()

    def _unite_roles(self, kept: str, gone: str) -> None:
        mine, theirs = self._roles(kept), self._roles(gone)
        self._connection.execute(delete(members).where(members.c.person_id == gone))
        for network, role in theirs.items():
            self._people.enrol(kept, network, united(mine.get(network), role))

    def _unite_settings(self, kept: str, gone: str) -> None:
        """Choose of two wishes the one that was said, and of two that were said the more careful one."""
        selves = self._people.get([kept, gone])
        mine, theirs = self._settings(kept), self._settings(gone)
        said = mine if mine["locale_chosen"] or not theirs["locale_chosen"] else theirs
        named = next((one for one in (kept, gone) if one in selves and selves[one].name_chosen), None)
        if kept in selves and gone in selves:
            mine["name_visible"] = agreed(selves[kept], selves[gone])
        values = mine | {
            "locale": said["locale"], "locale_chosen": True, "reminded": mine["reminded"] and theirs["reminded"],
        }  # fmt: skip
        self._connection.execute(update(people).where(people.c.id == kept).values(values))
        self._pass(identities.c.person_id, gone, kept)
        if named:
            self._people.call(kept, selves[named].name)
        self._people.changes += 1

    def _hold_of_either(self, kept: str, gone: str) -> None:
        """Let what is true of one be true of the human."""
        for whose, flag in _OF_EITHER:
            others = others_in_key(whose)
            theirs = select(*others).where(whose == gone, flag)
            mine = whose == kept, key_of(others).in_(theirs)
            self._connection.execute(update(whose.table).where(*mine).values({flag.name: True}))

    def _pass(self, column: Column[str], gone: str, kept: str) -> None:
        """Make one's rows the other's; where both have the same, the other's own stays."""
        table, others = column.table, others_in_key(column)
        if in_key(column):
            same = select(*others).where(column == kept)
            double = delete(table).where(column == gone, key_of(others).in_(same))
            self._connection.execute(double)
        if not any(column.name in HELD[table.name].sealed_to(name) for name in HELD[table.name].sealed):
            self._connection.execute(update(table).where(column == gone).values({column.name: kept}))
            return
        for row in self._connection.execute(select(table).where(column == gone)).mappings().all():
            this = [key == row[key.name] for key in table.primary_key]
            self._connection.execute(update(table).where(*this).values(renamed(self._seals, column, row, kept)))

    def _wake(self, person: str, at: datetime) -> None:
        """Send what waited for one self where the other can be reached."""
        reached = [there for there, reachable in self._people.whereabouts(person) if reachable]
        for there in reached[:1]:
            self._outbox.deliver_held(person, there, at)


SETTINGS = ("locale", "locale_chosen", "name_visible", "reminded", "name_chosen")


def reassigned() -> Iterator[Column[str]]:
    """List the columns that name a person by id, but for those dealt with by themselves."""
    for table in metadata.sorted_tables:
        if table.name not in _BY_ITSELF:
            yield from (table.c[name] for name, naming in _named(table) if naming is Whose.PERSON)


def renamed(seals: Seals, column: Column[str], row: RowMapping, person: str) -> dict[str, Any]:
    """Name another person in a row's column, with what is sealed to that column sealed anew."""
    after: dict[str, Any] = {**row, column.name: person}
    table = column.table.name
    for name in HELD[table].sealed:
        if column.name in HELD[table].sealed_to(name) and row[name] is not None:
            after[name] = seals.seal(seals.open(row[name], *place(table, name, row)), *place(table, name, after))
    return after


def key_of(columns: Sequence[Column[Any]]) -> ColumnElement[Any]:
    """Compare by a key, of one column or of several."""
    return columns[0] if len(columns) == 1 else tuple_(*columns)


def in_key(column: Column[str]) -> bool:
    """Tell whether a row is known by the person it names: two that become one can keep only one such row."""
    return column.name in column.table.primary_key.columns


def others_in_key(column: Column[str]) -> Sequence[Column[Any]]:
    """List by what else a row is known than by the person it names."""
    return [key for key in column.table.primary_key if key is not column]


def opened(seals: Seals, table: Table, row: RowMapping) -> dict[str, Any]:
    """Give a row with what is sealed in it opened."""
    held, clear = HELD[table.name], dict[str, Any](row)
    for name in held.sealed:
        if row[name] is not None:
            clear[name] = seals.open(row[name], *place(table.name, name, row))
    return clear


def _named(table: Table) -> Iterator[tuple[str, Whose]]:
    return ((name, naming.whose) for name, naming in HELD[table.name].names.items())
