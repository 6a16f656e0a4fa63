"""How duty has been shared, an organisation on a line."""

from collections.abc import Mapping

from bot.chat import Message
from bot.domain.duty.statistics import Record
from bot.text import Text, t, tn


def shown(records: Mapping[str, Record], names: Mapping[str, str]) -> Message:
    """Show each organisation's part."""
    if not records:
        return Message((t("duty.statistics_none"),))
    lines = [line for one, record in records.items() for line in _lines(names.get(one, one), record)]
    return Message((t("duty.statistics_head"), *lines))


def _lines(name: str, record: Record) -> list[Text]:
    done, planned = tn("duty.statistics_turns", record.periods), tn("duty.statistics_turns", record.planned_periods)
    line = t(
        "duty.statistics_row", organisation=name, done=done, planned=planned,
        days=tn("duty.statistics_days", record.days), heavy=tn("duty.statistics_days", record.heavy_days),
    )  # fmt: skip
    return [line, *_balance(record)]


def _balance(record: Record) -> list[Text]:
    """Say what was done for others, and how far from an even share it is once a whole round has been seen."""
    helped = t("duty.statistics_helped", gave=tn("duty.statistics_turns", record.gave),
               received=tn("duty.statistics_turns", record.received))  # fmt: skip
    told = [helped] if record.gave or record.received else []
    if record.judged and not record.even:
        turns = tn("duty.statistics_turns", abs(round(record.ahead)))
        told.append(
            t("duty.statistics_more", turns=turns) if record.ahead > 0 else t("duty.statistics_less", turns=turns)
        )
    return told
