"""What every deed of duty begins with: the network's rota, its organisations and people, and what one may do."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bot.chat import Event, Refusal
from bot.domain.duty import Duty, Plan, Refused
from bot.domain.duty.contacts import Area, Contact, Routed, in_order, route
from bot.domain.duty.rotation import Names, Rotation
from bot.domain.hours import waking
from bot.rights import network_meant
from bot.text import Text, t
from bot.wording.duty import standing as wording
from storage import Transaction


@dataclass(frozen=True)
class Desk:
    """Hold a rota with its organisations and their people, as they are now."""

    rota: Rotation
    names: Names
    contacts: tuple[Contact, ...]
    at: datetime

    @property
    def plan(self) -> Plan:
        """Give the plan."""
        return self.rota.plan

    @cached_property
    def duty(self) -> Duty:
        """Say who has the duty now."""
        return self.plan.duty(self.at)

    @property
    def today(self) -> date:
        """Give the day it is where the network is."""
        return self.at.astimezone(self.plan.timetable.zone(0)).date()

    @property
    def daytime(self) -> datetime:
        """Give the first moment from now on when one may disturb."""
        return self.plan.timetable.calendar.daytime(self.at, self.plan.timetable.zone(0))

    @property
    def waking(self) -> datetime:
        """Give the moment itself, or in a quiet night the next morning."""
        return waking(self.at, self.plan.timetable.cadences[0].zone)

    def organisations_of(self, person: str) -> tuple[str, ...]:
        """List the organisations that a person answers for."""
        return tuple(one.organisation for one in self.contacts if one.person == person)

    def people_of(self, organisation: str | None) -> tuple[str, ...]:
        """List an organisation's contacts, the first to be asked first; the fallback contact where there is none."""
        there = in_order(self.contacts, organisation) if organisation else ()
        present = [one.person for one in there if one.present(self.today)]
        away = [one.person for one in there if not one.present(self.today)]
        return (*present, *away) or (self.duty.fallback,)

    def route(self, area: Area | None = None) -> Routed:
        """Find whom to ask."""
        return route(area, self.duty, self.contacts, self.names, day=self.today)


def desk_of(network: str, tx: Transaction, at: datetime, *, lock: bool = False) -> Desk:
    """Give a network's desk; raises Refusal where there is no rota yet."""
    rota = tx.duty.lock(network) if lock else tx.duty.of(network)
    if rota is None:
        raise Refusal(t("duty.none"))
    return desk(rota, tx, at)


def desk(rota: Rotation, tx: Transaction, at: datetime) -> Desk:
    """Give the desk of a rota."""
    return Desk(rota, tx.organisations.names(rota.network), tx.organisations.contacts(rota.network), at)


def network_of(event: Event) -> str:
    """Give the network that a command is about."""
    return network_meant(event).id


def taken(result: Plan | Refused) -> Plan:
    """Give the plan a deed made; a refusal of the plan is one to the person."""
    if isinstance(result, Refused):
        raise Refusal(result.reason)
    return result


def whom(at_desk: Desk, routed: Routed, tx: Transaction) -> Text:
    """Say whom a question reaches; their name only after their own yes."""
    known = tx.people.get([routed.person]).get(routed.person)
    return wording.whom(routed, at_desk.names, known.name if known and known.name_visible else None)
