"""The one way out: in order, at a pace, each thing once, and whatever goes wrong somebody knows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.chat import Address, Button, Gone, Message, Moved, Press, Reached, Ref, SlowDown, Uncertain
from bot.chat.platform import Platform
from bot.domain.meetups import Meetup
from bot.domain.people import Chat, Person, Role
from bot.domain.seating import Reply
from bot.router import Router
from bot.runtime.delivery import Delivery, Errand
from bot.text import t
from bot.wording.delivery import lost, pointer, unreached
from storage import Database, Transaction
from storage.cards import Card
from storage.lanes import LEASE, Lane
from storage.outbox import TRIES
from storage.tables import cards, outbox
from tests.bot.runtime.far import EPOCH, Clock, Far, Finding, Lost, Post, drawing
from tests.bot.runtime.far import words as told
from tests.bot.runtime.stage import ANNA, GROUP, NOW, Talk, dispatching
from tests.storage.making import chat, meet, network, publish

PRIVATE = Address("telegram", "anna")
CHANNEL = Address("slack", "T0/C0")
ROOM = Address("telegram", "-900")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock that the lanes of this process follow."""
    clock = Clock()
    monkeypatch.setattr("storage.database.machine_ms", clock)
    return clock


@pytest.fixture
def far(clock: Clock) -> Far:
    return Far(clock)


def counting() -> Router:
    """Draw a meetup as the number of people who said yes."""

    def draw(card: Card, tx: Transaction) -> Message | None:
        meetup = tx.meetups.get(card.subject)
        return words(f"{tx.meetups.tally(meetup).coming} tulossa") if meetup else None

    return drawing(draw)


def posting(database: Database, far: Far, router: Router | None = None) -> Post:
    """Deliver to one far side, whatever the platform."""
    everywhere: Mapping[str, Platform] = {"telegram": far, "slack": far, "local": far}
    delivery = Delivery(
        database, router or counting(), everywhere, now=far.clock.now, machine_ms=far.clock
    )  # fmt: skip
    return Post(database, delivery, far.clock, far)


@pytest.fixture
def post(database: Database, far: Far) -> Post:
    return posting(database, far)


def words(text: str) -> Message:
    return Message((t("plain", text=text),))


def write(database: Database, *texts: str, to: Address = GROUP, **given: Any) -> None:
    """Write letters to a chat."""
    with database.begin() as tx:
        add(tx, *texts, to=to, **given)


def add(tx: Transaction, *texts: str, to: Address, **given: Any) -> None:
    for text in texts:
        tx.outbox.add("note", to, words(text), **{"locale": "fi", "due": EPOCH, **given})


def announced(database: Database, *where: Address) -> tuple[Meetup, Sequence[Chat]]:
    """Publish a meetup with a card in each chat."""
    with database.begin() as tx:
        mine = tx.networks.named("Kainuu") or network(tx, "Kainuu")
        chats = [chat(tx, mine, one.id, platform=one.platform, title=f"Ryhmä {one.id}") for one in where or (GROUP,)]
        meetup = publish(tx, mine)
        for one in chats:
            tx.post.announce("meetup", meetup.id, one, at=EPOCH, turns_at=meetup.starts_at)
    return meetup, chats


def answer(database: Database, meetup: Meetup, *names: str) -> None:
    """Let people say yes, in one page."""
    with database.begin() as tx:
        locked = tx.meetups.lock(meetup.id)
        assert locked is not None
        for person in meet(tx, *names):
            tx.meetups.answer(locked, person.id, Reply.YES, at=NOW)
            tx.cards.changed("meetup", meetup.id)


def rows(database: Database) -> list[tuple[str, str]]:
    """Give each letter's kind and state."""
    with database.begin() as tx:
        found = tx._connection.execute(select(outbox).order_by(outbox.c.id))
        return [(row.kind, row.state) for row in found]


def card_states(database: Database) -> list[str]:
    with database.begin() as tx:
        return list(tx._connection.execute(select(cards.c.state).order_by(cards.c.lane)).scalars())


def payloads(database: Database) -> int:
    with database.begin() as tx:
        return tx._connection.execute(select(func.count(outbox.c.payload))).scalar_one()


# -- in order ------------------------------------------------------------------------------------------------


async def test_a_chats_letters_arrive_in_the_order_they_were_written(database: Database, post: Post) -> None:
    write(database, "1", "2", "3")
    write(database, "muualle", to=PRIVATE)
    await post.within(60)
    assert (post.far.shown(GROUP.id), post.far.shown(PRIVATE.id)) == (["1", "2", "3"], ["muualle"])
    assert (rows(database), payloads(database)) == ([("note", "sent")] * 4, 0)


@pytest.mark.parametrize("trouble", [SlowDown(3), Uncertain("timeout"), Gone("moved", Address("telegram", "-200"))])
async def test_a_letter_that_is_tried_again_keeps_its_place(database: Database, post: Post, trouble: Exception) -> None:
    write(database, "1", "2", "3")
    post.far.then(GROUP.id, *[trouble] * 2)
    await post.within(60)
    assert [*post.far.shown(GROUP.id), *post.far.shown("-200")] == ["1", "2", "3"]


async def test_a_letter_to_come_later_holds_up_none_before_it(database: Database, post: Post) -> None:
    write(database, "huomenna", due=EPOCH.replace(day=21))
    write(database, "nyt")
    await post.within(60)
    assert post.far.shown(GROUP.id) == ["nyt"]
    await post.within(24 * 3600)
    assert post.far.shown(GROUP.id) == ["nyt", "huomenna"]
    assert post.far.calls[-1].at == post.far.calls[0].at + 24 * 3600 * 1000


async def test_everything_is_said_in_its_own_language(database: Database, post: Post) -> None:
    _, [group] = announced(database)
    with database.begin() as tx:
        tx.networks.speak(group.id, "sv")
        for locale in ("fi", "sv", "en"):
            tx.outbox.add("note", GROUP, Message((t("button.yes"),)), locale=locale, due=EPOCH)
    await post.within(60)
    answers = {"Tulen": "fi", "Jag kommer": "sv", "I'm coming": "en"}
    posts = list(post.far.posts[GROUP.id].values())[1:]
    assert posts == list(answers.items())


# -- the pace ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "burst", "every"), [(GROUP, 8, 3_000), (PRIVATE, 5, 1_000), (CHANNEL, 8, 1_200)], ids=str
)
async def test_a_chat_is_written_to_in_a_burst_and_then_at_its_pace(
    database: Database, post: Post, to: Address, burst: int, every: int
) -> None:
    write(database, *map(str, range(20)), to=to)
    await post.within(120)
    times = [call.at for call in post.far.calls]
    assert times[:burst] == [times[0]] * burst
    assert {later - sooner for sooner, later in pairwise(times[burst - 1 :])} == {every}
    assert post.far.shown(to.id) == list(map(str, range(20)))


async def test_a_chat_that_must_wait_holds_up_no_other(database: Database, post: Post) -> None:
    write(database, *map(str, range(9)))
    write(database, "muualle", to=PRIVATE)
    await post.now()
    assert (len(post.far.shown(GROUP.id)), post.far.shown(PRIVATE.id)) == (8, ["muualle"])


# -- cards ---------------------------------------------------------------------------------------------------


async def test_a_card_is_drawn_when_it_is_sent(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    answer(database, meetup, "Anna", "Bo")
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 2 tulossa"]


async def test_a_thousand_changes_are_a_few_edits_and_the_last_of_them_is_shown(database: Database, post: Post) -> None:
    meetup, _ = announced(database, GROUP, CHANNEL)
    await post.within(60)
    began = post.clock.ms
    for page in range(50):
        answer(database, meetup, *(f"P{page}x{n}" for n in range(20)))
        await post.within(0.4)
    await post.within(120)
    assert (post.far.shown(GROUP.id), post.far.shown(CHANNEL.id)) == (["1000 tulossa"], ["1000 tulossa"])
    took = 20_000 + 10_000
    edits = {where.id: [call for call in post.far.calls if call.chat == where.id][1:] for where in (GROUP, CHANNEL)}
    assert {call.verb for calls in edits.values() for call in calls} == {"edit"}
    assert len(edits[GROUP.id]) <= 6 + took // 3_000
    assert len(edits[CHANNEL.id]) <= 5 + took // 1_200
    assert all(later.at - sooner.at >= 1_000 for calls in edits.values() for sooner, later in pairwise(calls))
    assert max(call.at for call in post.far.calls) - began <= took


async def test_changes_of_one_moment_are_one_edit(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    for name in ("Anna", "Bo", "Cem"):
        answer(database, meetup, name)
        await post.within(0.05)
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 3 tulossa"]


async def test_what_changes_while_a_card_is_being_drawn_is_shown_after(database: Database, post: Post) -> None:
    meetup, _ = announced(database)

    async def meanwhile() -> None:
        answer(database, meetup, "Anna")

    post.far.then(GROUP.id, meanwhile)
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 1 tulossa"]


async def test_a_storm_of_changes_lets_a_letter_through(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    for n in range(40):
        answer(database, meetup, f"P{n}")
        await post.within(1)
    before = post.clock.ms
    write(database, "tärkeää")
    await post.within(2)
    [letter] = [call for call in post.far.calls if call.words == "tärkeää"]
    assert letter.at - before <= 1_000


async def test_a_card_whose_subject_is_no_more_is_let_go(database: Database, far: Far) -> None:
    post = posting(database, far, drawing(lambda *_: None))
    announced(database)
    write(database, "muu")
    await post.within(60)
    assert (far.shown(GROUP.id), card_states(database)) == (["muu"], ["dead"])
    assert rows(database) == [("card", "dead"), ("note", "sent")]


async def test_a_card_for_a_chat_that_left_is_let_go(database: Database, post: Post) -> None:
    announced(database)
    with database.begin() as tx:
        tx.networks.leave(GROUP)
    await post.within(60)
    assert (post.far.calls, rows(database)) == ([], [("card", "dead")])


async def test_a_card_that_a_chat_never_got_is_posted_when_kuppi_is_back(database: Database, post: Post) -> None:
    _, [group] = announced(database)
    with database.begin() as tx:
        tx.networks.note_away(GROUP, away=True)
    await post.within(60)
    with database.begin() as tx:
        tx.networks.note_away(GROUP, away=False)
        tx.post.revive(group, at=EPOCH)
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa"]


@pytest.mark.parametrize("posted", [True, False])
async def test_a_chat_that_left_and_joins_again_has_each_card_once_and_right(
    database: Database, post: Post, posted: bool
) -> None:  # fmt: skip
    meetup, [group] = announced(database)
    if posted:
        await post.within(60)
    with database.begin() as tx:
        tx.networks.leave(GROUP)
    answer(database, meetup, "Anna")
    await post.within(60)
    with database.begin() as tx:
        again = tx.networks.join(tx.networks.get(group.network), GROUP, title="Kahvit", locale="fi")
        tx.post.announce("meetup", meetup.id, again, at=EPOCH)
    await post.within(60)
    assert post.far.shown(GROUP.id) == ["1 tulossa"]


async def test_a_card_that_could_not_be_redrawn_is_redrawn_when_kuppi_is_back(database: Database, post: Post) -> None:
    meetup, [group] = announced(database)
    await post.within(60)
    post.far.then(GROUP.id, Gone("kicked"))
    answer(database, meetup, "Anna")
    await post.within(60)
    with database.begin() as tx:
        tx.post.revive(group, at=EPOCH)
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 1 tulossa", "edit 1 tulossa"]
    assert post.far.shown(GROUP.id) == ["1 tulossa"]


# -- a pause -------------------------------------------------------------------------------------------------


async def test_no_call_is_made_during_a_pause_whatever_comes(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    post.far.then(GROUP.id, SlowDown(20))
    write(database, "1")
    await post.now()
    paused = post.clock.ms
    for n in range(19):
        write(database, f"lisää {n}")
        answer(database, meetup, f"P{n}")
        await post.within(1)
    await post.within(120)
    during = [call for call in post.far.calls if paused < call.at < paused + 20_000]
    assert during == []
    assert post.far.shown(GROUP.id) == ["19 tulossa", "1", *(f"lisää {n}" for n in range(19))]


async def test_pauses_do_not_count_as_tries(database: Database, post: Post) -> None:
    write(database, "1")
    post.far.then(GROUP.id, *[SlowDown(30)] * (3 * TRIES))
    await post.within(3600)
    assert (post.far.shown(GROUP.id), rows(database)) == (["1"], [("note", "sent")])


async def test_a_pause_for_redrawing_ends_with_the_latest(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    post.far.then(GROUP.id, *[SlowDown(10)] * 12)
    for n in range(5):
        answer(database, meetup, f"P{n}")
        await post.within(2)
    await post.within(600)
    assert (post.far.shown(GROUP.id), card_states(database)) == (["5 tulossa"], ["shown"])


async def test_a_pause_in_one_chat_is_no_pause_in_another(database: Database, post: Post) -> None:
    post.far.then(GROUP.id, SlowDown(60))
    write(database, "1")
    write(database, "2", to=PRIVATE)
    await post.now()
    assert post.far.shown(PRIVATE.id) == ["2"]


# -- a person who cannot be reached --------------------------------------------------------------------------


def member(database: Database, name: str = "Anna", *, visible: bool | None = None, role: Role = Role.MEMBER) -> Person:
    """Make somebody who can be written to a member of the network."""
    with database.begin() as tx:
        mine = tx.networks.named("Kainuu") or network(tx, "Kainuu")
        [person] = meet(tx, name)
        tx.people.enrol(person.id, mine.id, role)
        if visible is not None:
            tx.people.show_name(person.id, visible=visible)
    return person


def tell(database: Database, person: Person, text: str = "paikka vapautui") -> None:
    with database.begin() as tx:
        mine = tx.networks.named("Kainuu")
        assert mine is not None
        tx.post.tell_person(person.id, mine.id, "promotion", words(text), dedupe=text, at=EPOCH)


def joined(database: Database, where: Address, *, coordinators: bool = False) -> Chat:
    with database.begin() as tx:
        mine = tx.networks.named("Kainuu") or network(tx, "Kainuu")
        one = chat(tx, mine, where.id, platform=where.platform, title=f"Ryhmä {where.id}")
        if coordinators:
            tx.networks.seat_coordinators(one)
    return one


def line(message: Message) -> str:
    return told(message, "fi")


async def test_who_blocked_us_is_pointed_to_in_the_group_and_gets_it_when_they_come_back(
    database: Database, post: Post
) -> None:
    anna = member(database, visible=True)
    joined(database, GROUP)
    joined(database, ROOM, coordinators=True)
    post.far.then("anna", Gone("blocked"))
    tell(database, anna)
    await post.within(60)
    assert (post.far.shown("anna"), post.far.shown(GROUP.id), post.far.shown(ROOM.id)) == (
        [], [line(pointer("Anna"))], [],
    )  # fmt: skip
    assert rows(database) == [("promotion", "held"), ("pointer", "sent")]
    with database.begin() as tx:
        assert tx.people.whereabouts(anna.id) == [(PRIVATE, False)]
    await Talk(dispatching(database))(ANNA.brings(Reached, reachable=True))
    await post.within(60)
    assert (post.far.shown("anna"), payloads(database)) == (["paikka vapautui"], 0)


@pytest.mark.parametrize("visible", [None, False])
async def test_whose_name_may_not_show_is_told_of_to_coordinators(
    database: Database, post: Post, visible: bool | None
) -> None:
    anna = member(database, visible=visible)
    joined(database, GROUP)
    joined(database, ROOM, coordinators=True)
    post.far.then("anna", Gone("never_started"))
    tell(database, anna)
    await post.within(60)
    assert (post.far.shown(GROUP.id), post.far.shown(ROOM.id)) == ([], [line(unreached("Anna"))])


async def test_without_a_room_each_coordinator_is_told_in_private(database: Database, post: Post) -> None:
    anna = member(database)
    for name in ("Bo", "Cem"):
        member(database, name, role=Role.COORDINATOR)
    post.far.then("anna", Gone("blocked"))
    tell(database, anna)
    await post.within(60)
    assert (post.far.shown("bo"), post.far.shown("cem")) == ([line(unreached("Anna"))],) * 2


async def test_a_letter_to_someone_never_reached_is_held_and_the_way_is_shown_at_once(
    database: Database, post: Post
) -> None:
    with database.begin() as tx:
        mine = network(tx, "Kainuu")
        [anna] = meet(tx, "Anna", private=False)
        tx.people.enrol(anna.id, mine.id)
        tx.people.show_name(anna.id, visible=True)
    joined(database, GROUP)
    tell(database, anna)
    await post.within(60)
    assert (post.far.called("anna"), post.far.shown(GROUP.id)) == ([], [line(pointer("Anna"))])
    await Talk(dispatching(database))(ANNA.says("moi"))
    await post.within(60)
    assert post.far.shown("anna") == ["paikka vapautui"]


async def test_who_blocks_us_twice_is_pointed_to_once_for_each_letter(database: Database, post: Post) -> None:
    anna = member(database, visible=True)
    joined(database, GROUP)
    talk = Talk(dispatching(database))
    post.far.then("anna", Gone("blocked"), Gone("blocked"))
    tell(database, anna)
    for _ in range(2):
        await post.within(60)
        await talk(ANNA.brings(Reached, reachable=True))
    await post.within(60)
    assert (post.far.shown("anna"), len(post.far.shown(GROUP.id))) == (["paikka vapautui"], 1)


# -- a chat that is gone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["letter", "card", "redrawing"])
async def test_coordinators_are_told_once_of_what_a_chat_did_not_get(database: Database, post: Post, what: str) -> None:
    joined(database, ROOM, coordinators=True)
    if what == "letter":
        joined(database, GROUP)
        with database.begin() as tx:
            [group] = [one for one in tx.networks.chats(tx.networks.all()[0].id) if not one.coordinators]
            tx.post.tell_chat(group, "welcome", words("tervetuloa"), dedupe="1", at=EPOCH)
    else:
        meetup, _ = announced(database)
        if what == "redrawing":
            await post.within(60)
            answer(database, meetup, "Anna")
    post.far.then(GROUP.id, *[Gone("kicked")] * 5)
    await post.within(60)
    assert post.far.shown(ROOM.id) == [line(lost(f"Ryhmä {GROUP.id}", "kicked"))]
    calls = len(post.far.called(GROUP.id))
    await post.within(3600)
    assert len(post.far.called(GROUP.id)) == calls
    assert card_states(database) == ([] if what == "letter" else ["dead"])


async def test_what_the_coordinators_room_did_not_get_is_add_there_each_of_them(database: Database, post: Post) -> None:
    room = joined(database, ROOM, coordinators=True)
    member(database, "Bo", role=Role.COORDINATOR)
    post.far.then(ROOM.id, *[Gone("kicked")] * 5)
    with database.begin() as tx:
        tx.post.tell_chat(room, "note", words("tiedoksi"), dedupe="1", at=EPOCH)
    await post.within(3600)
    assert (len(post.far.called(ROOM.id)), post.far.shown("bo")) == (1, [line(lost(f"Ryhmä {ROOM.id}", "kicked"))])


@pytest.mark.parametrize("names", [("Bo",), ("Bo", "Cem")])
async def test_coordinators_who_blocked_us_are_not_told_over_and_over(
    database: Database, post: Post, names: Sequence[str]
) -> None:
    for name in names:
        member(database, name, role=Role.COORDINATOR)
        post.far.then(name.lower(), *[Gone("blocked")] * 100)
    announced(database)
    post.far.then(GROUP.id, Gone("kicked"))
    await post.within(3600)
    assert len(post.far.calls) <= 1 + 2 * len(names)
    with database.begin() as tx:
        mine = tx.networks.all()[0]
        assert [one.reachable for one in tx.people.coordinators(mine.id)] == [False] * len(names)


async def test_a_coordinator_who_comes_back_hears_what_was_lost(database: Database, post: Post) -> None:
    member(database, "Anna", role=Role.COORDINATOR)
    announced(database)
    post.far.then("anna", Gone("blocked"))
    post.far.then(GROUP.id, Gone("kicked"))
    await post.within(60)
    await Talk(dispatching(database))(ANNA.brings(Reached, reachable=True))
    await post.within(60)
    assert post.far.shown("anna") == [line(lost(f"Ryhmä {GROUP.id}", "kicked"))]


async def test_letters_after_one_that_was_given_up_still_go_out(database: Database, post: Post) -> None:
    post.far.then(GROUP.id, Gone("refused: too long"))
    write(database, "1", "2")
    await post.within(60)
    assert (post.far.shown(GROUP.id), rows(database)) == (["2"], [("note", "dead"), ("note", "sent")])


# -- a chat that moved ---------------------------------------------------------------------------------------

MOVED = Gone("moved", Address("telegram", "-200"))


async def test_a_card_that_was_refused_because_its_chat_moved_is_posted_there(database: Database, post: Post) -> None:
    announced(database)
    write(database, "1")
    post.far.then(GROUP.id, MOVED)
    await post.within(60)
    assert post.far.shown("-200") == ["0 tulossa", "1"]
    assert (card_states(database), rows(database)) == (["shown"], [("card", "sent"), ("note", "sent")])


async def test_what_comes_after_a_chat_moved_goes_to_the_new_address(database: Database, post: Post) -> None:
    _, [group] = announced(database)
    post.far.then(GROUP.id, MOVED)
    await post.within(60)
    with database.begin() as tx:
        [now] = tx.networks.chats(group.network)
        tx.post.tell_chat(now, "note", words("2"), dedupe="2", at=EPOCH)
    await post.within(60)
    assert (now.address, post.far.shown("-200")) == ("-200", ["0 tulossa", "2"])


async def test_a_card_in_use_is_posted_anew_where_its_chat_moved_and_redrawn_there(
    database: Database, post: Post
) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    for _ in range(2):  # the platform may tell of it on both sides
        await Talk(dispatching(database))(ANNA.brings(Moved, GROUP, to=Address("telegram", "-200")))
        await post.within(60)
    answer(database, meetup, "Anna")
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa"]
    assert post.far.called("-200") == ["send 0 tulossa", "edit 1 tulossa"]


# -- uncertain -----------------------------------------------------------------------------------------------

DOUBT = Uncertain("read timeout")


@pytest.mark.parametrize("deed", [DOUBT, Lost(DOUBT)], ids=["lost", "arrived"])
async def test_a_redrawing_in_doubt_is_made_again(database: Database, post: Post, deed: Any) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    post.far.then(GROUP.id, deed)
    answer(database, meetup, "Anna")
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 1 tulossa", "edit 1 tulossa"]
    assert (post.far.shown(GROUP.id), card_states(database)) == (["1 tulossa"], ["shown"])


async def test_a_redrawing_in_doubt_outlives_a_long_trouble_of_the_network(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    began = post.clock.ms

    async def trouble() -> None:
        if post.clock.ms < began + 600_000:
            post.far.then(GROUP.id, trouble)
            raise DOUBT

    post.far.then(GROUP.id, trouble)
    answer(database, meetup, "Anna")
    await post.within(900)
    answer(database, meetup, "Bo")
    await post.within(900)
    assert (post.far.shown(GROUP.id), card_states(database)) == (["2 tulossa"], ["shown"])
    assert len(post.far.calls) < 60


@pytest.mark.parametrize(("deed", "copies"), [(DOUBT, 1), (Lost(DOUBT), 2)], ids=["lost", "arrived"])
async def test_a_private_letter_in_doubt_is_sent_again(database: Database, post: Post, deed: Any, copies: int) -> None:
    anna = member(database)
    tell(database, anna)
    post.far.then("anna", deed)
    await post.within(60)
    assert post.far.shown("anna") == ["paikka vapautui"] * copies
    assert rows(database) == [("promotion", "sent")]


async def test_a_letter_outlives_five_minutes_of_trouble(database: Database, post: Post) -> None:
    tell(database, member(database))
    began = post.clock.ms

    async def trouble() -> None:
        if post.clock.ms < began + 300_000:
            post.far.posts["anna"].clear()
            post.far.then("anna", trouble)
            raise DOUBT

    post.far.then("anna", trouble)
    await post.within(3600)
    assert (post.far.shown("anna"), rows(database)) == (["paikka vapautui"], [("promotion", "sent")])


async def test_a_letter_always_in_doubt_is_given_up_and_coordinators_are_told(database: Database, post: Post) -> None:
    joined(database, ROOM, coordinators=True)
    tell(database, member(database))
    post.far.then("anna", *[DOUBT] * 50)
    await post.within(24 * 3600)
    assert len(post.far.called("anna")) == TRIES
    assert post.far.shown(ROOM.id) == [line(lost("Anna", "uncertain"))]
    assert rows(database) == [("promotion", "dead"), ("lost", "sent")]


@pytest.mark.parametrize("deed", [DOUBT, Lost(DOUBT)], ids=["lost", "arrived"])
async def test_a_card_whose_posting_is_in_doubt_is_not_posted_again(database: Database, post: Post, deed: Any) -> None:
    joined(database, ROOM, coordinators=True)
    meetup, _ = announced(database)
    post.far.then(GROUP.id, deed)
    await post.within(60)
    answer(database, meetup, "Anna")
    await post.within(24 * 3600)
    assert post.far.called(GROUP.id) == ["send 0 tulossa"]
    assert card_states(database) == ["doubt"]
    assert post.far.shown(ROOM.id) == [line(lost(f"Ryhmä {GROUP.id}", "uncertain"))]


async def test_a_card_in_doubt_is_adopted_by_a_press_on_its_message(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    post.far.then(GROUP.id, Lost(DOUBT))
    await post.within(60)
    [message] = post.far.posts[GROUP.id]
    await Talk(dispatching(database))(press(meetup, message))
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 1 tulossa"]
    assert (post.far.shown(GROUP.id), card_states(database)) == (["1 tulossa"], ["shown"])
    with database.begin() as tx:
        troubles = [*tx.cards.troubled(meetup.network), *tx.outbox.troubled(meetup.network)]
    assert troubles == []


def press(meetup: Meetup, message: str, where: Address = GROUP) -> Press:
    button = Button(t("button.yes"), "rsvp", f"{meetup.id}-yes")
    return ANNA.presses(button, where, on=Ref(where, message))


async def test_a_card_is_not_adopted_from_another_chat_or_for_another_subject(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    other, _ = announced(database, Address("telegram", "-200"))
    post.far.then(GROUP.id, Lost(DOUBT))
    await post.within(60)
    talk = Talk(dispatching(database))
    await talk(press(meetup, "99", Address("telegram", "-200")))
    await talk(press(other, "99"))
    await talk(ANNA.presses(f"rsvp-{meetup.id}-yes", on=Ref(PRIVATE, "99")))
    await post.within(60)
    assert card_states(database) == ["doubt", "shown"]


# -- a platform that can tell --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["card", "letter"])
async def test_a_post_in_doubt_that_is_found_is_not_posted_again(database: Database, clock: Clock, what: str) -> None:
    post = posting(database, far := Finding(clock))
    meetup, _ = announced(database, CHANNEL) if what == "card" else (None, None)
    if what == "letter":
        write(database, "1", to=CHANNEL)
    far.then(CHANNEL.id, Lost(DOUBT))
    await post.within(60)
    verbs = [call.verb for call in far.calls]
    assert (verbs, len(far.shown(CHANNEL.id)), rows(database)) == (
        ["send", "find"], 1, [("card" if what == "card" else "note", "sent")],
    )  # fmt: skip
    if meetup:
        answer(database, meetup, "Anna")
        await post.within(60)
        assert far.shown(CHANNEL.id) == ["1 tulossa"]


async def test_a_post_in_doubt_that_is_not_found_is_posted_again(database: Database, clock: Clock) -> None:
    post = posting(database, far := Finding(clock))
    announced(database, CHANNEL)
    far.then(CHANNEL.id, DOUBT)
    await post.within(60)
    assert [call.verb for call in far.calls] == ["send", "find", "send"]
    assert (far.shown(CHANNEL.id), card_states(database)) == (["0 tulossa"], ["shown"])


@pytest.mark.parametrize("trouble", [SlowDown(600), DOUBT], ids=["slow", "in doubt"])
async def test_a_post_is_looked_for_from_its_first_try_on(database: Database, clock: Clock, trouble: Exception) -> None:
    post = posting(database, far := Finding(clock))
    write(database, "1", to=CHANNEL)
    far.then(CHANNEL.id, Lost(DOUBT), trouble, trouble, trouble)
    await post.within(4 * 3600)
    finds = [call.words for call in far.calls if call.verb == "find"]
    assert len(far.shown(CHANNEL.id)) == 1
    assert set(finds) == {"letter-1 since 08.58"} or {one.partition(" ")[2] for one in finds} == {"since 08.58"}


async def test_a_post_is_not_looked_for_when_it_was_never_tried(database: Database, clock: Clock) -> None:
    post = posting(database, far := Finding(clock))
    write(database, "1", to=CHANNEL)
    far.then(CHANNEL.id, SlowDown(5))
    await post.within(60)
    assert [call.verb for call in far.calls] == ["send", "send"]


# -- a crash between beginning and settling --------------------------------------------------------------------


async def crash(post: Post, *, sent: bool) -> None:
    """Begin the next call and die before it is settled; ``sent``: after it had its effect."""
    lane = await post.database.write(lambda tx: tx.lanes.claim(post.clock.ms, ("telegram", "slack")))
    assert lane is not None
    errand: Errand | None = await post.database.write(partial(post.delivery._next, lane=lane))
    assert errand is not None
    if sent:
        await post.delivery._call(post.far, errand)


@pytest.mark.parametrize("sent", [True, False])
async def test_after_a_crash_a_card_is_never_posted_twice(database: Database, post: Post, sent: bool) -> None:
    meetup, _ = announced(database)
    await crash(post, sent=sent)
    before = len(post.far.calls)
    post.clock.ms += LEASE - 1
    await post.now()
    assert len(post.far.calls) == before
    await post.within(24 * 3600)
    assert (len(post.far.calls), card_states(database)) == (before, ["doubt"])
    await Talk(dispatching(database))(press(meetup, "1"))
    with suppress(KeyError):
        await post.within(60)
    assert card_states(database) == ["shown"]


@pytest.mark.parametrize("sent", [True, False])
async def test_after_a_crash_a_platform_that_can_tell_is_asked(database: Database, clock: Clock, sent: bool) -> None:
    post = posting(database, far := Finding(clock))
    announced(database, CHANNEL)
    await crash(post, sent=sent)
    await post.within(60)
    assert (far.shown(CHANNEL.id), card_states(database)) == (["0 tulossa"], ["shown"])
    assert [call.verb for call in far.calls] == (["send", "find"] if sent else ["find", "send"])


@pytest.mark.parametrize(("sent", "copies"), [(True, 2), (False, 1)])
async def test_after_a_crash_a_private_letter_is_sent_again(
    database: Database, post: Post, sent: bool, copies: int
) -> None:  # fmt: skip
    tell(database, member(database))
    await crash(post, sent=sent)
    await post.within(60)
    assert post.far.shown("anna") == ["paikka vapautui"] * copies


async def test_after_a_crash_a_card_is_redrawn_again(database: Database, post: Post) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    answer(database, meetup, "Anna")
    post.clock.ms += 1_000
    await crash(post, sent=True)
    await post.within(60)
    assert post.far.called(GROUP.id) == ["send 0 tulossa", "edit 1 tulossa", "edit 1 tulossa"]


# -- an edit that fails ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [Gone("message"), Gone("kicked"), Gone("refused: odd"), DOUBT, SlowDown(5)], ids=repr
)
async def test_an_edit_that_fails_never_makes_a_new_card(database: Database, post: Post, trouble: Exception) -> None:
    meetup, _ = announced(database)
    await post.within(60)
    post.far.then(GROUP.id, *[trouble] * 30)
    for n in range(5):
        answer(database, meetup, f"P{n}")
        await post.within(600)
    assert [call.verb for call in post.far.calls].count("send") == 1
    assert len(post.far.posts[GROUP.id]) == 1


# -- bugs of ours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bug", [ZeroDivisionError(), KeyError("no such id")], ids=["zero", "key"])
async def test_a_letter_that_cannot_be_sent_for_a_bug_is_given_up_and_the_lane_goes_on(
    database: Database, post: Post, bug: Exception
) -> None:
    joined(database, ROOM, coordinators=True)
    write(database, "huono", "hyvä", network=post_network(database))
    post.far.then(GROUP.id, *[bug] * TRIES)
    for _ in range(3 * TRIES):
        with suppress(type(bug)):
            await post.within(600)
    assert post.far.shown(GROUP.id) == ["hyvä"]
    assert rows(database)[:2] == [("note", "dead"), ("note", "sent")]
    assert len(post.far.shown(ROOM.id)) == 1


def post_network(database: Database) -> str:
    with database.begin() as tx:
        return tx.networks.all()[0].id


async def test_a_card_that_cannot_be_drawn_for_a_bug_holds_up_nothing_else(database: Database, far: Far) -> None:
    def draw(*_: Any) -> Message | None:
        raise ZeroDivisionError

    post = posting(database, far, drawing(draw))
    joined(database, ROOM, coordinators=True)
    announced(database)
    write(database, "muu")
    for _ in range(3 * TRIES):
        with suppress(ZeroDivisionError):
            await post.within(600)
    assert (far.shown(GROUP.id), card_states(database)) == (["muu"], ["dead"])
    assert len(far.shown(ROOM.id)) == 1


# -- two at once -----------------------------------------------------------------------------------------------


async def test_a_lane_that_passed_to_another_is_settled_by_the_other_alone(database: Database, far: Far) -> None:
    slow, other = posting(database, far), posting(database, far)
    announced(database)

    async def freeze() -> None:
        far.clock.ms += LEASE
        await other.now()

    far.then(GROUP.id, freeze)
    await slow.now()
    await slow.within(60)
    assert (far.called(GROUP.id), card_states(database)) == (["send 0 tulossa"], ["doubt"])


async def running(deliveries: Sequence[Delivery]) -> None:
    """Run deliveries until nothing is due or on its way."""
    tasks = [asyncio.create_task(one.run()) for one in deliveries]
    try:
        async with asyncio.timeout(30):
            await asyncio.gather(*(one.idle() for one in deliveries))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_replicas_never_send_the_same_letter_twice(database: Database, clock: Clock) -> None:
    far = Far(clock)
    chats = [f"room{n}" for n in range(12)]
    for n in range(5):
        for chat_ in chats:
            write(database, f"{n}", to=Address("local", chat_))
    await running([posting(database, far).delivery for _ in range(2)])
    assert {chat_: far.shown(chat_) for chat_ in chats} == {chat_: list("01234") for chat_ in chats}
    assert rows(database) == [("note", "sent")] * 60


ONE_ROOM = Address("local", "room")


def add_there(text: str, tx: Transaction) -> None:
    add(tx, text, to=ONE_ROOM)


async def test_delivery_wakes_when_told_and_is_idle_when_all_is_done(database: Database, clock: Clock) -> None:
    far = Far(clock)
    delivery = posting(database, far).delivery
    task = asyncio.create_task(delivery.run())
    try:
        for n in range(3):
            await database.write(partial(add_there, f"{n}"))
            delivery.wake()
            async with asyncio.timeout(60):
                await delivery.idle()
            assert far.shown("room") == list("012"[: n + 1])
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_lane_in_a_call_that_hangs_is_not_looked_for_again_and_again(database: Database, clock: Clock) -> None:
    far, hung, done = Far(clock), asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        await database.write(partial(add_there, "2"))
        hung.set()
        await done.wait()

    far.then("room", hang)
    write(database, "1", to=ONE_ROOM)
    task = asyncio.create_task(posting(database, far).delivery.run())
    try:
        async with asyncio.timeout(60):
            await hung.wait()
        assert await database.read(lambda tx: tx.lanes.next_due(["local"])) == clock.ms + LEASE
    finally:
        done.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_lane_that_was_being_claimed_at_the_end_is_given_back_however_often_we_are_told_to_stop(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, go_on, plain = asyncio.Event(), asyncio.Event(), database.write

    async def slow(work: Callable[[Transaction], Any]) -> Any:
        result = await plain(work)
        if isinstance(result, Lane):
            claimed.set()
            await go_on.wait()
        return result

    write(database, "1", to=ONE_ROOM)
    monkeypatch.setattr(database, "write", slow)
    task = asyncio.create_task(posting(database, Far(clock)).delivery.run())
    await asyncio.wait_for(claimed.wait(), 10)
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(task, return_exceptions=True)
    assert await database.read(lambda tx: tx.lanes.next_due(["local"])) == clock.ms


# -- no such platform ------------------------------------------------------------------------------------------


async def test_what_is_for_a_platform_that_is_not_running_waits_for_it(database: Database, far: Far) -> None:
    announced(database, CHANNEL)
    only_telegram = Delivery(database, counting(), {"telegram": far}, now=far.clock.now, machine_ms=far.clock)
    await Post(database, only_telegram, far.clock, far).within(600)
    await posting(database, far).within(600)
    assert (far.shown(CHANNEL.id), card_states(database)) == (["0 tulossa"], ["shown"])
