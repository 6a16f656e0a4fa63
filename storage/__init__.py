"""What is kept: one database for two engines, small gateways that give frozen domain values.

A new public method of a gateway wants a test in ``tests/storage`` on both engines.
"""

from storage.database import Database
from storage.errors import Unavailable
from storage.transaction import Transaction

__all__ = [
    "Database",
    "Transaction",
    "Unavailable",
]
