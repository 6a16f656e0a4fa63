"""The far side of a delivery: a clock that stands still until told, and platforms that do as scripted."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.chat import Address, Message, Receive, Ref
from bot.i18n import render
from bot.router import Router
from bot.runtime.delivery import Delivery
from storage import Database, Transaction
from storage.cards import Card

EPOCH = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
T0 = 1_000_000_000


@dataclass
class Clock:
    """Tell the time that a test has set."""

    ms: int = T0

    def __call__(self) -> int:
        return self.ms

    def now(self) -> datetime:
        return EPOCH + timedelta(milliseconds=self.ms - T0)


@dataclass(frozen=True)
class Call:
    """Remember a call: when, what, to which chat, and the words of its first line."""

    at: int
    verb: str
    chat: str
    words: str


@dataclass(frozen=True)
class Lost:
    """Let a call take effect and then fail."""

    error: Exception


Deed = Exception | Lost | Callable[[], Awaitable[None]]


class Far:
    """Be a platform: what happens next to a chat is scripted, by chat; without a script all goes well."""

    name = "far"

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.posts: dict[str, dict[str, tuple[str, str]]] = {}  #: by chat: message id → words and language
        self.keys: dict[tuple[str, str], str] = {}
        self.next: dict[str, deque[Deed]] = {}
        self._numbers = count(1)

    def then(self, chat: str, *deeds: Deed) -> None:
        """Script what the next calls to a chat run into."""
        self.next.setdefault(chat, deque()).extend(deeds)

    def shown(self, chat: str) -> list[str]:
        """Give what stands in a chat, oldest first."""
        return [words for words, _ in self.posts.get(chat, {}).values()]

    def called(self, chat: str) -> list[str]:
        """Give the calls to a chat, as "verb words"."""
        return [f"{call.verb} {call.words}" for call in self.calls if call.chat == chat]

    async def run(self, receive: Receive) -> None:
        """Bring nothing."""

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        id_ = str(next(self._numbers))

        def post() -> None:
            self.posts.setdefault(to.id, {})[id_] = (words(message, locale), locale)
            self.keys[to.id, key or ""] = id_

        await self._do("send", to.id, words(message, locale), post)
        return Ref(to, id_)

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        def redraw() -> None:
            self.posts[ref.to.id][ref.message] = (words(message, locale), locale)

        await self._do("edit", ref.to.id, words(message, locale), redraw)

    async def _do(self, verb: str, chat: str, told: str, effect: Callable[[], None]) -> None:
        self.calls.append(Call(self.clock.ms, verb, chat, told))
        script = self.next.get(chat)
        deed = script.popleft() if script else None
        if isinstance(deed, Exception):
            raise deed
        effect()
        if isinstance(deed, Lost):
            raise deed.error
        if deed is not None:
            await deed()


class Finding(Far):
    """Find posts again by their key."""

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        found: list[Ref] = []

        def look() -> None:
            id_ = self.keys.get((to.id, key))
            found.extend([Ref(to, id_)] if id_ else [])

        await self._do("find", to.id, f"{key} since {since:%H.%M}", look)
        return found[0] if found else None


def words(message: Message, locale: str) -> str:
    return render(message.lines[0], locale)


@dataclass
class Post:
    """Deliver, a moment at a time."""

    database: Database
    delivery: Delivery
    clock: Clock
    far: Far

    async def now(self) -> None:
        """Serve every lane that may be served at this moment."""
        platforms = tuple(self.delivery._platforms)
        while True:
            lane = await self.database.write(lambda tx: tx.lanes.claim(self.clock.ms, platforms))
            if lane is None:
                return
            await self.delivery._serve(lane)

    async def within(self, seconds: float) -> None:
        """Let time pass, serving lanes as they become due."""
        end = self.clock.ms + int(seconds * 1000)
        while True:
            await self.now()
            due = await self.database.read(self.delivery._next_due)
            if due is None or due > end:
                break
            self.clock.ms = max(due, self.clock.ms + 1)
        self.clock.ms = end


def drawing(draw: Callable[[Card, Transaction], Message | None]) -> Router:
    """Make a router whose only card is drawn so."""
    router = Router()
    router.card("meetup")(lambda card, tx, _: draw(card, tx))
    return router
