"""A program of ours as a process of its own, with nothing but the settings it is given."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

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
        self._module = module
        # the folder keeps a developer's .env out; only what is set here counts
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "LOG_LEVEL": "WARNING", **settings}
        self._folder = folder
        self._pid = 0
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        self._process = self._begun(self._module)
        self._pid = self._process.pid

    def _begun(self, *command: str) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command], cwd=self._folder, env=self._environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0,
            )  # fmt: skip

    def kill(self) -> None:
        """End it without a word (SIGKILL), wherever it is."""
        if self._pid:
            self._send(signal.SIGKILL)
            self._ended(None)
            self._pid = 0

    async def stop(self) -> None:
        """Ask it to end, and give it time."""
        if self._pid:
            self._send(signal.SIGTERM)
            if await asyncio.to_thread(self._ended, PATIENCE):
                self._pid = 0
        self.kill()

    def _send(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, sign)

    def _ended(self, within: float | None) -> bool:
        """Wait for its end, so many seconds or for ever."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
            _close(self._process)
            return True
        return False

    def cpu(self) -> float | None:
        """Seconds of processor used so far; None where the machine does not tell (it does on Linux)."""
        try:
            words = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").split()
        except OSError:
            return None
        return (int(words[13]) + int(words[14])) / os.sysconf("SC_CLK_TCK")

    @property
    def words(self) -> str:
        """What it has said, to be shown when something is wrong."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-4_000:]


class Warm(Process):
    """The same for those who start it again and again: forked from a parent that has imported everything."""

    async def __aenter__(self) -> Self:
        self._process = self._begun("tests.bench.warm", self._module)
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if self._process is not None:
            _close(self._process)  # the parent ends with its input
            self._process.wait()

    def start(self) -> None:
        ask, tell = self._lines()
        ask.write(b"again\n")
        ask.flush()
        self._pid = int(tell.readline())

    def _ended(self, within: float | None) -> bool:
        _, tell = self._lines()
        told, _, _ = select.select([tell], [], [], within)
        return bool(told) and tell.readline() != b""

    def _lines(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process is not None, "not entered"
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def kuppi(
    database: str, folder: Path, *, telegram: TelegramFake | None = None, slack: SlackFake | None = None,
    kind: type[Process] = Process, port: int | None = None, still: bool = False,
) -> Process:  # fmt: skip
    """Make Kuppi as it runs in production, speaking to the fakes.

    With a port they come to it there; ``still`` stops its clock at this moment.
    """
    settings = {"DATABASE_URL": database, "SECRET_KEY": KEY, "ADMINS": f"telegram:{ADMIN} slack:T0TEAM/{SLACK_ADMIN}"}
    if still:
        (folder / "now").write_text(datetime.now(UTC).isoformat(), encoding="utf-8")
        settings |= {"CLOCK_FILE": str(folder / "now")}
    if telegram:
        settings |= {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    if slack:
        settings |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.url}
        settings |= {"SLACK_SIGNING_SECRET": slack.signing_secret} if port else {"SLACK_APP_TOKEN": slack.app_token}
    if port:
        here = f"http://127.0.0.1:{port}"
        settings |= {"PORT": str(port), "PUBLIC_URL": here, "TELEGRAM_WEBHOOK_SECRET": "secret-of-the-bench"}
    return kind("bot" if kind is Process else "bot.__main__", settings, folder)


def naive(database: str, folder: Path, telegram: TelegramFake, *, kind: type[Process] = Process) -> Process:
    """Make the usual bot, speaking to the fake."""
    settings = {"DATABASE_URL": database, "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    return kind("tests.bench.naive", settings, folder)
