"""What every part of the fake shares: the JSON object, its compact spelling, Slack's refusals."""

import json
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A refusal in Slack's own words: `{"ok": false, "error": …}`."""

    def __init__(self, error: str, *messages: str, status: int = 200, retry_after: int = 0, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.retry_after = retry_after
        self.body: Json = {"ok": False, "error": error, **extra}
        if messages:
            self.body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


class NotPossibleError(AssertionError):
    """A person in a test tried what Slack's own screen would not have let them do."""


def spelled(value: object) -> str:
    """Spell a value as compact JSON, the way sizes are counted and bodies are sent."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def decoded(value: object, refusal: SlackError) -> Any:
    """Open an argument that forms carry as a JSON string and JSON bodies carry as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise refusal from None
