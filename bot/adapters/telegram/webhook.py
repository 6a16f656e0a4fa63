"""Bringing updates in by webhook: committed before they are answered, and the answer rides in the response.

A response carries one call, and nobody tells how it went. Whatever else an answer holds is given by calls of our own.
What cannot be committed is not taken (503): Telegram brings it again until it is too old.
"""

import asyncio
import hmac
import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.telegram.answers import Answers
from bot.adapters.telegram.giving import Giving
from bot.adapters.telegram.updates import KINDS, Account, Heard, heard
from bot.chat import Answer, Pause, Receive, Unreadable
from bot.chat.doors import Knock, Reply

log = logging.getLogger(__name__)

PATH = "/telegram"
PROOF = "x-telegram-bot-api-secret-token"
CONNECTIONS = 100  #: as many as Telegram opens at most; a chat's updates come one after another anyway
REMEMBERED = 5_000
OLDEST_PRESS = timedelta(seconds=150)  #: Telegram keeps a press no longer
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


@dataclass(frozen=True)
class Visits:
    """Say that Telegram comes to us: where the world reaches us, and the secret it proves itself by."""

    public_url: str
    secret: str = field(repr=False)


class Webhook:
    """Take what Telegram brings."""

    def __init__(
        self, bot: Bot, account: Account, answers: Answers, giving: Giving, visits: Visits,
        *, now: Callable[[], datetime], pause: Pause,
    ) -> None:  # fmt: skip
        self._bot = bot
        self._account = account
        self._answers = answers
        self._giving = giving
        self._secret = visits.secret
        self._url = visits.public_url + PATH
        self._now = now
        self._pause = pause
        self._receive: Receive | None = None
        self._given: OrderedDict[str, None] = OrderedDict()  # keys of what we have begun to answer by calls
        self._late_until: datetime | None = None  # presses may until then be older than a phone's patience

    async def run(self, receive: Receive) -> None:
        """Have updates brought until cancelled."""
        self._receive = receive
        try:
            await self._set()
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def _set(self) -> None:
        """Tell Telegram where to bring updates, however long it takes to listen."""
        wait = FIRST_PAUSE
        while True:
            try:
                await self._bot.set_webhook(
                    self._url, secret_token=self._secret, max_connections=CONNECTIONS, allowed_updates=KINDS
                )
                if (await self._bot.get_webhook_info()).pending_update_count:
                    self._delayed()
            except TelegramError as error:
                log.warning("the webhook is not set: %s", error)
            else:
                return
            await self._pause(wait)
            wait = min(2 * wait, LONGEST_PAUSE)

    def _delayed(self) -> None:
        """Expect presses that have waited: of those it must be known whether their answer is still seen."""
        self._late_until = self._now() + OLDEST_PRESS

    # -- one request -------------------------------------------------------------------------------------

    def knows(self, knock: Knock) -> bool:
        """Tell whether a request comes from whoever was told our secret."""
        told = knock.headers.get(PROOF, "")
        return hmac.compare_digest(told.encode(), self._secret.encode())

    async def take(self, knock: Knock) -> Reply:
        """Take an update and answer it; the response comes after the commit."""
        if not self.knows(knock):
            return Reply(404)
        raw = _update(knock.body)
        if raw is None:
            return Reply(400)
        one = heard(raw, self._account, self._now())
        if one is None:
            return Reply()
        answer = await self._committed(one)
        return Reply(503) if answer is None else self._answered(one, answer)

    async def _committed(self, one: Heard) -> Answer | None:
        if self._receive is None:
            return None
        try:
            return (await self._receive([one.event]))[0]
        except Exception as error:  # noqa: BLE001 -- not taken, it comes again; its text may hold what people wrote
            log.error("not taken, so Telegram brings it again: %s", type(error).__name__)
            self._delayed()
            return None

    def _answered(self, one: Heard, answer: Answer) -> Reply:
        """Let a call ride if one can, and give the rest; what came again is not given twice by calls of ours."""
        if isinstance(one.event, Unreadable):
            return Reply()
        rides = self._riding(one, answer)
        rest = rides is None or (one.query is not None and (answer.messages or answer.line or answer.files))
        if rest and one.event.key not in self._given:
            self._giving.begin(one, answer, acknowledged=rides is not None)
        self._remember(one.event.key)
        if rides is None:
            return Reply()
        return Reply(200, json.dumps(rides).encode(), {"content-type": "application/json"})

    def _riding(self, one: Heard, answer: Answer) -> dict[str, Any] | None:
        """Give what may ride: nothing that would overtake an earlier answer, or whose arrival must be known."""
        late = self._late_until is not None and self._now() < self._late_until
        waits = one.query is None and self._giving.is_busy(one)
        return None if waits or (late and answer.alert) else self._answers.riding(one, answer)

    def _remember(self, key: str) -> None:
        self._given[key] = None
        if len(self._given) > REMEMBERED:
            self._given.popitem(last=False)


def _update(body: bytes) -> dict[str, Any] | None:
    """Read an update; None for what cannot be one."""
    try:
        raw = json.loads(body)
    except ValueError:
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("update_id"), int) else None
