"""A question on its way: its echo, who gets it, and its answer back."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.duty.asking import Request
from bot.text import Moment, Text, t

_SNIPPET = 20  #: letters of a question on a button


def echo(draft: str, question: str, whom: Text) -> Message:
    """Show a question before it is sent, and whom it reaches."""
    lines = (t("duty.ask_echo"), t("plain", text=question), whom, t("duty.ask_terms"))
    return Message(lines, (_choices(draft, Button(t("button.send_question"), "asksend", draft)),))


def reply_echo(draft: str, reply: str, question: str) -> Message:
    """Show an answer before it is sent."""
    lines = (t("duty.reply_echo"), t("plain", text=reply), t("duty.quoted", question=_cut(question, 300)))
    return Message(lines, (_choices(draft, Button(t("button.send_reply"), "replysend", draft)),))


def _choices(draft: str, send: Button) -> tuple[Button, ...]:
    return send, Button(t("button.edit"), "change", draft), Button(t("button.drop"), "drop", draft)


def asked(request: Request, name: str, asked_at: Moment) -> Message:
    """Bring a question to whoever answers it."""
    lines = (t("duty.request", name=name, when=asked_at), t("plain", text=request.body))
    return Message(lines, ((Button(t("button.reply"), "reply", request.id, private=True),),))


def replied(question: str, reply: str, by: Text) -> Message:
    """Bring the answer back."""
    lines = (by, t("plain", text=reply), t("duty.quoted", question=_cut(question, 300)))
    return Message(lines, ((Button(t("button.ask"), "do", "kysy"),),))


def waiting(requests: Sequence[tuple[Request, str, Moment]]) -> Message:
    """List the questions that wait for an answer, a button for each."""
    if not requests:
        return Message((t("duty.requests_none"),))
    lines = [t("duty.requests_row", name=name, when=when, question=_cut(one.body, 200)) for one, name, when in requests]
    rows = tuple(
        (Button(t("button.reply_to", question=_cut(one.body, _SNIPPET)), "reply", one.id),) for one, _, _ in requests
    )
    return Message((t("duty.requests_head"), *lines), rows)


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
