"""Every mutant dies by the test that is named as its killer; ``python -m tests.duty_mutants`` runs the whole suite."""

from importlib import import_module

import pytest

from tests.duty_mutants import MUTANTS


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_killed(name: str) -> None:
    mutant = MUTANTS[name]
    module, _, test = mutant.killer.partition("::")
    killer = getattr(import_module(f"tests.bot.domain.duty.{module}"), test)
    killer(*mutant.arguments)
    with mutant.seeded(), pytest.raises(AssertionError):
        killer(*mutant.arguments)


def test_the_eight_of_the_specification_are_here() -> None:
    assert len(MUTANTS) == 8
