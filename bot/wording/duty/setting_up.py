"""Setting up a rota: its echo, what a yearly step would do, and who must still be invited."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.chat import Button, Message
from bot.domain.duty import Plan
from bot.domain.duty.breaks import Break
from bot.domain.duty.contacts import FEWEST
from bot.domain.duty.difference import Difference
from bot.domain.duty.rotation import Organisation
from bot.domain.duty.season import proposal, why
from bot.domain.duty.values import called
from bot.text import Moment, Text, t, tn
from bot.wording.duty.standing import row

_SHOWN = 6  #: turns in an echo
_STEPS = 12  #: changed turns in an echo


def echo(draft: str, plan: Plan, names: Mapping[str, str], fallback: Text, *, left: str, at: datetime) -> Message:
    """Show a rota as it would go, before anything of it is in use."""
    first = plan.turn(0)
    turns = plan.preview(_SHOWN, at=at)
    proposed = proposal(plan)
    step = Button(t("button.yearly_step"), "dutystep", draft)
    unread = (t("echo.left", lines=left[:300]),) if left else ()
    lines = (
        t("duty.echo_head"), first.period.begins(), *(row(turn, names) for turn in turns), fallback,
        *quiet(plan), *(why(proposed, names) if proposed else ()), *unread, t("duty.echo_what"),
    )  # fmt: skip
    return Message(lines, (*([(step,)] if proposed else []), choices(draft, "dutystart")))


def quiet(plan: Plan) -> tuple[Text, ...]:
    """Say on which days no turn begins, besides the days off that everybody has."""
    return tuple(map(_quiet, plan.timetable.calendar.breaks))


def _quiet(one: Break) -> Text:
    year = one.year or 2024
    first, last = one.begins(year), one.ends(year)
    if one.year and first == last:
        return t("duty.quiet_one", day=Moment(first, "day"))
    if one.year:
        return t("duty.quiet_days", first=Moment(first, "day"), last=Moment(last, "day"))
    if first == last:
        return t("duty.quiet_one_yearly", day=Moment(first, "date"))
    return t("duty.quiet_days_yearly", first=Moment(first, "date"), last=Moment(last, "date"))


def choices(draft: str, action: str) -> tuple[Button, ...]:
    """Offer what can be done with a draft."""
    return (
        Button(t("button.put_into_use"), action, draft),
        Button(t("button.edit"), "change", draft),
        Button(t("button.drop"), "drop", draft),
    )


def cannot(draft: str, reason: Text) -> Message:
    """Say why a rota cannot be as it was written."""
    buttons = (Button(t("button.edit"), "change", draft), Button(t("button.drop"), "drop", draft))
    return Message((reason,), (buttons,))


def fallback_is(name: str, typed: str) -> Text:
    """Say who answers when no organisation can; a name that nobody has is said so."""
    if typed:
        return t("duty.fallback_unknown", typed=typed[:64], name=name)
    return t("duty.fallback_is", name=name)


def started(plan: Plan, names: Mapping[str, str], thin: Sequence[Organisation], *, at: datetime) -> Message:
    """Say that a rota is in use, and whom to invite next."""
    first = plan.preview(1, at=at)[0]
    begins = t("duty.started", organisation=called(first.organisation, names), start=_start(first.period.local_start))
    return Message((begins, *_wanting(thin)), invitations(thin))


def _start(local: datetime) -> Moment:
    return Moment(local, "until")


def _wanting(thin: Sequence[Organisation]) -> tuple[Text, ...]:
    return (t("duty.thin", organisations=", ".join(one.name for one in thin), fewest=FEWEST),) if thin else ()


def invitations(organisations: Sequence[Organisation]) -> tuple[tuple[Button, ...], ...]:
    """Offer to invite contacts of organisations."""
    return tuple(
        (Button(t("button.invite", organisation=one.name[:20]), "dutyinvite", one.id),) for one in organisations[:12]
    )


# -- editing -------------------------------------------------------------------------------------------------------


def difference(changed: Difference, names: Mapping[str, str]) -> tuple[Text, ...]:
    """List what a change would move, before and after."""
    shown = tuple(step.told(names) for step in changed.steps[:_STEPS])
    left = len(changed.steps) - len(shown)
    return (*shown, *([tn("duty.steps_more", left)] if left else []))


def edit_nothing(draft: str, plan: Plan, order: str, since: date, left: str) -> Message:
    """Say how the rota is and from when on it may be another."""
    unread = (t("echo.left", lines=left[:300]),) if left else ()
    may = t("duty.edit_nothing", day=Moment(since, "day"))
    lines = (t("duty.edit_now", order=order), *quiet(plan), may, *unread)
    return Message(lines, (choices(draft, "dutyedit")[1:],))


def edit_echo(draft: str, plan: Plan, changed: Difference, names: Mapping[str, str], left: str) -> Message:
    """Show what an edit of the rota would do, before it does anything."""
    unread = (t("echo.left", lines=left[:300]),) if left else ()
    moved = difference(changed, names) or (t("duty.edit_same"),)
    disturbed = (tn("duty.edit_disturbed", len(changed.disturbed)),) if changed.disturbed else ()
    lines = (t("duty.edit_head"), *moved, *quiet(plan), *disturbed, *unread, t("duty.edit_what"))
    return Message(lines, (choices(draft, "dutyedit"),))


def reason(why: str) -> tuple[Text, ...]:
    """Say why, where a reason was given."""
    return (t("duty.reason", reason=why),) if why else ()


def turns_moved(changed: Difference, organisation: str, names: Mapping[str, str], why: str = "") -> Message:
    """Tell an organisation which of its turns have moved, and why."""
    own = replace(changed, steps=tuple(step for step in changed.steps if organisation in step.organisations))
    look = Button(t("button.rota"), "do", "vuorolista")
    return Message((t("duty.moved_head"), *reason(why), *difference(own, names)), ((look,),))
