"""What is said of calls: cards, lists, the echo of a draft, and the notice before the first question."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.calls.applying import how_many, questions_of
from bot.domain.calls.asked import Asked
from bot.domain.calls.call import SOON, Call, Kind, Late, Phase, Selection, named, phase
from bot.domain.calls.drafting import SHORT
from bot.domain.calls.group import Group
from bot.i18n import render
from bot.text import LOCALES, Moment, Text, t, tn

_KINDS: Mapping[Kind, Text] = MappingProxyType(
    {
        Kind.SUPERVISION: t("call.supervision"), Kind.MENTEES: t("call.mentees"), Kind.MENTORS: t("call.mentors"),
        Kind.RESIDENCY: t("call.residency"), Kind.SPARRING: t("call.sparring"), Kind.OTHER: t("call.other"),
    }
)  # fmt: skip
_SELECTIONS: Mapping[Selection, Text] = MappingProxyType(
    {
        Selection.CONSIDERED: t("call.by_consideration"), Selection.ARRIVAL: t("call.by_arrival"),
        Selection.LOT: t("call.by_lot"),
    }
)  # fmt: skip

_CHOSEN: Mapping[Selection, Text] = MappingProxyType(
    {
        Selection.CONSIDERED: t("notice.by_people"), Selection.ARRIVAL: t("notice.by_arrival"),
        Selection.LOT: t("notice.by_lot"),
    }
)  # fmt: skip

# -- names -------------------------------------------------------------------------------------------------


def title(call: Call, locale: str) -> Text:
    """Name a call in a reader's language, as far as it has a name in it."""
    return t("plain", text=named(call.names, locale))


def short(call: Call, locale: str) -> Text:
    """Name a call on a small surface: its short name, its name if that fits, else what kind it is."""
    name = named(call.shorts, locale) or named(call.names, locale)
    return t("plain", text=name) if len(name) <= SHORT else _KINDS[call.kind]


def day(call: Call, at: datetime) -> Moment:
    """Say an instant as a weekday and a date."""
    return Moment(call.local(at), "day")


def deadline(call: Call, at: datetime) -> Moment:
    """Say an instant as a deadline with its year."""
    return Moment(call.local(at).replace(tzinfo=None), "minute")


# -- the card ----------------------------------------------------------------------------------------------


def card(call: Call, locale: str, *, full: bool, at: datetime) -> Message:
    """Show a call in a chat: what, for whom, how and by when; and a private way in while there is one."""
    now = phase(call, at=at, full=full)
    lines = (t("call.head", name=title(call, locale)), *_about(call), *_state(call, now, at))
    return Message(lines, _ways_in(call, now))


def _about(call: Call) -> tuple[Text, ...]:
    return (*_groups(call.groups), t("call.selection", how=_SELECTIONS[call.selection]))


def _groups(groups: Sequence[Group]) -> list[Text]:
    if not groups:
        return []
    told = _group(groups[0])
    for group in groups[1:]:
        told = t("form.also", first=told, next=_group(group))
    begins = [t("call.begins", name=g.name, when=Moment(g.starts_at, "minute")) for g in groups if g.starts_at]
    return [t("call.groups", groups=told), *begins]


def _group(group: Group) -> Text:
    return t("call.group", name=group.name, places=tn("call.places", group.capacity))


def _state(call: Call, now: Phase, at: datetime) -> list[Text]:
    results = [] if call.selection is Selection.ARRIVAL else [t("call.results", day=Moment(call.results_by, "day"))]
    closes = t("call.closes", when=deadline(call, call.closes_at))
    if now is Phase.SCHEDULED:
        return [t("call.opens", when=deadline(call, call.opens_at)), closes]
    if now is Phase.OPEN:
        return [*([t("call.closes_soon")] if call.closes_at - at <= SOON else []), closes, *results]
    return [_AFTER[now], *(results if now in {Phase.GRACE, Phase.REVIEW} else [])]


_AFTER: Mapping[Phase, Text] = MappingProxyType(
    {
        Phase.GRACE: t("call.closed"), Phase.REVIEW: t("call.closed"), Phase.FILLING: t("call.filling"),
        Phase.FULL: t("call.full"), Phase.RUNNING: t("call.running"), Phase.CALLED_OFF: t("call.called_off"),
    }
)  # fmt: skip


def _ways_in(call: Call, now: Phase) -> tuple[tuple[Button, ...], ...]:
    if now is Phase.SCHEDULED:
        return ((Button(t("button.tell_me_open"), "interest", call.id, private=True),),)
    return ((Button(t("button.apply"), "applyto", call.id, private=True),),) if now is Phase.OPEN else ()


# -- lists -------------------------------------------------------------------------------------------------


def listed(call: Call, locale: str, *, full: bool, at: datetime, idle: Sequence[Text] = ()) -> tuple[Text, ...]:
    """Say a call in a list: its name, and where it is."""
    now = phase(call, at=at, full=full)
    return (t("call.listed", name=title(call, locale), state=_state(call, now, at)[0]), *idle)


def listing(calls: Sequence[tuple[Call, Phase]], lines: Sequence[Text], locale: str) -> Message:
    """List calls, in private with a way into each that is open or coming."""
    apply = [(Button(short(c, locale), "applyto", c.id),) for c, now in calls if now is Phase.OPEN]
    tell = [(Button(t("button.tell_me_open"), "interest", c.id),) for c, now in calls if now is Phase.SCHEDULED]
    return Message((t("calls.head"), *lines), tuple(apply[:8] + tell[:2]))


# -- the echo ----------------------------------------------------------------------------------------------


def echo(draft: str, call: Call, locale: str, *, chats: Sequence[str], left: str, at: datetime) -> Message:
    """Show a drafted call as it will stand in the chats, what is asked, and what Julkaise will do."""
    shown = card(call, locale, full=False, at=at).lines
    asked = how_many(call.asked, call.groups)
    lines = (
        t("echo.call_head"), *shown, *(t("echo.least", group=g.name, least=g.least) for g in call.groups if g.least),
        tn("call.question_count", asked),
        _terms(call),
        *([t("echo.left", lines=left[:300])] if left else []),
        tn("echo.chats", len(chats), chats=", ".join(chats)) if chats else t("echo.no_chats"),
    )  # fmt: skip
    first = Button(t("button.publish"), "opencall", draft), Button(t("button.edit"), "change", draft)
    return Message(
        lines, (first, (Button(t("button.questions"), "asked", draft), Button(t("button.drop"), "drop", draft)))
    )


def _terms(call: Call) -> Text:
    hours, months = int(call.confirm.total_seconds() // 3600), tn("call.months", call.retention)
    return t("call.terms", controller=call.controller, contact=call.contact, hours=hours, months=months)


def published(call: Call, locale: str, chats: Sequence[str]) -> Message:
    """Say that a call is out, and where."""
    name = title(call, locale)
    where = tn("published.call", len(chats), name=name, chats=", ".join(chats))
    return Message((where if chats else t("published.call_nowhere", name=name), t("published.call_next")))


def questions(draft: str, call: Call) -> Message:
    """List what a drafted call asks, with a way to leave a question out or to add one."""
    shown = {q.key for q in questions_of(call.asked, call.groups)}
    asked = [one for one in call.asked if one.key in shown]
    lines = (
        t("asked.head"),
        *(t("form.numbered", number=n, what=_asked(one.ask, required=one.required)) for n, one in enumerate(asked, 1)),
    )
    out = [
        Button(t("button.leave_out", number=n), "unask", f"{draft}-{one.key}")
        for n, one in enumerate(asked, 1)
        if one.key not in _NEEDED
    ]
    rows = tuple(tuple(out[n : n + 3]) for n in range(0, len(out), 3))
    return Message(
        lines,
        (
            *rows,
            (Button(t("button.add_question"), "begin", f"asked-{draft}"), Button(t("button.to_echo"), "draft", draft)),
        ),
    )


def own_question(draft: str, one: Asked) -> Message:
    """Show a question of a coordinator's own as applicants will read it."""
    picks = [t("form.numbered", number=n, what=pick.label) for n, pick in enumerate(one.picks, 1)]
    keep = Button(t("button.add_this"), "askkeep", draft), Button(t("button.edit"), "change", draft)
    return Message((t("owned.head"), _asked(one.ask, required=one.required), *picks), (keep,))


_NEEDED = frozenset({"name", "email"})  #: without these nobody could be told anything


def _asked(ask: Text, *, required: bool) -> Text:
    return ask if required else t("asked.optional", ask=ask)


# -- before the first question -----------------------------------------------------------------------------


def before_first(call: Call, locale: str, platform: str) -> Message:
    """Say what is asked and how long it takes, with the privacy notice; nothing is kept before Aloita."""
    count = how_many(call.asked, call.groups)
    lines = (
        t("call.head", name=title(call, locale)),
        tn("apply.how_long", count, minutes=max(5, count * 2), deadline=deadline(call, call.closes_at)),
        *notice(call, platform),
    )
    begin = Button(t("button.begin"), "begin", f"apply-{call.id}")
    return Message(lines, ((Button(t("button.show_questions"), "questions", call.id), begin),))


def notice(call: Call, platform: str) -> tuple[Text, ...]:
    """Give the privacy notice of a call."""
    outside = t("notice.slack") if platform == "slack" else t("notice.telegram")
    return (
        t("notice.why", controller=call.controller, chosen=_CHOSEN[call.selection]), t("notice.leave_out"),
        t("notice.how_long", months=tn("call.months", call.retention)), t("notice.rights"),
        t("notice.outside", platform=outside, contact=call.contact),
    )  # fmt: skip


def notice_body(call: Call, platform: str) -> dict[str, str]:
    """Give the words of the notice in every language: what is kept of what was shown."""
    return {locale: "\n".join(render(line, locale) for line in notice(call, platform)) for locale in LOCALES}


def all_questions(call: Call) -> Message:
    """Show every question before beginning."""
    asked = questions_of(call.asked, call.groups)
    lines = [t("form.numbered", number=n, what=_asked(q.ask, required=q.required)) for n, q in enumerate(asked, 1)]
    return Message((t("apply.questions"), *lines), ((Button(t("button.begin"), "begin", f"apply-{call.id}"),),))


def why_not(call: Call, late: Late) -> Text:
    """Say why nobody can apply now, and what to do instead."""
    match late:
        case Late.NOT_YET:
            return t("apply.not_yet", when=deadline(call, call.opens_at))
        case Late.CALLED_OFF:
            return t("apply.called_off")
    return t("apply.closed", when=deadline(call, call.closes_at), contact=call.contact)


def opened(call: Call, locale: str) -> Message:
    """Tell somebody who asked for it that a call is open."""
    lines = (t("call.now_open", name=title(call, locale)), t("call.closes", when=deadline(call, call.closes_at)))
    return Message(lines, ((Button(t("button.apply"), "applyto", call.id),),))
