"""Changes to a meetup: what differs, who must hear of it, and how long a place is held when the time moves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.domain.announcing import meetup_of, write
from bot.domain.dates import Precision, When, resolve
from bot.domain.meetups import Meetup, SignUp
from bot.domain.seating import Reply

#: What the coming are always told of; of anything else, if the coordinator wishes.
WEIGHTY = frozenset({"when", "venue", "municipality"})

#: Under which a draft keeps the meetup it is a copy of.
FOLLOWS = "!follows"


@dataclass(frozen=True)
class Difference:
    """Say one thing that changes; the values are as a form keeps them, empty where there is none."""

    key: str
    was: str
    now: str


def facts(meetup: Meetup) -> dict[str, str]:
    """Write a meetup down as the answers that make it."""
    told = {
        "name": meetup.name, "theme": meetup.theme, "when": write(meetup.when), "venue": meetup.venue,
        "municipality": meetup.municipality, "capacity": str(meetup.capacity or ""),
        "most_guests": str(meetup.most_guests or ""), **meetup.details,
    }  # fmt: skip
    for key, instant in (("signup_by", meetup.signup_by), ("publish_at", meetup.publish_at)):
        if instant is not None:
            told[key] = _local(instant, meetup.zone)
    return {key: value for key, value in told.items() if value}


def _local(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return write(When(precision=Precision.DAY, day=local.date(), starts=local.time()))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    """List what differs, in the order a card shows it."""
    keys = dict.fromkeys([*before, *after])
    pairs = ((key, before.get(key, ""), after.get(key, "")) for key in keys)
    return tuple(Difference(key, was, now) for key, was, now in pairs if was != now)


def edited(meetup: Meetup, was: Mapping[str, str], values: Mapping[str, str]) -> Meetup:
    """Give the meetup as an edit makes it: what the edit changed since it began, over what holds now."""
    changed = {one.key: one.now for one in differences(was, values)}
    wanted = {key: value for key, value in (facts(meetup) | changed).items() if value}
    made = meetup_of(wanted, id_=meetup.id, network=meetup.network, brand=meetup.name, zone=meetup.zone)
    return replace(
        meetup, name=made.name, theme=made.theme, when=made.when, venue=made.venue, municipality=made.municipality,
        capacity=made.capacity, most_guests=made.most_guests, signup_by=made.signup_by, publish_at=made.publish_at,
        details=made.details,
    )  # fmt: skip


def as_it_was(meetup: Meetup, told: Mapping[str, str]) -> Meetup:
    """Give a meetup as it was when these were its facts."""
    return edited(meetup, facts(meetup), told)


def stamp(meetup: Meetup, pushed: Sequence[str]) -> str:
    """Name a state of things that somebody was shown, so that a press on it holds for no other."""
    shown = json.dumps([facts(meetup), meetup.state, sorted(pushed)], sort_keys=True)
    return sha256(shown.encode()).hexdigest()[:10]


# -- who is touched ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """Say whom a change touches: those it concerns, and among them who gets a seat by it and who loses one."""

    concerned: tuple[SignUp, ...]
    promoted: tuple[SignUp, ...] = ()
    pushed: tuple[SignUp, ...] = ()


def effect(people: Sequence[SignUp], *, promoted: Sequence[SignUp] = (), pushed: Sequence[SignUp] = ()) -> Effect:
    """Say whom a change touches, of everybody who has answered."""
    concerned = tuple(one for one in people if one.standing.reply is not Reply.NO)
    return Effect(concerned, tuple(promoted), tuple(pushed))


def moved(before: Meetup, after: Meetup) -> bool:
    """Tell whether a meetup begins at another time, so that those coming must be asked again."""
    return before.starts_at != after.starts_at


# -- how long a place is held ------------------------------------------------------------------------------

_NOON = time(12, 0)
_TIME_TO_ANSWER = timedelta(hours=24)


def held_until(meetup: Meetup, *, at: datetime) -> datetime | None:
    """Say until when places are held after a move: noon two days before the start, and never less than a day from now.

    None when that leaves no time before the start: then nobody loses a place by silence.
    """
    starts_at, zone = meetup.starts_at, ZoneInfo(meetup.zone)
    if starts_at is None:
        return None
    day = max(meetup.day - timedelta(days=2), (at + _TIME_TO_ANSWER).astimezone(zone).date())
    noons = (_noon(day + timedelta(days=more), zone) for more in (0, 1))
    until = next(noon for noon in noons if noon >= at + _TIME_TO_ANSWER)
    return until if until < starts_at else None


def _noon(day: date, zone: ZoneInfo) -> datetime:
    noon = resolve(day, _NOON, zone)
    if noon is None:
        raise ValueError(f"no noon on {day}")
    return noon
