"""Who the bot is and what its menus say."""

import re
from typing import Any

from tests.fakes.telegram.chats import Access
from tests.fakes.telegram.errors import malformed
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]+")
COMMAND_LENGTH = 32
COMMAND_DESCRIPTION_LENGTH = 256
DESCRIPTION_LENGTH = 512
SHORT_DESCRIPTION_LENGTH = 120
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
WIDE_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(world: World, _: Json) -> Json:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return world.bot | abilities


def set_my_commands(world: World, parameters: Json) -> bool:
    key = _list_key(world, parameters)
    commands = parameters.get("commands")
    if not isinstance(commands, list):
        raise malformed("can't parse commands JSON object")
    if len(commands) > COMMANDS:
        raise malformed("BOT_COMMANDS_TOO_MUCH")
    world.commands[key] = [_command(command) for command in commands]
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict) or not {"command", "description"} <= given.keys():
        raise malformed("can't parse BotCommand: expected an Object")
    command, description = str(given["command"]).removeprefix("/"), str(given["description"]).strip()
    if not command:
        raise malformed("command must be non-empty")
    if len(command) > COMMAND_LENGTH:
        raise malformed(f"command length must not exceed {COMMAND_LENGTH}")
    if not COMMAND.fullmatch(command):
        raise malformed("BOT_COMMAND_INVALID")
    if not description:
        raise malformed("command description must be non-empty")
    if len(description) > COMMAND_DESCRIPTION_LENGTH:
        raise malformed(f"command description length must not exceed {COMMAND_DESCRIPTION_LENGTH}")
    return {"command": command, "description": description}


def get_my_commands(world: World, parameters: Json) -> list[Json]:
    return world.commands.get(_list_key(world, parameters), [])


def delete_my_commands(world: World, parameters: Json) -> bool:
    world.commands.pop(_list_key(world, parameters), None)
    return True


def _list_key(world: World, parameters: Json) -> tuple[str, str]:
    """Name the list by its scope ("chat -100500", "chat_member -100500 1001") and language."""
    scope = parameters.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in WIDE_SCOPES:
        return str(kind), _language(parameters)
    if kind not in CHAT_SCOPES:
        raise malformed("can't parse BotCommandScope: Unsupported type specified")
    chat = world.chat(scope.get("chat_id"), Access.READ)
    member = f" {scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind} {chat.id}{member}", _language(parameters)


def _language(parameters: Json) -> str:
    language = parameters.get("language_code") or ""
    if not LANGUAGE.fullmatch(language):
        raise malformed("invalid language code specified")
    return str(language)


def menu(world: World, person: Person, group: Group | None) -> list[tuple[str, str]]:
    """Give the commands this person is offered there, by Telegram's order of scopes."""
    admin = group is not None and (seat := group.standing(person.id)) is not None and seat.admin
    if group is None:
        scopes = [f"chat {person.id}", "all_private_chats", "default"]
    else:
        own = [f"chat_member {group.id} {person.id}"]
        wide = ["all_group_chats", "default"]
        scopes = (
            [*own, f"chat_administrators {group.id}", f"chat {group.id}", "all_chat_administrators", *wide]
            if admin
            else [*own, f"chat {group.id}", *wide]
        )
    language = person.user.get("language_code", "")[:2]
    for scope in scopes:
        for key in ((scope, language), (scope, "")):
            if key in world.commands:
                return [(each["command"], each["description"]) for each in world.commands[key]]
    return []


def set_my_description(world: World, parameters: Json) -> bool:
    return _describe(world, parameters, "description", DESCRIPTION_LENGTH)


def set_my_short_description(world: World, parameters: Json) -> bool:
    return _describe(world, parameters, "short_description", SHORT_DESCRIPTION_LENGTH)


def _describe(world: World, parameters: Json, name: str, longest: int) -> bool:
    description = parameters.get(name) or ""
    if len(description) > longest:
        raise malformed(f"bot {name.replace('_', ' ')} is too long")
    world.descriptions[name, _language(parameters)] = description
    return True
