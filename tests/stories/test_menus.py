"""The coordinators' commands stand in the menus of coordinators' private chats, and nobody else's."""

import asyncio

import pytest

from bot.runtime import menus
from storage.tables import identities
from tests.fakes import telegram
from tests.stories.cast import Cast, becomes_coordinator


@pytest.fixture(autouse=True)
def looked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus, "LOOKED_EVERY", 0.05)


async def offers(cast: Cast, who: telegram.Person, word: str, *, offered: bool) -> None:
    """Wait until a person's menu has a command, or has it no more."""
    async with asyncio.timeout(5):
        while (word in dict(cast.stage.telegram.menu(who))) != offered:  # noqa: ASYNC110 -- no event of its own
            await asyncio.sleep(0.02)


def noted(cast: Cast) -> int:
    """Count those of whom it is kept that they have the coordinators' menu."""
    column = list(identities.c.keys()).index("menu")
    return sum(row[column] is not None for row in cast.stage.kept(identities)["identities"])


async def test_whoever_becomes_a_coordinator_finds_the_commands_in_their_menu_and_loses_them_with_the_role(
    cast: Cast,
) -> None:
    [ben, kaisa] = cast.producers(2, languages=["fi"])
    cast.group.add(ben, status="administrator")
    for person in (ben, kaisa):
        person.starts()
    await offers(cast, cast.anna, "uusitapaaminen", offered=True)
    await becomes_coordinator(cast, kaisa)
    await offers(cast, kaisa, "uusitapaaminen", offered=True)
    assert "tapaamiset" in dict(cast.stage.telegram.menu(kaisa))
    assert "uusitapaaminen" not in dict(cast.stage.telegram.menu(ben))
    assert "uusitapaaminen" not in dict(cast.stage.telegram.menu(ben, in_=cast.group))

    async with asyncio.timeout(5):
        while noted(cast) < 2:  # noqa: ASYNC110 -- no event of its own
            await asyncio.sleep(0.02)
    await cast.stage.closes()
    before = len(cast.stage.telegram.history.calls)
    await cast.stage.opens()
    cast.anna.says("/koordinaattori poista T1")
    cast.anna.presses(await cast.anna.gets("Kenen tehtävä"), "T1")
    await offers(cast, kaisa, "uusitapaaminen", offered=False)
    since = cast.stage.telegram.history.calls[before:]
    own = [call for call in since if (call.parameters.get("scope") or {}).get("chat_id") is not None]
    assert {call.method for call in own} == {"deleteMyCommands"}, "what is shown already is not published again"
