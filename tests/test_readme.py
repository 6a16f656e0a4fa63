"""README is true of the code: its settings, commands, make targets and paths, and the conversation it shows."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import Kuppi
from bot.chat.platform import Platform
from bot.config import Settings
from bot.routes import routes
from bot.text import LOCALES
from tests.dialogue import Spoken, replayed

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
#: What README names and Kuppi, or whoever runs it, makes.
MADE = {".env", ".venv", ".venv/bin/python", "kuppi.db", "kuppi.db.key"}


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Give the cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


# -- tables ------------------------------------------------------------------------------------------------


def test_the_table_of_settings_is_that_of_the_code() -> None:
    named = [row[0].strip("`") for row in rows("Settings")]
    assert named == [name.upper() for name in Settings.model_fields]


def test_the_defaults_it_tells_are_those_of_the_code() -> None:
    told = {row[0].strip("`"): found[1] for row in rows("Settings") if (found := re.search(r"default `(.+?)`", row[1]))}
    fields = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert told == {name: fields[name] for name in ("TELEGRAM_API_URL", "SLACK_API_URL", "DATABASE_URL")}


def test_a_setting_that_nothing_reads_is_said_not_to_be_used() -> None:
    sources = [file for folder in ("bot", "handlers", "storage") for file in (ROOT / folder).rglob("*.py")]
    text = "".join(file.read_text("utf-8") for file in sources if file.name != "config.py")
    asked = {"admins": "admin_identities"}  # where Settings itself makes something of what is set
    fields = {name: asked.get(name, name) for name in Settings.model_fields}
    unread = {name.upper() for name, field in fields.items() if not re.search(rf"\.{field}\b", text)}
    assert {row[0].strip("`") for row in rows("Settings") if row[2].startswith("not used yet")} == unread


def test_the_table_of_commands_is_that_of_the_router() -> None:
    written = {
        tuple(row[:3]): (row[3], {word for word in row[4].split(", ") if word}) for row in rows("Commands")
    }  # fmt: skip
    ours = {
        tuple(route.words[locale] for locale in LOCALES): (route.audience.value, set(route.aliases))
        for route in routes().routes()
    }
    assert written == ours
    assert len(rows("Commands")) == len(ours)


# -- names -------------------------------------------------------------------------------------------------


def test_every_make_target_is_named_and_every_named_one_exists() -> None:
    named = set(re.findall(r"(?:^    |`)make (\w+)", README, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert named == set(phony[1].split())


def test_every_path_it_names_exists() -> None:
    spans = set(re.findall(r"`([^`\s]+)`", README)) | set(re.findall(r"(?m)^    (\S+/|\S+\.py)  ", README))
    paths = {span for span in spans if re.fullmatch(r"(\.?\w[\w.-]*/)*\.?\w[\w-]*(/|\.\w+)*", span)}
    paths = {path for path in paths if "/" in path or Path(path).suffix in {".py", ".toml", ".md", ".txt", ".db"}}
    assert {path for path in paths - MADE if not (ROOT / path).exists()} == set()
    assert {"bot/domain/announcing.py", "storage/tables.py", "bot/adapters/", "pyproject.toml"} <= paths


def test_the_import_rule_it_tells_is_the_one_that_is_held() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    held = re.findall(r'"(.+?)"', pyproject.split("layers = [")[1].split("]")[0])
    told = " ".join(line.strip() for line in README.splitlines() if " → " in line)
    assert told.split(" → ") == held


def test_the_verbs_of_a_platform_are_those_it_names() -> None:
    verbs = [name for name in vars(Platform) if not name.startswith("_")]
    assert all(f"`{verb}`" in section("How to add") for verb in verbs)


def test_it_names_only_options_that_the_command_line_has() -> None:
    source = (ROOT / "bot" / "__main__.py").read_text(encoding="utf-8")
    options = set(re.findall(r"python -m bot (?:--only )?(\w+)", README)) | set(re.findall(r"--only (\w+)", README))
    assert options == {"manifest", "worker", "web"}
    assert all(f'"{option}"' in source for option in options)


# -- conversations -----------------------------------------------------------------------------------------


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Spoken]:
    """Speak to a whole Kuppi on 20.11.2026; Anna is its admin."""
    clock = tmp_path / "now"
    clock.write_text("2026-11-20T09:00:00+02:00", encoding="utf-8")
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{tmp_path}/kuppi.db", secret_key=SecretStr("a key for tests"),
        admins="local:anna", clock_file=clock,
    )  # type: ignore[call-arg]  # fmt: skip
    kuppi = Kuppi(settings, terminal=True)
    delivering = asyncio.create_task(kuppi.delivery.run())
    kuppi.local.opens(kuppi.dispatch.receive)
    try:
        yield Spoken(kuppi.local, kuppi.delivery.idle)
    finally:
        delivering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivering
        await kuppi.close()


async def test_the_conversation_it_shows_goes_so(terminal: Spoken) -> None:
    await terminal.say("Anna #kahvit: /verkosto uusi Etelä-Pohjanmaan tuottajaverkosto")
    assert await replayed(README, terminal) == README


async def test_its_five_lines_at_a_terminal_bring_somebody_to_a_meetup(terminal: Spoken) -> None:
    make, *lines = [line.strip() for line in section("Try it at a terminal").splitlines() if line.startswith("    ")]
    assert (make, len(lines)) == ("make chat", 4)
    seen = [seen for line in lines for seen in await terminal.say(line)]
    assert (
        "(Ben) Olet mukana: Kulttuurikuppi, su 22.11. klo 9.00, Alajärvi. Muistutan sinua edellisenä päivänä." in seen
    )
