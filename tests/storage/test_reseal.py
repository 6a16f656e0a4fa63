"""Changing the key for good: everything is sealed and found by the new one, and the old one opens nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import LargeBinary, select

from bot.chat import Address
from bot.domain.calls.call import Call, Kind, Selection
from bot.domain.calls.group import Group
from bot.domain.seating import Reply
from storage import Database, Transaction, Unavailable
from storage.locks import Taken
from storage.opening import KeyLost, claim_key
from storage.outbox import lane_of
from storage.people import Meeting
from storage.personal import HELD
from storage.reseal import digested, main, resealing
from storage.seals import Seals
from storage.tables import events, metadata
from tests.storage.filling import THE_ONE, fill
from tests.storage.making import DAY, NOW, meet, network, publish, sender

LATER = NOW + DAY

OLD, NEW = "the old key", "the new key"
BOTH = f"{NEW},{OLD}"


class Remembering(Seals):
    """Seal as ever, and remember what digests were made."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        self.made: set[str] = set()

    def digest(self, value: str) -> str:
        made = super().digest(value)
        self.made.add(made)
        return made


@contextmanager
def opened(url: str, keys: str | Seals) -> Iterator[Database]:
    database = Database(url, keys if isinstance(keys, Seals) else Seals(keys))
    try:
        claim_key(database)
        yield database
    finally:
        database.close()


def rotate(url: str) -> None:
    with opened(url, BOTH) as database:
        assert sum(resealing(database)) > 0


def sealed(tx: Transaction) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Give every sealed value, with the place it is sealed to."""
    for table in metadata.sorted_tables:
        for row in tx._connection.execute(select(table)).mappings():
            for name in HELD[table.name].sealed:
                if row[name] is not None:
                    yield row[name], (table.name, name, *(row[one] for one in HELD[table.name].sealed_to(name)))


# -- every column there is -----------------------------------------------------------------------------------


def test_every_sealed_column_of_the_schema_is_sealed_anew(database_url: str) -> None:
    with opened(database_url, OLD) as database, database.begin() as tx:
        fill(tx, database.seals)
        before = {place[:2]: database.seals.open(value, *place) for value, place in sealed(tx)}
    columns = {(t.name, c.name) for t in metadata.sorted_tables for c in t.c if isinstance(c.type, LargeBinary)}
    assert set(before) == columns
    rotate(database_url)
    with opened(database_url, NEW) as database, database.begin() as tx:
        after = {place[:2]: database.seals.open(value, *place) for value, place in sealed(tx)}
        marks = {bytes(value)[:4] for value, _ in sealed(tx)}
    proof = ("keys", "proof")
    assert {**after, proof: ""} == {**before, proof: ""}
    assert marks == {Seals(NEW).mark}


def test_every_digest_of_the_schema_is_made_anew(database_url: str) -> None:
    """A column that holds a digest is called so, or names a sender: what is filled in above shows that all follow."""
    with opened(database_url, OLD) as database, database.begin() as tx:
        fill(tx, database.seals)
    rotate(database_url)
    with opened(database_url, NEW) as database, database.begin() as tx:
        for table in digested():
            found = tx._connection.execute(select(table.c.digest)).scalars().all()
            assert found == [database.seals.digest(f"a code of {table.name}")]
        assert tx._connection.execute(select(events.c.sender)).scalar_one() == database.seals.digest(lane_of(THE_ONE))


# -- as it is used -------------------------------------------------------------------------------------------


class Town:
    """People, what they said, and every code that may be out there."""

    def __init__(self, tx: Transaction) -> None:
        self.network = network(tx)
        self.anna, self.ben = meet(tx, "Anna", "Ben")
        [self.bens_other_self] = tx.people.meet([Meeting(sender("Ben", platform="local"), None, True)], LATER).values()
        meetup = publish(tx, self.network)
        tx.meetups.answer(meetup, self.anna.id, Reply.YES, at=NOW)
        tx.drafts.save(tx.drafts.begin(self.anna.id, "meetup", self.network.id, {"=theme": "Salaista"}, NOW), NOW)
        self.call = a_call(self.network.id)
        tx.calls.create(self.call)
        self.join = tx.codes.issue("join", self.network.id, NOW)
        self.link = tx.codes.issue_link(self.ben.id, NOW)
        self.extension = tx.calls.extend(self.call, NOW + 9 * DAY)
        self.used = tx.calls.extend(self.call, NOW + 9 * DAY)
        tx.calls.use_extension(self.used, self.bens_other_self.id, NOW)
        humak = tx.organisations.named(self.network.id, "Humak").id
        self.organisation, self.invitation = humak, tx.organisations.invite(humak, NOW)
        self.feed = tx.organisations.open_feed(humak, NOW)
        tx.events.claim(["k", "s"], NOW)
        senders = {"k": Address("telegram", "anna"), "s": Address("telegram", "stranger")}
        tx.events.settle({"k": '"hei"', "s": '"hei"'}, {}, senders)
        self.merged = tx.selves.merge(self.ben.id, self.bens_other_self.id, NOW).id

    def all_is_found(self, tx: Transaction) -> None:
        """Hold that everybody is found, every answer readable, and that every code opens what it opened."""
        anna = tx.people.at(Address("telegram", "anna"))
        assert anna == self.anna.id
        assert tx.people.get([anna])[anna].name == "Anna"
        [draft] = tx.drafts.about(anna, "meetup")
        assert draft.answers == {"=theme": "Salaista"}
        assert tx.events.outcomes(["k"]) == {"k": '"hei"'}
        assert tx.organisations.feed(self.feed) == self.organisation
        assert tx.organisations.invited(self.invitation, NOW)
        assert tx.codes.other_self(self.link, NOW) is None  # the merge made it void
        assert tx.calls.extended(self.call.id, self.ben.id) == NOW + 9 * DAY

    def all_is_used(self, tx: Transaction) -> None:
        """Use each code, part whom a merge made one, and erase: what is theirs is found by its digest."""
        assert tx.codes.redeem("join", self.join, NOW) == self.network.id
        assert tx.organisations.accept(self.invitation, NOW) == self.organisation
        assert tx.calls.use_extension(self.extension, self.anna.id, NOW) is not None
        assert tx.parting.part(self.merged, self.ben.id, NOW) is not None
        assert tx.calls.extended(self.call.id, self.ben.id) is None
        assert tx.calls.extended(self.call.id, self.bens_other_self.id) == NOW + 9 * DAY
        tx.privacy.erase(self.anna.id, NOW)
        assert tx.events.outcomes(["k"]) == {"k": None}


def a_call(network: str) -> Call:
    return Call(
        id="call", network=network, kind=Kind.OTHER, names={"fi": "Haku"}, selection=Selection.LOT,
        zone="Europe/Helsinki", groups=(Group(id="s", name="Piiri", capacity=6),), opens_at=NOW,
        closes_at=NOW + DAY, results_by=date(2026, 12, 1),
        confirm=timedelta(hours=72), retention=3, controller="Humak", contact="x@example.fi", asked=(),
    )  # fmt: skip


@pytest.fixture
def town(database_url: str) -> Town:
    with opened(database_url, OLD) as database, database.begin() as tx:
        return Town(tx)


def test_after_it_the_new_key_alone_finds_everybody_and_every_code(database_url: str, town: Town) -> None:
    rotate(database_url)
    with opened(database_url, NEW) as database, database.begin() as tx:
        town.all_is_found(tx)
        town.all_is_used(tx)


def test_after_it_the_old_key_opens_nothing_and_finds_nothing(database_url: str) -> None:
    old = Remembering(OLD)
    with opened(database_url, old) as database, database.begin() as tx:
        Town(tx)
    rotate(database_url)
    with opened(database_url, NEW) as database, database.begin() as tx:
        assert {bytes(value)[:4] for value, _ in sealed(tx)} == {Seals(NEW).mark}
        opened_anew = "".join(database.seals.open(value, *place) for value, place in sealed(tx))
        plain = "".join(str(row) for t in metadata.sorted_tables for row in tx._connection.execute(select(t)))
    assert len(old.made) > 5
    assert [one for one in old.made if one in opened_anew + plain] == []
    for refused in (OLD, BOTH):
        with pytest.raises(KeyLost), opened(database_url, refused):
            pass


@pytest.mark.usefixtures("town")
def test_who_leaves_the_old_key_standing_is_told_to_leave_it_out(database_url: str) -> None:
    rotate(database_url)
    with pytest.raises(KeyLost, match="leave the others out"), opened(database_url, BOTH):
        pass


def test_the_key_changes_again_and_again(database_url: str, town: Town) -> None:
    rotate(database_url)
    with opened(database_url, f"newest,{NEW}") as database:
        assert sum(resealing(database)) > 0
    with opened(database_url, "newest") as database, database.begin() as tx:
        town.all_is_found(tx)


@pytest.mark.parametrize("done", [1, 5])
def test_killed_in_the_middle_it_loses_nothing_and_begins_where_it_stood(
    database_url: str, town: Town, done: int
) -> None:
    with opened(database_url, BOTH) as database:
        working = resealing(database, batch=1)
        for _ in range(done):
            next(working)
        working.close()
    with opened(database_url, BOTH) as database:
        with database.begin() as tx:
            town.all_is_found(tx)
            left = sum(bytes(value)[:4] != Seals(NEW).mark for value, place in sealed(tx) if place[0] != "keys")
        assert 0 < left == sum(resealing(database, batch=1))
    with opened(database_url, NEW) as database, database.begin() as tx:
        town.all_is_found(tx)
        town.all_is_used(tx)


def test_it_does_not_begin_while_kuppi_runs(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(database_url, OLD) as running:
        with running.begin() as tx:
            meet(tx, "Anna")
        told_by(database_url, BOTH, monkeypatch)
        with pytest.raises(SystemExit, match=r"another process uses|Kuppi runs"):
            main()


@pytest.mark.usefixtures("town")
def test_nobody_else_begins_meanwhile(database_url: str) -> None:
    with opened(database_url, BOTH) as database:
        working = resealing(database, batch=1)
        next(working)
        with pytest.raises((Taken, Unavailable)), opened(database_url, BOTH):
            pass
        working.close()
    with opened(database_url, BOTH):
        pass


def told_by(url: str, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", keys)


def test_the_command_does_it_and_says_what_follows(
    database_url: str, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told_by(database_url, BOTH, monkeypatch)
    main()
    assert "rows sealed anew. From now on SECRET_KEY is the first key alone." in capsys.readouterr().out
    with opened(database_url, NEW) as database, database.begin() as tx:
        town.all_is_found(tx)
