"""What reminders say to groups and to coordinators; the one to people stands beside the other words of a meetup."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Button, Message
from bot.domain.meetups import Meetup, closed
from bot.domain.people import Network
from bot.text import Moment, Text, t
from bot.wording.meetups import answers, facts, headline, no_reminders


def in_a_week(meetup: Meetup, *, at: datetime) -> Message:
    """Remind a group of what is coming, with the answers at hand as long as there are any to give."""
    week_left = (meetup.day - at.astimezone(ZoneInfo(meetup.zone)).date()).days == 7
    head = t("week.head", what=headline(meetup)) if week_left else t("week.head_late", what=headline(meetup))
    lines = (head, *facts(meetup, year=False), t("card.theme", theme=meetup.theme))
    if closed(meetup, at=at):
        return Message(lines)
    return Message((*lines, *_deadline(meetup)), (answers(meetup),))


def _deadline(meetup: Meetup) -> tuple[Text, ...]:
    deadline = meetup.local_deadline
    return (t("week.deadline", deadline=Moment(deadline, "deadline")),) if deadline else ()


def nothing_planned(network: Network, *, may_plan: bool) -> Message:
    """Ask whoever coordinates about the next meetup, in one line; who may plan one gets the button for it."""
    new = Button(t("button.new_meetup"), "do", f"uusitapaaminen-{network.id}")
    return Message(
        (t("quiet.nothing_planned", network=network.name),), ((*([new] if may_plan else []), no_reminders()),)
    )


def turned(*, wanted: bool) -> Message:
    """Say whether reminders come from now on."""
    return Message((t("reminders.on") if wanted else t("reminders.off"),))
