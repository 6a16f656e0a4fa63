"""Changes, pure: what differs, how long a place is held, when the night lets a message through."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.announcing import read_back, write
from bot.domain.changing import as_it_was, differences, edited, facts, held_until, stamp
from bot.domain.dates import Found, Part, Precision, When, read_deadline, read_when
from bot.domain.hours import Hour, hour, quiet
from bot.domain.meetups import Meetup
from bot.text import LOCALES
from bot.wording.changes import typed
from tests.bot.wording.reading import kulttuurikuppi

relaxed = settings(max_examples=150, deadline=None, database=None)
HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WHENS = (
    When(precision=Precision.DAY, day=date(2026, 12, 2), starts=time(8, 30), ends=time(10)),
    When(precision=Precision.DAY, day=date(2026, 12, 12), starts=time(9)),
    When(precision=Precision.WEEK, day=date(2027, 1, 11)),
    When(precision=Precision.PART_OF_MONTH, day=date(2027, 3, 1), part=Part.BEGINNING),
    When(precision=Precision.PART_OF_MONTH, day=date(2027, 3, 21), part=Part.END),
    When(precision=Precision.MONTH, day=date(2027, 3, 1)),
    When(precision=Precision.OPEN, day=None),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def at(starts: str) -> Meetup:
    begins = local(starts)
    return kulttuurikuppi(
        when=When(precision=Precision.DAY, day=begins.date(), starts=begins.time()), signup_by=None
    )  # fmt: skip


# -- what differs ------------------------------------------------------------------------------------------


def test_only_what_differs_is_told_and_what_is_taken_away_is_told_as_empty() -> None:
    before = kulttuurikuppi(details={"price": "5 €"})
    after = before.evolve(theme="Talkoot", details={"link": "https://kuppi.fi"})
    found = {one.key: (one.was, one.now) for one in differences(facts(before), facts(after))}
    assert found == {
        "theme": ("Vapaaehtoiset tapahtumissa", "Talkoot"), "price": ("5 €", ""), "link": ("", "https://kuppi.fi"),
    }  # fmt: skip


def test_a_meetup_without_a_day_has_no_deadline_to_sign_up() -> None:
    before = kulttuurikuppi()
    opened = {**facts(before), "when": write(When(precision=Precision.OPEN, day=None))}
    after = edited(before, facts(before), opened)
    assert (after.signup_by, after.starts_at) == (None, None)


def test_a_meetup_as_it_was_has_the_facts_it_had() -> None:
    was = facts(kulttuurikuppi(details={"price": "5 €"}))
    now = kulttuurikuppi(venue="Villa Rana", details={"host": "Villa Rana"}, capacity=None)
    assert facts(as_it_was(now, was)) == was


def test_what_was_shown_holds_for_nothing_else() -> None:
    shown = stamp(kulttuurikuppi(), ["a", "b"])
    assert shown == stamp(kulttuurikuppi(), ["b", "a"])
    assert len({shown, stamp(kulttuurikuppi(), ["a"]), stamp(kulttuurikuppi(venue="Villa Rana"), ["a", "b"])}) == 3


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("when", WHENS, ids=write)
def test_a_time_written_out_for_its_coordinator_is_read_back_the_same(when: When, locale: str) -> None:
    said = typed(kulttuurikuppi(when=when, signup_by=None), locale)["when"]
    assert read_when(said, now=NOW.astimezone(HELSINKI)) == Found(when)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_deadline_written_out_is_read_back_the_same(locale: str) -> None:
    said = typed(kulttuurikuppi(), locale)["signup_by"]
    assert read_deadline(said, now=NOW.astimezone(HELSINKI)) == Found(read_back(facts(kulttuurikuppi())["signup_by"]))


# -- how long places are held ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        ("2026-11-24 10:00", "2026-12-03 09:00", "2026-12-01 12:00"),  # the model message
        ("2026-11-30 13:00", "2026-12-03 09:00", "2026-12-02 12:00"),  # never less than a day to answer
        ("2026-12-01 11:00", "2026-12-03 09:00", "2026-12-02 12:00"),
        ("2026-12-01 15:00", "2026-12-03 09:00", None),  # too near: silence costs nobody a place
        ("2026-12-01 12:00", "2026-12-03 09:00", "2026-12-02 12:00"),
    ],
)
def test_places_are_held_until_noon_two_days_before_or_for_a_day(now: str, starts: str, until: str | None) -> None:
    assert held_until(at(starts), at=local(now)) == (local(until) if until else None)


@relaxed
@given(st.integers(0, 400), st.integers(0, 24 * 60), st.integers(1, 24 * 60 * 40))
def test_a_place_is_held_for_a_day_at_least_and_never_past_the_start(day: int, minute: int, ahead: int) -> None:
    now = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    begins = (now + timedelta(minutes=ahead)).astimezone(HELSINKI).replace(second=0)
    meetup = at(f"{begins:%Y-%m-%d %H:%M}")
    until = held_until(meetup, at=now)
    starts_at = meetup.starts_at
    if until is None or starts_at is None:
        return
    assert (until - now >= timedelta(hours=24), until < starts_at, until.astimezone(HELSINKI).time()) == (
        True, True, time(12),
    )  # fmt: skip


# -- nights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "starts", "due", "silent"),
    [
        ("2026-12-01 15:00", "2026-12-09 09:00", "2026-12-01 15:00", False),
        ("2026-12-01 23:00", "2026-12-09 09:00", "2026-12-02 08:00", False),
        ("2026-12-01 23:00", "2026-12-02 09:00", "2026-12-01 23:00", False),  # they would set out in the morning
        ("2026-12-01 23:00", "2026-12-02 12:00", "2026-12-01 23:00", True),
        ("2026-12-01 23:00", "2026-12-02 18:00", "2026-12-02 08:00", False),
    ],
)
def test_the_night_keeps_what_can_wait(now: str, starts: str, due: str, *, silent: bool) -> None:
    assert hour(local(now), "Europe/Helsinki", local(starts)) == Hour(local(due), silent)


@relaxed
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))  # noqa: DTZ001 -- the zone is added below
def test_what_can_wait_never_goes_out_in_the_night(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    told = hour(now, "Europe/Helsinki", None)
    assert (quiet(told.due, "Europe/Helsinki"), told.due >= now) == (False, True)
