"""sendMessage, sendDocument and getFile."""

from pathlib import PurePosixPath
from typing import Any

from tests.fakes.telegram.chats import Access, Chat
from tests.fakes.telegram.errors import bad_request, malformed
from tests.fakes.telegram.keyboard import read_markup
from tests.fakes.telegram.markup import read_text
from tests.fakes.telegram.wire import Json, Upload
from tests.fakes.telegram.world import World

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024


def send_message(world: World, parameters: Json) -> Json:
    text, entities = message_text(parameters, too_long="message is too long")
    return _send(world, parameters, text=text, entities=entities, preview=shows_preview(parameters))


def message_text(parameters: Json, *, too_long: str) -> tuple[str, list[Json]]:
    """Read 1–4096 characters, counted after the entities are parsed."""
    text, entities = read_text(parameters, "text", "entities")
    if not text.strip():
        raise malformed("message text is empty")
    if len(text) > TEXT_LENGTH:
        raise malformed(too_long)
    return text, entities


def shows_preview(parameters: Json) -> bool:
    return not (parameters.get("link_preview_options") or {}).get("is_disabled", False)


def _send(world: World, parameters: Json, **content: Any) -> Json:
    """Post what the bot sends, once nothing stands in the way."""
    rows = read_markup(parameters.get("reply_markup"))
    chat = world.chat(parameters.get("chat_id"), Access.WRITE)
    thread = chat.thread(parameters.get("message_thread_id"))
    reply_to = _replied(chat, parameters.get("reply_parameters") or {})
    world.spend(chat)
    silent = bool(parameters.get("disable_notification"))
    return chat.post(
        world.bot, by_bot=True, rows=rows, thread=thread, reply_to=reply_to, silent=silent, **content
    ).json()


def _replied(chat: Chat, reply: Json) -> int | None:
    if "message_id" not in reply:
        return None
    post = chat.posts.get(reply["message_id"])
    if post and not post.deleted:
        return post.message_id
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def send_document(world: World, parameters: Json) -> Json:
    caption, entities = read_text(parameters, "caption", "caption_entities")
    if len(caption) > CAPTION_LENGTH:
        raise malformed("message caption is too long")
    document = _document(world, parameters)
    return _send(world, parameters, text=caption, entities=entities, document=document)


def _document(world: World, parameters: Json) -> Json:
    """Keep an uploaded file, or find one that is known by its id."""
    given = parameters.get("document")
    if isinstance(given, str) and given.startswith("attach://"):
        given = parameters.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        return _keep(world, given)
    if isinstance(given, str) and given in world.files:
        return world.files[given][0]
    raise malformed("there is no document in the request" if not given else "wrong file identifier/HTTP URL specified")


def _keep(world: World, upload: Upload) -> Json:
    if not upload.content:
        raise malformed("file must be non-empty")
    number = len(world.files) + 1
    document = {
        "file_id": f"BQACAgQAAx-{number}",
        "file_unique_id": f"AgAD-{number}",
        "file_name": upload.name,
        "mime_type": upload.mime,
        "file_size": len(upload.content),
    }
    world.files[f"BQACAgQAAx-{number}"] = document, upload
    return document


def get_file(world: World, parameters: Json) -> Json:
    found = world.files.get(str(parameters.get("file_id")))
    if found is None:
        raise malformed("invalid file_id")
    document, upload = found
    if len(upload.content) > world.download_limit:
        raise bad_request("file is too big")
    number = document["file_id"].rpartition("-")[2]
    path = f"documents/file_{number}{PurePosixPath(upload.name).suffix}"
    return {key: document[key] for key in ("file_id", "file_unique_id", "file_size")} | {"file_path": path}


def file_at(world: World, path: str) -> Upload | None:
    """Find what getFile gave this path to."""
    number = path.removeprefix("documents/file_").partition(".")[0]
    found = world.files.get(f"BQACAgQAAx-{number}")
    return found[1] if found else None
