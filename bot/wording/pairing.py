"""What mentors read of the pairs that are proposed to them, and coordinators of what they say."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.calls.application import Application
from bot.domain.calls.call import Call
from bot.text import Text, t
from bot.wording.calls import title


def ask(call: Call, locale: str, one: Application) -> Message:
    """Ask a mentor about a pair; the aktori does not know of it yet."""
    asked = t("pairs.ask", call=title(call, locale), name=one.name)
    return Message((asked, t("pairs.why")), (_answers(one, one.group or ""),))


def _answers(one: Application, mentor: str) -> tuple[Button, ...]:
    about = f"{one.id}-{mentor}"
    return (
        Button(t("button.pair_yes", name=one.name[:18]), "pairyes", about),
        Button(t("button.pair_no", name=one.name[:18]), "pairno", about),
    )


def standing(call: Call, rows: Sequence[tuple[str, Application, bool | None]]) -> Message:
    """Say how each proposed pair stands; an answer that came in another way can be noted."""
    lines = [t("pairs.row", mentor=mentor, name=one.name, stands=_STANDS[agreed]) for mentor, one, agreed in rows]
    note = tuple(_answers(one, one.group or "") for _, one, agreed in rows if agreed is None)
    back = (Button(t("button.decisions"), "decisions", call.id),)
    return Message((t("pairs.head"), *lines), (*note[:20], back))


_STANDS: dict[bool | None, Text] = {None: t("pairs.waits"), True: t("pairs.agreed"), False: t("pairs.refused")}
