"""Swaps between organisations, with the consent of both; of two who accept at once one gets it."""

from datetime import date, datetime
from functools import partial

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.duty import Refused, Turn
from bot.domain.duty.swaps import Done, Offer, State, accept, ask_undo, confirm, decline, offered, withdraw
from bot.router import Router
from bot.text import t
from bot.wording.duty import swapping as wording
from handlers.duty.changing import changed, next_look, settle, sides, tell
from handlers.duty.choosing import SHOWN, about_turn, coming, key_known, own_organisation, turn_typed
from handlers.duty.desk import Desk, desk, desk_of, network_of
from storage import Transaction
from storage.apart import apart

router = Router()


# -- offering --------------------------------------------------------------------------------------------------


def swap(command: Command, matter: str, tx: Transaction) -> Answer:
    """Offer a turn of one's own for another's; bare, ask which."""
    at_desk = desk_of(network_of(command), tx, command.at)
    mine = own_organisation(at_desk, command)
    typed = [turn_typed(at_desk, one) for one in matter.split()]
    if len(typed) == 2:
        return _made(at_desk, typed[0], mine, command, tx, want=typed[1].period.key)
    if typed:
        return _what_for(at_desk, typed[0], mine)
    turns = coming(at_desk, mine)
    if not turns:
        raise Refusal(t("duty.no_coming_turns"))
    return _private(wording.which(at_desk.rota.id, turns, "swapgive", t("duty.swap_which_own")))


def _private(message: Message) -> Answer:
    return Answer(messages=(message,), private=True)


@router.press("swapgive")
def give(press: Press, tx: Transaction) -> Answer:
    """Ask what is wanted for a turn."""
    at_desk, turn = about_turn(press, tx)
    return _what_for(at_desk, turn, own_organisation(at_desk, press))


def _what_for(at_desk: Desk, turn: Turn, mine: str) -> Answer:
    others = [one for one in coming(at_desk, None) if one.organisation not in {mine, None}][:SHOWN]
    return _private(wording.what_for(at_desk.rota.id, turn, others, at_desk.names))


@router.press("swapmake")
def make(press: Press, tx: Transaction) -> Answer:
    """Make an offer: for a turn of another's, for any, or only for somebody to take it."""
    at_desk, turn = about_turn(press, tx, lock=True)
    asked = press.choice.partition("_")[2]
    want = None if asked in {"any", "cover"} else key_known(asked)
    mine = own_organisation(at_desk, press)
    return _made(at_desk, turn, mine, press, tx, want=want, one_way=asked == "cover")


def ask_for_cover(at_desk: Desk, turn: Turn, event: Event, tx: Transaction) -> Answer:
    """Ask whether somebody takes a coming turn."""
    return _made(at_desk, turn, own_organisation(at_desk, event), event, tx, one_way=True)


def _made(
    at_desk: Desk, turn: Turn, mine: str, event: Event, tx: Transaction, *, want: date | None = None,
    one_way: bool = False,
) -> Answer:  # fmt: skip
    offer = offered(
        at_desk.plan, id_=tx.duty.new_act(), by=mine, give=turn.period.key, want=want, one_way=one_way, at=event.at
    )
    if isinstance(offer, Refused):
        raise Refusal(offer.reason)
    if any(one.give == offer.give and one.from_org == mine for one in tx.offers.live(at_desk.rota.id)):
        raise Refusal(t("duty.offer_there"))
    due = next_look(offer, at_desk.plan, event.at)
    tx.offers.make(at_desk.rota.id, offer, by=event.person.id, due=due)
    _bring(offer, at_desk, "offer", tx)
    return _private(wording.made(offer, at_desk.plan, at_desk.names))


def _bring(offer: Offer, at_desk: Desk, what: str, tx: Transaction, *, at: datetime | None = None) -> None:
    """Bring an offer to those who may accept it."""
    to = [offer.to_org] if offer.to_org else sorted(set(_taking_turns(at_desk)) - {offer.from_org})
    for organisation in to:
        message = wording.offer(offer, at_desk.plan, at_desk.names)
        tell(at_desk, organisation, message, f"{what}:{offer.id}:{organisation}", tx, at=at)


def _taking_turns(at_desk: Desk) -> tuple[str, ...]:
    version = at_desk.plan.version(max(at_desk.plan.timetable.index(at_desk.at), 0))
    return version.lineup.organisations if version else ()


# -- answering -------------------------------------------------------------------------------------------------


def _offer(press: Press, tx: Transaction) -> tuple[Desk, Offer]:
    """Give the offer that a button is about, as it is once nobody else can change it."""
    found = _locked(press.subject, press, tx)
    if found is None:
        raise Refusal(t("button.unknown"))
    return found


def _locked(id_: str, event: Event, tx: Transaction) -> tuple[Desk, Offer] | None:
    """Give an offer as it is once its rota is locked, or None."""
    known = tx.offers.get(id_)
    rota = tx.duty.get(known[0], lock=True) if known else None
    found = tx.offers.get(id_)
    return (desk(rota, tx, event.at), found[1]) if found and rota else None


def _acting(at_desk: Desk, offer: Offer, event: Event) -> str:
    """Say for whom somebody acts: for the side that is asked, if they answer for it."""
    mine = at_desk.organisations_of(event.person.id)
    if not mine:
        raise Refusal(t("duty.not_contact"))
    wanted = [one for one in mine if one == offer.to_org] or [one for one in mine if one != offer.from_org]
    return (wanted or list(mine))[0]


@router.press("swapchoose")
def choose(press: Press, tx: Transaction) -> Answer:
    """Ask which of one's turns is given for an offer that takes any."""
    at_desk, offer = _offer(press, tx)
    return _private(wording.choose(offer, coming(at_desk, _acting(at_desk, offer, press))))


@router.press("swapyes")
def yes(press: Press, tx: Transaction) -> Answer:
    """Accept an offer."""
    at_desk, offer = _offer(press, tx)
    by, chosen = _acting(at_desk, offer, press), key_known(press.choice) if press.choice else None
    return _ended(offer, accept(offer, at_desk.plan, by=by, at=press.at, give=chosen), at_desk, press, tx)


@router.press("swapok")
def agree(press: Press, tx: Transaction) -> Answer:
    """Agree, as the one who offered, to the turn given in exchange."""
    at_desk, offer = _offer(press, tx)
    mine = at_desk.organisations_of(press.person.id)
    by = offer.from_org if offer.from_org in mine else ""
    return _ended(offer, confirm(offer, at_desk.plan, by=by, at=press.at), at_desk, press, tx)


def _ended(before: Offer, done: Done | Refused, at_desk: Desk, press: Press, tx: Transaction) -> Answer:
    """Keep what became of an offer, and tell both sides."""
    if isinstance(done, Refused):
        raise Refusal(done.reason)
    offer = done.offer
    if not tx.offers.save(before, offer, due=next_look(offer, done.plan, press.at)):
        raise Refusal(t("duty.swap_taken"))
    if offer.state is State.ACCEPTED:
        tell(at_desk, offer.from_org, wording.to_confirm(offer, done.plan, at_desk.names),
             f"confirm:{offer.id}:{offer.version}", tx)  # fmt: skip
        return _private(Message((t("duty.offer_waits"),)))
    if offer.state is not State.APPLIED:
        return _private(wording.lapsed(offer, at_desk.names))
    changed(at_desk, done.plan, press.person.id, tx)
    message = wording.applied(offer, done.plan, at_desk.names)
    for organisation in sides(offer):
        tell(at_desk, organisation, message, f"applied:{offer.id}", tx)
    return _private(Message((t("duty.agreed"),)))


@router.press("swapno")
def no(press: Press, tx: Transaction) -> Answer:
    """Say no: to an offer made to oneself it ends it, to one made to everybody it changes nothing."""
    at_desk, offer = _offer(press, tx)
    mine = at_desk.organisations_of(press.person.id)
    if offer.state is State.OPEN and offer.to_org is None and offer.from_org not in mine:
        return _private(Message((t("duty.offer_passed"),)))
    by = next((one for one in (offer.to_org, offer.taker, offer.from_org) if one in mine), "")
    return _closed(offer, decline(offer, by=by or ""), at_desk, press, tx)


@router.press("swapback")
def back(press: Press, tx: Transaction) -> Answer:
    """Take one's own offer back."""
    at_desk, offer = _offer(press, tx)
    by = offer.from_org if offer.from_org in at_desk.organisations_of(press.person.id) else ""
    return _closed(offer, withdraw(offer, by=by), at_desk, press, tx)


def _closed(before: Offer, offer: Offer | Refused, at_desk: Desk, press: Press, tx: Transaction) -> Answer:
    if isinstance(offer, Refused):
        raise Refusal(offer.reason)
    tx.offers.save(before, offer, due=next_look(offer, at_desk.plan, at_desk.at))
    if offer.state is State.OPEN:  # what was given in exchange will not do: it is anybody's again
        _bring(offer, at_desk, f"again{offer.version}", tx)
        return _private(Message((t("duty.offer_open_again"),)))
    message = wording.lapsed(offer, at_desk.names)
    for organisation in sides(offer):
        tell(at_desk, organisation, message, f"closed:{offer.id}", tx, but=press.person.id)
    return _private(message)


@router.press("swapundo")
def undo(press: Press, tx: Transaction) -> Answer:
    """Undo what was agreed: when both sides have asked, or a coordinator does."""
    at_desk, offer = _offer(press, tx)
    mine = at_desk.organisations_of(press.person.id)
    by = next((one for one in (offer.from_org, offer.taker) if one in mine), None)
    if by is None and not press.person.coordinates(at_desk.rota.network):
        raise Refusal(t("duty.swap_not_for_you"))
    done = ask_undo(offer, at_desk.plan, by=by, at=press.at)
    if isinstance(done, Refused):
        raise Refusal(done.reason)
    tx.offers.save(offer, done.offer, due=None)
    if done.offer.state is not State.UNDONE:
        other = offer.taker if by == offer.from_org else offer.from_org
        asked = wording.undo_asked(offer, by or "", at_desk.plan, at_desk.names)
        tell(at_desk, other, asked, f"undo:{offer.id}:{by}", tx)
        return _private(Message((t("duty.undo_waits"),)))
    changed(at_desk, done.plan, press.person.id, tx)
    message = wording.undone(offer, at_desk.plan)
    for organisation in sides(offer):
        tell(at_desk, organisation, message, f"undone:{offer.id}", tx, but=press.person.id)
    return _private(message)


# -- the clock -------------------------------------------------------------------------------------------------


@router.tick("offers")
def follow_up(tick: Event, tx: Transaction) -> None:
    """Let offers lapse, and bring up again those that wait."""
    apart(tx, "following up an offer", tx.offers.due(tick.at), partial(_follow_up, tick, tx))


def _follow_up(tick: Event, tx: Transaction, id_: str) -> None:
    found = _locked(id_, tick, tx)
    if found is None:
        return
    at_desk, offer = found
    if settle(offer, at_desk, tx) is offer:
        tx.offers.save(offer, offer, due=next_look(offer, at_desk.plan, tick.at))
        if offer.state is State.OPEN:
            _bring(offer, at_desk, f"again:{at_desk.today}", tx, at=at_desk.daytime)
