"""By when something is to be done, as coordinators type it."""

from datetime import date, datetime, time

import pytest

from bot.domain.dates import Reading, Refused, read_deadline
from bot.text import Moment, Span, t

from .test_dates import MONDAY, NEXT_YEAR, at, found, left, which


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("ma 30.11. klo 12 mennessä", found("2026-11-30", "12:00")),
        ("senast mån 30.11. kl. 12", found("2026-11-30", "12:00")),
        ("by Mon 30 Nov at 12", found("2026-11-30", "12:00")),
        ("till 30.11. kl. 12", found("2026-11-30", "12:00")),
        ("30.11.", found("2026-11-30", "23:59")),
        ("viimeistään perjantaina", found("2026-11-27", "23:59")),
        ("perjantaihin mennessä", found("2026-11-27", "23:59")),
        ("huomiseen klo 12 asti", found("2026-11-24", "12:00")),
        ("no later than tomorrow", found("2026-11-24", "23:59")),
        ("tänään", found("2026-11-23", "23:59")),
        ("15.1. mennessä", found("2027-01-15", "23:59", "", NEXT_YEAR)),
        ("ensi tiistaina", which("ensi tiistaina", at("2026-11-24", "23:59"), at("2026-12-01", "23:59"))),
        ("tänään klo 9", Refused(t("dates.past", when=Span(date(2026, 11, 23), time(9))))),
        ("su 4.8.2024 klo 23.59 mennessä", Refused(t("dates.past", when=Moment(date(2024, 8, 4), "day")))),
        ("1.1.0001 klo 0.30", Refused(t("dates.past", when=Moment(date(1, 1, 1), "day")))),
        ("klo 12 mennessä", Refused(t("dates.no_day"))),
        ("30.11. klo 9–12", Refused(t("dates.deadline_range", typed="klo 9-12"))),
        ("marraskuun loppuun mennessä", Refused(t("dates.deadline_day"))),
        ("viikolla 48", Refused(t("dates.deadline_day"))),
        ("tarkentuu", Refused(t("dates.deadline_day"))),
        ("mennessä", Refused(t("dates.empty"))),
        ("before 30.11.", left("before")),
        ("ennen 30.11.", left("ennen")),
        ("su 28.3.2027 klo 3.30", Refused(t("dates.skipped_time", when=Span(date(2027, 3, 28), time(3, 30))))),
    ],
)
def test_a_deadline_is_one_moment_and_a_day_alone_is_its_last_minute(typed: str, reading: Reading) -> None:
    assert read_deadline(typed, now=MONDAY) == reading


def test_a_deadline_may_be_as_late_as_the_meetup_and_no_later() -> None:
    starts = datetime(2026, 12, 2, 8, 30)  # noqa: DTZ001 -- local wall time, as read_deadline takes it
    late = t("dates.too_late", deadline=Span(date(2026, 12, 2), time(23, 59)), limit=Moment(starts, "minute"))
    assert read_deadline("2.12. klo 8.30", now=MONDAY, before=starts) == found("2026-12-02", "08:30")
    assert read_deadline("2.12.", now=MONDAY, before=starts) == Refused(late)


def test_of_two_readings_the_one_too_late_is_not_offered() -> None:
    starts = datetime(2026, 11, 27, 8, 30)  # noqa: DTZ001 -- local wall time, as read_deadline takes it
    assert read_deadline("ensi tiistaina", now=MONDAY, before=starts) == found("2026-11-24", "23:59")
