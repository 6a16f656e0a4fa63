"""What coordinators type, in three languages, and what it is taken for."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.dates import (
    Found,
    Incomplete,
    Part,
    Precision,
    Reading,
    Refused,
    Unsure,
    When,
    from_to,
    read_when,
    resolve,
)
from bot.text import Moment, Text, t

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=HELSINKI)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)
THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=HELSINKI)
SUNDAY = datetime(2026, 11, 29, 10, 0, tzinfo=HELSINKI)
LAST_DAY = datetime(2026, 12, 31, 23, 30, tzinfo=HELSINKI)
KNOWN = When(precision=Precision.DAY, day=date(2026, 12, 2))


def at(day: str, starts: str = "", ends: str = "") -> When:
    return When(
        precision=Precision.DAY,
        day=date.fromisoformat(day),
        starts=time.fromisoformat(starts) if starts else None,
        ends=time.fromisoformat(ends) if ends else None,
    )


def found(day: str, starts: str, ends: str = "", *notes: Text) -> Found:
    return Found(at(day, starts, ends), notes)


def asked(day: str) -> Incomplete:
    return Incomplete(at(day), t("dates.what_time", day=Moment(date.fromisoformat(day), "day")))


def roughly(precision: Precision, day: str, *notes: Text, part: Part | None = None) -> Found:
    return Found(When(precision=precision, day=date.fromisoformat(day), part=part), notes)


def which(typed: str, *options: When) -> Unsure:
    return Unsure(t("dates.which_day", typed=typed), options)


def left(words: str) -> Refused:
    return Refused(t("dates.leftover", leftover=words))


def ambiguous(typed: str) -> Refused:
    return Refused(t("dates.day_or_clock", typed=typed))


def two_days(first: str, second: str) -> Refused:
    return Refused(t("dates.two_days", first=first, second=second))


NEXT_YEAR = t("dates.next_year", year="2027")
OPEN = Found(When(precision=Precision.OPEN, day=None))

# What domain.md 6.1 says coordinators will type, then its Swedish and English counterparts.
EXACT: tuple[tuple[str, datetime, Reading], ...] = (
    ("ke 2.12. klo 8.30-10", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("ke 2.12.2026 klo 8.30–10.00", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("2.12.2026 8:30", MONDAY, found("2026-12-02", "08:30")),
    ("2.12.26 klo 9", MONDAY, found("2026-12-02", "09:00")),
    ("2.12. klo 9", MONDAY, found("2026-12-02", "09:00")),
    ("2.12 klo 9", MONDAY, found("2026-12-02", "09:00")),
    ("25.11 klo 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("4.9. klo 9", MONDAY, found("2027-09-04", "09:00", "", NEXT_YEAR)),
    ("15.1. klo 9", MONDAY, found("2027-01-15", "09:00", "", NEXT_YEAR)),
    ("23.11. klo 12", MONDAY, found("2026-11-23", "12:00")),
    ("22.11. klo 12", MONDAY, found("2027-11-22", "12:00", "", NEXT_YEAR)),
    ("tänään klo 12", MONDAY, found("2026-11-23", "12:00")),
    ("TANAAN KLO. 12", MONDAY, found("2026-11-23", "12:00")),
    ("huomenna klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("huomenna kello 9", MONDAY, found("2026-11-24", "09:00")),
    ("huomenna klo 0.15", LAST_DAY, found("2027-01-01", "00:15")),
    ("ylihuomenna klo 14", MONDAY, found("2026-11-25", "14:00")),
    ("tiistaina klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("tiistai klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("ti klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("ti 8.30", MONDAY, found("2026-11-24", "08:30")),
    ("ti 9-10", MONDAY, found("2026-11-24", "09:00", "10:00")),
    ("to klo 9", MONDAY, found("2026-11-26", "09:00")),
    ("to 3.12. klo 17", MONDAY, found("2026-12-03", "17:00")),
    ("huomenna tiistaina klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("ensi viikon keskiviikkona klo 9", MONDAY, found("2026-12-02", "09:00")),
    ("ensi viikolla ke klo 9", SUNDAY, found("2026-12-02", "09:00")),
    ("tämän viikon perjantaina klo 9", MONDAY, found("2026-11-27", "09:00")),
    ("vko 48 ti klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("vko48 ti klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("viikon 48 tiistaina klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("ti vko 48/2026 klo 9", MONDAY, found("2026-11-24", "09:00")),
    ("vko 53 su klo 9", MONDAY, found("2027-01-03", "09:00")),
    ("vko 2 ti klo 9", MONDAY, found("2027-01-12", "09:00", "", NEXT_YEAR)),
    ("25. marraskuuta klo 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("25. marrask. klo 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("marraskuun 25. päivä klo 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("keskiviikkona 25. päivänä marraskuuta klo 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("kahden viikon päästä klo 9", MONDAY, found("2026-12-07", "09:00")),
    ("2 viikon kuluttua klo 9", MONDAY, found("2026-12-07", "09:00")),
    ("viikon päästä klo 9-10", MONDAY, found("2026-11-30", "09:00", "10:00")),
    ("kolmen päivän päästä klo 9", MONDAY, found("2026-11-26", "09:00")),
    ("viikon päästä tiistaina klo 9", MONDAY, found("2026-12-01", "09:00")),
    ("klo 9 huomenna", MONDAY, found("2026-11-24", "09:00")),
    ("8.30-10 ke 2.12.", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("ke 2.12., klo 8.30.", MONDAY, found("2026-12-02", "08:30")),
    ("2.12. klo 9-10.", MONDAY, found("2026-12-02", "09:00", "10:00")),
    # every dash is one dash, and a range may be left open
    ("2.12. 8.30–10", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("2.12. 8.30—10", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("2.12. 8.30−10", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("2.12. 8:30-10:00", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("2.12. klo 9-10.30", MONDAY, found("2026-12-02", "09:00", "10:30")),
    ("2.12. 9:00 – 10:30", MONDAY, found("2026-12-02", "09:00", "10:30")),
    ("2.12. klo 9 – klo 10", MONDAY, found("2026-12-02", "09:00", "10:00")),
    ("2.12.\u00a0klo\u00a09–10.12", MONDAY, found("2026-12-02", "09:00", "10:12")),
    ("2.12. klo 8.30 alkaen", MONDAY, found("2026-12-02", "08:30")),
    ("klo 8.30 alkaen 2.12.", MONDAY, found("2026-12-02", "08:30")),
    ("2.12. klo 8.30 – ", MONDAY, found("2026-12-02", "08:30")),
    # D.M beside H.MM
    ("2.12 8.30-10", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("ke 2.12 8:30", MONDAY, found("2026-12-02", "08:30")),
    ("huomenna 9.10", MONDAY, found("2026-11-24", "09:10")),
    ("ke klo 9.10", MONDAY, found("2026-11-25", "09:10")),
    # ISO
    ("2026-12-02 8:30", MONDAY, found("2026-12-02", "08:30")),
    ("2026-12-02T08:30", MONDAY, found("2026-12-02", "08:30")),
    # Swedish
    ("ons 2.12.2026 kl. 8.30–10.00", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("tors 3.12. kl. 17", MONDAY, found("2026-12-03", "17:00")),
    ("imorgon kl. 9", MONDAY, found("2026-11-24", "09:00")),
    ("i morgon kl 9", MONDAY, found("2026-11-24", "09:00")),
    ("i övermorgon 9.30", MONDAY, found("2026-11-25", "09:30")),
    ("på tisdag kl. 9", MONDAY, found("2026-11-24", "09:00")),
    ("pa mandag klockan 9", SUNDAY, found("2026-11-30", "09:00")),
    ("nästa veckas onsdag kl. 9", MONDAY, found("2026-12-02", "09:00")),
    ("onsdag nästa vecka kl. 9", MONDAY, found("2026-12-02", "09:00")),
    ("v. 48 tis kl. 9", MONDAY, found("2026-11-24", "09:00")),
    ("lör i vecka 48 kl. 9", MONDAY, found("2026-11-28", "09:00")),
    ("den 25 november kl. 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("onsdagen den 25:e november kl. 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("om två veckor kl. 9", MONDAY, found("2026-12-07", "09:00")),
    ("om 3 dagar kl. 9", MONDAY, found("2026-11-26", "09:00")),
    ("tis kl. 9 till 10.30", MONDAY, found("2026-11-24", "09:00", "10:30")),
    ("från kl. 9 den 2 december", MONDAY, found("2026-12-02", "09:00")),
    # English
    ("Wed 2 Dec 2026, 8.30–10.00", MONDAY, found("2026-12-02", "08:30", "10:00")),
    ("Wed 2 Dec 2026 at 8.30", MONDAY, found("2026-12-02", "08:30")),
    ("tomorrow at 9", MONDAY, found("2026-11-24", "09:00")),
    ("the day after tomorrow at 9", MONDAY, found("2026-11-25", "09:00")),
    ("on Tuesday at 9", MONDAY, found("2026-11-24", "09:00")),
    ("on Tuesday from 9 to 10.30", MONDAY, found("2026-11-24", "09:00", "10:30")),
    ("2 Dec 9 to 10", MONDAY, found("2026-12-02", "09:00", "10:00")),
    ("Wednesday next week at 9", MONDAY, found("2026-12-02", "09:00")),
    ("next week's Wednesday at 9", MONDAY, found("2026-12-02", "09:00")),
    ("week 48 Tue at 9", MONDAY, found("2026-11-24", "09:00")),
    ("25 November at 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("the 25th of November at 8.30", MONDAY, found("2026-11-25", "08:30")),
    ("November 25, 2026 at 8:30", MONDAY, found("2026-11-25", "08:30")),
    ("in two weeks at 9", MONDAY, found("2026-12-07", "09:00")),
    ("25 Mar at 9", MONDAY, found("2027-03-25", "09:00", "", NEXT_YEAR)),
    # "to" between two clock times joins them; before a day it is Thursday
    ("klo 9 to 10.12", MONDAY, found("2026-12-10", "09:00")),
    ("ti klo 9 to 10.12", MONDAY, found("2026-11-24", "09:00", "10:12")),
    ("klo 9 to 3 December", MONDAY, found("2026-12-03", "09:00")),
    # mixed
    ("ons 2 Dec klo 9", MONDAY, found("2026-12-02", "09:00")),
)

WITHOUT_CLOCK: tuple[tuple[str, datetime, Reading], ...] = (
    ("marraskuun 25. päivä", MONDAY, asked("2026-11-25")),
    ("kahden viikon päästä", MONDAY, asked("2026-12-07")),
    ("ensi viikon keskiviikkona", MONDAY, asked("2026-12-02")),
    ("vko 48 ti", MONDAY, asked("2026-11-24")),
    ("4.9", MONDAY, asked("2027-09-04")),
    ("ke 2.12.", MONDAY, asked("2026-12-02")),
    ("om två veckor", MONDAY, asked("2026-12-07")),
    ("November 25", MONDAY, asked("2026-11-25")),
    ("tänään", MONDAY, asked("2026-11-23")),
)

TWO_TUESDAYS = (at("2026-11-24", "09:00", "10:00"), at("2026-12-01", "09:00", "10:00"))
A_WEEK_ON = t("dates.week_on", day=Moment(date(2026, 12, 1), "day"))
WHICH_TUESDAY: tuple[tuple[str, datetime, Reading], ...] = (
    ("ensi tiistaina", MONDAY, which("ensi tiistaina", at("2026-11-24"), at("2026-12-01"))),
    ("nästa tisdag kl. 9", MONDAY, which("nästa tisdag", at("2026-11-24", "09:00"), at("2026-12-01", "09:00"))),
    ("on next Tuesday 9–10", MONDAY, which("on next Tuesday", *TWO_TUESDAYS)),
    ("ensi tiistaina klo 9", THURSDAY, found("2026-12-01", "09:00")),
    ("ensi tiistaina klo 9", TUESDAY, found("2026-12-01", "09:00")),
    ("ensi maanantaina klo 9", SUNDAY, found("2026-11-30", "09:00")),
    ("ensi tiistaina 1.12. klo 9", MONDAY, found("2026-12-01", "09:00")),
    ("ensi tiistaina 8.12. klo 9", MONDAY, two_days("ensi tiistaina", "8.12.")),
    ("tiistaina klo 9", TUESDAY, found("2026-12-01", "09:00", "", A_WEEK_ON)),
    ("viikon päästä tiistaina", THURSDAY, which("viikon päästä tiistaina", at("2026-12-01"), at("2026-12-08"))),
)

ROUGH: tuple[tuple[str, datetime, Reading], ...] = (
    ("viikolla 48", MONDAY, roughly(Precision.WEEK, "2026-11-23")),
    ("vko 48", SUNDAY, roughly(Precision.WEEK, "2026-11-23")),
    ("viikko 10", MONDAY, roughly(Precision.WEEK, "2027-03-08", NEXT_YEAR)),
    ("week 10, 2027", MONDAY, roughly(Precision.WEEK, "2027-03-08")),
    ("ensi viikolla", MONDAY, roughly(Precision.WEEK, "2026-11-30")),
    ("lokakuussa", MONDAY, roughly(Precision.MONTH, "2027-10-01", NEXT_YEAR)),
    ("marraskuussa", MONDAY, roughly(Precision.MONTH, "2026-11-01")),
    ("i oktober 2027", MONDAY, roughly(Precision.MONTH, "2027-10-01")),
    ("in October", MONDAY, roughly(Precision.MONTH, "2027-10-01", NEXT_YEAR)),
    ("nästa månad", LAST_DAY, roughly(Precision.MONTH, "2027-01-01")),
    ("lokakuussa, tarkentuu", MONDAY, roughly(Precision.MONTH, "2027-10-01", NEXT_YEAR)),
    ("syyskuun alussa", MONDAY, roughly(Precision.PART_OF_MONTH, "2027-09-01", NEXT_YEAR, part=Part.BEGINNING)),
    ("syyskuun 2027 alussa", MONDAY, roughly(Precision.PART_OF_MONTH, "2027-09-01", part=Part.BEGINNING)),
    ("i början av september", MONDAY, roughly(Precision.PART_OF_MONTH, "2027-09-01", NEXT_YEAR, part=Part.BEGINNING)),
    ("in early September", MONDAY, roughly(Precision.PART_OF_MONTH, "2027-09-01", NEXT_YEAR, part=Part.BEGINNING)),
    ("joulukuun puolivälissä", MONDAY, roughly(Precision.PART_OF_MONTH, "2026-12-11", part=Part.MIDDLE)),
    ("mid-December", MONDAY, roughly(Precision.PART_OF_MONTH, "2026-12-11", part=Part.MIDDLE)),
    ("marraskuun lopussa", MONDAY, roughly(Precision.PART_OF_MONTH, "2026-11-21", part=Part.END)),
    ("marraskuun puolivälissä", MONDAY, roughly(Precision.PART_OF_MONTH, "2027-11-11", NEXT_YEAR, part=Part.MIDDLE)),
    ("i slutet av november", MONDAY, roughly(Precision.PART_OF_MONTH, "2026-11-21", part=Part.END)),
    *((typed, MONDAY, OPEN) for typed in ("tarkentuu", "avoin", "preciseras senare", "öppet", "klarnar", "TBA")),
    ("to be confirmed", MONDAY, OPEN),
)


@pytest.mark.parametrize(("typed", "now", "reading"), EXACT)
def test_a_day_with_a_clock_time_is_found(typed: str, now: datetime, reading: Reading) -> None:
    assert read_when(typed, now=now) == reading


@pytest.mark.parametrize(("typed", "now", "reading"), WITHOUT_CLOCK)
def test_a_day_without_a_clock_time_is_asked_for_one(typed: str, now: datetime, reading: Reading) -> None:
    assert read_when(typed, now=now) == reading


@pytest.mark.parametrize(("typed", "now", "reading"), WHICH_TUESDAY)
def test_two_honest_readings_are_offered_and_one_is_taken(typed: str, now: datetime, reading: Reading) -> None:
    assert read_when(typed, now=now) == reading


@pytest.mark.parametrize(("typed", "now", "reading"), ROUGH)
def test_a_rough_time_stays_as_rough_as_it_was_said(typed: str, now: datetime, reading: Reading) -> None:
    assert read_when(typed, now=now) == reading


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("9", found("2026-12-02", "09:00")),
        ("9.", found("2026-12-02", "09:00")),
        ("klo 9", found("2026-12-02", "09:00")),
        ("8.30-10", found("2026-12-02", "08:30", "10:00")),
        ("9.10", found("2026-12-02", "09:10")),
        ("9 to 10.12", found("2026-12-02", "09:00", "10:12")),
        ("3.12. klo 9", found("2026-12-03", "09:00")),
        ("3.12 klo 9", found("2026-12-03", "09:00")),
        ("huomenna", asked("2026-11-24")),
        ("ke 2.12", ambiguous("2.12")),
        ("lokakuussa", roughly(Precision.MONTH, "2027-10-01", NEXT_YEAR)),
        ("tarkentuu", Refused(t("dates.open_day"))),
        ("10-9", Refused(t("dates.end_first", typed="10-9"))),
        ("yhdeksältä", left("yhdeksältä")),
    ],
)
def test_a_clock_time_completes_a_known_day_and_a_new_day_replaces_it(typed: str, reading: Reading) -> None:
    assert read_when(typed, now=MONDAY, known=KNOWN) == reading


def test_only_a_known_day_can_be_completed() -> None:
    month = When(precision=Precision.MONTH, day=date(2026, 12, 1))
    assert read_when("klo 9", now=MONDAY, known=month) == Refused(t("dates.no_day"))


def test_a_known_day_that_has_gone_by_is_refused() -> None:
    gone = When(precision=Precision.DAY, day=date(2026, 11, 20))
    past = Refused(t("dates.past", when=Moment(date(2026, 11, 20), "day")))
    assert read_when("klo 9", now=MONDAY, known=gone) == past


def test_now_must_know_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_when("huomenna", now=datetime(2026, 11, 23, 10))  # noqa: DTZ001 -- the fault itself


def test_a_wall_time_the_clocks_skip_has_no_instant() -> None:
    assert resolve(date(2027, 3, 28), time(3, 30), HELSINKI) is None


def test_of_a_double_wall_time_the_first_is_meant() -> None:
    instant = resolve(date(2027, 10, 31), time(3, 30, fold=1), HELSINKI)
    assert instant is not None
    assert instant.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


# -- from one day to another -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.2.2027", ("1.2.2027", None)),
        ("2027-02-01", ("2027-02-01", None)),
        ("1.2.–5.2.", ("1.2.", "5.2.")),
        ("1.2.-5.2.", ("1.2.", "5.2.")),
        ("1.2. — 5.2.", ("1.2.", "5.2.")),
        ("2027-02-01 - 2027-02-05", ("2027-02-01", "2027-02-05")),
        ("2027-02-01–2027-02-05", ("2027-02-01", "2027-02-05")),
        ("1.2.–", ("1.2.", "")),
        ("–", ("", "")),
        ("", ("", None)),
    ],
)
def test_a_dash_stands_between_two_days_and_not_within_one(typed: str, read: tuple[str, str | None]) -> None:
    assert from_to(typed) == read
