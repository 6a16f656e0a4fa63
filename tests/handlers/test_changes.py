"""Changing a meetup: shown first with all it does, then done once, and told to those it touches."""

from datetime import datetime, time

import pytest

from bot.domain.changing import facts
from bot.domain.meetups import State
from bot.domain.people import Role
from bot.domain.seating import Reply
from bot.i18n import render
from storage.tables_life import changes
from tests.bot.runtime.stage import Someone, buttons, ids
from tests.handlers.life import Life, waiting
from tests.storage.making import meet

MOVED = """\
Aika muuttui: Tuottajakahvit, Alajärvi
Ennen: ke 2.12.2026 klo 8.30–10.00
Nyt: to 3.12.2026 klo 9.00–10.30
Pääsetkö uuteen aikaan? {held}"""
NEW_TIME = "muuta\nAika: to 3.12. klo 9–10.30"


# -- the time moves ----------------------------------------------------------------------------------------


async def test_a_new_time_is_shown_first_then_told_once_to_all_it_concerns_who_are_asked_again(life: Life) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben", "Cem")
    life.answers(meetup, "Dea", reply=Reply.MAYBE)
    shown = await life.types(NEW_TIME)
    assert (ids(shown), list(buttons(shown)), life.told("moved")) == (
        ["change.head", "label.when", "change.was", "change.now", "change.tells", "change.asks"],
        ["button.publish_change", "button.edit", "button.drop"], {},
    )  # fmt: skip
    done = await life.presses(shown, "button.publish_change")
    assert (ids(done), life.now(meetup).starts, life.redrawn()) == (["change.done_told"], time(9), True)
    held = "Pidän paikkasi ti 1.12. klo 12 asti."
    assert life.told("moved") == {
        "Ben": [MOVED.format(held=held)],
        "Cem": [MOVED.format(held="Pidän varasijasi ti 1.12. klo 12 asti.")],
        "Dea": [MOVED.format(held="").rstrip()],
    }
    again = await life.presses(shown, "button.publish_change")
    assert (ids(again), len(life.noted(meetup))) == (["change.done_already"], 1)


async def test_a_change_is_in_the_audit_trail_with_who_made_it_and_how_things_were(life: Life) -> None:
    meetup = life.publish()
    await life.presses(await life.types(NEW_TIME), "button.publish_change")
    after = life.now(meetup)
    assert life.noted(meetup) == [("edited", facts(meetup), facts(after))]
    told = await life.presses(f"history-{meetup.id}")
    assert [render(line, "fi") for line in told.messages[0].lines][1:] == [
        "pe 20.11.2026 klo 11.00 Anna: muutti tietoja", "Aika", "Ennen: ke 2.12.2026 klo 8.30–10.00",
        "Nyt: to 3.12.2026 klo 9.00–10.30",
    ]  # fmt: skip
    refused = await life.presses(f"history-{meetup.id}", who=Someone.named("Ben"))
    assert ids(refused) == ["role.coordinators_only"]


async def test_a_change_stays_in_the_trail_when_who_made_it_is_erased(life: Life) -> None:
    meetup = life.publish()
    await life.presses(await life.types(NEW_TIME), "button.publish_change")
    with life.database.begin() as tx:
        [bo] = meet(tx, "Bo")
        tx.people.enrol(bo.id, life.network, Role.COORDINATOR)
        tx._connection.execute(changes.update().values(person_id=None))  # as an erasure leaves it
    told = await life.presses(f"history-{meetup.id}", who=Someone.named("Bo"))
    assert render(told.messages[0].lines[1], "fi").endswith("koordinaattori (tiedot poistettu): muutti tietoja")


async def test_those_who_do_not_answer_a_new_time_lose_their_place_only_if_they_were_asked(life: Life) -> None:
    meetup = life.publish(capacity=3)
    life.answers(meetup, "Ben", "Cem")
    life.answers(meetup, "Dea", reachable=False)
    life.answers(meetup, "Eve")
    await life.presses(await life.types(NEW_TIME), "button.publish_change")
    life.delivers("moved", "Ben", "Eve")  # and Cem's letter is still on its way
    life.at = datetime.fromisoformat("2026-12-01T11:00:00+02:00")
    await life.presses(f"rsvp-{meetup.id}-yes", who=Someone.named("Eve"))
    await life.ticks("2026-12-01T12:00:00+02:00")
    await life.ticks("2026-12-01T12:02:00+02:00")  # until then they may take it back
    assert life.standings(meetup) == {
        "Cem": ("yes", 0), "Dea": ("yes", 0), "Eve": ("yes", 0), "Ben": ("maybe", 0),
    }  # fmt: skip
    assert sorted(life.told("lapsed", "promotion")) == ["Ben", "Eve"]  # Eve gets the place that Ben lost


# -- places, and what is quiet -----------------------------------------------------------------------------


async def test_a_new_venue_is_told_and_nobody_is_asked_again(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    shown = await life.types("muuta\nPaikka: Villa Rana\nKunta: Kauhava")
    await life.presses(shown, "button.publish_change")
    assert life.told("moved") == {
        "Ben": [
            "Paikka muuttui: Tuottajakahvit, ke 2.12.2026 klo 8.30\n"
            "Ennen: Nelikko, Alajärvi\nNyt: Villa Rana, Kauhava\nPaikkasi säilyy. Jos et pääse, kerro nyt."
        ]
    }
    assert life.now(meetup).held_until is None


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("button.fix_quietly", {}),
        (
            "button.tell",
            {"Ben": ["Tiedot muuttuivat: Tuottajakahvit, ke 2.12.2026 klo 8.30, Alajärvi\nTeema: Talkoot\nHinta: 5 €"]},
        ),
    ],
)
async def test_other_edits_are_made_quietly_or_told_as_the_coordinator_chooses(
    life: Life, how: str, told: dict[str, list[str]]
) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    shown = await life.types("muuta\nTeema: Talkoot\nHinta: 5 €")
    assert list(buttons(shown))[:2] == ["button.fix_quietly", "button.tell"]
    await life.presses(shown, how)
    assert (life.now(meetup).theme, life.told("moved"), life.redrawn()) == ("Talkoot", told, True)


async def test_raised_capacity_seats_all_it_can_in_one_run(life: Life) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben", "Cem", "Dea", "Eve")
    shown = await life.types("muuta\nPaikkoja: 3")
    await life.presses(shown, "button.fix_quietly")
    assert life.standings(meetup) == {"Ben": ("yes", 0), "Cem": ("yes", 0), "Dea": ("yes", 0), "Eve": ("yes", 1)}
    assert sorted(life.told("promotion")) == ["Cem", "Dea"]


async def test_lowered_capacity_is_shown_with_names_and_those_who_lose_their_place_are_told(life: Life) -> None:
    meetup = life.publish(capacity=3)
    life.answers(meetup, "Ben", "Cem", "Dea")
    shown = await life.types("muuta\nPaikkoja: 1")
    [pushed] = [render(line, "fi") for line in shown.messages[0].lines if line.id == "change.pushed"]
    assert pushed == "2 ihmistä menettää paikkansa ja siirtyy varasijalle: Cem, Dea"
    assert (list(buttons(shown)), shown.fresh) == (["button.publish_change", "button.edit", "button.drop"], True)
    await life.presses(shown, "button.publish_change")
    assert life.told("pushed", "moved") == {
        name: [
            f"Paikkoja on nyt vähemmän, ja olet taas varasijalla: Tuottajakahvit\nke 2.12.2026 klo 8.30–10.00\n"
            f"Paikka: Nelikko, Alajärvi\nOlet varasijalla {number}. Kerron sinulle, jos saat paikan."
        ]
        for name, number in (("Cem", 1), ("Dea", 2))
    }


async def test_a_change_that_others_have_overtaken_is_shown_again_before_it_is_made(life: Life) -> None:
    meetup = life.publish(capacity=3)
    life.answers(meetup, "Ben", "Cem")
    shown = await life.types("muuta\nPaikkoja: 1")
    life.answers(meetup, "Dea")  # and now two would lose their places
    again = await life.presses(shown, "button.publish_change")
    assert (life.now(meetup).capacity, ids(again)[0]) == (3, "change.head")
    await life.presses(again, "button.publish_change")
    assert (life.now(meetup).capacity, sorted(life.told("pushed"))) == (1, ["Cem", "Dea"])


# -- what is not told --------------------------------------------------------------------------------------


async def test_changes_that_nobody_has_heard_of_yet_are_told_as_one(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    await life.presses(await life.types(NEW_TIME), "button.publish_change")
    await life.presses(await life.types("muuta\nPaikka: Villa Rana"), "button.publish_change")
    [told] = life.told("moved")["Ben"]
    assert told.splitlines()[:3] == [
        "Aika ja paikka muuttuivat: Tuottajakahvit", "Ennen: ke 2.12.2026 klo 8.30–10.00, Nelikko, Alajärvi",
        "Nyt: to 3.12.2026 klo 9.00–10.30, Villa Rana, Alajärvi",
    ]  # fmt: skip


async def test_a_change_undone_before_anybody_heard_of_it_is_not_told_at_all(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    await life.presses(await life.types("muuta\nPaikka: Villa Rana"), "button.publish_change")
    await life.presses(await life.types("muuta\nPaikka: Nelikko"), "button.publish_change")
    assert (life.told("moved"), life.now(meetup).venue) == ({}, "Nelikko")


async def test_three_changes_that_nobody_has_heard_of_are_told_as_one_from_what_people_know(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    for day in ("to 3.12. klo 9", "pe 4.12. klo 9", "la 5.12. klo 9"):
        await life.presses(await life.types(f"muuta\nAika: {day}"), "button.publish_change")
    [told] = life.told("moved")["Ben"]
    assert told.splitlines()[1:3] == ["Ennen: ke 2.12.2026 klo 8.30–10.00", "Nyt: la 5.12.2026 klo 9.00"]


async def test_a_seat_one_was_to_hear_of_in_the_morning_is_told_although_the_time_moves_there_and_back(
    life: Life,
) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben", "Cem")
    life.at = datetime.fromisoformat("2026-11-25T23:00:00+02:00")
    await life.presses(await life.types("muuta\nOsallistujia enintään: 2"), "button.fix_quietly")
    for day in ("to 3.12. klo 9–10.30", "ke 2.12. klo 8.30–10"):
        await life.presses(await life.types(f"muuta\nAika: {day}"), "button.publish_change")
    told = life.told("promotion", "moved")
    assert {to: [one.splitlines()[:2] for one in texts] for to, texts in told.items()} == {
        "Cem": [["Sait paikan, olet nyt mukana: Tuottajakahvit", "ke 2.12.2026 klo 8.30–10.00"]]
    }


async def test_who_loses_a_seat_that_the_first_to_press_may_have_hears_both_at_once_also_at_night(life: Life) -> None:
    meetup = life.publish(capacity=2, most_guests=2)
    life.answers(meetup, "Ben")
    await life.presses(f"rsvp-{meetup.id}-yes1", who=Someone.named("Ben"))
    life.at = datetime.fromisoformat("2026-12-01T23:00:00+02:00")
    await life.presses(await life.types("muuta\nOsallistujia enintään: 1"), "button.publish_change")
    letters = life.letters("pushed", "promotion")["Ben"]
    assert [(one.lines[0].id, one.silent) for one in letters] == [("pushed_back.head", True), ("offer.open", True)]


async def test_who_cannot_be_written_to_hears_of_it_by_a_line_in_the_group(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben", reachable=False)
    done = await life.presses(await life.types(NEW_TIME), "button.publish_change")
    assert ids(done) == ["change.done", "change.unreached"]
    assert life.told("moved") == {
        "telegram:-100": [
            "Aika muuttui: Tuottajakahvit, Alajärvi\nEnnen: ke 2.12.2026 klo 8.30–10.00\n"
            "Nyt: to 3.12.2026 klo 9.00–10.30\nVastaa kortin napeilla."
        ]
    }


async def test_a_change_made_at_night_waits_for_the_morning_unless_the_meetup_is_near(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    life.at = datetime.fromisoformat("2026-11-25T23:00:00+02:00")
    await life.presses(await life.types(NEW_TIME), "button.publish_change")
    with life.database.begin() as tx:
        dues = [row.due for row in waiting(tx) if row.kind == "moved"]
    assert dues == [datetime.fromisoformat("2026-11-26T08:00:00+02:00")]


# -- by buttons, and who may -------------------------------------------------------------------------------


async def test_what_to_change_is_chosen_by_buttons_and_answered_as_asked(life: Life) -> None:
    meetup = life.publish()
    asked = await life.types("muokkaa")
    assert ids(asked) == ["change.about", "change.by_lines", "form.which"]
    question = await life.presses(asked, "label.venue")
    assert [render(line, "fi") for line in question.messages[0].lines] == ["Missä paikassa tavataan?", "Nyt: Nelikko"]
    shown = await life.says("Villa Rana")
    assert ids(shown)[:2] == ["change.head", "label.venue"]
    await life.presses(shown, "button.publish_change")
    assert life.now(meetup).venue == "Villa Rana"


@pytest.mark.parametrize(
    ("line", "button"),
    [("muuta Aika: to 3.12.2026 klo 9", "button.publish_change"), ("perutapaaminen Kiire", "button.send_cancellation")],
)
async def test_the_coordinator_hears_whom_only_people_can_tell(life: Life, line: str, button: str) -> None:
    life.publish()
    await life.types("lisaa Liisa Laine 1")
    await life.types("lisaa Antti Aro")
    done = await life.presses(await life.types(line), button)
    assert render(done.messages[0].lines[-1], "fi") == (
        "Kerrothan itse heille, joilla ei ole chattia: Antti Aro, Liisa Laine."
    )


@pytest.mark.parametrize("typed", ["klo 9–11", "klo 9-11", "Aika: klo 9–11"])
async def test_a_clock_time_alone_keeps_the_day(life: Life, typed: str) -> None:
    life.publish()
    await life.presses(await life.types("muuta"), "label.when")
    shown = await life.says(typed)
    assert [render(line, "fi") for line in shown.messages[0].lines if line.id in {"change.was", "change.now"}] == [
        "Ennen: ke 2.12.2026 klo 8.30–10.00", "Nyt: ke 2.12.2026 klo 9.00–11.00"
    ]  # fmt: skip


async def test_of_several_meetups_one_is_chosen_and_the_typed_lines_are_kept(life: Life) -> None:
    life.publish()
    second = life.publish(municipality="Kauhava")
    which = await life.types("muuta\nTeema: Talkoot")
    assert list(buttons(which)) == ["ke 2.12. Alajärvi", "ke 2.12. Kauhava"]
    shown = await life.presses(which, "ke 2.12. Kauhava")
    await life.presses(shown, "button.publish_change")
    assert life.now(second).theme == "Talkoot"


@pytest.mark.parametrize("line", ["muuta", "perutapaaminen"])
async def test_only_coordinators_change_and_cancel(life: Life, line: str) -> None:
    life.publish()
    with life.database.begin() as tx:
        [ben] = meet(tx, "Ben")
        tx.people.enrol(ben.id, life.network)
    assert ids(await life.types(line, who=Someone.named("Ben"))) == ["role.coordinators_only"]


# -- cancelling --------------------------------------------------------------------------------------------

CANCELLED = (
    "Peruttu: Tuottajakahvit, ke 2.12.2026 klo 8.30, Alajärvi\nSyy: puhuja on estynyt.\n"
    "Uudesta päivästä kerrotaan, kun se on sovittu.\nSinun ei tarvitse tehdä mitään."
)


async def test_a_cancellation_asks_the_reason_shows_the_message_and_tells_everyone_once(life: Life) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben", "Cem")
    life.answers(meetup, "Dea", reply=Reply.MAYBE)
    life.answers(meetup, "Eve", reply=Reply.NO)
    await life.presses(await life.types(NEW_TIME), "button.publish_change")  # not sent yet: nobody needs to hear of it
    surely = await life.types("perutapaaminen")
    asked = await life.presses(surely, "button.cancel_meetup")
    assert ids(asked) == ["1/1 ask.reason", "ask.reason_help"]
    shown = await life.says("puhuja on estynyt.")
    assert life.told("cancelled") == {}
    done = await life.presses(shown, "button.send_cancellation")
    words = CANCELLED.replace("ke 2.12.2026 klo 8.30", "to 3.12.2026 klo 9.00")
    assert (ids(done), life.now(meetup).state) == (["cancel.done_told"], State.CANCELLED)
    assert life.told("cancelled", "moved") == {who: [words] for who in ("Ben", "Cem", "Dea", "telegram:-100")}
    assert ids(await life.presses(shown, "button.send_cancellation")) == ["cancel.over"]
    late = await life.presses(f"rsvp-{meetup.id}-yes", who=Someone.named("Ben"))
    assert ids(late) == ["closed.cancelled"]


async def test_before_the_button_is_pressed_words_that_mean_nothing_are_answered_with_the_cancellation(
    life: Life,
) -> None:
    meetup = life.publish()
    surely = await life.types("perutapaaminen")
    again = await life.says("hmm, mitäs nyt")
    assert ids(again) == ["help.unknown", "draft.waits", "1/1 ask.reason", "ask.reason_help"]
    assert ids(await life.says("puhuja on estynyt"))[0] == "cancel.head"
    assert ids(await life.presses(surely, "button.cancel_meetup")) == ["1/1 ask.reason", "ask.reason_help"]
    assert (life.now(meetup).state, life.told("cancelled")) == (State.PUBLISHED, {})


async def test_another_draft_keeps_its_place_while_a_cancellation_is_only_asked_about(life: Life) -> None:
    life.publish()
    asked = ids(await life.types("uusitapaaminen"))
    await life.types("perutapaaminen")
    assert ids(await life.types("abrakadabra")) == ["help.unknown", "draft.waits", *asked]


async def test_a_cancelled_meetup_takes_no_changes(life: Life) -> None:
    meetup = life.publish()
    edit = await life.types("muuta\nTeema: Talkoot")
    await life.presses(await life.types("perutapaaminen Syy: lumimyräkkä"), "button.send_cancellation")
    assert ids(await life.presses(edit, "button.publish_change")) == ["change.cancelled"]
    assert (life.now(meetup).theme, [what for what, _, _ in life.noted(meetup)]) == (meetup.theme, ["cancelled"])
