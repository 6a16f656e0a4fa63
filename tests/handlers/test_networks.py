"""Chats that come, go and come back; and the cards that were lost on the way."""

import pytest

from bot.chat import Joined, Left
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
