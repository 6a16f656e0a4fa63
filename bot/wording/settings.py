"""What is said of a person's own settings."""

from bot.chat import Button, Message, Sender
from bot.domain.people import Person
from bot.text import t
from bot.wording.help import name_choices
from bot.wording.meetups import no_reminders
from bot.wording.networks import NAMES


def settings(person: Person, who: Sender) -> Message:
    """Show a person's settings."""
    shown = t("settings.name_shown") if person.name_visible else t("settings.name_hidden")
    own_id = f"{who.platform}:{who.id}"  # the form that ADMINS takes
    lines = (
        t("settings.head"),
        t("settings.language", language=NAMES[person.locale]),
        t("settings.name", name=person.name),
        shown,
        t("settings.reminded") if person.reminded else t("settings.not_reminded"),
        t("settings.id", id=own_id),
    )
    link = Button(t("button.link_accounts"), "link", "new")
    my_data = Button(t("button.my_data"), "do", "omattiedot")
    rename = Button(t("button.rename"), "rename")
    return Message(lines, (*which_language().buttons, name_choices(), (rename, _reminders(person)), (link, my_data)))


def _reminders(person: Person) -> Button:
    return no_reminders() if person.reminded else Button(t("button.reminders"), "reminders", "on")


def which_language() -> Message:
    """Offer the languages, each by its own name."""
    row = (
        Button(t("language.name_fi"), "lang", "fi"),
        Button(t("language.name_sv"), "lang", "sv"),
        Button(t("language.name_en"), "lang", "en"),
    )
    return Message((t("language.which"),), (row,))


def name_done(person: Person) -> Message:
    """Say how the name stands now."""
    return Message((t("name.shown", name=person.name) if person.name_visible else t("name.hidden"),))


def how_to_rename(person: Person) -> Message:
    """Say how one's name is changed, with the way back where one has a name of one's own choice."""
    back = ((Button(t("button.name_as_told"), "rename", "told"),),) if person.name_chosen else ()
    return Message((t("name.how"),), back)


def renamed(name: str) -> Message:
    """Say what a person goes by from now on."""
    return Message((t("name.changed", name=name),))


def as_told() -> Message:
    """Say that the platform's name is back."""
    return Message((t("name.as_told"),))
