"""Matching is stable, true to capacities, and the best that any stable matching gives each aktori."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calls.matching import Match, Missed, match

AKTORIT, MENTORS = ("a", "b", "c", "d"), ("x", "y", "z")
Pairs = dict[str, str | None]


@st.composite
def instances(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, int], dict[str, list[str]], set]:  # type: ignore[type-arg]
    wishes = {
        one: draw(st.lists(st.sampled_from(MENTORS), unique=True, max_size=3))
        for one in AKTORIT[: draw(st.integers(1, 4))]
    }
    capacities = {mentor: draw(st.integers(0, 2)) for mentor in MENTORS}
    standing = {mentor: draw(st.permutations(AKTORIT)) for mentor in MENTORS}
    excluded = draw(st.sets(st.tuples(st.sampled_from(AKTORIT), st.sampled_from(MENTORS)), max_size=3))
    return wishes, capacities, standing, excluded


def feasible(wishes: dict[str, list[str]], capacities: dict[str, int], excluded: set) -> list[Pairs]:  # type: ignore[type-arg]
    options = [[None, *(m for m in wished if (one, m) not in excluded)] for one, wished in wishes.items()]
    every = (dict(zip(wishes, those, strict=True)) for those in product(*options))
    return [pairs for pairs in every if all(list(pairs.values()).count(m) <= n for m, n in capacities.items())]


def stable(pairs: Pairs, wishes: dict[str, list[str]], capacities: dict[str, int], standing: dict[str, list[str]],
           excluded: set) -> bool:  # type: ignore[type-arg]  # fmt: skip
    for one, wished in wishes.items():
        got = pairs[one]
        for mentor in wished[: wished.index(got)] if got else wished:
            held = [other for other, has in pairs.items() if has == mentor]
            rank = standing[mentor].index
            if (one, mentor) not in excluded and (
                len(held) < capacities[mentor] or any(rank(one) < rank(h) for h in held)
            ):
                return False
    return True


@given(instances())
@settings(max_examples=250, deadline=None)
def test_nobody_does_better_in_any_stable_matching(instance: tuple) -> None:  # type: ignore[type-arg]
    wishes, capacities, standing, excluded = instance
    found = {one: got.mentor for one, got in match(wishes, capacities, standing, excluded).items()}
    every = feasible(wishes, capacities, excluded)
    good = [pairs for pairs in every if stable(pairs, wishes, capacities, standing, excluded)]
    assert found in good
    rank = {one: {m: n for n, m in enumerate([*wished, None])} for one, wished in wishes.items()}
    assert all(rank[one][found[one]] <= rank[one][pairs[one]] for pairs in good for one in wishes)


def test_the_outcome_says_which_wish_it_was_and_why_not_a_dearer_one() -> None:
    wishes = {"a": ["x", "y"], "b": ["x"], "c": ["x", "y", "z"]}
    found = match(wishes, {"x": 1, "y": 1, "z": 1}, {"x": ["b", "a", "c"], "y": ["a", "c"]}, {("c", "x")})
    assert found == {
        "a": Match("y", 2, (("x", Missed.TAKEN),)),
        "b": Match("x", 1),
        "c": Match("z", 3, (("x", Missed.EXCLUDED), ("y", Missed.TAKEN))),
    }


def test_only_the_first_five_wishes_count() -> None:
    capacities = {"m1": 0, "m2": 0, "m3": 0, "m4": 0, "m5": 0, "m6": 1}
    assert match({"a": list(capacities)}, capacities, {})["a"].mentor is None


def test_thirty_aktorit_and_eight_mentors_are_matched_within_capacities() -> None:
    mentors = [f"m{n}" for n in range(8)]
    wishes = {f"a{n:02}": [mentors[(n * k + k) % 8] for k in range(1, 6)] for n in range(30)}
    found = match(wishes, dict.fromkeys(mentors, 4), {m: sorted(wishes) for m in mentors})
    given_ = [got.mentor for got in found.values()]
    assert all(given_.count(m) <= 4 for m in mentors)
    assert given_.count(None) <= 3
