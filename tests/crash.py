"""Kill Kuppi again and again while people press, and see that nothing is lost and nothing doubled.

The short form is ``tests/test_crash.py``; the long one ``python -m tests.crash [--kills N] [--seed S]``, whose every
start is a fresh ``python -m bot``. The fakes are the history by which it is judged.

* Telegram hands out again what was not confirmed: every press must have been answered, and what is kept must be what
  the last press of each person, in the order of the updates, makes of it.
* Slack does not hand out a press again: of each person their last acked press must be kept, or one after it that
  failed before their eyes.
* Either way one card stands, and it is true. The same storm over the usual bot is the control: it must lose something,
  or the storm proves nothing.
"""

import argparse
import asyncio
import logging
import re
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.domain.seating import Standing
from storage import Database
from storage.seals import Seals
from tests import postgres
from tests.bench import process, slack, telegram
from tests.bench.crowds import counts_shown
from tests.bench.process import KEY, Process
from tests.bench.slack_storm import SlackStorm
from tests.bench.storm import Model, TelegramStorm, until
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import Person, TelegramFake

PEOPLE = 40
SEATS = 12
SETTLING = 60.0  #: seconds until all must be said and the card be true: longer than a killed bot's lanes stay leased
_NUMBERED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What a storm came to: how hard it was, and what is wrong, each in a line."""

    presses: int
    hit: int  #: presses at which the bot was killed
    faults: Sequence[str]


@dataclass(frozen=True)
class Kept:
    """An answer as it stands in the database."""

    address: str
    name: str
    standing: Standing


def _wrong(checks: Mapping[str, bool]) -> Sequence[str]:
    return [words for words, right in checks.items() if not right]


def kept(url: str, subject: str) -> Sequence[Kept]:
    """Read a meetup's answers in asking order; the bot must have ended."""
    database = Database(url, Seals(KEY))
    try:
        with database.begin() as tx:
            meetup = tx.meetups.get(subject)
            assert meetup is not None
            return [
                Kept(address.id, one.name, one.standing)
                for one in tx.meetups.sign_ups(meetup)
                for address, _ in tx.people.whereabouts(one.person)
            ]
    finally:
        database.close()


def _twice(found: Sequence[Kept]) -> Sequence[str]:
    return [address for address, times in Counter(one.address for one in found).items() if times > 1]


# -- Telegram ------------------------------------------------------------------------------------------------


async def on_telegram(url: str, folder: Path, *, kills: int, seed: int, kind: type[Process]) -> Verdict:
    """Let a storm rage over Kuppi, and look closely at what is left."""
    async with TelegramFake() as fake, process.kuppi(url, folder, telegram=fake, kind=kind, still=True) as bot:
        scene = await telegram.announced(fake, SEATS)
        storm = TelegramStorm(scene, bot, await _crowd(scene), _dice(seed))
        await storm.rage(kills)
        await until(lambda: not storm.unanswered and not fake.history.unconfirmed, SETTLING)
        due = storm.model()
        await until(lambda: counts_shown(scene.card.text) == due.counts(), SETTLING)
        listed = await _listed(scene)
        await bot.stop()
    [subject] = {(button.data or "").split("-")[1] for button in scene.card.buttons[0]}
    return Verdict(len(storm.presses), storm.redelivered, _lost_on_telegram(storm, due, kept(url, subject), listed))


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- a storm is no secret: it comes again by its seed


async def _crowd(scene: telegram.Scene) -> Sequence[Person]:
    """Bring people, every other of whom has pressed Start and can be told of a seat."""
    people = scene.people(PEOPLE)
    for person in people[::2]:
        person.starts()
    await scene.fake.quiet()
    return people


async def _listed(scene: telegram.Scene) -> Sequence[str]:
    """Ask for the list as a coordinator does."""
    last = scene.admin.inbox[-1]
    scene.admin.says("/ilmoittautuneet")
    answer = await scene.admin.gets("Kulttuurikuppi, ", after=last, timeout=SETTLING)
    return _NUMBERED.findall(answer.text)


def _lost_on_telegram(storm: TelegramStorm, due: Model, found: Sequence[Kept], listed: Sequence[str]) -> Sequence[str]:
    standings, card = due.standings(), counts_shown(storm.scene.card.text)
    have = [(one.name, one.standing) for one in found]
    told = [name for name, standing in sorted(standings, key=_group) if _group((name, standing)) < 3]
    violations = storm.scene.fake.violations
    return _wrong(
        {
            f"{len(storm.unanswered)} presses were never answered": not storm.unanswered,
            f"kept: {have}\n  due: {standings}": have == standings,
            f"kept twice: {_twice(found)}": not _twice(found),
            f"/ilmoittautuneet lists {listed}\n  due: {told}": listed == told,
            f"{storm.cards} cards stand": storm.cards == 1,
            f"the card counts {card}, due: {due.counts()}": card == due.counts(),
            f"rules of Telegram broken: {violations[:5]}": not violations,
        }
    )


def _group(one: tuple[str, Standing]) -> int:
    """Tell in which group of the list somebody stands: with a seat, waiting, perhaps, or not at all."""
    _, standing = one
    return {"yes": int(standing.waiting > 0), "maybe": 2, "no": 3}[standing.reply]


async def on_the_usual_bot(folder: Path, *, kills: int, seed: int, kind: type[Process]) -> tuple[int, int]:
    """Let the same storm rage over the usual bot; give the presses and how many of them it lost.

    Lost is what it told Telegram that it had and never answered: nobody will ever hand it out again.
    """
    async with TelegramFake() as fake, process.naive(f"sqlite:///{folder}/usual.db", folder, fake, kind=kind) as bot:
        scene = await telegram.announced_naively(fake, SEATS)
        storm = TelegramStorm(scene, bot, scene.people(PEOPLE), _dice(seed))
        await storm.rage(kills)
        await until(lambda: not fake.history.unconfirmed, SETTLING)
        await fake.quiet(1.0, timeout=SETTLING)
        await bot.stop()
    return len(storm.presses), sum(press.confirmed for press in storm.unanswered)


# -- Slack ---------------------------------------------------------------------------------------------------


async def on_slack(url: str, folder: Path, *, kills: int, seed: int, kind: type[Process]) -> Verdict:
    """Let a storm rage over Kuppi on Slack."""
    async with SlackFake() as fake, process.kuppi(url, folder, slack=fake, kind=kind, still=True) as bot:
        scene = await slack.announced(fake, SEATS, PEOPLE)
        storm = SlackStorm(scene, bot, _dice(seed))
        await storm.rage(kills)
        deed = scene.admin.types("/kuppi", "ilmoittautuneet")
        listed = counts_shown(await deed.answered(SETTLING))
        await until(lambda: counts_shown(scene.card.plain) == listed, SETTLING)
        await bot.stop()
    subject = str(scene.card.buttons[0].value).split("-")[1]
    faults = _lost_on_slack(storm, kept(url, subject), listed)
    return Verdict(storm.presses, storm.presses - storm.acked, faults)


def _lost_on_slack(storm: SlackStorm, found: Sequence[Kept], listed: Mapping[str, int]) -> Sequence[str]:
    replies = {one.address: one.standing.reply for one in found}
    people = [(person.id, f"{person.team.id}/{person.id}") for person in storm.scene.crowd]
    lost = [id_ for id_, address in people if replies.get(address) not in storm.allowed(id_)]
    card, counts = counts_shown(storm.scene.card.plain), _counted(found)
    violations = storm.scene.fake.violations
    return _wrong(
        {
            f"not what was acked last is kept of {lost}": not lost,
            f"kept twice: {_twice(found)}": not _twice(found),
            f"/kuppi ilmoittautuneet counts {listed}, kept: {counts}": listed == counts,
            f"{storm.cards} cards stand": storm.cards == 1,
            f"the card counts {card}, kept: {counts}": card == counts,
            f"rules of Slack broken: {violations[:5]}": not violations,
        }
    )


def _counted(found: Sequence[Kept]) -> Mapping[str, int]:
    words = ("tulossa", "varasijalla", "ehkä", "")
    counts = Counter(words[_group((one.name, one.standing))] for one in found)
    return {word: count for word, count in counts.items() if word}


# -- the long form -------------------------------------------------------------------------------------------


async def _long(kills: int, seed: int) -> int:
    wrong = 0
    for where, storm in (("Telegram", on_telegram), ("Slack", on_slack)):
        for engine in ("SQLite", "PostgreSQL"):
            with _database(engine) as (url, folder):
                verdict = await storm(url, folder, kills=kills, seed=seed, kind=Process)
            _say(f"{where}, {engine}: {kills} kills, {verdict.presses} presses, {verdict.hit} of them hit")
            _say("\n".join(["  WRONG", *verdict.faults]) if verdict.faults else "  nothing lost, nothing doubled")
            wrong += bool(verdict.faults)
    with tempfile.TemporaryDirectory(prefix="kuppi-crash") as name:
        presses, lost = await on_the_usual_bot(Path(name), kills=max(5, kills // 10), seed=seed, kind=Process)
    _say(f"The usual bot, {max(5, kills // 10)} kills: {lost} of {presses} presses lost (there must be some)")
    return 1 if wrong or not lost else 0


@contextmanager
def _database(engine: str) -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="kuppi-crash") as name, ExitStack() as stack:
        url = f"sqlite:///{name}/kuppi.db"
        if engine == "PostgreSQL":
            url = stack.enter_context(postgres.database(stack.enter_context(postgres.server())))
        yield url, Path(name)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Do what the command line asks; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Kill Kuppi: nothing may be lost")
    parser.add_argument("--kills", type=int, default=200, help="in each storm")
    parser.add_argument("--seed", type=int, default=None, help="chosen anew when not given")
    chosen = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a killed bot's calls break off: so they should
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    _say(f"seed {seed}")
    return asyncio.run(_long(chosen.kills, seed))


if __name__ == "__main__":
    sys.exit(main())
