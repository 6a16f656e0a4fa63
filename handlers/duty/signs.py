"""Showing the duty beside the card, where coordinators ask for it: a channel's topic, a user group, a member's tag.

Each sign is an outbox row of its own in a lane of its own: what fails there holds up nothing, is told once, and is
tried again when the duty moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from bot.chat import Address, Answer, Command, Event, Press, Refusal
from bot.chat.signs import Group, Sign, Tag, Topic
from bot.domain.duty.contacts import in_order
from bot.domain.duty.signs import PLATFORM, Asked, Kind, asked_for, held_since
from bot.domain.people import Chat
from bot.rights import require_coordinator
from bot.router import Router
from bot.text import t
from bot.wording.duty import signs as wording
from handlers.duty.desk import Desk, desk, desk_of, network_of
from storage import Transaction

router = Router()
Places: TypeAlias = Sequence[Address]


# -- asking for them -----------------------------------------------------------------------------------------------


def visibility(command: Command, matter: str, tx: Transaction) -> Answer:
    """Put up or take down a sign; bare, list them."""
    network = network_of(command)
    require_coordinator(command, network)
    at_desk = desk_of(network, tx, command.at, lock=True)
    if not matter:
        return _listed(at_desk, tx)
    asked = asked_for(matter)
    if asked is None:
        raise Refusal(t("duty.sign_unread"))
    return _changed(at_desk, asked, command, tx)


def _listed(at_desk: Desk, tx: Transaction) -> Answer:
    wanted = tx.signs.of(at_desk.rota.id)
    here = {chat.platform for chat in tx.networks.groups(at_desk.rota.network)}
    possible = {
        kind: ("fails" if wanted[kind].fails else "on") if kind in wanted else None
        for kind in Kind
        if PLATFORM[kind] in here
    }
    if not possible:
        raise Refusal(t("duty.sign_nowhere"))
    return Answer(messages=(wording.listed(at_desk.rota.id, possible),), private=True, fresh=True)


@router.press("dutysign")
def change(press: Press, tx: Transaction) -> Answer:
    """Put up or take down a sign by button."""
    rota = tx.duty.get(press.subject, lock=True)
    kind, _, state = press.choice.partition("_")
    if rota is None or kind not in set(Kind) or (kind == Kind.GROUP and state == "on"):
        raise Refusal(t("button.unknown"))
    require_coordinator(press, rota.network)
    return _changed(desk(rota, tx, press.at), Asked(Kind(kind), shown=state == "on"), press, tx)


def _changed(at_desk: Desk, asked: Asked, event: Event, tx: Transaction) -> Answer:
    rota, kind = at_desk.rota.id, asked.kind
    if PLATFORM[kind] not in {chat.platform for chat in tx.networks.groups(at_desk.rota.network)}:
        raise Refusal(t("duty.sign_nowhere"))
    if asked.shown:
        tx.signs.want(rota, kind, event.at, asked.handle)
        Showing(at_desk, tx, at_desk.at).put_up()
        return Answer(messages=(wording.wanted(kind, asked.handle),), private=True)
    if tx.signs.drop(rota, kind):
        Showing(at_desk, tx, at_desk.at).take_down(kind)
    return Answer(messages=(wording.dropped(kind),), private=True)


# -- putting them up -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Showing:
    """Show who has the duty now, from a moment on; what is shown already is not said again."""

    desk: Desk
    tx: Transaction
    due: datetime

    def put_up(self) -> None:
        """Put up every sign that is wanted."""
        since, wanted = held_since(self.desk.duty, self.desk.at), self.tx.signs.of(self.desk.rota.id)
        if since is None:
            return
        for kind, sign in wanted.items():
            once = f"{since:%y%m%d%H%M}:{sign.since:%y%m%d%H%M%S}"
            match kind:
                case Kind.TOPIC:
                    self._topics(once, shown=True)
                case Kind.GROUP:
                    self._groups(once, sign.handle)
                case Kind.TAG:
                    self._tags(once, shown=True)

    def take_down(self, kind: Kind) -> None:
        """Take down what a sign showed; a user group is left as it is, for it cannot be empty."""
        once = f"off:{self.desk.at:%y%m%d%H%M%S}"
        if kind is Kind.TOPIC:
            self._topics(once, shown=False)
        elif kind is Kind.TAG:
            self._tags(once, shown=False)

    def _topics(self, once: str, *, shown: bool) -> None:
        words = wording.topic(self.desk.duty, self.desk.names)
        for chat in self._on("slack"):
            self._add(chat, Topic(self.desk.rota.id, words, shown), f"topic:{chat.id}:{once}")

    def _groups(self, once: str, handle: str) -> None:
        """Fill the user group of each workspace, as long as everybody whose turn it is can be in it."""
        if self.desk.duty.organisation is None:
            return
        people = [one.person for one in in_order(self.desk.contacts, self.desk.duty.organisation)]
        known, places = self.tx.people.get(people), self._places(people)
        teams = {chat.address.partition("/")[0]: chat for chat in self._on("slack")}
        for team, chat in teams.items():
            there = [_in_team(places.get(one, ()), team) for one in people if known[one].name_visible]
            members = tuple(one for one in there if one)
            if not people or len(members) < len(people):
                self._partly()
            else:
                who = sha256("-".join(members).encode()).hexdigest()[:12]
                self._add(chat, Group(self.desk.rota.id, handle, members), f"group:{chat.id}:{who}:{once}")

    def _partly(self) -> None:
        """Leave a user group alone that would lack somebody, and say so."""
        rota = self.desk.rota.id
        network = self.tx.signs.failed(rota, Kind.GROUP, "partial")
        if network:
            told, once = wording.failed(rota, Kind.GROUP, "partial"), f"duty:sign:{rota}:partial:{self.desk.at}"
            self.tx.post.tell_coordinators(network, "duty", told, dedupe=once, at=self.due)

    def _tags(self, once: str, *, shown: bool) -> None:
        """Tag the contacts whose turn it is and who show their name to others; take the tag from everybody else."""
        people = sorted({one.person for one in self.desk.contacts})
        known, places = self.tx.people.get(people), self._places(people)
        on_duty = {one.person for one in self.desk.contacts if one.organisation == self.desk.duty.organisation}
        for person in people:
            tagged = shown and person in on_duty and bool(known[person].name_visible)
            self.tag(person, places.get(person, ()), f"{'on' if tagged else 'off'}:{once}", shown=tagged)

    def tag(self, person: str, places: Places, once: str, *, shown: bool) -> None:
        """Tag a contact in every group, or take the tag away."""
        for number, place in enumerate(one for one in places if one.platform == "telegram"):
            sign = Tag(self.desk.rota.id, place.id, wording.TAGGED, shown)
            for chat in self._on("telegram"):
                self._add(chat, sign, f"tag:{chat.id}:{person}:{number}:{once}", person)

    # -- where --

    def _on(self, platform: str) -> list[Chat]:
        return [chat for chat in self.tx.networks.groups(self.desk.rota.network) if chat.platform == platform]

    def _places(self, people: list[str]) -> Mapping[str, Places]:
        found = self.tx.people.whereabouts_of(people)
        return {person: [place for place, _ in places] for person, places in found.items()}

    def _add(self, chat: Chat, sign: Sign, once: str, person: str | None = None) -> None:
        self.tx.outbox.add(
            "sign", Address.of(chat), sign, locale=chat.locale, due=self.due, dedupe=f"sign:{once}",
            network=self.desk.rota.network, person=person,
        )  # fmt: skip


def _in_team(places: Places, team: str) -> str:
    return next((one.id.partition("/")[2] for one in places if one.id.startswith(f"{team}/")), "")


def take_tag(person: str, network: str, at: datetime, tx: Transaction) -> None:
    """Take the tag from somebody who is a contact no more."""
    rota = tx.duty.of(network)
    if rota and Kind.TAG in tx.signs.of(rota.id):
        places = [place for place, _ in tx.people.whereabouts(person)]
        Showing(desk(rota, tx, at), tx, at).tag(person, places, f"left:{at:%y%m%d%H%M%S}", shown=False)
