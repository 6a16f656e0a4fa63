"""What holds of every line anybody could type, not only of those we thought of."""

from datetime import UTC, date, datetime, time, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.dates import (
    Found,
    Incomplete,
    Precision,
    Reading,
    Refused,
    Unsure,
    When,
    read_deadline,
    read_when,
    resolve,
)
from bot.domain.dates.typed import fold, quoted
from bot.domain.dates.words import DEADLINE_WORDS
from bot.text import t

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HELSINKI)
WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
VOCABULARY = {word for phrase in DEADLINE_WORDS for word in phrase.split()}
LANGUAGES = st.sampled_from(tuple(WEEKDAYS))

relaxed = settings(max_examples=200, deadline=None, database=None)

days = st.dates(date(2026, 11, 24), date(2036, 12, 31))
moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 -- the bounds are local wall time; the zone follows
    datetime(2028, 12, 31),  # noqa: DTZ001 -- the same
    timezones=st.just(HELSINKI),
)


@st.composite
def spans(draw: st.DrawFn) -> When:
    """Draw a meetup still to come, at clock times that exist."""
    day = draw(days)
    starts, ends = sorted(draw(st.tuples(st.times(), st.times()).map(lambda pair: [whole(one) for one in pair])))
    assume(starts < ends)
    assume(resolve(day, starts, HELSINKI) and resolve(day, ends, HELSINKI))
    return When(precision=Precision.DAY, day=day, starts=starts, ends=ends)


def whole(clock: time) -> time:
    return clock.replace(second=0, microsecond=0, fold=0)


def shown(clock: time | None) -> str:
    return f"{clock.hour}.{clock.minute:02}" if clock else ""


def rendered(when: When, language: str, weekday: int | None = None) -> str:
    """Write a span as the house does, with its own weekday or a wrong one."""
    day = when.day or date.min
    name = WEEKDAYS[language][day.weekday() if weekday is None else weekday]
    clock = f"{shown(when.starts)}–{shown(when.ends)}"
    if language == "en":
        return f"{name} {day.day} {MONTHS[day.month - 1]} {day.year}, {clock}"
    return f"{name} {day.day}.{day.month}.{day.year} {'klo' if language == 'fi' else 'kl.'} {clock}"


# Lines that stand near the grammar: its own words and numbers in no particular order.
words = st.sampled_from(sorted(DEADLINE_WORDS))
numbers = st.one_of(
    st.integers(0, 70).map(str),
    st.builds("{}{}{:02}".format, st.integers(0, 32), st.sampled_from((".", ":")), st.integers(0, 61)),
    st.builds("{}.{}.".format, st.integers(0, 32), st.integers(0, 13)),
    st.builds("{}.{}.{}".format, st.integers(1, 31), st.integers(1, 12), st.integers(0, 9999)),
    st.dates().map(date.isoformat),
)
marks = st.sampled_from(("-", "–", " ", ",", ", ", "/", ".", "klo ", "to "))
near = st.lists(st.one_of(words, numbers, marks), min_size=1, max_size=7).map(" ".join)
glued = st.lists(st.one_of(words, numbers, marks), min_size=1, max_size=7).map("".join)
anything = st.one_of(near, near, glued, st.text(max_size=60))

# Lines that are mostly understood, for properties that speak of accepted text.
said_days = st.one_of(
    st.builds("{}.{}.".format, st.integers(1, 22), st.integers(1, 12)),
    days.map(lambda day: f"{WEEKDAYS['fi'][day.weekday()]} {day.day}.{day.month}.{day.year}"),
    st.sampled_from(("huomenna", "på tisdag", "on Wednesday", "ensi viikon perjantaina", "v. 50 tors")),
    st.sampled_from(("om två veckor", "5 December", "December 5", "joulukuun 5. päivänä", "den 5:e december")),
    st.sampled_from(("ensi torstaina", "to")),
)
said_clocks = st.sampled_from(
    ("klo 12", "8.30-10", "kl. 9 till 10.30", "at 12", "8:30 – 10:00", "from 9 to 10", "klo 12.30 –")
)
accepted = st.one_of(
    st.tuples(said_days, said_clocks).map(" ".join),
    st.sampled_from(("syyskuun alussa", "i oktober", "week 50", "tarkentuu", "in late September")),
)


def whens(reading: Reading) -> tuple[When, ...]:
    match reading:
        case Unsure(_, options):
            return options
        case Found(when) | Incomplete(when):
            return (when,)
    return ()


def outcome(reading: Reading) -> tuple[type[Reading], tuple[When, ...], str]:
    """Leave out what quotes the typed text back."""
    return type(reading), whens(reading), reading.reason.id if isinstance(reading, Refused) else ""


@relaxed
@given(spans(), LANGUAGES)
def test_what_the_house_writes_it_reads_back(when: When, language: str) -> None:
    assert read_when(rendered(when, language), now=NOW) == Found(when)


@relaxed
@given(spans(), LANGUAGES, st.integers(1, 6))
def test_a_wrong_weekday_is_always_refused(when: When, language: str, off: int) -> None:
    day = when.day or date.min
    reading = read_when(rendered(when, language, (day.weekday() + off) % 7), now=NOW)
    assert isinstance(reading, Refused)
    assert reading.reason.id == "dates.wrong_weekday"


@relaxed
@given(accepted, st.text(st.characters(categories=["L"]), min_size=1, max_size=12), st.data())
def test_a_word_left_over_is_never_passed_by(typed: str, word: str, data: st.DataObject) -> None:
    assume(fold(normalize("NFKC", word)) not in VOCABULARY)
    parts = typed.split(" ")
    place = data.draw(st.integers(0, len(parts)))
    reading = read_when(" ".join([*parts[:place], word, *parts[place:]]), now=NOW)
    assert isinstance(reading, Refused)


@relaxed
@given(accepted)
def test_the_lines_above_are_accepted_without_the_word(typed: str) -> None:
    assert not isinstance(read_when(typed, now=NOW), Refused)


@settings(relaxed, max_examples=500)
@given(anything, moments, st.one_of(st.none(), days))
def test_no_text_breaks_the_reading_and_no_time_is_past_or_backwards(
    typed: str, now: datetime, day: date | None
) -> None:
    known = When(precision=Precision.DAY, day=day) if day else None
    for when in (*whens(read_when(typed, now=now, known=known)), *whens(read_deadline(typed, now=now))):
        assert not gone(when, now)
        assert when.ends is None or (when.starts is not None and when.ends > when.starts)
        assert (when.day is None) == (when.precision is Precision.OPEN)
        assert (when.part is not None) == (when.precision is Precision.PART_OF_MONTH)
        assert when.starts is None or when.precision is Precision.DAY


def gone(when: When, now: datetime) -> bool:
    """Tell that no minute of a time is still to come, by the longest its precision can last."""
    if when.day is None:
        return False
    if when.starts is not None:
        instant = resolve(when.day, when.starts, HELSINKI)
        return instant is None or instant.astimezone(UTC) < now.astimezone(UTC)
    lasts = {Precision.WEEK: 6, Precision.PART_OF_MONTH: 10, Precision.MONTH: 30}
    return when.day + timedelta(lasts.get(when.precision, 0)) < now.date()


@relaxed
@given(anything, moments, st.one_of(st.none(), days))
def test_an_incomplete_reading_is_a_day_without_a_clock_time(typed: str, now: datetime, day: date | None) -> None:
    known = When(precision=Precision.DAY, day=day) if day else None
    reading = read_when(typed, now=now, known=known)
    lacks = [when for when in whens(reading) if when.precision is Precision.DAY and when.starts is None]
    assert isinstance(reading, Incomplete | Unsure) or not lacks


@relaxed
@given(anything)
def test_a_deadline_always_has_its_minute(typed: str) -> None:
    reading = read_deadline(typed, now=NOW)
    assert not isinstance(reading, Incomplete)
    assert all(when.starts is not None and when.ends is None for when in whens(reading))


@relaxed
@given(anything, moments)
def test_a_deadline_never_passes_its_limit(typed: str, before: datetime) -> None:
    limit = before.replace(tzinfo=None)
    for when in whens(read_deadline(typed, now=NOW, before=limit)):
        assert when.day is not None
        assert when.starts is not None
        assert datetime.combine(when.day, when.starts) <= limit


@relaxed
@given(st.one_of(accepted, near), st.sampled_from((" ", "\t", "\n", "  \r\n", "\u00a0")))
def test_case_and_outer_whitespace_change_nothing(typed: str, space: str) -> None:
    plain = outcome(read_when(typed, now=NOW))
    assert outcome(read_when(space + typed.upper() + space, now=NOW)) == plain
    assert outcome(read_when(typed.title(), now=NOW)) == plain


@relaxed
@given(near)
def test_typed_without_dots_means_the_same(typed: str) -> None:
    plain = typed.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
    assert outcome(read_when(plain, now=NOW)) == outcome(read_when(typed, now=NOW))


@relaxed
@given(st.text(max_size=300), st.sampled_from("٣१२９²½Ⅷ"))
def test_a_digit_of_another_script_is_never_found(typed: str, digit: str) -> None:
    assert isinstance(read_when(f"2.12. klo {digit} {typed}", now=NOW), Refused)


@relaxed
@given(st.text(max_size=300))
def test_what_is_quoted_back_fits_a_line_and_hides_nothing(typed: str) -> None:
    shown_back = quoted(typed)
    assert len(shown_back) <= 40
    assert shown_back.replace(" ", "").isprintable()


@relaxed
@given(st.text(max_size=5000))
def test_too_long_a_text_is_told_so(typed: str) -> None:
    assert read_when("x" * 200 + typed + "x", now=NOW) == Refused(t("dates.too_long"))
