"""The feed: it says what the plan says, and an event stays the same event (P21)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Plan
from bot.domain.duty.ics import AHEAD, BACK, Entry, entry, feed, summary, uid
from bot.domain.duty.operations import hold, substitute, swap
from bot.text import Text, clean, t

from .making import EARLY, NAMES, RANA, a_plan, at, good, plans, relaxed

STAMP = datetime(2027, 1, 1, 12, tzinfo=UTC)


def said(text: Text) -> str:
    """Stand in for the catalogues."""
    return f"Koordinaatiovuoro: {text.values['organisation']}" if text.values else "Koordinaatiovuoro: tauko"


def entries(plan: Plan, count: int = 36, sequence: int = 0) -> list[Entry]:
    turns = map(plan.turn, range(count))
    return [entry(turn, NAMES, sequence=sequence, changed_at=STAMP, render=said) for turn in turns]


def events(text: str) -> dict[str, Any]:
    parsed = icalendar.Calendar.from_ical(text)
    return {str(one["uid"]): one for one in parsed.walk("VEVENT")}


def seen(text: str) -> list[tuple[datetime, datetime, str, str]]:
    found = sorted(events(text).values(), key=lambda one: str(one["uid"]))
    return [(one["dtstart"].dt, one["dtend"].dt, str(one["summary"]), str(one["status"])) for one in found]


def test_three_years_read_back_are_the_plan() -> None:
    plan = good(hold(good(swap(a_plan(), date(2027, 2, 1), date(2028, 4, 1), act="1", at=EARLY)), date(2028, 7, 1),
                     act="2", at=EARLY))  # fmt: skip
    expected = [
        (turn.period.starts, turn.period.ends,
         f"Koordinaatiovuoro: {NAMES[turn.organisation]}" if turn.organisation else "Koordinaatiovuoro: tauko",
         "CONFIRMED" if turn.organisation else "CANCELLED")
        for turn in map(plan.turn, range(36))
    ]  # fmt: skip
    assert seen(feed(entries(plan), rota="r1", title="Vuorot")) == expected
    assert expected[18] == (at("2028-07-03 09:00"), at("2028-08-01 09:00"), "Koordinaatiovuoro: tauko", "CANCELLED")


def test_a_swap_changes_two_events_and_no_identity() -> None:
    plan = a_plan()
    swapped = good(swap(plan, date(2027, 2, 1), date(2027, 4, 1), act="1", at=EARLY))
    before = events(feed(entries(plan, 6), rota="r1", title="Vuorot"))
    after = events(feed(entries(swapped, 6, sequence=1), rota="r1", title="Vuorot"))
    assert before.keys() == after.keys()
    assert [key for key in before if before[key]["summary"] != after[key]["summary"]] == [
        "r1-2027-02-01@kuppi", "r1-2027-04-01@kuppi",
    ]  # fmt: skip
    assert {int(one["sequence"]) for one in after.values()} == {1}


def test_an_event_is_free_time_in_utc_and_the_calendar_says_how_often_to_look() -> None:
    text = feed(entries(a_plan(), 1), rota="r1", title="Vuorot")
    assert [line for line in text.split("\r\n") if line] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kuppi//Kuppi//FI", "METHOD:PUBLISH",
        "X-WR-CALNAME:Vuorot", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
        "BEGIN:VEVENT", "SUMMARY:Koordinaatiovuoro: Humak", "DTSTART:20270104T070000Z", "DTEND:20270201T070000Z",
        "DTSTAMP:20270101T120000Z", "UID:r1-2027-01-01@kuppi", "SEQUENCE:0", "LAST-MODIFIED:20270101T120000Z",
        "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip


def test_a_period_that_is_gone_stays_as_cancelled() -> None:
    gone = replace(entries(a_plan(), 1)[0], cancelled=True, sequence=3, description="Jakso vaihtui.")
    event = events(feed([gone], rota="r1", title="x"))["r1-2027-01-01@kuppi"]
    assert (str(event["status"]), int(event["sequence"]), str(event["description"])) == (
        "CANCELLED",
        3,
        "Jakso vaihtui.",
    )


def test_a_turn_is_named_by_its_organisation_alone() -> None:
    assert summary(a_plan().turn(2), NAMES) == t("duty.ics_summary", organisation="Villa Rana")
    assert summary(good(hold(a_plan(), date(2027, 1, 1), act="1", at=EARLY)).turn(0), NAMES) == t("duty.ics_nobody")


def test_the_window_reaches_a_season_back_and_a_year_and_a_half_on() -> None:
    assert timedelta(days=90) == BACK
    assert timedelta(days=18 * 30) <= AHEAD <= timedelta(days=18 * 31)


@pytest.mark.parametrize(
    "nasty", ["a\r\nATTENDEE:mailto:x", "a\nEND:VEVENT\nb", "\x00\x1b[31m", "a,b;c\\d", "\u202eabc"]
)
def test_a_name_cannot_break_the_feed(nasty: str) -> None:
    one = replace(entries(a_plan(), 1)[0], summary=nasty, description=nasty)
    text = feed([one], rota=nasty, title=nasty)
    found = events(text)
    assert list(found) == [uid(nasty, one.key)]
    assert not {"ATTENDEE", "END:VEVENT b"} & {line.split(";")[0] for line in text.split("\r\n")}
    assert not [c for c in text if not c.isprintable() and c not in "\r\n"]


@relaxed
@given(st.text(max_size=80))
def test_any_name_reads_back_on_one_line(name: str) -> None:
    one = replace(entries(a_plan(), 1)[0], summary=name)
    event = next(iter(events(feed([one], rota="r1", title=name)).values()))
    assert str(event["summary"]) == " ".join(clean(name).split())


@relaxed
@given(plans(), st.data())
def test_the_feed_equals_the_plan_and_its_identities_stay(plan: Plan, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, 5))
    changed = good(substitute(plan, plan.timetable.nominal(k), RANA, act="1", at=EARLY))
    before, after = (feed(entries(one, 6), rota="r", title="x") for one in (plan, changed))
    assert events(before).keys() == events(after).keys()
    turns = [plan.turn(n).period for n in range(6)]
    assert [(start, end) for start, end, _, _ in seen(after)] == [(one.starts, one.ends) for one in turns]
    assert after == feed(reversed(entries(changed, 6)), rota="r", title="x")
