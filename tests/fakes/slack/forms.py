"""Filling a form in the way Slack's client lets a person: values into `view.state`."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.rendering import unescaped
from tests.fakes.slack.views import Field, View, options_of
from tests.fakes.slack.wire import Json, NotPossibleError

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.people import Person

_TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_SHAPES = {
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
    "number_input": re.compile(r"-?\d+(\.\d+)?"),
}
_TYPED_MOST = 3000
_IDS = {"users_select": "selected_user", "conversations_select": "selected_conversation"}


def fill(view: View, answers: Mapping[str, Any]) -> None:
    """Put the answers into the view's state, refusing what the client would refuse to send."""
    for name, answer in answers.items():
        field = view.field(name)
        view.values.setdefault(field.block_id, {})[field.action_id] = _state(field, answer)
    for field in view.fields:
        state = view.values.setdefault(field.block_id, {}).setdefault(field.action_id, _state(field, None))
        if not field.optional and not any(value for key, value in state.items() if key != "type"):
            raise NotPossibleError(f"Slack does not send the form before {field.label!r} is filled in")


def _state(field: Field, answer: Any) -> Json:
    if field.kind in _TYPED:
        return {"type": field.kind, "value": None if answer is None else _typed(field, str(answer))}
    if field.kind in ("checkboxes", "multi_static_select"):
        return {"type": field.kind, "selected_options": [option_called(field.element, one) for one in answer or ()]}
    if field.kind in ("static_select", "radio_buttons"):
        return {"type": field.kind, "selected_option": None if answer is None else option_called(field.element, answer)}
    if field.kind == "external_select":
        return {"type": field.kind, "selected_option": answer}
    return {"type": field.kind, **_picked(field, answer)}


def _typed(field: Field, text: str) -> str | None:
    shape = _SHAPES.get(field.kind)
    if text and shape and not shape.fullmatch(text):
        raise NotPossibleError(f"Slack does not take {text!r} in {field.label!r}")
    least, most = field.element.get("min_length", 0), field.element.get("max_length", _TYPED_MOST)
    if text and not least <= len(text) <= most:
        raise NotPossibleError(f"Slack takes {least} to {most} characters in {field.label!r}, not {len(text)}")
    return text or None


def _picked(field: Field, answer: "str | date | time | Person | Channel | None") -> Json:
    if field.kind == "datepicker":
        return {"selected_date": answer.isoformat() if isinstance(answer, date) else answer}
    if field.kind == "timepicker":
        return {"selected_time": answer.strftime("%H:%M") if isinstance(answer, time) else answer}
    key = _IDS.get(field.kind, "selected_channel")
    return {key: getattr(answer, "id", answer)}


def option_called(element: Json, name: str) -> Json:
    """Find an option by what it reads, or by its value."""
    options = options_of(element)
    for option in options:
        if name in (unescaped(option["text"]["text"]), option.get("value")):
            return {"text": option["text"], "value": option.get("value")}
    raise NotPossibleError(f"there is no option {name!r} among {[option['text']['text'] for option in options]}")
