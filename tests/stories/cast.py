"""The stage and its cast: both platforms with people in them, a database, a clock; Kuppi comes and goes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Table, select

from bot.__main__ import Kuppi
from bot.adapters.slack import Slack
from bot.i18n import render
from bot.runtime import clock
from bot.text import LOCALES, Text, Value
from storage.tables import answers, chats, meetups, members, networks
from storage.tables_life import reminders
from tests.fakes import slack, telegram
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake
from tests.running import running, settings_for
from tests.serving import free_port

BEGINNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  #: Monday, 10 o'clock in Finland
KS = "Keski-Suomen tuottajaverkosto"
EP = "Etelä-Pohjanmaan tuottajat"
PATIENCE = 60.0  #: seconds that a story waits for what must come
#: What holds the truth of sign-ups and roles; a refusal changes none of it.
TRUTH = (networks, chats, members, meetups, answers, reminders)

#: A whole announcement, in labelled lines.
LINES: Mapping[str, str] = {
    "Nimi": "Kulttuurikuppi",
    "Teema": "Vapaaehtoiset tapahtumissa",
    "Aika": "ke 2.12.2026 klo 8.30–10.00",
    "Paikka": "Nelikko",
    "Kunta": "Alajärvi",
    "Osallistujia enintään": "25",
}
Rows = list[tuple[object, ...]]
Either = telegram.Person | slack.Person


def announcement(command: str = "/uusitapaaminen", /, **changed: str | None) -> str:
    """Write the lines of a meetup; ``Kunta="Kauhava"`` changes one, None leaves it out, _ stands for a space."""
    lines = {**LINES, **{label.replace("_", " "): value for label, value in changed.items()}}
    return "\n".join([command, *(f"{label}: {value}" for label, value in lines.items() if value is not None)])


def words(locale: str, id_: str, count: int | None = None, *, slash: str = "/", **values: Value) -> str:
    """Say a message of the catalogues: stories hold what is said, proof-readers how."""
    shown = values if count is None else {"count": count, **values}
    return render(Text(id_, shown, count), locale, slash=slash)


class Stage:
    """Both fakes, the database and the clock. ``opens`` starts Kuppi, ``closes`` ends it, as often as a story wants."""

    def __init__(
        self, database_url: str, folder: Path, telegram: TelegramFake, slack: SlackFake, *, by_web: bool = False
    ) -> None:
        self.telegram = telegram
        self.slack = slack
        self._clock_file = folder / "now"
        self._port = free_port() if by_web else None
        self._settings = settings_for(
            database_url, telegram=telegram, slack=slack, clock_file=self._clock_file, port=self._port,
            admins="telegram:1001 slack:T0TEAM/U0ADMIN",
        )  # fmt: skip
        self.public_url = self._settings.public_url
        self._running = AsyncExitStack()
        self._kuppi: Kuppi | None = None
        self.moves_to(BEGINNING)
        telegram.clock = slack.clock = lambda: self.now
        slack.retry_delays = (0.05, 0.2, 0.5)

    # -- the clock --

    def moves_to(self, now: datetime) -> None:
        """Let it be this time, for Kuppi and for both platforms."""
        self.now = now
        written = self._clock_file.with_suffix(".new")
        written.write_text(now.isoformat(), encoding="utf-8")
        written.replace(self._clock_file)  # Kuppi reads it at any moment

    def later(self, **time: float) -> None:
        """Let time pass: ``later(minutes=31)``."""
        self.moves_to(self.now + timedelta(**time))

    # -- Kuppi --

    @property
    def kuppi(self) -> Kuppi:
        assert self._kuppi is not None, "Kuppi is not running"
        return self._kuppi

    async def opens(self) -> None:
        """Start Kuppi and wait until it listens everywhere."""
        self._kuppi = await self._running.enter_async_context(running(self._settings))
        if self._port is None:
            await self.slack.connected(2, PATIENCE)
            return
        self.slack.deliver_over_http(f"http://127.0.0.1:{self._port}/slack/events")
        async with asyncio.timeout(PATIENCE):
            while not self._is_visited():  # noqa: ASYNC110 -- what is waited for has no event of its own
                await asyncio.sleep(0.01)

    def _is_visited(self) -> bool:
        """Tell whether both platforms know where to come, and somebody is at home."""
        ours = self.kuppi.platforms["slack"]
        assert isinstance(ours, Slack)
        return bool(self.telegram.webhook.url) and ours.listens

    async def closes(self) -> None:
        self._kuppi = None
        await self._running.aclose()

    async def restarts(self) -> None:
        await self.closes()
        await self.opens()

    async def settles(self) -> None:
        """Wait until all that is due has been delivered."""
        await asyncio.wait_for(self.kuppi.delivery.idle(), PATIENCE)

    async def ticks(self) -> None:
        """Let the clock tick now, besides its own ticking."""
        await clock._tick(self.kuppi.dispatch.receive, lambda: self.now)()

    async def grace_ends(self) -> None:
        """Let the two minutes pass in which a place that was left is kept, and the clock tick."""
        self.later(minutes=2)
        await self.ticks()

    # -- what is kept --

    def kept(self, *tables: Table) -> Mapping[str, Rows]:
        """Give what the tables hold, in an order of its own."""
        with self.kuppi.database._reader.connect() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in tables or TRUTH
            }

    async def changes_nothing(self, deed: Callable[[], Awaitable[object]]) -> None:
        """Hold that a deed changes nothing of what is kept."""
        before = self.kept()
        await deed()
        after = self.kept()
        for table, rows in before.items():
            assert after[table] == rows, f"{table} changed"


# -- a network and its people ------------------------------------------------------------------------------


@dataclass
class Cast:
    """A network with a Telegram group and a Slack channel, and those who look after it."""

    stage: Stage
    anna: telegram.Person  #: admin, on Telegram
    outi: slack.Person  #: admin, on Slack
    group: telegram.Group
    channel: slack.Channel

    def producers(self, number: int, *, languages: Iterable[str] = LOCALES, first: int = 2000) -> list[telegram.Person]:
        """Let people into the Telegram group; they have never opened the private chat."""
        spoken = list(languages)
        people = [
            self.stage.telegram.person(first + n, f"T{n}", language=spoken[n % len(spoken)]) for n in range(number)
        ]
        self.group.add(*people)
        return people

    def colleagues(self, number: int, *, first: int = 0) -> list[slack.Person]:
        """Let people into the Slack channel: Finnish, Swedish, English."""
        locales = ("fi-FI", "sv-SE", "en-GB")
        people = [self.stage.slack.person(f"U0P{first + n:03}", f"S{n}", locale=locales[n % 3]) for n in range(number)]
        self.channel.add(*people)
        return people

    async def publishes(self, **changed: str | None) -> tuple[telegram.Post, slack.Message]:
        """Let Anna announce a meetup; give its card in the group and in the channel."""
        theme = changed.get("Teema") or LINES["Teema"]
        await publishes(self.anna, self.group, **changed)
        return await self.group.sees(theme), await self.channel.sees(theme)


async def publishes(who: telegram.Person, in_: telegram.Group | None = None, **changed: str | None) -> telegram.Post:
    """Let a coordinator on Telegram announce a meetup, in private or in a group; give what they are told at last."""
    theme = changed.get("Teema") or LINES["Teema"]
    before = who.inbox[-1]
    who.says(announcement(**changed), in_)
    echo = await who.gets(theme, after=before)
    who.presses(echo, "Julkaise")
    return await who.gets("Julkaistu", after=echo)


async def founded(stage: Stage, name: str = KS) -> Cast:
    """Found a network by conversation: Anna's group on Telegram, Outi's channel on Slack."""
    telegram, slack = stage.telegram, stage.slack
    anna, outi = telegram.person(1001, "Anna", language="fi"), slack.person("U0ADMIN", "Outi", locale="fi-FI")
    group, channel = telegram.group(-100500, "Tuottajat KS"), slack.channel("C0KAHVI", "tuottajat")
    group.add(anna)
    channel.add(outi)
    group.add_bot(by=anna)
    anna.starts()
    await anna.gets("Saako nimesi")
    anna.says(f"/verkosto uusi {name}", in_=group)
    await group.sees(name)
    line = await code_line(anna, "/verkosto koodi", "liität ryhmän")
    await outi.types("/kuppi", line.removeprefix("/"), in_=channel).answered()
    channel.invite_bot(by=outi)
    await channel.sees(name)
    return Cast(stage, anna, outi, group, channel)


async def code_line(who: telegram.Person, command: str, how: str) -> str:
    """Ask for a code in private; give the line that stands alone in the answer."""
    before = who.inbox[-1] if who.inbox else None
    who.says(command)
    explained = await who.gets(how, after=before)
    return (await who.gets("", after=explained)).text


async def becomes_coordinator(cast: Cast, who: telegram.Person) -> telegram.Post:
    """Let Anna invite somebody on Telegram by code; give the welcome they read."""
    who.says(await code_line(cast.anna, "/koordinaattori uusi", "uuden koordinaattorin"))
    return await who.gets(words(str(who.user.get("language_code", "fi")), "coordinator.nothing_shows"))
