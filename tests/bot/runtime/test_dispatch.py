"""The one way in: pages, one outcome for each event, rights from our own tables, and nothing half done."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

import bot.runtime.dispatch
from bot.chat import (
    SILENCE,
    Address,
    Answer,
    Button,
    Command,
    Event,
    Joined,
    Message,
    Met,
    Press,
    Reached,
    Refusal,
    Said,
    Sender,
    Tick,
    Unreadable,
)
from bot.domain.people import Person, Role
from bot.domain.seating import Reply, Standing
from bot.router import Audience, Router, Scope
from bot.runtime.dispatch import PAGE, Dispatch
from bot.text import Text, t
from storage import Database, Transaction, Unavailable
from storage.tables import drafts, events, outbox
from tests.bot.runtime.stage import (
    ADMIN,
    ANNA,
    BO,
    CEM,
    GROUP,
    NOW,
    Someone,
    Talk,
    buttons,
    dispatching,
    ids,
)
from tests.storage.making import chat, meet, network, publish

SORRY = Answer(toast=t("sorry"), alert=True)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.runtime.dispatch, "_PAUSES", (0.0, 0.0, 0.0))


def plain(text: str) -> Text:
    return t("plain", text=text)


@dataclass
class Deeds:
    """Hold a few handlers whose deeds can be seen: a deed is a network of that name."""

    heard: list[Event] = field(default_factory=list)
    trouble: Callable[[Event, Transaction], None] = lambda _event, _tx: None

    def router(self) -> Router:
        router = Router()
        router.on(Said)(lambda *_: None)
        router.command("ohje", "hjalp", "help")(lambda *_: Answer((Message((t("help.head"),)),)))
        for name in ("make", "fail", "fresh", "refuse", "trouble", "hear"):
            router.press(name)(getattr(self, name))
        router.command("tee", "gor", "make")(self.make)
        router.command("sano", "sag", "say")(self.refuse)
        router.command("pane", "fela", "fail")(self.fail)
        return router

    def hear(self, event: Event, _: Transaction) -> Answer:
        self.heard.append(event)
        return SILENCE

    def make(self, event: Any, tx: Transaction) -> Answer:
        name = event.arg if isinstance(event, Press) else event.text
        self.heard.append(event)
        network(tx, name)
        return Answer(toast=plain(name))

    def fail(self, event: Any, tx: Transaction) -> Answer:
        self.make(event, tx)
        raise ZeroDivisionError("secret words")

    def fresh(self, event: Press, tx: Transaction) -> Answer:
        self.heard.append(event)
        told = ", ".join(one.name for one in tx.networks.all())
        network(tx, f"{event.arg}{len(self.heard)}")
        self.trouble(event, tx)
        return Answer(toast=plain(told), fresh=True)

    def refuse(self, event: Event, _: Transaction) -> Answer:
        self.heard.append(event)
        raise Refusal(t("meetups.none"), buttons=((Button(t("button.help"), "do", "ohje"),),))


def made(database: Database) -> list[str]:
    with database.begin() as tx:
        return [one.name for one in tx.networks.all()]


def states(database: Database) -> dict[str, str]:
    with database.begin() as tx:
        return {row.key: row.state for row in tx._connection.execute(select(events))}


def in_finnish(*toasts: str) -> list[Answer]:
    return [Answer(toast=plain(toast), locale="fi", room="fi") for toast in toasts]


@pytest.fixture
def deeds() -> Deeds:
    return Deeds()


# -- pages ---------------------------------------------------------------------------------------------------


async def test_events_are_answered_in_the_order_they_came(database: Database, deeds: Deeds) -> None:
    names = [f"{n:03}" for n in range(120)]
    commits: list[int] = []
    dispatch = Dispatch(database, deeds.router(), committed=lambda: commits.append(len(deeds.heard)))
    answers = await dispatch.receive([ANNA.presses(f"make-{name}") for name in names])
    assert (answers, made(database)) == (in_finnish(*names), names)
    assert commits == [PAGE, 2 * PAGE, 120]


async def test_what_comes_while_a_page_commits_is_gathered_into_the_next(database: Database, deeds: Deeds) -> None:
    commits: list[int] = []
    dispatch = Dispatch(database, deeds.router(), committed=lambda: commits.append(len(deeds.heard)))
    first = asyncio.create_task(dispatch.receive([ANNA.presses("make-a")]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = await asyncio.gather(*(dispatch.receive([BO.presses(f"make-{n}")]) for n in range(10)))
    assert [await first, *rest] == [in_finnish(name) for name in ("a", *map(str, range(10)))]
    assert commits[-1] == 11
    assert len(commits) <= 3


async def test_no_events_are_no_answers(database: Database, deeds: Deeds) -> None:
    assert await dispatching(database, deeds.router()).receive([]) == []


async def test_one_who_stops_waiting_takes_nobody_along(database: Database, deeds: Deeds) -> None:
    dispatch = dispatching(database, deeds.router())
    impatient = asyncio.create_task(dispatch.receive([ANNA.presses("make-a")]))
    patient = asyncio.create_task(dispatch.receive([BO.presses("make-b")]))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == in_finnish("b")
    assert made(database) == ["a", "b"]


async def test_what_was_taken_is_settled_at_rest_although_whoever_brought_it_has_gone(
    database: Database, deeds: Deeds
) -> None:
    dispatch = dispatching(database, deeds.router())
    await dispatch.rest()  # from what there never was
    gone = asyncio.create_task(dispatch.receive([ANNA.presses("make-a")]))
    await asyncio.sleep(0)
    gone.cancel()
    await dispatch.rest()
    assert made(database) == ["a"]


# -- a handler that fails ------------------------------------------------------------------------------------


async def test_a_handler_that_fails_loses_its_own_event_and_no_other(database: Database, deeds: Deeds) -> None:
    page = [ANNA.presses("make-a"), BO.presses("fail-b"), CEM.presses("make-c"), ANNA.presses("fail-d")]
    answers = await dispatching(database, deeds.router()).receive(page)
    sorry = replace(SORRY, locale="fi", room="fi")
    assert answers == [*in_finnish("a"), sorry, *in_finnish("c"), sorry]
    assert made(database) == ["a", "c"]
    assert [states(database)[event.key] for event in page] == ["done", "failed", "done", "failed"]


async def test_the_event_that_failed_is_kept_sealed(database: Database, deeds: Deeds) -> None:
    press = ANNA.presses("fail-a")
    await dispatching(database, deeds.router()).receive([press])
    with database.begin() as tx:
        row = tx._connection.execute(select(events)).one()
    assert (b"anna" not in row.raw, b"ZeroDivisionError" not in row.raw) == (True, True)
    kept = database.seals.open(row.raw, "events", "raw", press.key)
    assert kept.startswith("ZeroDivisionError Press(")
    assert "name='Anna'" in kept


async def test_an_apology_for_words_is_said_in_private(database: Database, deeds: Deeds) -> None:
    [answer] = await dispatching(database, deeds.router()).receive([ANNA.types("pane x", GROUP)])
    assert answer == Answer(messages=(Message((t("sorry"),)),), private=True, locale="fi", room="fi")


async def test_an_event_that_failed_is_not_tried_again_when_it_comes_again(database: Database, deeds: Deeds) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("fail-a")
    first = await dispatch.receive([press])
    tries = len(deeds.heard)
    assert (await dispatch.receive([press]), len(deeds.heard), made(database)) == (first, tries, [])


async def test_the_log_tells_where_it_failed_and_not_what_was_said(
    database: Database, deeds: Deeds, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await dispatching(database, deeds.router()).receive([ANNA.presses("fail-a")])
    assert "ZeroDivisionError" in caplog.text
    assert "test_dispatch.py" in caplog.text
    assert "secret words" not in caplog.text


async def test_what_nobody_can_read_is_parked_and_the_page_goes_on(database: Database, deeds: Deeds) -> None:
    nobody = Sender("telegram", "telegram", "telegram", bot=True)
    strange = Unreadable(
        key="strange", at=NOW, who=nobody, where=nobody.address, private=True, raw='{"update_id":7,"odd":"Anna"}'
    )
    answers = await dispatching(database, deeds.router()).receive([strange, ANNA.presses("make-a")])
    assert [answer.toast for answer in answers] == [None, plain("a")]
    with database.begin() as tx:
        row = tx._connection.execute(select(events).where(events.c.key == "strange")).one()
    assert (row.state, database.seals.open(row.raw, "events", "raw", "strange")) == ("failed", strange.raw)


# -- again ---------------------------------------------------------------------------------------------------


async def test_an_event_that_comes_again_is_answered_the_same_and_changes_nothing(
    database: Database, deeds: Deeds
) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("make-a")
    answers = [await dispatch.receive([press]) for _ in range(3)]
    assert answers == [in_finnish("a")] * 3
    assert (deeds.heard, made(database)) == ([deeds.heard[0]], ["a"])


async def test_a_key_that_stands_twice_in_a_page_is_one_event(database: Database, deeds: Deeds) -> None:
    press = ANNA.presses("make-a")
    page = [press, BO.presses("make-b"), press, press]
    answers = await dispatching(database, deeds.router()).receive(page)
    assert answers == in_finnish("a", "b", "a", "a")
    assert (len(deeds.heard), made(database)) == (2, ["a", "b"])


async def test_a_page_may_mix_what_is_new_with_what_came_before(database: Database, deeds: Deeds) -> None:
    dispatch, old = dispatching(database, deeds.router()), ANNA.presses("make-a")
    await dispatch.receive([old])
    assert await dispatch.receive([BO.presses("make-b"), old]) == in_finnish("b", "a")


async def test_an_answer_from_the_store_speaks_the_language_of_now(database: Database, deeds: Deeds) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("make-a")
    await dispatch.receive([press])
    with database.begin() as tx:
        tx.people.speak(meet(tx, "Anna")[0].id, "sv")
    assert await dispatch.receive([press]) == [Answer(toast=plain("a"), locale="sv", room="sv")]


async def test_a_fresh_answer_is_not_kept_and_is_worked_out_again(database: Database, deeds: Deeds) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("fresh-x")
    [first] = await dispatch.receive([press])
    with database.begin() as tx:
        assert tx.events.outcomes([press.key]) == {press.key: None}
        network(tx, "later")
    [second] = await dispatch.receive([press])
    assert (first.toast, second.toast) == (plain(""), plain("later, x1"))


async def test_working_a_fresh_answer_out_again_changes_nothing(database: Database, deeds: Deeds) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("fresh-x")
    for _ in range(3):
        await dispatch.receive([press])
    assert made(database) == ["x1"]


async def test_a_fresh_answer_that_fails_when_worked_out_again_costs_nobody_else(
    database: Database, deeds: Deeds
) -> None:
    dispatch, press = dispatching(database, deeds.router()), ANNA.presses("fresh-x")
    await dispatch.receive([press])

    def stumble(event: Event, tx: Transaction) -> None:  # noqa: ARG001 -- as it is called
        raise ZeroDivisionError

    deeds.trouble = stumble
    answers = await dispatch.receive([BO.presses("make-b"), press, CEM.presses("make-c")])
    assert answers == [*in_finnish("b"), replace(SORRY, locale="fi", room="fi"), *in_finnish("c")]
    assert made(database) == ["b", "c", "x1"]


# -- the database cannot -------------------------------------------------------------------------------------


@dataclass
class Weak:
    """Be unavailable a number of times, and tell what had been kept whenever somebody came."""

    times: int
    found: list[list[str]] = field(default_factory=list)

    def __call__(self, _: Event, tx: Transaction) -> None:
        self.found.append([one.name for one in tx.networks.all()])
        if self.times:
            self.times -= 1
            raise Unavailable("deadlock")


def weak(deeds: Deeds, times: int) -> Weak:
    deeds.trouble = Weak(times)
    return deeds.trouble


async def test_a_page_the_database_could_not_keep_is_tried_again_whole(database: Database, deeds: Deeds) -> None:
    trouble = weak(deeds, 2)
    commits: list[int] = []
    dispatch = Dispatch(database, deeds.router(), committed=lambda: commits.append(1))
    page = [ANNA.presses("make-a"), BO.presses("fresh-b"), CEM.presses("make-c")]
    answers = await dispatch.receive(page)
    assert [answer.toast for answer in answers] == [plain("a"), plain("a"), plain("c")]
    assert [found[0] for found in trouble.found] == ["a", "a", "a"]
    assert [len(found) for found in trouble.found] == [2, 2, 2]  # each try began with nothing kept
    assert (made(database)[0], made(database)[-1], len(made(database)), commits) == ("a", "c", 3, [1])


async def test_an_event_that_spoils_every_page_is_alone_in_the_end(database: Database, deeds: Deeds) -> None:
    trouble = weak(deeds, 99)
    dispatch = dispatching(database, deeds.router())
    page = [ANNA.presses("make-a"), BO.presses("fresh-b"), CEM.presses("make-c")]
    with pytest.raises(Unavailable):
        await dispatch.receive(page)
    assert await dispatch.receive([page[2]]) == in_finnish("c")  # by now the rest of the page is settled too
    assert made(database) == ["a", "c"]
    assert page[1].key not in states(database)
    trouble.times = 0
    answers = await dispatch.receive(page)
    assert [answer.toast for answer in answers] == [plain("a"), plain("a, c"), plain("c")]


async def test_when_nothing_can_be_kept_nothing_is_answered(database: Database, deeds: Deeds) -> None:
    weak(deeds, 99)
    with pytest.raises(Unavailable):
        await dispatching(database, deeds.router()).receive([ANNA.presses("fresh-a")])
    assert (made(database), states(database)) == ([], {})


async def test_the_next_page_goes_on_after_one_that_could_not_be_kept(database: Database, deeds: Deeds) -> None:
    weak(deeds, 99)
    dispatch = dispatching(database, deeds.router())
    lost = asyncio.create_task(dispatch.receive([ANNA.presses("fresh-a")]))
    await asyncio.sleep(0)
    assert await dispatch.receive([BO.presses("make-b")]) == in_finnish("b")
    with pytest.raises(Unavailable):
        await lost


def unspeakable(event: Event) -> Event:
    """Give an event that no page takes: no text can be made of half a letter, so its name cannot even be sealed."""
    return replace(event, who=replace(event.who, name="\ud800"))


async def test_an_event_that_breaks_its_page_costs_nobody_else(database: Database, deeds: Deeds) -> None:
    page = [ANNA.presses("make-a"), unspeakable(BO.presses("make-b")), CEM.presses("make-c")]
    answers = await dispatching(database, deeds.router()).receive(page)
    assert answers == [*in_finnish("a"), replace(SORRY, locale="fi", room="fi"), *in_finnish("c")]
    assert made(database) == ["a", "c"]


async def test_an_event_that_breaks_its_page_is_kept_before_anybody_apologises(
    database: Database, deeds: Deeds
) -> None:
    event = unspeakable(BO.presses("make-b"))
    await dispatching(database, deeds.router()).receive([event])
    with database.begin() as tx:
        raw = tx._connection.execute(select(events.c.raw)).scalar_one()
        assert tx.seals.open(raw, "events", "raw", event.key).startswith("UnicodeEncodeError Press(key=")
    assert states(database) == {event.key: "failed"}


async def test_what_cannot_even_be_kept_is_not_answered_and_so_comes_again(database: Database, deeds: Deeds) -> None:
    timeless = replace(BO.presses("make-b"), at=NOW.replace(tzinfo=None))  # no table takes an instant without a zone
    dispatch = dispatching(database, deeds.router())
    with pytest.raises(Exception, match="naive instant"):
        await dispatch.receive([ANNA.presses("make-a"), timeless])
    assert (made(database), timeless.key in states(database)) == (["a"], False)


# -- refusals ------------------------------------------------------------------------------------------------


async def test_a_refused_press_is_an_alert(database: Database, deeds: Deeds) -> None:
    [answer] = await dispatching(database, deeds.router()).receive([ANNA.presses("refuse-a", GROUP)])
    assert answer == Answer(toast=t("meetups.none"), alert=True, locale="fi", room="fi")


async def test_a_refused_command_is_answered_in_private_with_what_can_be_done(database: Database, deeds: Deeds) -> None:
    event = ANNA.types("sano x", GROUP)
    [answer] = await dispatching(database, deeds.router()).receive([event])
    message = Message((t("meetups.none"),), ((Button(t("button.help"), "do", "ohje"),),))
    assert answer == Answer(messages=(message,), private=True, locale="fi", room="fi")
    assert states(database) == {event.key: "done"}


@pytest.mark.parametrize("button", ["nothing-x", "rsvp", "pick-x", "publish-nobody", "in-x-y", "who-x"])
async def test_a_button_nobody_knows_is_refused(database: Database, button: str) -> None:
    answer = await Talk(dispatching(database))(ANNA.presses(button))
    assert answer == Answer(toast=t("button.unknown"), alert=True, locale="fi", room="fi")


# -- who speaks ----------------------------------------------------------------------------------------------


async def test_rights_come_from_our_tables_and_from_nothing_that_an_event_says(
    database: Database, deeds: Deeds
) -> None:
    with database.begin() as tx:
        mine = network(tx)
        forged = Person(id="x", name="x", locale="en", admin=True, roles={mine.id: Role.COORDINATOR})
    await dispatching(database, deeds.router()).receive([ANNA.presses("hear", person=forged, network=mine)])
    with database.begin() as tx:
        [anna] = meet(tx, "Anna")
    assert [event.person for event in deeds.heard] == [anna]
    assert (anna.admin, anna.roles) == (False, {})


async def test_a_role_given_by_us_is_seen_by_handlers(database: Database, deeds: Deeds) -> None:
    with database.begin() as tx:
        [anna], mine = meet(tx, "Anna"), network(tx)
        tx.people.enrol(anna.id, mine.id, Role.COORDINATOR)
    await dispatching(database, deeds.router()).receive([ANNA.presses("hear")])
    assert [event.person.roles for event in deeds.heard] == [{mine.id: Role.COORDINATOR}]


async def test_admins_are_those_the_settings_name_on_their_platform(database: Database, deeds: Deeds) -> None:
    dispatch = dispatching(database, deeds.router())
    namesake = Someone.named("Aino", platform="slack")
    await dispatch.receive([who.presses("hear") for who in (ADMIN, namesake, ANNA)])
    dispatch.trust("telegram", "anna")
    await dispatch.receive([ANNA.presses("hear")])
    assert [event.person.admin for event in deeds.heard] == [True, False, False, True]


async def test_a_bot_is_nobody(database: Database, deeds: Deeds) -> None:
    bot = Someone(Sender("telegram", "1087968824", "Group", bot=True))
    admins = frozenset({("telegram", "1087968824")})
    await Dispatch(database, deeds.router(), admins=admins).receive([bot.presses("hear", GROUP)])
    with database.begin() as tx:
        assert tx.people.at(Address("telegram", "1087968824")) is None
    assert deeds.heard == []


async def test_who_acts_in_a_networks_chat_is_counted_into_it(database: Database, deeds: Deeds) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine, GROUP.id)
    await dispatching(database, deeds.router()).receive([ANNA.presses("hear", GROUP), BO.presses("hear")])
    assert [event.chat for event in deeds.heard] == [joined, None]
    with database.begin() as tx:
        assert [person.roles for person in meet(tx, "Anna", "Bo")] == [{mine.id: Role.MEMBER}, {}]


# -- which language ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guess", "own", "language"),
    [(None, None, "sv"), ("de", None, "sv"), ("en", None, "en"), ("en", "fi", "fi"), (None, "fi", "fi")],
)
async def test_an_answer_speaks_the_persons_language_and_the_rooms(
    database: Database, deeds: Deeds, guess: str | None, own: str | None, language: str
) -> None:
    with database.begin() as tx:
        tx.networks.speak(chat(tx, network(tx), GROUP.id).id, "sv")
        if own:
            tx.people.speak(meet(tx, "Anna")[0].id, own)
    anna = Someone.named("Anna", locale=guess)
    [answer] = await dispatching(database, deeds.router()).receive([anna.presses("make-a", GROUP)])
    assert (answer.locale, answer.room) == (language, "sv")


async def test_in_private_the_room_is_the_person(database: Database, deeds: Deeds) -> None:
    anna = Someone.named("Anna", locale="en-GB")
    [answer] = await dispatching(database, deeds.router()).receive([anna.presses("make-a")])
    assert (answer.locale, answer.room) == ("en", "en")


async def test_a_language_chosen_is_spoken_at_once_and_from_then_on(database: Database) -> None:
    talk, anna = Talk(dispatching(database)), Someone.named("Anna", locale="en")
    answers = [await talk(event) for event in (anna.types("ohje"), anna.says("kieli svenska"), anna.types("ohje"))]
    assert [answer.locale for answer in answers] == ["en", "sv", "sv"]


# -- within one page -----------------------------------------------------------------------------------------


async def test_a_language_chosen_holds_for_the_rest_of_the_page(database: Database) -> None:
    page = [ANNA.types("kieli svenska"), ANNA.types("ohje"), BO.types("ohje")]
    answers = await dispatching(database).receive(page)
    assert [answer.locale for answer in answers] == ["sv", "sv", "fi"]


async def test_a_role_given_holds_for_the_rest_of_the_page(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        code = tx.codes.issue("coordinator", mine.id, NOW)
    answers = await dispatching(database).receive([ANNA.presses(f"c-{code}"), ANNA.types("uusitapaaminen")])
    assert ids(answers[1])[0] == "1/3 ask.theme"


async def test_a_chat_joined_is_known_for_the_rest_of_the_page(database: Database) -> None:
    page = [ADMIN.types("verkosto uusi Kainuu", GROUP), ANNA.types("tapaamiset", GROUP), ANNA.types("tapaamiset")]
    answers = await dispatching(database).receive(page)
    assert [ids(answer) for answer in answers] == [[], ["meetups.none"], ["meetups.none"]]


async def test_a_name_shown_is_shown_for_the_rest_of_the_page(database: Database) -> None:
    answers = await dispatching(database).receive([ANNA.presses("name-show"), ANNA.types("asetukset")])
    assert "settings.name_shown" in ids(answers[1])


async def test_a_member_met_in_a_page_is_one_for_the_rest_of_it(database: Database) -> None:
    with database.begin() as tx:
        chat(tx, network(tx), GROUP.id)
    answers = await dispatching(database).receive([ANNA.types("ohje", GROUP), ANNA.types("tapaamiset")])
    assert ids(answers[1]) == ["meetups.none"]


# -- being reached -------------------------------------------------------------------------------------------


def hold(database: Database, *names: str) -> None:
    """Let a letter wait for each, who has spoken only in a group."""
    with database.begin() as tx:
        for person in meet(tx, *names, private=False):
            to = Address("telegram", person.name.lower())
            tx.outbox.add("note", to, Message(()), locale="fi", due=NOW, person=person.id, held=True)


def letters(database: Database) -> list[tuple[str, str]]:
    with database.begin() as tx:
        rows = tx._connection.execute(select(outbox.c.lane, outbox.c.state).order_by(outbox.c.id))
        return [(row.lane, row.state) for row in rows]


@pytest.mark.parametrize(
    ("event", "reached"),
    [
        (ANNA.presses("hear"), True),
        (ANNA.says("moi"), True),
        (ANNA.brings(Reached, reachable=True), True),
        (ANNA.presses("hear", GROUP), False),
        (ANNA.brings(Met), False),
        (ANNA.brings(Reached, reachable=False), False),
        (replace(ANNA.presses("hear", GROUP), who=replace(ANNA.who, reachable=True)), True),
    ],
    ids=["press", "words", "start", "in a group", "met", "blocked", "on a platform that lets us"],
)
async def test_what_waited_for_a_person_goes_out_when_they_can_be_reached(
    database: Database, deeds: Deeds, event: Event, reached: bool
) -> None:  # fmt: skip
    hold(database, "Anna", "Bo")
    await dispatching(database, deeds.router()).receive([event])
    assert letters(database) == [("telegram:anna", "waiting" if reached else "held"), ("telegram:bo", "held")]
    with database.begin() as tx:
        assert (tx.lanes.next_due(["telegram"]) is not None) == reached


async def test_who_blocks_us_is_not_written_to(database: Database) -> None:
    talk = Talk(dispatching(database))
    await talk(ANNA.types("ohje"))
    await talk(ANNA.brings(Reached, reachable=False))
    with database.begin() as tx:
        anna = tx.people.at(Address("telegram", "anna"))
        assert anna is not None
        assert tx.people.whereabouts(anna) == [(Address("telegram", "anna"), False)]


# -- networks asked ------------------------------------------------------------------------------------------


def two_networks(database: Database, *names: str) -> None:
    """Make those named coordinators of two networks."""
    with database.begin() as tx:
        for mine in (network(tx, "Kainuu"), network(tx, "Lappi")):
            for person in meet(tx, *names):
                tx.people.enrol(person.id, mine.id, Role.COORDINATOR)


async def test_which_network_is_meant_is_asked_and_what_was_typed_is_kept(database: Database) -> None:
    two_networks(database, "Anna")
    talk = Talk(dispatching(database))
    asked = await talk(ANNA.types("uusitapaaminen\nTeema: Ilmasto\nKunta: Vaasa"))
    assert (ids(asked), list(buttons(asked))) == (["network.which"], ["Kainuu", "Lappi"])
    answer = await talk(ANNA.presses(buttons(asked)["Lappi"]))
    assert ids(answer)[0] == "2/3 ask.when"
    with database.begin() as tx:
        row = tx._connection.execute(select(drafts)).one()
        draft, lappi = tx.drafts.get(row.id), tx.networks.named("Lappi")
    assert draft is not None
    assert lappi is not None
    assert (draft.network, draft.answers["theme"], draft.answers["municipality"]) == (lappi.id, "Ilmasto", "Vaasa")


async def test_somebody_elses_choice_of_network_is_not_mine(database: Database) -> None:
    two_networks(database, "Anna", "Bo")
    talk = Talk(dispatching(database))
    asked = await talk(ANNA.types("uusitapaaminen"))
    answer = await talk(BO.presses(buttons(asked)["Lappi"]))
    assert answer.toast == t("button.unknown")


async def test_a_network_that_is_not_mine_cannot_be_chosen(database: Database) -> None:
    two_networks(database, "Anna")
    with database.begin() as tx:
        other = network(tx, "Satakunta")
    talk = Talk(dispatching(database))
    button = buttons(await talk(ANNA.types("uusitapaaminen")))["Lappi"]
    subject = button.arg.partition("-")[0]
    assert (await talk(ANNA.presses(f"in-{subject}-{other.id}"))).toast == t("button.unknown")


async def test_an_only_network_is_not_asked(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx, "Kainuu"), network(tx, "Lappi")
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, mine.id, Role.COORDINATOR)
        tx.people.enrol(anna.id, other.id)
    assert ids(await Talk(dispatching(database))(ANNA.types("uusitapaaminen")))[0] == "1/3 ask.theme"


async def test_in_a_chat_its_own_network_is_meant(database: Database) -> None:
    two_networks(database, "Anna")
    seen: list[str] = []
    router = Router()

    @router.command("a", "b", "c", scope=Scope.NETWORK, audience=Audience.COORDINATORS)
    def seeing(command: Command, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
        seen.append(command.network.name if command.network else "")
        return SILENCE

    with database.begin() as tx:
        satakunta = network(tx, "Satakunta")
        chat(tx, satakunta, GROUP.id)
    await Talk(dispatching(database, router))(ANNA.types("a", GROUP))
    assert seen == ["Satakunta"]


async def test_who_belongs_nowhere_is_told_how_to(database: Database) -> None:
    with database.begin() as tx:
        network(tx, "Kainuu")
    talk = Talk(dispatching(database))
    answers = [await talk(event) for event in (ANNA.types("tapaamiset"), ANNA.types("uusitapaaminen"))]
    answers.append(await talk(ANNA.types("tapaamiset", GROUP)))
    assert [answer.messages[0].lines[0].id for answer in answers] == [
        "network.unknown_to_you", "role.coordinators_only", "network.not_joined",
    ]  # fmt: skip
    assert all(answer.private for answer in answers)


# -- an anonymous admin --------------------------------------------------------------------------------------

ANONYMOUS = Someone(Sender("telegram", "1087968824", "Group", bot=True))


async def test_an_anonymous_admin_is_asked_to_press_and_the_press_shows_who_it_is(database: Database) -> None:
    talk = Talk(dispatching(database))
    asked = await talk(ANONYMOUS.types("verkosto uusi Kainuu", GROUP))
    [button] = buttons(asked).values()
    assert ([text.id for text in asked.messages[0].lines], asked.private, made(database)) == (
        ["who.anonymous"], False, [],
    )  # fmt: skip
    refused = await talk(ANNA.presses(button, GROUP))
    assert (refused.toast, made(database)) == (t("role.admins_only"), [])
    await talk(ADMIN.presses(button, GROUP))
    assert made(database) == ["Kainuu"]
    with database.begin() as tx:
        joined = tx.networks.chats_at([GROUP])["telegram", "-100"]
    assert joined.title == "Kahvit"


async def test_a_bot_that_presses_is_refused(database: Database) -> None:
    talk = Talk(dispatching(database))
    [button] = buttons(await talk(ANONYMOUS.types("verkosto uusi Kainuu", GROUP))).values()
    assert (await talk(ANONYMOUS.presses(button, GROUP))).toast == t("button.unknown")
    assert made(database) == []


# -- words nobody knows --------------------------------------------------------------------------------------


async def test_an_unknown_word_in_private_is_answered_with_the_main_buttons(database: Database) -> None:
    talk = Talk(dispatching(database))
    for event in (ANNA.says("höpöhöpö"), ANNA.types("höpöhöpö")):
        answer = await talk(event)
        assert ids(answer) == ["help.unknown", "help.where"]
        assert [button.data for button in buttons(answer).values()] == [
            "do-tapaamiset", "do-omat", "do-haut", "do-kysy", "do-asetukset"
        ]  # fmt: skip


@pytest.mark.parametrize(("addressed", "answered"), [(True, True), (False, False)])
async def test_an_unknown_word_in_a_group_is_answered_only_when_it_was_for_us(
    database: Database, addressed: bool, answered: bool
) -> None:  # fmt: skip
    answer = await Talk(dispatching(database))(ANNA.types("höpöhöpö", GROUP, addressed=addressed))
    assert bool(answer.messages) == answered
    assert answer.private == answered


async def test_bare_words_in_private_work_as_commands(database: Database) -> None:
    talk = Talk(dispatching(database))
    answer = await talk(ANNA.says("Kieli English"))
    assert (ids(answer), answer.locale) == (["language.done"], "en")


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("Tulen", Reply.YES), ("/kommer", Reply.YES), ("I'm coming", Reply.YES), ("Ehkä", Reply.MAYBE),
        ("En pääse", Reply.NO), ("Kommer inte", Reply.NO), ("Kan inte komma", Reply.NO), ("can't make it", Reply.NO),
    ],
)  # fmt: skip
async def test_an_answer_typed_in_words_means_what_it_says(database: Database, typed: str, reply: Reply) -> None:
    with database.begin() as tx:
        mine = network(tx)
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, mine.id)
        meetup = publish(tx, mine)
    await Talk(dispatching(database))(ANNA.says(typed))
    with database.begin() as tx:
        assert tx.meetups.standing(meetup, anna.id) == Standing(reply)


@pytest.mark.parametrize("typed", ["Tulen ehkä", "Kommer ej", "Tulen jos ehdin", "ehkä tulen", "coming? not sure"])
@pytest.mark.parametrize("meetups", [1, 2])
async def test_an_answer_with_more_words_behind_it_is_asked_about_and_never_guessed(
    database: Database, typed: str, meetups: int
) -> None:
    with database.begin() as tx:
        mine = network(tx)
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, mine.id)
        kept = [publish(tx, mine) for _ in range(meetups)]
    answer = await Talk(dispatching(database))(ANNA.says(typed))
    assert ids(answer)[0] == "rsvp.unsure"
    offered = [one.action for row in answer.messages[0].buttons for one in row]
    assert offered[:3] == (["rsvp", "rsvp", "rsvp"] if meetups == 1 else ["meetup", "meetup"])
    with database.begin() as tx:
        assert [tx.meetups.standing(meetup, anna.id) for meetup in kept] == [None] * meetups


@pytest.mark.parametrize("typed", ["Tulen!", "tulen.", "Kommer :)", "/tulen"])
async def test_marks_behind_an_answer_do_not_make_it_doubtful(database: Database, typed: str) -> None:
    with database.begin() as tx:
        mine = network(tx)
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, mine.id)
        meetup = publish(tx, mine)
    await Talk(dispatching(database))(ANNA.says(typed))
    with database.begin() as tx:
        assert tx.meetups.standing(meetup, anna.id) == Standing(Reply.YES)


# -- the clock -----------------------------------------------------------------------------------------------


async def test_every_sweep_runs_at_a_tick_even_when_another_fails(database: Database) -> None:
    router = Router()

    @router.tick("fails")
    def fails(tick: Event, tx: Transaction) -> None:  # noqa: ARG001 -- every sweep's signature
        network(tx, "half done")
        raise ZeroDivisionError

    @router.tick("works")
    def works(tick: Event, tx: Transaction) -> None:
        network(tx, f"swept at {tick.at.isoformat()}")

    clock = Sender("clock", "clock", "clock", bot=True)
    tick = Tick(key="tick", at=NOW, who=clock, where=clock.address, private=True)
    assert await dispatching(database, router).receive([tick]) == [SILENCE]
    assert (made(database), states(database)) == ([f"swept at {NOW.isoformat()}"], {})


async def test_a_tick_the_database_cannot_keep_is_tried_again(database: Database) -> None:
    router, weakness = Router(), Weak(1)

    @router.tick("works")
    def works(tick: Event, tx: Transaction) -> None:
        network(tx, "swept")
        weakness(tick, tx)

    clock = Sender("clock", "clock", "clock", bot=True)
    await dispatching(database, router).receive(
        [Tick(key="tick", at=NOW, who=clock, where=clock.address, private=True)]
    )
    assert (weakness.found, made(database)) == ([["swept"], ["swept"]], ["swept"])


# -- two replicas --------------------------------------------------------------------------------------------


async def test_an_event_that_two_replicas_take_at_once_happens_once(database: Database, deeds: Deeds) -> None:
    page = [ANNA.presses(f"make-{n}") for n in range(20)]
    dispatches = [dispatching(database, deeds.router()) for _ in range(4)]
    answers = await asyncio.gather(*(dispatch.receive(page) for dispatch in dispatches))
    assert answers == [in_finnish(*map(str, range(20)))] * 4
    assert made(database) == sorted(map(str, range(20)))


async def test_joining_is_answered_with_a_hint(database: Database) -> None:
    answer = await Talk(dispatching(database))(ADMIN.brings(Joined, GROUP))
    assert [text.id for text in answer.messages[0].lines] == ["joined.hint"]


async def test_a_tick_goes_in_a_page_of_its_own(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[list[str]] = []
    dispatch = dispatching(database)
    whole = dispatch._page

    def noted(tx: Transaction, events: list[Event], *, apart: bool) -> list[Answer]:
        pages.append([type(event).__name__ for event in events])
        return whole(tx, events, apart=apart)

    monkeypatch.setattr(dispatch, "_page", noted)
    clock = Sender("clock", "clock", "clock", bot=True)
    tick = Tick(key="tick", at=NOW, who=clock, where=clock.address, private=True)
    await dispatch.receive([ANNA.types("ohje"), BO.types("ohje"), tick, CEM.types("ohje")])
    assert pages == [["Command", "Command"], ["Tick"], ["Command"]]
