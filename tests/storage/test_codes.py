"""Codes: once, for half an hour, for one purpose, and void when others have seen them."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import Database, Transaction
from storage.tables import codes
from tests.storage.making import DAY, MINUTE, NOW, network

SECOND = timedelta(seconds=1)


def issued(database: Database, purpose: str = "join") -> tuple[str, str]:
    """Give a code and its network."""
    with database.begin() as tx:
        mine = network(tx).id
        return tx.codes.issue(purpose, mine, NOW), mine


def redeem(database: Database, code: str, purpose: str = "join", *, after: timedelta = SECOND) -> str | None:
    with database.begin() as tx:
        return tx.codes.redeem(purpose, code, NOW + after)


def test_a_code_opens_its_network_once(database: Database) -> None:
    code, mine = issued(database)
    assert [redeem(database, code) for _ in range(3)] == [mine, None, None]


@pytest.mark.parametrize(("after", "good"), [(30 * MINUTE - SECOND, True), (30 * MINUTE, False), (DAY, False)])
def test_a_code_is_good_for_half_an_hour(database: Database, after: timedelta, good: bool) -> None:
    code, mine = issued(database)
    assert redeem(database, code, after=after) == (mine if good else None)


@pytest.mark.parametrize(("purpose", "other"), [("join", "coordinator"), ("coordinator", "join")])
def test_a_code_is_good_for_its_purpose_only(database: Database, purpose: str, other: str) -> None:
    code, mine = issued(database, purpose)
    assert [redeem(database, code, other), redeem(database, code, purpose)] == [None, mine]


def test_a_code_may_be_copied_in_small_letters_with_spaces_around(database: Database) -> None:
    code, mine = issued(database)
    assert redeem(database, f"  {code.lower()}\n") == mine


def test_a_code_nobody_issued_opens_nothing(database: Database) -> None:
    issued(database)
    assert [redeem(database, wrong) for wrong in ("", "ABCDEFGHJKLM", "%", "' OR 1=1")] == [None] * 4


@pytest.mark.parametrize("purpose", ["join", "coordinator"])
def test_a_code_that_others_have_seen_is_void(database: Database, purpose: str) -> None:
    code, _ = issued(database, purpose)
    with database.begin() as tx:
        assert [tx.codes.spoil(code, NOW), tx.codes.spoil(code, NOW), tx.codes.spoil("ABCDEFGHJKLM", NOW)] == [
            True, False, False,
        ]  # fmt: skip
    assert redeem(database, code, purpose) is None


async def test_of_many_who_hold_a_code_one_gets_in(database: Database) -> None:
    code, mine = issued(database, "coordinator")

    def come_in(tx: Transaction) -> str | None:
        return tx.codes.redeem("coordinator", code, NOW)

    opened = await asyncio.gather(*(database.write(come_in) for _ in range(20)))
    assert (opened.count(mine), opened.count(None)) == (1, 19)


def test_codes_are_copied_by_hand_and_never_alike(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx).id
        given = {tx.codes.issue("join", mine, NOW) for _ in range(50)}
    assert len(given) == 50
    assert all(re.fullmatch("[A-HJ-NP-Z2-9]{12}", code) for code in given)


def test_only_a_digest_of_a_code_is_kept(database: Database) -> None:
    code, _ = issued(database)
    with database.begin() as tx:
        row = tx._connection.execute(select(codes)).one()
    assert code.lower() not in str(row).lower()


def test_codes_are_forgotten_a_day_after_their_time(database: Database) -> None:
    issued(database)
    with database.begin() as tx:
        left = []
        for at in (NOW + DAY + 30 * MINUTE, NOW + DAY + 30 * MINUTE + SECOND):
            tx.codes.sweep(at, most=100)
            left.append(len(tx._connection.execute(select(codes)).all()))
    assert left == [1, 0]
