"""What Kuppi posts and redraws on Slack, and what a refusal means."""

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.adapters.slack import workspace
from bot.chat import Address, Button, Gone, Message, Ref, SlowDown, Uncertain
from tests.bot.adapters.slack_stage import ANNA, NOW, ROOM, Stage, message, says, stage
from tests.fakes.slack import DROP_AFTER, DROP_BEFORE, SERVER_ERROR, SERVER_ERROR_AFTER, Fault, Json, hang, slow_down

CARD = Message(
    (says("Kulttuurikuppi"), says("ke 2.12.2026 klo 8.30–10.00")),
    (
        (Button(says("Tulen"), "rsvp", "k7-yes"), Button(says("Ehkä"), "rsvp", "k7-maybe")),
        (Button(says("Muistuta"), "remind", "k7", private=True), Button(says("Sivu"), url="https://nelikko.fi")),
    ),
)


def post_of(play: Stage) -> Json:
    """Give what the last chat.postMessage said, besides where."""
    [*_, call] = play.fake.history.of("chat.postMessage")
    return call.args


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


# -- drawing -----------------------------------------------------------------------------------------------


async def test_a_message_is_plain_text_with_rows_of_buttons() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        ref = await play.adapter.send(ROOM, CARD, "fi", key="announce:k7")
        assert ref == Ref(ROOM, room.posts[0].ts)
        assert post_of(play) == {
            "channel": "C0KAHVI",
            "text": "Kulttuurikuppi\nke 2.12.2026 klo 8.30–10.00",
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": "kuppi", "event_payload": {"key": "announce:k7"}},
            "blocks": [
                {"type": "section", "text": plain("Kulttuurikuppi\nke 2.12.2026 klo 8.30–10.00")},
                {
                    "type": "actions",
                    "elements": [
                        {
                            "type": "button",
                            "text": plain("Tulen"),
                            "action_id": "0:rsvp-k7-yes",
                            "value": "rsvp-k7-yes",
                        },
                        {
                            "type": "button",
                            "text": plain("Ehkä"),
                            "action_id": "1:rsvp-k7-maybe",
                            "value": "rsvp-k7-maybe",
                        },
                    ],
                },
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "text": plain("Muistuta"), "action_id": "2!remind-k7", "value": "remind-k7"},
                        {"type": "button", "text": plain("Sivu"), "action_id": "3:link", "url": "https://nelikko.fi"},
                    ],
                },
            ],
        }


@pytest.mark.parametrize(
    "name",
    [
        "<!channel> <!here> <@U0ANNA> <!subteam^S1>",
        "@everyone @channel @here",
        "*lihava* _vino_ ~yli~ `koodi` :wave: > lainaus",
        "R&B &amp; &lt;b&gt; & < >",
        "<https://paha.fi|hyvä.fi>",
        "Anna \"x\" \\ {} 'y' %s",
    ],
)
async def test_names_stay_words_and_call_nobody(name: str) -> None:
    async with stage(runs=False) as play:
        room = play.room()
        label = name[:60]
        await play.adapter.send(ROOM, Message((says(name),), ((Button(says(label), "x"),),)), "fi")
        [post] = room.posts
        assert (post.plain, post.labels) == (name, [label])
        assert not {"link_names", "parse"} & set(post_of(play))
        assert "<" not in post_of(play)["text"]


async def test_a_row_wider_than_five_goes_on_in_the_next() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        row = tuple(Button(says(str(n)), "n", str(n)) for n in range(7))
        await play.adapter.send(ROOM, Message((says("Monta"),), (row,)), "fi")
        rows = [[element["text"]["text"] for element in block["elements"]] for block in room.posts[0].blocks[1:]]
        assert rows == [["0", "1", "2", "3", "4"], ["5", "6"]]
        assert len({button.action_id for button in room.posts[0].buttons}) == 7


async def test_buttons_that_make_sense_on_telegram_alone_are_left_out() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        row = (Button(says("Lisää ryhmään"), "startgroup", "abc"), Button(says("Linkki"), "startlink", "abc"))
        await play.adapter.send(ROOM, Message((says("Koodi"),), (row,)), "fi")
        assert room.posts[0].labels == []


async def test_a_label_too_long_is_cut() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        await play.adapter.send(ROOM, Message((says("X"),), ((Button(says("y" * 100), "x"),),)), "fi")
        assert room.posts[0].labels == ["y" * 74 + "…"]


@pytest.mark.parametrize("line", ["ä" * 100, "&lt;" * 25, "sana " * 20])
async def test_a_long_text_is_told_whole_in_as_few_posts_as_it_takes(line: str) -> None:
    async with stage(runs=False) as play:
        room = play.room()
        lines = [f"{n}. {line.strip()}" for n in range(200)]
        button = Button(says("Tulen"), "rsvp", "k7-yes")
        ref = await play.adapter.send(ROOM, Message(message(*lines).lines, ((button,),)), "fi", key="long")
        assert "\n".join(post.plain for post in room.posts).split("\n") == lines
        assert [post.labels for post in room.posts][-1] == ["Tulen"]
        assert [bool(post.metadata) for post in room.posts] == [False] * (len(room.posts) - 1) + [True]
        assert ref.message == room.posts[-1].ts
        assert len(room.posts) <= 5


async def test_a_long_text_is_cut_in_an_edit_that_keeps_its_buttons() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        ref = await play.adapter.send(ROOM, CARD, "fi")
        await play.adapter.edit(ref, Message(message(*["&" * 100] * 300).lines, CARD.buttons), "fi")
        assert room.posts[0].plain.startswith("&" * 100)
        assert room.posts[0].plain.endswith("&\n…"), "it says that it goes on"
        assert room.posts[0].labels == ["Tulen", "Ehkä", "Muistuta", "Sivu"]


async def test_a_message_is_redrawn_in_place() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        ref = await play.adapter.send(ROOM, CARD, "fi", key="announce:k7")
        await play.adapter.edit(ref, message("Peruttu"), "fi")
        await play.adapter.edit(ref, message("Peruttu"), "fi")
        assert [(post.plain, post.labels) for post in room.posts] == [("Peruttu", [])]
        assert await play.adapter.find(ROOM, "announce:k7", NOW - timedelta(days=9_000)) == ref


# -- where -------------------------------------------------------------------------------------------------


async def test_a_person_is_written_to_in_a_dm_that_is_opened_once() -> None:
    async with stage(runs=False) as play:
        anna = play.anna()
        ref = await play.adapter.send(ANNA, message("Yksi"), "fi")
        await play.adapter.send(ANNA, message("Kaksi"), "fi")
        await play.adapter.edit(ref, message("Ensin"), "fi")
        assert [post.plain for post in anna.im.posts] == ["Ensin", "Kaksi"]
        assert len(play.fake.history.of("conversations.open")) == 1
        assert ref == Ref(ANNA, anna.im.posts[0].ts)


async def test_a_dm_that_wrote_to_us_need_not_be_opened() -> None:
    async with stage() as play:
        await play.anna().says("hei")
        await play.rests()
        await play.adapter.send(ANNA, message("Hei!"), "fi")
        assert play.fake.history.of("conversations.open") == []


async def test_a_message_to_a_thread_stands_in_it() -> None:
    async with stage(runs=False) as play:
        parent = play.room().write("U0ANNA", "Kahville?")
        to = Address("slack", ROOM.id, parent.ts)
        await play.adapter.send(to, message("Kyllä"), "fi", key="t")
        assert [reply.plain for reply in parent.replies] == ["Kyllä"]


# -- what a refusal means ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("channel_not_found", "channel_not_found"),
        ("not_in_channel", "not_in_channel"),
        ("is_archived", "is_archived"),
        ("account_inactive", "account_inactive"),
        ("user_disabled", "user_disabled"),
        ("invalid_blocks", "refused: invalid_blocks"),
        ("restricted_action", "refused: restricted_action"),
    ],
)
async def test_a_chat_that_cannot_be_written_to_is_gone(error: str, why: str) -> None:
    async with stage(runs=False) as play:
        play.room()
        play.fake.fail("chat.postMessage", how=error)
        with pytest.raises(Gone) as gone:
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert gone.value.why == why


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_a_message_that_cannot_be_redrawn_is_gone_though_its_chat_is_not(error: str) -> None:
    async with stage(runs=False) as play:
        play.room()
        ref = await play.adapter.send(ROOM, message("Hei"), "fi")
        play.fake.fail("chat.update", how=error)
        with pytest.raises(Gone, match=r"^message$"):
            await play.adapter.edit(ref, message("Moi"), "fi")


async def test_a_person_who_left_is_gone() -> None:
    async with stage(runs=False) as play:
        with pytest.raises(Gone, match="user_not_found"):
            await play.adapter.send(Address("slack", "T0TEAM/U0NOBODY"), message("Hei"), "fi")


async def test_a_flood_asks_for_the_pause_that_slack_names() -> None:
    async with stage(runs=False) as play:
        play.room()
        play.fake.fail("chat.postMessage", how=slow_down(7))
        with pytest.raises(SlowDown) as slow:
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert slow.value.retry_after == 7


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked"])
async def test_a_refused_token_is_no_chats_fault(error: str) -> None:
    async with stage(runs=False) as play:
        play.room()
        await play.adapter.start()
        play.fake.fail("chat.postMessage", how=error)
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")


@pytest.mark.parametrize(
    "fault", [DROP_BEFORE, DROP_AFTER, SERVER_ERROR, SERVER_ERROR_AFTER, Fault("error", "fatal_error")]
)
async def test_a_call_that_may_have_taken_effect_is_uncertain_and_not_made_again(fault: Fault) -> None:
    async with stage(runs=False) as play:
        room = play.room()
        play.fake.fail("chat.postMessage", how=fault)
        with pytest.raises(Uncertain):
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert len(room.posts) == int(fault.after)
        assert len(play.fake.history.of("chat.postMessage")) == 1


async def test_an_answer_that_does_not_come_in_time_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    async with stage(runs=False) as play:
        play.room()
        play.fake.fail("chat.postMessage", how=hang(0.5, after=True))
        with pytest.raises(Uncertain):
            await play.adapter.send(ROOM, message("Hei"), "fi")


async def test_a_slack_that_cannot_be_reached_was_told_nothing() -> None:
    async with stage(runs=False) as play:
        play.room()
        await play.adapter.start()
        there = await play.adapter._workspaces.speaking("T0TEAM")
        there.voice._client.base_url = "http://127.0.0.1:9/api/"
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")


# -- looking for a post in doubt ---------------------------------------------------------------------------


async def test_a_post_is_found_again_after_the_connection_was_cut() -> None:
    async with stage(runs=False) as play:
        room = play.room()
        play.fake.fail("chat.postMessage", how=DROP_AFTER)
        with pytest.raises(Uncertain):
            await play.adapter.send(ROOM, CARD, "fi", key="announce:k7")
        found = await play.adapter.find(ROOM, "announce:k7", play.fake.clock())
        assert found == Ref(ROOM, room.posts[0].ts)


async def test_a_post_that_never_arrived_is_not_found() -> None:
    async with stage(runs=False) as play:
        play.room()
        await play.adapter.send(ROOM, CARD, "fi", key="another")
        play.fake.fail("chat.postMessage", how=DROP_BEFORE)
        with pytest.raises(Uncertain):
            await play.adapter.send(ROOM, CARD, "fi", key="announce:k7")
        assert await play.adapter.find(ROOM, "announce:k7", play.fake.clock()) is None


async def test_a_post_is_found_behind_many_others() -> None:
    async with stage(runs=False) as play:
        room, since = play.room(), play.fake.clock()
        ref = await play.adapter.send(ROOM, CARD, "fi", key="announce:k7")
        for n in range(450):
            room.write("U0ANNA", f"juttu {n}")
        assert await play.adapter.find(ROOM, "announce:k7", since) == ref
        assert len(play.fake.history.of("conversations.history")) == 3


async def test_a_post_in_a_thread_and_one_in_a_dm_are_found_there() -> None:
    async with stage(runs=False) as play:
        since = play.fake.clock()
        parent = play.room().write("U0ANNA", "Kahville?")
        for to in (Address("slack", ROOM.id, parent.ts), ANNA):
            ref = await play.adapter.send(to, CARD, "fi", key="k")
            assert await play.adapter.find(to, "k", since) == ref


async def test_a_room_that_is_gone_cannot_be_looked_through() -> None:
    async with stage(runs=False) as play:
        with pytest.raises(Gone, match="channel_not_found"):
            await play.adapter.find(Address("slack", "T0TEAM/C0NONE"), "k", NOW)


async def test_metadata_of_others_is_none_of_ours() -> None:
    async with stage(runs=False) as play:
        room, since = play.room(), play.fake.clock()
        room.write("U0ANNA", "x", metadata={"event_type": "other", "event_payload": {"key": "k"}})
        assert json.dumps(room.messages[0].metadata)
        assert await play.adapter.find(ROOM, "k", since) is None
