"""Events: each key is taken once, and answered from its outcome when it comes again."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import Database, Transaction
from storage.tables import events
from tests.storage.making import NOW

HOUR = timedelta(hours=1)


def kept(tx: Transaction) -> dict[str, str]:
    """Give what is kept, by key."""
    return {row.key: row.state for row in tx._connection.execute(select(events))}


def test_a_key_is_new_once(database: Database) -> None:
    with database.begin() as tx:
        assert tx.events.claim(["a", "b"], NOW) == {"a", "b"}
    with database.begin() as tx:
        assert tx.events.claim(["b", "c", "a"], NOW) == {"c"}


def test_a_key_given_twice_is_one_event(database: Database) -> None:
    with database.begin() as tx:
        assert tx.events.claim(["a", "a", "a"], NOW) == {"a"}
        assert kept(tx) == {"a": "done"}


def test_no_keys_are_no_events(database: Database) -> None:
    with database.begin() as tx:
        assert tx.events.claim([], NOW) == frozenset()


def test_a_page_that_is_rolled_back_leaves_its_keys_new(database: Database) -> None:
    with suppress(ZeroDivisionError), database.begin() as tx:
        assert tx.events.claim(["a"], NOW) == {"a"}
        raise ZeroDivisionError
    with database.begin() as tx:
        assert tx.events.claim(["a"], NOW) == {"a"}


async def test_a_key_that_comes_to_several_pages_at_once_is_new_to_one(database: Database) -> None:
    keys = [f"key {n}" for n in range(40)]

    def take(tx: Transaction) -> frozenset[str]:
        return tx.events.claim(keys, NOW)

    claimed = await asyncio.gather(*(database.write(take) for _ in range(8)))
    assert sorted(key for page in claimed for key in page) == sorted(keys)


def test_outcomes_are_given_back_and_fresh_ones_are_none(database: Database) -> None:
    with database.begin() as tx:
        tx.events.claim(["a", "b", "c"], NOW)
        tx.events.settle({"a": "an answer", "b": None, "c": ""}, {})
        assert tx.events.outcomes(["a", "b", "c", "never"]) == {"a": "an answer", "b": None, "c": ""}


def test_outcomes_and_failed_events_are_sealed_to_their_key(database: Database) -> None:
    with database.begin() as tx:
        tx.events.claim(["a"], NOW)
        tx.events.settle({"a": "sorry, Anna"}, {"a": "Press by Anna"})
        row = tx._connection.execute(select(events)).one()
    assert (row.key, row.state) == ("a", "failed")
    assert b"Anna" not in row.outcome + row.raw
    assert database.seals.open(row.outcome, "events", "outcome", "a") == "sorry, Anna"
    assert database.seals.open(row.raw, "events", "raw", "a") == "Press by Anna"


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (72 * HOUR, {"done": "done", "failed": "failed"}),
        (72 * HOUR + timedelta(seconds=1), {"failed": "failed"}),
        (7 * 24 * HOUR, {"failed": "failed"}),
        (7 * 24 * HOUR + timedelta(seconds=1), {}),
    ],
)
def test_outcomes_are_forgotten_after_72_hours_and_failed_events_after_7_days(
    database: Database, after: timedelta, left: dict[str, str]
) -> None:
    with database.begin() as tx:
        tx.events.claim(["done", "failed"], NOW)
        tx.events.settle({"done": "an answer", "failed": "sorry"}, {"failed": "raw"})
        tx.events.sweep(NOW + after, most=100)
        assert kept(tx) == left
