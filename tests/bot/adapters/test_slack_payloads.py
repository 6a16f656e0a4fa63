"""What people do on Slack, as Kuppi hears it."""

import json
from typing import Any

import pytest

from bot.chat import (
    Address,
    Answer,
    Button,
    Command,
    Event,
    Joined,
    Left,
    Message,
    Press,
    Ref,
    Renamed,
    Said,
    Sender,
    Uninstalled,
    Unreadable,
    Visited,
)
from tests.bot.adapters.slack_stage import ANNA, NOW, ROOM, Stage, says, stage
from tests.fakes.slack import Deed, Json

WHO = Sender("slack", "T0TEAM/U0ANNA", "anna.ahtari", reachable=True, unsure=True)
NAMELESS = Sender("slack", "T0TEAM/U0ANNA", "U0ANNA", reachable=True, unsure=True)
BOT = Sender("slack", "T0TEAM/U0TEAMBOT", "U0TEAMBOT", bot=True, reachable=True, unsure=True)


async def heard(play: Stage, deed: Deed) -> Event:
    """Let the deed be acknowledged, and give the one event it brought."""
    await deed
    [event] = play.heard
    return event


async def ignored(play: Stage, *deeds: Deed) -> bool:
    for deed in deeds:
        await deed
    return play.heard == []


def about(deed: Deed, where: Address = ANNA, **rest: Any) -> Any:
    """Give what every event says."""
    key = deed.payload.get("event_id") or deed.deliveries[0].envelope_id
    return {"key": f"sl:{key}", "at": NOW, "who": WHO, "where": where, "private": where == ANNA, **rest}


# -- commands ----------------------------------------------------------------------------------------------


async def test_a_command_in_a_channel_has_its_word_folded_and_its_text_as_typed() -> None:
    async with stage() as play:
        deed = play.anna().types("/kuppi", "LIITÄ  Ähtäri & <b>\nTeema: Yö", in_=play.room())
        assert await heard(play, deed) == Command(
            **about(deed, ROOM, title="kahvit"), opens_forms=True, word="liita", text="Ähtäri & <b>\nTeema: Yö"
        )


async def test_a_command_in_the_dm_is_private() -> None:
    async with stage() as play:
        deed = play.anna().types("/kuppi", "/omat")
        assert await heard(play, deed) == Command(**about(deed), opens_forms=True, word="omat")


async def test_a_bare_command_is_start() -> None:
    async with stage() as play:
        deed = play.anna().types("/kuppi")
        assert await heard(play, deed) == Command(**about(deed), opens_forms=True, word="start")


async def test_a_mention_in_a_thread_is_a_command_in_its_channel() -> None:
    async with stage() as play:
        room = play.room()
        parent = room.write("U0ANNA", "Kahville?")
        deed = play.anna().says("@kuppi Tapaamiset  nyt", in_=room, thread=parent)
        assert await heard(play, deed) == Command(
            **about(deed, ROOM, who=NAMELESS, title="kahvit"), word="tapaamiset", text="nyt"
        )


async def test_a_bare_mention_is_start() -> None:
    async with stage() as play:
        deed = play.anna().says("@kuppi", in_=play.room())
        assert await heard(play, deed) == Command(**about(deed, ROOM, who=NAMELESS, title="kahvit"), word="start")


async def test_a_private_channel_is_asked_for_its_name_once() -> None:
    async with stage() as play:
        room = play.fake.channel("G0SALA", "sala", private=True)
        room.members |= {play.anna().id: None, play.fake.bot_user_id: None}
        for _ in range(2):
            await play.anna().types("/kuppi", "verkosto liita 7F3K", in_=room)
        await play.fake.tells({"type": "group_rename", "channel": {"id": "G0SALA", "name": "valo"}})
        await play.anna().types("/kuppi", "verkosto tila", in_=room)
        assert [event.title for event in play.heard if isinstance(event, Command)] == ["sala", "sala", "valo"]
        assert len(play.fake.history.of("conversations.info")) == 1


async def test_a_command_where_the_bot_is_not_has_no_title_to_give() -> None:
    async with stage() as play:
        room = play.fake.channel("G0SALA", "sala", private=True)
        room.add(play.anna())
        await play.anna().types("/kuppi", "verkosto liita 7F3K", in_=room)
        assert play.heard[0].title == ""


# -- the DM ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Haluan jakaa arjen pulmia",
        "R&B < jazz > iskelmä",
        "nelikko.fi ja https://nelikko.fi/ohjelma?a=1&b=2",
        "anna@example.fi",
        "kaksi\nriviä",
        "kysykää #kahvit-kanavalla",
    ],
)
async def test_words_in_the_dm_are_heard_as_typed(text: str) -> None:
    async with stage() as play:
        play.fake.channel("C0MUU", "kahvit-kanavalla")
        deed = play.anna().says(text)
        assert await heard(play, deed) == Said(**about(deed, who=NAMELESS), text=text)


async def test_a_person_mentioned_is_named_once_known() -> None:
    async with stage() as play:
        await play.fake.person("U0BEN", "Ben").says("hei")
        await play.rests()
        assert [event.who.name for event in play.met] == ["Ben"]
        play.everything.clear()
        deed = play.anna().says("kysy @ben tästä")
        assert await heard(play, deed) == Said(**about(deed, who=NAMELESS), text="kysy @Ben tästä")


async def test_a_slash_in_the_dm_makes_a_command() -> None:
    async with stage() as play:
        deed = play.anna().says(" /Omat kaikki")
        assert await heard(play, deed) == Command(**about(deed, who=NAMELESS), word="omat", text="kaikki")


async def test_a_file_without_words_is_said_in_silence() -> None:
    async with stage() as play:
        anna = play.anna()
        event = {"type": "message", "channel_type": "im", "channel": anna.im.id, "user": anna.id, "ts": "1.1"}
        deed = play.fake.tells({**event, "subtype": "file_share", "text": "", "files": [{"id": "F1"}]})
        assert await heard(play, deed) == Said(**about(deed, who=NAMELESS), text="")


async def test_edits_deletions_and_machines_are_not_heard() -> None:
    async with stage() as play:
        anna = play.anna()
        first = anna.im.write(anna.id, "hei")
        said: Json = {"type": "message", "channel_type": "im", "channel": anna.im.id, "ts": "1.1", "text": "hei"}
        assert await ignored(
            play,
            anna.edits(first, "moi"),
            anna.deletes(first),
            play.fake.tells({**said, "user": anna.id, "subtype": "channel_join"}),
            play.fake.tells({**said, "user": "U0OTHER", "bot_id": "B0OTHER"}),
            play.fake.tells({**said, "bot_id": "B0OTHER", "subtype": "bot_message"}),
            play.fake.tells({**said, "user": "USLACKBOT"}),
            play.fake.tells({**said, "user": play.fake.bot_user_id}),
            play.fake.tells({**said, "type": "app_mention", "user": "U0OTHER", "bot_id": "B0OTHER"}),
        )


async def test_what_a_channel_talks_about_is_not_heard_even_if_slack_sends_it() -> None:
    async with stage() as play:
        said: Json = {"type": "message", "channel": "C0KAHVI", "user": "U0ANNA", "ts": "1.1", "text": "salaisuus"}
        assert await ignored(
            play,
            play.fake.tells({**said, "channel_type": "channel"}),
            play.fake.tells({**said, "channel_type": "mpim"}),
        )


# -- presses and modals ------------------------------------------------------------------------------------


ROW = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"), Button(says("Sivu"), url="https://a.fi")),))


async def test_a_press_tells_its_action_and_the_message_it_stands_on() -> None:
    async with stage() as play:
        room = play.room()
        ref = await play.adapter.send(ROOM, ROW, "fi")
        deed = play.anna().presses(room.posts[0], "Tulen")
        assert await heard(play, deed) == Press(
            **about(deed, ROOM, title="kahvit"), opens_forms=True, action="rsvp", arg="k7-yes", on=ref
        )


async def test_a_press_in_the_dm_is_private_and_addressed_by_its_person() -> None:
    async with stage() as play:
        play.anna()
        ref = await play.adapter.send(ANNA, ROW, "fi")
        deed = play.anna().presses(play.anna().im.posts[0], "Tulen")
        assert ref == Ref(ANNA, play.anna().im.posts[0].ts)
        assert await heard(play, deed) == Press(**about(deed), opens_forms=True, action="rsvp", arg="k7-yes", on=ref)


async def test_a_press_on_only_you_words_names_no_message_since_none_can_be_redrawn() -> None:
    async with stage(Answer(messages=(ROW,))) as play:
        await play.anna().types("/kuppi", "hei", in_=play.room())
        await play.anna().presses(play.anna().ephemerals[0], "Tulen")
        press = play.heard[-1]
        assert isinstance(press, Press)
        assert (press.on, press.where) == (None, ROOM)


async def test_a_link_button_is_acknowledged_and_not_heard() -> None:
    async with stage() as play:
        play.room()
        await play.adapter.send(ROOM, ROW, "fi")
        assert await ignored(play, play.anna().presses(play.room().posts[0], "Sivu"))


async def test_looking_at_the_home_tab_is_a_visit_in_private() -> None:
    async with stage() as play:
        deed = play.anna().opens_home()
        assert await heard(play, deed) == Visited(**about(deed, ANNA, who=NAMELESS, private=True))


async def test_looking_at_the_messages_tab_is_nothing() -> None:
    async with stage() as play:
        assert await ignored(play, play.anna().opens_home("messages"))


# -- coming and going --------------------------------------------------------------------------------------


async def test_arriving_in_a_channel_tells_who_brought_us_and_what_it_is_called() -> None:
    async with stage() as play:
        room = play.fake.channel("C0KAHVI", "kahvit")
        deed = room.invite_bot(by=play.anna())
        assert await heard(play, deed) == Joined(**about(deed, ROOM, who=NAMELESS, title="kahvit"))


async def test_a_channel_whose_name_slack_keeps_is_joined_without_one() -> None:
    async with stage() as play:
        play.fake.fail("conversations.info", times=None)
        deed = play.fake.channel("C0KAHVI", "kahvit").invite_bot(by=play.anna())
        assert await heard(play, deed) == Joined(**about(deed, ROOM, who=NAMELESS))


async def test_other_peoples_coming_and_going_is_not_heard() -> None:
    async with stage() as play:
        room, ben = play.room(), play.fake.person("U0BEN", "Ben")
        room.add(ben)
        room.remove(ben)
        await play.rests()
        assert play.heard == []
        assert all(delivery.acked_at for delivery in play.fake.history.envelopes)


@pytest.mark.parametrize("kind", ["member_left_channel", "channel_left", "group_left"])
async def test_being_removed_is_leaving(kind: str) -> None:
    async with stage() as play:
        deed = play.fake.tells({"type": kind, "channel": "C0KAHVI", "user": play.fake.bot_user_id})
        assert await heard(play, deed) == Left(**about(deed, ROOM, who=BOT))


async def test_an_archived_channel_is_left() -> None:
    async with stage() as play:
        deed = play.room().archive(by=play.anna())
        assert await heard(play, deed) == Left(**about(deed, ROOM, who=NAMELESS))


async def test_a_renamed_channel_has_its_new_name() -> None:
    async with stage() as play:
        deed = play.room().rename("teetä")
        assert await heard(play, deed) == Renamed(**about(deed, ROOM, who=BOT, title="teetä"))


# -- what cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "workflow_step_edit"},
        {"type": "event_callback", "event_id": "Ev1", "event": "oho"},
        {"type": "event_callback", "event_id": "Ev1", "event": {"type": "reaction_added"}},
        {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "user": "U1"}},
        {"type": "block_actions", "user": [], "actions": [{"type": "button", "action_id": "x"}]},
        {"type": "block_actions", "actions": []},
        {"type": "view_submission", "user": {"id": "U0ANNA"}, "view": {"private_metadata": "{", "blocks": []}},
        {"type": "url_verification", "challenge": "x"},
        {"type": "event_callback", "event_id": "Ev1", "authorizations": 7, "event": {"type": "channel_rename"}},
        {"command": "/kuppi"},
        {},
    ],
)
async def test_what_cannot_be_read_is_parked_and_acknowledged(payload: Json) -> None:
    async with stage() as play:
        deed = play.fake.inject({**payload, "token": "verification"}, "interactive")
        event = await heard(play, deed)
        assert isinstance(event, Unreadable)
        assert event.key == f"sl:{payload.get('event_id') or deed.deliveries[0].envelope_id}"
        assert json.loads(event.raw) == payload


async def test_a_forged_button_is_an_unknown_one() -> None:
    async with stage() as play:
        play.room()
        await play.adapter.send(ROOM, ROW, "fi")
        deed = play.anna().presses_value(play.room().posts[0], "0:x", "not ours; DROP TABLE")
        press = await heard(play, deed)
        assert isinstance(press, Press)
        assert (press.action, press.arg) == ("unknown", "")


async def test_the_end_of_our_access_is_news_of_the_whole_workspace() -> None:
    async with stage() as play:
        ours = {"oauth": [], "bot": [play.fake.bot_user_id]}
        for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": ours}):
            await play.fake.tells(event)
            gone = play.heard[-1]
            assert isinstance(gone, Uninstalled)
            assert (gone.where, gone.private) == (Address("slack", "T0TEAM"), False)


async def test_the_end_of_a_persons_own_token_is_none_of_ours() -> None:
    async with stage() as play:
        assert await ignored(
            play,
            play.fake.tells({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANNA"], "bot": []}}),
            play.fake.tells({"type": "tokens_revoked", "tokens": {}}),
        )


# -- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Anna\u202eannA", "AnnaannA"),
        ("  Anna \n\t Ähtäri\u2066 ", "Anna Ähtäri"),
        ("A" * 80, "A" * 64),
        ("\u200b", "U0NEW"),
    ],
)
async def test_names_are_one_visible_line(given: str, shown: str) -> None:
    async with stage() as play:
        payload = (await play.anna().types("/kuppi", "hei", in_=play.room())).payload
        await play.fake.inject({**payload, "user_id": "U0NEW", "user_name": given})
        assert play.heard[-1].who.name == shown
