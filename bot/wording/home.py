"""What Kuppi's own page says."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Message
from bot.domain.meetups import Meetup
from bot.domain.seating import Standing, Tally
from bot.text import t, tn
from bot.wording.meetups import own, shown


def page(
    mine: Sequence[tuple[Meetup, Standing]], coming: Sequence[tuple[Meetup, Tally]], *, left: int, at: datetime
) -> tuple[Message, ...]:
    """Say where one stands, then each coming meetup with its buttons."""
    stands = {meetup.id: standing for meetup, standing in mine}
    answered = Message((t("own.head"), *(own(*one) for one in mine)) if mine else (t("own.none"),))
    head = Message((t("meetups.coming") if coming else t("meetups.none"),))
    cards = tuple(shown(meetup, tally, stands.get(meetup.id), at=at) for meetup, tally in coming)
    more = (Message((tn("home.more", left),)),) if left else ()
    return (answered, head, *cards, *more)
