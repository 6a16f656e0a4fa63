"""Applications, sealed; the board of a call, and what reviewers think."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, not_, select, update

from bot.domain.calls.application import Application, Review
from bot.domain.calls.board import Board, Offer, Seeker, changes, seekers_of
from bot.domain.calls.call import Call, Kind
from bot.domain.calls.states import Outcome, State, Verdict
from storage.dialect import AnyRow, insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import drafts
from storage.tables_calls import applications, calls, offers, pairs, reviews


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What is sent: by whom, in which language, and what they answered."""

    person: str | None
    locale: str
    notice: str
    answers: Mapping[str, str]
    wishes: tuple[str, ...]
    entered_by: str | None = None


class Applications:
    """Keep applications."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    # -- sending --

    def send(self, call: Call, sent: Sent, at: datetime) -> Application:
        """Keep an application to a locked call; one sent before is changed and keeps its place in the order."""
        mine = self.of_person(call.id, sent.person) if sent.person else None
        if mine is None:
            return self._first(call, sent, at)
        state = State.SENT if mine.state is State.WITHDRAWN else mine.state
        self._set(
            mine.id, answers=self._seal(mine.id, sent.answers), wishes=",".join(sent.wishes), notice=sent.notice,
            state=state, locale=sent.locale, verdict=None if state is State.SENT else mine.verdict,
        )  # fmt: skip
        return self._surely(mine.id)

    def _first(self, call: Call, sent: Sent, at: datetime) -> Application:
        id_, of = new_id(), applications.c.call_id == call.id
        last = self._connection.execute(select(func.max(applications.c.ordinal)).where(of)).scalar() or 0
        self._connection.execute(
            applications.insert().values(
                id=id_, call_id=call.id, person_id=sent.person, ordinal=last + 1, locale=sent.locale,
                notice=sent.notice, answers=self._seal(id_, sent.answers), wishes=",".join(sent.wishes),
                state=State.SENT, turn=0, explained="", sent_at=at, entered_by=sent.entered_by,
            )
        )  # fmt: skip
        return self._surely(id_)

    def _seal(self, id_: str, answers: Mapping[str, str]) -> bytes:
        return self._seals.seal(json.dumps(dict(answers)), "applications", "answers", id_)

    def _set(self, id_: str, **values: object) -> None:
        self._connection.execute(update(applications).where(applications.c.id == id_).values(values))

    # -- reading --

    def get(self, id_: str) -> Application | None:
        """Give an application, or None."""
        row = self._connection.execute(select(applications).where(applications.c.id == id_)).first()
        return self._application(row) if row else None

    def _surely(self, id_: str) -> Application:
        return self._application(self._connection.execute(select(applications).where(applications.c.id == id_)).one())

    def of_person(self, call: str, person: str) -> Application | None:
        """Give somebody's application to a call."""
        mine = applications.c.call_id == call, applications.c.person_id == person
        row = self._connection.execute(select(applications).where(*mine)).first()
        return self._application(row) if row else None

    def by_person(self, person: str) -> Sequence[Application]:
        """List somebody's applications, the latest first."""
        query = select(applications).where(applications.c.person_id == person).order_by(applications.c.sent_at.desc())
        return [self._application(row) for row in self._connection.execute(query)]

    def of_call(self, call: str) -> Sequence[Application]:
        """List the applications of a call that were not taken back, in the order of sending."""
        live = applications.c.call_id == call, applications.c.state != State.WITHDRAWN
        query = select(applications).where(*live).order_by(applications.c.ordinal)
        return [self._application(row) for row in self._connection.execute(query)]

    def _application(self, row: AnyRow) -> Application:
        opened = self._seals.open(row.answers, "applications", "answers", row.id) if row.answers else "{}"
        return Application(
            id=row.id, call=row.call_id, person=row.person_id, ordinal=row.ordinal, locale=row.locale,
            state=State(row.state), answers=json.loads(opened), wishes=tuple(row.wishes.split(",")),
            sent_at=row.sent_at, turn=row.turn, verdict=Verdict(row.verdict) if row.verdict else None,
            group=row.group_id, explained=row.explained, notice=row.notice,
        )  # fmt: skip

    # -- places --

    def board(self, call: Call) -> Board:
        """Give the board of a call; to change it, the call must be locked."""
        of = applications.c.call_id == call.id
        columns = applications.c.id, applications.c.wishes, applications.c.state, applications.c.turn
        query = select(*columns, applications.c.verdict, applications.c.group_id).where(of)
        found = [_seeker(row) for row in self._connection.execute(query.order_by(applications.c.ordinal))]
        made = [_offer(row) for row in self._connection.execute(select(offers).where(offers.c.call_id == call.id))]
        return Board(
            groups={group.id: group for group in call.groups}, zone=call.zone, confirm=call.confirm,
            placing=call.placing and call.called_off_at is None, seekers=seekers_of(found),
            offers={(one.seeker, one.number): one for one in made},
        )  # fmt: skip

    def save(self, call: Call, before: Board, after: Board) -> None:
        """Keep what has changed on a board."""
        seekers, made = changes(before, after)
        for one in seekers:
            self._set(one.id, state=one.state, turn=one.turn, group_id=one.group)
        for offer in sorted(made, key=lambda one: one.outcome is None):  # the old is closed before the new is open
            row = {
                "application_id": offer.seeker, "number": offer.number, "call_id": call.id, "group_id": offer.group,
                "sent_at": offer.sent_at, "expires_at": offer.expires_at, "reminded": offer.reminded,
                "outcome": offer.outcome,
            }  # fmt: skip
            keys = ["application_id", "number"]
            kept = insert(self._connection, offers).values(row)
            changed = {"reminded": offer.reminded, "outcome": offer.outcome}
            self._connection.execute(kept.on_conflict_do_update(index_elements=keys, set_=changed))

    def decide(self, id_: str, verdict: Verdict, *, turn: int, explained: str, group: str | None = None) -> None:
        """Keep a decision, hidden until it is published; ``group`` is the one meant for them by a matching."""
        still = applications.c.id == id_, applications.c.state == State.SENT
        values = {"verdict": verdict, "turn": turn, "explained": explained, "group_id": group}
        self._connection.execute(update(applications).where(*still).values(values))

    # -- pairs --

    def ask_pair(self, id_: str, mentor: str) -> bool:
        """Note that a mentor is asked about a pair; False when they were asked before."""
        row = {"application_id": id_, "group_id": mentor}
        asked = insert(self._connection, pairs).values(row).on_conflict_do_nothing().returning(pairs.c.group_id)
        return self._connection.execute(asked).first() is not None

    def answer_pair(self, id_: str, mentor: str, *, agreed: bool) -> bool:
        """Keep what a mentor says of a pair; False when nobody has asked."""
        of = pairs.c.application_id == id_, pairs.c.group_id == mentor
        kept = update(pairs).where(*of).values(agreed=agreed).returning(pairs.c.group_id)
        return self._connection.execute(kept).first() is not None

    def pairs(self, call: str) -> Mapping[tuple[str, str], bool | None]:
        """Give the pairs of a call that mentors were asked about, by application and mentor."""
        query = select(pairs).join(applications, applications.c.id == pairs.c.application_id)
        found = self._connection.execute(query.where(applications.c.call_id == call))
        return {(row.application_id, row.group_id): row.agreed for row in found}

    def confirmed_in(self, network: str, kind: Kind) -> Sequence[Application]:
        """List those who have a place by calls of a kind."""
        of = calls.c.network_id == network, calls.c.kind == kind, applications.c.state == State.CONFIRMED
        query = select(applications).join(calls, calls.c.id == applications.c.call_id).where(*of)
        return [self._application(row) for row in self._connection.execute(query)]

    # -- forgetting --

    def forget(self, id_: str) -> None:
        """Erase an application; only the number of them stays."""
        self._connection.execute(delete(reviews).where(reviews.c.application_id == id_))
        self._connection.execute(delete(pairs).where(pairs.c.application_id == id_))
        self._connection.execute(delete(offers).where(offers.c.application_id == id_))
        self._connection.execute(delete(drafts).where(drafts.c.subject == id_))  # a reviewer's unfinished note
        gone = delete(applications).where(applications.c.id == id_).returning(applications.c.call_id)
        call = self._connection.execute(gone).scalar()
        if call:
            counted = update(calls).where(calls.c.id == call).values(erased=calls.c.erased + 1)
            self._connection.execute(counted)

    def forget_reviewer(self, person: str) -> None:
        """Erase what somebody gave as a reviewer."""
        self._connection.execute(delete(reviews).where(reviews.c.reviewer_id == person))

    def forget_answers(self, call: str, *, but_seated_in: Sequence[str] = ()) -> int:
        """Erase what was written in the applications of a call, and what was thought of them; say how many.

        Those who have a place in one of some groups keep theirs.
        """
        seated = applications.c.state == State.CONFIRMED, applications.c.group_id.in_(list(but_seated_in))
        over = applications.c.call_id == call, applications.c.answers.is_not(None), not_(and_(*seated))
        ids = self._connection.execute(select(applications.c.id).where(*over)).scalars().all()
        if ids:
            self._connection.execute(delete(reviews).where(reviews.c.application_id.in_(ids)))
            self._connection.execute(delete(drafts).where(drafts.c.subject.in_(ids)))
            self._connection.execute(update(applications).where(applications.c.id.in_(ids)).values(answers=None))
        return len(ids)

    # -- reviews --

    def review(self, one: Review, at: datetime) -> None:
        """Keep what a reviewer gave."""
        body = json.dumps({"scores": dict(one.scores), "note": one.note})
        row = {
            "application_id": one.application, "reviewer_id": one.reviewer, "recused": one.recused, "at": at,
            "body": self._seals.seal(body, "reviews", "body", one.application, one.reviewer),
        }  # fmt: skip
        kept = insert(self._connection, reviews).values(row)
        changed = {name: kept.excluded[name] for name in ("recused", "body", "at")}
        keys = ["application_id", "reviewer_id"]
        self._connection.execute(kept.on_conflict_do_update(index_elements=keys, set_=changed))

    def reviews(self, call: str) -> Sequence[Review]:
        """List all reviews of a call."""
        of = applications.c.call_id == call
        query = select(reviews).join(applications, applications.c.id == reviews.c.application_id).where(of)
        return [self._review(row) for row in self._connection.execute(query)]

    def _review(self, row: AnyRow) -> Review:
        body = json.loads(self._seals.open(row.body, "reviews", "body", row.application_id, row.reviewer_id))
        return Review(
            application=row.application_id, reviewer=row.reviewer_id, scores=body["scores"], note=body["note"],
            recused=row.recused,
        )  # fmt: skip


def _seeker(row: AnyRow) -> Seeker:
    return Seeker(
        id=row.id, wishes=tuple(row.wishes.split(",")), state=State(row.state), turn=row.turn,
        verdict=Verdict(row.verdict) if row.verdict else None, group=row.group_id,
    )  # fmt: skip


def _offer(row: AnyRow) -> Offer:
    return Offer(
        seeker=row.application_id, number=row.number, group=row.group_id, sent_at=row.sent_at,
        expires_at=row.expires_at, reminded=row.reminded, outcome=Outcome(row.outcome) if row.outcome else None,
    )  # fmt: skip
