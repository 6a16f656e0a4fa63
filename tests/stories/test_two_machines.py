"""The HTTP face and the worker, each a process of its own: what one takes in the other delivers."""

import asyncio
from pathlib import Path

from bot.adapters.slack import Slack
from tests import postgres
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake
from tests.running import running, settings_for
from tests.serving import free_port
from tests.stories.cast import BEGINNING, LINES, announcement


async def test_what_comes_to_the_web_is_answered_there_and_the_worker_carries_the_rest(
    postgres_server: str, tmp_path: Path
) -> None:
    clock = tmp_path / "now"
    clock.write_text(BEGINNING.isoformat(), encoding="utf-8")
    port = free_port()
    with postgres.database(postgres_server) as url:
        async with TelegramFake() as telegram, SlackFake() as slack:
            telegram.clock = slack.clock = lambda: BEGINNING
            settings = settings_for(url, telegram=telegram, slack=slack, clock_file=clock, port=port)
            slack.deliver_over_http(f"http://127.0.0.1:{port}/slack/events")
            async with running(settings, only="web") as web, running(settings, only="worker"):
                ours = web.platforms["slack"]
                assert isinstance(ours, Slack)
                async with asyncio.timeout(10):
                    while not (telegram.webhook.url and ours.listens):  # noqa: ASYNC110 -- no event of its own
                        await asyncio.sleep(0.01)
                anna = telegram.person(1001, "Anna", language="fi")
                group = telegram.group(-100500, "Tuottajat")
                group.add(anna)
                group.add_bot(by=anna)
                anna.starts()
                await anna.gets("Saako nimesi")
                anna.says("/verkosto uusi Keski-Suomen tuottajaverkosto", in_=group)
                await group.sees("kuuluu verkostoon")
                anna.says(announcement())
                anna.presses(await anna.gets("Mitään ei ole vielä julkaistu"), "Julkaise")
                card = await group.sees(LINES["Teema"])
                assert (await anna.presses(card, "Tulen").answered()).text is not None
                await group.sees("1 tulossa")
            assert telegram.violations == []
            assert slack.violations == []
            methods = {call.method for call in telegram.history.calls}
            assert "getUpdates" not in methods, "the worker leaves what comes to the web"
