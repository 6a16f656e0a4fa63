"""What Kuppi says of itself."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.text import Text, t


def overview(first: Sequence[Text], commands: Sequence[tuple[str, Text]], *, coordinator: bool) -> Message:
    """List what one can do, by button or by word."""
    lines = [*first, t("help.head"), *(t("help.line", word=word, help=what) for word, what in commands)]
    return Message(tuple(lines), _main_buttons(coordinator=coordinator))


def unknown(*, coordinator: bool) -> Message:
    """Say that something was not understood, and what there is to press."""
    return Message((t("help.unknown"), t("help.where")), _main_buttons(coordinator=coordinator))


def _main_buttons(*, coordinator: bool) -> tuple[tuple[Button, ...], ...]:
    producer = (
        Button(t("button.meetups"), "do", "tapaamiset"),
        Button(t("button.own"), "do", "omat"),
        Button(t("button.calls"), "do", "haut"),
        Button(t("button.ask"), "do", "kysy"),
        Button(t("button.settings"), "do", "asetukset"),
    )
    more = (
        Button(t("button.new_meetup"), "do", "uusitapaaminen"),
        Button(t("button.signups"), "do", "ilmoittautuneet"),
    )
    return (producer, more) if coordinator else (producer,)


def ask_name() -> Message:
    """Ask, once, whether a person's name may stand on cards in groups."""
    return Message((t("name.ask"), t("name.ask_why")), (name_choices(),))


def name_choices() -> tuple[Button, ...]:
    """Offer to show or hide one's name."""
    return Button(t("button.show_name"), "name", "show"), Button(t("button.hide_name"), "name", "hide")


def privacy() -> Message:
    """Tell what is kept of people."""
    return Message(
        (
            t("privacy.head"), t("privacy.what"), t("privacy.who"), t("privacy.questions"),
            t("privacy.applications"), t("privacy.how_long"), t("privacy.not_kept"), t("privacy.outside"),
            t("privacy.controller"), t("privacy.rights"),
        ),
        ((Button(t("button.my_data"), "do", "omattiedot"), Button(t("button.erase_all"), "erase", "ask")),),
    )  # fmt: skip
