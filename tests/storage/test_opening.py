"""Opening a database: with all the keys it was sealed with, or not at all."""

import pytest

from storage import Database
from storage.migrate import migrate
from storage.opening import KeyLost, claim_key
from storage.seals import Seals
from tests.storage.making import meet


def start(url: str, keys: str) -> None:
    """Start as Kuppi does, with these keys, and stop."""
    database = Database(url, Seals(keys))
    try:
        migrate(database.engine)
        claim_key(database)
    finally:
        database.close()


def test_a_wrong_key_is_told_at_the_start_and_seals_nothing(database_url: str) -> None:
    start(database_url, "ours")
    with pytest.raises(KeyLost, match="SECRET_KEY"):
        start(database_url, "theirs")
    start(database_url, "ours")


def test_keys_rotate_and_none_that_has_sealed_may_be_missing(database_url: str) -> None:
    start(database_url, "old")
    start(database_url, "new,old")
    start(database_url, "newest,new,old")
    for lacking in ("old", "new,old", "newest,new", "newest,old", "new"):
        with pytest.raises(KeyLost):
            start(database_url, lacking)


def test_the_oldest_key_stands_last_or_nothing_would_be_found_again(database_url: str) -> None:
    start(database_url, "old")
    with pytest.raises(KeyLost):
        start(database_url, "old,new")


def test_a_second_replica_with_the_same_keys_may_start(database_url: str) -> None:
    start(database_url, "new,old")
    start(database_url, "new,old")


def test_a_refused_key_leaves_what_is_kept_as_it_was(database_url: str) -> None:
    start(database_url, "ours")
    database = Database(database_url, Seals("ours"))
    with database.begin() as tx:
        [anna] = meet(tx, "Anna")
    database.close()
    with pytest.raises(KeyLost):
        start(database_url, "theirs")
    database = Database(database_url, Seals("ours"))
    with database.begin() as tx:
        assert tx.people.get([anna.id]) == {anna.id: anna}
    database.close()
