"""Reviewers and applicants who are on two platforms: what they gave and sent goes with them, sealed as before."""

from bot.domain.calls.application import Review
from bot.domain.merging import Merged
from tests.bot.runtime.stage import Someone, ids
from tests.handlers.calls_stage import BO, Office, applies, opened, scores
from tests.storage.making import NOW

BO_ON_SLACK = Someone.named("Bo", platform="slack", locale="fi")


def reviews(office: Office, call: str) -> list[Review]:
    with office.database.begin() as tx:
        return list(tx.applications.reviews(call))


def person(office: Office, who: Someone) -> str:
    with office.database.begin() as tx:
        found = tx.people.at(who.who.address)
        assert found
        return found


def merged(office: Office, one: str, other: str) -> Merged:
    with office.database.begin() as tx:
        return tx.selves.merge(one, other, NOW)


async def test_what_a_reviewer_gave_can_be_opened_after_merging_and_after_parting(office: Office) -> None:
    call = await opened(office)
    await applies(office, call, "Cem")
    await office.sends(BO, f"reviewnext-{call}")
    await scores(office, BO)
    await office.types(BO_ON_SLACK, "start")
    [before] = reviews(office, call)
    bo, other = person(office, BO), person(office, BO_ON_SLACK)
    with office.database.begin() as tx:
        tx.applications.review(Review(application=before.application, reviewer=other, scores={}, recused=True), NOW)
    merge = merged(office, bo, other)
    [one] = reviews(office, call)
    assert (one.reviewer, one.recused) == (merge.kept, True), "a conflict of interest stays"
    with office.database.begin() as tx:
        assert tx.parting.part(merge.id, merge.kept, NOW) is not None
    assert {one.reviewer for one in reviews(office, call)} == {bo, other}


async def test_an_application_goes_along_and_back(office: Office) -> None:
    call = await opened(office)
    await office.types(BO_ON_SLACK, "start")
    cem = await applies(office, call, "Cem")
    slack = person(office, BO_ON_SLACK)
    before = person(office, cem)
    merge = merged(office, slack, before)
    with office.database.begin() as tx:
        [application] = tx.applications.by_person(merge.kept)
        assert application.answers["name"] == "Cem"
        assert tx.parting.part(merge.id, merge.kept, NOW) is not None
        assert [one.person for one in tx.applications.of_call(call)] == [before]


async def test_two_living_applications_to_one_call_are_for_the_person_to_choose_from(office: Office) -> None:
    call = await opened(office)
    cem, dan = await applies(office, call, "Cem"), await applies(office, call, "Dan")
    with office.database.begin() as tx:
        code = tx.codes.issue_link(tx.people.at(cem.who.address) or "", office.at)
    assert ids(await office.sends(dan, f"link-yes-{code}")) == ["link.applied_twice"]
    assert person(office, cem) != person(office, dan)
