"""From typed text to tokens: numbers by their shape, words by their table, everything else unknown."""

import re
from collections.abc import Iterator, Mapping

from .kinds import Kind, Token
from .typed import fold
from .words import LONGEST_PHRASE, Meaning

# Each alternative is read from left to right only, so the time taken grows with the length alone.
_PIECES = re.compile(
    r"""
      (?P<iso>     [0-9]{4}-[0-9]{2}-[0-9]{2} (?![0-9]) (?:[Tt](?=[0-9]))? )
    | (?P<comma>   [0-9]{1,2},[0-9]{1,2} (?![0-9]) )            # 8,30: not our clock, and not two numbers either
    | (?P<ordinal> [0-9]{1,2} (?:st|nd|rd|th|:[aes]) (?![^\W_]) )
    | (?P<number>  [0-9]+ (?:[.:][0-9]+)* [.]? )
    | (?P<word>    [^\W0-9_]+ (?:['’][^\W0-9_]+)? [.]? )        # the dot of an abbreviation goes with its word
    | (?P<other>   \S )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(shape))
    for kind, shape in (
        (Kind.NUMBER, r"[0-9]{1,2}"),
        (Kind.ORDINAL, r"[0-9]{1,2}\."),
        (Kind.YEAR, r"[0-9]{4}"),
        (Kind.CLOCK, r"[0-9]{1,2}:[0-9]{2}"),
        (Kind.DOTTED, r"[0-9]{1,2}\.[0-9]{1,2}"),
        (Kind.DATE, r"[0-9]{1,2}\.[0-9]{1,2}\."),
        (Kind.FULL_DATE, r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})\.?"),
    )
)
_SHORT_YEAR = re.compile(r"[0-9]+\.[0-9]+\.[0-9]{2}\.?")
_MARKS: Mapping[str, Kind] = {"-": Kind.DASH, "/": Kind.SLASH, ",": Kind.COMMA}


def tokens(text: str, words: Mapping[str, Meaning]) -> tuple[Token, ...]:
    """Cut a cleaned text into tokens; commas only part them and are dropped."""
    pieces = [_token(match) for match in _PIECES.finditer(text)]
    return tuple(token for token in _phrases(pieces, text, words) if token.kind is not Kind.COMMA)


def _token(match: re.Match[str]) -> Token:
    raw = match[0]
    kind, numbers = Kind.UNKNOWN, tuple(int(number) for number in re.findall(r"[0-9]+", raw)[:4])
    if match["iso"]:
        kind, numbers = Kind.FULL_DATE, numbers[::-1]
    elif match["ordinal"]:
        kind = Kind.ORDINAL
    elif match["number"]:
        kind = next((kind for kind, shape in _SHAPES if shape.fullmatch(raw)), Kind.UNKNOWN)
    elif match["other"]:
        kind = _MARKS.get(raw, Kind.UNKNOWN)
    if kind is Kind.FULL_DATE and _SHORT_YEAR.fullmatch(raw):
        numbers = (*numbers[:2], 2000 + numbers[2])  # 2.12.26; the echo says the year whole
    return Token(kind, match.start(), match.end(), raw, numbers[0] if numbers else 0, numbers)


def _phrases(pieces: list[Token], text: str, words: Mapping[str, Meaning]) -> Iterator[Token]:
    """Give words their meaning, the longest phrase first: ``i slutet av`` before ``i``."""
    at = 0
    while at < len(pieces):
        token, length = _phrase(pieces[at : at + LONGEST_PHRASE], text, words)
        yield token
        at += length


def _phrase(ahead: list[Token], text: str, words: Mapping[str, Meaning]) -> tuple[Token, int]:
    for length in range(len(ahead), 0, -1):
        form = " ".join(fold(piece.raw).removesuffix(".") for piece in ahead[:length])
        if ahead[0].kind is Kind.UNKNOWN and form in words:
            kind, value = words[form]
            start, end = ahead[0].start, ahead[length - 1].end
            return Token(kind, start, end, text[start:end], value), length
    return ahead[0], 1
