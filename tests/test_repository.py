"""The repository as a whole: nothing of one machine or one secret in it, and the sizes of the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ("bot", "handlers", "storage")
FOLDERS = (*SOURCE, "tests", "locales", ".ci")
TEXT = {".py", ".md", ".toml", ".txt", ".po", ".pot", ".csv", ".mako", ".json", ".yaml", ".yml", ".cfg", ".sh", ""}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40

#: Where packages come from; a file that names such a place binds the project to it. (Written so as not to name one.)
REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted|--(?:extra-)?index-[u]rl |--find-[l]inks |--trusted-[h]ost |npm[j]s\.|"
    r"rubygems\.[o]rg|crates\.[i]o|proxy\.golang\.[o]rg|artifactor[y]|/simpl[e]/",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?:(?<![\w.:/}])|sqlite://)/(?:work|root|tmp|home|Users|mnt)/|sqlite:///[/]")
TOKENS = (
    re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b"),  # Telegram
    re.compile(r"\bxox[a-z]-\d{9,}-[\w-]{10,}"),  # Slack, for a bot or a person
    re.compile(r"\bxapp-\d-[A-Z0-9]{8,}-\d{9,}-[0-9a-f]{32,}"),  # Slack, for an app
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bAKIA[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY"),
)


def texts() -> Iterator[Path]:
    """Give the text files that are ours: what stands at the top, and all in our folders."""
    yield from (file for file in ROOT.iterdir() if file.is_file() and file.name in TOP)
    for folder in FOLDERS:
        found = (file for file in sorted((ROOT / folder).rglob("*")) if "__pycache__" not in file.parts)
        yield from (file for file in found if file.is_file() and file.suffix in TEXT)


TOP = {
    "README.md", "Makefile", "Procfile", "pyproject.toml", "requirements.txt", "requirements-dev.txt", ".gitignore",
    ".importlinter", "CHANGELOG.md",
}  # fmt: skip
FILES = [str(file.relative_to(ROOT)) for file in texts()]
MODULES = [name for name in FILES if name.startswith(SOURCE) and name.endswith(".py")]
#: A migration is a list of what the tables were on its day: it has no sense of its own to be split by.
MIGRATIONS = "storage/migrations/versions/"


def lines(name: str) -> list[str]:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def holding(*patterns: re.Pattern[str]) -> dict[str, list[str]]:
    """Give the lines, by file, in which one of the patterns is found."""
    found = {name: [line for line in lines(name) if any(one.search(line) for one in patterns)] for name in FILES}
    return {name: those for name, those in found.items() if those}


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Read every module of the source."""
    return ((name, ast.parse((ROOT / name).read_text(encoding="utf-8"))) for name in MODULES)


def test_the_files_are_found() -> None:
    assert {"README.md", "Makefile", "bot/__main__.py", "locales/fi.po", "tests/test_repository.py"} <= set(FILES)


# -- nothing of one machine, nothing secret ------------------------------------------------------------------


def test_no_file_names_a_place_packages_come_from() -> None:
    assert holding(REGISTRY) == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    assert holding(MACHINE) == {}


def test_no_file_holds_what_looks_like_a_token() -> None:
    assert holding(*TOKENS) == {}


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "https://" + "pypi" + ".org/x"),
        (REGISTRY, "--index-" + "url https://example.fi"),
        (MACHINE, "open('/" + "tmp/x')"),
        (MACHINE, "cd " + "/home" + "/anna"),
        (TOKENS[0], "12345678:" + "A" * 35),
        (TOKENS[1], "xoxb-" + "1" * 12 + "-" + "a" * 20),
        (TOKENS[2], "xapp-1-" + "A" * 10 + "-" + "1" * 12 + "-" + "f" * 40),
    ],
)
def test_what_is_looked_for_would_be_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


# -- sizes ---------------------------------------------------------------------------------------------------


def test_no_module_is_long() -> None:
    ours = (name for name in MODULES if not name.startswith(MIGRATIONS))
    assert {name: length for name in ours if (length := len(lines(name))) > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    lengths = {
        (name, node.name): (node.end_lineno or 0) - node.lineno + 1
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not name.startswith(MIGRATIONS)
    }
    assert {where: length for where, length in lengths.items() if length > LONGEST_FUNCTION} == {}


# -- manners -------------------------------------------------------------------------------------------------

Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(node: ast.Module | ast.ClassDef) -> Iterator[Named]:
    """Give what others may use of a module, and of its classes."""
    for child in node.body:
        if isinstance(child, Named) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def test_every_module_says_what_it_is() -> None:
    assert [name for name, tree in trees() if tree.body and not ast.get_docstring(tree)] == []


def test_all_that_is_public_says_why_it_is_there() -> None:
    silent = [(name, one.name) for name, tree in trees() for one in public(tree) if not ast.get_docstring(one)]
    assert silent == []


def test_a_docstring_begins_with_a_sentence() -> None:
    firsts = [
        (name, (ast.get_docstring(one) or ".").split("\n")[0])
        for name, tree in trees()
        for one in (tree, *public(tree))
    ]
    assert [(name, first) for name, first in firsts if not first.endswith((".", "?", ":", ";"))] == []


def test_nothing_is_printed() -> None:
    calls = [(name, node.func) for name, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [name for name, call in calls if isinstance(call, ast.Name) and call.id == "print"] == []


def imported(tree: ast.Module) -> Iterator[str]:
    """Give the names of the modules that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_nothing_is_pickled() -> None:
    roots = {(name, one.partition(".")[0]) for name, tree in trees() for one in imported(tree)}
    assert {(name, root) for name, root in roots if root in {"pickle", "shelve", "dill", "marshal", "joblib"}} == set()


def _pins(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_both_files_of_pins_share_one_environment() -> None:
    mine, everything = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert mine
    assert mine == {name: everything[name] for name in mine}
