"""The lengths of time that a call is given, read as people write them."""

from datetime import UTC, datetime

import pytest

from bot.domain.calls.drafting import QUESTIONS
from bot.domain.forms import Accepted, Context, Wrong

HERE = Context(datetime(2026, 11, 23, 10, tzinfo=UTC), {})


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("confirm", "72", "72"),
        ("confirm", "72 tuntia", "72"),
        ("confirm", "72 timmar", "72"),
        ("confirm", "72 hours", "72"),
        ("confirm", "14 vuorokautta", "336"),
        ("confirm", "1 vuorokausi", "24"),
        ("confirm", "3 dygn", "72"),
        ("confirm", "3 days", "72"),
        ("confirm", "15 vuorokautta", "call.confirm_how"),
        ("confirm", "pari päivää", "call.confirm_how"),
        ("retention", "3 kuukautta", "3"),
        ("retention", "1 månad", "1"),
        ("retention", "24 months", "24"),
        ("retention", "25 kuukautta", "call.retention_how"),
    ],
)
def test_a_length_of_time_is_read_with_its_word(key: str, typed: str, value: str) -> None:
    reading = next(question for question in QUESTIONS if question.key == key).read(typed, HERE)
    assert reading == Accepted(value) or (isinstance(reading, Wrong) and reading.reason.id == value)
