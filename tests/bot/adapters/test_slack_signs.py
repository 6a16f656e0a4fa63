"""Our part of a topic: after people's own words, which come back as they were."""

import pytest

from bot.adapters.slack.signs import OURS, as_typed, with_part
from bot.i18n import render
from bot.text import LOCALES, t
from bot.wording.duty.signs import TAGGED


@pytest.mark.parametrize(
    ("topic", "ours", "after"),
    [
        ("", "Kuppi: a", "Kuppi: a"),
        ("Budjetti", "Kuppi: a", "Budjetti | Kuppi: a"),
        ("Budjetti | Kuppi: a", "Kuppi: b", "Budjetti | Kuppi: b"),
        ("Kuppi: a | Budjetti", "Kuppi: b", "Budjetti | Kuppi: b"),
        ("Budjetti | Kuppi: a", "", "Budjetti"),
        ("Kuppi: a", "", ""),
        ("x|y | z", "Kuppi: a", "x|y | z | Kuppi: a"),
        ("Kuppien pesuvuoro", "", "Kuppien pesuvuoro"),
    ],
)
def test_only_our_part_of_a_topic_changes(topic: str, ours: str, after: str) -> None:
    assert with_part(topic, ours) == after


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("A &amp; B &lt;3", "A & B <3"),
        ("<https://a.fi> ja <mailto:a@a.fi|a@a.fi>", "https://a.fi ja a@a.fi"),
        ("<#C0KAHVI|kahvit> ja <@U0ANNA>", "<#C0KAHVI|kahvit> ja <@U0ANNA>"),
    ],
)
def test_a_topic_is_set_again_as_it_was_typed(kept: str, typed: str) -> None:
    assert as_typed(kept) == typed


@pytest.mark.parametrize("locale", LOCALES)
def test_our_words_are_known_as_ours_and_fit_in_every_language(locale: str) -> None:
    for words in (t("duty.topic", organisation="Humak"), t("duty.topic_nobody")):
        assert render(words, locale).startswith(OURS)
    assert len(render(TAGGED, locale)) <= 16
