"""A group's dates: on confirming, on demand, when they are set later, the day before; and what goes when it is over."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.chat import Answer
from bot.i18n import render
from storage.tables_calls import applications, reviews
from tests.bot.runtime.stage import Someone, ids
from tests.handlers.calls_stage import ANNA, CLOSED, Office, applies, opened, published, scores

DATED = "Piiri 2 (to 17.12.2026 klo 13; to 14.1.2027 klo 13.30)"
CEM = Someone.named("Cem", locale="fi")


async def confirmed(office: Office, *names: str) -> list[str]:
    """Publish, and let some confirm; give the ids of their applications."""
    await published(office)
    rows = sorted(office.read(applications.c.id, applications.c.ordinal), key=lambda row: int(row[1]))
    mine = [str(id_) for id_, _ in rows][: len(names)]
    for name, id_ in zip(names, mine, strict=True):
        await office.sends(Someone.named(name, locale="fi"), f"confirm-{id_}-1")
    return mine


def starts(answer: Answer) -> list[datetime]:
    """Give when the events of a calendar file begin."""
    [file] = answer.files
    return [event.decoded("dtstart") for event in Calendar.from_ical(file.text).walk("VEVENT")]


MEETINGS = [datetime(2026, 12, 17, 11, 0, tzinfo=UTC), datetime(2027, 1, 14, 11, 30, tzinfo=UTC)]


async def sets(office: Office, call: str, typed: str) -> Answer:
    """Let Anna type the dates of the only group, and keep them."""
    echo = await office.sends(ANNA, f"begin-dates-{call}")
    if ids(echo)[0] == "meetdates.echo":
        await office.presses(ANNA, "Muuta")
        await office.presses(ANNA, "Piiri")
    await office.says(ANNA, typed)
    return await office.presses(ANNA, "Tallenna ja kerro")


async def test_who_confirms_gets_the_dates_in_words_and_for_their_calendar(office: Office) -> None:
    await applies(office, await opened(office, groups=DATED), "Cem")
    [mine] = await confirmed(office, "Cem")
    answer = office.last["cem"]
    assert ids(answer) == ["confirmed.now", "confirmed.meets", "confirmed.meets", "confirmed.leave"]
    assert starts(answer) == MEETINGS
    shown = await office.sends(CEM, f"application-{mine}")
    assert ids(shown)[:3] == ["own.application", "confirmed.meets", "confirmed.meets"]
    assert starts(await office.presses(CEM, "Kalenteriin")) == MEETINGS
    assert ids(await office.sends(Someone.named("Mallory"), f"groupcal-{mine}")) == ["button.unknown"]
    await office.sends(CEM, f"withdrawyes-{mine}")
    assert ids(await office.sends(CEM, f"groupcal-{mine}")) == ["meetdates.not_yours"]


async def test_in_order_of_arrival_the_dates_come_with_the_place(office: Office) -> None:
    await applies(office, await opened(office, selection="saapumisjärjestys", groups=DATED), "Cem")
    assert ids(office.last["cem"])[:3] == ["seated.now", "confirmed.meets", "confirmed.meets"]
    assert starts(office.last["cem"]) == MEETINGS


async def test_dates_that_are_open_are_told_once_when_they_are_set_and_again_when_they_change(office: Office) -> None:
    call = await opened(office, groups="Piiri 2")
    await applies(office, call, "Cem")
    await office.sends(ANNA, f"begin-mailed-{call}")
    for text in ("Postimies", "posti@example.fi", "Siksi.", "1", "Kajaani", "ohita"):
        await office.says(ANNA, text)
    await office.presses(ANNA, "Tallenna hakemus")
    mine, mailed = await confirmed(office, "Cem", "Bo")
    await office.sends(ANNA, f"theyconfirm-{mailed}-1")
    assert (ids(office.last["cem"])[1], office.states()) == ("confirmed.dates_open", ["confirmed", "confirmed"])
    assert ids(await office.sends(CEM, f"groupcal-{mine}")) == ["confirmed.dates_open"]

    done = await sets(office, call, "to 17.12.2026 klo 13; to 14.1.2027 klo 13.30")
    assert ids(done) == ["meetdates.saved", "meetdates.told", "meetdates.by_hand"]
    assert "Postimies (posti@example.fi)" in render(done.messages[0].lines[-1], "fi")
    assert (office.told("dates"), starts(await office.sends(CEM, f"groupcal-{mine}"))) == (1, MEETINGS)
    assert ids(await sets(office, call, "pe 18.12.2026 klo 13"))[0] == "meetdates.saved"
    assert office.told("dates") == 2
    assert starts(await office.sends(CEM, f"groupcal-{mine}")) == [datetime(2026, 12, 18, 11, 0, tzinfo=UTC)]


async def test_keeping_the_dates_twice_tells_once_and_nothing_new_tells_nobody(office: Office) -> None:
    call = await opened(office, groups="Piiri 2")
    await applies(office, call, "Cem")
    await confirmed(office, "Cem")
    await sets(office, call, "to 17.12.2026 klo 13")
    echo = await office.sends(ANNA, f"begin-dates-{call}")
    assert ids(echo) == ["meetdates.echo", "meetdates.row", "meetdates.tells_nobody"]
    await office.presses(ANNA, "Tallenna ja kerro")
    assert ids(await office.presses(ANNA, "Tallenna ja kerro", of=echo)) == ["draft.over"]
    assert office.told("dates") == 1


async def test_what_cannot_be_dates_is_explained_and_changes_nothing(office: Office) -> None:
    call = await opened(office, groups="Piiri 2")
    for typed in ("joskus", "ti 17.12.2026 klo 13", "17.12.2026", ";", "1.1. klo 9;" * 31):
        await office.sends(ANNA, f"begin-dates-{call}")
        assert "meetdates.echo" not in ids(await office.says(ANNA, typed)), typed
    assert ids(await office.sends(Someone.named("Dan"), f"begin-dates-{call}")) == ["role.coordinators_only"]
    with office.database.begin() as tx:
        kept = tx.calls.get(call)
        assert kept is not None
        assert kept.groups[0].meets == ()


async def test_members_are_reminded_once_of_each_meeting_also_of_one_that_was_moved(office: Office) -> None:
    call = await opened(office, groups=DATED)
    for name in ("Cem", "Dan"):
        await applies(office, call, name)
    await confirmed(office, "Cem", "Dan")
    with office.database.begin() as tx:
        tx.people.remind(tx.people.at(Someone.named("Dan").who.address) or "", wanted=False)
    for hour in (8, 10, 11, 12):
        await office.ticks(datetime(2026, 12, 16, hour, 0, tzinfo=UTC))
    assert office.told("meets") == 1, "Cem from noon on; Dan wants no reminders"
    await sets(office, call, "ti 22.12.2026 klo 13; to 14.1.2027 klo 13.30")
    for day in (datetime(2026, 12, 21, 21, 0, tzinfo=UTC), datetime(2026, 12, 22, 6, 30, tzinfo=UTC)):
        await office.ticks(day)
        await office.ticks(day + timedelta(minutes=5))
    assert office.told("meets") == 2, "nobody at night, but once in the morning after"


# -- when it is over -----------------------------------------------------------------------------------------


def written(office: Office) -> list[bool]:
    """Tell of each application, in the order of sending, whether its answers are kept."""
    rows = sorted(office.read(applications.c.ordinal, applications.c.answers), key=lambda row: int(row[0]))
    return [answers is not None for _, answers in rows]


async def test_answers_of_those_without_a_place_go_first_and_of_members_a_month_after_the_group_ends(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    call = await opened(office, groups="Piiri 1 (to 17.12.2026 klo 13; to 8.4.2027 klo 13)")
    for name in ("Cem", "Dan"):
        await applies(office, call, name)
    await office.sends(ANNA, f"reviewnext-{call}")
    await scores(office, ANNA)
    await confirmed(office, "Cem")  # on 1.12.: three months later it is 1.3.
    for month, day, hour, left in (
        (3, 1, 6, [True, True]), (3, 1, 7, [True, False]), (5, 8, 5, [True, False]), (5, 8, 6, [False, False]),
    ):  # fmt: skip
        with caplog.at_level(logging.INFO):
            await office.ticks(datetime(2027, month, day, hour, tzinfo=UTC))
        assert (written(office), len(office.read(reviews))) == (left, int(left[0]))
    logged = [record.getMessage() for record in caplog.records if "applications" in record.getMessage()]
    assert logged == ["forgotten: the answers of 1 applications"] * 2


async def test_members_of_a_group_without_dates_are_forgotten_after_a_year(office: Office) -> None:
    await applies(office, await opened(office), "Cem")
    await confirmed(office, "Cem")
    for month, day, left in ((11, 30, True), (12, 1, False)):
        await office.ticks(datetime(2027, month, day, 10, tzinfo=UTC))
        assert written(office) == [left]


async def test_a_call_that_was_called_off_forgets_as_well(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    office.at = CLOSED
    await office.sends(ANNA, f"endcallyes-{call}")
    await office.ticks(datetime(2027, 2, 28, 10, 0, tzinfo=UTC))
    assert written(office) == [True]
    await office.ticks(datetime(2027, 3, 1, 10, 0, tzinfo=UTC))
    assert written(office) == [False]
