"""The short form of two years of duty: ``python -m tests.two_years`` is the long one."""

import logging
import os
import secrets
from pathlib import Path

import pytest

from tests.two_years import simulate

DAYS = 40
SEED = "KUPPI_YEARS_SEED"


@pytest.mark.timeout(300)
async def test_handovers_are_announced_once_and_the_card_is_always_true(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seed = int(os.environ.get(SEED) or secrets.randbelow(1_000_000))
    verdict = await simulate(database_url, tmp_path, days=DAYS, seed=seed)
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert (list(verdict.faults), errors) == ([], []), f"{SEED}={seed}"
    assert verdict.announced >= 1
