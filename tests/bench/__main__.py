"""Run every experiment in one go and print what it came to: ``python -m tests.bench [--quick] [--seed N]``.

The exit code says whether the experiments could be made, not how they ended: machines differ. Ratios are between
programs measured one after another in this run.
"""

import argparse
import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from math import ceil
from pathlib import Path
from random import Random
from statistics import median

from tests import postgres
from tests.bench import asking, bare, duty, inside, process, slack, telegram
from tests.bench.crowds import seats_for
from tests.bench.figures import BURST_HEAD, Burst, Target, burst_row, least, most, table
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake
from tests.serving import free_port

LATENCY = 0.08  #: seconds that each call takes longer in the experiment with a slow network
ENGINES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Sizes:
    """Say how large and how often."""

    small: int
    large: int
    slack: int  #: the burst of which nothing may take a second
    slow: int  #: the burst with a slow network
    rounds: int  #: times Kuppi, the usual bot and the bare loop are measured one after another
    few: int  #: sign-ups in a small meetup
    many: int  #: and in a large one


WHOLE = Sizes(small=100, large=1_000, slack=150, slow=60, rounds=3, few=50, many=5_000)
QUICK = Sizes(small=30, large=150, slack=50, slow=20, rounds=1, few=50, many=500)


@dataclass
class Bench:
    """Make the experiments and keep what they came to."""

    sizes: Sizes
    seed: int
    server: str
    rows: list[Sequence[str]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = Random(self.seed)  # noqa: S311 -- which button is pressed is no secret

    async def run(self, only: str = "") -> None:
        for experiment in (
            self._telegram,
            self._slow_network,
            self._slack,
            self._visited,
            self._postgres,
            self._growth,
            self._guests_and_offers,
            self._duty,
        ):
            if only in {"", experiment.__name__.strip("_")}:
                await self._tried(experiment)

    async def _tried(self, experiment: Callable[[], Awaitable[None]]) -> None:
        """Go on with the others when an experiment breaks."""
        try:
            await experiment()
        except Exception:  # noqa: BLE001 -- whatever broke, the rest is still worth measuring
            self.broken.append(f"{experiment.__name__.strip('_')} broke:\n{traceback.format_exc()}")

    # -- Telegram --

    async def _telegram(self) -> None:
        small = [await self._kuppi("SQLite", self.sizes.small) for _ in range(self.sizes.rounds)]
        rounds = [await self._round("SQLite") for _ in range(self.sizes.rounds)]
        larges = [ours for ours, _, _ in rounds]
        number, p95 = self.sizes.small, median(burst.within(0.95) for burst in small)
        if all(ours.cpu and naive.cpu for ours, naive, _ in rounds):
            times = median((naive.cpu or 0) / (ours.cpu or 1) for ours, naive, _ in rounds)
            self.notes.append(f"The usual loop takes {times:.1f} times the processor of Kuppi for a press")
        self.targets += [
            most(f"ack p95 of {number} presses < 300 ms", 300, p95 * 1000, " ms"),
            least("times the usual loop ≥ 8", 8, median(ours.rate / naive.rate for ours, naive, _ in rounds)),
            least("times the bare loop ≥ 0.35", 0.35, median(ours.rate / bare_rate for ours, _, bare_rate in rounds)),
            most("calls per press ≤ 1.1", 1.1, max(burst.calls_per_press for burst in larges)),
            most("edits of the card in a burst ≤ 3", 3, max(burst.edits for burst in (*small, *larges))),
            most("card true within 3 s of the last ack", 3, _latest([*small, *larges]), " s"),
        ]

    async def _round(self, engine: str) -> tuple[Burst, Burst, float]:
        """Measure Kuppi, the usual bot and the bare loop, one right after another."""
        ours = await self._kuppi(engine, self.sizes.large)
        naive, wires = await self._naive(engine, self.sizes.large)
        with self._database(engine) as (url, _):
            bare_rate = bare.rate(url, wires)
        self.rows.append(("bare loop", engine, str(len(wires)), f"{bare_rate:.0f}", *["-"] * 7))
        return ours, naive, bare_rate

    async def _kuppi(self, engine: str, number: int, latency: float = 0.0, *, visited: bool = False) -> Burst:
        port = free_port() if visited else None
        with self._database(engine) as (url, folder):
            async with TelegramFake(strict=False) as fake, process.kuppi(url, folder, telegram=fake, port=port) as bot:
                with _quoted(bot):
                    scene = await telegram.announced(fake, seats_for(number))
                    fake.latency = latency
                    burst = await telegram.burst(scene, number, self._rng, bot)
        way = "webhook" if visited else "Telegram"
        name = f"Kuppi, {way}{f' +{latency * 1000:.0f} ms' if latency else ''}"
        self.rows.append(burst_row(name, engine, burst))
        return burst

    async def _naive(self, engine: str, number: int) -> tuple[Burst, Sequence[bytes]]:
        with self._database(engine) as (url, folder):
            async with TelegramFake(strict=False) as fake, process.naive(url, folder, fake) as bot:
                with _quoted(bot):
                    scene = await telegram.announced_naively(fake, seats_for(number))
                    burst = await telegram.burst(scene, number, self._rng, bot, wait=False)
                wires = [press.update.wire for press in fake.presses if press.update]
        self.rows.append(burst_row("usual loop, Telegram", engine, burst))
        return burst, wires

    async def _slow_network(self) -> None:
        bursts = [await self._kuppi("SQLite", self.sizes.slow, LATENCY) for _ in range(self.sizes.rounds)]
        p95 = median(burst.within(0.95) for burst in bursts)
        self.targets.append(
            most(f"+80 ms a call: ack p95 of {self.sizes.slow} presses < 600 ms", 600, p95 * 1000, " ms")
        )

    # -- Slack --

    async def _slack(self) -> None:
        small = [await self._on_slack("SQLite", self.sizes.small) for _ in range(self.sizes.rounds)]
        middle = await self._on_slack("SQLite", self.sizes.slack)
        await self._on_slack("SQLite", self.sizes.large)
        p95 = median(burst.within(0.95) for burst in small)
        self.targets += [
            most(f"Slack: ack p95 of {self.sizes.small} presses < 300 ms", 300, p95 * 1000, " ms"),
            most(f"Slack: no ack of {self.sizes.slack} over 1 s", 1_000, middle.within(1.0) * 1000, " ms"),
        ]

    async def _on_slack(self, engine: str, number: int, *, visited: bool = False) -> Burst:
        port = free_port() if visited else None
        with self._database(engine) as (url, folder):
            async with SlackFake(strict=False) as fake, process.kuppi(url, folder, slack=fake, port=port) as bot:
                with _quoted(bot):
                    scene = await slack.announced(fake, seats_for(number), number, port)
                    burst = await slack.burst(scene, number, self._rng, bot)
        self.rows.append(burst_row(f"Kuppi, Slack{' HTTP' if visited else ''}", engine, burst))
        return burst

    # -- when the platforms come to us --

    async def _visited(self) -> None:
        """Ask of the webhook what is asked of polls, and of signed HTTP what is asked of sockets."""
        small = [await self._kuppi("SQLite", self.sizes.small, visited=True) for _ in range(self.sizes.rounds)]
        large = await self._kuppi("SQLite", self.sizes.large, visited=True)
        slow = await self._kuppi("SQLite", self.sizes.slow, LATENCY, visited=True)
        posted = [await self._on_slack("SQLite", self.sizes.small, visited=True) for _ in range(self.sizes.rounds)]
        middle = await self._on_slack("SQLite", self.sizes.slack, visited=True)
        await self._on_slack("SQLite", self.sizes.large, visited=True)
        number = self.sizes.small
        p95, over_http = (median(burst.within(0.95) for burst in bursts) for bursts in (small, posted))
        self.targets += [
            most(f"webhook: ack p95 of {number} presses < 300 ms", 300, p95 * 1000, " ms"),
            most("webhook: calls per press ≤ 1.1", 1.1, large.calls_per_press),
            most("webhook: edits of the card in a burst ≤ 3", 3, max(burst.edits for burst in (*small, large))),
            most("webhook: card true within 3 s of the last ack", 3, _latest([*small, large]), " s"),
            most(
                f"webhook, +80 ms a call: ack p95 of {self.sizes.slow} presses < 600 ms", 600, slow.within(0.95) * 1000,
                " ms",
            ),
            most(f"Slack HTTP: ack p95 of {number} presses < 300 ms", 300, over_http * 1000, " ms"),
            most(f"Slack HTTP: no ack of {self.sizes.slack} over 1 s", 1_000, middle.within(1.0) * 1000, " ms"),
        ]  # fmt: skip

    # -- the other engine, and what no network shows --

    async def _postgres(self) -> None:
        await self._kuppi("PostgreSQL", self.sizes.small)
        await self._round("PostgreSQL")
        await self._kuppi("PostgreSQL", self.sizes.large, visited=True)
        await self._on_slack("PostgreSQL", self.sizes.small)
        await self._on_slack("PostgreSQL", self.sizes.large)
        await self._on_slack("PostgreSQL", self.sizes.large, visited=True)

    async def _growth(self) -> None:
        for engine in ENGINES:
            with self._database(engine) as (url, _):
                asked = await inside.asked(url, self.sizes.large, self._rng)
            statements, commits = asked.statements / asked.presses, asked.commits / asked.presses
            self.notes.append(f"{engine}: {statements:.2f} statements and {commits:.3f} commits a press")
            few, many = [await self._cost(engine, number) for number in (self.sizes.few, self.sizes.many)]
            if engine == "SQLite":
                self.targets += [
                    _growth_target("by new people", self.sizes, few.by_new, many.by_new),
                    _growth_target("by people who change their answer", self.sizes, few.by_known, many.by_known),
                ]

    async def _guests_and_offers(self) -> None:
        """Ask what a press costs where people bring others, and where seats that come free are offered."""
        ways = {"plain": {}, "guests": {"guests": True}, "offers": {"offers": True}}
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(self.sizes.rounds):
            for name, way in ways.items():
                with self._database("SQLite") as (url, _):
                    cost = await inside.coming_and_going(url, self.sizes.large, self._rng, **way)
                spent[name].append(cost.processor)
        plain, guests, offers = (median(spent[name]) for name in ways)
        self.notes.append(
            f"SQLite, people coming and going: {plain * 1000:.2f} ms of our processor a press, "
            f"{guests * 1000:.2f} with guests, {offers * 1000:.2f} with offers"
        )
        self.targets += [
            most("processor time of a press with guests against without ≤ 1.5 ×", 1.5, guests / plain, " ×"),
            most("processor time of a press with offers against without ≤ 1.5 ×", 1.5, offers / plain, " ×"),
        ]

    async def _duty(self) -> None:
        asked = f"plan of {duty.ORGANISATIONS} organisations over {duty.MONTHS // 12} years < 50 ms"
        self.targets.append(most(asked, 50, duty.planned() * 1000, " ms"))
        for engine in ENGINES:
            waits = sorted(await self._asked(engine))
            asked = f"{engine}: p95 of {len(waits)} /vuoro while {self.sizes.small} press < 300 ms"
            self.targets.append(most(asked, 300, waits[ceil(0.95 * len(waits)) - 1] * 1000, " ms"))

    async def _asked(self, engine: str) -> Sequence[float]:
        """Measure how long who has the duty is waited for; a first round lets all that is kept be warm."""
        number = self.sizes.small
        with self._database(engine) as (url, folder):
            async with TelegramFake(strict=False) as fake, process.kuppi(url, folder, telegram=fake) as bot:
                with _quoted(bot):
                    scene = await telegram.announced(fake, seats_for(number))
                    await asking.put_into_use(scene)
                    askers = await asking.members(scene, number // 2)
                    await fake.quiet(telegram.CALM)
                    rounds = [await asking.waits(scene, askers, number, self._rng) for _ in range(self.sizes.rounds)]
        return sorted(rounds, key=sum)[len(rounds) // 2]

    async def _cost(self, engine: str, signed_up: int) -> inside.Cost:
        with self._database(engine) as (url, _):
            cost = await inside.cost(url, signed_up, self.sizes.small * 3, self._rng)
        self.notes += [
            f"{engine}, {signed_up} signed up already, a press by {who}: {spent.clock * 1000:.2f} ms, "
            f"{spent.processor * 1000:.2f} ms of our processor"
            for who, spent in (("new people", cost.by_new), ("people who change their answer", cost.by_known))
        ]
        return cost

    @contextmanager
    def _database(self, engine: str) -> Iterator[tuple[str, Path]]:
        """Give an empty database and a folder."""
        with tempfile.TemporaryDirectory(prefix="kuppi-bench") as name:
            folder = Path(name)
            if engine == "SQLite":
                yield f"sqlite:///{folder}/kuppi.db", folder
                return
            with postgres.database(self.server) as url:
                yield url, folder


def _growth_target(who: str, sizes: Sizes, few: inside.Spent, many: inside.Spent) -> Target:
    asked = f"processor time of a press {who} at {sizes.many} sign-ups against {sizes.few} ≤ 2 ×"
    return most(asked, 2, many.processor / few.processor, " ×")


@contextmanager
def _quoted(bot: process.Process) -> Iterator[None]:
    """Tell what the bot said last when an experiment with it breaks."""
    try:
        yield
    except Exception as error:
        error.add_note(f"the bot has said:\n{bot.words}")
        raise


def _latest(bursts: Sequence[Burst]) -> float | None:
    """Say how late a card was true at worst; None when one never was."""
    found = [burst.true_after for burst in bursts]
    known = [one for one in found if one is not None]
    return max(0.0, *known) if len(known) == len(found) else None


def _machine() -> str:
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("python-telegram-bot", "slack-bolt", "sqlalchemy"))
    return (
        f"{platform.platform()}, {os.cpu_count()} processors, load {load}\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}"
    )


def _report(bench: Bench) -> str:
    reached = {True: "reached", False: "NOT REACHED"}
    targets = [(target.asked, target.measured, reached[target.reached]) for target in bench.targets]
    parts = [
        table(BURST_HEAD, bench.rows),
        "Beside the clock\n" + "\n".join(bench.notes),
        "Targets (medians where an experiment was repeated)\n" + table(("asked", "measured", ""), targets),
        *bench.broken,
    ]
    return "\n\n".join(parts)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n\n")
    sys.stdout.flush()


async def measure(sizes: Sizes, seed: int, only: str) -> int:
    """Make all experiments, or only one, and print them; give the exit code."""
    _say(f"Kuppi's bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed {seed}\n{_machine()}")
    with postgres.server() as server:
        bench = Bench(sizes, seed, server)
        await bench.run(only)
    _say(_report(bench))
    _say(f"at the end: {_machine().splitlines()[0]}")
    return 1 if bench.broken else 0


def main() -> int:
    """Do what the command line asks; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure how fast Kuppi is")
    parser.add_argument("--quick", action="store_true", help="small bursts, once each")
    parser.add_argument("--seed", type=int, default=20261202, help="who presses what")
    parser.add_argument("--only", default="", help="one experiment: telegram, slack, postgres, growth, duty …")
    chosen = parser.parse_args()
    return asyncio.run(measure(QUICK if chosen.quick else WHOLE, chosen.seed, chosen.only))


if __name__ == "__main__":
    sys.exit(main())
