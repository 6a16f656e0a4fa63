"""A platform in this process: rooms, people, and a terminal to speak through."""

from bot.adapters.local.people import Someone
from bot.adapters.local.platform import Local
from bot.adapters.local.rooms import Post, Room
from bot.adapters.local.terminal import Terminal, converse
from bot.adapters.local.town import Taken, Watcher, person_id

__all__ = ["Local", "Post", "Room", "Someone", "Taken", "Terminal", "Watcher", "converse", "person_id"]
