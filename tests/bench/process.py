"""A program of ours as a process of its own, with nothing but the settings it is given."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake

ROOT = Path(__file__).parents[2]
PATIENCE = 15.0  #: seconds that a process has to end when asked
KEY = "a key for measuring"
ADMIN = 1001
SLACK_ADMIN = "U0ADMIN"


class Process:
    """Run a module; what it says goes to a file in its folder, which is also where it stands."""

    def __init__(self, module: str, settings: Mapping[str, str], folder: Path) -> None:
        self._command = [sys.executable, "-m", module]
        # the folder keeps a developer's .env out; only what is set here counts
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "LOG_LEVEL": "WARNING", **settings}
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._running = subprocess.Popen(  # noqa: S603 -- our own module, our own settings
                self._command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def runs(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """End it without a word (SIGKILL), wherever it is."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    async def stop(self) -> None:
        """Ask it to end, and give it time."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            await asyncio.to_thread(self._running.wait, PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def cpu(self) -> float | None:
        """Seconds of processor used so far; None where the machine does not tell (it does on Linux)."""
        try:
            words = Path(f"/proc/{self._running.pid if self._running else ''}/stat").read_text(encoding="ascii").split()
        except OSError:
            return None
        return (int(words[13]) + int(words[14])) / os.sysconf("SC_CLK_TCK")

    @property
    def words(self) -> str:
        """What it has said, to be shown when something is wrong."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-4_000:]


def kuppi(
    database: str, folder: Path, *, telegram: TelegramFake | None = None, slack: SlackFake | None = None
) -> Process:
    """Make Kuppi as it runs in production, speaking to the fakes."""
    settings = {"DATABASE_URL": database, "SECRET_KEY": KEY, "ADMINS": f"telegram:{ADMIN} slack:T0TEAM/{SLACK_ADMIN}"}
    if telegram:
        settings |= {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    if slack:
        settings |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.url}
    return Process("bot", settings, folder)


def naive(database: str, folder: Path, telegram: TelegramFake) -> Process:
    """Make the usual bot, speaking to the fake."""
    settings = {"DATABASE_URL": database, "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    return Process("tests.bench.naive", settings, folder)
