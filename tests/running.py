"""A whole Kuppi in the test's own loop, against the wire fakes; started, stopped and started again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.__main__ import Kuppi
from bot.config import Settings
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake


def settings_for(
    database_url: str,
    *,
    telegram: TelegramFake | None = None,
    slack: SlackFake | None = None,
    admins: str = "telegram:1001 slack:T0TEAM/U0ADMIN",
    clock_file: Path | None = None,
    port: int | None = None,
) -> Settings:
    """Give the settings that point at the fakes; with a port both platforms come there by HTTP."""
    given: dict[str, object] = {
        "database_url": database_url, "secret_key": SecretStr("a key for tests"), "admins": admins,
        "clock_file": clock_file, "_env_file": None,
    }  # fmt: skip
    if port:
        given |= {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    if telegram:
        given |= {"telegram_token": SecretStr(telegram.token), "telegram_api_url": telegram.url}
    if telegram and port:
        given["telegram_webhook_secret"] = SecretStr("secret-of-the-webhook")
    if slack:
        given |= {
            "slack_bot_token": SecretStr(slack.bot_token), "slack_api_url": slack.url,
            "slack_signing_secret": SecretStr(slack.signing_secret),
        }  # fmt: skip
    if slack and port:
        given |= {"slack_client_id": slack.client_id, "slack_client_secret": SecretStr(slack.client_secret)}
    elif slack:
        given["slack_app_token"] = SecretStr(slack.app_token)
    return Settings(**given)  # type: ignore[arg-type]


@asynccontextmanager
async def running(settings: Settings, *, only: str | None = None) -> AsyncIterator[Kuppi]:
    """Run Kuppi, or one half of it, for a while."""
    kuppi = Kuppi(settings, only=only)
    task = asyncio.create_task(kuppi.run())
    try:
        yield kuppi
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def looping(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let something run on beside a test."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
