"""files.*: the three steps of an upload."""

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.messages import File
from tests.fakes.slack.methods.places import writable
from tests.fakes.slack.wire import Json, SlackError


def get_upload_url(ask: Ask) -> Json:
    """Announce a file and learn where its bytes go."""
    length = ask.number("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    file = File(ask.world.mint("F"), ask.text("filename"), length)
    ask.world.files[file.id] = file
    return {"upload_url": f"{ask.world.base}/upload/{file.id}", "file_id": file.id}


def complete_upload(ask: Ask) -> Json:
    """Show the uploaded files in a channel."""
    refusal = SlackError("invalid_arguments", "must provide an array [json-pointer:/files]")
    wanted = ask.opened("files", refusal)
    if not isinstance(wanted, list) or not wanted:
        raise refusal
    files = [_titled(ask, one) for one in wanted]
    if ask.text("channel_id"):
        channel = writable(ask, "channel_id")
        thread = ask.text("thread_ts") or None
        ask.world.judge(ask.text("initial_comment"), ())
        channel.write(ask.team.bot_user_id, ask.text("initial_comment"), files=files, thread_ts=thread)
    return {"files": [file.payload() for file in files]}


def _titled(ask: Ask, wanted: Json) -> File:
    file = ask.world.files.get(str(wanted.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = str(wanted.get("title") or "")
    return file


METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        ("filename", "length"),
        ("snippet_type", "alt_txt"),
        tier=4,
        scope="files:write",
        takes_json=False,
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        ("files",),
        ("channel_id", "channels", "thread_ts", "initial_comment", "blocks"),
        tier=4,
        scope="files:write",
    ),
)
