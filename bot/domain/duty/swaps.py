"""Offers between organisations: give a turn for another, or find somebody to take it, with the consent of both.

    open ── accepted ── applied ── undone
      └─ declined · withdrawn · expired · void

An offer that names both turns is applied when the other side accepts. When it leaves the other turn open, whoever
accepts names theirs, and the one who offered confirms. The caller compares and sets ``version``: of two who accept at
once one succeeds, and the other is told so.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.text import Moment, Text, t

from .calendar import instant
from .operations import open_period, substitute, swap, undo
from .plan import Plan
from .values import Refused

LONGEST = timedelta(days=14)
NOTICE = 3  # business days before the first of the turns
_FOLLOW_UPS = tuple(timedelta(days=days) for days in (28, 14, 7, 3))


class State(StrEnum):
    """Where an offer is in its life."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    APPLIED = "applied"
    UNDONE = "undone"


LIVE = frozenset({State.OPEN, State.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One organisation's offer; its id is also the act by which the plan is changed."""

    id: str
    from_org: str
    give: date
    want: date | None = None  #: the turn asked for; None: any, or none at all if ``one_way``
    to_org: str | None = None  #: None: everybody, the first to accept has it
    one_way: bool = False  #: only asks for somebody to take the turn; the offerer will owe one
    made_at: datetime
    expires_at: datetime
    state: State = State.OPEN
    version: int = 1
    taker: str | None = None
    chosen: date | None = None  #: the turn the taker gives
    undo_asked_by: str | None = None
    why: Text | None = None  #: why it became void


@dataclass(frozen=True)
class Done:
    """Give the offer as it now is, and the plan, changed if the offer was applied or undone."""

    offer: Offer
    plan: Plan


def offered(
    plan: Plan, *, id_: str, by: str, give: date, want: date | None = None, to: str | None = None,
    one_way: bool = False, at: datetime,
) -> Offer | Refused:  # fmt: skip
    """Make an offer of a turn that is one's own and still far enough off."""
    keys = tuple(key for key in (give, want) if key is not None)
    for key in keys:
        k = open_period(plan, key, at=at)
        if isinstance(k, Refused):
            return k
    theirs = plan.effective(plan.timetable.onward(want)) if want else to
    refusal = _not_ours(plan, give, by, theirs, want)
    if refusal:
        return Refused(refusal)
    expires = expiry(plan, keys, made_at=at)
    if expires <= at:
        return Refused(t("duty.swap_too_late"))
    return Offer(
        id=id_, from_org=by, give=give, want=want, to_org=theirs, one_way=one_way, made_at=at, expires_at=expires
    )


def _not_ours(plan: Plan, give: date, by: str, theirs: str | None, want: date | None) -> Text | None:
    k = plan.timetable.onward(give)
    if plan.effective(k) != by:
        return t("duty.swap_not_yours", turn=plan.timetable.period(k).name)
    if want and theirs is None:
        return t("duty.nobody_there", turn=plan.timetable.period(plan.timetable.onward(want)).name)
    return t("duty.swap_with_itself") if theirs == by else None


def expiry(plan: Plan, keys: tuple[date, ...], *, made_at: datetime) -> datetime:
    """Find when an offer lapses: after 14 days, or three business days before the first of its turns if sooner."""
    return min(made_at + LONGEST, *(_latest(plan, key) for key in keys))


def _latest(plan: Plan, key: date) -> datetime:
    k = plan.timetable.onward(key)
    day = plan.timetable.calendar.shift(plan.timetable.day(k), -NOTICE)
    local = plan.timetable.period(k).local_start
    return instant(day, local.time(), plan.timetable.zone(k))


def follow_ups(offer: Offer, plan: Plan) -> tuple[datetime, ...]:
    """List when an open offer is brought up again in business hours: 28, 14, 7 and 3 days before its first turn."""
    k = min(plan.timetable.onward(key) for key in (offer.give, offer.want) if key)
    calendar, zone, local = plan.timetable.calendar, plan.timetable.zone(k), plan.timetable.period(k).local_start
    moments = (calendar.humane(local.date() - before, local.time(), zone) for before in _FOLLOW_UPS)
    return tuple(at for at in moments if offer.made_at < at < offer.expires_at)


# -- answers -------------------------------------------------------------------------------------------------


def settled(offer: Offer, plan: Plan, *, at: datetime) -> Offer:
    """Let an offer lapse when its time is up or the plan under it has changed."""
    if offer.state not in LIVE:
        return offer
    void = _void(offer, plan)
    if void:
        return replace(_next(offer, State.VOID), why=void)
    limit = min(offer.expires_at, _latest(plan, offer.chosen)) if offer.chosen else offer.expires_at
    return _next(offer, State.EXPIRED) if at >= limit else offer


def _void(offer: Offer, plan: Plan) -> Text | None:
    """Say which turn is no longer whose it was."""
    theirs = offer.chosen or offer.want
    expected = [(offer.give, offer.from_org), *([(theirs, offer.taker or offer.to_org)] if theirs else [])]
    for key, organisation in expected:
        k = plan.timetable.number(key)
        if k is None:
            return t("duty.swap_void_gone", day=Moment(key, "day"))
        if plan.effective(k) != organisation:
            return t("duty.swap_void", turn=plan.timetable.period(k).name)
    return None


def accept(offer: Offer, plan: Plan, *, by: str, at: datetime, give: date | None = None) -> Done | Refused:
    """Accept an offer; ``give`` names the turn given for it where the offer leaves that open."""
    now = settled(offer, plan, at=at)
    if now is not offer:
        return Done(now, plan)
    refusal = _not_for(offer, by)
    if refusal:
        return Refused(refusal)
    if offer.one_way or offer.want:
        return _apply(replace(offer, taker=by, chosen=offer.want), plan, at)
    return _choose(offer, plan, by, give, at)


def _not_for(offer: Offer, by: str) -> Text | None:
    if offer.state is not State.OPEN:
        if offer.state not in {State.ACCEPTED, State.APPLIED}:
            return t("duty.swap_over")
        return t("duty.accepted_already") if offer.taker == by else t("duty.swap_taken")
    if by == offer.from_org:
        return t("duty.swap_own")
    return t("duty.swap_not_for_you") if offer.to_org not in {None, by} else None


def _choose(offer: Offer, plan: Plan, by: str, give: date | None, at: datetime) -> Done | Refused:
    if give is None:
        return Refused(t("duty.swap_which"))
    k = open_period(plan, give, at=at)
    if isinstance(k, Refused):
        return k
    if plan.effective(k) != by:
        return Refused(t("duty.swap_not_yours", turn=plan.timetable.period(k).name))
    if _latest(plan, give) <= at:
        return Refused(t("duty.swap_too_late"))
    return Done(replace(_next(offer, State.ACCEPTED), taker=by, chosen=give), plan)


def confirm(offer: Offer, plan: Plan, *, by: str, at: datetime) -> Done | Refused:
    """Agree, as the one who offered, to the turn the taker gives."""
    now = settled(offer, plan, at=at)
    if now is not offer:
        return Done(now, plan)
    if offer.state is not State.ACCEPTED or by != offer.from_org:
        return Refused(t("duty.swap_not_for_you") if offer.state in LIVE else t("duty.swap_over"))
    return _apply(offer, plan, at)


def decline(offer: Offer, *, by: str) -> Offer | Refused:
    """Say no: to an offer made to oneself, or, from either side, to the turns now proposed, which opens it again."""
    if offer.state is State.ACCEPTED and by in {offer.from_org, offer.taker}:
        return replace(_next(offer, State.OPEN), taker=None, chosen=None)
    if offer.state is State.OPEN and by == offer.to_org:
        return _next(offer, State.DECLINED)
    return Refused(t("duty.swap_not_for_you") if offer.state in LIVE else t("duty.swap_over"))


def withdraw(offer: Offer, *, by: str) -> Offer | Refused:
    """Take one's own offer back before it is applied."""
    if offer.state not in LIVE:
        return Refused(t("duty.swap_over"))
    return _next(offer, State.WITHDRAWN) if by == offer.from_org else Refused(t("duty.swap_not_yours_offer"))


def _apply(offer: Offer, plan: Plan, at: datetime) -> Done | Refused:
    if offer.chosen:
        changed = swap(plan, offer.give, offer.chosen, act=offer.id, at=at)
    else:
        changed = substitute(plan, offer.give, offer.taker or "", act=offer.id, at=at)
    return changed if isinstance(changed, Refused) else Done(_next(offer, State.APPLIED), changed)


def ask_undo(offer: Offer, plan: Plan, *, by: str | None, at: datetime) -> Done | Refused:
    """Undo an applied offer: at once for a coordinator (``by`` None), otherwise when both sides have asked."""
    if offer.state is not State.APPLIED:
        return Refused(t("duty.swap_over"))
    if by not in {None, offer.from_org, offer.taker}:
        return Refused(t("duty.swap_not_for_you"))
    changed = undo(plan, offer.id, at=at)
    if isinstance(changed, Refused):
        return changed
    if by is None or offer.undo_asked_by not in {None, by}:
        return Done(_next(offer, State.UNDONE), changed)
    return Done(offer if offer.undo_asked_by else replace(_next(offer, offer.state), undo_asked_by=by), plan)


def _next(offer: Offer, state: State) -> Offer:
    return replace(offer, state=state, version=offer.version + 1)
