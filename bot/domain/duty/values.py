"""What the modules of this package share: a refusal as a value, and names for whoever may be nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.text import Text, Value, t


@dataclass(frozen=True)
class Refused:
    """Say why a plan stays as it is, and what would help."""

    reason: Text


def called(organisation: str | None, names: Mapping[str, str]) -> Value:
    """Give an organisation's name, or the words for nobody."""
    return t("duty.nobody") if organisation is None else names.get(organisation, organisation)
