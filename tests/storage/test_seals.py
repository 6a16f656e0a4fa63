"""Sealing: each value opens only in its own place, with a key that is known."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.seals import Seals, new_key

relaxed = settings(max_examples=60, deadline=None, database=None)
places = st.tuples(st.sampled_from(("people", "drafts")), st.sampled_from(("name", "answers")), st.text(max_size=12))
ANNA = ("identities", "name", "anna")


@relaxed
@given(st.text(), places)
def test_what_is_sealed_opens_in_its_place(value: str, place: tuple[str, str, str]) -> None:
    seals = Seals("a key")
    assert seals.open(seals.seal(value, *place), *place) == value


@relaxed
@given(st.text(), places, places)
def test_what_is_sealed_to_one_place_opens_in_no_other(
    value: str, mine: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    seals = Seals("a key")
    sealed = seals.seal(value, *mine)
    if mine != other:
        with pytest.raises(InvalidTag):
            seals.open(sealed, *other)


def test_swapped_values_do_not_open() -> None:
    seals = Seals("a key")
    ben = ("identities", "name", "ben")
    of_anna, of_ben = seals.seal("Anna", *ANNA), seals.seal("Ben", *ben)
    for sealed, place in ((of_ben, ANNA), (of_anna, ben)):
        with pytest.raises(InvalidTag):
            seals.open(sealed, *place)


def test_a_place_is_its_parts_and_not_their_letters_run_together() -> None:
    seals = Seals("a key")
    sealed = seals.seal("Anna", "identities", "name", "x")
    with pytest.raises(InvalidTag):
        seals.open(sealed, "identities", "namex", "")


def test_a_changed_bit_is_noticed() -> None:
    seals = Seals("a key")
    sealed = seals.seal("Anna", *ANNA)
    for at in range(4, len(sealed)):
        spoilt = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(InvalidTag):
            seals.open(spoilt, *ANNA)


def test_the_same_value_is_never_sealed_alike_and_never_in_clear() -> None:
    seals = Seals("a key")
    sealed = {seals.seal("Anna Aalto", *ANNA) for _ in range(20)}
    assert len(sealed) == 20
    assert not any(b"Anna" in one for one in sealed)


def test_after_rotation_the_old_key_opens_and_the_new_one_seals() -> None:
    before, rotated, after = Seals("old"), Seals("new, old"), Seals("new")
    assert rotated.open(before.seal("Anna", *ANNA), *ANNA) == "Anna"
    assert after.open(rotated.seal("Anna", *ANNA), *ANNA) == "Anna"


def test_a_key_that_is_not_ours_opens_nothing() -> None:
    with pytest.raises(KeyError):
        Seals("theirs").open(Seals("ours").seal("Anna", *ANNA), *ANNA)


def test_a_digest_survives_rotation() -> None:
    assert Seals("newest,new,old").digest("ABC") == Seals("new,old").digest("ABC") == Seals("old").digest("ABC")


def test_a_digest_depends_on_value_and_key() -> None:
    digests = {Seals(key).digest(value) for key in ("a", "b") for value in ("ABC", "ABD")}
    assert len(digests) == 4


def test_new_keys_differ_and_seal() -> None:
    one, other = new_key(), new_key()
    assert one != other
    assert Seals(one).open(Seals(one).seal("Anna", *ANNA), *ANNA) == "Anna"


@pytest.mark.parametrize("empty", ["", " ", ",", " , "])
def test_an_empty_key_is_refused(empty: str) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        Seals(empty)
