"""Before the day is fixed: a month announced, its day told to who asked; publishing later; copies; other texts."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.chat import Message
from bot.domain.announcing import meetup_of
from bot.domain.changing import edited, facts
from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import Meetup, State
from bot.domain.people import Chat
from bot.domain.seating import Reply
from bot.i18n import render
from bot.wording import announcements
from storage.tables_life import watchers
from tests.bot.runtime.stage import GROUP, Someone, buttons, ids
from tests.bot.wording.reading import kulttuurikuppi
from tests.handlers.life import Life
from tests.storage.making import meet

BEN = Someone.named("Ben")
OPEN = When(precision=Precision.PART_OF_MONTH, day=datetime.fromisoformat("2027-03-01").date(), part=Part.BEGINNING)
OUT = """\
Julkaistu: Tuottajakahvit. Kortti menee 1 ryhmään: Kahvit.
Kiinnitä kortti ryhmässä, niin se löytyy helposti. Itse en voi: siihen tarvittaisiin ylläpitäjän oikeudet, \
ja silloin minulle näkyisi koko keskustelu."""
LINES = """uusitapaaminen
Teema: Matkailu
Aika: ke 2.12.2026 klo 8.30–10
Paikka: Nelikko
Kunta: Alajärvi"""


def said(life: Life, kind: str) -> dict[str, list[str]]:
    return life.told(kind)


# -- the day is not known ----------------------------------------------------------------------------------


async def test_who_asks_is_told_once_when_the_day_is_fixed_and_can_then_sign_up(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    promised = await life.presses(f"tellme-{meetup.id}", who=BEN)
    assert [render(line, "fi") for line in promised.messages[0].lines] == [
        "Kerron sinulle, kun päivä on selvillä: Tuottajakahvit, maaliskuun alussa 2027, Alajärvi."
    ]
    assert ids(await life.presses(f"rsvp-{meetup.id}-yes", who=BEN)) == ["closed.day_unknown"]
    asked = await life.types("muuta\nAika: ke 3.3.2027 klo 8.30–10")
    assert ids(asked) == ["3/4 ask.venue"]
    shown = await life.says("Nelikko")
    assert "change.tells" in ids(shown)
    await life.presses(shown, "button.publish_change")
    assert said(life, "moved") == {
        "Ben": [
            "Päivä on sovittu: Tuottajakahvit Alajärvellä\nke 3.3.2027 klo 8.30–10.00\n"
            "Paikka: Nelikko, Alajärvi\nIlmoittautuminen on auki."
        ]
    }
    assert "toast.in" in ids(await life.presses(f"rsvp-{meetup.id}-yes", who=BEN))[0]
    await life.presses(await life.types("muuta\nTeema: Talkoot"), "button.fix_quietly")
    assert len(said(life, "moved")["Ben"]) == 1


async def test_a_card_in_a_chat_that_has_left_says_why_it_tells_nobody_of_the_day(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    with life.database.begin() as tx:
        tx.networks.leave(GROUP)
    for button in (f"tellme-{meetup.id}", f"tellmenot-{meetup.id}", f"rsvp-{meetup.id}-yes"):
        assert ids(await life.talk(BEN.presses(button, GROUP))) == ["card.withdrawn_press"]


async def test_who_changes_their_mind_is_not_told(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    promised = await life.presses(f"tellme-{meetup.id}", who=BEN)
    await life.presses(promised, "button.tell_me_not", who=BEN)
    await life.presses(await life.types("muuta Aika: ke 3.3.2027 klo 9 Paikka: Nelikko"), "button.publish_change")
    assert said(life, "moved") == {}


@pytest.mark.parametrize("line", ["muuta", "perutapaaminen"])
async def test_a_day_that_is_open_is_told_no_closer_than_it_is_known(life: Life, line: str) -> None:
    life.publish(when=OPEN, venue="")
    answer = await life.types(line)
    assert render(answer.messages[0].lines[0], "fi") == "Tuottajakahvit, maaliskuun alussa 2027, Alajärvi"


async def test_who_answers_by_word_before_the_day_is_known_is_shown_how_to_hear_of_it(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    with life.database.begin() as tx:
        [ben] = meet(tx, "Ben")
        tx.people.enrol(ben.id, life.network)
    for word in ("tulen", "tulen 2", "ehka", "enpaase"):
        answer = await life.types(word, who=BEN)
        assert "card.day_later" in ids(answer)
        assert {button.data for button in buttons(answer).values()} == {f"tellme-{meetup.id}"}


@pytest.mark.parametrize("line", ["ilmoittautuneet", "lasna", "lisaa Liisa"])
async def test_a_coordinator_hears_why_nobody_can_have_signed_up_yet(life: Life, line: str) -> None:
    life.publish(when=OPEN, venue="")
    assert ids(await life.types(line)) == ["closed.day_unknown"]


async def test_a_late_press_shows_the_day_that_is_known_by_now(life: Life) -> None:
    meetup = life.publish()
    shown = await life.presses(f"tellme-{meetup.id}", who=BEN)
    assert "button.yes" in buttons(shown)
    with life.database.begin() as tx:
        assert tx._connection.execute(watchers.select()).all() == []


async def test_a_day_that_is_open_again_is_told_and_asked_about_when_it_is_fixed_anew(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    await life.presses(await life.types("muuta\nAika: tammikuussa"), "button.publish_change")
    life.delivers("moved", "Ben")
    assert ids(await life.presses(f"rsvp-{meetup.id}-yes", who=BEN)) == ["closed.day_unknown"]
    await life.presses(await life.types("muuta\nAika: ke 13.1.2027 klo 9"), "button.publish_change")
    [again] = said(life, "moved")["Ben"]
    assert again.splitlines()[1:] == [
        "Ennen: tammikuussa 2027", "Nyt: ke 13.1.2027 klo 9.00",
        "Pääsetkö uuteen aikaan? Pidän paikkasi ma 11.1. klo 12 asti.",
    ]  # fmt: skip


# -- publishing later --------------------------------------------------------------------------------------


async def test_a_meetup_goes_out_at_the_time_it_was_given_and_nobody_sees_it_before(life: Life) -> None:
    shown = await life.types(LINES + "\nJulkaise: ma 23.11. klo 9")
    assert list(buttons(shown)) == ["button.schedule", "button.publish_now", "button.edit", "button.drop"]
    told = await life.presses(shown, "button.schedule")
    assert ids(told) == ["scheduled.chats", "scheduled.change"]
    assert (ids(await life.types("tapaamiset")), said(life, "card")) == (["meetups.none"], {})
    await life.ticks("2026-11-23T08:59:59+02:00")
    assert life.cards() == 0
    await life.ticks("2026-11-23T09:00:00+02:00")
    await life.ticks()
    assert (life.cards(), said(life, "scheduled")) == (1, {"Anna": [OUT]})


async def test_a_scheduled_meetup_can_be_changed_put_out_at_once_and_called_off_without_a_word(life: Life) -> None:
    await life.presses(await life.types(LINES + "\nJulkaise: ma 23.11. klo 9"), "button.schedule")
    shown = await life.types("muuta\nTeema: Talkoot\nJulkaise: ti 24.11. klo 10")
    assert "change.unpublished" in ids(shown)
    await life.presses(shown, "button.publish_change")
    [meetup] = life.scheduled()
    assert (meetup.theme, meetup.publish_at) == ("Talkoot", datetime.fromisoformat("2026-11-24T10:00:00+02:00"))
    out = await life.presses(f"publishnow-{meetup.id}")
    assert ids(out) == ["published.chats", "published.pin"]
    assert (life.now(meetup).state, life.cards()) == (State.PUBLISHED, 1)
    await life.presses(await life.types(LINES + "\nJulkaise: ma 23.11. klo 9"), "button.schedule")
    [other] = life.scheduled()
    off = await life.presses(f"cancel-{other.id}")
    assert ids(off)[0] == "1/1 ask.reason"
    done = await life.presses(await life.says("ei tule"), "button.send_cancellation")
    assert (ids(done), life.now(other).state, said(life, "cancelled")) == (
        ["cancel.done_unpublished"], State.CANCELLED, {},
    )  # fmt: skip


async def test_what_has_begun_by_its_hour_is_not_published_and_its_coordinator_is_told(life: Life) -> None:
    await life.presses(await life.types(LINES + "\nJulkaise: ma 23.11. klo 9"), "button.schedule")
    await life.ticks("2026-12-02T09:00:00+02:00")
    assert (life.cards(), [one.partition(". ")[0] for one in said(life, "scheduled")["Anna"]]) == (
        0, ["Tuottajakahvit jäi julkaisematta"],
    )  # fmt: skip


async def test_one_meetup_that_cannot_go_out_holds_up_no_other(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        await life.presses(await life.types(LINES + "\nJulkaise: ma 23.11. klo 9"), "button.schedule")
    broken, _ = sorted(one.id for one in life.scheduled())

    def fails_for_one(meetup: Meetup, chats: Sequence[Chat]) -> Message:
        if meetup.id == broken:
            raise ValueError("something of it")
        return published(meetup, chats)

    published = announcements.published
    monkeypatch.setattr(announcements, "published", fails_for_one)
    await life.ticks("2026-11-23T09:00:00+02:00")
    assert (life.cards(), [one.id for one in life.scheduled()]) == (1, [broken])


@pytest.mark.parametrize("typed", ["tammikuussa", "ke 2.12.2026 klo 9", "ma 23.11. klo 9-10"])
async def test_a_time_to_publish_is_exact_and_before_the_meetup(life: Life, typed: str) -> None:
    asked = await life.types(LINES + f"\nJulkaise: {typed}")
    assert ids(asked)[0] in {"publish.needs_time", "publish.too_late"}


# -- copies ------------------------------------------------------------------------------------------------


async def test_a_copy_has_all_but_the_time_which_is_asked(life: Life) -> None:
    first = life.publish(capacity=12, details={"price": "5 €", "theme_sv": "Turism"})
    asked = await life.presses(await life.types("kopioi"), "ke 2.12. Alajärvi")
    assert ids(asked)[0].endswith("ask.when")
    echo = await life.says("ke 13.1.2027 klo 9")
    await life.presses(echo, "button.publish")
    [copy] = [one for one in life.coming() if one.id != first.id]
    same = facts(first)
    assert facts(copy) == {**same, "when": "day|2027-01-13|09:00:00||"}


async def test_lines_typed_with_a_copy_are_kept(life: Life) -> None:
    life.publish()
    echo = await life.presses(await life.types("kopioi\nAika: ke 13.1.2027 klo 9\nTeema: Talkoot"), "ke 2.12. Alajärvi")
    assert ids(echo)[0] == "echo.head"


async def test_a_copy_of_a_cancelled_meetup_keeps_the_promise_of_a_new_day_once(life: Life) -> None:
    first = life.publish()
    life.answers(first, "Ben", "Cem")
    life.answers(first, "Dea", reply=Reply.NO)
    await life.presses(await life.types("perutapaaminen Syy: lumimyräkkä"), "button.send_cancellation")
    echo = await life.presses(await life.types("kopioi\nAika: ke 13.1.2027 klo 9"), "ke 2.12. Alajärvi")
    assert [line.count for line in echo.messages[0].lines if line.id == "echo.promised"] == [2]
    await life.presses(echo, "button.publish")
    again = await life.presses(await life.types("kopioi\nAika: ke 20.1.2027 klo 9"), "ke 2.12. Alajärvi")
    assert "echo.promised" not in ids(again)
    await life.presses(again, "button.publish")
    told = (
        "Päivä on sovittu: Tuottajakahvit Alajärvellä\nke 13.1.2027 klo 9.00\n"
        "Paikka: Nelikko, Alajärvi\nIlmoittautuminen on auki."
    )
    assert said(life, "moved") == {"Ben": [told], "Cem": [told]}


NIGHT = datetime.fromisoformat("2026-11-22T23:30:00+02:00")
DAY_OF = "Päivä on sovittu: Tuottajakahvit Alajärvellä\n{}\nPaikka: Nelikko, Alajärvi\nIlmoittautuminen on auki."


async def promises_a_new_day_and_copies_at_night(life: Life) -> None:
    """Let a meetup of Ben and Cem be cancelled, and its copy go out at night: word of it waits for the morning."""
    life.answers(life.publish(), "Ben", "Cem")
    await life.presses(await life.types("perutapaaminen Syy: lumimyräkkä"), "button.send_cancellation")
    life.at = NIGHT
    echo = await life.presses(await life.types("kopioi\nAika: ke 13.1.2027 klo 9"), "ke 2.12. Alajärvi")
    await life.presses(echo, "button.publish")
    assert list(said(life, "moved")) == ["Ben", "Cem"]


async def test_word_of_a_new_day_that_moves_before_it_is_told_tells_the_last_one_only(life: Life) -> None:
    await promises_a_new_day_and_copies_at_night(life)
    [copy] = life.coming()
    life.answers(copy, "Cem")  # who saw the card in the group
    for day in ("ke 20.1.2027 klo 9", "to 21.1.2027 klo 9"):
        await life.presses(await life.types(f"muuta\nAika: {day}"), "button.publish_change")
    told = said(life, "moved")
    assert told["Ben"] == [DAY_OF.format("to 21.1.2027 klo 9.00")]
    assert [one.splitlines()[:3] for one in told["Cem"]] == [
        ["Aika muuttui: Tuottajakahvit, Alajärvi", "Ennen: ke 13.1.2027 klo 9.00", "Nyt: to 21.1.2027 klo 9.00"]
    ]


async def test_word_of_a_new_day_is_not_sent_when_that_is_cancelled_and_the_promise_stays(life: Life) -> None:
    await promises_a_new_day_and_copies_at_night(life)
    await life.presses(await life.types("perutapaaminen Syy: flunssa"), "button.send_cancellation")
    assert said(life, "moved") == {}
    echo = await life.presses(await life.types("kopioi\nAika: ke 27.1.2027 klo 9"), "ke 13.1. Alajärvi")
    assert [line.count for line in echo.messages[0].lines if line.id == "echo.promised"] == [2]
    await life.presses(echo, "button.publish")
    day = DAY_OF.format("ke 27.1.2027 klo 9.00")
    assert said(life, "moved") == {"Ben": [day], "Cem": [day]}


async def test_who_asked_for_a_day_hears_the_last_one_only_when_it_moves_before_they_were_told(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    await life.presses(f"tellme-{meetup.id}", who=BEN)
    life.at = NIGHT
    for when in ("ke 3.3.2027 klo 8.30", "maaliskuussa 2027", "to 4.3.2027 klo 8.30", "pe 5.3.2027 klo 8.30"):
        shown = await life.types(f"muuta\nAika: {when}\nPaikka: Nelikko")
        await life.presses(shown, "button.publish_change")
    assert said(life, "moved") == {"Ben": [DAY_OF.format("pe 5.3.2027 klo 8.30")]}


async def test_who_asked_for_a_day_hears_of_the_cancellation_when_it_comes_before_they_were_told(life: Life) -> None:
    meetup = life.publish(when=OPEN, venue="")
    await life.presses(f"tellme-{meetup.id}", who=BEN)
    life.at = NIGHT
    shown = await life.types("muuta\nAika: ke 3.3.2027 klo 8.30\nPaikka: Nelikko")
    await life.presses(shown, "button.publish_change")
    await life.presses(await life.types("perutapaaminen Syy: flunssa"), "button.send_cancellation")
    assert (said(life, "moved"), sorted(said(life, "cancelled"))) == ({}, ["Ben", "telegram:-100"])


# -- texts for other channels ------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["mail", "whatsapp", "menoinfo", "calendar"])
async def test_a_text_for_another_channel_comes_in_three_languages_whoever_asks(life: Life, channel: str) -> None:
    meetup = life.publish(details={"theme_sv": "Turism", "theme_en": "Tourism", "email": "anna@kuppi.fi"})
    told = await life.presses(f"infotext-{meetup.id}-{channel}")
    texts = [render(message.lines[0], "fi") for message in told.messages[1:]]
    assert len(texts) == 3
    for text, place, theme in zip(
        texts, ("Alajärvellä", "i Alajärvi", "in Alajärvi"), ("Vapaaehtoiset", "Turism", "Tourism"), strict=True
    ):
        assert (place in text, theme in text, "anna@kuppi.fi" in text, "Kahvit" in text) == (True,) * 4


async def test_only_coordinators_get_texts_and_copies(life: Life) -> None:
    meetup = life.publish()
    with life.database.begin() as tx:
        [ben] = meet(tx, "Ben")
        tx.people.enrol(ben.id, life.network)
    for line in ("tiedote", "kopioi"):
        assert ids(await life.types(line, who=BEN)) == ["role.coordinators_only"]
    assert ids(await life.presses(f"infotext-{meetup.id}-mail", who=BEN)) == ["role.coordinators_only"]
    assert ids(await life.presses(f"copy-{meetup.id}", who=BEN)) == ["role.coordinators_only"]


# -- the facts of a meetup ---------------------------------------------------------------------------------


def test_a_meetup_written_down_as_answers_is_made_of_them_again() -> None:
    meetup = kulttuurikuppi(details={"price": "5 €", "theme_sv": "Turism"})
    made = meetup_of(facts(meetup), id_="m1", network="n1", brand="", zone=meetup.zone)
    assert made == meetup


def test_an_edit_changes_what_it_changed_and_leaves_what_others_did_meanwhile() -> None:
    began = kulttuurikuppi()
    meanwhile = began.evolve(venue="Villa Rana")
    after = edited(meanwhile, facts(began), {**facts(began), "theme": "Talkoot"})
    assert after == meanwhile.evolve(theme="Talkoot")
