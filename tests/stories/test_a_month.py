"""A month of Kulttuurikuppi: everything changes, Kuppi restarts between every two steps, and each is told once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fakes import slack, telegram
from tests.stories.cast import Cast, announcement, code_line, words

AT_NINE = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  #: in Finland
NIGHT = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)  #: half past ten in Finland
MORNING = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
WEEK_BEFORE = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)  #: 12 o'clock in Finland, two days before the new time
DAY_BEFORE = datetime(2026, 12, 15, 10, 0, tzinfo=UTC)
EVENING_BEFORE = datetime(2026, 12, 15, 16, 30, tzinfo=UTC)
DOORS = datetime(2026, 12, 16, 7, 10, tzinfo=UTC)
FIVE_WEEKS_LATER = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)


@dataclass
class Month:
    """Take a step: somebody does something, hears what comes of it, and Kuppi restarts."""

    cast: Cast
    ben: telegram.Person  #: reads Swedish
    pia: telegram.Person  #: reads English, and never opens the private chat
    tom: telegram.Person  #: reads English
    eve: telegram.Person  #: reads Finnish, as the rest
    kai: telegram.Person
    suvi: slack.Person

    async def steps(self) -> None:
        await self.cast.stage.settles()
        await self.cast.stage.restarts()

    async def it_is(self, now: datetime) -> None:
        """Let it be this time and the clock tick."""
        self.cast.stage.moves_to(now)
        await self.cast.stage.ticks()
        await self.steps()

    async def says(self, who: telegram.Person, text: str, hears: str) -> telegram.Post:
        before = who.inbox[-1]
        who.says(text)
        heard = await who.gets(hears, after=before)
        await self.steps()
        return heard

    async def presses(self, who: telegram.Person, post: telegram.Post, label: str, hears: str) -> telegram.Post:
        before = who.inbox[-1]
        who.presses(post, label)
        heard = await who.gets(hears, after=before)
        await self.steps()
        return heard

    async def taps(self, who: telegram.Person, post: telegram.Post, label: str) -> str:
        """Press a button that a toast answers."""
        press = await who.presses(post, label).answered()
        await self.steps()
        return press.text or ""

    async def clicks(self, label: str, on: slack.Message | slack.Ephemeral) -> str:
        """Let Suvi press a button that one line answers."""
        said = await self.suvi.presses(on, label).answered()
        await self.steps()
        return said

    async def edits(self, *lines: str, how: str = "Julkaise muutos", shows: str = "") -> None:
        """Let Anna change the meetup by lines, see what it does, and do it."""
        shown = await self.says(self.cast.anna, "\n".join(["/muuta", *lines]), shows or words("fi", "change.head"))
        await self.presses(self.cast.anna, shown, how, "Muutettu: Kulttuurikuppi")

    async def grace_ends(self) -> None:
        await self.cast.stage.grace_ends()
        await self.steps()


def told(person: telegram.Person, words_: str) -> list[str]:
    """Give what a person on Telegram was told in private with these words."""
    return [post.text for post in person.inbox if words_ in post.text]


def told_there(person: slack.Person, words_: str) -> list[str]:
    """Give what a person on Slack was told in private with these words."""
    return [message.plain for message in person.dm if words_ in message.plain]


async def test_a_month_of_kulttuurikuppi_with_every_kind_of_change(cast: Cast) -> None:
    pia, ben, tom, eve, kai = cast.producers(5, languages=("en", "sv", "en", "fi", "fi"))
    [suvi] = cast.colleagues(1)
    month = Month(cast, ben, pia, tom, eve, kai, suvi)
    for person in (ben, tom, eve, kai):
        person.starts()
        await person.gets("Kuppi")
    await month.steps()

    await only_the_month_is_known(month)
    await seats_are_more_and_fewer(month)
    await somebody_changes_their_mind(month)
    await two_are_one_for_a_while(month)
    await the_time_moves(month)
    await what_else_changes(month)
    await the_week_and_the_day_before(month)
    await the_last_seat(month)
    await at_the_door(month)
    await it_comes_again_and_is_cancelled(month)
    await nothing_is_planned(month)


async def only_the_month_is_known(month: Month) -> None:
    """Let it go out by the clock, and tell whoever asks when its day is fixed."""
    cast, anna, ben, suvi = month.cast, month.cast.anna, month.ben, month.suvi
    lines = announcement(
        Aika="joulukuun puolivälissä", Paikka=None, Osallistujia_enintään="2", Seuralaisia_enintään="1",
        Julkaise="ti 24.11. klo 9",
    )  # fmt: skip
    echo = await month.says(anna, lines, "Mitään ei ole vielä julkaistu")
    scheduled = await month.presses(anna, echo, "Ajasta julkaisu", "Ajastettu: Kulttuurikuppi")
    assert not [post for post in cast.group.posts.values() if "joulukuun puolivälissä" in post.text]
    await month.it_is(AT_NINE)
    out = await anna.gets("Julkaistu: Kulttuurikuppi", after=scheduled)
    assert words("fi", "published.pin") in out.text

    card = await cast.group.sees(words("fi", "card.day_later"))
    there = await cast.channel.sees(words("fi", "card.day_later"))
    await month.presses(ben, card, words("fi", "button.tell_me"), "Jag säger till när dagen är klar")
    await month.clicks(words("fi", "button.tell_me"), there)
    await month.edits("Aika: ti 15.12.2026 klo 8.30–10", "Paikka: Nelikko")
    letter = await ben.gets("Dagen är bestämd: Kulttuurikuppi i Alajärvi")
    assert letter.labels == [["Jag kommer", "Kanske", "Kan inte komma"]]
    await suvi.gets("Päivä on sovittu: Kulttuurikuppi Alajärvellä")
    assert "Du är med" in await month.taps(ben, letter, "Jag kommer")


async def seats_are_more_and_fewer(month: Month) -> None:
    """Let who does not fit wait; more seats move the queue, and who would be pushed back by fewer is seen first."""
    cast, suvi = month.cast, month.suvi
    card = await cast.group.sees("1 paikka jäljellä")
    assert "You're in" in await month.taps(month.pia, card, "Tulen")
    there = await cast.channel.sees("Täynnä: 2 tulossa")
    assert "varasijalla 1" in await month.clicks("Tulen", there)
    await month.edits("Osallistujia enintään: 3", how="Korjaa hiljaa")
    await suvi.gets("Sait paikan, olet nyt mukana")
    pushes = "1 ihminen menettää paikkansa ja siirtyy varasijalle: S0"
    shown = await month.says(cast.anna, "/muuta\nOsallistujia enintään: 2", pushes)
    await month.presses(cast.anna, shown, "Hylkää luonnos", words("fi", "draft.dropped"))
    await month.edits("Osallistujia enintään: 2", shows=pushes)
    await suvi.gets(words("fi", "pushed_back.head", name="Kulttuurikuppi"))
    await month.says(month.ben, "/kommer 1", words("sv", "guests.no_room"))


async def somebody_changes_their_mind(month: Month) -> None:
    """Keep a place that is left for two minutes, and tell whoever gets it at night in the morning."""
    cast, suvi = month.cast, month.suvi
    card = await cast.group.sees("Täynnä: 2 tulossa, 0 ehkä, 1 varasijalla")
    assert "2 minutes" in await month.taps(month.pia, card, "En pääse")
    assert "You're in" in await month.taps(month.pia, card, "Tulen")
    await month.grace_ends()
    await cast.group.sees("Täynnä: 2 tulossa, 0 ehkä, 1 varasijalla")
    cast.stage.moves_to(NIGHT)
    await month.taps(month.pia, card, "En pääse")
    before = len(told_there(suvi, "Sait paikan"))
    await month.grace_ends()
    await cast.group.sees("Täynnä: 2 tulossa, 0 ehkä, 0 varasijalla")
    assert len(told_there(suvi, "Sait paikan")) == before, "she was woken"
    await month.it_is(MORNING)
    assert len(told_there(suvi, "Sait paikan")) == before + 1
    await month.edits("Osallistujia enintään: 5", how="Korjaa hiljaa")
    await month.says(month.ben, "/kommer 1", "Du är med")
    card = await cast.group.sees("3 tulossa, 0 ehkä, 2 paikkaa jäljellä")
    assert "You're in" in await month.taps(month.pia, card, "Tulen")


async def two_are_one_for_a_while(month: Month) -> None:
    """Make one person of Tom and Suvi, and two again: both are as they were."""
    cast, suvi = month.cast, month.suvi
    card = await cast.group.sees("4 tulossa, 0 ehkä, 1 paikka jäljellä")
    await month.taps(month.tom, card, "Tulen")
    line = await code_line(month.tom, "/link", "other app")
    await month.steps()
    suvi.says(line)
    asked = await suvi.gets(words("fi", "link.means"))
    await month.steps()
    suvi.presses(asked, words("fi", "button.link"))
    done = await suvi.gets(words("fi", "link.done"))
    await month.steps()
    await cast.channel.sees("4 tulossa, 0 ehkä, 1 paikka jäljellä")
    suvi.presses(done, words("fi", "button.part"))
    await cast.channel.sees("Täynnä: 5 tulossa, 0 ehkä, 0 varasijalla")
    await month.steps()


async def the_time_moves(month: Month) -> None:
    """Ask everybody again, in their own language, and where they can be reached."""
    cast, ben, suvi, tom = month.cast, month.ben, month.suvi, month.tom
    await month.edits("Aika: ke 16.12.2026 klo 9–10.30")
    letter = await ben.gets("Ny tid: Kulttuurikuppi, Alajärvi")
    assert letter.text.splitlines()[1:] == [
        "Tidigare: tis 15.12.2026 kl. 8.30–10.00", "Nu: ons 16.12.2026 kl. 9.00–10.30",
        "Passar den nya tiden? Jag håller din plats till mån 14.12. kl. 12.",
    ]  # fmt: skip
    asked = await suvi.gets("Pidän paikkasi ma 14.12. klo 12 asti.")
    await cast.group.sees("Aika muuttui: Kulttuurikuppi, Alajärvi")  # for Pia, who cannot be written to
    assert "Olet mukana" in await month.clicks("Tulen", asked)
    assert "You're in" in await month.taps(tom, await tom.gets("New time: Kulttuurikuppi"), "I'm coming")


async def what_else_changes(month: Month) -> None:
    """Tell of a new venue always, of other things as the coordinator chooses; let Tom choose too."""
    cast, anna, ben, suvi = month.cast, month.cast.anna, month.ben, month.suvi
    await month.edits("Paikka: Villa Rana")
    await ben.gets("Ny plats: Kulttuurikuppi")
    before = len(ben.inbox), len(suvi.dm)
    await month.edits("Teema: Vapaaehtoiset", how="Korjaa hiljaa")
    await cast.group.sees("Teema: Vapaaehtoiset\n")
    assert (len(ben.inbox), len(suvi.dm)) == before
    await month.edits("Hinta: 5 €", how="Kerro osallistujille")
    await ben.gets("Pris: 5 €")
    texts = await month.says(anna, "/tiedote", "Minne teksti tulee?")
    await month.presses(anna, texts, "WhatsApp", "Villa Rana")
    own = await month.says(month.tom, "/settings", words("en", "settings.head"))
    await month.presses(month.tom, own, words("en", "button.no_reminders"), words("en", "reminders.off"))


async def the_week_and_the_day_before(month: Month) -> None:
    """Remind the group, let go of a place that nobody answered for, and remind those coming."""
    cast, ben, suvi, tom = month.cast, month.ben, month.suvi, month.tom
    await month.it_is(WEEK_BEFORE)
    await cast.group.sees("Viikon päästä: Kulttuurikuppi Alajärvellä")
    await cast.channel.sees("Viikon päästä: Kulttuurikuppi Alajärvellä")
    await month.it_is(DEADLINE)
    lapsed = await ben.gets("Jag hörde inget av dig: Kulttuurikuppi")
    await cast.group.sees("3 tulossa, 1 ehkä, 2 paikkaa jäljellä")  # Pia was never asked, and keeps her place
    assert "Du är med" in await month.taps(ben, lapsed, "Jag kommer")
    await cast.group.sees("4 tulossa, 0 ehkä, 1 paikka jäljellä")
    await month.says(cast.anna, "/lisaa Liisa Laine", "Liisa Laine on nyt mukana")
    card = await cast.group.sees("Täynnä: 5 tulossa, 0 ehkä, 0 varasijalla")
    assert "varasijalla 1" in await month.taps(month.eve, card, "Tulen")
    await month.presses(month.eve, card, "Muistuta minua", "Muistutan sinua ti 15.12. klo 12")
    await month.it_is(DAY_BEFORE)
    assert "paikkaa odottaa 1 ihminen" in (await suvi.gets("Huomenna: Kulttuurikuppi")).plain
    await ben.gets("I morgon: Kulttuurikuppi")
    await month.eve.gets("Huomenna: Kulttuurikuppi")
    assert (len(told(ben, "Ny tid: ")), told(tom, "Tomorrow: ")) == (1, [])


async def the_last_seat(month: Month) -> None:
    """Offer a seat with a deadline on the day before; in the evening let the first to press have it."""
    cast, ben, eve, kai = month.cast, month.ben, month.eve, month.kai
    card = await cast.group.sees("Täynnä: 5 tulossa, 0 ehkä, 1 varasijalla")
    assert "varasijalla 2" in await month.taps(kai, card, "Tulen")
    await month.taps(month.tom, card, "En pääse")
    await month.grace_ends()
    offer = await eve.gets("Vastaa viimeistään ti 15.12. klo 15.02. Sen jälkeen paikka tarjotaan seuraavalle.")
    assert "Olet mukana" in await month.taps(eve, offer, "Otan paikan")
    await month.it_is(EVENING_BEFORE)
    await month.taps(ben, card, "En pääse")
    await month.grace_ends()
    free = await kai.gets(words("fi", "offer.open", name="Kulttuurikuppi"))
    assert "Olet mukana" in await month.taps(kai, free, "Otan paikan")
    await cast.group.sees("Täynnä: 5 tulossa, 0 ehkä, 0 varasijalla")


async def at_the_door(month: Month) -> None:
    """Add a walk-in, mark who came, and take the list as a table."""
    cast, anna = month.cast, month.cast.anna
    await month.it_is(DOORS)
    await month.says(anna, "/lisaa Ville Virta", "Ville Virta")
    names = await month.says(anna, "/lasna", words("fi", "present.head", name="Kulttuurikuppi"))
    await month.taps(anna, names, "Liisa Laine")
    listed = await month.says(anna, "/ilmoittautuneet", "Liisa Laine")
    sent = await month.presses(anna, listed, "Lista tiedostona", "Osallistujalista: Kulttuurikuppi.")
    assert sent.document is not None
    table = cast.stage.telegram.files[sent.document["file_id"]][1].content.decode()
    assert table.startswith('\ufeff"Nimi";"Tilanne";"Seuralaisia";"Paikalla"\r\n')
    assert '"Liisa Laine";"tulossa";"0";"kyllä"' in table


async def it_comes_again_and_is_cancelled(month: Month) -> None:
    """Copy the meetup and cancel the copy: the chats and all it concerns are told once."""
    cast, anna, ben, suvi = month.cast, month.cast.anna, month.ben, month.suvi
    which = await month.says(anna, "/kopioi\nAika: ke 13.1.2027 klo 9", words("fi", "copy.which"))
    echo = await month.presses(anna, which, which.labels[0][0], "Mitään ei ole vielä julkaistu")
    await month.presses(anna, echo, "Julkaise", "Julkaistu: Kulttuurikuppi")
    card, there = await cast.group.sees("ke 13.1.2027 klo 9.00"), await cast.channel.sees("ke 13.1.2027 klo 9.00")
    assert "Du är med" in await month.taps(ben, card, "Tulen")
    assert "Olet mukana" in await month.clicks("Tulen", there)
    surely = await month.says(anna, "/perutapaaminen", words("fi", "cancel.reason_next"))
    await month.presses(anna, surely, "Peru tapaaminen", words("fi", "ask.reason"))
    shown = await month.says(anna, "puhuja on estynyt", "Näin kerron peruutuksesta")
    anna.presses(shown, "Lähetä peruutus")
    for chat in (cast.group, cast.channel):
        await chat.sees("Syy: puhuja on estynyt.")
    drawn = await cast.group.sees("Peruttu\nKulttuurikuppi Alajärvellä")
    assert (drawn.message_id, drawn.labels) == (card.message_id, [])
    await month.steps()
    await cast.stage.ticks()
    await month.steps()
    assert len(told(ben, "Inställt: ")) == 1
    assert len(told_there(suvi, "Peruttu: ")) == 1
    late = await month.taps(ben, next(post for post in ben.inbox if "Ny tid: " in post.text), "Jag kommer")
    assert "Kulttuurikuppi" in late


async def nothing_is_planned(month: Month) -> None:
    """Tell whoever coordinates so once, in private."""
    cast = month.cast
    line = words("fi", "quiet.nothing_planned", network="Keski-Suomen tuottajaverkosto")
    await month.it_is(FIVE_WEEKS_LATER)
    await cast.anna.gets(line)
    await cast.stage.ticks()
    await month.steps()
    assert len(told(cast.anna, line)) == 1
