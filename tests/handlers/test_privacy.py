"""One's own data: shown whole and to nobody else, erased whole and at once, and counts that stay true."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat import Answer, Message, Met, Reached, Sender
from bot.domain.meetups import Meetup
from bot.domain.people import Network, Role
from bot.domain.seating import Reply, Tally
from bot.router import Router
from bot.routes import routes
from bot.text import t
from handlers.upkeep import forget
from storage import Database
from storage.tables import events, identities, outbox, people
from tests.bot.runtime.stage import BO, CEM, GROUP, NOW, Someone, Talk, buttons, dispatching, failing, ids
from tests.storage.filling import words_held
from tests.storage.making import DAY, chat, meet, network, publish

#: Who is erased: nothing of these words may be found anywhere afterwards.
MARKERS = ("31415926535", "Marjatta Merkki", "puutarhajuhla", "salainen viesti")
MARJATTA = Someone(Sender("telegram", MARKERS[0], MARKERS[1], "sv"))
SOON, PAST = date(2026, 12, 2), date(2026, 11, 18)


@dataclass
class Town:
    """A network in which Marjatta has left all the traces one can leave."""

    database: Database
    network: Network
    soon: Meetup
    past: Meetup
    talk: Talk = field(init=False)

    def __post_init__(self) -> None:
        router = Router(routes(), failing())
        self.talk = Talk(dispatching(self.database, router))

    @property
    def marjatta(self) -> str | None:
        with self.database.begin() as tx:
            return tx.people.at(MARJATTA.who.address)

    def answers(self, meetup: Meetup, who: Someone, reply: Reply = Reply.YES) -> None:
        with self.database.begin() as tx:
            locked = tx.meetups.lock(meetup.id)
            person = tx.people.at(who.who.address)
            assert locked
            assert person
            tx.meetups.answer(locked, person, reply, at=NOW - 5 * DAY)

    def tally(self, meetup: Meetup) -> Tally:
        with self.database.begin() as tx:
            return tx.meetups.tally(meetup)


@pytest.fixture
async def town(database: Database) -> Town:
    with database.begin() as tx:
        mine = network(tx)
        chat(tx, mine, GROUP.id, title="Kahvit")
        soon, past = publish(tx, mine, day=SOON, capacity=1), publish(tx, mine, day=PAST)
        meet(tx, "Bo", "Cem")
    town = Town(database, mine, soon, past)
    await leaves_traces(town)
    return town


async def leaves_traces(town: Town) -> None:
    """Let Marjatta do everything; Bo waits behind her."""
    talk = town.talk
    await talk(MARJATTA.types("start"))
    await talk(MARJATTA.presses("name-show"))
    await talk(MARJATTA.presses(f"rsvp-{town.soon.id}-yes"))
    await talk(BO.presses(f"rsvp-{town.soon.id}-yes"))
    town.answers(town.past, MARJATTA)
    town.answers(town.past, CEM)
    with town.database.begin() as tx:
        person = tx.people.at(MARJATTA.who.address)
        assert person
        tx.people.enrol(person, town.network.id, Role.COORDINATOR)
        tx.drafts.hold(person, "omat", MARKERS[2], NOW)
        message = Message((t("plain", text=MARKERS[3]),))
        for number, reachable in enumerate((True, False)):
            tx.people.reach(MARJATTA.who.address, reachable=reachable)
            tx.post.tell_person(person, town.network.id, "x", message, dedupe=f"x:{number}:{person}", at=NOW + DAY)
    await talk(MARJATTA.types(f"uusitapaaminen Teema: {MARKERS[2]}"))
    await talk(MARJATTA.presses(f"remind-{town.soon.id}"))
    await talk(MARJATTA.presses(f"fails-{MARKERS[2]}"))


# -- what is found -------------------------------------------------------------------------------------------


def words(database: Database) -> Iterator[str]:
    """Give everything the database holds as words, with what is sealed opened."""
    with database.begin() as tx:
        yield from words_held(tx)


def found(database: Database, *markers: str | None) -> list[str]:
    return [one for one in words(database) if any(marker and marker in one for marker in markers)]


async def test_marjatta_has_left_traces_everywhere(town: Town) -> None:
    """Without this the tests of erasure might find nothing because nothing was there."""
    traces = found(town.database, town.marjatta, *MARKERS)
    where = {one.partition(":")[0] for one in traces}
    assert where >= {
        "identities.address", "identities.name", "members.person_id", "answers.person_id", "reminders.target",
        "drafts.answers", "pending.body", "events.raw", "outbox.payload", "outbox.lane", "outbox.dedupe", "lanes.key",
        "people.id",
    }  # fmt: skip


async def erases(town: Town) -> Answer:
    asked = await town.talk(MARJATTA.types("poistatietoni"))
    return await town.talk(MARJATTA.presses(buttons(asked)["button.erase"]))


async def test_nothing_of_a_person_is_left_after_erasure(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    person = town.marjatta
    with caplog.at_level(logging.DEBUG):
        done = await erases(town)
    assert (ids(done), done.locale) == (["erase.done_freed", "erase.backups", "erase.welcome_back"], "sv")
    assert found(town.database, person, *MARKERS) == []
    with town.database.begin() as tx:
        senders = {row.sender for row in tx._connection.execute(select(events))}
        assert tx.seals.digest(f"telegram:{MARKERS[0]}") not in senders
    assert [record for record in caplog.records if any(marker in record.getMessage() for marker in MARKERS)] == []


async def test_no_byte_of_a_person_is_left_on_the_disk(town: Town) -> None:
    if not town.database.sqlite:
        return  # PostgreSQL's files are its own; autovacuum gives the space to others
    file = Path(town.database.engine.url.database or "")
    person = town.marjatta
    assert person
    before = [bytes_of(file).count(marker) for marker in (MARKERS[0].encode(), person.encode())]
    await erases(town)
    after = [bytes_of(file).count(marker) for marker in (MARKERS[0].encode(), person.encode())]
    assert (all(before), after) == (True, [0, 0])


def bytes_of(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*") if one.suffix != ".lock")


async def test_the_seat_goes_to_the_next_at_once_and_past_counts_stay(town: Town) -> None:
    before = town.tally(town.past)
    await erases(town)
    assert town.tally(town.past) == before
    with town.database.begin() as tx:
        bo = tx.people.at(BO.who.address)
        assert tx.meetups.seated(town.soon) == [bo]
        told = tx._connection.execute(select(outbox.c.kind).where(outbox.c.person_id == bo)).scalars().all()
    assert list(told) == ["promotion"]


async def test_what_stays_of_the_past_is_nobodys(town: Town) -> None:
    await erases(town)
    with town.database.begin() as tx:
        nameless = select(people.c.id).where(people.c.id.not_in(select(identities.c.person_id)))
        [nobody] = tx._connection.execute(nameless).scalars()
        assert tx.people.get([nobody]) == {}
        assert [one.name for one in tx.meetups.sign_ups(town.past)] == ["Cem"]
        assert tx.meetups.visible_names(town.past) == []


async def test_erasing_first_says_what_goes_and_what_stays(town: Town) -> None:
    asked = await town.talk(MARJATTA.types("poistatietoni"))
    assert (ids(asked), asked.private) == (
        ["erase.ask", "erase.goes_freeing", "erase.stays", "erase.stays_telegram", "erase.left_alone"], True,
    )  # fmt: skip
    assert list(buttons(asked)) == ["button.erase", "button.keep"]
    assert ids(await town.talk(MARJATTA.presses(buttons(asked)["button.keep"]))) == ["erase.kept"]
    assert town.marjatta is not None


async def test_a_network_left_without_a_coordinator_hears_of_it_in_its_room(town: Town) -> None:
    with town.database.begin() as tx:
        tx.networks.seat_coordinators(chat(tx, town.network, "-200", title="Huone"))
    await erases(town)
    with town.database.begin() as tx:
        kinds = tx._connection.execute(select(outbox.c.kind).where(outbox.c.lane == "telegram:-200")).scalars().all()
    assert list(kinds) == ["orphaned"]


async def test_whoever_comes_back_begins_anew(town: Town) -> None:
    before = town.marjatta
    await erases(town)
    hello = await town.talk(MARJATTA.types("start"))
    assert "name.ask" in ids(hello)
    assert town.marjatta not in {None, before}
    assert ids(await town.talk(MARJATTA.types("omat"))) == ["own.none"]


async def test_what_comes_again_or_is_only_told_makes_nobody_known(town: Town) -> None:
    asked = await town.talk(MARJATTA.types("poistatietoni"))
    press = MARJATTA.presses(buttons(asked)["button.erase"])
    first = await town.talk(press)
    again = await town.talk(press)
    assert (again.messages, again.locale) == (first.messages, first.locale)
    await town.talk(MARJATTA.brings(Met))
    await town.talk(MARJATTA.brings(Reached, reachable=False))
    assert town.marjatta is None


async def test_others_in_the_same_page_do_not_bring_the_erased_back(town: Town) -> None:
    asked = await town.talk(MARJATTA.types("poistatietoni"))
    page = [
        MARJATTA.types("omat"), MARJATTA.presses(buttons(asked)["button.erase"]), BO.presses("lang-sv"),
        CEM.types("omat"),
    ]  # fmt: skip
    await town.talk.dispatch.receive(page)
    assert town.marjatta is None


# -- all that is held ----------------------------------------------------------------------------------------


async def test_all_that_is_held_is_told_in_words_and_as_json_and_to_nobody_else(town: Town) -> None:
    answer = await town.talk(MARJATTA.types("omattiedot", GROUP))
    assert (answer.private, answer.fresh, answer.line) == (True, True, None)
    [told], [data] = answer.messages, answer.files
    assert {"mydata.head", "settings.name", "settings.id", "mydata.coordinator", "mydata.answers"} <= set(ids(told))
    held = json.loads(data.text)
    assert {"people", "identities", "members", "answers", "reminders", "drafts", "pending", "events", "outbox"} <= set(
        held
    )
    assert held["identities"][0]["name"] == MARKERS[1]
    assert {row["meetup_id"] for row in held["answers"]} == {town.soon.id, town.past.id}
    assert '"bo"' not in data.text


async def test_it_is_not_kept_as_an_outcome(town: Town) -> None:
    command = MARJATTA.types("omattiedot")
    await town.talk(command)
    with town.database.begin() as tx:
        assert tx.events.outcomes([command.key]) == {command.key: None}


async def test_what_to_remove_is_asked(town: Town) -> None:
    with_seat = await town.talk(MARJATTA.types("poista"))
    assert list(buttons(with_seat)) == ["button.one_signup", "button.everything"]
    without = await town.talk(CEM.types("radera"))
    assert list(buttons(without)) == ["button.everything"]


# -- by the clock --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (1, {"events.outcome", "events.raw", "outbox.payload", "drafts.answers", "pending.body", "codes.digest"}),
        (2, {"events.outcome", "events.raw", "outbox.payload", "drafts.answers"}),
        (4, {"events.raw", "outbox.payload", "drafts.answers"}),
        (8, {"outbox.payload", "drafts.answers"}),
        (16, {"outbox.payload"}),
        (32, set()),
    ],
)
async def test_what_has_outlived_its_purpose_is_forgotten_by_the_clock(
    town: Town, days: int, left: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    with town.database.begin() as tx:
        tx.codes.issue("join", town.network.id, NOW)
    watched = {"events.outcome", "events.raw", "outbox.payload", "drafts.answers", "pending.body", "codes.digest"}
    with caplog.at_level(logging.INFO), town.database.begin() as tx:
        forget(MARJATTA.brings(Met, at=NOW + timedelta(days=days)), tx)
    kept = {one.partition(":")[0] for one in words(town.database) if not one.endswith(": None")}
    assert kept & watched == left
    assert [record for record in caplog.records if any(marker in record.getMessage() for marker in MARKERS)] == []
