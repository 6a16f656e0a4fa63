"""The one way out: lanes are leased, their letters and cards rendered, sent and settled.

What a try may end in:

* sent: the row is done, the card shows the version that was drawn;
* ``SlowDown``: the lane pauses, the try does not count;
* ``Gone``: a person's letter is held until they can be reached, anything else is dead; coordinators see it;
* ``Uncertain``: redrawing is simply done again; a post is looked for where the platform can, else a card stays in
  doubt until somebody presses its button, and a letter to a person is sent again;
* a bug of ours counts as uncertain: what cannot be drawn or sent is given up after some tries, and the lane goes on.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from bot.chat import FindsPosts, Gone, Message, Platform, Ref, SlowDown, Uncertain
from bot.chat.signs import Sign, put_up
from bot.router import Router
from bot.runtime.drawing import drawn
from bot.runtime.ending import seen_through
from bot.runtime.pacing import again_in, pace_of
from bot.runtime.settling import Settling
from storage import Database, Transaction, Unavailable
from storage.cards import Card
from storage.lanes import Lane
from storage.outbox import Letter

POLL = 1.0  #: seconds between looks at the lanes, when nobody wakes us
ABREAST = 16  #: lanes served at once
_REDRAWN_EVERY = 1_500  #: ms between redrawings in one lane, however much changes: a burst takes three at most
_PATIENCE = 5_000  #: ms: what is due later than this is not waited for
_WINDING_DOWN = 5.0  #: seconds that calls under way get at the end
_BUSY = (0.05, 0.2, 0.5, 1.0, 2.0)  #: seconds before a transaction is tried again
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class _PassedOn(Exception):
    """The lane is another replica's by now: nothing of this try is kept."""


@dataclass(frozen=True)
class Errand:
    """One call to make: a letter to post, a card to redraw, a sign to put up."""

    lane: Lane
    message: Message | Sign
    locale: str
    letter: Letter | None = None
    card: Card | None = None


class Delivery:
    """Send what is due."""

    def __init__(
        self,
        database: Database,
        router: Router,
        platforms: Mapping[str, Platform],
        *,
        now: Callable[[], datetime],
        machine_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._router = router
        self._platforms = MappingProxyType(dict(platforms))
        self._now = now
        self._machine_ms = machine_ms
        self._settling = Settling()
        self._woken = asyncio.Event()
        self._busy: set[asyncio.Task[None]] = set()
        self._claiming = False
        self._stopping = False

    def wake(self) -> None:
        """Say that something may be due."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                try:
                    await self._round()
                except Unavailable as error:
                    log.warning("delivery waits for the database: %s", error)
                    await asyncio.sleep(POLL)
        finally:
            await seen_through(self._wind_down())

    async def _wind_down(self) -> None:
        """Let the calls under way end and give their lanes back: a leased lane would wait, a cut call be in doubt."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(self._busy, timeout=_WINDING_DOWN)
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nothing is due or on its way."""
        while True:
            quiet = not self._under_way()
            due = await self._database.read(self._next_due)
            if quiet and not self._under_way() and (due is None or due > self._machine_ms() + _PATIENCE):
                return
            await asyncio.sleep(0.05)

    def _under_way(self) -> bool:
        """Tell whether a lane is being served, or is claimed and about to be: it then looks as if it were due later."""
        return self._claiming or bool(self._busy)

    async def _round(self) -> None:
        self._woken.clear()
        while len(self._busy) < ABREAST:
            self._claiming = True
            lane = await self._claimed()
            self._claiming = False
            if lane is None:
                break
            task = asyncio.create_task(self._serve(lane))
            self._busy.add(task)
            task.add_done_callback(self._served)
        await self._rest()

    async def _claimed(self) -> Lane | None:
        """Claim a lane; one that is ours by the time the end comes is given back."""
        platforms = tuple(self._platforms)
        claim = asyncio.ensure_future(self._database.write(lambda tx: tx.lanes.claim(self._machine_ms(), platforms)))
        try:
            return await asyncio.shield(claim)
        except asyncio.CancelledError:
            await seen_through(self._give_up(claim))
            raise

    async def _give_up(self, claim: asyncio.Future[Lane | None]) -> None:
        lane = await claim
        if lane is not None:
            await self._give_back(lane)

    async def _give_back(self, lane: Lane) -> None:
        await self._database.write(lambda tx: tx.lanes.release(lane, self._machine_ms()))

    async def _rest(self) -> None:
        due = await self._database.read(self._next_due)
        until = POLL if due is None else min(POLL, max(0.01, (due - self._machine_ms()) / 1000))
        with contextlib.suppress(TimeoutError):
            # not wait_for: before Python 3.12 it may swallow a cancelling that comes just as we are woken
            async with asyncio.timeout(until):
                await self._woken.wait()

    def _next_due(self, tx: Transaction) -> int | None:
        return tx.lanes.next_due(tuple(self._platforms))

    def _served(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a lane stopped: %s", type(task.exception()).__name__)
        self._woken.set()

    # -- one lane --

    async def _serve(self, lane: Lane) -> None:
        held: Lane | None = lane
        while held is not None and not self._stopping:
            errand = await self._surely(partial(self._next, lane=held))
            held = await self._run(errand) if errand else None
        if held is not None:
            await self._give_back(held)

    def _next(self, tx: Transaction, lane: Lane) -> Errand | None:
        """Choose what a lane does next, spend a token for it and mark it begun; else give the lane back."""
        now = self._machine_ms()
        letter = tx.outbox.next(lane.key, self._now())
        card = None if letter else tx.cards.stale(lane.key)
        if letter is None and card is None:
            later = tx.outbox.next_due(lane.key)
            due = None if later is None else now + max(0, int((later - self._now()).total_seconds() * 1000))
            tx.lanes.release(lane, due)
            return None
        pace = pace_of(lane.key)
        wait = pace.wait(lane.tat, now, redraw=letter is None)
        if wait > 0:
            tx.lanes.release(lane, now + wait)
            return None
        renewed = tx.lanes.renew(lane, now, tat=pace.spend(lane.tat, now))
        return self._errand(tx, renewed, letter, card) if renewed else None

    def _errand(self, tx: Transaction, lane: Lane, letter: Letter | None, card: Card | None) -> Errand | None:
        card = tx.cards.get(letter.card) if letter and letter.card else card
        try:
            message = letter.message if letter and letter.message else drawn(self._router, card, tx, self._now())
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- a card that cannot be drawn must not hold up its chat
            log.error("a card cannot be drawn: %s", type(error).__name__)
            self._settling.uncertain(tx, letter, card, self._now(), findable=True)
            self._rest_lane(tx, lane, *again_in(letter, card))
            return None
        if message is None:  # the subject or its chat is no more
            self._settling.pointless(tx, letter, card)
            tx.lanes.release(lane, self._machine_ms())
            return None
        if letter:
            tx.outbox.begin(letter, self._now())
        return Errand(lane, message, (letter or card).locale, letter, card)  # type: ignore[union-attr]

    # -- one call --

    async def _run(self, errand: Errand) -> Lane | None:
        """Make the call and settle it; None when the lane rests."""
        platform = self._platforms[errand.lane.key.partition(":")[0]]
        try:
            ref = await self._call(platform, errand)
        except SlowDown as pause:
            rest = int(pause.retry_after * 1000) + 50
            return await self._settle(errand, lambda tx: self._settling.postponed(tx, errand.letter), (rest, rest))
        except Gone as gone:
            why = gone
            return await self._settle(
                errand, lambda tx: self._settling.gone(tx, errand.letter, errand.card, why, self._now())
            )
        except Exception as trouble:  # noqa: BLE001 -- a bug in a call leaves us as unsure as a lost line does
            if not isinstance(trouble, Uncertain):
                log.error("a call failed: %s", type(trouble).__name__)
            findable = isinstance(platform, FindsPosts)
            return await self._settle(
                errand,
                lambda tx: self._settling.uncertain(tx, errand.letter, errand.card, self._now(), findable=findable),
                again_in(errand.letter, errand.card),
            )
        rest = 0 if errand.letter else _REDRAWN_EVERY
        return await self._settle(
            errand, lambda tx: self._settling.sent(tx, errand.letter, errand.card, ref), (rest, rest)
        )

    async def _call(self, platform: Platform, errand: Errand) -> Ref | None:
        letter, card, message = errand.letter, errand.card, errand.message
        if letter is None:
            if card is None or card.ref is None or isinstance(message, Sign):
                raise Gone("message")
            await platform.edit(card.ref, message, errand.locale)
            return None
        if isinstance(message, Sign):
            await put_up(platform, letter.to, message, errand.locale)
            return None
        found = await self._found(platform, letter)
        return found or await platform.send(letter.to, message, errand.locale, key=letter.key)

    async def _found(self, platform: Platform, letter: Letter) -> Ref | None:
        """Look for a post whose last try was never settled, where the platform can tell."""
        if letter.attempts and isinstance(platform, FindsPosts):
            since = (letter.tried_at or self._now()) - timedelta(minutes=2)
            return await platform.find(letter.to, letter.key, since)
        if letter.interrupted and letter.card:
            raise Uncertain
        return None

    async def _settle(
        self, errand: Errand, work: Callable[[Transaction], None], rest: tuple[int, int] = (0, 0)
    ) -> Lane | None:
        """Note how a call ended, unless the lane has passed to another replica; then rest if asked to."""

        def fenced(tx: Transaction) -> Lane | None:
            now = self._machine_ms()
            work(tx)  # cards and letters before the lane, as dispatch takes them: in another order they would deadlock
            lane = tx.lanes.renew(errand.lane, now, tat=errand.lane.tat)
            if lane is None:
                raise _PassedOn
            if not any(rest):
                return lane
            self._rest_lane(tx, lane, *rest)
            return None

        with contextlib.suppress(_PassedOn):
            return await self._surely(fenced)
        return None

    def _rest_lane(self, tx: Transaction, lane: Lane, rest: int, pause: int) -> None:
        """Give a lane back until it has rested (ms); new work may end the rest, but not the pause it begins with."""
        now = self._machine_ms()
        tx.lanes.release(lane, now + rest, not_before=now + pause)

    async def _surely(self, work: Callable[[Transaction], Result]) -> Result:
        """Run work in a transaction, tried again while the database is busy: what was begun must be settled."""
        for pause in _BUSY:
            try:
                return await self._database.write(work)
            except Unavailable as error:
                log.warning("delivery tries again: %s", error)
                await asyncio.sleep(pause)
        return await self._database.write(work)
