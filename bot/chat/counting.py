"""How many are in a chat: asked of its platform while an answer is given, and left out where it cannot be told."""

import asyncio
from dataclasses import replace
from typing import Protocol

from bot.chat.errors import Gone, SlowDown, Uncertain
from bot.chat.events import Address
from bot.chat.messages import Answer

PATIENCE = 1.0  #: seconds: whoever asked waits for the rest of the answer meanwhile


class CountsMembers(Protocol):
    """Tell how many are in a chat."""

    async def members(self, of: Address) -> int:
        """Count a chat's members; raises SlowDown, Gone or Uncertain."""


async def counted(answer: Answer, counter: CountsMembers) -> Answer:
    """Add the line that says how many are in a chat to the first message of an answer that asks for it."""
    if answer.headcount is None or not answer.messages:
        return answer
    try:
        async with asyncio.timeout(PATIENCE):
            line = answer.headcount.line.counting(await counter.members(answer.headcount.where))
    except (SlowDown, Gone, Uncertain, TimeoutError):
        return answer
    first, *rest = answer.messages
    return replace(answer, messages=(replace(first, lines=(*first.lines, line)), *rest))
