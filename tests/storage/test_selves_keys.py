"""Two that become one and part again, wherever a key names a person: nothing is in the way, and nothing is lost."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Index, Table, UniqueConstraint, select

from bot.domain.duty.contacts import Away
from bot.domain.seating import Reply
from storage import Database, Transaction
from storage.people import Meeting
from storage.personal import HELD, Whose
from storage.selves import in_key, opened
from storage.tables import metadata, people
from storage.tables_seats import seat_offers
from tests.storage.filling import fill
from tests.storage.making import DAY, MINUTE, NOW, meet, network, publish, sender

ITSELF = "is dealt with by itself"
ONE_STAYS = "the row of the one who stays stays, and the other's comes back when they part"
WITH_THE_ANSWER = "of two answers one goes, and its offer with it"
CHOSEN = "handlers.people.linking: the person chooses between two applications first"

#: What becomes of a key of which both have the rest in common, by table and columns.
RULES = {
    ("people", ("id",)): ITSELF,
    ("members", ("person_id", "network_id")): ITSELF,
    ("merges", ("gone_id",)): ITSELF,
    ("answers", ("meetup_id", "person_id")): ITSELF,
    ("attendance", ("meetup_id", "person_id")): ONE_STAYS,
    ("watchers", ("meetup_id", "person_id")): ONE_STAYS,
    ("reminders", ("subject", "kind", "target")): ONE_STAYS,
    ("contacts", ("organisation_id", "person_id")): ONE_STAYS,
    ("reviews", ("application_id", "reviewer_id")): ONE_STAYS,
    ("call_interests", ("person_id", "network_id", "kind")): ONE_STAYS,
    ("seat_offers", ("meetup_id", "person_id")): WITH_THE_ANSWER,
    ("applications", ("call_id", "person_id")): CHOSEN,
}


def keys(table: Table) -> Iterator[tuple[str, ...]]:
    """Give the columns of every key of a table, primary or unique."""
    yield tuple(table.primary_key.columns.keys())
    for one in (*table.constraints, *table.indexes):
        if isinstance(one, UniqueConstraint) or (isinstance(one, Index) and one.unique):
            yield tuple(one.columns.keys())


def by_id(table: Table) -> set[str]:
    return {name for name, naming in HELD[table.name].names.items() if naming.whose is Whose.PERSON}


def test_every_key_that_names_a_person_has_a_rule() -> None:
    found = {(table.name, key) for table in metadata.sorted_tables for key in keys(table) if by_id(table) & set(key)}
    assert found == set(RULES)


# -- the row of the one who stays ------------------------------------------------------------------------------

IN_KEYS = [
    metadata.tables[table].c[name]
    for (table, key), rule in RULES.items() if rule == ONE_STAYS
    for name in key if name in by_id(metadata.tables[table])
]  # fmt: skip
OF_EITHER = {"attendance.came", "reviews.recused"}


def two(tx: Transaction) -> tuple[str, str]:
    """Make two people; the first was met first."""
    [kept] = meet(tx, "Pia")
    [gone] = tx.people.meet([Meeting(sender("Pia", platform="slack"), None, True)], NOW + DAY).values()
    return kept.id, gone.id


def rows_of(tx: Transaction, table: Table) -> list[dict[str, Any]]:
    found = tx._connection.execute(select(table).order_by(*table.primary_key)).mappings()
    return [opened(tx.seals, table, row) for row in found]


def other(column: "Column[Any]", value: object) -> object:
    """Give another value than what a row has, so that one row can be told from another."""
    if column.foreign_keys or column.primary_key or value is None:
        return value
    return {bool: lambda: not value, int: lambda: 2}.get(type(value), lambda: value)()


@pytest.mark.parametrize("column", IN_KEYS, ids=str)
def test_of_two_rows_that_only_one_can_have_one_stays_and_both_are_back_when_they_part(
    database: Database, column: "Column[str]"
) -> None:
    table = column.table
    assert in_key(column)
    with database.begin() as tx:
        pattern = fill(tx, tx.seals)[table.name]
        tx._connection.execute(table.delete())
        kept, gone = two(tx)
        for person, row in ((kept, pattern), (gone, {n: other(table.c[n], v) for n, v in pattern.items()})):
            named = row | {column.name: person}
            for name in HELD[table.name].sealed:
                to = [str(named[one]) for one in HELD[table.name].sealed_to(name)]
                named[name] = tx.seals.seal(f"of {person}", table.name, name, *to)
            tx._connection.execute(table.insert().values(named))
        before = rows_of(tx, table)
        merged = tx.selves.merge(kept, gone, NOW)
        mine = [row for row in before if row[column.name] == kept]
        assert (merged.kept, rows_of(tx, table)) == (kept, mine)
        assert tx.parting.part(merged.id, kept, NOW) is not None
        assert rows_of(tx, table) == before


@pytest.mark.parametrize("flag", sorted(OF_EITHER))
def test_what_is_true_of_one_is_true_of_the_human(database: Database, flag: str) -> None:
    table = metadata.tables[flag.partition(".")[0]]
    [column] = [one for one in IN_KEYS if one.table is table]
    with database.begin() as tx:
        pattern = fill(tx, tx.seals)[table.name] | dict.fromkeys(HELD[table.name].sealed)
        kept, gone = two(tx)
        for person, true in ((kept, False), (gone, True)):
            row = pattern | {column.name: person, flag.partition(".")[2]: true}
            tx._connection.execute(table.insert().values(row))
        tx.selves.merge(kept, gone, NOW)
        [mine] = [row for row in rows_of(tx, table) if row[column.name] == kept]
        assert mine[flag.partition(".")[2]] is True


# -- contacts ------------------------------------------------------------------------------------------------


def contacts(tx: Transaction, of: str) -> list[tuple[str, int, int]]:
    """Give who answers for an organisation, in their order, each with their rank and how often they are away."""
    return [(one.person, one.rank, len(one.away)) for one in tx.organisations.contacts(of)]


def test_two_contacts_of_one_organisation_are_one_contact_and_part_as_they_were(database: Database) -> None:
    with database.begin() as tx:
        of = network(tx).id
        humak, rana = (tx.organisations.named(of, name).id for name in ("Humak", "Villa Rana"))
        kept, gone = two(tx)
        [bo] = meet(tx, "Bo")
        for organisation, person in ((humak, gone), (humak, bo.id), (humak, kept), (rana, gone)):
            tx.organisations.join(organisation, person)
        tx.organisations.go_away(of, gone, Away(NOW.date()))
        before = sorted(contacts(tx, of))
        merged = tx.selves.merge(gone, kept, NOW)
        assert sorted(contacts(tx, of)) == sorted([(bo.id, 2, 0), (kept, 3, 1), (kept, 1, 1)])
        assert tx.parting.part(merged.id, kept, NOW) is not None
        assert sorted(contacts(tx, of)) == before


def test_a_contact_who_left_meanwhile_does_not_come_back(database: Database) -> None:
    with database.begin() as tx:
        of = network(tx).id
        humak = tx.organisations.named(of, "Humak").id
        kept, gone = two(tx)
        for person in (kept, gone):
            tx.organisations.join(humak, person)
        merged = tx.selves.merge(kept, gone, NOW)
        tx.organisations.leave(humak, kept)
        tx.parting.part(merged.id, kept, NOW)
        assert contacts(tx, of) == []


# -- offers --------------------------------------------------------------------------------------------------

BEFORE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # within the last day, when seats are offered


def open_offers(tx: Transaction) -> Sequence[str]:
    query = select(seat_offers.c.person_id).where(seat_offers.c.outcome.is_(None))
    return sorted(tx._connection.execute(query).scalars())


def test_of_two_offers_to_one_human_one_stays(database: Database) -> None:
    with database.begin() as tx:
        meetup = tx.meetups.lock(publish(tx, network(tx), capacity=2).id)
        assert meetup is not None
        first, second = meet(tx, "Bo", "Cem")
        kept, gone = two(tx)
        for person in (first.id, second.id, kept, gone):
            tx.meetups.answer(meetup, person, Reply.YES, at=NOW)
        for person in (first.id, second.id):
            tx.meetups.answer(meetup, person, Reply.NO, at=BEFORE)
        tx.meetups.settle(meetup, at=BEFORE + 3 * MINUTE)
        assert open_offers(tx) == sorted([kept, gone])
        merged = tx.selves.merge(kept, gone, BEFORE + 4 * MINUTE)
        assert open_offers(tx) == [kept]
        tx.parting.part(merged.id, kept, BEFORE + 5 * MINUTE)
        assert set(open_offers(tx)) <= {kept, gone}
        tally = tx.meetups.tally(meetup)
        assert tally.coming + tally.offered <= 2
        assert tx._connection.execute(select(people.c.id)).all()
