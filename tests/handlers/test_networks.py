"""Chats that come, go and come back; and the cards that were lost on the way."""

from datetime import date

import pytest

from bot.chat import Address, Joined, Left
from bot.domain.people import Chat, Role
from bot.text import t
from storage import Database, Transaction
from tests.bot.runtime.stage import ADMIN, ANNA, BO, GROUP, NOW, Talk, buttons, dispatching, ids
from tests.storage.making import DAY, chat, meet, network, publish

LANE = "telegram:-100"


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(dispatching(database))


def posted(tx: Transaction, lane: str = LANE) -> list[str]:
    """Take what waits in a lane, in order, and note it as sent; give the kinds."""
    kinds = []
    while letter := tx.outbox.next(lane, NOW):
        kinds.append(letter.kind)
        tx.outbox.sent(letter)
        if letter.card:
            tx.cards.shown(letter.card, 1, f"message {len(kinds)}")
    return kinds


def here(database: Database) -> Chat:
    with database.begin() as tx:
        return chat(tx, network(tx), title="Kahvit")


# -- coming back -----------------------------------------------------------------------------------------------


async def test_what_was_published_while_kuppi_was_away_is_posted_on_its_return(database: Database, talk: Talk) -> None:
    group = here(database)
    await talk(ADMIN.brings(Left, GROUP))
    with database.begin() as tx:
        publish(tx, tx.networks.get(group.network))
    await talk(ADMIN.brings(Joined, GROUP))
    await talk(ADMIN.brings(Joined, GROUP))
    with database.begin() as tx:
        assert posted(tx) == ["card"]


async def test_a_meetup_that_was_held_while_kuppi_was_away_is_not_posted_on_its_return(
    database: Database, talk: Talk
) -> None:
    group = here(database)
    with database.begin() as tx:
        meetup = publish(tx, tx.networks.get(group.network))
        assert meetup.starts_at is not None
        tx.post.announce("meetup", meetup.id, group, at=NOW, turns_at=meetup.starts_at)
        letter = tx.outbox.next(LANE, NOW)
        assert letter is not None
        assert letter.card is not None
        tx.outbox.settle(letter, "dead", "kicked")
        tx.cards.fail(letter.card, state="dead", note="kicked")
        tx.cards.turn("meetup", meetup.id, None)
    await talk(ADMIN.brings(Joined, GROUP, at=meetup.starts_at + DAY))
    with database.begin() as tx:
        assert posted(tx) == []


async def test_a_coordinators_room_gets_no_cards_when_kuppi_comes_back(database: Database, talk: Talk) -> None:
    group = here(database)
    with database.begin() as tx:
        tx.networks.seat_coordinators(group)
        publish(tx, tx.networks.get(group.network))
    await talk(ADMIN.brings(Joined, GROUP))
    with database.begin() as tx:
        assert posted(tx) == []


async def test_a_chat_that_could_not_be_greeted_is_greeted_once_when_kuppi_arrives(
    database: Database, talk: Talk
) -> None:
    await talk(ADMIN.types("verkosto uusi Aalto", GROUP))
    with database.begin() as tx:
        greeting = tx.outbox.next(LANE, NOW)
        assert greeting is not None
        assert greeting.kind == "welcome"
        tx.outbox.settle(greeting, "dead", "not_in_channel")
    for _ in range(2):
        await talk(ADMIN.brings(Joined, GROUP))
    with database.begin() as tx:
        assert posted(tx) == ["welcome"]


# -- lost cards ------------------------------------------------------------------------------------------------


def lose(database: Database, *, note: str = "message", state: str = "dead") -> str:
    """Lose the card of a meetup in Anna's group; give the network."""
    group = here(database)
    with database.begin() as tx:
        [anna] = meet(tx, "Anna")
        tx.people.enrol(anna.id, group.network, Role.COORDINATOR)
        tx.post.announce("meetup", publish(tx, tx.networks.get(group.network)).id, group, at=NOW)
        posted(tx)
        [card] = tx._connection.exec_driver_sql("SELECT id FROM cards").scalars()
        tx.cards.fail(card, state=state, note=note)
    return group.network


@pytest.mark.parametrize(("state", "note"), [("dead", "message"), ("doubt", "uncertain")])
async def test_coordinators_post_a_lost_card_again_and_never_twice(
    database: Database, talk: Talk, state: str, note: str
) -> None:
    lose(database, state=state, note=note)
    status = await talk(ANNA.types("verkosto tila"))
    again = buttons(status)["Lähetä uudelleen: Kahvit"]
    answers = [await talk(ANNA.presses(again)) for _ in range(2)]
    assert [answer.toast for answer in answers] == [t("status.posting", chat="Kahvit"), t("status.not_lost")]
    with database.begin() as tx:
        assert posted(tx) == ["card"]
    assert ids(await talk(ANNA.types("verkosto tila")))[-1] == "status.all_delivered"


async def test_only_coordinators_post_a_lost_card_again(database: Database, talk: Talk) -> None:
    lose(database)
    again = buttons(await talk(ANNA.types("verkosto tila")))["Lähetä uudelleen: Kahvit"]
    assert ids(await talk(BO.presses(again))) == ["role.coordinators_only"]
    assert ids(await talk(ANNA.presses("again-nothing-1"))) == ["status.not_there"]
    with database.begin() as tx:
        assert posted(tx) == []


# -- a network's own words -------------------------------------------------------------------------------------

WEST = Address("telegram", "-200")


def side_by_side(database: Database) -> tuple[str, str]:
    """Found two networks, each with a group and a meetup; Anna coordinates the first, Bo is in both."""
    with database.begin() as tx:
        east, west = network(tx), network(tx, "Toinen verkosto")
        anna, bo = meet(tx, "Anna", "Bo")
        tx.people.enrol(anna.id, east.id, Role.COORDINATOR)
        for one, address, day in ((east, GROUP, 2), (west, WEST, 3)):
            chat(tx, one, address.id)
            tx.people.enrol(bo.id, one.id)
            publish(tx, one, day=date(2026, 12, day))
        tx.networks.name_meetups(west.id, "Kulttuurikuppi")
    return east.id, west.id


async def test_a_networks_own_words_are_commands_there_and_nowhere_else(database: Database, talk: Talk) -> None:
    side_by_side(database)
    assert ids(await talk(ANNA.types("verkosto tapaamisnimi Aamun Tapaaminen"))) == ["network.brand_done"]
    assert ids(await talk(ANNA.types("network words Mörkö, päiväkahvi"))) == ["network.own_words_done"]
    heard = {
        (typed, room): ids(await talk(BO.types(typed, address, addressed=False)))
        for typed in ("Aamun tapaaminen", "AAMUNTAPAAMINEN", "mörkö", "paivakahvi", "kulttuurikuppi", "tuottajakahvit")
        for room, address in (("east", GROUP), ("west", WEST))
    }
    listed = ["meetups.coming", "list.meetup"]
    easts = {"Aamun tapaaminen", "AAMUNTAPAAMINEN", "mörkö", "paivakahvi"}
    assert {asked for asked, said in heard.items() if said} == {
        *((typed, "east") for typed in easts), ("kulttuurikuppi", "west")
    }  # fmt: skip
    assert all(said in ([], listed) for said in heard.values())


async def test_in_private_a_networks_own_word_says_which_network_is_meant(database: Database, talk: Talk) -> None:
    east, west = side_by_side(database)
    with database.begin() as tx:
        tx.networks.speak_of_meetups(east, ["kuppi"])
        tx.networks.speak_of_meetups(west, ["kuppi"])
    assert ids(await talk(BO.says("Tuottajakahvit")))[0] == "meetups.coming"
    assert ids(await talk(ANNA.says("Kulttuurikuppi")))[0] == "help.unknown", "it is not hers"
    which = await talk(BO.says("kuppi"))
    assert ids(which) == ["network.which"]
    chosen = await talk(BO.presses(buttons(which)["Toinen verkosto"]))
    assert ids(chosen)[0] == "meetups.coming"


async def test_only_a_networks_coordinators_choose_its_words(database: Database, talk: Talk) -> None:
    side_by_side(database)
    for typed in ("verkosto tapaamisnimi Minun", "verkosto sanat minun"):
        assert ids(await talk(BO.types(typed, GROUP))) == ["role.coordinators_only"]
        assert ids(await talk(ANNA.types(typed, WEST))) == ["role.coordinators_only"]


@pytest.mark.parametrize("brand", ["", "x" * 41, "\u202e", "!?"])
async def test_a_name_that_nobody_could_type_is_refused(database: Database, talk: Talk, brand: str) -> None:
    side_by_side(database)
    assert ids(await talk(ANNA.types(f"verkosto tapaamisnimi {brand}"))) == ["network.brand_needed"]


@pytest.mark.parametrize("words", ["", "!", "x" * 33, " ".join("abcdefghijk")])
async def test_words_that_cannot_be_taken_are_refused(database: Database, talk: Talk, words: str) -> None:
    side_by_side(database)
    assert ids(await talk(ANNA.types(f"verkosto sanat {words}"))) == ["network.own_words_needed"]
