"""Everything at random: never more people than seats, every freed seat filled, nothing left of who is erased."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.calls import places
from bot.domain.calls.board import Board, Seeker, Step, What
from bot.domain.calls.states import MOVES, State, Verdict
from bot.domain.hours import quiet

from .making import NOON, a_board

WISHES = st.sampled_from(["s", "t", "st", "ts"])
REACHED: set[State] = set()


class Places(RuleBasedStateMachine):
    """Let people and coordinators do as they please."""

    @initialize(seats=st.integers(1, 3), arrival=st.booleans(), confirm=st.sampled_from([24, 48, 72]))
    def begin(self, seats: int, arrival: bool, confirm: int) -> None:
        self.arrival = arrival
        self.board: Board = a_board([], seats=seats, placing=arrival, confirm=confirm)
        self.now = NOON
        self.made = 0
        self.erased: set[str] = set()

    def _take(self, step: Step) -> None:
        for one in step.news:
            assert not quiet(one.due, self.board.zone) or one.what in {What.SEATED, What.QUEUED}
            assert one.seeker in self.board.seekers or one.seeker in step.board.seekers
        for id_, seeker in step.board.seekers.items():
            before = self.board.seekers.get(id_)
            assert before is None or seeker.state is before.state or _leads(before.state, seeker.state)
        self.board = step.board
        REACHED.update(s.state for s in self.board.seekers.values())

    def _some(self, number: int) -> str:
        ids = list(self.board.seekers)
        return ids[number % len(ids)] if ids else ""

    def _try(self, deed: object, *arguments: object) -> None:
        try:
            self._take(deed(self.board, *arguments, self.now))  # type: ignore[operator]
        except places.Stale as stale:
            assert stale.state is None or stale.state in State  # noqa: PT017 -- part of many

    @rule(wishes=WISHES, more=st.integers(1, 4))
    def people_send(self, wishes: str, more: int) -> None:
        for _ in range(more):
            self._send(wishes)

    def _send(self, wishes: str) -> None:
        self.made += 1
        seeker = Seeker(id=f"p{self.made}", wishes=tuple(wishes))
        if self.arrival:
            self._take(places.arrive(self.board, seeker, self.now))
        else:
            self.board = self.board.with_seeker(seeker)

    @rule(verdicts=st.lists(st.sampled_from(Verdict), min_size=4, max_size=4))
    def decide_and_publish(self, verdicts: list[Verdict]) -> None:
        if self.arrival:
            return
        sent = [one for one in self.board.seekers.values() if one.state is State.SENT]
        for n, (one, verdict) in enumerate(zip(sent, verdicts, strict=False)):
            self.board = self.board.with_seeker(replace(one, turn=9 - n, verdict=verdict))
        self._take(places.publish(self.board, self.now))

    def _offered(self, number: int) -> tuple[str, int]:
        offers = sorted(self.board.offers)
        return offers[number % len(offers)] if offers else ("", 1)

    @rule(number=st.integers(0, 30))
    def confirm(self, number: int) -> None:
        self._try(places.confirm, *self._offered(number))

    @rule(number=st.integers(0, 30))
    def decline(self, number: int) -> None:
        self._try(places.decline, *self._offered(number))

    @rule(number=st.integers(0, 30))
    def withdraw(self, number: int) -> None:
        self._try(places.withdraw, self._some(number))

    @rule(number=st.integers(0, 30))
    def rejoin(self, number: int) -> None:
        self._try(places.rejoin, self._some(number))

    @rule(number=st.integers(0, 30))
    def erase(self, number: int) -> None:
        gone = self._some(number)
        self._take(places.erase(self.board, gone, self.now))
        self.erased.add(gone)

    @rule(hours=st.sampled_from([1, 5, 13, 37, 72, 200, 440]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self._take(places.tick(self.board, self.now))

    @precondition(lambda self: self.now > NOON + timedelta(days=9))
    @rule()
    def call_off(self) -> None:
        self.arrival = True  # nothing is published any more
        self._take(places.call_off(self.board, self.now))

    @rule()
    def a_tick_again_changes_nothing(self) -> None:
        once = places.tick(self.board, self.now)
        assert places.tick(once.board, self.now) == Step(once.board)
        self._take(once)

    @invariant()
    def never_more_people_than_seats(self) -> None:
        assert all(self.board.free(group) >= 0 for group in self.board.groups)

    @invariant()
    def at_most_one_open_offer_each_and_offers_agree_with_states(self) -> None:
        open_ = [o.seeker for o in self.board.offers.values() if o.outcome is None]
        offered = [s.id for s in self.board.seekers.values() if s.state is State.OFFERED]
        assert sorted(open_) == sorted(offered)

    @invariant()
    def no_seat_is_left_to_somebody_who_waits_for_it(self) -> None:
        """Hold that every freed seat is filled, as far as there is time to offer it."""
        assert places.fill(self.board, self.now).news == ()

    @invariant()
    def nobody_who_waits_is_passed_by_one_behind(self) -> None:
        waiting = self.board.waiting()
        assert len({one.turn for one in waiting}) == len(waiting)
        assert [self.board.position(one.id) for one in waiting] <= list(range(1, len(waiting) + 1))

    @invariant()
    def no_offer_ends_at_night(self) -> None:
        assert not any(quiet(one.expires_at, self.board.zone) for one in self.board.offers.values())

    @invariant()
    def nothing_is_left_of_the_erased(self) -> None:
        assert self.erased.isdisjoint(repr(self.board).replace("'", " ").split())


def _leads(before: State, after: State) -> bool:
    """Tell whether one state leads to another in some steps: several things may happen at once."""
    seen, edge = {before}, {before}
    while edge:
        edge = {two for one in edge for two in MOVES[one]} - seen
        seen |= edge
    return after in seen


def test_the_machine_and_that_it_reaches_every_state() -> None:
    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 -- run here, to look at what was reached

    run_state_machine_as_test(
        Places, settings=settings(max_examples=100, stateful_step_count=40, deadline=None, derandomize=True)
    )
    assert set(State) == REACHED
