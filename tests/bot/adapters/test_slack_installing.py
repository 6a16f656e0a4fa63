"""Many workspaces: each lets us in by its own choice, is spoken to with its own token, and may throw us out."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.slack import Secrets, Slack
from bot.adapters.slack.manifest import SCOPES
from bot.chat import Address, Answer, Event, Gone, Met, Said, Uninstalled
from bot.chat.doors import Knock, Reply
from bot.chat.installs import Install
from bot.i18n import render
from bot.text import t
from tests.bot.adapters.slack_stage import NOW, in_finnish, message, until
from tests.fakes.slack import SlackFake
from tests.running import looping
from tests.serving import free_port, serving


@dataclass
class Kept:
    """Keep installations in memory."""

    rows: dict[str, Install] = field(default_factory=dict)

    async def keep(self, install: Install) -> None:
        self.rows[install.team] = install

    async def find(self, team: str) -> Install | None:
        return self.rows.get(team)

    async def all(self) -> Sequence[Install]:
        return list(self.rows.values())

    async def drop(self, team: str, at: datetime) -> None:
        if team in self.rows and self.rows[team].at <= at:
            del self.rows[team]


@dataclass
class Stage:
    """Hold both ends, and what the core heard."""

    fake: SlackFake
    adapter: Slack
    kept: Kept
    now: datetime = NOW
    heard: list[Event] = field(default_factory=list)

    async def receive(self, events: Sequence[Event]) -> list[Answer]:
        self.heard += [event for event in events if not isinstance(event, Met)]
        return [in_finnish(Answer((message(f"Luin: {e.text}"),)) if isinstance(e, Said) else Answer()) for e in events]

    async def asks(self, path: str, **knock: Any) -> Reply:
        door = next(door for door in self.adapter.doors() if door.path == path)
        assert door.method == "GET"
        return await door.open(Knock(**knock))

    async def leaves(self) -> tuple[str, str]:
        """Begin an installation; give the state that went away and the cookie that stayed."""
        reply = await self.asks("/slack/install")
        asked = parse_qs(urlsplit(reply.headers["location"]).query)
        return asked["state"][0], reply.headers["set-cookie"].partition(";")[0].partition("=")[2]

    async def installs(self, team: str, name: str) -> Reply:
        code = self.fake.team(team, name, installed=False).consents()
        state, cookie = await self.leaves()
        return await self.asks(
            "/slack/oauth_redirect", query={"code": code, "state": state}, cookies={"kuppi_state": cookie}
        )


@asynccontextmanager
async def stage(*, own: bool = False) -> AsyncIterator[Stage]:
    """Open the stage, by signed HTTP; ``own`` has a token of its own in the settings too."""
    async with SlackFake() as fake:
        kept, play = Kept(), None
        adapter = Slack(
            fake.bot_token if own else None, None, fake.url, signing_secret=fake.signing_secret,
            secrets=Secrets(fake.client_id, fake.client_secret, "https://kuppi.example"), installs=kept,
            now=lambda: play.now if play else NOW,
        )  # fmt: skip
        play = Stage(fake, adapter, kept)
        fake.clock = lambda: play.now
        try:
            async with serving(adapter.doors(), free_port()) as base:
                fake.deliver_over_http(f"{base}/slack/events")
                async with looping(adapter.run(play.receive)):
                    await until(lambda: adapter.listens)
                    yield play
        finally:
            await adapter.close()
        assert fake.violations == []


# -- letting us in -----------------------------------------------------------------------------------------


async def test_whoever_installs_us_is_sent_to_slack_with_a_state_that_stays_behind_too() -> None:
    async with stage() as play:
        reply = await play.asks("/slack/install")
        where = urlsplit(reply.headers["location"])
        asked = {name: value[0] for name, value in parse_qs(where.query).items()}
        assert reply.status == 302
        assert f"{where.scheme}://{where.netloc}{where.path}" == f"{play.fake.base}/oauth/v2/authorize"
        assert asked.pop("state")
        assert asked == {
            "client_id": play.fake.client_id, "scope": ",".join(SCOPES),
            "redirect_uri": "https://kuppi.example/slack/oauth_redirect",
        }  # fmt: skip
        assert all(word in reply.headers["set-cookie"] for word in ("HttpOnly", "Secure", "SameSite=Lax"))


async def test_workspaces_that_installed_us_are_each_heard_and_spoken_to_with_their_own_token() -> None:
    async with stage(own=True) as play:
        for team, name in (("T0ONE", "Tuottajat"), ("T0TWO", "<b>Producenterna</b>")):
            reply = await play.installs(team, name)
            assert reply.status == 200
            assert "<b>" not in reply.body.decode()
        people = [
            play.fake.person(f"U0{n}", f"Henkilö {n}", team=play.fake.team(team))
            for n, team in enumerate(("T0TEAM", "T0ONE", "T0TWO"))
        ]
        for person in people:
            person.says(f"hei {person.id}")
            await person.gets(f"Luin: hei {person.id}")
        assert [event.who.id for event in play.heard] == ["T0TEAM/U00", "T0ONE/U01", "T0TWO/U02"]
        assert [(one.team, one.name) for one in play.kept.rows.values()] == [
            ("T0ONE", "Tuottajat"), ("T0TWO", "<b>Producenterna</b>")
        ]  # fmt: skip
        for person in people:
            to = Address("slack", f"{person.team.id}/{person.id}")
            await play.adapter.send(to, message("Muistutus"), "fi")
            await person.gets("Muistutus")


async def test_an_installation_by_another_replica_is_found_when_it_is_needed() -> None:
    async with stage() as play:
        team = play.fake.team("T0ONE")
        anna = play.fake.person("U0ANNA", "Anna", team=team)
        await play.kept.keep(Install("T0ONE", "Tuottajat", team.bot_user_id, team.bot_token, NOW))
        await play.adapter.send(Address("slack", "T0ONE/U0ANNA"), message("Muistutus"), "fi")
        await anna.gets("Muistutus")


async def test_what_comes_from_where_nobody_let_us_in_is_let_go(caplog: pytest.LogCaptureFixture) -> None:
    async with stage() as play:
        deed = play.fake.person("U0ANNA", "Anna", team=play.fake.team("T0STRANGE")).says("hei")
        await deed
        assert play.heard == []
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
            "something came from a workspace that has not let us in"
        ]
        with pytest.raises(Gone, match="uninstalled"):
            await play.adapter.send(Address("slack", "T0STRANGE/U0ANNA"), message("Muistutus"), "fi")


# -- hostile returns ---------------------------------------------------------------------------------------


async def test_only_whoever_left_may_come_back_and_not_too_late() -> None:
    async with stage() as play:
        state, cookie = await play.leaves()
        other, _ = await play.leaves()
        code = play.fake.team("T0ONE", installed=False).consents()
        forged = f"{state}.{int(NOW.timestamp())}.{'0' * 64}"
        tries = [(state, ""), (other, cookie), ("", cookie), (state, forged), (state, f"{state}.٣.x"), ("", "..")]
        for told, kept in tries:
            query, cookies = {"code": code, "state": told}, {"kuppi_state": kept}
            reply = await play.asks("/slack/oauth_redirect", query=query, cookies=cookies)
            assert (reply.status, play.kept.rows) == (400, {}), (told, kept)
        play.now += timedelta(minutes=11)
        query, cookies = {"code": code, "state": state}, {"kuppi_state": cookie}
        assert (await play.asks("/slack/oauth_redirect", query=query, cookies=cookies)).status == 400
        assert play.kept.rows == {}


@pytest.mark.parametrize(("query", "status"), [({"error": "access_denied"}, 400), ({"code": "made up"}, 502)])
async def test_a_no_and_a_code_that_slack_never_gave_change_nothing(query: dict[str, str], status: int) -> None:
    async with stage() as play:
        state, cookie = await play.leaves()
        reply = await play.asks(
            "/slack/oauth_redirect", query={**query, "state": state}, cookies={"kuppi_state": cookie},
            headers={"accept-language": "de, sv;q=0.9, en;q=0.8"},
        )  # fmt: skip
        assert (reply.status, play.kept.rows) == (status, {})
        assert render(t("slack.not_installed"), "sv") in reply.body.decode()


# -- throwing us out ---------------------------------------------------------------------------------------


async def test_a_workspace_that_throws_us_out_is_told_to_the_core_and_forgotten_once() -> None:
    async with stage() as play:
        await play.installs("T0ONE", "Tuottajat")
        play.now += timedelta(hours=1)
        await play.fake.team("T0ONE").uninstalls()
        await until(lambda: not play.kept.rows)
        gone = [event for event in play.heard if isinstance(event, Uninstalled)]
        assert {event.where for event in gone} == {Address("slack", "T0ONE")}
        with pytest.raises(Gone, match="uninstalled"):
            await play.adapter.send(Address("slack", "T0ONE/U0ANNA"), message("Muistutus"), "fi")
        assert (await play.installs("T0ONE", "Tuottajat")).status == 200
        anna = play.fake.person("U0ANNA", "Anna", team=play.fake.team("T0ONE"))
        anna.says("hei")
        await anna.gets("Luin: hei")


async def test_a_token_renewed_elsewhere_is_looked_up_when_the_old_one_is_refused() -> None:
    async with stage() as play:
        await play.installs("T0ONE", "Tuottajat")
        team, to = play.fake.team("T0ONE"), Address("slack", "T0ONE/U0ANNA")
        anna = play.fake.person("U0ANNA", "Anna", team=team)
        old = play.kept.rows["T0ONE"]
        play.fake.fail("conversations.open", how="token_revoked")
        await play.kept.keep(Install("T0ONE", old.name, old.bot_user, team.renews_token(), NOW))
        await play.adapter.send(to, message("Muistutus"), "fi")
        await anna.gets("Muistutus")
        play.fake.fail("chat.postMessage", how="token_revoked")
        with pytest.raises(Gone, match="uninstalled"):
            await play.adapter.send(to, message("Muistutus"), "fi")
