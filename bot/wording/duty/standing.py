"""Who has the duty: the card in the network's chats, the answer to /vuoro, the list of turns, and whom to ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce

from bot.chat import Button, Message
from bot.domain.duty import Duty, Plan, Turn
from bot.domain.duty.contacts import Area, Routed
from bot.domain.duty.notes import notes
from bot.domain.duty.values import called
from bot.text import Moment, Text, t

Names = Mapping[str, str]


def card(plan: Plan, areas: Sequence[Area], names: Names, *, network: str, at: datetime) -> Message:
    """Show in a chat who has the duty: organisations only, never a person."""
    duty = plan.duty(at)
    ask = Button(t("button.ask"), "do", f"kysy-{network}", private=True)
    coming = Button(t("button.rota"), "do", f"vuorolista-{network}", private=True)
    lines = (*_standing(plan, duty, names), *_areas(areas, names), t("duty.ask_whoever"))
    return Message(lines, ((ask, coming),))


def _standing(plan: Plan, duty: Duty, names: Names) -> tuple[Text, ...]:
    """Say who has the duty, from when to when, and who is next."""
    coming = called(plan.duty(duty.until).organisation, names)
    if duty.turn is None:
        first = t("duty.first", organisation=coming)
        return t("duty.begins_at", start=_edge(plan, duty.until)), first, t("duty.before_first")
    after = t("duty.next", organisation=coming)
    span = t("duty.span", start=_edge(plan, _since(duty, duty.turn)), end=_edge(plan, duty.until))
    if duty.organisation is None:
        return t("duty.nobody_now"), span, t("duty.until_then"), after
    return t("duty.now", organisation=called(duty.organisation, names)), span, after


def _instead(duty: Duty, names: Names) -> tuple[Text, ...]:
    """Say whose turn it would be; in private only, for nobody is shamed before a group."""
    turn = duty.turn
    had = None if turn is None else turn.taken.instead_of if turn.taken and not duty.cover else turn.organisation
    if not had or had == duty.organisation:
        return ()
    return (t("duty.instead_of", organisation=called(had, names)),)


def _since(duty: Duty, turn: Turn) -> datetime:
    return duty.cover.starts if duty.cover else turn.period.starts


def _edge(plan: Plan, at: datetime) -> Moment:
    return Moment(at.astimezone(plan.timetable.zone(0)), "edge")


def _areas(areas: Sequence[Area], names: Names) -> tuple[Text, ...]:
    """Say on one line what each organisation is asked about: names are data, the marks are those of every language."""
    told = " ".join(f"{one.name}: {names.get(one.organisation, '')}." for one in areas if one.organisation)
    return (t("plain", text=told),) if told else ()


# -- /vuoro and /kuka --------------------------------------------------------------------------------------------


def in_a_line(plan: Plan, names: Names, *, at: datetime) -> Message:
    """Answer /vuoro in a group: one line."""
    duty = plan.duty(at)
    until = Moment(duty.until.astimezone(plan.timetable.zone(0)), "until")
    if duty.turn is None:
        after = called(plan.duty(duty.until).organisation, names)
        return Message((t("duty.line_not_begun", start=until, organisation=after),))
    if duty.organisation is None:
        return Message((t("duty.line_nobody", end=until),))
    return Message((t("duty.line", organisation=called(duty.organisation, names), end=until),))


def standing(plan: Plan, areas: Sequence[Area], names: Names, whom: Text, *, at: datetime) -> Message:
    """Answer /vuoro or /kuka in private: who, until when, who is next, whom to ask."""
    duty = plan.duty(at)
    lines = (*_standing(plan, duty, names), *_instead(duty, names), *_areas(areas, names), whom)
    return Message(lines, ((Button(t("button.ask"), "do", "kysy"), Button(t("button.rota"), "do", "vuorolista")),))


def whom(routed: Routed, names: Names, person: str | None) -> Text:
    """Say whom a question reaches; a person is named only after their own yes."""
    if person is None:
        if routed.organisation is None:
            return t("duty.whom_fallback_unnamed")
        return t("duty.whom_unnamed", organisation=called(routed.organisation, names))
    if routed.organisation is None:
        return t("duty.whom_fallback", name=person)
    return t("duty.whom", name=person, organisation=called(routed.organisation, names))


def who(routed: Routed, whom_: Text) -> Message:
    """Answer /kuka with a matter: whom, and why just them."""
    return Message((whom_, *routed.reasons), ((Button(t("button.ask"), "do", "kysy"),),))


# -- /vuorolista ---------------------------------------------------------------------------------------------------


def listed(turns: Sequence[Turn], names: Names) -> Message:
    """List the coming turns, one on a line."""
    return Message((t("duty.list_head"), *(row(turn, names) for turn in turns)))


def row(turn: Turn, names: Names) -> Text:
    """Say a turn on one line: its first day, that of the next handover, whose it is, and what moved it."""
    start, end = Moment(turn.period.local_start, "day"), Moment(turn.period.local_end, "day")
    line = t("duty.row", start=start, end=end, organisation=called(turn.organisation, names))
    why = notes(turn, names)
    return t("duty.row_noted", row=line, note=reduce(_both, why)) if why else line


def _both(first: Text, second: Text) -> Text:
    return t("duty.both", first=first, second=second)
