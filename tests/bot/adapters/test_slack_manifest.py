"""The app's manifest: what Slack must grant and send for the adapter to work."""

import json

from bot.adapters.slack.manifest import EVENTS, SCOPES, as_json, manifest
from tests.fakes.slack import events, world

COMMANDS = [("tapaamiset", "tulevat tapaamiset"), ("omat", "omat ilmoittautumiset")]


def test_the_manifest_asks_for_what_the_fake_holds_us_to() -> None:
    assert set(SCOPES) == set(world.SCOPES)
    assert set(events.SUBSCRIPTIONS) <= set(EVENTS)


def test_the_manifest_has_one_command_with_its_words_as_a_hint() -> None:
    assert manifest(COMMANDS)["features"] == {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Kuppi", "always_online": True},
        "slash_commands": [
            {
                "command": "/kuppi",
                "description": "tapaamiset: tulevat tapaamiset; omat: omat ilmoittautumiset",
                "usage_hint": "tapaamiset | omat",
                "should_escape": False,
            }
        ],
    }


def test_the_manifest_turns_on_socket_mode_and_interactivity() -> None:
    settings = manifest(COMMANDS)["settings"]
    assert isinstance(settings, dict)
    assert (settings["socket_mode_enabled"], settings["interactivity"]) == (True, {"is_enabled": True})


def test_with_a_public_address_slack_comes_there_by_http() -> None:
    told = json.loads(as_json(COMMANDS, "https://kuppi.example"))
    here = "https://kuppi.example/slack/events"
    assert told["settings"]["socket_mode_enabled"] is False
    assert told["settings"]["interactivity"] == {"is_enabled": True, "request_url": here}
    assert told["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS), "request_url": here}
    assert told["features"]["slash_commands"][0]["url"] == here


def test_a_long_list_of_commands_is_cut_at_a_word() -> None:
    hint = json.loads(as_json([(f"komento{n}", "x" * 50) for n in range(300)]))["features"]["slash_commands"][0]
    assert (len(hint["usage_hint"]) <= 1000, hint["usage_hint"].split(" | ")[-1]) == (True, "komento83")
    assert len(hint["description"]) <= 2000


def test_the_manifest_is_spelled_with_its_letters() -> None:
    assert "ähtäri" in as_json([("ähtäri", "x")])
