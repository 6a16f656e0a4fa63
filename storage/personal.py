"""What is personal: every column of every table is told of here, and what becomes of it when its person goes.

A new column wants an entry, or the tests fail. Erasing, telling people what is held of them and making one person of
two all follow this page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Whose(StrEnum):
    """How a column says whose a row is."""

    PERSON = "person"  #: by a person's id
    LANE = "lane"  #: by the address of their private chat
    SENDER = "sender"  #: by a keyed digest of that
    ABOUT = "about"  #: by their id within a longer key


class Fate(StrEnum):
    """What becomes of a person's rows when they go."""

    GOES = "goes"
    EMPTIED = "emptied"  #: the row stays, what is personal in it goes
    NAMELESS = "nameless"  #: the row stays as that of somebody of whom nothing is known, so that counts stay true


@dataclass(frozen=True, kw_only=True)
class Held:
    """Tell of a table: whose its rows are, what in them is personal and what is not."""

    by: Mapping[str, Whose] = field(default_factory=dict)
    fate: Fate = Fate.GOES
    personal: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    sealed: Mapping[str, str] = field(default_factory=dict)  #: sealed columns, each with the column it is sealed to


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


HELD: Mapping[str, Held] = MappingProxyType(
    {
        "people": Held(
            by={"id": Whose.PERSON},
            personal=_names("id locale locale_chosen name_visible reminded name_chosen created_at"),
        ),
        "identities": Held(
            by={"person_id": Whose.PERSON},
            personal=_names("id platform address person_id name reachable spoke_at"),
            sealed={"name": "id"},
        ),
        "members": Held(by={"person_id": Whose.PERSON}, personal=_names("person_id network_id role")),
        "answers": Held(
            by={"person_id": Whose.PERSON},
            fate=Fate.NAMELESS,  # of what has begun: a place in what is to come is given up first
            personal=_names("person_id at"),
            plain=_names("meetup_id reply ordinal"),
        ),
        "reminders": Held(by={"target": Whose.PERSON}, personal=_names("target"), plain=_names("subject kind state")),
        "drafts": Held(
            by={"person_id": Whose.PERSON},
            personal=_names("id person_id form network_id answers question state touched_at"),
            sealed={"answers": "id"},
        ),
        "pending": Held(
            by={"person_id": Whose.PERSON}, personal=_names("id person_id word body at"), sealed={"body": "id"}
        ),
        "codes": Held(
            by={"person_id": Whose.PERSON},
            personal=_names("person_id"),
            plain=_names("digest purpose network_id expires_at used_at"),
        ),
        "merges": Held(
            by={"kept_id": Whose.PERSON, "gone_id": Whose.PERSON},
            personal=_names("id kept_id gone_id at before"),
            sealed={"before": "id"},
        ),
        "events": Held(
            by={"sender": Whose.SENDER},
            fate=Fate.EMPTIED,  # its key stays, so that what comes again is not taken for new
            personal=_names("sender outcome raw"),
            plain=_names("key at state"),
            sealed={"outcome": "key", "raw": "key"},
        ),
        "outbox": Held(
            by={"person_id": Whose.PERSON, "lane": Whose.LANE, "dedupe": Whose.ABOUT},
            personal=_names("lane dedupe person_id payload thread locale seal"),
            plain=_names("id kind network_id card_id due state attempts note tried_at"),
            sealed={"payload": "seal"},
        ),
        "lanes": Held(
            by={"key": Whose.LANE}, personal=_names("key"), plain=_names("due not_before lease_until epoch tat")
        ),
        "meetups": Held(
            by={"published_by": Whose.PERSON},
            fate=Fate.EMPTIED,
            personal=_names("published_by"),
            plain=_names(
                "id network_id name theme precision part day starts ends zone starts_at venue municipality capacity "
                "signup_by details state published_at"
            ),
        ),
        "networks": Held(plain=_names("id name brand locale zone created_at")),
        "chats": Held(
            plain=_names("id network_id platform address thread title locale coordinators active away"),
        ),
        "cards": Held(
            plain=_names(
                "id kind subject chat_id lane message wanted_version shown_version state attempts note turns_at"
            ),
        ),
    }
)
