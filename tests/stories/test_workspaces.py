"""A workspace installs Kuppi, its channel joins a network, and one day it throws Kuppi out."""

import re

import aiohttp
import pytest

from storage.tables import identities
from tests.stories.cast import LINES, Cast, code_line, words

pytestmark = pytest.mark.parametrize("by_web", [True], ids=["signed HTTP"], indirect=True)


async def installs(cast: Cast, team_id: str, name: str) -> str:
    """Go through the installation as a browser does; give what the page says at last."""
    slack, base = cast.stage.slack, cast.stage.public_url
    team = slack.team(team_id, name, installed=False)
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{base}/slack/install", allow_redirects=False) as away:
            state = re.search(r"state=([\w-]+)", away.headers["Location"])
            cookie = away.headers["Set-Cookie"].partition(";")[0]
            assert state is not None
        query = {"code": team.consents(), "state": state[1]}
        async with browser.get(f"{base}/slack/oauth_redirect", params=query, headers={"Cookie": cookie}) as back:
            return await back.text()


async def test_a_workspace_that_installed_kuppi_shares_the_list_and_leaves_with_a_word_to_coordinators(
    cast: Cast,
) -> None:
    slack, stage = cast.stage.slack, cast.stage
    assert words("fi", "slack.installed", team="Naapurit") in await installs(cast, "T0NEXT", "Naapurit")
    card, _ = await cast.publishes()
    sara = slack.person("U0SARA", "Sara", locale="sv-SE", team=slack.team("T0NEXT"))
    there = slack.channel("C0NEXT", "naapurit", team=slack.team("T0NEXT"))
    there.add(sara)
    there.invite_bot(by=sara)
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    await sara.types("/kuppi", line.removeprefix("/"), in_=there).answered()
    message = await there.sees(LINES["Teema"])
    await sara.presses(message, "Tulen").answered()
    await cast.group.sees("1 tulossa")

    await stage.restarts()
    cast.anna.presses(card, "Tulen")
    await there.sees("2 tulossa")

    slack.team("T0NEXT").uninstalls()
    await cast.anna.gets(words("fi", "left.notice", chat="naapurit"))
    await stage.settles()
    reachable = {row[2]: row[5] for row in stage.kept(identities)["identities"] if str(row[2]).startswith("T0NEXT")}
    assert set(reachable.values()) == {False}, reachable
    cast.anna.presses(card, "Ehkä")
    await cast.group.sees("1 tulossa, 1 ehkä")
    await stage.settles()
