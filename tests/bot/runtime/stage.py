"""What the tests of the road in begin with: people who speak, and the router of all capabilities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.chat import Address, Answer, Button, Command, Event, Filled, Message, Press, Ref, Said, Sender
from bot.i18n import render
from bot.router import Router
from bot.routes import routes as everything
from bot.runtime.dispatch import Dispatch
from bot.text import Text
from storage import Database, Transaction

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GROUP = Address("telegram", "-100")
_numbers = count()


@dataclass(frozen=True)
class Someone:
    """Speak as a person would, on one platform."""

    who: Sender

    @classmethod
    def named(cls, name: str, *, platform: str = "telegram", locale: str | None = None) -> "Someone":
        return cls(Sender(platform, name.lower(), name, locale))

    def says(self, text: str, **more: Any) -> Said:
        """Say bare words in private."""
        return Said(**{**self._scene(None), "text": text, **more})

    def types(self, line: str, room: Address | None = None, **more: Any) -> Command:
        """Type a command, in a room or in private."""
        first, _, rest = line.partition("\n")
        word, _, text = first.partition(" ")
        return Command(**{**self._scene(room), "word": word, "text": "\n".join(filter(None, (text, rest))), **more})

    def presses(self, button: Button | str, room: Address | None = None, on: Ref | None = None, **more: Any) -> Press:
        """Press a button, by what it carries."""
        action, _, arg = (button if isinstance(button, str) else button.data).partition("-")
        return Press(**{**self._scene(room), "action": action, "arg": arg, "on": on, **more})

    def fills(self, form: str, draft: str, **answers: str) -> Filled:
        """Send a modal."""
        return Filled(**self._scene(None), form=form, draft=draft, answers=answers)

    def brings(self, kind: type[Event], room: Address | None = None, **more: Any) -> Event:
        """Cause another event."""
        return kind(**{**self._scene(room), **more})

    def _scene(self, room: Address | None) -> dict[str, Any]:
        return {
            "key": f"event {next(_numbers)}", "at": NOW, "who": self.who, "where": room or self.who.address,
            "private": room is None, "title": "Kahvit" if room else "",
        }  # fmt: skip


ANNA, BO, CEM = Someone.named("Anna"), Someone.named("Bo"), Someone.named("Cem")
ADMIN = Someone.named("Aino")
ADMINS = frozenset({("telegram", "aino")})


def dispatching(database: Database, router: Router | None = None, *, public_url: str = "") -> Dispatch:
    """Open the one way in."""
    return Dispatch(database, router or everything(public_url), admins=ADMINS)


def failing() -> Router:
    """Fail at a press, so that what was pressed is kept to be looked at."""
    router = Router()

    @router.press("fails")
    def fails(press: Press, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
        raise ZeroDivisionError

    return router


@dataclass
class Talk:
    """Speak to Kuppi one event at a time, and look at what comes back."""

    dispatch: Dispatch

    async def __call__(self, event: Event) -> Answer:
        [answer] = await self.dispatch.receive([event])
        return answer


def again(event: Event, key: str) -> Any:
    """Give the same event as another delivery would name it."""
    return replace(event, key=key)


def ids(answer: Answer | Message) -> list[str]:
    """Give what an answer says, by the ids of its texts: the toast, then the messages' lines."""
    messages: Sequence[Message] = answer.messages if isinstance(answer, Answer) else (answer,)
    toast = [answer.toast.id] if isinstance(answer, Answer) and answer.toast else []
    return [*toast, *(_asked(line) for message in messages for line in message.lines)]


def _asked(line: Text) -> str:
    """Name a line; one that asks a question is named by its number and what it asks."""
    if line.id != "form.question":
        return line.id
    number, total, ask = (line.values[name] for name in ("number", "total", "ask"))
    return f"{number}/{total} {ask.id if isinstance(ask, Text) else ask}"


def buttons(answer: Answer | Message) -> dict[str, Button]:
    """Give the buttons of the messages by their words: the text's id, or all of it where it holds values."""
    messages: Sequence[Message] = answer.messages if isinstance(answer, Answer) else (answer,)
    return {_named(button.label): button for message in messages for row in message.buttons for button in row}


def _named(label: Text) -> str:
    return render(label, "fi") if label.values else label.id
