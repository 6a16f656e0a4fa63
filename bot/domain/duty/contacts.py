"""Who is asked: an organisation's people in their order, leaving out those away, and somebody always."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.lines import fold_label
from bot.text import Text, t

from .plan import Duty
from .values import called

FEWEST = 2  # with one contact an organisation's turn hangs on one person's holiday


@dataclass(frozen=True)
class Away:
    """Keep the days a contact is away, both ends in; without an end until told otherwise."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Know a person who answers for an organisation; rank 1 is asked first."""

    person: str
    organisation: str
    rank: int = 1
    areas: frozenset[str] = frozenset()
    away: tuple[Away, ...] = ()
    reachable: bool = True  #: the bot can write to them in private

    def present(self, day: date) -> bool:
        """Tell whether the contact can be asked on a day."""
        return self.reachable and not any(one.covers(day) for one in self.away)


@dataclass(frozen=True, kw_only=True)
class Area:
    """Name something people ask about; with no organisation of its own it belongs to whoever is on duty."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    organisation: str | None = None


@dataclass(frozen=True, kw_only=True)
class Routed:
    """Say whom to ask and why."""

    person: str
    organisation: str | None  #: None: the fallback contact
    reasons: tuple[Text, ...]


def in_order(contacts: Iterable[Contact], organisation: str | None) -> tuple[Contact, ...]:
    """List an organisation's contacts, the first to be asked first; ties stand in the order of their ids."""
    mine = (one for one in contacts if one.organisation == organisation)
    return tuple(sorted(mine, key=lambda one: (one.rank, one.person)))


def asked(contacts: Iterable[Contact], organisation: str | None, day: date) -> tuple[Contact, ...]:
    """List those of an organisation's contacts who can be asked on a day."""
    return tuple(one for one in in_order(contacts, organisation) if one.present(day))


def thin(contacts: Sequence[Contact], organisations: Iterable[str]) -> tuple[str, ...]:
    """List organisations with too few contacts to be sure of an answer."""
    return tuple(one for one in organisations if len(in_order(contacts, one)) < FEWEST)


def silent(contacts: Sequence[Contact], organisation: str, first: date, last: date) -> bool:
    """Tell whether an organisation has a day in its turn when nobody of it can be asked: it is told beforehand."""
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return any(not asked(contacts, organisation, day) for day in days)


def area_of(typed: str, areas: Iterable[Area]) -> Area | None:
    """Find the area a person means, in whatever case they bend its words; the longest match wins."""
    said = fold_label(typed).split()
    meant = [
        (len(phrase), area)
        for area in areas
        for phrase in map(fold_label, (area.name, *area.words))
        if all(any(_alike(word, one) for one in said) for word in phrase.split())
    ]
    return max(meant, key=lambda pair: pair[0])[1] if meant else None


def _alike(word: str, said: str) -> bool:
    """Tell whether one is the other bent: koulutus, koulutuksesta; tilat, tiloista. The ends of words change."""
    kept = max(3, len(word) - 2) if len(word) < 6 else max(4, len(word) - 4)
    return word == said or (len(word) > 3 and said.startswith(word[:kept]))


def route(
    area: Area | None, duty: Duty, contacts: Sequence[Contact], names: Mapping[str, str], *, day: date
) -> Routed:  # fmt: skip
    """Find whom to ask: the area's own organisation, then the one on duty, and at last the fallback contact."""
    reasons: list[Text] = []
    for organisation, because in _candidates(area, duty, names):
        found = _person(contacts, organisation, area, day)
        if found:
            return Routed(person=found[0], organisation=organisation, reasons=(*reasons, because, *found[1]))
        reasons += [because, t("duty.route_nobody", organisation=called(organisation, names))]
    return Routed(person=duty.fallback, organisation=None, reasons=(*reasons, t("duty.route_fallback")))


def _candidates(area: Area | None, duty: Duty, names: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    own = area.organisation if area else None
    if area and own:
        yield own, t("duty.route_area", area=area.name, organisation=called(own, names))
    if duty.organisation and duty.organisation != own:
        yield duty.organisation, t("duty.route_duty", organisation=called(duty.organisation, names))


def _person(
    contacts: Sequence[Contact], organisation: str, area: Area | None, day: date
) -> tuple[str, tuple[Text, ...]] | None:
    """Choose a person, the area's own first, and say so when the one who comes first is not there."""
    there = in_order(contacts, organisation)
    wanted = [one for one in there if area and area.id in one.areas] or list(there)
    order = (*wanted, *(one for one in there if one not in wanted))
    found = next((one for one in order if one.present(day)), None)
    return (found.person, () if found is order[0] else (t("duty.route_deputy"),)) if found else None
