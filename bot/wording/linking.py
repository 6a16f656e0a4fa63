"""What is said when two selves become one person, and when they part again."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.merging import Merged, Parted
from bot.domain.seating import Hold, Reply
from bot.text import Text, t
from bot.wording.choosing import chosen

_PLATFORMS = {"telegram": t("platform.telegram"), "slack": t("platform.slack")}


def platform(name: str) -> Text:
    """Name a platform."""
    return _PLATFORMS.get(name, t("plain", text="Kuppi"))


def code(code: str) -> tuple[Message, ...]:
    """Give the code on a line of its own, and what to do with it."""
    return Message((t("link.how"), t("link.keep_to_yourself"))), Message((t("link.line", code=code),))


def ask(code: str, name: str, where: str, clashing: Sequence[Meetup]) -> Message:
    """Ask before two become one, and say what both have answered."""
    lines = [t("link.ask", name=name, platform=platform(where)), t("link.means")]
    if clashing:
        lines += [t("link.clashing"), *(chosen(meetup) for meetup in clashing)]
    yes, no = Button(t("button.link"), "link", f"yes-{code}"), Button(t("button.dont_link"), "link", "no")
    return Message((*lines,), ((yes, no),))


def linked(merged: Merged) -> Message:
    """Say that two are one, and what became of the places of both."""
    lines = [t("link.done"), *(_stays(clash.meetup, clash.stays.reply, clash.stays.hold) for clash in merged.clashes)]
    return Message((*lines, t("link.undo_until")), ((_part(merged),),))


def _stays(meetup: Meetup, reply: Reply | None, hold: Hold | None) -> Text:
    what = chosen(meetup)
    if reply is not Reply.YES:
        return t("link.stays_answer", meetup=what)
    return t("link.stays_waiting", meetup=what) if hold is Hold.QUEUE else t("link.stays_seated", meetup=what)


def linked_elsewhere(merged: Merged, name: str, where: str) -> Message:
    """Tell the other self, with a way back for whoever did not mean it."""
    return Message((t("link.told", name=name, platform=platform(where)),), ((_part(merged),),))


def _part(merged: Merged) -> Button:
    return Button(t("button.part"), "part", merged.id)


def not_linked() -> Message:
    """Say that nothing was done."""
    return Message((t("link.left"),))


def parted(parted: Parted) -> Message:
    """Say that one is two again, and where a place had been given on."""
    waiting = [t("link.waits_again", meetup=chosen(meetup)) for meetup in parted.waiting]
    return Message((t("link.parted"), *waiting))
