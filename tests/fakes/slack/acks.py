"""What an ack's answer does: a command's reply, a form's errors or next page, a menu's options."""

from typing import TYPE_CHECKING

from tests.fakes.slack.blockkit import wrong_in_view
from tests.fakes.slack.messages import Ephemeral
from tests.fakes.slack.views import View
from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.deeds import Deed


def apply_ack(deed: "Deed", payload: Json | None) -> None:
    """Let the answer in an ack take effect."""
    world = deed.team.world
    if payload and not deed.accepts_payload:
        world.breaks("ack", f"the ack of {deed.what} carries {payload!r}, which Slack throws away")
    elif deed.what == "slash_commands" and payload:
        reply(deed, payload)
    elif deed.what == "block_suggestion":
        groups = [group["options"] for group in (payload or {}).get("option_groups", ())]
        deed.options = [option for options in ((payload or {}).get("options", ()), *groups) for option in options]
    elif deed.what == "view_submission" and deed.view:
        _answer_form(deed, deed.view, payload or {})


def reply(deed: "Deed", body: Json) -> None:
    """Show a new message: only to the person, or to the channel with `in_channel`."""
    if deed.channel is None or deed.person is None:
        return
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    world = deed.team.world
    if not text and not blocks:
        return
    if wrong := world.judge(text, blocks):
        deed.failed = f"invalid_blocks: {wrong}"
        world.breaks("blocks", f"{wrong} in the answer to {deed.what}")
    elif body.get("response_type") == "in_channel":
        deed.channel.write(deed.team.bot_user_id, text, blocks, thread_ts=body.get("thread_ts"))
    else:
        only_you(deed, deed.channel, body)


def only_you(deed: "Deed", channel: "Channel", body: Json) -> None:
    """Show the deed's person something nobody else sees."""
    if deed.person:
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        shown = Ephemeral(deed.person, channel, text, blocks, body.get("thread_ts"))
        deed.private.append(shown)
        deed.person.is_shown(shown)


def _answer_form(deed: "Deed", view: View, answer: Json) -> None:
    person = view.person
    match answer.get("response_action"):
        case None:
            person.views = [other for other in person.views if other is not view]
        case "clear":
            person.views = []
        case "errors":
            _show_errors(deed, view, answer.get("errors") or {})
        case "update" | "push" as action:
            _show_next(deed, view, answer.get("view") or {}, push=action == "push")
        case other:
            _refuse(deed, f"unknown response_action {other!r}")
    person.pulse.beat()


def _show_errors(deed: "Deed", view: View, errors: Json) -> None:
    unknown = set(errors) - {field.block_id for field in view.fields}
    if unknown or not errors:
        _refuse(deed, f"errors name {sorted(unknown)}, not fields of the form")
    else:
        view.errors = {block_id: str(message) for block_id, message in errors.items()}


def _show_next(deed: "Deed", view: View, raw: Json, *, push: bool) -> None:
    if wrong := wrong_in_view(raw):
        _refuse(deed, f"{wrong} in the view of the ack")
    elif push:
        deed.team.world.opens(View(view.person, raw, previous=view))
    else:
        deed.team.world.look_for_mentions("", raw["blocks"])
        view.redraw(raw)


def _refuse(deed: "Deed", why: str) -> None:
    """Let the person see "We had some trouble connecting"; the bot is not told."""
    deed.failed = f"invalid_ack: {why}"
    deed.team.world.breaks("ack", why)
