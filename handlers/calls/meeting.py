"""A group's dates: set or changed by coordinators, told to its members, handed over for calendars, reminded of."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.calls.application import Application
from bot.domain.calls.call import Call
from bot.domain.calls.drafting import asked_dates, groups_meeting, typed_dates
from bot.domain.calls.group import Group
from bot.domain.calls.states import State
from bot.domain.filling import values
from bot.domain.forms import Question
from bot.domain.hours import quiet, waking
from bot.rights import own_draft, require_whole, theirs
from bot.router import FormRoute, Router
from bot.text import t
from bot.wording import gathering as wording
from bot.wording.calendars import group_file
from storage import Transaction
from storage.drafts import Draft

router = Router()
FORM = "dates"
_NOON = time(12)


# -- setting them ------------------------------------------------------------------------------------------


def begin(event: Event, tx: Transaction) -> Mapping[str, str]:
    """Begin with the dates that are known; those of the other groups are asked."""
    call = theirs(event, tx.calls.get(event.choice if isinstance(event, Press) else ""))
    known = [group for group in call.groups if group.meets]
    return {
        **{group.id: json.dumps([at.isoformat() for at in group.meets]) for group in known},
        **{f"={group.id}": typed_dates(group, call.tz) for group in known},
    }


def questions(draft: Draft, tx: Transaction) -> tuple[Question, ...]:
    """Ask for the dates of each group."""
    call = tx.calls.get(draft.subject or "")
    return asked_dates(call.groups) if call else ()


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show the dates and how many would be told, before they are kept."""
    call = tx.calls.get(draft.subject or "")
    if call is None:
        raise Refusal(t("draft.over"))
    groups = groups_meeting(call.groups, values(draft.answers), call.tz)
    told = len(_members(call, _changed(call, groups), tx))
    return wording.echo(draft.id, replace(call, groups=groups), told)


def _changed(call: Call, groups: tuple[Group, ...]) -> set[str]:
    return {new.id for old, new in zip(call.groups, groups, strict=True) if new.meets != old.meets and new.meets}


def _members(call: Call, groups: set[str], tx: Transaction) -> list[Application]:
    every = tx.applications.of_call(call.id) if groups else ()
    return [one for one in every if one.state is State.CONFIRMED and one.group in groups]


router.form(
    FormRoute(
        name=FORM, again=t("form.review_again"), title=t("form.dates"), submit=t("form.save"), questions=questions,
        begin=begin, echo=show,
    )
)  # fmt: skip


@router.press("datesset")
def keep(press: Press, tx: Transaction) -> Answer:
    """Keep the dates and tell the members of the groups whose dates are new; once, however often it is pressed."""
    draft = own_draft(press, tx, FORM)
    call = theirs(press, tx.calls.get(draft.subject or "", lock=True))
    if not draft.going:
        raise Refusal(t("draft.over"))
    require_whole(draft, asked_dates(call.groups))
    groups = groups_meeting(call.groups, values(draft.answers), call.tz)
    changed = _changed(call, groups)
    tx.calls.meet(call, groups)
    tx.cards.changed("call", call.id)
    tx.drafts.close(draft, "done", press.at)
    members = _members(call, changed, tx)
    _tell_dates(call, replace(call, groups=groups), members, press, tx)
    by_hand = [one for one in members if one.person is None]
    return Answer(messages=(wording.kept(len(members) - len(by_hand), by_hand),), private=True, fresh=True)


def _tell_dates(before: Call, call: Call, members: list[Application], press: Press, tx: Transaction) -> None:
    for one in members:
        if one.person:
            new = not before.group(one.group or "").meets
            message, once = wording.dates(call, one, new=new), f"dates:{press.key}:{one.person}"
            due = waking(press.at, call.zone)
            tx.post.tell_person(one.person, call.network, "dates", message, dedupe=once, at=due)


# -- for one's calendar ------------------------------------------------------------------------------------


@router.press("groupcal")
def to_calendar(press: Press, tx: Transaction) -> Answer:
    """Hand a member the dates of their group for their own calendar."""
    one = tx.applications.get(press.subject)
    call = tx.calls.get(one.call) if one else None
    if one is None or call is None or one.person is None or one.person != press.person.id:
        raise Refusal(t("button.unknown"))
    if one.state is not State.CONFIRMED or not one.group or call.called_off_at is not None:
        raise Refusal(t("meetdates.not_yours"))
    if not call.group(one.group).meets:
        raise Refusal(t("confirmed.dates_open"))
    return Answer(files=(group_file(call, one.group, press.person.locale, at=press.at),), private=True)


# -- the day before ----------------------------------------------------------------------------------------


@router.tick("call_meetings")
def remind(tick: Event, tx: Transaction) -> None:
    """Remind a group's members at noon the day before each meeting, once; nobody at night."""
    for call in tx.calls.moving(tick.at):
        for group in () if quiet(tick.at, call.zone) else call.groups:
            for meets in group.meets:
                _remind(call, group, meets, tick.at, tx)


def _remind(call: Call, group: Group, meets: datetime, at: datetime, tx: Transaction) -> None:
    eve = datetime.combine(call.local(meets).date() - timedelta(days=1), _NOON, call.tz)
    name = f"{group.id}@{meets.isoformat()}"
    if name in call.done or not eve <= at < meets or not tx.calls.once(call, name):
        return
    members = {one.person: one for one in _members(call, {group.id}, tx) if one.person}
    for person, known in tx.people.get(list(members)).items():
        if known.reminded:
            message, once = wording.tomorrow(call, members[person], meets), f"meets:{call.id}:{name}:{person}"
            tx.post.tell_person(person, call.network, "meets", message, dedupe=once, at=at, point=False)
