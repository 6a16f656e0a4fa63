"""A group that a call fills, or a mentor with so many places."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many places under one name; ``least`` is how many it needs to begin."""

    id: str
    name: str
    capacity: int
    least: int = 0
    meets: tuple[datetime, ...] = ()  #: when it meets, as far as is known

    @property
    def starts_at(self) -> datetime | None:
        """Give its first meeting; None while that is not known."""
        return min(self.meets, default=None)
