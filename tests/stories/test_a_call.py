"""A call from beginning to end: two groups of six, twenty applicants in three languages on both platforms."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.i18n import FOLDER
from bot.text import LOCALES
from storage.tables_calls import applications, offers
from tests.fakes import slack, telegram
from tests.stories.cast import Cast, Stage, code_line, founded, words
from tests.words import catalogue, forms

HELSINKI = ZoneInfo("Europe/Helsinki")
MODEL = """/uusihaku
Tyyppi: työnohjaus
Nimi: Luovien alojen tuottajien työnohjausryhmä
Ryhmät: Seinäjoki 6, Tampere 6
Valinta: harkinta
Haku päättyy: su 4.8.2024 klo 23.59
Tulokset viimeistään: pe 16.8.2024
Rekisterinpitäjä: Seinäjoen ammattikorkeakoulu ja Tampereen ammattikorkeakoulu
Yhteys: tuottajat@example.fi"""
NAME = "Luovien alojen tuottajien työnohjausryhmä"
MEMBERS = (*range(7), 9, 12, 13, 14, 15)  #: who has a place at the end, by the order of sending
STOPS, ELSEWHERE = 3, 5  #: who stops half-way, and who goes on on the other platform
Applicant = telegram.Person | slack.Person


def summer(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=HELSINKI)


@pytest.fixture
async def july(stage: Stage) -> Cast:
    """Found the network in the summer of 2024."""
    stage.moves_to(summer("07-31 12:00"))
    return await founded(stage)


async def opens(cast: Cast) -> telegram.Post:
    """Let Anna publish the model call; give its card in the group."""
    cast.anna.says(MODEL)
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu")
    cast.anna.presses(echo, "Julkaise")
    await cast.channel.sees(NAME)
    return await cast.group.sees(NAME)


# -- applying as people do, the same on both platforms --------------------------------------------------------


class Filling:
    """Somebody who applies: says and presses, and looks for what comes next, whatever the platform."""

    def __init__(self, person: Applicant, locale: str, total: int = 8) -> None:
        self.person, self.locale, self.total = person, locale, total
        self.last: telegram.Post | slack.Message | slack.Ephemeral | None = None

    async def sees(self, id_: str, **values: str) -> None:
        """Wait for the message with these words, newer than the last one."""
        slash = "/" if isinstance(self.person, telegram.Person) else "/kuppi "
        said = words(self.locale, id_, None, slash=slash, **values)
        self.last = await self.finds(said)

    async def finds(self, said: str) -> telegram.Post | slack.Message | slack.Ephemeral:
        if isinstance(self.person, telegram.Person):
            after = self.last if isinstance(self.last, telegram.Post) else None
            return await self.person.gets(said, after=after)
        return await self.person.gets(said, after=getattr(self.last, "ts", "") if self.last else "")

    def says(self, text: str) -> None:
        self.person.says(text)

    async def presses_next(self, id_: str) -> None:
        """Press a button of the next message that has it."""
        after = self.last
        assert isinstance(after, telegram.Post)
        assert isinstance(self.person, telegram.Person)
        self.last = await self.person.gets("", after=after)
        await self.presses(id_)

    async def presses(self, id_: str) -> None:
        label = words(self.locale, id_)
        if isinstance(self.person, telegram.Person):
            assert isinstance(self.last, telegram.Post)
            self.person.presses(self.last, label)
        else:
            assert isinstance(self.last, slack.Message | slack.Ephemeral)
            await self.person.presses(self.last, label).acked()

    async def asked(self, number: int) -> None:
        """Wait for a question by its number."""
        said = {"fi": "Kysymys", "sv": "Fråga", "en": "Question"}[self.locale]
        self.last = await self.finds(f"{said} {number}/{self.total}")

    async def answers(self, number: int, text: str) -> None:
        self.says(text)
        if number < self.total:
            await self.asked(number + 1)


async def begins(one: Filling, card: telegram.Post | slack.Message) -> None:
    """Let somebody come in by the card's private button and begin."""
    if isinstance(one.person, telegram.Person):
        assert isinstance(card, telegram.Post)
        one.person.presses(card, "Hae")
    else:
        assert isinstance(card, slack.Message)
        await one.person.presses(card, "Hae").acked()
    await one.sees("notice.leave_out")
    await one.presses("button.begin")
    await one.asked(1)


async def answers_all(one: Filling, name: str, groups: str, *, first: int = 1) -> None:
    """Answer the questions from one on, up to the summary."""
    typed: Mapping[int, str] = {
        1: name, 2: f"{name.lower()}@example.fi", 3: "Haluan jakaa arjen pulmia.", 4: groups, 5: "2", 6: "Seinäjoki",
        7: "-", 8: words(one.locale, "pick.yes"),
    }  # fmt: skip
    for number in range(first, 9):
        await one.answers(number, typed[number])
    await one.sees("summary.head")


async def sends(one: Filling) -> None:
    await one.presses("button.send")
    await one.sees("sent.questions", contact="tuottajat@example.fi")


async def reviews_and_publishes(cast: Cast, *, count: int) -> None:
    """Let Anna have an order proposed, preview and publish."""
    anna = cast.anna
    anna.says("/hakemukset")
    head = await anna.gets(f"{count} hakemusta")
    anna.presses(head, "Päätökset")
    table = await anna.gets("Päätökset:", after=head)
    anna.presses(table, "Ehdota järjestystä")
    proposed = await anna.gets("Paikka.", after=table)
    anna.presses(proposed, "Esikatsele viestit")
    preview = await anna.gets("Mitään ei ole vielä lähetetty", after=proposed)
    assert "Sinulle on paikka työnohjausryhmässä: Seinäjoki" in preview.text
    anna.presses(preview, "Julkaise tulokset")
    await anna.gets("Tulokset on julkaistu", after=preview)


def states(cast: Cast) -> dict[str, int]:
    """Count applications by their state."""
    with cast.stage.kuppi.database._reader.connect() as connection:
        found = connection.execute(select(applications.c.state)).scalars().all()
    return {state: found.count(state) for state in sorted(set(found))}


def standings(cast: Cast) -> list[str]:
    """Give what has become of each application, in the order of sending."""
    with cast.stage.kuppi.database._reader.connect() as connection:
        query = select(applications.c.state, applications.c.group_id).order_by(applications.c.ordinal)
        return [f"{row.state} {row.group_id}" for row in connection.execute(query)]


# -- in whose language ---------------------------------------------------------------------------------------


@cache
def templates(locale: str) -> re.Pattern[str]:
    """Match every line that the catalogue of a language can make, but for those of hardly any words."""
    found = catalogue(FOLDER / f"{locale}.po", locale)
    told = (form for message in found if message.id for form in forms(found, _id(message.id)))
    lines = {line for form in told for line in form.splitlines() if len(re.sub(r"\{\w+\}", "", line)) > 8}
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(line)) for line in sorted(lines)))


def _id(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def reads_only_their_own_language(one: Filling) -> None:
    """Hold that no line they were ever sent is one of another language and not of theirs."""
    inbox = one.person.inbox if isinstance(one.person, telegram.Person) else one.person.im.posts
    texts = [post.text if isinstance(post, telegram.Post) else post.plain for post in inbox]
    lines = {line.replace("/kuppi ", "/") for text in texts for line in text.splitlines() if line}
    others = [templates(locale) for locale in LOCALES if locale != one.locale]
    foreign = [line for line in lines if not templates(one.locale).fullmatch(line)]
    assert [line for line in foreign if any(other.fullmatch(line) for other in others)] == []


def seated(cast: Cast, state: str) -> dict[str, int]:
    with cast.stage.kuppi.database._reader.connect() as connection:
        query = select(applications.c.group_id).where(applications.c.state == state)
        found = connection.execute(query).scalars().all()
    return {group: found.count(group) for group in ("g1", "g2")}


# -- the story -----------------------------------------------------------------------------------------------


async def people(cast: Cast) -> list[Filling]:
    """Let in twelve on Telegram and eight on Slack; each speaks one of the three languages."""
    found = [Filling(p, LOCALES[n % 3]) for n, p in enumerate(cast.producers(12))]
    for n, person in enumerate(cast.colleagues(8)):
        locale = LOCALES[n % 3]
        person.says(f"kieli {locale}")
        await person.gets(words(locale, "language.done"))
        found.append(Filling(person, locale))
    return found


async def all_apply(cast: Cast, everybody: list[Filling], card: telegram.Post) -> None:
    """Let everybody apply; one stops half-way, one goes on elsewhere, the last one never sends."""
    shown = await cast.channel.sees(NAME)
    for n, one in enumerate(everybody):
        await begins(one, card if isinstance(one.person, telegram.Person) else shown)
        wishes = "Seinäjoki, Tampere" if n % 2 else "Tampere, Seinäjoki"
        if n == STOPS:
            await stops_and_goes_on(cast, one, wishes)
        elif n == ELSEWHERE:
            one = everybody[n] = await goes_on_elsewhere(cast, one, wishes)  # noqa: PLW2901 -- the same human
        else:
            await answers_all(one, f"Hakija{n}", wishes)
        if n < 19:
            await sends(one)


async def stops_and_goes_on(cast: Cast, one: Filling, wishes: str) -> None:
    """Stop half-way, and go on after Kuppi was away and days have passed."""
    await one.answers(1, "Keskeyttäjä")
    await one.answers(2, "k@example.fi")
    await cast.stage.restarts()
    cast.stage.later(days=2)
    one.says("/hae")
    await one.sees("form.resumed")
    await answers_all(one, "Keskeyttäjä", wishes, first=3)


async def goes_on_elsewhere(cast: Cast, one: Filling, wishes: str) -> Filling:
    """Begin on Telegram, become one with oneself on Slack, and go on there where one was."""
    await one.answers(1, f"Hakija{ELSEWHERE}")
    await one.answers(2, "e@example.fi")
    assert isinstance(one.person, telegram.Person)
    code = await code_line(one.person, "/link", words(one.locale, "link.how"))
    suvi = cast.stage.slack.person("U0SAME", "S8", locale="en-GB")
    there = Filling(suvi, one.locale)
    cast.stage.later(minutes=1)
    there.says(f"kieli {one.locale}")
    await there.sees("language.done")
    there.says(code.removeprefix("/"))
    await there.sees("link.means")
    await there.presses("button.link")
    await there.sees("link.done")
    await suvi.types("/kuppi", "apply").acked()
    await there.sees("form.resumed")
    assert "Question 3/8" in getattr(there.last, "plain", "")
    await answers_all(there, f"Hakija{ELSEWHERE}", wishes, first=3)
    return there


async def leaves(one: Filling) -> None:
    """Give up a confirmed place."""
    one.says({"fi": "/omat", "sv": "/mina", "en": "/my"}[one.locale])
    await one.sees("own.head_applications")
    await one.presses("call.supervision")  # the name is too long for a button: the kind of call stands there
    await one.presses_next("button.leave_place")
    await one.sees("withdraw.ask_place")
    await one.presses("button.withdraw_yes")
    await one.sees("withdraw.done")


async def confirms(*some: Filling) -> None:
    for one in some:
        await one.presses("button.confirm_place")
        await one.sees("confirmed.leave")


async def reaches(cast: Cast, at: str) -> None:
    """Let it be this time."""
    cast.stage.moves_to(summer(at))
    await cast.stage.ticks()


@pytest.mark.timeout(240)
async def test_two_groups_of_six_and_twenty_applicants(july: Cast) -> None:
    cast = july
    card = await opens(cast)
    everybody = await people(cast)
    await all_apply(cast, everybody, card)
    assert states(cast) == {"sent": 19}

    await reaches(cast, "08-05 12:00")
    await everybody[0].sees("over.results", day="pe 16.8.2024")
    await reaches(cast, "08-16 12:00")
    await reviews_and_publishes(cast, count=19)
    assert (states(cast), seated(cast, "offered")) == ({"offered": 12, "waiting": 7}, {"g1": 6, "g2": 6})
    for one in everybody[:19]:
        await one.sees("offer.else" if one in everybody[:12] else "letter.queued_next")

    await late_one(cast, everybody[19])
    await confirms(*everybody[:8])
    await everybody[8].presses("button.decline_place")
    await everybody[8].sees("declined.now")
    await everybody[12].sees("offer.else")  # the seat rolls on at once
    await reaches(cast, "08-18 08:01")  # half time, after the night
    await everybody[9].sees("offer.reminder")
    await confirms(everybody[9], everybody[12])

    await reaches(cast, "08-19 12:00")  # two never answer
    await everybody[10].sees("offer.expired", name=NAME)
    await everybody[13].sees("offer.else")
    await everybody[14].sees("offer.else")
    assert states(cast) == {"confirmed": 10, "declined": 1, "expired": 2, "offered": 2, "waiting": 5}

    await leaves(everybody[7])
    await everybody[15].sees("offer.else")
    await confirms(everybody[13], everybody[14], everybody[15])
    await cast.group.sees("Paikat ovat täynnä.")
    await groups_meet(cast, {n: everybody[n] for n in MEMBERS})
    await cast.stage.settles()
    all_is_as_it_should_be(cast)
    for one in everybody:
        reads_only_their_own_language(one)


def all_is_as_it_should_be(cast: Cast) -> None:
    """Hold that each has what the rules give them, each offer ended as it did, and nothing personal is in a group."""
    assert standings(cast) == [
        *["confirmed g2", "confirmed g1"] * 3, "confirmed g2", "withdrawn None", "declined None", "confirmed g1",
        "expired None", "expired None", "confirmed g2", "confirmed g1", "confirmed g2", "confirmed g1",
        *["waiting None"] * 4,
    ]  # fmt: skip
    with cast.stage.kuppi.database._reader.connect() as connection:
        made = connection.execute(select(offers.c.outcome)).scalars().all()
    assert sorted(map(str, made)) == ["confirmed"] * 13 + ["declined"] + ["expired"] * 2
    texts = [post.text for post in cast.group.messages] + [post.plain for post in cast.channel.posts]
    assert [text for text in texts if "Hakija" in text or "Keskeyttäjä" in text or "@example.fi" in text] == []


async def groups_meet(cast: Cast, members: Mapping[int, Filling]) -> None:
    """Let Anna set the dates, members hear of them, take them for their calendars, and be reminded the day before."""
    anna = cast.anna
    before = anna.inbox[-1]
    anna.says("/hakemukset")
    head = await anna.gets("hakemusta", after=before)
    anna.presses(head, "Ryhmien ajat")
    asked = await anna.gets("Milloin tavataan: Seinäjoki?", after=head)
    anna.says("17.9. klo 13; 15.10. klo 13")
    asked = await anna.gets("Milloin tavataan: Tampere?", after=asked)
    anna.says("17.9. klo 13")
    echo = await anna.gets("Uudet ajat kerrotaan 12 jäsenelle.", after=asked)
    anna.presses(echo, "Tallenna ja kerro")
    for number, one in members.items():
        group = ("Tampere", "Seinäjoki")[number % 2]
        await one.sees("meetdates.set", group=group)
        await one.presses("button.calendar")
        await one.sees("calendar.file", name=group)
    await reaches(cast, "09-16 12:00")
    for one in members.values():
        await one.sees("confirmed.leave")
        assert words(one.locale, "meets.soon", group="", when="").split(":")[0] in shown(one)


def shown(one: Filling) -> str:
    """Give the words of the message somebody looks at."""
    return one.last.text if isinstance(one.last, telegram.Post) else getattr(one.last, "plain", "")


async def late_one(cast: Cast, one: Filling) -> None:
    """Let somebody who was too late send with a personal extension, and be put at the end of the queue."""
    await one.presses("button.send")
    anna = cast.anna
    before = anna.inbox[-1]
    anna.says("/hakemukset")
    head = await anna.gets("hakemusta", after=before)
    anna.presses(head, "Anna jatkoaika")
    asked = await anna.gets("Kuinka pitkä jatkoaika", after=head)
    anna.presses(asked, "3 vuorokautta")
    how = await anna.gets("Jatkoaika on voimassa", after=asked)
    line = (await anna.gets("/hae ", after=how)).text
    assert isinstance(one.person, slack.Person)
    await one.person.types("/kuppi", line.removeprefix("/")).acked()
    await one.sees("summary.head")
    await sends(one)
    before = anna.inbox[-1]
    anna.says("/hakemukset")
    head = await anna.gets("hakemusta", after=before)
    anna.presses(head, "Päätökset")
    table = await anna.gets("ei päätöstä", after=head)
    number = next(label for row in table.labels for label in row if label.startswith("Päätä"))
    anna.presses(table, number)
    ask = await anna.gets("Mitä päätetään", after=table)
    anna.presses(ask, "Varasija")
    decided = await anna.gets("Päätökset:", after=ask)
    anna.presses(decided, "Esikatsele viestit")
    preview = await anna.gets("Mitään ei ole vielä lähetetty", after=decided)
    anna.presses(preview, "Julkaise tulokset")
    await anna.gets("Tulokset on julkaistu", after=preview)
    await one.sees("letter.queued", name=NAME, number="8")


async def test_on_slack_the_form_can_be_filled_in_by_pages_each_saved(july: Cast) -> None:
    cast = july
    await opens(cast)
    shown = await cast.channel.sees(NAME)
    [suvi] = cast.colleagues(1)
    one = Filling(suvi, "fi")
    await begins(one, shown)
    await one.presses("button.as_form")
    page = await suvi.gets_view("Hakemus")
    assert [field.label for field in page.fields] == ["Nimi", "Sähköposti", "Odotukset"]
    await suvi.submits({"Nimi": "Suvi", "Sähköposti": "suvi at example", "Odotukset": "Jakaa."}).acked()
    assert suvi.view is not None
    assert list(suvi.view.complaints) == ["Sähköposti"]
    await suvi.submits({"Sähköposti": "suvi@example.fi"}).acked()
    await one.asked(4)
    await cast.stage.restarts()
    await one.presses("button.as_form")
    page = await suvi.gets_view("Hakemus")
    groups, role, town = (field.label for field in page.fields)
    await suvi.submits({groups: ["Tampere", "Seinäjoki"], role: "Opiskelija", town: "Jyväskylä"}).acked()
    await one.asked(7)
    await one.presses("button.skip")
    await one.asked(8)
    await one.presses("pick.yes")
    await one.sees("summary.head")
    assert one.last is not None
    assert "4. Ryhmät: ensin Tampere, sitten Seinäjoki" in getattr(one.last, "plain", "")
    await sends(one)
    assert states(cast) == {"sent": 1}


async def test_kuppi_dies_between_every_two_steps_and_everything_happens_once(july: Cast) -> None:
    cast, stage = july, july.stage
    cast.anna.says(MODEL.replace("Seinäjoki 6, Tampere 6", "Piiri 1"))
    echo = await cast.anna.gets("Mitään ei ole vielä julkaistu")
    await stage.restarts()
    cast.anna.presses(echo, "Julkaise")
    card = await cast.group.sees(NAME)
    pia, ben = (Filling(p, "fi", 7) for p in cast.producers(2, languages=("fi",)))
    for one in (pia, ben):
        await begins(one, card)
        for number, text in enumerate(("Hakija", "h@example.fi", "Siksi.", "1", "Lapua", "ohita", "kyllä"), 1):
            await one.answers(number, text)
        await one.sees("summary.head")
        await stage.restarts()
        await sends(one)
    await reaches(cast, "08-16 12:00")
    await stage.restarts()
    await reviews_and_publishes_one(cast)
    await stage.restarts()
    await pia.sees("offer.else")
    await pia.presses("button.decline_place")
    await pia.sees("declined.now")
    await stage.restarts()
    await ben.sees("offer.else")
    await ben.presses("button.confirm_place")
    await ben.sees("confirmed.leave")
    await stage.restarts()
    await stage.settles()
    assert states(cast) == {"confirmed": 1, "declined": 1}
    for one in (pia, ben):
        assert isinstance(one.person, telegram.Person)
        assert len([post for post in one.person.inbox if "Vahvista paikkasi viimeistään" in post.text]) == 1


async def reviews_and_publishes_one(cast: Cast) -> None:
    """Let Anna decide with Kuppi stopping in between."""
    anna, stage = cast.anna, cast.stage
    anna.says("/hakemukset")
    shown = await anna.gets("2 hakemusta")
    for label, words_ in (
        ("Päätökset", "Päätökset:"), ("Ehdota järjestystä", "Paikka."), ("Esikatsele viestit", "ole vielä lähetetty"),
        ("Julkaise tulokset", "Tulokset on julkaistu"),
    ):  # fmt: skip
        await stage.restarts()
        anna.presses(shown, label)
        shown = await anna.gets(words_, after=shown)
