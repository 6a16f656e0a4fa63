"""The diagrams in README are those of the code."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.domain.calls.call import FOLLOWS, Call, Kind, Phase, Selection, phase
from bot.domain.calls.group import Group
from bot.domain.calls.states import MOVES
from tests.bot.domain.calls.making import HELSINKI, at

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
_EDGE = re.compile(r"^    (\w+) --> (\w+)", re.MULTILINE)


def drawn() -> list[set[tuple[str, str]]]:
    found = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", README, re.DOTALL)
    return [set(_EDGE.findall(body)) for body in found]


def test_the_states_that_are_drawn_are_those_of_the_code() -> None:
    moves = {(before.value, after.value) for before, those in MOVES.items() for after in those}
    follows = {(before.value, after.value) for before, those in FOLLOWS.items() for after in those}
    assert follows in drawn()
    assert moves in drawn()


def a_call(selection: Selection, starts: datetime | None, results: datetime | None) -> Call:
    return Call(
        id="c", network="n", kind=Kind.OTHER, names={"fi": "Haku"}, selection=selection, zone="Europe/Helsinki",
        groups=(Group(id="g1", name="Piiri", capacity=2, meets=(starts,) if starts else ()),),
        opens_at=at("2024-07-01 09:00"), closes_at=at("2024-08-04 23:59"), results_by=date(2024, 8, 16),
        confirm=timedelta(hours=72), retention=3, controller="x", contact="y", asked=(), results_at=results,
    )  # fmt: skip


@pytest.mark.parametrize("selection", Selection)
@pytest.mark.parametrize("starts", [None, at("2024-09-03 13:00")])
def test_a_call_goes_only_as_it_is_drawn(selection: Selection, starts: datetime | None) -> None:
    published = None if selection is Selection.ARRIVAL else at("2024-08-15 12:00")
    now, seen = datetime(2024, 6, 30, tzinfo=HELSINKI), [Phase.SCHEDULED]
    while now < datetime(2024, 9, 10, tzinfo=HELSINKI):
        results = published if published and now >= published else None
        full = now.day % 2 == 0
        seen.append(phase(a_call(selection, starts, results), at=now, full=full))
        now += timedelta(minutes=30)
    steps = {(one, two) for one, two in pairwise(seen) if one is not two}
    assert {two for one, two in steps if two not in FOLLOWS[one]} == set()
    assert Phase.FULL in seen
