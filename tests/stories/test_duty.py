"""The duty on both platforms at once: set up on one, asked about on the other, answered across, handed over on time."""

from datetime import UTC, datetime

from tests.stories.cast import Cast, code_line

ROTA = "/vuorolista uusi\nJärjestys: Villa Rana, Humak\nJakso: kuukausi\nAlkaa: 1.12.2026\nVaihtuu: klo 9"
CHANGE = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)  # ma klo 9 in Finland: 1.1. is a holiday, 2.1. a Saturday


async def put_into_use(cast: Cast) -> None:
    before = cast.anna.inbox[-1]
    cast.anna.says(ROTA)
    echo = await cast.anna.gets("Mitään ei ole vielä käytössä", after=before)
    cast.anna.presses(echo, "Ota käyttöön")
    await cast.anna.gets("Vuorolista on käytössä", after=echo)


async def test_a_question_asked_on_slack_is_answered_from_telegram(cast: Cast) -> None:
    stage = cast.stage
    await put_into_use(cast)
    [vilma] = cast.producers(1, languages=("fi",))
    [suvi] = cast.colleagues(1)
    vilma.starts()
    vilma.says(await code_line(cast.anna, "/vuoro kutsu Villa Rana", "uudelle yhteyshenkilölle"))
    await vilma.gets("Olet nyt yhteyshenkilö")
    stage.moves_to(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    await stage.ticks()
    card = await cast.channel.sees("Koordinaatiovuorossa: Villa Rana")
    await cast.group.sees("Koordinaatiovuorossa: Villa Rana")
    assert "/kuppi kysy" in card.plain
    suvi.presses(card, "Kysy")
    await suvi.gets_view("Kysymys")
    await suvi.submits({"Kysymys": "Mistä saan tilan syyskuulle?"})
    echo = await suvi.gets("Tarkista kysymyksesi")
    await suvi.presses(echo, "Lähetä kysymys").answered()
    asked = await vilma.gets("Mistä saan tilan syyskuulle?")
    vilma.presses(asked, "Vastaa")
    await vilma.gets("Mitä vastaat?")
    vilma.says("Meiltä, soita Villa Ranaan.")
    reply = await vilma.gets("Tarkista vastauksesi")
    vilma.presses(reply, "Lähetä vastaus")
    answer = await suvi.gets("Vastaus kysymykseesi, Villa Rana:")
    assert "Meiltä, soita Villa Ranaan." in answer.plain
    assert [post for post in cast.group.messages if "syyskuulle" in post.text] == []


async def test_a_handover_is_told_in_both_rooms_in_the_same_words_even_when_kuppi_was_away(cast: Cast) -> None:
    stage = cast.stage
    await put_into_use(cast)
    stage.moves_to(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    await stage.ticks()
    await stage.closes()
    stage.moves_to(CHANGE)
    await stage.opens()
    await stage.ticks()
    lines = [
        "Koordinaatiovuoro vaihtui ma 4.1.2027 klo 9.",
        "Nyt vuorossa: Humak",
        "Kiitos edellisestä vuorosta: Villa Rana",
    ]
    told = await cast.group.sees(lines[0])
    assert told.text.splitlines() == [*lines, "Kysymykset: /kysy"]
    assert "\n".join(lines) in (await cast.channel.sees(lines[0])).plain
    await cast.group.sees("Koordinaatiovuorossa: Humak")
    await cast.channel.sees("Koordinaatiovuorossa: Humak")
    await stage.restarts()
    await stage.ticks()
    await stage.settles()
    for texts in ([post.text for post in cast.group.messages], [one.plain for one in cast.channel.posts]):
        assert sum(lines[0] in text for text in texts) == 1
        assert sum("Koordinaatiovuorossa:" in text for text in texts) == 1


async def test_why_a_turn_is_skipped_is_asked_on_slack_too_and_the_channel_never_hears_it(cast: Cast) -> None:
    await put_into_use(cast)
    said = len(cast.channel.messages)
    await cast.outi.types("/kuppi", "vuoro ohita 1.3.2027", in_=cast.channel).answered()
    await cast.outi.gets("Ohitettava vuoro: maaliskuun 2027 vuoro, Humak.")
    cast.outi.says("Humakin talo on remontissa")
    echo = await cast.outi.gets("Syy: Humakin talo on remontissa")
    await cast.outi.presses(echo, "Ohita vuoro").answered()
    await cast.outi.gets("Muutos on voimassa")
    await cast.outi.types("/kuppi", "vuoro historia").answered()
    await cast.outi.gets("ohitus, maaliskuun 2027 vuoro")
    await cast.stage.settles()
    for texts in ([post.text for post in cast.group.messages], [one.plain for one in cast.channel.messages[said:]]):
        assert [text for text in texts if "remontissa" in text or "hitettava" in text] == []
