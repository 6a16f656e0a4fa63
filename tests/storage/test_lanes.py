"""Lanes: one holder at a time, no faster than the pace, and nothing due is ever lost."""

import asyncio
from bisect import bisect_right
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from bot.runtime.pacing import _GROUP, _LOCAL, _PRIVATE, _SLACK
from storage import Database, Transaction
from storage.lanes import LEASE, Lane, Pace
from storage.tables import lanes

relaxed = settings(max_examples=100, deadline=None, database=None)
paces = st.builds(Pace, every=st.integers(1, 5_000), burst=st.integers(1, 10), kept=st.just(0))
waits = st.lists(st.integers(0, 20_000), max_size=60)
T0 = 1_000_000
A, B = "telegram:-1", "telegram:-2"
HERE = ["telegram"]


# -- the pace ------------------------------------------------------------------------------------------------


def calls(pace: Pace, impatience: list[int], *, redraw: bool = False) -> list[int]:
    """Make calls as soon as one may, after pauses of one's own; give when each was made."""
    now, tat, made = T0, 0, []
    for pause in impatience:
        now += pause
        now += pace.wait(tat, now, redraw=redraw)
        tat = pace.spend(tat, now)
        made.append(now)
    return made


@relaxed
@given(paces, waits, st.integers(1, 60_000))
def test_no_window_holds_more_calls_than_the_burst_and_the_pace_allow(
    pace: Pace, impatience: list[int], window: int
) -> None:
    made = calls(pace, impatience)
    most = max((bisect_right(made, at + window) - n for n, at in enumerate(made)), default=0)
    assert most <= pace.burst + window // pace.every


@relaxed
@given(paces, waits, st.integers(1, 60_000), st.data())
def test_redrawing_leaves_the_kept_tokens_alone(
    pace: Pace, impatience: list[int], window: int, data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, pace.burst - 1))
    made = calls(Pace(pace.every, pace.burst, kept), impatience, redraw=True)
    most = max((bisect_right(made, at + window) - n for n, at in enumerate(made)), default=0)
    assert most <= pace.burst - kept + window // pace.every


@relaxed
@given(paces, st.integers(2, 60))
def test_a_lane_in_a_hurry_makes_its_burst_at_once_and_then_keeps_the_pace(pace: Pace, count: int) -> None:
    made = calls(pace, [0] * count)
    assert made[: pace.burst] == [T0] * min(count, pace.burst)
    assert {later - sooner for sooner, later in pairwise(made[pace.burst - 1 :])} <= {pace.every}


@relaxed
@given(paces, st.integers(0, 100_000), st.integers(0, 100_000), st.booleans())
def test_after_the_wait_a_call_may_go_and_not_a_moment_sooner(
    pace: Pace, tat: int, now: int, redraw: bool
) -> None:  # fmt: skip
    wait = pace.wait(tat, now, redraw=redraw)
    assert pace.wait(tat, now + wait, redraw=redraw) == 0
    assert wait == 0 or pace.wait(tat, now + wait - 1, redraw=redraw) == 1


@pytest.mark.parametrize("pace", [_GROUP, _PRIVATE, _SLACK])
def test_a_storm_of_redrawing_leaves_a_letter_its_token(pace: Pace) -> None:
    now, tat = T0, 0
    for _ in range(100):
        now += pace.wait(tat, now, redraw=True)
        tat = pace.spend(tat, now)
    assert (pace.wait(tat, now, redraw=False) == 0) == (pace.kept > 0)


def test_a_terminal_has_no_pace() -> None:
    assert calls(_LOCAL, [0] * 50) == [T0] * 50


# -- leases --------------------------------------------------------------------------------------------------


def wake(database: Database, **due: int) -> None:
    with database.begin() as tx:
        tx.lanes.wake({{"a": A, "b": B}[key]: at for key, at in due.items()})


def claim(database: Database, now: int) -> Lane:
    with database.begin() as tx:
        lane = tx.lanes.claim(now, HERE)
    assert lane is not None
    return lane


def nobody_can_claim(database: Database, now: int) -> bool:
    with database.begin() as tx:
        return tx.lanes.claim(now, HERE) is None


def release(database: Database, lane: Lane, due: int | None, *, not_before: int = 0) -> None:
    with database.begin() as tx:
        tx.lanes.release(lane, due, not_before=not_before)


def row(database: Database) -> tuple[int | None, int, int, int]:
    with database.begin() as tx:
        found = tx._connection.execute(select(lanes)).one()
    return found.due, found.not_before, found.lease_until, found.epoch


def test_a_lane_is_leased_when_it_is_due_and_to_one_holder(database: Database) -> None:
    assert nobody_can_claim(database, T0)
    wake(database, a=T0)
    assert nobody_can_claim(database, T0 - 1)
    assert claim(database, T0) == Lane(A, 1, 0, T0 + LEASE)
    assert nobody_can_claim(database, T0)


def test_the_lane_that_has_waited_longest_is_first(database: Database) -> None:
    wake(database, a=T0 + 1, b=T0)
    assert [claim(database, T0 + 5).key for _ in "ab"] == [B, A]


def test_a_lane_given_back_with_nothing_to_do_is_due_no_more(database: Database) -> None:
    wake(database, a=T0)
    release(database, claim(database, T0), None)
    assert row(database) == (None, 0, 0, 1)
    wake(database, a=T0 + 5)
    assert claim(database, T0 + 5).epoch == 2


def test_waking_makes_a_lane_due_sooner_and_never_later(database: Database) -> None:
    for at in (T0 + 9, T0 + 5, T0 + 7):
        wake(database, a=at)
    assert row(database)[0] == T0 + 5


def test_work_that_comes_while_a_lane_is_leased_is_not_lost(database: Database) -> None:
    wake(database, a=T0)
    held = claim(database, T0)
    wake(database, a=T0 + 10)
    release(database, held, None)
    assert claim(database, T0 + 10).key == A


def test_work_that_comes_while_a_lane_is_renewed_again_and_again_is_not_lost(database: Database) -> None:
    wake(database, a=T0)
    held = claim(database, T0)
    for n in range(1, 5):
        with database.begin() as tx:
            renewed = tx.lanes.renew(held, T0 + n * 1_000, tat=n)
        assert renewed == Lane(A, 1, n, T0 + n * 1_000 + LEASE)
        held = renewed
        if n == 2:
            wake(database, a=T0 + 2_000)
    release(database, held, None)
    assert claim(database, T0 + 5_000) == Lane(A, 2, 4, T0 + 5_000 + LEASE)


def test_a_lane_whose_holder_died_comes_back_when_its_lease_is_over(database: Database) -> None:
    wake(database, a=T0)
    claim(database, T0)
    assert nobody_can_claim(database, T0 + LEASE - 1)
    assert claim(database, T0 + LEASE) == Lane(A, 2, 0, T0 + 2 * LEASE)


def test_a_renewed_lane_comes_back_that_much_later(database: Database) -> None:
    wake(database, a=T0)
    held = claim(database, T0)
    with database.begin() as tx:
        tx.lanes.renew(held, T0 + 20_000, tat=0)
    assert nobody_can_claim(database, T0 + 20_000 + LEASE - 1)
    assert claim(database, T0 + 20_000 + LEASE).epoch == 2


def test_a_zombie_changes_nothing(database: Database) -> None:
    wake(database, a=T0)
    zombie = claim(database, T0)
    holder = claim(database, T0 + LEASE)
    before = row(database)
    with database.begin() as tx:
        assert tx.lanes.renew(zombie, T0 + LEASE, tat=99) is None
        tx.lanes.release(zombie, None)
        tx.lanes.release(zombie, 1, not_before=T0 * 2)
    assert row(database) == before
    with database.begin() as tx:
        assert tx.lanes.renew(holder, T0 + LEASE, tat=7) == Lane(A, 2, 7, T0 + 2 * LEASE)


def test_a_pause_holds_whatever_comes(database: Database) -> None:
    wake(database, a=T0)
    release(database, claim(database, T0), T0 + 9_000, not_before=T0 + 9_000)
    for at in (T0, T0 + 1, T0 + 5_000):
        wake(database, a=at)
        assert nobody_can_claim(database, T0 + 8_999)
    assert claim(database, T0 + 9_000).key == A


def test_a_pause_is_over_with_the_next_release(database: Database) -> None:
    wake(database, a=T0)
    release(database, claim(database, T0), T0 + 10, not_before=T0 + 10)
    release(database, claim(database, T0 + 10), None)
    wake(database, a=T0 + 11)
    assert claim(database, T0 + 11).key == A


# -- when to look again --------------------------------------------------------------------------------------


def next_due(database: Database) -> int | None:
    with database.begin() as tx:
        return tx.lanes.next_due(HERE)


def test_the_next_look_is_when_the_first_lane_may_be_served(database: Database) -> None:
    assert next_due(database) is None
    wake(database, a=T0, b=T0 + 50)
    assert next_due(database) == T0
    release(database, claim(database, T0), T0 + 90, not_before=T0 + 90)
    assert next_due(database) == T0 + 50
    release(database, claim(database, T0 + 50), None)
    wake(database, a=T0 + 51)
    assert next_due(database) == T0 + 90


def test_work_for_a_leased_lane_calls_for_no_look_before_the_lease_is_over(database: Database) -> None:
    wake(database, a=T0)
    claim(database, T0)
    wake(database, a=T0 + 10)
    assert next_due(database) == T0 + LEASE


def test_lanes_of_platforms_that_do_not_run_are_left_alone(database: Database) -> None:
    with database.begin() as tx:
        tx.lanes.wake({"slack:T0/C0": T0, "telegram_test:1": T0, A: T0 + 5})
        assert [tx.lanes.next_due(one) for one in ([], HERE, ["slack"], ["slack", "telegram"])] == [
            None, T0 + 5, T0, T0,
        ]  # fmt: skip
        assert (tx.lanes.claim(T0 + 9, []), tx.lanes.claim(T0 + 4, HERE)) == (None, None)
        lane = tx.lanes.claim(T0 + 9, HERE)
        assert lane is not None
        assert (lane.key, tx.lanes.claim(T0 + 9, HERE)) == (A, None)


# -- chats that move -----------------------------------------------------------------------------------------


def test_a_chat_that_moved_is_served_under_its_new_address_at_once(database: Database) -> None:
    wake(database, a=T0 + 500)
    with database.begin() as tx:
        tx.lanes.move(A, B)
    assert claim(database, T0).key == B
    assert nobody_can_claim(database, T0 + 500)


# -- holders that come, go and die ---------------------------------------------------------------------------


class Replicas(RuleBasedStateMachine):
    """Let two replicas serve two lanes, and die at any moment; what is owed to a lane is always served."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    @initialize()
    def begin(self) -> None:
        with self.database.begin() as tx:
            tx._connection.execute(delete(lanes))
        self.now = T0
        self.held: dict[str, Lane] = {}  #: by holders that are alive
        self.zombies: list[Lane] = []
        self.leased: dict[str, int] = {}  #: until when, whether the holder lives or not
        self.owed: dict[str, int] = {}  #: work nobody has taken up, by lane: when it is due
        self.taken: set[str] = set()  #: lanes whose work somebody has taken up and not settled

    @rule(ms=st.sampled_from((1, 97, 1_013, LEASE // 2 + 7, LEASE + 1)))
    def time_passes(self, ms: int) -> None:
        self.now += ms
        for key in [key for key in self.held if self.leased[key] <= self.now]:
            self.zombies.append(self.held.pop(key))

    @rule(key=st.sampled_from((A, B)), ahead=st.sampled_from((0, 250, 5_000)))
    def work_comes(self, key: str, ahead: int) -> None:
        with self.database.begin() as tx:
            tx.lanes.wake({key: self.now + ahead})
        self._owe(key, self.now + ahead)

    def _owe(self, key: str, due: int) -> None:
        self.owed[key] = min(self.owed.get(key, due), due)

    @rule()
    def a_lane_is_claimed(self) -> None:
        with self.database.begin() as tx:
            lane = tx.lanes.claim(self.now, HERE)
        ready = {key for key, due in self.owed.items() if due <= self.now} | self.taken
        free = {key for key in ready if self.leased.get(key, 0) <= self.now}
        assert bool(lane) == bool(free)
        if lane:
            assert lane.key in free
            self.held[lane.key] = lane
            self.leased[lane.key] = lane.lease_until
            self.taken.add(lane.key)
            if self.owed.get(lane.key, self.now + 1) <= self.now:
                del self.owed[lane.key]

    @rule(key=st.sampled_from((A, B)), spent=st.integers(0, 9_000))
    def a_holder_goes_on(self, key: str, spent: int) -> None:
        if key in self.held:
            with self.database.begin() as tx:
                renewed = tx.lanes.renew(self.held[key], self.now, tat=spent)
            assert renewed is not None
            self.held[key] = renewed
            self.leased[key] = renewed.lease_until

    @rule(key=st.sampled_from((A, B)), pause=st.none() | st.sampled_from((0, 1_000)))
    def a_holder_is_done_or_rests(self, key: str, pause: int | None) -> None:
        if key in self.held:
            later = self.owed.get(key) if pause is None else self.now + pause  # what the outbox tells of
            with self.database.begin() as tx:
                tx.lanes.release(self.held.pop(key), later)
            self.leased[key] = 0
            self.taken.discard(key)
            if later is not None:
                self._owe(key, later)

    @rule(key=st.sampled_from((A, B)))
    def a_holder_freezes(self, key: str) -> None:
        self.zombies += [self.held.pop(key)] if key in self.held else []

    @rule(data=st.data())
    def a_zombie_wakes_too_late(self, data: st.DataObject) -> None:
        stale = [lane for lane in self.zombies if lane.epoch != self._epoch(lane.key)]
        if stale:
            zombie = data.draw(st.sampled_from(stale))
            with self.database.begin() as tx:
                assert tx.lanes.renew(zombie, self.now, tat=1) is None
                tx.lanes.release(zombie, None)

    def _epoch(self, key: str) -> int:
        with self.database.begin() as tx:
            epoch: int = tx._connection.execute(select(lanes.c.epoch).where(lanes.c.key == key)).scalar_one()
            return epoch

    @invariant()
    def what_is_owed_is_due_and_nothing_else(self) -> None:
        with self.database.begin() as tx:
            rows = tx._connection.execute(select(lanes.c.key, lanes.c.due)).all()
        due = {row.key for row in rows if row.due is not None}
        assert due == set(self.owed) | self.taken


def test_whoever_comes_goes_or_dies_what_is_owed_stays_due(database: Database) -> None:
    class Here(Replicas):
        def __init__(self) -> None:
            super().__init__(database)

    examples = 40 if database.sqlite else 12
    given = settings(max_examples=examples, stateful_step_count=30, deadline=None, database=None)
    run_state_machine_as_test(Here, settings=given)


async def test_replicas_that_claim_at_once_never_hold_the_same_lane(database: Database) -> None:
    keys = [f"telegram:-{n}" for n in range(30)]
    with database.begin() as tx:
        tx.lanes.wake(dict.fromkeys(keys, T0))

    def claim_one(tx: Transaction, *, now: int) -> Lane | None:
        return tx.lanes.claim(now, HERE)

    claimed = await asyncio.gather(*(database.write(partial(claim_one, now=T0)) for _ in range(60)))
    found = [lane.key for lane in claimed if lane]
    assert sorted(found) == sorted(keys) if database.sqlite else len(found) == len(set(found))
