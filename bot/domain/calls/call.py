"""A call: what is offered, how people are chosen, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.calls.asked import Asked
from bot.domain.calls.group import Group

GRACE = timedelta(minutes=60)  #: a draft begun in time may be sent so much later: a chat is slower than a web form
SOON = timedelta(days=3)  #: so long before its end a call says that it closes soon
OPEN_KEPT = 12  #: months after the results that members' answers are kept while their group's dates are open
_MORNING, _NOON = time(9), time(12)
DRAFTS_KEPT = timedelta(days=14)  #: an application that was never sent is forgotten so long after closing


class Kind(StrEnum):
    """What people apply to."""

    SUPERVISION = "supervision"
    MENTEES = "mentees"
    MENTORS = "mentors"
    RESIDENCY = "residency"
    SPARRING = "sparring"
    OTHER = "other"


class Selection(StrEnum):
    """How people are chosen, as applicants are told."""

    CONSIDERED = "considered"
    ARRIVAL = "arrival"
    LOT = "lot"


class Phase(StrEnum):
    """Where a call is in its life; it follows from the clock and from what was published."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    GRACE = "grace"
    REVIEW = "review"
    FILLING = "filling"
    FULL = "full"
    RUNNING = "running"
    CALLED_OFF = "called_off"


#: Which phase may follow which; every one may also be called off. A change here must be drawn in README too.
FOLLOWS: Mapping[Phase, frozenset[Phase]] = MappingProxyType(
    {
        Phase.SCHEDULED: frozenset({Phase.OPEN, Phase.CALLED_OFF}),
        Phase.OPEN: frozenset({Phase.GRACE, Phase.CALLED_OFF}),
        Phase.GRACE: frozenset({Phase.REVIEW, Phase.FILLING, Phase.FULL, Phase.CALLED_OFF}),
        Phase.REVIEW: frozenset({Phase.FILLING, Phase.FULL, Phase.CALLED_OFF}),
        Phase.FILLING: frozenset({Phase.FULL, Phase.RUNNING, Phase.CALLED_OFF}),
        Phase.FULL: frozenset({Phase.FILLING, Phase.RUNNING, Phase.CALLED_OFF}),
        Phase.RUNNING: frozenset({Phase.CALLED_OFF}),
        Phase.CALLED_OFF: frozenset(),
    }
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of a network, as it was published."""

    id: str
    network: str
    kind: Kind
    names: Mapping[str, str]  #: by language; at least one
    groups: tuple[Group, ...]
    selection: Selection
    opens_at: datetime
    closes_at: datetime
    results_by: date
    confirm: timedelta
    retention: int  #: months that answers are kept after the results
    controller: str
    contact: str
    zone: str
    asked: tuple[Asked, ...]
    shorts: Mapping[str, str] = field(default_factory=dict)  #: short names, at most 24 letters, by language
    opened_by: str = ""
    results_at: datetime | None = None  #: when results were first published
    called_off_at: datetime | None = None
    done: frozenset[str] = frozenset()  #: what the clock has done once, as far as was known when it was read

    @property
    def tz(self) -> ZoneInfo:
        """Give the call's time zone."""
        return ZoneInfo(self.zone)

    @property
    def seats(self) -> int:
        """Count the places of all groups."""
        return sum(group.capacity for group in self.groups)

    @property
    def placing(self) -> bool:
        """Tell whether places are given now: from the first application on, or once results are out."""
        return self.selection is Selection.ARRIVAL or self.results_at is not None

    def group(self, id_: str) -> Group:
        """Give a group; raises KeyError when there is none."""
        found = {group.id: group for group in self.groups}
        return found[id_]

    def local(self, at: datetime) -> datetime:
        """Give an instant on the call's wall."""
        return at.astimezone(self.tz)


def named(names: Mapping[str, str], locale: str) -> str:
    """Give a name in a language, or in the first one it was given in."""
    return names.get(locale) or next(iter(names.values()), "")


def phase(call: Call, *, at: datetime, full: bool = False) -> Phase:
    """Say where a call is in its life; ``full`` tells that no seat is free."""
    if call.called_off_at is not None:
        return Phase.CALLED_OFF
    if at < call.closes_at:
        return Phase.SCHEDULED if at < call.opens_at else Phase.OPEN
    if at < call.closes_at + GRACE and call.results_at is None:
        return Phase.GRACE
    if not call.placing:
        return Phase.REVIEW
    starts = [group.starts_at for group in call.groups if group.starts_at]
    if starts and len(starts) == len(call.groups) and at >= max(starts):
        return Phase.RUNNING
    return Phase.FULL if full else Phase.FILLING


class Late(StrEnum):
    """Why an application cannot be begun or sent now."""

    NOT_YET = "not_yet"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


def why_not_begin(call: Call, *, at: datetime, extended: datetime | None = None) -> Late | None:
    """Say why nobody can begin now; None when they can. ``extended`` is the end of a personal extension."""
    if call.called_off_at is not None:
        return Late.CALLED_OFF
    if extended is not None and at < extended:
        return None
    if at < call.opens_at:
        return Late.NOT_YET
    return None if at < call.closes_at else Late.CLOSED


def why_not_send(call: Call, *, at: datetime, begun_at: datetime, extended: datetime | None = None) -> Late | None:
    """Say why a draft cannot be sent now; one begun in time has an hour more."""
    in_time = begun_at < call.closes_at <= at < call.closes_at + GRACE
    if in_time and call.called_off_at is None:
        return None
    return why_not_begin(call, at=at, extended=extended)


def next_turn(call: Call, *, at: datetime) -> datetime | None:
    """Say when a call's card must next change by itself."""
    turns = (call.opens_at, call.closes_at - SOON, call.closes_at, call.closes_at + GRACE)
    return min((turn for turn in turns if turn > at), default=None)


def months_later(day: date, months: int) -> date:
    """Give the same day some months later, or that month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def forgotten_on(call: Call, results_at: datetime) -> date:
    """Say on which day the answers of those without a place are erased."""
    return months_later(call.local(results_at).date(), call.retention)


def forgotten_at(call: Call, group: Group | None = None) -> datetime:
    """Say when answers are erased: of those without a place, or of the members of a group.

    Those without a place: so many months after the results, after they were promised if they never came, or after the
    call was called off. Members: a month after the group's last meeting; a year after the results while none is known.
    """
    promised = max(datetime.combine(call.results_by, _NOON, call.tz), call.closes_at)
    since = call.called_off_at or (max(call.results_at, call.closes_at) if call.results_at else promised)
    day = forgotten_on(call, since)
    if group is not None and call.called_off_at is None:
        last = max(group.meets, default=None)
        day = months_later(call.local(last).date(), 1) if last else months_later(call.local(since).date(), OPEN_KEPT)
    return datetime.combine(day, _MORNING, call.tz)
