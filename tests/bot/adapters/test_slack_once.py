"""Nothing is lost and nobody is answered twice: what comes is committed, then acknowledged, and answered once."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.adapters.slack import Slack
from bot.chat import Answer, Button, Event, Message, Said
from tests.bot.adapters.slack_stage import NOW, ROOM, Stage, in_finnish, message, says, stage, until
from tests.fakes.slack import SERVER_ERROR, Shown, SlackFake, hang

CARD = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"),),))
TOAST = Answer(toast=says("Olet mukana."))


def echo(event: Event) -> Answer:
    """Answer what was said with what was heard."""
    return Answer((message(f"Luin: {event.text}"),)) if isinstance(event, Said) else Answer()


async def card(play: Stage) -> Shown:
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    return room.posts[0]


async def stops(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


# -- commit, acknowledge, answer -----------------------------------------------------------------------------


async def test_nothing_is_acknowledged_or_answered_before_it_is_committed() -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        play.open.clear()
        deed = play.anna().presses(shown, "Tulen")
        await play.hears()
        await asyncio.sleep(0.1)
        assert (deed.acked_at, deed.responses) == (None, [])
        play.open.set()
        await deed.answered()
        assert deed.acked_at is not None


async def test_what_slack_sends_again_for_a_late_acknowledgement_is_answered_once() -> None:
    async with stage(echo) as play:
        play.fake.ack_limit, play.fake.retry_delays = 0.05, (0.0, 0.05, 10)
        play.open.clear()
        deed = play.anna().says("hei")
        await play.hears(3)
        play.open.set()
        await play.anna().gets("Luin: hei")
        await play.rests()
        assert len(deed.deliveries) == 3
        assert [post.plain for post in play.anna().im.posts] == ["Luin: hei"]


async def test_what_the_core_could_not_take_at_first_is_answered_once_it_did() -> None:
    async with stage(echo) as play:
        play.fake.ack_limit, play.fake.retry_delays = 0.1, (0.0, 0.05, 0.1)
        play.troubles = [RuntimeError("disk full"), RuntimeError("disk full")]
        deed = await play.anna().says("hei")
        await play.rests()
        assert [delivery.acked_at is None for delivery in deed.deliveries] == [True, True, False]
        assert [post.plain for post in play.anna().im.posts] == ["Luin: hei"]


async def test_one_persons_answers_come_in_the_order_they_spoke_and_hold_nobody_else_up() -> None:
    async with stage(echo) as play:
        anna, bertta = play.anna(), play.fake.person("U0BERTTA", "Bertta")
        play.fake.fail("chat.postMessage", how=hang(0.3), channel=anna.im)
        for number in range(3):
            await anna.says(str(number))
        bertta.says("hei")
        await bertta.gets("Luin: hei")
        assert anna.im.posts == []
        await anna.gets("Luin: 2")
        assert [post.plain for post in anna.im.posts] == ["Luin: 0", "Luin: 1", "Luin: 2"]


# -- bursts --------------------------------------------------------------------------------------------------


async def test_a_burst_waits_for_the_core_together_and_everybody_gets_their_own_answer_once() -> None:
    async with stage(lambda event: Answer(toast=says(f"Kiitos {event.who.id}"))) as play:
        people = [play.fake.person(f"U0P{number}", f"Henkilö {number}") for number in range(150)]
        shown = await card(play)
        play.room().members |= {person.id: None for person in people}
        play.fake.ack_limit = 30  # this is about how many come at once, on a slow machine too
        play.open.clear()
        deeds = [person.presses(shown, "Tulen") for person in people]
        async with asyncio.timeout(60):
            while len(play.heard) < 150:  # noqa: ASYNC110 -- what is waited for has no event of its own
                await asyncio.sleep(0.01)
        play.open.set()  # none of them is through, and all of them have come
        for deed in deeds:
            await deed.answered(timeout=20)
        await play.rests()
        told = [[one.plain for one in deed.private] for deed in deeds]
        assert told == [[f"Kiitos T0TEAM/{person.id}"] for person in people]
        assert len(play.fake.history.responses) == 150
        assert not any(deed.late or deed.failed for deed in deeds)


async def test_a_burst_in_dms_opens_none_of_them() -> None:
    async with stage(echo) as play:
        people = [play.fake.person(f"U0P{number}", f"Henkilö {number}") for number in range(30)]
        for person in people:
            person.says("hei")
        for person in people:
            await person.gets("Luin: hei")
        assert play.fake.history.of("conversations.open") == []


# -- starting and ending -------------------------------------------------------------------------------------


async def test_a_start_that_is_given_up_leaves_nothing_open() -> None:
    async with SlackFake() as fake:
        fake.fail("auth.test", how=SERVER_ERROR, times=None)
        adapter = Slack(fake.bot_token, fake.app_token, fake.url, now=lambda: NOW, pause=lambda _: asyncio.sleep(0.005))
        starting = asyncio.create_task(adapter.start())
        await until(lambda: len(fake.history.of("auth.test")) > 2)
        await stops(starting)
        await adapter.close()  # an open session would be a warning, and warnings are errors


async def test_two_who_start_it_at_once_introduce_us_once() -> None:
    async with SlackFake() as fake:
        adapter = Slack(fake.bot_token, fake.app_token, fake.url, now=lambda: NOW)
        await asyncio.gather(adapter.start(), adapter.start())
        await adapter.close()
        assert len(fake.history.of("auth.test")) == 1


async def test_the_end_leaves_no_task_and_no_warning_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.slack.platform.CLOSING", 0.1)
    async with stage(echo) as play:
        play.fake.fail("chat.postMessage", how=hang(60))
        play.fake.fail("users.info", how=hang(60))
        await play.anna().says("hei")
        play.fake.person("U0BERTTA", "Bertta").says("hei")
        await play.hears(2)
    await asyncio.sleep(0.05)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert [task for task in left if "adapters/slack/" in repr(task) or "slack_sdk" in repr(task)] == []
    assert caplog.records == []


async def test_it_can_be_run_again_after_it_was_stopped() -> None:
    async with SlackFake() as fake:
        adapter = Slack(fake.bot_token, fake.app_token, fake.url, now=lambda: NOW)
        anna = fake.person("U0ANNA", "Anna")
        heard: list[Said] = []

        async def receive(events: Sequence[Event]) -> list[Answer]:
            heard.extend(event for event in events if isinstance(event, Said))
            return [in_finnish(echo(event)) for event in events]

        for number in range(2):
            running = asyncio.create_task(adapter.run(receive))
            await fake.connected(2)
            anna.says(f"hei {number}")
            await anna.gets(f"Luin: hei {number}")
            await stops(running)
            await adapter.close()
            await until(lambda: not fake.sockets)
        assert [event.text for event in heard] == ["hei 0", "hei 1"]
