"""What a coordinator's deed would move, said before it does; and what can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.duty import Plan, Turn
from bot.domain.duty.difference import Difference
from bot.domain.duty.values import called
from bot.text import Moment, Text, t, tn
from bot.wording.duty.handing_over import about
from bot.wording.duty.setting_up import difference, reason

Names = Mapping[str, str]
_BUTTONS: Mapping[str, Text] = MappingProxyType(
    {"pass": t("button.pass_turn"), "hold": t("button.postpone"), "cancel": t("button.cancel_turn")}
)


def which(rota: str, turns: Sequence[Turn], deed: str, ask: Text, names: Names) -> Message:
    """Ask which turn is meant."""
    rows = tuple((Button(_named(one, names), "dutydo", f"{about(rota, one.period.key)}_{deed}"),) for one in turns)
    return Message((ask,), rows)


def _named(turn: Turn, names: Names) -> Text:
    day, name = Moment(turn.period.local_start, "date"), called(turn.organisation, names)
    return t("duty.button_turn", day=day, organisation=name[:20] if isinstance(name, str) else name)


def asks_why(turn: Turn, deed: str, names: Names) -> Text:
    """Say of which turn it is, as a reason is asked for."""
    name, organisation = turn.period.name, called(turn.organisation, names)
    match deed.partition("_")[0]:
        case "pass":
            return t("duty.why_pass", turn=name, organisation=organisation)
        case "cancel":
            return t("duty.why_cancel", turn=name, organisation=organisation)
    return t("duty.why_hold", turn=name, organisation=organisation)


def preview(draft: str, turn: Turn, deed: str, moved: Difference, names: Names, *, why: str) -> Message:
    """Show what a deed would move, with the button that does it."""
    sure = Button(_BUTTONS.get(deed.partition("_")[0], t("button.postpone")), "dutysure", draft)
    others = Button(t("button.edit"), "change", draft), Button(t("button.drop"), "drop", draft)
    disturbed = (tn("duty.edit_disturbed", len(moved.disturbed)),) if moved.disturbed else ()
    head = t("duty.deed_head", turn=turn.period.name, organisation=called(turn.organisation, names))
    lines = (head, *reason(why), *difference(moved, names), *disturbed, t("duty.deed_what"))
    return Message(lines, ((sure,), others))


def done(rota: str, act: str) -> Message:
    """Say that it is done, and how it is taken back."""
    back = Button(t("button.take_back"), "dutyundo", f"{rota}-{act}")
    return Message((t("duty.deed_done"),), ((Button(t("button.rota"), "do", "vuorolista"), back),))


def undoable(rota: str, plan: Plan, acts: Mapping[str, date]) -> Message:
    """List what can be taken back."""
    if not acts:
        return Message((t("duty.nothing_to_undo"),))
    rows = tuple((Button(_of(plan, key), "dutyundo", f"{rota}-{act}"),) for act, key in list(acts.items())[-8:])
    return Message((t("duty.which_undo"),), rows)


def _of(plan: Plan, key: date) -> Text:
    period = plan.timetable.period(plan.timetable.onward(key))
    return t("plain", text=Moment(period.local_start, "day"))
