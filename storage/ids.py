"""Ids made by us before insert: opaque, unguessable, fit for a button."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 1 i l o: ids are sometimes read aloud
LENGTH = 12


def new_id() -> str:
    """Make an id of 12 characters, some 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
