"""People and their identities on the platforms; names are sealed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from bot.chat import Address, Sender
from bot.domain.people import NO_CHAT, Person, Role, first_locale
from storage.dialect import AnyRow, Where, for_engines, insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import identities, members, people

_FRESH = timedelta(hours=1)  # how exactly we know when someone last spoke

_SETTINGS = people.c.locale, people.c.name_visible, people.c.reminded, people.c.name_chosen
_KNOWN = (
    select(identities, people.c.locale_chosen, *_SETTINGS)
    .join(people, people.c.id == identities.c.person_id)
    .where(identities.c.platform == bindparam("platform"))
    .where(identities.c.address.in_(bindparam("addresses", expanding=True)))
)
_BY_ID = (
    select(identities, *_SETTINGS)
    .join(people, people.c.id == identities.c.person_id)
    .where(people.c.id.in_(bindparam("people", expanding=True)))
    .order_by(identities.c.spoke_at)
)
_ROLES = select(members).where(members.c.person_id.in_(bindparam("people", expanding=True)))
_REFRESH = (
    update(identities)
    .where(identities.c.id == bindparam("i"))
    .values(name=bindparam("n"), reachable=bindparam("r"), spoke_at=bindparam("a"))
)
_COUNT_IN = for_engines(lambda insert_: insert_(members).on_conflict_do_nothing())


@dataclass(frozen=True)
class Meeting:
    """Say what an event tells of its sender."""

    who: Sender
    room_locale: str | None  #: the language of the chat it happened in
    private: bool  #: in private: so they can be written to
    welcome: bool = True  #: they become known by it, if they are not


class People:
    """Keep people."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
        self.newly_reached: list[tuple[str, Address]] = []  #: who opened their private chat in this page
        self.changes = 0  #: how often something of a person has changed in this transaction, but for meeting them
        self._counted_in: set[tuple[str, str]] = set()

    def forget(self) -> None:
        """Drop what was noted of this transaction, when a savepoint is rolled back."""
        self._counted_in.clear()

    # -- meeting --

    def meet(self, met: Sequence[Meeting], at: datetime) -> Mapping[tuple[str, str], Person]:
        """Recognise everyone who speaks in a page, by (platform, id); those never met before become known."""
        found: dict[tuple[str, str], Person] = {}
        for platform in {m.who.platform for m in met}:
            last = _told([m for m in met if m.who.platform == platform])
            known = self._known(platform, last)
            self._refresh([(known[id_], m) for id_, m in last.items() if id_ in known], at)
            fresh = self._welcome([m for id_, m in last.items() if id_ not in known and m.welcome], at)
            found |= {(platform, id_): self._person(row, last[id_]) for id_, row in known.items()}
            found |= {(platform, person_of.who.id): person for person_of, person in fresh}
        return self._with_roles(found)

    def _known(self, platform: str, ids: Iterable[str]) -> dict[str, AnyRow]:
        rows = self._connection.execute(_KNOWN, {"platform": platform, "addresses": list(ids)})
        return {row.address: row for row in rows}

    def _person(self, row: AnyRow, meeting: Meeting) -> Person:
        locale = row.locale
        if meeting.who.locale and not row.locale_chosen:
            locale = first_locale(meeting.who.locale, row.locale)
        known = _known(row, self._goes_by(row, meeting), {})
        return replace(known, locale=locale, reachable=row.reachable or meeting.private)

    def _goes_by(self, row: AnyRow, meeting: Meeting) -> str:
        """Choose what to call somebody: as the platform tells, unless it is unsure or they have chosen themselves."""
        return self._name(row) if row.name_chosen or meeting.who.unsure else meeting.who.name

    def _welcome(self, met: Sequence[Meeting], at: datetime) -> list[tuple[Meeting, Person]]:
        fresh = [(m, self._stranger(m)) for m in met]
        if fresh:
            rows = [
                {
                    "id": p.id,
                    "locale": p.locale,
                    "locale_chosen": False,
                    "reminded": True,
                    "name_chosen": False,
                    "created_at": at,
                }
                for _, p in fresh
            ]
            self._connection.execute(people.insert(), rows)
            self._connection.execute(identities.insert(), [self._identity(m, p, at) for m, p in fresh])
        return fresh

    def _stranger(self, m: Meeting) -> Person:
        locale = first_locale(m.who.locale, m.room_locale)
        return Person(id=new_id(), name=m.who.name, locale=locale, reachable=m.private)

    def _identity(self, m: Meeting, person: Person, at: datetime) -> dict[str, object]:
        id_ = new_id()
        return {
            "id": id_, "platform": m.who.platform, "address": m.who.id, "person_id": person.id,
            "name": self._seal_name(id_, m.who.name), "reachable": m.private, "spoke_at": at,
        }  # fmt: skip

    def _refresh(self, met: Sequence[tuple[AnyRow, Meeting]], at: datetime) -> None:
        self.newly_reached += [(row.person_id, m.who.address) for row, m in met if m.private and not row.reachable]
        stale = [
            {"i": row.id, "n": self._seal_name(row.id, name), "r": row.reachable or m.private, "a": at}
            for row, m in met
            if (name := self._goes_by(row, m)) != self._name(row)
            or (m.private and not row.reachable)
            or at - row.spoke_at > _FRESH
        ]
        if stale:
            self._connection.execute(_REFRESH, stale)
        for row, m in met:
            locale = first_locale(m.who.locale, row.locale)
            if not row.locale_chosen and locale != row.locale:
                self._connection.execute(update(people).where(people.c.id == row.person_id).values(locale=locale))

    def _with_roles(self, found: Mapping[tuple[str, str], Person]) -> Mapping[tuple[str, str], Person]:
        roles = self._roles([person.id for person in found.values()])
        return {key: replace(person, roles=roles.get(person.id, {})) for key, person in found.items()}

    def _roles(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Role]]:
        roles: dict[str, dict[str, Role]] = {}
        for row in self._connection.execute(_ROLES, {"people": list(ids)}):
            roles.setdefault(row.person_id, {})[row.network_id] = Role(row.role)
        return roles

    def _seal_name(self, identity: str, name: str) -> bytes:
        return self._seals.seal(name, "identities", "name", identity)

    def _name(self, row: AnyRow) -> str:
        return self._seals.open(row.name, "identities", "name", row.id)

    # -- knowing --

    def get(self, ids: Sequence[str]) -> Mapping[str, Person]:
        """Give people by id, each as last met."""
        roles = self._roles(ids)
        rows = {row.person_id: row for row in self._connection.execute(_BY_ID, {"people": list(ids)})}
        return {id_: _known(row, self._name(row), roles.get(id_, {})) for id_, row in rows.items()}

    def whereabouts(self, person: str) -> Sequence[tuple[Address, bool]]:
        """List a person's private chats and whether each can be written to, the best first."""
        return self.whereabouts_of([person]).get(person, [])

    def whereabouts_of(self, ids: Sequence[str]) -> Mapping[str, Sequence[tuple[Address, bool]]]:
        """List the private chats of several people, as ``whereabouts`` does of one."""
        query = select(identities).where(identities.c.person_id.in_(list(ids)), identities.c.platform != NO_CHAT)
        best_first = query.order_by(identities.c.reachable.desc(), identities.c.spoke_at.desc())
        found: dict[str, list[tuple[Address, bool]]] = {}
        for row in self._connection.execute(best_first):
            found.setdefault(row.person_id, []).append((Address(row.platform, row.address), row.reachable))
        return found

    def found_at(self, address: Address, at: datetime) -> None:
        """Note that this is where somebody is to be told what they were promised to hear here."""
        self._connection.execute(update(identities).where(*_at(address)).values(spoke_at=at))

    def without_chat(self, ids: Sequence[str]) -> Sequence[str]:
        """Name those of several people who are on no platform: others tell them what there is to tell."""
        named = self.get(self.chatless(ids))
        return sorted(person.name for person in named.values())

    def chatless(self, ids: Sequence[str]) -> Sequence[str]:
        """List those of several people who are on no platform: others answer for them."""
        there = self.whereabouts_of(ids)
        return [one for one in ids if one not in there]

    def at(self, address: Address) -> str | None:
        """Find whose private chat an address is."""
        return self._connection.execute(select(identities.c.person_id).where(*_at(address))).scalar()

    def reach(self, address: Address, *, reachable: bool) -> None:
        """Note whether a private chat can be written to."""
        self.changes += 1
        self._connection.execute(update(identities).where(*_at(address)).values(reachable=reachable))

    def lose(self, workspace: Address) -> None:
        """Note that nobody of a workspace can be written to there."""
        self.changes += 1
        there = identities.c.address.startswith(f"{workspace.id}/", autoescape=True)
        of = identities.c.platform == workspace.platform
        self._connection.execute(update(identities).where(of, there).values(reachable=False))

    def speak(self, person: str, locale: str) -> None:
        """Keep a person's own choice of language."""
        self.changes += 1
        chosen = update(people).where(people.c.id == person).values(locale=locale, locale_chosen=True)
        self._connection.execute(chosen)

    def show_name(self, person: str, *, visible: bool) -> None:
        """Keep whether a name may stand in groups."""
        self.changes += 1
        self._connection.execute(update(people).where(people.c.id == person).values(name_visible=visible))

    def remind(self, person: str, *, wanted: bool) -> None:
        """Keep whether a person wants reminders."""
        self.changes += 1
        self._connection.execute(update(people).where(people.c.id == person).values(reminded=wanted))

    def call(self, person: str, name: str) -> None:
        """Keep the name that a person has chosen to go by, on every platform."""
        self.changes += 1
        self._connection.execute(update(people).where(people.c.id == person).values(name_chosen=True))
        mine = self._connection.execute(select(identities.c.id).where(identities.c.person_id == person)).scalars().all()
        renamed = update(identities).where(identities.c.id == bindparam("i")).values(name=bindparam("n"))
        self._connection.execute(renamed, [{"i": id_, "n": self._seal_name(id_, name)} for id_ in mine])

    def call_as_told(self, person: str) -> None:
        """Let a person go by the names that the platforms tell, from when they next speak."""
        self.changes += 1
        self._connection.execute(update(people).where(people.c.id == person).values(name_chosen=False))

    # -- belonging --

    def enrol(self, person: str, network: str, role: Role = Role.MEMBER) -> None:
        """Count a person into a network; a coordinator stays one when enrolled as a member again."""
        self.changes += 1
        row = {"person_id": person, "network_id": network, "role": role}
        statement = insert(self._connection, members).values(row)
        if role is Role.MEMBER:
            self._connection.execute(statement.on_conflict_do_nothing())
        else:
            keys = ["person_id", "network_id"]
            self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"role": role}))

    def enrol_all(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count people into networks as members, in one statement, and each once a transaction."""
        new = sorted(set(pairs) - self._counted_in)
        if new:
            rows = [{"person_id": p, "network_id": n, "role": Role.MEMBER} for p, n in new]
            self._connection.execute(_COUNT_IN[self._connection.dialect.name], rows)
            self._counted_in.update(new)
            self.changes += 1

    def belong(self, person: Person, network: str) -> None:
        """Count somebody who acts in a network into it, unless they are in it already."""
        if network not in person.roles:
            self.enrol_all([(person.id, network)])

    def coordinators(self, network: str) -> Sequence[Person]:
        """List a network's coordinators by name."""
        who = members.c.network_id == network, members.c.role == Role.COORDINATOR
        ids = self._connection.execute(select(members.c.person_id).where(*who)).scalars().all()
        return sorted(self.get(ids).values(), key=lambda person: person.name)

    def dismiss(self, person: str, network: str) -> None:
        """Make a coordinator a member again."""
        self.changes += 1
        who = members.c.person_id == person, members.c.network_id == network
        self._connection.execute(update(members).where(*who).values(role=Role.MEMBER))


def _known(row: AnyRow, name: str, roles: Mapping[str, Role]) -> Person:
    return Person(
        id=row.person_id, name=name, locale=row.locale, reachable=row.reachable, name_visible=row.name_visible,
        reminded=row.reminded, name_chosen=row.name_chosen, roles=roles,
    )  # fmt: skip


def _told(met: Sequence[Meeting]) -> Mapping[str, Meeting]:
    """Give what a page tells of each sender: the last of it, but once in private is in private."""
    told: dict[str, Meeting] = {}
    for m in met:
        earlier = told.get(m.who.id)
        if earlier is not None:
            who = replace(m.who, locale=m.who.locale or earlier.who.locale)
            seen = m.private or earlier.private, m.welcome or earlier.welcome
            m = replace(m, who=who, private=seen[0], welcome=seen[1])  # noqa: PLW2901 -- the same, knowing more
        told[m.who.id] = m
    return told


def _at(address: Address) -> Where:
    return identities.c.platform == address.platform, identities.c.address == address.id
