"""Speaking to Slack: posts, edits, looking for a post in doubt, words for one person, modals."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.draw import Json, page, pages
from bot.adapters.slack.failures import settled
from bot.adapters.slack.words import escape, said
from bot.chat import Address, File, Gone, Message, Pause, Ref, SlowDown, Uncertain, patiently

EVENT_TYPE = "kuppi"  #: marks the metadata of our posts
CLOCKS_DIFFER = timedelta(minutes=2)  #: how far Slack's clock may be from ours
_MOST_PAGES = 20


class Voice:
    """Make the calls; each raises SlowDown, Gone or Uncertain and nothing else."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession, pause: Pause) -> None:
        self._client = client
        self._session = session
        self._pause = pause
        self._opened: dict[str, str] = {}  # DMs by their person's address

    # -- messages ----------------------------------------------------------------------------------------

    async def say(self, to: Address, message: Message, locale: str, key: str | None = None) -> Ref:
        """Post a message, in several posts when it is long; the last has the buttons, the key and the Ref."""
        drawn = pages([message], locale)
        if not drawn:
            raise Gone("refused: no_text")
        room = await self.room(to)
        *heads, last = drawn
        place = _place(to, message)
        for number, post in enumerate(heads):
            await self._part(number, partial(self._post, room, place, post))
        named = _named(key) if key else {}
        return Ref(to, await self._part(len(heads), partial(self._post, room, place, last | named)))

    async def hand(self, to: Address, file: File, locale: str) -> Ref:
        """Send a file with its line of words, in the three steps that Slack wants."""
        room, content = await self.room(to), file.text.encode()
        told = await settled(self._client.files_getUploadURLExternal(filename=file.name, length=len(content)))
        await settled(self._uploaded(str(told["upload_url"]), content))
        shown = self._client.files_completeUploadExternal(
            files=[{"id": told["file_id"], "title": file.name}],
            channel_id=room,
            thread_ts=to.thread,
            initial_comment=escape(said(file.caption, locale)),
        )
        await settled(shown)
        return Ref(to, str(told["file_id"]))

    async def _uploaded(self, url: str, content: bytes) -> None:
        async with self._session.post(url, data=content) as response:
            if response.status != 200:
                raise Uncertain(f"HTTP {response.status}")

    async def redraw(self, ref: Ref, message: Message, locale: str) -> None:
        """Show a message anew; Slack takes one that is already so."""
        room = await self.room(ref.to)
        await settled(self._client.chat_update(channel=room, ts=ref.message, **page(message, locale)))

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        """Look for our post with this key in the room's history, or in its thread's."""
        call, where = await self._history(to)
        oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            seen = await settled(call(**where, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor))
            for message in seen.get("messages") or []:
                if _key_of(message) == key:
                    return Ref(to, str(message["ts"]))
            cursor = (seen.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        raise Uncertain("too much was said since")

    # -- rooms -------------------------------------------------------------------------------------------

    async def room(self, to: Address) -> str:
        """Give Slack's own id of an address: a person's DM is opened once."""
        id_ = to.id.rpartition("/")[2]
        if not id_.startswith(("U", "W")):
            return id_
        if to.id not in self._opened:
            opened = await settled(self._client.conversations_open(users=id_))
            self._opened[to.id] = str(opened["channel"]["id"])
        return self._opened[to.id]

    def remember(self, person: Address, room: str) -> None:
        """Note a person's DM, seen in passing."""
        self._opened[person.id] = room

    async def title(self, room: Address) -> str:
        """Ask what a channel is called."""
        told = await settled(self._client.conversations_info(channel=await self.room(room)))
        return str(told["channel"].get("name") or "")

    async def members(self, of: Address) -> int:
        """Count a channel's members, as everybody there sees it."""
        told = await settled(
            self._client.conversations_info(channel=await self.room(of), include_num_members=True)
        )  # fmt: skip
        return int(told["channel"].get("num_members") or 0)

    async def person(self, user: str) -> Json:
        """Ask who a person is."""
        told = await settled(self._client.users_info(user=user, include_locale=True))
        return dict(told["user"])

    # -- words for one person ----------------------------------------------------------------------------

    async def whisper(self, response_url: str, post: Json) -> None:
        """Show a post to whoever pressed or commanded, where they did it, and to nobody else."""
        body = {"response_type": "ephemeral", "replace_original": False, **post}
        await settled(self._whispered(response_url, body))

    async def show(self, trigger: str, view: Json) -> None:
        """Open a modal; a trigger lives three seconds."""
        await settled(self._client.views_open(trigger_id=trigger, view=view))

    async def publish(self, person: Address, view: Json) -> None:
        """Draw our home tab for a person."""
        await settled(self._client.views_publish(user_id=person.id.rpartition("/")[2], view=view))

    async def _whispered(self, response_url: str, body: Json) -> None:
        async with self._session.post(response_url, json=body) as response:
            if response.status == 429:
                raise SlowDown(float(response.headers.get("Retry-After", 1)))
            if response.status >= 500:
                raise Uncertain(f"HTTP {response.status}")
            if response.status >= 400:
                raise Gone(f"refused: HTTP {response.status}")

    # -- posting -----------------------------------------------------------------------------------------

    async def _post(self, room: str, place: Json, post: Json) -> str:
        call = self._client.chat_postMessage(channel=room, unfurl_links=False, unfurl_media=False, **place, **post)
        return str((await settled(call))["ts"])

    async def _part(self, number: int, post: Callable[[], Awaitable[str]]) -> str:
        """Post a part; once the first stands, the others are not left away and the first is not said again."""
        if not number:
            return await post()
        try:
            return await patiently(post, self._pause)
        except SlowDown as slow:
            raise Uncertain("a part of the message was posted") from slow

    async def _history(self, to: Address) -> tuple[Callable[..., Awaitable[Any]], Json]:
        room = await self.room(to)
        if to.thread is None:
            return self._client.conversations_history, {"channel": room}
        return self._client.conversations_replies, {"channel": room, "ts": to.thread}


def _place(to: Address, message: Message) -> Json:
    """Say where in a channel a message goes: one that belongs to another stands in its thread, for all to see."""
    if message.reply_to and to.thread is None:
        return {"thread_ts": message.reply_to, "reply_broadcast": True}
    return {"thread_ts": to.thread}


def _named(key: str) -> Json:
    return {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}


def _key_of(message: Json) -> object:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload", {}).get("key") if metadata.get("event_type") == EVENT_TYPE else None
