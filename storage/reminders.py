"""Reminders: one row per meetup and person makes each happen once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.domain.meetups import State
from bot.domain.seating import Reply
from storage.dialect import insert
from storage.tables import answers, meetups, reminders


class Reminders:
    """Keep who is to be reminded of what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def want(self, meetup: str, person: str) -> None:
        """Note that a person asked to be reminded."""
        row = {"meetup_id": meetup, "person_id": person, "state": "wanted"}
        self._connection.execute(insert(self._connection, reminders).values(row).on_conflict_do_nothing())

    def take(self, meetup: str, person: str, state: str) -> bool:
        """Take a reminder for sending (or drop it): False when it was taken before."""
        row = {"meetup_id": meetup, "person_id": person, "state": state}
        statement = insert(self._connection, reminders).values(row)
        keys = ["meetup_id", "person_id"]
        taken = statement.on_conflict_do_update(
            index_elements=keys, set_={"state": state}, where=reminders.c.state == "wanted"
        )
        return self._connection.execute(taken.returning(reminders.c.state)).first() is not None

    def ahead(self, after: datetime, before: datetime) -> Sequence[str]:
        """List published meetups that start in a span."""
        near = meetups.c.starts_at > after, meetups.c.starts_at <= before, meetups.c.state == State.PUBLISHED
        return self._connection.execute(select(meetups.c.id).where(*near)).scalars().all()

    def due(self, meetup: str, *, asked_before: datetime) -> Sequence[str]:
        """List who is still to be reminded: those who said yes or maybe in time, and those who asked for it."""
        done = select(reminders.c.person_id).where(reminders.c.meetup_id == meetup, reminders.c.state != "wanted")
        kept = (Reply.YES, Reply.MAYBE)
        in_time = answers.c.meetup_id == meetup, answers.c.reply.in_(kept), answers.c.at < asked_before
        answered = select(answers.c.person_id).where(*in_time)
        asked = select(reminders.c.person_id).where(reminders.c.meetup_id == meetup, reminders.c.state == "wanted")
        both = answered.union(asked).subquery()
        query = select(both.c.person_id).where(both.c.person_id.not_in(done)).order_by(both.c.person_id)
        return self._connection.execute(query).scalars().all()

    def renew(self, meetup: str) -> None:
        """Let everyone be reminded anew: the time has moved."""
        of = reminders.c.meetup_id == meetup, reminders.c.state == "sent"
        answered = select(answers.c.person_id).where(answers.c.meetup_id == meetup)
        self._connection.execute(delete(reminders).where(*of, reminders.c.person_id.in_(answered)))
        self._connection.execute(update(reminders).where(*of).values(state="wanted"))

    def drop_all(self, meetup: str) -> None:
        """Let nobody be reminded of a meetup that will not be held."""
        self._connection.execute(update(reminders).where(reminders.c.meetup_id == meetup).values(state="dropped"))
