"""Everything at random, against a short model: offers, substitutes, passes, holds, pauses, edits and undoing (P18)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.duty import Kind, Mode, Months, Pause, Plan, Refused, Weeks, operations, swaps
from bot.domain.duty.changes import TAKING
from bot.domain.duty.editing import edited, reordered
from bot.domain.duty.swaps import LIVE, Done, Offer, State

from .making import a_plan, at, holders, key
from .walker import Walker

ORGANISATIONS = "abcd"
SEEN = 30  # periods the model looks at
places = st.integers(0, 24)
organisations = st.sampled_from(ORGANISATIONS)


@dataclass
class Model:
    """Keep a log of what was done, and work the holders out from it anew every time."""

    keys: list[date]
    log: dict[str, tuple[str, tuple[date, ...], object]] = field(default_factory=dict)

    def keys_of(self, *kinds: str) -> set[date]:
        return {one for kind, keys, _ in self.log.values() if kind in kinds for one in keys}

    def holders(self) -> list[str | None]:
        edits = {keys[0]: (list(str(new)), None, 0) for kind, keys, new in self.log.values() if kind == "edit"}
        walker = Walker(self.keys, list(ORGANISATIONS), 0, self.keys_of("pass"), self.keys_of("hold"), edits)
        found = dict(zip(self.keys, walker.walk(), strict=True))
        found |= dict.fromkeys(self.keys_of("hold", "cancel"))
        for kind, keys, takers in self.log.values():
            if kind == "take":
                assert isinstance(takers, tuple)
                found |= dict(zip(keys, takers, strict=True))
        return [found[one] for one in self.keys]


class Rota(RuleBasedStateMachine):
    """Let four organisations do as they please with a rota."""

    @initialize(weekly=st.booleans())
    def begin(self, weekly: bool) -> None:
        self.plan: Plan = a_plan(*ORGANISATIONS, unit=Weeks(2) if weekly else Months())
        self.now: datetime = at("2026-12-01 12:00")
        self.model = Model([key(self.plan, k) for k in range(SEEN)])
        self.offers: dict[str, Offer] = {}
        self.facts: list[str | None] = []
        self.acts = 0

    def _act(self) -> str:
        self.acts += 1
        return f"act{self.acts}"

    def _done(self, result: Plan | Refused, act: str, kind: str, keys: tuple[date, ...], data: object = None) -> None:
        if not isinstance(result, Refused):
            self.plan = result
            self.model.log[act] = (kind, keys, data)

    # -- time ------------------------------------------------------------------------------------------------

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        """Move the clock; what has begun is recorded, what has lapsed is told."""
        if self.plan.timetable.index(self.now + timedelta(days)) < SEEN - 2:
            self.now += timedelta(days)
        begun = self.plan.timetable.index(self.now) + 1
        self.facts += [self.plan.effective(k) for k in range(len(self.facts), begun)]
        self.offers = {id_: swaps.settled(one, self.plan, at=self.now) for id_, one in self.offers.items()}

    # -- deeds -----------------------------------------------------------------------------------------------

    @rule(k=places, organisation=organisations)
    def substitute(self, k: int, organisation: str) -> None:
        act, one = self._act(), self.model.keys[k]
        result = operations.substitute(self.plan, one, organisation, act=act, at=self.now)
        self._done(result, act, "take", (one,), (organisation,))

    @rule(j=places, k=places)
    def swap(self, j: int, k: int) -> None:
        act, keys, had = self._act(), (self.model.keys[j], self.model.keys[k]), self.model.holders()
        self._done(operations.swap(self.plan, *keys, act=act, at=self.now), act, "take", keys, (had[k], had[j]))

    @rule(k=places, kind=st.sampled_from(["pass", "hold", "cancel"]))
    def order(self, k: int, kind: str) -> None:
        deed = {"pass": operations.pass_turn, "hold": operations.hold, "cancel": operations.cancel}[kind]
        act, one = self._act(), self.model.keys[k]
        self._done(deed(self.plan, one, act=act, at=self.now), act, kind, (one,))

    @rule(k=places, more=st.integers(0, 4), mode=st.sampled_from(Mode))
    def pause(self, k: int, more: int, mode: Mode) -> None:
        act, keys = self._act(), tuple(self.model.keys[k : k + more + 1])
        stopping = Pause(act=act, mode=mode, first=keys[0], last=keys[-1])
        self._done(operations.pause(self.plan, stopping, at=self.now), act, mode.value, keys)

    @rule(k=places, new=st.permutations(ORGANISATIONS), size=st.integers(2, 4))
    def edit(self, k: int, new: list[str], size: int) -> None:
        act, one = self._act(), self.model.keys[k]
        lineup = reordered(self.plan, new[:size], one, act=act)
        taken = {keys[0] for kind, keys, _ in self.model.log.values() if kind == "edit"}
        if one not in taken:
            result = edited(self.plan, lineup, at=self.now, now=True)
            self._done(result, act, "edit", (one,), "".join(new[:size]))

    @rule(data=st.data())
    @precondition(lambda self: self.model.log)
    def undo(self, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from(sorted(self.model.log)))
        result = operations.undo(self.plan, act, at=self.now)
        if act not in self.offers and not isinstance(result, Refused):
            self.plan = result
            del self.model.log[act]

    # -- offers ----------------------------------------------------------------------------------------------

    @rule(k=places, j=st.one_of(st.none(), places), stranger=st.booleans(), one_way=st.booleans())
    def offer(self, k: int, j: int | None, stranger: bool, one_way: bool) -> None:
        want = None if j is None or one_way else self.model.keys[j]
        act, give, had = self._act(), self.model.keys[k], self.model.holders()[k]
        by = "b" if stranger or had is None else had
        made = swaps.offered(self.plan, id_=act, by=by, give=give, want=want, one_way=one_way, at=self.now)
        if not isinstance(made, Refused):
            assert self.model.holders()[k] == by
            self.offers[act] = made

    @rule(data=st.data(), first=organisations, second=organisations)
    @precondition(lambda self: self.offers)
    def two_accept_at_once(self, data: st.DataObject, first: str, second: str) -> None:
        read = self._some(data)
        agreed = 0
        for by in (read.to_org or first, second):
            own = [one for one, had in zip(self.model.keys, self.model.holders(), strict=True) if had == by]
            give = data.draw(st.sampled_from(own or self.model.keys))
            result = swaps.accept(read, self.plan, by=by, give=give, at=self.now)
            if self.offers[read.id].version != read.version:  # the other was quicker: read again, and be told
                result = swaps.accept(self.offers[read.id], self.plan, by=by, give=give, at=self.now)
            agreed += self._answered(result, read.state)
        assert agreed <= 1

    @rule(data=st.data(), how=st.sampled_from(["confirm", "confirm", "decline", "withdraw"]))
    @precondition(lambda self: self.offers)
    def answer(self, data: st.DataObject, how: str) -> None:
        offer = self._some(data)
        by = data.draw(st.sampled_from([offer.from_org, offer.from_org, offer.taker or "a", offer.to_org or "b"]))
        if how == "confirm":
            result: Done | Offer | Refused = swaps.confirm(offer, self.plan, by=by, at=self.now)
        else:
            result = (swaps.decline if how == "decline" else swaps.withdraw)(offer, by=by)
        self._answered(Done(result, self.plan) if isinstance(result, Offer) else result, offer.state)

    def _some(self, data: st.DataObject) -> Offer:
        """Draw an offer, one that still stands if there is any."""
        live = [id_ for id_, one in self.offers.items() if one.state in LIVE]
        return self.offers[data.draw(st.sampled_from(sorted(live or self.offers)))]

    @rule(data=st.data(), by=st.one_of(st.none(), organisations))
    @precondition(lambda self: self.offers)
    def ask_undo(self, data: st.DataObject, by: str | None) -> None:
        offer = self.offers[data.draw(st.sampled_from(sorted(self.offers)))]
        result = swaps.ask_undo(offer, self.plan, by=by, at=self.now)
        if isinstance(result, Done):
            self.plan, self.offers[offer.id] = result.plan, result.offer
            if result.offer.state is State.UNDONE:
                del self.model.log[offer.id]

    def _answered(self, result: Done | Refused, was: State) -> bool:
        """Keep what an answer did; tell whether it agreed to the offer."""
        if isinstance(result, Refused):
            return False
        offer, had = result.offer, self.model.holders()
        assert offer.version > self.offers[offer.id].version
        if offer.state is State.APPLIED:
            keys = (offer.give, offer.chosen) if offer.chosen else (offer.give,)
            theirs = [had[self.model.keys.index(one)] for one in keys]
            takers = (theirs[1], theirs[0]) if offer.chosen else (offer.taker,)
            self.model.log[offer.id] = ("take", keys, takers)
        self.plan, self.offers[offer.id] = result.plan, offer
        return was is State.OPEN and offer.state in {State.ACCEPTED, State.APPLIED}

    # -- what always holds -----------------------------------------------------------------------------------

    @invariant()
    def the_plan_is_what_was_done(self) -> None:
        assert holders(self.plan, SEEN) == self.model.holders()

    @invariant()
    def what_has_begun_stays(self) -> None:
        assert holders(self.plan, len(self.facts)) == self.facts

    @invariant()
    def a_turn_has_one_change_of_order_and_one_holder(self) -> None:
        ordered = Counter(one.period for one in self.plan.changes if one.kind not in TAKING)
        assert max(ordered.values(), default=1) == 1
        swapped = Counter(one.act for one in self.plan.changes if one.kind is Kind.SWAP)
        assert set(swapped.values()) <= {2}

    @invariant()
    def nobody_keeps_what_they_gave(self) -> None:
        for one in self.plan.changes:
            k = self.plan.timetable.number(one.period)
            assert k is not None
            if one.kind in TAKING and self.plan.taken(k) is one:
                assert self.plan.effective(k) == one.organisation != one.instead_of

    @invariant()
    def an_offer_that_stands_is_of_ones_own_turn(self) -> None:
        for offer in self.offers.values():
            now = swaps.settled(offer, self.plan, at=self.now)
            if now.state in LIVE:
                assert self.plan.effective(self.plan.timetable.onward(now.give)) == now.from_org
                assert self.now < now.expires_at


TestRota = Rota.TestCase
TestRota.settings = settings(max_examples=80, stateful_step_count=40, deadline=None, database=None)
