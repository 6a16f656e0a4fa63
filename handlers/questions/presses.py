"""What a press or a typed word means to a form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.chat import Button, Message, Press, Refusal
from bot.domain.filling import Asking
from bot.domain.forms import Question, Unclear, Wrong
from bot.domain.picking import numbers, picked
from bot.i18n import render
from bot.router import fold
from bot.text import LOCALES, Text, t
from storage.drafts import Draft


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


#: What people type for a way that has no such button, or has it in other words; never an answer to a guided form.
_MEANT: Mapping[str, Button] = MappingProxyType(
    {
        fold(word): button
        for button, words in (
            (Button(t("button.back"), "back"), "takaisin edellinen palaa tillbaka bakåt föregående back previous"),
            (Button(t("button.skip"), "skip"), "ohita hyppää skip hoppa"),
            (
                Button(t("button.pause"), "pause"),
                "peru peruuta keskeytä lopeta avbryt sluta paus cancel stop quit pause",
            ),
        )
        for word in words.split()
    }
)


def meant_button(draft: Draft, typed: str) -> Button | None:
    """Find what was meant by a way typed in words, wherever in a form it was typed."""
    said = fold(typed.rstrip(" .!"))
    button = _MEANT.get("hoppa" if said in {"hoppaover", "hoppa over"} else said)
    if button is None or button.action == "pause":
        return replace(button, arg=draft.id) if button else None
    return replace(button, arg=f"{draft.id}-{draft.question}")


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
