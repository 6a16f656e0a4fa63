"""The short form of the crash test: ``python -m tests.crash`` is the long one.

All storms rage at once, each with a bot of its own: what takes long in them is waiting for what a killed bot leased.
"""

import asyncio
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import crash, postgres
from tests.bench.process import Warm
from tests.crash import Verdict

pytestmark = pytest.mark.timeout(600)  # the first test waits for all the storms
SEED = "KUPPI_CRASH_SEED"
KILLS = 25
FEWER = 10
PLACES = ("Telegram on SQLite", "Telegram on PostgreSQL", "Slack on SQLite")


@dataclass(frozen=True)
class Storms:
    """What all of them came to, by where they raged; and what the usual bot lost of its presses."""

    verdicts: Sequence[Verdict]
    control: tuple[int, int]
    seed: int


@pytest.fixture(scope="module")
def storms(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Storms:
    seed = int(os.environ.get(SEED) or secrets.randbelow(1_000_000))
    folders = [tmp_path_factory.mktemp("storm") for _ in range(4)]
    with postgres.database(postgres_server) as url:
        return asyncio.run(_all(seed, url, folders))


async def _all(seed: int, postgres_url: str, folders: Sequence[Path]) -> Storms:
    sqlite = [f"sqlite:///{folder}/kuppi.db" for folder in folders]
    raging = asyncio.gather(
        crash.on_telegram(sqlite[0], folders[0], kills=KILLS, seed=seed, kind=Warm),
        crash.on_telegram(postgres_url, folders[1], kills=FEWER, seed=seed, kind=Warm),
        crash.on_slack(sqlite[2], folders[2], kills=FEWER, seed=seed, kind=Warm),
    )
    lost = await crash.on_the_usual_bot(folders[3], kills=FEWER, seed=seed, kind=Warm)
    return Storms(await raging, lost, seed)


@pytest.mark.parametrize("number", range(len(PLACES)), ids=PLACES)
def test_kuppi_killed_at_random_moments_loses_nothing_and_doubles_nothing(number: int, storms: Storms) -> None:
    verdict = storms.verdicts[number]
    assert verdict.hit, f"the storm hit nothing; {SEED}={storms.seed}"
    assert not verdict.faults, "\n".join([f"{SEED}={storms.seed}", *verdict.faults])


def test_the_usual_bot_loses_presses_in_the_same_storm(storms: Storms) -> None:
    presses, lost = storms.control
    assert lost > 0, f"none of {presses} lost: the storm proves nothing; {SEED}={storms.seed}"
