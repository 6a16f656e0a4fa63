"""Eight ways to get a rota wrong, each of which the suite must notice.

``python -m tests.duty_mutants`` runs the suite as it is, and then once for each mutant.
Every mutant is seeded into a process of its own, which then runs the tests of ``bot.domain.duty`` up to the first that
fails. ``test_mutants`` does the same in short: it asks only the test named here as the mutant's killer.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import Phase, settings

from bot.domain.duty import Calendar, Plan, Timetable, operations
from bot.domain.duty.changes import TAKING, Change
from bot.domain.duty.plan import Version

FOLDER = Path("tests/bot/domain/duty")


@dataclass(frozen=True)
class Mutant:
    """Put something wrong in the place of something right; ``killer`` names a test, with its arguments, that fails."""

    owner: Any
    name: str
    wrong: Callable[..., object]
    killer: str
    arguments: tuple[object, ...] = ()

    @contextmanager
    def seeded(self) -> Iterator[None]:
        """Be wrong for a while."""
        with mock.patch.object(self.owner, self.name, self.wrong):
            yield


# -- what is wrong ---------------------------------------------------------------------------------------------

_start, _index, _place, _version, _exchanged = (
    Timetable.start, Timetable.index, Plan._place, Plan.version, operations.exchanged,
)  # fmt: skip


def weekdays_only(_: Calendar, day: date) -> bool:
    """Know no holidays."""
    return day.weekday() < 5


def utc_arithmetic(timetable: Timetable, k: int) -> datetime:
    """Count days on in UTC, so that the hour moves when the clocks do."""
    return _start(timetable, 0) + (timetable.day(k) - timetable.day(0))


def closed_end(timetable: Timetable, at: datetime) -> int:
    """Leave the instant of the handover to the old period."""
    return _index(timetable, at - timedelta(microseconds=1))


def override_moves_pointer(plan: Plan, version: Version, k: int) -> int:
    """Let a substitute or a swap move everybody's later turns."""
    taken = sum(one.kind in TAKING and one.period < plan.timetable.nominal(k) for one in plan.changes)
    return _place(plan, version, k) + taken


def absolute_modulo(plan: Plan, k: int) -> str | None:
    """Count from the very first period however the line-up has changed."""
    version = _version(plan, k)
    order = version.lineup.organisations if version else ()
    return order[k % len(order)] if order else None


def version_early(plan: Plan, k: int) -> Version | None:
    """Put a new line-up into force one period early."""
    return _version(plan, k + 1)


def pause_consumes_turn(plan: Plan, version: Version, k: int) -> int:
    """Use up the turns that are held."""
    return _place(plan, version, k) + plan._held.between(version.k0, k)


def one_sided_swap(plan: Plan, first: date, second: date, *, act: str) -> tuple[Change, ...]:
    """Move one of two swapped turns."""
    return _exchanged(plan, first, second, act=act)[:1]


MUTANTS: Mapping[str, Mutant] = {
    "weekday-only roll": Mutant(
        Calendar, "is_business", weekdays_only, "test_calendar::test_a_month_begins_on_the_first_business_day", (2027,)
    ),
    "UTC arithmetic": Mutant(
        Timetable, "start", utc_arithmetic,
        "test_timetable::test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer", ("22.3.2027", 167),
    ),
    "closed end": Mutant(
        Timetable, "index", closed_end, "test_timetable::test_the_stroke_of_nine_belongs_to_the_new_turn"
    ),
    "override moves pointer": Mutant(
        Plan, "_place", override_moves_pointer, "test_operations::test_a_substitute_takes_one_turn_and_moves_nobody"
    ),
    "absolute modulo after edit": Mutant(
        Plan, "planned", absolute_modulo, "test_operations::test_the_others_keep_their_order_when_one_leaves"
    ),
    "version one period early": Mutant(
        Plan, "version", version_early, "test_operations::test_a_turn_postponed_before_a_new_line_up_is_not_lost_by_it"
    ),
    "pause consumes turn": Mutant(
        Plan, "_place", pause_consumes_turn, "test_operations::test_a_summer_pause_holds_and_a_strike_cancels"
    ),
    "one-sided swap": Mutant(
        operations, "exchanged", one_sided_swap, "test_operations::test_a_swap_exchanges_two_turns"
    ),
}  # fmt: skip


# -- running the suite -----------------------------------------------------------------------------------------


class Killer:
    """Remember the first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note who noticed."""
        if report.failed and not self.name:
            self.name = report.nodeid


def attack(name: str) -> str:
    """Run the suite with one mutant in it, or with none; give the test that noticed."""
    settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate))  # no time is spent on shrinking
    settings.load_profile("mutants")
    killer = Killer()
    with MUTANTS[name].seeded() if name else nullcontext():
        code = pytest.main([*_ARGUMENTS, str(FOLDER)], plugins=[killer])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise RuntimeError(f"the suite did not run: {code}")
    return killer.name


# pytest is started from within, when hypothesis is already imported: that alone is not worth a warning
_ARGUMENTS = ("-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-k", "not mutant",
              "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip


def killer_of(name: str) -> str:
    """Attack in a process of its own; give the test that noticed, nothing when none did."""
    command = [sys.executable, "-m", "tests.duty_mutants", name]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return run.stdout.rpartition("killer: ")[2].strip()


def survivors() -> list[str]:
    """Let every mutant meet the suite; tell who killed it."""
    if killer := killer_of(""):
        raise RuntimeError(f"the suite fails without any mutant: {killer}")
    alive = []
    for name in MUTANTS:
        killer = killer_of(name)
        alive += [] if killer else [name]
        sys.stdout.write(f"{name}: killed by {killer}\n" if killer else f"{name}: SURVIVED\n")
        sys.stdout.flush()
    return alive


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(f"killer: {attack(sys.argv[1])}\n")
        sys.exit()
    left = survivors()
    sys.stdout.write(f"{len(MUTANTS) - len(left)} of {len(MUTANTS)} mutants killed\n")
    sys.exit(bool(left))
