"""The bot's queue of updates: numbered, remembered until confirmed, gone when their lifetime is over."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.fakes.telegram.wire import Json, dump

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    }
)
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}

DAY = 86_400
LIFETIMES = {"callback_query": 150, "inline_query": 30}
FIRST_ID = 500_000_001
#: An offset further ahead than this is taken for a mistake, and confirms nothing.
FORESIGHT = 10


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """One update and its fate; moments are perf_counter, `expires_at` is Unix time by the fake's clock."""

    update_id: int
    kind: str
    body: Json
    lane: str
    expires_at: float
    queued_at: float
    wire: bytes
    handed_out: list[float] = field(default_factory=list)
    confirmed_at: float | None = None
    #: Why it will never be handed out (again) without having been confirmed: filtered, expired or forgotten.
    lost: str | None = None

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None


class Queue:
    """Updates in the order they happened; a page is handed out again until it is confirmed."""

    def __init__(self, now: Callable[[], float], history: list[QueuedUpdate]) -> None:
        self._now = now
        self._history = history
        self._last_id = FIRST_ID - 1
        self.pending: OrderedDict[int, QueuedUpdate] = OrderedDict()
        self.allowed = DEFAULT_KINDS

    def allow(self, kinds: object) -> None:
        """Remember which kinds the bot wants; like Telegram, only updates made from now on heed it."""
        if isinstance(kinds, list):
            self.allowed = frozenset(kinds) & KINDS or DEFAULT_KINDS

    def push(self, kind: str, body: Json, lane: str) -> QueuedUpdate:
        self._last_id = max(self._last_id + 1, body.get("update_id", 0))
        body = {**body, "update_id": self._last_id}
        expires = self._now() + LIFETIMES.get(kind, DAY)
        update = QueuedUpdate(self._last_id, kind, body, lane, expires, time.perf_counter(), dump(body))
        self._history.append(update)
        if kind in KINDS and kind not in self.allowed:
            update.lost = "filtered"
        else:
            self.pending[update.update_id] = update
        return update

    def confirm_before(self, offset: int) -> None:
        """Confirm everything before a positive offset; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popitem(last=False)[1].lost = "forgotten"
        elif offset <= self._last_id + 1 + FORESIGHT:
            while self.pending and next(iter(self.pending)) < offset:
                self._confirm(self.pending.popitem(last=False)[1])

    def confirm(self, update: QueuedUpdate) -> None:
        if self.pending.pop(update.update_id, None):
            self._confirm(update)

    def _confirm(self, update: QueuedUpdate) -> None:
        if update.handed_out:
            update.confirmed_at = time.perf_counter()
        else:
            update.lost = "forgotten"

    def page(self, limit: int) -> list[QueuedUpdate]:
        """Give the oldest living updates; those whose lifetime is over are dropped on the way."""
        page: list[QueuedUpdate] = []
        now = self._now()
        for update in list(self._oldest(limit)):
            if update.expires_at <= now:
                self.drop(update, "expired")
            elif len(page) < limit:
                page.append(update)
        return page

    def _oldest(self, limit: int) -> Iterable[QueuedUpdate]:
        """Walk far enough to see `limit` living updates."""
        now = self._now()
        for update in self.pending.values():
            yield update
            limit -= update.expires_at > now
            if not limit:
                return

    def drop(self, update: QueuedUpdate, why: str) -> None:
        if self.pending.pop(update.update_id, None):
            update.lost = why

    def drop_all(self) -> None:
        for update in list(self.pending.values()):
            self.drop(update, "forgotten")
