"""Put everything together: settings, database, platforms, clock; and run until asked to stop.

python -m bot             every platform whose token is set; without a token, the terminal
python -m bot chat        the terminal, whatever is set
python -m bot manifest    print the Slack app manifest
"""

import argparse
import asyncio
import contextlib
import gc
import io
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.adapters.local import Local, converse, person_id
from bot.adapters.slack import Secrets, Slack
from bot.adapters.slack.manifest import as_json
from bot.adapters.telegram import Telegram, Visits
from bot.chat import Answer, Event, LetsGo, Platform, PublishesMenu, SlowDown, Uncertain
from bot.chat.doors import Door, KeepsDoors
from bot.config import Settings, missing, slack_address
from bot.routes import routes
from bot.runtime.clock import EVERY, clock_of, ticking
from bot.runtime.delivery import Delivery
from bot.runtime.dispatch import Dispatch
from bot.runtime.installing import KeptInstalls
from bot.runtime.leading import lead
from bot.runtime.logs import set_up_logging
from bot.runtime.menus import hints, keep_menus
from bot.web import serve
from bot.web.feeds import feeds
from storage import Database
from storage.database import machine_ms, warn_of_old_sqlite
from storage.locks import Taken
from storage.migrate import migrate
from storage.opening import Unopenable, claim_key, open_database

log = logging.getLogger("bot")
Work = Callable[[], Awaitable[None]]

_RESTED = 2.0  #: seconds before a part that stopped is started again
_TICK_WITH_FILE = 0.5  #: seconds between ticks when a test moves the clock
_YOUNG = 20_000  #: new objects before the garbage collector looks at them: a page of answers makes thousands


class Kuppi:
    """Hold the parts of a running Kuppi."""

    def __init__(self, chosen: Settings, *, terminal: bool = False, only: str | None = None) -> None:
        self.settings = chosen
        self.only = only
        self.now = clock_of(chosen.clock_file)
        self.router = routes(chosen.public_url or "")
        self.database: Database = open_database(chosen)
        migrate(self.database.engine)
        claim_key(self.database)
        self.local = Local(now=self.now)
        self.platforms = {"local": self.local} if terminal else _platforms(chosen, self.database, self.now, only)
        self.delivery = Delivery(
            self.database, self.router, self.platforms, now=self.now, machine_ms=machine_ms
        )  # fmt: skip
        self.dispatch = Dispatch(self.database, self.router, admins=_admins(chosen), committed=self.delivery.wake)

    async def run(self) -> None:
        """Run all parts until cancelled."""
        parts = self._work()
        if self.settings.port is not None and self.only != "worker":
            port, doors, routes = self.settings.port, self._doors(), feeds(self.database, self.now)
            parts.append(lambda: serve(port, doors, routes))
        every = _TICK_WITH_FILE if self.settings.clock_file else EVERY
        clock = ticking(self.dispatch.receive, self.now, every=every)
        if self.only != "web":
            clock.start()
        tasks = [asyncio.create_task(_kept_going(part)) for part in parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            if clock.running:
                clock.shutdown(wait=False)
            for task in tasks:
                if not task.cancelling():  # asked twice, a task would be torn from its last words
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # all have ended before what they stand on goes
            await self.close()

    def _work(self) -> list[Work]:
        parts: list[Work] = [] if self.only == "web" else [self.delivery.run]
        for name, platform in self.platforms.items():
            if self.only != ("worker" if _comes_by_web(platform) else "web"):
                parts.append(self._bringing(name, platform))
            if isinstance(platform, PublishesMenu) and self.only != "web":
                parts.append(self._publishing(name, platform))
        return parts

    def _doors(self) -> list[Door]:
        return [door for one in self.platforms.values() if isinstance(one, KeepsDoors) for door in one.doors()]

    def _bringing(self, name: str, platform: Platform) -> Work:
        async def bring() -> None:
            await platform.run(self.dispatch.receive)

        async def bring_leading() -> None:
            await lead(self.database, f"kuppi {name}", bring)

        return bring_leading if name == "telegram" and not _comes_by_web(platform) else bring

    def _publishing(self, name: str, platform: PublishesMenu) -> Work:
        admins = {id_ for where, id_ in self.settings.admin_identities if where == name}
        return lambda: keep_menus(self.database, name, platform, self.router, admins)

    async def converse(self) -> None:
        """Carry the terminal's conversation to its end."""
        working = [asyncio.create_task(_kept_going(part)) for part in (self.delivery.run,)]
        clock = ticking(self.dispatch.receive, self.now)
        clock.start()
        try:
            await converse(
                self.local, self._first_is_admin(), sys.stdin or io.StringIO(), sys.stdout, idle=self.delivery.idle
            )
        finally:
            clock.shutdown(wait=False)
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            await self.close()

    def _first_is_admin(self) -> Callable[[Sequence[Event]], Coroutine[Any, Any, list[Answer]]]:
        """Trust the first to speak at a terminal that has no admin named."""
        found = bool(self.settings.admin_identities)

        async def receive(events: Sequence[Event]) -> list[Answer]:
            nonlocal found
            if events and not found:
                found = True
                self.dispatch.trust(events[0].who.platform, events[0].who.id)
            return await self.dispatch.receive(events)

        return receive

    async def close(self) -> None:
        """Close the platforms, then the database when all that came from them is settled."""
        for platform in self.platforms.values():
            if isinstance(platform, LetsGo):
                await platform.close()
        await self.dispatch.rest()
        self.database.close()


def _admins(chosen: Settings) -> frozenset[tuple[str, str]]:
    """Give the admins; at the terminal people are named, and a name is folded to an id."""
    return frozenset((where, person_id(id_) if where == "local" else id_) for where, id_ in chosen.admin_identities)


def _comes_by_web(platform: Platform) -> bool:
    return isinstance(platform, KeepsDoors) and platform.by_web


def _platforms(
    chosen: Settings, database: Database, now: Callable[[], datetime], only: str | None
) -> dict[str, Platform]:
    found: dict[str, Platform] = {}
    if chosen.telegram_token:
        visits = Visits(chosen.public_url or "", _told(chosen.telegram_webhook_secret))
        found["telegram"] = Telegram(
            _told(chosen.telegram_token), chosen.telegram_api_url, now=now,
            visits=visits if chosen.telegram_visits(only) else None,
        )  # fmt: skip
    if chosen.slack:
        open_to_all = chosen.slack_client_id is not None
        secrets = Secrets(chosen.slack_client_id or "", _told(chosen.slack_client_secret), chosen.public_url)
        found["slack"] = Slack(
            _told(chosen.slack_bot_token) or None, _told(chosen.slack_app_token) or None, chosen.slack_api_url,
            signing_secret=_told(chosen.slack_signing_secret) or None, now=now,
            secrets=secrets if open_to_all else None, installs=KeptInstalls(database) if open_to_all else None,
        )  # fmt: skip
    return found


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


async def _kept_going(part: Work) -> None:
    """Run a part for ever: one that stops is started again, and the others never notice."""
    while True:
        try:
            await part()
        except (SlowDown, Uncertain):
            log.info("a part waits for its platform")
        except Exception as error:  # noqa: BLE001 -- the part must go on; the text may hold what people wrote
            log.error("a part stopped and starts again: %s", type(error).__name__)
        await asyncio.sleep(_RESTED)


async def _until_asked_to_stop(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; give the exit code."""
    asked = _asked(arguments)
    if asked.what == "manifest":
        sys.stdout.write(as_json(hints(routes()), slack_address()) + "\n")
        return 0
    try:
        chosen = Settings()
    except ValidationError as error:
        sys.stderr.write("".join(f"{line}\n" for line in missing(error)))
        return 2
    if asked.what is None and (unfit := chosen.unfit_for(asked.only)):
        sys.stderr.write(f"{unfit}\n")
        return 2
    set_up_logging(chosen.log_level, _secrets(chosen))
    if not chosen.postgres:
        warn_of_old_sqlite()
    silent = not (chosen.telegram_token or chosen.slack)
    terminal = asked.what == "chat" or (silent and asked.only is None)
    return _start(chosen, terminal=terminal, only=asked.only)


def _start(chosen: Settings, *, terminal: bool, only: str | None) -> int:
    async def start() -> None:
        kuppi = Kuppi(chosen, terminal=terminal, only=only)
        gc.freeze()  # what is there now stays: looking through it again and again would cost every burst
        gc.set_threshold(_YOUNG)
        await _until_asked_to_stop(kuppi.converse() if terminal else kuppi.run())

    try:
        asyncio.run(start())
    except (Taken, Unopenable) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Kuppi, the producers' networks' bot")
    parser.add_argument("what", nargs="?", choices=["chat", "manifest"], help="the terminal, or the Slack manifest")
    parser.add_argument("--only", choices=["web", "worker"], help="run only the HTTP face, or all but it")
    return parser.parse_args(arguments)


def _secrets(chosen: Settings) -> list[str]:
    values = (getattr(chosen, name) for name in type(chosen).model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


if __name__ == "__main__":
    sys.exit(main())
