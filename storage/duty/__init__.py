"""Coordination duty as it is kept: rotas and their deeds, organisations and contacts, handovers, offers, questions."""

from storage.duty.handovers import Handovers
from storage.duty.offers import Offers
from storage.duty.organisations import Organisations
from storage.duty.reasons import Reasons
from storage.duty.requests import Requests
from storage.duty.rotas import Rotas
from storage.duty.signs import Signs

__all__ = ["Handovers", "Offers", "Organisations", "Reasons", "Requests", "Rotas", "Signs"]
