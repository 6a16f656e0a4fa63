"""The Slack app's manifest: paste it at api.slack.com, and the app is what the adapter expects."""

import json
from collections.abc import Sequence

from bot.adapters.slack.requests import BACK, PATH

SCOPES = (
    "commands",
    "chat:write",
    "im:history",
    "im:write",
    "users:read",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "pins:write",
    "files:write",
    "app_mentions:read",
    "channels:write.topic",  # from here on: only for showing the duty in a topic or a user group, off until asked for
    "groups:write.topic",
    "usergroups:read",
    "usergroups:write",
)
EVENTS = (
    "message.im",
    "app_mention",
    "app_home_opened",
    "member_joined_channel",
    "member_left_channel",
    "channel_left",  # member_left_channel never tells of the bot itself
    "group_left",
    "channel_archive",
    "group_archive",
    "channel_rename",
    "app_uninstalled",
    "tokens_revoked",
)
LONGEST_HINT = 1000
LONGEST_DESCRIPTION = 2000


def manifest(commands: Sequence[tuple[str, str]], public_url: str | None = None) -> dict[str, object]:
    """Describe the app; ``commands`` are the words people type after ``/kuppi`` with their lines of help.

    With a public address Slack comes there by HTTP, otherwise Socket Mode is on.
    """
    there = {} if public_url is None else {"request_url": public_url + PATH}
    back = {} if public_url is None else {"redirect_urls": [public_url + BACK]}
    return {
        "display_information": {"name": "Kuppi"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Kuppi", "always_online": True},
            "slash_commands": [_slash(commands) | ({} if public_url is None else {"url": public_url + PATH})],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}, **back},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **there},
            "interactivity": {"is_enabled": True, **there},
            "org_deploy_enabled": False,
            "socket_mode_enabled": public_url is None,
            "token_rotation_enabled": False,
        },
    }


def as_json(commands: Sequence[tuple[str, str]], public_url: str | None = None) -> str:
    """Spell the manifest as Slack takes it."""
    return json.dumps(manifest(commands, public_url), ensure_ascii=False, indent=2)


def _slash(commands: Sequence[tuple[str, str]]) -> dict[str, object]:
    helps = _joined([f"{word}: {help_}" for word, help_ in commands], "; ", LONGEST_DESCRIPTION)
    return {
        "command": "/kuppi",
        "description": helps or "Kuppi",
        "usage_hint": _joined([word for word, _ in commands], " | ", LONGEST_HINT),
        "should_escape": False,
    }


def _joined(parts: Sequence[str], between: str, longest: int) -> str:
    """Join as many whole parts as fit."""
    joined = ""
    for part in parts:
        longer = f"{joined}{between}{part}" if joined else part
        if len(longer) > longest:
            break
        joined = longer
    return joined
