"""How duty has been shared: for contacts and coordinators, in private, never as a ranking."""

from bot.chat import Answer, Command, Refusal
from bot.domain.duty.statistics import records
from bot.text import t
from bot.wording.duty import statistics as wording
from handlers.duty.desk import desk_of, network_of
from storage import Transaction


def show(command: Command, _: str, tx: Transaction) -> Answer:
    """Show each organisation's part, planned and actual, in the order of the rota."""
    network = network_of(command)
    at_desk = desk_of(network, tx, command.at)
    if not at_desk.organisations_of(command.person.id) and not command.person.coordinates(network):
        raise Refusal(t("duty.not_contact"))
    found = records(at_desk.plan, tx.handovers.facts(at_desk.rota.id))
    return Answer(messages=(wording.shown(found, at_desk.names),), private=True, fresh=True)
