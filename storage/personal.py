"""What is personal: every column of every table is told of here, and what becomes of it when its person goes.

A new column wants an entry, or the tests fail. Erasing, telling people what is held of them and making one person of
two all follow this page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping


class Whose(StrEnum):
    """How a column names a person."""

    PERSON = "person"  #: by their id
    LANE = "lane"  #: by the address of their private chat
    SENDER = "sender"  #: by a keyed digest of that
    ABOUT = "about"  #: by their id within a longer key: the row is somebody else's, and tells of them


class Fate(StrEnum):
    """What becomes of the rows that name a person when they go."""

    GOES = "goes"
    EMPTIED = "emptied"  #: the row stays, what is personal in it goes
    NAMELESS = "nameless"  #: the row stays as that of somebody of whom nothing is known, so that counts stay true


@dataclass(frozen=True)
class Naming:
    """Tell of a column that names a person: how, what becomes of the row, and what is emptied with the name."""

    whose: Whose = Whose.PERSON
    fate: Fate = Fate.GOES
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Held:
    """Tell of a table: which columns name people, what more in it is personal, and what is not."""

    names: Mapping[str, Naming] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    sealed: Mapping[str, str] = field(default_factory=dict)  #: sealed columns, each with the columns it is sealed to

    def sealed_to(self, column: str) -> tuple[str, ...]:
        """Name the columns that a sealed one is sealed to; none for one that is not sealed."""
        return tuple(self.sealed.get(column, "").split())


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_THEIRS = Naming()
_DOER = Naming(fate=Fate.EMPTIED)  #: who did something that stays done
_COUNTED = Naming(fate=Fate.NAMELESS)

_PEOPLE = {
    "people": Held(
        names={"id": _THEIRS}, personal=_words("locale locale_chosen name_visible reminded name_chosen created_at")
    ),
    "identities": Held(
        names={"person_id": _THEIRS}, personal=_words("id platform address name reachable spoke_at menu"),
        sealed={"name": "id"},
    ),
    "members": Held(names={"person_id": _THEIRS}, personal=_words("network_id role")),
    "codes": Held(
        names={"person_id": _THEIRS}, plain=_words("digest code purpose network_id expires_at used_at"),
        sealed={"code": "digest"},
    ),
    "merges": Held(
        names={"kept_id": _THEIRS, "gone_id": _THEIRS}, personal=_words("id at before"), sealed={"before": "id"}
    ),
    "drafts": Held(
        names={"person_id": _THEIRS}, personal=_words("id form network_id subject answers question state touched_at"),
        sealed={"answers": "id"},
    ),
    "pending": Held(names={"person_id": _THEIRS}, personal=_words("id word body at"), sealed={"body": "id"}),
}  # fmt: skip

_MEETUPS = {
    "networks": Held(plain=_words("id name brand words locale zone created_at")),
    "chats": Held(plain=_words("id network_id platform address thread title locale coordinators active away")),
    "meetups": Held(
        names={"published_by": _DOER},
        plain=_words(
            "id network_id name theme precision part day starts ends zone starts_at venue municipality capacity "
            "most_guests signup_by details state published_at publish_at moved_at held_until follows"
        ),
    ),
    #: Of what has begun: a place in what is to come is given up before.
    "answers": Held(
        names={"person_id": _COUNTED},
        personal=_words("at left_at"),
        plain=_words("meetup_id reply ordinal guests hold"),
    ),
    "seat_offers": Held(
        names={"person_id": _THEIRS}, personal=_words("id made_at until outcome settled_at"), plain=_words("meetup_id")
    ),
    "attendance": Held(
        names={"person_id": _COUNTED, "marked_by": _DOER}, personal=_words("at"), plain=_words("meetup_id came")
    ),
    "changes": Held(
        names={"person_id": _DOER},
        plain=_words("number id network_id subject what at content"),
        sealed={"content": "id"},
    ),
    "watchers": Held(names={"person_id": _THEIRS}, plain=_words("meetup_id")),
    "reminders": Held(names={"target": _THEIRS}, plain=_words("subject kind state")),
}

_MESSAGES = {
    #: Its key stays, so that what comes again is not taken for new.
    "events": Held(
        names={"sender": Naming(Whose.SENDER, Fate.EMPTIED, _words("outcome raw"))},
        personal=_words("outcome raw"), plain=_words("key at state"), sealed={"outcome": "key", "raw": "key"},
    ),
    "outbox": Held(
        names={"person_id": _THEIRS, "lane": Naming(Whose.LANE), "dedupe": Naming(Whose.ABOUT)},
        personal=_words("payload thread locale seal"),
        plain=_words("id kind network_id card_id due state attempts note tried_at"),
        sealed={"payload": "seal"},
    ),
    "lanes": Held(names={"key": Naming(Whose.LANE)}, plain=_words("due not_before lease_until epoch tat")),
    "cards": Held(
        plain=_words(
            "id kind subject chat_id network_id lane message wanted_version shown_version state attempts note turns_at "
            "queued_at over withdrawn"
        )
    ),
    "workspaces": Held(plain=_words("team name bot_user token at"), sealed={"token": "team"}),
    "keys": Held(plain=_words("id proof"), sealed={"proof": "id"}),
}  # fmt: skip

_DUTY = {
    "organisations": Held(plain=_words("id network_id name folded")),
    "contacts": Held(names={"person_id": _THEIRS}, plain=_words("organisation_id rank")),
    "absences": Held(names={"person_id": _THEIRS}, personal=_words("id network_id first last")),
    "areas": Held(plain=_words("id network_id name folded words organisation_id")),
    "invitations": Held(plain=_words("digest code organisation_id expires_at used_at"), sealed={"code": "digest"}),
    "rotas": Held(names={"fallback_id": _COUNTED}, plain=_words("id network_id current made_at swept_at due_at")),
    "deeds": Held(
        names={"by": _DOER, "undone_by": _DOER}, plain=_words("id rota_id ordinal sort act body at undone_at")
    ),
    "deed_reasons": Held(plain=_words("rota_id act seal body"), sealed={"body": "seal"}),
    "turns": Held(plain=_words("rota_id period day sequence changed_at")),
    "handover_steps": Held(plain=_words("rota_id period step at")),
    "handovers": Held(
        names={"acknowledged_by": _DOER},
        plain=_words("rota_id period organisation_id starts_at recorded_at seal packet acknowledged_at"),
        sealed={"packet": "seal"},
    ),
    "handover_notes": Held(
        names={"by": _DOER}, plain=_words("rota_id period seal body at"), sealed={"body": "seal"}
    ),
    "duty_facts": Held(plain=_words("rota_id starts_at ends_at period organisation_id")),
    "swap_offers": Held(names={"by": _DOER}, plain=_words("id rota_id state version body due_at")),
    "requests": Held(
        names={"person_id": _THEIRS, "answered_by": _DOER},
        personal=_words("id network_id organisation_id body asked_at answered_at"), sealed={"body": "id"},
    ),
    "feeds": Held(plain=_words("digest code organisation_id made_at revoked_at"), sealed={"code": "digest"}),
    "duty_signs": Held(plain=_words("rota_id kind handle since told")),
}  # fmt: skip

_CALLS = {
    "calls": Held(
        names={"opened_by": _DOER},
        plain=_words(
            "id network_id kind names shorts selection opens_at closes_at results_by confirm_hours retention "
            "controller contact zone asked results_at called_off_at seed erased done"
        ),
    ),
    "call_groups": Held(plain=_words("call_id id name capacity least meets")),
    #: Places given up first, as for answers; what is left of an application is a number in its call.
    "applications": Held(
        names={"person_id": _THEIRS, "entered_by": _DOER},
        personal=_words(
            "id call_id ordinal locale notice answers wishes state turn verdict group_id explained sent_at"
        ),
        sealed={"answers": "id"},
    ),
    "place_offers": Held(plain=_words("application_id number call_id group_id sent_at expires_at reminded outcome")),
    "reviews": Held(
        names={"reviewer_id": _THEIRS}, personal=_words("recused body at"), plain=_words("application_id"),
        sealed={"body": "application_id reviewer_id"},
    ),
    "call_pairs": Held(plain=_words("application_id group_id agreed")),
    "call_interests": Held(names={"person_id": _THEIRS}, personal=_words("network_id kind")),
    "call_extensions": Held(
        names={"person_id": _DOER}, plain=_words("digest code call_id expires_at"), sealed={"code": "digest"}
    ),
    "call_notices": Held(plain=_words("version body first_shown_at")),
}  # fmt: skip

HELD: Mapping[str, Held] = MappingProxyType({**_PEOPLE, **_MEETUPS, **_MESSAGES, **_DUTY, **_CALLS})


def place(table: str, column: str, row: RowMapping | Mapping[str, Any]) -> tuple[str, ...]:
    """Give the place that a sealed value of a row is sealed to."""
    return (table, column, *(row[one] for one in HELD[table].sealed_to(column)))
