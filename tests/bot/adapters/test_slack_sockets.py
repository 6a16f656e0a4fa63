"""Socket Mode: what is acknowledged, sockets that come and go, bursts, the end, what logs keep to themselves."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from functools import partial

import pytest

from bot.adapters.slack import Slack
from bot.chat import Answer, Button, Event, Gone, Message, Uncertain
from tests.bot.adapters.slack_stage import NOW, ROOM, Stage, in_finnish, message, says, stage, until
from tests.fakes.slack import DROP_AFTER, SERVER_ERROR, Deed, Shown, SlackFake, slow_down

CARD = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"),),))


async def card(play: Stage) -> Shown:
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    return room.posts[0]


def keys(play: Stage) -> list[str]:
    return [event.key for event in play.heard]


# -- what is acknowledged ----------------------------------------------------------------------------------


async def test_what_the_core_does_not_take_is_not_acknowledged_and_comes_again() -> None:
    async with stage(Answer(messages=(message("Vastaus"),))) as play:
        play.fake.ack_limit, play.fake.retry_delays = 0.2, (0.0, 0.1, 0.1)
        play.troubles.append(RuntimeError("Annan salaisuus"))
        deed = play.anna().says("hei")
        await until(lambda: len(deed.deliveries) == 2)
        await deed.deliveries[1].acked()
        await play.rests()
        assert deed.deliveries[0].acked_at is None
        assert keys(play) == [f"sl:{deed.event_id}"] * 2
        assert [post.plain for post in play.anna().im.posts] == ["Vastaus"]


async def test_a_press_that_was_not_taken_is_neither_acknowledged_nor_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage(Answer(toast=says("Selvä"))) as play:
        shown = await card(play)
        play.fake.ack_limit = 0.2
        play.troubles.append(RuntimeError("Annan salaisuus"))
        deed = play.anna().presses(shown, "Tulen")
        await until(lambda: deed.failed == "timeout")
        assert (deed.acked_at, deed.responses) == (None, [])
    assert "not taken, so not acknowledged: RuntimeError" in caplog.text
    assert "salaisuus" not in caplog.text


@pytest.mark.parametrize("same_envelope", [True, False])
async def test_an_event_that_comes_twice_has_the_same_key(same_envelope: bool) -> None:
    async with stage() as play:
        play.fake.reuses_envelopes = same_envelope
        deed = await play.anna().says("hei")
        await play.fake.redeliver(deed).acked()
        assert keys(play) == [f"sl:{deed.event_id}"] * 2


async def test_a_press_and_a_command_that_come_twice_have_the_same_key_each() -> None:
    async with stage() as play:
        shown = await card(play)
        anna, room = play.anna(), play.room()
        for does in (partial(anna.presses, shown, "Tulen"), partial(anna.types, "/kuppi", "hei", in_=room)):
            play.everything.clear()
            deed = await does()
            await play.fake.redeliver(deed).acked()
            assert keys(play) == [f"sl:{deed.deliveries[0].envelope_id}"] * 2


# -- sockets that come and go ------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_that_will_end_is_replaced_before_it_does(reason: str) -> None:
    async with stage() as play:
        play.fake.courier.sockets.grace = 0.3
        old = list(play.fake.sockets)
        play.fake.disconnect(reason)
        await until(lambda: len(play.fake.sockets) == 4)
        for _ in range(8):
            await play.anna().says("hei")
        await until(lambda: not set(old) & set(play.fake.sockets))
        await play.anna().says("hei")
        lives = play.fake.history.sockets
        assert all(new.opened_at < (life.closed_at or 0) for life, new in zip(lives[:2], lives[2:4], strict=True))
        assert len(play.heard) == 9
        assert len(play.fake.sockets) == 2


async def test_what_the_core_has_in_hand_when_its_socket_ends_is_acknowledged_by_another() -> None:
    async with stage() as play:
        play.fake.courier.sockets.grace = 0.05
        play.open.clear()
        deed = play.anna().types("/kuppi", "hei", in_=play.room())
        await play.hears()
        old = list(play.fake.sockets)
        play.fake.disconnect()
        await until(lambda: not set(old) & set(play.fake.sockets) and len(play.fake.sockets) == 2)
        play.open.set()
        await deed


async def test_sockets_cut_without_a_word_are_opened_again() -> None:
    async with stage() as play:
        for _ in range(3):
            old = list(play.fake.sockets)
            play.fake.drop_sockets()
            await until(lambda old=old: not set(old) & set(play.fake.sockets) and len(play.fake.sockets) == 2)  # type: ignore[misc]
            await play.anna().says("hei")
        assert len(play.heard) == 3


async def test_a_slack_that_lets_nobody_in_is_tried_again_with_growing_pauses() -> None:
    async with stage() as play:
        play.fake.fail("apps.connections.open", times=6, how=SERVER_ERROR)
        play.fake.fail("socket", times=2)
        play.pauses.clear()
        play.fake.drop_sockets()
        await until(lambda: len(play.fake.sockets) == 2 and len(play.pauses) >= 8)
        assert max(play.pauses) > min(play.pauses)
        await play.anna().says("hei")


async def test_each_envelope_is_heard_whichever_socket_brings_it() -> None:
    async with stage() as play:
        deeds = [await play.anna().says(f"hei {n}") for n in range(6)]
        assert {delivery.via for deed in deeds for delivery in deed.deliveries} == {"socket 1", "socket 2"}
        assert len(play.heard) == 6


# -- bursts ------------------------------------------------------------------------------------------------


class Pages:
    """Answer as dispatch does: what has gathered is committed at once, 4 ms a page."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._working = False

    async def receive(self, events: Sequence[Event]) -> list[Answer]:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        if not self._working:
            self._working = True
            await self._commits()
        await done
        return [in_finnish(Answer(toast=says("Olet mukana"))) for _ in events]

    async def _commits(self) -> None:
        while self._waiting:
            await asyncio.sleep(0.004)
            page, self._waiting = self._waiting[:50], self._waiting[50:]
            self.sizes.append(len(page))
            for done in page:
                done.set_result(None)
        self._working = False


async def test_a_burst_of_presses_is_gathered_into_pages_and_each_is_acknowledged_once() -> None:
    async with stage() as play:
        pages = Pages()
        play.receive = pages.receive  # type: ignore[method-assign]
        play.adapter._workspaces.opens(pages.receive)
        shown, people = await card(play), [play.fake.person(f"U0P{n:03}", f"Henkilö {n}") for n in range(150)]
        play.room().add(*people)
        await play.rests()
        pages.sizes.clear()
        deeds = [person.presses(shown, "Tulen") for person in people]
        assert None not in [(await deed).acked_at for deed in deeds]
        await play.rests()
        assert max(pages.sizes) > 10
        assert all(len(deed.responses) == 1 for deed in deeds)


# -- starting and ending -----------------------------------------------------------------------------------


async def test_starting_waits_until_slack_says_who_we_are() -> None:
    async with stage(runs=False) as play:
        for how in (SERVER_ERROR, slow_down(3), DROP_AFTER, "invalid_auth"):
            play.fake.fail("auth.test", how=how)
        await play.adapter.start()
        assert play.pauses == [2.0, 3.0, 2.0, 30.0]


async def test_a_workspace_that_has_no_more_use_for_us_is_not_waited_for() -> None:
    async with stage(runs=False) as play:
        play.fake.default_team.uninstalls()
        with pytest.raises(Gone, match="account_inactive"):
            await play.adapter.start()


async def test_slack_is_asked_who_we_are_once_and_never_for_a_press() -> None:
    async with stage() as play:
        shown = await card(play)
        for _ in range(3):
            await play.anna().presses(shown, "Tulen")
        assert len(play.fake.history.of("auth.test")) == 1


async def test_what_is_under_way_at_the_end_is_acknowledged_and_answered() -> None:
    async with SlackFake() as fake:
        adapter = Slack(fake.bot_token, fake.app_token, fake.url + "//", now=lambda: NOW)
        anna = fake.person("U0ANNA", "Anna")
        heard = asyncio.Event()

        async def receive(_events: Sequence[Event]) -> list[Answer]:
            heard.set()
            await asyncio.sleep(0.1)
            return [in_finnish(Answer(messages=(message("Vastaus"),)))]

        running = asyncio.create_task(adapter.run(receive))
        await fake.connected(2)
        deed = anna.says("hei")
        await heard.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        late = anna.says("myöhässä")
        await adapter.close()
        assert deed.acked_at is not None
        assert late.acked_at is None, "nobody reads any more"
        assert [post.plain for post in anna.im.posts] == ["Vastaus"]
        await until(lambda: fake.sockets == [])


async def test_what_does_not_end_is_given_up_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack.platform.CLOSING", 0.1)
    async with stage() as play:
        play.open.clear()
        deed = play.anna().says("hei")
        await play.hears()
        await play.adapter.close()
        assert deed.acked_at is None


async def test_the_settings_of_an_installation_do_not_change_how_bolt_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "canary-setting")
    async with stage() as play:
        await play.anna().says("hei")
        assert len(play.heard) == 1


# -- what logs keep to themselves --------------------------------------------------------------------------


async def test_no_log_and_no_exception_tells_a_token_or_what_people_wrote(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    troubles: list[BaseException] = []
    async with stage(Answer(messages=(message("Annan vastaus"),), toast=says("Selvä"))) as play:
        shown = await card(play)
        play.fake.fail("chat.postMessage", how="restricted_action")
        play.fake.fail("users.info", how=SERVER_ERROR)
        play.fake.fail("response_url", how=SERVER_ERROR, times=None)
        deeds: list[Deed] = [play.anna().presses(shown, "Tulen"), play.anna().says("Annan salaisuus")]
        for deed in deeds:
            await deed
        play.fake.fail("socket", times=3)
        play.fake.drop_sockets()
        await until(lambda: len(play.fake.sockets) == 2)
        await play.rests()
        for how in (DROP_AFTER, "not_in_channel", SERVER_ERROR, slow_down(2)):
            play.fake.fail("chat.postMessage", how=how)
            with contextlib.suppress(AssertionError):
                with pytest.raises((Gone, Uncertain, Exception)) as raised:
                    await play.adapter.send(ROOM, CARD, "fi")
                troubles.append(raised.value)
        told = caplog.text + "".join(
            f"{error!r}{error.__context__!r}{error.__cause__!r}{vars(error)}" for error in troubles
        )
        secrets = [play.fake.bot_token, play.fake.app_token, "ticket=", "/response/T0TEAM", *_urls(deeds)]
    assert len(troubles) == 4
    assert [secret for secret in [*secrets, "salaisuus", "Annan", "Ähtäri"] if secret in told] == []


def _urls(deeds: Sequence[Deed]) -> list[str]:
    return [json.loads(json.dumps(deed.payload))["response_url"] for deed in deeds if "response_url" in deed.payload]
