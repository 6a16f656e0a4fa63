"""Calls are for anyone: who is in no network yet finds them and applies, in whatever network they are."""

from dataclasses import replace

from bot.i18n import render
from tests.bot.runtime.stage import GROUP, Someone, ids
from tests.handlers.calls_stage import ANNA, Office, opened
from tests.storage.making import chat, network

STRANGER = Someone.named("Vieras", locale="fi")


async def test_a_stranger_finds_every_networks_calls_and_applies(office: Office) -> None:
    await opened(office)
    listed = await office.types(STRANGER, "haut")
    assert [render(line, "fi").partition(".")[0] for line in listed.messages[0].lines] == ["Haut:", "Syksyn haku"]
    assert ids(await office.types(STRANGER, "hae"))[0] == "call.head"


async def test_a_group_is_told_of_its_own_networks_calls(office: Office) -> None:
    await opened(office)
    elsewhere = replace(GROUP, id="lappi")
    with office.database.begin() as tx:
        chat(tx, network(tx, "Lappi"), elsewhere.id, title="Lapin kahvit")
    told = [ids(await office.talk(ANNA.types("haut", where, at=office.at)))[0] for where in (GROUP, elsewhere)]
    assert told == ["calls.head", "calls.none"]
