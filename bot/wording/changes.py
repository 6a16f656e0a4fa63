"""What is said of a change: to the coordinator before it is made, and to those it touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.chat import Button, Message
from bot.domain.announcing import PLANNED, read_back
from bot.domain.changing import WEIGHTY, Difference, Effect, differences, facts, moved
from bot.domain.dates import Precision
from bot.domain.meetups import Meetup, SignUp, State
from bot.domain.seating import Reply
from bot.domain.whens import exactly, told
from bot.i18n import render
from bot.text import Moment, Place, Text, t, tn
from bot.wording.delivery import to_be_told
from bot.wording.meetups import answers, headline, no

_LABELS: Mapping[str, Text] = MappingProxyType({one.key: one.label for one in PLANNED})


@dataclass(frozen=True)
class Change:
    """Hold a change as it is, before or after it is made."""

    before: Meetup
    after: Meetup
    effect: Effect
    watchers: tuple[str, ...] = ()  #: who asked to be told of the day, and hears of it by this

    @property
    def differences(self) -> tuple[Difference, ...]:
        """List what differs."""
        return differences(facts(self.before), facts(self.after))

    @property
    def keys(self) -> frozenset[str]:
        """Name what differs."""
        return frozenset(one.key for one in self.differences)

    @property
    def weighty(self) -> bool:
        """Tell whether those coming must hear of it."""
        return bool(self.keys & WEIGHTY)

    @property
    def must_tell(self) -> bool:
        """Tell whether anybody must hear of it, whatever the coordinator wishes."""
        return self.weighty or bool(self.effect.pushed)

    @property
    def told(self) -> frozenset[str]:
        """Name everyone it concerns, by id."""
        return frozenset({*(one.person for one in self.effect.concerned), *self.watchers})


# -- to the coordinator ------------------------------------------------------------------------------------


def fact(key: str, value: str) -> Text:
    """Say a value as it is kept by a form."""
    if not value:
        return t("change.no_limit") if key == "capacity" else t("change.not_given")
    if key not in {"when", "signup_by", "publish_at"}:
        return t("plain", text=value)
    when = read_back(value)
    return told(when) if key == "when" else exactly(when)


def typed(meetup: Meetup, locale: str) -> dict[str, str]:
    """Give a meetup's facts as one would type them, so that they are read as the same again."""
    return {key: render(_typed(key, value), locale) for key, value in facts(meetup).items()}


def _typed(key: str, value: str) -> Text:
    when = read_back(value) if key == "when" else None
    if when and when.precision is Precision.OPEN:
        return t("typed.open")
    if when and when.day and when.precision is Precision.WEEK:
        return t("typed.week", week=when.day.isocalendar().week, year=str(when.day.isocalendar().year))
    return fact(key, value)


def label(key: str) -> Text:
    """Name a fact as its line does."""
    return _LABELS[key]


def of_which(meetup: Meetup, draft: str) -> Message:
    """Say what is being changed, with the other things one can do to it."""
    about = t("change.about", name=meetup.name, when=exactly(meetup.when), place=Place(meetup.municipality, "name"))
    others = (
        Button(t("button.cancel_meetup"), "cancel", meetup.id),
        Button(t("button.history"), "history", meetup.id),
    )
    now = [Button(t("button.publish_now"), "publishnow", meetup.id)] if meetup.state is State.SCHEDULED else []
    return Message((about, t("change.by_lines")), (others, (*now, Button(t("button.drop"), "drop", draft))))


def echo(draft: str, change: Change, stamp: str, *, published: bool, left: str) -> Message:
    """Show what will change, for whom, and ask how."""
    unknown = (t("change.left", lines=left[:300]),) if left else ()
    ways = (Button(t("button.edit"), "change", draft), Button(t("button.drop"), "drop", draft))
    if not change.keys:
        return Message((t("change.nothing"), *unknown), (ways,))
    lines = [line for one in change.differences for line in _difference(one)]
    shown = (t("change.head"), *lines, *(_consequences(change) if published else (t("change.unpublished"),)), *unknown)
    return Message(shown, (_hows(draft, change, stamp, published=published), ways))


def _difference(one: Difference) -> tuple[Text, ...]:
    return (
        label(one.key),
        t("change.was", value=fact(one.key, one.was)),
        t("change.now", value=fact(one.key, one.now)),
    )


def _consequences(change: Change) -> list[Text]:
    effect = change.effect
    lines = [_telling(change)]
    if effect.concerned and moved(change.before, change.after) and change.after.exact:
        until = _until(change.after)
        lines.append(t("change.asks", until=until) if until else t("change.asks_kept"))
    if effect.pushed:
        names = ", ".join(one.name for one in effect.pushed)
        lines.append(tn("change.pushed", len(effect.pushed), names=names))
    if effect.promoted:
        lines.append(tn("change.promoted", len(effect.promoted)))
    return lines


def _telling(change: Change) -> Text:
    if not change.told:
        return t("change.tells_nobody")
    if change.weighty:
        return tn("change.tells", len(change.told))
    return tn("change.may_tell", len(change.told))


def _hows(draft: str, change: Change, stamp: str, *, published: bool) -> tuple[Button, ...]:
    quiet, loud = f"{draft}-quiet_{stamp}", f"{draft}-told_{stamp}"
    if not published or change.must_tell or not change.told:
        return (Button(t("button.publish_change"), "apply", loud if change.weighty else quiet),)
    return Button(t("button.fix_quietly"), "apply", quiet), Button(t("button.tell"), "apply", loud)


def done(change: Change, told: int, unreached: int, by_hand: Sequence[str]) -> Message:
    """Say that a change is made, who hears of it, and whom to tell by hand."""
    name = change.after.name
    head = tn("change.done_told", told, name=name) if told else t("change.done", name=name)
    also = [*([tn("change.unreached", unreached)] if unreached else []), *to_be_told(by_hand)]
    return Message((head, *also), ((Button(t("button.signups"), "signups", change.after.id),),))


def _until(meetup: Meetup) -> Moment | None:
    held = meetup.held_until
    return Moment(held.astimezone(ZoneInfo(meetup.zone)), "deadline") if held else None


# -- to those it touches -----------------------------------------------------------------------------------


def letter(change: Change, mine: SignUp) -> Message:
    """Tell somebody who has answered what changed, and ask again when the time moved."""
    lines = _head(change.before, change.after, change.keys)
    if moved(change.before, change.after):
        return _asking(change.after, mine, lines)
    if change.weighty and mine.standing.reply is Reply.YES:
        return Message((*lines, t("moved.still_in") if mine.standing.seated else t("moved.still_waiting")),
                       ((no(change.after),),))  # fmt: skip
    return Message(lines)


def _asking(meetup: Meetup, mine: SignUp, lines: tuple[Text, ...]) -> Message:
    if not meetup.exact:
        return Message((*lines, t("moved.open")))
    until = _until(meetup)
    if mine.standing.reply is not Reply.YES:
        ask = t("moved.ask")
    elif until is None:
        ask = t("moved.ask_kept")
    else:
        ask = t("moved.ask_seated", until=until) if mine.standing.seated else t("moved.ask_waiting", until=until)
    return Message((*lines, ask), (answers(meetup),))


def _head(before: Meetup, after: Meetup, keys: frozenset[str]) -> tuple[Text, ...]:
    """Say what changed, as it was and as it is."""
    place = Place(after.municipality, "name")
    when, where = "when" in keys, bool(keys & {"venue", "municipality"})
    if when and where:
        both = [t("moved.when_where", when=told(one.when), where=_where(one)) for one in (before, after)]
        return t("moved.head_both", name=after.name), *_was_now(*both)
    if when:
        return t("moved.head", name=after.name, place=place), *_was_now(told(before.when), told(after.when))
    if where:
        head = t("moved.head_venue", name=after.name, when=exactly(after.when))
        return head, *_was_now(_where(before), _where(after))
    now = facts(after)
    lines = [t("moved.fact", label=label(key), value=fact(key, now.get(key, ""))) for key in now | facts(before)
             if key in keys]  # fmt: skip
    return t("moved.head_other", name=after.name, when=exactly(after.when), place=place), *lines


def _was_now(was: Text, now: Text) -> tuple[Text, Text]:
    return t("change.was", value=was), t("change.now", value=now)


def _where(meetup: Meetup) -> Text:
    place = Place(meetup.municipality, "name")
    return t("moved.where", venue=meetup.venue, place=place) if meetup.venue else t("plain", text=place)


def in_chat(change: Change) -> Message:
    """Tell a chat what changed, when some cannot be written to."""
    lines = _head(change.before, change.after, change.keys)
    return Message((*lines, t("moved.on_card")))


def day_is_known(meetup: Meetup) -> Message:
    """Tell somebody who asked that the day is known now."""
    where = t("place.line", venue=meetup.venue, municipality=Place(meetup.municipality, "name"))
    lines = (t("fixed.head", meetup=headline(meetup)), told(meetup.when), where, t("fixed.open"))
    return Message(lines, (answers(meetup),))


def lapsed(meetup: Meetup, until: datetime) -> Message:
    """Tell somebody that their place was not held any longer."""
    moment = Moment(until.astimezone(ZoneInfo(meetup.zone)), "deadline")
    lines = (t("lapsed.head", name=meetup.name), told(meetup.when), t("lapsed.why", until=moment))
    return Message(lines, (answers(meetup),))


# -- what was changed ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """Say one change of the past: who made it, when, and what differed."""

    at: datetime  #: local
    who: str  #: empty: Kuppi itself, or somebody who was erased
    what: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def history(meetup: Meetup, entries: Sequence[Entry]) -> Message:
    """List what was changed and by whom, for coordinators."""
    head = t("history.head", name=meetup.name, when=exactly(meetup.when))
    if not entries:
        return Message((head, t("history.none")))
    return Message((head, *(line for one in entries for line in _entry(one))))


def _entry(entry: Entry) -> list[Text]:
    lines = [t("history.line", at=Moment(entry.at, "minute"), who=_who(entry), what=_deed(entry))]
    if entry.what != "edited":
        return lines
    return lines + [line for one in differences(entry.before, entry.after) for line in _difference(one)]


def _who(entry: Entry) -> Text:
    """Name who made a change; only by the clock does Kuppi make any, anybody else may have been erased since."""
    if entry.who:
        return t("plain", text=entry.who)
    return t("history.kuppi") if entry.what in {"published", "lapsed"} else t("history.erased")


def _deed(entry: Entry) -> Text:
    deeds = {
        "published": t("history.published"), "scheduled": t("history.scheduled"), "edited": t("history.edited"),
        "lapsed": t("history.lapsed"), "unpublished": t("history.unpublished"),
        "cancelled": t("history.cancelled", reason=entry.after.get("reason", "")),
    }  # fmt: skip
    return deeds[entry.what]
