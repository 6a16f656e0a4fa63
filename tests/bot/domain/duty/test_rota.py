"""What coordinators type to set up a rota, in three languages, and the rota it makes."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Cadence, LineUp, Months, Roll, Rule, Season, Seasons, Unit, Weeks
from bot.domain.duty.lengths import unit_of, written
from bot.domain.duty.rota import QUESTIONS, Rota, plan_of, rota_of
from bot.domain.filling import take, values
from bot.domain.forms import Accepted, Context, Reading, Unclear, Wrong, missing
from bot.domain.lines import read_lines
from bot.text import Moment, t

from .making import FALLBACK, HELSINKI, LENGTHS, RULES, good, holders, refused, relaxed

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HELSINKI)
ASKED = {question.key: question for question in QUESTIONS}

FINNISH = """
Järjestys: Humak, Keski-Suomen liitto, Villa Rana
Jakso: kuukausi
Alkaa: 1.1.2027
Vaihtuu: klo 9
Jos vapaapäivä: seuraava arkipäivä
"""
SWEDISH = """
Ordning: Humak, Keski-Suomen liitto, Villa Rana
Period: månad
Börjar: 1.1.2027
Byts: kl. 9
Om helgdag: nästa vardag
Årsförskjutning: nej
"""
ENGLISH = """
Order: Humak, Keski-Suomen liitto, Villa Rana
Period: month
Starts: 1 Jan 2027
Changes: 9.00
If a holiday: next business day
Yearly step: no
"""
ISSUE = Rota(
    organisations=("Humak", "Keski-Suomen liitto", "Villa Rana"),
    cadence=Cadence(anchor=date(2027, 1, 1), unit=Months()),
)


def filled(text: str) -> dict[str, str]:
    lines = read_lines(text, QUESTIONS)
    assert (lines.left, lines.twice) == ((), {})
    return values(take(QUESTIONS, {}, lines.values, NOW))


def reading(key: str, typed: str, kept: str | None = None, **answers: str) -> Reading:
    return ASKED[key].read(typed, Context(NOW, answers, kept))


def taken(key: str, typed: str, **answers: str) -> str:
    found = reading(key, typed, **answers)
    assert isinstance(found, Accepted), found
    return found.value


def wrong(key: str, typed: str, **answers: str) -> str:
    found = reading(key, typed, **answers)
    assert isinstance(found, Wrong), found
    return found.reason.id


# -- whole -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FINNISH, SWEDISH, ENGLISH])
def test_the_lines_make_the_rota_in_any_language(text: str) -> None:
    answers = filled(text)
    assert missing(QUESTIONS, answers) is None
    assert rota_of(answers, zone="Europe/Helsinki") == ISSUE


def test_the_lines_may_stand_on_one() -> None:
    assert rota_of(filled(" ".join(FINNISH.split("\n"))), zone="Europe/Helsinki") == ISSUE


def test_order_length_and_start_are_asked_and_the_rest_has_a_default() -> None:
    answers: dict[str, str] = {}
    asked = []
    for typed in ("Humak, Villa Rana", "viikko", "4.1.2027"):
        question = missing(QUESTIONS, answers)
        assert question
        asked.append(question.key)
        answers[question.key] = taken(question.key, typed)
    assert (asked, missing(QUESTIONS, answers)) == (["order", "unit", "anchor"], None)
    rota = good(rota_of(answers, zone="Europe/Helsinki"))
    assert rota == Rota(
        organisations=("Humak", "Villa Rana"), cadence=Cadence(anchor=date(2027, 1, 4), unit=Weeks())
    )  # fmt: skip
    assert (rota.cadence.clock, rota.cadence.roll, rota.yearly_step, rota.fallback) == (
        time(9), Roll.FOLLOWING, False, None,
    )  # fmt: skip


def test_everything_said_is_kept() -> None:
    text = FINNISH.replace("klo 9", "klo 12.30").replace("seuraava", "edellinen")
    rota = good(rota_of(filled(text + "Vuosisiirto: kyllä\nVaralla: Aino Aalto"), zone="Europe/Helsinki"))
    assert (rota.cadence.clock, rota.cadence.roll, rota.yearly_step, rota.fallback) == (
        time(12, 30), Roll.PRECEDING, True, "Aino Aalto",
    )  # fmt: skip


def test_the_rota_makes_its_first_plan() -> None:
    plan = good(plan_of(ISSUE, ("h", "l", "r"), FALLBACK))
    assert plan.lineups == (LineUp(since=date(2027, 1, 1), organisations=("h", "l", "r")),)
    assert holders(plan, 13)[::12] == ["h", "h"]
    stepping = good(plan_of(Rota(**{**vars(ISSUE), "yearly_step": True}), ("h", "l", "r"), FALLBACK))
    assert holders(stepping, 13)[::12] == ["h", "l"]


def test_a_plan_without_a_turn_for_everybody_is_refused() -> None:
    july = frozenset(date(2027, 7, number) for number in range(1, 32))
    assert refused(plan_of(ISSUE, ("h", "l", "r"), FALLBACK, quiet=july)) == "duty.quiet_long"
    odd = {"order": "a", "unit": "months|1", "anchor": "2027-01-01", "clock": "03:30"}
    assert refused(rota_of(odd, zone="Europe/Helsinki")) == "duty.clock_odd"
    assert good(rota_of(odd, zone="UTC")).cadence.zone == "UTC"
    ends = {"order": "a", "unit": "rule|FREQ=MONTHLY", "anchor": "2027-01-31"}
    assert refused(rota_of(ends, zone="Europe/Helsinki")) == "duty.rule_month_end"


# -- line by line ------------------------------------------------------------------------------------------------


def test_the_order_is_read_numbered_or_not() -> None:
    assert taken("order", " Humak,Keski-Suomen  liitto ; Villa Rana,") == "Humak|Keski-Suomen liitto|Villa Rana"
    assert taken("order", "1. Humak, 2) Villa Rana") == "Humak|Villa Rana"
    assert reading("order", "Humak") == Accepted("Humak", (t("duty.order_one"),))
    assert wrong("order", " , ") == "duty.order_unread"
    assert reading("order", "Meidän järjestys: Humak, Villa Rana") == Accepted("Humak|Villa Rana")
    assert wrong("order", "x" * 65) == "duty.order_unread"
    assert wrong("order", ",".join(map(str, range(1000, 1061)))) == "duty.order_unread"
    assert reading("order", "Humak, villa rana, HUMAK") == Wrong(t("duty.order_twice", organisation="Humak"))


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("viikko", Weeks()), ("Viikko.", Weeks()), ("joka toinen viikko", Weeks(2)), ("2 viikkoa", Weeks(2)),
        ("kaksi viikkoa", Weeks(2)), ("viikoittain", Weeks()), ("varannan vecka", Weeks(2)),
        ("every 3 weeks", Weeks(3)),
        ("every other week", Weeks(2)), ("kuukausi", Months()), ("KUUKAUSI", Months()), ("kk", Months()),
        ("kahden kuukauden välein", Months(2)), ("månad", Months()), ("monthly", Months()), ("neljännes", Months(3)),
        ("vuosineljännes", Months(3)), ("kvartaali", Months(3)), ("kvartal", Months(3)), ("quarter", Months(3)),
        ("puoli vuotta", Months(6)), ("half-year", Months(6)), ("halvår", Months(6)), ("vuosi", Months(12)),
        ("år", Months(12)), ("two quarters", Months(6)), ("päivä", None), ("daily", None), ("kuu", None), ("", None),
        ("viikko kuukausi", None), ("2 3 viikkoa", None), ("9999 viikkoa", None),
    ],
)  # fmt: skip
def test_a_length_is_read(typed: str, unit: Unit | None) -> None:
    if unit is None:
        assert wrong("unit", typed) == "duty.unit_unread"
    else:
        assert unit_of(taken("unit", typed)) == unit


@pytest.mark.parametrize("typed", ["53 viikkoa", "0 viikkoa", "25 kuukautta", "9 quarters"])
def test_a_length_has_its_limits(typed: str) -> None:
    assert wrong("unit", typed) == "duty.unit_range"


@pytest.mark.parametrize(
    "typed",
    [
        "kausi 1.1. kevät, 1.6. kesä, 1.8. syksy", "kaudet: kevät 1.1., kesä 1.6. ja syksy 1.8.",
        "säsong 1.8. syksy, 1.1. kevät, 1.6. kesä",
    ],
)  # fmt: skip
def test_seasons_are_read_with_their_names(typed: str) -> None:
    assert unit_of(taken("unit", typed)) == Seasons(
        (Season(1, 1, "kevät"), Season(6, 1, "kesä"), Season(8, 1, "syksy"))
    )


def test_bare_seasons_are_asked_for_their_dates() -> None:
    assert reading("unit", "kausi") == Unclear(t("duty.ask_seasons"), kept="seasons")
    answered = reading("unit", "1.1., 1.8.", kept="seasons")
    assert answered == Accepted("seasons|01-01;08-01")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("kausi 1.1. kevät", "duty.seasons_unread"), ("kausi 1.1., 31.6.", "duty.seasons_unread"),
        ("kausi 1.1., 29.2.", "duty.seasons_unread"), ("kausi kevät, syksy", "duty.seasons_unread"),
        ("kausi 1.1., 5.1.", "duty.seasons_close"), ("kausi 28.12., 1.1., 1.6.", "duty.seasons_close"),
    ],
)  # fmt: skip
def test_seasons_are_refused(typed: str, reason: str) -> None:
    assert wrong("unit", typed) == reason


def test_a_rule_is_checked_against_the_start_whichever_comes_first() -> None:
    assert taken("unit", "RRULE:FREQ=MONTHLY;BYDAY=1MO") == "rule|FREQ=MONTHLY;BYDAY=1MO"
    assert wrong("unit", "FREQ=DAILY") == "duty.rule_parts"
    assert wrong("unit", "FREQ=MONTHLY", anchor="2027-01-31") == "duty.rule_month_end"
    assert wrong("anchor", "31.1.2027", unit="rule|FREQ=MONTHLY") == "duty.rule_month_end"


@pytest.mark.parametrize("unit", [*LENGTHS, *map(Rule, RULES)])
def test_a_length_is_kept_as_text(unit: Unit) -> None:
    assert unit_of(written(unit)) == unit


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.1.2027", "2027-01-01"), ("1.1.", "2027-01-01"), ("1 januari", "2027-01-01"), ("ma 4.1.2027", "2027-01-04"),
        ("1.1.2027 klo 8.30", "2027-01-01T08:30"), ("tammikuu 2027", "2027-01-01"), ("viikko 1/2027", "2027-01-04"),
        ("1.11.2026", "2026-11-01"), ("1.1.2026", "2026-01-01"),
    ],
)  # fmt: skip
def test_a_start_is_a_day_also_one_gone_by(typed: str, value: str) -> None:
    assert taken("anchor", typed) == value


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1.1.2020", "dates.past"), ("tammikuun alussa", "duty.anchor_day"), ("avoin", "duty.anchor_day"),
        ("pian", "dates.leftover"), ("31.2.2027", "dates.no_such_day"),
    ],
)  # fmt: skip
def test_a_start_is_refused(typed: str, reason: str) -> None:
    assert wrong("anchor", typed) == reason


def test_a_start_between_the_dates_of_the_rota_says_when_it_really_begins() -> None:
    found = reading("anchor", "2.1.2027", unit="seasons|01-01;08-01")
    assert found == Accepted("2027-01-02", (t("duty.anchor_later", day=Moment(date(2027, 8, 1), "day")),))


def test_a_start_with_two_meanings_is_asked_about() -> None:
    found = reading("anchor", "ensi tiistai")
    assert isinstance(found, Unclear)
    assert [option.value for option in found.options] == ["24.11.2026", "01.12.2026"]
    assert [taken("anchor", option.value) for option in found.options] == ["2026-11-24", "2026-12-01"]


def test_an_hour_given_with_the_start_is_the_hour_of_the_handover_unless_another_is_said() -> None:
    answers = {"order": "a|b", "unit": "weeks|1", "anchor": "2027-01-04T08:30"}
    assert good(rota_of(answers, zone="Europe/Helsinki")).cadence.clock == time(8, 30)
    assert good(rota_of({**answers, "clock": "12:00"}, zone="Europe/Helsinki")).cadence.clock == time(12)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("klo 9", "09:00"), ("9", "09:00"), ("kl. 9.30", "09:30"), ("at 14:00", "14:00"), ("kello 0.00", "00:00")],
)
def test_an_hour_is_read(typed: str, value: str) -> None:
    assert taken("clock", typed) == value


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("24", "duty.clock_unread"), ("9.60", "duty.clock_unread"), ("aamulla", "duty.clock_unread"),
     ("klo 3.30", "duty.clock_odd"), ("3", "duty.clock_odd"), ("9.0", "duty.clock_unread")],
)  # fmt: skip
def test_an_hour_is_refused(typed: str, reason: str) -> None:
    assert wrong("clock", typed) == reason


@pytest.mark.parametrize(
    ("typed", "roll"),
    [("Seuraava arkipäivä", Roll.FOLLOWING), ("edellinen arkipäivä", Roll.PRECEDING), ("ei siirry", Roll.NONE),
     ("nästa vardag", Roll.FOLLOWING), ("föregående vardag", Roll.PRECEDING), ("flyttas inte", Roll.NONE),
     ("next business day", Roll.FOLLOWING), ("previous business day", Roll.PRECEDING), ("does not move", Roll.NONE)],
)  # fmt: skip
def test_what_happens_on_a_holiday_is_read(typed: str, roll: Roll) -> None:
    assert taken("roll", typed) == roll


def test_what_is_not_understood_is_offered_as_buttons() -> None:
    found = reading("roll", "hmm")
    assert isinstance(found, Unclear)
    assert [taken("roll", roll) for roll in ("following", "preceding", "none")] == list(Roll)
    assert [option.value for option in found.options] == list(Roll)
    asked = reading("step", "ehkä")
    assert isinstance(asked, Unclear)
    assert [option.value for option in asked.options] == ["yes", "no"]
    assert [taken("step", typed) for typed in ("kyllä", "Joo", "ja", "yes", "ei", "nej", "no")] == [
        "yes", "yes", "yes", "yes", "no", "no", "no",
    ]  # fmt: skip


@relaxed
@given(st.sampled_from(sorted(ASKED)), st.text(max_size=60))
def test_whatever_is_typed_there_is_an_answer(key: str, typed: str) -> None:
    assert isinstance(reading(key, typed), Accepted | Unclear | Wrong)


@relaxed
@given(st.text(alphabet="0123456789.,;|: kausijaviikoFREQ=WLYMONTHBDASU-", max_size=40))
def test_whatever_length_is_taken_makes_turns_of_a_week_or_more(typed: str) -> None:
    found = reading("unit", typed)
    if isinstance(found, Accepted):
        unit = unit_of(found.value)
        assert unit.shortest >= 7
        assert unit.nominal(date(2027, 1, 1), 0) < unit.nominal(date(2027, 1, 1), 1)
        assert written(unit) == found.value
