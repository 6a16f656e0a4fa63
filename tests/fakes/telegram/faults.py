"""Faults a test orders: refusals, silence and cut connections, before or after the call took effect."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.history import Call


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls a call; build one with the functions below."""

    code: int = 0
    description: str = ""
    parameters: tuple[tuple[str, int], ...] = ()
    wait: float = 0.0
    cut: bool = False
    after_effect: bool = False

    def error(self) -> ApiError | None:
        return ApiError(self.code, self.description, dict(self.parameters)) if self.code else None


def refuse(code: int, description: str, *, after_effect: bool = False, **parameters: int) -> Fault:
    """Answer with this error, word for word: `refuse(403, "Forbidden: bot was blocked by the user")`."""
    return Fault(code, description, tuple(parameters.items()), after_effect=after_effect)


def too_many(retry_after: int) -> Fault:
    return refuse(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def server_error(*, after_effect: bool = False) -> Fault:
    return refuse(500, "Internal Server Error", after_effect=after_effect)


def hang(seconds: float, *, after_effect: bool = False) -> Fault:
    """Keep the caller waiting; one who gives up before the effect has prevented it."""
    return Fault(wait=seconds, after_effect=after_effect)


def drop_before_effect() -> Fault:
    return Fault(cut=True)


def drop_after_effect() -> Fault:
    return Fault(cut=True, after_effect=True)


Choice = Callable[[Call], Fault | None]


@dataclass(slots=True, eq=False)
class Ordered:
    """A fault waiting for its calls; `stop()` takes it back, `hits` counts what it has befallen."""

    method: str
    chat_id: int | None
    left: int | None
    how: Fault | Choice
    hits: int = 0

    def stop(self) -> None:
        self.left = 0

    def befalls(self, call: Call) -> Fault | None:
        if self.left == 0 or self.method not in {"*", call.method}:
            return None
        if self.chat_id is not None and self.chat_id != call.chat_id:
            return None
        fault = self.how if isinstance(self.how, Fault) else self.how(call)
        if fault:
            self.hits += 1
            self.left = None if self.left is None else self.left - 1
        return fault


class Faults:
    """All faults ordered so far; the first that fits a call befalls it."""

    def __init__(self) -> None:
        self._ordered: list[Ordered] = []

    def order(self, fault: Ordered) -> Ordered:
        self._ordered.append(fault)
        return fault

    def befalling(self, call: Call) -> Fault | None:
        return next(filter(None, (ordered.befalls(call) for ordered in self._ordered)), None)

    def clear(self) -> None:
        self._ordered.clear()
