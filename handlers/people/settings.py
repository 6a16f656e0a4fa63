"""One's own settings: language, and whether the name may show."""

from dataclasses import replace

from bot.chat import SILENCE, Answer, Command, Event, Message, Press, Reached, Refusal
from bot.domain.people import LONGEST_NAME
from bot.router import Router, fold
from bot.text import LOCALES, clean, t
from bot.wording import settings as wording
from bot.wording.networks import language
from storage import Transaction

router = Router()
_NAME = frozenset({"nimi", "namn", "name"})


@router.command("kieli", "sprak", "language", help=t("help.kieli"))
def choose_language(command: Command, tx: Transaction) -> Answer:
    """Choose one's own language, also when typed in a group."""
    if not command.text.strip():
        return Answer(messages=(wording.which_language(),), private=True)
    return _speak(command, language(command.text), tx)


@router.press("lang")
def press_language(press: Press, tx: Transaction) -> Answer:
    """Choose one's own language by button."""
    return _speak(press, press.arg, tx)


def _speak(event: Event, locale: str, tx: Transaction) -> Answer:
    if locale not in LOCALES:
        raise Refusal(t("language.which"), buttons=wording.which_language().buttons)
    tx.people.speak(event.person.id, locale)
    return Answer(messages=(Message((t("language.done"),)),), private=True, locale=locale)


@router.command("asetukset", "installningar", "settings", help=t("help.asetukset"))
def settings(command: Command, tx: Transaction) -> Answer:
    """Show one's settings, with a button to change each; or take the new name that follows."""
    what, _, name = command.text.strip().partition(" ")
    if fold(what) in _NAME:
        return _rename(command, name, tx)
    return Answer(messages=(wording.settings(command.person, command.who),), private=True)


@router.on(Reached)
def reached(event: Reached, tx: Transaction) -> Answer:
    """Note whether a person can be written to."""
    tx.people.reach(event.where, reachable=event.reachable)
    return SILENCE


@router.press("name")
def choose_name(press: Press, tx: Transaction) -> Answer:
    """Show or hide one's name on cards."""
    if press.arg not in {"show", "hide"}:
        raise Refusal(t("button.unknown"))
    visible = press.arg == "show"
    tx.people.show_name(press.person.id, visible=visible)
    tx.publishing.redraw_for(press.person.id)
    person = replace(press.person, name_visible=visible)
    return Answer(messages=(wording.name_done(person),), private=True)


# -- one's name --------------------------------------------------------------------------------------------


def _rename(command: Command, typed: str, tx: Transaction) -> Answer:
    name = " ".join(clean(typed).split())
    if not name:
        return Answer(messages=(wording.how_to_rename(command.person),), private=True)
    if len(name) > LONGEST_NAME:
        raise Refusal(t("name.too_long", most=LONGEST_NAME))
    tx.people.call(command.person.id, name)
    if command.person.name_visible:
        tx.publishing.redraw_for(command.person.id)
    return Answer(messages=(wording.renamed(name),), private=True)


@router.press("rename")
def rename(press: Press, tx: Transaction) -> Answer:
    """Say how one's name is changed, or let the platforms' names come back."""
    if press.arg != "told":
        return Answer(messages=(wording.how_to_rename(press.person),), private=True)
    tx.people.call_as_told(press.person.id)
    if press.person.name_visible:
        tx.publishing.redraw_for(press.person.id)
    return Answer(messages=(wording.as_told(),), private=True)
