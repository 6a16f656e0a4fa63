"""Two years of duty at speed, over both platforms' wires: restarts, odd clocks, people away, swaps and edits at random.

The short form is ``tests/test_two_years.py``; the long one ``python -m tests.two_years [--days N] [--seed S]``, on
SQLite and on PostgreSQL, there with two replicas. After every step is held:

* the card stands once in each room and shows who has the duty now,
* whoever asks ``/vuoro`` is told so;

and at the end: every handover that was seen was announced exactly once in each room, in its order and no other, and
who had the duty is recorded without a gap.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import select

from bot.__main__ import Kuppi
from bot.domain.duty import Plan
from bot.domain.duty.rotation import Rotation
from bot.i18n import render
from bot.runtime import clock, delivery, leading, pacing
from bot.wording.duty import standing
from storage import Transaction, transaction
from storage.lanes import Pace
from storage.tables import outbox
from tests import postgres
from tests.fakes import slack, telegram
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake
from tests.running import running
from tests.stories.cast import Cast, Stage, code_line, founded

BEGINNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PATIENCE = 20.0  #: seconds that anything may take
DAYS = 730
HUMAK, LIITTO, RANA = "Humak", "Keski-Suomen liitto", "Villa Rana"
_YES = ("Hyväksy vaihto", "Tuuraamme", "Kuittaan", "Pura sopimus", "Sopii", "Olen edelleen", "Ei käy", "Avaa muistio")
_LINE = "Kysymykset: /kysy"
Read = TypeVar("Read")


@contextmanager
def brisk() -> Iterator[None]:
    """Let cards be redrawn and locks be tried at once; afterwards all is as it was."""
    swift = Pace(every=0, burst=1_000, kept=0)
    wanted: Sequence[tuple[object, str, object]] = (
        (delivery, "_REDRAWN_EVERY", 20), (transaction, "GATHERING", 20), (leading, "_TRY_EVERY", 0.1),
        *((pacing, name, swift) for name in ("_GROUP", "_PRIVATE", "_SLACK")),
    )  # fmt: skip
    before = [(module, name, getattr(module, name)) for module, name, _ in wanted]
    for module, name, value in wanted:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


@dataclass(frozen=True)
class Verdict:
    """Say how much happened, and what is wrong, each in a line."""

    steps: int
    deeds: int
    announced: int
    faults: Sequence[str]


@dataclass
class Years:
    """The network, its rota, and what must have been announced."""

    cast: Cast
    rng: Random
    replicas: int
    contacts: list[telegram.Person] = field(default_factory=list)
    liisa: slack.Person | None = None
    announced: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    steps: int = 0
    deeds: int = 0
    _last: int = -1
    _unsaid: bool = False  #: Kuppi was stopped while an announcement still waited for the daytime
    _answered: set[tuple[str, str]] = field(default_factory=set)
    _others: AsyncExitStack = field(default_factory=AsyncExitStack)
    _more: list[Kuppi] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.cast.stage

    # -- Kuppi, once or twice --

    async def opens(self) -> None:
        await self.stage.opens()
        await self._open_others()

    async def _open_others(self) -> None:
        for _ in range(self.replicas - 1):
            self._more.append(await self._others.enter_async_context(running(self.stage._settings)))

    async def closes(self) -> None:
        self._unsaid = self._reads(_waits) is not None
        self._more.clear()
        await self._others.aclose()
        await self.stage.closes()

    def kuppis(self) -> list[Kuppi]:
        return [self.stage.kuppi, *self._more]

    async def settles(self) -> None:
        """Let every replica's clock tick, and wait until all that is due is delivered."""
        for kuppi in self.kuppis():
            await clock._tick(kuppi.dispatch.receive, lambda: self.stage.now)()
        for kuppi in self.kuppis():
            await asyncio.wait_for(kuppi.delivery.idle(), PATIENCE)

    # -- setting up --

    async def sets_up(self) -> None:
        """Let Anna set the rota up by conversation, and contacts join by code."""
        anna = self.cast.anna
        before = anna.inbox[-1]
        anna.says(f"/vuorolista uusi\nJärjestys: {HUMAK}, {LIITTO}, {RANA}\nJakso: kuukausi\nAlkaa: 1.12.2026")
        echo = await anna.gets("Ota käyttöön", after=before)
        anna.presses(echo, "Ota käyttöön")
        await anna.gets("Vuorolista on käytössä", after=echo)
        self.contacts = [self.stage.telegram.person(3000 + n, f"Y{n}", language="fi") for n in range(4)]
        self.cast.group.add(*self.contacts)
        for person, organisation in zip(self.contacts, (HUMAK, HUMAK, RANA, RANA), strict=True):
            person.starts()
            person.says(await code_line(anna, f"/vuoro kutsu {organisation}", "uudelle yhteyshenkilölle"))
            await person.gets("Olet nyt yhteyshenkilö")
        self.liisa = self.stage.slack.person("U0LIISA", "Liisa", locale="fi-FI")
        self.cast.channel.add(self.liisa)
        code = await code_line(anna, f"/vuoro kutsu {LIITTO}", "uudelle yhteyshenkilölle")
        self.liisa.says(code)
        await self.liisa.gets("Olet nyt yhteyshenkilö")

    # -- what is known --

    def _reads(self, work: Callable[[Transaction], Read]) -> Read:
        return self.stage.kuppi.database._glance(work)

    def rota(self) -> Rotation:
        found = self._reads(lambda tx: tx.duty.of(tx.networks.all()[0].id))
        assert found is not None
        return found

    def names(self) -> dict[str, str]:
        return self._reads(lambda tx: dict(tx.organisations.names(tx.networks.all()[0].id)))

    def holder(self, plan: Plan) -> str:
        organisation = plan.duty(self.stage.now).organisation
        return self.names()[organisation] if organisation else ""

    # -- a step --

    async def steps_on(self, at: datetime) -> None:
        """Move the clock, see to it that all is true, and let people do something."""
        self.steps += 1
        self.stage.moves_to(at)
        await self.settles()
        self._expects()
        await self._held("the card", self._card_is_true)
        await self._asks()
        if self.rng.random() < 0.5:
            await self._deed()
        await self._answers()
        await self.settles()
        await self._held("the card after a deed", self._card_is_true)

    def _expects(self) -> None:
        """Note the handover that must have been announced by now."""
        plan = self.rota().plan
        now = plan.timetable.index(self.stage.now)
        if now > self._last:
            self._last = now
            if self._unsaid:  # the one before was overtaken before anybody was told
                self.announced.pop()
            self.announced.append(self.names().get(plan.turn(now).organisation or "", ""))
        self._unsaid = False

    async def _held(self, what: str, check: Callable[[], str]) -> None:
        """Wait until a check finds nothing wrong."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while (wrong := check()) and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 -- it is on the wire
            await asyncio.sleep(0.02)
        if wrong:
            self.faults.append(f"{self.stage.now}: {what}: {wrong}")

    def _card_is_true(self) -> str:
        rota = self.rota()
        drawn = standing.card(rota.plan, (), self.names(), network=rota.network, at=self.stage.now)
        expected = "\n".join(render(line, "fi") for line in drawn.lines)
        on_slack = "\n".join(render(line, "fi", slash="/kuppi ") for line in drawn.lines)
        shown = [post.text for post in self.cast.group.messages if "Kysy vuorossa olevalta" in post.text]
        there = [one.plain for one in self.cast.channel.posts if "Kysy vuorossa olevalta" in one.plain]
        told = [] if shown == [expected] else [f"Telegram shows {shown}, not {expected!r}"]
        slacks = [text.partition("\n[")[0].strip() for text in there]
        right = len(slacks) == 1 and on_slack in slacks[0]
        return "; ".join(told + ([] if right else [f"Slack shows {slacks}, not {on_slack!r}"]))

    async def _asks(self) -> None:
        """Let somebody ask who has the duty."""
        person, expected = self.rng.choice(self.contacts), self.holder(self.rota().plan)
        answer = await self._says(person, "/vuoro")
        right = f"Koordinaatiovuorossa: {expected}" in answer if expected else "varalla oleva" in answer
        if not right:
            self.faults.append(f"{self.stage.now}: /vuoro said {answer!r}, but it is {expected!r}")

    async def _says(self, person: telegram.Person, text: str) -> str:
        before = person.inbox[-1]
        person.says(text)
        return (await person.gets("", after=before, timeout=PATIENCE)).text

    # -- deeds --

    async def _deed(self) -> None:
        self.deeds += 1
        await self.rng.choice(
            (self._swaps, self._swaps, self._wants_cover, self._bends, self._takes_back, self._edits, self._is_away)
        )()

    def _day(self, least: int = 40, most: int = 300) -> str:
        at = self.stage.now + timedelta(days=self.rng.randint(least, most))
        return f"{at.day}.{at.month}.{at.year}"

    async def _swaps(self) -> None:
        if self.liisa and self.rng.random() < 0.3:
            await self.liisa.types("/kuppi", f"vuoro vaihda {self._day()} {self._day()}").answered()
            return
        await self._says(self.rng.choice(self.contacts), f"/vuoro vaihda {self._day()} {self._day()}")

    async def _wants_cover(self) -> None:
        await self._says(self.rng.choice(self.contacts), f"/vuoro tuuraaja {self._day(0, 100)}")

    async def _is_away(self) -> None:
        first, last = sorted(self.rng.sample(range(60), 2))
        days = [self.stage.now + timedelta(days=one) for one in (first, last)]
        told = "–".join(f"{at.day}.{at.month}.{at.year}" for at in days)
        await self._says(self.rng.choice(self.contacts), f"/vuoro poissa {self.rng.choice((told, told, 'ei'))}")

    async def _bends(self) -> None:
        word, label = self.rng.choice((("ohita", "Ohita vuoro"), ("lykkaa", "Lykkää vuoroja"), ("peru", "Peru vuoro")))
        await self._coordinates(f"/vuoro {word} {self._day()}: remontti", label)

    async def _takes_back(self) -> None:
        await self._coordinates("/vuoro kumoa", "")

    async def _edits(self) -> None:
        order = [HUMAK, LIITTO, RANA, "Jyväskylän kaupunki"][: self.rng.choice((3, 3, 4))]
        self.rng.shuffle(order)
        lines = f"/vuorolista muuta\nJärjestys: {', '.join(order)}\nAlkaen: {self._day(70, 300)}"
        await self._coordinates(lines, "Ota käyttöön")

    async def _coordinates(self, typed: str, label: str) -> None:
        """Let Anna type something and press what it offers."""
        anna = self.cast.anna
        before = anna.inbox[-1]
        anna.says(typed)
        echo = await anna.gets("", after=before, timeout=PATIENCE)
        labels = [one for row in echo.labels for one in row]
        wanted = label or (labels[0] if labels else "")
        if wanted in labels:
            await anna.presses(echo, wanted).answered(PATIENCE)

    async def _answers(self) -> None:
        """Let contacts press what they were offered, each button once."""
        for person in self.contacts:
            for post in person.inbox[-3:]:
                labels = [one for row in post.labels for one in row if one in _YES]
                key = (f"{person.id}", f"{post.message_id}")
                if labels and key not in self._answered and self.rng.random() < 0.7:
                    self._answered.add(key)
                    await person.presses(post, self.rng.choice(labels)).answered(PATIENCE)
        for message in self.liisa.dm[-3:] if self.liisa else ():
            labels = [one for one in message.labels if one in _YES]
            key = ("liisa", message.ts)
            if self.liisa and labels and key not in self._answered and self.rng.random() < 0.7:
                self._answered.add(key)
                await self.liisa.presses(message, self.rng.choice(labels)).answered()

    # -- time --

    async def passes(self, days: int) -> None:
        """Let the years pass: from one thing that is due to the next, with standstills and clocks set back."""
        end = self.stage.now + timedelta(days=days)
        while self.stage.now < end:
            luck = self.rng.random()
            if luck < 0.07:
                await self.closes()
                self.stage.moves_to(
                    self.stage.now + timedelta(days=self.rng.randint(0, 50), hours=self.rng.randint(0, 9))
                )
                await self.opens()
                await self.steps_on(self.stage.now)
            elif luck < 0.13:
                await self.steps_on(self.stage.now - timedelta(hours=self.rng.randint(1, 40)))
            else:
                await self.steps_on(self._next())
        await self._ends()

    def _next(self) -> datetime:
        """Choose the next moment: that at which something is due, a little later, or any within a fortnight.

        No moment is passed over at which an announcement waits to be said: only a standstill may do that.
        """
        plan, now, waits = self.rota().plan, self.stage.now, self._reads(_waits)
        if waits:
            return max(waits, now)
        start = plan.timetable.start(max(plan.timetable.index(now) + 1, 0))
        soon = now + timedelta(hours=self.rng.randint(1, 300))
        return start + timedelta(seconds=self.rng.choice((0, 1, 3000))) if start < soon else soon

    async def _ends(self) -> None:
        """Let it be a working day, so that all that waited for one is said; then compare."""
        plan = self.rota().plan
        for at in (plan.timetable.calendar.daytime(self.stage.now + timedelta(hours=20), plan.timetable.zone(0)),):
            await self.steps_on(max(at, self.stage.now))
            await self.settles()
        await self._held("announcements", self._announced_once)
        rota = self.rota().id
        facts = self._reads(lambda tx: tx.handovers.facts(rota))
        gaps = [f"{one.ends} to {other.starts}" for one, other in pairwise(facts) if one.ends != other.starts]
        self.faults += [f"a gap in who had the duty: {gap}" for gap in gaps]

    def _announced_once(self) -> str:
        in_group = [post.text for post in self.cast.group.messages if _LINE in post.text.splitlines()]
        on_slack = _LINE.replace("/", "/kuppi ")
        in_channel = [one.plain for one in self.cast.channel.posts if on_slack in one.plain.splitlines()]
        wrong = [
            f"{room}: {len(texts)} announcements, not {len(self.announced)}"
            for room, texts in (("Telegram", in_group), ("Slack", in_channel))
            if len(texts) != len(self.announced)
        ]
        pairs = zip(self.announced, in_group, in_channel, strict=False)
        wrong += [f"{name!r} is not in {text!r}" for name, *texts in pairs for text in texts if name not in text]
        return "; ".join(wrong[:5])


def _waits(tx: Transaction) -> datetime | None:
    """Give the hour that an announcement waits for, if one does."""
    mine = outbox.c.dedupe.like("duty:%:begins:%"), outbox.c.person_id.is_(None), outbox.c.state == "waiting"
    due: datetime | None = tx._connection.execute(select(outbox.c.due).where(*mine).order_by(outbox.c.due)).scalar()
    return due


# -- runs ------------------------------------------------------------------------------------------------------


async def simulate(database_url: str, folder: Path, *, days: int, seed: int) -> Verdict:
    """Let some days pass on a database; both platforms' rules must hold as well."""
    replicas = 1 if database_url.startswith("sqlite") else 2
    with brisk():
        async with TelegramFake() as telegram_fake, SlackFake() as slack_fake:
            stage = Stage(database_url, folder, telegram_fake, slack_fake)
            await stage.opens()
            years = Years(await founded(stage), Random(seed), replicas)  # noqa: S311 -- chance, not secrecy
            try:
                await years._open_others()
                await years.sets_up()
                await years.passes(days)
            finally:
                await years.closes()
            rules = [*telegram_fake.violations, *slack_fake.violations]
    return Verdict(years.steps, years.deeds, len(years.announced), [*years.faults, *map(str, rules)])


def main() -> int:
    """Run the long form on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.two_years", description="two years of duty at speed")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked = parser.parse_args()
    faults = 0
    with (
        tempfile.TemporaryDirectory() as sqlite,
        tempfile.TemporaryDirectory() as folder,
        postgres.server() as server,
        postgres.database(server) as url,
    ):
        places = (("SQLite", f"sqlite:///{sqlite}/kuppi.db", sqlite), ("PostgreSQL, two replicas", url, folder))
        for name, database_url, place in places:
            verdict = asyncio.run(simulate(database_url, Path(place), days=asked.days, seed=asked.seed))
            faults += len(verdict.faults)
            sys.stdout.write(
                f"{name}: {asked.days} days, {verdict.steps} steps, {verdict.deeds} deeds, "
                f"{verdict.announced} handovers announced, {len(verdict.faults)} faults (seed {asked.seed})\n"
            )
            sys.stdout.writelines(f"  {fault}\n" for fault in verdict.faults[:20])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
