"""What people read, as a whole: nothing missing, the same facts in three languages, and the house's manners."""

import ast
import re
import shutil
import string
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import FOLDER, render
from bot.router import fold
from bot.routes import routes
from bot.text import LOCALES, Moment, Place, Text, Value, t
from bot.wording.networks import deed
from handlers.duty.turns import DEEDS
from tests.words import ROOT, SPEAKING, catalogue, forms, ids, renew, spoken

SAID = spoken()
IDS = sorted(ids(SAID))
WORDS = {locale: catalogue(FOLDER / f"{locale}.po", locale) for locale in LOCALES}
ROUTER = routes()

everywhere = pytest.mark.parametrize("locale", LOCALES)
each_message = pytest.mark.parametrize("id_", IDS)


def said(id_: str, locale: str) -> tuple[str, ...]:
    """Give the words of a message; none for one that is missing, of which one test tells."""
    return forms(WORDS[locale], id_) if id_ in WORDS[locale] else ()


def everything(locale: str) -> Iterator[tuple[str, str]]:
    return ((id_, form) for id_ in IDS for form in said(id_, locale))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Give the ids the code says, each with its call, as Python reads it."""
    for file in (file for folder in SPEAKING for file in sorted((ROOT / folder).rglob("*.py"))):
        yield from says(ast.parse(file.read_text(encoding="utf-8")))


def says(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="t" | "tn"), args=[ast.Constant(value=str(id_)), *_]):
                yield id_, node


# -- nothing is missing ------------------------------------------------------------------------------------


def test_the_template_has_what_the_code_says() -> None:
    template = catalogue(FOLDER / "messages.pot", "en")
    assert {(m.id, m.pluralizable) for m in template} == {(m.id, m.pluralizable) for m in SAID}


def test_the_extractor_sees_every_id_that_python_sees() -> None:
    assert {id_ for id_, _ in calls()} == set(IDS)


@everywhere
def test_a_catalogue_has_exactly_the_ids_of_the_code(locale: str) -> None:
    assert ids(WORDS[locale]) == set(IDS)


@everywhere
def test_no_message_is_empty(locale: str) -> None:
    assert [id_ for id_, form in everything(locale) if not form.strip()] == []


@everywhere
def test_a_plural_has_two_forms_and_no_other_message_has(locale: str) -> None:
    counted = {id_: len(said(id_, locale)) for id_ in IDS if said(id_, locale)}
    assert counted == {id_: 2 if SAID[id_].pluralizable else 1 for id_ in counted}


def test_renewing_changes_nothing_when_all_is_in_line(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    told = renew(tmp_path)
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert renew(tmp_path) == told == [f"{len(IDS)} messages in fi, sv, en"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first


def test_renewing_adds_what_is_missing_and_tells_what_nobody_says(tmp_path: Path) -> None:
    for folder in SPEAKING:
        (tmp_path / folder).mkdir()
    (tmp_path / "bot" / "new.py").write_text('t("new.one"), tn("new.many", 2), t("old.one")\n', encoding="utf-8")
    for locale in LOCALES:
        (tmp_path / f"{locale}.po").write_text('msgid "old.one"\nmsgstr "x"\n\nmsgid "gone"\nmsgstr "y"\n', "utf-8")
    told = renew(tmp_path, tmp_path)
    per_locale = [("missing", "new.many"), ("missing", "new.one"), ("said nowhere", "gone")]
    expected = [f"{locale}: {what}: {id_}" for locale in LOCALES for what, id_ in per_locale]
    assert told == [*expected, "3 messages in fi, sv, en"]
    words = catalogue(tmp_path / "sv.po", "sv")
    assert {id_: forms(words, id_) for id_ in ids(words)} == {
        "old.one": ("x",), "gone": ("y",), "new.one": ("",), "new.many": ("", ""),
    }  # fmt: skip
    assert "sv: empty: new.one" in renew(tmp_path, tmp_path)


# -- the same facts in three languages -----------------------------------------------------------------------


def placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


@each_message
def test_placeholders_are_the_same_in_every_language_and_form(id_: str) -> None:
    found = {(locale, form): placeholders(form) for locale in LOCALES for form in said(id_, locale)}
    assert len({frozenset(names) for names in found.values()}) <= 1, found
    assert all(name.isidentifier() for names in found.values() for name in names)


def test_the_code_gives_every_placeholder_its_value() -> None:
    for id_, call in calls():
        given = {word.arg for word in call.keywords} | ({"count"} if len(call.args) > 1 else set())
        assert {name for form in said(id_, "fi") for name in placeholders(form)} <= given, id_


@each_message
def test_a_message_can_be_filled_in(id_: str) -> None:
    for locale in LOCALES:
        for form in said(id_, locale):
            assert form.format(**dict.fromkeys(placeholders(form), "x"))


# -- commands ------------------------------------------------------------------------------------------------

#: Words after a slash that are the platform's own, not ours.
_SLACKS_OWN = {"kuppi", "invite"}
_COMMAND = re.compile(r"(?<![\w/:.])/(\w+)")


@everywhere
def test_a_command_in_a_text_is_one_of_that_language(locale: str) -> None:
    ours = {route.words[locale] for route in ROUTER.routes()}
    named = {(id_, word) for id_, form in everything(locale) for word in _COMMAND.findall(form)}
    assert {(id_, word) for id_, word in named if word not in ours | _SLACKS_OWN} == set()
    assert named


@everywhere
def test_what_follows_the_network_command_is_something_it_does(locale: str) -> None:
    word = next(route.words[locale] for route in ROUTER.routes() if route.words["fi"] == "verkosto")
    tails = [(id_, tail) for id_, form in everything(locale) for tail in re.findall(rf"/{word} (\w+)", form)]
    assert [one for one in tails if one[0] != "network.words" and deed(one[1])[0] == "?"] == []
    assert tails


def deeds(locale: str) -> set[str]:
    """Give the words of one language after /vuoro; each deed has one in each language, in their order."""
    rows: dict[int, list[str]] = {}
    for word, done in DEEDS.items():
        rows.setdefault(id(done), []).append(word)
    assert {len(words) for words in rows.values()} == {len(LOCALES)}
    return {words[LOCALES.index(locale)] for words in rows.values()} | {"ics"}


@everywhere
def test_what_follows_the_duty_command_is_something_it_does(locale: str) -> None:
    word = next(route.words[locale] for route in ROUTER.routes() if route.words["fi"] == "vuoro")
    tails = {(id_, tail) for id_, form in everything(locale) for tail in re.findall(rf"/{word} (\w+)", form)}
    listed = {
        ("duty.words", tail) for tail in re.findall(r"[\w]+(?=[,.])", said("duty.words", locale)[0].split(": ")[1])
    }
    assert {(id_, tail) for id_, tail in tails | listed if fold(tail) not in deeds(locale)} == set()
    assert tails
    assert listed


@everywhere
def test_what_follows_the_rotas_command_is_something_it_does(locale: str) -> None:
    ours = {route.words[locale] for route in ROUTER.routes()}
    word = next(route.words[locale] for route in ROUTER.routes() if route.words["fi"] == "vuorolista")
    tails = {(id_, tail) for id_, form in everything(locale) for tail in re.findall(rf"/{word} (\w+)", form)}
    assert {(id_, tail) for id_, tail in tails if word + tail not in ours} == set()
    assert tails


# -- buttons and titles --------------------------------------------------------------------------------------

#: The table of words.md, "Buttons, exactly".
BUTTONS = """
Tulen · Ehkä · En pääse · Muistuta minua | Jag kommer · Kanske · Kan inte komma · Påminn mig | I'm coming · Maybe · Can't make it · Remind me
Tulen, tuon yhden | Jag tar med en | Me plus one
Julkaise · Muuta · Hylkää luonnos | Publicera · Ändra · Släng utkastet | Publish · Edit · Discard draft
Peru tapaaminen · Lähetä peruutus | Ställ in träffen · Skicka | Cancel meetup · Send
Korjaa hiljaa · Kerro osallistujille | Rätta tyst · Meddela de anmälda | Fix quietly · Tell those signed up
Edellinen · Ohita · Keskeytä · Lähetä hakemus | Föregående · Hoppa över · Paus · Skicka ansökan | Back · Skip · Pause · Send application
Vahvistan paikan · En ota paikkaa | Jag tar emot platsen · Jag avstår | Confirm my place · Decline
Jäävään itseni | Anmäl jäv | Conflict of interest
Ota käyttöön · Kuittaan · Pyydä tuuraajaa · Lykkää vuoroja | Ta i bruk · Sett · Be om ersättare · Skjut upp turerna | Put into use · Got it · Ask for cover · Postpone turns
Poista tietoni · En poista | Radera allt om mig · Radera inte | Erase my data · Keep my data
Otan paikan · Kalenteriin · Ei muistutuksia | Jag tar platsen · Till kalendern · Inga påminnelser | Take the place · Add to calendar · No reminders
Tulevat tapaamiset · Avaa yksityisesti | Kommande träffar · Öppna privat | Coming meetups · Open in private
Tapaamiset · Omat · Haut · Asetukset | Träffar · Mina · Utlysningar · Inställningar | Meetups · My sign-ups · Calls · Settings
Uusi tapaaminen · Ohje · Jatka luonnosta | Ny träff · Hjälp · Fortsätt utkastet | New meetup · Help · Continue the draft
"""  # noqa: E501 -- a table's rows stand on one line each
LABELS = {
    fi: (fi, sv, en)
    for row in BUTTONS.strip().splitlines()
    for fi, sv, en in zip(*(cell.strip().split(" · ") for cell in row.split("|")), strict=True)
}
#: What the buttons that there are now say, of that table.
NAMED = {
    "button.yes": "Tulen", "button.maybe": "Ehkä", "button.no": "En pääse", "button.remind": "Muistuta minua",
    "button.publish": "Julkaise", "button.edit": "Muuta", "button.drop": "Hylkää luonnos", "button.skip": "Ohita",
    "button.pause": "Keskeytä", "button.coming_meetups": "Tulevat tapaamiset",
    "button.open_private": "Avaa yksityisesti", "button.meetups": "Tapaamiset", "button.own": "Omat",
    "button.settings": "Asetukset", "button.new_meetup": "Uusi tapaaminen", "button.help": "Ohje",
    "button.continue_draft": "Jatka luonnosta", "button.plus_one": "Tulen, tuon yhden",
    "button.no_reminders": "Ei muistutuksia", "button.take": "Otan paikan", "button.decline": "En ota paikkaa",
    "button.erase": "Poista tietoni", "button.keep": "En poista",
}  # fmt: skip
BUTTON_IDS = [id_ for id_ in IDS if id_.startswith("button.") and id_ != "button.unknown"]  # that one is a toast


def labels(id_: str) -> tuple[str, ...]:
    return tuple(form for locale in LOCALES for form in said(id_, locale))


@pytest.mark.parametrize("id_", BUTTON_IDS)
def test_a_button_is_short(id_: str) -> None:
    assert [label for label in labels(id_) if len(label) > 30] == []


@pytest.mark.parametrize("id_", BUTTON_IDS)
def test_a_button_says_what_the_table_says(id_: str) -> None:
    finnish = labels(id_)[0]
    assert labels(id_) == LABELS.get(finnish, labels(id_))
    assert finnish == NAMED.get(id_, finnish)


#: Quoted, and no button: something to type, or to read elsewhere.
_TO_TYPE = {
    "ask.publish_at_help", "ask.when_help", "dates.day_or_clock", "duty.sign_tag_wanted", "local.help",
    "meetup.capacity_number", "meetup.guests_number", "newcall.name_help",
}  # fmt: skip


@everywhere
def test_a_button_named_in_a_text_says_what_the_text_calls_it(locale: str) -> None:
    named = {
        (id_, label)
        for id_, form in everything(locale)
        for label in re.findall("[”“]([^”“]+)”", form)
        if id_ not in _TO_TYPE and "{" not in label
    }
    ours = {label for id_ in BUTTON_IDS for label in said(id_, locale)}
    assert {(id_, label) for id_, label in named if label not in ours} == set()
    assert named


@pytest.mark.parametrize("id_", BUTTON_IDS)
def test_peru_never_stands_alone(id_: str) -> None:
    assert {"Peru", "Peruuta", "Avbryt", "Cancel"}.isdisjoint(labels(id_))


@everywhere
@pytest.mark.parametrize("form", sorted(ROUTER.forms))
def test_a_forms_title_and_its_button_fit_a_modal(form: str, locale: str) -> None:
    route = ROUTER.forms[form]
    assert [words for text in (route.title, route.submit) if len(words := render(text, locale)) > 24] == []


# -- toasts --------------------------------------------------------------------------------------------------

LONGEST_TOAST = 200  #: characters that Telegram shows
_LATE = datetime(2027, 9, 30, 23, 59)  # noqa: DTZ001 -- a wall time, and a long one: tors, Sept
_LONG = "Kulttuurituottajien yhteinen syyspäivä K"
WORST: dict[str, Value] = {
    "name": _LONG, "network": _LONG, "when": Moment(_LATE, "short"), "deadline": Moment(_LATE, "deadline"),
    "place": Place("Mänttä-Vilppulan alu", "name"), "number": 120, "size": 10, "most": 5000,
    "label": t("label.signup_by"),
}  # fmt: skip


def refused() -> set[str]:
    """Give what a refusal may say; on a press all of it is a toast."""
    trees = (ast.parse(f.read_text("utf-8")) for folder in SPEAKING for f in (ROOT / folder).rglob("*.py"))
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {id_ for node in found if getattr(node.func, "id", "") == "Refusal" for id_, _ in says(node)}


TOASTS = sorted({id_ for id_ in IDS if id_.startswith(("toast.", "closed."))} | refused() | {"sorry"})


def test_the_worst_is_as_long_as_it_says() -> None:
    assert (len(_LONG), len("Mänttä-Vilppulan alu")) == (40, 20)


@everywhere
@pytest.mark.parametrize("id_", TOASTS)
def test_a_toast_fits_a_telegram_alert(id_: str, locale: str) -> None:
    brief = {"name": _LONG[:21] + "…"} if id_.startswith(("toast.", "closed.")) else {}  # as wording.meetups cuts it
    count = 9 if len(said(id_, locale)) > 1 else None
    words = render(Text(id_, {**WORST, **brief, **({"count": count} if count else {})}, count), locale)
    assert len(words) <= LONGEST_TOAST, words


# -- manners -------------------------------------------------------------------------------------------------

_MARKS = set(" \n.,:;!?()[]/\\-–…'\"”“@#")
_CLOCK = re.compile(r"(?<![\d.])\d{1,2}\.(?P<minute>\d\d)(?!\d)(?P<dot>\.?)")
_PLURAL_YOU = re.compile(
    r"\b(?!jatkaa\b)(te|teitä|teidän|teille|teiltä|teistä|olkaa|älkää|\w+tte|\w+([ts]|t[auäy]|na|so|ysy|rto|pi)(kaa|kää))\b",
    re.IGNORECASE,
)
_BLAME = {
    "fi": re.compile(r"virhe|valitettavasti|ole hyvä|epäonnistui|väärin|et voi\b", re.IGNORECASE),
    "sv": re.compile(r"felaktig|ogiltig\b|tyvärr|misslyckad|du har gjort", re.IGNORECASE),
    "en": re.compile(r"error|invalid|failed|sorry|wrong|mistyped|unfortunately", re.IGNORECASE),
}


def clocks(form: str) -> Iterator[str]:
    """Give what stands before each clock time; 25.11. is a day."""
    for found in _CLOCK.finditer(form):
        if not (found["dot"] and int(found["minute"]) <= 12):
            yield form[: found.start()]


@everywhere
def test_nothing_is_told_by_signs_alone(locale: str) -> None:
    letters = {
        (id_, letter)
        for id_, form in everything(locale)
        for letter in re.sub(r"\{\w+\}", "", form)
        if not letter.isalnum() and letter not in _MARKS
    }
    assert letters == set()


@pytest.mark.parametrize(("locale", "word"), [("fi", "klo "), ("sv", "kl. ")])
def test_clock_times_have_their_word(locale: str, word: str) -> None:
    times = [(id_, before) for id_, form in everything(locale) for before in clocks(form)]
    assert [(id_, before[-8:]) for id_, before in times if not before.endswith((word, "–"))] == []
    assert times


@everywhere
def test_clock_times_have_no_colon(locale: str) -> None:
    assert [id_ for id_, form in everything(locale) if re.search(r"\d:\d", form)] == []


def test_finnish_speaks_to_one_person() -> None:
    assert [(id_, word[0]) for id_, form in everything("fi") for word in _PLURAL_YOU.finditer(form)] == []


@everywhere
def test_nobody_is_blamed(locale: str) -> None:
    assert [(id_, word[0]) for id_, form in everything(locale) for word in _BLAME[locale].finditer(form)] == []


@pytest.mark.parametrize(("locale", "opens", "closes"), [("fi", "”", "”"), ("sv", "”", "”"), ("en", "“", "”")])
def test_quotation_marks_are_those_of_the_language(locale: str, opens: str, closes: str) -> None:
    marks = {(id_, mark) for id_, form in everything(locale) for mark in re.findall('["“”„»«]', form)}
    assert {mark for _, mark in marks} <= {opens, closes}
    assert [id_ for id_, form in everything(locale) if len(re.findall("[“”]", form)) % 2] == []


@everywhere
def test_no_message_has_loose_ends(locale: str) -> None:
    assert [id_ for id_, form in everything(locale) if form != form.strip() or "  " in form or ".." in form] == []
