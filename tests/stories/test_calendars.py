"""A meetup for one's own calendar: sent with a seat taken in private, and whenever one asks for it."""

from icalendar import Calendar

from tests.fakes import telegram
from tests.stories.cast import Cast, words

FILE = "kuppi-2026-12-02.ics"


def files(person: telegram.Person) -> list[str]:
    return [post.document["file_name"] for post in person.inbox if post.document]


def event(content: bytes) -> dict[str, str]:
    """Read the one event of a calendar file."""
    [found] = Calendar.from_ical(content).walk("VEVENT")
    lines = (line.partition(":") for line in found.to_ical().decode().splitlines())
    return {name: value for name, _, value in lines if name in {"SUMMARY", "LOCATION", "DESCRIPTION", "DTSTART"}}


async def test_a_seat_taken_in_private_brings_the_meetup_for_the_calendar_once_and_one_in_the_group_does_not(
    cast: Cast,
) -> None:
    card, _ = await cast.publishes()
    ben, cia = cast.producers(2, languages=["sv"])
    for person in (ben, cia):
        person.starts()
        await person.gets("Kuppi")
    await ben.presses(card, "Ehkä").answered()
    ben.says("jag kommer")
    sent = await ben.gets(words("sv", "calendar.file", name="Kulttuurikuppi"))
    assert sent.document is not None
    assert event(cast.stage.telegram.files[sent.document["file_id"]][1].content) == {
        "SUMMARY": "Kulttuurikuppi", "LOCATION": "Nelikko\\, Alajärvi",
        "DESCRIPTION": "Tema: Vapaaehtoiset tapahtumissa", "DTSTART": "20261202T063000Z",
    }  # fmt: skip
    await cia.presses(card, "Tulen").answered()
    ben.says("jag kommer")
    await cast.stage.settles()
    assert (files(ben), files(cia)) == ([FILE], [])


async def test_whoever_got_a_seat_can_have_it_for_the_calendar_on_both_platforms(cast: Cast) -> None:
    card, message = await cast.publishes(Osallistujia_enintään="1")
    [ben] = cast.producers(1, languages=["en"])
    ben.starts()
    await cast.outi.presses(message, "Tulen").answered()
    await cast.group.sees("1 tulossa")
    await ben.presses(card, "Tulen").answered()
    await cast.outi.presses(message, "En pääse").answered()
    cast.stage.later(minutes=3)
    await cast.stage.ticks()
    told = await ben.gets(words("en", "promotion.head", name="Kulttuurikuppi"))
    assert told.labels == [["Can't make it", "Add to calendar"]]
    ben.presses(told, "Add to calendar")
    await ben.gets(words("en", "calendar.file", name="Kulttuurikuppi"))
    assert files(ben) == [FILE]


async def test_on_slack_the_file_comes_to_the_dm(cast: Cast) -> None:
    _, message = await cast.publishes(Osallistujia_enintään="1")
    sara, lars = cast.colleagues(2)
    await sara.presses(message, "Tulen").answered()
    await cast.channel.sees("1 tulossa")
    await lars.presses(message, "Tulen").answered()
    await sara.presses(message, "En pääse").answered()
    cast.stage.later(minutes=3)
    await cast.stage.ticks()
    told = await lars.gets("Kulttuurikuppi")
    lars.presses(told, told.labels[1])
    file = await lars.pulse.until(
        lambda: next((file for post in lars.im.posts for file in post.files), None), 5.0, lambda: "no file"
    )  # fmt: skip
    assert file.content is not None
    assert event(file.content)["SUMMARY"] == "Kulttuurikuppi"
