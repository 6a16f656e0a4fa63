"""Publishing at a time: what was scheduled goes out by the clock, or at once when a coordinator says so."""

from collections.abc import Sequence
from functools import partial

from bot.chat import Answer, Event, Press, Refusal
from bot.domain.changing import facts
from bot.domain.meetups import Closed, Meetup, State, closed
from bot.domain.people import Chat
from bot.rights import theirs
from bot.router import Router
from bot.text import t
from bot.wording import announcements as wording
from storage import Transaction
from storage.apart import apart

router = Router()
AT_ONCE = 10  #: meetups a tick


@router.tick("scheduled")
def publish_due(tick: Event, tx: Transaction) -> None:
    """Publish what is due, and let its coordinator know."""
    due = tx.meetups.due("publish_at", tick.at, most=AT_ONCE)
    apart(tx, "publishing what was scheduled", due, partial(_publish_due, tick, tx))


def _publish_due(tick: Event, tx: Transaction, id_: str) -> None:
    meetup = tx.meetups.lock(id_)
    if meetup is None or meetup.state is not State.SCHEDULED:
        return
    by = next((one.person for one in tx.changes.of(meetup.id) if one.what == "scheduled"), None)
    if _too_late(meetup, tick):
        tx.meetups.change(meetup.evolve(publish_at=None))  # it stays to be mended or called off
        message = wording.missed(meetup)
    else:
        message = wording.published(meetup, _go_out(meetup, None, tick, tx))
    if by:
        once = f"scheduled:{meetup.id}:{meetup.publish_at}"
        tx.post.tell_person(by, meetup.network, "scheduled", message, dedupe=once, at=tick.at, point=False)


def _too_late(meetup: Meetup, event: Event) -> bool:
    held = meetup.evolve(state=State.PUBLISHED)
    return closed(held, at=event.at) in {Closed.BEGUN, Closed.LATE}


def _go_out(meetup: Meetup, by: str | None, event: Event, tx: Transaction) -> Sequence[Chat]:
    """Publish a scheduled meetup; give the chats it goes to."""
    live = meetup.evolve(state=State.PUBLISHED, publish_at=None)
    tx.meetups.publish(live, at=event.at)
    tx.changes.note(live.network, live.id, "published", by=by, at=event.at, after=facts(live))
    return tx.publishing.go_out(live, at=event.at)


@router.press("publishnow")
def publish_now(press: Press, tx: Transaction) -> Answer:
    """Publish a scheduled meetup at once."""
    meetup = theirs(press, tx.meetups.lock(press.subject))
    if meetup.state is not State.SCHEDULED:
        raise Refusal(t("draft.published") if meetup.state is State.PUBLISHED else t("draft.over"))
    if _too_late(meetup, press):
        raise Refusal(t("scheduled.past"))
    chats = _go_out(meetup, press.person.id, press, tx)
    return Answer(messages=(wording.published(meetup, chats),), private=True)
