"""The page of what is personal is true of the tables: a new column cannot be forgotten."""

import pytest
from sqlalchemy import ForeignKey, LargeBinary, Table

from storage.personal import HELD, Fate, Whose
from storage.tables import metadata

TABLES = metadata.sorted_tables
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_every_table_is_told_of_and_no_other() -> None:
    assert set(HELD) == {table.name for table in TABLES}


@each_table
def test_every_column_names_a_person_or_is_personal_or_is_not(table: Table) -> None:
    held = HELD[table.name]
    said = [*held.names, *held.personal, *held.plain]
    assert (sorted(said), len(set(said))) == (sorted(table.c.keys()), len(said))


@each_table
def test_what_is_personal_goes_with_a_name(table: Table) -> None:
    held = HELD[table.name]
    kept = [naming for naming in held.names.values() if naming.fate is Fate.EMPTIED]
    assert not held.personal or held.names
    assert all(naming.also <= held.personal for naming in kept)
    goes = any(naming.fate is not Fate.EMPTIED for naming in held.names.values())
    assert goes or held.personal == frozenset().union(*(naming.also for naming in kept))


@each_table
def test_whatever_refers_to_a_person_names_them(table: Table) -> None:
    referring = {column.name for column in table.c if any(_to_people(key) for key in column.foreign_keys)}
    by_id = {name for name, naming in HELD[table.name].names.items() if naming.whose is Whose.PERSON}
    assert referring <= by_id


@each_table
def test_what_is_sealed_is_told_with_what_it_is_sealed_to(table: Table) -> None:
    held = HELD[table.name]
    assert set(held.sealed) == {column.name for column in table.c if isinstance(column.type, LargeBinary)}
    assert {one for column in held.sealed for one in held.sealed_to(column)} <= set(table.c.keys())


@each_table
def test_what_is_emptied_or_made_nameless_can_be(table: Table) -> None:
    for name, naming in HELD[table.name].names.items():
        if naming.fate is Fate.EMPTIED:
            assert not {name, *naming.also} & {column.name for column in table.primary_key}
        if naming.fate is Fate.NAMELESS:
            assert naming.whose is Whose.PERSON


def _to_people(key: ForeignKey) -> bool:
    return key.column.table.name == "people"
