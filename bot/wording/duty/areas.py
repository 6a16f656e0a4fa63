"""What each organisation is asked about."""

from collections.abc import Mapping, Sequence

from bot.chat import Message
from bot.domain.duty.contacts import Area
from bot.text import Text, t


def listed(areas: Sequence[Area], names: Mapping[str, str]) -> Message:
    """List the areas, and how one is added."""
    if not areas:
        return Message((t("duty.areas_none"), t("duty.area_unread")))
    return Message((t("duty.areas_head"), *(_row(one, names) for one in areas), t("duty.area_unread")))


def _row(area: Area, names: Mapping[str, str]) -> Text:
    words = ", ".join((area.name, *area.words))
    return t("duty.area_row", area=words, organisation=names.get(area.organisation or "", ""))


def kept(area: str, organisation: str) -> Message:
    """Say whose an area is now."""
    return Message((t("duty.area_kept", area=area, organisation=organisation),))
