"""Contacts and questions: who joins, who is away, whom a question reaches, and who may answer it in the end."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.chat import Address, Answer, Button, Message
from bot.domain.duty.contacts import Away
from bot.domain.people import Role
from bot.i18n import render
from storage import Database
from storage.tables import outbox
from tests.bot.domain.duty.making import at
from tests.bot.runtime.stage import ANNA, BO, CEM, GROUP, Someone, buttons
from tests.handlers.duty_stage import Rota, begun, tick
from tests.storage.making import meet

NOW = "2027-01-10 12:00"
AINO, DAN, EVE = (Someone.named(name) for name in ("Aino", "Dan", "Eve"))


@pytest.fixture
def rota(database: Database) -> Rota:
    return begun(database)


def ids(answer: Answer) -> list[str]:
    return [answer.toast.id] if answer.toast else [line.id for one in answer.messages for line in one.lines]


async def types(rota: Rota, who: Someone, line: str, local: str = NOW, room: Address | None = None) -> Answer:
    return await rota.talk(who.types(line, room, at=at(local)))


async def presses(rota: Rota, who: Someone, button: Button | str, local: str = NOW) -> Answer:
    return await rota.talk(who.presses(button, at=at(local)))


async def code_for(rota: Rota, organisation: str, who: Someone = AINO) -> str:
    """Invite a contact; give the code that stands alone."""
    told = await types(rota, who, f"vuoro kutsu {organisation}")
    return str(told.messages[1].lines[0].values["text"])


def people(rota: Rota, organisation: str) -> list[str]:
    """Name an organisation's contacts in the order in which they are asked."""
    with rota.database.begin() as tx:
        contacts = [one for one in tx.organisations.contacts(rota.network) if one.organisation == organisation]
        known = tx.people.get([one.person for one in contacts])
    return [known[one.person].name for one in contacts]


# -- joining and leaving -----------------------------------------------------------------------------------------


async def test_a_contact_joins_by_a_bare_code_by_a_link_or_by_the_command(rota: Rota) -> None:
    humak = rota.organisations["Humak"]
    for number, typed in enumerate(("{}", "vuoro liity {}")):
        who = Someone.named(f"New{number}")
        assert ids(await types(rota, who, typed.format(await code_for(rota, "Humak"))))[0] == "duty.welcome"
    link = await presses(rota, Someone.named("New2"), f"dj-{await code_for(rota, 'humak', ANNA)}")
    assert ids(link)[0] == "duty.welcome"
    assert people(rota, humak) == ["Anna", "Dan", "New0", "New1", "New2"]


async def test_a_code_works_once_and_one_that_others_have_seen_is_void(rota: Rota) -> None:
    code = await code_for(rota, "Villa")
    assert ids(await types(rota, EVE, f"vuoro liity {code}", room=GROUP)) == ["code.seen"]
    assert ids(await types(rota, EVE, f"vuoro liity {code}")) == ["code.void"]
    code = await code_for(rota, "Villa")
    assert ids(await types(rota, EVE, code, "2027-01-10 12:31"))[-1] != "duty.welcome_what"
    assert people(rota, rota.organisations["Villa Rana"]) == ["Cem"]


async def test_only_its_own_people_and_coordinators_invite_for_an_organisation(rota: Rota) -> None:
    assert ids(await types(rota, BO, "vuoro kutsu Humak")) == ["duty.invite_own"]
    assert ids(await types(rota, AINO, "vuoro kutsu Turku")) == ["duty.invite_whom"]
    assert ids(await presses(rota, EVE, f"dutyinvite-{rota.organisations['Humak']}")) == ["duty.invite_own"]
    assert ids(await presses(rota, EVE, "dutyinvite-nothing")) == ["button.unknown"]


async def test_a_contact_says_whether_they_still_are_one(rota: Rota) -> None:
    humak = rota.organisations["Humak"]
    assert ids(await presses(rota, DAN, f"dutystay-{humak}")) == ["duty.stay_done"]
    assert ids(await presses(rota, BO, f"dutyleave-{humak}")) == ["duty.not_contact"]
    assert ids(await presses(rota, DAN, f"dutyleave-{humak}")) == ["duty.leave_done"]
    assert ids(await presses(rota, DAN, f"dutyleave-{humak}")) == ["duty.not_contact"]
    assert people(rota, humak) == ["Anna"]
    assert any(said.startswith("Organisaatiolla Humak on yksi yhteyshenkilö vähemmän") for said in rota.said())


# -- away ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "away"),
    [
        ("1.7.2027–31.7.2027", Away(date(2027, 7, 1), date(2027, 7, 31))),
        ("1.7.2027 - 31.7.2027", Away(date(2027, 7, 1), date(2027, 7, 31))),
        ("1.7.2027", Away(date(2027, 7, 1), date(2027, 7, 1))),
    ],
)
async def test_a_contact_tells_when_they_are_away(rota: Rota, typed: str, away: Away) -> None:
    assert ids(await types(rota, BO, f"vuoro poissa {typed}")) == ["duty.away_done"]
    with rota.database.begin() as tx:
        [bo] = [one for one in tx.organisations.contacts(rota.network) if one.away]
    assert bo.away == (away,)
    assert ids(await types(rota, BO, "vuoro poissa ei")) == ["duty.back_done"]
    with rota.database.begin() as tx:
        assert [one for one in tx.organisations.contacts(rota.network) if one.away] == []


@pytest.mark.parametrize("typed", ["", "joskus", "31.7.2027–1.7.2027", "1.7.2027–huomenna kai", "–"])
async def test_what_is_no_time_to_be_away_changes_nothing(rota: Rota, typed: str) -> None:
    assert ids(await types(rota, BO, f"vuoro poissa {typed}")) == ["duty.away_unread"]
    assert ids(await types(rota, EVE, "vuoro poissa 1.7.2027")) != ["duty.away_done"]


# -- questions -------------------------------------------------------------------------------------------------------


async def asks(rota: Rota, local: str) -> str:
    """Let Bo ask something; give the question's id."""
    echo = await types(rota, BO, "kysy Missä kokoonnutaan?", local)
    send = next(one for one in buttons(echo).values() if one.action == "asksend")
    assert ids(await presses(rota, BO, send, local))[0] == "duty.asked"
    return send.arg


async def test_a_question_typed_with_the_command_is_echoed_as_it_is(rota: Rota) -> None:
    echo = await types(rota, BO, "kysy Missä kokoonnutaan?", "2027-01-28 12:00")
    assert ids(echo)[0] == "duty.ask_echo"


async def test_a_question_reaches_whoever_is_on_duty_and_moves_on_with_the_duty(rota: Rota) -> None:
    question = await asks(rota, "2027-01-28 12:00")
    assert ids(await presses(rota, CEM, f"reply-{question}", "2027-01-28 13:00")) == ["duty.request_moved"]
    assert "duty.request" in ids(await presses(rota, ANNA, f"reply-{question}", "2027-01-28 13:00"))
    await rota.ticks("2027-02-01 09:00")
    assert ids(await presses(rota, ANNA, f"reply-{question}", "2027-02-01 10:00")) == ["duty.request_moved"]
    assert "duty.request" in ids(await presses(rota, BO, f"reply-{question}", "2027-02-01 10:00"))
    listed = await types(rota, BO, "vuoro kysymykset", "2027-02-01 10:00")
    assert [one.arg for one in buttons(listed).values()] == [question]


async def test_the_first_answer_goes_back_and_the_second_is_told_so(rota: Rota) -> None:
    question, sends = await asks(rota, NOW), []
    for who in (ANNA, DAN):
        await presses(rota, who, f"reply-{question}")
        echo = await rota.talk(who.says("Nelikossa.", at=at(NOW)))
        sends.append(next(one for one in buttons(echo).values() if one.action == "replysend"))
    answers = [await presses(rota, who, send) for who, send in zip((ANNA, DAN), sends, strict=True)]
    assert [ids(one) for one in answers] == [["duty.reply_sent"], ["duty.answered_already"]]
    assert [said.splitlines()[:2] for said in rota.said() if said.startswith("Vastaus")] == [
        ["Vastaus kysymykseesi, Humak:", "Nelikossa."]
    ]


async def test_a_question_skips_whoever_is_away_and_ends_with_the_one_in_reserve(rota: Rota) -> None:
    with rota.database.begin() as tx:
        for person in meet(tx, "Anna", "Dan"):
            tx.organisations.go_away(rota.network, person.id, Away(date(2027, 1, 1)))
    await asks(rota, NOW)
    with rota.database.begin() as tx:
        [aino] = meet(tx, "Aino")
        last = tx.outbox.next(f"telegram:{aino.name.lower()}", at(NOW))
    assert last is not None
    assert isinstance(last.message, Message)
    assert render(last.message.lines[1], "fi") == "Missä kokoonnutaan?"


async def test_what_is_asked_in_the_night_waits_for_the_morning(rota: Rota) -> None:
    await asks(rota, "2027-01-12 23:30")
    assert [due for due, message in rota.letters() if message.lines[0].id == "duty.request"] == [at("2027-01-13 08:00")]


async def test_a_coordinator_may_be_the_one_in_reserve(rota: Rota) -> None:
    assert ids(await types(rota, EVE, "vuoro varalla"))[-1] != "duty.reserve_done"
    assert ids(await types(rota, AINO, "vuoro varalla")) == ["duty.reserve_done"]


async def test_somebody_is_in_reserve_also_when_the_one_who_was_erases_themselves(rota: Rota) -> None:
    with rota.database.begin() as tx:
        [zoe] = meet(tx, "Zoe")
        tx.people.enrol(zoe.id, rota.network, Role.COORDINATOR)
    await rota.talk(AINO.presses("erase-yes", at=at(NOW)))
    await rota.talk(tick(at("2027-01-12 12:01")))
    with rota.database.begin() as tx:
        kept = tx.duty.get("rota")
        for one in meet(tx, "Anna", "Dan", "Bo", "Cem"):
            tx.organisations.go_away(rota.network, one.id, Away(date(2027, 1, 1)))
    assert kept is not None
    assert kept.plan.fallback == zoe.id
    assert [said for said in rota.said() if "Varalla on nyt Zoe" in said]
    await asks(rota, "2027-01-12 12:05")
    assert "Missä kokoonnutaan?" in rota.said()[-1]
    with rota.database.begin() as tx:
        last = tx._connection.execute(select(outbox.c.person_id).order_by(outbox.c.id.desc())).scalars().first()
    assert last == zoe.id


async def test_without_any_coordinator_a_contact_is_in_reserve_and_told_so(rota: Rota) -> None:
    await rota.talk(AINO.presses("erase-yes", at=at(NOW)))
    await rota.talk(tick(at("2027-01-12 12:01")))
    with rota.database.begin() as tx:
        kept, known = tx.duty.get("rota"), {one.id: one.name for one in meet(tx, "Anna", "Dan", "Bo", "Cem")}
    assert kept is not None
    assert kept.plan.fallback in known
    assert [said for said in rota.said() if said.startswith("Verkostolla ei nyt ole koordinaattoria.")]
