"""Sweeps do each thing in a savepoint of its own: one that fails costs only itself."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from storage.errors import Unavailable
from storage.transaction import Transaction

One = TypeVar("One")
log = logging.getLogger(__name__)


def apart(tx: Transaction, what: str, each: Iterable[One], work: Callable[[One], None]) -> None:
    """Do something for each of several; a failure is logged without what it was about. Raises Unavailable."""
    for one in each:
        try:
            with tx.savepoint():
                work(one)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- the others are not to wait for this one
            log.error("%s failed for one: %s", what, type(error).__name__)
