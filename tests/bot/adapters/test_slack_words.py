"""Words both ways: what people type reaches the core as typed, and what Kuppi says reaches people as it is."""

import pytest

from bot.adapters.slack.words import typed
from bot.chat import Answer, Button, Command, Message, Ref, Said
from bot.i18n import render
from bot.text import t
from tests.bot.adapters.slack_stage import ROOM, Stage, message, says, stage, until
from tests.fakes.slack import Message as Post
from tests.fakes.slack import escaped, slow_down

NASTY = [
    "<!channel>", "<@U0ANNA>", "<!subteam^S1|@kaikki>", "@everyone @here #kahvi", "&lt;b&gt; &amp;amp; &", "</b> & <i>",
    "a > b < c", "> lainaus", "*tähti* _viiva_ ~aalto~ `koodi` :smile:", "<https://x.fi|klikkaa>",
    "https://x.fi?a=1&b=2", "<!date^1|{date}|x>", "\u202eesrever\u2066", "Ääkköset ja 𝄞 ja 👩‍🌾",
]  # fmt: skip


async def posts(play: Stage, sent: Message) -> Post:
    room = play.room()
    await play.adapter.send(ROOM, sent, "fi")
    return room.posts[-1]


# -- what Kuppi says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", NASTY)
async def test_words_are_seen_as_typed_wherever_they_are_said_and_call_nobody(words: str) -> None:
    async with stage(Answer((message(words),), toast=says(words))) as play:
        play.fake.person("U0EVERYONE", "everyone")
        anna, room = play.anna(), play.room()
        post = await posts(play, Message((says(words),), ((Button(says(words), "rsvp", "k7-yes"),),)))
        assert (post.plain, post.labels) == (words, [words])
        assert post.text == escaped(words)  # notifications, too, call nobody
        await play.adapter.edit(Ref(ROOM, post.ts), message(f"{words}!"), "fi")
        assert (post.plain, post.text) == (f"{words}!", escaped(f"{words}!"))
        assert await anna.types("/kuppi", "omat", in_=room).answered() == f"{words}\n{words}"
        await anna.says("hei")
        await until(lambda: [one.plain for one in anna.im.posts] == [words, words])


async def test_our_own_commands_are_said_as_they_are_typed_here_and_peoples_words_stay() -> None:
    ours = render(t("button.unknown"), "fi")
    assert "/tapaamiset" in ours
    answer = Answer(
        (
            Message(
                (t("button.unknown"), says("Reitti: /polku/anna /omat")),
            ),
        ),
        toast=t("button.unknown"),
    )
    async with stage(answer) as play:
        here = ours.replace("/tapaamiset", "/kuppi tapaamiset")
        deed = play.anna().types("/kuppi", "x", in_=play.room())
        assert await deed.answered() == f"{here}\n{here}\nReitti: /polku/anna /omat"
        await play.anna().says("hei")
        told = [here, f"{here}\nReitti: /polku/anna /omat"]
        await until(lambda: [post.plain for post in play.anna().im.posts] == told)


async def test_many_buttons_all_find_a_place() -> None:
    async with stage(runs=False) as play:
        rows = tuple(
            (Button(says(f"Kahvit {n}"), "show", str(n)), Button(says("Tulen"), "rsvp", f"{n}-yes")) for n in range(60)
        )
        await posts(play, Message((says("Tapaamiset"),), rows))
        shown = [one.value for post in play.room().posts for one in post.buttons]
        assert shown == [one.data for row in rows for one in row]
        assert all(post.notification for post in play.room().posts)


async def test_a_part_of_a_long_message_that_meets_a_flood_waits_and_no_part_is_said_twice() -> None:
    long = message(*(f"{number}. {'a' * 90}" for number in range(400)))
    async with stage(runs=False) as play:
        room = play.room()
        floods = iter([None, "flood", "flood"])
        play.fake.weather = lambda call: (
            slow_down(5) if call.method == "chat.postMessage" and next(floods, None) else None
        )
        await play.adapter.send(ROOM, long, "fi")
        lines = "\n".join(post.plain for post in room.posts).split("\n")
        assert [line.partition(".")[0] for line in lines] == [str(number) for number in range(400)]
        assert [pause for pause in play.pauses if pause] == [5, 5]


# -- what people type ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("<!here> ja <!channel>", "@here ja @channel"),
        ("<!subteam^S1|@tuottajat>", "@tuottajat"),
        ("<!subteam^S1>", "@subteam"),
        ("<@U0BERTTA> ja <@U0BERTTA|bertta>", "@Bertta ja @bertta"),
        ("<@U0NOBODY>", "@U0NOBODY"),
        ("<#C1|kahvi> <#C2|> <#C3>", "#kahvi #C2 #C3"),
        ("<http://a.fi|a.fi> <https://a.fi>", "a.fi https://a.fi"),
        ("<https://a.fi/x|täältä>", "täältä https://a.fi/x"),
        ("<mailto:a@b.fi|a@b.fi> <tel:+358401234567|040 1234567>", "a@b.fi 040 1234567"),
        ("<https://a.fi/?a=1&amp;b=2>", "https://a.fi/?a=1&b=2"),
        ("&amp;lt; &lt;b&gt;", "&lt; <b>"),
        ("a <b> c", "a <b> c"),
    ],
)
def test_what_slack_makes_of_typed_text_is_undone(marked: str, said: str) -> None:
    assert typed(marked, lambda user: "Bertta" if user == "U0BERTTA" else "") == said


@pytest.mark.parametrize("escapes", [True, False])
async def test_a_command_reads_as_typed_whether_or_not_slack_escapes_it(escapes: bool) -> None:
    async with stage() as play:
        play.fake.escapes_commands = escapes
        await play.anna().types("/kuppi", "kysy Tuotanto & Taide <3 kahvi > tee")
        assert [event.text for event in play.heard if isinstance(event, Command)] == ["Tuotanto & Taide <3 kahvi > tee"]


@pytest.mark.parametrize(
    ("said", "word", "text"),
    [
        ("@Kuppi", "start", ""),
        ("@Kuppi Liitä 7F3K", "liita", "7F3K"),
        ("@Kuppi /omat", "omat", ""),
        ("@Kuppi, kysy milloin\nja missä?", "kysy", "milloin\nja missä?"),
        ("@Kuppi: tapaamiset!", "tapaamiset", ""),
        ("tapaamiset, @Kuppi!", "tapaamiset", ""),
        ("hei @Kuppi /vuoro", "vuoro", ""),
        ("@Kuppi uusitapaaminen\nNimi: Kahvit & kakut", "uusitapaaminen", "Nimi: Kahvit & kakut"),
    ],
)
async def test_the_words_said_to_us_by_name_are_those_after_it_else_those_before(
    said: str, word: str, text: str
) -> None:
    async with stage() as play:
        await play.anna().says(said, in_=play.room())
        [event] = play.heard
        assert isinstance(event, Command)
        assert (event.word, event.text, event.addressed, event.opens_forms) == (word, text, True, False)


@pytest.mark.parametrize("words", [one for one in NASTY if "|" not in one])
async def test_what_is_said_in_the_dm_reaches_the_core_as_typed(words: str) -> None:
    async with stage() as play:
        await play.anna().says(words)
        assert [event.text for event in play.heard if isinstance(event, Said)] == [words]
