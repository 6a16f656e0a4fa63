"""The state of the pretended Slack: its workspaces, its clock, its rules and everything that is remembered."""

import itertools
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fakes.slack import escaping, events
from tests.fakes.slack.blockkit import wrong_in_blocks
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.courier import Courier
from tests.fakes.slack.deeds import Deed
from tests.fakes.slack.faults import Fault, Faults
from tests.fakes.slack.history import Call, History, Violation
from tests.fakes.slack.limits import Flood
from tests.fakes.slack.messages import File, Shown
from tests.fakes.slack.people import Person
from tests.fakes.slack.rendering import shown_mrkdwn
from tests.fakes.slack.teams import Team
from tests.fakes.slack.views import View
from tests.fakes.slack.waiting import Pulse
from tests.fakes.slack.wire import Json

#: The manifest's bot scopes.
SCOPES = frozenset(
    {
        "commands",
        "chat:write",
        "im:history",
        "im:write",
        "users:read",
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
        "pins:write",
        "files:write",
        "app_mentions:read",
        "channels:write.topic",
        "groups:write.topic",
        "usergroups:read",
        "usergroups:write",
    }
)


@dataclass
class Trigger:
    """A trigger_id: one view within three seconds."""

    deed: Deed
    born: datetime
    used: bool = False


@dataclass
class Hook:
    """A response_url: five uses within thirty minutes."""

    deed: Deed
    born: datetime
    uses: int = 0


@dataclass
class UserGroup:
    """A user group such as @paivystys."""

    id: str
    handle: str
    name: str
    users: list[str]
    #: Whether the workspace lets apps change it.
    editable: bool = True


class World:
    """Everything in the pretended Slack; the server and the DSL work on it."""

    def __init__(self, *, strict: bool = True, bot_name: str = "Kuppi") -> None:
        self.strict = strict
        self.bot_name = bot_name
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        #: Seconds within which the bot must ack, and after which an unacked event comes again.
        self.ack_limit = 3.0
        self.retry_delays: Sequence[float] = (0.0, 60.0, 300.0)
        #: Whether a retried event comes in an envelope with the same id; Slack's documents do not say.
        self.reuses_envelopes = False
        #: Whether the bot hears its own DM messages, as message.im brings them.
        self.echoes = True
        self.escapes_commands = True
        self.scopes = set(SCOPES)
        self.subscriptions = set(events.SUBSCRIPTIONS)
        #: Slack drops the events above this and says app_rate_limited.
        self.events_an_hour = 30_000
        #: Seconds every Web API call takes.
        self.latency: float | Callable[[], float] = 0.0
        #: Asked at every call for a fault of its own: a test's dice.
        self.weather: Callable[[Call], Fault | None] | None = None
        self.faults = Faults()
        self.limiter: Flood | None = None
        self.request_url: str | None = None
        self.app_id = "A0KUPPI"
        self.app_token = f"xapp-1-{self.app_id}-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.client_id = "1000.2000"
        self.client_secret = secrets.token_hex(16)
        self.history = History()
        self.violations: list[Violation] = []
        self.pulse = Pulse()
        self._allowed: set[str] | None = set()
        self._prepare()

    def _prepare(self) -> None:
        self.tokens: dict[str, Team] = {}
        self.codes: dict[str, tuple[Team, str]] = {}
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.views: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.usergroups: dict[str, UserGroup] = {}
        #: Until when a method asked too often must not be called: (team, method, channel) to perf_counter.
        self.embargoes: dict[tuple[str, str, str], float] = {}
        self._heard: dict[str, deque[float]] = {}
        self._limited_at: dict[str, int] = {}
        self._run = secrets.token_hex(3)
        self._count = itertools.count(1)
        self._last_stamp = 0
        self.courier = Courier(self)
        self.default_team = self.team("T0TEAM")

    # The cast.

    def team(self, team_id: str, name: str = "", *, installed: bool = True) -> Team:
        """Give the workspace with this id, founding it if needed."""
        if team_id not in self.teams:
            self.teams[team_id] = Team(self, team_id, name or f"Team {team_id[1:]}", installed=installed)
        return self.teams[team_id]

    def person(
        self, user_id: str, name: str, *, locale: str = "fi-FI", guest: bool = False, team: Team | None = None
    ) -> Person:
        """Let somebody join a workspace."""
        self.people[user_id] = Person(team or self.default_team, user_id, name, locale=locale, guest=guest)
        return self.people[user_id]

    def channel(self, channel_id: str, name: str, *, private: bool = False, team: Team | None = None) -> Channel:
        """Found a channel."""
        self.channels[channel_id] = Channel(team or self.default_team, channel_id, name, private=private)
        return self.channels[channel_id]

    def usergroup(self, group_id: str, handle: str, name: str = "", users: Sequence[Person] = ()) -> UserGroup:
        """Found a user group."""
        group = UserGroup(group_id, handle, name or handle, [person.id for person in users])
        self.usergroups[group_id] = group
        return group

    def im(self, person: Person) -> Channel:
        """Give somebody's DM with the bot."""
        channel_id = f"D{person.id[1:]}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(person.team, channel_id, "", person=person)
        return self.channels[channel_id]

    def name_of(self, some_id: str) -> str:
        """Give the display name of a person, a bot, a channel or a user group."""
        if some_id in self.people:
            return self.people[some_id].name
        if some_id in self.usergroups:
            return self.usergroups[some_id].handle
        channel = self.channels.get(some_id)
        return channel.name if channel else self.bot_name if some_id.endswith("BOT") else some_id

    def user_called(self, team: Team, name: str) -> str | None:
        """Find the one behind `@name`."""
        if name.lower() == self.bot_name.lower():
            return team.bot_user_id
        people = (person for person in self.people.values() if person.team is team)
        return next((one.id for one in people if name.lower() in (one.handle, one.name.lower())), None)

    def channel_called(self, team: Team, name: str) -> Channel | None:
        """Find the channel behind `#name`."""
        channels = (channel for channel in self.channels.values() if channel.team is team and not channel.person)
        return next((channel for channel in channels if channel.name == name), None)

    # Ids and time.

    def stamp(self) -> str:
        """Give the ts of now; no two are the same."""
        now = int(self.clock().timestamp() * 1_000_000)
        self._last_stamp = max(now, self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def mint(self, prefix: str) -> str:
        """Make an id that no other fake makes either."""
        return f"{prefix}{self._run.upper()}{next(self._count):06d}"

    def trigger(self, deed: Deed) -> str:
        """Issue a trigger_id."""
        trigger_id = f"{next(self._count)}.{next(self._count)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(deed, self.clock())
        return trigger_id

    def hook(self, deed: Deed) -> str:
        """Issue a response_url."""
        key = f"{deed.team.id}/{next(self._count)}/{secrets.token_hex(12)}"
        self.hooks[key] = Hook(deed, self.clock())
        return f"{self.base}/response/{key}"

    @property
    def base(self) -> str:
        """Where this Slack is found."""
        raise NotImplementedError

    # What happens.

    def carry(self, deed: Deed) -> Deed:
        """Hand a deed to the bot."""
        self.courier.carry(deed)
        return deed

    def happens(
        self,
        team: Team,
        event: Json,
        person: Person | None = None,
        channel: Channel | None = None,
        message: Shown | None = None,
    ) -> Deed:
        """Tell the bot of an event, where it is installed and subscribed, up to so many an hour."""
        silent = not team.installed or events.subscription(event) not in self.subscriptions
        silent = silent or not self._within_volume(team)
        deed = Deed("events_api", events.callback(team, event), team, person, channel, message, silent=silent)
        return deed if silent else self.carry(deed)

    def _within_volume(self, team: Team) -> bool:
        """Count events by the hour; the first one too many of each minute is told as app_rate_limited."""
        now = self.clock().timestamp()
        heard = self._heard.setdefault(team.id, deque())
        while heard and heard[0] <= now - 3600:
            heard.popleft()
        if len(heard) < self.events_an_hour:
            heard.append(now)
            return True
        minute = int(now // 60 * 60)
        if self._limited_at.get(team.id) != minute:
            self._limited_at[team.id] = minute
            self.carry(Deed("events_api", events.rate_limited(team, minute), team))
        return False

    def echo(self, channel: Channel, event: Json) -> None:
        """Tell the bot of its own doings in a DM, as message.im does."""
        if self.echoes and channel.person:
            self.happens(channel.team, event)

    def opens(self, view: View) -> View:
        """Put a modal before its person, over the one it was pushed from."""
        self.views[view.id] = view
        view.person.views = [*view.person.views, view] if view.previous else [view]
        view.person.pulse.beat()
        return view

    # The rules.

    def breaks(self, rule: str, detail: str) -> None:
        """Note a broken rule that Slack would not have refused."""
        self.violations.append(Violation(rule, detail))

    def allow_mentions(self, *whom: str) -> None:
        """Let the bot call out these (`!here`, `@U0ANNA`), or everybody."""
        self._allowed = (self._allowed or set()) | set(whom) if whom else None

    def judge(self, text: str, blocks: Sequence[Json]) -> list[str]:
        """Note mentions and loose characters; give what Slack refuses in the blocks."""
        if not self.strict:
            return []
        wrong = wrong_in_blocks(list(blocks)) if blocks else []
        if not wrong:
            self.look_for_mentions(text, blocks)
        return wrong

    def look_for_mentions(self, text: str, blocks: Sequence[Json]) -> None:
        """Note whom text and blocks call out without leave, and what they leave unescaped."""
        texts = [("mrkdwn", text), *escaping.parsed_in(list(blocks))]
        called = [name for _, one in texts for name in escaping.mentions(one)]
        for name in (*called, *escaping.rich_mentions(blocks)):
            if self._allowed is not None and name not in self._allowed:
                self.breaks("mention", f"{name} is called out in {text!r}")
        for one in (one for kind, one in texts if kind == "mrkdwn" and escaping.loose(one)):
            self.breaks("escaping", f"{escaping.loose(one)} stands unescaped in {one!r}")

    def reads(self, mrkdwn: str) -> str:
        """Give what a person reads in mrkdwn: compare it with what went in."""
        return shown_mrkdwn(mrkdwn, self.name_of)
