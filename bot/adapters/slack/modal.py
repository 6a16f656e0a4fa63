"""A Form as a modal, and back."""

import json
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.draw import words
from bot.chat import Field, Form
from bot.text import Text, t

_TITLE = 24
_LABEL = 2_000
_HINT = 2_000
_TYPED = 3_000


def view(form: Form, locale: str) -> dict[str, Any]:
    """Draw a form."""
    return {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": json.dumps({"form": form.name, "draft": form.draft}),
        "title": _plain(form.title, locale, _TITLE),
        "submit": _plain(form.submit, locale, _TITLE),
        "close": _plain(t("slack.close"), locale, _TITLE),
        "blocks": [_block(field, locale) for field in form.fields],
    }


def _block(field: Field, locale: str) -> dict[str, Any]:
    block = {
        "type": "input",
        "block_id": field.key,
        "label": _plain(field.label, locale, _LABEL),
        "optional": not field.required,
        "element": _element(field, locale),
    }
    return block | ({"hint": _plain(field.help, locale, _HINT)} if field.help else {})


def _element(field: Field, locale: str) -> dict[str, Any]:
    if not field.choices:
        given = {"initial_value": field.value[:_TYPED]} if field.value else {}
        kind = {"type": "plain_text_input", "action_id": field.key, "multiline": field.multiline}
        return {**kind, "max_length": _TYPED, **given}
    options = [{"text": _plain(one.label, locale, 75), "value": one.value} for one in field.choices]
    chosen = next((option for option in options if option["value"] == field.value), None)
    return {
        "type": "static_select", "action_id": field.key, "options": options,
        **({"initial_option": chosen} if chosen else {}),
    }  # fmt: skip


def _plain(text: Text, locale: str, most: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": words(text, locale)[:most], "emoji": False}


def filled(view_: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Read a sent modal: the form, the draft, and what was typed by question."""
    about = json.loads(view_["private_metadata"])
    values = view_["state"]["values"]
    typed = {key: _value(next(iter(states.values()), {})) for key, states in values.items()}
    return about["form"], about["draft"], typed


def _value(state: Mapping[str, Any]) -> str:
    option = state.get("selected_option")
    return str(option["value"] if option else state.get("value") or "")
