"""A call at random, by the whole road: people, coordinators, the clock, restarts and erasures in any order.

Everyone speaks through dispatch, and nothing is delivered: all that was to be told lies in the outbox when somebody is
erased. The suite runs a short form; ``python -m tests.any_call`` (``make calls``) is the long one.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from bot.chat import Address, Answer, Event, Sender, Tick
from bot.domain.calls import places
from bot.domain.calls.asked import STANDARD
from bot.domain.calls.board import Board, Offer, Seeker
from bot.domain.calls.call import Call, Kind, Selection
from bot.domain.calls.group import Group
from bot.domain.calls.states import State
from bot.domain.hours import quiet
from bot.domain.people import Network, Role
from bot.router import Router
from bot.routes import routes
from bot.text import LOCALES
from storage import Database, Transaction
from storage.ids import new_id
from storage.migrate import migrate
from storage.tables import events, outbox
from storage.tables_calls import applications
from tests import postgres
from tests.bot.runtime.stage import Someone, dispatching, failing
from tests.storage.filling import words_held
from tests.storage.making import NOW, meet, network
from tests.storage.quick import open_

ANNA, BO = Someone.named("Anna", locale="fi"), Someone.named("Bo", locale="sv")
ZONE = "Europe/Helsinki"
LATELY = timedelta(days=10)  #: later letters that nobody fetches may be forgotten
_serial = count(271_828)


# -- people --------------------------------------------------------------------------------------------------


@dataclass
class Applicant:
    """Somebody whose every word can be told from anybody else's."""

    number: int = field(default_factory=lambda: next(_serial))
    person: str | None = None
    application: str | None = None

    @property
    def name(self) -> str:
        return f"Merkki{self.number}"

    @property
    def speaker(self) -> Someone:
        return Someone(Sender("telegram", f"77{self.number}{self.number}", self.name, self.locale))

    @property
    def locale(self) -> str:
        return LOCALES[self.number % len(LOCALES)]

    @property
    def marks(self) -> list[str]:
        """Give all by which they could be known."""
        words = (self.name, self.speaker.who.id, f"m{self.number}@", f"oive {self.number}.")
        return [*words, *filter(None, (self.person, self.application))]


class Remembering(logging.Handler):
    """Keep every line that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.exc_info or ''}")


# -- what happens --------------------------------------------------------------------------------------------

people = st.integers(0, 3)
wishes = st.sampled_from(("1", "2", "1, 2", "2, 1"))


class AnyCall(RuleBasedStateMachine):
    """Let everybody do as they please with one call; hold after each step what must always hold."""

    def __init__(self, url: str, home: Network, reached: set[State]) -> None:
        super().__init__()
        self.url, self.home, self.reached = url, home, reached
        self.loop = asyncio.new_event_loop()
        self.open = ExitStack()
        self.people = [Applicant() for _ in range(4)]
        self.erased: list[Applicant] = []
        self.last: Event | None = None
        self.now = NOW
        self.logged = Remembering()
        self.level = logging.getLogger().level
        logging.getLogger().addHandler(self.logged)
        logging.getLogger().setLevel(logging.DEBUG)

    @initialize(
        seats=st.integers(1, 2), selection=st.sampled_from(Selection), confirm=st.sampled_from((24, 72)),
        applied=st.lists(wishes, min_size=3, max_size=4), published=st.booleans(),
        refused=st.none() | people,
    )  # fmt: skip
    def a_call_is_open(
        self,
        *,
        seats: int,
        selection: Selection,
        confirm: int,
        applied: Sequence[str],
        published: bool,
        refused: int | None,
    ) -> None:
        self._starts()
        starts = NOW + timedelta(days=9)
        self.call = Call(
            id=new_id(), network=self.home.id, kind=Kind.SUPERVISION, names={"fi": "Ryhmähaku"}, zone=ZONE,
            groups=(
                Group(id="g1", name="Seinäjoki", capacity=seats, least=2, meets=(starts,)),
                Group(id="g2", name="Tampere", capacity=1),
            ),
            selection=selection, opens_at=NOW - timedelta(hours=1), closes_at=NOW + timedelta(days=3),
            results_by=(NOW + timedelta(days=5)).date(), confirm=timedelta(hours=confirm), retention=1,
            controller="Humak", contact="tuottajat@example.fi", opened_by="",
            asked=tuple(STANDARD[key] for key in ("name", "email", "hopes", "groups")),
        )  # fmt: skip
        with self.database.begin() as tx:
            tx.calls.create(self.call)
        for number, wished in enumerate(applied):
            self.somebody_applies(number, wished, sends=True)
        if published:
            self.results_are_published(ANNA, proposes=True, refused=refused)
        self.board = Board(groups={}, zone=ZONE, confirm=timedelta(), placing=False)

    def _starts(self) -> None:
        self.database: Database = open_(self.url)
        self.open.callback(self.database.close)
        self.dispatch = dispatching(self.database, Router(routes(), failing()))

    def _does(self, event: Event) -> Answer:
        self.last = event
        [answer] = self.loop.run_until_complete(self.dispatch.receive([event]))
        return answer

    def _says(self, one: Someone, text: str) -> Answer:
        return self._does(one.says(text, at=self.now))

    def _presses(self, one: Someone, data: str) -> Answer:
        return self._does(one.presses(data, at=self.now))

    def _applied(self, number: int) -> str:
        return self.people[number].application or "nobodys"

    # -- applicants --

    @rule(number=people, wished=wishes, sends=st.sampled_from((True, True, False)))
    def somebody_applies(self, number: int, wished: str, sends: bool) -> None:
        one = self.people[number]
        self._presses(one.speaker, f"begin-apply-{self.call.id}")
        for text in (one.name, f"m{one.number}@example.fi", f"Toive {one.number}.", wished):
            self._says(one.speaker, text)
        if sends:
            self._sends(one)

    def _sends(self, one: Applicant) -> None:
        self._knows(one)
        with self.database.begin() as tx:
            begun = tx.drafts.about(one.person or "", "apply")
        for draft in begun[:1]:
            self._presses(one.speaker, f"send-{draft.id}")
        self._knows(one)

    @rule(number=people)
    def somebody_edits(self, number: int) -> None:
        one = self.people[number]
        self._presses(one.speaker, f"begin-apply-{self.call.id}")
        for text in ("3", f"Toinen toive {one.number}."):
            self._says(one.speaker, text)
        self._sends(one)

    @rule(number=people, deed=st.sampled_from(("withdrawyes", "rejoin")))
    def somebody_changes_their_mind(self, number: int, deed: str) -> None:
        self._presses(self.people[number].speaker, f"{deed}-{self._applied(number)}")

    @rule(number=people)
    def somebody_confirms(self, number: int) -> None:
        self._answers("confirm", number, [o for o in self.board.offers.values() if o.outcome is None])

    @rule(number=people)
    def somebody_declines(self, number: int) -> None:
        self._answers("decline", number, [o for o in self.board.offers.values() if o.outcome is None])

    @rule(number=people, deed=st.sampled_from(("confirm", "decline")))
    def somebody_presses_what_may_be_over(self, number: int, deed: str) -> None:
        self._answers(deed, number, list(self.board.offers.values()))

    def _answers(self, deed: str, number: int, offers: Sequence[Offer]) -> None:
        offer = offers[number % len(offers)] if offers else None
        for one in self.people if offer else ():
            if offer and one.application == offer.seeker:
                self._presses(one.speaker, f"{deed}-{offer.seeker}-{offer.number}")

    @rule(number=people)
    def somebody_wants_to_hear_and_something_fails(self, number: int) -> None:
        one = self.people[number].speaker
        self._presses(one, f"interest-{self.call.id}")
        self._presses(one, f"fails-{self.people[number].name}")
        self._knows(self.people[number])

    # -- coordinators --

    @rule(number=people, keeps=st.booleans())
    def anna_reviews(self, number: int, keeps: bool) -> None:
        id_ = self._applied(number)
        for criterion in ("need_5", "fit_4", "commitment_3"):
            self._presses(ANNA, f"score-{id_}-{criterion}")
        asked = self._presses(ANNA, f"begin-note-{id_}")
        if "note.ask" in repr(asked):
            self._says(ANNA, f"Huomasin: {self.people[number].name}.")
            with self.database.begin() as tx:
                anna = tx.people.at(ANNA.who.address) or ""
                begun = [draft for draft in tx.drafts.about(anna, "note") if draft.subject == id_]
            if keeps:
                self._presses(ANNA, f"notekeep-{begun[0].id}")

    @rule(number=people, verdict=st.sampled_from(("place", "wait", "no")))
    def bo_decides(self, number: int, verdict: str) -> None:
        self._presses(BO, f"decide-{self._applied(number)}")
        self._presses(BO, f"verdict-{self._applied(number)}-{verdict}")

    @rule(who=st.sampled_from((ANNA, BO)), proposes=st.booleans(), refused=st.none() | people)
    def results_are_published(self, who: Someone, proposes: bool, refused: int | None) -> None:
        self.now = max(self.now, self.call.closes_at + timedelta(hours=2))
        if proposes:
            self._presses(who, f"propose-{self.call.id}")
        if refused is not None:
            self._presses(who, f"verdict-{self._applied(refused)}-no")
        for deed in ("preview", "results", "byhand"):
            self._presses(who, f"{deed}-{self.call.id}")

    @rule(number=people)
    def a_late_one_gets_an_extension(self, number: int) -> None:
        given = self._presses(ANNA, f"extenddays-{self.call.id}-7")
        code = str(given.messages[-1].lines[0].values["code"])
        self._does(self.people[number].speaker.types(f"hae {code}", at=self.now))
        self.somebody_applies(number, "1, 2", sends=True)

    @precondition(lambda self: self.now > NOW + timedelta(days=8))
    @rule()
    def it_is_called_off(self) -> None:
        self._presses(BO, f"endcallyes-{self.call.id}")

    # -- the rest of the world --

    @rule(later=st.integers(1, 30))
    def some_hours_pass(self, later: int) -> None:
        self._time_passes(timedelta(hours=later))

    @rule(later=st.integers(2, 9))
    def some_days_pass(self, later: int) -> None:
        self._time_passes(timedelta(days=later))

    def _time_passes(self, later: timedelta) -> None:
        self.now += later
        clock = Sender("clock", "clock", "clock", bot=True)
        where = Address("clock", "clock")
        self._does(Tick(key=f"tick {new_id()}", at=self.now, who=clock, where=where, private=True))

    @rule()
    def what_was_done_last_is_delivered_again(self) -> None:
        if self.last is not None:
            before = self._board()
            self._does(self.last)
            assert self._board() == before

    @rule()
    def kuppi_starts_again(self) -> None:
        self.open.close()
        self._starts()

    @rule(number=people)
    def somebody_is_erased_and_comes_back_as_another(self, number: int) -> None:
        one = self.people[number]
        self._knows(one)
        self._does(one.speaker.types("omattiedot", at=self.now))
        self._presses(one.speaker, "erase-yes")
        self.erased.append(one)
        self.people[number] = Applicant()
        self._holds_nothing_of(one)

    def _knows(self, one: Applicant) -> None:
        with self.database.begin() as tx:
            one.person = tx.people.at(one.speaker.who.address) or one.person
            mine = tx.applications.of_person(self.call.id, one.person or "")
        one.application = mine.id if mine else one.application

    # -- what holds ------------------------------------------------------------------------------------------

    def _holds_nothing_of(self, *gone: Applicant) -> None:
        marks = [mark for one in gone for mark in one.marks]
        with self.database.begin() as tx:
            left = [one for one in words_held(tx) if any(mark in one for mark in marks)]
            senders = set(tx._connection.execute(select(events.c.sender)).scalars())
            known = {tx.seals.digest(f"telegram:{one.speaker.who.id}") for one in gone} & senders
        logged = [line for line in self.logged.lines if any(mark in line for mark in marks)]
        assert (left, known, logged) == ([], set(), []), (marks, left, logged)

    def _board(self) -> Board:
        with self.database.begin() as tx:
            call = tx.calls.get(self.call.id)
            assert call is not None
            return tx.applications.board(call)

    @invariant()
    def all_is_well(self) -> None:
        before, self.board = self.board, self._board()
        self.reached |= {one.state for one in self.board.seekers.values()}
        self._places_are_as_the_rules_say(before)
        with self.database.begin() as tx:
            self._every_order_can_be_explained(tx)
            self._every_offer_is_told_once_in_the_readers_language(tx)

    def _places_are_as_the_rules_say(self, before: Board) -> None:
        never_more_people_than_seats(self.board)
        one_open_offer_each(self.board)
        assert places.fill(places.settle(self.board, self.now).board, self.now).news == ()
        for key in self.board.offers.keys() - before.offers.keys():
            nobody_before_was_passed(self.board, self.board.offers[key].group, self.board.seekers[key[0]])
        assert not any(quiet(one.expires_at, ZONE) for one in self.board.offers.values())

    def _every_order_can_be_explained(self, tx: Transaction) -> None:
        decided = applications.c.call_id == self.call.id, applications.c.verdict.is_not(None)
        assert all(tx._connection.execute(select(applications.c.explained).where(*decided)).scalars())

    def _every_offer_is_told_once_in_the_readers_language(self, tx: Transaction) -> None:
        ours = {one.application: one.locale for one in self.people if one.application}
        recent = {key for key, o in self.board.offers.items() if key[0] in ours and self.now - o.sent_at < LATELY}
        told = []
        for row in tx._connection.execute(select(outbox).where(outbox.c.kind == "place")):
            _, id_, what, number = row.dedupe.split(":")
            assert id_ not in ours or row.locale == ours[id_]
            told += [(id_, int(number))] if what == "offered" else []
        assert sorted(key for key in told if key in recent) == sorted(recent)

    def teardown(self) -> None:
        try:
            if self.erased:
                self._holds_nothing_of(*self.erased)
        finally:
            self.open.close()
            logging.getLogger().removeHandler(self.logged)
            logging.getLogger().setLevel(self.level)
            self.loop.close()


def never_more_people_than_seats(board: Board) -> None:
    assert all(board.free(group) >= 0 for group in board.groups)


def one_open_offer_each(board: Board) -> None:
    open_ = [offer.seeker for offer in board.offers.values() if offer.outcome is None]
    assert sorted(open_) == sorted(one.id for one in board.seekers.values() if one.state is State.OFFERED)


def nobody_before_was_passed(board: Board, group: str, taker: Seeker) -> None:
    assert [one for one in board.waiting() if one.turn < taker.turn and group in one.wishes] == []


# -- running it ----------------------------------------------------------------------------------------------


def run_any_call(url: str, *, examples: int, steps: int = 25, fixed: bool = True) -> Mapping[str, bool]:
    """Run so many calls; say of each state whether it was reached."""
    database = open_(url)
    migrate(database.engine)
    with database.begin() as tx:
        home = network(tx)
        for person in meet(tx, "Anna", "Bo"):
            tx.people.enrol(person.id, home.id, Role.COORDINATOR)
    database.close()
    reached: set[State] = set()

    class Here(AnyCall):
        def __init__(self) -> None:
            super().__init__(url, home, reached)

    given = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=fixed,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,) if fixed else tuple(Phase),
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=given)
    return {state: state in reached for state in State}


def main() -> int:
    """Run the long form on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.any_call", description="calls at random, by the whole road")
    parser.add_argument("--examples", type=int, default=60)
    asked = parser.parse_args()
    missed: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server, postgres.database(server) as url:
        for name, place in (("SQLite", f"sqlite:///{folder}/kuppi.db"), ("PostgreSQL", url)):
            began = datetime.now(UTC)
            reached = run_any_call(place, examples=asked.examples, steps=50, fixed=False)
            never = sorted(state for state, was in reached.items() if not was)
            took = (datetime.now(UTC) - began).seconds
            sys.stdout.write(f"{name}: {asked.examples} calls, {took} s, never reached: {', '.join(never) or 'none'}\n")
            missed |= set(never)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
