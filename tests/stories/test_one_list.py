"""One meetup, one list of people: thirty of them in a Telegram group and a Slack channel, twenty-five seats."""

from collections.abc import Sequence

import pytest

from tests.fakes import slack, telegram
from tests.stories.cast import LINES, Cast, announcement, becomes_coordinator, code_line, words

EMPTY = "0 tulossa, 0 ehkä, 25 paikkaa jäljellä"
FULL = "Täynnä: 25 tulossa, 0 ehkä, 5 varasijalla"
CARD = """\
Kulttuurikuppi Alajärvellä
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko (esteettömyys: ei tiedossa)
Teema: Vapaaehtoiset tapahtumissa
Maksuton.
0 tulossa, 0 ehkä, 25 paikkaa jäljellä"""
IN = "Olet mukana: Kulttuurikuppi, ke 2.12. klo 8.30, Alajärvi. Muistutan sinua edellisenä päivänä."


async def taps(people: Sequence[telegram.Person], card: telegram.Post, label: str = "Tulen") -> list[str | None]:
    """Let people press a button one right after the other; give what each is told."""
    presses = [person.presses(card, label) for person in people]
    return [(await press.answered()).text for press in presses]


async def clicks(people: Sequence[slack.Person], card: slack.Message, label: str = "Tulen") -> list[str]:
    """Let people press a button on Slack, each when the one before has been answered."""
    return [await person.presses(card, label).answered() for person in people]


async def fills_up(cast: Cast) -> tuple[telegram.Post, slack.Message]:
    """Publish a meetup for one, and let Outi take the seat."""
    card, message = await cast.publishes(Osallistujia_enintään="1")
    await cast.outi.presses(message, "Tulen").answered()
    await cast.group.sees("1 tulossa")
    return card, message


# -- the story ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_web", [False, True], ids=["polls and sockets", "webhook and signed HTTP"], indirect=True)
@pytest.mark.usefixtures("real_pace")
async def test_thirty_people_on_both_platforms_get_one_list_with_one_capacity_and_one_queue(cast: Cast) -> None:
    cast.stage.telegram.flood()
    cast.stage.slack.flood()
    there, here = cast.producers(15), cast.colleagues(15)
    cast.anna.says(announcement(), in_=cast.group)
    line = await cast.group.sees("Luonnos on yksityisessä keskustelussamme")
    assert line.labels == [["Jatka luonnosta"]]
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu")
    assert echo.labels == [["Julkaise", "Muuta", "Hylkää luonnos"], ["Julkaise myöhemmin"]]
    cast.anna.presses(echo, "Julkaise")
    card, message = await cast.group.sees(EMPTY), await cast.channel.sees(EMPTY)
    assert card.text == message.plain == CARD

    toasts = await taps(there, card)
    assert toasts[1] == words(
        "sv", "toast.in_unreachable", name="Kulttuurikuppi", when="ons 2.12. kl. 8.30"
    )  # fmt: skip
    told = await clicks(here, message)
    queue = [words("fi", "toast.waiting", number=n) for n in range(1, 6)]
    assert told == [IN] * 10 + queue, "Slack tells their languages a little later"
    await cast.group.sees(FULL)
    await cast.channel.sees(FULL)

    cast.anna.says("/ilmoittautuneet")
    seats = [*(person.user["first_name"] for person in there), *(person.name for person in here[:10])]
    assert (await cast.anna.gets("25 tulossa:")).text.splitlines()[1:] == [
        "25 tulossa:", *(f"{n}. {name}" for n, name in enumerate(seats, 1)),
        "5 varasijalla:", *(f"{n}. {person.name}" for n, person in enumerate(here[10:], 1)),
    ]  # fmt: skip

    assert await taps([there[0]], card, "En pääse") == [words("fi", "toast.no_goes_on")]
    assert await taps([there[0]], card, "Tulen") == [toasts[0]], "taken back, the place is kept"
    assert await taps([there[0]], card, "En pääse") == [words("fi", "toast.no_goes_on")]
    await cast.stage.grace_ends()
    promoted = await here[10].gets("Kulttuurikuppi")
    assert promoted.plain.splitlines()[0] == words("sv", "promotion.head", name="Kulttuurikuppi")
    assert promoted.labels == ["Kan inte komma", "Till kalendern"]
    four = "Täynnä: 25 tulossa, 0 ehkä, 4 varasijalla"
    assert (await cast.group.sees(four), await cast.channel.sees(four)) == (card, message)
    assert [person.name for person in here if person.im.posts] == [here[10].name], "nobody else is told"
    assert await taps([there[0]], card) == [words("fi", "toast.waiting_unreachable", number=5)]
    assert card.edits <= 6
    assert message.edits <= 6


async def test_the_same_press_again_changes_nothing_and_says_the_same(cast: Cast) -> None:
    card, message = await fills_up(cast)
    [ben] = cast.producers(1, languages=["en"])
    first = await taps([ben], card)
    await cast.stage.changes_nothing(lambda: taps([ben, ben], card))
    assert await taps([ben], card) == first == [words("en", "toast.waiting_unreachable", number=1)]
    assert await clicks([cast.outi], message) == await clicks([cast.outi], message)


async def test_maybe_and_no_hold_no_seat(cast: Cast) -> None:
    card, message = await cast.publishes(Osallistujia_enintään="1")
    ben, cia, dan = cast.producers(3, languages=["fi"])
    assert await taps([ben], card, "Ehkä") == [words("fi", "toast.maybe")]
    assert await taps([cia], card, "En pääse") == [words("fi", "toast.no")]
    await cast.group.sees("0 tulossa, 1 ehkä, 1 paikka jäljellä")
    await taps([dan], card)
    assert await taps([ben], card) == [words("fi", "toast.waiting_unreachable", number=1)]
    assert (await cast.channel.sees("Täynnä: 1 tulossa, 0 ehkä, 1 varasijalla")) is message


async def test_answers_typed_in_private_and_after_kuppi_count_like_presses(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [ben] = cast.producers(1, languages=["fi"])
    await taps([ben], card, "Ehkä")
    ben.starts()
    ben.says("tulen")
    await ben.gets("Olet mukana: Kulttuurikuppi")
    assert "Olet mukana" in await cast.outi.types("/kuppi", "tulen", in_=cast.channel).answered()
    await cast.group.sees("2 tulossa, 0 ehkä")
    ben.says("En pääse")
    await ben.gets(words("fi", "toast.no"))
    await cast.channel.sees("1 tulossa, 0 ehkä")


# -- one message from the coordinator ----------------------------------------------------------------------


async def test_a_coordinator_announces_from_slack_on_one_line(cast: Cast) -> None:
    line = " ".join(announcement().splitlines()).removeprefix("/")
    assert await cast.outi.types("/kuppi", line, in_=cast.channel).answered() == words("fi", "draft.in_private")
    echo = await cast.outi.gets("Mitään ei ole vielä julkaistu")
    await cast.outi.presses(echo, "Julkaise")
    await cast.outi.gets("Julkaistu: Kulttuurikuppi. Kortti menee 2 ryhmään: Tuottajat KS, tuottajat.")
    assert (await cast.group.sees(EMPTY)).text == (await cast.channel.sees(EMPTY)).plain == CARD


async def test_a_coordinator_announces_by_naming_kuppi_in_a_channel(cast: Cast) -> None:
    cast.outi.says(announcement("@Kuppi uusitapaaminen"), in_=cast.channel)
    await cast.channel.sees(words("fi", "draft.in_private"))
    await cast.outi.presses(await cast.outi.gets("Mitään ei ole vielä julkaistu"), "Julkaise")
    assert (await cast.group.sees(EMPTY)).text == CARD


async def test_julkaise_pressed_twice_publishes_once(cast: Cast) -> None:
    cast.anna.says(announcement())
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu")
    first, second = cast.anna.presses(echo, "Julkaise"), cast.anna.presses(echo, "Julkaise")
    assert (await first.answered()).text is None
    assert await second.answered() is not None
    assert second.answers[0].text == words("fi", "draft.published")
    await cast.channel.sees(EMPTY)
    await cast.stage.settles()
    assert [post.text for post in cast.group.messages].count(CARD) == 1


async def test_a_group_joined_later_gets_the_card_as_it_is_now(cast: Cast) -> None:
    _, message = await cast.publishes()
    await cast.outi.presses(message, "Tulen").answered()
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    late = cast.stage.telegram.group(-100501, "Tuottajat Äänekoski")
    late.add_bot(by=cast.anna)
    cast.anna.says(line, in_=late)
    assert "1 tulossa, 0 ehkä, 24 paikkaa jäljellä" in (await late.sees(LINES["Teema"])).text


# -- who gets a seat is told -------------------------------------------------------------------------------


async def test_who_gets_a_seat_is_told_in_private_in_their_own_language(cast: Cast) -> None:
    card, message = await fills_up(cast)
    [sara] = cast.producers(1, languages=["sv"])
    sara.starts()
    await taps([sara], card)
    assert await clicks([cast.outi], message, "En pääse") == [words("fi", "toast.no_goes_on")]
    await cast.stage.grace_ends()
    told = await sara.gets(words("sv", "promotion.head", name="Kulttuurikuppi"))
    assert "ons 2.12.2026 kl. 8.30–10.00\nPlats: Nelikko, Alajärvi" in told.text
    sara.presses(told, "Kan inte komma")
    await cast.group.sees("Täynnä: 0 tulossa, 0 ehkä, 0 varasijalla")
    await cast.stage.grace_ends()
    await cast.group.sees("0 tulossa, 0 ehkä, 1 paikka jäljellä")


async def test_whoever_let_their_name_show_is_pointed_to_a_message_without_its_content(cast: Cast) -> None:
    card, message = await fills_up(cast)
    [ben] = cast.producers(1, languages=["fi"])
    ben.starts()
    ben.presses(await ben.gets("Saako nimesi"), "Nimeni saa näkyä")
    await ben.gets("Nimesi näkyy korteissa näin: T0")
    await taps([ben], card)
    ben.blocks_bot()
    assert await clicks([cast.outi], message, "En pääse") == [words("fi", "toast.no_goes_on")]
    await cast.stage.grace_ends()
    pointer = await cast.group.sees("T0, sinulle on viesti.")
    assert pointer.text == "T0, sinulle on viesti."
    assert pointer.labels == [["Avaa Kuppi"]]
    ben.presses(pointer, "Avaa Kuppi")
    await ben.gets("Sait paikan, olet nyt mukana: Kulttuurikuppi")


async def test_of_anybody_else_the_coordinators_are_told_and_the_message_waits_for_start(cast: Cast) -> None:
    card, message = await fills_up(cast)
    [ben] = cast.producers(1, languages=["en"])
    await taps([ben], card)
    assert await clicks([cast.outi], message, "En pääse") == [words("fi", "toast.no_goes_on")]
    await cast.stage.grace_ends()
    told = await cast.anna.gets(words("fi", "notice.unreached", name="T0"))
    assert told.labels == []
    ben.starts()
    await ben.gets(words("en", "promotion.head", name="Kulttuurikuppi"))
    await cast.stage.settles()
    assert all("T0" not in post.text for post in cast.group.messages)


async def test_where_there_is_a_coordinators_room_it_is_told_instead(cast: Cast) -> None:
    room = cast.stage.telegram.group(-100600, "Koordinaattorit")
    room.add_bot(by=cast.anna)
    cast.anna.says(await code_line(cast.anna, "/verkosto koodi", "liität ryhmän"), in_=room)
    await room.sees("kuuluu verkostoon")
    cast.anna.says("/verkosto koordinaattorihuone", in_=room)
    asked = await cast.anna.gets("Teenkö ryhmästä Koordinaattorit")
    assert asked.text.splitlines()[-1] == "Ryhmässä on nyt 2 jäsentä."  # Anna and Kuppi
    cast.anna.presses(asked, "Tee koordinaattorihuone")
    await cast.anna.gets("Koordinaattorit on nyt koordinaattorihuone.")
    card, message = await fills_up(cast)
    assert room.showing(LINES["Teema"]) is None, "cards are for the network's people"
    [ben] = cast.producers(1)
    await taps([ben], card)
    assert await clicks([cast.outi], message, "En pääse") == [words("fi", "toast.no_goes_on")]
    await cast.stage.grace_ends()
    await room.sees(words("fi", "notice.unreached", name="T0"))


# -- names -------------------------------------------------------------------------------------------------


async def test_a_card_names_those_alone_who_said_yes_to_it(cast: Cast) -> None:
    card, message = await cast.publishes()
    ben, cia, dan = cast.producers(3, languages=["fi"])
    for person, choice in ((ben, "Nimeni saa näkyä"), (cia, "Älä näytä nimeäni")):
        person.starts()
        person.presses(await person.gets("Saako nimesi"), choice)
    await cia.gets(words("fi", "name.hidden"))
    await taps([ben, cia, dan], card)
    await cast.group.sees("3 tulossa")
    assert card.text.splitlines()[-1] == "Mukana: T0"
    cia.says("asetukset")
    cia.presses(await cia.gets("Asetuksesi"), "Nimeni saa näkyä")
    assert (await cast.channel.sees("Mukana: T0, T1")) is message
    ben.says("asetukset")
    ben.presses(await ben.gets("Asetuksesi"), "Älä näytä nimeäni")
    await cast.group.sees("Mukana: T1")
    await taps([cia], card, "Ehkä")
    await cast.group.sees("2 tulossa, 1 ehkä, 23 paikkaa")
    assert "Mukana" not in card.text
    assert ben.inbox[-1].text == words("fi", "name.hidden")


async def test_a_producer_does_not_see_who_is_coming_and_a_coordinator_does(cast: Cast) -> None:
    card, _ = await cast.publishes()
    ben, kaisa = cast.producers(2, languages=["fi"])
    await taps([ben], card)
    ben.says("/ilmoittautuneet", in_=cast.group)
    await cast.group.sees(words("fi", "private.pointer"))
    ben.starts()
    ben.says("ilmoittautuneet")
    await ben.gets(words("fi", "role.coordinators_only"))
    await becomes_coordinator(cast, kaisa)
    kaisa.says("ilmoittautuneet")
    assert (await kaisa.gets("1 tulossa:")).text.splitlines()[1:] == ["1 tulossa:", "1. T0"]
