"""Installations, kept in the database for every replica to find."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.installs import Install
from storage import Database


class KeptInstalls:
    """Keep installations; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, install: Install) -> None:
        """Keep an installation; a later one of the same workspace takes its place."""
        await self._database.write(lambda tx: tx.workspaces.keep(install))

    async def find(self, team: str) -> Install | None:
        """Give a workspace's installation."""
        return await self._database.read(lambda tx: tx.workspaces.find(team))

    async def all(self) -> Sequence[Install]:
        """List the installations."""
        return await self._database.read(lambda tx: tx.workspaces.all())

    async def drop(self, team: str, at: datetime) -> None:
        """Forget an installation that ended at this time; a later one stays."""
        await self._database.write(lambda tx: tx.workspaces.drop(team, at))
