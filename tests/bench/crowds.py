"""Who presses what, and what the card must then say."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

YES, MAYBE, NO = "Tulen", "Ehkä", "En pääse"
YES_WITH_ONE = "Tulen, tuon yhden"
ANSWERS = (YES, MAYBE, NO)
_SHARES = (85, 10, 5)
_COUNT = re.compile(r"(\d+) (tulossa|ehkä|varasijalla)")

NETWORK = "Keski-Suomen tuottajaverkosto"
THEME = "Vapaaehtoiset tapahtumissa"


def choices(number: int, rng: Random) -> Sequence[str]:
    """Let so many people choose a button each."""
    return rng.choices(ANSWERS, _SHARES, k=number)


def bringing(chosen: Sequence[str], rng: Random) -> Sequence[str]:
    """Let every other of those who come bring somebody."""
    return [rng.choice((YES, YES_WITH_ONE)) if label == YES else label for label in chosen]


def seats_for(number: int) -> int:
    """Give fewer seats than will be asked for, so that a queue grows as well."""
    return max(1, number * 6 // 10)


def lines(seats: int, guests: int = 0) -> str:
    """Announce a meetup in a month's time, as a coordinator types it."""
    day = datetime.now(UTC) + timedelta(days=30)
    return (
        f"Nimi: Kulttuurikuppi\nTeema: {THEME}\nAika: {day.day}.{day.month}.{day.year} klo 17–19\n"
        f"Paikka: Nelikko\nKunta: Alajärvi\nOsallistujia enintään: {seats}\nSeuralaisia enintään: {guests}"
    )


def counts_due(answers: Mapping[str, int], seats: int) -> Mapping[str, int]:
    """Say what the card must count, by the card's own words; what is none is left out."""
    asked = answers.get(YES, 0)
    counts = {"tulossa": min(asked, seats), "ehkä": answers.get(MAYBE, 0), "varasijalla": max(0, asked - seats)}
    return {word: count for word, count in counts.items() if count}


def counts_shown(card: str) -> Mapping[str, int]:
    """Read a card's counts."""
    return {word: int(count) for count, word in _COUNT.findall(card) if int(count)}


def tallied(chosen: Sequence[str]) -> Mapping[str, int]:
    return Counter(chosen)
