"""Words beside a member's name: ours only, and only where nobody's own stand."""

from telegram import Bot, ChatMember, ChatMemberMember, ChatMemberRestricted

from bot.adapters.telegram.failures import settled
from bot.chat import Address, Gone
from bot.chat.signs import Tag
from bot.i18n import render
from bot.text import LOCALES

LONGEST = 16
_STRANGERS = frozenset({"refused: user not found", "refused: participant_id_invalid", "refused: member not found"})


async def tag_in(bot: Bot, to: Address, sign: Tag, locale: str) -> None:
    """Tag a member, or take our tag away; raises SlowDown, Gone or Uncertain. Administrators have titles instead."""
    try:
        member = await settled(bot.get_chat_member(int(to.id), int(sign.person)))
        if _wants_change(member, sign):
            words = render(sign.words, locale)[:LONGEST] if sign.shown else ""
            await settled(bot.set_chat_member_tag(int(to.id), int(sign.person), words))
    except Gone as gone:
        if gone.why not in _STRANGERS:  # who is not in the group needs no tag there
            raise


def _wants_change(member: ChatMember, sign: Tag) -> bool:
    if not isinstance(member, ChatMemberMember | ChatMemberRestricted):
        return False
    ours = {render(sign.words, locale)[:LONGEST] for locale in LOCALES}
    return not member.tag if sign.shown else member.tag in ours
