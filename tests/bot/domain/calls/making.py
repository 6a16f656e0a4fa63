"""Boards for tests: Seinäjoki and Tampere in the summer of 2024."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calls.board import Board, Seeker, seekers_of
from bot.domain.calls.group import Group
from bot.domain.calls.states import Verdict

HELSINKI = ZoneInfo("Europe/Helsinki")


def at(text: str) -> datetime:
    """Read local wall time: ``2024-08-16 12:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


NOON = at("2024-08-16 12:00")
STARTS = at("2024-09-03 13:00")


def a_board(
    wishes: Iterable[str], *, seats: int = 1, least: int = 0, placing: bool = True, confirm: int = 72,
    starts: datetime | None = STARTS, verdict: Verdict | None = Verdict.PLACE,
) -> Board:  # fmt: skip
    """Make a board of groups s and t; ``wishes`` are such as "st" (first s, then t), one for each seeker in turn."""
    groups = {
        id_: Group(id=id_, name=id_.upper(), capacity=seats, least=least, meets=(starts,) if starts else ())
        for id_ in "st"
    }
    seekers = [
        Seeker(id=chr(ord("a") + n), wishes=tuple(one), turn=n + 1, verdict=verdict) for n, one in enumerate(wishes)
    ]
    return Board(
        groups=groups, zone=HELSINKI.key, confirm=timedelta(hours=confirm), placing=placing, seekers=seekers_of(seekers)
    )


def states(board: Board) -> str:
    """Say each seeker's state on one line: ``a offered s, b waiting``."""
    return ", ".join(" ".join(filter(None, (s.id, s.state, s.group))) for s in board.seekers.values())
