"""What is said of meetups: the card, the lists, and where one stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Button, Message
from bot.domain.extras import how_many
from bot.domain.meetups import Closed, Meetup, State, closed
from bot.domain.offering import Way, way
from bot.domain.seating import Reply, Standing, Tally
from bot.domain.whens import exactly, told
from bot.i18n import municipalities
from bot.text import Moment, Place, Span, Text, t, tn

_OFFERED = 3  #: guests that buttons offer to bring; more can be typed

# -- the card --------------------------------------------------------------------------------------------


def card(meetup: Meetup, tally: Tally, *, names: Sequence[str] = (), at: datetime) -> Message:
    """Show a meetup in a chat: what, when, where, and how many."""
    lines = (
        headline(meetup),
        told(meetup.when),
        *_place(meetup),
        t("card.theme", theme=meetup.words("theme")),
        *_details(meetup),
        *_guests(meetup),
    )
    if meetup.state is State.CANCELLED:
        return Message((t("card.cancelled"), *lines))
    return Message(
        (*lines, *_terms(meetup, tally, at), *_counts(meetup, tally, at), *_names(names)), buttons(meetup, at)
    )


def headline(meetup: Meetup) -> Text:
    """Name a meetup and its municipality: Kulttuurikuppi Alajärvellä."""
    if _inflects(meetup):
        return t("card.headline", name=meetup.name, place_in=Place(meetup.municipality))
    return t("plain", text=meetup.name)


def _inflects(meetup: Meetup) -> bool:
    return meetup.municipality.casefold() in municipalities()


def _place(meetup: Meetup) -> list[Text]:
    told_of = meetup.details.get("accessibility")
    known = [] if _inflects(meetup) else [t("card.municipality", municipality=meetup.municipality)]
    if not meetup.venue:
        return known
    access = t("plain", text=meetup.words("accessibility")) if told_of else t("card.access_unknown")
    return [*known, t("card.venue", venue=meetup.venue, access=access)]


def _details(meetup: Meetup) -> list[Text]:
    given = meetup.details
    lines = {
        "host": tn("card.host", how_many(given.get("host", "")), host=meetup.words("host")),
        "speaker": tn("card.speaker", how_many(given.get("speaker", "")), speaker=meetup.words("speaker")),
        "funder": t("card.funder", funder=meetup.words("funder")),
        "link": t("card.link", link=meetup.words("link")),
        "email": t("card.email", email=given.get("email", "")),
    }
    return [line for key, line in lines.items() if key in given]


def _guests(meetup: Meetup) -> list[Text]:
    return [tn("card.guests", meetup.most_guests)] if meetup.most_guests else []


def _terms(meetup: Meetup, tally: Tally, at: datetime) -> list[Text]:
    """Say the price and the deadline on one line, as long as there are seats to sign up for."""
    if meetup.exact and _must_wait(meetup, tally, at):
        return []
    free = t("card.price", price=meetup.words("price")) if "price" in meetup.details else t("card.free")
    deadline = meetup.local_deadline
    if deadline is None or closed(meetup, at=at):
        return [free]
    return [t("card.terms", price=free, deadline=Moment(deadline, "deadline"))]


def _counts(meetup: Meetup, tally: Tally, at: datetime) -> list[Text]:
    if not meetup.exact:
        return [t("card.day_later")]
    over = closed(meetup, at=at)
    if over:
        return [
            t("card.counts", coming=tn("card.coming", tally.coming), maybe=tn("card.maybe", tally.maybe)),
            _over(over),
        ]
    if _must_wait(meetup, tally, at):
        return [t("card.full", coming=tn("card.coming", tally.coming), maybe=tn("card.maybe", tally.maybe),
                  waiting=tn("card.waiting", tally.waiting)), t("card.full_hint")]  # fmt: skip
    counts = t("card.counts", coming=tn("card.coming", tally.coming), maybe=tn("card.maybe", tally.maybe))
    left = tally.left or tally.free  # where the first to press gets it, a free seat is there for all
    return [counts] if left is None else [t("card.counts_left", counts=counts, left=tn("card.left", left))]


def _must_wait(meetup: Meetup, tally: Tally, at: datetime) -> bool:
    """Tell whether the next yes waits."""
    return tally.full and not (tally.free and way(meetup, at=at) is Way.FIRST)


def _over(over: Closed) -> Text:
    return t("card.begun") if over is Closed.BEGUN else t("card.closed")


def _names(names: Sequence[str]) -> list[Text]:
    return [t("card.names", names=", ".join(names))] if names else []


def buttons(meetup: Meetup, at: datetime) -> tuple[tuple[Button, ...], ...]:
    """Offer the answers that can be given now."""
    remind = Button(t("button.remind"), "remind", meetup.id, private=True)
    over = closed(meetup, at=at)
    if over is Closed.LATE:
        return ((no(meetup),),)  # a seat can be given back until the start
    if over is Closed.DAY_UNKNOWN:
        return ((Button(t("button.tell_me"), "tellme", meetup.id, private=True),),)
    if over is not None:
        return ()
    return (answers(meetup), (*_with_guests(meetup, range(1, min(meetup.most_guests, 1) + 1)), remind))


def answers(meetup: Meetup) -> tuple[Button, ...]:
    """Offer the three answers."""
    return (
        yes(meetup),
        Button(t("button.maybe"), "rsvp", f"{meetup.id}-{Reply.MAYBE}"),
        no(meetup),
    )


def yes(meetup: Meetup) -> Button:
    """Offer to come."""
    return Button(t("button.yes"), "rsvp", f"{meetup.id}-{Reply.YES}")


def no(meetup: Meetup) -> Button:
    """Offer to stay away."""
    return Button(t("button.no"), "rsvp", f"{meetup.id}-{Reply.NO}")


def calendar(meetup: Meetup) -> Button:
    """Offer the meetup for one's own calendar."""
    return Button(t("button.calendar"), "ics", meetup.id)


def _with_guests(meetup: Meetup, numbers: Iterable[int]) -> tuple[Button, ...]:
    return tuple(Button(_plus(number), "rsvp", f"{meetup.id}-{Reply.YES}{number}") for number in numbers)


def _plus(number: int) -> Text:
    return t("button.plus_one") if number == 1 else t("button.plus", number=number)


def bringing(meetup: Meetup, mine: Standing | None) -> tuple[tuple[Button, ...], ...]:
    """Offer to bring others along, or fewer of them; only what differs from how things are."""
    if not meetup.most_guests:
        return ()
    now = mine.guests if mine and mine.reply is Reply.YES else 0
    numbers = [number for number in range(1, min(meetup.most_guests, _OFFERED) + 1) if number != now]
    alone = (Button(t("button.yes_alone"), "rsvp", f"{meetup.id}-{Reply.YES}0"),) if now else ()
    return ((*alone, *_with_guests(meetup, numbers)),)


# -- notices ---------------------------------------------------------------------------------------------


def reminder(meetup: Meetup, mine: Standing | None, waiting: int, *, today: bool) -> Message:
    """Remind someone the day before, or on the day when it is late."""
    head = t("reminder.head_today", name=meetup.name) if today else t("reminder.head", name=meetup.name)
    lines = (head, *facts(meetup, year=False), t("card.theme", theme=meetup.words("theme")))
    if mine is not None and mine.seated:
        asks = tn("reminder.waited_for", waiting) if waiting else t("reminder.seated")
        return Message((*lines, asks), ((no(meetup), no_reminders()),))
    if mine is not None and mine.offered:
        offered = t("toast.offered", deadline=_local(meetup, mine.offered))
        return Message((*lines, offered), ((yes(meetup), no(meetup)), (no_reminders(),)))
    if mine is not None and mine.waiting:
        return Message((*lines, t("reminder.waiting", number=mine.waiting)), ((no(meetup), no_reminders()),))
    return Message((*lines, t("reminder.undecided")), (answers(meetup), (no_reminders(),)))


def _local(meetup: Meetup, at: datetime) -> Moment:
    return Moment(at.astimezone(ZoneInfo(meetup.zone)), "short")


def no_reminders() -> Button:
    """Offer an end to reminders."""
    return Button(t("button.no_reminders"), "reminders", "off")


def facts(meetup: Meetup, *, year: bool = True) -> tuple[Text, ...]:
    """Say when and where."""
    when = told(meetup.when) if year else t("plain", text=Span(meetup.day, meetup.starts, meetup.when.ends, year=False))
    return when, t("place.line", venue=meetup.venue, municipality=Place(meetup.municipality, "name"))


# -- lists -----------------------------------------------------------------------------------------------


def listed(meetup: Meetup, tally: Tally) -> Text:
    """Say a meetup on one line of a list."""
    place = Place(meetup.municipality, "name")
    if not meetup.exact:
        return t("list.meetup_open", name=meetup.name, when=told(meetup.when), place=place)
    return t("list.meetup", name=meetup.name, when=exactly(meetup.when), place=place, state=_state(tally))


def _state(tally: Tally) -> Text:
    if tally.full:
        return t("list.full")
    return tn("card.left", tally.left) if tally.left is not None else tn("card.coming", tally.coming)


def own(meetup: Meetup, mine: Standing) -> Text:
    """Say one's own answer on one line."""
    what = t("list.own_meetup", name=meetup.name, when=exactly(meetup.when), place=Place(meetup.municipality, "name"))
    return t("list.own", meetup=what, standing=own_standing(meetup, mine))


def own_standing(meetup: Meetup, mine: Standing) -> Text:
    """Say where one stands, in a list."""
    if meetup.state is State.CANCELLED:
        return t("own.cancelled")
    if mine.reply is Reply.MAYBE:
        return t("own.maybe")
    if mine.reply is Reply.NO:
        return t("own.no")
    if mine.offered:
        return t("own.offered", deadline=_local(meetup, mine.offered))
    if mine.waiting:
        party = t("own.party_waits", number=mine.waiting, size=1 + mine.guests)
        return party if mine.guests else t("own.waiting", number=mine.waiting)
    return tn("own.seated_guests", mine.guests) if mine.guests else t("own.seated")


def shown(meetup: Meetup, tally: Tally, mine: Standing | None, *, at: datetime) -> Message:
    """Show one meetup in private, with where one stands."""
    drawn = card(meetup, tally, at=at)
    stands = [t("own.standing", standing=own_standing(meetup, mine))] if mine else []
    if len(drawn.buttons) < 2:  # nothing more can be signed up for
        return Message((*drawn.lines, *stands), drawn.buttons)
    replies, (*_, remind) = drawn.buttons
    return Message((*drawn.lines, *stands), (replies, *bringing(meetup, mine), (remind,)))


def will_remind(meetup: Meetup, mine: Standing | None, due: datetime) -> Message:
    """Promise a reminder, to the letter."""
    local = due.astimezone(ZoneInfo(meetup.zone))
    promise = t("remind.promised", name=meetup.name, when=Moment(local, "deadline"))
    return Message((promise, *_stands(meetup, mine)), _choices(mine, meetup))


def too_late_to_remind(meetup: Meetup, mine: Standing | None, *, at: datetime) -> Message:
    """Say that the reminder's time has passed, and show the meetup instead."""
    return Message(
        (t("remind.soon", name=meetup.name, when=exactly(meetup.when)), *_stands(meetup, mine)), buttons(meetup, at)[:1]
    )


def _stands(meetup: Meetup, mine: Standing | None) -> tuple[Text, ...]:
    return (t("own.standing", standing=own_standing(meetup, mine)),) if mine else (t("remind.not_answered"),)


def _choices(mine: Standing | None, meetup: Meetup) -> tuple[tuple[Button, ...], ...]:
    return ((no(meetup),),) if mine and mine.seated else (answers(meetup),)
