"""Announcing: by lines, by questions, by a modal; what is unclear is asked, what cannot be is refused."""

from datetime import date, time

from tests.fakes import slack, telegram
from tests.stories.cast import LINES, Cast, announcement, words

ECHO = "Mitään ei ole vielä julkaistu"
TERSE = "/uusitapaaminen\nTeema: Talkoot\nKunta: Kauhava\nPaikka: Kahvila\nAika: "


async def reads(who: telegram.Person, typed: str, awaited: str) -> telegram.Post:
    """Say something to Kuppi in private and read the answer that has these words."""
    before = who.inbox[-1]
    who.says(typed)
    return await who.gets(awaited, after=before)


async def gets(who: telegram.Person, press: telegram.Press, awaited: str) -> telegram.Post:
    """Read the message that a press brings."""
    before = press.post
    await press.answered()
    return await who.gets(awaited, after=before)


# -- questions ---------------------------------------------------------------------------------------------


async def test_what_is_missing_is_asked_one_question_at_a_time(cast: Cast) -> None:
    anna = cast.anna
    asked = await reads(anna, "/uusitapaaminen\nKunta: Kauhava", words("fi", "ask.theme"))
    assert asked.labels == [["Keskeytä", "Hylkää luonnos"]]
    asked = await reads(anna, "Talkoot", words("fi", "ask.when"))
    asked = await reads(anna, "2.12.", "Mihin kellonaikaan?")
    asked = await reads(anna, "klo 8.30-10", words("fi", "ask.venue"))
    echo = await reads(anna, "Kahvila", ECHO)
    assert echo.text.splitlines()[1:4] == [
        "Tuottajakahvit Kauhavalla", "ke 2.12.2026 klo 8.30–10.00", "Paikka: Kahvila (esteettömyys: ei tiedossa)",
    ]  # fmt: skip
    assert words("fi", "echo.no_limit") in echo.text


async def test_commands_and_presses_in_the_middle_of_a_question_do_not_lose_the_place(cast: Cast) -> None:
    anna = cast.anna
    card, _ = await cast.publishes()
    await reads(anna, "/uusitapaaminen", words("fi", "ask.theme"))
    await reads(anna, "/ohje", words("fi", "help.head"))
    await anna.presses(card, "Ehkä").answered()
    await reads(anna, "/omat", "vastasit ehkä")
    await reads(anna, "tapaamiset", words("fi", "ask.when"))
    again = await reads(anna, "/uusitapaaminen", words("fi", "ask.when"))
    assert again.labels == [["Keskeytä", "Hylkää luonnos"]]
    paused = await reads(anna, "Keskeytä", "tallessa 14 päivää")
    assert paused.labels == [["Jatka luonnosta"]]
    await reads(anna, "tapaamiset", "Tulevat tapaamiset")
    await gets(anna, anna.presses(paused, "Jatka luonnosta"), words("fi", "ask.when"))
    await reads(anna, "ylihuomenna klo 9", words("fi", "ask.venue"))
    dropped = await reads(anna, "hylkää luonnos", words("fi", "draft.dropped"))
    assert (await anna.presses(again, "Hylkää luonnos").answered()).text == words("fi", "draft.over")
    await reads(anna, "/uusitapaaminen", words("fi", "ask.theme"))
    assert dropped.labels == []


async def test_a_date_that_can_be_meant_in_two_ways_is_offered_as_buttons(cast: Cast) -> None:
    cast.stage.moves_to(cast.stage.now.replace(day=23))  # a Monday
    asked = await reads(cast.anna, TERSE + "ensi tiistaina klo 9", "voi tarkoittaa kahta eri päivää")
    assert asked.labels == [["ti 24.11.2026 klo 9.00"], ["ti 1.12.2026 klo 9.00"], ["Keskeytä", "Hylkää luonnos"]]
    echo = await gets(cast.anna, cast.anna.presses(asked, "ti 1.12.2026 klo 9.00"), ECHO)
    assert "ti 1.12.2026 klo 9.00" in echo.text
    assert (await cast.anna.presses(asked, "ti 24.11.2026 klo 9.00").answered()).text == words("fi", "draft.moved_on")
    typed = await reads(cast.anna, TERSE + "ensi tiistaina klo 9", "voi tarkoittaa kahta eri päivää")
    echo = await reads(cast.anna, "ti 24.11.2026 klo 9.00", ECHO)
    assert typed.message_id < echo.message_id
    assert "ti 24.11.2026 klo 9.00" in echo.text


async def test_a_number_for_a_place_asks_which_was_meant(cast: Cast) -> None:
    anna = cast.anna
    asked = await reads(anna, announcement(Paikka="25", Osallistujia_enintään=None), "Kirjoitit paikaksi ”25”")
    assert asked.labels[:2] == [["Osallistujia enintään 25"], ["Paikan nimi on 25"]]
    venue = await gets(anna, anna.presses(asked, "Osallistujia enintään 25"), words("fi", "ask.venue"))
    echo = await reads(anna, "Nelikko", ECHO)
    assert venue.message_id < echo.message_id
    assert "0 tulossa, 0 ehkä, 25 paikkaa jäljellä" in echo.text


async def test_what_cannot_be_is_asked_again_with_the_reason_and_what_was_typed(cast: Cast) -> None:
    for label, wrong, reason, right, shown in (
        ("Aika", "pe 25.11.2026 klo 9", "25.11.2026 on keskiviikko", "ke 25.11. klo 9", "ke 25.11.2026 klo 9.00"),
        ("Aika", "4.9.2024 klo 9", "on jo mennyt", "4.9. klo 9", "la 4.9.2027 klo 9.00"),
        ("Aika", "2.12. klo 10-9", "loppu ei ole alun jälkeen", "2.12. klo 9-10", "ke 2.12.2026 klo 9.00–10.00"),
        ("Aika", "2.12. joskus klo 9", "”joskus”", "2.12. klo 9", "ke 2.12.2026 klo 9.00"),
        ("Osallistujia enintään", "paljon", "numeroina", "12", "12 paikkaa jäljellä"),
        ("Ilmoittaudu viimeistään", "3.12. klo 12", "liian myöhäinen", "30.11. klo 12", "ma 30.11. klo 12 mennessä"),
        ("Teema", "x" * 201, "Vastauksessa on 201 merkkiä", "Talkoot", "Teema: Talkoot"),
        ("Kunta", "y" * 65, "Vastauksessa on 65 merkkiä", "Kauhava", "Kulttuurikuppi Kauhavalla"),
    ):
        asked = await reads(cast.anna, announcement(**{label: wrong}), reason)
        assert wrong[:100] in asked.text, "what was typed stays to be seen"
        assert asked.labels[-1][-2:] == ["Keskeytä", "Hylkää luonnos"]
        assert all("Julkaise" not in row for row in asked.labels)
        assert shown in (await reads(cast.anna, right, ECHO)).text


async def test_a_label_given_twice_is_asked_about(cast: Cast) -> None:
    asked = await reads(cast.anna, announcement() + "\nKunta: Kauhava", "on kahdesti")
    assert asked.labels[:2] == [["Alajärvi"], ["Kauhava"]]
    echo = await gets(cast.anna, cast.anna.presses(asked, "Kauhava"), ECHO)
    assert "Kulttuurikuppi Kauhavalla" in echo.text


# -- the echo ----------------------------------------------------------------------------------------------


async def test_the_echo_shows_what_was_not_recognised_and_where_the_card_goes(cast: Cast) -> None:
    typed = announcement() + "\nTervetuloa kaikki!\nPysäköinti: takapihalla"
    echo = await reads(cast.anna, typed, ECHO)
    assert words("fi", "echo.left", lines="Tervetuloa kaikki!\nPysäköinti: takapihalla") in echo.text
    assert echo.text.splitlines()[-1] == words("fi", "echo.chats", count=2, chats="Tuottajat KS, tuottajat")
    cast.anna.presses(echo, "Julkaise")
    assert "Tervetuloa" not in (await cast.group.sees(LINES["Teema"])).text


async def test_muuta_changes_one_answer_and_returns_to_the_echo(cast: Cast) -> None:
    anna = cast.anna
    echo = await reads(anna, announcement(), ECHO)
    which = await gets(anna, anna.presses(echo, "Muuta"), "Mitä haluat muuttaa?")
    assert which.labels[0] == ["Nimi", "Teema"]
    asked = await gets(anna, anna.presses(which, "Osallistujia enintään"), words("fi", "ask.capacity"))
    assert "Nyt: 25" in asked.text
    echo = await reads(anna, "30", ECHO)
    assert "30 paikkaa jäljellä" in echo.text
    which = await gets(anna, anna.presses(echo, "Muuta"), "Mitä haluat muuttaa?")
    asked = await gets(anna, anna.presses(which, "Hinta"), words("fi", "ask.price"))
    assert asked.labels[0][0] == "Ohita"
    echo = await reads(anna, "5 euroa", ECHO)
    assert "Hinta: 5 euroa" in echo.text
    which = await gets(anna, anna.presses(echo, "Muuta"), "Mitä haluat muuttaa?")
    asked = await gets(anna, anna.presses(which, "Aika"), words("fi", "ask.when"))
    echo = await gets(anna, anna.presses(asked, "Pidä entinen"), ECHO)
    assert "ke 2.12.2026 klo 8.30–10.00" in echo.text
    which = await gets(anna, anna.presses(echo, "Muuta"), "Mitä haluat muuttaa?")
    echo = await gets(anna, anna.presses(which, "En muuta mitään"), ECHO)
    echo = await reads(anna, "Kunta: Kauhava", ECHO)
    assert "Kulttuurikuppi Kauhavalla" in echo.text
    anna.presses(echo, "Julkaise")
    await cast.channel.sees("0 tulossa, 0 ehkä, 30 paikkaa jäljellä")


async def test_an_imprecise_date_publishes_a_card_without_answers(cast: Cast) -> None:
    typed = announcement(Aika="joulukuun alussa", Paikka=None)
    echo = await reads(cast.anna, typed, ECHO)
    cast.anna.presses(echo, "Julkaise")
    card = await cast.group.sees(words("fi", "card.day_later"))
    assert card.labels == [[words("fi", "button.tell_me")]]
    assert card.text.splitlines() == [
        "Kulttuurikuppi Alajärvellä", "joulukuun alussa 2026", "Teema: Vapaaehtoiset tapahtumissa", "Maksuton.",
        words("fi", "card.day_later"),
    ]  # fmt: skip
    listed = await reads(cast.anna, "tapaamiset", "Tulevat tapaamiset")
    assert listed.text.splitlines()[1] == "Kulttuurikuppi, joulukuun alussa 2026, Alajärvi: päivä tarkentuu"
    shown = await reads(cast.anna, "tulen", words("fi", "card.day_later"))
    assert shown.labels == [[words("fi", "button.tell_me")]]


async def test_a_municipality_that_the_table_does_not_know_stands_in_its_basic_form(cast: Cast) -> None:
    echo = await reads(cast.anna, announcement(Kunta="Korvatunturi"), ECHO)
    assert echo.text.splitlines()[1:4] == ["Kulttuurikuppi", "ke 2.12.2026 klo 8.30–10.00", "Kunta: Korvatunturi"]
    echo = await reads(cast.anna, announcement(Kunta="alajärvi"), ECHO)
    assert echo.text.splitlines()[1] == "Kulttuurikuppi Alajärvellä"


async def test_optional_lines_stand_on_the_card(cast: Cast) -> None:
    details = {
        "Vierailukohde": "Teatterikone", "Puhuja": "Toni Kurkimäki", "Esteettömyys": "luiska, ei kynnystä",
        "Rahoittaja": "Euroopan unionin osarahoittama", "Linkki": "https://example.fi", "Sähköposti": "t@example.fi",
    }  # fmt: skip
    echo = await reads(cast.anna, announcement(**details), ECHO)
    cast.anna.presses(echo, "Julkaise")
    card = (await cast.group.sees("Teatterikone")).text
    assert "Paikka: Nelikko (esteettömyys: luiska, ei kynnystä)" in card
    for label in ("Vierailukohde", "Puhuja", "Rahoittaja", "Linkki", "Sähköposti"):
        assert f"{label}: {details[label]}" in card
    assert (await cast.channel.sees("Teatterikone")).plain == card


async def test_tapaaminen_with_lines_announces_and_without_them_or_from_others_lists(cast: Cast) -> None:
    [ben] = cast.producers(1, languages=["fi"])
    await reads(cast.anna, announcement("/tapaaminen"), ECHO)
    await reads(cast.anna, "/tapaaminen", words("fi", "meetups.none"))
    ben.says("/omat", in_=cast.group)
    ben.starts()
    await ben.gets("Saako nimesi")
    await reads(ben, announcement("/tapaaminen"), words("fi", "meetups.none"))
    await reads(ben, announcement("/uusitapaaminen"), words("fi", "role.coordinators_only"))


async def test_a_draft_whose_time_has_passed_is_not_published(cast: Cast) -> None:
    echo = await reads(cast.anna, announcement(Aika="tänään klo 15"), ECHO)
    cast.stage.later(hours=6)

    async def publishes() -> None:
        assert (await cast.anna.presses(echo, "Julkaise").answered()).text == words("fi", "draft.past")

    await cast.stage.changes_nothing(publishes)


# -- the modal ---------------------------------------------------------------------------------------------

FILLED = {
    "Teema": "Talkoot", "Aika sanoin": "2.12. klo 8.30–10", "Paikka": "Nelikko", "Kunta": "Alajärvi",
    "Osallistujia enintään": "25",
}  # fmt: skip


async def modal(cast: Cast, typed: str = "uusitapaaminen") -> slack.View:
    """Open the form of a meetup on Slack."""
    await cast.outi.types("/kuppi", typed, in_=cast.channel)
    return await cast.outi.gets_view("Uusi tapaaminen")


async def test_a_modal_says_beside_its_fields_what_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    view = await modal(cast)
    assert [field.label for field in view.fields if not field.optional] == ["Teema", "Kunta"]
    await cast.outi.submits({"Teema": "Talkoot", "Kunta": "Alajärvi"})
    assert set(view.complaints) == {"Aika"}
    await cast.outi.submits({**FILLED, "Aika sanoin": "pe 2.12.2026", "Paikka": "25", "Osallistujia enintään": "monta"})
    assert set(view.complaints) == {"Aika sanoin", "Paikka", "Osallistujia enintään"}
    assert "keskiviikko" in view.complaints["Aika sanoin"]
    await cast.outi.submits({**FILLED, "Aika sanoin": "ke 2.12.2026"})
    assert "Mihin kellonaikaan" in view.complaints["Aika sanoin"]
    await cast.outi.submits(FILLED)
    assert cast.outi.view is None
    echo = await cast.outi.gets(ECHO)
    assert echo.plain.splitlines()[1:3] == ["Tuottajakahvit Alajärvellä", "ke 2.12.2026 klo 8.30–10.00"]
    await cast.outi.presses(echo, "Julkaise")
    assert (await cast.group.sees("Talkoot")).text.endswith("0 tulossa, 0 ehkä, 25 paikkaa jäljellä")


async def test_a_modal_closed_and_opened_again_goes_on_and_muuta_opens_it_filled(cast: Cast) -> None:
    view = await modal(cast)
    await cast.outi.submits({**FILLED, "Aika sanoin": "en tiedä"})
    assert set(view.complaints) == {"Aika sanoin"}
    cast.outi.closes_view()
    again = await modal(cast)
    assert again.values["theme"]["theme"]["value"] == "Talkoot"
    await cast.outi.submits(FILLED)
    echo = await cast.outi.gets(ECHO)
    await cast.outi.presses(echo, "Muuta")
    change = await cast.outi.gets_view("Uusi tapaaminen")
    picked = [change.field(key).element for key in ("when", "when.starts", "when.ends")]
    shown = [one.get("initial_date") or one.get("initial_time") for one in picked]
    assert shown == ["2026-12-02", "08:30", "10:00"], "what is known is picked, and not said in words"
    assert "initial_value" not in change.field("when.words").element
    await cast.outi.submits({"Osallistujia enintään": "", "Teema": "Uusi teema"})
    echo = await cast.outi.gets("Uusi teema")
    assert words("fi", "echo.no_limit") in echo.plain
    await cast.outi.presses(echo, "Hylkää luonnos")
    await cast.outi.gets(words("fi", "draft.dropped"))
    assert await cast.outi.presses(echo, "Julkaise").answered() is not None
    assert cast.stage.kept()["meetups"] == []


async def test_a_modal_in_swedish_has_swedish_labels_and_takes_swedish_dates(cast: Cast) -> None:
    await cast.outi.types("/kuppi", "kieli svenska", in_=cast.channel).answered()
    await cast.outi.types("/kuppi", "nytraff", in_=cast.channel)
    view = await cast.outi.gets_view("Ny träff")
    assert [field.label for field in view.fields][:8] == [
        "Namn", "Tema", "Tid", "Börjar", "Slutar", "Tid i ord", "Plats", "Kommun"
    ]  # fmt: skip
    await cast.outi.submits(
        {"Tema": "Frivilliga", "Tid i ord": "ons 2.12 kl. 8.30–10", "Plats": "Nelikko", "Kommun": "Vasa"}
    )
    echo = await cast.outi.gets("Frivilliga")
    assert "ons 2.12.2026 kl. 8.30–10.00" in echo.plain
    assert echo.labels == ["Publicera", "Ändra", "Släng utkastet", "Publicera senare"]


async def test_a_day_and_times_are_picked_and_what_is_wrong_is_said_beside_them(cast: Cast) -> None:
    view = await modal(cast)
    rest = {"Teema": "Talkoot", "Paikka": "Nelikko", "Kunta": "Alajärvi"}
    await cast.outi.submits({**rest, "when": date(2026, 12, 2)})
    assert "Mihin kellonaikaan" in view.complaints["Aika"]
    assert view.values["when"]["when"]["selected_date"] == "2026-12-02", "nothing picked is lost"
    deadline = {"signup_by": date(2026, 12, 3), "signup_by.starts": time(12, 0)}
    await cast.outi.submits({"when.starts": time(8, 30), "when.ends": time(10, 0), **deadline})
    assert set(view.complaints) == {"Ilmoittaudu viimeistään"}
    await cast.outi.submits({"signup_by": date(2026, 11, 30)})
    echo = await cast.outi.gets(ECHO)
    assert "ke 2.12.2026 klo 8.30–10.00" in echo.plain
    assert "Ilmoittaudu ma 30.11. klo 12 mennessä." in echo.plain
    await cast.outi.presses(echo, "Muuta")
    await cast.outi.gets_view("Uusi tapaaminen")
    await cast.outi.submits({"when": date(2026, 12, 3)})
    await cast.outi.gets("to 3.12.2026 klo 8.30–10.00")


async def test_a_time_in_words_counts_before_what_was_picked_earlier_and_gives_way_to_what_is_picked_later(
    cast: Cast,
) -> None:
    rest = {"Teema": "Talkoot", "Paikka": "Nelikko", "Kunta": "Alajärvi"}
    await modal(cast)
    await cast.outi.submits({**rest, "Aika sanoin": "syyskuun alussa"})
    echo = await cast.outi.gets("syyskuun")
    await cast.outi.presses(echo, "Muuta")
    view = await cast.outi.gets_view("Uusi tapaaminen")
    assert view.field("when.words").element["initial_value"] == "syyskuun alussa"
    picked = {"when": date(2026, 12, 2), "when.starts": time(8, 30), "when.ends": time(10, 0)}
    await cast.outi.submits(picked)
    echo = await cast.outi.gets("ke 2.12.2026 klo 8.30–10.00")
    await cast.outi.presses(echo, "Muuta")
    await cast.outi.gets_view("Uusi tapaaminen")
    await cast.outi.submits({"Aika sanoin": "to 10.12.2026 klo 9–10"})
    await cast.outi.gets("to 10.12.2026 klo 9.00–10.00")
