"""Texts for other channels: e-mail, WhatsApp and event calendars, ready to be copied, in each language."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.whens import told
from bot.i18n import render
from bot.text import LOCALES, Moment, Place, Text, t
from bot.wording.meetups import headline

_NAMES: Mapping[str, Text] = MappingProxyType(
    {"fi": t("language.name_fi"), "sv": t("language.name_sv"), "en": t("language.name_en")}
)
#: What each channel is called on its button.
_CHANNELS: Mapping[str, Text] = MappingProxyType(
    {
        "mail": t("infotext.mail"), "whatsapp": t("infotext.whatsapp"), "menoinfo": t("infotext.menoinfo"),
        "calendar": t("infotext.calendar"),
    }
)  # fmt: skip


def where_to(meetup: Meetup) -> Message:
    """Ask which channel the text is for."""
    buttons = [Button(label, "infotext", f"{meetup.id}-{channel}") for channel, label in _CHANNELS.items()]
    return Message((t("infotext.where", meetup=headline(meetup)),), (tuple(buttons[:2]), tuple(buttons[2:])))


def texts(meetup: Meetup, channel: str, chats: Sequence[str]) -> tuple[Message, ...] | None:
    """Write a meetup's text for a channel in every language, each a message of its own; None for no such channel."""
    write = _WRITERS.get(channel)
    if write is None:
        return None
    head = Message((t("infotext.head", channel=_CHANNELS[channel]),))
    return head, *(_in(locale, write(meetup, chats)) for locale in LOCALES)


def _in(locale: str, lines: Sequence[Text]) -> Message:
    """Say lines in one language, whoever reads them."""
    return Message((t("plain", text="\n".join(render(line, locale) for line in lines)),))


# -- channels ----------------------------------------------------------------------------------------------

_GAP = t("plain", text="")


def _mail(meetup: Meetup, chats: Sequence[str]) -> list[Text]:
    subject = t("infotext.subject", title=_title(meetup))
    return [subject, _GAP, t("infotext.welcome", meetup=headline(meetup)), _GAP, *_facts(meetup), _GAP,
            *_sign_up(meetup, chats), *_last(meetup)]  # fmt: skip


def _whatsapp(meetup: Meetup, chats: Sequence[str]) -> list[Text]:
    return [headline(meetup), *_facts(meetup), *_sign_up(meetup, chats)]


def _calendar(meetup: Meetup, chats: Sequence[str]) -> list[Text]:
    described = [t("infotext.description"), t("infotext.theme_is", theme=meetup.words("theme")), *_people(meetup),
                 *_sign_up(meetup, chats)]  # fmt: skip
    where = [t("infotext.place", venue=meetup.venue)] if meetup.venue else []
    town = t("card.municipality", municipality=Place(meetup.municipality, "name"))
    return [t("infotext.title", title=headline(meetup)), t("infotext.when", when=told(meetup.when)), *where, town,
            _price(meetup), *described, *_link(meetup), *_last(meetup)]  # fmt: skip


_WRITERS: Mapping[str, Callable[[Meetup, Sequence[str]], list[Text]]] = MappingProxyType(
    {"mail": _mail, "whatsapp": _whatsapp, "menoinfo": _calendar, "calendar": _calendar}
)

# -- their parts -------------------------------------------------------------------------------------------


def _title(meetup: Meetup) -> Text:
    return t("infotext.title_when", title=headline(meetup), when=told(meetup.when))


def _facts(meetup: Meetup) -> list[Text]:
    place = Place(meetup.municipality, "name")
    where = t("place.line", venue=meetup.venue, municipality=place) if meetup.venue else None
    lines = [t("infotext.when", when=told(meetup.when)), where, t("card.theme", theme=meetup.words("theme"))]
    return [line for line in lines if line] + [*_people(meetup), *_access(meetup), _price(meetup)]


def _people(meetup: Meetup) -> list[Text]:
    host = [t("infotext.host", host=meetup.words("host"))] if "host" in meetup.details else []
    speaker = [t("infotext.speaker", speaker=meetup.words("speaker"))] if "speaker" in meetup.details else []
    return [*host, *speaker]


def _access(meetup: Meetup) -> list[Text]:
    given = "accessibility" in meetup.details
    return [t("infotext.access", access=meetup.words("accessibility"))] if given else []


def _price(meetup: Meetup) -> Text:
    return t("card.price", price=meetup.words("price")) if "price" in meetup.details else t("infotext.free")


def _sign_up(meetup: Meetup, chats: Sequence[str]) -> list[Text]:
    """Say how to sign up; nothing is said of a day that is not known."""
    if not meetup.exact:
        return [t("card.day_later")]
    email, deadline = meetup.details.get("email", ""), meetup.local_deadline
    by = [t("infotext.by", deadline=Moment(deadline, "deadline"))] if deadline else []
    groups = [t("infotext.in_groups", chats=", ".join(chats))] if chats else []
    mail = t("infotext.or_mail", email=email) if chats else t("infotext.by_mail", email=email)
    return [*by, *groups, *([mail] if email else [])]


def _link(meetup: Meetup) -> list[Text]:
    return [t("card.link", link=meetup.words("link"))] if "link" in meetup.details else []


def _last(meetup: Meetup) -> list[Text]:
    return [t("card.funder", funder=meetup.words("funder"))] if "funder" in meetup.details else []
