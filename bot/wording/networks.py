"""What is said of networks and their chats."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.chat import Address, Button, Headcount, Message
from bot.domain.people import Chat, Network, Person, as_one_word
from bot.text import Text, fold, t, tn

#: What may follow /verkosto, in three languages.
_DEEDS: Mapping[str, str] = MappingProxyType(
    {
        "uusi": "new", "ny": "new", "new": "new",
        "koodi": "code", "kod": "code", "code": "code",
        "liita": "join", "anslut": "join", "join": "join",
        "irrota": "leave", "kopplabort": "leave", "leave": "leave",
        "tila": "status", "status": "status", "": "status",
        "koordinaattorihuone": "room", "koordinatorsrum": "room", "coordinatorroom": "room",
        "kieli": "language", "sprak": "language", "language": "language",
        "tapaamisnimi": "brand", "traffnamn": "brand", "meetupname": "brand",
        "sanat": "words", "ord": "words", "words": "words",
    }
)  # fmt: skip
#: What people type for a language → the language.
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "suomi": "fi", "fi": "fi", "suomeksi": "fi", "finska": "fi", "finnish": "fi",
        "svenska": "sv", "sv": "sv", "ruotsi": "sv", "ruotsiksi": "sv", "swedish": "sv",
        "english": "en", "en": "en", "englanti": "en", "englanniksi": "en", "engelska": "en",
    }
)  # fmt: skip
NAMES: Mapping[str, Text] = MappingProxyType({"fi": t("language.fi"), "sv": t("language.sv"), "en": t("language.en")})


def language(typed: str) -> str:
    """Read the name of a language; empty when it is none of ours."""
    return _LANGUAGES.get(typed.strip().casefold(), "")


def deed(typed: str) -> tuple[str, str]:
    """Split what follows /verkosto into the deed (``?`` for none of ours) and its matter."""
    first, _, rest = typed.strip().partition(" ")
    return _DEEDS.get(fold(first), "?"), rest.strip()


def renamed(network: Network, brand: str) -> Message:
    """Say what a network's meetups are called from now on."""
    return Message((t("network.brand_done", name=network.name, brand=brand, word=as_one_word(brand)),))


def founded(network: Network) -> Message:
    """Say that a network exists, and what comes next."""
    named = t("network.founded", name=network.name, brand=network.brand)
    return Message((named, t("network.rename"), t("network.next")))


def welcome(network: Network, responsible: str) -> Message:
    """Greet a chat once, when it joins a network."""
    who = [t("welcome.responsible", name=responsible)] if responsible else []
    lines = (
        t("welcome.hello", network=network.name), t("welcome.what"), t("welcome.names"), *who, t("welcome.privacy"),
    )  # fmt: skip
    return Message(
        lines,
        (
            (
                Button(t("button.coming_meetups"), "do", f"tapaamiset-{network.id}", private=True),
                Button(t("button.open_private"), "do", f"start-{network.id}", private=True),
            ),
        ),
    )


def coming_line(count: int, network: str) -> Message:
    """Say in one line, in a group, that meetups are coming, with a way to their list in private."""
    way = Button(t("button.coming_meetups"), "do", f"tapaamiset-{network}", private=True)
    return Message((tn("meetups.in_private", count),), ((way,),))


def join_code(network: Network, code: str, platform: str) -> tuple[Message, ...]:
    """Give a code on a line of its own, and what to do with it."""
    link = ((Button(t("button.add_group"), "startgroup", f"j-{code}"),),) if platform == "telegram" else ()
    return (
        Message((t("code.join_how", name=network.name),), link),
        Message((t("code.join_line", code=code),)),
    )


def ask_to_leave(chat: Chat, network: Network) -> Message:
    """Ask before a chat leaves its network."""
    return Message(
        (t("network.leave_ask", chat=chat.title, name=network.name),),
        ((Button(t("button.leave"), "leave", chat.id),),),
    )


def ask_for_room(chat: Chat, network: Network) -> Message:
    """Ask before a chat becomes the coordinators' room."""
    return Message(
        (t("network.room_ask", chat=chat.title, name=network.name),),
        ((Button(t("button.room"), "room", chat.id),),),
    )


def how_many(chat: Chat) -> Headcount:
    """Say how many will read what is told in a chat."""
    return Headcount(Address.of(chat), tn("network.room_members", 0))


def status(
    network: Network, chats: Sequence[Chat], coordinators: Sequence[Person], troubles: Sequence[tuple[str, str]],
    lost: Sequence[tuple[str, str]] = (),
) -> Message:  # fmt: skip
    """Show how a network is; ``lost`` are cards that can be posted again, as (chat title, what the button carries)."""
    lines = [t("status.head", name=network.name), t("status.brand", brand=network.brand)]
    lines += [t("status.words", words=", ".join(network.words))] if network.words else []
    lines += [tn("status.chats", len(chats))]
    lines += [_chat(chat) for chat in chats]
    names = ", ".join(person.name for person in coordinators)
    lines += [t("status.coordinators", names=names) if names else t("status.no_coordinators")]
    lines += _troubles(troubles) if troubles else [t("status.all_delivered")]
    if not lost:
        return Message(tuple(lines))
    rows = [(Button(t("button.post_again", chat=title), "again", arg),) for title, arg in lost[:_MOST_AGAIN]]
    return Message((*lines, t("status.post_again")), tuple(rows))


_MOST_TROUBLES, _MOST_AGAIN = 10, 5


def _troubles(troubles: Sequence[tuple[str, str]]) -> list[Text]:
    """Tell of the newest, and how many there are in all."""
    older = len(troubles) - _MOST_TROUBLES
    shown = [_trouble(*one) for one in troubles[:_MOST_TROUBLES]]
    return [tn("status.troubles", len(troubles)), *shown, *([tn("status.older", older)] if older > 0 else [])]


def _chat(chat: Chat) -> Text:
    platform = "Telegram" if chat.platform == "telegram" else "Slack" if chat.platform == "slack" else "Kuppi"
    if chat.coordinators:
        return t("status.room", title=chat.title, platform=platform, language=NAMES[chat.locale])
    return t("status.chat", title=chat.title, platform=platform, language=NAMES[chat.locale])


def _trouble(what: str, why: str) -> Text:
    return t("status.trouble", what=_KINDS.get(what, t("plain", text=what)), why=_REASONS.get(why, t("why.other")))


_KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "promotion": t("kind.promotion"), "reminder": t("kind.reminder"), "welcome": t("kind.welcome"),
        "pointer": t("kind.pointer"), "card": t("kind.card"), "unreached": t("kind.unreached"),
        "lost": t("kind.lost"), "duty": t("kind.duty"), "request": t("kind.request"),
        "reply": t("kind.reply"), "sign": t("kind.sign"),
        "left": t("kind.left"), "moved": t("kind.moved"),
        "lapsed": t("kind.moved"), "pushed": t("kind.moved"), "cancelled": t("kind.cancelled"),
        "scheduled": t("kind.scheduled"),
    }
)  # fmt: skip
_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "blocked": t("why.unreachable"), "never_started": t("why.unreachable"), "": t("why.unreachable"),
        "kicked": t("why.not_in_chat"), "not_in_channel": t("why.not_in_chat"), "is_archived": t("why.archived"),
        "is_inactive": t("why.archived"), "missing_scope": t("why.missing_scope"), "deactivated": t("why.unreachable"),
        "account_inactive": t("why.unreachable"), "user_disabled": t("why.unreachable"),
        "not_found": t("why.not_in_chat"), "channel_not_found": t("why.not_in_chat"), "message": t("why.message"),
        "uncertain": t("why.uncertain"),
    }
)  # fmt: skip


def why(code: str) -> Text:
    """Say in words why something was not delivered."""
    return _REASONS.get(code, t("why.other"))
