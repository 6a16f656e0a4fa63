"""Ids made by us before insert: opaque, unguessable, fit for a button."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 1 i l o: ids are sometimes read aloud
LENGTH = 12


def new_id() -> str:
    """Make an id of 12 characters, some 59 bits."""
    number = secrets.randbits(96)  # one draw for all letters; so many bits more that none is favoured
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)
