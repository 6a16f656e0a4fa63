"""Networks and the chats joined to them: joined, left, moved, renamed."""

from dataclasses import replace

import pytest

from bot.chat import Address
from bot.domain.people import Chat, Network
from storage import Database, Transaction, Unavailable
from tests.storage.making import chat, network

GROUP = Address("telegram", "-100")
SUPERGROUP = Address("telegram", "-1001")


def at(tx: Transaction, *addresses: Address) -> dict[tuple[str, str], Chat]:
    return dict(tx.networks.chats_at(addresses))


def test_a_network_is_given_back_as_it_was_founded(database: Database) -> None:
    with database.begin() as tx:
        founded = network(tx)
    assert founded == Network(
        id=founded.id, name="Keski-Suomen tuottajaverkosto", brand="Tuottajakahvit", locale="fi",
        zone="Europe/Helsinki",
    )  # fmt: skip
    with database.begin() as tx:
        assert (tx.networks.get(founded.id), tx.networks.named(founded.name)) == (founded, founded)


def test_what_a_network_calls_its_meetups_is_its_own_to_say(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaa")
        tx.networks.name_meetups(mine.id, "Aamu Kahvit")
        tx.networks.speak_of_meetups(mine.id, ["kuppi", "aamiainen"])
        named = replace(mine, brand="Aamu Kahvit", words=("kuppi", "aamiainen"))
        assert (tx.networks.get(mine.id), tx.networks.get(other.id)) == (named, other)
        assert named.vocabulary == {"aamukahvit", "kuppi", "aamiainen"}


def test_networks_are_listed_by_name(database: Database) -> None:
    with database.begin() as tx:
        pirkanmaa, keski_suomi = network(tx, "Pirkanmaa"), network(tx, "Keski-Suomi")
        assert list(tx.networks.all()) == [keski_suomi, pirkanmaa]


def test_there_is_no_network_that_was_not_founded(database: Database) -> None:
    with database.begin() as tx:
        assert tx.networks.named("Kainuu") is None
        with pytest.raises(LookupError):
            tx.networks.get("kainuu")


def test_a_name_belongs_to_one_network_and_the_second_founder_looks_again(database: Database) -> None:
    with database.begin() as tx:
        network(tx, "Kainuu")
    with pytest.raises(Unavailable), database.begin() as tx:
        network(tx, "Kainuu")


def test_a_joined_chat_is_found_by_its_address_on_its_platform(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine, title="Kahvit")
    assert joined == Chat(
        id=joined.id, network=mine.id, platform="telegram", address="-100", thread=None, title="Kahvit", locale="fi"
    )
    with database.begin() as tx:
        elsewhere = Address("slack", "-100"), SUPERGROUP
        assert at(tx, GROUP, *elsewhere) == {("telegram", "-100"): joined}
        assert at(tx, replace(GROUP, thread="7")) == {("telegram", "-100"): joined}
        assert at(tx) == {}
        assert tx.networks.chat(joined.id) == joined


def test_a_networks_chats_are_listed_by_title_and_the_coordinators_room_last(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaa")
        kahvit, arkisto, room = (chat(tx, mine, f"-{n}", title=title) for n, title in enumerate("CBA"))
        chat(tx, other, "-9")
        tx.networks.seat_coordinators(room)
        assert list(tx.networks.chats(mine.id)) == [arkisto, kahvit, replace(room, coordinators=True)]


def test_a_network_has_one_coordinators_room(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaa")
        first, second, theirs = chat(tx, mine, "-1"), chat(tx, mine, "-2"), chat(tx, other, "-3")
        for room in (theirs, first, second):
            tx.networks.seat_coordinators(room)
        chats = [*tx.networks.chats(mine.id), *tx.networks.chats(other.id)]
        assert [one.id for one in chats if one.coordinators] == [second.id, theirs.id]


def test_a_chat_that_left_is_no_more_and_comes_back_as_the_same(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine)
        tx.networks.seat_coordinators(joined)
        assert tx.networks.leave(GROUP) == replace(joined, coordinators=True)
        assert (at(tx, GROUP), list(tx.networks.chats(mine.id)), tx.networks.chat(joined.id)) == ({}, [], None)
        assert tx.networks.leave(GROUP) is None
        assert chat(tx, mine) == joined


def test_a_chat_that_left_may_join_another_network(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaa")
        joined = chat(tx, mine)
        tx.networks.leave(GROUP)
        moved = tx.networks.join(other, GROUP, title="Tampere", locale="sv")
        assert moved == replace(joined, network=other.id, title="Tampere", locale="sv")
        assert (list(tx.networks.chats(mine.id)), list(tx.networks.chats(other.id))) == ([], [moved])


def test_a_chat_that_removed_us_stays_joined_but_is_written_to_no_more(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine)
        tx.networks.note_away(GROUP, away=True)
        assert (at(tx, GROUP), list(tx.networks.chats(mine.id))) == ({("telegram", "-100"): joined}, [])
        tx.networks.note_away(GROUP, away=False)
        assert list(tx.networks.chats(mine.id)) == [joined]


def test_a_chats_title_and_language_are_its_own(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        kahvit, other = chat(tx, mine), chat(tx, mine, "-2", title="Toinen")
        tx.networks.rename(GROUP, "Aamukahvit")
        tx.networks.speak(kahvit.id, "sv")
        renamed = replace(kahvit, title="Aamukahvit", locale="sv")
        assert list(tx.networks.chats(mine.id)) == [renamed, other]


def test_a_chat_is_followed_to_its_new_address(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine)
        tx.networks.move(GROUP, SUPERGROUP)
        assert at(tx, GROUP, SUPERGROUP) == {("telegram", "-1001"): replace(joined, address="-1001")}


def test_a_chat_found_at_the_new_address_gives_way(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine)
        chat(tx, mine, "-1001")
        tx.networks.move(GROUP, SUPERGROUP)
        assert list(tx.networks.chats(mine.id)) == [replace(joined, address="-1001")]


def test_a_chat_nobody_joined_moves_nothing(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        joined = chat(tx, mine, "-1001")
        tx.networks.move(GROUP, SUPERGROUP)
        assert list(tx.networks.chats(mine.id)) == [joined]
