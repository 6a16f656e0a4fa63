"""One human on several platforms: a code typed on the other one makes them one person; a day long it can be undone."""

from bot.chat import Address, Answer, Command, Event, Press, Refusal
from bot.domain.calls.states import LIVE
from bot.domain.meetups import Meetup, Moves
from bot.domain.merging import Merged
from bot.router import Router
from bot.text import t
from bot.wording import linking as wording
from storage import Transaction

router = Router()


@router.command("yhdista", "kopplaihop", "link", aliases=("koppla",))
def link(command: Command, tx: Transaction) -> Answer:
    """Give a code for the other platform, or take the one that was typed."""
    typed = command.text.strip()
    if typed:
        return _ask(command, typed, tx)
    code = tx.codes.issue_link(command.person.id, command.at)
    return Answer(messages=wording.code(code), private=True)


@router.press("link")
def choose(press: Press, tx: Transaction) -> Answer:
    """Take a code, link two selves or leave it."""
    deed, _, code = press.arg.partition("-")
    match deed:
        case "no":
            return Answer(messages=(wording.not_linked(),), private=True)
        case "yes":
            return _link(press, code, tx)
        case "code":
            return _ask(press, code, tx)
        case "new":
            code = tx.codes.issue_link(press.person.id, press.at)
            return Answer(messages=wording.code(code), private=True)
    raise Refusal(t("button.unknown"))


def _ask(event: Event, code: str, tx: Transaction) -> Answer:
    """Say whose other self the code is for before anything is done; nobody is merged by name."""
    if not event.private:
        tx.codes.spoil(code, event.at)
        raise Refusal(t("code.seen"))
    other = _other(event, tx.codes.other_self(code, event.at))
    place, _ = tx.people.whereabouts(other)[0]
    name = tx.people.get([other])[other].name
    clashing = [meetup for id_ in tx.selves.clashing(event.person.id, other) if (meetup := tx.meetups.get(id_))]
    ahead = [meetup for meetup in clashing if meetup.starts_at and meetup.starts_at > event.at]
    asked = wording.ask(code.strip().upper(), name, place.platform, ahead)
    return Answer(messages=(asked,), private=True, fresh=True)


def _other(event: Event, other: str | None) -> str:
    """Refuse a code that is none, and one's own."""
    if other is None:
        raise Refusal(t("code.void"))
    if other == event.person.id:
        raise Refusal(t("link.same"))
    return other


def _link(event: Event, code: str, tx: Transaction) -> Answer:
    if not event.private:
        raise Refusal(t("button.unknown"))
    other = _other(event, tx.codes.other_self(code, event.at))
    _settle_applications(event.person.id, other, tx)
    tx.codes.use_link(code, event.at)
    other_places = [place for place, reachable in tx.people.whereabouts(other) if reachable]
    merged = tx.selves.merge(event.person.id, other, event.at)
    tx.publishing.redraw_for(merged.kept)  # one name for two, or none: no self's no is overruled
    for clash in merged.clashes:
        _tell_moved(clash.meetup, clash.moves, event, tx)
    for place in other_places[:1]:
        _tell_other_self(place, merged, event, tx)
    return Answer(messages=(wording.linked(merged),), private=True, fresh=True)


def _settle_applications(one: str, other: str, tx: Transaction) -> None:
    """Let there be one application to a call: of two that are alive the person chooses, one that is over goes."""
    mine = {application.call: application for application in tx.applications.by_person(one)}
    for theirs in tx.applications.by_person(other):
        both = [mine[theirs.call], theirs] if theirs.call in mine else []
        over = [application for application in both if application.state not in LIVE]
        if both and not over:
            raise Refusal(t("link.applied_twice"))
        for application in over[:1]:
            tx.applications.forget(application.id)


def _tell_other_self(place: Address, merged: Merged, event: Event, tx: Transaction) -> None:
    message = wording.linked_elsewhere(merged, event.person.name, event.who.platform)
    locale = tx.people.get([merged.kept])[merged.kept].locale
    once = f"linked:{merged.id}"
    tx.outbox.add("linked", place, message, locale=locale, due=event.at, dedupe=once, person=merged.kept)


def _tell_moved(meetup: Meetup, moves: Moves, event: Event, tx: Transaction) -> None:
    tx.cards.changed("meetup", meetup.id)
    tx.notices.moved(meetup, moves, cause=event.key, at=event.at)


@router.press("part")
def part(press: Press, tx: Transaction) -> Answer:
    """Make two of one again, each as they were."""
    parted = tx.parting.part(press.arg, press.person.id, press.at)
    if parted is None:
        raise Refusal(t("link.too_late"))
    for person in (parted.kept, parted.gone):
        tx.publishing.redraw_for(person)
    for meetup, moves in parted.moves:
        _tell_moved(meetup, moves, press, tx)
    return Answer(messages=(wording.parted(parted),), private=True)
