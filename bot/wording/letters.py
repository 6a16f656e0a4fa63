"""What people are told of their applications when something happens: offers, waiting, and how it ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat import Button, Message
from bot.domain.calls.board import Board, News, Offer, What, Why
from bot.domain.calls.call import Call, Kind, Selection, forgotten_on
from bot.text import Moment, Text, t, tn
from bot.wording.calls import deadline, title, title_for_all
from bot.wording.gathering import meetings

# -- letters -----------------------------------------------------------------------------------------------


def letter(call: Call, board: Board, news: News, locale: str, *, applicants: int, at: datetime) -> Message:
    """Write what somebody is told of their application."""
    if news.what in {What.OFFERED, What.REMINDED} and news.offer:
        shown = offered(call, news.offer, board.seekers[news.seeker].wishes)
        first = (t("offer.reminder"),) if news.what is What.REMINDED else ()
        return Message((*first, *shown.lines), shown.buttons)
    if news.what is What.NOT_SELECTED:
        return not_selected(call, applicants=applicants, at=at)
    if news.what is What.SEATED:
        return Message(seated(call, board.seekers[news.seeker].group or ""))
    return _in_a_word(call, news, title(call, locale))


def _in_a_word(call: Call, news: News, name: Text) -> Message:
    match news.what:
        case What.EXPIRED:
            return Message((t("offer.expired", name=name),), rejoin_button(news.seeker))
        case What.QUEUED:
            return Message((t("letter.queued", name=name, number=news.position), t("letter.queued_next")))
        case What.LAPSED:
            return Message((t("letter.lapsed", name=name), t("letter.next")), next_buttons(call))
    return Message((t("letter.called_off", name=name), t("sent.questions", contact=call.contact)))


def offered(call: Call, offer: Offer, wishes: Sequence[str] = ()) -> Message:
    """Offer a place, with its own deadline; where mentors were wished for, say which of the wishes it is."""
    wish = wishes.index(offer.group) if call.kind is Kind.MENTEES and offer.group in wishes else -1
    explained = [_WISHES[wish]] if 0 <= wish < len(_WISHES) and len(call.groups) > 1 else []
    lines = (
        _head(call, group_name(call, offer.group)), *explained, *starts(call, offer.group),
        t("offer.confirm", when=Moment(call.local(offer.expires_at), "minute")), t("offer.else"),
    )  # fmt: skip
    return Message(lines, offer_buttons(offer))


_WISHES = (t("wish.1"), t("wish.2"), t("wish.3"), t("wish.4"), t("wish.5"))


def _head(call: Call, group: str) -> Text:
    if call.kind is Kind.SUPERVISION:
        return t("offer.supervision", group=group)
    return t("offer.mentees", group=group) if call.kind is Kind.MENTEES else t("offer.other", group=group)


def group_name(call: Call, group: str) -> str:
    """Name a group."""
    return call.group(group).name


def starts(call: Call, group: str) -> tuple[Text, ...]:
    """Say when a group begins, as far as that is known."""
    first = call.group(group).starts_at
    return (t("offer.starts", when=Moment(call.local(first), "minute")),) if first else ()


def offer_buttons(offer: Offer) -> tuple[tuple[Button, ...], ...]:
    """Offer to take the place or to leave it."""
    about = f"{offer.seeker}-{offer.number}"
    return ((Button(t("button.confirm_place"), "confirm", about), Button(t("button.decline_place"), "decline", about)),)


def rejoin_button(application: str) -> tuple[tuple[Button, ...], ...]:
    """Offer to wait again."""
    return ((Button(t("button.rejoin"), "rejoin", application),),)


def not_selected(call: Call, *, applicants: int, at: datetime) -> Message:
    """Say kindly that there is no place, why, and what becomes of the answers."""
    gone = Moment(forgotten_on(call, call.results_at or at), "day")
    lines = (
        _no_place(call),
        _counts(call, applicants),
        t("no.erased", day=gone),
        t("no.next"),
    )
    return Message(lines, next_buttons(call))


def _counts(call: Call, applicants: int) -> Text:
    if call.selection is Selection.LOT:
        return t("no.counts_lot", applicants=applicants, places=call.seats)
    return t("no.counts", applicants=applicants, places=call.seats)


def _no_place(call: Call) -> Text:
    if call.kind is Kind.SUPERVISION:
        return t("no.supervision")
    return t("no.mentees") if call.kind is Kind.MENTEES else t("no.other")


def next_buttons(call: Call) -> tuple[tuple[Button, ...], ...]:
    """Ask whether to tell of the next call."""
    return ((Button(t("button.tell_next"), "interest", call.id), Button(t("button.no_thanks"), "nonews", call.id)),)


_IN_CHAT = frozenset({"letter.queued_next", "letter.next", "no.next", "seated.leave"})


def on_paper(letter: Message) -> Message:
    """Leave out of a letter what only makes sense in this chat."""
    return Message(tuple(line for line in letter.lines if line.id not in _IN_CHAT))


def write_by_hand(call: Call) -> Message:
    """Let coordinators know that somebody without chat waits for a letter."""
    return Message((t("byhand.some", name=title_for_all(call)),), ((Button(t("button.byhand"), "byhand", call.id),),))


def seated(call: Call, group: str) -> tuple[Text, ...]:
    """Say that a place is theirs at once: order of arrival needs no review."""
    return (
        t("seated.now", group=group_name(call, group)),
        *meetings(call, group),
        t("seated.leave"),
        t("sent.questions", contact=call.contact),
    )


# -- why nothing happens -----------------------------------------------------------------------------------


def idle(call: Call, why: Mapping[str, Why]) -> list[Text]:
    """Say, for each group with a free seat, why nobody is offered it."""
    return [_idle(group_name(call, group), one) for group, one in why.items() if one is not Why.NOT_PLACING]


def _idle(group: str, why: Why) -> Text:
    return t("idle.begun", group=group) if why is Why.BEGUN else t("idle.nobody", group=group)


def results_due(call: Call) -> Message:
    """Remind coordinators that results were promised for today."""
    line = t("results.due", name=title_for_all(call), day=Moment(call.results_by, "day"))
    return Message((line,), ((Button(t("button.applications"), "do", "hakemukset"),),))


def too_small(call: Call, board: Board, group: str) -> Message:
    """Warn coordinators of a group that has too few people to begin."""
    found = call.group(group)
    line = t(
        "small.group",
        name=title_for_all(call),
        group=found.name,
        filled=tn("call.people", board.filled(group)),
        least=found.least,
    )
    return Message((line, t("small.what")))


def nudge(call: Call, locale: str) -> Message:
    """Remind somebody, once, of an application they have begun and not sent."""
    line = t("nudge.draft", name=title(call, locale), when=deadline(call, call.closes_at))
    return Message((line,), ((Button(t("button.continue_apply"), "begin", f"apply-{call.id}"),),))


def silence_broken(call: Call, locale: str) -> Message:
    """Tell applicants that applying is over and when they will hear: weeks without a word feel like a mistake."""
    return Message((t("over.thanks", name=title(call, locale)), t("over.results", day=Moment(call.results_by, "day"))))
