"""Drafts: conversations with a form, saved at each answer; and commands that wait for one choice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, select, update

from storage.dialect import AnyRow, forget
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import drafts, pending

UNSENT_KEPT = timedelta(days=14)
PENDING_KEPT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form on its way: answers by question key, and the question that is open (none at the summary)."""

    id: str
    person: str
    form: str
    network: str | None
    answers: Mapping[str, str]
    question: str | None
    state: str = "open"
    subject: str | None = None  #: what it is about, where one form is filled in about several things

    @property
    def going(self) -> bool:
        """Say whether it is on its way: neither sent nor dropped."""
        return self.state in {"open", "resting"}


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A command that waits until its sender has chosen a network or shown who they are."""

    id: str
    person: str | None
    word: str
    text: str


class Drafts:
    """Keep drafts, sealed."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def begin(
        self, person: str, form: str, network: str | None, answers: Mapping[str, str], at: datetime,
        *, subject: str | None = None,
    ) -> Draft:  # fmt: skip
        """Open a draft; another one of this person then rests until it is gone on with."""
        self.rest(person)
        draft = Draft(
            id=new_id(), person=person, form=form, network=network, answers=answers, question=None, subject=subject
        )
        self._connection.execute(
            drafts.insert().values(
                id=draft.id, person_id=person, form=form, network_id=network, answers=self._seal(draft),
                question=None, state="open", touched_at=at, subject=subject,
            )
        )  # fmt: skip
        return draft

    def open_for(self, person: str) -> Draft | None:
        """Give the draft a person is in the middle of, or None."""
        query = select(drafts).where(drafts.c.person_id == person, drafts.c.state == "open")
        row = self._connection.execute(query.order_by(drafts.c.touched_at.desc()).limit(1)).first()
        return self._draft(row) if row else None

    def unfinished(self, person: str, form: str, network: str | None, subject: str | None = None) -> Draft | None:
        """Give a draft of a form that a person has begun and neither ended nor dropped; it is then open again."""
        mine = drafts.c.person_id == person, drafts.c.form == form, drafts.c.network_id == network
        going = drafts.c.state.in_(("open", "resting")), drafts.c.subject.is_not_distinct_from(subject)
        query = select(drafts).where(*mine, *going).order_by(drafts.c.touched_at.desc()).limit(1)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        self.rest(person)
        return replace(self._draft(row), state="open")

    def get(self, id_: str) -> Draft | None:
        """Give a draft, or None."""
        row = self._connection.execute(select(drafts).where(drafts.c.id == id_).with_for_update()).first()
        return self._draft(row) if row else None

    def save(self, draft: Draft, at: datetime) -> Draft:
        """Save a draft as it is now."""
        saved = update(drafts).where(drafts.c.id == draft.id)
        values = {"answers": self._seal(draft), "question": draft.question, "state": draft.state, "touched_at": at}
        self._connection.execute(saved.values(network_id=draft.network, **values))
        return draft

    def close(self, draft: Draft, state: str, at: datetime) -> Draft:
        """End a draft (``done`` or ``dropped``); its answers are forgotten."""
        return self.save(replace(draft, state=state, question=None, answers={}), at)

    def rest(self, person: str) -> None:
        """Let a person's open drafts rest."""
        mine = drafts.c.person_id == person, drafts.c.state == "open"
        self._connection.execute(update(drafts).where(*mine).values(state="resting"))

    def sweep(self, now: datetime, *, most: int) -> int:
        """Forget drafts not touched for two weeks, and commands not gone on with in a day; say how many.

        An application that was begun is its call's to forget: two weeks after closing.
        """
        old = and_(drafts.c.touched_at < now - UNSENT_KEPT, drafts.c.form != "apply")
        begun = forget(self._connection, drafts.c.id, old, most)
        return begun + forget(self._connection, pending.c.id, pending.c.at < now - PENDING_KEPT, most)

    # -- drafts about something --

    def about(self, person: str, form: str) -> Sequence[Draft]:
        """List what a person has begun of a form and not ended, the last touched first."""
        going = drafts.c.person_id == person, drafts.c.form == form, drafts.c.state.in_(("open", "resting"))
        query = select(drafts).where(*going).order_by(drafts.c.touched_at.desc())
        return [self._draft(row) for row in self._connection.execute(query)]

    def unfinished_about(self, subject: str, form: str) -> Sequence[str]:
        """List who has begun a form about something and not ended it."""
        going = drafts.c.subject == subject, drafts.c.form == form, drafts.c.state.in_(("open", "resting"))
        return self._connection.execute(select(drafts.c.person_id).where(*going).distinct()).scalars().all()

    def forget_about(self, subject: str) -> None:
        """Forget the drafts about something that is over."""
        self._connection.execute(delete(drafts).where(drafts.c.subject == subject))

    # -- commands that wait --

    def hold(self, person: str | None, word: str, text: str, at: datetime) -> Pending:
        """Keep a command, as typed, until it can be gone on with."""
        held = Pending(id=new_id(), person=person, word=word, text=text)
        body = self._seals.seal(text, "pending", "body", held.id)
        self._connection.execute(pending.insert().values(id=held.id, person_id=person, word=word, body=body, at=at))
        return held

    def keep(self, person: str, word: str, text: str, at: datetime) -> str:
        """Keep what was typed with a command until its one choice is made; give what a button needs, if anything."""
        return self.hold(person, word, text, at).id if text else ""

    def kept(self, id_: str, person: str) -> str:
        """Give what was typed with a command whose choice is made."""
        held = self.take_up(id_, person) if id_ else None
        return held.text if held else ""

    def take_up(self, id_: str, person: str) -> Pending | None:
        """Give a command that waits for this person, once; one that waits for anybody stays for who may do it."""
        theirs = delete(pending).where(pending.c.id == id_, pending.c.person_id == person).returning(pending)
        anybodys = select(pending).where(pending.c.id == id_, pending.c.person_id.is_(None))
        row = self._connection.execute(theirs).first() or self._connection.execute(anybodys).first()
        if row is None:
            return None
        text = self._seals.open(row.body, "pending", "body", row.id)
        return Pending(id=row.id, person=row.person_id, word=row.word, text=text)

    def _seal(self, draft: Draft) -> bytes:
        return self._seals.seal(json.dumps(dict(draft.answers)), "drafts", "answers", draft.id)

    def _draft(self, row: AnyRow) -> Draft:
        answers = json.loads(self._seals.open(row.answers, "drafts", "answers", row.id))
        return Draft(
            id=row.id, person=row.person_id, form=row.form, network=row.network_id, answers=answers,
            question=row.question, state=row.state, subject=row.subject,
        )  # fmt: skip
