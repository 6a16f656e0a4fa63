"""Kuppi's home tab on Slack: one's own answers and what is coming, drawn when it is looked at."""

from tests.fakes import slack
from tests.stories.cast import Cast, code_line, publishes, words


async def looks(person: slack.Person, awaited: str) -> slack.View:
    """Open the home tab and wait until these words stand there."""
    await person.opens_home()
    return await shows(person, awaited)


async def shows(person: slack.Person, awaited: str) -> slack.View:
    """Wait until these words stand on somebody's home tab."""
    return await person.pulse.until(
        lambda: person.home if person.home and awaited in person.home.plain else None, 5.0,
        lambda: f"{awaited!r} does not stand in {person.home}",
    )  # fmt: skip


async def test_the_home_tab_shows_ones_own_answers_and_what_is_coming(cast: Cast) -> None:
    await cast.publishes()
    await publishes(cast.anna, Teema="Talkoot", Aika="to 10.12.2026 klo 9–10")
    [sara] = cast.colleagues(1)
    sara.says("@Kuppi omat", in_=cast.channel)
    home = await looks(sara, words("fi", "own.none", slash="/kuppi "))
    assert home.labels.count("Tulen") == 2
    sara.presses(home, "Tulen", nth=0)
    await shows(sara, "olet mukana")
    assert "1 tulossa" in home.plain
    assert home.plain.splitlines()[0] == words("fi", "own.head")
    await cast.group.sees("1 tulossa")


async def test_the_home_tab_is_in_the_readers_language_and_is_drawn_anew_at_each_look(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [_, lars] = cast.colleagues(2)
    await lars.types("/kuppi", "språk svenska", in_=cast.channel).answered()
    await looks(lars, words("sv", "own.none", slash="/kuppi "))
    cast.anna.presses(card, "Tulen")
    await cast.group.sees("1 tulossa")
    await looks(lars, "1 kommer")
    assert lars.im.posts == [] or all("kommer" not in post.plain for post in lars.im.posts)


async def test_a_refusal_on_the_home_tab_is_said_in_private_and_a_strangers_tab_shows_no_meetup(cast: Cast) -> None:
    await cast.publishes(Aika="ma 23.11.2026 klo 11–12")
    [sara] = cast.colleagues(1)
    stranger = cast.stage.slack.person("U0NEW", "Uusi", locale="en-GB")
    assert "Tulen" not in (await looks(stranger, words("fi", "meetups.none"))).labels
    sara.says("@Kuppi omat", in_=cast.channel)
    home = await looks(sara, words("fi", "own.none", slash="/kuppi "))
    cast.stage.later(hours=3)
    await sara.presses(home, "Tulen")
    await sara.gets("alkanut")


async def test_a_mention_in_a_thread_is_answered_in_the_thread_and_makes_no_place_of_it(cast: Cast) -> None:
    root = cast.outi.says("Milloin nähdään?", in_=cast.channel).message
    assert isinstance(root, slack.Message)
    cast.outi.says("@Kuppi tapaamiset", in_=cast.channel, thread=root)
    answer = await cast.channel.sees(words("fi", "meetups.none"))
    assert answer.thread_ts == root.ts
    other = cast.stage.slack.channel("C0MUUT", "muut")
    other.add(cast.outi)
    other.invite_bot(by=cast.outi)
    root = cast.outi.says("Liittykäämme!", in_=other).message
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    assert isinstance(root, slack.Message)
    cast.outi.says(f"@Kuppi {line.removeprefix('/')}", in_=other, thread=root)
    await other.sees("kuuluu verkostoon")
    await cast.publishes()
    card = await other.sees("0 tulossa")
    assert card.thread_ts is None, "cards stand in the channel"
