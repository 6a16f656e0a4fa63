"""Whatever may be said can be written down and read back the same."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from string import ascii_letters, digits
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import SILENCE, Answer, Button, Choice, Field, Form, Message, press_of
from bot.chat.codec import dump, load
from bot.text import Moment, Place, Span, Text, Words, t, tn

relaxed = settings(max_examples=150, deadline=None, database=None)

words = st.text(max_size=20)
plain = words.filter(lambda word: word != "$")  # names of values are ours, and none is a dollar sign
zones = st.sampled_from((UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=3, minutes=30))))
moments = st.builds(Moment, st.dates() | st.datetimes(timezones=zones) | st.datetimes(), words)
spans = st.builds(Span, st.dates(), st.times(), st.none() | st.times(), st.booleans())
places = st.builds(Place, words, st.sampled_from(("in", "name")))
tongues = st.builds(Words, words, st.dictionaries(plain, words, max_size=2))
simple = words | st.integers() | moments | spans | places | tongues
texts = st.recursive(
    st.builds(Text, words, st.dictionaries(plain, simple, max_size=2), st.none() | st.integers()),
    lambda inner: st.builds(Text, words, st.dictionaries(plain, simple | inner, max_size=3), st.none() | st.integers()),
    max_leaves=4,
)
wire = st.text(ascii_letters + digits + "_", min_size=1, max_size=20)
args = st.text(ascii_letters + digits + "_-", max_size=40)
buttons = st.builds(Button, texts, wire, args, st.booleans(), st.none() | words)
rows = st.lists(st.lists(buttons, max_size=2).map(tuple), max_size=2).map(tuple)
messages = st.builds(Message, st.lists(texts, max_size=3).map(tuple), rows, st.booleans())
choices = st.lists(st.builds(Choice, words, texts), max_size=2).map(tuple)
fields = st.builds(Field, words, texts, words, st.none() | texts, st.booleans(), st.booleans(), choices)
forms = st.builds(Form, words, words, texts, texts, st.lists(fields, max_size=2).map(tuple))
answers = st.builds(
    Answer,
    messages=st.lists(messages, max_size=2).map(tuple),
    toast=st.none() | texts,
    alert=st.booleans(),
    form=st.none() | forms,
    errors=st.dictionaries(plain, texts, max_size=2),
    private=st.booleans(),
    fresh=st.booleans(),
    line=st.none() | messages,
    locale=words,
    room=words,
)


@relaxed
@given(messages)
def test_a_message_is_read_back_as_it_was_written(message: Message) -> None:
    assert load(dump(message)) == message


@relaxed
@given(answers)
def test_an_answer_is_read_back_as_it_was_written(answer: Answer) -> None:
    assert load(dump(answer)) == answer


def test_an_answer_is_written_as_short_json() -> None:
    answer = Answer(toast=tn("card.left", 1, name="Äiti"), alert=True)
    written = (
        '{"$":"Answer","toast":{"$":"Text","id":"card.left","values":{"count":1,"name":"Äiti"},"count":1},"alert":true}'
    )
    assert dump(answer) == written
    assert json.loads(written)["toast"]["count"] == 1


def test_silence_is_next_to_nothing() -> None:
    assert (dump(SILENCE), load(dump(SILENCE))) == ('{"$":"Answer"}', SILENCE)


def test_times_keep_their_offset_and_days_stay_days() -> None:
    at = datetime(2026, 12, 2, 8, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
    message = Message(
        (t("x", at=Moment(at, "minute"), day=Moment(date(2026, 12, 2), "day"), clock=Span(at.date(), time(8))),)
    )
    written = dump(message)
    assert load(written) == message
    assert '"iso":"2026-12-02T08:30:00+02:00"' in written


@pytest.mark.parametrize("unknown", ['{"$":"Path"}', '{"$":"Database","url":"x"}', '{"$":"__import__"}'])
def test_only_our_own_values_are_read(unknown: str) -> None:
    with pytest.raises(KeyError):
        load(unknown)


# -- the wire ------------------------------------------------------------------------------------------------


@relaxed
@given(wire, args)
def test_what_a_button_carries_is_read_back(action: str, arg: str) -> None:
    assert press_of(Button(t("x"), action, arg).data) == (action, arg)


@pytest.mark.parametrize("data", ["", "ä", "rsvp yes", "rsvp:1", "x" * 65, "rsvp\n", "💥"])
def test_what_is_not_ours_is_no_press(data: str) -> None:
    assert press_of(data) is None


@pytest.mark.parametrize(("action", "arg"), [("", ""), ("rsvp", "ä"), ("rsvp", "x" * 60), ("rs vp", "")])
def test_a_button_unfit_for_the_wire_cannot_be_made(action: str, arg: str) -> None:
    with pytest.raises(ValueError, match="wire"):
        Button(t("x"), action, arg)


def test_a_link_carries_nothing() -> None:
    assert Button(t("x"), url="https://example.fi").data == ""
