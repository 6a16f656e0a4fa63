"""The refusals of the Bot API, word for word."""

from typing import Any

OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """What Telegram answers instead of a result; `malformed` marks a call no correct bot would make."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, int] | None = None, *, malformed: bool = False
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.malformed = malformed
        self.parameters = parameters or {}

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class CallerLostError(Exception):
    """The connection is cut, or the caller has gone: no answer can be given."""


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def malformed(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}", malformed=True)


def forbidden(why: str) -> ApiError:
    return ApiError(403, f"Forbidden: {why}")


def conflict(why: str) -> ApiError:
    return ApiError(409, f"Conflict: {why}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(to: int) -> ApiError:
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": to})
