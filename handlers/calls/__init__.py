"""A call's whole life: opened, applied to, reviewed, decided, its places given on until the groups are full."""

from bot.router import Router
from handlers.calls import (
    answering,
    applying,
    calling_off,
    deciding,
    forgetting,
    helping,
    meeting,
    opening,
    pairing,
    placing,
    reviewing,
)

router = Router(
    opening.router,
    applying.router,
    answering.router,
    placing.router,
    reviewing.router,
    deciding.router,
    forgetting.router,
    helping.router,
    meeting.router,
    calling_off.router,
    pairing.router,
)
