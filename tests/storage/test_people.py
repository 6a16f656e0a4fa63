"""People: recognised a page at a time, by what the platform tells and what they chose themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.chat import Address
from bot.domain.people import Person, Role
from storage import Database, Transaction, Unavailable
from storage.people import Meeting
from storage.tables import identities, people
from tests.storage.making import DAY, NOW, meet, network, sender

HOUR = timedelta(hours=1)


def known(tx: Transaction, person: Person) -> Person:
    return tx.people.get([person.id])[person.id]


def count(tx: Transaction) -> tuple[int, int]:
    both = (select(func.count()).select_from(table) for table in (people, identities))
    one, other = (tx._connection.execute(query).scalar_one() for query in both)
    return one, other


def met_in(tx: Transaction, name: str, locale: str | None, room: str | None, *, private: bool = False) -> Person:
    [person] = tx.people.meet([Meeting(sender(name, locale=locale), room, private)], NOW).values()
    return person


# -- meeting -------------------------------------------------------------------------------------------------


def test_someone_met_for_the_first_time_becomes_known(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
    assert aino == Person(id=aino.id, name="Aino", locale="fi", reachable=True)
    with database.begin() as tx:
        assert known(tx, aino) == aino
        assert count(tx) == (1, 1)


def test_someone_met_again_is_the_same_person(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
    with database.begin() as tx:
        again, bo = meet(tx, "Aino", "Bo")
        assert (again, bo.name) == (aino, "Bo")
        assert count(tx) == (2, 2)


def test_the_same_id_on_another_platform_is_another_person(database: Database) -> None:
    with database.begin() as tx:
        met = [Meeting(sender("Aino", platform=one), None, True) for one in ("telegram", "slack")]
        found = tx.people.meet(met, NOW)
    assert set(found) == {("telegram", "aino"), ("slack", "aino")}
    assert len({person.id for person in found.values()}) == 2


def test_someone_who_speaks_twice_in_a_page_is_met_once(database: Database) -> None:
    with database.begin() as tx:
        meet(tx, "Aino", "Aino", "Aino")
        assert count(tx) == (1, 1)


def test_the_name_last_told_is_kept(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
        who = replace(sender("Aino"), name="Aino Aalto")
        [renamed] = tx.people.meet([Meeting(who, None, True)], NOW).values()
        assert renamed == known(tx, aino) == replace(aino, name="Aino Aalto")


def test_nobody_is_met_where_nobody_speaks(database: Database) -> None:
    with database.begin() as tx:
        assert tx.people.meet([], NOW) == {}
        assert count(tx) == (0, 0)


async def test_strangers_who_come_to_several_pages_at_once_become_known_once(database: Database) -> None:
    async def page() -> Sequence[Person]:
        while True:
            try:
                return await database.write(lambda tx: meet(tx, "Aino", "Bo", "Cem"))
            except Unavailable:  # another page was faster: this one is tried again, as dispatch does
                continue

    pages = await asyncio.gather(*(page() for _ in range(6)))
    assert len({tuple(person.id for person in found) for found in pages}) == 1


# -- language ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "room", "spoken"),
    [
        ("sv", "fi", "sv"), ("sv-FI", None, "sv"), ("en_US", "sv", "en"), ("FI", "sv", "fi"),
        ("de", "sv", "sv"), (None, "en", "en"), ("de", None, "fi"), (None, None, "fi"), ("", None, "fi"),
    ],
)  # fmt: skip
def test_a_first_language_is_the_platforms_guess_or_the_chats_or_finnish(
    database: Database, platform: str | None, room: str | None, spoken: str
) -> None:
    with database.begin() as tx:
        assert met_in(tx, "Aino", platform, room).locale == spoken


def test_a_guess_that_comes_later_is_followed_until_a_language_is_chosen(database: Database) -> None:
    with database.begin() as tx:
        aino = met_in(tx, "Aino", None, None)
        spoken = [met_in(tx, "Aino", guess, None).locale for guess in ("sv", None, "de", "en")]
        assert spoken == ["sv", "sv", "sv", "en"]
        assert known(tx, aino).locale == "en"
        tx.people.speak(aino.id, "fi")
        assert [met_in(tx, "Aino", guess, "sv").locale for guess in ("sv", None)] == ["fi", "fi"]
        assert known(tx, aino).locale == "fi"


def test_a_first_guess_is_not_swayed_by_the_chat_later(database: Database) -> None:
    with database.begin() as tx:
        met_in(tx, "Aino", "sv", None)
        assert met_in(tx, "Aino", None, "en").locale == "sv"


# -- being reached -------------------------------------------------------------------------------------------


def test_who_has_spoken_only_in_a_group_cannot_be_written_to(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino", private=False)
        assert (aino.reachable, known(tx, aino).reachable) == (False, False)
        assert tx.people.whereabouts(aino.id) == [(Address("telegram", "aino"), False)]


def test_who_opens_the_private_chat_is_newly_reached_once(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino", private=False)
        assert tx.people.newly_reached == []
    with database.begin() as tx:
        [met] = meet(tx, "Aino")
        assert tx.people.newly_reached == [(aino.id, Address("telegram", "aino"))]
        assert met.reachable
        assert known(tx, aino).reachable
    with database.begin() as tx:
        meet(tx, "Aino")
        meet(tx, "Aino", private=False)
        assert tx.people.newly_reached == []
        assert known(tx, aino).reachable


@pytest.mark.parametrize("places", [(True, False), (False, True)])
def test_who_speaks_in_private_and_in_a_group_in_one_page_is_reached(
    database: Database, places: tuple[bool, bool]
) -> None:
    with database.begin() as tx:
        met = [Meeting(sender("Aino"), None, private) for private in places]
        [aino] = tx.people.meet(met, NOW).values()
        assert (aino.reachable, known(tx, aino).reachable) == (True, True)


@pytest.mark.parametrize("places", [(True, False), (False, True)])
def test_one_known_from_a_group_who_speaks_in_both_in_one_page_is_newly_reached(
    database: Database, places: tuple[bool, bool]
) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino", private=False)
    with database.begin() as tx:
        met = [Meeting(sender("Aino"), None, private) for private in places]
        [again] = tx.people.meet(met, NOW).values()
        assert again.reachable
        assert tx.people.newly_reached == [(aino.id, Address("telegram", "aino"))]


def test_who_blocks_us_can_be_reached_no_more_until_they_come_back(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
        tx.people.reach(Address("telegram", "aino"), reachable=False)
        assert not known(tx, aino).reachable
    with database.begin() as tx:
        meet(tx, "Aino")
        assert tx.people.newly_reached == [(aino.id, Address("telegram", "aino"))]


def test_whereabouts_put_the_chat_that_can_be_written_to_first_then_the_last_spoken_in(database: Database) -> None:
    with database.begin() as tx:
        aino, bo, cem = meet(tx, "Aino", "Bo", "Cem")
        for other in (bo, cem):
            theirs = identities.update().where(identities.c.person_id == other.id)
            tx._connection.execute(theirs.values(person_id=aino.id))
        for n, name in enumerate(("bo", "aino", "cem")):
            spoke = identities.update().where(identities.c.address == name)
            tx._connection.execute(spoke.values(spoke_at=NOW + n * HOUR, reachable=name != "cem"))
        assert tx.people.whereabouts(aino.id) == [
            (Address("telegram", "aino"), True), (Address("telegram", "bo"), True), (Address("telegram", "cem"), False),
        ]  # fmt: skip


def test_an_address_tells_whose_private_chat_it_is(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
        assert tx.people.at(Address("telegram", "aino")) == aino.id
        assert tx.people.at(Address("slack", "aino")) is None


# -- belonging -----------------------------------------------------------------------------------------------


def test_roles_come_with_every_meeting(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = meet(tx, "Aino", "Bo")
        mine, other = network(tx), network(tx, "Pirkanmaan tuottajat")
        tx.people.enrol(aino.id, mine.id, Role.COORDINATOR)
        tx.people.enrol_all([(aino.id, other.id), (bo.id, mine.id)])
    with database.begin() as tx:
        again, bo_again = meet(tx, "Aino", "Bo")
        assert again == replace(aino, roles={mine.id: Role.COORDINATOR, other.id: Role.MEMBER})
        assert bo_again == replace(bo, roles={mine.id: Role.MEMBER})
        assert (again.coordinates(mine.id), again.coordinates(other.id), bo_again.coordinates(mine.id)) == (
            True, False, False,
        )  # fmt: skip


def test_a_coordinator_counted_in_as_a_member_stays_one(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
        mine = network(tx)
        tx.people.enrol(aino.id, mine.id)
        tx.people.enrol(aino.id, mine.id, Role.COORDINATOR)
        tx.people.enrol(aino.id, mine.id)
        tx.people.enrol_all([(aino.id, mine.id)])
        assert known(tx, aino).roles == {mine.id: Role.COORDINATOR}


def test_coordinators_are_listed_by_name_until_dismissed(database: Database) -> None:
    with database.begin() as tx:
        cem, aino, bo = meet(tx, "Cem", "Aino", "Bo")
        mine = network(tx)
        for person in (cem, aino):
            tx.people.enrol(person.id, mine.id, Role.COORDINATOR)
        tx.people.enrol(bo.id, mine.id)
        assert [person.name for person in tx.people.coordinators(mine.id)] == ["Aino", "Cem"]
        tx.people.dismiss(aino.id, mine.id)
        assert [person.name for person in tx.people.coordinators(mine.id)] == ["Cem"]
        assert known(tx, aino).roles == {mine.id: Role.MEMBER}


def test_whether_a_name_may_show_is_ones_own_choice(database: Database) -> None:
    with database.begin() as tx:
        [aino] = meet(tx, "Aino")
        for visible in (True, False):
            tx.people.show_name(aino.id, visible=visible)
            assert (known(tx, aino).name_visible, meet(tx, "Aino")[0].name_visible) == (visible, visible)


def test_a_name_is_kept_sealed_to_its_identity(database: Database) -> None:
    with database.begin() as tx:
        meet(tx, "Aino", "Bo")
        rows = tx._connection.execute(select(identities).order_by(identities.c.address)).all()
    assert [database.seals.open(row.name, "identities", "name", row.id) for row in rows] == ["Aino", "Bo"]
    assert not any(b"Aino" in row.name for row in rows)


def test_when_someone_last_spoke_is_known_to_the_hour(database: Database) -> None:
    with database.begin() as tx:
        met = [Meeting(sender("Aino"), None, True)]
        spoken = []
        for at in (NOW, NOW + HOUR, NOW + HOUR + timedelta(seconds=1), NOW + DAY):
            tx.people.meet(met, at)
            spoken.append(tx._connection.execute(select(identities.c.spoke_at)).scalar_one())
    assert spoken == [NOW, NOW, NOW + HOUR + timedelta(seconds=1), NOW + DAY]
