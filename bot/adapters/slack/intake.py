"""From an envelope to its answer: read, committed by ``receive``, acknowledged, and only then followed up."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.answers import Answers, Reply
from bot.adapters.slack.draw import Json
from bot.adapters.slack.envelopes import Envelope
from bot.adapters.slack.payloads import Heard, Reader
from bot.adapters.slack.people import People
from bot.adapters.slack.voice import Voice
from bot.adapters.slack.words import clean
from bot.chat import (
    SILENCE,
    Address,
    Answer,
    Command,
    Event,
    Gone,
    Joined,
    Press,
    Receive,
    Said,
    SlowDown,
    Uncertain,
    Uninstalled,
    Visited,
)

log = logging.getLogger(__name__)

TITLE_PATIENCE = 1.0  #: seconds for a channel's name: the acknowledgement has three
REMEMBERED = 5_000  #: Slack sends what it takes for lost three times, within six minutes
AFTERWARDS = "afterwards"  #: where a request's context keeps what is to be done once it is acknowledged
ENDED = "ended"  #: where it says that the workspace has taken our access away

#: Types that bolt would answer by itself.
_BOLTS_OWN = frozenset({"url_verification", "ssl_check"})


class Intake:
    """Route every request, however it came.

    The transport passes the Envelope in the request's context, acknowledges with the response if its status is 200,
    and then awaits what the context holds under ``AFTERWARDS``.
    """

    def __init__(self, reader: Reader, answers: Answers, people: People, voice: Voice) -> None:
        self._reader = reader
        self._answers = answers
        self._people = people
        self._voice = voice
        self._receive: Receive = _nobody
        self._titles: dict[str, str] = {}
        self._given: OrderedDict[str, Json] = OrderedDict()  # the acknowledgements given, by key
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # by person, while any waits

    def opens(self, receive: Receive) -> None:
        """Take what hears the events."""
        self._receive = receive

    async def route(self, request: AsyncBoltRequest) -> BoltResponse:
        """Answer a request; whatever fails before the commit is not acknowledged, nothing after it is undone."""
        heard = self._reader.read(request.context["envelope"])
        if heard.event is None:
            if heard.note:
                log.warning("%s", heard.note)
            return BoltResponse(status=200)
        event = await self._titled(heard.event)
        try:
            answer = next(iter(await self._receive([event])), SILENCE)
        except Exception as error:  # noqa: BLE001 -- unacknowledged, it comes again; its text may hold what people wrote
            log.error("not taken, so not acknowledged: %s", type(error).__name__)
            return BoltResponse(status=503)
        if event.key in self._given:  # it came again while the first was on its way
            return BoltResponse(status=200, body=self._given[event.key] or "")
        self._remember(event.key, {})
        request.context[ENDED] = isinstance(event, Uninstalled)
        reply = await self._reply(heard, event, answer)
        self._remember(event.key, reply.ack)
        request.context[AFTERWARDS] = partial(self._in_turn, heard, event, answer, reply)
        return BoltResponse(status=200, body=reply.ack or "")

    async def _reply(self, heard: Heard, event: Event, answer: Answer) -> Reply:
        try:
            return await self._answers.reply(heard, event, answer)
        except Exception as error:  # noqa: BLE001 -- it was committed: it is acknowledged, come what may
            log.error("an answer could not be drawn: %s", type(error).__name__)
            return Reply()

    async def _in_turn(self, heard: Heard, event: Event, answer: Answer, reply: Reply) -> None:
        """Follow up in the order in which the person spoke; nobody waits for another."""
        async with self._turns.setdefault(event.who.id, asyncio.Lock()):
            await self._follow(heard, event, answer, reply)

    def _remember(self, key: str, ack: Json) -> None:
        """Note what was answered with what, for as long as Slack may send it again."""
        self._given[key] = ack
        if len(self._given) > REMEMBERED:
            self._given.popitem(last=False)

    async def _follow(self, heard: Heard, event: Event, answer: Answer, reply: Reply) -> None:
        if heard.room and event.private and isinstance(event, Said | Press):
            self._voice.remember(event.who.address, heard.room)
        await self._answers.follow(heard, event, answer, reply)
        self._people.met(event.who)
        if heard.at_home:
            await self._redraw_home(event)

    async def _redraw_home(self, pressed: Event) -> None:
        """Look at our home tab again for whoever pressed a button there: it shows what the press did."""
        visit = Visited(
            key=f"{pressed.key}/home", at=pressed.at, who=pressed.who, where=pressed.where, private=True
        )  # fmt: skip
        try:
            page = next(iter(await self._receive([visit])), SILENCE)
        except Exception as error:  # noqa: BLE001 -- the next look shows it; the text may hold what people wrote
            log.warning("a home tab was not drawn anew: %s", type(error).__name__)
            return
        await self._answers.follow(Heard(), visit, page, Reply())

    async def _titled(self, event: Event) -> Event:
        """Add a channel's name where it may come to stand for the channel, if Slack tells it at once."""
        if event.title and not event.private:
            self._titles[event.where.id] = event.title
        if event.private or event.title or not isinstance(event, Joined | Command):
            return event
        return replace(event, title=self._titles.get(event.where.id) or await self._title(event.where))

    async def _title(self, where: Address) -> str:
        try:
            async with asyncio.timeout(TITLE_PATIENCE):
                self._titles[where.id] = title = clean(await self._voice.title(where))
        except (SlowDown, Gone, Uncertain, TimeoutError) as trouble:
            log.info("a channel's name was not told: %s", trouble)
            return ""
        return title


def request_of(envelope: Envelope) -> AsyncBoltRequest:
    """Make bolt's request of an envelope; bolt trips over what is oddly shaped, so of that it sees nothing."""
    context = {"envelope": envelope}
    body = envelope.body
    if isinstance(body.get("event", {}), dict) and body.get("type") not in _BOLTS_OWN:
        try:
            return AsyncBoltRequest(mode="socket_mode", body=body, context=context)
        except (AttributeError, TypeError, KeyError):
            log.info("a delivery has an odd shape")
    return AsyncBoltRequest(mode="socket_mode", body={}, context=context)


def envelope_of(frame: Json) -> Envelope:
    """Take a Socket Mode frame as an envelope; one without a payload is kept whole, to be parked."""
    payload = frame.get("payload")
    body = payload if isinstance(payload, dict) else {"frame": frame}
    return Envelope(str(frame["envelope_id"]), body, bool(frame.get("accepts_response_payload", True)))


async def _nobody(_events: object) -> list[Answer]:
    raise RuntimeError
