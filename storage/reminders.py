"""Reminders: a ledger in which a row for each (subject, kind, target) makes each happen once.

=======  ===========  ==========  =====================================================================
kind     subject      target      what the row says
=======  ===========  ==========  =====================================================================
wish     a meetup     a person    asked to be reminded of it, whatever their settings are
day      a meetup     a person    was reminded the day before, could not be reached, or it was dropped
week     a meetup     a chat      was reminded a week before, or it was skipped or dropped
quiet    a network    a day       whoever coordinates was told on that day that nothing is planned
=======  ===========  ==========  =====================================================================

A meetup's ``day`` and ``week`` are closed by a row for "all" when there is nobody left to remind: sweeps look no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, literal, or_, select

from bot.domain.meetups import State
from bot.domain.seating import Reply
from storage.dialect import insert
from storage.tables import answers, chats, meetups, networks, people
from storage.tables_life import reminders

EVERYBODY = "all"
_FORGOTTEN = timedelta(days=31)  # a longer time down is not made up for
_OPEN_KEPT = timedelta(days=31)  # "lokakuussa" is stored as the first of the month


@dataclass(frozen=True)
class Near:
    """A meetup whose reminders are not done with, and since when its card can be seen."""

    meetup: str
    published_at: datetime


class Reminders:
    """Keep who is to be reminded of what, and who has been."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def want(self, meetup: str, person: str) -> None:
        """Note that a person asked to be reminded."""
        self.note(meetup, "wish", {person: "wanted"})

    def note(self, subject: str, kind: str, states: Mapping[str, str]) -> frozenset[str]:
        """Enter targets into the ledger with their states; give those that were not in it before."""
        rows = [{"subject": subject, "kind": kind, "target": one, "state": state} for one, state in states.items()]
        if not rows:
            return frozenset()
        entered = insert(self._connection, reminders).on_conflict_do_nothing().returning(reminders.c.target)
        return frozenset(self._connection.execute(entered, rows).scalars())

    def close(self, meetup: str, kind: str, state: str) -> None:
        """Note that all of a kind has been done for a meetup."""
        self.note(meetup, kind, {EVERYBODY: state})

    def again(self, meetup: str) -> None:
        """Remind anew of a meetup that has moved to another time."""
        of = reminders.c.subject == meetup, reminders.c.kind.in_(("day", "week"))
        self._connection.execute(delete(reminders).where(*of))

    # -- of meetups --

    def near(self, kind: str, *, at: datetime, ahead: timedelta, most: int) -> Sequence[Near]:
        """List published meetups near in time whose reminders of a kind are not done with, the earliest first."""
        closed = _entered(kind, meetups.c.id, literal(EVERYBODY))
        span = meetups.c.starts_at > at - _FORGOTTEN, meetups.c.starts_at <= at + ahead
        query = select(meetups.c.id, meetups.c.published_at).where(meetups.c.state == State.PUBLISHED, *span, ~closed)
        rows = self._connection.execute(query.order_by(meetups.c.starts_at).limit(most))
        return [Near(row.id, row.published_at) for row in rows]

    def due(self, meetup: str, *, asked_before: datetime, most: int) -> Sequence[str]:
        """List who is still to be reminded: who said yes or maybe in time and wants it, and who asked for it."""
        query = self._due(meetup, asked_before).order_by("person_id").limit(most)
        return self._connection.execute(query).scalars().all()

    def drop(self, meetup: str, *, asked_before: datetime) -> None:
        """Record that whoever is still to be reminded will not be: it is too late."""
        rest = self._due(meetup, asked_before).subquery()
        rows = select(literal(meetup), literal("day"), rest.c.person_id, literal("dropped"))
        self._connection.execute(reminders.insert().from_select(["subject", "kind", "target", "state"], rows))
        self.close(meetup, "day", "dropped")

    def _due(self, meetup: str, asked_before: datetime) -> Select[str]:
        kept = (Reply.YES, Reply.MAYBE)
        in_time = answers.c.meetup_id == meetup, answers.c.reply.in_(kept), answers.c.at < asked_before
        answered = select(answers.c.person_id).join(people, people.c.id == answers.c.person_id)
        declined = select(answers.c.person_id).where(answers.c.meetup_id == meetup, answers.c.reply == Reply.NO)
        wished = select(reminders.c.target.label("person_id")).where(
            reminders.c.subject == meetup, reminders.c.kind == "wish", reminders.c.target.not_in(declined)
        )
        both = answered.where(*in_time, people.c.reminded).union(wished).subquery()
        return select(both.c.person_id).where(~_entered("day", literal(meetup), both.c.person_id))

    # -- of nothing planned --

    def quiet(self, *, at: datetime, since: datetime, told_before: datetime, most: int) -> Sequence[str]:
        """List networks with nothing planned, none of it lately, whose coordinators have not heard of it lately."""
        mine = meetups.c.network_id == networks.c.id, meetups.c.state == State.PUBLISHED
        still_open = meetups.c.starts_at.is_(None) & or_(
            meetups.c.day.is_(None), meetups.c.day > (at - _OPEN_KEPT).date()
        )
        busy = exists().where(*mine, or_(meetups.c.starts_at > since, still_open))
        joined = exists().where(chats.c.network_id == networks.c.id, chats.c.active, ~chats.c.away)
        told = select(func.max(reminders.c.target)).where(
            reminders.c.subject == networks.c.id, reminders.c.kind == "quiet"
        )
        lately = func.coalesce(told.scalar_subquery(), "") > told_before.date().isoformat()
        query = select(networks.c.id).where(networks.c.created_at <= since, ~busy, joined, ~lately)
        return self._connection.execute(query.order_by(networks.c.id).limit(most)).scalars().all()


def _entered(kind: str, subject: ColumnElement[str], target: ColumnElement[str]) -> ColumnElement[bool]:
    same = reminders.c.subject == subject, reminders.c.kind == kind, reminders.c.target == target
    return exists().where(*same)
