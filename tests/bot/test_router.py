"""The router: each word, button and form has one handler, and help can be derived from it."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import SILENCE, Answer, Command, Event, Message, Said
from bot.router import Audience, FormRoute, Router, Scope, fold
from bot.text import t
from storage import Transaction
from storage.cards import Card
from storage.drafts import Draft


def silent(event: Event, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
    return SILENCE


def swept(event: Event, tx: Transaction) -> None:
    """Do nothing."""


def drawn(card: Card, tx: Transaction, at: datetime) -> Message | None:  # noqa: ARG001 -- every renderer's signature
    return None


def blank(name: str) -> FormRoute:
    def begin(event: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
        return {}

    def echo(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
        return Message(())

    return FormRoute(
        name=name, words=("uusi", "ny", "new"), audience=Audience.ANYONE, help=t("x"), title=t("x"), submit=t("x"),
        again=t("x"), questions=(), begin=begin, echo=echo,
    )  # fmt: skip


def with_one(kind: str, name: str) -> Router:
    """Make a router that holds one route of a kind."""
    router = Router()
    match kind:
        case "command":
            router.command(name, "b", "c")(silent)
        case "press":
            router.press(name)(silent)
        case "card":
            router.card(name)(drawn)
        case "form":
            router.form(blank(name))
        case "tick":
            router.tick(name)(swept)
        case "on":
            router.on({"Said": Said, "Command": Command}[name])(silent)
    return router


# -- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("/liitä", "liita"), ("LIITÄ", "liita"), ("liita", "liita"), ("/Ändra@KuppiBot", "andra"),
        ("  /språk ", "sprak"), ("/tulen@kuppi_bot", "tulen"), ("Öppna", "oppna"), ("", ""), ("/", ""),
    ],
)  # fmt: skip
def test_a_first_word_is_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@settings(max_examples=100, deadline=None, database=None)
@given(st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1), st.sampled_from(("", "/")), st.sampled_from(("", "@bot")))
def test_case_slash_and_the_bots_name_make_no_difference(word: str, slash: str, name: str) -> None:
    assert fold(f"{slash}{word.upper()}{name}") == fold(word)


def test_a_command_is_found_by_any_of_its_words() -> None:
    router = Router()
    router.command("liita", "anslut", "join", aliases=("yhdista",), bare={"liitos": "lista"})(silent)
    found = {word: router.find_command(word) for word in ("liitä", "/ANSLUT", "join@bot", "yhdistä", "liitos")}
    route = router.commands["liita"]
    assert found == dict.fromkeys(found, route)
    assert route.every_word == {"liita", "anslut", "join", "yhdista", "liitos"}
    assert route.words == {"fi": "liita", "sv": "anslut", "en": "join"}
    assert router.find_command("koodi") is None


def test_a_word_that_two_languages_share_is_no_duplicate() -> None:
    router = Router()
    router.command("status", "status", "status")(silent)
    assert [route.every_word for route in router.routes()] == [{"status"}]


def test_a_command_needs_a_word_in_every_language() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Router().command("vain", "två")(silent)


def test_a_scope_may_depend_on_what_follows_the_word() -> None:
    router = Router()
    router.command("a", "b", "c", scope=lambda text: Scope.NETWORK if text else Scope.NOTHING)(silent)
    router.command("d", "e", "f", scope=Scope.NETWORK)(silent)
    router.command("g", "h", "i")(silent)
    scopes = [[route.scope(text) for text in ("", "koodi")] for route in router.routes()]
    assert scopes == [
        [Scope.NOTHING, Scope.NETWORK], [Scope.NETWORK, Scope.NETWORK], [Scope.NOTHING, Scope.NOTHING],
    ]  # fmt: skip


def test_commands_are_listed_once_each_in_the_order_they_were_registered() -> None:
    one, other = Router(), Router()
    for router, word in ((one, "b"), (one, "a"), (other, "c")):
        router.command(word, f"{word}2", f"{word}3", aliases=(f"{word}4",))(silent)
    assert [route.words["fi"] for route in Router(one, other).routes()] == ["b", "a", "c"]


# -- merging -------------------------------------------------------------------------------------------------

KINDS = [("command", "a"), ("press", "a"), ("card", "a"), ("form", "a"), ("tick", "a"), ("on", "Said")]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_merging_keeps_every_kind_of_route(kind: str, name: str) -> None:
    merged = Router(Router(with_one(kind, name)))
    assert merged.tables() == with_one_table(kind, name, merged)


def with_one_table(kind: str, name: str, merged: Router) -> tuple[dict[str, object], ...]:
    """Give what the tables must be: one filled, the rest empty."""
    order = ("command", "press", "card", "form", "tick", "on")
    names = {"command": ("a", "b", "c")}.get(kind, (name,))
    filled = {one: merged.tables()[order.index(kind)][one] for one in names}
    return tuple(filled if one == kind else {} for one in order)


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_a_duplicate_raises_when_merged(kind: str, name: str) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        Router(with_one(kind, name), with_one(kind, name))


def test_a_duplicate_raises_when_registered() -> None:
    router = with_one("press", "a")
    with pytest.raises(ValueError, match="registered twice: a"):
        router.press("a")(silent)


def test_an_alias_that_is_another_commands_word_raises() -> None:
    router = Router()
    router.command("a", "b", "c", aliases=("d",))(silent)
    with pytest.raises(ValueError, match="registered twice: d"):
        router.command("e", "f", "d")(silent)


def test_different_names_live_together() -> None:
    merged = Router(with_one("press", "a"), with_one("press", "b"), with_one("on", "Said"), with_one("on", "Command"))
    assert (list(merged.presses), list(merged.events)) == (["a", "b"], ["Said", "Command"])
