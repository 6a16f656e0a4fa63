"""A second opinion on outgoing calls: aiogram's models of every method, with its traps closed."""

from collections.abc import Iterator
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup
from pydantic import BaseModel, ValidationError

from tests.fakes.telegram.wire import Json, Upload


def _models() -> dict[str, type[TelegramMethod[Any]]]:
    classes = [getattr(methods, name) for name in methods.__all__]
    return {cls.__name__.lower(): cls for cls in classes if isinstance(cls, type) and issubclass(cls, TelegramMethod)}


MODELS = _models()


def complaints(method: str, parameters: Json) -> list[str]:
    """Name what does not fit the schema: wrong types first, else fields the Bot API does not know."""
    parameters = {
        name: f"attach://{value.name}" if isinstance(value, Upload) else value for name, value in parameters.items()
    }
    try:
        found = list(_strangers(MODELS[method.lower()].model_validate(parameters), method))
        markup = parameters.get("reply_markup")
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            found += _strangers(InlineKeyboardMarkup.model_validate(markup), "reply_markup")
    except ValidationError as error:
        return [f"{method}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return list(dict.fromkeys(found))


def _strangers(value: object, where: str) -> Iterator[str]:
    """Walk a validated value for the unknown fields that aiogram lets through."""
    if isinstance(value, BaseModel):
        yield from (f"unknown field {where}.{name}" for name in value.model_extra or ())
        for name in value.model_fields_set & type(value).model_fields.keys():
            yield from _strangers(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strangers(each, where)
