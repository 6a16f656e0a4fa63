"""The workspaces we are in: how each is spoken to, who is there, and how what comes from it is taken."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.bolt import quiet
from bot.adapters.slack.failures import TOKEN_PAUSE, UNREACHED_PAUSE, settled
from bot.adapters.slack.intake import Intake
from bot.adapters.slack.payloads import Reader
from bot.adapters.slack.people import People
from bot.adapters.slack.signs import Signs
from bot.adapters.slack.voice import Voice
from bot.chat import Gone, Pause, Receive, SlowDown, Uncertain
from bot.chat.installs import Install, Installs

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)


class Workspace:
    """Hold all that is of one workspace."""

    def __init__(
        self, team: str, bot_user: str, client: AsyncWebClient, session: aiohttp.ClientSession,
        *, now: Callable[[], datetime], pause: Pause,
    ) -> None:  # fmt: skip
        self.team = team
        self.token = client.token
        self.voice = Voice(client, session, pause)
        self.signs = Signs(client)
        self.people = People(team, self.voice.person, now, pause)
        reader = Reader(team, bot_user, self.people, now)
        self.intake = Intake(reader, Answers(self.voice, pause), self.people, self.voice)


class Workspaces:
    """Know the workspace whose token the settings name, and those that installed us."""

    def __init__(
        self, bot_token: str | None, api_url: str, installs: Installs | None,
        *, now: Callable[[], datetime], pause: Pause,
    ) -> None:  # fmt: skip
        self._bot_token = bot_token
        self._api_url = api_url
        self._installs = installs
        self._now = now
        self._pause = pause
        self._introduction: asyncio.Task[Workspace] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._known: dict[str, Workspace] = {}
        self._home: Workspace | None = None
        self._receive: Receive | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}

    # -- beginning and end -------------------------------------------------------------------------------

    async def start(self) -> None:
        """Meet Slack, however long it takes to answer; raises Gone when the workspace has no more use for us."""
        while True:
            try:
                return await self.ready()
            except SlowDown as slow:
                refused = slow.retry_after == TOKEN_PAUSE
                log.warning("Slack refuses the bot's token" if refused else "Slack does not say who we are yet")
                wait = slow.retry_after
            await self._pause(wait)

    async def ready(self) -> None:
        """Be introduced, once for all who wait for it; raises SlowDown while Slack does not say who we are."""
        if self._bot_token is None or self._home is not None:
            return
        if self._introduction is None or _failed(self._introduction):
            self._introduction = asyncio.create_task(self._introduced(self._bot_token))
        self._home = await asyncio.shield(self._introduction)

    async def _introduced(self, token: str) -> Workspace:
        client = self.client(token)
        try:
            me = await settled(client.auth_test())
        except Uncertain:
            raise SlowDown(UNREACHED_PAUSE) from None
        return self._meet(str(me["team_id"]), str(me["user_id"]), client)

    def opens(self, receive: Receive) -> None:
        """Take what hears the events of every workspace."""
        self._receive = receive
        for workspace in self._known.values():
            self._open(workspace, receive)

    async def closes(self) -> None:
        """Learn nothing more of people."""
        self._receive = None
        for lane in self._lanes.values():
            lane.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)
        self._lanes.clear()

    async def close(self) -> None:
        """Let go of Slack."""
        await self.closes()
        if self._introduction:
            self._introduction.cancel()
            await asyncio.gather(self._introduction, return_exceptions=True)
            self._introduction = self._home = None
        self._known.clear()
        if self._session:
            await self._session.close()

    # -- finding -----------------------------------------------------------------------------------------

    def client(self, token: str | None) -> AsyncWebClient:
        """Make a client; all share one session."""
        # no retry_handlers: the SDK's own post again after a dropped connection, and nobody would know
        return AsyncWebClient(token, self._api_url, session=self.session, logger=quiet(), retry_handlers=[])

    @property
    def session(self) -> aiohttp.ClientSession:
        """Give the connections to Slack."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        return self._session

    async def find(self, team: str) -> Workspace | None:
        """Find a workspace; another replica may have been installed there. What names none is of the first."""
        await self.ready()
        found = self._known.get(team)
        if found is None and self._installs and (install := await self._installs.find(team)):
            found = self.add(install)
        return found or (self._home if not team or self._installs is None else None)

    async def speaking(self, team: str) -> Workspace:
        """Find a workspace to speak to; raises Gone when it has no more use for us."""
        found = await self.find(team)
        if found is None:
            raise Gone("uninstalled")
        return found

    async def refreshed(self, workspace: Workspace) -> Workspace:
        """Look for a newer token after one was refused; raises Gone when there is none, for it will not come back."""
        install = await self._installs.find(workspace.team) if self._installs else None
        if workspace is self._home and install is None:
            raise SlowDown(TOKEN_PAUSE)  # somebody has to mend the settings
        if install is None or install.token == workspace.token:
            raise Gone("uninstalled")
        return self.add(install)

    # -- coming and going --------------------------------------------------------------------------------

    def add(self, install: Install) -> Workspace:
        """Take up an installation."""
        return self._meet(install.team, install.bot_user, self.client(install.token))

    async def drop(self, team: str, at: datetime) -> None:
        """Forget a workspace that has taken our access away."""
        if self._installs:
            await self._installs.drop(team, at)
        gone = self._known.get(team)
        if gone is not None and gone is not self._home:
            del self._known[team]
            self._lanes.pop(team).cancel() if team in self._lanes else None

    def _meet(self, team: str, bot_user: str, client: AsyncWebClient) -> Workspace:
        met = Workspace(team, bot_user, client, self.session, now=self._now, pause=self._pause)
        self._known[team] = met
        if self._receive:
            self._open(met, self._receive)
        return met

    def _open(self, workspace: Workspace, receive: Receive) -> None:
        workspace.intake.opens(receive)
        before = self._lanes.get(workspace.team)
        if before:
            before.cancel()
        self._lanes[workspace.team] = asyncio.create_task(workspace.people.run(receive))


def _failed(task: "asyncio.Task[Workspace]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
