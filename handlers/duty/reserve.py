"""Who answers when no organisation can: somebody always, also after they have erased themselves."""

from dataclasses import replace
from datetime import datetime

from bot.domain.duty.rotation import Rotation
from bot.wording.duty import contacts as wording
from storage import Transaction


def with_reserve(rota: Rotation, tx: Transaction, at: datetime) -> Rotation:
    """Let a coordinator take the place of a fallback contact who is no more; coordinators are told to choose."""
    gone = rota.plan.fallback
    if tx.people.whereabouts(gone):
        return rota
    coordinators = tx.people.coordinators(rota.network)
    places = tx.people.whereabouts_of([one.id for one in coordinators])
    there = [one for one in coordinators if any(reachable for _, reachable in places.get(one.id, ()))]
    after = next(iter(there or coordinators), None)
    told, once = wording.reserve_gone(after.name if after else ""), f"duty:{rota.id}:reserve:{gone}"
    tx.post.tell_coordinators(rota.network, "duty", told, dedupe=once, at=at)
    if after is None:
        return rota
    tx.duty.fall_back_on(rota, after.id)
    return rota.with_plan(replace(rota.plan, fallback=after.id))
