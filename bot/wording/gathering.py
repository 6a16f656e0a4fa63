"""What is said of a group's dates: to coordinators who set them, and to members who come."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Button, Message
from bot.domain.calls.application import Application
from bot.domain.calls.call import Call
from bot.domain.calls.group import Group
from bot.text import Moment, Text, t, tn


def meetings(call: Call, group: str) -> tuple[Text, ...]:
    """Say when a group meets, or that it is still open."""
    found = [t("confirmed.meets", when=Moment(call.local(at), "minute")) for at in call.group(group).meets]
    return tuple(found) or (t("confirmed.dates_open"),)


def calendar_button(call: Call, application: Application) -> tuple[tuple[Button, ...], ...]:
    """Offer the dates for one's own calendar, once there are any."""
    known = application.group is not None and bool(call.group(application.group).meets)
    return ((Button(t("button.calendar"), "groupcal", application.id),),) if known else ()


# -- to coordinators ---------------------------------------------------------------------------------------


def echo(draft: str, call: Call, told: int) -> Message:
    """Show the dates of every group before they are kept, and to how many they go."""
    lines = [line for group in call.groups for line in _rows(call, group)]
    goes = tn("meetdates.tells", told) if told else t("meetdates.tells_nobody")
    save = Button(t("button.dates_save"), "datesset", draft), Button(t("button.edit"), "change", draft)
    return Message((t("meetdates.echo"), *lines, goes), (save, (Button(t("button.drop"), "drop", draft),)))


def _rows(call: Call, group: Group) -> list[Text]:
    told = [t("meetdates.row", group=group.name, when=Moment(call.local(at), "minute")) for at in group.meets]
    return told or [t("meetdates.open", group=group.name)]


def kept(told: int, by_hand: Sequence[Application]) -> Message:
    """Say that the dates are kept, how many hear of them, and whom to tell oneself."""
    people = ", ".join(f"{one.name} ({one.answers.get('email', '–')})" for one in by_hand)
    lines = [t("meetdates.saved"), *([tn("meetdates.told", told)] if told else [])]
    return Message((*lines, *([t("meetdates.by_hand", people=people)] if people else [])))


# -- to members --------------------------------------------------------------------------------------------


def dates(call: Call, application: Application, *, new: bool) -> Message:
    """Tell a member when their group meets, for the first time or anew."""
    group = application.group or ""
    name = call.group(group).name
    head = t("meetdates.set", group=name) if new else t("meetdates.changed", group=name)
    return Message((head, *meetings(call, group), t("confirmed.leave")), calendar_button(call, application))


def tomorrow(call: Call, application: Application, meets: datetime) -> Message:
    """Remind a member of their group's meeting."""
    name = call.group(application.group or "").name
    soon = t("meets.soon", group=name, when=Moment(call.local(meets), "minute"))
    return Message((soon, t("confirmed.leave")), calendar_button(call, application))
