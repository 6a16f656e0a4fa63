"""Days and times picked in a modal: drawn as Slack's own pickers, and read back as if they had been typed.

Words can be typed beside them, for what no picker knows ("syyskuun alussa"). Words that were changed count before what
is picked, and what is picked before words that were left as they stood.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time

from bot.adapters.slack.draw import Json, plain
from bot.adapters.slack.words import said
from bot.chat import Dated, Field
from bot.text import Text, t

STARTS, ENDS, WORDS = ".starts", ".ends", ".words"  #: what follows a field's key in the ids of its further blocks
LONGEST_WORDS = 3000
_LONGEST_LABEL = 2000


def blocks(field: Field, dated: Dated, locale: str) -> Iterator[Json]:
    """Draw a field as pickers: the day under the field's own key, so that what is wrong is said there."""
    hint = {"hint": plain(said(field.help, locale), _LONGEST_LABEL)} if field.help else {}
    yield _block(field.key, field.label, _picker("datepicker", "date", dated.day), locale) | hint
    begins = t("slack.starts") if dated.ends_too else t("slack.time")
    yield _block(field.key + STARTS, begins, _picker("timepicker", "time", dated.starts), locale)
    if dated.ends_too:
        yield _block(field.key + ENDS, t("slack.ends"), _picker("timepicker", "time", dated.ends), locale)
    typed: Json = {"type": "plain_text_input", "max_length": LONGEST_WORDS}
    if field.value and dated.day is None:
        typed["initial_value"] = field.value[:LONGEST_WORDS]
    yield _block(field.key + WORDS, t("slack.in_words", label=field.label), typed, locale)


def answer(key: str, state: Mapping[str, Json], sent: Mapping[str, Json]) -> tuple[str, str]:
    """Give what was picked or typed, as typed, and the block it stands in.

    ``state`` and ``sent`` are by block id what was filled in and what was drawn.
    """
    typed = str(state.get(key + WORDS, {}).get("value") or "")
    before = sent.get(key + WORDS, {}).get("element", {}).get("initial_value", "")
    day = state.get(key, {}).get("selected_date")
    if not day or typed.strip() not in {"", before.strip()}:
        return typed, key + WORDS if typed else key
    return " ".join([f"{date.fromisoformat(day):%-d.%-m.%Y}", *_times(key, state)]), key


def is_part(block_id: str) -> bool:
    """Tell a block that only goes with another."""
    return block_id.endswith((STARTS, ENDS, WORDS))


def _times(key: str, state: Mapping[str, Json]) -> list[str]:
    picked = [state.get(key + part, {}).get("selected_time") for part in (STARTS, ENDS)]
    times = [f"{time.fromisoformat(one):%-H.%M}" for one in picked if one]
    return ["–".join(times)] if times else []


def _block(block_id: str, label: Text, element: Json, locale: str) -> Json:
    """Draw one input; none is required by itself, as words can stand for all: what is missing is said by the form."""
    return {
        "type": "input", "block_id": block_id, "label": plain(said(label, locale), _LONGEST_LABEL), "optional": True,
        "element": {**element, "action_id": block_id},
    }  # fmt: skip


def _picker(kind: str, of: str, initial: date | time | None) -> Json:
    picker: Json = {"type": kind}
    if initial is not None:
        picker[f"initial_{of}"] = f"{initial:%H:%M}" if isinstance(initial, time) else initial.isoformat()
    return picker
