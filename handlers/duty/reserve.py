"""Who answers when no organisation can: somebody always, also after they have erased themselves."""

from dataclasses import replace
from datetime import datetime

from bot.domain.duty.rotation import Rotation
from bot.domain.people import Person
from bot.wording.duty import contacts as wording
from storage import Transaction


def with_reserve(rota: Rotation, tx: Transaction, at: datetime) -> Rotation:
    """Let a coordinator take the place of a fallback contact who is no more, or a contact where there is none.

    Coordinators are told to choose; whoever is in reserve without asking for it is told so.
    """
    gone = rota.plan.fallback
    if tx.people.whereabouts(gone):
        return rota
    after = _next(rota, tx)
    told, once = wording.reserve_gone(after.name if after else ""), f"duty:{rota.id}:reserve:{gone}"
    tx.post.tell_coordinators(rota.network, "duty", told, dedupe=once, at=at)
    if after is None:
        return rota
    if not after.coordinates(rota.network):
        mine = f"{once}:{after.id}"
        tx.post.tell_person(after.id, rota.network, "duty", wording.reserve_yours(), dedupe=mine, at=at)
    tx.duty.fall_back_on(rota, after.id)
    return rota.with_plan(replace(rota.plan, fallback=after.id))


def _next(rota: Rotation, tx: Transaction) -> Person | None:
    """Choose a coordinator who can be reached, else a contact of an organisation."""
    coordinators = [one.id for one in tx.people.coordinators(rota.network)]
    contacts = [one.person for one in tx.organisations.contacts(rota.network)]
    places = tx.people.whereabouts_of([*coordinators, *contacts])
    there = [one for one in (*coordinators, *contacts) if any(reachable for _, reachable in places.get(one, ()))]
    return tx.people.get(there[:1])[there[0]] if there else None
