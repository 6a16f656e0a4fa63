"""What a coordinator sees before and after publishing."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.seating import Tally
from bot.text import Text, t, tn
from bot.wording.meetups import card


def echo(draft: str, meetup: Meetup, *, chats: Sequence[str], left: str, at: datetime) -> Message:
    """Show a draft as it will stand in the chats, and what Julkaise will do."""
    shown = card(meetup, Tally(meetup.capacity), at=at).lines
    return Message((t("echo.head"), *shown, *_terms(meetup), *_left(left), _where(chats)), (_choices(draft),))


def _terms(meetup: Meetup) -> list[Text]:
    """Say what the card only implies, for the one who must be able to trust it."""
    return [] if meetup.capacity else [t("echo.no_limit")]


def _left(left: str) -> list[Text]:
    return [t("echo.left", lines=left[:300])] if left else []


def _where(chats: Sequence[str]) -> Text:
    if not chats:
        return t("echo.no_chats")
    return tn("echo.chats", len(chats), chats=", ".join(chats))


def _choices(draft: str) -> tuple[Button, ...]:
    return (
        Button(t("button.publish"), "publish", draft),
        Button(t("button.edit"), "change", draft),
        Button(t("button.drop"), "drop", draft),
    )


def published(meetup: Meetup, chats: Sequence[str], *, pin: bool = False) -> Message:
    """Say that a meetup is out, and where; ``pin`` asks for what needs a human's rights."""
    where = tn("published.chats", len(chats), name=meetup.name, chats=", ".join(chats))
    follow = Button(t("button.signups"), "signups", meetup.id)
    told = where if chats else t("published.no_chats", name=meetup.name)
    return Message((told, *([t("published.pin")] if pin else [])), ((follow,),))
