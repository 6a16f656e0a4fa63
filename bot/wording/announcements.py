"""What a coordinator sees before and after publishing."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Button, Message
from bot.domain.extras import OPTIONAL
from bot.domain.meetups import Meetup
from bot.domain.people import Chat
from bot.domain.seating import Tally
from bot.text import Moment, Text, t, tn
from bot.wording.meetups import card


def echo(draft: str, meetup: Meetup, *, chats: Sequence[str], left: str, promised: int = 0, at: datetime) -> Message:
    """Show a draft as it will stand in the chats, and what Julkaise will do."""
    shown = card(meetup, Tally(meetup.capacity), at=at).lines
    also = [tn("echo.promised", promised)] if promised else []
    lines = (t("echo.head"), *shown, *_terms(meetup), *_left(left), _where(chats, meetup), *also)
    return Message(lines, _choices(draft, meetup))


def _terms(meetup: Meetup) -> list[Text]:
    """Say what the card only implies, for the one who must be able to trust it."""
    tongues = [t("moved.fact", label=one.label, value=meetup.details[one.key]) for one in OPTIONAL
               if one.of and one.key in meetup.details]  # fmt: skip
    return [*tongues, *([] if meetup.capacity else [t("echo.no_limit")])]


def _left(left: str) -> list[Text]:
    return [t("echo.left", lines=left[:300])] if left else []


def _where(chats: Sequence[str], meetup: Meetup) -> Text:
    if not chats:
        return t("echo.no_chats")
    if meetup.publish_at:
        return tn("echo.chats_later", len(chats), chats=", ".join(chats), at=_goes_out(meetup, meetup.publish_at))
    return tn("echo.chats", len(chats), chats=", ".join(chats))


def _goes_out(meetup: Meetup, at: datetime) -> Moment:
    return Moment(at.astimezone(ZoneInfo(meetup.zone)), "minute")


def _choices(draft: str, meetup: Meetup) -> tuple[tuple[Button, ...], ...]:
    ways = Button(t("button.edit"), "change", draft), Button(t("button.drop"), "drop", draft)
    if meetup.publish_at is None:
        later = Button(t("button.publish_later"), "change", f"{draft}-publish_at")
        return (Button(t("button.publish"), "publish", draft), *ways), (later,)
    now = Button(t("button.publish_now"), "publish", f"{draft}-now")
    return (Button(t("button.schedule"), "publish", f"{draft}-later"), now), ways


def scheduled(meetup: Meetup, chats: Sequence[str], at: datetime) -> Message:
    """Say when a meetup goes out, and where."""
    moment = _goes_out(meetup, at)
    head = tn("scheduled.chats", len(chats), name=meetup.name, at=moment, chats=", ".join(chats))
    now = Button(t("button.publish_now"), "publishnow", meetup.id)
    lines = (head if chats else t("scheduled.no_chats", name=meetup.name, at=moment), t("scheduled.change"))
    return Message(lines, ((Button(t("button.edit"), "edit", meetup.id), now),))


def missed(meetup: Meetup) -> Message:
    """Say that a scheduled meetup did not go out: its time or deadline had passed."""
    change = Button(t("button.edit"), "edit", meetup.id)
    return Message((t("scheduled.missed", name=meetup.name),), ((change,),))


def published(meetup: Meetup, chats: Sequence[Chat]) -> Message:
    """Say that a meetup is out, and where; on Telegram a human is asked to pin the card."""
    pin = any(chat.platform == "telegram" for chat in chats)  # there it takes an admin, who would be shown everything
    where = tn("published.chats", len(chats), name=meetup.name, chats=", ".join(chat.title for chat in chats))
    follow = Button(t("button.signups"), "signups", meetup.id)
    told = where if chats else t("published.no_chats", name=meetup.name)
    return Message((told, *([t("published.pin")] if pin else [])), ((follow,),))
