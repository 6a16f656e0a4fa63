"""What applicants are asked, as data: a call keeps its own list, and a coordinator may change it before it opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bot.domain.forms import Pick
from bot.text import Text, t


class Sort(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    EMAIL = "email"
    CHOICE = "choice"
    MANY = "many"
    RANK = "rank"
    YES_NO = "yes_no"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of a call."""

    key: str
    sort: Sort
    ask: Text
    label: Text
    help: Text | None = None
    least: int = 1  #: letters
    most: int = 200  #: letters, or how many may be chosen
    picks: tuple[Pick, ...] = ()
    of_groups: bool = False  #: the call's groups are what there is to choose from
    required: bool = True
    only_if: tuple[str, str] | None = None  #: asked only if that question has that value
    open: bool = False  #: people write what they like
    own: bool = field(default=False)  #: a coordinator wrote it


ROLES = (
    Pick("producer", t("role.producer"), ("tuottaja", "producent", "producer")),
    Pick("alike", t("role.alike"), ("tuottajanomainen", "producentliknande", "producer type")),
    Pick("student", t("role.student"), ("opiskelija", "studerande", "student")),
    Pick("organisation", t("role.organisation"), ("organisaatio", "järjestö", "organisation")),
    Pick("other", t("role.other"), ("muu", "annat", "other")),
)
THEMES = (
    Pick("skills", t("theme.skills"), ("osaaminen", "kompetens", "kunnande", "skills")),
    Pick("field", t("theme.field"), ("toimintaympäristö", "verksamhetsmiljö", "operating environment")),
    Pick("self", t("theme.self"), ("itsensä johtaminen", "självledarskap", "leading oneself", "self-leadership")),
    Pick("others", t("theme.others"), ("muiden johtaminen", "ledarskap", "leading others")),
    Pick("work", t("theme.work"), ("toiminnan kehittäminen", "utveckling", "developing the work")),
)

_NAME = Asked(key="name", sort=Sort.TEXT, ask=t("asked.name"), label=t("asked.name_label"), least=2, most=100)
_EMAIL = Asked(
    key="email", sort=Sort.EMAIL, ask=t("asked.email"), label=t("asked.email_label"), help=t("asked.email_help")
)
_ROLE = Asked(key="role", sort=Sort.CHOICE, ask=t("asked.role"), label=t("asked.role_label"), picks=ROLES)
_MUNICIPALITY = Asked(
    key="municipality",
    sort=Sort.TEXT,
    ask=t("asked.municipality"),
    label=t("asked.municipality_label"),
    least=2,
    most=64,
)
_GROUPS = Asked(
    key="groups", sort=Sort.RANK, ask=t("asked.groups"), label=t("asked.groups_label"), of_groups=True, most=5,
    help=t("asked.groups_help"),
)  # fmt: skip
_TIMES = Asked(
    key="times", sort=Sort.TEXT, ask=t("asked.times"), label=t("asked.times_label"), most=300, required=False,
    help=t("asked.times_help"), open=True,
)  # fmt: skip
_COMMITMENT = Asked(key="commitment", sort=Sort.YES_NO, ask=t("asked.commitment"), label=t("asked.commitment_label"))
_THEMES = Asked(
    key="themes", sort=Sort.MANY, ask=t("asked.themes"), label=t("asked.themes_label"), picks=THEMES, most=5
)


def _free(key: str, ask: Text, label: Text, most: int = 1000) -> Asked:
    some = t("asked.some_sentences", most=most)
    return Asked(key=key, sort=Sort.TEXT, ask=ask, label=label, help=some, most=most, open=True)


_SET: tuple[Asked, ...] = (
    _NAME, _EMAIL, _ROLE, _MUNICIPALITY, _GROUPS, _TIMES, _COMMITMENT, _THEMES,
    _free("hopes", t("asked.hopes"), t("asked.hopes_label")),
    _free("goals", t("asked.goals"), t("asked.goals_label")),
    _free("experience", t("asked.experience"), t("asked.experience_label")),
    _free("plan", t("asked.plan"), t("asked.plan_label"), 2000),
    _free("product", t("asked.product"), t("asked.product_label")),
    _free("why", t("asked.why"), t("asked.why_label")),
    Asked(
        key="mentors", sort=Sort.RANK, ask=t("asked.mentors"), label=t("asked.mentors_label"), of_groups=True, most=5,
        help=t("asked.mentors_help"),
    ),
    Asked(
        key="avoid", sort=Sort.MANY, ask=t("asked.avoid"), label=t("asked.avoid_label"), of_groups=True, most=20,
        help=t("asked.avoid_help"), required=False,
    ),
)  # fmt: skip

#: Every standard question by its key.
STANDARD: Mapping[str, Asked] = MappingProxyType({one.key: one for one in _SET})

#: What is asked unless a coordinator changes it, by the kind of call.
DEFAULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "supervision": ("name", "email", "hopes", "groups", "role", "municipality", "times", "commitment"),
        "mentees": ("name", "email", "goals", "themes", "mentors", "avoid", "role", "municipality", "commitment"),
        "mentors": ("name", "email", "experience", "themes", "role", "municipality", "commitment"),
        "residency": ("name", "email", "plan", "groups", "role", "municipality", "times", "commitment"),
        "sparring": ("name", "email", "product", "groups", "role", "municipality", "times"),
        "other": ("name", "email", "why", "groups", "role", "municipality", "times"),
    }
)
WISHES = ("groups", "mentors")  #: the questions whose answer says which groups are wished for, the dearest first


def standard(kind: str) -> tuple[Asked, ...]:
    """Give the standard questions of a kind of call."""
    return tuple(STANDARD[key] for key in DEFAULTS[kind])
