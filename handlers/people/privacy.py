"""One's own data: all that is held is shown, and erased at once when its person says so."""

import json

from bot.chat import Answer, Command, Event, Press, Refusal
from bot.domain.calls.states import LIVE
from bot.domain.meetups import Meetup
from bot.domain.people import Network, Role
from bot.domain.seating import Reply
from bot.router import Router
from bot.text import t
from bot.wording import privacy as wording
from storage import Transaction

router = Router()


# -- all that is held --------------------------------------------------------------------------------------


@router.command("omattiedot", "minauppgifter", "mydata", aliases=("minadata",))
def my_data(command: Command, tx: Transaction) -> Answer:
    """Show a person all that is held of them, in words and as JSON, in private."""
    held = tx.privacy.held(command.person.id)
    told = wording.Holding(
        person=command.person,
        places=[place for place, _ in tx.people.whereabouts(command.person.id)],
        networks=[network for network in tx.networks.all() if network.id in command.person.roles],
        answers=tx.meetups.answered_by(command.person.id),
        applications=len(tx.applications.by_person(command.person.id)),
        drafts=len(held.get("drafts", ())) + len(held.get("pending", ())),
        letters=sum(row["payload"] is not None for row in held.get("outbox", ())),
    )
    text = json.dumps(held, ensure_ascii=False, indent=1)
    return Answer(messages=(wording.shown(told),), files=(wording.as_json(text),), private=True, fresh=True)


# -- erasing -----------------------------------------------------------------------------------------------


@router.command("poista", "radera", "erase", aliases=("delete",))
def remove(command: Command, tx: Transaction) -> Answer:
    """Ask what is to be removed."""
    applied = bool(tx.applications.by_person(command.person.id))
    asked = wording.ask_what(sign_ups=bool(_sign_ups(command, tx)), applications=applied)
    return Answer(messages=(asked,), private=True)


@router.command("poistatietoni", "raderauppgifter", "erasemydata")
def ask(command: Command, tx: Transaction) -> Answer:
    """Say what would go and what would stay."""
    return _ask(command, tx)


@router.press("erase")
def erase(press: Press, tx: Transaction) -> Answer:
    """Ask, erase, or leave all as it is."""
    match press.arg:
        case "ask":
            return _ask(press, tx)
        case "yes":
            return _erase(press, tx)
        case "no":
            return Answer(messages=(wording.kept(),), private=True)
    raise Refusal(t("button.unknown"))


def _ask(event: Event, tx: Transaction) -> Answer:
    platforms = dict.fromkeys(place.platform for place, _ in tx.people.whereabouts(event.person.id))
    asked = wording.ask_to_erase(
        sign_ups=len(_sign_ups(event, tx)), applications=len(tx.applications.by_person(event.person.id)),
        platforms=sorted(platforms, reverse=True),
        left_alone=_left_alone(event, tx), admin=event.person.admin,
    )  # fmt: skip
    return Answer(messages=(asked,), private=True, fresh=True)


def _sign_ups(event: Event, tx: Transaction) -> list[Meetup]:
    mine = tx.meetups.answered_by(event.person.id, at=event.at)
    return [meetup for meetup, standing in mine if standing.reply is not Reply.NO]


def _left_alone(event: Event, tx: Transaction) -> list[Network]:
    """List the networks that would have no coordinator without this person."""
    led = [network for network, role in event.person.roles.items() if role is Role.COORDINATOR]
    return [tx.networks.get(network) for network in led if len(tx.people.coordinators(network)) == 1]


def _erase(event: Event, tx: Transaction) -> Answer:
    """Free the seats, then erase, all in this transaction; others hear only what concerns them."""
    person, left_alone = event.person.id, _left_alone(event, tx)
    freed = bool(_sign_ups(event, tx) or any(one.state in LIVE for one in tx.applications.by_person(person)))
    if event.person.name_visible:
        tx.publishing.redraw_for(person)
    for meetup, _ in tx.meetups.answered_by(person, at=event.at):
        _leave(meetup.id, event, tx)
    tx.places.erase(person, event.at)
    tx.privacy.erase(person, event.at)
    for belonged in event.person.roles:
        tx.duty.look_again(belonged, event.at)  # they may have been the one in reserve
    for network in left_alone:
        _tell_room(network, event, tx)
    done = wording.erased(event.at, freed=freed)
    return Answer(messages=(done,), private=True, locale=event.person.locale)


def _leave(id_: str, event: Event, tx: Transaction) -> None:
    meetup = tx.meetups.lock(id_)
    if meetup is None:
        return
    moves = tx.meetups.remove(meetup, event.person.id, at=event.at)
    tx.notices.moved(meetup, moves, cause=event.key, at=event.at)
    tx.cards.changed("meetup", meetup.id)


def _tell_room(network: Network, event: Event, tx: Transaction) -> None:
    for room in tx.networks.chats(network.id):
        if room.coordinators:
            once = f"orphaned:{network.id}:{event.key}"
            tx.post.tell_chat(room, "orphaned", wording.orphaned(network), dedupe=once, at=event.at)
