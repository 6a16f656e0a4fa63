"""Where on Slack an answer is read: in the acknowledgement, only by whoever asked, in the DM, by the channel."""

import asyncio
from dataclasses import replace

import pytest

from bot.chat import Address, Answer, Button, Command, Event, Field, Form, Headcount, Message
from bot.i18n import render
from bot.text import t, tn
from tests.bot.adapters.slack_stage import ANNA, ROOM, Stage, message, says, stage
from tests.fakes.slack import DROP_AFTER, DROP_BEFORE, SERVER_ERROR, Ephemeral, Shown, hang, slow_down

TEXT = message("Vastaus")
ROW = Message((says("Luonnos"),), ((Button(says("Julkaise"), "draft", "d1-publish"),),))
CARD = Message(
    (says("Kortti"),),
    ((Button(says("Tulen"), "rsvp", "k7-yes"), Button(says("Muistuta"), "remind", "k7", private=True)),),
)
POINTER = render(t("private.pointer"), "fi")


def plain(shown: list[Ephemeral] | list[Shown]) -> list[str]:
    return [one.plain for one in shown]


def dm(play: Stage) -> list[str]:
    return [post.plain for post in play.anna().im.posts]


def posts(play: Stage) -> list[str]:
    return [post.plain for post in play.room().posts]


async def card(play: Stage) -> Shown:
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    return room.posts[0]


# -- slash commands ----------------------------------------------------------------------------------------


async def test_a_command_in_a_channel_is_answered_by_the_acknowledgement_to_its_person_alone() -> None:
    async with stage(Answer(messages=(TEXT, ROW), toast=says("Selvä"))) as play:
        deed = await play.anna().types("/kuppi", "hei", in_=play.room())
        await play.rests()
        assert deed.ack_payload is not None
        assert deed.ack_payload["response_type"] == "ephemeral"
        assert (plain(deed.private), deed.private[0].labels) == (["Selvä\nVastaus\nLuonnos"], ["Julkaise"])
        assert (deed.responses, posts(play), dm(play)) == ([], [], [])


async def test_a_private_answer_to_a_command_in_a_channel_is_read_there_too() -> None:
    async with stage(Answer(messages=(TEXT,), private=True)) as play:
        deed = await play.anna().types("/kuppi", "omat", in_=play.room())
        await play.rests()
        assert (plain(deed.private), posts(play), dm(play)) == (["Vastaus"], [], [])


async def test_what_goes_on_in_private_stands_in_the_dm_and_the_line_says_so() -> None:
    line = Message((says("Luonnos on yksityisessä keskustelussamme."),))
    async with stage(Answer(messages=(ROW,), private=True, line=line)) as play:
        deed = await play.anna().types("/kuppi", "uusitapaaminen", in_=play.room())
        await play.rests()
        assert plain(deed.private) == ["Luonnos on yksityisessä keskustelussamme."]
        assert (dm(play), play.anna().im.posts[0].labels, posts(play)) == (["Luonnos"], ["Julkaise"], [])


async def test_a_command_works_in_a_channel_without_the_bot() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        channel = play.fake.channel("C0MUU", "muu")
        channel.add(play.anna())
        assert plain((await play.anna().types("/kuppi", "hei", in_=channel)).private) == ["Vastaus"]


async def test_a_command_in_the_dm_is_answered_by_messages_that_stay() -> None:
    async with stage(Answer(messages=(TEXT, ROW), toast=says("Selvä"), private=True)) as play:
        deed = await play.anna().types("/kuppi", "omat")
        await play.rests()
        assert (dm(play), deed.private, deed.ack_payload) == (["Selvä", "Vastaus", "Luonnos"], [], None)


async def test_a_command_in_somebody_elses_dm_points_to_ours() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        ben = play.fake.person("U0BEN", "Ben")
        payload = (await play.anna().types("/kuppi", "omat")).payload
        await play.rests()
        deed = play.fake.inject({**payload, "channel_id": ben.im.id})
        await deed
        await play.rests()
        assert (dm(play), ben.im.posts) == (["Vastaus", "Vastaus"], [])
        assert [response.body["text"] for response in play.fake.history.responses] == [POINTER]


async def test_a_long_answer_to_a_command_goes_on_by_response_url() -> None:
    long = message(*["ä" * 100] * 200)
    async with stage(Answer(messages=(long,))) as play:
        deed = await play.anna().types("/kuppi", "lista", in_=play.room())
        await play.rests()
        assert "\n".join(plain(deed.private)).split("\n") == ["ä" * 100] * 200
        assert len(deed.responses) == len(deed.private) - 1 > 0


async def test_silence_is_acknowledged_with_nothing() -> None:
    async with stage() as play:
        deed = await play.anna().types("/kuppi", "hei", in_=play.room())
        await play.rests()
        assert (deed.ack_payload, deed.private, deed.responses, dm(play)) == (None, [], [], [])


async def test_an_answer_is_read_in_the_readers_language_and_a_channel_in_its_own() -> None:
    answer = Answer(messages=(Message((t("private.pointer"),)),), locale="sv", room="en")
    async with stage(answer) as play:
        deed = await play.anna().types("/kuppi", "hei", in_=play.room())
        await play.anna().says("@kuppi hei", in_=play.room())
        await play.rests()
        assert plain(deed.private) == [render(t("private.pointer"), "sv")]
        assert posts(play) == [render(t("private.pointer"), "en")]


# -- presses -----------------------------------------------------------------------------------------------


async def test_a_press_is_answered_once_to_its_person_alone_and_the_card_stays() -> None:
    async with stage(Answer(messages=(TEXT,), toast=says("Olet mukana"))) as play:
        deed = await play.anna().presses(await card(play), "Tulen")
        await play.rests()
        assert (plain(deed.private), len(deed.responses), deed.ack_payload) == (["Olet mukana\nVastaus"], 1, None)
        body = deed.responses[0].body
        assert (body["replace_original"], body["response_type"]) == (False, "ephemeral")
        assert (posts(play), dm(play), play.fake.history.of("chat.postEphemeral")) == (["Kortti"], [], [])


async def test_a_private_answer_to_a_press_stands_in_the_dm_besides_the_toast() -> None:
    async with stage(Answer(messages=(TEXT,), toast=says("Katso viestit"), private=True)) as play:
        deed = await play.anna().presses(await card(play), "Tulen")
        await play.rests()
        assert (plain(deed.private), dm(play)) == (["Katso viestit"], ["Vastaus"])


async def test_a_private_answer_without_a_toast_is_pointed_to() -> None:
    async with stage(Answer(messages=(TEXT,), private=True)) as play:
        deed = await play.anna().presses(await card(play), "Tulen")
        await play.rests()
        assert (plain(deed.private), dm(play)) == ([POINTER], ["Vastaus"])


async def test_a_private_button_is_answered_in_the_dm_whatever_the_answer_says() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        deed = await play.anna().presses(await card(play), "Muistuta")
        await play.rests()
        assert (plain(deed.private), dm(play)) == ([POINTER], ["Vastaus"])


async def test_a_press_in_the_dm_is_answered_by_messages_there() -> None:
    async with stage(Answer(messages=(TEXT,), toast=says("Selvä"))) as play:
        play.anna()
        await play.adapter.send(ANNA, CARD, "fi")
        deed = await play.anna().presses(play.anna().im.posts[0], "Tulen")
        await play.rests()
        assert (plain(deed.private), dm(play)) == (["Selvä"], ["Kortti", "Vastaus"])


async def test_a_press_in_a_thread_is_answered_in_the_thread() -> None:
    async with stage(Answer(toast=says("Selvä"))) as play:
        room = play.room()
        parent = room.write("U0ANNA", "Kahville?")
        await play.adapter.send(Address("slack", ROOM.id, parent.ts), CARD, "fi")
        deed = await play.anna().presses(parent.replies[0], "Tulen")
        await play.rests()
        assert [response.body["thread_ts"] for response in deed.responses] == [parent.ts]
        assert [event.where for event in play.heard] == [replace(ROOM, thread=parent.ts)]


# -- mentions and words ------------------------------------------------------------------------------------


async def test_a_mention_is_answered_to_everybody_in_its_thread() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        room = play.room()
        parent = room.write("U0ANNA", "Kahville?")
        await play.anna().says("@kuppi tapaamiset", in_=room, thread=parent)
        await play.anna().says("@kuppi tapaamiset", in_=room)
        await play.rests()
        assert [(post.plain, post.thread_ts) for post in room.posts] == [("Vastaus", parent.ts), ("Vastaus", None)]


async def test_a_private_answer_to_a_mention_stands_in_the_dm_and_the_channel_hears_one_line() -> None:
    async with stage(Answer(messages=(TEXT,), private=True, line=message("Vastasin yksityisesti."))) as play:
        await play.anna().says("@kuppi omat", in_=play.room())
        await play.rests()
        assert (posts(play), dm(play)) == (["Vastasin yksityisesti."], ["Vastaus"])


async def test_words_in_the_dm_are_answered_there() -> None:
    async with stage(Answer(messages=(TEXT,), toast=says("Selvä"))) as play:
        await play.anna().says("hei")
        await play.rests()
        assert dm(play) == ["Selvä", "Vastaus"]


async def test_arriving_somewhere_is_answered_to_everybody_there() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        room = play.fake.channel("C0KAHVI", "kahvit")
        await room.invite_bot(by=play.anna())
        await play.rests()
        assert [post.plain for post in room.posts] == ["Vastaus"]


# -- forms -------------------------------------------------------------------------------------------------

FORM = Form("meetup", "d1", says("Uusi tapaaminen"), says("Jatka"), (Field("teema", says("Teema")),))


async def test_a_form_whose_trigger_is_spent_is_made_up_for_in_the_dm() -> None:
    async with stage(Answer(form=FORM)) as play:
        play.fake.fail("views.open", how="expired_trigger_id")
        await play.anna().types("/kuppi", "uusitapaaminen", in_=play.room())
        await play.rests()
        assert dm(play) == [render(t("slack.modal_late"), "fi")]


# -- order, and what goes wrong ----------------------------------------------------------------------------


async def test_nothing_is_said_before_the_core_has_committed() -> None:
    async with stage(Answer(messages=(TEXT,), toast=says("Selvä"))) as play:
        shown = await card(play)
        play.open.clear()
        deeds = [
            play.anna().types("/kuppi", "hei", in_=play.room()),
            play.anna().presses(shown, "Tulen"),
            play.anna().says("hei"),
        ]
        await play.hears(3)
        await asyncio.sleep(0.1)
        assert [deed.acked_at for deed in deeds] == [None] * 3
        assert ([deed.responses for deed in deeds], dm(play)) == ([[], [], []], [])
        play.open.set()
        for deed in deeds:
            await deed


async def test_a_press_is_acknowledged_before_its_answer_is_told() -> None:
    async with stage(Answer(toast=says("Selvä"))) as play:
        shown = await card(play)
        play.fake.fail("response_url", how=DROP_BEFORE)
        deed = await play.anna().presses(shown, "Tulen")
        await play.rests()
        assert deed.acked_at is not None
        assert deed.acked_at < deed.responses[0].at


async def test_an_answer_is_given_after_the_pause_that_slack_asks_for() -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        play.fake.fail("chat.postMessage", how=slow_down(1))
        await play.anna().says("hei")
        await play.rests()
        assert dm(play) == ["Vastaus"]
        assert 1 in play.pauses


@pytest.mark.parametrize("fault", [DROP_AFTER, DROP_BEFORE, SERVER_ERROR])
async def test_an_answer_in_doubt_is_looked_for_and_given_once(fault: object) -> None:
    async with stage(Answer(messages=(TEXT,))) as play:
        play.fake.fail("chat.postMessage", how=fault)  # type: ignore[arg-type]
        await play.anna().says("hei")
        await play.rests()
        assert dm(play) == ["Vastaus"]


async def test_one_message_that_cannot_be_given_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    secret = message("salaisuus")
    async with stage(Answer(messages=(secret, TEXT))) as play:
        play.fake.fail("chat.postMessage", how="restricted_action")
        await play.anna().says("hei")
        await play.rests()
        assert dm(play) == ["Vastaus"]
    assert "an answer was not given: refused: restricted_action" in caplog.text
    assert "salaisuus" not in caplog.text


async def test_an_answer_that_cannot_be_drawn_is_acknowledged_since_it_was_committed() -> None:
    async with stage(Answer(messages=(Message((tn("no.such.words", 1),)),))) as play:
        deed = await play.anna().types("/kuppi", "hei", in_=play.room())
        assert deed.ack_payload is None


async def test_a_form_that_slack_keeps_waiting_does_not_hold_the_acknowledgement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.adapters.slack.answers.FORM_PATIENCE", 0.05)

    def script(event: Event) -> Answer:
        return Answer(form=FORM) if isinstance(event, Command) else Answer()

    async with stage(script) as play:
        play.fake.fail("views.open", how=hang(0.5))
        deed = play.anna().types("/kuppi", "uusitapaaminen", in_=play.room())
        await deed.acked(0.4)
        await play.rests()
        assert dm(play) == [render(t("slack.modal_late"), "fi")]


# -- how many are there ------------------------------------------------------------------------------------

ASKS = Answer(messages=(TEXT,), private=True, headcount=Headcount(ROOM, tn("network.room_members", 0)))


async def test_how_many_are_in_a_channel_is_asked_when_an_answer_is_to_say_it() -> None:
    async with stage(ASKS) as play:
        deed = await play.anna().types("/kuppi", "verkosto koordinaattorihuone", in_=play.room())
        await play.rests()
        assert plain(deed.private) == ["Vastaus\nRyhmässä on nyt 2 jäsentä."]


async def test_how_many_there_are_is_left_out_where_it_cannot_be_told() -> None:
    async with stage(ASKS) as play:
        room = play.room()
        play.fake.fail("conversations.info", how=SERVER_ERROR)
        deed = await play.anna().types("/kuppi", "verkosto koordinaattorihuone", in_=room)
        await play.rests()
        assert plain(deed.private) == ["Vastaus"]
