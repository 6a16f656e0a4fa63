"""Local: the platform whose rooms and people live in this process.

Where nothing else says so, it behaves as Telegram does: it is what handler tests speak through.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.adapters.local.hearing import About, arrival, heard
from bot.adapters.local.people import Someone
from bot.adapters.local.rooms import Kind, Offer, Post, Room
from bot.adapters.local.town import Town, Watcher, person_id
from bot.chat import (
    Address,
    Answer,
    Command,
    Event,
    Gone,
    Joined,
    Left,
    Message,
    Met,
    Press,
    Reached,
    Receive,
    Ref,
    Said,
    pointer,
)
from bot.text import fold, t

E = TypeVar("E", bound=Event)


class Local:
    """Bring what people of this process do to Kuppi, and Kuppi's words to them.

    Deeds (``says``, ``presses``, ``adds_kuppi`` …) return when their answer has been given, with the event that
    Kuppi heard, or None when there was nothing to hear.
    """

    name = "local"

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.first: str | None = None  #: the id of the first person to do anything; known before Kuppi hears of it
        self._now = now
        self._town = Town()
        self._receive: Receive | None = None
        self._opened = asyncio.Event()

    # -- the platform's three verbs ------------------------------------------------------------------

    async def run(self, receive: Receive) -> None:
        """Wait for deeds until cancelled."""
        self.opens(receive)
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        """Show a message in a room or a private chat; raises Gone."""
        return self._town.post(self._town.chat(to.id), message, locale, key).ref

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Show a message anew; raises Gone, also for one that was deleted or never was."""
        self._town.edit(ref, message, locale)

    def opens(self, receive: Receive) -> None:
        """Take what hears the deeds; those done before have waited for it."""
        self._receive = receive
        self._opened.set()

    # -- looking -------------------------------------------------------------------------------------

    @property
    def people(self) -> dict[str, Someone]:
        """Give everybody by id."""
        return self._town.people

    @property
    def rooms(self) -> dict[str, Room]:
        """Give the rooms by id, without the private chats."""
        return self._town.rooms()

    def room(self, name: str) -> Room:
        """Give a room; raises KeyError for one that nobody has named."""
        return self.rooms[fold(name)]

    def inbox(self, person: str) -> list[Post]:
        """Give what Kuppi has written to a person in private, oldest first."""
        return self._town.chat(person_id(person)).messages

    def toasts(self, person: str) -> list[str]:
        """Give what has flashed before a person's eyes, oldest first."""
        someone = self.people.get(person_id(person))
        return someone.toasts if someone else []

    def watch(self, watcher: Watcher) -> None:
        """Let a watcher see everything that comes to be seen from now on."""
        self._town.watchers.append(watcher)

    def unwatch(self, watcher: Watcher) -> None:
        """Let a watcher go."""
        self._town.watchers.remove(watcher)

    # -- deeds ---------------------------------------------------------------------------------------

    def meets(self, name: str, *, locale: str | None = None, shy: bool = False) -> Someone:
        """Give a person by name, who comes to be when first named; raises Taken when a room has the name."""
        return self._town.meets(name, locale, shy=shy)

    async def enters(self, person: str, room: str) -> Room:
        """Bring a person to a room; one named for the first time comes to be with Kuppi in it. Raises Taken."""
        if fold(room) not in self.rooms:
            await self.adds_kuppi(person, room)
        return self.room(room)

    async def says(self, person: str, text: str, room: str | None = None) -> Command | Said | Press | None:
        """Say something in a room, or to Kuppi in private."""
        someone = self.meets(person)
        chat = await self._starts(someone) if room is None else await self.enters(person, room)
        if not chat.joined:
            return None
        event = heard(text.strip(), await self._about(someone, chat))
        return await self._brings(event) if event else None

    async def presses(self, person: str, message: Post, label: str) -> Press | Command | None:
        """Press a button of a message; raises LookupError when the person sees no such button there.

        A private button leads from a room to the private chat; a link is not heard by Kuppi at all.
        """
        someone, room = self.meets(person), message.room
        offer = message.offer(label)
        if offer is None or (room.private and room is not someone.chat):
            raise LookupError(label)
        if offer.button.url is not None:
            return None
        payload = _payload(offer, room)
        if payload:
            return await self._brings(arrival(payload, await self._about(someone, await self._starts(someone))))
        action, arg = offer.button.action, offer.button.arg
        return await self._brings(Press(**await self._about(someone, room), action=action, arg=arg, on=message.ref))

    async def adds_kuppi(self, person: str, room: str) -> Joined | None:
        """Add Kuppi to a room; raises Taken when a person has the name."""
        someone = self.meets(person)
        chat = self.rooms.get(fold(room))
        if chat and chat.joined:
            return None
        chat = chat or self._town.claimed(fold(room), room, Kind.ROOM)
        chat.joined = True
        return await self._brings(Joined(**await self._about(someone, chat), title=chat.title))

    async def removes_kuppi(self, person: str, room: str) -> Left | None:
        """Remove Kuppi from a room."""
        someone, chat = self.meets(person), self.room(room)
        if not chat.joined:
            return None
        chat.joined = False
        return await self._brings(Left(**await self._about(someone, chat)))

    async def blocks(self, person: str) -> Reached:
        """Block Kuppi."""
        return await self._reaches(self.meets(person), reachable=False)

    async def unblocks(self, person: str) -> Reached:
        """Let Kuppi write again."""
        return await self._reaches(self.meets(person), reachable=True)

    async def speaks(self, person: str, locale: str) -> Met | None:
        """Change the language of a person's client; Kuppi hears of it once they have spoken."""
        someone = self.meets(person)
        someone.locale = someone.reads = locale
        return await self._brings(Met(**await self._about(someone, someone.chat))) if someone.spoken else None

    def deletes(self, message: Post) -> None:
        """Delete a message of Kuppi's, of which no platform tells."""
        message.deleted = True

    # -- bringing and giving -------------------------------------------------------------------------

    async def _starts(self, someone: Someone) -> Room:
        """Open the private chat, as writing there or following a link into it does."""
        if someone.blocked:
            await self._reaches(someone, reachable=True)
        someone.started = True
        return someone.chat

    async def _reaches(self, someone: Someone, *, reachable: bool) -> Reached:
        someone.blocked = not reachable
        someone.started = someone.started or reachable
        return await self._brings(Reached(**await self._about(someone, someone.chat), reachable=reachable))

    async def _about(self, someone: Someone, chat: Room) -> About:
        """Say who does something and where; of one who can be written to Kuppi hears that first."""
        self.first = self.first or someone.id
        met, someone.spoken = someone.spoken, True
        if not met and not chat.private and not someone.unreachable:
            await self._reaches(someone, reachable=True)
        key, at = self._town.key(), self._now()
        return {"key": key, "at": at, "who": someone.sender, "where": chat.address, "private": chat.private}

    async def _brings(self, event: E) -> E:
        while self._receive is None:
            await self._opened.wait()
        for answer in await self._receive([event]):
            self._gives(event, answer)
        return event

    def _gives(self, event: Event, answer: Answer) -> None:
        """Show an answer where it belongs: what is private, the room's one line, or what the room may see."""
        someone, here = self.people[event.who.id], self._town.chat(event.where.id)
        secret = answer.messages if answer.private or event.private else ()
        if answer.toast and isinstance(event, Press) and event.on:
            self._town.toast(someone, answer.toast, answer.locale)
        elif answer.toast:  # only a button that stands on a message has a toast
            secret = (Message((answer.toast,)), *secret)
        files = tuple(Message((file.caption, t("plain", text=file.name))) for file in answer.files)
        told = self._shows(someone.chat, (*secret, *files), answer.locale)
        if event.private:
            return
        line = (answer.line or (None if told else pointer(event))) if secret or answer.private else None
        openly = () if answer.private else answer.messages
        self._shows(here, (line, *openly) if line else openly, answer.room)

    def _shows(self, room: Room, messages: Sequence[Message], locale: str) -> bool:
        """Show messages, those without words left out; False when they cannot be shown."""
        try:
            for message in messages:
                if message.lines:
                    self._town.post(room, message, locale)
        except Gone:
            return False
        return True


def _payload(offer: Offer, room: Room) -> str | None:
    """Give what a button carries into the private chat; None for one that is answered where it stands."""
    return offer.button.data if offer.button.private and not room.private else None
