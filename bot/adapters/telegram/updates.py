"""Raw updates as our events; what is of no interest is None."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    InaccessibleMessage,
    Message,
    Update,
)

from bot.adapters.telegram.names import address, is_masked, sender, speaker, title
from bot.adapters.telegram.words import after_mention, after_slash
from bot.chat import (
    Address,
    Command,
    Elevated,
    Event,
    Joined,
    Left,
    Moved,
    Press,
    Reached,
    Ref,
    Renamed,
    Said,
    Sender,
    Unreadable,
    press_of,
)

#: What we ask for. Edited messages are not: a command was carried out when it was sent, and an answer in a form is
#: corrected by sending another; taking an edit as new words would do things twice.
KINDS = ("message", "channel_post", "callback_query", "my_chat_member")
#: What of a pressed message says where it is.
_PLACE = frozenset({"message_id", "date", "chat", "message_thread_id", "is_topic_message"})


@dataclass(frozen=True)
class Account:
    """Hold what Telegram calls us."""

    id: int
    username: str

    def key(self, update_id: int) -> str:
        """Name an update, the same each time it is delivered."""
        return f"tg:{self.id}:{update_id}"


@dataclass(frozen=True)
class Heard:
    """Hold an event and, for a button, the query its answer goes to."""

    event: Event
    query: str | None = None


class Scene(TypedDict):
    """Hold what every event tells."""

    key: str
    at: datetime
    who: Sender
    where: Address
    private: bool
    title: str


def heard(raw: dict[str, Any], account: Account, at: datetime) -> Heard | None:
    """Read one raw update; one that no parser understands becomes Unreadable, so that it blocks nobody."""
    key = account.key(raw["update_id"])
    try:
        return _Reading(account, key, at).update(Update.de_json(_without_words(raw)))
    except Exception:  # noqa: BLE001 - whatever a malformed update breaks, it is parked and the others go on
        nobody, nowhere = Sender("telegram", "", "?", bot=True), Address("telegram", "")
        words = json.dumps(raw, ensure_ascii=False)
        return Heard(Unreadable(key=key, at=at, who=nobody, where=nowhere, private=False, raw=words))


def _without_words(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a pressed message says: we wrote it, and to read it takes as long as all the rest of a press."""
    query = raw.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("message"), dict):
        return raw
    place = {name: value for name, value in query["message"].items() if name in _PLACE}
    return {**raw, "callback_query": {**query, "message": place}}


@dataclass(frozen=True)
class _Reading:
    """Read one update, knowing who we are and when it is."""

    account: Account
    key: str
    at: datetime

    def update(self, update: Update) -> Heard | None:
        if update.callback_query is not None:
            return self._button(update.callback_query)
        event = self._event(update)
        return None if event is None else Heard(event)

    def _event(self, update: Update) -> Event | None:
        if update.my_chat_member is not None:
            return self._membership(update.my_chat_member)
        message = update.message or update.channel_post
        if message is None:
            return None
        return self._service(message) or self._words(message)

    def _scene(self, who: Sender, chat: Chat, message: Message | None = None) -> Scene:
        where = address(chat, message)
        private = chat.type == Chat.PRIVATE
        shown = "" if private else title(chat.title)
        return Scene(key=self.key, at=self.at, who=who, where=where, private=private, title=shown)

    # -- words ------------------------------------------------------------------------------------------

    def _words(self, message: Message) -> Event | None:
        who = speaker(message)
        if who.bot and not is_masked(message):
            return None  # two bots that answer each other never stop
        scene = self._scene(who, message.chat, message)
        return self._private(message, scene) if scene["private"] else self._group(message, scene)

    def _private(self, message: Message, scene: Scene) -> Event | None:
        if message.text is None:
            # a photo, a voice, somebody's contact: answered with what we do understand
            return Said(**scene, text="") if message.effective_attachment is not None else None
        words = after_slash(message.text)
        if words is None:
            return Said(**scene, text=message.text)
        if words.bot not in {None, self.account.username.lower()}:
            return None
        if words.word == "start" and words.text:
            return _arrival(scene, words.text)
        return Command(**scene, word=words.word, text=words.text)

    def _group(self, message: Message, scene: Scene) -> Event | None:
        """Take commands and words said to us by name; what a group says otherwise is none of our business."""
        text, us = message.text or "", self.account.username
        words = after_slash(text) or after_mention(text, us)
        if words is None or words.bot not in {None, us.lower()}:
            return None
        if words.bot is not None and words.word == "start" and words.text:
            return _arrival(scene, words.text)  # Kuppi was added by a link that carries a code
        addressed = words.bot is not None or self._replies_to_us(message)
        return Command(**scene, word=words.word, text=words.text, addressed=addressed)

    def _replies_to_us(self, message: Message) -> bool:
        asked = message.reply_to_message
        return asked is not None and asked.from_user is not None and asked.from_user.id == self.account.id

    # -- buttons ----------------------------------------------------------------------------------------

    def _button(self, query: CallbackQuery) -> Heard:
        action, arg = press_of(query.data or "") or ("unknown", "")
        who = sender(query.from_user)
        place = query.message
        if place is None:
            scene = Scene(key=self.key, at=self.at, who=who, where=who.address, private=True, title="")
            return Heard(Press(**scene, action=action, arg=arg), query.id)
        # Telegram no longer shows us a message this old, topic and all, but still says which it was
        message = None if isinstance(place, InaccessibleMessage) else place
        scene = self._scene(who, place.chat, message if isinstance(message, Message) else None)
        on = Ref(scene["where"], str(place.message_id))
        return Heard(Press(**scene, action=action, arg=arg, on=on), query.id)

    # -- chats ------------------------------------------------------------------------------------------

    def _service(self, message: Message) -> Event | None:
        scene = self._scene(speaker(message), message.chat)
        if message.new_chat_title is not None:
            scene["title"] = title(message.new_chat_title)
            return Renamed(**scene)
        if message.migrate_to_chat_id is not None:
            return Moved(**scene, to=Address("telegram", str(message.migrate_to_chat_id)))
        if message.migrate_from_chat_id is not None:
            now, scene["where"] = scene["where"], Address("telegram", str(message.migrate_from_chat_id))
            return Moved(**scene, to=now)
        return None

    def _membership(self, change: ChatMemberUpdated) -> Event | None:
        was, now = _inside(change.old_chat_member), _inside(change.new_chat_member)
        scene = self._scene(sender(change.from_user), change.chat)
        if scene["private"]:
            return Reached(**scene, reachable=now)
        reads_all = _reads_all(change.chat, change.new_chat_member)
        if was != now:
            return Joined(**scene, reads_all=reads_all) if now else Left(**scene)
        if reads_all and not _reads_all(change.chat, change.old_chat_member):
            return Elevated(**scene)
        return None  # only our rights changed, and not by much


def _arrival(scene: Scene, payload: str) -> Event:
    """Read what a link brought: the press of a button that led here, or a word typed where we could not answer."""
    press = press_of(payload)
    if press is None:
        return Command(**scene, word="start", text=payload)
    action, arg = press
    return Command(**scene, word=arg) if action == "w" and arg else Press(**scene, action=action, arg=arg, by_link=True)


def _reads_all(chat: Chat, member: ChatMember) -> bool:
    """Tell whether we are shown all that a group says; a channel has only its own posts, and bots in it are admins."""
    return chat.type != Chat.CHANNEL and member.status in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}


def _inside(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}
