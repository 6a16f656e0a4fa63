"""One's own settings: what a person chooses stays, whatever a platform tells afterwards."""

from dataclasses import replace

import pytest

from bot.chat import Met
from storage import Database
from storage.people import Meeting
from tests.bot.runtime.stage import BO, GROUP, Someone, Talk, buttons, dispatching, ids
from tests.storage.making import DAY, NOW, chat, meet, network, sender


@pytest.fixture
def talk(database: Database) -> Talk:
    with database.begin() as tx:
        chat(tx, network(tx), GROUP.id, title="Kahvit")
    return Talk(dispatching(database))


def named(database: Database, *, platform: str = "telegram") -> str:
    """Give what Bo is called in lists."""
    with database.begin() as tx:
        [bo] = meet(tx, "Bo", platform=platform)
        return tx.people.get([bo.id])[bo.id].name


RENAMED = Someone(replace(BO.who, name="Bosse"))


async def test_a_name_of_ones_own_choice_is_not_overwritten_by_the_platforms(talk: Talk, database: Database) -> None:
    answer = await talk(BO.types("asetukset nimi  Bo   Ek"))
    assert (ids(answer), answer.private) == (["name.changed"], True)
    shown = await talk(RENAMED.types("asetukset"))
    assert [line.values["name"] for line in shown.messages[0].lines if line.id == "settings.name"] == ["Bo Ek"]
    assert named(database) == "Bo Ek"


async def test_the_platforms_name_comes_back_when_asked_for(talk: Talk, database: Database) -> None:
    await talk(BO.types("asetukset nimi Bo Ek"))
    how = await talk(BO.presses("rename"))
    assert ids(await talk(RENAMED.presses(buttons(how)["button.name_as_told"]))) == ["name.as_told"]
    await talk(RENAMED.types("omat"))
    with database.begin() as tx:
        [bo] = tx.people.meet([Meeting(RENAMED.who, None, True)], NOW).values()
    assert bo.name == "Bosse"


async def test_without_a_name_of_ones_own_there_is_none_to_give_back(talk: Talk) -> None:
    how = await talk(BO.types("asetukset nimi"))
    assert (ids(how), list(buttons(how))) == (["name.how"], [])


@pytest.mark.parametrize(("typed", "told"), [("\u202e \u200b", "name.how"), ("x" * 65, "name.too_long")])
async def test_a_name_that_is_none_changes_nothing(talk: Talk, database: Database, typed: str, told: str) -> None:
    assert ids(await talk(BO.types(f"asetukset nimi {typed}"))) == [told]
    assert named(database) == "Bo"


@pytest.mark.parametrize("line", ["asetukset nimi Bo Ek", "installningar namn Bo Ek", "settings name Bo Ek"])
async def test_a_name_can_be_given_in_three_languages(talk: Talk, database: Database, line: str) -> None:
    await talk(BO.types(line))
    assert named(database) == "Bo Ek"


# -- names a platform is not sure of -------------------------------------------------------------------------


def test_a_name_that_is_unsure_serves_until_the_real_one_is_told_and_never_again(database: Database) -> None:
    unsure = replace(sender("U0BO", platform="slack"), unsure=True)
    real, handle = replace(unsure, name="Bo Ek", unsure=False), replace(unsure, name="bo")
    names = []
    for n, who in enumerate((unsure, real, unsure, handle, replace(real, name="Bo Lind"))):
        with database.begin() as tx:
            [bo] = tx.people.meet([Meeting(who, None, True)], NOW + n * DAY).values()
            names.append((bo.name, tx.people.get([bo.id])[bo.id].name))
    assert [one for one, _ in names] == ["U0BO", "Bo Ek", "Bo Ek", "Bo Ek", "Bo Lind"]
    assert [known for _, known in names] == [one for one, _ in names]


async def test_what_slack_tells_later_does_not_undo_ones_own_choice(talk: Talk, database: Database) -> None:
    slack = Someone.named("Bo", platform="slack")
    await talk(slack.types("asetukset nimi Bo Ek"))
    await talk(Someone(replace(slack.who, name="Bo Lind")).brings(Met))
    assert named(database, platform="slack") == "Bo Ek"
