"""Who takes turns, in which order, from which period on: line-ups in force one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.text import Text, t


@dataclass(frozen=True, kw_only=True)
class LineUp:
    """Put organisations in an order from a period on, until a later line-up does.

    Unless ``first`` says who begins, the one begins whose turn it would have been: so a turn postponed before the
    change is not lost by it.
    """

    since: date  #: the key of the first period it holds for
    organisations: tuple[str, ...]
    first: int | None = None  #: the place of who begins
    yearly_step: int = 0  #: how many places the order moves on at each New Year
    act: str = ""  #: the id of the deed, by which it is undone


def flaw_of(organisations: Sequence[str]) -> Text | None:
    """Say what is wrong with an order; None when nothing is. Nobody at all is allowed: the fallback contact answers."""
    return t("duty.lineup_twice") if len(set(organisations)) < len(organisations) else None


def opening(after: LineUp, before: LineUp | None, turn: int) -> int:
    """Find the place of who begins a line-up; ``turn`` is the place whose turn it would be in the one before."""
    if after.first is not None:
        return after.first
    order = _from(before.organisations, turn) if before else ()
    staying = (organisation for organisation in order if organisation in after.organisations)
    return after.organisations.index(next(staying, *after.organisations[:1])) if after.organisations else 0


def with_newcomer(order: Sequence[str], turn: int, organisation: str, place: int | None = None) -> tuple[str, ...]:
    """Add an organisation: where asked, otherwise so that everyone else has their coming turn first."""
    if place is None:
        return (*_from(order, turn), organisation)
    return (*order[:place], organisation, *order[place:])


def _from(order: Sequence[str], turn: int) -> tuple[str, ...]:
    """Read a round from one place on."""
    turn = turn % len(order) if order else 0
    return (*order[turn:], *order[:turn])
