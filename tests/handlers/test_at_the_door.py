"""Those without a chat: coordinators answer offers for them; and who walks into a full meetup is let in or is not."""

from datetime import datetime

import pytest

from bot.chat import Message
from bot.domain.meetups import Meetup
from tests.bot.runtime.stage import Someone, buttons, ids
from tests.handlers.life import Life

DAY_BEFORE, EVENING = "2026-12-01T10:00+02:00", "2026-12-01T18:30+02:00"
STARTED = "2026-12-02T09:00+02:00"
LATER = {DAY_BEFORE: "2026-12-01T10:03+02:00", EVENING: "2026-12-01T18:33+02:00"}

OFFERED = """\
Liisa Laine on varasijalla ilman chattia, ja nyt hänelle on paikka:
Tuottajakahvit
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko, Alajärvi
Kysy häneltä ja vastaa hänen puolestaan viimeistään ti 1.12. klo 13.03. Sen jälkeen paikka tarjotaan seuraavalle."""


async def waits(life: Life, *behind: str) -> Meetup:
    """Let Ben have the only seat, and Liisa, who has no chat, wait for it before the others."""
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben")
    assert ids(await life.types("lisaa Liisa Laine")) == ["add.waits"]
    life.answers(meetup, *behind)
    return meetup


async def leaves(life: Life, meetup: Meetup, at: str) -> None:
    """Let Ben leave; his seat goes on."""
    life.at = datetime.fromisoformat(at)
    await life.presses(f"rsvp-{meetup.id}-no", who=Someone.named("Ben"))
    await life.ticks(LATER[at])


def letter(life: Life) -> Message:
    [message] = life.letters("unreached")["Anna"]
    return message


async def test_an_offer_to_one_without_a_chat_is_taken_for_them_by_a_coordinator(life: Life) -> None:
    meetup = await waits(life)
    await leaves(life, meetup, DAY_BEFORE)
    assert life.told("unreached") == {"Anna": [OFFERED]}
    taken = await life.presses(letter(life), "button.comes")
    assert (ids(taken), life.standings(meetup)["Liisa Laine"]) == (["add.in"], ("yes", 0))
    assert life.seated(meetup) == ["Liisa Laine"]


async def test_an_offer_declined_for_them_goes_on_to_the_next(life: Life) -> None:
    meetup = await waits(life, "Cem")
    await leaves(life, meetup, DAY_BEFORE)
    declined = await life.presses(letter(life), "button.stays_away")
    assert (ids(declined), life.standings(meetup)["Liisa Laine"]) == (["by_hand.stays_away"], ("no", 0))
    assert list(life.letters("promotion")) == ["Cem"]


async def test_the_list_offers_to_answer_for_those_who_are_asked_and_have_no_chat(life: Life) -> None:
    meetup = await waits(life, "Cem")
    mine = {"Liisa Laine: tulee", "Liisa Laine: ei tule"}
    assert not mine & set(buttons(await life.types("ilmoittautuneet")))
    await leaves(life, meetup, DAY_BEFORE)
    listed = await life.types("ilmoittautuneet")
    assert mine <= set(buttons(listed))
    await life.presses(listed, "Liisa Laine: tulee")
    assert life.seated(meetup) == ["Liisa Laine"]


async def test_what_is_settled_is_not_answered_again(life: Life) -> None:
    meetup = await waits(life)
    await leaves(life, meetup, DAY_BEFORE)
    told = letter(life)
    await life.presses(told, "button.comes")
    for label in ("button.stays_away", "button.comes"):
        assert ids(await life.presses(told, label)) == ["by_hand.settled"]
    assert life.seated(meetup) == ["Liisa Laine"]


async def test_an_offer_that_ran_out_is_not_taken_any_more(life: Life) -> None:
    meetup = await waits(life)
    await leaves(life, meetup, DAY_BEFORE)
    told = letter(life)
    await life.ticks("2026-12-01T13:10+02:00")
    assert ids(await life.presses(told, "button.comes")) == ["out.no_more"]
    assert life.seated(meetup) == []


async def test_from_the_evening_before_the_first_answer_counts_for_them_too(life: Life) -> None:
    meetup = await waits(life, "Cem")
    await leaves(life, meetup, EVENING)
    assert life.told("unreached")["Anna"][0].splitlines()[-1] == (
        "Ensimmäinen, joka ehtii, saa paikan. Kysy häneltä ja vastaa hänen puolestaan."
    )
    await life.presses(letter(life), "button.comes")
    assert life.seated(meetup) == ["Liisa Laine"]
    late = await life.presses(f"rsvp-{meetup.id}-yes", who=Someone.named("Cem"))
    assert (ids(late), life.seated(meetup)) == (["toast.waiting"], ["Liisa Laine"])


async def test_nobody_answers_for_one_who_has_a_chat_and_only_coordinators_answer(life: Life) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben", "Cem")
    await leaves(life, meetup, DAY_BEFORE)
    cem = life.person("Cem")
    assert ids(await life.presses(f"behalf-{meetup.id}-{cem}1")) == ["by_hand.settled"]
    forged = await life.presses(f"behalf-{meetup.id}-{cem}1", who=Someone.named("Ben"))
    assert (ids(forged), life.seated(meetup)) == (["role.coordinators_only"], [])


# -- who walks in --------------------------------------------------------------------------------------------


async def full(life: Life) -> Meetup:
    """Let a meetup with two seats begin, full and with one who still waits."""
    meetup = life.publish(capacity=2)
    life.answers(meetup, "Ben", "Cem", "Dea")
    life.at = datetime.fromisoformat(STARTED)
    return meetup


async def test_who_walks_into_a_full_meetup_is_not_listed_until_there_is_room(life: Life) -> None:
    meetup = await full(life)
    refused = await life.types("lisaa Liisa Laine")
    assert (ids(refused), list(buttons(refused))) == (
        ["add.full", "add.full_ways"], ["Nosta 3 paikkaan", "button.take_out"],
    )  # fmt: skip
    assert (sorted(life.standings(meetup)), life.came(meetup)) == (["Ben", "Cem", "Dea"], 0)


@pytest.mark.parametrize(("typed", "seats"), [("Liisa Laine", 3), ("Liisa Laine 2", 5)])
async def test_room_is_made_for_who_walked_in_and_their_guests_and_for_nobody_else(
    life: Life, typed: str, seats: int
) -> None:
    meetup = await full(life)
    refused = await life.types(f"lisaa {typed}")
    added = await life.presses(refused, f"Nosta {seats} paikkaan")
    assert (ids(added), life.now(meetup).capacity, life.came(meetup)) == (["add.came"], seats, 1)
    assert life.seated(meetup) == ["Ben", "Cem", "Liisa Laine"]
    assert life.standings(meetup)["Dea"] == ("yes", 1)
    [(what, before, after)] = life.noted(meetup)
    assert (what, before["capacity"], after["capacity"]) == ("edited", "2", str(seats))
    assert ids(await life.presses(refused, f"Nosta {seats} paikkaan")) == ["button.unknown"]
    assert (life.now(meetup).capacity, len(life.standings(meetup))) == (seats, 4)


async def test_a_seat_that_came_free_is_for_whoever_is_there(life: Life) -> None:
    meetup = await full(life)
    await life.presses(f"gone-{meetup.id}-{life.person('Ben')}")
    assert ids(await life.types("lisaa Liisa Laine")) == ["add.came"]
    assert (life.seated(meetup), life.now(meetup).capacity) == (["Cem", "Liisa Laine"], 2)


async def test_before_the_start_who_is_added_waits_as_anybody(life: Life) -> None:
    meetup = life.publish(capacity=1)
    life.answers(meetup, "Ben")
    assert ids(await life.types("lisaa Liisa Laine")) == ["add.waits"]
    assert life.standings(meetup)["Liisa Laine"] == ("yes", 1)
