"""Opening a database: with all the keys it was sealed with, or not at all."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from bot.config import Settings
from storage import Database
from storage.migrate import migrate
from storage.opening import KeyLost, Unopenable, claim_key, open_database
from storage.seals import Seals
from tests.serving import free_port
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


# -- what is told when it cannot be opened -------------------------------------------------------------------

REFUSED = "DATABASE_URL: the database cannot be used: "


def settings(url: str) -> Settings:
    return Settings(database_url=url, secret_key=SecretStr("ours"), _env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://kuppi:hush@127.0.0.1:{port}/kuppi", REFUSED + "connection to server at"),
        ("postgresql://kuppi:hush@127.0.0.1:{port}/kuppi?hmm=1", REFUSED + "invalid connection option"),
        ("postgresql://kuppi:hush@127.0.0.1:port/kuppi", "DATABASE_URL is not understood"),
        ("postgresql://kuppi:hush@[::1/kuppi", "DATABASE_URL is not understood"),
    ],
)
def test_a_postgresql_that_cannot_be_reached_is_told_in_one_line_without_its_password(address: str, told: str) -> None:
    with pytest.raises(Unopenable) as refused:
        open_database(settings(address.format(port=free_port())))
    assert str(refused.value).startswith(told)
    assert ("\n" in str(refused.value), "hush" in str(refused.value)) == (False, False)


def test_a_database_that_is_not_there_is_named(postgres_server: str) -> None:
    nowhere = make_url(postgres_server).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(Unopenable, match=f'{REFUSED}.*database "nowhere" does not exist$'):
        open_database(settings(nowhere))


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "kuppi.db").write_text("shopping list: " + "milk, " * 200)
    with pytest.raises(Unopenable, match=f"{REFUSED}file is not a database"):
        open_database(settings(f"sqlite:///{tmp_path}/kuppi.db"))
