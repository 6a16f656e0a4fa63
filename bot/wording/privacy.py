"""What is said of what Kuppi holds of a person: all of it shown, and all of it erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.chat import Address, Button, File, Message
from bot.domain.meetups import Meetup
from bot.domain.people import Network, Person, Role
from bot.domain.seating import Standing
from bot.text import Moment, Text, t, tn
from bot.wording.meetups import own
from bot.wording.networks import NAMES

_ZONE = ZoneInfo("Europe/Helsinki")
_STAYS: Mapping[str, Text] = MappingProxyType(
    {"telegram": t("erase.stays_telegram"), "slack": t("erase.stays_slack")}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What is held of a person, as far as it is told in words."""

    person: Person
    places: Sequence[Address]  #: where they are known
    networks: Sequence[Network]
    answers: Sequence[tuple[Meetup, Standing]]
    applications: int = 0
    drafts: int
    letters: int


def shown(held: Holding) -> Message:
    """Tell all that is held of a person."""
    person = held.person
    lines = [
        t("mydata.head"),
        t("settings.name", name=person.name),
        t("settings.name_shown") if person.name_visible else t("settings.name_hidden"),
        t("settings.language", language=NAMES[person.locale]),
        t("settings.reminded") if person.reminded else t("settings.not_reminded"),
        *(t("settings.id", id=f"{place.platform}:{place.id}") for place in held.places),
        *(_membership(person, network) for network in held.networks),
        *([t("mydata.answers")] if held.answers else [t("mydata.no_answers")]),
        *(own(meetup, standing) for meetup, standing in held.answers),
        *([tn("mydata.applications", held.applications)] if held.applications else []),
        *([tn("mydata.drafts", held.drafts)] if held.drafts else []),
        *([tn("mydata.letters", held.letters)] if held.letters else []),
        t("mydata.json"),
    ]
    return Message(tuple(lines), ((Button(t("button.erase_all"), "erase", "ask"),),))


def _membership(person: Person, network: Network) -> Text:
    if person.roles.get(network.id) is Role.COORDINATOR:
        return t("mydata.coordinator", network=network.name)
    return t("mydata.member", network=network.name)


def as_json(text: str) -> File:
    """Give all that is held, to be read by programs."""
    return File("kuppi.json", "application/json", text, t("mydata.file"))


# -- erasing -----------------------------------------------------------------------------------------------


def ask_what(*, sign_ups: bool, applications: bool) -> Message:
    """Ask what is to be removed."""
    some = [t("button.one_signup")] * sign_ups + [t("button.one_application")] * applications
    ways = tuple(Button(label, "do", "omat") for label in some)
    return Message((t("remove.what"),), ((*ways, Button(t("button.everything"), "erase", "ask")),))


def ask_to_erase(
    *, sign_ups: int, applications: int = 0, platforms: Sequence[str], left_alone: Sequence[Network], admin: bool
) -> Message:  # fmt: skip
    """Say what goes and what stays, and ask."""
    goes = [t("erase.name"), *_counted(sign_ups, applications), t("erase.settings")]
    lines = [
        t("erase.ask"),
        t("erase.goes_freeing", what=_listed(goes)) if len(goes) > 2 else t("erase.goes", what=_listed(goes)),
        t("erase.stays"),
        *(_STAYS[platform] for platform in platforms if platform in _STAYS),
        *(t("erase.left_alone", network=network.name) for network in left_alone),
        *([t("erase.admin")] if admin else []),
    ]
    yes, no = Button(t("button.erase"), "erase", "yes"), Button(t("button.keep"), "erase", "no")
    return Message(tuple(lines), ((yes, no),))


def _counted(sign_ups: int, applications: int) -> list[Text]:
    signed_up = [tn("erase.signups", sign_ups)] if sign_ups else []
    return [*signed_up, *([tn("erase.applications", applications)] if applications else [])]


def _listed(things: Sequence[Text]) -> Text:
    return reduce(lambda first, last: t("list.comma", first=first, last=last), things)


def erased(at: datetime, *, freed: bool) -> Message:
    """Say that it is done."""
    when = Moment(at.astimezone(_ZONE), "minute")
    done = t("erase.done_freed", when=when) if freed else t("erase.done", when=when)
    return Message((done, t("erase.backups"), t("erase.welcome_back")))


def kept() -> Message:
    """Say that nothing was erased."""
    return Message((t("erase.kept"),))


def orphaned(network: Network) -> Message:
    """Tell a coordinators' room that its network has no coordinator any more."""
    return Message((t("erase.no_coordinator", network=network.name),))
