"""What a handover says: before, at the moment, and while nobody has acknowledged it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

from bot.chat import Button, Message
from bot.domain.calls.call import Call
from bot.domain.duty import Turn
from bot.domain.duty.handover import Announcement
from bot.domain.duty.packet import Waiting, first_things
from bot.domain.duty.timetable import Moved
from bot.domain.duty.values import called
from bot.text import Moment, Text, t, tn
from bot.wording.calls import title_for_all

Names = Mapping[str, str]


def about(rota: str, key: date, organisation: str | None = None) -> str:
    """Name a turn on a button."""
    return f"{rota}-{key:%Y%m%d}" + (f"_{organisation}" if organisation else "")


def _ends(turn: Turn, form: str = "edge") -> Moment:
    return Moment(turn.period.local_end, form)


def _starts(turn: Turn, form: str = "until") -> Moment:
    return Moment(turn.period.local_start, form)


# -- in the groups ---------------------------------------------------------------------------------------------


def announced(told: Announcement, turn: Turn, names: Names, *, first: bool) -> Message:
    """Announce a handover: organisations only, thanks for the turn before, and nobody shamed."""
    late = (t("duty.late"),) if told.late else ()
    if turn.organisation is None:
        return Message((t("duty.nobody_now"), t("duty.until_then"), t("duty.questions"), *late))
    if told.continues:
        goes_on = t("duty.goes_on", organisation=called(turn.organisation, names), end=_ends(turn, "until"))
        return Message((goes_on, t("duty.questions"), *late))
    start = _starts(turn)
    head = t("duty.turns_began", start=start) if first else t("duty.changed_hands", start=start)
    thanks = (t("duty.thanks", organisation=called(told.before, names)),) if told.before else ()
    now = t("duty.now_on_duty", organisation=called(turn.organisation, names))
    return Message((head, now, *thanks, t("duty.questions"), *late))


def tomorrow(turn: Turn, names: Names) -> Message:
    """Remind the groups on the business day before."""
    organisation = called(turn.organisation, names)
    return Message((t("duty.soon", start=_starts(turn), organisation=organisation),), silent=True)


# -- to the contacts -------------------------------------------------------------------------------------------


def coming(rota: str, turn: Turn, names: Names) -> Message:
    """Tell an organisation four weeks before that its turn comes, while there is time to find somebody else."""
    subject = about(rota, turn.period.key)
    head = t(
        "duty.coming", organisation=called(turn.organisation, names), start=_starts(turn), end=_ends(turn, "until")
    )
    fits = Button(t("button.fits"), "dutyfits", subject)
    return Message((head, t("duty.coming_ask")), ((fits, _ask_for_cover(rota, turn)),))


def _ask_for_cover(rota: str, turn: Turn) -> Button:
    return Button(t("button.ask_cover"), "dutyhelp", about(rota, turn.period.key))


def ending(rota: str, turn: Turn, names: Names, waiting: Waiting) -> Message:
    """Ask the outgoing organisation for a note, and show what it will hand over."""
    head = t("duty.ending", organisation=called(turn.organisation, names), end=_ends(turn, "until"))
    return Message((head, _waits(waiting), t("duty.note_how")), ((_packet(rota, turn),),))


def still_there(rota: str, turn: Turn, names: Names) -> Message:
    """Ask each contact of the incoming organisation whether they still are one."""
    organisation = turn.organisation or ""
    head = t("duty.incoming", organisation=called(turn.organisation, names), start=_starts(turn))
    stay = Button(t("button.stay"), "dutystay", organisation)
    leave = Button(t("button.leave_contacts"), "dutyleave", organisation)
    return Message((head, t("duty.still_there")), ((stay, leave), (_ask_for_cover(rota, turn),)))


def ready(rota: str, turn: Turn, names: Names, waiting: Waiting) -> Message:
    """Tell both organisations the business day before that all is ready."""
    head = t("duty.soon", start=_starts(turn), organisation=called(turn.organisation, names))
    return Message((head, _waits(waiting)), ((_packet(rota, turn),),))


def began(rota: str, turn: Turn, names: Names, waiting: Waiting) -> Message:
    """Tell the incoming organisation that its turn has begun; it has, whether it is acknowledged or not."""
    first = first_things(waiting, turn)
    lines = (
        t("duty.began", organisation=called(turn.organisation, names), end=_ends(turn)),
        _waits(waiting),
        t("duty.first_of_all", thing=first[0]),
        t("duty.acknowledge"),
    )
    return Message(lines, (_answers(rota, turn),))


def _answers(rota: str, turn: Turn) -> tuple[Button, ...]:
    seen = Button(t("button.acknowledge"), "dutyack", about(rota, turn.period.key))
    return seen, _packet(rota, turn), _ask_for_cover(rota, turn)


def _packet(rota: str, turn: Turn) -> Button:
    return Button(t("button.open_note"), "dutypacket", about(rota, turn.period.key))


def _waits(waiting: Waiting) -> Text:
    things = waiting.things
    return t("duty.waits", things=reduce(_comma, things)) if things else t("duty.waits_nothing")


def _comma(first: Text, second: Text) -> Text:
    return t("duty.comma", first=first, second=second)


def unseen(rota: str, turn: Turn, names: Names) -> Message:
    """Remind an organisation's other contacts, kindly, that nobody of it has acknowledged its turn."""
    head = t("duty.unseen", organisation=called(turn.organisation, names), start=_starts(turn))
    return Message((head, t("duty.acknowledge")), (_answers(rota, turn),))


def nobody_has_seen(turn: Turn, names: Names) -> Message:
    """Tell coordinators on the third business day."""
    return Message((t("duty.unseen_coordinators", organisation=called(turn.organisation, names), start=_starts(turn)),))


def keep_watch(rota: str, turn: Turn, names: Names) -> Message:
    """Ask the outgoing organisation to keep watch; it has the duty only if it presses the button."""
    head = t("duty.keep_watch", organisation=called(turn.organisation, names))
    take = Button(t("button.take_over"), "dutytake", about(rota, turn.period.key, turn.organisation))
    return Message((head,), ((take,),))


def silent(turn: Turn, names: Names) -> Message:
    """Tell coordinators before an organisation's turn that a day of it has nobody to be asked."""
    invite = Button(t("button.invite", organisation=str(called(turn.organisation, names))[:20]), "dutyinvite",
                    turn.organisation or "")  # fmt: skip
    return Message(
        (t("duty.silent", organisation=called(turn.organisation, names), start=_starts(turn)),), ((invite,),)
    )


def paused(rota: str, turn: Turn) -> Message:
    """Ask coordinators before each turn of an open pause whether it goes on."""
    stop = Button(t("button.resume"), "dutyresume", about(rota, turn.period.key))
    return Message((t("duty.paused", turn=turn.period.name),), ((stop,),))


def moved(one: Moved) -> Message:
    """Tell coordinators that the holidays now known would put a published handover on another day."""
    return Message((t("duty.review", day=Moment(one.published, "day"), computed=Moment(one.computed, "day")),))


# -- the packet ------------------------------------------------------------------------------------------------


def call(one: Call, applications: int) -> Text:
    """Say an open call on one line, with how many have applied."""
    return tn("duty.packet_call", applications, name=title_for_all(one))


def packet(
    turn: Turn, names: Names, waiting: Waiting, *, meetups: Sequence[Text], calls: Sequence[Text], note: str
) -> Message:  # fmt: skip
    """Show all that is handed over, with nothing of people in it."""
    lines = [t("duty.packet_head", organisation=called(turn.organisation, names), start=_starts(turn))]
    lines += [_waits(waiting), t("duty.packet_first")]
    lines += [
        t("duty.packet_row", number=number, thing=one) for number, one in enumerate(first_things(waiting, turn), 1)
    ]
    lines += [tn("duty.packet_meetups", len(meetups)), *meetups] if meetups else []
    lines += [tn("duty.packet_calls", len(calls)), *calls] if calls else []
    lines += [t("duty.packet_note"), t("plain", text=note)] if note else [t("duty.packet_no_note")]
    buttons = ((Button(t("button.requests"), "dutyrequests", ""),),) if waiting.questions else ()
    return Message(tuple(lines), buttons)


# -- asking for cover -------------------------------------------------------------------------------------------


def asks_for_cover(rota: str, turn: Turn, names: Names) -> Message:
    """Bring a request for the rest of a running turn to the other organisations."""
    who = called(turn.organisation, names)
    head = t("duty.asks_cover", organisation=who, end=_ends(turn, "until"))
    take = Button(t("button.take_over"), "dutytake", about(rota, turn.period.key, turn.organisation))
    return Message((head,), ((take,),))


def covered(organisation: str, instead_of: str, turn: Turn) -> Message:
    """Tell that somebody covers the rest of a turn."""
    return Message((t("duty.covered", organisation=organisation, instead_of=instead_of, end=_ends(turn, "until")),))
