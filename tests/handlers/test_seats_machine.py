"""Seats, told of the whole road: whatever people, coordinators, the clock and restarts do, it is as simply told.

Everyone speaks through dispatch, and what they are told is read from the outbox; ``tests.handlers.telling`` tells it
simply. The long form: ``make seats``.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import or_, select, update

from bot.chat import Address, Answer, Event, Sender, Tick
from bot.chat.codec import load
from bot.domain.changing import held_until
from bot.domain.dates import Precision, When
from bot.domain.hours import quiet
from bot.domain.meetups import State
from bot.domain.people import Role
from bot.domain.seating import Hold, Reply
from bot.runtime.dispatch import Dispatch
from storage import Database
from storage.ids import new_id
from storage.migrate import migrate
from storage.people import Meeting
from storage.tables import meetups, outbox
from tests.bot.runtime.stage import Someone, buttons, dispatching
from tests.handlers.telling import ZONE, Telling
from tests.storage.making import MINUTE, NOW, drafted, network
from tests.storage.quick import open_

BEGINS = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)
CROWD = ("Aino", "Bo", "Cem", "Disa", "Elias")
KINDS = ("seat", "moved", "lapsed", "out", "cancelled")

people = st.integers(0, len(CROWD) - 1)
choices = st.sampled_from(("yes", "yes", "yes0", "yes1", "yes2", "maybe", "no", "no"))
said = st.tuples(people, choices)
steps = st.sampled_from((1, 60, 120, 120, 300, 3_600, 3 * 3_600, 9 * 3_600))
capacities = st.none() | st.integers(1, 5)
aheads = st.sampled_from((300, 40, 24.1, 20, 14.6, 14, 12))
shifts = st.sampled_from((-24, -12, 12, 12, 24, 72))  #: hours; half a day makes an evening of a morning


class Road(RuleBasedStateMachine):
    """Let everybody do what they do, and compare what is kept and what is told."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.loop = asyncio.new_event_loop()
        self.open = ExitStack()
        self.last: Event | None = None
        self.heads: dict[int, str] = {}

    @initialize(
        capacity=st.integers(1, 3), ahead=aheads, evening=st.booleans(), first=st.lists(said, min_size=3, max_size=7)
    )  # fmt: skip
    def publish(self, capacity: int, ahead: float, evening: bool, first: Sequence[tuple[int, str]]) -> None:
        begins = BEGINS + timedelta(hours=12) * evening
        self.model = Telling(capacity, begins - timedelta(hours=ahead), begins)
        self.starts()
        number = new_id()
        self.crowd = [Someone.named(f"{name} {number}") for name in CROWD]
        self.anna = Someone.named(f"Anna {number}")
        with self.database.begin() as tx:
            earlier = {"state": State.CANCELLED, "held_until": None}  # examples, each with a clock of its own
            tx._connection.execute(update(meetups).values(earlier))
            anna, *self.ids = (
                person.id for n, one in enumerate((self.anna, *self.crowd))
                for person in tx.people.meet([Meeting(one.who, None, True)], NOW + n * MINUTE).values()
            )  # fmt: skip
            mine = network(tx, f"Verkosto {number}")
            tx.people.enrol(anna, mine.id, Role.COORDINATOR)
            when = When(precision=Precision.DAY, day=begins.date(), starts=begins.astimezone(ZoneInfo(ZONE)).time())
            self.meetup = replace(drafted(mine, capacity=capacity), id=new_id(), when=when, most_guests=2)
            tx.meetups.create(self.meetup, by=anna, at=self.model.now)
        self.some_answer(first)

    def starts(self) -> None:
        self.database: Database = open_(self.url)
        self.open.callback(self.database.close)
        self.dispatch: Dispatch = dispatching(self.database)

    def who(self, number: int) -> str:
        """Name one of the crowd, as whom they are known now."""
        id_, joined = self.ids[number], self.model.joined
        return joined.kept if joined and id_ == joined.gone else id_

    def _does(self, event: Event) -> Answer:
        self.last = event
        with self.database.begin() as tx:  # what is due has been sent by now
            due = outbox.c.state == "waiting", outbox.c.due <= event.at
            tx._connection.execute(update(outbox).where(*due).values(state="sent"))
        [answer] = self.loop.run_until_complete(self.dispatch.receive([event]))
        return answer

    # -- what people do --------------------------------------------------------------------------------------

    @rule(answers=st.lists(said, min_size=1, max_size=4))
    def some_answer(self, answers: Sequence[tuple[int, str]]) -> None:
        for person, choice in answers:
            self._does(self.crowd[person].presses(f"rsvp-{self.meetup.id}-{choice}", at=self.model.now))
            guests = choice[3:] if choice.startswith("yes") else ""
            self.model.answers(self.who(person), Reply(choice.rstrip("012")), int(guests) if guests else None)

    @precondition(lambda self: self.model.joined is None)
    @rule(one=people, other=people)
    def two_become_one(self, one: int, other: int) -> None:
        if one == other:
            return
        [_, code] = self._does(self.crowd[one].types("yhdista", at=self.model.now)).messages
        linking = self.crowd[other].presses(f"link-yes-{code.lines[0].values['code']}", at=self.model.now)
        [self.parting] = buttons(self._does(linking)).values()
        self.model.join(self.ids[min(one, other)], self.ids[max(one, other)])  # who is known longer stays

    @precondition(lambda self: self.model.joined is not None)
    @rule(one=people)
    def one_becomes_two_again(self, one: int) -> None:
        self._does(self.crowd[one].presses(self.parting, at=self.model.now))
        if self.model.joined and self.who(one) == self.model.joined.kept and self.model.may_part:
            self.model.part()

    @rule(restarted=st.booleans())
    def what_was_done_last_is_delivered_again(self, restarted: bool) -> None:
        if restarted:
            self.kuppi_starts_again()
        if self.last is not None:
            self._does(self.last)

    # -- what coordinators do --------------------------------------------------------------------------------

    @precondition(lambda self: self.model.open)
    @rule(capacity=capacities)
    def the_seats_are_changed(self, capacity: int | None) -> None:
        if capacity != self.model.capacity:
            self._edits(f"Osallistujia enintään: {capacity or 'ei rajaa'}")
            self.model.is_given(capacity)

    @precondition(lambda self: self.model.open)
    @rule(hours=shifts)
    def the_time_moves(self, hours: int) -> None:
        begins = self.model.begins + timedelta(hours=hours)
        if begins > self.model.now + timedelta(minutes=5):
            local = begins.astimezone(ZoneInfo(ZONE))
            self._edits(f"Aika: {local.day}.{local.month}.{local.year} klo {local.hour}.{local.minute:02}")
            asked = any(one.reply is not Reply.NO for one in self.model.order)
            after = replace(self.meetup, when=replace(self.meetup.when, day=local.date(), starts=local.time()))
            self.model.moves_to(begins, held_until(after, at=self.model.now) if asked else None)

    def _edits(self, line: str) -> None:
        begun = self.anna.presses(f"edit-{self.meetup.id}", at=self.model.now)
        self._does(begun)
        shown = buttons(self._does(self.anna.says(line, at=self.model.now)))
        how = shown.get("button.publish_change") or shown["button.tell"]
        self._does(self.anna.presses(how, at=self.model.now))

    @precondition(lambda self: self.model.open and self.model.joined is None)
    @rule(person=people)
    def somebody_is_taken_out(self, person: int) -> None:
        who = self.who(person)
        self._does(self.anna.presses(f"gone-{self.meetup.id}-{who}", at=self.model.now))
        if self.model.party(who):
            self.model.takes_out(who)

    @precondition(lambda self: self.model.open and len(self.model.letters) > 4)
    @rule()
    def it_is_cancelled(self) -> None:
        self._does(self.anna.presses(f"cancel-{self.meetup.id}", at=self.model.now))
        shown = self._does(self.anna.says("flunssa", at=self.model.now))
        self._does(self.anna.presses(buttons(shown)["button.send_cancellation"], at=self.model.now))
        self.model.is_cancelled()

    # -- what time brings ------------------------------------------------------------------------------------

    @rule(seconds=steps, ticks=st.sampled_from((True, True, False)))
    def time_passes(self, seconds: int, ticks: bool) -> None:
        self.model.now += timedelta(seconds=seconds)
        if ticks:
            self._ticks()

    def _ticks(self) -> None:
        clock = Sender("clock", "clock", "clock", bot=True)
        where = Address("clock", "clock")
        self._does(Tick(key=f"tick {new_id()}", at=self.model.now, who=clock, where=where, private=True))
        self.model.ticks()

    def kuppi_starts_again(self) -> None:
        self.open.close()
        self.starts()

    # -- what holds --------------------------------------------------------------------------------------------

    @invariant()
    def it_is_as_simply_told(self) -> None:
        with self.database.begin() as tx:
            meetup = tx.meetups.get(self.meetup.id)
            assert meetup is not None
            standings = [tx.meetups.standing(meetup, person) for person in self.ids]
            listed = [(one.person, one.standing) for one in tx.meetups.sign_ups(meetup)]
            tally = tx.meetups.tally(meetup)
        assert (meetup.starts_at, meetup.held_until) == (self.model.begins, self.model.held)
        assert standings == [self.model.standing(person) for person in self.ids]
        assert listed == [(one.person, self.model.standing(one.person)) for one in self.model.order]
        assert tally == self.model.tally
        taken = sum(one.size for one in self.model.holding(Hold.SEAT, Hold.OFFER))
        assert self.model.capacity is None or taken <= self.model.capacity

    @invariant()
    def whoever_is_affected_is_told_once_and_nobody_is_woken(self) -> None:
        about = or_(*(outbox.c.dedupe.startswith(f"{kind}:{self.meetup.id}:") for kind in KINDS))
        found = []
        with self.database.begin() as tx:
            query = select(outbox).where(about, outbox.c.person_id.is_not(None), outbox.c.state != "dead")
            for row in tx._connection.execute(query):
                if row.id not in self.heads:
                    message = load(tx.seals.open(row.payload, "outbox", "payload", row.seal))
                    self.heads[row.id] = message.lines[0].id
                    assert message.silent or not quiet(row.due, ZONE) or row.dedupe.startswith(("moved:", "cancelled:"))
                found.append((row.person_id, self.heads[row.id], row.due))
        told = [(one.person, one.head, one.due) for one in self.model.letters]
        assert sorted(found) == sorted(told), (sorted(set(found) - set(told)), sorted(set(told) - set(found)))

    def teardown(self) -> None:
        self.open.close()
        self.loop.close()


def run_road(url: str, *, examples: int, steps: int = 20) -> None:
    database = open_(url)
    migrate(database.engine)
    database.close()

    class Here(Road):
        def __init__(self) -> None:
            super().__init__(url)

    once = (Phase.generate,)  # a failure is twenty steps; looking for fewer would take minutes
    given = settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=once)
    run_state_machine_as_test(Here, settings=given)


def test_whoever_is_moved_is_told_once_and_nobody_else(database_url: str) -> None:
    run_road(database_url, examples=25 if database_url.startswith("sqlite") else 5)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run_road(f"sqlite:///{Path(folder)}/kuppi.db", examples=int(*sys.argv[1:] or ["1000"]), steps=50)
