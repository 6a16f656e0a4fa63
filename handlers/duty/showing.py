"""Showing the duty: its card, and who is asked about what."""

from datetime import datetime

from bot.chat import Answer, Command, Event, Message
from bot.domain.duty.contacts import area_of
from bot.router import Router, Scope
from bot.text import t
from bot.wording.duty import standing as wording
from handlers.duty.desk import desk_of, network_of, whom
from storage import Transaction
from storage.cards import Card

router = Router()

_COUNT, _MOST = 12, 60  #: turns in a list


def now(command: Command, tx: Transaction) -> Answer:
    """Say who has the duty, until when, who is next and whom to ask."""
    network = network_of(command)
    desk = desk_of(network, tx, command.at)
    if not command.private:
        return Answer(messages=(wording.in_a_line(desk.plan, desk.names, at=command.at),))
    asked = whom(desk, desk.route(), tx)
    areas = tx.organisations.areas(network)
    return Answer(messages=(wording.standing(desk.plan, areas, desk.names, asked, at=command.at),))


@router.command(
    "vuorolista", "turordning", "rota", aliases=("turlista",), scope=Scope.NETWORK, help=t("help.vuorolista")
)
def rota(command: Command, tx: Transaction) -> Answer:
    """List the coming turns."""
    desk = desk_of(network_of(command), tx, command.at)
    typed = command.text.strip()
    count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else _COUNT
    turns = desk.plan.preview(min(max(count, 1), _MOST), at=command.at)
    line = None if command.private else wording.in_a_line(desk.plan, desk.names, at=command.at)
    return Answer(messages=(wording.listed(turns, desk.names),), private=True, line=line)


@router.command("kuka", "vem", "who", scope=Scope.NETWORK)
def who(command: Command, tx: Transaction) -> Answer:
    """Say whom a matter belongs to; without one, who has the duty and what each organisation is asked about."""
    if not command.text.strip():
        return now(command, tx)
    network = network_of(command)
    desk = desk_of(network, tx, command.at)
    routed = desk.route(area_of(command.text, tx.organisations.areas(network)))
    told = wording.who(routed, whom(desk, routed, tx))
    return Answer(messages=(told,), private=True, line=wording.in_a_line(desk.plan, desk.names, at=command.at))


# -- the card ------------------------------------------------------------------------------------------------------


@router.card("duty")
def draw(shown: Card, tx: Transaction, at: datetime) -> Message | None:
    """Draw the duty card as things are now."""
    rota = tx.duty.get(shown.subject)
    if rota is None:
        return None
    areas, names = tx.organisations.areas(rota.network), tx.organisations.names(rota.network)
    return wording.card(rota.plan, areas, names, network=rota.network, at=at)


@router.tick("duty_cards")
def redraw(tick: Event, tx: Transaction) -> None:
    """Redraw the card when the duty moves."""
    for subject in tx.cards.turning("duty", tick.at):
        rota = tx.duty.get(subject)
        tx.cards.changed("duty", subject)
        tx.cards.turn("duty", subject, rota.plan.duty(tick.at).until if rota else None)
