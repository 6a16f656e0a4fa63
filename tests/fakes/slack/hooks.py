"""The response_url: five answers within thirty minutes, to one person in one channel."""

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes.slack import events
from tests.fakes.slack.acks import reply
from tests.fakes.slack.deeds import Deed
from tests.fakes.slack.history import Response
from tests.fakes.slack.messages import Ephemeral, Message
from tests.fakes.slack.wire import Json, SlackError

if TYPE_CHECKING:
    from tests.fakes.slack.world import Hook, World

LIFETIME = timedelta(minutes=30)
USES = 5
_KNOWN = frozenset(
    {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "metadata", "attachments"}
    | {"unfurl_links", "unfurl_media"}
)


def use(world: "World", key: str, raw: bytes) -> tuple[int, Json]:
    """Take one use of a response_url; gives the HTTP status and body."""
    hook = world.hooks.get(key)
    if hook is None:
        return 404, {"ok": False, "error": "no_service"}
    body: Json = {}
    try:
        body = _opened(raw)
        _apply(world, hook, body)
        status, answer = 200, Json(ok=True)
    except SlackError as refusal:
        status, answer = refusal.status, refusal.body
    hook.uses += 1 if answer["ok"] else 0
    _remember(hook.deed, Response(hook.deed, body, time.perf_counter(), status, answer.get("error", "")))
    return status, answer


def _remember(deed: Deed, response: Response) -> None:
    deed.responses.append(response)
    deed.team.world.history.responses.append(response)
    deed.pulse.beat()
    if deed.person:
        deed.person.pulse.beat()


def _opened(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_payload", status=400) from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload", status=400)
    return body


def _apply(world: "World", hook: "Hook", body: Json) -> None:
    if world.clock() - hook.born > LIFETIME:
        raise SlackError("expired_url", status=404)
    if hook.uses >= USES:
        raise SlackError("used_url", status=404)
    if hook.deed.channel and hook.deed.channel.archived:
        raise SlackError("channel_is_archived", status=410)
    for key in sorted(set(body) - _KNOWN) if world.strict else ():
        world.breaks("argument", f"response_url knows no {key!r}")
    if body.get("delete_original"):
        _delete(hook.deed)
        return
    _check(world, body)
    if body.get("replace_original") and hook.deed.kind == "interactive":
        _replace(hook.deed, body)
    else:
        _warn(world, hook.deed, body)
        reply(hook.deed, body)


def _check(world: "World", body: Json) -> None:
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    if not text.strip() and not blocks:
        raise SlackError("no_text", status=400)
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format", status=400)
    if wrong := world.judge(text, blocks):
        raise SlackError("invalid_blocks", *wrong, status=400)


def _warn(world: "World", deed: Deed, body: Json) -> None:
    """Note what Slack takes otherwise than one might think."""
    if deed.kind == "slash_commands" and body.get("replace_original"):
        world.breaks("response_url", "replace_original does nothing to a command (slackapi/bolt-js#2287)")
    if deed.kind == "interactive" and "replace_original" not in body:
        world.breaks("response_url", "say replace_original: false, or the message pressed may be replaced")


def _replace(deed: Deed, body: Json) -> None:
    original, text, blocks = deed.message, str(body.get("text") or ""), body.get("blocks") or []
    if isinstance(original, Ephemeral):
        original.shows(text, blocks)
        deed.private.append(original)
    elif isinstance(original, Message) and not original.deleted:
        before = original.payload()
        original.edit(text, blocks)
        original.channel.changed()
        deed.team.world.echo(original.channel, events.edited(original, before))
    else:
        raise SlackError("message_not_found", status=404)


def _delete(deed: Deed) -> None:
    original = deed.message
    if not isinstance(original, Message | Ephemeral) or original.deleted:
        raise SlackError("message_not_found", status=404)
    original.deleted = True
    if isinstance(original, Message):
        original.channel.changed()
        deed.team.world.echo(original.channel, events.deleted(original))
