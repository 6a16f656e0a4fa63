"""No secret reaches the log, whoever writes it."""

import logging

from bot.runtime.logs import Redacting


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("somebody", logging.INFO, "file.py", 1, message, values, told)


def test_secrets_are_blotted_out_of_messages_and_their_values() -> None:
    shown = Redacting(["1001:secret", "xoxb-1"]).format(record("calling %s with %s", "/bot1001:secret/getMe", "xoxb-1"))
    assert "secret" not in shown
    assert "xoxb-1" not in shown
    assert "/bot…/getMe" in shown


def test_secrets_are_blotted_out_of_tracebacks() -> None:
    try:
        raise RuntimeError("the token 1001:secret was rejected")
    except RuntimeError as error:
        shown = Redacting(["1001:secret"]).format(record("it failed", error=error))
    assert "was rejected" in shown
    assert "1001:secret" not in shown


def test_an_empty_secret_blots_nothing() -> None:
    assert "all is well" in Redacting([""]).format(record("all is well"))
