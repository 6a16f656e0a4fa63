"""What is said of signs, and what stands on them: the organisation, or a word; never a person's name."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.duty import Duty
from bot.domain.duty.signs import Kind
from bot.text import Text, t
from bot.wording.networks import why as why_not

TAGGED = t("duty.tag")  #: at most 16 characters in every language, no emoji


def topic(duty: Duty, names: Mapping[str, str]) -> Text:
    """Say in a channel's topic who has the duty; it begins with Kuppi's name in every language."""
    if duty.organisation is None:
        return t("duty.topic_nobody")
    return t("duty.topic", organisation=names.get(duty.organisation, ""))


# -- to coordinators -----------------------------------------------------------------------------------------------


def listed(rota: str, possible: Mapping[Kind, str | None]) -> Message:
    """List what may show the duty: each with its state, None when it is off, and a button to change it."""
    lines = [_row(kind, state) for kind, state in possible.items()]
    rows = [(_button(rota, kind, on=state is None),) for kind, state in possible.items() if _by_button(kind, state)]
    how = (t("duty.sign_how_group"),) if Kind.GROUP in possible else ()
    return Message((t("duty.signs_head"), *lines, *how), tuple(rows))


def _by_button(kind: Kind, state: str | None) -> bool:
    """Tell whether a button will do; for a user group its name must be typed."""
    return kind is not Kind.GROUP or state is not None


def _row(kind: Kind, state: str | None) -> Text:
    if state is None:
        return t("duty.sign_off", sign=_NAMES[kind])
    return t("duty.sign_fails", sign=_NAMES[kind]) if state == "fails" else t("duty.sign_on", sign=_NAMES[kind])


def _button(rota: str, kind: Kind, *, on: bool) -> Button:
    label = t("button.sign_on", sign=_SHORT[kind]) if on else t("button.sign_off", sign=_SHORT[kind])
    return Button(label, "dutysign", f"{rota}-{kind}_{'on' if on else 'off'}")


def wanted(kind: Kind, handle: str) -> Message:
    """Say that a sign is put up, and what it does not do."""
    what = {
        Kind.TOPIC: t("duty.sign_topic_wanted"),
        Kind.GROUP: t("duty.sign_group_wanted", handle=handle),
        Kind.TAG: t("duty.sign_tag_wanted"),
    }
    return Message((what[kind],))


def dropped(kind: Kind) -> Message:
    """Say that a sign is taken down."""
    return Message((t("duty.sign_group_dropped") if kind is Kind.GROUP else t("duty.sign_dropped", sign=_NAMES[kind]),))


def failed(rota: str, kind: Kind, why: str) -> Message:
    """Tell coordinators, once, that a sign could not be put up; all else goes on."""
    lines = (t("duty.sign_failed", sign=_NAMES[kind]), _WHY.get(why, why_not(why)), t("duty.sign_again"))
    return Message(lines, ((_button(rota, kind, on=False),),))


_NAMES: Mapping[Kind, Text] = MappingProxyType(
    {Kind.TOPIC: t("duty.sign_topic"), Kind.GROUP: t("duty.sign_group"), Kind.TAG: t("duty.sign_tag")}
)
_SHORT: Mapping[Kind, Text] = MappingProxyType(
    {Kind.TOPIC: t("duty.sign_topic_short"), Kind.GROUP: t("duty.sign_group_short"), Kind.TAG: t("duty.sign_tag_short")}
)
_WHY: Mapping[str, Text] = MappingProxyType(
    {
        "missing_scope": t("duty.sign_scope"), "too_long": t("duty.sign_topic_full"),
        "no_such_subteam": t("duty.sign_no_group"), "plan_upgrade_required": t("duty.sign_plan"),
        "partial": t("duty.sign_partial"),
        **dict.fromkeys(
            ("permission_denied", "user_is_restricted", "restricted_action", "not_enough_rights", "forbidden"),
            t("duty.sign_rights"),
        ),
    }
)  # fmt: skip
