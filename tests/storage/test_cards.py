"""Cards: versions, not words; drawn when sent, and never two for one subject in one chat."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.chat import Address, Message, Ref
from bot.domain.people import Chat
from bot.text import t
from storage import Database, Transaction
from storage.cards import Card, LostCard
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


def test_a_lost_card_is_posted_anew_once_for_each_time_it_was_lost(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        id_ = posted(tx, group)
        tx.cards.fail(id_, state="dead", note="message")
        [lost] = tx.cards.lost(group.network)
        assert lost == LostCard(id=id_, version=1, chat=group)
        assert [tx.post.post_anew(lost, at=NOW) for _ in range(2)] == [True, False]
        letter = tx.outbox.next(LANE, NOW)
        assert letter is not None
        assert (letter.card, state(tx, id_), tx.cards.lost(group.network)) == (id_, ("new", 2, 0, None), [])
        tx.cards.fail(id_, state="doubt", note="uncertain")
        assert tx.post.post_anew(lost, at=NOW) is False, "an old button is about an old loss"
        assert len(tx.cards.lost(group.network)) == 1


def test_only_what_somebody_could_still_read_is_posted_anew(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        here, away, gone = (chat(tx, mine, address) for address in ("-1", "-2", "-3"))
        ids = [posted(tx, where) for where in (here, away, gone)] + [posted(tx, here, "past"), posted(tx, here, "fine")]
        for id_ in ids[:4]:
            tx.cards.fail(id_, state="dead", note="message")
        tx.cards.turn("meetup", "past", None)
        tx.networks.note_away(Address.of(away), away=True)
        left(tx, gone)
        assert [card.id for card in tx.cards.lost(mine.id)] == ids[:1]


def test_a_card_whose_message_is_gone_is_not_taken_for_one_that_stands(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        gone, silent = posted(tx, group, "a"), posted(tx, group, "b")
        tx.cards.fail(gone, state="dead", note="message")
        tx.cards.fail(silent, state="dead", note="kicked")
        tx.cards.take_up(group.id)
        assert [state(tx, id_)[0] for id_ in (gone, silent)] == ["dead", "shown"]


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


def test_a_chats_cards_go_along_to_its_new_address_and_are_posted_there_anew(database: Database) -> None:
    """Their messages stay behind under the old address; what is history is left there."""
    with database.begin() as tx:
        group = chat(tx, network(tx))
        live, over = posted(tx, group), posted(tx, group, "iltakahvit", "8")
        tx.cards.turn("meetup", "iltakahvit", None)
        tx.networks.move(Address.of(group), Address("telegram", "-1001"))
        tx.cards.move(LANE, "telegram:-1001")
        assert [state(tx, id_) for id_ in (live, over)] == [("dead", 1, 1, None), ("shown", 1, 1, "8")]
        assert list(tx.cards.unposted(group.id)) == [live]


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


def test_what_is_history_is_not_posted_when_kuppi_comes_back(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        coming, past = made(tx, group, "a"), made(tx, group, "b")
        for id_ in (coming, past):
            tx.cards.fail(id_, state="dead", note="kicked")
        tx.cards.turn("meetup", "b", None)
        assert list(tx.cards.unposted(group.id)) == [coming]


def test_a_card_whose_day_is_not_known_any_more_has_no_turn_and_is_no_history(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        posted(tx, group)
        tx.cards.turn("meetup", "kahvit", None, over=False)
        tx.cards.redraw(group.id)
        assert tx.cards.stale(LANE) is not None


def test_a_chat_is_redrawn_alone_and_without_its_history(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group, other = chat(tx, mine), chat(tx, mine, "-2")
        here, there, past = posted(tx, group), posted(tx, other), posted(tx, group, "past")
        tx.cards.turn("meetup", "past", None)
        tx.cards.redraw(group.id)
        assert list(tx.cards.flush()) == [LANE]
        assert [state(tx, id_)[1] for id_ in (here, there, past)] == [2, 1, 1]


# -- leaving -------------------------------------------------------------------------------------------------


def left(tx: Transaction, group: Chat) -> None:
    tx.networks.leave(Address.of(group))
    tx.post.withdraw(group)


def test_the_card_of_a_chat_that_left_is_drawn_once_more_to_say_so_and_never_again(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        id_ = posted(tx, group)
        left(tx, group)
        assert list(tx.cards.flush()) == [LANE]
        stale = tx.cards.stale(LANE)
        assert stale is not None
        assert (stale.withdrawn, tx.cards.get(id_)) == (True, None)
        tx.cards.shown(id_, stale.wanted)
        tx.cards.changed("meetup", "kahvit")
        assert (list(tx.cards.flush()), tx.cards.stale(LANE)) == ([], None)


def test_what_was_on_its_way_to_a_chat_that_left_is_not_sent(database: Database) -> None:
    with database.begin() as tx:
        group, other = chat(tx, network(tx)), chat(tx, network(tx, "Pirkanmaa"), "-2")
        for where in (group, other):
            tx.post.announce("meetup", "kahvit", where, at=NOW)
            tx.post.tell_chat(where, "unreached", Message((t("plain", text="x"),)), dedupe=where.id, at=NOW)
        left(tx, group)
        letters = [tx.outbox.next(lane, NOW) for lane in (LANE, "telegram:-2")]
        assert [letter and letter.kind for letter in letters] == [None, "card"]
        assert tx.outbox.troubled(group.network) == []


def test_a_chat_that_joins_another_network_shows_nothing_of_the_old_one(database: Database) -> None:
    with database.begin() as tx:
        old, new = network(tx), network(tx, "Pirkanmaa")
        group = chat(tx, old)
        theirs, past = posted(tx, group), posted(tx, group, "past", "8")
        tx.cards.turn("meetup", "past", None)
        left(tx, group)
        tx.cards.shown(theirs, 2)
        moved = chat(tx, new)
        assert moved.id == group.id
        for subject in ("kahvit", "past"):
            tx.cards.changed("meetup", subject)
        tx.cards.flush()
        assert (tx.cards.stale(LANE), [tx.cards.get(id_) for id_ in (theirs, past)]) == (None, [None, None])
        assert (tx.cards.troubled(old.id), tx.cards.troubled(new.id)) == ([], [])


def test_a_chat_that_comes_back_gets_its_card_back_where_it_stands(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        group = chat(tx, mine)
        stood, never = posted(tx, group), made(tx, group, "never")
        left(tx, group)
        group = chat(tx, mine)
        assert [tx.cards.create("meetup", subject, group) for subject in ("kahvit", "never")] == [None, never]
        stale = tx.cards.stale(LANE)
        assert stale is not None
        assert (stale.id, stale.message, stale.withdrawn) == (stood, "7", False)


def test_a_chat_knows_the_cards_that_stood_in_it(database: Database) -> None:
    with database.begin() as tx:
        group = chat(tx, network(tx))
        posted(tx, group)
        left(tx, group)
        here, elsewhere = Address("telegram", "-100"), Address("telegram", "-2")
        assert tx.cards.stood("meetup", "kahvit", here)
        assert not tx.cards.stood("meetup", "other", here)
        assert not tx.cards.stood("meetup", "kahvit", elsewhere)


# -- whose turn it is ----------------------------------------------------------------------------------------


def test_the_card_that_has_waited_longest_is_redrawn_first_and_none_starves(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.begin() as tx:
        group, clock = chat(tx, network(tx)), count(1)
        monkeypatch.setattr(tx.cards, "_machine_ms", lambda: next(clock))
        for subject in "abc":
            posted(tx, group, subject)
        drawn = []
        for subject in "cab":
            tx.cards.changed("meetup", subject)
            tx.cards.flush()
        for _ in range(6):
            stale = tx.cards.stale(LANE)
            assert stale is not None
            tx.cards.changed("meetup", "c")  # it changes all the time, even while it is drawn
            tx.cards.flush()
            tx.cards.shown(stale.id, stale.wanted)
            drawn.append(stale.subject)
        assert drawn == ["c", "a", "b", "c", "c", "c"]


def test_a_card_that_cannot_be_redrawn_lets_the_others_go_before_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.begin() as tx:
        group, clock = chat(tx, network(tx)), count(1)
        monkeypatch.setattr(tx.cards, "_machine_ms", lambda: next(clock))
        ids = [posted(tx, group, subject) for subject in "ab"]
        for subject in "ab":
            tx.cards.changed("meetup", subject)
            tx.cards.flush()
        tx.cards.fail(ids[0], state="shown", note="uncertain")
        stale = tx.cards.stale(LANE)
        assert (stale and stale.id) == ids[1]
