"""Who speaks here, and whether Kuppi may write to them."""

from dataclasses import dataclass, field

from bot.adapters.local.rooms import Room
from bot.chat import Sender


@dataclass(eq=False)
class Someone:
    """Keep a person of this process with their private chat and what has flashed before their eyes."""

    id: str
    name: str
    chat: Room = field(repr=False)
    locale: str | None = None  #: what their client says, for a first language
    shy: bool = False  #: cannot be written to before they write themselves, as on Telegram
    started: bool = False
    blocked: bool = False
    spoken: bool = False
    reads: str = "fi"  #: the language Kuppi last used with them
    toasts: list[str] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        """Give the person as events name them."""
        return Sender("local", self.id, self.name, self.locale)

    @property
    def unreachable(self) -> str | None:
        """Say why Kuppi cannot write to the person; None when it can."""
        if self.blocked:
            return "blocked"
        return "never_started" if self.shy and not self.started else None
