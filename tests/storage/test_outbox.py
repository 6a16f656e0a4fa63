"""The outbox: written once, given oldest first, its words forgotten when sent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat import Address, Button, Message
from bot.text import t
from storage import Database, Transaction
from storage.outbox import HELD, KEPT, Letter, lane_of
from storage.tables import outbox
from tests.storage.making import MINUTE, NOW, chat, meet, network

GROUP = Address("telegram", "-100")
LANE = "telegram:-100"
ANNA = Address("telegram", "anna")


def hello(name: str = "Anna") -> Message:
    return Message((t("notice.pointer", name=name),), ((Button(t("private.open"), "do", "start", private=True),),))


def write(tx: Transaction, words: str = "Anna", to: Address = GROUP, **given: Any) -> bool:
    return tx.outbox.add("pointer", to, hello(words), **{"locale": "fi", "due": NOW, **given})


def following(tx: Transaction, lane: str = LANE) -> Letter:
    letter = tx.outbox.next(lane, NOW)
    assert letter is not None
    return letter


def rows(tx: Transaction) -> Sequence[tuple[str, int, str | None, bool]]:
    """Give each row's state, attempts, note, and whether its words are there."""
    found = tx._connection.execute(select(outbox).order_by(outbox.c.id))
    return [(row.state, row.attempts, row.note, row.payload is not None) for row in found]


# -- writing -------------------------------------------------------------------------------------------------


def test_a_letter_is_given_back_as_it_was_written(database: Database) -> None:
    with database.begin() as tx:
        mine, [anna] = network(tx), meet(tx, "Anna")
        to = Address("telegram", "anna", thread="7")
        assert write(tx, to=to, network=mine.id, person=anna.id)
        letter = following(tx, "telegram:anna")
    assert letter == Letter(
        id=letter.id, kind="pointer", to=to, network=mine.id, person=anna.id, card=None, locale="fi",
        message=hello(), attempts=0, tried_at=None, interrupted=False,
    )  # fmt: skip
    assert letter.key == f"letter-{letter.id}"


def test_a_letter_that_posts_a_card_has_no_words(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        card = tx.cards.create("meetup", "kahvit", group)
        tx.outbox.add("card", GROUP, None, locale="fi", due=NOW, card=card)
        letter = following(tx)
    assert (letter.message, letter.card) == (None, card)


def test_what_has_been_said_under_a_name_is_not_said_again(database: Database) -> None:
    with database.begin() as tx:
        assert [write(tx, dedupe=key) for key in ("a", "a", "b", None, None)] == [True, False, True, True, True]
    with database.begin() as tx:
        assert not write(tx, dedupe="a")
        tx.outbox.sent(following(tx))
        assert not write(tx, dedupe="a")


def test_words_are_sealed(database: Database) -> None:
    with database.begin() as tx:
        write(tx, "Anna Aalto")
        row = tx._connection.execute(select(outbox)).one()
    assert b"Aalto" not in row.payload
    assert "Anna Aalto" in database.seals.open(row.payload, "outbox", "payload", row.seal)


def test_lanes_with_something_to_send_are_woken_once_a_page(database: Database) -> None:
    with database.begin() as tx:
        write(tx)
        write(tx, dedupe="a")
        write(tx, dedupe="a")
        write(tx, to=ANNA)
        write(tx, to=Address("telegram", "bo"), held=True)
        assert sorted(set(tx.outbox.flush())) == [LANE, "telegram:anna"]
        assert list(tx.outbox.flush()) == []


# -- the order -----------------------------------------------------------------------------------------------


def test_a_chats_letters_come_oldest_first(database: Database) -> None:
    with database.begin() as tx:
        for words in ("1", "2", "3"):
            write(tx, words)
            write(tx, "other", to=ANNA)
        given = []
        while (letter := tx.outbox.next(LANE, NOW)) is not None:
            given.append(letter.message)
            tx.outbox.sent(letter)
    assert given == [hello("1"), hello("2"), hello("3")]


def test_a_letter_waits_for_its_time(database: Database) -> None:
    with database.begin() as tx:
        assert tx.outbox.next_due(LANE) is None
        write(tx, due=NOW + MINUTE)
        assert tx.outbox.next(LANE, NOW + MINUTE - timedelta(seconds=1)) is None
        assert tx.outbox.next_due(LANE) == NOW + MINUTE
        assert tx.outbox.next(LANE, NOW + MINUTE) is not None


@pytest.mark.parametrize("state", ["sent", "held", "doubt", "dead"])
def test_a_settled_letter_makes_way(database: Database, state: str) -> None:
    with database.begin() as tx:
        write(tx, "1")
        write(tx, "2")
        first = following(tx)
        if state == "sent":
            tx.outbox.sent(first)
        else:
            tx.outbox.settle(first, state, "why")
        assert following(tx).message == hello("2")
        assert rows(tx)[0] == (state, 0, None if state == "sent" else "why", state == "held")


# -- tries ---------------------------------------------------------------------------------------------------


def test_a_try_that_was_begun_and_never_settled_is_seen_to_be_so(database: Database) -> None:
    with database.begin() as tx:
        write(tx)
        tx.outbox.begin(following(tx), NOW)
    with database.begin() as tx:
        letter = following(tx)
    assert (letter.interrupted, letter.attempts, letter.tried_at) == (True, 1, NOW)


@pytest.mark.parametrize("counted", [True, False])
def test_a_try_put_back_counts_only_when_it_was_made(database: Database, counted: bool) -> None:
    with database.begin() as tx:
        write(tx)
        for attempts in range(3):
            letter = following(tx)
            assert (letter.attempts, letter.interrupted) == (attempts * counted, False)
            tx.outbox.begin(letter, NOW)
            tx.outbox.again(letter, counted=counted)


def test_a_letter_remembers_its_first_try(database: Database) -> None:
    with database.begin() as tx:
        write(tx)
        for n in range(3):
            letter = following(tx)
            tx.outbox.begin(letter, NOW + n * MINUTE)
            tx.outbox.again(letter, counted=True)
        assert following(tx).tried_at == NOW


# -- held, moved, withdrawn ----------------------------------------------------------------------------------


def test_held_letters_go_out_in_order_once_their_person_can_be_reached(database: Database) -> None:
    with database.begin() as tx:
        anna, bo = meet(tx, "Anna", "Bo")
        slack = Address("slack", "T0/U0ANNA")
        write(tx, "1", to=ANNA, person=anna.id, held=True)
        write(tx, "2", to=ANNA, person=anna.id)
        tx.outbox.begin(following(tx, "telegram:anna"), NOW)
        tx.outbox.settle(following(tx, "telegram:anna"), "held", "blocked")
        write(tx, "3", to=Address("telegram", "bo"), person=bo.id, held=True)
        assert tx.outbox.next("telegram:anna", NOW) is None
        tx.outbox.flush()
        tx.outbox.deliver_held(anna.id, slack, NOW)
        assert list(tx.outbox.flush()) == [lane_of(slack)]
        given = []
        while (letter := tx.outbox.next(lane_of(slack), NOW)) is not None:
            given.append((letter.message, letter.to, letter.attempts, letter.interrupted))
            tx.outbox.sent(letter)
        assert given == [(hello("1"), slack, 0, False), (hello("2"), slack, 0, False)]
        assert rows(tx)[2] == ("held", 0, None, True)


def test_nothing_held_wakes_nobody(database: Database) -> None:
    with database.begin() as tx:
        [anna] = meet(tx, "Anna")
        tx.outbox.deliver_held(anna.id, ANNA, NOW)
        assert list(tx.outbox.flush()) == []


def test_what_is_unsent_goes_along_to_a_chats_new_address(database: Database) -> None:
    with database.begin() as tx:
        write(tx, "1")
        tx.outbox.sent(following(tx))
        write(tx, "2")
        write(tx, "3", to=ANNA)
        tx.outbox.move(LANE, "telegram:-1001")
        assert tx.outbox.next(LANE, NOW) is None
        letter = following(tx, "telegram:-1001")
        assert (letter.message, letter.to) == (hello("2"), Address("telegram", "-1001"))
        assert following(tx, "telegram:anna").message == hello("3")


def test_only_what_is_not_sent_can_be_withdrawn_and_only_from_that_person(database: Database) -> None:
    with database.begin() as tx:
        [anna, bo] = meet(tx, "Anna", "Bo")
        write(tx, "1", dedupe="seat:m1:a", person=anna.id)
        tx.outbox.sent(following(tx))
        write(tx, "2", dedupe="seat:m1:b", person=anna.id)
        write(tx, "3", dedupe="seat:m1:c", person=anna.id, held=True)
        write(tx, "4", dedupe="seat:m2:a", person=anna.id)
        write(tx, "5", dedupe="seat:m1:d", person=bo.id)
        tx.outbox.withdraw(anna.id, "seat:m1:")
        assert rows(tx) == [
            ("sent", 0, None, False), ("dead", 0, "withdrawn", False), ("dead", 0, "withdrawn", False),
            ("waiting", 0, None, True), ("waiting", 0, None, True),
        ]  # fmt: skip


def test_what_waited_for_a_person_too_long_is_no_news_any_more(database: Database) -> None:
    with database.begin() as tx:
        [anna] = meet(tx, "Anna")
        write(tx, "1", to=ANNA, person=anna.id, held=True)
        tx.outbox.deliver_held(anna.id, ANNA, NOW + HELD + timedelta(seconds=1))
        assert rows(tx) == [("dead", 0, "withdrawn", False)]


def test_words_are_forgotten_in_time_but_a_card_is_posted_however_long_we_were_away(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        write(tx)
        for subject in ("kahvit", "kuppi"):
            card = tx.cards.create("meetup", subject, group)
            tx.outbox.add("card", GROUP, None, locale="fi", due=NOW, card=card)
        write(tx)
        assert tx.outbox.sweep(NOW + KEPT + MINUTE, most=10) == 2
        tx.outbox.begin(following(tx), NOW)
        assert tx.outbox.sweep(NOW + KEPT + MINUTE, most=10) == 0
        assert [state for state, *_ in rows(tx)] == ["sending", "waiting"]


def test_a_post_in_doubt_that_was_found_is_sent(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        found, other = (tx.cards.create("meetup", subject, group) for subject in ("a", "b"))
        assert found is not None
        for card in (found, other):
            tx.outbox.add("card", GROUP, None, locale="fi", due=NOW, card=card)
            tx.outbox.settle(following(tx), "doubt", "uncertain")
        tx.outbox.found(found)
        assert rows(tx) == [("sent", 0, None, False), ("doubt", 0, "uncertain", False)]


def test_what_did_not_arrive_is_listed_for_its_network(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx).id, network(tx, "Pirkanmaa").id
        for state in ("held", "doubt", "dead"):
            write(tx, network=mine)
            tx.outbox.settle(following(tx), state, f"why {state}")
        [anna] = meet(tx, "Anna")
        write(tx, network=mine, dedupe="taken back", person=anna.id)
        tx.outbox.withdraw(anna.id, "taken back")
        write(tx, network=other)
        tx.outbox.settle(following(tx), "dead", "kicked")
        write(tx, network=mine)
        assert list(tx.outbox.troubled(mine)) == [
            ("pointer", "why dead"), ("pointer", "why doubt"), ("pointer", "why held"),
        ]  # fmt: skip


def test_a_letter_held_from_the_start_is_listed_too(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx).id
        write(tx, network=mine, held=True)
        assert list(tx.outbox.troubled(mine)) == [("pointer", "")]


def test_what_a_chat_never_got_is_taken_once_to_be_said_anew(database: Database) -> None:
    here, elsewhere = Address("telegram", "-100"), Address("telegram", "-2")
    with database.begin() as tx:
        mine = network(tx).id
        write(tx, to=here, network=mine)
        tx.outbox.settle(following(tx), "dead", "not_in_channel")
        taken = [tx.outbox.take_lost(to, kind) for to, kind in ((elsewhere, "pointer"), (here, "welcome"))]
        assert taken == [False, False]
        assert [tx.outbox.take_lost(here, "pointer") for _ in range(2)] == [True, False]
        assert tx.outbox.troubled(mine) == []
