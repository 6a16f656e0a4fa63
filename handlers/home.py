"""Kuppi's own page, where a platform has one: one's own answers, and what is coming with the buttons to answer."""

from bot.chat import Answer, Visited
from bot.router import Router
from bot.wording import home as wording
from storage import Transaction

router = Router()
MOST = 5  #: meetups shown whole


@router.on(Visited)
def look(visit: Visited, tx: Transaction) -> Answer:
    """Show a person their own answers, and the coming meetups of their networks."""
    person = visit.person
    networks = [one.id for one in tx.networks.all() if person.admin or one.id in person.roles]
    coming = [one for one in tx.meetups.coming(networks, at=visit.at) if one.exact]
    mine = tx.meetups.answered_by(person.id, at=visit.at)
    shown = [(one, tx.meetups.tally(one)) for one in coming[:MOST]]
    return Answer(messages=wording.page(mine, shown, left=len(coming) - len(shown), at=visit.at), fresh=True)
