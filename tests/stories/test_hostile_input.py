"""Bad input gets a clear answer in the person's language and changes nothing."""

import logging

import pytest

from tests.stories.cast import EP, Cast, announcement, becomes_coordinator

NASTY = ("<b>Ilta</b>", "<!channel>", "@everyone", "</b>&amp", "Ke\u202eväällä", "{name} %s {0}")


@pytest.mark.parametrize("theme", NASTY)
async def test_markup_and_mentions_are_only_letters_on_every_card(cast: Cast, theme: str) -> None:
    shown = theme.replace("\u202e", "")
    before = cast.anna.inbox[-1]
    cast.anna.says(announcement(Teema=theme))
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu", after=before)
    cast.anna.presses(echo, "Julkaise")
    assert f"Teema: {shown}" in (await cast.group.sees("Teema")).text.splitlines()
    assert f"Teema: {shown}" in (await cast.channel.sees("Teema")).plain.splitlines()


@pytest.mark.parametrize("name", ["<!channel>", "@everyone", "</b>", "\u202eannA", "\x00\x07", "A" * 300])
async def test_a_persons_name_is_only_letters_to_coordinators(cast: Cast, name: str) -> None:
    card, _ = await cast.publishes()
    guest = cast.stage.telegram.person(4242, name, language="fi")
    cast.group.add(guest)
    await guest.presses(card, "Tulen").answered()
    before = cast.anna.inbox[-1]
    cast.anna.says("/ilmoittautuneet")
    listed = await cast.anna.gets("1 tulossa", after=before)
    assert len(listed.text) < 400
    assert "\u202e" not in listed.text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"Aika": "ke 4.9.2024 klo 9"}, "on jo mennyt"),
        ({"Aika": "ti 2.12.2026 klo 9"}, "Kumpi pitää paikkansa?"),
        ({"Aika": "2.12.2026 klo 25"}, "Kello ei voi olla"),
        ({"Aika": "31.11.2026 klo 9"}, "ei ole kalenterissa"),
        ({"Aika": "2.12.2026 klo 10–9"}, "loppu ei ole alun jälkeen"),
        ({"Aika": "x" * 5000}, "Viesti on niin pitkä"),
        ({"Teema": "y" * 1000}, "Lyhennä hieman"),
        ({"Osallistujia_enintään": "monta"}, "numeroina"),
        ({"Osallistujia_enintään": "0"}, "1–5000"),
        ({"Paikka": "25"}, "Tarkoititko"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason_and_asked_again(
    cast: Cast, line: dict[str, str], reason: str
) -> None:
    before = cast.anna.inbox[-1]

    async def announce() -> None:
        if sum(map(len, line.values())) > 3500:  # Telegram itself would cut a longer message
            line["Aika"] = line["Aika"][:3500]
        cast.anna.says(announcement(**line))
        await cast.anna.gets(reason, after=before)

    await cast.stage.changes_nothing(announce)


async def test_forged_and_foreign_buttons_change_nothing_and_are_answered(cast: Cast) -> None:
    stage, telegram = cast.stage, cast.stage.telegram
    card, shown = await cast.publishes()
    own = str(next(button.data for row in card.buttons for button in row))
    stranger = telegram.person(6666, "Vieras", language="sv")
    elsewhere = telegram.group(-100777, "Muualla")
    elsewhere.add(stranger, cast.anna)
    elsewhere.add_bot(by=cast.anna)
    cast.anna.says(f"/verkosto uusi {EP}", in_=elsewhere)
    welcome = await elsewhere.sees(EP)

    async def hostile() -> None:
        for data in (
            own,
            "rsvp-nosuchmeetup-yes",
            "rsvp",
            "publish-x",
            "leave-x",
            "room-x",
            "dismiss-a-b",
            "x" * 64,
            "ä!",
        ):
            toast = await stranger.presses_data(welcome, data).answered()
            assert toast.text
        [suvi] = cast.colleagues(1)
        for value in ("rsvp-nosuchmeetup-yes", "in-x-y", "who-x", "<b>"):
            assert await suvi.presses_value(shown, "a", value).answered()

    meetup_rows = stage.kept()["answers"], stage.kept()["meetups"]
    await hostile()
    assert (stage.kept()["answers"], stage.kept()["meetups"]) == meetup_rows


async def test_another_persons_draft_and_a_spent_one_do_nothing(cast: Cast) -> None:
    [kaisa] = cast.producers(1, languages=("fi",))
    await becomes_coordinator(cast, kaisa)
    before = cast.anna.inbox[-1]
    cast.anna.says(announcement())
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu", after=before)
    publish = str(next(button.data for row in echo.buttons for button in row))
    stolen = kaisa.presses_data(kaisa.inbox[-1], publish)
    await cast.stage.changes_nothing(stolen.answered)
    await cast.anna.presses(echo, "Hylkää luonnos").answered()
    await cast.anna.gets("Luonnos on hylätty")
    spent = cast.anna.presses(echo, "Julkaise")
    await cast.stage.changes_nothing(spent.answered)
    assert (await spent.answered()).text


async def test_other_peoples_commands_are_refused_in_the_askers_language(cast: Cast) -> None:
    [pia] = cast.producers(1, languages=("sv",))
    pia.starts()
    await pia.gets("Kuppi")
    card, _ = await cast.publishes()
    await pia.presses(card, "Tulen").answered()
    for command in (
        "/uusitapaaminen",
        "/ilmoittautuneet",
        "/verkosto koodi",
        "/koordinaattori uusi",
        "/verkosto uusi Omani",
    ):
        before = pia.inbox[-1]

        async def ask(typed: str = command, after: object = before) -> None:
            pia.says(typed)
            refusal = await pia.gets("Det här", after=after)  # type: ignore[arg-type]
            assert refusal.text

        await cast.stage.changes_nothing(ask)


async def test_a_malformed_update_is_parked_and_the_next_one_is_taken(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [pia] = cast.producers(1, languages=("fi",))
    cast.stage.telegram.inject({"callback_query": {"id": "1", "from": {"id": "not a number"}, "data": 5}})
    assert "Olet mukana" in ((await pia.presses(card, "Tulen").answered()).text or "")


async def test_no_token_and_no_typed_word_is_in_any_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        card, shown = await cast.publishes(Teema="Salaperäinen teema")
        [pia] = cast.producers(1)
        [suvi] = cast.colleagues(1)
        await pia.presses(card, "Tulen").answered()
        await suvi.presses(shown, "Tulen").answered()
        await cast.stage.settles()
    said = caplog.text
    slack, telegram = cast.stage.slack, cast.stage.telegram
    for secret in (telegram.token, slack.bot_token, slack.app_token, "Salaperäinen"):
        assert secret not in said


async def test_a_pause_that_telegram_asks_for_loses_and_doubles_nothing(cast: Cast) -> None:
    telegram = cast.stage.telegram
    from tests.fakes.telegram import too_many  # noqa: PLC0415 -- one fault of one story

    fault = telegram.fail("sendMessage", how=too_many(1), chat=cast.group.id, times=1)
    card, _ = await cast.publishes()
    assert fault.hits == 1
    [pia] = cast.producers(1, languages=("fi",))
    telegram.fail("editMessageText", how=too_many(1), times=1)
    await pia.presses(card, "Tulen").answered()
    await cast.group.sees("1 tulossa")
    assert len([post for post in cast.group.messages if "Vapaaehtoiset" in post.text]) == 1


async def test_a_group_that_threw_kuppi_out_is_told_to_coordinators_and_comes_back(cast: Cast) -> None:
    await cast.publishes()
    cast.group.remove_bot(kicked=True)
    await cast.anna.gets("Minut poistettiin")
    before = cast.anna.inbox[-1]
    cast.anna.says(announcement(Teema="Toinen teema"))
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu", after=before)
    cast.anna.presses(echo, "Julkaise")
    await cast.channel.sees("Toinen teema")
    cast.group.add_bot(by=cast.anna)
    await cast.stage.settles()
    assert [post.text for post in cast.group.messages if "Vapaaehtoiset" in post.text]
