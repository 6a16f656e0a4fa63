"""Forms as Slack modals, and what was filled in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.adapters.slack import picking
from bot.adapters.slack.draw import Json, plain
from bot.adapters.slack.words import said
from bot.chat import Choice, Field, Form
from bot.text import Text, t

LONGEST_TITLE = 24
LONGEST_ANSWER = 3000
LONGEST_LABEL = 2000
LONGEST_OPTION = 75
MOST_OPTIONS = 100


def view(form: Form, locale: str) -> Json:
    """Draw a form as a modal; form and draft travel in it unseen and come back with the answers."""
    return {
        "type": "modal",
        "callback_id": form.name,
        "title": plain(said(form.title, locale), LONGEST_TITLE),
        "close": plain(said(t("slack.close"), locale), LONGEST_TITLE),
        "submit": plain(said(form.submit, locale), LONGEST_TITLE),
        "private_metadata": json.dumps({"form": form.name, "draft": form.draft}),
        "blocks": [block for field in form.fields for block in _blocks(field, locale)],
    }


@dataclass(frozen=True)
class Sent:
    """Hold a modal as it was sent: its form, its draft, the answers by key, as typed, and the block each stands in."""

    form: str
    draft: str
    answers: Mapping[str, str]
    places: Mapping[str, str]


def filled(sent: Json) -> Sent:
    """Read a sent modal; raises KeyError or ValueError."""
    about = json.loads(sent["private_metadata"])
    values: Mapping[str, Mapping[str, Json]] = sent["state"]["values"]
    drawn = {block["block_id"]: block for block in sent["blocks"] if block["type"] == "input"}
    state = {key: element for key, elements in values.items() for element in elements.values()}
    answers = {key: _answer(key, state, drawn) for key in drawn if not picking.is_part(key)}
    said = {key: text for key, (text, _) in answers.items()}
    return Sent(about["form"], about["draft"], said, {key: place for key, (_, place) in answers.items()})


def mistakes(errors: Mapping[str, Text], places: Mapping[str, str], locale: str) -> dict[str, str]:
    """Place errors where their answers stand; one that belongs to no field here stands under the first.

    Slack refuses errors for a block that it does not show, and closes nothing.
    """
    placed: dict[str, str] = {}
    for key, text in errors.items():
        where = places.get(key) or next(iter(places.values()))
        placed[where] = "\n".join([*filter(None, [placed.get(where)]), said(text, locale)])
    return placed


def _blocks(field: Field, locale: str) -> Iterable[Json]:
    return picking.blocks(field, field.dated, locale) if field.dated else [_input(field, locale)]


def _input(field: Field, locale: str) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.key,
        "label": plain(said(field.label, locale), LONGEST_LABEL),
        "optional": not field.required,
        "element": _select(field, locale) if field.choices else _typed(field),
    }
    return block | ({"hint": plain(said(field.help, locale), LONGEST_LABEL)} if field.help else {})


def _typed(field: Field) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.key,
        "multiline": field.multiline,
        "max_length": LONGEST_ANSWER,
    }
    return element | ({"initial_value": field.value[:LONGEST_ANSWER]} if field.value else {})


def _select(field: Field, locale: str) -> Json:
    options = {choice.value: _option(choice, locale) for choice in field.choices[:MOST_OPTIONS]}
    element: Json = {"type": "static_select", "action_id": field.key, "options": [*options.values()]}
    chosen = [options[value] for value in field.value.split(",") if value in options]
    if field.several is not None:
        element |= {"type": "multi_static_select", "max_selected_items": field.several}
        return element | ({"initial_options": chosen[: field.several]} if chosen else {})
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _option(choice: Choice, locale: str) -> Json:
    return {"text": plain(said(choice.label, locale), LONGEST_OPTION), "value": choice.value}


def _answer(key: str, state: Mapping[str, Json], drawn: Mapping[str, Json]) -> tuple[str, str]:
    if drawn[key]["element"]["type"] == "datepicker":
        return picking.answer(key, state, drawn)
    element = state.get(key, {})
    if element.get("selected_options"):
        return ",".join(option["value"] for option in element["selected_options"]), key
    chosen = element.get("selected_option")
    return str((chosen["value"] if chosen else element.get("value")) or ""), key
