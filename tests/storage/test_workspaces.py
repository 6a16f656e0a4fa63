"""Workspaces that installed Kuppi: found by every replica, their tokens sealed, gone with their access."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.chat.installs import Install
from storage import Database, Transaction
from storage.tables_workspaces import workspaces

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ONE = Install("T0ONE", "Tuottajat", "U0BOT", "xoxb-canary-1", AT)
TWO = Install("T0TWO", "Producenterna", "U0BOT2", "xoxb-canary-2", AT)


def kept(tx: Transaction, *installs: Install) -> None:
    for install in installs:
        tx.workspaces.keep(install)


async def test_an_installation_is_found_as_it_was_kept_and_its_token_lies_sealed(database: Database) -> None:
    await database.write(lambda tx: kept(tx, TWO, ONE))
    assert await database.read(lambda tx: tx.workspaces.all()) == [ONE, TWO]
    assert await database.read(lambda tx: tx.workspaces.find("T0TWO")) == TWO
    assert await database.read(lambda tx: tx.workspaces.find("T0THREE")) is None
    with database.engine.connect() as connection:
        assert all(b"canary" not in row.token for row in connection.execute(select(workspaces)))


async def test_a_second_installation_takes_the_place_of_the_first(database: Database) -> None:
    renewed = Install("T0ONE", "Tuottajat ry", "U0BOT", "xoxb-canary-3", AT + timedelta(days=1))
    await database.write(lambda tx: kept(tx, ONE, renewed))
    assert await database.read(lambda tx: tx.workspaces.all()) == [renewed]


async def test_an_installation_ends_but_not_by_word_of_an_earlier_ones_end(database: Database) -> None:
    await database.write(lambda tx: kept(tx, ONE, TWO))
    await database.write(lambda tx: tx.workspaces.drop("T0ONE", AT - timedelta(seconds=1)))
    assert await database.read(lambda tx: tx.workspaces.find("T0ONE")) == ONE
    await database.write(lambda tx: tx.workspaces.drop("T0ONE", AT))
    assert await database.read(lambda tx: tx.workspaces.all()) == [TWO]
