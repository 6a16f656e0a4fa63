"""Organisations that take turns, the people who answer for them, and what each of them is asked about."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, func, select, update

from bot.domain.duty.contacts import Area, Away, Contact
from bot.domain.duty.rotation import Organisation
from bot.domain.lines import fold_label
from storage.codes import LIFETIME, fresh_code
from storage.dialect import Where, forget, insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import identities
from storage.tables_duty import absences, areas, contacts, feeds, invitations, organisations

# what every question about the duty begins with is put together once
_OF: BindParameter[str] = bindparam("network")
_NAMES = select(organisations).where(organisations.c.network_id == _OF).order_by(organisations.c.name)
_AWAY = select(absences).where(absences.c.network_id == _OF).order_by(absences.c.first)
_AREAS = select(areas).where(areas.c.network_id == _OF).order_by(areas.c.name)
_CONTACTS = (
    select(contacts, func.max(case((identities.c.reachable, 1), else_=0)).label("reachable"))
    .join(organisations, contacts.c.organisation_id == organisations.c.id)
    .outerjoin(identities, identities.c.person_id == contacts.c.person_id)
    .where(organisations.c.network_id == _OF)
    .group_by(contacts.c.organisation_id, contacts.c.person_id, contacts.c.rank)
    .order_by(contacts.c.organisation_id, contacts.c.rank)
)


class Organisations:
    """Keep organisations, contacts and areas."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    # -- organisations --

    def names(self, network: str) -> Mapping[str, str]:
        """Give a network's organisations, by id."""
        return {row.id: row.name for row in self._connection.execute(_NAMES, {"network": network})}

    def named(self, network: str, name: str) -> Organisation:
        """Give the organisation of a name, made known if it is new."""
        row = {"id": new_id(), "network_id": network, "name": name, "folded": fold_label(name)}
        self._connection.execute(insert(self._connection, organisations).values(row).on_conflict_do_nothing())
        found = organisations.c.network_id == network, organisations.c.folded == row["folded"]
        kept = self._connection.execute(select(organisations).where(*found)).one()
        return Organisation(id=kept.id, name=kept.name)

    def network_of(self, organisation: str) -> str | None:
        """Say which network an organisation belongs to."""
        query = select(organisations.c.network_id).where(organisations.c.id == organisation)
        return self._connection.execute(query).scalar()

    # -- contacts --

    def contacts(self, network: str) -> tuple[Contact, ...]:
        """List everybody who answers for an organisation of a network."""
        away = self._away(network)
        return tuple(
            Contact(
                person=row.person_id, organisation=row.organisation_id, rank=row.rank,
                away=away.get(row.person_id, ()), reachable=bool(row.reachable),
            )
            for row in self._connection.execute(_CONTACTS, {"network": network})
        )  # fmt: skip

    def _away(self, network: str) -> Mapping[str, tuple[Away, ...]]:
        found: dict[str, tuple[Away, ...]] = {}
        for row in self._connection.execute(_AWAY, {"network": network}):
            found[row.person_id] = (*found.get(row.person_id, ()), Away(row.first, row.last))
        return found

    def join(self, organisation: str, person: str) -> None:
        """Count a person among an organisation's contacts, asked after those who are there already."""
        last = select(func.coalesce(func.max(contacts.c.rank), 0)).where(contacts.c.organisation_id == organisation)
        rank = int(self._connection.execute(last).scalar_one()) + 1
        row = {"organisation_id": organisation, "person_id": person, "rank": rank}
        self._connection.execute(insert(self._connection, contacts).values(row).on_conflict_do_nothing())

    def leave(self, organisation: str, person: str) -> bool:
        """Count a person out of an organisation's contacts."""
        them = contacts.c.organisation_id == organisation, contacts.c.person_id == person
        return self._connection.execute(delete(contacts).where(*them)).rowcount > 0

    def go_away(self, network: str, person: str, away: Away) -> None:
        """Note that a contact is away."""
        row = {
            "id": new_id(), "person_id": person, "network_id": network, "first": away.first, "last": away.last,
        }  # fmt: skip
        self._connection.execute(absences.insert().values(row))

    def come_back(self, network: str, person: str, today: date) -> None:
        """Note that a contact is there: what was to come of an absence is off, what was of it is forgotten."""
        theirs = absences.c.network_id == network, absences.c.person_id == person
        open_end = absences.c.last.is_(None) | (absences.c.last >= today)
        self._connection.execute(delete(absences).where(*theirs, open_end))

    # -- invitations --

    def invite(self, organisation: str, at: datetime) -> str:
        """Make a code that makes whoever holds it a contact, once, for half an hour."""
        code = fresh_code()
        row = {"organisation_id": organisation, "expires_at": at + LIFETIME}
        kept = self._seals.kept(_invitation(code), "invitations")
        self._connection.execute(invitations.insert().values(row | kept))
        return code

    def invited(self, code: str, at: datetime) -> bool:
        """Tell whether a code makes somebody a contact."""
        return self._connection.execute(select(invitations.c.digest).where(*self._good(code, at))).first() is not None

    def accept(self, code: str, at: datetime) -> str | None:
        """Use a code; give the organisation it is for, or None when it is unknown, used or too old."""
        used = update(invitations).where(*self._good(code, at)).values(used_at=at)
        return self._connection.execute(used.returning(invitations.c.organisation_id)).scalar()

    def _good(self, code: str, at: datetime) -> Where:
        mine = invitations.c.digest == self._seals.digest(_invitation(code))
        return mine, invitations.c.used_at.is_(None), invitations.c.expires_at > at

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget codes and absences after their time; say how many."""
        codes = forget(self._connection, invitations.c.digest, invitations.c.expires_at < now, most)
        return codes + forget(self._connection, absences.c.id, absences.c.last < now.date(), most)

    # -- areas --

    def areas(self, network: str) -> tuple[Area, ...]:
        """List what people may ask about in a network."""
        return tuple(
            Area(id=row.id, name=row.name, words=tuple(json.loads(row.words)), organisation=row.organisation_id)
            for row in self._connection.execute(_AREAS, {"network": network})
        )

    def keep_area(self, network: str, name: str, words: Sequence[str], organisation: str | None) -> None:
        """Keep whom an area belongs to, in place of what was known of it."""
        row = {
            "id": new_id(), "network_id": network, "name": name, "folded": fold_label(name),
            "words": json.dumps(list(words), ensure_ascii=False), "organisation_id": organisation,
        }  # fmt: skip
        kept = insert(self._connection, areas).values(row)
        new = {column: kept.excluded[column] for column in ("name", "words", "organisation_id")}
        self._connection.execute(kept.on_conflict_do_update(index_elements=["network_id", "folded"], set_=new))

    def drop_area(self, network: str, name: str) -> bool:
        """Forget an area."""
        theirs = areas.c.network_id == network, areas.c.folded == fold_label(name)
        return self._connection.execute(delete(areas).where(*theirs)).rowcount > 0

    # -- feeds --

    def open_feed(self, organisation: str, at: datetime) -> str:
        """Make an address for an organisation's own calendar; the one before is good no more."""
        token = fresh_code(24)
        old = feeds.c.organisation_id == organisation, feeds.c.revoked_at.is_(None)
        self._connection.execute(update(feeds).where(*old).values(revoked_at=at))
        row = {"organisation_id": organisation, "made_at": at}
        self._connection.execute(feeds.insert().values(row | self._seals.kept(_feed(token), "feeds")))
        return token

    def feed(self, token: str) -> str | None:
        """Give the organisation whose calendar stands at an address, or None."""
        mine = feeds.c.digest == self._seals.digest(_feed(token)), feeds.c.revoked_at.is_(None)
        return self._connection.execute(select(feeds.c.organisation_id).where(*mine)).scalar()


def _invitation(code: str) -> str:
    return f"contact {code.strip().upper()}"


def _feed(token: str) -> str:
    return f"feed {token}"
