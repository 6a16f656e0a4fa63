"""What was done to the turns, by whom and why: for coordinators and contacts, in private."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat import Message
from bot.domain.duty import Change, Cover, Kind, Mode, Pause, Plan
from bot.domain.duty.changes import TAKING
from bot.domain.duty.rotation import Deed
from bot.domain.duty.values import called
from bot.text import Moment, Text, Value, t
from bot.wording.duty.setting_up import reason

Names = Mapping[str, str]


def listed(deeds: Sequence[Deed], plan: Plan, names: Names, people: Mapping[str, str]) -> Message:
    """List what was done, the newest first; ``people`` are the doers who may be named."""
    if not deeds:
        return Message((t("duty.history_none"),))
    return Message((t("duty.history_head"), *(line for one in deeds for line in _lines(one, plan, names, people))))


def _lines(deed: Deed, plan: Plan, names: Names, people: Mapping[str, str]) -> tuple[Text, ...]:
    day, what = Moment(deed.at.astimezone(plan.timetable.zone(0)), "day"), _what(deed, plan, names)
    name = people.get(deed.by)
    row = t("duty.history_by", day=day, what=what, name=name) if name else t("duty.history_row", day=day, what=what)
    if deed.undone_at is None:
        return row, *reason(deed.why)
    back = Moment(deed.undone_at.astimezone(plan.timetable.zone(0)), "day")
    return row, *reason(deed.why), t("duty.history_undone", day=back)


def _what(deed: Deed, plan: Plan, names: Names) -> Text:
    """Say what a deed did."""
    first = deed.parts[0]
    if isinstance(first, Pause):
        return _paused(plan, first)
    if isinstance(first, Cover):
        return t("duty.was_cover", turn=_turn(plan, first.period), organisation=called(first.organisation, names))
    if not isinstance(first, Change):
        return t("duty.was_edit")
    others = [one.period for one in deed.parts[1:] if isinstance(one, Change)]
    return _taken(first, plan, names, *others) if first.kind in TAKING else _ordered(first, plan)


def _taken(one: Change, plan: Plan, names: Names, other: date | None = None) -> Text:
    turn = _turn(plan, one.period)
    if other is not None:
        return t("duty.was_swap", first=turn, second=_turn(plan, other))
    return t("duty.was_substitute", turn=turn, organisation=called(one.organisation, names))


def _ordered(one: Change, plan: Plan) -> Text:
    turn = _turn(plan, one.period)
    if one.kind is Kind.PASS:
        return t("duty.was_pass", turn=turn)
    return t("duty.was_hold", turn=turn) if one.kind is Kind.HOLD else t("duty.was_cancel", turn=turn)


def _paused(plan: Plan, pause: Pause) -> Text:
    first = _turn(plan, pause.first)
    if pause.last is None:
        return (
            t("duty.was_held_on", first=first) if pause.mode is Mode.HOLD else t("duty.was_cancelled_on", first=first)
        )
    last = _turn(plan, pause.last)
    if pause.mode is Mode.HOLD:
        return t("duty.was_held", first=first, last=last)
    return t("duty.was_cancelled", first=first, last=last)


def _turn(plan: Plan, key: date) -> Value:
    """Name a turn; one that is no more, since the pace changed, by its day."""
    k = plan.timetable.number(key)
    return plan.timetable.period(k).name if k is not None else Moment(key, "day")
