"""Organisations agree between themselves: one gets it, nothing moves without both, and what is undercut lapses."""

import asyncio
from datetime import date

import pytest

from bot.chat import Answer
from bot.domain.duty import operations as do
from bot.domain.duty.swaps import State
from bot.i18n import render
from storage import Database
from tests.bot.domain.duty.making import at, good
from tests.bot.runtime.stage import ANNA, BO, CEM, Someone, buttons
from tests.handlers.duty_stage import PEOPLE, Rota, begun, tick

NOW = "2027-01-10 12:00"
AINO = Someone.named("Aino")
FEBRUARY, MARCH, APRIL, JUNE = (date(2027, month, 1) for month in (2, 3, 4, 6))
ORDER = ["Humak", "Keski-Suomen liitto", "Villa Rana"]


@pytest.fixture
def rota(database: Database) -> Rota:
    return begun(database)


async def does(rota: Rota, who: Someone, data: str, local: str = NOW) -> Answer:
    return await rota.talk(who.presses(data, at=at(local)))


def ids(answer: Answer) -> list[str]:
    return [answer.toast.id] if answer.toast else [line.id for one in answer.messages for line in one.lines]


async def offers(rota: Rota, who: Someone, subject: str) -> str:
    """Make an offer; give its id."""
    answer = await does(rota, who, f"swapmake-rota-{subject}")
    assert ids(answer)[0] == "duty.offer_made"
    return next(button.arg for button in buttons(answer).values() if button.action == "swapback")


def holders(rota: Rota, *months: int) -> list[str | None]:
    """Say who has the turns of these months of 2027."""
    names = {id_: name for name, id_ in rota.organisations.items()}
    with rota.database.begin() as tx:
        kept = tx.duty.get("rota")
    assert kept is not None
    return [names.get(kept.plan.effective(month - 1) or "") for month in months]


def state(rota: Rota, offer: str) -> State:
    with rota.database.begin() as tx:
        found = tx.offers.get(offer)
    assert found is not None
    return found[1].state


# -- agreeing ------------------------------------------------------------------------------------------------


async def test_a_swap_needs_both_and_moves_nothing_else(rota: Rota) -> None:
    before = holders(rota, *range(1, 13))
    offer = await offers(rota, BO, "20270201_20270301")
    assert holders(rota, *range(1, 13)) == before
    assert ids(await does(rota, ANNA, f"swapyes-{offer}")) == ["duty.swap_not_for_you"]
    assert ids(await does(rota, CEM, f"swapyes-{offer}")) == ["duty.agreed"]
    assert holders(rota, *range(1, 13)) == ["Humak", "Villa Rana", "Keski-Suomen liitto", *before[3:]]
    assert state(rota, offer) is State.APPLIED


async def test_of_two_acceptors_at_once_one_gets_it_and_the_other_is_told_so_kindly(rota: Rota) -> None:
    offer = await offers(rota, ANNA, "20270401_cover")
    presses = [who.presses(f"swapyes-{offer}", at=at(NOW)) for who in (BO, CEM)]
    answers = await asyncio.gather(*(talk(one) for talk, one in zip((rota.talk, rota.other), presses, strict=True)))
    told = dict(zip(("Keski-Suomen liitto", "Villa Rana"), (ids(answer)[0] for answer in answers), strict=True))
    assert sorted(told.values()) == ["duty.agreed", "duty.swap_taken"]
    assert [told[holder or ""] for holder in holders(rota, 4)] == ["duty.agreed"]


async def test_whoever_accepts_twice_hears_that_it_is_agreed(rota: Rota) -> None:
    offer = await offers(rota, BO, "20270201_20270301")
    told = [ids(await does(rota, CEM, f"swapyes-{offer}")) for _ in range(2)]
    assert told == [["duty.agreed"], ["duty.accepted_already"]]


async def test_an_offer_that_takes_any_turn_is_confirmed_by_who_made_it(rota: Rota) -> None:
    offer = await offers(rota, BO, "20270201_any")
    chosen = await does(rota, CEM, f"swapchoose-{offer}")
    assert f"{offer}-20270301" in [button.arg for button in buttons(chosen).values()]
    assert ids(await does(rota, CEM, f"swapyes-{offer}-20270301")) == ["duty.offer_waits"]
    assert ids(await does(rota, ANNA, f"swapyes-{offer}-20270401")) == ["duty.swap_taken"]
    assert ids(await does(rota, CEM, f"swapok-{offer}")) == ["duty.swap_not_for_you"]
    assert ids(await does(rota, BO, f"swapno-{offer}")) == ["duty.offer_open_again"]
    assert ids(await does(rota, ANNA, f"swapyes-{offer}-20270401")) == ["duty.offer_waits"]
    assert ids(await does(rota, BO, f"swapok-{offer}")) == ["duty.agreed"]
    assert holders(rota, 2, 3, 4) == ["Humak", "Villa Rana", "Keski-Suomen liitto"]


async def test_an_offer_is_declined_withdrawn_and_made_only_once(rota: Rota) -> None:
    offer = await offers(rota, BO, "20270201_20270301")
    assert ids(await does(rota, BO, "swapmake-rota-20270201_any")) == ["duty.offer_there"]
    assert ids(await does(rota, CEM, f"swapno-{offer}")) == ["duty.offer_declined"]
    assert ids(await does(rota, CEM, f"swapyes-{offer}")) == ["duty.swap_over"]
    again = await offers(rota, BO, "20270201_any")
    assert ids(await does(rota, CEM, f"swapback-{again}")) == ["duty.swap_not_yours_offer"]
    assert ids(await does(rota, BO, f"swapback-{again}")) == ["duty.offer_withdrawn"]
    assert [state(rota, one) for one in (offer, again)] == [State.DECLINED, State.WITHDRAWN]


async def test_an_offer_lapses_in_the_daytime_when_nobody_answers(rota: Rota) -> None:
    offer = await offers(rota, ANNA, "20270401_any")
    await rota.talk(tick(at("2027-01-24 12:01")))
    assert state(rota, offer) is State.EXPIRED
    told = [due for due, message in rota.letters() if message.lines[0].id == "duty.offer_expired"]
    assert told == [at("2027-01-25 09:00")] * len(told)
    assert told


async def test_an_offer_is_void_when_the_plan_under_it_changes_and_says_why(rota: Rota) -> None:
    offer = await offers(rota, BO, "20270201_20270301")
    await bends(rota, "20270201_hold")
    assert state(rota, offer) is State.VOID
    assert any("Tarjous raukesi, koska tämä vuoro on nyt toisella organisaatiolla" in said for said in rota.said())
    assert ids(await does(rota, CEM, f"swapyes-{offer}")) == ["duty.swap_over"]


async def test_what_was_agreed_is_undone_when_both_ask_and_then_all_is_as_it_was(rota: Rota) -> None:
    before = holders(rota, *range(1, 13))
    offer = await offers(rota, BO, "20270201_20270301")
    await does(rota, CEM, f"swapyes-{offer}")
    assert ids(await does(rota, ANNA, f"swapundo-{offer}")) == ["duty.swap_not_for_you"]
    assert ids(await does(rota, BO, f"swapundo-{offer}")) == ["duty.undo_waits"]
    assert ids(await does(rota, BO, f"swapundo-{offer}")) == ["duty.undo_waits"]
    assert ids(await does(rota, CEM, f"swapundo-{offer}")) == ["duty.swap_undone"]
    assert holders(rota, *range(1, 13)) == before


async def test_a_coordinator_undoes_alone_but_not_what_has_begun(rota: Rota) -> None:
    offer = await offers(rota, BO, "20270201_20270301")
    await does(rota, CEM, f"swapyes-{offer}")
    assert ids(await does(rota, AINO, f"swapundo-{offer}", "2027-02-02 12:00")) == ["duty.undo_late"]
    assert ids(await does(rota, AINO, f"swapundo-{offer}")) == ["duty.swap_undone"]


async def explains(rota: Rota, deed: str, why: str = "Talo on kiinni") -> Answer:
    """Let Aino choose a deed and say why; give what she is shown before it is done."""
    assert ids(await does(rota, AINO, f"dutydo-rota-{deed}"))[1] == "form.question"
    return await rota.talk(AINO.says(why, at=at(NOW)))


async def bends(rota: Rota, deed: str) -> Answer:
    shown = await explains(rota, deed)
    return await does(rota, AINO, next(one.data for one in buttons(shown).values() if one.action == "dutysure"))


# -- what coordinators do --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "after"),
    [
        ("pass", ["Humak", "Villa Rana", "Humak", "Keski-Suomen liitto"]),
        ("hold", ["Humak", None, "Keski-Suomen liitto", "Villa Rana"]),
        ("cancel", ["Humak", None, "Villa Rana", "Humak"]),
        ("hold_20270301", ["Humak", None, None, "Keski-Suomen liitto"]),
        ("cancel_20270301", ["Humak", None, None, "Humak"]),
    ],
)
async def test_a_deed_shows_its_effect_first_does_it_and_is_taken_back(
    rota: Rota, deed: str, after: list[str | None]
) -> None:
    before = holders(rota, 1, 2, 3, 4)
    shown = await explains(rota, f"20270201_{deed}")
    assert holders(rota, 1, 2, 3, 4) == before
    assert ids(shown)[0] == "duty.deed_head"
    done = await does(rota, AINO, next(one.data for one in buttons(shown).values()))
    assert holders(rota, 1, 2, 3, 4) == after
    back = next(one.data for one in buttons(done).values() if one.action == "dutyundo")
    assert ids(await does(rota, AINO, back)) == ["duty.taken_back"]
    assert holders(rota, 1, 2, 3, 4) == before


async def test_only_coordinators_bend_the_order(rota: Rota) -> None:
    shown = await explains(rota, "20270201_pass")
    sure = next(one.data for one in buttons(shown).values() if one.action == "dutysure")
    for data in ("dutydo-rota-20270201_pass", "dutyundo-rota-x"):
        assert ids(await does(rota, BO, data)) == ["role.coordinators_only"]
    assert ids(await does(rota, BO, sure)) == ["button.unknown"]
    assert ids(await does(rota, AINO, "dutydo-rota-20270101_pass")) == ["duty.period_begun"]
    assert ids(await does(rota, AINO, "dutydo-rota-20270201_x")) == ["button.unknown"]
    assert ids(await does(rota, AINO, "dutysure-rota-9")) == ["button.unknown"]
    assert ids(await does(rota, AINO, sure, "2027-02-01 09:00")) == ["duty.period_begun"]
    assert ids(await does(rota, AINO, "swapyes-nothing")) == ["button.unknown"]


async def test_an_open_pause_is_asked_about_each_turn_and_ended_by_a_button(rota: Rota) -> None:
    await bends(rota, "20270301_hold_on")
    assert holders(rota, 2, 3, 4, 5) == ["Keski-Suomen liitto", None, None, None]
    await rota.ticks("2027-02-01 09:00")
    await rota.ticks("2027-03-01 09:00")
    assert "2027-04-01:paused:Aino" in await rota.ticks("2027-03-25 09:00")
    assert ids(await does(rota, AINO, "dutyresume-rota-20270401", "2027-03-25 10:00")) == ["duty.resumed"]
    assert holders(rota, 2, 3, 4, 5) == ["Keski-Suomen liitto", None, "Villa Rana", "Humak"]


async def test_an_edit_keeps_off_the_turns_already_told(rota: Rota) -> None:
    lines = "vuorolista muuta\nJärjestys: Villa Rana, Humak\nAlkaen: {}"
    refused = await rota.talk(AINO.types(lines.format("1.2.2027"), at=at(NOW)))
    assert ids(refused) == ["duty.lineup_published"]
    shown = await rota.talk(AINO.types(lines.format("1.6.2027"), at=at(NOW)))
    assert ids(shown)[0] == "duty.edit_head"
    use = next(one.data for one in buttons(shown).values() if one.action == "dutyedit")
    assert ids(await does(rota, BO, use)) == ["button.unknown"]
    assert ids(await does(rota, AINO, use)) == ["duty.edited"]
    assert ids(await does(rota, AINO, use)) == ["draft.over"]
    assert holders(rota, 2, 3, 4, 5, 6, 7, 8) == [
        "Keski-Suomen liitto", "Villa Rana", "Humak", "Keski-Suomen liitto", "Villa Rana", "Humak", "Villa Rana",
    ]  # fmt: skip
    moved = [said for said in rota.said() if said.startswith("Vuorolista muuttui.")]
    assert len(moved) == len([person for people in PEOPLE.values() for person in people])


async def test_statistics_are_for_those_inside_and_no_ranking(rota: Rota) -> None:
    for local in ("2027-01-04 09:00", "2027-02-01 09:00", "2027-03-01 09:00", "2027-04-01 09:00"):
        await rota.ticks(local)
    with rota.database.begin() as tx:
        kept = tx.duty.lock(rota.network)
        assert kept is not None
        plan = good(do.substitute(kept.plan, JUNE, rota.organisations["Humak"], act="s", at=at("2027-04-02 09:00")))
        tx.duty.change(kept, plan, by="aino", at=at("2027-04-02 09:00"))
    answer = await rota.talk(BO.types("vuoro tilastot", at=at("2027-04-02 12:00")))
    rows = [render(line, "fi") for line in answer.messages[0].lines if line.id == "duty.statistics_row"]
    assert rows == [
        f"{name}: 1 vuoro, suunniteltu 1 vuoro. Päivät: {days} päivää, joista ruuhka-aikaa {busy}."
        for name, days, busy in zip(ORDER, (28, 28, 31), ("3 päivää", "0 päivää", "7 päivää"), strict=True)
    ]
    eve = await rota.talk(Someone.named("Eve").types("vuoro tilastot", at=at("2027-04-02 12:00")))
    assert ids(eve) != ids(answer)


# -- why -------------------------------------------------------------------------------------------------------


async def test_why_is_asked_told_to_those_moved_and_in_the_history_but_never_in_a_group(rota: Rota) -> None:
    await bends(rota, "20270201_pass")
    assert sum("Syy: Talo on kiinni" in said.splitlines() for said in rota.said()) == 4  # Anna, Dan, Bo, Cem
    with rota.database.begin() as tx:
        group = tx.networks.chats(rota.network)[0]
        assert tx.outbox.next(f"{group.platform}:{group.address}", at("2027-01-11 12:00")) is None
    [history] = (await rota.talk(AINO.types("vuoro historia", at=at(NOW)))).messages
    assert [render(line, "fi") for line in history.lines] == [
        "Vuoroihin tehdyt muutokset, uusin ensin:",
        "su 10.1.2027, Aino: ohitus, helmikuun 2027 vuoro",
        "Syy: Talo on kiinni",
    ]
    [others] = (await rota.talk(BO.types("vuoro historia", at=at(NOW)))).messages
    assert render(others.lines[1], "fi") == "su 10.1.2027: ohitus, helmikuun 2027 vuoro"


async def test_the_history_keeps_what_was_taken_back_and_what_was_agreed(rota: Rota) -> None:
    done = await bends(rota, "20270401_hold")
    await does(rota, AINO, next(one.data for one in buttons(done).values() if one.action == "dutyundo"))
    offer = await offers(rota, BO, "20270201_20270301")
    await does(rota, CEM, f"swapyes-{offer}")
    [history] = (await rota.talk(AINO.types("vuoro historia", at=at(NOW)))).messages
    assert [render(line, "fi") for line in history.lines[1:]] == [
        "su 10.1.2027, Cem: vaihto, helmikuun 2027 vuoro ja maaliskuun 2027 vuoro",
        "su 10.1.2027, Aino: lykkäys, huhtikuun 2027 vuoro",
        "Syy: Talo on kiinni",
        "Tämä peruttiin su 10.1.2027.",
    ]


@pytest.mark.parametrize("why", ["", "   ", "x" * 301])
async def test_without_a_reason_nothing_is_done(rota: Rota, why: str) -> None:
    before = holders(rota, *range(1, 13))
    await does(rota, AINO, "dutydo-rota-20270201_hold")
    answer = await rota.talk(AINO.says(why, at=at(NOW)))
    assert "dutysure" not in {one.action for one in buttons(answer).values()}
    assert holders(rota, *range(1, 13)) == before


@pytest.mark.parametrize("day", ["1.2.2027", "2027-02-01"])
async def test_a_reason_may_stand_on_the_command_s_own_line(rota: Rota, day: str) -> None:
    shown = await rota.talk(AINO.types(f"vuoro peru {day}: talo on remontissa", at=at(NOW)))
    assert render(shown.messages[0].lines[1], "fi") == "Syy: talo on remontissa"
    await does(rota, AINO, next(one.data for one in buttons(shown).values() if one.action == "dutysure"))
    assert holders(rota, 1, 2, 3) == ["Humak", None, "Villa Rana"]
