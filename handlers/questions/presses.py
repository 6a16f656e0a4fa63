"""What a press or a typed word means to a form."""

from collections.abc import Sequence

from bot.chat import Button, Message, Press, Refusal
from bot.domain.filling import Asking
from bot.domain.forms import Question, Unclear, Wrong
from bot.domain.picking import numbers, picked
from bot.i18n import render
from bot.router import fold
from bot.text import LOCALES, Text, t


def asked_for(questions: Sequence[Question], key: str) -> Question:
    """Find a question by its key; refuse what there is none of."""
    found = next((one for one in questions if one.key == key), None)
    if found is None:
        raise Refusal(t("button.unknown"))
    return found


def problem(asked: Asking) -> Text:
    """Say what keeps an answer from being taken, beside its field."""
    match asked.reading:
        case Wrong():
            return asked.reading.reason
        case Unclear():
            return asked.reading.question
    return t("form.empty")


def typed_button(message: Message, typed: str) -> Button | None:
    """Find the button whose words were typed, in any language."""
    said = fold(typed)
    return next(
        (
            b
            for row in message.buttons
            for b in row
            if b.url is None and said in {fold(render(b.label, x)) for x in LOCALES}
        ),
        None,
    )


def numbered(message: Message, typed: str) -> Button | None:
    """Find the answer whose number was typed at a summary."""
    changes = [b for row in message.buttons for b in row if b.action == "change" and "-" in b.arg]
    number = int(typed) if typed.strip().isdecimal() and typed.isascii() and len(typed) <= 3 else 0
    return changes[number - 1] if 1 <= number <= len(changes) else None


def choice_of(press: Press, questions: Sequence[Question]) -> tuple[Question, list[int], list[str]]:
    """Read a press that chooses: the question, the numbers of what is chosen, and what would be typed for it."""
    key, _, typed = press.choice.partition("_")
    question, indexes = asked_for(questions, key), numbers(typed)
    found = picked(question.picks, indexes) if indexes is not None else None
    if found is None or indexes is None:
        raise Refusal(t("draft.moved_on"))
    return question, indexes, [pick.value for pick in found]
