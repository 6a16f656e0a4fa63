"""What was done to the turns, by whom and why: for contacts and coordinators, in private."""

from bot.chat import Answer, Command, Refusal
from bot.text import t
from bot.wording.duty import history as wording
from handlers.duty.desk import desk_of, network_of
from storage import Transaction

_SHOWN = 10  #: deeds


def show(command: Command, _: str, tx: Transaction) -> Answer:
    """List the latest deeds; whoever did one is named to coordinators, to others after their own yes."""
    network = network_of(command)
    at_desk = desk_of(network, tx, command.at)
    coordinates = command.person.coordinates(network)
    if not at_desk.organisations_of(command.person.id) and not coordinates:
        raise Refusal(t("duty.not_contact"))
    deeds = tx.reasons.history(at_desk.rota.id, since=at_desk.rota.made_at, most=_SHOWN)
    known = tx.people.get([one.by for one in deeds]).values()
    people = {one.id: one.name for one in known if coordinates or one.name_visible}
    return Answer(messages=(wording.listed(deeds, at_desk.plan, at_desk.names, people),), private=True, fresh=True)
