"""The duty as a calendar, and where it is found."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.chat import Button, Message
from bot.domain.duty import Turn
from bot.domain.duty.calendar import instant
from bot.domain.duty.ics import AHEAD, BACK, Entry, entry, feed
from bot.domain.duty.notes import notes
from bot.domain.duty.rotation import Feed, Names
from bot.i18n import render
from bot.text import t

NAME = "vuorot"  #: of the file


def events(shown: Feed, *, at: datetime) -> str:
    """Write the turns about now as a calendar: everybody's, or an organisation's own."""
    turns = (turn for turn in shown.rota.plan.window(at - BACK, at + AHEAD) if _concerns(turn, shown.organisation))
    gone = [] if shown.organisation else _gone(shown, at)
    title = render(t("duty.ics_title"), shown.locale)
    return feed([*(_entry(turn, shown) for turn in turns), *gone], rota=shown.rota.id, title=title)


def _concerns(turn: Turn, own: str | None) -> bool:
    """Tell whether a turn is an organisation's, or was: then its event is cancelled, not forgotten."""
    had = turn.taken.instead_of if turn.taken else None
    return own is None or own in {turn.planned, had} or _has(turn, own)


def _has(turn: Turn, own: str) -> bool:
    return own in {turn.organisation, *(cover.organisation for cover in turn.covers)}


def _entry(turn: Turn, shown: Feed) -> Entry:
    sequence, changed_at = shown.changes.get(turn.period.key, (0, shown.rota.made_at))
    said = partial(render, locale=shown.locale)
    made = entry(turn, shown.names, sequence=sequence, changed_at=changed_at, render=said)
    others = shown.organisation is not None and not _has(turn, shown.organisation)
    return replace(made, description="; ".join(map(said, notes(turn, shown.names))), cancelled=made.cancelled or others)


def _gone(shown: Feed, at: datetime) -> list[Entry]:
    """Keep turns that are no more, since the pace changed, as cancelled for as long as they would have shown."""
    timetable, nobody = shown.rota.plan.timetable, render(t("duty.ics_nobody"), shown.locale)
    keys = [key for key in shown.changes if timetable.number(key) is None]
    found = [(key, instant(key, timetable.cadences[0].clock, timetable.zone(0))) for key in keys]
    return [
        Entry(
            key=key, starts=starts, ends=starts, summary=nobody, sequence=shown.changes[key][0],
            changed_at=shown.changes[key][1], cancelled=True,
        )
        for key, starts in found
        if at - BACK < starts < at + AHEAD
    ]  # fmt: skip


# -- where it is found ---------------------------------------------------------------------------------------------


def addresses(url: str, rota: str, organisations: Names) -> Message:
    """Tell the public address, and offer an organisation's own to its contacts."""
    rows = tuple(
        (Button(t("button.own_calendar", organisation=name[:12]), "dutyfeed", id_),)
        for id_, name in organisations.items()
    )
    return Message((t("duty.ics_public"), t("plain", text=f"{url}/duty/{rota}.ics"), t("duty.ics_slow")), rows)


def own(url: str, organisation: str, token: str) -> tuple[Message, ...]:
    """Give an organisation's own address, on a line of its own."""
    told = t("duty.ics_own", organisation=organisation)
    return Message((told,)), Message((t("plain", text=f"{url}/duty/own/{token}.ics"),))
