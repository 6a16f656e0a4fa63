"""Kuppi on Slack."""

from bot.adapters.slack.installing import Secrets
from bot.adapters.slack.platform import Slack

__all__ = ["Secrets", "Slack"]
