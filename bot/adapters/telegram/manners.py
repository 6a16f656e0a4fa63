"""Good manners in groups: a burst of commands there must not use up what Telegram lets us say in a minute."""

from time import monotonic

from bot.chat import Pause

EVERY = 5.0  #: seconds between answers in one group: of Telegram's twenty calls a minute the cards get the rest
AT_ONCE = 6  #: of which so many may come together
LATEST = 15.0  #: an answer that would come later than this is left away: another like it stands there already


class Manners:
    """Keep what is answered in groups to a pace of its own; delivery keeps the pace of all else."""

    def __init__(self, pause: Pause) -> None:
        self._pause = pause
        self._even: dict[str, float] = {}  # by group: when the next answer would come, if they came evenly

    async def turn(self, group: str) -> bool:
        """Wait for a turn to speak in a group; False when it would come too late."""
        now = monotonic()
        even = max(self._even.get(group, 0.0), now - EVERY * AT_ONCE) + EVERY
        if even - now > LATEST:
            return False
        self._even[group] = even
        if even > now:
            await self._pause(even - now)
        return True
