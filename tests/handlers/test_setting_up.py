"""Setting a rota up: what is shown first, what comes into use once, and who may."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.chat import Answer
from bot.domain.duty import Plan
from bot.domain.people import Role
from bot.i18n import render
from storage import Database
from storage.tables import cards
from tests.bot.domain.duty.making import at
from tests.bot.runtime.stage import ANNA, BO, GROUP, Someone, Talk, buttons, dispatching
from tests.handlers.duty_stage import tick
from tests.storage.making import chat, meet, network

NOW = "2026-11-20 11:00"
LINES = """vuorolista uusi
Järjestys: Humak, Keski-Suomen liitto, Villa Rana
Jakso: {unit}
Alkaa: 1.1.2027
Vaihtuu: klo 9
Jos vapaapäivä: seuraava arkipäivä"""
CEM = Someone.named("Cem")


@dataclass
class Setting:
    database: Database
    talk: Talk
    network: str

    async def types(self, line: str, who: Someone = ANNA, local: str = NOW) -> Answer:
        return await self.talk(who.types(line, at=at(local)))

    async def presses(self, answer: Answer, action: str, who: Someone = ANNA, local: str = NOW) -> Answer:
        return await self.talk(
            who.presses(next(b for b in buttons(answer).values() if b.action == action), at=at(local))
        )

    def plan(self) -> Plan | None:
        with self.database.begin() as tx:
            rota = tx.duty.of(self.network)
        return rota.plan if rota else None

    def order(self, count: int) -> list[str]:
        plan = self.plan()
        assert plan is not None
        with self.database.begin() as tx:
            names = tx.organisations.names(self.network)
        return [names[plan.effective(k) or ""] for k in range(count)]


@pytest.fixture
def setting(database: Database) -> Setting:
    with database.begin() as tx:
        mine = network(tx)
        for person in meet(tx, "Anna", "Bo"):
            tx.people.enrol(person.id, mine.id, Role.COORDINATOR)
        [cem] = meet(tx, "Cem")
        tx.people.enrol(cem.id, mine.id)
        chat(tx, mine, GROUP.id)
    return Setting(database, Talk(dispatching(database)), mine.id)


def said(answer: Answer) -> list[str]:
    texts = [line for message in answer.messages for line in message.lines]
    return [render(line, "fi") for line in ([answer.toast] if answer.toast else texts)]


async def test_the_lines_of_the_issue_are_echoed_and_nothing_is_in_use_before_the_button(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi"))
    assert said(echo)[:4] == [
        "Näin vuorot menisivät. Mitään ei ole vielä käytössä.",
        "Alkaa ma 4.1. klo 9 (1.1. on uudenvuodenpäivä)",
        "ma 4.1.2027 – ma 1.2.2027: Humak (1.1. on uudenvuodenpäivä)",
        "ma 1.2.2027 – ma 1.3.2027: Keski-Suomen liitto",
    ]
    assert setting.plan() is None
    started = await setting.presses(echo, "dutystart")
    assert said(started)[0].startswith("Vuorolista on käytössä. Ensimmäisenä vuorossa on Humak")
    assert setting.order(4) == ["Humak", "Keski-Suomen liitto", "Villa Rana", "Humak"]


async def test_a_rota_is_put_into_use_once_however_often_it_is_pressed(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi"))
    await setting.presses(echo, "dutystart")
    before = setting.plan()
    assert said(await setting.presses(echo, "dutystart")) == ["Tämä vuorolista on jo käytössä: /vuorolista"]
    assert setting.plan() == before


async def test_the_yearly_step_is_proposed_with_its_effect_and_off_until_it_is_accepted(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi"))
    assert "Ilman vuosisiirtoa Humak olisi joka vuosi vuorossa heinäkuussa." in said(echo)
    stepped = await setting.presses(echo, "dutystep")
    assert "dutystep" not in {button.action for button in buttons(stepped).values()}
    await setting.presses(stepped, "dutystart")
    plan = setting.plan()
    assert plan is not None
    assert plan.lineups[0].yearly_step == 1
    julys = [setting.order(6 + 12 * 3)[6 + 12 * year - 12] for year in (1, 2, 3)]
    assert len(set(julys)) == 3


@pytest.mark.parametrize(
    ("unit", "first"),
    [
        ("viikko", "ma 4.1.2027 – pe 8.1.2027: Humak (1.1. on uudenvuodenpäivä)"),
        ("neljännes", "ma 4.1.2027 – to 1.4.2027: Humak (1.1. on uudenvuodenpäivä)"),
        ("kausi 1.1. kevät, 1.8. syksy", "ma 4.1.2027 – ma 2.8.2027: Humak (1.1. on uudenvuodenpäivä)"),
        ("FREQ=MONTHLY;BYDAY=1MO", "ma 4.1.2027 – ma 1.2.2027: Humak"),
    ],
)
async def test_turns_may_be_of_any_kind_of_length(setting: Setting, unit: str, first: str) -> None:
    echo = await setting.types(LINES.format(unit=unit))
    assert said(echo)[2] == first
    await setting.presses(echo, "dutystart")
    assert setting.order(3) == ["Humak", "Keski-Suomen liitto", "Villa Rana"]


async def test_by_questions_it_is_the_same_rota(setting: Setting) -> None:
    await setting.types("vuorolista uusi")
    for answer in ("Humak, Keski-Suomen liitto, Villa Rana", "kuukausi"):
        await setting.talk(ANNA.says(answer, at=at(NOW)))
    echo = await setting.talk(ANNA.says("1.1.2027", at=at(NOW)))
    await setting.presses(echo, "dutystart")
    assert setting.order(3) == ["Humak", "Keski-Suomen liitto", "Villa Rana"]


async def test_the_one_in_reserve_is_a_coordinator_by_name_or_whoever_sets_it_up(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi") + "\nVaralla: bo")
    assert "Varalla, kun yksikään organisaatio ei ole vuorossa: Bo" in said(echo)
    echo = await setting.types(LINES.format(unit="kuukausi") + "\nVaralla: Eeva")
    assert "En löytänyt koordinaattoria nimeltä Eeva, joten varalla on Anna." in said(echo)


async def test_a_rota_may_be_made_anew_until_its_first_turn_begins(setting: Setting) -> None:
    for order in ("Humak, Villa Rana", "Villa Rana, Humak"):
        lines = LINES.format(unit="kuukausi").replace("Humak, Keski-Suomen liitto, Villa Rana", order)
        await setting.presses(await setting.types(lines), "dutystart")
    assert setting.order(2) == ["Villa Rana", "Humak"]
    with setting.database.begin() as tx:
        assert tx._connection.execute(select(cards.c.id).where(cards.c.kind == "duty")).scalars().one()
    waiting = await setting.types(LINES.format(unit="kuukausi"), local="2027-01-03 12:00")
    await setting.talk(tick(at("2027-01-04 09:00")))
    told = ["Vuorot ovat jo käynnissä. Muuta niitä näin: /vuorolista muuta"]
    assert said(await setting.presses(waiting, "dutystart", local="2027-01-04 10:00")) == told
    assert said(await setting.types("vuorolista uusi", local="2027-01-04 10:00")) == told


async def test_only_coordinators_set_a_rota_up_and_only_their_own_draft(setting: Setting) -> None:
    refused = await setting.types(LINES.format(unit="kuukausi"), CEM)
    assert setting.plan() is None
    assert "dutystart" not in {button.action for button in buttons(refused).values()}
    echo = await setting.types(LINES.format(unit="kuukausi"))
    assert said(await setting.presses(echo, "dutystart", BO)) != []
    assert setting.plan() is None


# -- quiet days ----------------------------------------------------------------------------------------------------


async def test_no_turn_begins_on_the_quiet_days_of_the_rota(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi") + "\nHiljaiset päivät: 24.12.–6.1., 2.8.2027")
    assert said(echo)[1] == "Alkaa to 7.1. klo 9 (1.1. on uudenvuodenpäivä)"
    assert "Hiljaiset päivät joka vuosi, vuoro ei vaihdu: 24.12. – 6.1." in said(echo)
    assert "Hiljainen päivä, vuoro ei vaihdu: ma 2.8.2027" in said(echo)
    await setting.presses(echo, "dutystart")
    plan = setting.plan()
    assert plan is not None
    days = [plan.timetable.period(k).local_start for k in (0, 7, 12)]
    assert [f"{one:%d.%m.%Y %H}" for one in days] == ["07.01.2027 09", "03.08.2027 09", "07.01.2028 09"]


async def test_quiet_days_may_be_given_later_and_leave_what_was_told(setting: Setting) -> None:
    echo = await setting.types(LINES.format(unit="kuukausi"))
    await setting.presses(echo, "dutystart")
    edit = await setting.types("vuorolista muuta\nHiljaiset päivät: 24.12.–6.1.")
    assert said(edit)[1] == "Aika muuttuu: tammikuun 2028 vuoro, Humak. Alkaa nyt pe 7.1.2028 klo 9."
    await setting.presses(edit, "dutyedit")
    plan = setting.plan()
    assert plan is not None
    assert [plan.timetable.day(k).isoformat() for k in (0, 12)] == ["2027-01-04", "2028-01-07"]
    none = await setting.types("vuorolista muuta\nHiljaiset päivät: ei")
    await setting.presses(none, "dutyedit")
    plan = setting.plan()
    assert plan is not None
    assert plan.timetable.day(12).isoformat() == "2028-01-03"


async def test_quiet_days_that_would_swallow_a_turn_are_refused(setting: Setting) -> None:
    answer = await setting.types(LINES.format(unit="kuukausi") + "\nHiljaiset päivät: heinäkuu")
    assert said(answer)[0].startswith("Hiljaisia päiviä on peräkkäin niin monta")
    assert "dutystart" not in {button.action for button in buttons(answer).values()}
