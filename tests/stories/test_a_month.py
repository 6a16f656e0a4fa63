"""A month of Kulttuurikuppi: everything changes, Kuppi restarts between every two steps, and each is told once."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.fakes import slack, telegram
from tests.stories.cast import Cast, announcement, words

DEADLINE = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)  #: 12 o'clock in Finland, two days before the new time


async def edits(cast: Cast, *lines: str, how: str = "Julkaise muutos") -> telegram.Post:
    """Let Anna change the meetup by lines, see what it does, and do it; then Kuppi restarts."""
    anna, before = cast.anna, cast.anna.inbox[-1]
    anna.says("\n".join(["/muuta", *lines]))
    shown = await anna.gets(words("fi", "change.head"), after=before)
    anna.presses(shown, how)
    done = await anna.gets("Muutettu: Kulttuurikuppi", after=shown)
    await cast.stage.settles()
    await cast.stage.restarts()
    return done


def told(person: telegram.Person, words_: str) -> list[str]:
    """Give what a person on Telegram was told in private with these words."""
    return [post.text for post in person.inbox if words_ in post.text]


def told_there(person: slack.Person, words_: str) -> list[str]:
    """Give what a person on Slack was told in private with these words."""
    return [message.plain for message in person.dm if words_ in message.plain]


async def test_a_month_of_kulttuurikuppi_with_every_kind_of_change(cast: Cast) -> None:
    stage, anna = cast.stage, cast.anna
    [pia, ben] = cast.producers(2, languages=("en", "sv"))  # Pia never opens the private chat
    [suvi] = cast.colleagues(1)
    ben.starts()
    await ben.gets("Kuppi")

    # only the month is known: who asks will be told
    anna.says(announcement(Aika="joulukuun puolivälissä", Paikka=None, Osallistujia_enintään="2"))
    echo = await anna.gets("Mitään ei ole vielä julkaistu")
    anna.presses(echo, "Julkaise")
    card = await cast.group.sees(words("fi", "card.day_later"))
    there = await cast.channel.sees(words("fi", "card.day_later"))
    ben.presses(card, words("fi", "button.tell_me"))
    await ben.gets("Jag säger till när dagen är klar")
    await suvi.presses(there, words("fi", "button.tell_me")).answered()
    await stage.settles()
    await stage.restarts()

    # the day is fixed
    await edits(cast, "Aika: ti 15.12.2026 klo 8.30–10", "Paikka: Nelikko")
    letter = await ben.gets("Dagen är bestämd: Kulttuurikuppi i Alajärvi")
    assert letter.labels == [["Jag kommer", "Kanske", "Kan inte komma"]]
    await suvi.gets("Päivä on sovittu: Kulttuurikuppi Alajärvellä")
    assert "Du är med" in ((await ben.presses(letter, "Jag kommer").answered()).text or "")
    card = await cast.group.sees("1 paikka jäljellä")
    assert "You're in" in ((await pia.presses(card, "Tulen").answered()).text or "")
    there = await cast.channel.sees("Täynnä: 2 tulossa")
    assert "varasijalla 1" in await suvi.presses(there, "Tulen").answered()
    await stage.settles()
    await stage.restarts()

    # more seats: the queue moves; fewer would push somebody back, and that is seen first
    await edits(cast, "Osallistujia enintään: 3", how="Korjaa hiljaa")
    await suvi.gets("Sait paikan, olet nyt mukana")
    before = anna.inbox[-1]
    anna.says("/muuta\nOsallistujia enintään: 2")
    shown = await anna.gets("menettää paikkansa ja siirtyy varasijalle: S0", after=before)
    anna.presses(shown, "Hylkää luonnos")
    await anna.gets(words("fi", "draft.dropped"), after=shown)

    # the time moves: everybody is asked again, in their own language, and where they can be reached
    await edits(cast, "Aika: ke 16.12.2026 klo 9–10.30")
    letter = await ben.gets("Ny tid: Kulttuurikuppi, Alajärvi")
    assert letter.text.splitlines()[1:] == [
        "Tidigare: tis 15.12.2026 kl. 8.30–10.00", "Nu: ons 16.12.2026 kl. 9.00–10.30",
        "Passar den nya tiden? Jag håller din plats till mån 14.12. kl. 12.",
    ]  # fmt: skip
    asked = await suvi.gets("Pidän paikkasi ma 14.12. klo 12 asti.")
    await cast.group.sees("Aika muuttui: Kulttuurikuppi, Alajärvi")  # for Pia, who cannot be written to
    assert "Olet mukana" in await suvi.presses(asked, "Tulen").answered()
    stage.moves_to(DEADLINE)
    await stage.ticks()
    lapsed = await ben.gets("Jag hörde inget av dig: Kulttuurikuppi")
    await stage.settles()
    await stage.restarts()
    card = await cast.group.sees("2 tulossa, 1 ehkä")  # Pia was never asked, and keeps her place
    assert "Du är med" in ((await ben.presses(lapsed, "Jag kommer").answered()).text or "")

    card = await _is_mended(cast, ben, suvi)
    await is_cancelled(cast, [ben], [suvi], card)
    await comes_again(cast)


async def _is_mended(cast: Cast, ben: telegram.Person, suvi: slack.Person) -> telegram.Post:
    """Let Anna change the venue and mend the theme; give the card."""
    # a venue is always told, a slip of the pen may be mended quietly
    await edits(cast, "Paikka: Villa Rana")
    await ben.gets("Ny plats: Kulttuurikuppi")
    before_fix = len(ben.inbox), len(suvi.dm)
    await edits(cast, "Teema: Vapaaehtoiset", how="Korjaa hiljaa")
    card = await cast.group.sees("Teema: Vapaaehtoiset\n")
    assert (len(ben.inbox), len(suvi.dm)) == before_fix
    return card


async def is_cancelled(
    cast: Cast, there: Sequence[telegram.Person], elsewhere: Sequence[slack.Person], card: telegram.Post
) -> None:
    """Let Anna cancel: the chats and all it concerns are told once, and what was pressed too late is answered."""
    anna, before = cast.anna, cast.anna.inbox[-1]
    anna.says("/perutapaaminen")
    surely = await anna.gets(words("fi", "cancel.reason_next"), after=before)
    anna.presses(surely, "Peru tapaaminen")
    await anna.gets(words("fi", "ask.reason"), after=surely)
    await cast.stage.restarts()
    anna.says("puhuja on estynyt")
    shown = await anna.gets("Näin kerron peruutuksesta")
    anna.presses(shown, "Lähetä peruutus")
    await cast.group.sees("Syy: puhuja on estynyt.")
    await cast.channel.sees("Syy: puhuja on estynyt.")
    for person in there:
        await person.gets("Inställt: Kulttuurikuppi, ons 16.12.2026 kl. 9.00, Alajärvi")
    for colleague in elsewhere:
        await colleague.gets("Peruttu: Kulttuurikuppi, ke 16.12.2026 klo 9.00, Alajärvi")
    drawn = await cast.group.sees("Peruttu\nKulttuurikuppi Alajärvellä")
    assert (drawn.message_id, drawn.labels) == (card.message_id, [])
    await cast.stage.settles()
    await cast.stage.restarts()
    await cast.stage.ticks()
    await cast.stage.settles()
    assert [len(told(person, "Inställt: ")) for person in there] == [1] * len(there)
    assert [len(told_there(person, "Peruttu: ")) for person in elsewhere] == [1] * len(elsewhere)
    letter = next(post for post in there[0].inbox if "Ny tid: " in post.text)
    late = await there[0].presses(letter, "Jag kommer").answered()
    assert "Inställt: Kulttuurikuppi" in (late.text or "")


async def comes_again(cast: Cast) -> None:
    """Let Anna copy the meetup and schedule it: it goes out by the clock, also after a restart."""
    anna, before = cast.anna, cast.anna.inbox[-1]
    anna.says("/kopioi\nAika: ke 13.1.2027 klo 9\nJulkaise: ti 15.12. klo 9")
    which = await anna.gets(words("fi", "copy.which"), after=before)
    anna.presses(which, which.labels[0][0])
    echo = await anna.gets("Mitään ei ole vielä julkaistu", after=which)
    anna.presses(echo, "Ajasta julkaisu")
    await anna.gets("Ajastettu: Kulttuurikuppi", after=echo)
    await cast.stage.restarts()
    cast.stage.moves_to(datetime(2026, 12, 15, 7, 0, tzinfo=UTC))
    await cast.stage.ticks()
    await cast.group.sees("ke 13.1.2027 klo 9.00")
    await cast.channel.sees("ke 13.1.2027 klo 9.00")
    await anna.gets("Julkaistu: Kulttuurikuppi", after=echo)
