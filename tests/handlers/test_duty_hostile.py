"""Whatever is typed or pressed about the duty gets an answer, breaks nothing and changes nothing."""

import logging

import pytest
from sqlalchemy import select

from storage import Database
from storage.tables import metadata
from storage.tables_duty import (
    absences,
    areas,
    contacts,
    deeds,
    invitations,
    offers,
    organisations,
    reasons,
    rotas,
    signs,
)
from tests.bot.domain.duty.making import at
from tests.bot.runtime.stage import ANNA, Someone
from tests.handlers.duty_stage import Rota, begun

NOW = "2027-01-10 12:00"
AINO, EVE = Someone.named("Aino"), Someone.named("Eve")
KEPT = (absences, reasons, signs, areas, contacts, deeds, invitations, offers, organisations, rotas)
PASSING = {"events", "lanes", "identities"}  #: what every event writes: that it came, and who spoke
ODD = (
    "", "x", "99.99.9999", "1.1.9999", "31.12.9999", "0.0.0", "1.1.2000", "–", "1.7.9999–31.12.9999", "-", "a b c d",
    "1.2.2027 1.2.2027", "1.2.2027 1.3.9999", "\u202e1.2.2027", "' OR 1=1 --", "9" * 4000, "{0} {name} %s", "uusi",
    ": Humak",    "Koulutus:", "," * 50 + ": Humak", "poista", "poista x", "1.2.2027–", "–1.2.2027",
)  # fmt: skip
DEEDS = (
    "vaihda", "tuuraaja", "ohita", "lykkaa", "peru", "kumoa", "kuittaa", "poissa", "alue", "kysymykset", "tilastot",
    "ics", "kutsu", "liity", "olematon", "historia", "nakyvyys", "muistio", "varalla",
)  # fmt: skip
ACTIONS = (
    "dutyack", "dutyfits", "dutypacket", "dutyhelp", "dutytake", "dutydo", "dutysure", "dutyundo", "dutyresume",
    "dutyinvite", "dj", "dutystay", "dutyleave", "dutystep", "dutystart", "dutyedit", "dutyfeed", "dutyrequests",
    "reply", "replysend", "asksend", "swapgive", "swapmake", "swapchoose", "swapyes", "swapok", "swapno", "swapback",
    "swapundo", "dutysign",
)  # fmt: skip
ARGS = (
    "", "rota", "nothing", "rota-", "rota-20270201", "rota-99999999", "rota-20270201_x", "rota-00010101_pass",
    "rota-99991201_pass", "rota-20270201_hold_99991201", "rota-20270201_cancel_00010101", "rota-20270201_20270201",
    "nothing-20270201", "-", "_", "rota-topic_maybe", "rota-group_on", "rota-lamp_on", "nothing-tag_on",
)  # fmt: skip


@pytest.fixture
def rota(database: Database) -> Rota:
    return begun(database)


def kept(rota: Rota) -> list[list[tuple[object, ...]]]:
    with rota.database.begin() as tx:
        return [sorted(map(tuple, tx._connection.execute(select(table))), key=repr) for table in KEPT]


async def holds(rota: Rota, caplog: pytest.LogCaptureFixture, *events: object) -> None:
    """Hold that each event is answered, that none was a bug of ours, and that nothing is changed by them."""
    before = kept(rota)
    for event in events:
        answer = await rota.talk(event)  # type: ignore[arg-type]  # an event of any kind
        assert answer.toast or answer.messages or answer.form, event
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [], event
    assert kept(rota) == before


async def test_whatever_a_stranger_types_or_presses_is_answered_and_changes_nothing(
    rota: Rota, caplog: pytest.LogCaptureFixture
) -> None:
    typed = [EVE.types(f"vuoro {deed} {odd}", at=at(NOW)) for deed in DEEDS for odd in ODD[::8]]
    pressed = [EVE.presses(f"{action}-{arg}", at=at(NOW)) for action in ACTIONS for arg in ARGS[::3]]
    await holds(rota, caplog, *typed, *pressed)


async def test_what_makes_no_sense_is_answered_and_changes_nothing_for_those_inside_too(
    rota: Rota, caplog: pytest.LogCaptureFixture
) -> None:
    harmless = [odd for odd in ODD if odd not in {"", "1.2.2027–", ": Humak"}]
    typed = [who.types(f"vuoro {deed} {odd}", at=at(NOW)) for who, deeds_ in (
        (ANNA, ("vaihda", "tuuraaja", "kysymykset", "tilastot", "ics", "olematon")),
        (AINO, ("ohita", "lykkaa", "peru", "kumoa", "alue", "kutsu x", "liity")),
    ) for deed in deeds_ for odd in harmless]  # fmt: skip
    lists = [ANNA.types(f"vuorolista {odd}", at=at(NOW)) for odd in ("0", "-5", "9" * 30, "9999", "²", "60", "x y")]
    await holds(rota, caplog, *typed, *lists)


async def test_a_coordinators_odd_presses_do_nothing(rota: Rota, caplog: pytest.LogCaptureFixture) -> None:
    odd = [arg for arg in ARGS if "hold_9999" not in arg]
    pressed = [
        AINO.presses(f"{action}-{arg}", at=at(NOW)) for action in ACTIONS for arg in odd if action != "dutyinvite"
    ]
    await holds(rota, caplog, *pressed)


async def test_looking_writes_nothing(rota: Rota) -> None:
    def everything() -> dict[str, list[tuple[object, ...]]]:
        with rota.database.begin() as tx:
            tables = metadata.sorted_tables
            rows = {table.name: tx._connection.execute(select(table)) for table in tables if table.name not in PASSING}
            return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}

    await rota.ticks("2027-01-04 09:00")
    await rota.talk(AINO.types("vuoro", at=at(NOW)))
    before = everything()
    for who in (AINO, ANNA):
        for line in ("vuoro", "vuorolista 60", "kuka", "kuka koulutus", "vuoro tilastot", "vuoro historia", "vuoro ics",
                     "vuoro kysymykset", "vuoro alue", "vuoro muistio"):  # fmt: skip
            await rota.talk(who.types(line, at=at(NOW)))
    for line in ("vuoro ohita", "vuoro kumoa", "vuoro nakyvyys"):
        await rota.talk(AINO.types(line, at=at(NOW)))
    assert everything() == before
