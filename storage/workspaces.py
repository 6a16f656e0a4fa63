"""Slack workspaces that installed Kuppi, with their tokens, sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.chat.installs import Install
from storage.dialect import AnyRow
from storage.seals import Seals
from storage.tables_workspaces import workspaces


class Workspaces:
    """Keep installations."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def keep(self, install: Install) -> None:
        """Keep an installation in the place of an earlier one."""
        self._connection.execute(delete(workspaces).where(workspaces.c.team == install.team))
        row = {
            "team": install.team, "name": install.name[:200], "bot_user": install.bot_user, "at": install.at,
            "token": self._seals.seal(install.token, "workspaces", "token", install.team),
        }  # fmt: skip
        self._connection.execute(workspaces.insert().values(row))

    def find(self, team: str) -> Install | None:
        """Give a workspace's installation."""
        row = self._connection.execute(select(workspaces).where(workspaces.c.team == team)).first()
        return self._install(row) if row else None

    def all(self) -> Sequence[Install]:
        """List the installations."""
        return [self._install(row) for row in self._connection.execute(select(workspaces).order_by(workspaces.c.team))]

    def drop(self, team: str, at: datetime) -> None:
        """Forget an installation, unless it is later than this."""
        self._connection.execute(delete(workspaces).where(workspaces.c.team == team, workspaces.c.at <= at))

    def _install(self, row: AnyRow) -> Install:
        token = self._seals.open(row.token, "workspaces", "token", row.team)
        return Install(row.team, row.name, row.bot_user, token, row.at)
