"""Read a message as a person does: its lines, then its buttons; and the meetup that the model messages tell of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.chat import Message
from bot.domain.dates import Precision, When
from bot.domain.meetups import Meetup
from bot.domain.people import Network
from bot.i18n import render
from bot.text import LOCALES, Text

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NETWORK = Network(
    id="n1", name="Keski-Suomen tuottajaverkosto", brand="Tuottajakahvit", locale="fi", zone="Europe/Helsinki"
)
KULTTUURIKUPPI = Meetup(
    id="m1", network="n1", name="Kulttuurikuppi", theme="Vapaaehtoiset tapahtumissa",
    when=When(precision=Precision.DAY, day=date(2026, 12, 2), starts=time(8, 30), ends=time(10)),
    zone="Europe/Helsinki", venue="Nelikko", municipality="Alajärvi", capacity=25,
    signup_by=datetime(2026, 11, 30, 10, 0, tzinfo=UTC),
)  # fmt: skip
#: A theme is the coordinator's own words: the models tell of one in each language.
THEMES = {"fi": "Vapaaehtoiset tapahtumissa", "sv": "Frivilliga på evenemang", "en": "Volunteers at events"}


def kulttuurikuppi(locale: str = "fi", **changes: Any) -> Meetup:
    """Give the models' meetup, its theme in a language."""
    return replace(KULTTUURIKUPPI, theme=THEMES[locale], **changes)


def read(*messages: Message, locale: str = "fi") -> str:
    """Read messages: the lines of each, then its buttons on one line."""
    return "\n\n".join("\n".join([*_lines(one, locale), *_buttons(one, locale)]) for one in messages)


def say(text: Text) -> tuple[str, ...]:
    """Say a text in Finnish, Swedish and English."""
    return tuple(render(text, locale) for locale in LOCALES)


def _lines(message: Message, locale: str) -> list[str]:
    return [render(line, locale) for line in message.lines]


def _buttons(message: Message, locale: str) -> list[str]:
    labels = [f"[{render(button.label, locale)}]" for row in message.buttons for button in row]
    return [" ".join(labels)] if labels else []
