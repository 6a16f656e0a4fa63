"""Where the duty is found as a calendar: one address for everybody, one that can be revoked for each organisation."""

from collections.abc import Callable
from typing import TypeAlias

from bot.chat import Answer, Command, Press, Refusal
from bot.router import Router
from bot.text import t
from bot.wording.duty import feeds as wording
from handlers.duty.desk import desk_of, network_of, own_by_button
from storage import Transaction

Deed: TypeAlias = "Callable[[Command, str, Transaction], Answer]"


def addresses(public_url: str) -> Deed:
    """Give the handler that tells the addresses, as long as the world reaches Kuppi."""

    def handler(command: Command, _: str, tx: Transaction) -> Answer:
        desk = desk_of(network_of(command), tx, command.at)
        if not public_url:
            raise Refusal(t("duty.ics_nowhere"))
        mine = {one: desk.names[one] for one in desk.organisations_of(command.person.id)}
        return Answer(messages=(wording.addresses(public_url, desk.rota.id, mine),), private=True)

    return handler


def feeds(public_url: str) -> Router:
    """Make the router of an organisation's own address."""
    router = Router()

    @router.press("dutyfeed")
    def own(press: Press, tx: Transaction) -> Answer:
        """Give an organisation's contact a new address of its own; the one before is good no more."""
        name, _ = own_by_button(press, tx)
        if not public_url:
            raise Refusal(t("duty.ics_nowhere"))
        token = tx.organisations.open_feed(press.subject, press.at)
        return Answer(messages=wording.own(public_url, name, token), private=True)

    return router
