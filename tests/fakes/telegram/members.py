"""Who is what in a group, as the Bot API tells it."""

from dataclasses import dataclass

from tests.fakes.telegram.wire import Json

#: In whose name anonymous administrators speak.
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
HERE = frozenset({"creator", "administrator", "member"})
ADMINS = frozenset({"creator", "administrator"})
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
    "can_manage_tags",
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's or bot's standing in one group."""

    user: Json
    status: str = "member"
    anonymous: bool = False
    rights: frozenset[str] = frozenset(RIGHTS)
    tag: str = ""

    @property
    def here(self) -> bool:
        return self.status in HERE

    @property
    def admin(self) -> bool:
        return self.status in ADMINS

    def json(self) -> Json:
        seat: Json = {"status": self.status, "user": self.user}
        if self.status == "kicked":
            seat["until_date"] = 0
        if self.tag and self.status == "member":
            seat["tag"] = self.tag
        if self.admin:
            seat["is_anonymous"] = self.anonymous
        if self.status == "administrator":
            seat |= {"can_be_edited": False, **{right: right in self.rights for right in RIGHTS}}
        return seat
