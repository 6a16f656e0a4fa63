"""Changing what is already there: edits, deletion, pins."""

from tests.fakes.telegram.chats import Access
from tests.fakes.telegram.errors import NOT_MODIFIED, bad_request
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.keyboard import read_markup
from tests.fakes.telegram.methods.sending import message_text, shows_preview
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

DELETABLE_SECONDS = 48 * 3600


def edit_message_text(world: World, parameters: Json) -> Json:
    text, entities = message_text(parameters, too_long="MESSAGE_TOO_LONG")
    rows = read_markup(parameters.get("reply_markup"), editing=True)
    post, preview = _own_post(world, parameters), shows_preview(parameters)
    if post.document:
        raise bad_request("there is no text in the message to edit")
    if (text, entities, rows, preview) == (post.text, post.entities, post.rows, post.preview):
        raise bad_request(NOT_MODIFIED)
    post.preview = preview
    post.rewrite(text, entities, rows, world.today())
    return post.json()


def edit_message_reply_markup(world: World, parameters: Json) -> Json:
    rows = read_markup(parameters.get("reply_markup"), editing=True)
    post = _own_post(world, parameters)
    if rows == post.rows:
        raise bad_request(NOT_MODIFIED)
    post.rewrite(post.text, post.entities, rows, world.today())
    return post.json()


def _own_post(world: World, parameters: Json) -> Post:
    """Find what is to be edited; flood control counts the edit even when it will change nothing."""
    chat = world.chat(parameters.get("chat_id"), Access.EDIT)
    post = chat.find(parameters.get("message_id"), "message to edit")
    if not post.by_bot or post.service:
        raise bad_request("message can't be edited")
    world.spend(chat)
    return post


def delete_message(world: World, parameters: Json) -> bool:
    chat = world.chat(parameters.get("chat_id"), Access.READ)
    if isinstance(chat, Group):
        chat.check(Access.WRITE)
    post = chat.find(parameters.get("message_id"), "message to delete")
    if isinstance(chat, Group) and not post.by_bot and not chat.bot_may("can_delete_messages"):
        raise bad_request("message can't be deleted")
    if world.now() - post.date > DELETABLE_SECONDS and not (isinstance(chat, Group) and chat.bot.admin):
        raise bad_request("message can't be deleted for everyone")
    post.delete()
    return True


def pin_chat_message(world: World, parameters: Json) -> bool:
    post = _pinnable(world, parameters, "message to pin")
    post.pinned = True
    if isinstance(post.chat, Group):
        pinned: Json = {"pinned_message": post.json(nested=True)}
        post.chat.hear(world.bot, by_bot=True, service=True, extra=pinned)
    return True


def unpin_chat_message(world: World, parameters: Json) -> bool:
    if parameters.get("message_id"):
        _pinnable(world, parameters, "message to unpin").pinned = False
        return True
    chat = world.chat(parameters.get("chat_id"), Access.WRITE)
    for post in sorted(chat.posts.values(), key=lambda post: -post.message_id):
        if post.pinned:
            return unpin_chat_message(world, parameters | {"message_id": post.message_id})
    raise bad_request("message to unpin not found")


def _pinnable(world: World, parameters: Json, what: str) -> Post:
    chat = world.chat(parameters.get("chat_id"), Access.WRITE)
    if isinstance(chat, Group) and not chat.bot_may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat.find(parameters.get("message_id"), what)
