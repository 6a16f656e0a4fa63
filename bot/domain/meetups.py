"""Meetups: what is known of one, and when it still takes answers."""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.dates import Precision, When, first_valid, resolve
from bot.domain.seating import Reply, Standing, Tally
from bot.text import LOCALES, Words


class State(StrEnum):
    """Where a meetup is in its life."""

    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Meetup:
    """A meetup of a network; wall time and zone are the truth, ``starts_at`` follows from them."""

    id: str
    network: str
    name: str
    theme: str
    when: When
    zone: str
    venue: str
    municipality: str
    capacity: int | None
    signup_by: datetime | None
    details: Mapping[str, str] = field(default_factory=dict)  #: optional lines: accessibility, price, link …
    state: State = State.PUBLISHED
    most_guests: int = 0  #: whom each may bring along
    publish_at: datetime | None = None  #: when a scheduled one goes out
    moved_at: datetime | None = None  #: when its time last moved: an answer from before is one to another time
    held_until: datetime | None = None  #: until then those who have not answered the move keep their places
    follows: str = ""  #: the meetup it was copied from: if that was cancelled, its people were promised a new day

    def evolve(self, **changed: Any) -> "Meetup":
        """Give this meetup with some of it changed."""
        return replace(self, **changed)

    def answered_at(self, at: datetime) -> datetime:
        """Give when an answer given now was given: after a move it is later than that, whatever clocks say."""
        return at if self.moved_at is None else max(at, self.moved_at + timedelta(microseconds=1))

    def words(self, key: str) -> str | Words:
        """Give what was said under a line, with the same in other languages where it was given."""
        said = self.theme if key == "theme" else self.details.get(key, "")
        others = {one: self.details[f"{key}_{one}"] for one in LOCALES if f"{key}_{one}" in self.details}
        return Words(said, others) if others else said

    @property
    def day(self) -> date:
        """Give the local day; only for a meetup whose day is known."""
        if self.when.day is None:
            raise ValueError("the day is not known")
        return self.when.day

    @property
    def starts(self) -> time:
        """Give the local starting time; only for a meetup whose day is known."""
        if self.when.starts is None:
            raise ValueError("the time is not known")
        return self.when.starts

    @property
    def exact(self) -> bool:
        """Tell whether day and time are known, so that people can sign up."""
        return self.when.precision is Precision.DAY and self.when.starts is not None

    @property
    def starts_at(self) -> datetime | None:
        """Give the instant it starts; None while the day is not known."""
        return resolve(self.day, self.starts, ZoneInfo(self.zone)) if self.exact else None

    @property
    def local_deadline(self) -> datetime | None:
        """Give the last moment to sign up in the meetup's wall time."""
        return self.signup_by.astimezone(ZoneInfo(self.zone)) if self.signup_by else None


def read_choice(choice: str) -> tuple[Reply, int | None] | None:
    """Read what a button answers: a reply, and with yes how many one brings ("yes1"); None when it is neither."""
    found = re.fullmatch(r"(yes|maybe|no)([0-9]{0,2})", choice)
    if found is None or (found[2] and found[1] != Reply.YES):
        return None
    return Reply(found[1]), int(found[2]) if found[2] else None


class Closed(StrEnum):
    """Why a meetup takes no answers."""

    CANCELLED = "cancelled"
    UNPUBLISHED = "unpublished"
    BEGUN = "begun"
    LATE = "late"
    DAY_UNKNOWN = "day_unknown"


def closed(meetup: Meetup, *, at: datetime) -> Closed | None:
    """Say why nobody can sign up now; None when they can."""
    starts_at = meetup.starts_at
    if meetup.state is State.CANCELLED:
        return Closed.CANCELLED
    if meetup.state is State.SCHEDULED:
        return Closed.UNPUBLISHED
    if starts_at is None:
        return Closed.DAY_UNKNOWN
    if at >= starts_at:
        return Closed.BEGUN
    return Closed.LATE if meetup.signup_by is not None and at > meetup.signup_by else None


def next_turn(meetup: Meetup, *, at: datetime) -> datetime | None:
    """Say when a meetup's card must next change by itself: when sign-up ends, and when it begins."""
    turns = [turn for turn in (meetup.signup_by, meetup.starts_at) if turn is not None and turn > at]
    return min(turns, default=None)


#: The reminder goes out at noon the day before, in the meetup's zone: a humane hour with time left to tell.
REMINDER_TIME = time(12, 0)


def reminder_at(meetup: Meetup) -> datetime | None:
    """Say when those coming are reminded; None while the day is not known."""
    if not meetup.exact:
        return None
    return first_valid(meetup.day - timedelta(days=1), REMINDER_TIME, ZoneInfo(meetup.zone))


@dataclass(frozen=True)
class Moves:
    """Say who was moved by what others did, or by the time; each of them is to be told."""

    promoted: tuple[str, ...] = ()  #: have a seat now
    pushed_back: tuple[str, ...] = ()  #: had one, and wait again
    offered: tuple[str, ...] = ()  #: are offered a seat
    lapsed: tuple[str, ...] = ()  #: let an offer go by, and wait no more
    invited: tuple[str, ...] = ()  #: wait, and may be the first to press

    def __add__(self, later: "Moves") -> "Moves":
        """Tell of both."""
        pairs = zip(astuple(self), astuple(later), strict=True)
        return Moves(*(mine + theirs for mine, theirs in pairs))

    @property
    def everybody(self) -> frozenset[str]:
        """Name all who were moved."""
        return frozenset(one for moved in astuple(self) for one in moved)

    def renamed(self, gone: str, kept: str) -> "Moves":
        """Name one person as another, whom they have become."""
        return Moves(*(tuple(dict.fromkeys(kept if one == gone else one for one in moved)) for moved in astuple(self)))

    @property
    def nobody(self) -> bool:
        """Tell whether nobody was moved."""
        return self == Moves()


@dataclass(frozen=True)
class Change:
    """Say what one person's answer did: where they stand, and who else was moved."""

    before: Standing | None
    mine: Standing
    tally: Tally
    moves: Moves = Moves()
    refused: bool = False  #: they wanted more guests than there is room for


@dataclass(frozen=True)
class SignUp:
    """A person's answer in a list for coordinators."""

    person: str
    name: str
    standing: Standing
