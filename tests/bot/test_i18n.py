"""Words in the reader's language: dates, places, plurals, commands, and values that are only ever values."""

import csv
from datetime import date, datetime, time

import pytest

from bot.i18n import FOLDER, render
from bot.text import LOCALES, Moment, Place, Span, Text, Value, t, tn


def said(value: Value) -> tuple[str, ...]:
    """Say a value in Finnish, Swedish and English."""
    return tuple(render(t("plain", text=value), locale) for locale in LOCALES)


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 -- a meetup's wall time has no zone of its own


# -- dates and times ---------------------------------------------------------------------------------------

MORNING = wall(2026, 12, 2, 8, 30)


@pytest.mark.parametrize(
    ("form", "at", "expected"),
    [
        ("day", MORNING, ("ke 2.12.2026", "ons 2.12.2026", "Wed 2 Dec 2026")),
        ("day", wall(2024, 9, 4), ("ke 4.9.2024", "ons 4.9.2024", "Wed 4 Sept 2024")),
        ("short_day", MORNING, ("ke 2.12.", "ons 2.12.", "Wed 2 Dec")),
        ("minute", MORNING, ("ke 2.12.2026 klo 8.30", "ons 2.12.2026 kl. 8.30", "Wed 2 Dec 2026 at 8.30")),
        ("minute", wall(2024, 7, 31, 21, 14), ("ke 31.7.2024 klo 21.14", "ons 31.7.2024 kl. 21.14",
                                               "Wed 31 July 2024 at 21.14")),
        ("minute", wall(2024, 8, 19, 12), ("ma 19.8.2024 klo 12.00", "mån 19.8.2024 kl. 12.00",
                                           "Mon 19 Aug 2024 at 12.00")),
        ("short", MORNING, ("ke 2.12. klo 8.30", "ons 2.12. kl. 8.30", "Wed 2 Dec at 8.30")),
        ("short", wall(2026, 12, 1, 18), ("ti 1.12. klo 18.00", "tis 1.12. kl. 18.00", "Tue 1 Dec at 18.00")),
        ("deadline", wall(2026, 11, 30, 12), ("ma 30.11. klo 12", "mån 30.11. kl. 12", "Mon 30 Nov at 12.00")),
        ("deadline", wall(2024, 8, 4, 23, 59), ("su 4.8. klo 23.59", "sön 4.8. kl. 23.59", "Sun 4 Aug at 23.59")),
        ("month", MORNING, ("joulukuu 2026", "december 2026", "December 2026")),
        ("month_of", MORNING, ("joulukuun", "december", "December")),
        ("month_in", MORNING, ("joulukuussa", "december", "December")),
        ("weekday", MORNING, ("keskiviikko", "onsdag", "Wednesday")),
    ],
)  # fmt: skip
def test_a_moment_is_said_as_people_write_it(form: str, at: datetime, expected: tuple[str, ...]) -> None:
    assert said(Moment(at, form)) == expected


def test_a_turn_ends_at_a_full_hour() -> None:
    assert said(Moment(wall(2027, 4, 1, 9), "until"))[:2] == ("to 1.4.2027 klo 9", "tors 1.4.2027 kl. 9")


@pytest.mark.parametrize("form", ["day", "short_day", "month", "month_of", "month_in", "weekday"])
def test_a_day_needs_no_clock(form: str) -> None:
    assert said(Moment(date(2026, 12, 2), form)) == said(Moment(MORNING, form))


@pytest.mark.parametrize("form", ["minute", "short", "deadline", "until"])
def test_a_clock_time_cannot_be_made_up(form: str) -> None:
    with pytest.raises(TypeError):
        said(Moment(date(2026, 12, 2), form))


def test_english_months_are_short_as_the_british_shorten_them() -> None:
    months = [said(Moment(date(2026, month, 13), "short_day"))[2].split()[2] for month in range(1, 13)]
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]


def test_weekdays_are_short() -> None:
    days = [said(Moment(date(2026, 11, 23 + n), "short_day")) for n in range(7)]
    assert [tuple(one.split()[0] for one in day) for day in days] == [
        ("ma", "mån", "Mon"), ("ti", "tis", "Tue"), ("ke", "ons", "Wed"), ("to", "tors", "Thu"), ("pe", "fre", "Fri"),
        ("la", "lör", "Sat"), ("su", "sön", "Sun"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (
            Span(date(2026, 12, 2), time(8, 30), time(10)),
            ("ke 2.12.2026 klo 8.30–10.00", "ons 2.12.2026 kl. 8.30–10.00", "Wed 2 Dec 2026, 8.30–10.00"),
        ),
        (
            Span(date(2024, 9, 4), time(8, 30), time(10)),
            ("ke 4.9.2024 klo 8.30–10.00", "ons 4.9.2024 kl. 8.30–10.00", "Wed 4 Sept 2024, 8.30–10.00"),
        ),
        (
            Span(date(2026, 12, 2), time(8, 30), time(10), year=False),
            ("ke 2.12. klo 8.30–10.00", "ons 2.12. kl. 8.30–10.00", "Wed 2 Dec, 8.30–10.00"),
        ),
        (
            Span(date(2024, 9, 3), time(13)),
            ("ti 3.9.2024 klo 13.00", "tis 3.9.2024 kl. 13.00", "Tue 3 Sept 2024 at 13.00"),
        ),
    ],
)
def test_a_span_is_said_with_a_dash_without_spaces(span: Span, expected: tuple[str, ...]) -> None:
    assert said(span) == expected


# -- municipalities ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "inside", "name"),
    [
        ("Alajärvi", ("Alajärvellä", "i Alajärvi", "in Alajärvi"), ("Alajärvi",) * 3),
        ("Jyväskylä", ("Jyväskylässä", "i Jyväskylä", "in Jyväskylä"), ("Jyväskylä",) * 3),
        ("Laukaa", ("Laukaassa", "i Laukas", "in Laukaa"), ("Laukaa", "Laukas", "Laukaa")),
        ("Lapua", ("Lapualla", "i Lappo", "in Lapua"), ("Lapua", "Lappo", "Lapua")),
        ("Tammerfors", ("Tampereella", "i Tammerfors", "in Tampere"), ("Tampere", "Tammerfors", "Tampere")),
        ("isokyrö", ("Isossakyrössä", "i Storkyro", "in Isokyrö"), ("Isokyrö", "Storkyro", "Isokyrö")),
        ("Alajärvellä", ("Alajärvellä", "i Alajärvi", "in Alajärvi"), ("Alajärvi",) * 3),
        ("jyväskylään", ("Jyväskylässä", "i Jyväskylä", "in Jyväskylä"), ("Jyväskylä",) * 3),
        ("i Lappo", ("Lapualla", "i Lappo", "in Lapua"), ("Lapua", "Lappo", "Lapua")),
    ],
)
def test_a_municipality_has_its_own_case_however_it_was_typed(
    typed: str, inside: tuple[str, ...], name: tuple[str, ...]
) -> None:
    assert (said(Place(typed)), said(Place(typed, "name"))) == (inside, name)


@pytest.mark.parametrize("typed", ["Vaasa", "Pedersöre", "iso kirkko"])
def test_a_municipality_outside_the_table_stays_as_typed(typed: str) -> None:
    assert (said(Place(typed)), said(Place(typed, "name"))) == ((typed, f"i {typed}", f"in {typed}"), (typed,) * 3)


def test_a_swedish_name_is_used_once_it_is_certain() -> None:
    with (FOLDER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    certain = {row["fi"]: row["sv"] if row["sv_certainty"] == "A" else row["fi"] for row in rows}
    assert {fi: said(Place(fi))[1] for fi in certain} == {fi: f"i {sv}" for fi, sv in certain.items()}
    assert {row["fi"] for row in rows if row["sv"] and row["sv_certainty"] != "A"} == {"Vimpeli"}


# -- plurals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ("0 paikkaa jäljellä", "0 platser kvar", "0 places left")),
        (1, ("1 paikka jäljellä", "1 plats kvar", "1 place left")),
        (2, ("2 paikkaa jäljellä", "2 platser kvar", "2 places left")),
        (21, ("21 paikkaa jäljellä", "21 platser kvar", "21 places left")),
    ],
)
def test_one_is_one_and_all_else_is_many(count: int, expected: tuple[str, ...]) -> None:
    assert tuple(render(tn("card.left", count), locale) for locale in LOCALES) == expected


# -- commands ----------------------------------------------------------------------------------------------


def test_a_command_is_written_as_it_is_typed_there() -> None:
    assert [render(t("welcome.privacy"), locale, slash="/kuppi ") for locale in LOCALES] == [
        "Kysymykset: /kuppi kysy. Tietosuoja: /kuppi tietosuoja", "Frågor: /kuppi fraga. Dataskydd: /kuppi dataskydd",
        "Questions: /kuppi ask. Privacy: /kuppi privacy",
    ]  # fmt: skip


def test_every_command_of_a_text_is_written_so() -> None:
    network = render(t("coordinator.words"), "fi", slash="/kuppi ")
    assert network == (
        "Kirjoita /kuppi koordinaattori uusi, /kuppi koordinaattori lista tai /kuppi koordinaattori poista NIMI."
    )


@pytest.mark.parametrize("value", ["/omat", "ma/ti", "https://kuppi.fi/omat", "Aula / sali", "ja /tapaamiset"])
def test_what_people_wrote_is_never_taken_for_a_command(value: str) -> None:
    assert render(t("card.theme", theme=value), "fi", slash="/kuppi ") == f"Teema: {value}"
    assert render(t("card.theme", theme=t("plain", text=value)), "fi", slash="/kuppi ") == f"Teema: {value}"


def test_a_text_within_a_text_has_its_commands_written_so_too() -> None:
    inside = t("status.trouble", what=t("welcome.privacy"), why="x")
    assert render(inside, "fi", slash="/kuppi ") == "Kysymykset: /kuppi kysy. Tietosuoja: /kuppi tietosuoja: x"


def test_slacks_own_invite_stays_as_it_is() -> None:
    assert render(t("network.invite_on_slack", name="x"), "fi", slash="/kuppi ").endswith(": /invite @Kuppi")


def test_the_slash_command_itself_stays_as_it_is() -> None:
    assert " on /kuppi. " in render(t("code.join_how", name="x"), "fi", slash="/kuppi ")


# -- values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["{name}", "{", "}}", "{0}", "100 % vapaaehtoisia", "%(name)s", "%s", "\\g<0>", ""])
def test_braces_and_percent_signs_are_only_signs(value: str) -> None:
    assert render(t("card.theme", theme=value), "fi") == f"Teema: {value}"
    assert render(t("card.theme", theme=t("plain", text=value)), "fi") == f"Teema: {value}"


def test_a_number_is_said_as_it_is() -> None:
    assert said(5000) == ("5000",) * 3


def test_values_are_said_in_the_readers_language() -> None:
    line = t("list.button", when=Moment(MORNING, "short_day"), place=Place("Lapua", "name"))
    assert tuple(render(line, locale) for locale in LOCALES) == ("ke 2.12. Lapua", "ons 2.12. Lappo", "Wed 2 Dec Lapua")


@pytest.mark.parametrize("locale", LOCALES)
def test_an_id_that_no_catalogue_has_is_a_mistake_of_ours(locale: str) -> None:
    with pytest.raises(KeyError):
        render(Text("nobody.says.this"), locale)


def test_a_value_that_is_not_given_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        render(Text("card.theme"), "fi")


def test_every_municipality_has_a_finnish_phrase_of_its_own() -> None:
    with (FOLDER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["fi"], row["in"]) for row in csv.DictReader(file)]
    assert [said(Place(fi))[0] for fi, _ in pairs] == [inside for _, inside in pairs]
    assert [inside for _, inside in pairs if not inside.endswith(("lla", "llä", "ssa", "ssä"))] == []
