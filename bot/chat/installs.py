"""Where Kuppi was let in: workspaces that installed it, each with the token it gave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Install:
    """Name a workspace that installed Kuppi, who Kuppi is there, and what it may speak with."""

    team: str
    name: str
    bot_user: str
    token: str = field(repr=False)
    at: datetime


class Installs(Protocol):
    """Keep installations where every replica finds them."""

    async def keep(self, install: Install) -> None:
        """Keep an installation; a later one of the same workspace takes its place."""

    async def find(self, team: str) -> Install | None:
        """Give a workspace's installation."""

    async def all(self) -> Sequence[Install]:
        """List the installations."""

    async def drop(self, team: str, at: datetime) -> None:
        """Forget an installation that ended at this time; a later one stays."""
