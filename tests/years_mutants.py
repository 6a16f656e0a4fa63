"""Two ways to get the handover wrong that the simulated years must notice: ``python -m tests.years_mutants``.

Each is seeded into this process, then some weeks pass on SQLite; without a mutant the same weeks pass without a fault.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from unittest import mock

from bot.chat import Message
from bot.domain.duty import Plan
from bot.domain.duty.handover import Announcement, announcement
from handlers.duty import handing_over
from handlers.duty.handing_over import Course
from storage.cards import Card, Cards
from tests import two_years
from tests.two_years import Verdict, simulate

DAYS, SEED = 120, 5
_PATIENCE = 3.0  # seconds: what a mutant breaks never comes
_stale = Cards.stale


def announced_again(plan: Plan, *, recorded: date | None, at: datetime) -> Announcement:
    """Forget that the present turn was announced."""
    now = plan.timetable.index(at)
    before = plan.timetable.nominal(now - 1) if now > 0 else None
    return announcement(plan, recorded=min(recorded, before) if recorded and before else None, at=at)


def told_anew(course: Course, message: Message, key: date, step: str) -> None:
    """Tell the groups under a name of the moment, so that the outbox takes it for new."""
    for chat in course.tx.networks.groups(course.desk.rota.network):
        once = f"duty:{course.desk.rota.id}:{key}:{step}:{chat.id}:{course.desk.at}"
        course.tx.post.tell_chat(chat, "duty", message, dedupe=once, at=course.desk.daytime)


@contextmanager
def announces_twice() -> Iterator[None]:
    """Announce a handover again whenever the rota is looked at, as after a restart that remembers nothing."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(handing_over, "announcement", announced_again))
        stack.enter_context(mock.patch.object(Course, "_tell_groups", told_anew))
        yield


def not_redrawn(cards: Cards, lane: str) -> Card | None:
    """Redraw every card but the duty's."""
    found = _stale(cards, lane)
    return None if found and found.kind == "duty" else found


@contextmanager
def leaves_the_card() -> Iterator[None]:
    """Leave the card as it was posted."""
    with mock.patch.object(Cards, "stale", not_redrawn):
        yield


MUTANTS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    "announces a handover twice": announces_twice,
    "does not redraw the card": leaves_the_card,
}


def weeks() -> Verdict:
    """Let some weeks pass."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(two_years, "PATIENCE", _PATIENCE):
        return asyncio.run(simulate(f"sqlite:///{folder}/kuppi.db", Path(folder), days=DAYS, seed=SEED))


def main() -> int:
    """Tell of each what it was noticed by."""
    alive = 0
    for name in ("", *MUTANTS):
        with MUTANTS[name]() if name else nullcontext():
            faults = weeks().faults
        noticed = bool(faults) == bool(name)
        alive += not noticed
        told = faults[0][:160] if faults else "no fault"
        sys.stdout.write(f"{name or 'as it is'}: {'' if noticed else 'WRONG, '}{told}\n")
        sys.stdout.flush()
    return alive


if __name__ == "__main__":
    sys.exit(main())
