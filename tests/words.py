"""Bring the catalogues in line with the code: ``make words``.

The ids are what ``bot/`` and ``handlers/`` say through ``t()`` and ``tn()``. ``locales/messages.pot`` is written anew
from them. A catalogue that lacks an id gets it with empty words, to be filled in; one with an id that nobody says any
more keeps it until it is taken out by hand, for words are somebody's work. What differs is written out.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n import FOLDER
from bot.text import LOCALES

ROOT = FOLDER.parent
SPEAKING = ("bot", "handlers")
_KEYWORDS = {"t": (1,), "tn": (1, 1)}  #: a plural has one id for both its forms
#: What Babel writes into a header and changes from run to run.
_CHANGING = ('"POT-Creation-Date:', '"PO-Revision-Date:', '"Generated-By:', '"Report-Msgid-Bugs-To:')


def spoken(root: Path = ROOT) -> Catalog:
    """Gather the ids that the code says."""
    found = Catalog(
        project="Kuppi", version="1.0.0", last_translator="Kuppi", language_team="Kuppi", fuzzy=False,
        header_comment="# Kuppi: what people read.",
    )  # fmt: skip
    for folder in SPEAKING:
        for _, _, said, _, _ in extract_from_dir(root / folder, [("**.py", "python")], keywords=_KEYWORDS):
            found.add(said)
    return found


def catalogue(file: Path, locale: str) -> Catalog:
    """Read the words of one language."""
    with file.open("rb") as source:
        return read_po(source, locale=locale, abort_invalid=True)


def ids(words: Iterable[object]) -> set[str]:
    """Name the messages of a catalogue, a plural by its one id."""
    found = (getattr(message, "id", "") for message in words)
    return {id_ if isinstance(id_, str) else id_[0] for id_ in found if id_}


def renew(folder: Path = FOLDER, root: Path = ROOT) -> list[str]:
    """Write the template and what the catalogues lack; tell a line for each thing that a person must see to."""
    said = spoken(root)
    (folder / "messages.pot").write_bytes(_written(said))
    told = [line for locale in LOCALES for line in _align(folder / f"{locale}.po", locale, said)]
    return [*told, f"{len(said)} messages in {', '.join(LOCALES)}"]


def _align(file: Path, locale: str, said: Catalog) -> list[str]:
    words = catalogue(file, locale)
    missing, superfluous = ids(said) - ids(words), ids(words) - ids(said)
    for id_ in missing:
        words.add(said[id_].id)
    file.write_bytes(_written(words))
    empty = {id_ for id_ in ids(words) - missing if not all(forms(words, id_))}
    told = (("missing", missing), ("empty", empty), ("said nowhere", superfluous))
    return [f"{locale}: {what}: {id_}" for what, those in told for id_ in sorted(those)]


def forms(words: Catalog, id_: str) -> tuple[str, ...]:
    """Give the words of a message, a plural's in each form."""
    said = words[id_].string
    return (said,) if isinstance(said, str) else tuple(said or ())


def _written(words: Catalog) -> bytes:
    """Write a catalogue the same way each time, so that a change in it is a change of words."""
    out = BytesIO()
    write_po(out, words, width=0, no_location=True, sort_output=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(tuple(one.encode() for one in _CHANGING)))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in renew())
