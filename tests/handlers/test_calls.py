"""Calls by conversation: what coordinators and applicants do, races among them, and what nobody may do."""

from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import pytest
from sqlalchemy import select, update

from bot.chat import Message
from bot.domain.calls.call import Call
from bot.i18n import render
from bot.text import LOCALES
from bot.wording import letters
from storage.tables import drafts, identities, outbox
from storage.tables_calls import applications, calls, offers, pairs, reviews
from tests.bot.runtime.stage import Someone, ids
from tests.handlers.calls_stage import ANNA, BO, CLOSED, LINES, Office, applies, decided, opened, published, scores

# -- who may do what -----------------------------------------------------------------------------------------


async def test_only_coordinators_open_calls_and_see_applications(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem")
    assert ids(await office.types(cem, LINES.format(kind="muu", groups="X 1", selection="harkinta"))) == [
        "role.coordinators_only"
    ]
    assert ids(await office.types(cem, "hakemukset")) == ["own.head_applications", "own.application"]
    [(application,)] = office.read(applications.c.id)
    for data in ("review", "reviewnext", "decisions", "propose", "preview", "results", "byhand", "extension"):
        assert ids(await office.sends(cem, f"{data}-{call}")) == ["role.coordinators_only"]
    for data in (f"score-{application}-need_5", f"verdict-{application}-place", f"theyconfirm-{application}-1"):
        assert ids(await office.sends(cem, data)) == ["role.coordinators_only"]
    assert (office.states(), office.read(reviews)) == (["sent"], [])


async def test_nobody_touches_anothers_application(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    [(application,)] = office.read(applications.c.id)
    dan = Someone.named("Dan")
    for data in ("application", "withdraw", "withdrawyes", "rejoin"):
        assert ids(await office.sends(dan, f"{data}-{application}")) == ["button.unknown"]
    assert office.states() == ["sent"]


@pytest.mark.parametrize(
    "data",
    ["applyto-", "applyto-x", "begin-apply-x", "begin-call-x", "begin-note-x", "send-x", "confirm-x-1", "decline-x-y",
     "rejoin-x", "withdrawyes-x", "extend-X", "opencall-x", "asked-x", "unask-x-name", "choose-x-role_9", "results-x",
     "verdict-x-place", "score-x-need_5", "interest-x", "mailsend-x", "askkeep-x", "notekeep-x", "extenddays-x-9"],
)  # fmt: skip
async def test_forged_buttons_get_an_answer_and_change_nothing(office: Office, data: str) -> None:
    await opened(office)
    answer = await office.sends(Someone.named("Mallory"), data.removesuffix("-"))
    assert len(ids(answer)) >= 1
    assert (office.states(), office.read(offers)) == ([], [])


# -- when ----------------------------------------------------------------------------------------------------


async def test_a_draft_begun_in_time_may_be_sent_an_hour_after_closing_and_no_later(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem", send=False)
    dan = await applies(office, call, "Dan", send=False)
    closes = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    office.at = closes + timedelta(minutes=59)
    assert ids(await office.presses(cem, "Lähetä hakemus"))[0] == "sent.at"
    office.at = closes + timedelta(minutes=60)
    assert ids(await office.presses(dan, "Lähetä hakemus")) == ["apply.closed"]
    assert ids(await office.sends(Someone.named("Eve"), f"begin-apply-{call}")) == ["apply.closed"]
    assert office.states() == ["sent"]


async def test_a_personal_extension_is_for_one(office: Office) -> None:
    call = await opened(office)
    office.at = CLOSED
    await office.types(ANNA, "hakemukset")
    await office.presses(ANNA, "Anna jatkoaika")
    given = await office.presses(ANNA, "1 vuorokausi")
    code = str(given.messages[1].lines[0].values["code"])
    dan = Someone.named("Dan", locale="fi")
    assert ids(await office.types(dan, f"hae {code}"))[0] == "call.head"
    assert ids(await office.types(Someone.named("Eve"), f"hae {code}")) == ["extension.void"]
    await applies(office, call, "Dan")
    assert office.states() == ["sent"]
    office.at = CLOSED + timedelta(days=2)
    assert ids(await office.types(dan, f"hae {code}")) == ["extension.void"]


async def test_an_application_is_changed_until_closing_and_keeps_its_place(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem")
    await office.sends(cem, f"begin-apply-{call}")
    await office.says(cem, "3")
    await office.says(cem, "Toisesta syystä.")
    assert ids(office.last["cem"])[0] == "summary.head_again"
    await office.presses(cem, "Lähetä muutokset")
    with office.database.begin() as tx:
        [one] = tx.applications.of_call(call)
    assert (one.answers["why"], one.ordinal) == ("Toisesta syystä.", 1)


async def test_withdrawn_during_the_call_one_may_apply_again(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem")
    await office.sends(cem, f"applyto-{call}")
    await office.presses(cem, "Perun hakemukseni")
    await office.presses(cem, "Kyllä, perun")
    assert office.states() == ["withdrawn"]
    await office.sends(cem, f"begin-apply-{call}")
    await office.presses(cem, "Lähetä hakemus")
    assert office.states() == ["sent"]


# -- the conversation ----------------------------------------------------------------------------------------


async def test_other_commands_and_taps_do_not_lose_the_place(office: Office) -> None:
    call = await opened(office)
    one = Someone.named("Cem", locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    await office.says(one, "Cem")
    await office.types(one, "ohje")
    await office.types(one, "haut")
    assert ids(await office.says(one, "cem@example.fi"))[0] == "3/6 asked.why"
    assert ids(await office.types(one, "hae"))[:2] == ["form.resumed", "3/6 asked.why"]


async def test_what_means_nothing_at_the_summary_is_answered_with_the_summary(office: Office) -> None:
    cem = await applies(office, await opened(office), "Cem", send=False)
    summary = office.last["cem"]
    assert ids(await office.says(cem, "no niin")) == ["help.unknown", "apply.waits", *ids(summary)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("takaisin", "1/6 asked.name"), ("Tillbaka", "1/6 asked.name"), ("ohita", "form.needed"),
        ("hoppa över", "form.needed"), ("peru", "apply.paused"), ("cancel", "apply.paused"),
    ],
)  # fmt: skip
async def test_ways_typed_in_words_are_never_taken_for_answers(office: Office, typed: str, said: str) -> None:
    call = await opened(office)
    one = Someone.named("Cem", locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    await office.says(one, "Cem")
    assert ids(await office.says(one, typed))[0] == said
    with office.database.begin() as tx:
        [draft] = tx.drafts.about(tx.people.at(one.who.address) or "", "apply")
    assert {key: value for key, value in draft.answers.items() if key[0] not in "!="} == {"name": "Cem"}


async def test_a_first_answer_has_nothing_before_it(office: Office) -> None:
    call = await opened(office)
    one = Someone.named("Cem", locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    assert ids(await office.says(one, "takaisin")) == ["form.at_first"]


async def test_the_notice_says_how_people_are_chosen(office: Office) -> None:
    found = []
    for selection in ("harkinta", "arvonta", "saapumisjärjestys"):
        call = await opened(office, selection=selection)
        shown = await office.sends(Someone.named("Cem", locale="fi"), f"applyto-{call}")
        why = next(line for line in shown.messages[0].lines if line.id == "notice.why")
        found.append(render(why, "fi").partition("arvioijat. ")[2])
    assert found == ["Valinnan tekee ihminen.", "Paikat arvotaan.", "Paikat jaetaan saapumisjärjestyksessä."]


async def test_back_shows_the_old_answer_and_an_edit_returns_to_the_summary(office: Office) -> None:
    call = await opened(office, groups="Piiri 1, Lato 1")
    cem = await applies(office, call, "Cem", wishes="Lato, Piiri", send=False)
    await office.says(cem, "4")
    back = await office.presses(cem, "Edellinen")
    assert ids(back)[:3] == ["3/7 asked.why", "asked.some_sentences", "form.now"]
    assert ids(await office.presses(cem, "Pidä entinen"))[0] == "summary.head"


async def test_the_notice_that_was_shown_is_kept_with_its_version(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    [(version,)] = office.read(applications.c.notice)
    with office.database.begin() as tx:
        shown = tx.calls.get(call)
        assert shown is not None
    assert len(version) == 12


async def test_answers_are_sealed(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    [(sealed,)] = office.read(applications.c.answers)
    assert b"example.fi" not in sealed


# -- review --------------------------------------------------------------------------------------------------


async def test_what_others_gave_is_hidden_until_mine_is_given(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await office.sends(ANNA, f"reviewnext-{call}")
    assert "review.first" in ids(await scores(office, ANNA))
    shown = await office.sends(BO, f"reviewnext-{call}")
    assert {"review.others", "review.first"}.isdisjoint(ids(shown))
    assert "review.others" in ids(await scores(office, BO))


async def test_the_recused_see_nothing_while_others_do(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await office.sends(BO, f"reviewnext-{call}")
    await office.presses(BO, "Jäävään itseni")
    table = await office.sends(BO, f"decisions-{call}")
    assert ids(table) == ["decide.head", "decide.hidden"]
    [(application,)] = office.read(applications.c.id)
    for data in (f"decide-{application}", f"verdict-{application}-no", f"score-{application}-need_1"):
        assert ids(await office.sends(BO, data)) == ["review.recused"]
    assert "decide.missing" in ids(await office.sends(ANNA, f"decisions-{call}"))


async def test_nothing_is_published_before_closing_or_undecided(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    assert ids(await office.sends(ANNA, f"results-{call}")) == ["decide.still_open"]
    office.at = CLOSED
    assert ids(await office.sends(ANNA, f"results-{call}")) == ["decide.undecided"]
    assert office.states() == ["sent"]


async def test_who_came_by_e_mail_is_listed_with_address_and_text(office: Office) -> None:
    call = await opened(office)
    await office.sends(ANNA, f"begin-mailed-{call}")
    for text in ("Postimies", "posti@example.fi", "Siksi.", "1", "Kajaani", "ohita"):
        await office.says(ANNA, text)
    assert ids(await office.presses(ANNA, "Tallenna hakemus")) == ["mailed.kept"]
    await published(office)
    listed = await office.sends(ANNA, f"byhand-{call}")
    assert (ids(listed)[:2], listed.messages[0].lines[0].values) == (
        ["byhand.to", "offer.other"], {"name": "Postimies", "email": "posti@example.fi"},
    )  # fmt: skip
    await office.presses(ANNA, "Hän vahvisti")
    assert office.states() == ["confirmed"]


# -- old buttons ----------------------------------------------------------------------------------------------


async def test_clicks_on_old_buttons_say_what_holds_now(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem")
    await published(office)
    [(application,)] = office.read(applications.c.id)
    await office.ticks(CLOSED + timedelta(days=4))
    assert (office.states(), ids(await office.sends(cem, f"confirm-{application}-1"))) == (
        ["expired"],
        ["stale.expired"],
    )
    assert ids(await office.sends(cem, f"rejoin-{application}")) == ["rejoined.offer"]


# -- the clock -----------------------------------------------------------------------------------------------


async def test_a_tick_a_hundred_times_tells_everybody_once(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await applies(office, call, "Dan")
    await published(office)
    for _ in range(3):
        await office.ticks(CLOSED + timedelta(days=4))
    assert office.states() == ["expired", "offered"]
    assert office.told() == 4  # offered, queued; expired, offered


async def test_answers_go_when_their_time_is_over_and_the_count_stays(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await office.sends(ANNA, f"reviewnext-{call}")
    await scores(office, ANNA)
    await published(office)
    await office.ticks(datetime(2027, 3, 1, 10, 0, tzinfo=UTC))
    assert (office.read(applications.c.answers), office.read(reviews)) == ([(None,)], [])
    with office.database.begin() as tx:
        kept = tx.calls.get(call)
        assert kept is not None
        assert tx.calls.applicants(kept) == 1


async def test_erasing_leaves_nothing_but_a_number_and_frees_the_seat(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await applies(office, call, "Dan")
    await published(office)
    with office.database.begin() as tx:
        [cem, _] = tx.applications.of_call(call)
        tx.places.erase(cem.person or "", CLOSED)
    with office.database.begin() as tx:
        kept = tx.calls.get(call)
        assert kept is not None
        assert (len(tx.applications.of_call(call)), tx.calls.applicants(kept)) == (1, 2)
    assert office.states() == ["offered"]
    assert office.read(offers.c.application_id, offers.c.outcome) == [(ANY, None)]


async def test_who_wants_to_hear_hears_once_when_the_next_call_opens(office: Office) -> None:
    await office.types(
        ANNA, LINES.format(kind="muu", groups="Piiri 1", selection="harkinta") + "\nHaku alkaa: ke 25.11.2026 klo 9"
    )
    await office.presses(ANNA, "Julkaise")
    [(call,)] = office.read(calls.c.id)
    dan = Someone.named("Dan", locale="fi")
    assert ids(await office.sends(dan, f"interest-{call}")) == ["interest.noted"]
    assert ids(await office.sends(dan, f"applyto-{call}")) == ["apply.not_yet"]
    for _ in range(2):
        await office.ticks(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert office.told("opened") == 1


async def test_a_call_that_opens_in_the_night_is_told_of_in_the_morning(office: Office) -> None:
    await office.types(
        ANNA, LINES.format(kind="muu", groups="Piiri 1", selection="harkinta") + "\nHaku alkaa: ke 25.11.2026 klo 0.30"
    )
    await office.presses(ANNA, "Julkaise")
    [(call,)] = office.read(calls.c.id)
    await office.sends(Someone.named("Dan", locale="fi"), f"interest-{call}")
    await office.ticks(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))
    assert [due for kind, due in office.read(outbox.c.kind, outbox.c.due) if kind == "opened"] == [
        datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    ]


async def test_one_calls_failure_holds_up_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = await opened(office), await opened(office)
    for call, name in ((broken, "Cem"), (whole, "Dan")):
        await applies(office, call, name, send=False)

    def fails_for_one(call: Call, locale: str) -> Message:
        if call.id == broken:
            raise ValueError("something of it")
        return nudge(call, locale)

    nudge = letters.nudge
    monkeypatch.setattr(letters, "nudge", fails_for_one)
    await office.ticks(datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
    assert office.told("nudge") == 1


async def test_everything_can_be_said_in_every_language(office: Office) -> None:
    call = await opened(office, kind="työnohjaus", groups="Piiri 1, Lato 1")
    for locale in LOCALES:
        one = Someone.named(f"P{locale}", locale=locale)
        shown = await office.sends(one, f"applyto-{call}")
        assert shown.locale == locale
        assert all(render(line, locale) for message in shown.messages for line in message.lines)


# -- calling off ---------------------------------------------------------------------------------------------


async def test_a_call_is_called_off_once_and_all_who_hoped_are_told(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await applies(office, call, "Dan", send=False)
    await office.types(ANNA, "hakemukset")
    assert ids(await office.presses(ANNA, "Peru haku")) == ["calloff.ask", "calloff.drafts"]
    assert office.states() == ["sent"]
    await office.presses(ANNA, "Kyllä, perutaan haku")
    assert ids(await office.sends(BO, f"endcallyes-{call}")) == ["calloff.already"]
    assert (office.states(), office.told()) == (["called_off"], 1)
    assert ids(await office.sends(Someone.named("Eve"), f"begin-apply-{call}")) == ["apply.called_off"]


# -- two platforms, one person -------------------------------------------------------------------------------


async def test_what_was_begun_on_one_platform_goes_on_on_the_other(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem", send=False)
    there = Someone.named("CemS", platform="slack", locale="fi")
    await office.types(there, "ohje")
    with office.database.begin() as tx:  # as linking does
        rows = {row.address: row for row in tx._connection.execute(select(identities))}
        moved = update(identities).where(identities.c.id == rows["cems"].id)
        tx._connection.execute(moved.values(person_id=rows["cem"].person_id))
    resumed = await office.types(there, "hae")
    assert ids(resumed)[:2] == ["form.resumed", "summary.head"]
    await office.presses(there, "Lähetä hakemus")
    assert office.states() == ["sent"]
    assert ids(await office.presses(cem, "Lähetä hakemus"))[0] == "own.application"


# -- what each call does once --------------------------------------------------------------------------------


async def test_what_was_begun_is_reminded_of_once_two_days_before_the_end(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem", send=False)
    await applies(office, call, "Dan")
    for hour in (9, 10, 11):
        await office.ticks(datetime(2026, 11, 28, hour, 30, tzinfo=UTC))
    assert office.told("nudge") == 1


async def test_applicants_are_told_that_the_call_has_closed_and_when_they_hear(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await office.ticks(datetime(2026, 11, 30, 20, 30, tzinfo=UTC))  # at night nobody is told
    assert office.told("closed") == 0
    for _ in range(2):
        await office.ticks(CLOSED)
    assert office.told("closed") == 1


async def test_a_draft_goes_two_weeks_after_closing(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem", send=False)
    await office.ticks(datetime(2026, 12, 13, 9, 0, tzinfo=UTC))
    assert office.read(drafts.c.subject) == [(call,)]
    await office.ticks(datetime(2026, 12, 14, 12, 0, tzinfo=UTC))
    assert office.read(drafts.c.subject) == []


async def test_coordinators_hear_of_results_that_are_due_and_of_a_group_too_small(office: Office) -> None:
    call = await opened(office, groups="Piiri 2–4")
    await applies(office, call, "Cem")
    await office.ticks(datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    assert office.told("results_due") == 2
    await published(office)
    for day in (13, 14, 15, 16):
        await office.ticks(datetime(2026, 12, day, 12, 0, tzinfo=UTC))
    assert office.told("too_small") == 2  # Anna and Bo: there is no coordinators' room


async def wishes_for_mentors(office: Office, call: str, name: str, *, avoid: str = "ohita") -> None:
    one = Someone.named(name, locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    for text in (name, "x@example.fi", "Kasvaa.", "1, 2", "Maija, Pekka", avoid, "1", "Kajaani", "kyllä"):
        await office.says(one, text)
    await office.presses(one, "Lähetä hakemus")


async def becomes_mentor(office: Office, name: str) -> Someone:
    """Let somebody be chosen as a mentor by a call of mentors."""
    call = await opened(office, kind="mentorointi (mentorit)", selection="saapumisjärjestys", groups="Mentorit 8")
    one = Someone.named(name, locale="fi")
    await office.sends(one, f"begin-apply-{call}")
    for text in (name, "m@example.fi", "Vuosia.", "1", "1", "Kajaani", "kyllä"):
        await office.says(one, text)
    await office.presses(one, "Lähetä hakemus")
    return one


async def test_mentors_agree_before_aktorit_hear(office: Office) -> None:
    maija = await becomes_mentor(office, "Maija")
    call = await opened(office, kind="mentorointi (aktorit)", groups="Maija 1, Pekka 1")
    await wishes_for_mentors(office, call, "Cem")
    office.at = CLOSED
    await office.sends(ANNA, f"propose-{call}")
    assert ids(await office.sends(ANNA, f"results-{call}")) == ["pairs.missing"]
    assert ids(await office.sends(ANNA, f"askmentors-{call}")) == ["pairs.head", "pairs.row"]
    await office.sends(ANNA, f"askmentors-{call}")
    assert office.told("pairs") == 1
    [(pair, mentor)] = office.read(pairs.c.application_id, pairs.c.group_id)
    assert ids(await office.sends(Someone.named("Cem"), f"pairyes-{pair}-{mentor}")) == ["button.unknown"]
    assert ids(await office.sends(maija, f"pairno-{pair}-{mentor}")) == ["pairs.thanks"]
    await office.sends(ANNA, f"propose-{call}")  # a refused pair is not proposed again
    await office.sends(ANNA, f"askmentors-{call}")
    assert sorted(office.read(pairs.c.group_id, pairs.c.agreed)) == [("g1", False), ("g2", None)]
    await office.presses(ANNA, "Sopii: Cem")  # Pekka said so by telephone
    assert ids(await office.sends(ANNA, f"results-{call}")) == ["results.published"]
    assert office.read(offers.c.group_id) == [("g2",)]
    assert ids(await office.sends(maija, f"pairyes-{pair}-{mentor}")) == ["pairs.over"]


async def test_a_letter_that_names_an_aktori_goes_with_them_and_the_others_stay(office: Office) -> None:
    await becomes_mentor(office, "Maija")
    call = await opened(office, kind="mentorointi (aktorit)", groups="Maija 2, Pekka 1")
    await wishes_for_mentors(office, call, "Cem")
    await wishes_for_mentors(office, call, "Dan")
    office.at = CLOSED
    await office.sends(ANNA, f"propose-{call}")
    await office.sends(ANNA, f"askmentors-{call}")
    assert office.told("pairs") == 2
    await office.sends(Someone.named("Cem"), "erase-yes")
    with office.database.begin() as tx:
        sent = tx._connection.execute(select(outbox).where(outbox.c.kind == "pairs")).all()
        words = [tx.seals.open(row.payload, "outbox", "payload", row.seal) for row in sent]
    assert [("Cem" in one, "Dan" in one) for one in words] == [(False, True)]


async def test_mentors_are_matched_and_the_offer_says_which_wish_it_is(office: Office) -> None:
    call = await opened(office, kind="mentorointi (aktorit)", groups="Maija 1, Pekka 1")
    await wishes_for_mentors(office, call, "Cem")
    await wishes_for_mentors(office, call, "Dan")
    await decided(office)
    preview = [render(line, "fi") for line in office.last["anna"].messages[0].lines]
    assert {"Sait ensimmäiseksi toivomasi mentorin.", "Sait toiseksi toivomasi mentorin."} < set(preview)
    await office.sends(ANNA, f"askmentors-{call}")
    await office.presses(ANNA, "Sopii: Cem")
    await office.presses(ANNA, "Sopii: Dan")
    await office.sends(ANNA, f"results-{call}")
    assert sorted(office.read(offers.c.group_id)) == [("g1",), ("g2",)]


async def test_lots_are_drawn_with_a_recorded_seed_and_the_letter_says_so(office: Office) -> None:
    call = await opened(office, selection="arvonta")
    for name in ("Cem", "Dan", "Eve"):
        await applies(office, call, name)
    await published(office)
    assert sorted(office.states()) == ["offered", "waiting", "waiting"]
    [(seed,)] = office.read(calls.c.seed)
    explained = [text for (text,) in office.read(applications.c.explained)]
    assert all(text.endswith(f"seed {seed}") for text in explained)
    assert call


# -- coming back late ----------------------------------------------------------------------------------------


async def test_what_was_begun_in_time_is_gone_on_with_in_the_hour_after_and_no_later(office: Office) -> None:
    call = await opened(office)
    cem = await applies(office, call, "Cem", send=False)
    closes = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    office.at = closes + timedelta(minutes=30)
    assert ids(await office.sends(cem, f"begin-apply-{call}"))[:2] == ["form.resumed", "summary.head"]
    assert ids(await office.types(cem, "hae"))[:2] == ["form.resumed", "summary.head"]
    office.at = closes + timedelta(minutes=61)
    for answer in (await office.sends(cem, f"begin-apply-{call}"), await office.types(cem, "hae")):
        assert ids(answer) == ["apply.closed"]


async def test_nobody_is_asked_to_review_what_is_published(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    assert "review.left" in ids(await office.types(ANNA, "hakemukset"))
    await published(office)
    assert ids(await office.types(ANNA, "hakemukset")) == ["review.head", "review.all_done"]


async def test_why_an_order_is_as_it_is_is_said_in_words(office: Office) -> None:
    found = []
    for selection, reviewed in (("harkinta", False), ("harkinta", True), ("arvonta", False)):
        call = await opened(office, selection=selection)
        await applies(office, call, "Cem")
        if reviewed:
            await office.sends(ANNA, f"reviewnext-{call}")
            await scores(office, ANNA)
        await office.sends(ANNA, f"propose-{call}")
        with office.database.begin() as tx:
            [one] = tx.applications.of_call(call)
        found.append(ids(await office.sends(ANNA, f"decide-{one.id}"))[1])
    assert found == ["decide.why_sent", "decide.why_mean", "decide.why_lot"]


# -- applications by e-mail ----------------------------------------------------------------------------------


async def test_an_application_by_e_mail_is_erased_at_its_senders_wish_and_no_other_is(office: Office) -> None:
    call = await opened(office, selection="saapumisjärjestys")
    await office.sends(ANNA, f"begin-mailed-{call}")
    for text in ("Postimies", "posti@example.fi", "Siksi.", "1", "Kajaani", "ohita"):
        await office.says(ANNA, text)
    await office.presses(ANNA, "Tallenna hakemus")
    cem = await applies(office, call, "Cem")
    assert office.states() == ["confirmed", "waiting"]
    [mailed, chatted] = [id_ for id_, _ in sorted(office.read(applications.c.id, applications.c.ordinal), key=by_last)]
    assert ids(await office.sends(cem, f"maileraseyes-{mailed}")) == ["role.coordinators_only"]
    assert ids(await office.sends(ANNA, f"maileraseyes-{chatted}")) == ["button.unknown"]
    await office.sends(ANNA, f"byhand-{call}")
    assert ids(await office.presses(ANNA, "Poista hakemus")) == ["mailed.erase"]
    assert ids(await office.presses(ANNA, "Poista hakemus")) == ["mailed.erased"]
    assert (office.states(), ids(await office.sends(BO, f"mailerase-{mailed}"))) == (["offered"], ["stale.gone"])


def by_last(row: tuple[object, ...]) -> int:
    return int(str(row[-1]))


async def test_what_needs_no_review_asks_for_none(office: Office) -> None:
    call = await opened(office, selection="saapumisjärjestys")
    await applies(office, call, "Cem")
    assert ids(await office.sends(ANNA, f"decisions-{call}")) == ["decide.head_over", "decide.row"]
