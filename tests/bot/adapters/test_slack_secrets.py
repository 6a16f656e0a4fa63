"""What nobody may read: tokens, tickets and what people say, in no log and no exception, whatever goes wrong."""

import asyncio
import logging

import pytest

from bot.adapters.slack import Slack
from bot.chat import Answer, Button, Event, Form, Message, Press
from bot.chat.messages import Field
from tests.bot.adapters.slack_stage import NOW, ROOM, Stage, message, says, stage, until
from tests.fakes.slack import DROP_AFTER, DROP_BEFORE, SERVER_ERROR, Shown, SlackFake, slow_down

CARD = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"),),))
FORM = Form("apply", "d7", says("Haku"), says("Lähetä"), (Field("name", says("Nimi")),))
HARD = (DROP_BEFORE, DROP_AFTER, SERVER_ERROR, slow_down(1), "invalid_auth", "is_archived", "invalid_arguments")
WIRES = ("views.open", "response_url", "users.info", "conversations.info", "apps.connections.open")


def script(event: Event) -> Answer:
    if isinstance(event, Press):
        return Answer(form=FORM, toast=says("Salaisuus"))
    return Answer((message("Salaisuus"),), private=True)


def secrets(play: Stage) -> list[str]:
    hooks = [key.rpartition("/")[2] for key in play.fake.hooks]
    return [play.fake.bot_token, play.fake.app_token, "ticket=", "verification-token", *hooks, *play.fake.triggers]


async def a_hard_day(play: Stage) -> list[BaseException]:
    """Let everything go wrong that can, and give what the adapter raised."""
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    caught = [await _fails(play, room.posts[0], how) for how in HARD]
    play.fake.fail("socket", times=2)
    gone = list(play.fake.history.sockets)
    play.fake.drop_sockets()
    await until(lambda: all(life.closed_at for life in gone) and len(play.fake.sockets) == 2)
    play.fake.ack_limit = 0.3
    play.troubles = [RuntimeError("Salaisuus"), RuntimeError("Salaisuus")]
    play.anna().says("Salaisuus")
    play.anna().types("/kuppi", "Salaisuus", in_=room)
    await until(lambda: not play.troubles)
    await play.fake.quiet(0.1)
    return caught


async def _fails(play: Stage, shown: Shown, how: object) -> BaseException:
    for method in WIRES:
        play.fake.fail(method, how=how)  # type: ignore[arg-type] # a fault or an error of Slack's
    play.fake.fail("chat.postMessage", channel=play.room(), how=how)  # type: ignore[arg-type] # the same
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- whatever comes out is looked into
        await play.adapter.send(ROOM, message("Salaisuus"), "fi")
    await play.anna().presses(shown, "Tulen")
    return caught.value


async def test_a_hard_day_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("slack_sdk", "slack_bolt", "aiohttp", "bot"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.DEBUG)
    async with stage(script) as play:
        caught = await a_hard_day(play)
        hidden = [*secrets(play), "Salaisuus", "Ähtäri", "anna."]
    told = caplog.text + " ".join(repr(vars(record)) for record in caplog.records) + " ".join(map(_all_told, caught))
    assert len(caught) == len(HARD)
    assert [one for one in hidden if one in told] == []


async def test_a_refused_token_is_not_spelt_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with SlackFake() as fake:
        adapter = Slack("xoxb-canary", "xapp-canary", fake.url, now=lambda: NOW, pause=lambda _: asyncio.sleep(0.005))
        starting = asyncio.create_task(adapter.start())
        await until(lambda: len(fake.history.calls) > 2)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await adapter.close()
    assert "Slack refuses the bot's token" in caplog.text
    assert "canary" not in caplog.text


def _all_told(error: BaseException) -> str:
    """Spell out an exception and all that hangs on it."""
    seen: BaseException | None = error
    told = ""
    while seen is not None:
        told += f"{seen!r} {seen} {vars(seen)}"
        seen = seen.__cause__ or seen.__context__
    return told
