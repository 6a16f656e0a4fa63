"""Cards: versions, not words; drawn when sent, and never two for one subject in one chat."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat import Address, Ref
from bot.domain.people import Chat
from storage import Database, Transaction
from storage.cards import Card
from storage.tables import cards
from tests.storage.making import NOW, chat, network

LANE = "telegram:-100"


def made(tx: Transaction, where: Chat, subject: str = "kahvit") -> str:
    made = tx.cards.create("meetup", subject, where)
    assert made is not None
    return made


def posted(tx: Transaction, where: Chat, subject: str = "kahvit", message: str = "7") -> str:
    """Make a card that stands in its chat as the message."""
    id_ = made(tx, where, subject)
    tx.cards.shown(id_, 1, message)
    return id_


def state(tx: Transaction, id_: str) -> tuple[str, int, int, str | None]:
    row = tx._connection.execute(select(cards).where(cards.c.id == id_)).one()
    return row.state, row.wanted_version, row.shown_version, row.message


def test_a_new_card_knows_its_chat_and_has_no_message(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        id_ = made(tx, group)
        card = tx.cards.get(id_)
    assert card == Card(
        id=id_, kind="meetup", subject="kahvit", network=group.network, to=Address("telegram", "-100"), locale="fi",
        message=None, wanted=1, attempts=0,
    )  # fmt: skip
    assert card.ref is None


def test_a_subject_has_one_card_in_a_chat(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group, other = chat(tx, mine), chat(tx, mine, "-2")
        made(tx, group)
        assert tx.cards.create("meetup", "kahvit", group) is None
        assert {made(tx, other), made(tx, group, "iltakahvit")}


def test_a_card_that_its_chat_never_got_may_be_made_again(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        never, lost = made(tx, group, "a"), posted(tx, group, "b")
        for id_ in (never, lost):
            tx.cards.fail(id_, state="dead", note="kicked")
        assert [tx.cards.create("meetup", subject, group) for subject in "aab"] == [never, None, None]
        assert state(tx, never)[0] == "new"


def test_a_posted_card_is_named_by_its_message(database: Database) -> None:
    with database.begin() as tx:
        id_ = posted(tx, chat(tx, network(tx)))
        card = tx.cards.get(id_)
        assert card is not None
        assert card.ref == Ref(Address("telegram", "-100"), "7")
        assert tx.cards.stale(LANE) is None


def test_many_changes_in_a_page_are_one_redrawing(database: Database) -> None:
    with database.begin() as tx:
        id_ = posted(tx, chat(tx, network(tx)))
        for _ in range(100):
            tx.cards.changed("meetup", "kahvit")
        assert (list(tx.cards.flush()), list(tx.cards.flush())) == ([LANE], [])
        assert state(tx, id_) == ("shown", 2, 1, "7")


def test_a_change_wakes_every_chat_that_shows_the_subject_and_no_other(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        for address, subject in (("-1", "kahvit"), ("-2", "kahvit"), ("-3", "iltakahvit")):
            posted(tx, chat(tx, mine, address), subject)
        tx.cards.changed("meetup", "kahvit")
        tx.cards.changed("duty", "kahvit")
        assert sorted(tx.cards.flush()) == ["telegram:-1", "telegram:-2"]
        assert [tx.cards.stale(f"telegram:-{n}") is not None for n in (1, 2, 3)] == [True, True, False]


def test_a_card_stays_stale_until_the_latest_is_shown(database: Database) -> None:
    with database.begin() as tx:
        id_ = posted(tx, chat(tx, network(tx)))
        for _ in range(2):
            tx.cards.changed("meetup", "kahvit")
            tx.cards.flush()
        tx.cards.shown(id_, 2)
        stale = tx.cards.stale(LANE)
        assert stale is not None
        assert (stale.wanted, stale.message) == (3, "7")
        tx.cards.shown(id_, 3)
        assert tx.cards.stale(LANE) is None


def test_a_card_not_posted_yet_is_not_redrawn(database: Database) -> None:
    with database.begin() as tx:
        made(tx, chat(tx, network(tx)))
        tx.cards.changed("meetup", "kahvit")
        tx.cards.flush()
        assert tx.cards.stale(LANE) is None


@pytest.mark.parametrize("gone", ["left", "away"])
def test_a_card_in_a_chat_without_us_is_neither_given_nor_redrawn(database: Database, gone: str) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        id_ = posted(tx, group)
        tx.cards.changed("meetup", "kahvit")
        tx.cards.flush()
        if gone == "left":
            tx.networks.leave(Address.of(group))
        else:
            tx.networks.note_away(Address.of(group), away=True)
        assert (tx.cards.get(id_), tx.cards.stale(LANE)) == (None, None)


def test_tries_that_fail_are_counted_until_one_succeeds(database: Database) -> None:
    with database.begin() as tx:
        id_ = posted(tx, chat(tx, network(tx)))
        for attempts in (1, 2, 3):
            tx.cards.fail(id_, state="shown", note="uncertain")
            card = tx.cards.get(id_)
            assert card is not None
            assert card.attempts == attempts
        tx.cards.shown(id_, 1)
        card = tx.cards.get(id_)
        assert card is not None
        assert card.attempts == 0


# -- doubt ---------------------------------------------------------------------------------------------------


def test_a_card_in_doubt_is_found_by_subject_and_chat_and_adopts_the_message_pressed(database: Database) -> None:
    with database.begin() as tx:
        id_ = made(tx, chat(tx, network(tx)))
        tx.cards.fail(id_, state="doubt", note="uncertain")
        assert tx.cards.doubtful() == {("kahvit", Address("telegram", "-100")): id_}
        tx.cards.adopt(id_, "8")
        assert (list(tx.cards.flush()), state(tx, id_)) == ([LANE], ("shown", 2, 0, "8"))
        assert tx.cards.doubtful() == {}


def test_only_a_card_in_doubt_adopts(database: Database) -> None:
    with database.begin() as tx:
        id_ = posted(tx, chat(tx, network(tx)))
        tx.cards.adopt(id_, "8")
        assert (list(tx.cards.flush()), state(tx, id_)) == ([], ("shown", 1, 1, "7"))


def test_cards_that_could_not_be_shown_are_listed_for_their_network(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaa")
        kahvit, ilta = chat(tx, mine, "-1", title="Kahvit"), chat(tx, mine, "-2", title="Ilta")
        posted(tx, kahvit, "a")
        tx.cards.fail(posted(tx, kahvit, "b"), state="dead", note="message")
        tx.cards.fail(made(tx, ilta, "a"), state="doubt", note="uncertain")
        tx.cards.fail(made(tx, chat(tx, other, "-3"), "a"), state="dead", note="kicked")
        assert sorted(tx.cards.troubled(mine.id)) == [("Ilta", "uncertain"), ("Kahvit", "message")]


# -- turning, moving, coming back ----------------------------------------------------------------------------


def test_cards_turn_when_their_time_has_come(database: Database) -> None:
    hour = timedelta(hours=1)
    with database.begin() as tx:
        mine = network(tx)
        for address in ("-1", "-2"):
            posted(tx, chat(tx, mine, address))
        posted(tx, chat(tx, mine, "-1"), "iltakahvit")
        tx.cards.turn("meetup", "kahvit", NOW + hour)
        turning = [list(tx.cards.turning("meetup", NOW + n * hour)) for n in (0, 1, 2)]
        assert turning == [[], ["kahvit"], ["kahvit"]]
        assert list(tx.cards.turning("duty", NOW + hour)) == []
        tx.cards.turn("meetup", "kahvit", None)
        assert list(tx.cards.turning("meetup", NOW + hour)) == []


def test_a_chats_cards_go_along_to_its_new_address(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        id_ = posted(tx, group)
        tx.cards.changed("meetup", "kahvit")
        tx.cards.flush()
        tx.networks.move(Address.of(group), Address("telegram", "-1001"))
        tx.cards.move(LANE, "telegram:-1001")
        stale = tx.cards.stale("telegram:-1001")
        assert (tx.cards.stale(LANE), stale and (stale.id, stale.to)) == (None, (id_, Address("telegram", "-1001")))


def test_cards_that_a_chat_never_got_are_new_again(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group, other = chat(tx, mine), chat(tx, mine, "-2")
        never, lost, elsewhere = made(tx, group, "a"), posted(tx, group, "b"), made(tx, other, "a")
        for id_ in (never, lost, elsewhere):
            tx.cards.fail(id_, state="dead", note="kicked")
        assert list(tx.cards.unposted(group.id)) == [never]
        assert [state(tx, id_)[0] for id_ in (never, lost, elsewhere)] == ["new", "dead", "dead"]


def test_cards_that_a_chat_has_are_redrawn_again(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group, other = chat(tx, mine), chat(tx, mine, "-2")
        never, lost, elsewhere = made(tx, group, "a"), posted(tx, group, "b"), posted(tx, other, "b")
        for id_ in (never, lost, elsewhere):
            tx.cards.fail(id_, state="dead", note="kicked")
        tx.cards.take_up(group.id)
        assert [state(tx, id_)[0] for id_ in (never, lost, elsewhere)] == ["dead", "shown", "dead"]


def test_all_cards_of_a_chat_are_listed(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group, other = chat(tx, mine), chat(tx, mine, "-2")
        mine_ = {posted(tx, group, "a"), made(tx, group, "b")}
        posted(tx, other, "a")
        found = tx.cards.in_chat(group.id)
        assert {card.id for card in found} == mine_
        assert {replace(card, id="", subject="", message=None, wanted=1) for card in found} == {
            Card(
                id="", kind="meetup", subject="", network=mine.id, to=Address("telegram", "-100"), locale="fi",
                message=None, wanted=1, attempts=0,
            )
        }  # fmt: skip
