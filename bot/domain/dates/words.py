"""The words of the three languages, understood at once and in any mix.

A word two languages share is decided here, or by its neighbours in ``settling``:

* ``to`` is Thursday in Finnish and a range in English: its neighbours tell.
* ``on`` is only the English preposition before a day; the Finnish verb is left over, Swedish Wednesday is ``ons``.
* ``i``, ``in`` and ``om`` count only before a month, a week or a count of weeks; ``i två veckor`` lasts that long, so
  it is left over.
* ``mar`` is March: Swedish and English write so (our own English echo too), while Finnish shortens to ``marrask``.
* ``kesä`` alone is a summer, ``loka`` mud and ``elo`` life: a Finnish month needs its ``kuu`` or ``k``.
* ``man``, ``son`` and ``lor`` are ``mån``, ``sön`` and ``lör`` typed without dots.
* ``till`` and ``until`` join two clock times in a meetup's time, and open a deadline.
* Recurrence (``tiistaisin``, ``tisdagar``, ``Tuesdays``) and the past (``i tisdags``) are in no table, so left over.

A new word goes into its table below; a new kind of word also needs a rule in ``grammar``.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from .kinds import Kind
from .typed import fold

Meaning: TypeAlias = tuple[Kind, int]

_WEEKDAYS = (
    "ma maanantai maanantaina | mån måndag måndagen | mon monday",
    "ti tiistai tiistaina | tis tisdag tisdagen | tue tues tuesday",
    "ke keskiviikko keskiviikkona | ons onsdag onsdagen | wed weds wednesday",
    "torstai torstaina | tor tors torsdag torsdagen | thu thur thurs thursday",
    "pe perjantai perjantaina | fre fredag fredagen | fri friday",
    "la lauantai lauantaina | lör lördag lördagen | sat saturday",
    "su sunnuntai sunnuntaina | sön söndag söndagen | sun sunday",
)
_FINNISH_MONTHS = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"
_MONTHS = (
    "januari | jan january",
    "februari | feb february",
    "mars | mar march",
    "apr april",
    "maj | may",
    "juni | jun june",
    "juli | jul july",
    "augusti | aug august",
    "sep sept september",
    "oktober okt | oct october",
    "nov november",
    "dec december",
)
_PARTS = (
    "alussa, alkupuolella, början av, i början av, early, beginning of, the beginning of, in the beginning of, "
    "at the beginning of, start of, the start of, at the start of",
    "puolivälissä, puolessavälissä, puolessa välissä, keskivaiheilla, mitten av, i mitten av, mid, middle of, "
    "the middle of, in the middle of",
    "lopussa, loppupuolella, slutet av, i slutet av, late, end of, the end of, at the end of",
)
_AWAY = (
    "tänään, idag, i dag, today",
    "huomenna, imorgon, i morgon, imorron, i morron, tomorrow",
    "ylihuomenna, iövermorgon, i övermorgon, day after tomorrow, the day after tomorrow",
)
_WEEKS_AWAY = (
    "tämän viikon, tällä viikolla, denna vecka, denna veckas, den här veckan, this week, this week's, of this week",
    "ensi viikon, ensi viikolla, nästa vecka, nästa veckas, i nästa vecka, next week, next week's, of next week",
)
_COUNTS = (
    "yhden en a one",
    "kahden två two",
    "kolmen tre three",
    "neljän fyra four",
    "viiden fem five",
    "kuuden sex six",
    "seitsemän sju seven",
    "kahdeksan åtta eight",
    "yhdeksän nio nine",
    "kymmenen tio ten",
)
_AFTER = {
    1: "päivän päästä, päivän kuluttua",
    7: "viikon päästä, viikon kuluttua, vkon päästä, vkon kuluttua, vko päästä",
}
_UNITS = {1: "dag dagar day days", 7: "veckor weeks"}
_WEEK = "viikko, viikolla, viikon, vko, vkolla, vk, v, vecka, veckan, week, wk"
_OTHERS: Mapping[Kind, str] = {
    Kind.TO_OR_THURSDAY: "to",
    Kind.TO: "till, until",
    Kind.AT: "klo, kello, kl, klockan, at",
    Kind.ONWARDS: "alkaen, lähtien, från, från och med, framåt, from, onwards, starting",
    Kind.ON: "on, på, den, the",
    Kind.IN: "in",
    Kind.IN_SWEDISH: "i",
    Kind.OM: "om",
    Kind.OF: "of, av",
    Kind.NEXT: "ensi, nästa, next",
    Kind.MONTH_AWAY: "ensi kuussa, nästa månad, next month",
    Kind.DAY_WORD: "päivä, päivänä",
    Kind.AMPM: "am, pm, a m, p m, ap, ip, fm, em",
    Kind.OPEN: "tarkentuu, tarkentuu myöhemmin, avoin, auki, ilmoitetaan myöhemmin, preciseras, preciseras senare, "
    "öppet, öppen, klarnar, klarnar senare, meddelas senare, to be confirmed, to be announced, tba, tbc, tbd, open",
}
# What a deadline may say besides. ``ennen``, ``före`` and ``before`` leave their day out, so they stay left over.
_BY = (
    "mennessä, viimeistään, asti, saakka, senast, till, fram till, till och med, by, until, no later than, "
    "at the latest, latest"
)
_INTO_PARTS = ("alkuun", "puoliväliin", "loppuun")
_INTO = "maanantaihin, tiistaihin, keskiviikkoon, torstaihin, perjantaihin, lauantaihin, sunnuntaihin"


def _each(kind: Kind, tables: Iterable[tuple[int, str]], comma: str = ", ") -> Iterator[tuple[str, Meaning]]:
    """Spell a table's rows out: every form folded, with the row's number as its worth."""
    for value, forms in tables:
        for form in forms.replace(" |", "").split(comma):
            yield fold(form), (kind, value)


def _finnish_months() -> Iterator[tuple[str, Meaning]]:
    for number, stem in enumerate(_FINNISH_MONTHS.split(), 1):
        yield from ((fold(stem + end), (Kind.MONTH, number)) for end in ("k", "kuu", "kuun", "kuuta"))
        yield fold(stem + "kuussa"), (Kind.MONTH_IN, number)


WORDS: Mapping[str, Meaning] = MappingProxyType(
    dict(
        (
            *_each(Kind.WEEKDAY, enumerate(_WEEKDAYS), " "),
            *_each(Kind.MONTH, enumerate(_MONTHS, 1), " "),
            *_finnish_months(),
            *_each(Kind.PART, enumerate(_PARTS)),
            *_each(Kind.AWAY, enumerate(_AWAY)),
            *_each(Kind.WEEK_AWAY, enumerate(_WEEKS_AWAY)),
            *_each(Kind.COUNT, enumerate(_COUNTS, 1), " "),
            *_each(Kind.AFTER, _AFTER.items()),
            *_each(Kind.UNITS, _UNITS.items(), " "),
            *_each(Kind.WEEK, [(7, _WEEK)]),
            *(word for kind, forms in _OTHERS.items() for word in _each(kind, [(0, forms)])),
        )
    )
)

DEADLINE_WORDS: Mapping[str, Meaning] = MappingProxyType(
    {
        **WORDS,
        **dict(_each(Kind.WEEKDAY, enumerate(_INTO.split(", ")))),
        **dict(_each(Kind.PART, enumerate(_INTO_PARTS))),
        **dict(_each(Kind.AWAY, [(1, "huomiseen"), (2, "ylihuomiseen")])),
        **dict(_each(Kind.DAY_WORD, [(0, "päivään")])),
        **dict(_each(Kind.BY, [(0, _BY)])),
    }
)

LONGEST_PHRASE = max(form.count(" ") + 1 for form in DEADLINE_WORDS)
