"""Reminders: at noon the day before, once each, to those who can be written to; and the card when its time comes."""

from datetime import UTC, datetime

from tests.stories.cast import Cast

NOON_BEFORE = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)  # 12 o'clock in Finland


async def test_those_coming_and_undecided_are_reminded_once_whatever_happens_to_kuppi(cast: Cast) -> None:
    stage = cast.stage
    card, shown = await cast.publishes()
    [pia, ben] = cast.producers(2, languages=("fi", "sv"))
    [suvi] = cast.colleagues(1)
    for person in (pia, ben):
        person.starts()
        await person.gets("Kuppi")
    await pia.presses(card, "Tulen").answered()
    await ben.presses(card, "Ehkä").answered()
    await suvi.presses(shown, "Tulen").answered()
    stage.moves_to(NOON_BEFORE)
    await stage.ticks()
    assert "Olet ilmoittautunut" in (await pia.gets("Huomenna: Kulttuurikuppi")).text
    assert "Du har ännu inte reserverat" in (await ben.gets("I morgon: Kulttuurikuppi")).text
    await suvi.gets("Huomenna: Kulttuurikuppi")
    await stage.restarts()
    stage.later(hours=1)
    await stage.ticks()
    await stage.settles()
    assert len([post for post in pia.inbox if post.text.startswith("Huomenna")]) == 1
    assert len([message for message in suvi.dm if message.plain.startswith("Huomenna")]) == 1


async def test_muistuta_minua_reaches_someone_who_had_never_pressed_start(cast: Cast) -> None:
    stage = cast.stage
    card, _ = await cast.publishes()
    [pia] = cast.producers(1, languages=("fi",))
    toast = await pia.presses(card, "Tulen").answered()
    assert "En voi vielä lähettää sinulle viestejä" in (toast.text or "")
    pia.presses(card, "Muistuta minua")
    await pia.gets("Muistutan sinua ti 1.12. klo 12")
    stage.moves_to(NOON_BEFORE)
    await stage.ticks()
    await pia.gets("Huomenna: Kulttuurikuppi")


async def test_the_group_is_reminded_once_a_week_before_in_reply_to_the_card(cast: Cast) -> None:
    stage = cast.stage
    card, shown = await cast.publishes(Aika="ke 16.12.2026 klo 8.30–10.00")
    await stage.settles()
    stage.moves_to(datetime(2026, 12, 9, 8, 0, tzinfo=UTC))  # ten o'clock in Finland
    await stage.ticks()
    told = await cast.group.sees("Viikon päästä: Kulttuurikuppi Alajärvellä")
    assert (told.reply_to, told.labels) == (card.message_id, [["Tulen", "Ehkä", "En pääse"]])
    there = await cast.channel.sees("Viikon päästä: Kulttuurikuppi Alajärvellä")
    assert (there.thread_ts, there.broadcast) == (shown.ts, True)
    [pia] = cast.producers(1, languages=("fi",))
    assert "Olet mukana" in ((await pia.presses(told, "Tulen").answered()).text or "")
    await stage.restarts()
    await stage.ticks()
    await stage.settles()
    assert len([post for post in cast.group.posts.values() if "Viikon päästä" in post.text]) == 1


async def test_reminders_end_with_the_button_that_ends_them(cast: Cast) -> None:
    stage = cast.stage
    card, _ = await cast.publishes()
    [pia] = cast.producers(1, languages=("fi",))
    pia.starts()
    await pia.presses(card, "Tulen").answered()
    stage.moves_to(NOON_BEFORE)
    await stage.ticks()
    reminder = await pia.gets("Huomenna: Kulttuurikuppi")
    assert reminder.labels == [["En pääse", "Ei muistutuksia"]]
    pia.presses(reminder, "Ei muistutuksia")
    await pia.gets("En lähetä sinulle enää muistutuksia")


async def test_the_card_stops_taking_answers_when_the_meetup_begins(cast: Cast) -> None:
    stage = cast.stage
    card, _ = await cast.publishes()
    data = str(next(button.data for row in card.buttons for button in row))
    [pia] = cast.producers(1, languages=("fi",))
    stage.moves_to(datetime(2026, 12, 2, 6, 31, tzinfo=UTC))
    await stage.ticks()
    over = await cast.group.sees("Tapaaminen on alkanut")
    assert over.buttons == []
    press = pia.presses_data(card, data)
    assert "on jo alkanut" in ((await press.answered()).text or "")
    assert stage.kept()["answers"] == []


async def test_sign_up_ends_at_its_deadline_and_the_card_says_so(cast: Cast) -> None:
    stage = cast.stage
    card, _ = await cast.publishes(Ilmoittaudu_viimeistään="ma 30.11. klo 12")
    assert "Ilmoittaudu ma 30.11. klo 12 mennessä." in card.text
    data = str(next(button.data for row in card.buttons for button in row))
    [pia] = cast.producers(1, languages=("fi",))
    stage.moves_to(datetime(2026, 11, 30, 10, 1, tzinfo=UTC))
    await stage.ticks()
    await cast.group.sees("Ilmoittautuminen on päättynyt.")
    press = pia.presses_data(card, data)
    assert "Ilmoittautuminen päättyi" in ((await press.answered()).text or "")
    assert stage.kept()["answers"] == []
