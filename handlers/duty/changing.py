"""Changing the plan: what is done is kept, the card follows, offers it undercuts lapse, and those it moves are told."""

from datetime import datetime

from bot.chat import Message
from bot.domain.duty import Plan
from bot.domain.duty.difference import difference
from bot.domain.duty.ics import AHEAD
from bot.domain.duty.rotation import Rotation
from bot.domain.duty.swaps import LIVE, Offer, follow_ups, settled
from bot.wording.duty import setting_up, swapping
from handlers.duty.desk import Desk, desk
from storage import Transaction


def changed(before: Desk, plan: Plan, by: str, tx: Transaction) -> Rotation:
    """Keep a changed plan: the card is redrawn, and turns by the clock at its next edge."""
    rota = tx.duty.change(before.rota, plan, by=by, at=before.at)
    tx.cards.changed("duty", rota.id)
    tx.cards.turn("duty", rota.id, plan.duty(before.at).until)
    after = desk(rota, tx, before.at)
    for offer in tx.offers.live(rota.id):
        settle(offer, after, tx)
    return rota


def tell_moved(before: Desk, plan: Plan, once: str, tx: Transaction, *, why: str = "") -> None:
    """Tell the organisations whose turns a change has moved, and why."""
    moved = difference(before.plan, plan, since=before.at, until=before.at + AHEAD)
    names = tx.organisations.names(before.rota.network)
    for organisation in sorted(moved.affected):
        told = setting_up.turns_moved(moved, organisation, names, why)
        tell(before, organisation, told, f"{once}:{organisation}", tx)


def tell(
    at_desk: Desk, organisation: str | None, message: Message, once: str, tx: Transaction, *,
    at: datetime | None = None, but: str = "",
) -> None:  # fmt: skip
    """Tell everybody who answers for an organisation, now (not in the night) or ``at`` a later moment."""
    for person in at_desk.people_of(organisation):
        if person != but:
            dedupe, due = f"duty:{once}:{person}", at or at_desk.waking
            tx.post.tell_person(person, at_desk.rota.network, "duty", message, dedupe=dedupe, at=due)


# -- offers ----------------------------------------------------------------------------------------------------


def next_look(offer: Offer, plan: Plan, at: datetime) -> datetime | None:
    """Say when an offer is brought up again or lapses; None when it is over."""
    if offer.state not in LIVE:
        return None
    return min((one for one in (*follow_ups(offer, plan), offer.expires_at) if one > at), default=offer.expires_at)


def settle(offer: Offer, at_desk: Desk, tx: Transaction) -> Offer:
    """Let an offer lapse when its time is up or the plan under it has changed; both sides hear of it."""
    now = settled(offer, at_desk.plan, at=at_desk.at)
    if now is not offer:
        tx.offers.save(offer, now, due=None)
        for organisation in sides(now):
            message = swapping.lapsed(now, at_desk.names)
            tell(at_desk, organisation, message, f"lapsed:{now.id}", tx, at=at_desk.daytime)
    return now


def sides(offer: Offer) -> tuple[str, ...]:
    """List the organisations an offer has to do with."""
    return tuple(sorted({one for one in (offer.from_org, offer.to_org, offer.taker) if one}))
