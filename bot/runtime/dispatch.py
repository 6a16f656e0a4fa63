"""The one way in: a page of events, one transaction, a savepoint per event, then the answers."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial

from bot.chat import SILENCE, Address, Answer, Event, Press, Tick, Unreadable
from bot.chat.codec import dump, load
from bot.domain.people import first_locale
from bot.router import Router
from bot.runtime.knowing import Known
from bot.runtime.parking import keep_failed, raw, trace
from bot.runtime.routing import Routing
from bot.runtime.waiting import Waiting
from storage import Database, Transaction, Unavailable

PAGE = 50
_PAUSES = (0.05, 0.2, 0.5)  # seconds before a page is tried again
log = logging.getLogger(__name__)


class Dispatch:
    """Take events in pages: while one page commits, the next gathers."""

    def __init__(
        self,
        database: Database,
        router: Router,
        *,
        admins: frozenset[tuple[str, str]] = frozenset(),
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._routing = Routing(router)
        self._admins = set(admins)
        self._committed = committed
        self._gathered: deque[Waiting] = deque()
        self._working: asyncio.Task[None] | None = None

    def trust(self, platform: str, id_: str) -> None:
        """Take a person as admin: the first to speak where no network listens."""
        self._admins.add((platform, id_))

    async def receive(self, events: Sequence[Event]) -> list[Answer]:
        """Handle events and give their answers, once all is committed.

        Raises Unavailable when the database cannot; nothing was committed then, and nothing may be confirmed.
        """
        waiting = [Waiting(event) for event in events]
        self._gathered.extend(waiting)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return list(await asyncio.gather(*(one.answer for one in waiting)))

    async def rest(self) -> None:
        """Wait until what was taken is settled, although whoever brought it may have gone."""
        if self._working is not None:
            await asyncio.wait([self._working])

    async def _work(self) -> None:
        while self._gathered:
            page = self._next_page()
            try:
                await self._settle(page)
            except BaseException as error:
                for one in page:
                    one.fail(error)
                if not isinstance(error, Exception):
                    raise

    def _next_page(self) -> list[Waiting]:
        """Take what has gathered; a tick goes alone, so that nobody's press waits for what it sweeps."""
        page = [self._gathered.popleft()]
        while self._gathered and len(page) < PAGE and not any(map(_ticks, (page[-1], self._gathered[0]))):
            page.append(self._gathered.popleft())
        return page

    async def _settle(self, page: Sequence[Waiting]) -> None:
        if not await self._kept(page):
            for one in page:
                await self._settle_alone(one)

    async def _kept(self, page: Sequence[Waiting]) -> bool:
        """Commit a page whole, tried again while the database cannot; False when each event must go alone."""
        for pause in _PAUSES:
            try:
                await self._commit(page)
            except Unavailable as error:
                log.warning("database unavailable, trying the page again: %s", error)
                await asyncio.sleep(pause)
            except Exception as error:  # noqa: BLE001 -- a bug outside every handler costs its own event, no other
                log.error("a page failed: %s", trace(error))
                return False
            else:
                return True
        return False

    async def _settle_alone(self, one: Waiting) -> None:
        try:
            await self._commit([one])
        except Unavailable as error:
            one.fail(error)
        except Exception as error:  # noqa: BLE001 -- what breaks its page alone is kept for somebody to look at
            log.error("a %s cannot be taken: %s", type(one.event).__name__, trace(error))
            await self._park(one, error)

    async def _park(self, one: Waiting, error: Exception) -> None:
        """Keep an event that cannot be taken, and only then apologise; what cannot even be kept must come again."""
        locale = first_locale(one.event.who.locale, None)
        sorry = SILENCE if isinstance(one.event, Tick) else self._routing.apology(one.event).to(locale, locale)
        try:
            await self._database.write(partial(keep_failed, event=one.event, error=error, answer=sorry))
        except Exception as trouble:  # noqa: BLE001 -- unanswered and unconfirmed, so nothing is lost
            log.error("nor can it be kept: %s", trace(trouble))
            one.fail(trouble)
        else:
            one.give(sorry)

    async def _commit(self, page: Sequence[Waiting]) -> None:
        events = [one.event for one in page]
        try:
            answers = await self._database.write(partial(self._page, events=events, apart=False))
        except _Spoilt:
            answers = await self._database.write(partial(self._page, events=events, apart=True))
        self._committed()
        for one, answer in zip(page, answers, strict=True):
            one.give(answer)

    # -- in the writer's thread --

    def _page(self, tx: Transaction, events: Sequence[Event], *, apart: bool) -> list[Answer]:
        keyed = [event for event in events if not isinstance(event, Tick)]
        at = max(event.at for event in events)
        new = tx.events.claim((event.key for event in keyed), at) if keyed else frozenset()
        known = Known(tx, keyed, self._admins, new)
        _adopt_cards(tx, keyed)
        page = _Page(tx, self._routing, known, set(new), apart=apart)
        answers = [page.answer(event) for event in events]
        for person, address in tx.people.newly_reached:
            tx.outbox.deliver_held(person, address, at)
        tx.events.settle(page.outcomes, page.failures, {event.key: event.who.address for event in keyed})
        return answers


class _Spoilt(Exception):
    """An event failed in a page without savepoints: nothing of the page is kept, it is done again with them."""


class _Enough(Exception):
    """What was done is not to be kept."""


class _Page:
    """Answer the events of one page; ``apart`` gives each a savepoint of its own.

    Savepoints cost half as much again as all else a press asks of the database, and handlers only fail by a bug: so a
    page is tried without them first.
    """

    def __init__(self, tx: Transaction, routing: Routing, known: Known, new: set[str], *, apart: bool) -> None:
        self._tx, self._routing, self._known, self._new, self._apart = tx, routing, known, new, apart
        self._given: dict[str, Answer] = {}
        self.outcomes: dict[str, str | None] = {}
        self.failures: dict[str, str] = {}

    def answer(self, event: Event) -> Answer:
        """Give an event its answer: from the stored outcome when it came before."""
        event = self._known.complete(event)
        if isinstance(event, Tick):
            return self._tick(event)
        if event.key in self._given:
            return self._given[event.key]
        answer = self._first(event) if event.key in self._new else self._repeated(event)
        answer = answer.to(event.person.locale, event.chat.locale if event.chat else event.person.locale)
        self._given[event.key] = answer
        return answer

    def _first(self, event: Event) -> Answer:
        try:
            with self._tx.savepoint() if self._apart else nullcontext():
                answer = self._routing.handle(event, self._tx)
        except Unavailable:
            raise
        except Exception as error:
            if not self._apart:
                raise _Spoilt from error
            log.error("a handler failed on %s: %s", type(event).__name__, trace(error))
            self.failures[event.key] = raw(event, error)
            answer = self._routing.apology(event)
        if isinstance(event, Unreadable):
            self.failures[event.key] = event.raw  # parked, sealed, until somebody has looked at it
        self.outcomes[event.key] = None if answer.fresh else dump(answer)
        return answer

    def _repeated(self, event: Event) -> Answer:
        stored = self._tx.events.outcomes([event.key]).get(event.key)
        if stored is not None:
            answer: Answer = load(stored)
            return answer
        try:
            return self._worked_out(event)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- a bug of ours costs its own event, no other
            log.error("a handler failed on %s that came again: %s", type(event).__name__, trace(error))
            return self._routing.apology(event)

    def _worked_out(self, event: Event) -> Answer:
        """Work out a fresh answer again; what it changes was kept the first time, so now it is not."""
        with suppress(_Enough), self._tx.savepoint():
            answer = self._routing.handle(event, self._tx)
            raise _Enough
        return answer

    def _tick(self, event: Tick) -> Answer:
        for name, sweep in self._routing.router.ticks.items():
            try:
                with self._tx.savepoint():
                    sweep(event, self._tx)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 -- the other sweeps go on
                log.error("the sweep %s failed: %s", name, trace(error))
        return SILENCE


def _ticks(one: Waiting) -> bool:
    return isinstance(one.event, Tick)


def _adopt_cards(tx: Transaction, events: Sequence[Event]) -> None:
    """Let a press name the message of a card whose posting is in doubt."""
    presses = [event for event in events if isinstance(event, Press) and event.on is not None and not event.private]
    if not presses:
        return
    doubtful: Mapping[tuple[str, Address], str] = tx.cards.doubtful()
    for press in presses if doubtful else ():
        card = doubtful.get((press.subject, replace(press.where, thread=None)))
        if card and press.on:
            tx.cards.adopt(card, press.on.message)
            tx.outbox.found(card)
