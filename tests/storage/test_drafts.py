"""Drafts: kept sealed, one open at a time, forgotten when they end; and commands that wait for one choice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage import Database, Transaction
from storage.drafts import Draft, Pending
from storage.tables import drafts, pending
from tests.storage.making import DAY, MINUTE, NOW, meet, network

TYPED = {"theme": "Vapaaehtoiset", "=theme": "vapaaehtoiset", "?when": "ensi viikolla"}


def begun(tx: Transaction, person: str, form: str = "meetup", of: str | None = None) -> Draft:
    return tx.drafts.begin(person, form, of, TYPED, NOW)


def one(tx: Transaction) -> str:
    return meet(tx, "Aino")[0].id


def test_a_draft_is_given_back_as_it_was_begun(database: Database) -> None:
    with database.begin() as tx:
        aino, mine = one(tx), network(tx).id
        draft = begun(tx, aino, of=mine)
    assert draft == Draft(id=draft.id, person=aino, form="meetup", network=mine, answers=TYPED, question=None)
    with database.begin() as tx:
        assert (tx.drafts.get(draft.id), tx.drafts.open_for(aino)) == (draft, draft)


def test_a_draft_is_saved_whole(database: Database) -> None:
    with database.begin() as tx:
        aino, mine = one(tx), network(tx).id
        draft = begun(tx, aino)
        later = replace(draft, network=mine, answers={"theme": "Ilmasto"}, question="when", state="resting")
        assert tx.drafts.save(later, NOW) == later
    with database.begin() as tx:
        assert tx.drafts.get(draft.id) == later


def test_there_is_no_draft_that_was_not_begun(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        found = tx.drafts.get("none"), tx.drafts.open_for(aino), tx.drafts.unfinished(aino, "meetup", None)
        assert found == (None, None, None)


def test_another_draft_lets_the_first_rest(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        first, second = begun(tx, aino), begun(tx, aino, "call")
        assert tx.drafts.open_for(aino) == second
        assert tx.drafts.get(first.id) == replace(first, state="resting")


def test_a_draft_of_somebody_else_is_left_alone(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        hers = begun(tx, aino)
        his = begun(tx, bo)
        assert (tx.drafts.open_for(aino), tx.drafts.open_for(bo)) == (hers, his)


def test_an_unfinished_draft_of_the_form_is_gone_on_with(database: Database) -> None:
    with database.begin() as tx:
        aino, mine = one(tx), network(tx).id
        draft = begun(tx, aino, of=mine)
        tx.drafts.save(replace(draft, state="resting"), NOW)
        assert tx.drafts.unfinished(aino, "meetup", None) is None
        assert tx.drafts.unfinished(aino, "call", mine) is None
        assert tx.drafts.unfinished(aino, "meetup", mine) == draft


def test_the_draft_touched_last_is_gone_on_with(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        first, second = begun(tx, aino), begun(tx, aino)
        tx.drafts.save(replace(second, state="resting"), NOW + MINUTE)
        tx.drafts.save(replace(first, state="resting"), NOW + 2 * MINUTE)
        assert tx.drafts.unfinished(aino, "meetup", None) == first


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_an_ended_draft_is_not_gone_on_with_and_its_answers_are_forgotten(database: Database, state: str) -> None:
    with database.begin() as tx:
        aino = one(tx)
        draft = begun(tx, aino)
        ended = tx.drafts.close(replace(draft, question="when"), state, NOW)
        assert ended == tx.drafts.get(draft.id) == replace(draft, answers={}, question=None, state=state)
        assert (tx.drafts.open_for(aino), tx.drafts.unfinished(aino, "meetup", None)) == (None, None)


def test_what_was_typed_is_sealed_to_its_draft(database: Database) -> None:
    with database.begin() as tx:
        draft = begun(tx, one(tx))
        sealed = tx._connection.execute(select(drafts.c.answers)).scalar_one()
    assert b"Vapaaehtoiset" not in sealed
    assert "Vapaaehtoiset" in database.seals.open(sealed, "drafts", "answers", draft.id)


def test_drafts_not_touched_for_two_weeks_are_forgotten(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        old, young = begun(tx, aino), begun(tx, aino)
        tx.drafts.save(young, NOW + MINUTE)
        tx.drafts.sweep(NOW + 14 * DAY, most=100)
        assert tx.drafts.get(old.id) is not None
        tx.drafts.sweep(NOW + 14 * DAY + timedelta(seconds=1), most=100)
        assert (tx.drafts.get(old.id), tx.drafts.get(young.id)) == (None, young)


def test_a_note_is_forgotten_after_two_weeks_too_and_an_application_with_its_call(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        for form in ("note", "apply"):
            tx.drafts.begin(aino, form, None, {}, NOW, subject="call")
        tx.drafts.sweep(NOW + 15 * DAY, most=100)
        assert [len(tx.drafts.about(aino, form)) for form in ("note", "apply")] == [0, 1]


# -- commands that wait --------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_a_command_that_waits_is_given_back_as_typed(database: Database, known: bool) -> None:
    with database.begin() as tx:
        aino = one(tx) if known else None
        held = tx.drafts.hold(aino, "uusitapaaminen", "Teema: Ilmasto\nAika: 2.12.", NOW)
    assert held == Pending(id=held.id, person=aino, word="uusitapaaminen", text="Teema: Ilmasto\nAika: 2.12.")
    with database.begin() as tx:
        body = tx._connection.execute(select(pending.c.body)).scalar_one()
        assert tx.drafts.take_up(held.id, aino or "anybody") == held
        again = tx.drafts.take_up(held.id, aino or "anybody")
        assert again == (None if aino else held), "its own sender's second tap finds nothing to do again"
    assert b"Ilmasto" not in body


def test_a_command_waits_for_its_own_sender_alone(database: Database) -> None:
    with database.begin() as tx:
        aino = one(tx)
        held = tx.drafts.hold(aino, "tila", "", NOW)
        assert tx.drafts.take_up(held.id, "somebody else") is None
        assert tx.drafts.take_up(held.id, aino) == held


def test_a_command_nobody_typed_does_not_wait(database: Database) -> None:
    with database.begin() as tx:
        assert tx.drafts.take_up("none", "anybody") is None


def test_a_command_waits_for_a_day(database: Database) -> None:
    with database.begin() as tx:
        held = tx.drafts.hold(None, "tila", "", NOW)
        tx.drafts.sweep(NOW + DAY, most=100)
        assert tx._connection.execute(select(pending.c.id)).scalar_one() == held.id
        tx.drafts.sweep(NOW + DAY + timedelta(seconds=1), most=100)
        assert tx._connection.execute(select(func.count()).select_from(pending)).scalar_one() == 0
