"""The optional lines of an announcement, and the same text in other languages: "Teema (sv): Frivilliga"."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.forms import Accepted, Context, Question, Reading, Wrong, text_reader
from bot.domain.lines import fold_label
from bot.text import LOCALES, Text, t

Labels = Mapping[str, tuple[str, ...]]  #: by locale

THEME: Labels = MappingProxyType({"fi": ("Teema", "Aihe"), "sv": ("Tema",), "en": ("Theme",)})

#: The optional lines, in the order a card shows them: key → labels by locale.
DETAILS: Mapping[str, Labels] = MappingProxyType(
    {
        "host": {"fi": ("Vierailukohde",), "sv": ("Värd",), "en": ("Host",)},
        "speaker": {"fi": ("Puhuja", "Puhujat"), "sv": ("Talare",), "en": ("Speaker", "Speakers")},
        "accessibility": {"fi": ("Esteettömyys",), "sv": ("Tillgänglighet",), "en": ("Accessibility",)},
        "price": {"fi": ("Hinta",), "sv": ("Pris",), "en": ("Price",)},
        "funder": {"fi": ("Rahoittaja",), "sv": ("Finansiär",), "en": ("Funder",)},
        "link": {"fi": ("Linkki",), "sv": ("Länk",), "en": ("Link",)},
        "email": {"fi": ("Sähköposti",), "sv": ("E-post",), "en": ("E-mail", "Email")},
    }
)

#: What may be said in each language.
TRANSLATED: Mapping[str, Labels] = MappingProxyType(
    {"theme": THEME, **{key: DETAILS[key] for key in ("host", "speaker", "accessibility", "price", "funder", "link")}}
)
#: How a label names the language of its line.
_NAMED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fi": ("(fi)", "fi", "(suomi)", "(suomeksi)", "suomeksi", "(finska)", "på finska", "(Finnish)", "in Finnish"),
        "sv": ("(sv)", "sv", "(ruotsi)", "(ruotsiksi)", "ruotsiksi", "(svenska)", "på svenska", "(Swedish)",
               "in Swedish"),
        "en": ("(en)", "en", "(englanti)", "(englanniksi)", "englanniksi", "(engelska)", "på engelska", "(English)",
               "in English"),
    }
)  # fmt: skip
_FREE = frozenset(
    {"maksuton", "ilmainen", "vapaa pääsy", "0", "avgiftsfri", "avgiftsfritt", "gratis", "free", "free of charge"}
)


def every(labels: Labels) -> tuple[str, ...]:
    """List the labels of all languages."""
    return tuple(one for locale in LOCALES for one in labels[locale])


def tongues(labels: Labels) -> dict[str, str]:
    """Tell which labels name a language by themselves: "Tema" is Swedish."""
    return {fold_label(one): locale for locale in LOCALES for one in labels[locale]}


_NEXT_NAME = re.compile(r";|(?:,| ja| och| and|&)(?= [A-ZÅÄÖ][\w-]+ [A-ZÅÄÖ])")


def how_many(names: str) -> int:
    """Count the names on a line, as far as they can be told from what stands beside them."""
    return len(_NEXT_NAME.split(names))


# -- reading ---------------------------------------------------------------------------------------------


def _price(typed: str, context: Context) -> Reading:
    reading = text_reader(300)(typed, context)
    if not isinstance(reading, Accepted):
        return reading
    value = reading.value.rstrip(".")
    return Accepted("" if value.rstrip(" €").casefold() in _FREE else value)


def _link(typed: str, context: Context) -> Reading:
    reading = text_reader(300)(typed, context)
    if not isinstance(reading, Accepted):
        return reading
    address = reading.value if "://" in reading.value else f"https://{reading.value}"
    if re.fullmatch(r"https?://[^\s/@:]+\.[^\s/@:.]{2,}(?::\d+)?(?:[/?#]\S*)?", address, re.IGNORECASE) is None:
        return Wrong(t("meetup.link_unread"))
    return Accepted(address)


def _email(typed: str, context: Context) -> Reading:
    reading = text_reader(254)(typed, context)
    if (
        isinstance(reading, Accepted)
        and re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}", reading.value) is None
    ):
        return Wrong(t("meetup.email_unread"))
    return reading


_READ: Mapping[str, Callable[[str, Context], Reading]] = MappingProxyType(
    {"price": _price, "link": _link, "email": _email}
)

# -- questions -------------------------------------------------------------------------------------------

_ASKS: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        "host": (t("ask.host"), t("label.host")),
        "speaker": (t("ask.speaker"), t("label.speaker")),
        "accessibility": (t("ask.accessibility"), t("label.accessibility")),
        "price": (t("ask.price"), t("label.price")),
        "funder": (t("ask.funder"), t("label.funder")),
        "link": (t("ask.link"), t("label.link")),
        "email": (t("ask.email"), t("label.email")),
    }
)
_LABELS: Mapping[str, Text] = MappingProxyType(
    {"theme": t("label.theme"), **{key: label for key, (_, label) in _ASKS.items()}}
)
_IN: Mapping[str, Text] = MappingProxyType(
    {"fi": t("language.name_fi"), "sv": t("language.name_sv"), "en": t("language.name_en")}
)


def _detail(key: str, labels: Labels) -> Question:
    ask, label = _ASKS[key]
    return Question(
        key=key, ask=ask, label=label, labels=every(labels), read=_READ.get(key, text_reader(300)), required=False,
        asked=False, repeated=key in {"host", "speaker"}, tongues=tongues(labels) if key in TRANSLATED else {},
    )  # fmt: skip


def _in_tongue(key: str, labels: Labels, locale: str) -> Question:
    return Question(
        key=f"{key}_{locale}", ask=t("ask.in_tongue", label=_LABELS[key], language=_IN[locale]),
        label=t("label.in_tongue", label=_LABELS[key], language=_IN[locale]),
        labels=tuple(f"{label} {name}" for label in every(labels) for name in _NAMED[locale]),
        read=_READ.get(key, text_reader(300)), required=False, asked=False, of=key,
    )  # fmt: skip


#: The questions of the optional lines, and those that say a thing again in another language.
OPTIONAL: tuple[Question, ...] = (
    *(_detail(key, labels) for key, labels in DETAILS.items()),
    *(_in_tongue(key, labels, locale) for key, labels in TRANSLATED.items() for locale in LOCALES),
)
#: What is kept with a meetup as given: the optional lines, and texts in other languages.
KEPT = frozenset(one.key for one in OPTIONAL)
