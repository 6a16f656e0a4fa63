"""Trouble on the line in the middle of a story: pauses asked for, lost calls, old queries; nothing lost or doubled."""

from tests.fakes import telegram
from tests.fakes.slack import DROP_AFTER, DROP_BEFORE, SERVER_ERROR_AFTER, slow_down
from tests.fakes.telegram import drop_after_effect, drop_before_effect, refuse, server_error, too_many
from tests.stories.cast import LINES, PATIENCE, Cast, announcement, words

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def cards(cast: Cast) -> tuple[int, int]:
    """Count the cards in the group and in the channel."""
    there = [post for post in cast.group.messages if LINES["Teema"] in post.text and not post.deleted]
    return len(there), len([message for message in cast.channel.posts if LINES["Teema"] in message.plain])


async def announces(cast: Cast) -> None:
    cast.anna.says(announcement(), cast.group)
    cast.anna.presses(await cast.anna.gets("Mitään ei ole vielä julkaistu"), "Julkaise")


async def test_pauses_that_both_platforms_ask_for_are_kept_and_the_cards_come(cast: Cast) -> None:
    tg, sl = cast.stage.telegram, cast.stage.slack
    tg.fail("sendMessage", how=too_many(1), chat=cast.group, times=1)
    sl.fail("chat.postMessage", cast.channel, how=slow_down(1))
    await announces(cast)
    card, message = await cast.group.sees(LINES["Teema"]), await cast.channel.sees(LINES["Teema"])
    tg.fail("editMessageText", how=too_many(1), times=1)
    sl.fail("chat.update", how=slow_down(1))
    people = cast.producers(3, languages=["fi"])
    for person in people:
        await person.presses(card, "Tulen").answered()
    assert await cast.outi.presses(message, "Tulen").answered() is not None
    await cast.group.sees("4 tulossa")
    await cast.channel.sees("4 tulossa")
    assert [call for call in sl.history.calls if call.too_early] == []
    assert cards(cast) == (1, 1)


async def test_a_pause_asked_for_when_answering_keeps_the_answer(cast: Cast) -> None:
    card, message = await cast.publishes()
    [ben] = cast.producers(1, languages=["fi"])
    cast.stage.telegram.fail("answerCallbackQuery", how=too_many(1))
    cast.stage.slack.fail("response_url", how=slow_down(1))
    there, here = ben.presses(card, "Ehkä"), cast.outi.presses(message, "Ehkä")
    assert (await there.answered(PATIENCE)).text == words("fi", "toast.maybe")
    assert await here.answered(PATIENCE) == words("fi", "toast.maybe")
    await cast.group.sees("0 tulossa, 2 ehkä")


async def test_a_query_too_old_for_its_toast_still_counts_and_an_alert_is_said_in_private(cast: Cast) -> None:
    card, message = await cast.publishes(Osallistujia_enintään="1")
    await cast.outi.presses(message, "Tulen").answered()
    [ben] = cast.producers(1, languages=["fi"])
    ben.starts()
    await ben.gets("Saako nimesi")
    cast.stage.telegram.fail("answerCallbackQuery", how=refuse(400, TOO_OLD))
    ben.presses(card, "Tulen")
    await ben.gets(words("fi", "toast.waiting", number=1))
    await cast.group.sees("1 varasijalla")


async def test_a_card_that_telegram_calls_unchanged_is_taken_for_shown(cast: Cast) -> None:
    card, _ = await cast.publishes()
    edits = cast.stage.telegram.fail("editMessageText", how=refuse(400, NOT_MODIFIED))
    ben, cia = cast.producers(2, languages=["fi"])
    await ben.presses(card, "Tulen").answered()
    await cast.channel.sees("1 tulossa")
    await cast.stage.settles()
    assert edits.hits == 1
    await cia.presses(card, "Tulen").answered()
    await cast.group.sees("2 tulossa")
    assert cards(cast) == (1, 1)


async def test_a_card_whose_posting_was_cut_on_slack_is_found_again_and_not_posted_twice(cast: Cast) -> None:
    for fault in (DROP_AFTER, SERVER_ERROR_AFTER, DROP_BEFORE):
        cast.stage.slack.fail("chat.postMessage", cast.channel, how=fault)
    await announces(cast)
    message = await cast.channel.sees(LINES["Teema"])
    await cast.stage.settles()
    await cast.outi.presses(message, "Tulen").answered()
    await cast.group.sees("1 tulossa")
    assert (await cast.channel.sees("1 tulossa")) is message
    assert cards(cast) == (1, 1)


async def test_a_card_whose_posting_is_in_doubt_on_telegram_is_taken_up_by_the_first_press(cast: Cast) -> None:
    cast.stage.telegram.fail("sendMessage", how=drop_after_effect(), chat=cast.group)
    [ben] = cast.producers(1, languages=["fi"])
    cast.anna.says(announcement())
    cast.anna.presses(await cast.anna.gets("Mitään ei ole vielä julkaistu"), "Julkaise")
    card = await cast.group.sees(LINES["Teema"])
    await cast.anna.gets(words("fi", "notice.lost", chat="Tuottajat KS", why=words("fi", "why.uncertain")))
    await cast.outi.presses(await cast.channel.sees(LINES["Teema"]), "Tulen").answered()
    assert "0 tulossa" in card.text
    await ben.presses(card, "Tulen").answered()
    assert (await cast.group.sees("2 tulossa")) is card
    assert cards(cast) == (1, 1)


async def test_an_edit_that_is_lost_or_refused_never_makes_a_second_card(cast: Cast) -> None:
    card, _ = await cast.publishes()
    for how in (server_error(), drop_after_effect(), drop_before_effect()):
        cast.stage.telegram.fail("editMessageText", how=how)
    for error in ("internal_error", DROP_AFTER):
        cast.stage.slack.fail("chat.update", how=error)
    await taps(cast.producers(3), card)
    await cast.group.sees("3 tulossa", timeout=PATIENCE)
    await cast.channel.sees("3 tulossa", PATIENCE)
    assert cards(cast) == (1, 1)


async def taps(people: list[telegram.Person], card: telegram.Post) -> None:
    for person in people:
        await person.presses(card, "Tulen").answered()


async def test_a_deleted_card_is_not_made_anew_and_coordinators_see_it(cast: Cast) -> None:
    card, message = await cast.publishes()
    card.delete()
    await cast.outi.presses(message, "Tulen").answered()
    await cast.channel.sees("1 tulossa")
    await cast.anna.gets(words("fi", "notice.lost", chat="Tuottajat KS", why=words("fi", "why.message")))
    await cast.stage.settles()
    assert cards(cast) == (0, 1)


async def test_presses_count_though_telegram_is_away_for_a_while(cast: Cast) -> None:
    card, message = await cast.publishes()
    [ben] = cast.producers(1, languages=["fi"])
    await cast.stage.telegram.goes_down()
    press = ben.presses(card, "Tulen")
    assert await cast.outi.presses(message, "Tulen").answered() is not None
    await cast.channel.sees("1 tulossa")
    await cast.stage.telegram.comes_up()
    await press.answered(PATIENCE)
    await cast.group.sees("2 tulossa", timeout=PATIENCE)
    await cast.channel.sees("2 tulossa")


async def test_sockets_that_are_renewed_or_cut_lose_no_press(cast: Cast) -> None:
    _, message = await cast.publishes()
    slack, people = cast.stage.slack, cast.colleagues(6)
    for number, person in enumerate(people):
        if number in {1, 3}:  # Slack renews one line at a time
            slack.disconnect("warning" if number == 1 else "refresh_requested", slack.sockets[0].life.number)
        await person.presses(message, "Tulen").acked()
    await cast.channel.sees("6 tulossa")
    slack.drop_sockets()
    await slack.pulse.until(lambda: not slack.sockets or None, PATIENCE, lambda: "lines still open")
    await slack.connected(2, PATIENCE)
    await people[0].presses(message, "En pääse").acked()
    await cast.group.sees("5 tulossa")


async def test_an_answer_that_comes_twice_is_counted_once_and_answered_alike(cast: Cast) -> None:
    card, message = await cast.publishes(Osallistujia_enintään="1")
    ben, cia = cast.producers(2, languages=["fi"])
    first = ben.presses(card, "Tulen")
    await first.answered()
    await cia.presses(card, "Tulen").answered()
    here = cast.outi.presses(message, "Tulen")
    told = await here.answered()
    assert first.update is not None

    async def again() -> None:
        await cast.stage.slack.redeliver(here).acked()
        assert here.responses[0].body == here.responses[-1].body
        cast.stage.telegram.repeat(first.update)  # type: ignore[arg-type]
        await cast.stage.telegram.quiet()

    await cast.stage.changes_nothing(again)
    assert told == words("fi", "toast.waiting", number=2)
    presses = [press for press in cast.stage.telegram.presses if press.person is ben]
    assert [press.answers[0].text for press in presses] == [first.answers[0].text] * 2
