"""Logs: at DEBUG, with every library speaking as it does in production, no token and no word that people wrote."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.__main__ import _secrets
from bot.runtime.logs import set_up_logging
from tests.fakes.slack import DROP_AFTER, slow_down
from tests.fakes.telegram import drop_after_effect, server_error, too_many
from tests.stories.cast import Cast, announcement, words


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Log as ``python -m bot`` does with LOG_LEVEL=DEBUG, into a text."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    loud = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    set_up_logging("DEBUG", [])
    written = io.StringIO()
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in loud.items():
        logging.getLogger(name).setLevel(was)


async def test_no_token_and_no_word_of_peoples_own_is_ever_logged(cast: Cast, log: io.StringIO) -> None:
    tg, sl = cast.stage.telegram, cast.stage.slack
    ben = tg.person(4001, "Salamanteri", language="fi")
    cast.group.add(ben)
    ben.starts()
    ben.presses(await ben.gets("Saako nimesi"), "Nimeni saa näkyä")
    for fault in (too_many(1), server_error(), drop_after_effect()):
        tg.fail("editMessageText", how=fault)
    sl.fail("chat.update", how=slow_down(1))
    sl.fail("chat.update", how=DROP_AFTER)
    sl.fail("response_url", how=DROP_AFTER)
    card, message = await cast.publishes(Teema="Purppuravuori", Paikka="Kultakutri")
    await ben.presses(card, "Tulen").answered()
    await cast.outi.presses(message, "Tulen").acked()
    ben.says("Mustikkapiirakka?")
    await ben.gets(words("fi", "help.unknown"))
    tg.inject({"message": {"text": "Rikkinäinen", "chat": 7}})
    sl.inject({"type": "block_actions", "user": "Rikkinäinen"})
    cast.outi.says(announcement("uusitapaaminen", Teema="Sinivuokko", Aika="Joskus Hämärässä"))
    await cast.outi.gets("Joskus Hämärässä")
    ben.blocked = True
    ben.says("/tapaamiset", in_=cast.group)
    await cast.channel.sees("2 tulossa")
    await cast.stage.restarts()
    await cast.stage.settles()
    logged = log.getvalue().casefold()
    assert "leading" in logged, "something was logged"
    secrets = [tg.token, sl.bot_token, sl.app_token, "a key for tests", *_secrets(cast.stage.kuppi.settings)]
    said = ["Salamanteri", "Purppura", "Kultakutri", "Mustikka", "Rikkinäinen", "Sinivuokko", "Hämär", "Tuottajat KS"]
    assert [one for one in (*secrets, *said) if one.casefold() in logged] == []
