"""Migrations make exactly the tables we describe, and what is personal is never in clear on the disk."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary, inspect, select, text

from bot.chat import Address, Message
from bot.chat.codec import dump
from bot.domain.seating import Reply
from bot.text import t
from storage import Database, Transaction, Unavailable
from storage.migrate import migrate
from storage.tables import metadata, outbox
from tests.storage.making import NOW, meet, network, publish
from tests.storage.quick import open_


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = open_(url)
    try:
        yield database
    finally:
        database.close()


def test_migrating_an_empty_database_gives_exactly_our_tables(empty_url: str) -> None:
    with opened(empty_url) as database:
        migrate(database.engine)
        with database.engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing_and_loses_nothing(database_url: str) -> None:
    with opened(database_url) as database:
        migrate(database.engine)
        with database.begin() as tx:
            founded = network(tx)
        migrate(database.engine)
        with database.begin() as tx:
            assert list(tx.networks.all()) == [founded]


def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    helsinki = datetime.fromisoformat("2026-12-02T08:30:00+02:00")
    with database.begin() as tx:
        tx.outbox.add("hello", Address("local", "anna"), None, locale="fi", due=helsinki)
        due = tx._connection.execute(select(outbox.c.due)).scalar_one()
    assert due.isoformat() == "2026-12-02T06:30:00+00:00"


def test_a_foreign_key_holds_on_both_engines(database: Database) -> None:
    with pytest.raises(Unavailable), database.begin() as tx:
        tx.people.enrol("nobody", "no network")


# -- what stands on the disk ---------------------------------------------------------------------------------

SECRETS = ("Aino Salainen", "Salainen", "ei kenenkään tietoon", "nimetön luonnos", "vain sinulle", "koko tapahtuma")


def use(tx: Transaction) -> None:
    """Do everything that takes names or typed words."""
    mine = network(tx)
    [aino] = meet(tx, "Aino Salainen")
    meetup = publish(tx, mine)
    tx.meetups.answer(meetup, aino.id, Reply.YES, at=NOW)
    draft = tx.drafts.begin(aino.id, "meetup", mine.id, {"=theme": "nimetön luonnos"}, NOW)
    tx.drafts.save(draft, NOW)
    tx.drafts.hold(aino.id, "kysy", "ei kenenkään tietoon", NOW)
    to = Address("telegram", "aino")
    tx.post.tell_person(aino.id, mine.id, "note", words("vain sinulle"), dedupe="1", at=NOW)
    tx.outbox.add("pointer", to, words("Aino Salainen"), locale="fi", due=NOW, dedupe="2")
    tx.events.claim(["key"], NOW)
    tx.events.settle({"key": dump(words("Aino Salainen"))}, {"key": "koko tapahtuma: Aino Salainen"})


def words(plain: str) -> Message:
    return Message((t("plain", text=plain),))


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def found_in(raw: bytes) -> list[str]:
    """Tell which secrets can be read, in the encodings a database may use."""
    return [one for one in SECRETS if any(spelt in raw for spelt in spellings(one))]


def spellings(one: str) -> list[bytes]:
    return [one.encode("utf-8"), one.encode("utf-16-le"), one.encode("utf-16-be"), json.dumps(one)[1:-1].encode()]


def test_names_and_typed_words_are_nowhere_in_clear_in_the_files(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/kuppi.db") as database:
        migrate(database.engine)
        with database.begin() as tx:
            use(tx)
        while_open = on_disk(tmp_path)
    assert (found_in(while_open), found_in(on_disk(tmp_path))) == ([], [])
    assert b"Vapaaehtoiset tapahtumissa" in on_disk(tmp_path)  # what is published is not secret: we do read the disk


def test_every_secret_of_the_test_is_really_kept(database: Database) -> None:
    with database.begin() as tx:
        use(tx)
        kept = "\n".join(everything_opened(tx)).encode()
    assert found_in(kept) == list(SECRETS)


def everything_opened(tx: Transaction) -> Iterator[str]:
    """Open every sealed column of every row."""
    places = {"outbox": "seal", "events": "key"}
    for table in metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, LargeBinary)]
        for row in tx._connection.execute(select(table)).mappings():
            for column in sealed:
                if row[column.name] is not None:
                    yield tx.seals.open(row[column.name], table.name, column.name, row[places.get(table.name, "id")])


def test_words_that_were_sent_are_gone_from_the_files(tmp_path: Path) -> None:
    """What is erased is written over, not only unlinked."""
    with opened(f"sqlite:///{tmp_path}/kuppi.db") as database:
        migrate(database.engine)
        with database.begin() as tx:
            tx.outbox.add("note", Address("telegram", "aino"), words("vain sinulle"), locale="fi", due=NOW)
            sealed = tx._connection.execute(select(outbox.c.payload)).scalar_one()
        with database.begin() as tx:
            letter = tx.outbox.next("telegram:aino", NOW)
            assert letter is not None
            tx.outbox.sent(letter)
        with database.engine.connect() as connection:
            secure = connection.execute(text("PRAGMA secure_delete")).scalar_one()
    assert secure == 1
    assert sealed not in on_disk(tmp_path)
