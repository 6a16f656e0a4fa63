"""The rooms and people of this process together: who may be written to, and what everybody sees."""

import re
import secrets
from itertools import count
from typing import Protocol

from bot.adapters.local.people import Someone
from bot.adapters.local.rooms import Face, Kind, Post, Room
from bot.chat import Address, Gone, Message, Ref
from bot.domain.people import first_locale
from bot.i18n import render
from bot.text import Text, fold

_MESSAGE = re.compile(r"[0-9a-f]{8}-\d+")  #: a message id of ours, in this run or an earlier one


class Watcher(Protocol):
    """See what people see, as it happens."""

    def posted(self, post: Post) -> None:
        """See a new message."""

    def edited(self, post: Post) -> None:
        """See a message change."""

    def toasted(self, person: Someone, text: str) -> None:
        """See a toast."""


class Taken(Exception):
    """A person and a room cannot share an address."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Town:
    """Keep the rooms and the people by address, and show them what Kuppi says."""

    def __init__(self) -> None:
        self.people: dict[str, Someone] = {}
        self.chats: dict[str, Room] = {}
        self.watchers: list[Watcher] = []
        self._run = secrets.token_hex(4)  # tells this run's keys and messages from any other's
        self._count = count(1)

    def key(self) -> str:
        """Give a key that no other event has, in this run or any other."""
        return f"local:{self._run}:{next(self._count)}"

    # -- who is where --------------------------------------------------------------------------------

    def rooms(self) -> dict[str, Room]:
        """Give the rooms by id, without the private chats."""
        return {id_: chat for id_, chat in self.chats.items() if chat.kind is Kind.ROOM}

    def chat(self, id_: str) -> Room:
        """Give a chat by its address; one that only Kuppi remembers, from an earlier run, is not lost."""
        return self.chats.setdefault(id_, Room(Address("local", id_), id_))

    def claimed(self, id_: str, title: str, kind: Kind) -> Room:
        """Make a room or a private chat of an address; raises Taken when it is one already."""
        chat = self.chat(id_)
        if chat.kind is not Kind.UNSEEN:
            raise Taken(title)
        chat.title, chat.kind = " ".join(title.split()), kind
        return chat

    def meets(self, name: str, locale: str | None, *, shy: bool) -> Someone:
        """Give a person by name, who comes to be when first named; raises Taken when a room has the name."""
        id_ = person_id(name)
        if id_ not in self.people:
            chat = self.claimed(id_, name, Kind.PRIVATE)
            self.people[id_] = Someone(id_, chat.title, chat, locale, shy, reads=first_locale(locale, None))
        return self.people[id_]

    # -- what is seen --------------------------------------------------------------------------------

    def post(self, room: Room, message: Message, locale: str, key: str | None = None) -> Post:
        """Show a message; raises Gone."""
        self._hold(room)
        ref = Ref(room.address, f"{self._run}-{next(self._count)}")
        post = Post(ref, room, Face.of(message, locale), message.silent, key)
        room.messages.append(post)
        self._reads(room, locale)
        for watcher in self.watchers:
            watcher.posted(post)
        return post

    def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Show a message anew; raises Gone, also for one that was deleted or never was."""
        room, face = self.chat(ref.to.id), Face.of(message, locale)
        self._hold(room)
        post = room.post(ref.message)
        if post is None:
            post = self._earlier(room, ref, face)
        elif post.deleted:
            raise Gone("message")
        elif not post.turns(face):
            return
        self._reads(room, locale)
        for watcher in self.watchers:
            watcher.edited(post)

    def toast(self, person: Someone, toast: Text, locale: str) -> None:
        """Show a toast."""
        text = render(toast, locale)
        person.reads = locale
        person.toasts.append(text)
        for watcher in self.watchers:
            watcher.toasted(person, text)

    def _reads(self, room: Room, locale: str) -> None:
        if room.private:
            self.people[room.address.id].reads = locale

    def _hold(self, room: Room) -> None:
        """Hold that Kuppi may write here; raises Gone with the reason."""
        person = self.people.get(room.address.id)
        why = person.unreachable if person else None
        if why or not room.joined:
            raise Gone(why or "kicked")

    def _earlier(self, room: Room, ref: Ref, face: Face) -> Post:
        """Take up a message of an earlier run; raises Gone for one that never was."""
        if not _MESSAGE.fullmatch(ref.message) or ref.message.startswith(self._run):
            raise Gone("message")
        post = Post(ref, room, face)
        room.messages.append(post)
        return post


def person_id(name: str) -> str:
    """Make an id of a name: folded, and one word for ``ADMINS``."""
    return "-".join(fold(name).split())
