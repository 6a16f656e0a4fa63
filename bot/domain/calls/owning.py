"""A question of a coordinator's own: what must be known of it, and what the call then asks."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.calls.asked import Asked, Sort, standard
from bot.domain.calls.drafting import ASKED
from bot.domain.calls.kept import as_data, from_data, own
from bot.domain.forms import Accepted, Context, Pick, Question, Reading, Wrong, text_reader
from bot.domain.picking import NO, YES, pick_reader
from bot.text import clean, t

LONGEST, MOST_OPTIONS, MOST_QUESTIONS = 3000, 20, 30

_SORTS = (
    Pick(Sort.TEXT, t("sort.text"), ("teksti", "fritext", "text")),
    Pick(Sort.CHOICE, t("sort.choice"), ("yksi valinta", "ett val", "one choice")),
    Pick(Sort.MANY, t("sort.many"), ("monta valintaa", "flera val", "many")),
    Pick(Sort.RANK, t("sort.rank"), ("järjestys", "rangordning", "ranking")),
    Pick(Sort.YES_NO, t("sort.yes_no"), ("kyllä tai ei", "ja eller nej", "yes or no")),
)
_CHOSEN = frozenset({Sort.CHOICE, Sort.MANY, Sort.RANK})


def _asked(call: Mapping[str, str]) -> tuple[Asked, ...]:
    return from_data(json.loads(call[ASKED])) if call.get(ASKED) else standard(call["kind"])


def _conditions(call: Mapping[str, str]) -> list[tuple[tuple[str, str], Pick]]:
    """List what a question may depend on: each value of each question with one choice."""
    known = [one for one in (_asked(call) if call.get("kind") else ()) if one.sort in {Sort.CHOICE, Sort.YES_NO}]
    found = [(one, pick) for one in known for pick in (one.picks or (YES, NO))]
    return [
        ((one.key, pick.value), Pick(f"c{n}", t("owned.condition", label=one.label, value=pick.label)))
        for n, (one, pick) in enumerate(found)
    ]


def own_questions(call: Mapping[str, str]) -> tuple[Question, ...]:
    """Ask a coordinator for a question of their own."""
    conditions = tuple(pick for _, pick in _conditions(call))
    return (
        Question(
            key="ask", ask=t("owned.ask"), label=t("owned.ask_label"), labels=("Kysymys", "Fråga", "Question"),
            read=text_reader(300),
        ),
        Question(
            key="sort", ask=t("owned.sort"), label=t("owned.sort_label"), labels=("Tyyppi", "Typ", "Kind"),
            read=pick_reader(_SORTS), picks=_SORTS,
        ),
        Question(
            key="options", ask=t("owned.options"), label=t("owned.options_label"), help=t("owned.options_help"),
            labels=("Vaihtoehdot", "Alternativ", "Options"), read=_options, only_if=lambda a: a.get("sort") in _CHOSEN,
        ),
        Question(
            key="most", ask=t("owned.most"), label=t("owned.most_label"), labels=("Pituus", "Längd", "Length"),
            read=_length, only_if=lambda a: a.get("sort") == Sort.TEXT,
        ),
        Question(
            key="required", ask=t("owned.required"), label=t("owned.required_label"),
            labels=("Pakollinen", "Obligatorisk", "Required"), read=pick_reader((YES, NO)), picks=(YES, NO),
        ),
        Question(
            key="if", ask=t("owned.if"), label=t("owned.if_label"), labels=("Vain jos", "Endast om", "Only if"),
            read=pick_reader(conditions), picks=conditions, required=False,
        ),
    )  # fmt: skip


def _options(typed: str, _: Context) -> Reading:
    found = list(
        dict.fromkeys(part.strip()[:75] for part in clean(typed).replace("\n", ",").split(",") if part.strip())
    )
    if not 2 <= len(found) <= MOST_OPTIONS:
        return Wrong(t("owned.options_how", most=MOST_OPTIONS))
    return Accepted(json.dumps(found, ensure_ascii=False))


def _length(typed: str, _: Context) -> Reading:
    said = clean(typed).strip().split(" ")[0]
    good = said.isdecimal() and said.isascii() and 10 <= int(said) <= LONGEST
    return Accepted(str(int(said))) if good else Wrong(t("owned.length_how", most=LONGEST))


def own_question(values: Mapping[str, str], key: str, call: Mapping[str, str]) -> Asked:
    """Make the question that the answers tell of."""
    return own(_data(values, key, call))


def _data(values: Mapping[str, str], key: str, call: Mapping[str, str]) -> dict[str, Any]:
    options = json.loads(values["options"]) if values.get("options") and values["sort"] in _CHOSEN else []
    conditions = {pick.value: about for about, pick in _conditions(call)}
    about = conditions.get(values.get("if", ""))
    most = int(values.get("most") or 200) if values["sort"] == Sort.TEXT else max(1, len(options))
    return {
        "key": key, "sort": values["sort"], "ask": values["ask"], "most": most, "least": 1, "picks": options,
        "required": values.get("required") != "no", "only_if": list(about) if about else None,
    }  # fmt: skip


def with_own(call: Mapping[str, str], values: Mapping[str, str]) -> list[Any]:
    """Give the questions of a drafted call with one more at the end."""
    asked = as_data(_asked(call))
    taken = {one["key"] for one in asked if isinstance(one, dict)}
    key = next(f"q{n}" for n in range(1, MOST_QUESTIONS + 2) if f"q{n}" not in taken)
    return [*asked, _data(values, key, call)][:MOST_QUESTIONS]
