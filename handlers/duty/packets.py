"""What is handed over: counted and listed from what the network has now, frozen when the turn begins."""

from bot.chat import Message
from bot.domain.calls.call import Call
from bot.domain.duty import Turn
from bot.domain.duty.packet import Waiting
from bot.wording.duty import handing_over as wording
from bot.wording.meetups import listed
from handlers.duty.desk import Desk
from storage import Transaction

_SHOWN = 10  #: meetups in a packet


def waiting(at_desk: Desk, turn: Turn, tx: Transaction) -> Waiting:
    """Count what waits for whoever has a turn."""
    network = at_desk.rota.network
    coming = tx.meetups.coming([network], at=at_desk.at)
    within = [one for one in coming if one.starts_at and turn.period.starts <= one.starts_at < turn.period.ends]
    offers = [one for one in tx.offers.live(at_desk.rota.id) if turn.organisation in {one.to_org, one.from_org, None}]
    return Waiting(
        meetups=len(coming), within=len(within), calls=len(_open_calls(at_desk, tx)),
        questions=tx.requests.waiting(network), offers=len(offers),
    )  # fmt: skip


def _open_calls(at_desk: Desk, tx: Transaction) -> list[Call]:
    """List the calls that take applications now."""
    return [one for one in tx.calls.of([at_desk.rota.network], since=at_desk.at) if one.opens_at <= at_desk.at]


def packet(at_desk: Desk, turn: Turn, tx: Transaction) -> Message:
    """Put together what is handed over with a turn, as it is now."""
    coming = tx.meetups.coming([at_desk.rota.network], at=at_desk.at)[:_SHOWN]
    rows = [listed(meetup, tx.meetups.tally(meetup)) for meetup in coming]
    calls = [wording.call(one, tx.calls.applicants(one)) for one in _open_calls(at_desk, tx)]
    k = turn.period.number
    note = tx.handovers.note(at_desk.rota.id, at_desk.plan.turn(k - 1).period.key) if k > 0 else ""
    return wording.packet(turn, at_desk.names, waiting(at_desk, turn, tx), meetups=rows, calls=calls, note=note)
