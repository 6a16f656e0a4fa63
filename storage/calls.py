"""Calls, as they were published; and who wants to hear of the next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from bot.domain.calls.call import Call, Kind, Selection
from bot.domain.calls.group import Group
from bot.domain.calls.kept import as_data, from_data
from bot.domain.calls.states import State
from storage.codes import fresh_code
from storage.dialect import AnyRow, insert
from storage.seals import Seals
from storage.tables_calls import applications, call_groups, calls, extensions, interests, notices

_GONE = (State.WITHDRAWN, State.CALLED_OFF)


@dataclass(frozen=True)
class Extension:
    """Somebody's personal extension of a call."""

    call: str
    until: datetime


class Calls:
    """Keep calls."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def create(self, call: Call) -> None:
        """Keep a call that is being published."""
        self._connection.execute(
            calls.insert().values(
                id=call.id, network_id=call.network, kind=call.kind, names=_json(call.names), shorts=_json(call.shorts),
                selection=call.selection, opens_at=call.opens_at, closes_at=call.closes_at, results_by=call.results_by,
                confirm_hours=int(call.confirm.total_seconds() // 3600), retention=call.retention,
                controller=call.controller, contact=call.contact, zone=call.zone,
                asked=json.dumps(as_data(call.asked), ensure_ascii=False), opened_by=call.opened_by, erased=0,
                done="[]",
            )
        )  # fmt: skip
        rows = [
            {"call_id": call.id, "id": group.id, "name": group.name, "capacity": group.capacity, "least": group.least,
             "meets": _instants(group)}
            for group in call.groups
        ]  # fmt: skip
        self._connection.execute(call_groups.insert(), rows)

    def get(self, id_: str, *, lock: bool = False) -> Call | None:
        """Give a call; locked, nobody else changes its places until this transaction ends."""
        query = select(calls).where(calls.c.id == id_)
        row = self._connection.execute(query.with_for_update() if lock else query).first()
        return self._calls([row])[0] if row else None

    def of(self, networks: Sequence[str], *, since: datetime) -> Sequence[Call]:
        """List the calls of networks that close after an instant, those that close first first."""
        mine = calls.c.network_id.in_(list(networks)), calls.c.closes_at > since, calls.c.called_off_at.is_(None)
        return self._calls(self._connection.execute(select(calls).where(*mine).order_by(calls.c.closes_at)).all())

    def _calls(self, rows: Sequence[AnyRow]) -> list[Call]:
        of = call_groups.c.call_id.in_([row.id for row in rows])
        found: dict[str, list[Group]] = {}
        for row in self._connection.execute(select(call_groups).where(of).order_by(call_groups.c.id)):
            found.setdefault(row.call_id, []).append(_group(row))
        return [_call(row, tuple(found.get(row.id, ()))) for row in rows]

    def published(self, call: Call, at: datetime) -> None:
        """Note when results were first published."""
        first = calls.c.id == call.id, calls.c.results_at.is_(None)
        self._connection.execute(update(calls).where(*first).values(results_at=at))

    def meet(self, call: Call, groups: Sequence[Group]) -> None:
        """Keep when groups meet."""
        for group in groups:
            of = call_groups.c.call_id == call.id, call_groups.c.id == group.id
            self._connection.execute(update(call_groups).where(*of).values(meets=_instants(group)))

    def call_off(self, call: Call, at: datetime) -> None:
        """Note that a call is over for good."""
        self._connection.execute(update(calls).where(calls.c.id == call.id).values(called_off_at=at))

    def seed(self, call: Call, fresh: str) -> str:
        """Give the seed of a call's lot: the one recorded, else this, recorded now."""
        first = calls.c.id == call.id, calls.c.seed.is_(None)
        self._connection.execute(update(calls).where(*first).values(seed=fresh))
        return str(self._connection.execute(select(calls.c.seed).where(calls.c.id == call.id)).scalar_one())

    def applicants(self, call: Call) -> int:
        """Count the applications of a call, those of which only the number is left included."""
        those = applications.c.call_id == call.id, applications.c.state.not_in(_GONE)
        live = self._connection.execute(select(func.count()).where(*those)).scalar_one()
        erased = self._connection.execute(select(calls.c.erased).where(calls.c.id == call.id)).scalar_one()
        return int(live + erased)

    def once(self, call: Call, what: str) -> bool:
        """Tell, the first time it is asked, that something is to be done once in a call's life."""
        done = json.loads(self._connection.execute(select(calls.c.done).where(calls.c.id == call.id)).scalar_one())
        if what in done:
            return False
        self._connection.execute(update(calls).where(calls.c.id == call.id).values(done=json.dumps([*done, what])))
        return True

    # -- who wants to hear --

    def want_news(self, person: str, network: str, kind: Kind) -> None:
        """Note that somebody wants to hear when a call of this kind opens."""
        row = {"person_id": person, "network_id": network, "kind": kind}
        self._connection.execute(insert(self._connection, interests).values(row).on_conflict_do_nothing())

    def take_interested(self, call: Call, most: int) -> Sequence[str]:
        """Give people to tell that a call is open, each once."""
        mine = interests.c.network_id == call.network, interests.c.kind == call.kind
        some = select(interests.c.person_id).where(*mine).order_by(interests.c.person_id).limit(most)
        people = self._connection.execute(some).scalars().all()
        if people:
            self._connection.execute(delete(interests).where(*mine, interests.c.person_id.in_(people)))
        return people

    # -- notices --

    def notice(self, body: Mapping[str, str], at: datetime) -> str:
        """Keep the privacy notice that is shown, by language; give its version."""
        written = _json(body)
        version = sha256(written.encode()).hexdigest()[:12]
        row = {"version": version, "body": written, "first_shown_at": at}
        self._connection.execute(insert(self._connection, notices).values(row).on_conflict_do_nothing())
        return version

    # -- personal extensions --

    def extend(self, call: Call, until: datetime) -> str:
        """Make a code that lets one person apply until an instant."""
        code = fresh_code()
        row = {"call_id": call.id, "expires_at": until}
        kept = self._seals.kept(_extension(code), "call_extensions")
        self._connection.execute(extensions.insert().values(row | kept))
        return code

    def use_extension(self, code: str, person: str, at: datetime) -> Extension | None:
        """Take an extension for oneself; None when it is unknown, over, or somebody else's."""
        free = extensions.c.person_id.is_(None) | (extensions.c.person_id == person)
        good = extensions.c.digest == self._seals.digest(_extension(code)), extensions.c.expires_at > at, free
        used = update(extensions).where(*good).values(person_id=person)
        row = self._connection.execute(used.returning(extensions.c.call_id, extensions.c.expires_at)).first()
        return Extension(row.call_id, row.expires_at) if row else None

    def extended(self, call: str, person: str) -> datetime | None:
        """Say until when somebody may apply later than others."""
        mine = extensions.c.call_id == call, extensions.c.person_id == person
        return self._connection.execute(select(func.max(extensions.c.expires_at)).where(*mine)).scalar()

    def forget_person(self, person: str) -> None:
        """Forget what somebody wanted to hear of, and that an extension was theirs."""
        self._connection.execute(delete(interests).where(interests.c.person_id == person))
        self._connection.execute(delete(extensions).where(extensions.c.person_id == person))

    # -- the clock --

    def moving(self, at: datetime) -> Sequence[Call]:
        """List the calls that the clock may have something to do with: open, or closed within a year or so."""
        alive = calls.c.called_off_at.is_(None), calls.c.opens_at <= at, calls.c.closes_at > at - timedelta(days=1000)
        return self._calls(self._connection.execute(select(calls).where(*alive).order_by(calls.c.id)).all())

    def holding(self, at: datetime) -> Sequence[Call]:
        """List the calls that are over, called off or closed, and still hold what applicants wrote."""
        over = or_(calls.c.closes_at <= at, calls.c.called_off_at.is_not(None))
        written = exists().where(applications.c.call_id == calls.c.id, applications.c.answers.is_not(None))
        return self._calls(self._connection.execute(select(calls).where(over, written)).all())


def _extension(code: str) -> str:
    return f"extension {code.strip().upper()}"


def _json(names: Mapping[str, str]) -> str:
    return json.dumps(dict(names), ensure_ascii=False, sort_keys=True)


def _instants(group: Group) -> str:
    return json.dumps([at.isoformat() for at in group.meets])


def _group(row: AnyRow) -> Group:
    meets = tuple(datetime.fromisoformat(at) for at in json.loads(row.meets))
    return Group(id=row.id, name=row.name, capacity=row.capacity, least=row.least, meets=meets)


def _call(row: AnyRow, groups: tuple[Group, ...]) -> Call:
    return Call(
        id=row.id, network=row.network_id, kind=Kind(row.kind), names=json.loads(row.names),
        shorts=json.loads(row.shorts), groups=groups, selection=Selection(row.selection), opens_at=row.opens_at,
        closes_at=row.closes_at, results_by=row.results_by, confirm=timedelta(hours=row.confirm_hours),
        retention=row.retention, controller=row.controller, contact=row.contact, zone=row.zone,
        asked=from_data(json.loads(row.asked)), opened_by=row.opened_by, results_at=row.results_at,
        called_off_at=row.called_off_at, done=frozenset(json.loads(row.done)),
    )  # fmt: skip
