"""Questions people ask of the network: how one is written, whose it is, and who may answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.forms import Accepted, Context, Question, Reading, Wrong
from bot.text import clean, t

from .contacts import Contact
from .plan import Duty

LONGEST = 1000  #: characters of a question, of an answer, of a note
KEPT = timedelta(days=30)  #: how long a question is kept once it was answered


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question; without an organisation of its own it belongs to whoever is on duty."""

    id: str
    network: str
    person: str
    organisation: str | None
    body: str
    asked_at: datetime
    answered: bool = False


def holder(request: Request, duty: Duty) -> str | None:
    """Say whose a question is now; None: the fallback contact's."""
    return request.organisation or duty.organisation


def may_answer(request: Request, duty: Duty, person: str, contacts: Sequence[Contact]) -> bool:
    """Tell whether a person answers for whom a question belongs to; the fallback contact may always."""
    mine = {one.organisation for one in contacts if one.person == person}
    return holder(request, duty) in mine or person == duty.fallback


def read_body(typed: str, _: Context) -> Reading:
    """Read free words on as many lines as they take."""
    body = clean(typed).strip()
    if not body:
        return Wrong(t("form.empty"))
    return Wrong(t("form.long", length=len(body), most=LONGEST)) if len(body) > LONGEST else Accepted(body)


QUESTION = Question(
    key="question",
    ask=t("duty.ask_question"),
    label=t("duty.label_question"),
    labels=("Kysymys", "Fråga", "Question"),
    read=read_body,
    help=t("duty.ask_question_help"),
    multiline=True,
)
REPLY = Question(
    key="reply",
    ask=t("duty.ask_reply"),
    label=t("duty.label_reply"),
    labels=("Vastaus", "Svar", "Answer"),
    read=read_body,
    multiline=True,
)
