"""Keep secrets out of the log, whoever writes it."""

import logging
from collections.abc import Iterable


class Redacting(logging.Formatter):
    """Write records with every known secret blotted out, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [one for one in secrets if one]

    def format(self, record: logging.LogRecord) -> str:
        """Format a record, then blot."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error; libraries that print addresses or payloads speak up only when something is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for loud in ("httpx", "httpcore", "aiohttp", "apscheduler", "slack_sdk", "slack_bolt", "telegram", "alembic"):
        logging.getLogger(loud).setLevel(logging.WARNING)
