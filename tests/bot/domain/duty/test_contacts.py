"""Whom to ask, with the reason, and always somebody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty.contacts import Area, Away, Contact, area_of, asked, in_order, route, silent, thin
from bot.text import t

from .making import FALLBACK, HUMAK, LIITTO, NAMES, RANA, a_plan, at, relaxed

DAY = date(2027, 3, 17)
GONE = (Away(date(2027, 3, 15), date(2027, 3, 19)),)
TRAINING = Area(id="training", name="Koulutus", words=("alumnit", "hankkeet", "utbildning"), organisation=HUMAK)
REGION = Area(id="region", name="Maakunta", words=("sidosryhmät",), organisation=LIITTO)
SCENE = Area(id="scene", name="Vapaa kenttä", organisation=RANA)
PREMISES = Area(id="premises", name="Tilat")  # of whoever is on duty
AREAS = (TRAINING, REGION, SCENE, PREMISES)
PEOPLE = (
    Contact(person="h2", organisation=HUMAK, rank=2, areas=frozenset({"training"})),
    Contact(person="h1", organisation=HUMAK, rank=1),
    Contact(person="r1", organisation=RANA, rank=1),
    Contact(person="r2", organisation=RANA, rank=2, areas=frozenset({"premises"})),
    Contact(person="r3", organisation=RANA, rank=2),
)
DUTY = a_plan().duty(at("2027-03-17 12:00"))  # Villa Rana's
ON_DUTY = t("duty.route_duty", organisation="Villa Rana")


def away(*persons: str) -> tuple[Contact, ...]:
    return tuple(
        Contact(person=one.person, organisation=one.organisation, rank=one.rank, areas=one.areas,
                away=GONE if one.person in persons else ()) for one in PEOPLE
    )  # fmt: skip


def test_contacts_are_asked_in_their_order() -> None:
    assert [one.person for one in in_order(PEOPLE, RANA)] == ["r1", "r2", "r3"]
    assert [one.person for one in asked(away("r1"), RANA, DAY)] == ["r2", "r3"]
    assert [one.person for one in asked(away("r1"), RANA, date(2027, 3, 20))] == ["r1", "r2", "r3"]
    unreachable = Contact(person="x", organisation=LIITTO, reachable=False)
    assert asked((unreachable,), LIITTO, DAY) == ()


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [(17, 17, True), (18, None, False), (1, None, True), (1, 16, False), (10, 17, True), (18, 20, False)],
)
def test_an_absence_has_both_its_ends(first: int, last: int | None, covered: bool) -> None:
    gone = Away(date(2027, 3, first), None if last is None else date(2027, 3, last))
    assert gone.covers(DAY) is covered


def test_an_organisation_that_hangs_on_one_person_is_named() -> None:
    assert thin(PEOPLE, (HUMAK, LIITTO, RANA)) == (LIITTO,)
    assert silent(away("h1", "h2"), HUMAK, date(2027, 3, 1), date(2027, 3, 31))
    assert not silent(away("h1"), HUMAK, date(2027, 3, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("koulutus", TRAINING), ("KOULUTUKSESTA", TRAINING), ("alumneista", TRAINING), ("hanke", TRAINING),
        ("maakunta", REGION), ("sidosryhmistä", REGION), ("vapaa kenttä", SCENE), ("vapaasta kentästä", SCENE),
        ("vapaa", None), ("kaavoitus", None), ("", None), ("utbildning", TRAINING), ("tiloista", PREMISES),
    ],
)  # fmt: skip
def test_an_area_is_found_by_its_words_however_they_are_bent(typed: str, area: Area | None) -> None:
    assert area_of(typed, AREAS) == area


def test_an_area_of_its_own_goes_to_its_organisation_and_the_one_who_knows_it() -> None:
    found = route(TRAINING, DUTY, PEOPLE, NAMES, day=DAY)
    assert (found.person, found.organisation) == ("h2", HUMAK)
    assert found.reasons == (t("duty.route_area", area="Koulutus", organisation="Humak"),)


def test_everything_else_goes_to_whoever_is_on_duty() -> None:
    assert route(None, DUTY, PEOPLE, NAMES, day=DAY).person == "r1"
    found = route(PREMISES, DUTY, PEOPLE, NAMES, day=DAY)
    assert (found.person, found.organisation, found.reasons) == ("r2", RANA, (ON_DUTY,))


def test_a_deputy_answers_for_one_away_and_it_is_said() -> None:
    found = route(PREMISES, DUTY, away("r2"), NAMES, day=DAY)
    assert (found.person, found.reasons) == ("r1", (ON_DUTY, t("duty.route_deputy")))


def test_an_area_whose_people_are_all_away_comes_to_whoever_is_on_duty() -> None:
    found = route(TRAINING, DUTY, away("h1", "h2"), NAMES, day=DAY)
    assert (found.person, found.organisation) == ("r1", RANA)
    assert found.reasons == (
        t("duty.route_area", area="Koulutus", organisation="Humak"),
        t("duty.route_nobody", organisation="Humak"),
        ON_DUTY,
    )


def test_at_last_the_fallback_contact_answers() -> None:
    nobody = route(SCENE, DUTY, (), NAMES, day=DAY)
    assert (nobody.person, nobody.organisation) == (FALLBACK, None)
    assert nobody.reasons == (
        t("duty.route_area", area="Vapaa kenttä", organisation="Villa Rana"),
        t("duty.route_nobody", organisation="Villa Rana"),
        t("duty.route_fallback"),
    )
    before = route(None, a_plan().duty(at("2027-01-01 12:00")), PEOPLE, NAMES, day=DAY)
    assert (before.person, before.reasons) == (FALLBACK, (t("duty.route_fallback"),))


@relaxed
@given(st.sets(st.sampled_from(["h1", "h2", "r1", "r2", "r3"])), st.sampled_from([None, *AREAS]))
def test_nobody_away_is_ever_asked(gone: set[str], area: Area | None) -> None:
    found = route(area, DUTY, away(*gone), NAMES, day=DAY)
    assert found.person not in gone
    assert found.reasons
