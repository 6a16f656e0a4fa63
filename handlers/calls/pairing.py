"""Pairing: mentors agree to each pair before aktorit hear of it; their answers may also be noted for them."""

from collections.abc import Mapping

from bot.chat import Answer, Message, Press, Refusal
from bot.domain.calls.application import Application
from bot.domain.calls.call import Call, Kind
from bot.domain.calls.states import State, Verdict
from bot.rights import theirs
from bot.router import Router
from bot.text import t
from bot.wording import pairing as wording
from storage import Transaction

router = Router()


@router.press("askmentors")
def ask(press: Press, tx: Transaction) -> Answer:
    """Ask the mentors about the pairs that are proposed; each about each of them once."""
    call = theirs(press, tx.calls.get(press.subject, lock=True))
    meant = _meant(call, tx)
    if not meant:
        raise Refusal(t("pairs.none"))
    mentors = _mentors(call, tx)
    for group in call.groups:
        person = mentors.get(group.name.casefold())
        for one in meant:
            if one.group == group.id and tx.applications.ask_pair(one.id, group.id) and person:
                _tell(call, person, one, press, tx)
    return _standing(call, tx)


def _meant(call: Call, tx: Transaction) -> list[Application]:
    every = tx.applications.of_call(call.id)
    return [one for one in every if one.state is State.SENT and one.verdict is Verdict.PLACE and one.group]


def _mentors(call: Call, tx: Transaction) -> Mapping[str, str]:
    """Find the mentors who were chosen by a call of ours, by their names."""
    chosen = tx.applications.confirmed_in(call.network, Kind.MENTORS)
    return {one.name.casefold(): one.person for one in chosen if one.person and one.name}


def _tell(call: Call, person: str, one: Application, press: Press, tx: Transaction) -> None:
    """Ask in a letter of its own: it names the aktori and goes with them, should they be erased before it is sent."""
    known = tx.people.get([person]).get(person)
    message = wording.ask(call, known.locale if known else "fi", one)
    once = f"pairs:{one.id}:{one.group}:{one.person}"
    tx.post.tell_person(person, call.network, "pairs", message, dedupe=once, at=press.at)


def _standing(call: Call, tx: Transaction) -> Answer:
    answered = tx.applications.pairs(call.id)
    names = {group.id: group.name for group in call.groups}
    rows = [(names[one.group or ""], one, answered.get((one.id, one.group or ""))) for one in _meant(call, tx)]
    return Answer(messages=(wording.standing(call, rows),), private=True, fresh=True)


@router.press("pairyes")
def agree(press: Press, tx: Transaction) -> Answer:
    """Agree to a pair."""
    return _answered(press, tx, agreed=True)


@router.press("pairno")
def refuse(press: Press, tx: Transaction) -> Answer:
    """Refuse a pair; it is not proposed again."""
    return _answered(press, tx, agreed=False)


def _answered(press: Press, tx: Transaction, *, agreed: bool) -> Answer:
    one = tx.applications.get(press.subject)
    call = tx.calls.get(one.call) if one else None
    group = next((g for g in call.groups if g.id == press.choice), None) if call else None
    if one is None or call is None or group is None:
        raise Refusal(t("button.unknown"))
    coordinates = press.person.coordinates(call.network)
    if not coordinates and _mentors(call, tx).get(group.name.casefold()) != press.person.id:
        raise Refusal(t("button.unknown"))
    if one.state is not State.SENT or not tx.applications.answer_pair(one.id, group.id, agreed=agreed):
        raise Refusal(t("pairs.over"))
    if coordinates:
        return _standing(call, tx)
    return Answer(messages=(Message((t("pairs.thanks"),)),), private=True)
