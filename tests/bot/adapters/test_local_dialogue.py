"""The dialogue helper: a conversation that differs is seen to differ."""

from pathlib import Path

import pytest

from bot.adapters.local import Local
from bot.chat import SILENCE, Answer, Event, Message, Said
from bot.text import t
from tests.bot.adapters.test_local import NOW
from tests.dialogue import WRITE, Bot, Dialogue, Script, Spoken, replay, replayed


class Echo:
    """Say back what is said, a line at a time and then whole."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def say(self, line: str) -> list[str]:
        self.heard.append(line)
        return [] if line == "hiljaa" else [f"Anna < {line}".replace("\n", "\n  ")]


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def dialogue(echo: Echo) -> Dialogue:
    return Dialogue(echo)


# -- dialogues ---------------------------------------------------------------------------------------------


async def test_a_dialogue_that_goes_as_told_passes(dialogue: Dialogue) -> None:
    await dialogue(("moi", "Anna < moi"), ("hiljaa",), ("a\nb", "Anna < a\n  b"))


async def test_dots_stand_for_any_words_and_lines(dialogue: Dialogue) -> None:
    await dialogue(("yksi\nkaksi kolme", "Anna < y…kolme"), ("moi", "…"))


@pytest.mark.parametrize(
    "turn",
    [
        ("moi", "Anna < hei"),
        ("moi",),
        ("moi", "Anna < moi", "…"),
        ("hiljaa", "…"),
        ("moi hei", "Anna < moi"),
        ("aab", "Anna < a.b"),
    ],
)
async def test_a_dialogue_that_goes_otherwise_fails(dialogue: Dialogue, turn: tuple[str, ...]) -> None:
    with pytest.raises(AssertionError):
        await dialogue(turn)


async def test_a_failed_turn_shows_what_was_said_expected_and_seen(dialogue: Dialogue) -> None:
    with pytest.raises(AssertionError) as failure:
        await dialogue(("moi", "Anna < hei"))
    assert str(failure.value) == "> moi\n--- expected\n+++ seen\n@@ -1 +1 @@\n-Anna < hei\n+Anna < moi"


async def test_a_dialogue_speaks_to_kuppi_through_local() -> None:
    def kuppi(event: Event) -> Answer:
        return Answer((Message((t("plain", text=f"Sanoit: {event.text}"),)),)) if isinstance(event, Said) else SILENCE

    local = Local(now=lambda: NOW)
    local.opens(Script(kuppi))
    await Dialogue(Spoken(local))(("Anna: moi", "Anna < Sanoit: moi"))


async def test_what_is_being_delivered_is_waited_for() -> None:
    local = Local(now=lambda: NOW)
    local.opens(Script())

    async def deliver() -> None:
        await local.send(local.meets("Anna").sender.address, Message((t("plain", text="Huomenna"),)), "fi")

    await Dialogue(Spoken(local, deliver))(("Anna: moi", "Anna < Huomenna"))


# -- transcripts -------------------------------------------------------------------------------------------

TRANSCRIPT = """\
# Anna vaihtaa kielen

Anna kirjoittaa:

```chat
> moi
Anna < moi

> hiljaa
> a\\
> b
Anna < a
  b
```

Sitten hän on hiljaa.

```python
> not typed
```

```chat
> hei
Anna < hei
```
"""


async def test_a_transcript_is_replayed_turn_by_turn(echo: Echo) -> None:
    assert await replayed(TRANSCRIPT, echo) == TRANSCRIPT
    assert echo.heard == ["moi", "hiljaa", "a\nb", "hei"]


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        ("Anna < moi\n", "Anna < hei\n"),
        ("Anna < moi\n", ""),
        ("> hiljaa\n", "> hiljaa\nAnna < hiljaa\n"),
        ("  b\n", "\n"),
    ],
)
async def test_a_transcript_that_goes_otherwise_fails(tmp_path: Path, echo: Echo, kept: str, changed: str) -> None:
    transcript = tmp_path / "kieli.md"
    transcript.write_text(TRANSCRIPT.replace(kept, changed), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"kieli\.md"):
        await replay(transcript, echo)


async def test_a_transcript_that_goes_as_kept_passes_and_is_left_alone(tmp_path: Path, echo: Echo) -> None:
    transcript = tmp_path / "kieli.md"
    transcript.write_text(TRANSCRIPT, encoding="utf-8")
    await replay(transcript, echo)
    assert transcript.read_text(encoding="utf-8") == TRANSCRIPT


async def test_a_transcript_is_written_anew_when_asked(
    tmp_path: Path, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WRITE, "1")
    transcript = tmp_path / "kieli.md"
    transcript.write_text(TRANSCRIPT.replace("Anna < moi", "Anna < hei").replace("  b\n", ""), encoding="utf-8")
    await replay(transcript, echo)
    assert transcript.read_text(encoding="utf-8") == TRANSCRIPT


async def test_a_transcript_of_nothing_fails(echo: Echo) -> None:
    with pytest.raises(AssertionError, match="needs"):
        await replayed("# Tyhjä\n\n```\n> moi\n```\n", echo)


async def test_what_stands_before_anything_is_typed_fails(echo: Echo) -> None:
    with pytest.raises(AssertionError, match="Anna < moi"):
        await replayed("```chat\nAnna < moi\n> moi\n```\n", echo)


def test_anything_with_say_can_be_spoken_to(echo: Echo) -> None:
    bot: Bot = echo
    assert bot is echo
