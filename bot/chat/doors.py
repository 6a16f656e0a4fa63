"""Where the world comes to us: what a platform answers over HTTP, whatever serves it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Knock:
    """Hold one HTTP request, whole; header names are lower case."""

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Reply:
    """Say what a request gets back."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """Answer the requests with one method to one path."""

    method: str
    path: str
    open: Callable[[Knock], Awaitable[Reply]]


@runtime_checkable
class KeepsDoors(Protocol):
    """Be reached over HTTP; ``by_web`` says that events come in so, and not by our own asking."""

    by_web: bool

    def doors(self) -> Sequence[Door]:
        """List the doors to serve; each answers 503 until ``run`` has begun."""
