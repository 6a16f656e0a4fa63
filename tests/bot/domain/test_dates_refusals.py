"""What is not taken for a time, and the reason that is given."""

from datetime import date, datetime, time

import pytest

from bot.domain.dates import Reading, Refused, read_when
from bot.text import Moment, Span, t

from .test_dates import MONDAY, THURSDAY, ambiguous, left, two_days


def wrong_weekday(day: str, shown: str, typed: str) -> Refused:
    actual = Moment(date.fromisoformat(day), "weekday")
    return Refused(t("dates.wrong_weekday", date=shown, actual=actual, typed=typed))


REFUSED: tuple[tuple[str, datetime, Reading], ...] = (
    # never a guess: words left over are named
    ("ke 2.12. klo 9 Nelikko", MONDAY, left("Nelikko")),
    ("ehkä 2.12. noin klo 9 tai 10", MONDAY, left("ehkä … noin … tai")),
    ("tiistaisin klo 9", MONDAY, left("tiistaisin")),
    ("i tisdags kl. 9", MONDAY, left("i tisdags")),
    ("tapaaminen on tiistaina klo 9", MONDAY, left("tapaaminen")),
    ("tiistaina on klo 9", MONDAY, left("on")),
    ("huomenna illalla klo 8", MONDAY, left("illalla")),
    ("i två veckor", MONDAY, left("i två veckor")),
    ("ke 2.12. klo 9 mennessä", MONDAY, left("mennessä")),
    ("2/12/2026 9:00", MONDAY, left("2/12/2026")),
    ("2.12. klo 8,30", MONDAY, left("klo 8,30")),
    ("2.12. 9:00:00", MONDAY, left("9:00:00")),
    ("2026-12-02T08:30Z", MONDAY, left("Z")),
    ("2.12. klo", MONDAY, left("klo")),
    ("9 2.12.", MONDAY, left("9")),
    ("klo 9 - 10.12.", MONDAY, left("9 - 10.12.")),
    ("x" * 90, MONDAY, left("x" * 39 + "…")),
    # a day or a clock time?
    ("2.12", MONDAY, ambiguous("2.12")),
    ("ke 2.12", MONDAY, ambiguous("2.12")),
    ("2.12 9.10", MONDAY, ambiguous("2.12")),
    ("ti 9", MONDAY, ambiguous("9")),
    ("ensi viikon tiistaina 9", MONDAY, ambiguous("9")),
    ("ensi viikon keskiviikkona 2.12", MONDAY, ambiguous("2.12")),
    ("ensi tiistaina 1.12", MONDAY, ambiguous("1.12")),
    ("2.12. 2.12", MONDAY, ambiguous("2.12")),
    ("tiistaina alkaen 2.12", MONDAY, ambiguous("2.12")),
    ("9 Dec 2", MONDAY, ambiguous("2")),
    ("2-3 viikon päästä", MONDAY, ambiguous("2-3")),
    ("9-10 November", MONDAY, ambiguous("9-10")),
    # one half missing or said twice
    ("8.30", MONDAY, Refused(t("dates.no_day"))),
    ("klo 9", MONDAY, Refused(t("dates.no_day"))),
    ("vko 48 klo 9", MONDAY, Refused(t("dates.no_day"))),
    ("lokakuussa klo 9", MONDAY, Refused(t("dates.no_day"))),
    ("2.12. klo tarkentuu", MONDAY, Refused(t("dates.open_day"))),
    ("", MONDAY, Refused(t("dates.empty"))),
    (" , ", MONDAY, Refused(t("dates.empty"))),
    ("2.12. 3.12. klo 9", MONDAY, two_days("2.12.", "3.12.")),
    ("2.12.–3.12. klo 9", MONDAY, two_days("2.12.", "3.12.")),
    ("2.–3.12. klo 9", MONDAY, two_days("2.", "3.12.")),
    ("ti 1.12. klo 9, to 3.12. klo 9", MONDAY, two_days("1.12.", "3.12.")),
    ("ti ke klo 9", MONDAY, two_days("ti", "ke")),
    ("marraskuussa huomenna klo 9", MONDAY, two_days("marraskuussa", "huomenna")),
    ("vko 48 2.12. klo 9", MONDAY, two_days("vko 48", "2.12.")),
    ("2.12. klo 9 klo 10", MONDAY, Refused(t("dates.two_times", first="klo 9", second="klo 10"))),
    # what no calendar or clock has
    ("ke 4.9. klo 9", MONDAY, wrong_weekday("2027-09-04", "4.9.2027", "ke")),
    ("pe 25.11.2026 klo 9", MONDAY, wrong_weekday("2026-11-25", "25.11.2026", "pe")),
    ("huomenna keskiviikkona klo 9", MONDAY, wrong_weekday("2026-11-24", "24.11.2026", "keskiviikkona")),
    ("31.11. klo 9", MONDAY, Refused(t("dates.no_such_day", date="31.11.2026"))),
    ("29.2. klo 9", MONDAY, Refused(t("dates.no_such_day", date="29.2.2027"))),
    ("25.13. klo 9", MONDAY, Refused(t("dates.no_such_day", date="25.13.2026"))),
    ("1.1.0000 klo 9", MONDAY, Refused(t("dates.no_such_day", date="1.1.0"))),
    ("vko 54", MONDAY, Refused(t("dates.no_such_week", week="54", year="2026"))),
    ("vko 53/2027", MONDAY, Refused(t("dates.no_such_week", week="53", year="2027"))),
    ("2.12. klo 25", MONDAY, Refused(t("dates.no_such_time", typed="25"))),
    ("2.12. klo 8.60", MONDAY, Refused(t("dates.no_such_time", typed="8.60"))),
    ("2.12. klo 8.5", MONDAY, Refused(t("dates.no_such_time", typed="8.5"))),
    ("2.12. klo 1400", MONDAY, Refused(t("dates.no_such_time", typed="1400"))),
    ("2.12. 18–24", MONDAY, Refused(t("dates.midnight"))),
    ("2.12. klo 10–9", MONDAY, Refused(t("dates.end_first", typed="klo 10-9"))),
    ("2.12. klo 9–9", MONDAY, Refused(t("dates.end_first", typed="klo 9-9"))),
    ("2.12. 9 am", MONDAY, Refused(t("dates.am_pm"))),
    ("2 Dec at 9.30 p.m.", MONDAY, Refused(t("dates.am_pm"))),
    ("2.12. kl. 2 em", MONDAY, Refused(t("dates.am_pm"))),
    ("su 28.3.2027 klo 3.30", MONDAY, Refused(t("dates.skipped_time", when=Span(date(2027, 3, 28), time(3, 30))))),
    ("su 28.3.2027 klo 2–3.30", MONDAY, Refused(t("dates.skipped_time", when=Span(date(2027, 3, 28), time(3, 30))))),
    # the past
    ("ke 4.9.2024 klo 8.30–10.00", MONDAY, Refused(t("dates.past", when=Moment(date(2024, 9, 4), "day")))),
    ("tänään klo 9", MONDAY, Refused(t("dates.past", when=Span(date(2026, 11, 23), time(9))))),
    ("tämän viikon maanantaina", THURSDAY, Refused(t("dates.past", when=Moment(date(2026, 11, 23), "day")))),
    ("lokakuussa 2025", MONDAY, Refused(t("dates.past", when="lokakuussa 2025"))),
    ("2.12.0026 klo 9", MONDAY, Refused(t("dates.past", when=Moment(date(26, 12, 2), "day")))),
    ("2.12.2062 klo 9", MONDAY, Refused(t("dates.too_far", typed="2.12.2062"))),
    ("viikko 52/9999", MONDAY, Refused(t("dates.too_far", typed="viikko 52/9999"))),
)


@pytest.mark.parametrize(("typed", "now", "reading"), REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_reason(typed: str, now: datetime, reading: Reading) -> None:
    assert read_when(typed, now=now) == reading


@pytest.mark.parametrize(
    "typed",
    [
        "\u200fke 2.12. klo 9",
        "2.12. klo\u0000 9",
        "2.12.\u202e klo 9",
        "٢.١٢. klo 9",
        "2.12. klo ９",
        "2.1² klo 9",
        "2.12. klo ½",
        "㏡ klo 9",
        "\ud800 2.12.",
    ],
)
def test_invisible_characters_and_other_digits_are_refused(typed: str) -> None:
    assert read_when(typed, now=MONDAY) == Refused(t("dates.characters"))


@pytest.mark.parametrize("piece", ["2.12. ", "9-", "to ", "1.", "klo ", "x", "\u0000", "9 to ", "((("])
def test_a_flood_of_text_is_refused(piece: str) -> None:
    flood = read_when(piece * 5000, now=MONDAY)
    read_when((piece * 200)[:200], now=MONDAY)
    assert flood == Refused(t("dates.too_long"))
