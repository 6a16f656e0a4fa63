"""A form as a conversation: lines, one question at a time, options, changes, pauses, and the modal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.chat import Answer, Button, Event, Field, Form, Message
from bot.domain.people import Role
from bot.i18n import render
from bot.text import LOCALES, t
from storage import Database
from storage.drafts import Draft
from storage.tables import drafts, events
from tests.bot.runtime.stage import ANNA, BO, GROUP, Someone, Talk, buttons, dispatching, ids
from tests.storage.making import chat, meet, network

LINES = """uusitapaaminen
Teema: Vapaaehtoiset tapahtumissa
Aika: ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko
Kunta: Alajärvi"""


@dataclass
class Forms:
    """Fill in a form as Anna, who coordinates the network."""

    database: Database
    talk: Talk
    network: str

    async def types(self, line: str) -> Answer:
        return await self.talk(ANNA.types(line))

    async def says(self, text: str) -> Answer:
        return await self.talk(ANNA.says(text))

    async def presses(self, answer: Answer, label: str, who: Someone = ANNA) -> Answer:
        return await self.talk(who.presses(buttons(answer)[label]))

    def drafts(self) -> list[Draft]:
        """Give all drafts, in the order they were begun."""
        with self.database.begin() as tx:
            found = tx._connection.execute(select(drafts.c.id).order_by(drafts.c.touched_at)).scalars().all()
            return [draft for id_ in found if (draft := tx.drafts.get(id_))]

    @property
    def answers(self) -> Mapping[str, str]:
        """Give what the only draft holds."""
        [draft] = self.drafts()
        return draft.answers

    def values(self) -> dict[str, str]:
        return {key: value for key, value in self.answers.items() if key.isidentifier()}


@pytest.fixture
def forms(database: Database) -> Forms:
    with database.begin() as tx:
        mine = network(tx, "Kainuu")
        anna, bo = meet(tx, "Anna", "Bo")
        for person in (anna, bo):
            tx.people.enrol(person.id, mine.id, Role.COORDINATOR)
        chat(tx, mine, GROUP.id, title="Kahvit")
    return Forms(database, Talk(dispatching(database)), mine.id)


def echoed(answer: Answer) -> bool:
    return ids(answer)[0] == "echo.head"


# -- lines ---------------------------------------------------------------------------------------------------


async def test_lines_that_tell_all_are_echoed_at_once(forms: Forms) -> None:
    answer = await forms.types(LINES)
    assert (ids(answer)[0], ids(answer)[-1], list(buttons(answer))) == (
        "echo.head", "echo.chats", ["button.publish", "button.edit", "button.drop", "button.publish_later"],
    )  # fmt: skip
    assert forms.values() == {
        "theme": "Vapaaehtoiset tapahtumissa", "when": "day|2026-12-02|08:30:00|10:00:00|", "venue": "Nelikko",
        "municipality": "Alajärvi",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["uusitapaaminen", "nytraff", "newmeetup", "tapaaminen", "traff", "meetup"])
async def test_a_form_begins_by_any_of_its_words_with_lines(forms: Forms, word: str) -> None:
    assert echoed(await forms.types(LINES.replace("uusitapaaminen", word)))


async def test_all_may_stand_on_one_line(forms: Forms) -> None:
    assert echoed(await forms.types(" ".join(LINES.split("\n"))))


async def test_what_has_no_label_is_told_of_in_the_echo(forms: Forms) -> None:
    answer = await forms.types(LINES + "\nTervetuloa kaikki!")
    [left] = [line for line in answer.messages[0].lines if line.id == "echo.left"]
    assert left.values == {"lines": "Tervetuloa kaikki!"}


async def test_only_coordinators_may_begin(forms: Forms) -> None:
    with forms.database.begin() as tx:
        [cem] = meet(tx, "Cem")
        tx.people.enrol(cem.id, forms.network)
    answer = await forms.talk(Someone.named("Cem").types(LINES))
    assert (ids(answer), forms.drafts()) == (["role.coordinators_only"], [])


# -- one at a time -------------------------------------------------------------------------------------------


async def test_what_is_missing_is_asked_one_at_a_time_and_then_echoed(forms: Forms) -> None:
    told = ("Vapaaehtoiset", "ke 2.12.2026 klo 8.30", "Nelikko", "Alajärvi")
    asked = [await forms.types("uusitapaaminen"), *[await forms.says(text) for text in told]]
    assert [ids(answer)[0] for answer in asked] == [
        "1/3 ask.theme", "2/3 ask.when", "3/4 ask.venue", "4/4 ask.municipality", "echo.head",
    ]  # fmt: skip
    assert all(answer.private for answer in asked)


async def test_lines_leave_only_the_rest_to_be_asked(forms: Forms) -> None:
    answers = [await forms.types("uusitapaaminen\nKunta: Alajärvi\nTeema: Ilmasto")]
    answers += [await forms.says("viikko 49")]
    assert [ids(answer)[0] for answer in answers] == ["2/3 ask.when", "echo.head"]


async def test_what_has_no_label_is_told_of_before_the_first_question(forms: Forms) -> None:
    asked = await forms.types("uusitapaaminen ke 2.12. Nelikossa")
    assert (ids(asked)[:2], asked.messages[0].lines[0].values) == (
        ["form.left", "1/3 ask.theme"], {"lines": "ke 2.12. Nelikossa"}
    )  # fmt: skip


async def test_a_line_of_another_question_is_taken_as_that_while_one_is_open(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    asked = await forms.says("Paikka: Nelikko\nKunta: Alajärvi")
    assert (ids(asked)[0], forms.values()) == ("1/3 ask.theme", {"venue": "Nelikko", "municipality": "Alajärvi"})
    await forms.says("Teema: Talkoot: miten?")
    assert forms.values()["theme"] == "Talkoot: miten?"


async def test_an_answer_with_a_line_in_it_is_an_answer(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    await forms.says("Talkoot, paikka: kylätalo")
    assert forms.values() == {"theme": "Talkoot, paikka: kylätalo"}


async def test_an_answer_may_look_like_a_command(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    answer = await forms.says("ohje")
    assert (ids(answer)[0], forms.answers["theme"]) == ("2/3 ask.when", "ohje")


@pytest.mark.parametrize("unknown", ["abrakadabra", "mitä tämä tarkoittaa?", "/abrakadabra"])
async def test_what_means_nothing_at_the_echo_is_answered_with_the_echo(forms: Forms, unknown: str) -> None:
    echo = await forms.types(LINES)
    again = await (forms.types(unknown[1:]) if unknown.startswith("/") else forms.says(unknown))
    assert ids(again) == ["help.unknown", "draft.waits", *ids(echo)]
    assert buttons(again) == buttons(echo)
    assert len(again.messages) == 1


async def test_in_a_group_what_means_nothing_says_nothing_of_a_draft(forms: Forms) -> None:
    await forms.types(LINES)
    answer = await forms.talk(ANNA.types("abrakadabra", GROUP, addressed=True))
    assert (ids(answer)[0], "draft.waits" in ids(answer)) == ("help.unknown", False)


@pytest.mark.parametrize("over", ["button.drop", "button.publish"])
async def test_what_means_nothing_after_the_draft_is_answered_with_help(forms: Forms, over: str) -> None:
    echo = await forms.types(LINES)
    await forms.presses(echo, over)
    assert ids(await forms.says("abrakadabra"))[:2] != ["help.unknown", "draft.waits"]


async def test_a_command_with_its_slash_is_a_command_and_the_question_stays_open(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    assert ids(await forms.types("ohje"))[0] == "help.head"
    assert ids(await forms.says("Ilmasto"))[0] == "2/3 ask.when"


async def test_what_is_typed_without_an_open_form_is_a_command(forms: Forms) -> None:
    await forms.types(LINES)
    answer = await forms.says("tapaamiset")
    assert ids(answer) == ["meetups.none"]


# -- wrong and unclear ---------------------------------------------------------------------------------------


async def test_a_wrong_answer_is_told_of_with_what_was_typed(forms: Forms) -> None:
    answer = await forms.types(LINES + "\nPaikkoja: monta")
    assert ids(answer) == ["meetup.capacity_number", "form.typed", "ask.capacity"]
    assert answer.messages[0].lines[1].values == {"typed": "monta"}
    assert forms.answers["?capacity"] == "monta"
    assert echoed(await forms.says("25"))
    assert forms.values()["capacity"] == "25"


async def test_a_wrong_answer_loses_nothing_of_the_rest(forms: Forms) -> None:
    await forms.types(LINES + "\nPaikkoja: monta\nHinta: 5 €")
    await forms.says("paljon")
    await forms.says("25")
    assert forms.values() == {
        "theme": "Vapaaehtoiset tapahtumissa", "when": "day|2026-12-02|08:30:00|10:00:00|", "venue": "Nelikko",
        "municipality": "Alajärvi", "capacity": "25", "price": "5 €",
    }  # fmt: skip


@pytest.mark.parametrize("by", ["press", "words"])
@pytest.mark.parametrize(
    ("label", "key", "next_"),
    [("Osallistujia enintään 25", "capacity", "ask.venue"), ("Paikan nimi on 25", "venue", "echo.head")],
)
async def test_an_unclear_answer_is_settled_by_button_or_by_its_words(
    forms: Forms, by: str, label: str, key: str, next_: str
) -> None:
    asked = await forms.types(LINES.replace("Nelikko", "25"))
    assert ids(asked)[0] == "meetup.venue_or_seats"
    answer = await (forms.presses(asked, label) if by == "press" else forms.says(label.upper()))
    assert next_ in ids(answer)[0]
    assert forms.values()[key] == "25"


async def test_an_unclear_answer_may_be_typed_anew(forms: Forms) -> None:
    await forms.types(LINES.replace("Nelikko", "25"))
    assert echoed(await forms.says("Kampus"))
    assert forms.values()["venue"] == "Kampus"


async def test_a_day_is_kept_while_its_clock_time_is_asked(forms: Forms) -> None:
    asked = await forms.types(LINES.replace(" klo 8.30–10.00", ""))
    assert ids(asked)[0] == "dates.what_time"
    assert echoed(await forms.says("klo 8.30"))
    assert forms.values()["when"] == "day|2026-12-02|08:30:00||"


async def test_an_option_that_is_no_more_says_so(forms: Forms) -> None:
    asked = await forms.types(LINES.replace("Nelikko", "25"))
    await forms.says("Kampus")
    answer = await forms.presses(asked, "Paikan nimi on 25")
    assert (answer.toast, answer.alert, forms.values()["venue"]) == (t("draft.moved_on"), True, "Kampus")


async def test_a_line_given_twice_is_asked_about_and_chosen(forms: Forms) -> None:
    asked = await forms.types(LINES + "\nPaikka: Kampus")
    assert (ids(asked), list(buttons(asked))[:2]) == (["form.twice"], ["Nelikko", "Kampus"])
    assert echoed(await forms.presses(asked, "Kampus"))
    assert forms.values()["venue"] == "Kampus"


# -- changing ------------------------------------------------------------------------------------------------


async def change(forms: Forms, label: str) -> Answer:
    """Press Muuta at the echo, then a question."""
    which = await forms.presses(await forms.types(LINES), "button.edit")
    assert ids(which) == ["form.which"]
    return await forms.presses(which, label)


async def test_a_changed_answer_leads_back_to_the_echo(forms: Forms) -> None:
    asked = await change(forms, "label.theme")
    assert ids(asked) == ["ask.theme", "ask.theme_help", "form.now"]
    assert asked.messages[0].lines[2].values == {"value": "Vapaaehtoiset tapahtumissa"}
    assert echoed(await forms.says("Ilmasto"))
    assert forms.values()["theme"] == "Ilmasto"


async def test_an_answer_may_be_kept_after_all(forms: Forms) -> None:
    asked = await change(forms, "label.theme")
    assert echoed(await forms.presses(asked, "button.keep_answer"))
    assert forms.values()["theme"] == "Vapaaehtoiset tapahtumissa"


async def test_an_answer_may_be_kept_after_a_wrong_one(forms: Forms) -> None:
    await change(forms, "label.when")
    wrong = await forms.says("1.1.2020 klo 9")
    assert echoed(await forms.presses(wrong, "button.keep_answer"))
    assert forms.values()["when"] == "day|2026-12-02|08:30:00|10:00:00|"
    assert "?when" not in forms.answers


async def test_all_may_be_kept(forms: Forms) -> None:
    which = await forms.presses(await forms.types(LINES), "button.edit")
    [*_, keep] = buttons(which)
    assert echoed(await forms.presses(which, keep))


async def test_what_was_changed_in_vain_is_not_shown_as_the_answer(forms: Forms) -> None:
    await change(forms, "label.when")
    wrong = await forms.says("1.1.2020 klo 9")
    echo = await forms.presses(wrong, "button.keep_answer")
    asked = await forms.presses(await forms.presses(echo, "button.edit"), "label.when")
    assert asked.messages[0].lines[-1].values == {"value": "ke 2.12.2026 klo 8.30–10.00"}


async def test_an_optional_answer_may_be_added_and_left_out_again(forms: Forms) -> None:
    asked = await change(forms, "label.capacity")
    echo = await forms.says("25")
    assert forms.values()["capacity"] == "25"
    asked = await forms.presses(await forms.presses(echo, "button.edit"), "label.capacity")
    assert echoed(await forms.presses(asked, "button.clear"))
    assert "capacity" not in forms.answers
    assert "=capacity" not in forms.answers


async def test_a_required_answer_cannot_be_skipped(forms: Forms) -> None:
    await forms.types(LINES)
    [draft] = forms.drafts()
    answer = await forms.talk(ANNA.presses(f"skip-{draft.id}-theme"))
    assert (answer.toast and answer.toast.id, forms.values()["theme"]) == ("form.needed", "Vapaaehtoiset tapahtumissa")


async def test_lines_typed_at_the_echo_change_it(forms: Forms) -> None:
    await forms.types(LINES)
    assert echoed(await forms.says("Paikka: Kampus\nHinta: 5 €"))
    assert (forms.values()["venue"], forms.values()["price"], forms.values()["theme"]) == (
        "Kampus", "5 €", "Vapaaehtoiset tapahtumissa",
    )  # fmt: skip


@pytest.mark.parametrize("question", ["theme", "when", "venue", "municipality", "capacity", "signup_by", "email"])
async def test_every_question_can_be_asked_again_by_its_button(forms: Forms, question: str) -> None:
    await forms.types(LINES)
    [draft] = forms.drafts()
    answer = await forms.talk(ANNA.presses(f"change-{draft.id}-{question}"))
    assert ids(answer)[0] == f"ask.{question}"


async def test_a_question_that_is_not_in_the_form_is_refused(forms: Forms) -> None:
    await forms.types(LINES)
    [draft] = forms.drafts()
    answers = [await forms.talk(ANNA.presses(f"{what}-{draft.id}-nothing")) for what in ("change", "skip", "pick")]
    assert [answer.toast for answer in answers] == [t("button.unknown")] * 3


# -- pausing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["button", "command"])
async def test_a_paused_form_is_gone_on_with_where_it_was(forms: Forms, how: str) -> None:
    await forms.types("uusitapaaminen")
    asked = await forms.says("Ilmasto")
    paused = await forms.presses(asked, "button.pause")
    assert ids(paused) == ["draft.paused"]
    assert forms.drafts()[0].state == "resting"
    again = await (forms.presses(paused, "button.continue_draft") if how == "button" else forms.types("uusitapaaminen"))
    assert ids(again)[0] == "2/3 ask.when"
    assert ids(await forms.says("viikko 49"))[0] == "3/3 ask.municipality"


async def test_what_is_said_during_a_pause_is_no_answer(forms: Forms) -> None:
    asked = await forms.types("uusitapaaminen")
    await forms.presses(asked, "button.pause")
    assert ids(await forms.says("tapaamiset")) == ["meetups.none"]
    assert forms.answers == {}


async def test_an_unclear_answer_is_asked_about_again_after_a_pause(forms: Forms) -> None:
    asked = await forms.types(LINES.replace("Nelikko", "25"))
    paused = await forms.presses(asked, "button.pause")
    assert ids(await forms.presses(paused, "button.continue_draft")) == ["meetup.venue_or_seats"]


async def test_lines_begin_a_form_anew_and_the_old_one_rests(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    await forms.types(LINES)
    assert sorted(draft.state for draft in forms.drafts()) == ["open", "resting"]


# -- typed buttons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("label", "state"), [("button.publish", "done"), ("button.drop", "dropped")])
async def test_a_buttons_words_may_be_typed_in_any_language(forms: Forms, locale: str, label: str, state: str) -> None:
    await forms.types(LINES)
    await forms.says(f" {render(t(label), locale).upper()} ")
    assert [draft.state for draft in forms.drafts()] == [state]


async def test_a_buttons_words_win_over_an_answer(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    assert ids(await forms.says("keskeytä")) == ["draft.paused"]


# -- the end -------------------------------------------------------------------------------------------------


async def test_a_dropped_form_forgets_what_was_typed(forms: Forms) -> None:
    answer = await forms.presses(await forms.types(LINES), "button.drop")
    assert ids(answer) == ["draft.dropped"]
    [draft] = forms.drafts()
    assert (draft.state, draft.answers) == ("dropped", {})


@pytest.mark.parametrize("end", ["button.publish", "button.drop"])
@pytest.mark.parametrize("label", ["button.edit", "button.drop"])
async def test_the_buttons_of_a_form_that_ended_say_so(forms: Forms, end: str, label: str) -> None:
    echo = await forms.types(LINES)
    await forms.presses(echo, end)
    assert (await forms.presses(echo, label)).toast == t("draft.over")


async def test_a_published_form_cannot_be_published_twice(forms: Forms) -> None:
    echo = await forms.types(LINES)
    first, second = [await forms.presses(echo, "button.publish") for _ in range(2)]
    assert (ids(first), second.toast) == (["published.chats", "published.pin"], t("draft.published"))
    with forms.database.begin() as tx:
        assert len(tx.meetups.coming([forms.network], at=ANNA.says("").at)) == 1


# -- somebody else's -----------------------------------------------------------------------------------------


async def test_somebody_elses_form_is_refused_and_unchanged(forms: Forms) -> None:
    await forms.types(LINES.replace("Nelikko", "25"))
    [draft] = forms.drafts()
    data = ["change", "change-theme", "skip-price", "pause", "drop", "draft", "publish", "pick-venue_0"]
    presses: list[Event] = [BO.presses("-".join((one.partition("-")[0], draft.id, one.partition("-")[2])).rstrip("-"))
                            for one in data]  # fmt: skip
    answers = [await forms.talk(event) for event in presses]
    filled = await forms.talk(BO.fills("meetup", draft.id, theme="Minun"))
    assert [answer.toast for answer in answers] == [t("button.unknown")] * len(data)
    assert ids(filled) == ["button.unknown"]
    assert forms.drafts() == [draft]


async def test_what_somebody_else_types_is_no_answer_of_mine(forms: Forms) -> None:
    await forms.types("uusitapaaminen")
    assert ids(await forms.talk(BO.says("Ilmasto")))[0] == "help.unknown"
    assert forms.answers == {}


# -- in a group ----------------------------------------------------------------------------------------------


async def test_a_form_begun_in_a_group_goes_on_in_private(forms: Forms) -> None:
    answer = await forms.talk(ANNA.types(LINES, GROUP))
    [draft] = forms.drafts()
    go_on = Button(t("button.continue_draft"), "draft", draft.id, private=True)
    assert (answer.private, answer.line) == (True, Message((t("draft.in_private"),), ((go_on,),)))
    assert echoed(answer)
    assert echoed(await forms.talk(ANNA.presses(go_on)))


async def test_in_private_there_is_no_line_for_a_group(forms: Forms) -> None:
    assert (await forms.types(LINES)).line is None


# -- the modal -----------------------------------------------------------------------------------------------


async def modal(forms: Forms) -> Form:
    """Open the modal."""
    answer = await forms.talk(ANNA.types("uusitapaaminen", opens_forms=True))
    assert answer.form is not None
    assert answer == Answer(form=answer.form, fresh=True, locale="fi", room="fi")
    return answer.form


def typed_in(form: Form) -> dict[str, str]:
    return {field.key: field.value for field in form.fields if field.value}


WHOLE = {"theme": "Ilmasto", "when": "2.12.2026 klo 9", "venue": "Nelikko", "municipality": "Vaasa"}


async def test_where_a_modal_can_be_shown_the_form_is_one(forms: Forms) -> None:
    form = await modal(forms)
    [draft] = forms.drafts()
    assert (form.name, form.draft, form.title, form.submit) == (
        "meetup", draft.id, t("form.meetup"), t("form.submit"),
    )  # fmt: skip
    assert form.fields[1] == Field(
        key="theme", label=t("label.theme"), help=t("ask.theme_help"), required=True, multiline=False
    )
    assert [field.key for field in form.fields if field.required] == ["theme", "when", "municipality"]


async def test_a_modal_that_comes_again_is_the_same_form(forms: Forms) -> None:
    event = ANNA.types("uusitapaaminen", opens_forms=True)
    first, again = [await forms.talk(event) for _ in range(2)]
    assert first == again
    assert len(forms.drafts()) == 1


async def test_a_filled_modal_is_echoed(forms: Forms) -> None:
    form = await modal(forms)
    assert echoed(await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE)))
    assert forms.values()["when"] == "day|2026-12-02|09:00:00||"


async def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(forms: Forms) -> None:
    form = await modal(forms)
    typed = {**WHOLE, "when": "1.1.2020 klo 9", "venue": "25", "capacity": "monta", "price": "5 €"}
    answer = await forms.talk(ANNA.fills("meetup", form.draft, **typed))
    assert answer == Answer(errors=answer.errors, locale="fi", room="fi")
    assert {key: error.id for key, error in answer.errors.items()} == {
        "when": "dates.past", "venue": "meetup.venue_or_seats", "capacity": "meetup.capacity_number",
    }  # fmt: skip
    assert typed_in(await modal(forms)) == typed


async def test_a_required_field_left_empty_is_an_error(forms: Forms) -> None:
    form = await modal(forms)
    answer = await forms.talk(ANNA.fills("meetup", form.draft, **{**WHOLE, "theme": " "}))
    assert answer.errors == {"theme": t("form.empty")}


async def test_a_place_is_required_once_the_day_is_fixed(forms: Forms) -> None:
    form = await modal(forms)
    without = {key: value for key, value in WHOLE.items() if key != "venue"}
    exact = await forms.talk(ANNA.fills("meetup", form.draft, **without))
    assert exact.errors == {"venue": t("form.empty")}
    assert echoed(await forms.talk(ANNA.fills("meetup", form.draft, **{**without, "when": "viikko 49"})))


async def test_a_modal_mended_is_echoed(forms: Forms) -> None:
    form = await modal(forms)
    await forms.talk(ANNA.fills("meetup", form.draft, **{**WHOLE, "when": "1.1.2020 klo 9"}))
    assert echoed(await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE)))


async def test_a_field_emptied_is_forgotten(forms: Forms) -> None:
    form = await modal(forms)
    await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE, price="5 €", capacity="25"))
    await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE, price="", capacity="25"))
    assert forms.values() == {**WHOLE, "when": "day|2026-12-02|09:00:00||", "capacity": "25"}
    assert "=price" not in forms.answers


async def test_a_modal_of_a_form_that_ended_is_refused(forms: Forms) -> None:
    form = await modal(forms)
    echo = await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE))
    await forms.presses(echo, "button.publish")
    assert ids(await forms.talk(ANNA.fills("meetup", form.draft, **WHOLE))) == ["draft.over"]


async def test_muuta_opens_the_modal_with_all_that_was_typed(forms: Forms) -> None:
    await forms.types(LINES)
    [draft] = forms.drafts()
    answer = await forms.talk(replace(ANNA.presses(f"change-{draft.id}"), opens_forms=True))
    assert answer.form is not None
    assert typed_in(answer.form) == {
        "theme": "Vapaaehtoiset tapahtumissa", "when": "ke 2.12.2026 klo 8.30–10.00", "venue": "Nelikko",
        "municipality": "Alajärvi",
    }  # fmt: skip


# -- whatever is typed ---------------------------------------------------------------------------------------

TYPED = st.sampled_from(
    ("2.12.2026", "klo 8.30", "9.10.", "ke 3.12.2026", "viikko 49", "avoin", "25", "-", "Nelikko", "ohita", "keskeytä",
     "Julkaise", "Muuta", "Paikka: 25", "Paikka: a\nPaikka: b", "Teema: x Kunta: y", "tulen", "/ohje", "?", "ä" * 400)
) | st.text(max_size=30)  # fmt: skip


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TYPED, min_size=1, max_size=8))
async def test_whatever_is_typed_nothing_fails(forms: Forms, texts: list[str]) -> None:
    await forms.types("uusitapaaminen")
    for text in texts:
        answer = await forms.says(text)
        assert answer.messages or answer.toast or answer.errors
    with forms.database.begin() as tx:
        failed = tx._connection.execute(select(events.c.key).where(events.c.state == "failed")).all()
    assert failed == []
