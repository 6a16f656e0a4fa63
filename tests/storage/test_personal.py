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
def test_every_column_is_either_personal_or_not(table: Table) -> None:
    held = HELD[table.name]
    assert held.personal & held.plain == frozenset()
    assert held.personal | held.plain == set(table.c.keys())


@each_table
def test_whose_a_row_is_is_personal_and_what_is_personal_has_a_way_to_go(table: Table) -> None:
    held = HELD[table.name]
    assert set(held.by) <= held.personal
    assert bool(held.by) == bool(held.personal)


@each_table
def test_whatever_refers_to_a_person_is_known_to(table: Table) -> None:
    referring = {column.name for column in table.c if any(_to_people(key) for key in column.foreign_keys)}
    said = {name for name, whose in HELD[table.name].by.items() if whose is Whose.PERSON}
    assert referring <= said


@each_table
def test_what_is_sealed_is_personal_and_is_told_what_it_is_sealed_to(table: Table) -> None:
    held = HELD[table.name]
    sealed = {column.name for column in table.c if isinstance(column.type, LargeBinary)}
    assert sealed == set(held.sealed)
    assert sealed <= held.personal
    assert set(held.sealed.values()) <= set(table.c.keys())


@each_table
def test_what_stays_has_nothing_of_a_person_in_it_but_whose_it_was(table: Table) -> None:
    held = HELD[table.name]
    if held.fate is Fate.EMPTIED:
        assert not held.personal & {column.name for column in table.primary_key}
    if held.fate is Fate.NAMELESS:
        assert list(held.by.values()) == [Whose.PERSON]


def _to_people(key: ForeignKey) -> bool:
    return key.column.table.name == "people"
