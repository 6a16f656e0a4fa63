"""Three languages side by side: the card in the chat's, answers in the reader's, commands in any."""

import pytest

from tests.fakes import telegram
from tests.stories.cast import LINES, Cast, announcement, code_line, words


async def swedish_group(cast: Cast) -> telegram.Group:
    """Join a second group whose cards are in Swedish."""
    group = cast.stage.telegram.group(-100700, "Producenter i Karleby")
    group.add_bot(by=cast.anna)
    cast.anna.says(await code_line(cast.anna, "/verkosto koodi", "liität ryhmän"), in_=group)
    await group.sees("kuuluu verkostoon")
    cast.anna.says("/verkosto kieli sv", in_=group)
    await group.sees(words("fi", "network.language_done", language=words("fi", "language.sv")))
    return group


async def test_a_swedish_chat_gets_swedish_cards_and_everybody_answers_in_their_own_language(cast: Cast) -> None:
    karleby = await swedish_group(cast)
    finnish, message = await cast.publishes()
    swedish = await karleby.sees(LINES["Teema"])
    assert swedish.text == (
        "Kulttuurikuppi i Alajärvi\n"
        "ons 2.12.2026 kl. 8.30–10.00\n"
        "Plats: Nelikko (tillgänglighet: uppgift saknas)\n"
        "Tema: Vapaaehtoiset tapahtumissa\n"
        "Avgiftsfritt.\n"
        "0 kommer, 0 kanske, 25 platser kvar"
    )
    assert swedish.labels == [["Jag kommer", "Kanske", "Kan inte komma"], ["Påminn mig"]]
    fia, sven, eve = cast.producers(3)
    karleby.add(fia, sven, eve)
    assert (await fia.presses(swedish, "Kanske").answered()).text == words("fi", "toast.maybe")
    assert (await sven.presses(finnish, "Ehkä").answered()).text == words("sv", "toast.maybe")
    assert (await eve.presses(swedish, "Kanske").answered()).text == words("en", "toast.maybe")
    await karleby.sees("0 kommer, 3 kanske, 25 platser kvar")
    assert (await cast.channel.sees("0 tulossa, 3 ehkä, 25 paikkaa jäljellä")) is message


async def test_a_chat_that_changes_its_language_has_its_cards_redrawn(cast: Cast) -> None:
    card, _ = await cast.publishes()
    cast.anna.says("/network language english", in_=cast.group)
    assert (await cast.group.sees("0 coming, 0 maybe, 25 places left")) is card
    assert card.labels == [["I'm coming", "Maybe", "Can't make it"], ["Remind me"]]
    await cast.outi.types("/kuppi", "verkosto kieli ruotsi", in_=cast.channel)
    await cast.channel.sees("0 kommer, 0 kanske, 25 platser kvar")


async def test_kieli_changes_the_speakers_own_language_wherever_it_is_typed(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [ben] = cast.producers(1, languages=["fi"])
    ben.starts()
    ben.says("/kieli svenska", in_=cast.group)
    await ben.gets(words("sv", "language.done"))
    assert (await ben.presses(card, "Ehkä").answered()).text == words("sv", "toast.maybe")
    ben.says("sprak")
    ben.presses(await ben.gets(words("sv", "language.which")), "English")
    await ben.gets(words("en", "language.done"))
    ben.says("language klingon")
    await ben.gets(words("en", "language.which"))
    ben.user["language_code"] = "fi"
    assert (await ben.presses(card, "Ehkä").answered()).text == words("en", "toast.maybe"), (
        "a choice outlives the phone"
    )


async def test_telegrams_language_is_followed_until_one_is_chosen(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [ben] = cast.producers(1, languages=["et"])
    assert (await ben.presses(card, "Ehkä").answered()).text == words("fi", "toast.maybe"), "the chat's"
    ben.user["language_code"] = "en-GB"
    assert (await ben.presses(card, "Ehkä").answered()).text == words("en", "toast.maybe")
    ben.user["language_code"] = "sv"
    assert (await ben.presses(card, "Ehkä").answered()).text == words("sv", "toast.maybe")


async def test_slacks_locale_is_learnt_after_the_first_word(cast: Cast) -> None:
    _, message = await cast.publishes()
    _, sara, eve = cast.colleagues(3)
    assert await sara.presses(message, "Ehkä").answered() == words("fi", "toast.maybe"), "the channel's"
    await eve.types("/kuppi", "omat", in_=cast.channel).answered()
    await cast.stage.slack.quiet()
    await cast.stage.ticks()
    assert await sara.presses(message, "Ehkä").answered() == words("sv", "toast.maybe")
    assert await eve.presses(message, "Ehkä").answered() == words("en", "toast.maybe")


@pytest.mark.parametrize(
    "typed",
    [
        ("/tapaamiset", "tapaamiset", "Tapaamiset", "kahvit", "/Kahvit@kuppi_bot", "Tuottajakahvit"),
        ("/traffar", "träffar", "/träffar@kuppi_bot", "TRÄFFAR"),
        ("/meetups", "meetups", "Meetups"),
    ],
    ids=["fi", "sv", "en"],
)
async def test_a_command_is_taken_in_every_language_and_spelling(cast: Cast, typed: tuple[str, ...]) -> None:
    await cast.publishes()
    for one in typed:
        before = cast.anna.inbox[-1]
        cast.anna.says(one)
        assert "Alajärvi" in (await cast.anna.gets("Tulevat tapaamiset", after=before)).text, one


async def test_every_command_answers_in_each_of_its_languages(cast: Cast) -> None:
    spoken = {
        "start": "hello.kuppi", "apua": "help.head", "hjälp": "help.head", "help": "help.head",
        "asetukset": "settings.head", "inställningar": "settings.head", "settings": "settings.head",
        "omat": "own.none", "mina": "own.none", "my": "own.none", "mine": "own.none",
        "tietosuoja": "privacy.head", "dataskydd": "privacy.head", "privacy": "privacy.head",
        "tulen": "meetups.none", "kommer": "meetups.none", "coming": "meetups.none",
        "ehkä": "meetups.none", "kanske": "meetups.none", "maybe": "meetups.none",
        "en pääse": "meetups.none", "kan inte komma": "meetups.none", "can't make it": "meetups.none",
        "jag kommer": "meetups.none", "I'm coming": "meetups.none",
        "kielitaito": "help.unknown",
    }  # fmt: skip
    for typed, answer in spoken.items():
        before = cast.anna.inbox[-1]
        cast.anna.says(typed)
        await cast.anna.gets(words("fi", answer), after=before)
        if typed == "start":
            await cast.anna.gets(words("fi", "name.ask"), after=before)


async def test_a_word_is_taken_after_kuppi_with_and_without_slash_and_in_capitals(cast: Cast) -> None:
    for typed in ("ohje", "/ohje", "OHJE", "hjälp", "apua"):
        answer = await cast.outi.types("/kuppi", typed, in_=cast.channel).answered()
        assert words("fi", "help.head") in answer, typed
    cast.outi.says("@Kuppi ohje", in_=cast.channel)
    await cast.outi.gets(words("fi", "help.head"))
    cast.outi.says("OHJE")
    await cast.outi.gets(words("fi", "help.head"))


async def test_an_announcement_in_swedish_and_one_in_english_say_the_same(cast: Cast) -> None:
    swedish = (
        "/nyträff\nNamn: Kulttuurikuppi\nTema: Frivilliga\nTid: ons 2.12.2026 kl. 8.30–10.00\nPlats: Nelikko\n"
        "Kommun: Alajärvi\nMax antal: 25\nAnmälan senast: mån 30.11. kl. 12"
    )
    english = (
        "/newmeetup\nName: Kulttuurikuppi\nTheme: Frivilliga\nWhen: Wed 2 Dec 2026 8.30–10\nVenue: Nelikko\n"
        "Municipality: Alajärvi\nSeats: 25\nSign up by: Mon 30 Nov 12.00"
    )
    shown = []
    for typed in (swedish, english, announcement(Teema="Frivilliga", Ilmoittaudu_viimeistään="ma 30.11. klo 12")):
        before = cast.anna.inbox[-1]
        cast.anna.says(typed)
        shown.append((await cast.anna.gets("Mitään ei ole vielä julkaistu", after=before)).text)
    assert shown[0] == shown[1] == shown[2]
    assert "Maksuton. Ilmoittaudu ma 30.11. klo 12 mennessä." in shown[0]
