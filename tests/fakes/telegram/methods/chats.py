"""What the bot may ask of chats and members, and how it leaves."""

from dataclasses import replace
from unicodedata import category

from tests.fakes.telegram.chats import Access, Chat, Private
from tests.fakes.telegram.errors import bad_request, malformed
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.members import Member
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

TAG_LENGTH = 16
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, parameters: Json) -> Json:
    chat = world.chat(parameters.get("chat_id"), Access.READ)
    full: Json = {
        **chat.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    pinned = [post for post in chat.posts.values() if post.pinned and not post.deleted]
    return full | {"pinned_message": pinned[-1].json(nested=True)} if pinned else full


def _members_of(world: World, parameters: Json) -> Chat:
    """Find a chat whose members may be asked for; a group that has moved has none."""
    chat = world.chat(parameters.get("chat_id"), Access.READ)
    if isinstance(chat, Group) and chat.kind == "group":
        chat.check(Access.WRITE)
    return chat


def get_chat_member(world: World, parameters: Json) -> Json:
    chat, user_id = _members_of(world, parameters), parameters.get("user_id")
    if not isinstance(user_id, int) or user_id <= 0:
        raise malformed("invalid user_id specified")
    if isinstance(chat, Group):
        standing = chat.standing(user_id)
    else:
        known = {chat.id: world.people[chat.id].user, world.bot["id"]: world.bot}
        standing = Member(known[user_id]) if user_id in known else None
    if standing is None:
        raise bad_request("user not found")
    return standing.json()


def get_chat_member_count(world: World, parameters: Json) -> int:
    """Count everybody in a chat, bots as well."""
    chat = _members_of(world, parameters)
    if isinstance(chat, Group):
        return sum(member.here for member in [*chat.members.values(), chat.bot])
    return 2


def get_chat_administrators(world: World, parameters: Json) -> list[Json]:
    """Administrators without other bots; the anonymous ones only for a bot that is one of them."""
    chat = _members_of(world, parameters)
    if not isinstance(chat, Group):
        raise bad_request("there are no administrators in the private chat")
    admins = [member for member in [*chat.members.values(), chat.bot] if member.admin]
    return [member.json() for member in admins if chat.bot.admin or not member.anonymous]


def set_chat_member_tag(world: World, parameters: Json) -> bool:
    """Tag a regular member: a right of its own, sixteen characters, no emoji."""
    chat = _members_of(world, parameters)
    user_id, tag = parameters.get("user_id"), parameters.get("tag") or ""
    if not isinstance(user_id, int) or user_id <= 0:
        raise malformed("invalid user_id specified")
    if len(tag) > TAG_LENGTH or any(category(one) in {"So", "Cs"} for one in tag):
        raise malformed("RANK_INVALID")
    if not isinstance(chat, Group):
        raise bad_request("method is available only for groups and supergroups")
    if not chat.bot_may("can_manage_tags"):
        raise bad_request("not enough rights to manage member tags in the chat")
    member = chat.members.get(user_id)
    if member is None or not member.here:
        raise bad_request("USER_NOT_PARTICIPANT")
    if member.admin:
        raise bad_request("can't set tag of an administrator")
    chat.members[user_id] = replace(member, tag=tag)
    return True


def leave_chat(world: World, parameters: Json) -> bool:
    chat = world.chat(parameters.get("chat_id"), Access.READ)
    if isinstance(chat, Private):
        raise malformed("can't leave private and secret chats")
    assert isinstance(chat, Group)
    if chat.bot.here:
        chat.bot_leaves()
    return True
