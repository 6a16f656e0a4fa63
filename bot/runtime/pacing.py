"""How fast the calls to one chat may follow each other, and when a call that failed is made again."""

from storage.cards import Card
from storage.lanes import Pace
from storage.outbox import Letter

_SOON = 1_500  #: ms before a try that failed is made again; each time three times as long
_LONGEST = 300_000  #: but never longer than this

#: Telegram allows about 20 calls a minute in a group: one in 3 s keeps to that, and a short burst is forgiven.
_GROUP = Pace(every=3_000, burst=8, kept=2)
_PRIVATE = Pace(every=1_000, burst=5, kept=0)
_SLACK = Pace(every=1_200, burst=8, kept=3)
_LOCAL = Pace(every=0, burst=1_000, kept=0)


def pace_of(lane: str) -> Pace:
    """Give the pace of a lane, by its key: platform and address."""
    platform, _, address = lane.partition(":")
    if platform == "telegram":
        return _GROUP if address.startswith("-") else _PRIVATE
    return _SLACK if platform == "slack" else _LOCAL


def again_in(letter: Letter | None, card: Card | None) -> tuple[int, int]:
    """Say how long (ms) a lane rests before a try is made again, and how much of that is a pause for other work too."""
    tries = letter.attempts if letter else card.attempts if card else 0
    rest = min(_SOON * 3 ** min(tries, 9), _LONGEST)
    return rest, rest if letter else _SOON
