"""Waiting for a day: who asks is told, once, when the day of a meetup is known."""

from bot.chat import Answer, Press, Refusal
from bot.domain.meetups import Closed, closed
from bot.rights import meetup_here
from bot.router import Router
from bot.wording import days as wording
from bot.wording.meetups import shown
from bot.wording.standings import why_closed
from storage import Transaction

router = Router()


@router.press("tellme")
def tell_me(press: Press, tx: Transaction) -> Answer:
    """Note that a person wants to hear of the day; one that is known is told at once."""
    meetup = meetup_here(press, press.subject, tx)  # locked: its day is not fixed meanwhile
    over = closed(meetup, at=press.at)
    if over is None:
        mine = tx.meetups.standing(meetup, press.person.id)
        return Answer(messages=(shown(meetup, tx.meetups.tally(meetup), mine, at=press.at),), private=True)
    if over is not Closed.DAY_UNKNOWN:
        raise Refusal(why_closed(meetup, over))
    tx.people.belong(press.person, meetup.network)
    tx.watchers.watch(meetup.id, press.person.id)
    return Answer(messages=(wording.will_tell(meetup),), private=True)


@router.press("tellmenot")
def tell_me_not(press: Press, tx: Transaction) -> Answer:
    """Note that a person does not want to hear of the day after all."""
    meetup = meetup_here(press, press.subject, tx)
    tx.watchers.leave(meetup.id, press.person.id)
    return Answer(messages=(wording.wont_tell(meetup, press.at),), private=True)
