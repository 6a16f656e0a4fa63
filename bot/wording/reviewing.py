"""What reviewers and those who decide read: applications one at a time, the table of decisions, and the letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.calls.application import CRITERIA, SCORES, Application, Review
from bot.domain.calls.applying import questions_of
from bot.domain.calls.call import Call, Kind
from bot.domain.calls.order import explained
from bot.domain.calls.states import State, Verdict
from bot.text import Text, t, tn
from bot.wording import forms
from bot.wording.calls import short, title

_CRITERIA: Mapping[str, Text] = MappingProxyType(
    {"need": t("criterion.need"), "fit": t("criterion.fit"), "commitment": t("criterion.commitment")}
)
_SCORES: Mapping[int, Text] = MappingProxyType(
    {1: t("score.1"), 2: t("score.2"), 3: t("score.3"), 4: t("score.4"), 5: t("score.5")}
)
_VERDICTS: Mapping[Verdict | None, Text] = MappingProxyType(
    {
        Verdict.PLACE: t("verdict.place"), Verdict.WAIT: t("verdict.wait"), Verdict.NO: t("verdict.no"),
        None: t("verdict.none"),
    }
)  # fmt: skip
_ROWS = 24  #: applications on one page of decisions: a message holds no more buttons


def which(calls: Sequence[Call], locale: str) -> Message:
    """Ask which call's applications."""
    return Message((t("review.which"),), tuple((Button(short(c, locale), "review", c.id),) for c in calls[:8]))


def overview(call: Call, locale: str, *, count: int, left: int, reviewing: bool) -> Message:
    """Say how many applications a call has and what one has still to review."""
    todo = [tn("review.left", left) if left else t("review.all_done")] if reviewing and count else []
    review = [Button(t("button.review_next"), "reviewnext", call.id)] if reviewing and left else []
    rows = (
        (*review, Button(t("button.decisions"), "decisions", call.id)),
        (Button(t("button.mailed"), "begin", f"mailed-{call.id}"), Button(t("button.extension"), "extension", call.id)),
        (
            Button(t("button.group_dates"), "begin", f"dates-{call.id}"),
            Button(t("button.call_off"), "endcall", call.id),
        ),
    )
    return Message((tn("review.head", count, name=title(call, locale)), *todo), rows)


def sure_to_call_off(call: Call, locale: str, live: int) -> Message:
    """Ask before a call is called off."""
    yes = Button(t("button.call_off_yes"), "endcallyes", call.id), Button(t("button.keep_call"), "review", call.id)
    return Message((tn("calloff.ask", live, name=title(call, locale)), t("calloff.drafts")), (yes,))


def called_off(told: int) -> Message:
    """Say that a call is called off."""
    return Message((tn("calloff.done", told),))


# -- one application ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reviewed:
    """An application under review: which number it is, what I gave, and what others did, if I may see it."""

    number: int
    of: int
    mine: Review | None
    others: Sequence[Fraction] | None


def application(call: Call, one: Application, seen: Reviewed) -> Message:
    """Show an application to a reviewer, with the next criterion to score."""
    lines = (t("review.number", number=seen.number, of=seen.of, name=one.name), *answers(call, one))
    scores = seen.mine.scores if seen.mine else {}
    given = [t("review.given", criterion=_CRITERIA[c], score=_SCORES[scores[c]]) for c in CRITERIA if c in scores]
    todo = next((c for c in CRITERIA if c not in scores), None)
    asks = [t("review.ask", criterion=_CRITERIA[todo]), t("review.scale")] if todo else _others(seen)
    note = [t("review.note", note=seen.mine.note)] if seen.mine and seen.mine.note else []
    return Message((*lines, *given, *note, *asks), _choices(call, one, todo))


def answers(call: Call, one: Application) -> list[Text]:
    """List what an applicant answered, but for the name and the address."""
    asked = [
        q for q in questions_of(call.asked, call.groups) if q.key in one.answers and q.key not in {"name", "email"}
    ]
    told = [t("shown.line", label=q.label, answer=forms.value(q, one.answers)) for q in asked]
    return told or [t("review.erased")]


def _others(seen: Reviewed) -> list[Text]:
    if seen.others is None:
        return []
    if not seen.others:
        return [t("review.first")]
    return [tn("review.others", len(seen.others), mean=_number(sum(seen.others, Fraction()) / len(seen.others)))]


def _choices(call: Call, one: Application, todo: str | None) -> tuple[tuple[Button, ...], ...]:
    scores = tuple(Button(_SCORES[n], "score", f"{one.id}-{todo}_{n}") for n in SCORES) if todo else ()
    rows = tuple((button,) for button in scores)
    more = (
        Button(t("button.note"), "begin", f"note-{one.id}"),
        Button(t("button.next_one") if todo is None else t("button.skip"), "reviewnext", f"{call.id}-{one.ordinal}"),
    )
    again = (Button(t("button.score_again"), "rescore", one.id),) if todo is None else ()
    return (*rows, more, (*again, Button(t("button.recuse"), "recuse", one.id)))


def _number(value: Fraction) -> str:
    return f"{float(value):.1f}".replace(".", ",")


# -- decisions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One application in the table of decisions, as far as the reader may see it."""

    application: Application
    mean: Fraction | None
    spread: Fraction
    missing: Sequence[str]  #: the names of those who have not reviewed it
    shown: bool  #: may its scores be seen


def decisions(call: Call, locale: str, rows: Sequence[Row], *, hidden: int) -> Message:
    """Show the decisions as they are prepared; nobody is told anything yet."""
    undecided = [row for row in rows if row.application.state is State.SENT]
    head = (
        t("decide.head", name=title(call, locale))
        if undecided or not rows
        else t("decide.head_over", name=title(call, locale))
    )
    lines = [head, *(_row(n, row) for n, row in enumerate(rows, 1))]
    lines += [tn("decide.hidden", hidden)] if hidden else []
    change = [
        Button(t("button.decide", number=n), "decide", row.application.id)
        for n, row in enumerate(rows, 1)
        if row in undecided
    ]
    shown = tuple(tuple(change[n : n + 4]) for n in range(0, min(len(change), _ROWS), 4))
    ways: tuple[Button, ...] = (Button(t("button.propose"), "propose", call.id),)
    if call.kind is Kind.MENTEES:
        ways = (*ways, Button(t("button.ask_mentors"), "askmentors", call.id))
    ways = (*ways, Button(t("button.preview"), "preview", call.id))
    return Message(
        tuple(lines), (*shown, *((ways,) if undecided else ()), (Button(t("button.byhand"), "byhand", call.id),))
    )


def _row(number: int, row: Row) -> Text:
    one = row.application
    stands = _VERDICTS[one.verdict] if one.state is State.SENT else _STATES[one.state]
    line = t("decide.row", number=number, name=one.name, stands=stands)
    if row.shown and row.mean is not None:
        mean, spread = _number(row.mean), _number(row.spread)
        line = t("decide.scored", number=number, name=one.name, stands=stands, mean=mean, spread=spread)
    return t("decide.missing", row=line, names=", ".join(row.missing)) if row.shown and row.missing else line


_STATES: Mapping[State, Text] = MappingProxyType(
    {
        State.WAITING: t("state.waiting"), State.OFFERED: t("state.offered"), State.CONFIRMED: t("state.confirmed"),
        State.DECLINED: t("state.declined"), State.EXPIRED: t("state.expired"), State.LAPSED: t("state.lapsed"),
        State.NOT_SELECTED: t("state.not_selected"), State.CALLED_OFF: t("state.called_off"),
    }
)  # fmt: skip


def decide(call: Call, one: Application) -> Message:
    """Ask what is decided of one application."""
    choices = tuple(Button(_VERDICTS[v], "verdict", f"{one.id}-{v}") for v in Verdict)
    lines = (t("decide.one", name=one.name), *([_why(one.explained)] if one.explained else []))
    return Message(lines, (choices, *_erasing(one), (Button(t("button.decisions"), "decisions", call.id),)))


def _erasing(one: Application) -> tuple[tuple[Button, ...], ...]:
    """Offer to erase what came by e-mail: its sender has no chat to do it in."""
    return () if one.person else ((Button(t("button.erase_mailed"), "mailerase", one.id),),)


def sure_to_erase(call: Call, one: Application) -> Message:
    """Ask before an application that came by e-mail is erased."""
    yes = Button(t("button.erase_mailed"), "maileraseyes", one.id), Button(t("button.decisions"), "decisions", call.id)
    return Message((t("mailed.erase", name=one.name),), (yes,))


def _why(key: str) -> Text:
    """Say why an application stands where it does in the order."""
    told = explained(key)
    if "lot" in told:
        return t("decide.why_lot", lot=told["lot"], seed=told["seed"])
    if told.get("mean", "-") != "-":
        return t("decide.why_mean", mean=told["mean"].replace(".", ","), sent=told["sent"])
    return t("decide.why_sent", sent=told["sent"]) if "sent" in told else t("decide.why_hand")


def preview(call: Call, letters: Sequence[tuple[str, Message]]) -> Message:
    """Show to whom which very words would go; they go when this is published, all together."""
    lines: list[Text] = [t("preview.head")]
    for names, letter in letters:
        lines += [t("preview.to", names=names), *letter.lines]
    lines += [tn("preview.count", len(letters))]
    buttons = (
        Button(t("button.publish_results"), "results", call.id),
        Button(t("button.decisions"), "decisions", call.id),
    )
    return Message(tuple(lines), (buttons,))


def published(call: Call, told: int, by_hand: int) -> Message:
    """Say that the results are out, and who is still to be written to."""
    todo = [tn("results.by_hand", by_hand)] if by_hand else []
    rows = ((Button(t("button.byhand"), "byhand", call.id),),) if by_hand else ()
    return Message((tn("results.published", told), *todo), rows)


@dataclass(frozen=True)
class ByHand:
    """Somebody to be written to: their application, its address, and the words."""

    application: Application
    letter: Message
    offer: int = 0  #: the number of an open offer that they may answer by e-mail


def by_hand(letters: Sequence[ByHand]) -> tuple[Message, ...]:
    """List those who cannot be reached in chat: each with address and text to send, and their answer to note."""
    if not letters:
        return (Message((t("byhand.none"),)),)
    return tuple(
        Message(
            (
                t("byhand.to", name=one.application.name, email=one.application.answers.get("email", "–")),
                *one.letter.lines,
            ),
            _answers(one),
        )
        for one in letters[:20]
    )


def _answers(one: ByHand) -> tuple[tuple[Button, ...], ...]:
    if not one.offer:
        return _erasing(one.application)
    about = f"{one.application.id}-{one.offer}"
    return (
        (
            Button(t("button.they_confirm"), "theyconfirm", about),
            Button(t("button.they_decline"), "theydecline", about),
        ),
        *_erasing(one.application),
    )


def how_long(call: Call) -> Message:
    """Ask how long a personal extension lasts."""
    days = tuple(Button(tn("extension.days", n), "extenddays", f"{call.id}-{n}") for n in (1, 3, 7))
    return Message((t("extension.ask"),), (days,))


def extension(code: str, until: Text, platform: str) -> tuple[Message, ...]:
    """Give a personal extension, its code on a line of its own, and where it can be opened, a link."""
    link = ((Button(t("button.apply"), "startlink", f"extend-{code}"),),) if platform == "telegram" else ()
    return (Message((t("extension.how", until=until),), link), Message((t("extension.line", code=code),)))


def mailed_summary(draft: str, lines: tuple[Text, ...], change: tuple[tuple[Button, ...], ...]) -> Message:
    """Show an application that came by e-mail before it is kept."""
    return Message((t("mailed.head"), *lines), ((Button(t("button.keep_mailed"), "mailsend", draft),), *change))
