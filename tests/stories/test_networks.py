"""People and networks: founding, joining, codes, roles; and two networks side by side that never touch."""

import pytest

from tests.fakes import telegram
from tests.stories.cast import (
    EP,
    KS,
    LINES,
    Cast,
    Stage,
    announcement,
    becomes_coordinator,
    code_line,
    publishes,
    words,
)

JOIN = ("/verkosto koodi", "liität ryhmän")
INVITE = ("/koordinaattori uusi", "uuden koordinaattorin")


def invited(stage: Stage, number: int, title: str, by: telegram.Person) -> telegram.Group:
    """Make a group with Kuppi in it."""
    group = stage.telegram.group(-100800 - number, title)
    group.add_bot(by=by)
    return group


async def second_network(cast: Cast) -> tuple[telegram.Person, telegram.Group]:
    """Let Anna found another network in another group, with a coordinator of its own."""
    group = invited(cast.stage, 1, "Kulttuurikuppi EP", by=cast.anna)
    cast.anna.says(f"/verkosto uusi {EP}", in_=group)
    await group.sees(EP)
    petri = cast.stage.telegram.person(3000, "Petri", language="fi")
    group.add(petri)
    before = cast.anna.inbox[-1]
    cast.anna.says("/koordinaattori uusi")
    which = await cast.anna.gets(words("fi", "network.which"), after=before)
    assert which.labels == [[EP], [KS]]
    cast.anna.presses(which, EP)
    explained = await cast.anna.gets(INVITE[1], after=which)
    petri.says((await cast.anna.gets("", after=explained)).text)
    await petri.gets(words("fi", "coordinator.hello", network=EP))
    return petri, group


# -- founding and joining ----------------------------------------------------------------------------------


async def test_an_admin_founds_a_network_in_a_group_and_the_group_is_greeted_once(stage: Stage) -> None:
    anna = stage.telegram.person(1001, "Anna", language="fi")
    group = invited(stage, 0, "Tuottajat KS", by=anna)
    await group.sees("/verkosto liita KOODI")
    anna.says(f"/verkosto uusi {KS}", in_=group)
    hello = await group.sees(f"Hei! Olen Kuppi. Tämä ryhmä kuuluu verkostoon: {KS}.")
    assert hello.labels == [["Tulevat tapaamiset", "Avaa yksityisesti"]]
    anna.starts()
    for refused, why in (
        (f"/verkosto uusi {KS}", words("fi", "network.exists", name=KS)),
        ("/verkosto uusi", words("fi", "network.name_needed", most=100)),
        ("/verkosto uusi " + "x" * 101, words("fi", "network.name_needed", most=100)),
        ("/verkosto hajalle", words("fi", "network.words")),
        ("/verkosto liita ABCDEFGHJKLM", words("fi", "network.type_in_group")),
    ):
        anna.says(refused)
        await anna.gets(why)
    anna.says("/verkosto uusi Toinen verkosto", in_=group)
    await anna.gets(words("fi", "network.joined_already", name=KS))
    await stage.settles()
    assert len([post for post in group.messages if "kuuluu verkostoon" in post.text]) == 1


async def test_the_welcome_leads_to_the_private_chat(cast: Cast) -> None:
    [ben] = cast.producers(1, languages=["fi"])
    hello = await cast.group.sees("kuuluu verkostoon")
    ben.presses(hello, "Tulevat tapaamiset")
    await ben.gets(words("fi", "meetups.none"))
    ben.presses(hello, "Avaa yksityisesti")
    await ben.gets(words("fi", "hello.kuppi"))
    await ben.gets("Saako nimesi näkyä")


async def test_a_join_code_works_once_for_half_an_hour(cast: Cast) -> None:
    line = await code_line(cast.anna, *JOIN)
    late = await code_line(cast.anna, *JOIN)
    first, second, third = (invited(cast.stage, n, f"Ryhmä {n}", by=cast.anna) for n in range(2, 5))
    cast.anna.says(line, in_=first)
    await first.sees("kuuluu verkostoon")
    cast.anna.says(line, in_=second)
    await cast.anna.gets(words("fi", "code.void"))
    cast.anna.says("/verkosto liita ABCDEFGHJKLM", in_=third)
    cast.stage.later(minutes=31)

    async def too_late() -> None:
        before = cast.anna.inbox[-1]
        cast.anna.says(late, in_=third)
        await cast.anna.gets(words("fi", "code.void"), after=before)

    await cast.stage.changes_nothing(too_late)
    assert [third.showing("kuuluu verkostoon"), second.showing("kuuluu verkostoon")] == [None, None]


async def test_a_link_adds_a_group_and_joins_it(cast: Cast) -> None:
    cast.anna.says("/verkosto koodi")
    offered = await cast.anna.gets("liität ryhmän", after=cast.anna.inbox[-1])
    late = cast.stage.telegram.group(-100900, "Tuottajat Joutsa")
    late.add(cast.anna)
    cast.anna.presses(offered, "Lisää ryhmään", into=late)
    await late.sees(f"kuuluu verkostoon: {KS}")


async def test_a_link_makes_a_coordinator_once(cast: Cast) -> None:
    cast.anna.says("/koordinaattori uusi")
    offered = await cast.anna.gets("uuden koordinaattorin")
    assert "t.me" in (offered.button("Ryhdy koordinaattoriksi").url or "")
    kaisa, ben = cast.producers(2, languages=["sv", "en"])
    kaisa.presses(offered, "Ryhdy koordinaattoriksi")
    hello = await kaisa.gets(words("sv", "coordinator.hello", network=KS))
    assert hello.labels == [["Ny träff", "Träffar"], ["Tur", "Hjälp"]]
    ben.presses(offered, "Ryhdy koordinaattoriksi")
    await ben.gets(words("en", "code.void"))


async def test_a_coordinators_code_seen_by_others_is_void_and_that_is_said(cast: Cast) -> None:
    kaisa, ben = cast.producers(2, languages=["fi"])
    pasted = await code_line(cast.anna, *INVITE)
    kaisa.says(f"@kuppi_bot {pasted}", in_=cast.group)
    await cast.group.sees(words("fi", "code.seen"))
    ben.says(pasted)
    await ben.gets(words("fi", "code.void"))
    typed = await code_line(cast.anna, *INVITE)
    kaisa.says(f"/koordinaattori {typed}", in_=cast.group)
    await cast.group.sees(words("fi", "private.pointer"))
    ben.says(typed.lower())
    await ben.gets(words("fi", "code.void"), after=ben.inbox[-1])
    again = await code_line(cast.anna, *INVITE)
    await cast.outi.types("/kuppi", again, in_=cast.channel).answered()
    kaisa.says(again)
    await kaisa.gets(words("fi", "code.void"))


async def test_a_code_typed_after_the_command_in_private_is_taken_too(cast: Cast) -> None:
    [kaisa] = cast.producers(1, languages=["fi"])
    kaisa.says(f"/koordinaattori {await code_line(cast.anna, *INVITE)}")
    await kaisa.gets(words("fi", "coordinator.hello", network=KS))


async def test_a_slack_coordinator_comes_in_with_a_code_from_the_dm(cast: Cast) -> None:
    sara = cast.colleagues(2)[1]
    sara.says(await code_line(cast.anna, *INVITE))
    welcome = await sara.gets(KS)
    assert len(welcome.labels) == 4
    await sara.types("/kuppi", "uusitapaaminen", in_=cast.channel)
    assert (await sara.gets_view("Ny träff")).fields


async def test_a_network_is_shown_left_and_joined_again(cast: Cast) -> None:
    cast.anna.says("/verkosto tila")
    status = (await cast.anna.gets(f"Verkosto: {KS}")).text.splitlines()
    assert status == [
        f"Verkosto: {KS}", "Tapaamisten nimi: Tuottajakahvit", "2 ryhmää:", "Tuottajat KS (Telegram, suomi)",
        "tuottajat (Slack, suomi)", "Koordinaattorit: Anna", words("fi", "status.all_delivered"),
    ]  # fmt: skip
    _, message = await cast.publishes()
    tulen = message.buttons[0]
    await cast.outi.types("/kuppi", "verkosto irrota", in_=cast.channel).answered()
    asked = await cast.outi.gets("Irrotanko ryhmän tuottajat")
    await cast.outi.presses(asked, "Irrota verkostosta")
    await cast.outi.gets("Irrotettu: tuottajat.")
    assert await cast.channel.sees(words("fi", "card.withdrawn", name=KS).replace("/", "/kuppi ")) is message
    assert message.labels == []
    late = await cast.outi.presses_value(message, tulen.action_id, tulen.value or "").answered()
    assert late == words("fi", "card.withdrawn_press", name=KS).replace("/", "/kuppi ")
    cast.anna.says("/verkosto")
    await cast.anna.gets("1 ryhmä:")
    line = await code_line(cast.anna, *JOIN)
    await cast.outi.types("/kuppi", line.removeprefix("/"), in_=cast.channel).answered()
    assert (await cast.channel.sees("0 tulossa")) is message
    await cast.outi.presses(message, "Tulen").answered()
    assert (await cast.channel.sees("1 tulossa")) is message


# -- roles -------------------------------------------------------------------------------------------------


async def test_rights_come_from_our_own_tables_and_never_from_the_chat(cast: Cast) -> None:
    [chief] = cast.producers(1, languages=["fi"])
    cast.group.add(chief, status="administrator")
    chief.starts()
    await chief.gets("Saako nimesi")
    chief.says("/omat", in_=cast.group)  # who acts in a network's chat is counted in as a member, and as no more
    await chief.gets(words("fi", "own.none"))
    refused = {
        "/verkosto uusi Minun verkostoni": "role.admins_only", "/verkosto irrota": "role.admins_only",
        "/verkosto kieli sv": "role.coordinators_only", "/verkosto koordinaattorihuone": "role.admins_only",
        "/verkosto koodi": "role.admins_only", "/verkosto tila": "role.coordinators_only",
        "/koordinaattori uusi": "role.admins_only", "/koordinaattori lista": "role.admins_only",
        "/koordinaattori poista Anna": "role.admins_only", "/uusitapaaminen": "role.coordinators_only",
        "/ilmoittautuneet": "role.coordinators_only",
    }  # fmt: skip

    async def tries() -> None:
        for typed, why in refused.items():
            before = chief.inbox[-1]
            chief.says(typed, in_=cast.group)
            await chief.gets(words("fi", why), after=before)

    await cast.stage.changes_nothing(tries)


async def test_an_anonymous_admin_is_asked_to_press_a_button_that_shows_who_it_is(cast: Cast) -> None:
    [ben] = cast.producers(1, languages=["fi"])
    cast.anna.says(announcement(), in_=cast.group, anonymously=True)
    asked = await cast.group.sees(words("fi", "who.anonymous"))
    stranger = await ben.presses(asked, "Minä se olen").answered()
    assert ben.inbox == []
    assert cast.anna.inbox[-1].text.startswith("/verkosto"), "nothing yet"
    cast.anna.presses(asked, "Minä se olen")
    assert LINES["Teema"] in (await cast.anna.gets("Mitään ei ole vielä julkaistu")).text
    assert stranger.text is None or "koordinaattor" in stranger.text


async def test_coordinators_are_invited_listed_and_dismissed(cast: Cast) -> None:
    kaisa, petra = cast.producers(2, languages=["fi"])
    await becomes_coordinator(cast, kaisa)
    await becomes_coordinator(cast, petra)
    cast.anna.says("/koordinaattori lista")
    assert (await cast.anna.gets(f"Koordinaattorit, {KS}:")).text.splitlines()[1:] == ["Anna", "T0", "T1"]
    cast.anna.says("/koordinaattori poista Ville")
    await cast.anna.gets(words("fi", "coordinator.none_such", name="Ville"))
    cast.anna.says("/koordinaattori poista t")
    whom = await cast.anna.gets("Kenen tehtävä")
    assert whom.labels == [["T0"], ["T1"]]
    refused = await kaisa.presses_data(whom, whom.button("T1").data or "").answered()
    assert refused.text == words("fi", "role.admins_only")
    cast.anna.presses(whom, "T0")
    await cast.anna.gets(words("fi", "coordinator.dismissed", name="T0"))
    assert (await cast.anna.presses(whom, "T0").answered()).text == words("fi", "coordinator.not_any_more")
    kaisa.says("/uusitapaaminen")
    await kaisa.gets(words("fi", "role.coordinators_only"))
    petra.says("/uusitapaaminen")
    await petra.gets(words("fi", "ask.theme"))


async def test_a_coordinator_who_knows_no_command_publishes_by_buttons(cast: Cast) -> None:
    [kaisa] = cast.producers(1, languages=["fi"])
    hello = await becomes_coordinator(cast, kaisa)
    kaisa.presses(hello, "Uusi tapaaminen")
    for asked, answer in (
        ("ask.theme", "Talkoot"),
        ("ask.when", "2.12. klo 8.30-10"),
        ("ask.venue", "Nelikko"),
        ("ask.municipality", "Kauhava"),
    ):
        await kaisa.gets(words("fi", asked))
        kaisa.says(answer)
    echo = await kaisa.gets("Mitään ei ole vielä julkaistu")
    assert echo.text.splitlines()[1:5] == [
        "Tuottajakahvit Kauhavalla",
        "ke 2.12.2026 klo 8.30–10.00",
        "Paikka: Nelikko (esteettömyys: ei tiedossa)",
        "Teema: Talkoot",
    ]
    kaisa.presses(echo, "Julkaise")
    assert (await kaisa.gets("Julkaistu: Tuottajakahvit")).labels == [["Ilmoittautuneet"]]
    assert (await cast.channel.sees("Talkoot")).plain == (await cast.group.sees("Talkoot")).text
    kaisa.presses(kaisa.inbox[-1], "Ilmoittautuneet")
    await kaisa.gets(words("fi", "signups.none"))


# -- two networks ------------------------------------------------------------------------------------------


async def test_two_networks_side_by_side_never_touch(cast: Cast) -> None:
    petri, ep = await second_network(cast)
    ben = cast.stage.telegram.person(3001, "Ben", language="fi")
    ep.add(ben)
    await cast.publishes(Nimi=None, Teema="Keski-Suomen aihe")
    card = await cast.group.sees("Tuottajakahvit Alajärvellä")
    await publishes(petri, Nimi=None, Teema="Pohjanmaan aihe", Kunta="Kauhava")
    theirs = await ep.sees("Kulttuurikuppi Kauhavalla")
    await cast.stage.settles()
    assert ep.showing("Keski-Suomen aihe") is None
    assert cast.group.showing("Pohjanmaan aihe") is None

    async def crosses() -> None:
        for label in ("Tulen", "Ehkä", "En pääse"):
            forged = await ben.presses_data(theirs, card.button(label).data or "").answered()
            assert forged.text == words("fi", "button.unknown")
        for typed in ("/ilmoittautuneet", "/verkosto tila", "/koordinaattori lista", "/verkosto kieli sv"):
            before = petri.inbox[-1]
            petri.says(typed, in_=cast.group)
            assert "aihe" not in (await petri.gets("", after=before)).text
        signups = cast.anna.inbox[-1]
        assert (
            await petri.presses_data(petri.inbox[-1], signups.button("Ilmoittautuneet").data or "").answered()
        ).text == (words("fi", "role.coordinators_only"))

    ben.starts()
    ben.says("tapaamiset")
    await ben.gets(words("fi", "network.unknown_to_you"))
    await ben.presses(theirs, "Tulen").answered()
    cast.group.add(petri)
    petri.says("/omat", in_=cast.group)  # counts him in as a member there
    await petri.gets(words("fi", "own.none"))
    await cast.stage.changes_nothing(crosses)
    petri.says("/ilmoittautuneet")
    await petri.gets("Kulttuurikuppi, ke 2.12.2026 klo 8.30")
    ben.says("tapaamiset")
    listed = (await ben.gets("Tulevat tapaamiset")).text
    assert "Kauhava" in listed
    assert "Alajärvi" not in listed


async def test_a_person_in_both_networks_is_asked_which(cast: Cast) -> None:
    petri, ep = await second_network(cast)
    await cast.publishes(Nimi=None)
    await publishes(petri, Nimi=None, Teema="Pohjanmaan aihe", Kunta="Kauhava")
    [ben] = cast.producers(1, languages=["fi"])
    ep.add(ben)
    await ben.presses(await cast.group.sees(LINES["Teema"]), "Ehkä").answered()
    await ben.presses(await ep.sees("Pohjanmaan aihe"), "Ehkä").answered()
    ben.starts()
    ben.says("tapaamiset")
    which = await ben.gets(words("fi", "network.which"))
    assert which.labels == [[EP], [KS]]
    ben.presses(which, EP)
    assert "Alajärvi" not in (await ben.gets("Tulevat tapaamiset")).text
    ben.says("tulen")
    which = await ben.gets(words("fi", "network.which"), after=which)
    toast = (await ben.presses(which, EP).answered()).text or ""
    assert toast.startswith("Olet mukana: Kulttuurikuppi, ke 2.12. klo 8.30, Kauhava.")
    await ep.sees("1 tulossa")
    before = ben.inbox[-1]
    ben.says("/tapaamiset", in_=ep)
    line = await ep.sees("Tulossa on 1 tapaaminen. Lista avautuu yksityisesti.")
    assert line.labels == [["Tulevat tapaamiset"]]
    assert "Kauhava: 24 paikkaa jäljellä" in (await ben.gets("Tulevat tapaamiset", after=before)).text
    await cast.stage.settles()
    assert "0 tulossa, 1 ehkä" in (await cast.group.sees(LINES["Teema"])).text


@pytest.mark.parametrize("who", ["anna", "outi"])
async def test_an_admin_may_do_everything_everywhere_and_is_asked_which_network(cast: Cast, who: str) -> None:
    await second_network(cast)
    if who == "outi":
        await cast.outi.types("/kuppi", "verkosto tila").acked()
        await cast.outi.presses(await cast.outi.gets(words("fi", "network.which")), EP)
        await cast.outi.gets(f"Verkosto: {EP}")
        return
    cast.anna.says(announcement())
    which = await cast.anna.gets(words("fi", "network.which"), after=cast.anna.inbox[-1])
    cast.anna.presses(which, EP)
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu")
    assert echo.text.endswith("Kulttuurikuppi EP.")
