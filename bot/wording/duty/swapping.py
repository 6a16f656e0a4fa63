"""Swaps and covers between organisations, from the offer to its end."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat import Button, Message
from bot.domain.duty import Plan, Turn
from bot.domain.duty.swaps import Offer, State
from bot.domain.duty.values import called
from bot.text import Moment, Text, t
from bot.wording.duty.handing_over import about

Names = Mapping[str, str]


def named(turn: Turn) -> Text:
    """Name a turn and say when it begins."""
    return t("duty.turn_named", turn=turn.period.name, start=Moment(turn.period.local_start, "day"))


def which(rota: str, turns: Sequence[Turn], action: str, ask: Text) -> Message:
    """Ask which turn is meant; a button for each."""
    rows = tuple((Button(_on_button(one), action, about(rota, one.period.key)),) for one in turns)
    return Message((ask,), rows)


def _on_button(turn: Turn) -> Text:
    return t("plain", text=Moment(turn.period.local_start, "day"))


def what_for(rota: str, give: Turn, others: Sequence[Turn], names: Names) -> Message:
    """Ask what is wanted for a turn: another one, any, or only somebody to take it."""
    subject = about(rota, give.period.key)
    rows = [
        (Button(_theirs(one, names), "swapmake", f"{subject}_{one.period.key:%Y%m%d}"),) for one in others
    ]  # fmt: skip
    anything = Button(t("button.swap_any"), "swapmake", f"{subject}_any")
    cover = Button(t("button.swap_cover"), "swapmake", f"{subject}_cover")
    return Message((t("duty.swap_what", turn=named(give)),), (*rows, (anything, cover)))


def _theirs(turn: Turn, names: Names) -> Text:
    name = str(called(turn.organisation, names))
    return t("duty.button_turn", day=Moment(turn.period.local_start, "date"), organisation=name[:20])


def offer(one: Offer, plan: Plan, names: Names) -> Message:
    """Bring an offer to the other side."""
    until = t("duty.swap_until", until=Moment(one.expires_at.astimezone(plan.timetable.zone(0)), "until"))
    no = Button(t("button.swap_no"), "swapno", one.id)
    if one.one_way:
        return Message((_says(one, plan, names), until), ((Button(t("button.take_over"), "swapyes", one.id), no),))
    if one.want is None:
        choose = Button(t("button.swap_choose"), "swapchoose", one.id)
        return Message((_says(one, plan, names), until), ((choose, no),))
    return Message((_says(one, plan, names), until), ((Button(t("button.swap_yes"), "swapyes", one.id), no),))


def _says(one: Offer, plan: Plan, names: Names) -> Text:
    who, give = called(one.from_org, names), _turn(one.give, plan)
    if one.one_way:
        return t("duty.offer_cover", organisation=who, turn=give)
    if one.want is None:
        return t("duty.offer_any", organisation=who, turn=give)
    return t("duty.offer", organisation=who, give=give, want=_turn(one.want, plan))


def _turn(key: date | None, plan: Plan) -> Text:
    found = plan.timetable.number(key) if key else None
    return named(plan.turn(found)) if found is not None else t("plain", text="")


def choose(one: Offer, turns: Sequence[Turn]) -> Message:
    """Ask which of one's turns is given in exchange."""
    rows = tuple((Button(_on_button(turn), "swapyes", f"{one.id}-{turn.period.key:%Y%m%d}"),) for turn in turns)
    return Message((t("duty.swap_which"),), rows)


def made(one: Offer, plan: Plan, names: Names) -> Message:
    """Say that an offer is out, and how it is taken back."""
    back = Button(t("button.swap_back"), "swapback", one.id)
    to = called(one.to_org, names) if one.to_org else t("duty.everybody")
    return Message((t("duty.offer_made", organisation=to), _says(one, plan, names)), ((back,),))


def to_confirm(one: Offer, plan: Plan, names: Names) -> Message:
    """Ask the one who offered whether the turn given in exchange will do."""
    line = t("duty.offer_answered", organisation=called(one.taker, names), turn=_turn(one.chosen, plan),
             give=_turn(one.give, plan))  # fmt: skip
    yes, no = Button(t("button.swap_confirm"), "swapok", one.id), Button(t("button.swap_no"), "swapno", one.id)
    return Message((line,), ((yes, no),))


def applied(one: Offer, plan: Plan, names: Names) -> Message:
    """Tell both sides what was agreed."""
    taker, giver = called(one.taker, names), called(one.from_org, names)
    if one.chosen:
        line = t("duty.swapped", first=giver, second=taker, give=_turn(one.give, plan), want=_turn(one.chosen, plan))
    else:
        line = t("duty.cover_agreed", organisation=taker, instead_of=giver, turn=_turn(one.give, plan))
    undo, look = Button(t("button.swap_undo"), "swapundo", one.id), Button(t("button.rota"), "do", "vuorolista")
    return Message((line,), ((look, undo),))


def undo_asked(one: Offer, by: str, plan: Plan, names: Names) -> Message:
    """Ask the other side whether what was agreed may be undone."""
    line = t("duty.undo_asked", organisation=called(by, names), turn=_turn(one.give, plan))
    return Message((line,), ((Button(t("button.swap_undo"), "swapundo", one.id),),))


def undone(one: Offer, plan: Plan) -> Message:
    """Tell that what was agreed is undone."""
    return Message((t("duty.swap_undone", turn=_turn(one.give, plan)),))


def lapsed(one: Offer, names: Names) -> Message:
    """Tell that an offer is over, and why."""
    if one.state is State.VOID and one.why:
        return Message((one.why,))
    if one.state is State.WITHDRAWN:
        return Message((t("duty.offer_withdrawn", organisation=called(one.from_org, names)),))
    if one.state is State.DECLINED:
        return Message((t("duty.offer_declined", organisation=called(one.to_org, names)),))
    return Message((t("duty.offer_expired", organisation=called(one.from_org, names)),))
