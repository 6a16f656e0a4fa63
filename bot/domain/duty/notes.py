"""What is said beside a turn: why somebody else has it, or nobody."""

from collections.abc import Mapping

from bot.text import Moment, Text, t

from .changes import Cover
from .plan import Turn, Why
from .values import called


def notes(turn: Turn, names: Mapping[str, str]) -> tuple[Text, ...]:
    """Say what moved or changed a turn, for the line that shows it; nothing for an ordinary one."""
    moved = (turn.period.moved,) if turn.period.moved else ()
    return (*moved, *_why(turn, names), *(_cover(turn, cover, names) for cover in turn.covers))


def _why(turn: Turn, names: Mapping[str, str]) -> tuple[Text, ...]:
    had = called(turn.taken.instead_of if turn.taken else turn.planned, names)
    match turn.why:
        case Why.SUBSTITUTE:
            return (t("duty.note_substitute", organisation=had),)
        case Why.SWAP:
            return (t("duty.note_swap", organisation=had),)
        case Why.HELD:
            return (t("duty.note_held"),)
        case Why.CANCELLED:
            return (t("duty.note_cancelled"),)
    return ()


def _cover(turn: Turn, cover: Cover, names: Mapping[str, str]) -> Text:
    zone = turn.period.local_start.tzinfo
    starts = Moment(cover.starts.astimezone(zone), "short")
    ends = Moment(cover.ends.astimezone(zone), "short")
    return t("duty.note_cover", organisation=called(cover.organisation, names), start=starts, end=ends)
