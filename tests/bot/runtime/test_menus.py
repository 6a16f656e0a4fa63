"""Menus and hints are what the router offers, in every language."""

from bot.i18n import render
from bot.routes import routes
from bot.runtime.menus import hints, menus
from bot.text import LOCALES


def words(scope: str, locale: str) -> list[str]:
    return [
        entry.word for menu in menus(routes()) if (menu.scope, menu.locale) == (scope, locale) for entry in menu.entries
    ]


def test_everyones_menu_holds_no_coordinators_commands() -> None:
    assert words("everyone", "fi") == [
        "tapaamiset", "omat", "haut", "hae", "kieli", "asetukset", "vuorolista", "vuoro", "kysy", "ohje", "tietosuoja",
    ]  # fmt: skip
    assert words("everyone", "sv") == [
        "traffar", "mina", "utlysningar", "ansok", "sprak", "installningar", "turordning", "tur", "fraga", "hjalp",
        "dataskydd",
    ]  # fmt: skip
    assert words("everyone", "en") == [
        "meetups", "my", "calls", "apply", "language", "settings", "rota", "duty", "ask", "help", "privacy",
    ]  # fmt: skip


def test_a_groups_menu_is_short() -> None:
    assert words("groups", "fi") == ["tapaamiset", "omat", "ohje", "tietosuoja"]


def test_coordinators_see_everything_that_is_listed() -> None:
    assert {"uusitapaaminen", "ilmoittautuneet", "verkosto", "koordinaattori"} < set(words("coordinators", "fi"))


def test_a_word_and_its_help_fit_telegrams_menu() -> None:
    for menu in menus(routes()):
        for entry in menu.entries:
            assert entry.word.isascii()
            assert entry.word == entry.word.lower()
            assert 1 <= len(render(entry.help, menu.locale)) <= 256


def test_every_scope_is_published_in_every_language() -> None:
    assert {(menu.scope, menu.locale) for menu in menus(routes())} == {
        (scope, locale) for scope in ("everyone", "groups", "coordinators") for locale in LOCALES
    }


def test_hints_for_slack_are_the_finnish_words_that_are_listed() -> None:
    assert dict(hints(routes()))["tapaamiset"] == render(routes().commands["tapaamiset"].help, "fi")  # type: ignore[arg-type]
