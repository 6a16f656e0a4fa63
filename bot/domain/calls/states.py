"""Where an application is in its life. A change here must be drawn in README too: a test compares the two."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where an application is; a draft is not one yet."""

    SENT = "sent"
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    NOT_SELECTED = "not_selected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"


class Verdict(StrEnum):
    """What reviewers decided, hidden until it is published."""

    PLACE = "place"
    WAIT = "wait"
    NO = "no"


class Outcome(StrEnum):
    """How an offer ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


_ENDS = frozenset({State.WITHDRAWN, State.CALLED_OFF})

#: Which state may follow which. From every one of them an application can also be erased: then there is none.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.SENT: frozenset({State.WAITING, State.CONFIRMED, State.NOT_SELECTED}) | _ENDS,
        State.WAITING: frozenset({State.OFFERED, State.LAPSED}) | _ENDS,
        State.OFFERED: frozenset({State.CONFIRMED, State.DECLINED, State.EXPIRED}) | _ENDS,
        State.CONFIRMED: _ENDS,
        State.DECLINED: frozenset({State.WAITING}),
        State.EXPIRED: frozenset({State.WAITING}),
        State.NOT_SELECTED: frozenset(),
        State.LAPSED: frozenset(),
        State.WITHDRAWN: frozenset({State.SENT}),
        State.CALLED_OFF: frozenset(),
    }
)

LIVE = frozenset(state for state, after in MOVES.items() if State.WITHDRAWN in after)  #: can still be withdrawn
