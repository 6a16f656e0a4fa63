"""The fake of Slack, spoken to by the real slack_bolt and slack_sdk."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import (
    DROP_AFTER,
    DROP_BEFORE,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    Channel,
    Deed,
    Json,
    Message,
    NotPossibleError,
    Person,
    SlackFake,
    View,
    Violation,
    hang,
    slow_down,
)
from tests.fakes.slack.blockkit import wrong_in_blocks, wrong_in_view
from tests.fakes.slack.rendering import escaped

NASTY = ["<!channel>", "<@U0ANNA>", "</b> & co", "&lt;b&gt;", "Åsa <https://x.fi|klikkaa>", "a > b < c", "@everyone"]


# The cast and the tools.


@pytest.fixture
async def slack() -> AsyncIterator[SlackFake]:
    async with SlackFake() as fake:
        yield fake


@pytest.fixture
def anna(slack: SlackFake) -> Person:
    return slack.person("U0ANNA", "Anna")


@pytest.fixture
def kahvi(slack: SlackFake, anna: Person) -> Channel:
    channel = slack.channel("C0KAHVI", "kahvi")
    channel.members |= {anna.id: None, slack.bot_user_id: None}
    return channel


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(slack: SlackFake, session: aiohttp.ClientSession) -> AsyncWebClient:
    return client_of(slack, session)


def client_of(slack: SlackFake, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    token = slack.bot_token if token is None else token
    return AsyncWebClient(token=token, base_url=slack.url, session=session, retry_handlers=[])


def bolt_app(slack: SlackFake, api: AsyncWebClient) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        team = slack.default_team
        ids = {"enterprise_id": None, "team_id": team.id, "bot_user_id": team.bot_user_id, "bot_id": team.bot_id}
        return AuthorizeResult(**ids, bot_token=team.bot_token)

    api.token = None
    app = AsyncApp(client=api, authorize=authorize, signing_secret=slack.signing_secret, process_before_response=True)
    api.token = slack.bot_token
    return app


@contextlib.asynccontextmanager
async def over_sockets(slack: SlackFake, app: AsyncApp, ping: float = 5.0) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=app.client, ping_interval=ping)
    await handler.connect_async()  # type: ignore[no-untyped-call] # bolt has no types here
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # the same


@contextlib.asynccontextmanager
async def raw_socket(
    slack: SlackFake, session: aiohttp.ClientSession
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = (await client_of(slack, session).apps_connections_open(app_token=slack.app_token))["url"]
    async with session.ws_connect(url) as line:
        yield line


@contextlib.asynccontextmanager
async def listening(answer: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def refusal(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def section(text: str, kind: str = "mrkdwn", **rest: Any) -> Json:
    return {"type": "section", "text": {"type": kind, "text": text}, **rest}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action: str = "rsvp", **rest: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action, **rest}


def actions(*elements: Json, **rest: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **rest}


def question(label: str, block_id: str, **rest: Any) -> Json:
    element = rest.pop("element", {"type": "plain_text_input", "action_id": "value"})
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **rest}


def modal(*blocks: Json, title: str = "Haku", **rest: Any) -> Json:
    head = {"type": "modal", "callback_id": "apply", "title": plain(title), "submit": plain("Lähetä")}
    return {**head, "blocks": list(blocks) or [question("Nimi", "name")], **rest}


def rules(slack: SlackFake) -> list[str]:
    return [violation.rule for violation in slack.violations]


# Tokens, methods and arguments.


async def test_a_call_without_a_token_is_not_authed(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    assert await refusal(client_of(slack, session, "").auth_test()) == "not_authed"


async def test_a_wrong_token_is_invalid(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    assert await refusal(client_of(slack, session, "xoxb-nobody").auth_test()) == "invalid_auth"


async def test_each_token_opens_its_own_doors(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    assert await refusal(api.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    post = api.chat_postMessage(channel=kahvi.id, text="hei", token=slack.app_token)
    assert await refusal(post) == "not_allowed_token_type"


async def test_auth_test_tells_who_the_bot_is(slack: SlackFake, api: AsyncWebClient) -> None:
    who = await api.auth_test()
    assert (who["team_id"], who["user_id"], who["bot_id"]) == ("T0TEAM", slack.bot_user_id, "B0TEAMBOT")


async def test_an_unknown_method_is_refused_and_noted(slack: SlackFake, api: AsyncWebClient) -> None:
    assert await refusal(api.api_call("chat.shout")) == "unknown_method"
    assert slack.violations == [Violation("method", "this Slack knows no chat.shout")]


async def test_a_missing_argument_is_named(api: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await api.api_call("chat.update", json={"channel": "C0KAHVI"})
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


async def test_an_argument_slack_does_not_know_is_noted(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    await api.chat_postMessage(channel=kahvi.id, text="hei", colour="blue")
    assert slack.violations == [Violation("argument", "chat.postMessage knows no 'colour'")]


async def test_forms_carry_json_as_strings(api: AsyncWebClient, kahvi: Channel) -> None:
    form = {"channel": kahvi.id, "text": "hei", "blocks": json.dumps([section("*hei*")])}
    await api.api_call("chat.postMessage", data=form)
    assert [message.plain for message in kahvi.posts] == ["hei"]


async def test_a_json_body_is_lost_on_methods_that_read_forms(
    slack: SlackFake, api: AsyncWebClient, anna: Person
) -> None:
    assert await refusal(api.api_call("users.info", json={"user": anna.id})) == "invalid_arguments"
    assert rules(slack) == ["json"]


async def test_broken_json_is_refused(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with session.post(f"{slack.url}chat.postMessage", data=b"{", headers=headers) as response:
        assert await response.json() == {"ok": False, "error": "invalid_json"}


async def test_a_scope_that_was_not_granted_is_missing(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    assert await refusal(api.team_info()) == "missing_scope"
    slack.scopes -= {"channels:write.topic"}
    assert await refusal(api.conversations_setTopic(channel=kahvi.id, topic="x")) == "missing_scope"
    slack.scopes |= {"team:read"}
    assert (await api.team_info())["team"]["id"] == "T0TEAM"


async def test_history_remembers_calls_with_what_came_back(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel
) -> None:
    posted = await api.chat_postMessage(channel=kahvi.id, text="hei")
    [call] = slack.history.of("chat.postMessage", kahvi.id)
    assert (call.args, call.status, call.response["ts"]) == ({"channel": kahvi.id, "text": "hei"}, 200, posted["ts"])
    assert slack.history.of("chat.postMessage", ok=False) == []


# Posting, editing, deleting.


async def test_a_post_is_seen_in_the_channel(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    posted = await api.chat_postMessage(
        channel=kahvi.id, text="hei", blocks=[section("*Kahvit*"), actions(button("Tulen", value="7"))]
    )
    message = await kahvi.sees("Kahvit")
    assert (message.plain, message.labels, message.notification) == ("Kahvit", ["Tulen"], "hei")
    assert (message.ts, message.buttons[0].value) == (posted["ts"], "7")
    assert slack.violations == []


async def test_long_text_is_cut_with_a_warning(api: AsyncWebClient, kahvi: Channel) -> None:
    posted = await api.chat_postMessage(channel=kahvi.id, text="x" * 40_001)
    assert (posted["warning"], len(kahvi.posts[0].text)) == ("message_truncated", 40_000)


async def test_a_post_must_say_something(api: AsyncWebClient, kahvi: Channel) -> None:
    assert await refusal(api.api_call("chat.postMessage", json={"channel": kahvi.id, "text": " "})) == "no_text"


@pytest.mark.parametrize(
    "blocks",
    [
        [section("")],
        [section("x" * 3001)],
        [section("x")] * 51,
        [section("a", block_id="same"), section("b", block_id="same")],
        [actions(button("a"), button("b"))],
        [actions(button("x" * 76))],
        [actions(button("x", value="v" * 2001))],
        [actions(button("x", "a" * 256))],
        [actions(*(button("x", str(number)) for number in range(26)))],
        [actions()],
        [actions(button("x", style="blue"))],
        [actions({**button("x"), "text": {"type": "mrkdwn", "text": "x"}})],
        [actions({**button("x"), "type": "knob"})],
        [{"type": "banner"}],
        [section("x", colour="red")],
        [section("x", fields=[plain("x")] * 11)],
        [section("x", fields=[plain("x" * 2001)])],
        [{"type": "header", "text": plain("x" * 151)}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        [actions({"type": "static_select", "action_id": "a", "options": [{"text": plain("x" * 76), "value": "1"}]})],
    ],
)
async def test_slack_refuses_these_blocks(api: AsyncWebClient, kahvi: Channel, blocks: list[Json]) -> None:
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="x", blocks=blocks)) == "invalid_blocks"
    assert kahvi.messages == []


def test_blocks_at_their_limits_are_taken() -> None:
    select = {"type": "static_select", "action_id": "s", "options": [{"text": plain("x" * 75), "value": "v" * 150}]}
    full = actions(*(button("x" * 75, str(number), value="v" * 2000) for number in range(24)), select)
    texts = [section("x" * 3000, fields=[plain("x" * 2000)] * 10), {"type": "header", "text": plain("x" * 150)}]
    assert wrong_in_blocks([full, *texts, *[{"type": "divider"}] * 47]) == []


async def test_blocks_together_are_limited_too(api: AsyncWebClient, kahvi: Channel) -> None:
    blocks = [section("x" * 2700)] * 5
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="x", blocks=blocks)) == "msg_blocks_too_long"


async def test_blocks_must_be_json(api: AsyncWebClient, kahvi: Channel) -> None:
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="x", blocks="[{")) == "invalid_blocks_format"


async def test_metadata_is_kept_and_read_back_when_asked_for(api: AsyncWebClient, kahvi: Channel) -> None:
    metadata = {"event_type": "kuppi", "event_payload": {"key": "reminder-7"}}
    await api.chat_postMessage(channel=kahvi.id, text="hei", metadata=metadata)
    asked = await api.conversations_history(channel=kahvi.id, include_all_metadata=True)
    unasked = await api.conversations_history(channel=kahvi.id)
    assert [message.get("metadata") for message in asked["messages"] + unasked["messages"]] == [metadata, None]
    assert kahvi.posts[0].metadata == metadata


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "kuppi"}, "invalid_metadata_format"),
        ({"event_type": "kuppi", "event_payload": {"a": {"b": {"c": 1}}}}, "invalid_metadata_schema"),
        ({"event_type": "kuppi", "event_payload": {"a": "x" * 9000}}, "metadata_too_large"),
    ],
)
async def test_malformed_metadata_is_refused(api: AsyncWebClient, kahvi: Channel, metadata: Json, error: str) -> None:
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="x", metadata=metadata)) == error


async def test_replies_go_into_threads(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    parent = (await api.chat_postMessage(channel=kahvi.id, text="emo"))["ts"]
    reply = (await api.chat_postMessage(channel=kahvi.id, text="eka", thread_ts=parent))["ts"]
    await api.chat_postMessage(channel=kahvi.id, text="toka", thread_ts=reply)
    assert [message.plain for message in kahvi.posts[0].replies] == ["eka", "toka"]
    assert rules(slack) == ["thread"]
    lost = api.chat_postMessage(channel=kahvi.id, text="x", thread_ts="1.000001")
    assert await refusal(lost) == "cannot_reply_to_message"


def _archive(channel: Channel) -> None:
    channel.archived = True


def _leave(channel: Channel) -> None:
    del channel.members[channel.team.bot_user_id]


def _hide(channel: Channel) -> None:
    _leave(channel)
    channel.private = True


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (_archive, "is_archived"),
        (_leave, "not_in_channel"),
        (_hide, "channel_not_found"),
        (Channel.restrict, "restricted_action"),
    ],
)
async def test_a_channel_may_refuse_posts(
    api: AsyncWebClient, kahvi: Channel, change: Callable[[Channel], None], error: str
) -> None:
    change(kahvi)
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="hei")) == error


async def test_another_workspaces_channel_does_not_exist(slack: SlackFake, api: AsyncWebClient) -> None:
    far = slack.channel("C0FAR", "far", team=slack.team("T0FAR"))
    assert await refusal(api.chat_postMessage(channel=far.id, text="hei")) == "channel_not_found"


async def test_a_user_id_means_the_dm_and_a_hash_the_name(api: AsyncWebClient, kahvi: Channel, anna: Person) -> None:
    await api.chat_postMessage(channel=anna.id, text="sinulle")
    await api.chat_postMessage(channel="#kahvi", text="kaikille")
    assert (await anna.gets("sinulle")).plain == "sinulle"
    assert [message.plain for message in kahvi.posts] == ["kaikille"]


async def test_an_update_changes_the_message_in_place(api: AsyncWebClient, kahvi: Channel) -> None:
    ts = (await api.chat_postMessage(channel=kahvi.id, text="13 tulossa"))["ts"]
    await api.chat_update(channel=kahvi.id, ts=ts, text="14 tulossa")
    message = await kahvi.sees("14 tulossa")
    assert (message.ts, message.edits, message.earlier) == (ts, 1, ["13 tulossa"])


async def test_an_update_without_blocks_leaves_the_old_ones(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel
) -> None:
    ts = (await api.chat_postMessage(channel=kahvi.id, text="a", blocks=[section("vanha")]))["ts"]
    await api.chat_update(channel=kahvi.id, ts=ts, text="uusi")
    assert (kahvi.posts[0].plain, rules(slack)) == ("vanha", ["update"])
    await api.chat_update(channel=kahvi.id, ts=ts, text="uusi", blocks=[])
    assert kahvi.posts[0].plain == "uusi"


async def test_updates_are_refused(api: AsyncWebClient, kahvi: Channel, anna: Person) -> None:
    own = (await api.chat_postMessage(channel=kahvi.id, text="a"))["ts"]
    annas = kahvi.write(anna.id, "minun").ts
    assert await refusal(api.chat_update(channel=kahvi.id, ts=own, text="x" * 4001)) == "msg_too_long"
    assert await refusal(api.chat_update(channel=kahvi.id, ts="1.1", text="x")) == "message_not_found"
    assert await refusal(api.chat_update(channel=kahvi.id, ts=annas, text="x")) == "cant_update_message"
    _archive(kahvi)
    assert await refusal(api.chat_update(channel=kahvi.id, ts=own, text="x")) == "is_inactive"


async def test_a_deleted_message_is_gone(api: AsyncWebClient, kahvi: Channel, anna: Person) -> None:
    ts = (await api.chat_postMessage(channel=kahvi.id, text="a"))["ts"]
    [message] = kahvi.posts
    await api.chat_delete(channel=kahvi.id, ts=ts)
    assert (message.deleted, kahvi.messages, kahvi.everything) == (True, [], [message])
    assert await refusal(api.chat_delete(channel=kahvi.id, ts=ts)) == "message_not_found"
    annas = kahvi.write(anna.id, "minun").ts
    assert await refusal(api.chat_delete(channel=kahvi.id, ts=annas)) == "cant_delete_message"


async def test_an_ephemeral_is_seen_by_one_member(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, anna: Person
) -> None:
    pekka = slack.person("U0PEKKA", "Pekka")
    await api.chat_postEphemeral(channel=kahvi.id, user=anna.id, text="vain sinulle")
    assert ([shown.plain for shown in anna.ephemerals], kahvi.messages) == (["vain sinulle"], [])
    assert await refusal(api.chat_postEphemeral(channel=kahvi.id, user=pekka.id, text="x")) == "user_not_in_channel"


# What people see.


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("*Kahvit* _tiistaina_ ~perjantaina~ `klo 9`", "Kahvit tiistaina perjantaina klo 9"),
        ("2*3*4 ja snake_case_name", "2*3*4 ja snake_case_name"),
        ("a &amp; b &lt;i&gt; &quot;", "a & b <i> &quot;"),
        ("<https://kuppi.fi|sivu> <https://kuppi.fi> <mailto:a@b.fi|a@b.fi>", "sivu https://kuppi.fi a@b.fi"),
        ("<@U0ANNA> <#C0KAHVI> <!here> <!date^1^{date}|tänään>", "@Anna #kahvi @here tänään"),
        ("> lainaus\n```a *b*```", "lainaus\na *b*"),
    ],
)
async def test_mrkdwn_is_seen_as_plain_text(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, written: str, seen: str
) -> None:
    slack.allow_mentions()
    await api.chat_postMessage(channel=kahvi.id, text=written)
    assert kahvi.posts[0].plain == seen


@pytest.mark.parametrize("name", NASTY)
async def test_an_escaped_name_is_seen_as_it_was_typed(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, name: str
) -> None:
    safe = escaped(name)
    blocks = [section(safe), section(safe, "plain_text"), actions(button(safe[:75]))]
    await api.chat_postMessage(channel=kahvi.id, text=safe, blocks=blocks)
    [message] = kahvi.posts
    assert (message.plain, message.notification, slack.violations) == (f"{name}\n{name}", name, [])


@pytest.mark.parametrize("text", ["<!channel> hei", "<!here|here>", "hei <@U0ANNA>", "<!subteam^S1>", "a < b", "a & b"])
async def test_unescaped_mentions_and_characters_are_noted(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, text: str
) -> None:
    await api.chat_postMessage(channel=kahvi.id, text=text)
    await api.chat_postMessage(channel=kahvi.id, text="x", blocks=[section(text)])
    assert len(slack.violations) == 2


async def test_allowed_mentions_are_not_noted(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    rich = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0ANNA"}]}
    slack.allow_mentions("@U0ANNA")
    await api.chat_postMessage(channel=kahvi.id, text="<@U0ANNA>", blocks=[{"type": "rich_text", "elements": [rich]}])
    assert (kahvi.posts[0].plain, slack.violations) == ("@Anna", [])
    await api.chat_postMessage(channel=kahvi.id, text="<!here>")
    assert rules(slack) == ["mention"]


async def test_names_turned_into_mentions_are_noted(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    await api.chat_postMessage(channel=kahvi.id, text="@anna", link_names=True)
    assert rules(slack) == ["mention"]


async def test_seeing_says_what_stood_there_instead(api: AsyncWebClient, kahvi: Channel) -> None:
    await api.chat_postMessage(channel=kahvi.id, text="13 tulossa")
    with pytest.raises(AssertionError, match="13 tulossa"):
        await kahvi.sees("14 tulossa", timeout=0.05)


# Conversations, people, pins, files, user groups, installation.


async def test_opening_a_dm_gives_its_id(api: AsyncWebClient, anna: Person) -> None:
    opened = await api.conversations_open(users=anna.id)
    again = await api.conversations_open(users=[anna.id])
    assert (opened["channel"]["id"], opened.get("already_open"), again["already_open"]) == (anna.im.id, None, True)
    assert await refusal(api.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await refusal(api.api_call("conversations.open")) == "users_list_not_supplied"
    anna.deactivated = True
    assert await refusal(api.conversations_open(users=anna.id)) == "user_disabled"


async def test_a_channel_can_be_looked_at(slack: SlackFake, api: AsyncWebClient, kahvi: Channel, anna: Person) -> None:
    info = (await api.conversations_info(channel=kahvi.id, include_num_members=True))["channel"]
    assert (info["name"], info["is_private"], info["is_member"], info["num_members"]) == ("kahvi", False, True, 2)
    assert (await api.conversations_members(channel=kahvi.id))["members"] == [anna.id, slack.bot_user_id]
    assert await refusal(api.conversations_info(channel=anna.im.id)) == "missing_scope"


async def test_history_reads_newest_first_in_pages(api: AsyncWebClient, kahvi: Channel) -> None:
    stamps = [(await api.chat_postMessage(channel=kahvi.id, text=str(number)))["ts"] for number in range(5)]
    await api.chat_postMessage(channel=kahvi.id, text="ketjussa", thread_ts=stamps[0])
    first = await api.conversations_history(channel=kahvi.id, oldest=stamps[0], limit=3)
    rest = await api.conversations_history(
        channel=kahvi.id, oldest=stamps[0], limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [[message["text"] for message in page["messages"]] for page in (first, rest)] == [["4", "3", "2"], ["1"]]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    inclusive = await api.conversations_history(channel=kahvi.id, oldest=stamps[4], inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["4"]
    thread = await api.conversations_replies(channel=kahvi.id, ts=stamps[0])
    assert [message["text"] for message in thread["messages"]] == ["0", "ketjussa"]


async def test_history_is_refused(api: AsyncWebClient, kahvi: Channel) -> None:
    kahvi.write("U0ANNA", "hei")
    assert await refusal(api.conversations_history(channel=kahvi.id, cursor="?")) == "invalid_cursor"
    assert await refusal(api.conversations_history(channel=kahvi.id, oldest="eilen")) == "invalid_ts_oldest"
    _leave(kahvi)
    assert await refusal(api.conversations_history(channel=kahvi.id)) == "not_in_channel"


async def test_a_topic_leaves_a_line_each_time(api: AsyncWebClient, kahvi: Channel) -> None:
    await api.conversations_setTopic(channel=kahvi.id, topic="Vuorossa Oulu")
    assert (kahvi.topic, [message.subtype for message in kahvi.messages]) == ("Vuorossa Oulu", ["channel_topic"])
    assert await refusal(api.conversations_setTopic(channel=kahvi.id, topic="x" * 251)) == "too_long"
    await api.conversations_setTopic(channel=kahvi.id, topic="A & B https://a.fi")
    assert kahvi.topic == "A &amp; B <https://a.fi>"


async def test_users_info_gives_the_locale_only_when_asked(slack: SlackFake, api: AsyncWebClient) -> None:
    slack.person("U0GUEST", "Åsa Vieras", locale="sv-SE", guest=True)
    user = (await api.users_info(user="U0GUEST", include_locale=True))["user"]
    assert (user["real_name"], user["name"], user["locale"]) == ("Åsa Vieras", "asa.vieras", "sv-SE")
    assert (user["is_restricted"], user["is_bot"], user["tz"]) == (True, False, "Europe/Helsinki")
    assert "locale" not in (await api.users_info(user="U0GUEST"))["user"]
    assert await refusal(api.users_info(user="U0NOBODY")) == "user_not_found"


async def test_pins_come_and_go_once(api: AsyncWebClient, kahvi: Channel) -> None:
    ts = (await api.chat_postMessage(channel=kahvi.id, text="vuorossa"))["ts"]
    await api.pins_add(channel=kahvi.id, timestamp=ts)
    assert [message.ts for message in kahvi.pins] == [ts]
    assert await refusal(api.pins_add(channel=kahvi.id, timestamp=ts)) == "already_pinned"
    await api.pins_remove(channel=kahvi.id, timestamp=ts)
    assert await refusal(api.pins_remove(channel=kahvi.id, timestamp=ts)) == "no_pin"
    assert await refusal(api.pins_add(channel=kahvi.id, timestamp="1.1")) == "message_not_found"


async def test_files_arrive_in_three_steps(api: AsyncWebClient, kahvi: Channel) -> None:
    await api.files_upload_v2(channel=kahvi.id, filename="kalenteri.ics", content="BEGIN", initial_comment="Tässä")
    [message] = kahvi.posts
    assert message.plain == "Tässä"
    assert [(file.name, file.content) for file in message.files] == [("kalenteri.ics", b"BEGIN")]


async def test_a_file_must_be_what_was_announced(api: AsyncWebClient, session: aiohttp.ClientSession) -> None:
    announced = await api.files_getUploadURLExternal(filename="a.txt", length=3)
    async with session.post(announced["upload_url"], data=b"liikaa") as response:
        assert response.status == 400
    assert await refusal(api.files_completeUploadExternal(files=[{"id": announced["file_id"]}])) == "file_not_found"


async def test_user_groups_cannot_be_emptied(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    group = slack.usergroup("S0VUORO", "vuoro")
    await api.usergroups_users_update(usergroup=group.id, users=[anna.id])
    [listed] = (await api.usergroups_list(include_users=True))["usergroups"]
    assert (listed["handle"], listed["users"]) == ("vuoro", [anna.id])
    assert await refusal(api.usergroups_users_update(usergroup=group.id, users="U0NOBODY")) == "invalid_users"
    assert await refusal(api.usergroups_users_update(usergroup=group.id, users=",")) == "no_users_provided"
    group.editable = False
    assert await refusal(api.usergroups_users_update(usergroup=group.id, users=[anna.id])) == "permission_denied"


async def test_an_installation_code_buys_one_token(slack: SlackFake, api: AsyncWebClient) -> None:
    oulu = slack.team("T0OULU", "Oulu", installed=False)
    code = oulu.consents()
    form = {"client_id": slack.client_id, "client_secret": slack.client_secret, "code": code}
    assert await refusal(api.api_call("oauth.v2.access", data={**form, "client_id": "9"})) == "invalid_client_id"
    assert await refusal(api.api_call("oauth.v2.access", data={**form, "client_secret": "?"})) == "bad_client_secret"
    bought = await api.api_call("oauth.v2.access", data=form)
    assert (bought["team"]["id"], bought["access_token"]) == ("T0OULU", oulu.bot_token)
    assert (await api.auth_test(token=oulu.bot_token))["team"] == "Oulu"
    assert await refusal(api.api_call("oauth.v2.access", data=form)) == "invalid_code"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_the_installation_secret_may_stand_in_the_header(slack: SlackFake, api: AsyncWebClient) -> None:
    code = slack.team("T0OULU", installed=False).consents()
    secret = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    assert (await api.oauth_v2_access(**secret, code=code))["team"]["id"] == "T0OULU"


async def test_an_uninstalled_workspace_says_goodbye(slack: SlackFake, api: AsyncWebClient) -> None:
    app = bolt_app(slack, api)
    heard: list[str] = []

    @app.event("tokens_revoked")
    @app.event("app_uninstalled")
    async def goodbye(event: Json) -> None:
        heard.append(event["type"])

    async with over_sockets(slack, app):
        await slack.default_team.uninstalls()
    assert sorted(heard) == ["app_uninstalled", "tokens_revoked"]
    assert await refusal(api.auth_test()) == "account_inactive"


# Modals and the home tab.


@pytest.fixture
async def trigger(anna: Person, kahvi: Channel) -> Callable[[], str]:
    return lambda: anna.types("/kuppi", "haku", in_=kahvi).trigger_id


async def test_a_trigger_opens_one_modal(api: AsyncWebClient, anna: Person, trigger: Callable[[], str]) -> None:
    trigger_id = trigger()
    await api.views_open(trigger_id=trigger_id, view=modal())
    view = await anna.gets_view("Haku")
    assert [(field.label, field.kind, field.optional) for field in view.fields] == [("Nimi", "plain_text_input", False)]
    assert await refusal(api.views_open(trigger_id=trigger_id, view=modal())) == "exchanged_trigger_id"
    assert await refusal(api.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


async def test_a_trigger_is_good_for_three_seconds(
    slack: SlackFake, api: AsyncWebClient, trigger: Callable[[], str]
) -> None:
    start = datetime(2026, 9, 1, 9, tzinfo=UTC)
    slack.clock = lambda: start
    trigger_id = trigger()
    slack.clock = lambda: start + timedelta(seconds=3.1)
    assert await refusal(api.views_open(trigger_id=trigger_id, view=modal())) == "expired_trigger_id"


async def test_a_huge_view_is_refused(api: AsyncWebClient, trigger: Callable[[], str]) -> None:
    huge = modal(*[section("x" * 3000) for _ in range(90)])
    assert await refusal(api.views_open(trigger_id=trigger(), view=huge)) == "view_too_large"


@pytest.mark.parametrize(
    "view",
    [
        modal(title="Valmentavan mentoroinnin "),
        modal(submit=None),
        modal(*[section("x")] * 101),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        {**modal(), "title": None},
        {"type": "home", "blocks": []},
        {"type": "home", "blocks": [section("x")], "submit": plain("x")},
    ],
)
def test_slack_refuses_these_views(view: Json) -> None:
    assert wrong_in_view({key: value for key, value in view.items() if value is not None}) != []


async def test_an_invalid_view_names_its_faults(api: AsyncWebClient, trigger: Callable[[], str]) -> None:
    with pytest.raises(SlackApiError) as refused:
        await api.views_open(trigger_id=trigger(), view=modal(title="x" * 25))
    assert refused.value.response["error"] == "invalid_arguments"
    assert "24 characters" in refused.value.response["response_metadata"]["messages"][0]


async def test_views_are_updated_by_hash(api: AsyncWebClient, anna: Person, trigger: Callable[[], str]) -> None:
    opened = (await api.views_open(trigger_id=trigger(), view=modal()))["view"]
    updated = await api.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(title="Sivu 2"))
    assert (anna.view and anna.view.title, updated["view"]["id"]) == ("Sivu 2", opened["id"])
    stale = api.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert await refusal(stale) == "hash_conflict"
    anna.closes_view()
    assert await refusal(api.views_update(view_id=opened["id"], view=modal())) == "not_found"


async def test_three_views_fit_on_one_another(api: AsyncWebClient, anna: Person, trigger: Callable[[], str]) -> None:
    assert await refusal(api.views_push(trigger_id=trigger(), view=modal())) == "not_found"
    await api.views_open(trigger_id=trigger(), view=modal(title="1"))
    for title in ("2", "3"):
        await api.views_push(trigger_id=trigger(), view=modal(title=title))
    assert await refusal(api.views_push(trigger_id=trigger(), view=modal())) == "push_limit_reached"
    anna.closes_view()
    assert anna.view
    assert anna.view.title == "2"


async def test_the_home_tab_is_published_to_one_person(api: AsyncWebClient, anna: Person) -> None:
    home = {"type": "home", "blocks": [section("Omat ilmoittautumiset"), actions(button("Peru"))]}
    published = (await api.views_publish(user_id=anna.id, view=home))["view"]
    assert anna.home
    assert (anna.home.plain, anna.home.labels) == ("Omat ilmoittautumiset", ["Peru"])
    assert await refusal(api.views_publish(user_id=anna.id, view=home, hash="old")) == "hash_conflict"
    opened = anna.opens_home()
    assert opened.payload["event"]["view"]["id"] == published["id"]
    pressed = anna.presses(anna.home, "Peru").payload
    assert (pressed["container"], "response_url" in pressed) == ({"type": "view", "view_id": published["id"]}, False)
    assert await refusal(api.views_publish(user_id=anna.id, view=modal())) == "invalid_arguments"


async def opened_form(
    api: AsyncWebClient, anna: Person, trigger: Callable[[], str], *blocks: Json, **rest: Any
) -> View:
    await api.views_open(trigger_id=trigger(), view=modal(*blocks, **rest))
    return await anna.gets_view()


@contextlib.asynccontextmanager
async def form_bot(slack: SlackFake, api: AsyncWebClient, **answer: Any) -> AsyncIterator[list[Json]]:
    """Ack every form with this answer; gives the values that came."""
    app = bolt_app(slack, api)
    values: list[Json] = []

    @app.view("apply")
    async def submitted(ack: Any, view: Json) -> None:
        values.append(view["state"]["values"])
        await ack(**answer)

    async with over_sockets(slack, app):
        yield values


async def test_a_form_brings_what_was_filled_in(
    slack: SlackFake, api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    role = {"type": "static_select", "action_id": "role", "options": [{"text": plain("Tuottaja"), "value": "p"}]}
    blocks = (
        question("Nimi", "name"),
        question("Rooli", "role", element=role),
        question("Muuta", "rest", optional=True),
    )
    async with form_bot(slack, api) as values:
        await opened_form(api, anna, trigger, *blocks)
        await anna.submits({"Nimi": "Anna <3"}, role="Tuottaja")
    [value] = values
    assert value["name"]["value"] == {"type": "plain_text_input", "value": "Anna <3"}
    assert value["role"]["role"]["selected_option"] == {"text": {**plain("Tuottaja")}, "value": "p"}
    assert value["rest"]["value"]["value"] is None
    assert anna.view is None


async def test_the_client_does_not_send_a_form_half_filled(
    api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    short = {"type": "plain_text_input", "action_id": "value", "max_length": 3}
    await opened_form(api, anna, trigger, question("Nimi", "name", element=short))
    for answers in ({}, {"Nimi": ""}, {"Nimi": "pitkä"}, {"Väärä": "x"}):
        with pytest.raises(NotPossibleError):
            anna.submits(answers)


async def test_field_errors_are_shown_under_the_fields(
    slack: SlackFake, api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    async with form_bot(slack, api, response_action="errors", errors={"name": "Liian lyhyt"}):
        view = await opened_form(api, anna, trigger)
        await anna.submits(Nimi="A")
    assert (anna.view, view.errors, view.complaints) == (view, {"name": "Liian lyhyt"}, {"Nimi": "Liian lyhyt"})


async def test_errors_for_no_field_break_the_form(
    slack: SlackFake, api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    async with form_bot(slack, api, response_action="errors", errors={"nowhere": "?"}):
        await opened_form(api, anna, trigger)
        deed = await anna.submits(Nimi="A")
    assert (deed.failed.split(":")[0], rules(slack)) == ("invalid_ack", ["ack"])


@pytest.mark.parametrize(("action", "titles"), [("update", ["2"]), ("push", ["Haku", "2"]), ("clear", [])])
async def test_a_form_leads_to_the_next_view(
    slack: SlackFake, api: AsyncWebClient, anna: Person, trigger: Callable[[], str], *, action: str, titles: list[str]
) -> None:
    answer: Json = {} if action == "clear" else {"view": modal(title="2")}
    async with form_bot(slack, api, response_action=action, **answer):
        await opened_form(api, anna, trigger)
        await anna.submits(Nimi="A")
    assert [view.title for view in anna.views] == titles


async def test_closing_is_told_only_where_it_was_asked_for(
    api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    await opened_form(api, anna, trigger)
    assert anna.closes_view().silent
    await opened_form(api, anna, trigger, notify_on_close=True)
    closed = anna.closes_view()
    assert (closed.what, closed.payload["is_cleared"], closed.silent) == ("view_closed", False, False)


async def test_a_menu_asks_the_bot_for_its_options(
    slack: SlackFake, api: AsyncWebClient, anna: Person, trigger: Callable[[], str]
) -> None:
    app = bolt_app(slack, api)

    @app.options("town")
    async def towns(ack: Any, body: Json) -> None:
        await ack(options=[{"text": plain(body["value"].title()), "value": "564"}])

    town = {"type": "external_select", "action_id": "town", "min_query_length": 1}
    async with over_sockets(slack, app):
        view = await opened_form(api, anna, trigger, question("Kunta", "town", element=town))
        deed = await anna.searches(view, "town", "oulu")
    assert deed.options == [{"text": plain("Oulu"), "value": "564"}]


# Rates and faults.


async def test_posts_flood_per_channel(slack: SlackFake, api: AsyncWebClient, kahvi: Channel, anna: Person) -> None:
    slack.flood(post_every=0.5, burst=2)
    for _ in range(2):
        await api.chat_postMessage(channel=kahvi.id, text="x")
    with pytest.raises(SlackApiError) as refused:
        await api.chat_postMessage(channel=kahvi.id, text="x")
    response = refused.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
    await api.chat_postMessage(channel=anna.im.id, text="x")
    await asyncio.sleep(0.55)
    await api.chat_postMessage(channel=kahvi.id, text="x")
    assert [call.too_early for call in slack.history.of("chat.postMessage")] == [False, False, False, False, True]


async def test_updates_flood_after_fifty_a_minute(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    slack.flood(minute=1.0)
    ts = (await api.chat_postMessage(channel=kahvi.id, text="x"))["ts"]
    for _ in range(50):
        await api.chat_update(channel=kahvi.id, ts=ts, text="y")
    assert await refusal(api.chat_update(channel=kahvi.id, ts=ts, text="y")) == "ratelimited"
    await asyncio.sleep(1.0)
    await api.chat_update(channel=kahvi.id, ts=ts, text="z")


async def test_a_planned_error_strikes_once_and_in_its_channel(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, anna: Person
) -> None:
    slack.fail("chat.postMessage", kahvi, how="edit_window_closed")
    await api.chat_postMessage(channel=anna.id, text="x")
    assert await refusal(api.chat_postMessage(channel=kahvi.id, text="x")) == "edit_window_closed"
    await api.chat_postMessage(channel=kahvi.id, text="x")


async def test_slowing_down_says_for_how_long(slack: SlackFake, api: AsyncWebClient, kahvi: Channel) -> None:
    slack.fail("*", times=2, how=slow_down(30))
    with pytest.raises(SlackApiError) as refused:
        await api.chat_postMessage(channel=kahvi.id, text="x")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "30")
    assert await refusal(api.auth_test()) == "ratelimited"


@pytest.mark.parametrize(("fault", "posts"), [(SERVER_ERROR, 0), (SERVER_ERROR_AFTER, 1)])
async def test_a_server_error_may_come_after_the_effect(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, fault: Any, posts: int
) -> None:
    slack.fail("chat.postMessage", how=fault)
    with pytest.raises(SlackApiError) as refused:
        await api.chat_postMessage(channel=kahvi.id, text="x")
    assert (refused.value.response.status_code, len(kahvi.posts)) == (500, posts)


@pytest.mark.parametrize(("fault", "posts"), [(DROP_BEFORE, 0), (DROP_AFTER, 1)])
async def test_a_dropped_connection_leaves_it_open_what_happened(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, fault: Any, posts: int
) -> None:
    slack.fail("chat.postMessage", how=fault)
    with pytest.raises(aiohttp.ClientError):
        await api.chat_postMessage(channel=kahvi.id, text="x")
    assert len(kahvi.posts) == posts
    await api.chat_postMessage(channel=kahvi.id, text="x")


async def test_the_sdks_own_retry_duplicates_a_post(
    slack: SlackFake, session: aiohttp.ClientSession, kahvi: Channel
) -> None:
    careless = AsyncWebClient(token=slack.bot_token, base_url=slack.url, session=session)
    slack.fail("chat.postMessage", how=DROP_AFTER)
    await careless.chat_postMessage(channel=kahvi.id, text="kahdesti")
    assert len(kahvi.posts) == 2


@pytest.mark.parametrize(("after", "posts"), [(False, 0), (True, 1)])
async def test_a_hanging_call_takes_effect_sooner_or_later(
    slack: SlackFake, api: AsyncWebClient, kahvi: Channel, *, after: bool, posts: int
) -> None:
    slack.fail("chat.postMessage", how=hang(0.15, after=after))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api.chat_postMessage(channel=kahvi.id, text="x"), 0.05)
    assert len(kahvi.posts) == posts
    await kahvi.sees("x", timeout=20)


async def test_a_test_may_throw_its_own_dice(slack: SlackFake, api: AsyncWebClient) -> None:
    slack.weather = lambda call: SERVER_ERROR if len(slack.history.of(call.method)) % 2 else None
    assert await refusal(api.auth_test()) == "internal_error"
    await api.auth_test()


async def test_latency_slows_every_call(slack: SlackFake, api: AsyncWebClient) -> None:
    slack.latency = 0.1
    started = asyncio.get_running_loop().time()
    await api.auth_test()
    assert asyncio.get_running_loop().time() - started >= 0.1


# Socket Mode.


async def test_hello_comes_first_and_pings_are_answered(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    async with raw_socket(slack, session) as first, raw_socket(slack, session) as second:
        hellos = [await line.receive_json(timeout=20) for line in (first, second)]
        assert [(hello["type"], hello["num_connections"]) for hello in hellos] == [("hello", 1), ("hello", 2)]
        assert hellos[0]["debug_info"]["approximate_connection_time"] > 0
    url = (await client_of(slack, session).apps_connections_open(app_token=slack.app_token))["url"]
    async with session.ws_connect(url, autoping=False) as line:
        await line.receive_json(timeout=20)
        await line.ping(b"sdk-ping-pong:1")
        pong = await line.receive(timeout=20)
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_a_socket_url_opens_one_connection(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    url = (await client_of(slack, session).apps_connections_open(app_token=slack.app_token))["url"]
    async with session.ws_connect(url) as line:
        await line.receive_json(timeout=20)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    assert rules(slack) == ["socket"]


async def test_a_connection_may_be_refused(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    slack.fail("socket")
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with raw_socket(slack, session):
            pass
    async with raw_socket(slack, session) as line:
        assert (await line.receive_json(timeout=20))["type"] == "hello"


async def test_the_eleventh_connection_is_one_too_many(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(raw_socket(slack, session))
        await slack.connected(10)
        eleventh = await stack.enter_async_context(raw_socket(slack, session))
        goodbye = await eleventh.receive_json(timeout=20)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")


async def test_each_payload_goes_to_one_connection(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person
) -> None:
    async with raw_socket(slack, session) as first, raw_socket(slack, session) as second:
        await slack.connected(2)
        deeds = [anna.types("/kuppi", str(number)) for number in range(4)]
        texts = []
        for line in (first, second):
            await line.receive_json(timeout=20)
            texts.append([(await line.receive_json(timeout=20))["payload"]["text"] for _ in range(2)])
        assert sorted(texts[0] + texts[1]) == ["0", "1", "2", "3"]
    assert {delivery.via for deed in deeds for delivery in deed.deliveries} == {"socket 1", "socket 2"}


async def test_an_unacked_event_comes_again_three_times(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person
) -> None:
    slack.ack_limit, slack.retry_delays = 0.03, (0.0, 0.02, 0.04)
    async with raw_socket(slack, session) as line:
        await line.receive_json(timeout=20)
        deed = anna.says("ohje")
        envelopes = [await line.receive_json(timeout=20) for _ in range(4)]
        with pytest.raises(AssertionError, match="timeout"):
            await deed.acked()
    retries = [(envelope["retry_attempt"], envelope["retry_reason"]) for envelope in envelopes]
    assert retries == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
    assert {envelope["payload"]["event_id"] for envelope in envelopes} == {deed.event_id}
    assert len(deed.deliveries) == len(slack.history.envelopes) == 4


async def test_a_retried_event_may_reuse_its_envelope(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person
) -> None:
    slack.ack_limit, slack.reuses_envelopes = 0.03, True
    async with raw_socket(slack, session) as line:
        await line.receive_json(timeout=20)
        deed = anna.says("ohje")
        first = await line.receive_json(timeout=20)
        slack.ack_limit = 5
        again = await line.receive_json(timeout=20)
        assert first["envelope_id"] == again["envelope_id"]
        await line.send_json({"envelope_id": again["envelope_id"]})
        await line.send_json({"envelope_id": again["envelope_id"]})
        await deed.acked()
    assert [why for _, why in slack.history.odd_acks] == ["late"]


@pytest.mark.parametrize("kind", ["command", "press"])
async def test_commands_and_presses_are_never_retried(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person, kahvi: Channel, kind: str
) -> None:
    slack.ack_limit = 0.05
    card = kahvi.write(slack.bot_user_id, "x", [actions(button("Tulen"))])
    async with raw_socket(slack, session) as line:
        await line.receive_json(timeout=20)
        deed = anna.types("/kuppi") if kind == "command" else anna.presses(card, "Tulen")
        envelope = await line.receive_json(timeout=20)
        with pytest.raises(AssertionError, match="timeout"):
            await deed.acked()
        await line.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "myöhässä"}})
        await slack.quiet(0.15)
    assert (deed.failed, deed.late, len(deed.deliveries), anna.ephemerals) == ("timeout", True, 1, [])
    assert slack.history.odd_acks == [(envelope["envelope_id"], "late")]


async def test_too_many_events_are_dropped_with_a_word(slack: SlackFake, anna: Person) -> None:
    slack.events_an_hour = 2
    deeds = [anna.says(str(number)) for number in range(4)]
    assert [deed.silent for deed in deeds] == [False, False, True, True]
    told = [delivery.deed.what for delivery in slack.history.envelopes if not delivery.attempt]
    assert told == ["message", "message", "app_rate_limited"]


async def test_an_ack_for_nothing_is_remembered(slack: SlackFake, session: aiohttp.ClientSession) -> None:
    async with raw_socket(slack, session) as line:
        await line.send_json({"envelope_id": "nothing"})
        await line.send_str("hello?")
        await slack.quiet(0.15)
    assert (slack.history.odd_acks, rules(slack)) == ([("nothing", "unknown or acked before")], ["ack"])


async def test_without_a_connection_presses_fail_and_events_wait(
    slack: SlackFake, api: AsyncWebClient, anna: Person
) -> None:
    slack.retry_delays = (0.2, 1.0, 1.0)
    command = anna.types("/kuppi")
    event = anna.says("ohje")
    assert command.failed == "not_connected"
    app = bolt_app(slack, api)
    heard: list[tuple[str, bool]] = []

    @app.event("message")
    async def message(event: Json, request: Any) -> None:
        heard.append((event["text"], request.headers["x-slack-retry-num"] > ["0"]))

    async with over_sockets(slack, app):
        await event
    assert heard == [("ohje", True)]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_sdk_comes_back_after_a_goodbye(
    slack: SlackFake, api: AsyncWebClient, anna: Person, reason: str
) -> None:
    slack.courier.sockets.grace = 0.2
    app = bolt_app(slack, api)
    app.command("/kuppi")(_acks)
    async with over_sockets(slack, app):
        slack.disconnect(reason)
        await slack.pulse.until(lambda: len(slack.history.sockets) > 1 or None, 2, lambda: "it did not come back")
        await slack.connected()
        await anna.types("/kuppi")
    assert [life.told for life in slack.history.sockets] == [[reason], []]


async def test_the_sdk_comes_back_after_the_line_is_cut(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    app = bolt_app(slack, api)
    app.command("/kuppi")(_acks)
    async with over_sockets(slack, app, ping=0.1):
        slack.drop_sockets()
        await slack.pulse.until(lambda: len(slack.history.sockets) > 1 or None, 3, lambda: "it did not come back")
        await slack.connected()
        await anna.types("/kuppi")


async def _acks(ack: Any) -> None:
    await ack()


# Acks that answer, and the response_url.


@pytest.mark.parametrize("answer", ["Olet mukana", {"text": "x", "blocks": [section("*Olet* mukana")]}])
async def test_a_command_is_answered_in_its_ack(
    slack: SlackFake, api: AsyncWebClient, anna: Person, kahvi: Channel, answer: Any
) -> None:
    app = bolt_app(slack, api)

    @app.command("/kuppi")
    async def kuppi(ack: Any, command: Json) -> None:
        assert (command["text"], command["channel_id"], command["user_id"]) == ("tulen", kahvi.id, anna.id)
        await ack(answer)

    async with over_sockets(slack, app):
        deed = anna.types("/kuppi", "tulen", in_=kahvi)
        assert await deed.answered() == "Olet mukana"
    assert deed.handed_out_at
    assert deed.acked_at
    assert deed.handed_out_at < deed.acked_at
    assert kahvi.messages == []


async def test_a_command_may_answer_to_everybody(
    slack: SlackFake, api: AsyncWebClient, anna: Person, kahvi: Channel
) -> None:
    app = bolt_app(slack, api)

    @app.command("/kuppi")
    async def kuppi(ack: Any) -> None:
        await ack(text="Anna tulee", response_type="in_channel")

    async with over_sockets(slack, app):
        await anna.types("/kuppi", in_=kahvi)
    assert ([message.plain for message in kahvi.posts], anna.ephemerals) == (["Anna tulee"], [])


async def test_the_ack_of_a_press_carries_nothing(
    slack: SlackFake, api: AsyncWebClient, anna: Person, kahvi: Channel
) -> None:
    card = kahvi.write(slack.bot_user_id, "x", [actions(button("Tulen"))])
    app = bolt_app(slack, api)

    @app.action("rsvp")
    async def press(ack: Any) -> None:
        await ack(text="ei näy")

    async with over_sockets(slack, app):
        deed = await anna.presses(card, "Tulen")
    assert (deed.ack_payload, rules(slack), anna.ephemerals) == ({"text": "ei näy"}, ["ack"], [])


@pytest.fixture
def pressed(slack: SlackFake, anna: Person, kahvi: Channel) -> Deed:
    card = kahvi.write(slack.bot_user_id, "13 tulossa", [section("13 tulossa"), actions(button("Tulen", value="7"))])
    return anna.presses(card, "Tulen")


async def respond(session: aiohttp.ClientSession, deed: Deed, **body: Any) -> tuple[int, str]:
    async with session.post(deed.response_url, json=body) as response:
        return response.status, (await response.json()).get("error", "")


async def test_a_press_tells_what_was_pressed(anna: Person, kahvi: Channel, pressed: Deed) -> None:
    [card] = kahvi.posts
    payload = pressed.payload
    [action] = payload["actions"]
    assert (action["action_id"], action["value"], payload["user"]["id"]) == ("rsvp", "7", anna.id)
    assert (payload["message"]["ts"], payload["container"]["message_ts"]) == (card.ts, card.ts)
    assert (payload["channel"], payload["team"]["id"]) == ({"id": kahvi.id, "name": "kahvi"}, "T0TEAM")
    assert set(payload) >= {"trigger_id", "response_url", "api_app_id", "state"}


async def test_a_response_url_is_good_for_five_answers(session: aiohttp.ClientSession, pressed: Deed) -> None:
    for number in range(5):
        assert await respond(session, pressed, text=str(number), replace_original=False) == (200, "")
    assert await respond(session, pressed, text="6", replace_original=False) == (404, "used_url")
    assert [response.error for response in pressed.responses] == ["", "", "", "", "", "used_url"]
    assert await pressed.answered() == "0"


async def test_a_response_url_is_good_for_thirty_minutes(
    slack: SlackFake, session: aiohttp.ClientSession, pressed: Deed
) -> None:
    slack.clock = lambda: datetime.now(UTC) + timedelta(minutes=31)
    assert await respond(session, pressed, text="x", replace_original=False) == (404, "expired_url")


async def test_a_response_may_replace_or_delete_what_was_pressed(
    session: aiohttp.ClientSession, anna: Person, kahvi: Channel, pressed: Deed
) -> None:
    await respond(session, pressed, text="14 tulossa", replace_original=True)
    assert ([message.plain for message in kahvi.posts], anna.ephemerals) == (["14 tulossa"], [])
    await respond(session, pressed, delete_original=True)
    assert kahvi.posts == []


async def test_an_only_you_message_can_be_pressed_and_replaced(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person, pressed: Deed
) -> None:
    blocks = [section("Perutko?"), actions(button("Kyllä"))]
    await respond(session, pressed, text="Perutko?", blocks=blocks, replace_original=False)
    [shown] = anna.ephemerals
    again = anna.presses(shown, "Kyllä")
    assert (again.payload["container"]["is_ephemeral"], "message" in again.payload) == (True, False)
    await respond(session, again, text="Peruttu", replace_original=True)
    assert ([one.plain for one in anna.ephemerals], await again.answered()) == (["Peruttu"], "Peruttu")
    await respond(session, again, delete_original=True)
    assert (anna.ephemerals, slack.violations) == ([], [])


async def test_what_a_response_leaves_unsaid_is_noted(
    slack: SlackFake, session: aiohttp.ClientSession, anna: Person, pressed: Deed
) -> None:
    await respond(session, pressed, text="x")
    await respond(session, anna.types("/kuppi"), text="x", replace_original=True)
    assert rules(slack) == ["response_url", "response_url"]
    assert len(anna.ephemerals) == 2


async def test_responses_are_refused(session: aiohttp.ClientSession, kahvi: Channel, pressed: Deed) -> None:
    assert await respond(session, pressed, text="") == (400, "no_text")
    assert await respond(session, pressed, text="x", blocks=[section("")]) == (400, "invalid_blocks")
    _archive(kahvi)
    assert await respond(session, pressed, text="x") == (410, "channel_is_archived")
    async with session.post(pressed.response_url, data=b"?") as response:
        assert response.status == 400
    async with session.post(f"{pressed.response_url}x", json={"text": "x"}) as response:
        assert response.status == 404


async def test_a_response_may_get_lost(slack: SlackFake, session: aiohttp.ClientSession, pressed: Deed) -> None:
    slack.fail("response_url", how=SERVER_ERROR)
    assert (await respond(session, pressed, text="x", replace_original=False))[0] == 500
    slack.fail("response_url", how=DROP_AFTER)
    with pytest.raises(aiohttp.ClientError):
        await respond(session, pressed, text="x", replace_original=False)
    assert len(pressed.responses) == 1


# Signed HTTP.


async def test_bolt_takes_signed_deliveries(
    slack: SlackFake, api: AsyncWebClient, anna: Person, kahvi: Channel
) -> None:
    card = kahvi.write(slack.bot_user_id, "x", [actions(button("Tulen"))])
    app = bolt_app(slack, api)
    app.action("rsvp")(_acks)

    @app.command("/kuppi")
    async def kuppi(ack: Any, command: Json) -> None:
        await ack(f"{command['text']} & lista")

    @app.event("message")
    async def message(event: Json, say: Any) -> None:
        await say(f"Kuulin: {event['text']}")

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))  # type: ignore[arg-type]

    slack.echoes = False
    async with listening(answer) as url:
        assert await slack.verifies(url)
        slack.deliver_over_http(url)
        assert await anna.types("/kuppi", "öh", in_=kahvi).answered() == "öh & lista"
        assert await anna.says("ohje").answered() == "Kuulin: ohje"
        assert (await anna.presses(card, "Tulen")).deliveries[0].via == url


async def test_a_wrong_signature_is_refused_by_bolt(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    app = bolt_app(slack, api)
    slack.signing_secret = "wrong"

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))  # type: ignore[arg-type]

    async with listening(answer) as url:
        slack.deliver_over_http(url)
        deed = anna.types("/kuppi")
        with pytest.raises(AssertionError, match="http_error"):
            await deed


async def test_the_signature_covers_the_raw_body(slack: SlackFake) -> None:
    body = "text=öh&x=1".encode()
    headers = slack.signed(body)
    verifier = SignatureVerifier(slack.signing_secret)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + b" ", headers)


@contextlib.asynccontextmanager
async def recording(
    slack: SlackFake, answer: Callable[[], Awaitable[web.Response]]
) -> AsyncIterator[list[dict[str, str]]]:
    seen: list[dict[str, str]] = []

    async def take(request: web.BaseRequest) -> web.StreamResponse:
        seen.append({name.lower(): value for name, value in request.headers.items()})
        return await answer()

    async with listening(take) as url:
        slack.deliver_over_http(url)
        yield seen


async def _failing() -> web.Response:
    return web.Response(status=500)


async def _final() -> web.Response:
    return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})


async def _slow() -> web.Response:
    await asyncio.sleep(0.2)
    return web.Response()


async def test_http_retries_are_numbered_and_reasoned(slack: SlackFake, anna: Person) -> None:
    slack.retry_delays = (0.0, 0.02, 0.02)
    async with recording(slack, _failing) as seen:
        with pytest.raises(AssertionError, match="http_error"):
            await anna.says("ohje")
    retries = [(headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers in seen]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert {headers["content-type"] for headers in seen} == {"application/json"}


async def test_no_retry_is_honoured(slack: SlackFake, anna: Person) -> None:
    async with recording(slack, _final) as seen:
        with pytest.raises(AssertionError, match="http_error"):
            await anna.says("ohje")
    assert len(seen) == 1


async def test_a_slow_response_is_a_timeout(slack: SlackFake, anna: Person) -> None:
    slack.ack_limit, slack.retry_delays = 0.05, (0.0,)
    async with recording(slack, _slow) as seen:
        command = anna.types("/kuppi")
        with pytest.raises(AssertionError, match="http_timeout"):
            await command
        with pytest.raises(AssertionError, match="http_timeout"):
            await anna.says("ohje")
    assert [headers.get("x-slack-retry-reason") for headers in seen] == [None, None, "http_timeout"]


async def test_nobody_at_the_request_url_is_a_failed_connection(slack: SlackFake, anna: Person) -> None:
    slack.deliver_over_http("http://127.0.0.1:9/")
    with pytest.raises(AssertionError, match="connection_failed"):
        await anna.types("/kuppi")


# People.


async def test_private_words_are_told_to_the_bot(slack: SlackFake, anna: Person) -> None:
    deed = anna.says("a & b anna@kuppi.fi https://kuppi.fi. @Kuppi")
    event = deed.payload["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", anna.im.id)
    links = "<mailto:anna@kuppi.fi|anna@kuppi.fi> <https://kuppi.fi>."
    assert event["text"] == f"a &amp; b {links} <@{slack.bot_user_id}>"
    assert anna.dm[0].plain == "a & b anna@kuppi.fi https://kuppi.fi. @Kuppi"


async def test_in_a_channel_the_bot_hears_only_its_name(slack: SlackFake, anna: Person, kahvi: Channel) -> None:
    assert anna.says("moi kaikki", in_=kahvi).silent
    parent = kahvi.write(slack.bot_user_id, "vuorossa")
    event = anna.says("@Kuppi vuoro", in_=kahvi, thread=parent).payload["event"]
    assert (event["type"], event["text"]) == ("app_mention", f"<@{slack.bot_user_id}> vuoro")
    assert (event["thread_ts"], event["channel"]) == (parent.ts, kahvi.id)
    _leave(kahvi)
    assert anna.says("@Kuppi vuoro", in_=kahvi).silent


async def test_edits_and_deletions_come_as_subtypes(anna: Person) -> None:
    message = anna.says("ohje").message
    assert isinstance(message, Message)
    changed = anna.edits(message, "apua").payload["event"]
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "apua")
    assert changed["previous_message"]["text"] == "ohje"
    assert anna.deletes(message).payload["event"]["subtype"] == "message_deleted"


async def test_people_can_only_do_what_slack_lets_them(slack: SlackFake, anna: Person, kahvi: Channel) -> None:
    pekka = slack.person("U0PEKKA", "Pekka")
    card = kahvi.write(slack.bot_user_id, "x", [actions(button("Tulen", "a"), button("Tulen", "b"), button("En", "c"))])
    attempts: list[Callable[[], object]] = [
        lambda: pekka.presses(card, "En"),
        lambda: pekka.says("hei", in_=kahvi),
        lambda: pekka.types("/kuppi", in_=kahvi),
        lambda: anna.presses(card, "Ehkä"),
        lambda: anna.presses(card, "Tulen"),
        anna.submits,
        lambda: anna.types("/kuppi", in_=pekka.im),
    ]
    for attempt in attempts:
        with pytest.raises(NotPossibleError):
            attempt()
    assert anna.presses(card, "Tulen", nth=1).payload["actions"][0]["action_id"] == "b"
    card.deleted = True
    with pytest.raises(NotPossibleError):
        anna.presses(card, "En")


async def test_forged_and_link_presses_arrive_too(slack: SlackFake, anna: Person, kahvi: Channel) -> None:
    card = kahvi.write(slack.bot_user_id, "x", [actions(button("Kartta", "map", url="https://kuppi.fi"))])
    forged = anna.presses_value(card, "rsvp", "no:such").payload["actions"][0]
    assert (forged["action_id"], forged["value"]) == ("rsvp", "no:such")
    assert anna.presses(card, "Kartta").payload["actions"][0]["url"] == "https://kuppi.fi"


async def test_a_menu_sends_the_chosen_option(slack: SlackFake, anna: Person, kahvi: Channel) -> None:
    options = [{"text": plain("1 & 2"), "value": "12"}, {"text": plain("3"), "value": "3"}]
    card = kahvi.write(
        slack.bot_user_id, "x", [actions({"type": "static_select", "action_id": "n", "options": options})]
    )
    [action] = anna.chooses(card, "1 & 2").payload["actions"]
    assert action["selected_option"] == {"text": plain("1 &amp; 2"), "value": "12"}


async def test_the_bot_hears_of_its_comings_but_hardly_of_its_goings(
    slack: SlackFake, anna: Person, kahvi: Channel
) -> None:
    _leave(kahvi)
    joined = kahvi.invite_bot(by=anna).payload["event"]
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", slack.bot_user_id, anna.id)
    assert kahvi.remove_bot(by=anna).silent
    notice = slack.history.envelopes[-1].deed.payload["event"]
    assert (notice["user"], notice["text"]) == ("USLACKBOT", "You have been removed from #kahvi by <@U0ANNA>")
    slack.subscriptions |= {"channel_left"}
    kahvi.invite_bot(by=anna)
    assert kahvi.remove_bot().payload["event"] == {"type": "channel_left", "channel": kahvi.id} | _stamp(slack)


def _stamp(slack: SlackFake) -> Json:
    return {"event_ts": slack.history.envelopes[-1].deed.payload["event"]["event_ts"]}


async def test_channels_change_with_a_word(slack: SlackFake, anna: Person, kahvi: Channel) -> None:
    pekka = slack.person("U0PEKKA", "Pekka")
    kahvi.add(pekka)
    kahvi.remove(pekka)
    kahvi.rename("aamukahvi")
    kahvi.archive(by=anna)
    heard = [delivery.deed.what for delivery in slack.history.envelopes]
    assert heard == ["member_joined_channel", "member_left_channel", "channel_rename", "channel_archive"]


async def test_the_bot_hears_itself_in_dms(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    ts = (await api.chat_postMessage(channel=anna.id, text="a"))["ts"]
    await api.chat_update(channel=anna.im.id, ts=ts, text="b")
    await api.chat_delete(channel=anna.im.id, ts=ts)
    heard = [delivery.deed.payload["event"] for delivery in slack.history.envelopes if not delivery.attempt]
    assert [event.get("subtype") for event in heard] == [None, "message_changed", "message_deleted"]
    assert heard[0]["bot_id"] == "B0TEAMBOT"


async def test_bolt_leaves_the_bots_own_words_alone(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    app = bolt_app(slack, api)
    heard: list[str] = []

    @app.event("message")
    async def message(event: Json) -> None:
        heard.append(str(event.get("text") or event.get("subtype")))

    async with over_sockets(slack, app):
        ts = (await api.chat_postMessage(channel=anna.id, text="oma"))["ts"]
        await api.chat_update(channel=anna.im.id, ts=ts, text="oma 2")
        await anna.says("ohje")
        await slack.quiet(0.15)
    assert heard == ["ohje"]


async def test_anything_can_be_injected(slack: SlackFake) -> None:
    assert slack.inject({"command": "/kuppi"}).kind == "slash_commands"
    assert slack.inject({"type": "shortcut"}).kind == "interactive"
    told = slack.tells({"type": "message", "subtype": "bot_message", "channel_type": "channel"})
    assert (told.kind, told.what) == ("events_api", "message")


async def test_the_same_thing_can_be_delivered_twice(slack: SlackFake, api: AsyncWebClient, anna: Person) -> None:
    app = bolt_app(slack, api)
    heard: list[str] = []

    @app.event("message")
    async def message(body: Json) -> None:
        heard.append(body["event_id"])

    app.command("/kuppi")(_acks)
    async with over_sockets(slack, app):
        said = await anna.says("ohje")
        typed = await anna.types("/kuppi")
        await slack.redeliver(said).acked()
        await slack.redeliver(typed).acked()
    assert heard == [said.event_id] * 2
    assert len({delivery.envelope_id for delivery in said.deliveries}) == 2
    assert len({delivery.envelope_id for delivery in typed.deliveries}) == 1


async def test_stamps_follow_the_clock_and_never_repeat(slack: SlackFake, kahvi: Channel) -> None:
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    slack.clock = lambda: noon
    written = [kahvi.write("U0ANNA", "x").ts for _ in range(3)]
    assert written[0].startswith(f"{int(noon.timestamp())}.")
    assert sorted(set(written)) == written


async def test_a_thousand_presses_are_each_acknowledged(
    slack: SlackFake, api: AsyncWebClient, anna: Person, kahvi: Channel
) -> None:
    slack.strict = False
    card = kahvi.write(slack.bot_user_id, "x", [section("13 tulossa"), actions(button("Tulen"))])
    app = bolt_app(slack, api)
    app.action("rsvp")(_acks)
    async with over_sockets(slack, app):
        deeds = [anna.presses(card, "Tulen") for _ in range(1000)]
        assert None not in [(await deed).acked_at for deed in deeds]


BOT = """
import asyncio, os
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=client, process_before_response=True)

@app.command("/kuppi")
async def kuppi(ack, command):
    await ack("Hei " + command["user_name"])

async def main():
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()

asyncio.run(main())
"""


async def test_a_bot_in_another_process_finds_its_way(slack: SlackFake, anna: Person) -> None:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.url}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", BOT, env=os.environ | tokens)
    try:
        await slack.connected(timeout=60)
        assert await anna.types("/kuppi").answered() == "Hei anna"
    finally:
        process.kill()
        await process.wait()
