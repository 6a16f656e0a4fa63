"""Kuppi on Slack."""

from bot.adapters.slack.platform import Slack

__all__ = ["Slack"]
