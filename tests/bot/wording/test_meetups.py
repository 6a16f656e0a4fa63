"""What is said of meetups, word for word: the models of the house, and what follows from them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import Closed, SignUp, State
from bot.domain.seating import Reply, Standing, Tally
from bot.i18n import render
from bot.text import LOCALES
from bot.wording import door, offers, standings
from bot.wording import meetups as wording
from bot.wording.choosing import chosen
from tests.bot.wording.reading import AT, KULTTUURIKUPPI, kulttuurikuppi, read, say

AFTER_DEADLINE = datetime(2026, 11, 30, 10, 0, 1, tzinfo=UTC)
BEGUN = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)
IN, WAITING = Standing(Reply.YES), Standing(Reply.YES, 2)
MAYBE, NO = Standing(Reply.MAYBE), Standing(Reply.NO)

# -- the card ------------------------------------------------------------------------------------------------

CARD = {
    "fi": """\
Kulttuurikuppi Alajärvellä
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko (esteettömyys: ei tiedossa)
Teema: Vapaaehtoiset tapahtumissa
Maksuton. Ilmoittaudu ma 30.11. klo 12 mennessä.
14 tulossa, 3 ehkä, 11 paikkaa jäljellä
[Tulen] [Ehkä] [En pääse] [Muistuta minua]""",
    "sv": """\
Kulttuurikuppi i Alajärvi
ons 2.12.2026 kl. 8.30–10.00
Plats: Nelikko (tillgänglighet: uppgift saknas)
Tema: Frivilliga på evenemang
Avgiftsfritt. Anmäl dig senast mån 30.11. kl. 12.
14 kommer, 3 kanske, 11 platser kvar
[Jag kommer] [Kanske] [Kan inte komma] [Påminn mig]""",
    "en": """\
Kulttuurikuppi in Alajärvi
Wed 2 Dec 2026, 8.30–10.00
Venue: Nelikko (accessibility: not known)
Theme: Volunteers at events
Free of charge. Sign up by Mon 30 Nov at 12.00.
14 coming, 3 maybe, 11 places left
[I'm coming] [Maybe] [Can't make it] [Remind me]""",
}

FULL = {
    "fi": """\
Kulttuurikuppi Alajärvellä
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko (esteettömyys: ei tiedossa)
Teema: Vapaaehtoiset tapahtumissa
Täynnä: 25 tulossa, 3 ehkä, 2 varasijalla
”Tulen” vie nyt varasijalle.
[Tulen] [Ehkä] [En pääse] [Muistuta minua]""",
    "sv": """\
Kulttuurikuppi i Alajärvi
ons 2.12.2026 kl. 8.30–10.00
Plats: Nelikko (tillgänglighet: uppgift saknas)
Tema: Frivilliga på evenemang
Fullt: 25 kommer, 3 kanske, 2 på reservplats
”Jag kommer” ger nu en reservplats.
[Jag kommer] [Kanske] [Kan inte komma] [Påminn mig]""",
    "en": """\
Kulttuurikuppi in Alajärvi
Wed 2 Dec 2026, 8.30–10.00
Venue: Nelikko (accessibility: not known)
Theme: Volunteers at events
Full: 25 coming, 3 maybe, 2 on the waiting list
“I'm coming” now puts you on the waiting list.
[I'm coming] [Maybe] [Can't make it] [Remind me]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_tells_what_when_where_and_how_many(locale: str) -> None:
    drawn = wording.card(kulttuurikuppi(locale), Tally(25, coming=14, maybe=3), at=AT)
    assert read(drawn, locale=locale) == CARD[locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_full_card_tells_of_the_queue(locale: str) -> None:
    drawn = wording.card(kulttuurikuppi(locale), Tally(25, coming=25, maybe=3, waiting=2, queue=2), at=AT)
    assert read(drawn, locale=locale) == FULL[locale]


def test_the_only_private_button_of_a_card_is_the_reminder() -> None:
    drawn = wording.card(KULTTUURIKUPPI, Tally(25), at=AT)
    assert [(b.data, b.private) for row in drawn.buttons for b in row] == [
        ("rsvp-m1-yes", False), ("rsvp-m1-maybe", False), ("rsvp-m1-no", False), ("remind-m1", True),
    ]  # fmt: skip


DETAILED = """\
Kulttuurikuppi Alajärvellä
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko (esteettömyys: esteetön sisäänkäynti)
Teema: Vapaaehtoiset tapahtumissa
Vierailukohde: Villa Rana
Puhujat: Anna Aho, Ben Berg
Rahoittaja: Euroopan unionin osarahoittama
Linkki: https://kuppi.fi/kahvit
Sähköposti: anna@kuppi.fi
Hinta: 5 €.
1 tulossa, 0 ehkä
Mukana: Anna, Ben
[Tulen] [Ehkä] [En pääse] [Muistuta minua]"""


def test_every_line_of_the_announcement_has_its_place_on_the_card() -> None:
    told = {
        "host": "Villa Rana", "speaker": "Anna Aho, Ben Berg", "accessibility": "esteetön sisäänkäynti",
        "price": "5 €", "funder": "Euroopan unionin osarahoittama", "link": "https://kuppi.fi/kahvit",
        "email": "anna@kuppi.fi",
    }  # fmt: skip
    meetup = kulttuurikuppi(capacity=None, signup_by=None, details=told)
    drawn = wording.card(meetup, Tally(None, coming=1), names=("Anna", "Ben"), at=AT)
    assert read(drawn) == DETAILED


def test_a_text_told_in_several_languages_is_read_in_ones_own_and_else_as_it_was_given() -> None:
    meetup = kulttuurikuppi(details={"theme_sv": "Frivilliga på evenemang", "accessibility": "esteetön"})
    drawn = wording.card(meetup, Tally(25), at=AT)
    assert [read(drawn, locale=locale).splitlines()[2:4] for locale in LOCALES] == [
        ["Paikka: Nelikko (esteettömyys: esteetön)", "Teema: Vapaaehtoiset tapahtumissa"],
        ["Plats: Nelikko (tillgänglighet: esteetön)", "Tema: Frivilliga på evenemang"],
        ["Venue: Nelikko (accessibility: esteetön)", "Theme: Vapaaehtoiset tapahtumissa"],
    ]


@pytest.mark.parametrize(
    ("speakers", "label"),
    [
        ("Anna Aho", "Puhuja"), ("Anna Aho, tuottaja", "Puhuja"), ("Anna Aho ja Ben Berg", "Puhujat"),
        ("Anna Aho, ohjaaja; Ben Berg, tuottaja", "Puhujat"),
    ],
)  # fmt: skip
def test_one_speaker_is_a_speaker_and_two_are_speakers(speakers: str, label: str) -> None:
    drawn = wording.card(kulttuurikuppi(details={"speaker": speakers}), Tally(25), at=AT)
    assert f"{label}: {speakers}" in read(drawn).splitlines()


def test_a_municipality_that_we_cannot_inflect_has_a_line_of_its_own() -> None:
    drawn = wording.card(kulttuurikuppi(municipality="Vaasa"), Tally(25), at=AT)
    assert read(drawn).splitlines()[:4] == [
        "Kulttuurikuppi", "ke 2.12.2026 klo 8.30–10.00", "Kunta: Vaasa", "Paikka: Nelikko (esteettömyys: ei tiedossa)",
    ]  # fmt: skip


CLOSED = {
    AFTER_DEADLINE: {
        "fi": "Maksuton.\n14 tulossa, 3 ehkä\nIlmoittautuminen on päättynyt.\n[En pääse]",
        "sv": "Avgiftsfritt.\n14 kommer, 3 kanske\nAnmälan är stängd.\n[Kan inte komma]",
        "en": "Free of charge.\n14 coming, 3 maybe\nSign-up has closed.\n[Can't make it]",
    },
    BEGUN: {
        "fi": "Maksuton.\n14 tulossa, 3 ehkä\nTapaaminen on alkanut, ilmoittautuminen on päättynyt.",
        "sv": "Avgiftsfritt.\n14 kommer, 3 kanske\nTräffen har börjat och anmälan är stängd.",
        "en": "Free of charge.\n14 coming, 3 maybe\nThe meetup has begun and sign-up has closed.",
    },
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("at", CLOSED)
def test_a_closed_card_says_why_and_lets_a_seat_be_given_back_until_the_start(at: datetime, locale: str) -> None:
    drawn = wording.card(kulttuurikuppi(locale), Tally(25, coming=14, maybe=3), at=at)
    assert read(drawn, locale=locale).splitlines()[4:] == CLOSED[at][locale].splitlines()


UNKNOWN_DAY = {
    "fi": """\
Kulttuurikuppi Alajärvellä
joulukuun alussa 2026
Teema: Vapaaehtoiset tapahtumissa
Maksuton.
Päivä tarkentuu. Ilmoittautuminen alkaa, kun päivä on sovittu.
[Kerro, kun päivä on selvillä]""",
    "sv": """\
Kulttuurikuppi i Alajärvi
i början av december 2026
Tema: Frivilliga på evenemang
Avgiftsfritt.
Dagen meddelas senare. Anmälan öppnar när dagen är bestämd.
[Säg till när dagen är klar]""",
    "en": """\
Kulttuurikuppi in Alajärvi
early December 2026
Theme: Volunteers at events
Free of charge.
The day will be set later. Sign-up opens once it is.
[Tell me when the date is set]""",
}
SOME_DAY = When(precision=Precision.PART_OF_MONTH, day=date(2026, 12, 1), part=Part.BEGINNING)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_without_a_day_is_advance_notice(locale: str) -> None:
    meetup = kulttuurikuppi(locale, when=SOME_DAY, venue="", signup_by=None)
    assert read(wording.card(meetup, Tally(25), at=AT), locale=locale) == UNKNOWN_DAY[locale]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(precision=Precision.OPEN, day=None), ("aika tarkentuu", "tiden meddelas senare", "time to be confirmed")),
        (
            When(precision=Precision.WEEK, day=date(2026, 11, 23)),
            ("viikolla 48 (alkaa ma 23.11.2026)", "vecka 48 (börjar mån 23.11.2026)", "week 48 (from Mon 23 Nov 2026)"),
        ),
        (
            When(precision=Precision.MONTH, day=date(2026, 12, 1)),
            ("joulukuussa 2026", "i december 2026", "in December 2026"),
        ),
        (
            When(precision=Precision.PART_OF_MONTH, day=date(2026, 12, 11), part=Part.MIDDLE),
            ("joulukuun puolivälissä 2026", "i mitten av december 2026", "mid-December 2026"),
        ),
        (
            When(precision=Precision.PART_OF_MONTH, day=date(2026, 12, 21), part=Part.END),
            ("joulukuun lopussa 2026", "i slutet av december 2026", "late December 2026"),
        ),
        (
            When(precision=Precision.DAY, day=date(2026, 12, 2), starts=time(8, 30)),
            ("ke 2.12.2026 klo 8.30", "ons 2.12.2026 kl. 8.30", "Wed 2 Dec 2026 at 8.30"),
        ),
    ],
)
def test_a_card_is_as_exact_as_is_known_and_no_more(when: When, expected: tuple[str, ...]) -> None:
    meetup = kulttuurikuppi(when=when, signup_by=None)
    drawn = wording.card(meetup, Tally(25), at=AT)
    assert tuple(render(drawn.lines[1], locale) for locale in LOCALES) == expected


@pytest.mark.parametrize(("locale", "word"), [("fi", "Peruttu"), ("sv", "Inställt"), ("en", "Cancelled")])
def test_a_cancelled_card_says_so_first_and_offers_nothing(locale: str, word: str) -> None:
    drawn = wording.card(kulttuurikuppi(locale, state=State.CANCELLED), Tally(25, coming=14), at=AT)
    assert read(drawn, locale=locale).splitlines() == [word, *CARD[locale].splitlines()[:4]]


# -- where one stands ----------------------------------------------------------------------------------------


def standing(mine: Standing, *, reachable: bool = True, reminded: bool = True) -> tuple[str, ...]:
    return say(standings.standing(KULTTUURIKUPPI, mine, reachable=reachable, reminded=reminded))


def test_whoever_is_in_hears_what_when_and_that_they_will_be_reminded() -> None:
    assert standing(IN) == (
        "Olet mukana: Kulttuurikuppi, ke 2.12. klo 8.30, Alajärvi. Muistutan sinua edellisenä päivänä.",
        "Du är med: Kulttuurikuppi, ons 2.12. kl. 8.30, Alajärvi. Jag påminner dig dagen innan.",
        "You're in: Kulttuurikuppi, Wed 2 Dec at 8.30, Alajärvi. I'll remind you the day before.",
    )


def test_no_reminder_is_promised_when_its_time_has_passed() -> None:
    assert standing(IN, reminded=False) == (
        "Olet mukana: Kulttuurikuppi, ke 2.12. klo 8.30, Alajärvi.",
        "Du är med: Kulttuurikuppi, ons 2.12. kl. 8.30, Alajärvi.",
        "You're in: Kulttuurikuppi, Wed 2 Dec at 8.30, Alajärvi.",
    )


def test_whoever_cannot_be_written_to_hears_how_they_can() -> None:
    assert standing(IN, reachable=False, reminded=False) == (
        "Olet mukana: Kulttuurikuppi, ke 2.12. klo 8.30. Nimesi näkyy järjestäjälle (tietosuoja: /tietosuoja). "
        "En voi vielä lähettää sinulle viestejä. Jos haluat muistutuksen, paina ”Muistuta minua”.",
        "Du är med: Kulttuurikuppi, ons 2.12. kl. 8.30. Arrangören ser ditt namn (dataskydd: /dataskydd). "
        "Jag kan inte skicka meddelanden till dig ännu. Vill du bli påmind, tryck på ”Påminn mig”.",
        "You're in: Kulttuurikuppi, Wed 2 Dec at 8.30. The organiser sees your name (privacy: /privacy). "
        "I can't message you yet. If you want a reminder, press “Remind me”.",
    )


def test_a_long_name_is_cut_so_that_a_toast_keeps_its_last_sentence() -> None:
    long = replace(KULTTUURIKUPPI, name="Luovien alojen tuottajien verkostotapaaminen")
    toast = render(standings.standing(long, IN, reachable=False, reminded=False), "fi")
    assert toast.startswith("Olet mukana: Luovien alojen tuotta…, ")
    assert toast.endswith("paina ”Muistuta minua”.")
    assert len(toast) <= 200


def test_whoever_waits_hears_their_number_and_what_follows() -> None:
    assert standing(WAITING) == (
        "Paikat ovat täynnä. Olet varasijalla 2. Kerron sinulle, jos saat paikan.",
        "Alla platser är tagna. Du står på reservplats 2. Jag säger till om du får en plats.",
        "All places are taken. You are number 2 on the waiting list. I'll tell you if you get a place.",
    )


def test_nothing_is_promised_to_one_who_waits_and_cannot_be_written_to() -> None:
    assert standing(WAITING, reachable=False) == (
        "Paikat ovat täynnä. Olet varasijalla 2. En voi vielä kirjoittaa sinulle. "
        "Paina ”Muistuta minua”, niin voin kertoa, jos saat paikan.",
        "Alla platser är tagna. Du står på reservplats 2. Jag kan inte skriva till dig ännu. "
        "Tryck på ”Påminn mig”, så kan jag säga till om du får en plats.",
        "All places are taken. You are number 2 on the waiting list. I can't write to you yet. "
        "Press “Remind me” and I can tell you if you get a place.",
    )


@pytest.mark.parametrize("reachable", [True, False])
def test_maybe_and_no_are_noted(*, reachable: bool) -> None:
    assert standing(MAYBE, reachable=reachable) == (
        "Merkitsin vastaukseksi ehkä. Se ei varaa paikkaa. Paina ”Tulen”, kun tiedät pääseväsi.",
        "Noterat: kanske. Det reserverar ingen plats. Tryck på ”Jag kommer” när du vet att du kommer.",
        "Noted: maybe. That does not hold a place. Press “I'm coming” when you know you are.",
    )
    assert standing(NO, reachable=reachable) == (
        "Merkitsin, ettet pääse. Jos tilanne muuttuu, paina ”Tulen”.",
        "Noterat: du kan inte komma. Om läget ändras, tryck på ”Jag kommer”.",
        "Noted: you can't make it. If that changes, press “I'm coming”.",
    )


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (
            Closed.CANCELLED,
            (
                "Peruttu: Kulttuurikuppi (ke 2.12. klo 8.30). Siihen ei voi enää ilmoittautua.",
                "Inställt: Kulttuurikuppi (ons 2.12. kl. 8.30). Det går inte längre att anmäla sig.",
                "Cancelled: Kulttuurikuppi (Wed 2 Dec at 8.30). It takes no more sign-ups.",
            ),
        ),
        (
            Closed.BEGUN,
            (
                "Kulttuurikuppi (ke 2.12. klo 8.30) on jo alkanut. Tulevat tapaamiset: /tapaamiset",
                "Kulttuurikuppi (ons 2.12. kl. 8.30) har redan börjat. Kommande träffar: /traffar",
                "Kulttuurikuppi (Wed 2 Dec at 8.30) has already begun. Coming meetups: /meetups",
            ),
        ),
        (
            Closed.LATE,
            (
                "Ilmoittautuminen päättyi ma 30.11. klo 12: Kulttuurikuppi. "
                "Voit vielä kysyä järjestäjältä, mahtuisitko mukaan.",
                "Anmälningstiden gick ut mån 30.11. kl. 12: Kulttuurikuppi. "
                "Fråga gärna arrangören om det ännu finns plats.",
                "Sign-up closed on Mon 30 Nov at 12.00: Kulttuurikuppi. "
                "You can still ask the organiser whether there is room.",
            ),
        ),
        (
            Closed.DAY_UNKNOWN,
            (
                "Kulttuurikuppi: päivä tarkentuu. Ilmoittautuminen alkaa, kun päivä on sovittu.",
                "Kulttuurikuppi: dagen meddelas senare. Anmälan öppnar när dagen är bestämd.",
                "Kulttuurikuppi: the day will be set later. Sign-up opens once it is.",
            ),
        ),
    ],
)
def test_an_answer_that_comes_too_late_hears_how_things_are(over: Closed, expected: tuple[str, ...]) -> None:
    assert say(standings.why_closed(KULTTUURIKUPPI, over)) == expected


# -- notices -------------------------------------------------------------------------------------------------

PROMOTION = {
    "fi": """\
Sait paikan, olet nyt mukana: Kulttuurikuppi
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko, Alajärvi
Jos et pääsekään, paina ”En pääse”. Paikka menee silloin seuraavalle.
[En pääse] [Kalenteriin]""",
    "sv": """\
Du fick en plats och är nu med: Kulttuurikuppi
ons 2.12.2026 kl. 8.30–10.00
Plats: Nelikko, Alajärvi
Får du förhinder, tryck på ”Kan inte komma”. Då går platsen till nästa i kön.
[Kan inte komma] [Till kalendern]""",
    "en": """\
You have a place and are now in: Kulttuurikuppi
Wed 2 Dec 2026, 8.30–10.00
Venue: Nelikko, Alajärvi
If you can't come after all, press “Can't make it”. The place then goes to the next person.
[Can't make it] [Add to calendar]""",
}

REMINDER = {
    "fi": """\
Huomenna: Kulttuurikuppi
ke 2.12. klo 8.30–10.00
Paikka: Nelikko, Alajärvi
Teema: Vapaaehtoiset tapahtumissa
Olet ilmoittautunut. Jos et pääse, kerro nyt: paikkaa odottaa 2 ihmistä.
[En pääse] [Ei muistutuksia]""",
    "sv": """\
I morgon: Kulttuurikuppi
ons 2.12. kl. 8.30–10.00
Plats: Nelikko, Alajärvi
Tema: Frivilliga på evenemang
Du är anmäld. Kan du inte komma, säg till nu: 2 personer väntar på en plats.
[Kan inte komma] [Inga påminnelser]""",
    "en": """\
Tomorrow: Kulttuurikuppi
Wed 2 Dec, 8.30–10.00
Venue: Nelikko, Alajärvi
Theme: Volunteers at events
You are signed up. If you can't come, say so now: 2 people are waiting for a place.
[Can't make it] [No reminders]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_seat_that_came_free_is_told(locale: str) -> None:
    assert read(offers.promotion(kulttuurikuppi(locale)), locale=locale) == PROMOTION[locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reminder_tells_who_else_would_like_the_place(locale: str) -> None:
    assert read(wording.reminder(kulttuurikuppi(locale), IN, 2, today=False), locale=locale) == REMINDER[locale]


@pytest.mark.parametrize(
    ("locale", "head", "asks"),
    [
        ("fi", "Tänään: Kulttuurikuppi", "Olet ilmoittautunut. Jos et pääse, kerro nyt."),
        ("sv", "I dag: Kulttuurikuppi", "Du är anmäld. Kan du inte komma, säg till nu."),
        ("en", "Today: Kulttuurikuppi", "You are signed up. If you can't come, say so now."),
    ],
)
def test_a_late_reminder_says_today(locale: str, head: str, asks: str) -> None:
    _, *facts, _, button = REMINDER[locale].splitlines()
    told = wording.reminder(kulttuurikuppi(locale), IN, 0, today=True)
    assert read(told, locale=locale).splitlines() == [head, *facts, asks, button]


@pytest.mark.parametrize("mine", [MAYBE, None])
@pytest.mark.parametrize(
    ("locale", "asks"),
    [
        ("fi", "Et ole vielä varannut paikkaa. Pääsetkö mukaan?\n[Tulen] [Ehkä] [En pääse] [Ei muistutuksia]"),
        (
            "sv",
            "Du har ännu inte reserverat någon plats. Kan du komma?\n"
            "[Jag kommer] [Kanske] [Kan inte komma] [Inga påminnelser]",
        ),
        ("en", "You don't have a place yet. Can you come?\n[I'm coming] [Maybe] [Can't make it] [No reminders]"),
    ],
)
def test_a_reminder_asks_those_who_have_not_decided(mine: Standing | None, locale: str, asks: str) -> None:
    told = wording.reminder(kulttuurikuppi(locale), mine, 2, today=False)
    assert read(told, locale=locale) == "\n".join([*REMINDER[locale].splitlines()[:4], asks])


# -- lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tally", "states"),
    [
        (Tally(25, coming=14), ("11 paikkaa jäljellä", "11 platser kvar", "11 places left")),
        (Tally(25, coming=24), ("1 paikka jäljellä", "1 plats kvar", "1 place left")),
        (Tally(25, coming=25, waiting=5, queue=5), ("täynnä", "fullt", "full")),
        (Tally(None, coming=14), ("14 tulossa", "14 kommer", "14 coming")),
    ],
)
def test_a_list_says_a_meetup_on_one_line(tally: Tally, states: tuple[str, ...]) -> None:
    starts = ("ke 2.12.2026 klo 8.30", "ons 2.12.2026 kl. 8.30", "Wed 2 Dec 2026 at 8.30")
    lines = tuple(f"Kulttuurikuppi, {at}, Alajärvi: {state}" for at, state in zip(starts, states, strict=True))
    assert say(wording.listed(KULTTUURIKUPPI, tally)) == lines


def test_a_list_tells_that_a_day_is_not_set() -> None:
    assert say(wording.listed(kulttuurikuppi(when=SOME_DAY), Tally(25))) == (
        "Kulttuurikuppi, joulukuun alussa 2026, Alajärvi: päivä tarkentuu",
        "Kulttuurikuppi, i början av december 2026, Alajärvi: dagen meddelas senare",
        "Kulttuurikuppi, early December 2026, Alajärvi: day to be set",
    )


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (IN, ("olet mukana", "du är med", "you're in")),
        (WAITING, ("olet varasijalla 2", "du står på reservplats 2", "you are number 2 on the waiting list")),
        (
            MAYBE,
            (
                "vastasit ehkä, paikkaa ei ole varattu",
                "du svarade kanske, ingen plats är reserverad",
                "you said maybe, no place is held",
            ),
        ),
        (NO, ("kerroit, ettet pääse", "du sade att du inte kan komma", "you said you can't make it")),
    ],
)
def test_ones_own_answer_is_told_on_one_line(mine: Standing, expected: tuple[str, ...]) -> None:
    starts = ("ke 2.12.2026 klo 8.30", "ons 2.12.2026 kl. 8.30", "Wed 2 Dec 2026 at 8.30")
    lines = tuple(f"Kulttuurikuppi, {at}, Alajärvi: {how}" for at, how in zip(starts, expected, strict=True))
    assert say(wording.own(KULTTUURIKUPPI, mine)) == lines


def test_an_answer_to_what_is_cancelled_is_told_as_that() -> None:
    cancelled = kulttuurikuppi(state=State.CANCELLED)
    assert say(wording.own_standing(cancelled, IN)) == ("peruttu", "inställt", "cancelled")


@pytest.mark.parametrize(
    ("locale", "stands"),
    [
        ("fi", "Tilanteesi: olet mukana."),
        ("sv", "Läget nu: du är med."),
        ("en", "Where you stand: you're in."),
    ],
)
def test_a_meetup_shown_in_private_tells_where_one_stands(locale: str, stands: str) -> None:
    shown = wording.shown(kulttuurikuppi(locale), Tally(25, coming=14, maybe=3), IN, at=AT)
    *lines, buttons = CARD[locale].splitlines()
    assert read(shown, locale=locale).splitlines() == [*lines, stands, buttons]


def test_a_meetup_shown_to_one_who_has_not_answered_is_its_card() -> None:
    assert read(wording.shown(KULTTUURIKUPPI, Tally(25, coming=14, maybe=3), None, at=AT)) == CARD["fi"]


SIGN_UPS = {
    "fi": "2 tulossa:\n1. Anna\n2. Ben\n1 varasijalla:\n1. Carita\n1 ehkä:\n1. Eeva",
    "sv": "2 kommer:\n1. Anna\n2. Ben\n1 på reservplats:\n1. Carita\n1 kanske:\n1. Eeva",
    "en": "2 coming:\n1. Anna\n2. Ben\n1 on the waiting list:\n1. Carita\n1 maybe:\n1. Eeva",
}
HEADS = {
    "fi": "Kulttuurikuppi, ke 2.12.2026 klo 8.30", "sv": "Kulttuurikuppi, ons 2.12.2026 kl. 8.30",
    "en": "Kulttuurikuppi, Wed 2 Dec 2026 at 8.30",
}  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_coordinators_see_who_comes_who_waits_and_who_may_come(locale: str) -> None:
    stands = {"Anna": IN, "Ben": IN, "Carita": Standing(Reply.YES, 1), "Daniel": NO, "Eeva": MAYBE}
    sign_ups = [SignUp(name, name, mine) for name, mine in stands.items()]
    lines = door.sign_up_list(kulttuurikuppi(capacity=2), sign_ups, Tally(2, coming=2, maybe=1, waiting=1, queue=1))
    assert "\n".join(render(line, locale) for line in lines) == f"{HEADS[locale]}\n{SIGN_UPS[locale]}"


@pytest.mark.parametrize(
    ("locale", "nobody"),
    [
        ("fi", "Kukaan ei ole vielä ilmoittautunut."),
        ("sv", "Ingen har anmält sig ännu."),
        ("en", "Nobody has signed up yet."),
    ],
)
def test_coordinators_see_that_nobody_has_signed_up(locale: str, nobody: str) -> None:
    lines = door.sign_up_list(KULTTUURIKUPPI, [SignUp("d", "Daniel", NO)], Tally(25))
    assert "\n".join(render(line, locale) for line in lines) == f"{HEADS[locale]}\n{nobody}"


def test_a_meetup_is_named_on_a_button_by_its_day_and_place() -> None:
    assert say(chosen(KULTTUURIKUPPI)) == ("ke 2.12. Alajärvi", "ons 2.12. Alajärvi", "Wed 2 Dec Alajärvi")


# -- reminders asked for -------------------------------------------------------------------------------------

DUE = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "mine", "expected"),
    [
        (
            "fi",
            IN,
            "Muistutan sinua ti 1.12. klo 12: Kulttuurikuppi.\nTilanteesi: olet mukana.\n[En pääse]",
        ),
        (
            "sv",
            WAITING,
            "Jag påminner dig tis 1.12. kl. 12: Kulttuurikuppi.\nLäget nu: du står på reservplats 2.\n"
            "[Jag kommer] [Kanske] [Kan inte komma]",
        ),
        (
            "en",
            None,
            "I'll remind you on Tue 1 Dec at 12.00: Kulttuurikuppi.\nYou have not signed up yet.\n"
            "[I'm coming] [Maybe] [Can't make it]",
        ),
    ],
)
def test_a_reminder_is_promised_to_the_letter(locale: str, mine: Standing | None, expected: str) -> None:
    assert read(wording.will_remind(KULTTUURIKUPPI, mine, DUE), locale=locale) == expected


def test_a_reminder_that_would_come_too_late_is_not_promised() -> None:
    told = wording.too_late_to_remind(kulttuurikuppi(signup_by=None), None, at=DUE + timedelta(hours=1))
    assert read(told) == (
        "Tapaaminen on jo pian, joten en enää lähetä muistutusta: Kulttuurikuppi, ke 2.12.2026 klo 8.30.\n"
        "Et ole vielä ilmoittautunut.\n[Tulen] [Ehkä] [En pääse]"
    )
