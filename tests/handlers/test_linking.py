"""One human on two platforms: linked by a code, never by name, with one place; and parted again within a day."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat import Answer, Event
from bot.domain.meetups import Meetup
from bot.domain.people import Network, Role
from bot.domain.seating import Reply, Standing
from storage import Database
from storage.tables import identities, outbox, people
from storage.tables_merges import merges
from tests.bot.runtime.stage import CEM, GROUP, NOW, Someone, Talk, buttons, dispatching, ids
from tests.storage.making import chat, meet, network, publish

TELEGRAM, SLACK = Someone.named("Pia Aalto"), Someone.named("Pia Aalto", platform="slack")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Two:
    """Pia on both platforms, and a meetup for one with Cem behind her."""

    database: Database
    talk: Talk
    network: Network
    meetup: Meetup

    def person(self, who: Someone) -> str | None:
        with self.database.begin() as tx:
            return tx.people.at(who.who.address)

    async def says(self, event: Event, **changed: object) -> Answer:
        return await self.talk(replace(event, **changed))  # type: ignore[arg-type]

    async def answers(self, who: Someone, reply: str = "yes") -> Answer:
        return await self.talk(who.presses(f"rsvp-{self.meetup.id}-{reply}"))

    async def code(self, who: Someone = TELEGRAM) -> str:
        answer = await self.talk(who.types("yhdista"))
        assert answer.private
        return str(answer.messages[1].lines[0].values["code"])

    async def links(self) -> Answer:
        asked = await self.talk(SLACK.types(f"yhdista {await self.code()}"))
        return await self.talk(SLACK.presses(buttons(asked)["button.link"]))

    def order(self) -> list[str]:
        with self.database.begin() as tx:
            return list(tx.meetups.seated(self.meetup))

    def told(self, person: str | None) -> list[str]:
        with self.database.begin() as tx:
            query = select(outbox.c.kind).where(outbox.c.person_id == person).order_by(outbox.c.id)
            return list(tx._connection.execute(query).scalars())


@pytest.fixture
async def two(database: Database) -> Two:
    with database.begin() as tx:
        mine = network(tx)
        chat(tx, mine, GROUP.id, title="Kahvit")
        meetup = publish(tx, mine, capacity=1)
    two = Two(database, Talk(dispatching(database)), mine, meetup)
    for who in (TELEGRAM, SLACK, CEM):
        await two.talk(who.types("start"))
    return two


# -- codes -----------------------------------------------------------------------------------------------------


async def test_nobody_is_merged_by_name(two: Two) -> None:
    assert two.person(TELEGRAM) != two.person(SLACK)


async def test_a_code_stands_alone_on_its_line_and_names_the_other_before_anything_is_done(two: Two) -> None:
    code = await two.code()
    asked = await two.talk(SLACK.types(f"yhdista {code}"))
    assert (ids(asked), list(buttons(asked))) == (["link.ask", "link.means"], ["button.link", "button.dont_link"])
    assert two.person(TELEGRAM) != two.person(SLACK)
    assert ids(await two.talk(SLACK.presses("link-no"))) == ["link.left"]


async def test_a_bare_code_is_enough(two: Two) -> None:
    asked = await two.talk(SLACK.says(await two.code()))
    assert ids(asked) == ["link.ask", "link.means"]


@pytest.mark.parametrize(
    ("after", "expected"), [(29 * MINUTE, "link.ask"), (30 * MINUTE, "code.void")], ids=["in time", "late"]
)
async def test_a_code_is_good_for_half_an_hour(two: Two, after: timedelta, expected: str) -> None:
    code = await two.code()
    assert ids(await two.says(SLACK.types(f"yhdista {code}"), at=NOW + after))[0] == expected


async def test_a_code_works_once(two: Two) -> None:
    code = await two.code()
    asked = await two.talk(SLACK.types(f"yhdista {code}"))
    await two.talk(SLACK.presses(buttons(asked)["button.link"]))
    assert ids(await two.talk(CEM.types(f"yhdista {code}"))) == ["code.void"]
    assert ids(await two.talk(CEM.presses(f"link-yes-{code}"))) == ["code.void"]


async def test_a_code_that_others_have_seen_is_void(two: Two) -> None:
    code = await two.code()
    assert ids(await two.talk(CEM.types(f"yhdista {code}", GROUP))) == ["code.seen"]
    assert ids(await two.talk(SLACK.types(f"yhdista {code}"))) == ["code.void"]


async def test_ones_own_code_leads_nowhere_and_a_newer_one_makes_it_void(two: Two) -> None:
    first = await two.code()
    assert ids(await two.talk(TELEGRAM.types(f"yhdista {first}"))) == ["link.same"]
    await two.code()
    assert ids(await two.talk(SLACK.types(f"yhdista {first}"))) == ["code.void"]


# -- one person ------------------------------------------------------------------------------------------------


async def test_two_become_one_with_one_place_and_the_freed_one_goes_on(two: Two) -> None:
    with two.database.begin() as tx:
        meetup = publish(tx, two.network, capacity=2)
    two.meetup = meetup
    for who in (TELEGRAM, SLACK, CEM):
        await two.answers(who)
    done = await two.links()
    assert ids(done) == ["link.done", "link.stays_seated", "link.undo_until"]
    pia, cem = two.person(TELEGRAM), two.person(CEM)
    assert (two.person(SLACK), two.order()) == (pia, [pia, cem])
    assert two.told(cem) == ["promotion"]
    assert two.told(pia) == ["linked"]


async def test_the_earlier_place_in_the_queue_is_kept(two: Two) -> None:
    await two.answers(CEM)
    await two.answers(SLACK)
    await two.answers(Someone.named("Disa"))
    await two.answers(TELEGRAM)
    assert ids(await two.links()) == ["link.done", "link.stays_waiting", "link.undo_until"]
    with two.database.begin() as tx:
        pia = tx.people.at(TELEGRAM.who.address)
        assert pia
        standing = tx.meetups.standing(two.meetup, pia)
    assert standing is not None
    assert (standing.reply, standing.waiting) == (Reply.YES, 1)


async def test_a_seat_that_came_free_before_the_merge_is_told_to_whom_the_two_are_now(two: Two) -> None:
    for who, reply in ((CEM, "yes"), (SLACK, "yes"), (TELEGRAM, "maybe"), (CEM, "no")):
        await two.answers(who, reply)
    code, later = await two.code(), NOW + 3 * MINUTE  # and the clock has not ticked
    done = await two.says(SLACK.presses(f"link-yes-{code}"), at=later)
    assert "link.stays_seated" in ids(done)
    pia = two.person(TELEGRAM)
    assert (two.order(), "promotion" in two.told(pia)) == ([pia], True)


async def test_what_one_self_was_to_hear_of_a_place_that_is_let_go_is_not_told(two: Two) -> None:
    for who, reply in ((CEM, "yes"), (TELEGRAM, "yes"), (SLACK, "yes")):
        await two.answers(who, reply)
    with two.database.begin() as tx:
        two.meetup = replace(two.meetup, capacity=3)
        tx.meetups.lock(two.meetup.id)
        tx.meetups.change(two.meetup)
        night = NOW.replace(hour=21)
        tx.notices.moved(two.meetup, tx.meetups.refit(two.meetup, at=night), cause="edit", at=night)
    await two.links()
    pia = two.person(TELEGRAM)
    with two.database.begin() as tx:
        query = select(outbox.c.kind).where(outbox.c.person_id == pia, outbox.c.state == "waiting")
        assert sorted(tx._connection.execute(query).scalars()) == ["linked", "promotion"]


async def test_one_self_that_had_left_does_not_wait_for_a_place_after_parting(two: Two) -> None:
    for who, reply in ((SLACK, "yes"), (TELEGRAM, "yes"), (TELEGRAM, "no")):
        await two.answers(who, reply)
    done = await two.links()
    await two.talk(SLACK.presses(buttons(done)["button.part"]))
    with two.database.begin() as tx:
        standings = {tx.meetups.standing(two.meetup, tx.people.at(who.who.address) or "") for who in (TELEGRAM, SLACK)}
        assert standings == {Standing(Reply.NO), Standing(Reply.YES)}
        assert tx.meetups.tally(two.meetup).queue == 0


async def test_who_asked_meanwhile_does_not_pass_whoever_comes_back_by_parting(two: Two) -> None:
    for who in (CEM, SLACK, TELEGRAM):
        await two.answers(who)
    done = await two.links()
    disa = Someone.named("Disa")
    await two.answers(disa)  # who gets the number that was free
    await two.talk(SLACK.presses(buttons(done)["button.part"]))
    with two.database.begin() as tx:
        order = [one.person for one in tx.meetups.sign_ups(two.meetup)]
    assert order == [two.person(who) for who in (CEM, SLACK, TELEGRAM, disa)]


async def test_one_language_one_name_rule_and_all_roles(two: Two) -> None:
    with two.database.begin() as tx:
        slack = tx.people.at(SLACK.who.address)
        assert slack
        tx.people.enrol(slack, two.network.id, Role.COORDINATOR)
    await two.talk(SLACK.presses("lang-sv"))
    await two.talk(TELEGRAM.presses("name-show"))
    await two.talk(SLACK.presses("name-hide"))
    await two.talk(SLACK.presses("reminders-off"))
    await two.talk(SLACK.types("asetukset nimi Pia A."))
    await two.links()
    pia = two.person(TELEGRAM)
    assert pia
    with two.database.begin() as tx:
        found = tx.people.get([pia])[pia]
    assert (found.locale, found.name_visible, found.reminded, found.name) == ("sv", False, False, "Pia A.")
    assert found.roles == {two.network.id: Role.COORDINATOR}


async def test_linking_twice_and_with_oneself_is_refused(two: Two) -> None:
    await two.links()
    assert ids(await two.talk(SLACK.types(f"yhdista {await two.code()}"))) == ["link.same"]


# -- two again -------------------------------------------------------------------------------------------------


async def parts(two: Two, done: Answer, who: Someone = SLACK, *, after: timedelta = MINUTE) -> Answer:
    return await two.says(who.presses(buttons(done)["button.part"]), at=NOW + after)


async def test_parting_restores_both_as_they_were(two: Two) -> None:
    await two.answers(TELEGRAM)
    await two.answers(SLACK)
    await two.talk(SLACK.presses("lang-sv"))
    await two.talk(SLACK.presses(f"remind-{two.meetup.id}"))
    before = {who: await held(two, who) for who in (TELEGRAM, SLACK)}
    done = await two.links()
    assert ids(await parts(two, done)) == ["link.parted"]
    assert {who: await held(two, who) for who in (TELEGRAM, SLACK)} == before


async def held(two: Two, who: Someone) -> object:
    """Give what is held of somebody, but for what each new word of theirs changes."""
    person = two.person(who)
    assert person
    with two.database.begin() as tx:
        found = dict(tx.privacy.held(person))
    for name in ("events", "outbox", "lanes", "codes"):
        found.pop(name, None)
    return found


async def test_the_other_self_may_part_them_too_but_nobody_else(two: Two) -> None:
    done = await two.links()
    assert ids(await parts(two, done, CEM)) == ["link.too_late"]
    assert ids(await parts(two, done, TELEGRAM)) == ["link.parted"]
    assert two.person(TELEGRAM) != two.person(SLACK)


async def test_a_place_that_went_on_is_not_taken_back(two: Two) -> None:
    with two.database.begin() as tx:
        two.meetup = publish(tx, two.network, capacity=2)
    for who in (TELEGRAM, SLACK, CEM):
        await two.answers(who)
    done = await two.links()
    assert ids(await parts(two, done)) == ["link.parted", "link.waits_again"]
    assert two.order() == [two.person(TELEGRAM), two.person(CEM)]


async def test_after_a_day_they_stay_one(two: Two) -> None:
    done = await two.links()
    assert ids(await parts(two, done, after=DAY + MINUTE)) == ["link.too_late"]
    with two.database.begin() as tx:
        assert tx.selves.sweep(NOW + DAY + MINUTE, most=10) == 1
        assert tx._connection.execute(select(merges)).all() == []
        nameless = select(people.c.id).where(people.c.id.not_in(select(identities.c.person_id)))
        assert tx._connection.execute(nameless).all() == []


async def test_a_right_taken_away_meanwhile_does_not_come_back(two: Two) -> None:
    with two.database.begin() as tx:
        slack = tx.people.at(SLACK.who.address)
        assert slack
        tx.people.enrol(slack, two.network.id, Role.COORDINATOR)
    done = await two.links()
    with two.database.begin() as tx:
        pia = tx.people.at(SLACK.who.address)
        assert pia
        tx.people.dismiss(pia, two.network.id)
    await parts(two, done)
    with two.database.begin() as tx:
        assert tx.people.coordinators(two.network.id) == []


async def test_erasing_one_who_was_two_erases_both(two: Two) -> None:
    before = (two.person(TELEGRAM), two.person(SLACK))
    await two.answers(SLACK)
    await two.links()
    await two.talk(SLACK.presses("erase-yes"))
    with two.database.begin() as tx:
        left = set(tx._connection.execute(select(people.c.id)).scalars())
        assert meet(tx, "Cem")[0].id in left
    assert left.isdisjoint(before)
    assert (two.person(TELEGRAM), two.person(SLACK)) == (None, None)
