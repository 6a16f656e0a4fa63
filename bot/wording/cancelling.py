"""What is said of a cancellation: asked first, shown whole, then sent."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.whens import exactly
from bot.text import Place, Text, t, tn
from bot.wording.delivery import to_be_told


def surely(meetup: Meetup, people: int) -> Message:
    """Ask whether this meetup is to be cancelled; the reason is asked next."""
    lines = (_what(meetup), _touched(people), t("cancel.reason_next"))
    return Message(lines, ((Button(t("button.cancel_meetup"), "cancel", meetup.id),),))


def _what(meetup: Meetup) -> Text:
    return t("change.about", name=meetup.name, when=exactly(meetup.when), place=Place(meetup.municipality, "name"))


def _touched(people: int) -> Text:
    return tn("cancel.people", people) if people else t("cancel.nobody")


def echo(draft: str, meetup: Meetup, reason: str, *, chats: Sequence[str], people: int, published: bool) -> Message:
    """Show a cancellation as it will be read, and where it goes."""
    ways = (
        Button(t("button.send_cancellation"), "calloff", draft),
        Button(t("button.edit"), "change", f"{draft}-reason"),
        Button(t("button.drop"), "drop", draft),
    )
    if not published:
        return Message((t("cancel.head"), _what(meetup), t("change.unpublished")), (ways,))
    where = tn("cancel.chats", len(chats), chats=", ".join(chats)) if chats else t("cancel.no_chats")
    return Message((t("cancel.head"), *notice(meetup, reason).lines, where, _touched(people)), (ways,))


def notice(meetup: Meetup, reason: str, *, silent: bool = False) -> Message:
    """Tell that a meetup is cancelled, why, and that nothing need be done."""
    head = t("cancelled.head", name=meetup.name, when=exactly(meetup.when), place=Place(meetup.municipality, "name"))
    lines = (head, t("cancelled.reason", reason=reason.rstrip(".")), t("cancelled.new_day"), t("cancelled.no_need"))
    return Message(lines, silent=silent)


def done(meetup: Meetup, told: int, by_hand: Sequence[str]) -> Message:
    """Say that a meetup is cancelled, who hears of it, and whom to tell by hand."""
    head = tn("cancel.done_told", told, name=meetup.name) if told else t("cancel.done", name=meetup.name)
    return Message((head, *to_be_told(by_hand)))


def unpublished(meetup: Meetup) -> Message:
    """Say that a meetup will not go out."""
    return Message((t("cancel.done_unpublished", name=meetup.name),))
