"""The payloads of commands and interactions, as Slack spells them."""

import re
from typing import TYPE_CHECKING

from tests.fakes.slack.messages import Ephemeral, Message, Shown
from tests.fakes.slack.rendering import escaped
from tests.fakes.slack.views import View
from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.teams import Team

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_LINK = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]")
_DOMAIN = re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+(?:fi|com|org|net)\b(?![\w@])")
_AUTO = re.compile(f"({_LINK.pattern})|({_EMAIL.pattern})|({_DOMAIN.pattern})")
_MENTION = re.compile(r"(?<!\w)@([\w.]+)")
_ROOM = re.compile(r"(?<!\w)#([\w-]+)")


def typed(team: "Team", text: str) -> str:
    """Give what a person typed as Slack passes it on: escaped, links and mentions marked."""
    marked = _AUTO.sub(_marked, escaped(text))
    return _ROOM.sub(lambda room: _room(team, room), _MENTION.sub(lambda name: _mention(team, name), marked))


def _marked(found: re.Match[str]) -> str:
    link, email, domain = found.groups()
    if link:
        return f"<{link}>"
    return f"<mailto:{email}|{email}>" if email else f"<http://{domain}|{domain}>"


def _mention(team: "Team", name: re.Match[str]) -> str:
    user = team.world.user_called(team, name[1])
    return f"<@{user}>" if user else name[0]


def _room(team: "Team", name: re.Match[str]) -> str:
    channel = team.world.channel_called(team, name[1])
    return f"<#{channel.id}|{channel.name}>" if channel else name[0]


def user(person: "Person") -> Json:
    """Name the person the way interactions do."""
    return {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team.id}


def room(channel: "Channel") -> Json:
    """Name the channel the way interactions do: only public ones by name."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def _head(person: "Person", kind: str) -> Json:
    return {
        "type": kind,
        "user": user(person),
        "api_app_id": person.world.app_id,
        "token": "verification-token",
        "team": {"id": person.team.id, "domain": person.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(person: "Person", channel: "Channel", name: str, text: str) -> Json:
    """Spell a slash command."""
    where = room(channel)
    return {
        "token": "verification-token",
        "team_id": person.team.id,
        "team_domain": person.team.domain,
        "channel_id": where["id"],
        "channel_name": where["name"],
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": escaped(text) if person.world.escapes_commands else text,
        "api_app_id": person.world.app_id,
        "is_enterprise_install": "false",
    }


def actions(person: "Person", where: Shown, block: Json, element: Json, chosen: Json) -> Json:
    """Spell what pressing or choosing sends."""
    own = {key: element[key] for key in ("text", "value", "style", "url", "placeholder") if key in element}
    action = {"action_id": element["action_id"], "block_id": block["block_id"], **own, **chosen}
    head = _head(person, "block_actions") | _container(where)
    return head | {"actions": [{**action, "type": element["type"], "action_ts": person.world.stamp()}]}


def _container(where: Shown) -> Json:
    if isinstance(where, View):
        return {"container": {"type": "view", "view_id": where.id}, "view": where.payload()}
    if isinstance(where, Message):
        place = {"type": "message", "message_ts": where.ts, "channel_id": where.channel.id, "is_ephemeral": False}
        thread = {"thread_ts": where.thread_ts} if where.thread_ts else {}
        state: Json = {"state": {"values": {}}, "message": where.payload()}
        return {"container": place | thread, "channel": room(where.channel), **state}
    if isinstance(where, Ephemeral):
        place = {"type": "message", "message_ts": where.ts, "channel_id": where.channel.id, "is_ephemeral": True}
        return {"container": place, "channel": room(where.channel), "state": {"values": {}}}
    raise TypeError(where)


def submission(view: View) -> Json:
    """Spell a form that was sent."""
    return _head(view.person, "view_submission") | {"view": view.payload(), "response_urls": []}


def closing(view: View, *, cleared: bool) -> Json:
    """Spell a form that was closed."""
    return _head(view.person, "view_closed") | {"view": view.payload(), "is_cleared": cleared}


def suggestion(person: "Person", where: Shown, block: Json, element: Json, text: str) -> Json:
    """Spell what typing into an external select asks."""
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": text}
    return _head(person, "block_suggestion") | _container(where) | asked
