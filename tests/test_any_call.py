"""The short form of calls at random: ``python -m tests.any_call`` is the long one."""

import pytest

from tests.any_call import run_any_call


@pytest.mark.timeout(240)
def test_whatever_happens_places_are_right_and_nothing_is_left_of_the_erased(database_url: str) -> None:
    run_any_call(database_url, examples=6 if database_url.startswith("sqlite") else 3)
