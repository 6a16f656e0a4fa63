"""The Slack app manifest: what to paste when the app is made."""

import json
from collections.abc import Sequence

_SCOPES = (
    "commands", "chat:write", "im:history", "im:write", "users:read", "channels:read", "groups:read",
    "channels:history", "groups:history", "pins:write", "files:write", "app_mentions:read",
)  # fmt: skip
_EVENTS = (
    "message.im", "app_mention", "app_home_opened", "member_joined_channel", "member_left_channel", "channel_left",
    "group_left", "channel_archive", "group_archive", "channel_rename", "app_uninstalled", "tokens_revoked",
)  # fmt: skip
_HINT = 100


def manifest(words: Sequence[str]) -> dict[str, object]:
    """Build the manifest; ``words`` are hints of what may follow /kuppi."""
    hint = " | ".join(words)
    return {
        "display_information": {
            "name": "Kuppi",
            "description": "Tuottajien tapaamiset ja ilmoittautumiset",
            "background_color": "#5b3a29",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Kuppi", "always_online": True},
            "slash_commands": [
                {
                    "command": "/kuppi",
                    "description": "Tapaamiset ja ilmoittautuminen",
                    "usage_hint": hint if len(hint) <= _HINT else hint[:_HINT].rpartition(" | ")[0],
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(_EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def as_json(words: Sequence[str]) -> str:
    """Write the manifest as JSON text."""
    return json.dumps(manifest(words), ensure_ascii=False, indent=2)
