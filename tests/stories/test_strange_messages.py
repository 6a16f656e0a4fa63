"""Strange messages: empty ones, endless ones, pictures, marks that turn text round; each is answered, none harms."""

from collections.abc import Mapping

from tests.fakes import telegram
from tests.stories.cast import LINES, Cast, announcement, words

HELP = words("fi", "help.unknown")


async def reads(who: telegram.Person, typed: str, awaited: str) -> telegram.Post:
    before = who.inbox[-1]
    who.says(typed)
    return await who.gets(awaited, after=before)


def sends(cast: Cast, who: telegram.Person, **content: object) -> None:
    """Send what is no text: a photo, a sticker, a voice, a contact."""
    cast.stage.telegram.inject(
        {
            "message": {
                "message_id": 900_000 + len(cast.stage.telegram.history.updates), "date": cast.stage.telegram.today(),
                "chat": who.private.json, "from": who.user, **content,
            }
        }
    )  # fmt: skip


PICTURES: Mapping[str, object] = {
    "photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}],
    "sticker": {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9, "is_animated": False,
        "is_video": False,
    },
    "voice": {"file_id": "v", "file_unique_id": "v", "duration": 3},
    "contact": {"phone_number": "+35840", "first_name": "Ville"},
    "location": {"latitude": 62.2, "longitude": 25.7},
}  # fmt: skip


async def test_what_is_no_text_is_answered_in_private_with_what_is_understood(cast: Cast) -> None:
    anna = cast.anna

    async def shows() -> None:
        for kind, content in PICTURES.items():
            before = anna.inbox[-1]
            sends(cast, anna, **{kind: content})
            labels = (await anna.gets(HELP, after=before)).labels[0]
            assert labels == ["Tapaamiset", "Omat", "Haut", "Kysy", "Asetukset"], kind

    await cast.stage.changes_nothing(shows)


async def test_a_picture_in_the_middle_of_a_question_asks_for_words(cast: Cast) -> None:
    await reads(cast.anna, "/uusitapaaminen", words("fi", "ask.theme"))
    before = cast.anna.inbox[-1]
    sends(cast, cast.anna, voice=PICTURES["voice"])
    asked = await cast.anna.gets(words("fi", "form.empty"), after=before)
    assert words("fi", "ask.theme") in asked.text
    await reads(cast.anna, "Talkoot", words("fi", "ask.when"))


async def test_a_group_is_left_alone_by_whatever_is_not_said_to_kuppi(cast: Cast) -> None:
    [ben] = cast.producers(1, languages=["fi"])
    cast.group.add_bot(by=cast.anna, admin=True)  # an admin hears everything
    said = len(cast.group.messages)
    for typed in ("Moi kaikki!", "tulen", "Kuppi on kiva", "@toinen_botti tulen", "/tulen@toinen_botti", "/poll", "/"):
        ben.says(typed, in_=cast.group)
    ben.says("@kuppi_bot olenko minä listalla?", in_=cast.group)
    await cast.group.sees(words("fi", "private.pointer"))
    assert len(cast.group.messages) == said + 1
    assert ben.inbox == []


async def test_endless_and_empty_messages_are_answered_and_change_nothing(cast: Cast) -> None:
    anna, outi = cast.anna, cast.outi

    async def writes() -> None:
        for typed in ("x" * 4096, "/" * 300, "\n\n\n", "…", "/ohje" * 500, "   .   "):
            before = anna.inbox[-1]
            anna.says(typed)
            await anna.gets(HELP, after=before)
        for typed in ("", "   "):
            assert words("fi", "hello.kuppi") in await outi.types("/kuppi", typed, in_=cast.channel).answered()
        for typed in ("x" * 5000, "\u202e\u200b", "<!channel>", "&amp; <b>"):
            assert HELP in await outi.types("/kuppi", typed, in_=cast.channel).answered(), typed[:20]
        outi.says("y" * 5000)
        await outi.gets(HELP)

    await cast.stage.changes_nothing(writes)


async def test_words_of_commands_with_rubbish_behind_them_are_refused_in_ones_own_language(cast: Cast) -> None:
    [sara] = cast.producers(1, languages=["sv"])
    card, _ = await cast.publishes()
    await sara.presses(card, "Ehkä").answered()
    sara.starts()
    await sara.gets(words("sv", "name.ask"))

    async def writes() -> None:
        for typed, why in {
            "/kieli klingon": "language.which",
            "/natverk " + "x" * 3000: "network.words",
            "/koordinator ta bort": "role.coordinators_only",
            "/koordinator": "role.coordinators_only",
            "/natverk anslut \u202eABC": "network.type_in_group",
            "/nytraff <b>": "role.coordinators_only",
            "\x07\x00/omat": "help.unknown",
        }.items():
            assert words("sv", why) in (await reads(sara, typed, words("sv", why))).text

    await cast.stage.changes_nothing(writes)


async def test_marks_and_mentions_in_an_announcement_are_shown_as_letters_on_both_platforms(cast: Cast) -> None:
    nasty = "<b>lihava</b> & <!channel> @everyone *tähti* `koodi` _alle_ [linkki](http://x.fi) {name} %s"
    typed = announcement(
        Nimi="<!here> & co", Teema=f"\u202e{nasty}\x07", Paikka="<@U0ADMIN>", Kunta="<script>", Puhuja="@channel"
    )
    echo = await reads(cast.anna, typed, "Mitään ei ole vielä julkaistu")
    cast.anna.presses(echo, "Julkaise")
    card = await cast.group.sees(f"Teema: {nasty}")
    assert (await cast.channel.sees("lihava")).plain == card.text
    assert card.text.splitlines()[0] == "<!here> & co"
    assert card.entities == []


async def test_a_name_is_never_more_than_letters(cast: Cast) -> None:
    card, message = await cast.publishes()
    names = {2000: "<!channel>", 2001: "<b>Ben</b>", 2002: "@everyone", 2003: "\u202eniaM\u0007", 2004: "N" * 500}
    people = [cast.stage.telegram.person(id_, name, language="fi") for id_, name in names.items()]
    cast.group.add(*people)
    for person in people:
        person.starts()
        person.presses(await person.gets("Saako nimesi"), "Nimeni saa näkyä")
        await person.gets("Nimesi näkyy")
        await person.presses(card, "Tulen").answered()
    await cast.channel.sees("5 tulossa")
    shown = message.plain.splitlines()[-1]
    assert shown == f"Mukana: <!channel>, <b>Ben</b>, @everyone, niaM, {'N' * 64}"
    assert (await cast.group.sees("5 tulossa")).text.splitlines()[-1] == shown
    villain = cast.stage.slack.person("U0BAD", "<!here> & \u202e", locale="sv-SE")
    cast.channel.add(villain)
    await villain.presses(message, "Tulen").answered()
    listed = await cast.outi.types("/kuppi", "ilmoittautuneet", in_=cast.channel).answered()
    assert "6 tulossa:" in listed
    assert "\u202e" not in listed


async def test_a_brand_word_of_a_network_with_marks_in_its_name_is_harmless(cast: Cast) -> None:
    group = cast.stage.telegram.group(-100950, "<b>Ryhmä</b> & <!channel>")
    group.add_bot(by=cast.anna)
    cast.anna.says("/verkosto uusi Verkosto <!everyone> & <i>\u202ekumppanit</i>", in_=group)
    name = "Verkosto <!everyone> & <i>kumppanit</i>"
    await group.sees(f"kuuluu verkostoon: {name}.")
    await cast.outi.types("/kuppi", "verkosto tila").acked()
    await cast.outi.presses(await cast.outi.gets(words("fi", "network.which")), name)
    assert "<b>Ryhmä</b> & <!channel> (Telegram, suomi)" in (await cast.outi.gets(f"Verkosto: {name}")).plain


async def test_stale_buttons_say_how_things_are_and_what_to_do(cast: Cast) -> None:
    anna = cast.anna
    echo = await reads(anna, announcement(), "Mitään ei ole vielä julkaistu")
    anna.presses(echo, "Julkaise")
    card = await cast.group.sees(LINES["Teema"])
    yes = card.button("Tulen").data or ""
    dropped = await reads(anna, announcement(), "Mitään ei ole vielä julkaistu")
    anna.presses(dropped, "Hylkää luonnos")
    await anna.gets(words("fi", "draft.dropped"))
    private = card.button("Muistuta minua").url or ""

    async def presses() -> None:
        for post, label, why in (
            (echo, "Julkaise", "draft.published"),
            (echo, "Muuta", "draft.over"),
            (echo, "Hylkää luonnos", "draft.over"),
            (dropped, "Julkaise", "draft.over"),
            (dropped, "Muuta", "draft.over"),
        ):
            toast = await anna.presses(post, label).answered()
            assert (toast.text, toast.alert) == (words("fi", why), True), label

    await cast.stage.changes_nothing(presses)
    cast.stage.later(days=9)  # the morning after the meetup began
    cast.stage.moves_to(cast.stage.now.replace(hour=7))
    await cast.stage.ticks()
    assert (await cast.group.sees(words("fi", "card.begun"))) is card
    [ben] = cast.producers(1, languages=["en"])
    ben.says("/my", in_=cast.group)

    async def late() -> None:
        begun = words("en", "closed.begun", name="Kulttuurikuppi", when="Wed 2 Dec at 8.30")
        assert (await ben.presses_data(card, yes).answered()).text == begun
        ben.starts(private.partition("start=")[2])
        await ben.gets(begun)

    await cast.group.sees("keskustelussamme")
    await cast.stage.changes_nothing(late)
