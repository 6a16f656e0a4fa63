"""Telegram's refusals in our words: SlowDown, Gone or Uncertain."""

import re
from collections.abc import Awaitable
from typing import TypeVar

from telegram.error import TelegramError

from bot.adapters.telegram.transport import Declined, Unreached
from bot.chat import Address, Gone, SlowDown, Uncertain

T = TypeVar("T")

UNREACHED_PAUSE = 2.0  #: seconds before Telegram is tried again after nobody answered the door
TOKEN_PAUSE = 30.0  #: seconds when our token is refused: somebody has to mend the settings
DOUBT = 0.5  #: seconds before a call in doubt is made again

#: What Telegram's words mean, by a part of them (the official server's source; shared/platforms.md).
_MEANINGS = (
    ("bot was blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("can't initiate conversation", "never_started"),
    ("bot was kicked", "kicked"),
    ("bot is not a member", "not_a_member"),
    ("chat not found", "not_found"),
    ("message is not modified", "unchanged"),
    ("message to edit not found", "message"),
    ("message can't be edited", "message"),
    ("message_id_invalid", "message"),
    ("query is too old", "too_old"),
    ("not enough rights", "not_enough_rights"),
    ("chat_admin_required", "not_enough_rights"),
)
#: Why a person cannot be written to in private, until they press Start.
UNREACHABLE = frozenset({"blocked", "deactivated", "never_started", "not_found", "forbidden"})


async def settled(call: Awaitable[T]) -> T:
    """Await a call to the Bot; raises SlowDown, Gone or Uncertain with nothing of the Bot behind them."""
    try:
        return await call
    except TelegramError as error:
        trouble = meaning(error)
    raise trouble  # out here it has no context: the Bot's own exception stays behind


def meaning(error: TelegramError) -> SlowDown | Gone | Uncertain:
    """Say what a failed call means to whoever made it."""
    if isinstance(error, Unreached):
        return SlowDown(UNREACHED_PAUSE)
    if isinstance(error, Declined):
        return _refusal(error)
    return Uncertain(str(error))


def _refusal(error: Declined) -> SlowDown | Gone:
    if error.retry_after is not None:
        return SlowDown(float(error.retry_after))
    if error.moved_to is not None:
        return Gone("moved", Address("telegram", str(error.moved_to)))
    if error.code in {401, 404}:
        return SlowDown(TOKEN_PAUSE)  # the token is refused: no chat's fault
    if error.code == 429:
        return SlowDown(UNREACHED_PAUSE)
    return Gone(_why(error))


def _why(error: Declined) -> str:
    words = error.words.lower()
    for part, why in _MEANINGS:
        if part in words:
            return why
    if error.code == 403:
        return "forbidden"
    said = re.split(r"\"| '", words.removeprefix("bad request: "))[0]  # what is quoted may be a person's own words
    return f"refused: {said[:60].strip()}"
