"""The duty beside the card: in a channel's topic, in a user group, beside names; asked for, and never in the way."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.chat import Address
from storage import Transaction
from tests.fakes import slack, telegram
from tests.stories.cast import Cast, Either, code_line
from tests.stories.test_duty import CHANGE, put_into_use

FIRST = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 1, 7, 0, tzinfo=UTC)
THEIRS = "Budjetti & aikataulu | https://tuottajat.example.fi"
KEPT = "Budjetti &amp; aikataulu | <https://tuottajat.example.fi>"


async def goes_on(cast: Cast, at: datetime) -> None:
    """Let it be that time, and all be delivered that is due then."""
    cast.stage.moves_to(at)
    await cast.stage.ticks()
    await cast.stage.settles()


async def asks(cast: Cast, typed: str) -> str:
    before = cast.anna.inbox[-1]
    cast.anna.says(typed)
    answer = await cast.anna.gets("", after=before)
    await cast.stage.settles()
    return answer.text


async def joins(cast: Cast, who: Either, organisation: str) -> None:
    """Let somebody become a contact who shows their name to others."""
    who.says(await code_line(cast.anna, f"/vuoro kutsu {organisation}", "uudelle yhteyshenkilölle"))
    await who.gets("Olet nyt yhteyshenkilö")
    address = (
        Address("slack", f"T0TEAM/{who.id}") if isinstance(who, slack.Person) else Address("telegram", f"{who.id}")
    )

    def shown(tx: Transaction) -> None:
        tx.people.show_name(str(tx.people.at(address)), visible=True)
        tx.duty.look_again(tx.networks.all()[0].id, cast.stage.now)

    await cast.stage.kuppi.database.write(shown)


def lines(cast: Cast) -> int:
    """Count the lines by which Slack tells of a new topic."""
    return sum(message.subtype == "channel_topic" for message in cast.channel.messages)


def failures(cast: Cast) -> Sequence[str]:
    return [post.text for post in cast.anna.inbox if "vuorossa olevan näyttäminen ei onnistunut" in post.text]


async def test_a_topic_shows_who_is_on_duty_beside_what_people_wrote_there(cast: Cast) -> None:
    cast.channel.topic = KEPT
    await put_into_use(cast)
    await goes_on(cast, FIRST)
    assert cast.channel.topic == KEPT  # nothing before it is asked for
    assert "pysyy ennallaan" in await asks(cast, "/vuoro näkyvyys aihe")
    assert cast.channel.topic == f"{KEPT} | Kuppi: vuorossa Villa Rana"
    await goes_on(cast, CHANGE)
    assert cast.channel.topic == f"{KEPT} | Kuppi: vuorossa Humak"
    assert lines(cast) == 2
    await goes_on(cast, CHANGE.replace(hour=12))
    await cast.stage.restarts()
    await goes_on(cast, CHANGE.replace(hour=13))
    assert lines(cast) == 2  # Slack tells of every setting: nothing is set that stands there already
    await asks(cast, "/vuoro näkyvyys aihe pois")
    assert cast.channel.topic == KEPT


async def test_a_topic_that_may_not_be_set_holds_up_nothing_and_is_told_once(cast: Cast) -> None:
    await put_into_use(cast)
    await goes_on(cast, FIRST)
    cast.stage.slack.faults.plan("conversations.setTopic", None, 3, "user_is_restricted")
    await asks(cast, "/vuoro näkyvyys aihe")
    assert len(failures(cast)) == 1
    assert "mutta ei ole onnistunut" in await asks(cast, "/vuoro näkyvyys")
    await goes_on(cast, CHANGE)
    await cast.channel.sees("Nyt vuorossa: Humak")
    await goes_on(cast, FEBRUARY)
    await cast.channel.sees("Nyt vuorossa: Villa Rana")
    assert (cast.channel.topic, len(failures(cast))) == ("", 1)
    await goes_on(cast, datetime(2027, 3, 1, 7, 0, tzinfo=UTC))  # the hindrance is gone: it was tried again
    assert cast.channel.topic == "Kuppi: vuorossa Humak"


async def test_a_topic_that_is_full_is_left_as_it_is(cast: Cast) -> None:
    cast.channel.topic = "x" * 240
    await put_into_use(cast)
    await goes_on(cast, FIRST)
    await asks(cast, "/vuoro näkyvyys aihe")
    assert cast.channel.topic == "x" * 240
    assert "Lyhennä aihetta." in failures(cast)[0]


async def test_a_user_group_follows_the_duty_as_long_as_nobody_would_be_missing(cast: Cast) -> None:
    group = cast.stage.slack.usergroup("S0VUORO", "vuorossa", users=[cast.outi])
    liisa, olli = cast.colleagues(2)
    await put_into_use(cast)
    await joins(cast, liisa, "Villa Rana")
    await joins(cast, olli, "Humak")
    await goes_on(cast, FIRST)
    await asks(cast, "/vuoro näkyvyys ryhmä @vuorossa")
    assert group.users == [liisa.id]
    [iida] = cast.colleagues(1, first=2)
    await joins(cast, iida, "Villa Rana")
    await goes_on(cast, FIRST)
    assert group.users == [liisa.id, iida.id]
    [vilma] = cast.producers(1, languages=("fi",))
    vilma.starts()
    await joins(cast, vilma, "Humak")  # who is not on Slack
    await goes_on(cast, CHANGE)
    assert group.users == [liisa.id, iida.id]
    assert ["jäi ennalleen" in text for text in failures(cast)] == [True]
    await goes_on(cast, FEBRUARY)
    assert group.users == [liisa.id, iida.id]
    assert "Sen jäsenet jäivät" in await asks(cast, "/vuoro näkyvyys ryhmä pois")


async def test_a_user_group_that_is_not_there_is_told_of(cast: Cast) -> None:
    [liisa] = cast.colleagues(1)
    await put_into_use(cast)
    await joins(cast, liisa, "Villa Rana")
    await goes_on(cast, FIRST)
    await asks(cast, "/vuoro näkyvyys ryhmä vuorosa")
    assert "Tämän nimistä käyttäjäryhmää ei ole." in failures(cast)[0]


async def test_a_tag_stands_beside_those_on_duty_who_show_their_name_and_have_none_of_their_own(cast: Cast) -> None:
    vilma, eero, aki, humu = cast.producers(4, languages=("fi",))
    cast.group.promote_bot(by=cast.anna)
    cast.group.tags(eero, "Kitaristi")
    await put_into_use(cast)
    for who, organisation in ((vilma, "Villa Rana"), (eero, "Villa Rana"), (aki, "Villa Rana"), (humu, "Humak")):
        who.starts()
        await joins(cast, who, organisation)
    await cast.stage.kuppi.database.write(
        lambda tx: tx.people.show_name(str(tx.people.at(Address("telegram", f"{aki.id}"))), visible=False)
    )
    await goes_on(cast, FIRST)
    await asks(cast, "/vuoro näkyvyys merkki")
    assert tags(cast, vilma, eero, aki, humu) == ["Vuorossa", "Kitaristi", "", ""]
    await goes_on(cast, CHANGE)
    assert tags(cast, vilma, eero, aki, humu) == ["", "Kitaristi", "", "Vuorossa"]
    cast.group.demote_bot(by=cast.anna)
    await goes_on(cast, FEBRUARY)
    assert ["Kupilla ei ole siihen oikeutta." in text for text in failures(cast)] == [True]
    await cast.group.sees("Nyt vuorossa: Villa Rana")


def tags(cast: Cast, *people: telegram.Person) -> list[str]:
    return [cast.group.members[one.id].tag for one in people]


async def test_what_is_typed_wrong_is_explained_and_only_coordinators_may(cast: Cast) -> None:
    [vilma] = cast.producers(1, languages=("fi",))
    await put_into_use(cast)
    for typed in ("lippu", "ryhmä", "ryhmä Aina Vuorossa!", "ryhmä @", "aihe; drop table", "aihe ehkä"):
        assert "Kirjoita esimerkiksi" in await asks(cast, f"/vuoro näkyvyys {typed}")
    vilma.starts()
    vilma.says("/vuoro näkyvyys aihe")
    await vilma.gets("koordinaattor")
