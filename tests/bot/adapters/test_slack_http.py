"""Slack by signed HTTP: proved to be Slack's, committed before it is answered, the same as by sockets from there on."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from bot.adapters.slack.requests import PATH
from bot.chat import Answer, Button, Event, Field, Filled, Form, Message, Press, Said
from bot.chat.doors import Knock, Reply
from bot.text import t
from tests.bot.adapters.slack_stage import ROOM, Stage, message, says, stage
from tests.fakes.slack import Shown, SlackFake
from tests.fakes.slack.signing import body_of

CARD = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"),),))
TOAST = Answer(toast=says("Olet mukana."))
FORM = Form("meetup", "d1", says("Uusi tapaaminen"), says("Jatka"), (Field("teema", says("Teema")),))


async def card(play: Stage) -> Shown:
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    return room.posts[0]


def signed(fake: SlackFake, body: bytes, kind: str = "application/json", *, age: float = 0) -> Knock:
    """Make a request as Slack signs it, some seconds ago."""
    stamp = str(int(time.time() - age))
    proof = hmac.new(fake.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-signature": f"v0={proof}", "x-slack-request-timestamp": stamp, "content-type": kind}
    return Knock(headers, body=body)


async def knocks(play: Stage, knock: Knock) -> Reply:
    door = next(door for door in play.adapter.doors() if door.path == PATH)
    assert door.method == "POST"
    return await door.open(knock)


def told(event: Event) -> Answer:
    return Answer((message(f"Luin: {event.text}"),)) if isinstance(event, Said) else TOAST


# -- the same as by sockets --------------------------------------------------------------------------------


async def test_a_press_is_answered_by_its_response_url_after_the_commit() -> None:
    async with stage(TOAST, by_http=True) as play:
        deed = play.anna().presses(await card(play), "Tulen")
        assert await deed.answered() == "Olet mukana."
        await play.rests()
        assert [type(event) for event in play.heard] == [Press]
        assert play.heard[0].key.startswith("sl:v0=")


async def test_a_command_is_answered_in_the_response_itself() -> None:
    async with stage(TOAST, by_http=True) as play:
        deed = play.anna().types("/kuppi", "omat", in_=play.room())
        assert await deed.answered() == "Olet mukana."
        assert deed.responses == [], "the response carried it: the response_url was not used"


async def test_a_modals_errors_come_in_the_response() -> None:
    errors = Answer(errors={"teema": t("form.empty")})
    async with stage(lambda e: errors if isinstance(e, Filled) else Answer(form=FORM), by_http=True) as play:
        await play.anna().types("/kuppi", "uusitapaaminen", in_=play.room())
        view = await play.anna().gets_view("Uusi tapaaminen")
        await play.anna().submits({"teema": "Yö"})
        assert list(view.errors) == ["teema"]


async def test_what_could_not_be_committed_is_brought_again_by_its_event_id() -> None:
    async with stage(told, by_http=True) as play:
        play.fake.retry_delays = (0.0, 0.05, 0.1)
        play.troubles.append(RuntimeError("the database is away"))
        deed = play.anna().says("hei")
        await play.anna().gets("Luin: hei")
        await play.rests()
        assert [(one.attempt, one.reason) for one in deed.deliveries] == [(0, ""), (1, "http_error")]
        assert [event.key for event in play.heard] == [f"sl:{deed.event_id}"] * 2


async def test_an_event_brought_again_though_it_was_taken_is_answered_once() -> None:
    async with stage(told, by_http=True) as play:
        deed = play.anna().says("hei")
        await play.anna().gets("Luin: hei")
        await play.fake.redeliver(deed).acked()
        await play.rests()
        assert [post.plain for post in play.anna().im.posts] == ["Luin: hei"]


async def test_a_request_overheard_and_sent_again_bears_the_same_name_and_does_nothing_more() -> None:
    async with stage(TOAST, by_http=True) as play:
        deed = play.anna().presses(await card(play), "Tulen")
        await deed.answered()
        body, kind = body_of(deed)
        knock = signed(play.fake, body, kind, age=10)
        first, second = await knocks(play, knock), await knocks(play, knock)
        await play.rests()
        assert (first.status, second.status) == (200, 200)
        assert len({event.key for event in play.heard}) == 2, "the replay is the request before it, to the core too"
        assert len(deed.responses) == 2


async def test_slack_is_told_what_it_asked_when_the_address_is_set() -> None:
    async with stage(by_http=True, runs=False) as play:
        assert play.fake.request_url is not None
        assert await play.fake.verifies(play.fake.request_url)


async def test_before_we_listen_slack_is_asked_to_come_again() -> None:
    async with stage(by_http=True, runs=False) as play:
        assert await knocks(play, signed(play.fake, b'{"type": "event_callback"}')) == Reply(503)


async def test_a_check_of_the_certificate_is_nothing_to_us() -> None:
    async with stage(by_http=True) as play:
        body = urlencode({"ssl_check": "1", "token": "x"}).encode()
        assert await knocks(play, signed(play.fake, body, "application/x-www-form-urlencoded")) == Reply()
        assert play.everything == []


# -- hostile input -----------------------------------------------------------------------------------------

BODY = b'{"type": "event_callback", "event": {"type": "message"}, "event_id": "Ev1"}'


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=ä"},
        {"x-slack-request-timestamp": "yesterday"},
        {"x-slack-request-timestamp": str(int(time.time()) + 1)},
    ],
)
async def test_what_slack_did_not_sign_is_refused_and_not_to_be_repeated(changed: Mapping[str, str]) -> None:
    async with stage(by_http=True) as play:
        knock = signed(play.fake, BODY)
        reply = await knocks(play, Knock({**knock.headers, **changed}, body=BODY))
        assert (reply.status, reply.headers) == (401, {"x-slack-no-retry": "1"})
        assert (await knocks(play, Knock(knock.headers, body=BODY + b" "))).status == 401
        assert (await knocks(play, Knock(body=BODY))).status == 401
        assert play.everything == []


@pytest.mark.parametrize(("age", "status"), [(290, 200), (310, 401), (-290, 200), (-310, 401)])
async def test_a_signature_is_good_for_five_minutes_either_way(age: float, status: int) -> None:
    async with stage(by_http=True) as play:
        body = json.dumps({"type": "url_verification", "challenge": "c"}).encode()
        assert (await knocks(play, signed(play.fake, body, age=age))).status == status


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no json", "application/json"),
        (b"[]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"", "application/x-www-form-urlencoded"),
        (b"payload=no+json", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_signed_but_nothing_of_slacks_is_refused(body: bytes, kind: str) -> None:
    async with stage(by_http=True) as play:
        assert (await knocks(play, signed(play.fake, body, kind))).status in {400, 401}
        assert play.everything == []
