"""One human on Telegram and Slack: linked by a code, with one place and one language; parted again; and erased."""

import json

from storage.tables import metadata
from tests.fakes import slack, telegram
from tests.stories.cast import Cast, code_line, words
from tests.stories.test_one_list import clicks, taps


async def links(pia: telegram.Person, suvi: slack.Person) -> slack.Message | slack.Ephemeral:
    """Let somebody carry the code from Telegram to Slack; give what they are told there."""
    line = await code_line(pia, "/yhdista", "toisessa sovelluksessa")
    suvi.says(line)
    asked = await suvi.gets(words("fi", "link.means"))
    assert asked.plain.splitlines()[0] == words("fi", "link.ask", name="T0", platform="Telegram")
    suvi.presses(asked, words("fi", "button.link"))
    return await suvi.gets(words("fi", "link.done"))


async def test_two_selves_become_one_with_one_place_and_part_again(cast: Cast) -> None:
    stage = cast.stage
    card, message = await cast.publishes(Osallistujia_enintään="2")
    [pia, ben] = cast.producers(2, languages=["fi"])
    [suvi] = cast.colleagues(1)
    for person in (pia, ben):
        person.starts()
        await person.gets("Kuppi")
    await taps([pia], card)
    await clicks([suvi], message)
    await taps([ben], card)
    await cast.group.sees("Täynnä: 2 tulossa, 0 ehkä, 1 varasijalla")

    done = await links(pia, suvi)
    assert done.labels == [words("fi", "button.part")]
    assert "Aiempi paikkasi jäi, toinen vapautui." in done.plain
    assert words("fi", "promotion.head", name="Kulttuurikuppi") in (await ben.gets("nyt mukana")).text
    await pia.gets("Tilisi yhdistettiin tiliin")
    await cast.channel.sees("Täynnä: 2 tulossa, 0 ehkä, 0 varasijalla")

    await stage.restarts()
    suvi.says("kieli svenska")
    await suvi.gets(words("sv", "language.done"))
    pia.says("/omat")
    assert "du är med" in (await pia.gets("Kulttuurikuppi, ons 2.12.")).text.lower(), "one language, one list"

    suvi.presses(done, words("fi", "button.part"))
    parted = await suvi.gets("Dina konton är åtskilda igen")
    assert "platsen hade redan gått vidare" in parted.plain, "what was given on is not taken back"
    await cast.group.sees("Täynnä: 2 tulossa, 0 ehkä, 1 varasijalla")


async def test_a_code_pasted_in_a_group_is_void(cast: Cast) -> None:
    [pia] = cast.producers(1, languages=["fi"])
    [suvi] = cast.colleagues(1)
    pia.starts()
    line = await code_line(pia, "/yhdista", "toisessa sovelluksessa")
    pia.says(f"/{line}", cast.group)
    await pia.gets(words("fi", "code.seen"))
    suvi.says(line)
    await suvi.gets(words("fi", "code.void"))


async def test_whoever_erases_themselves_is_gone_and_may_begin_anew(cast: Cast) -> None:
    stage = cast.stage
    card, _ = await cast.publishes(Osallistujia_enintään="1")
    [pia, ben] = cast.producers(2, languages=["fi"], first=987654321)
    for person in (pia, ben):
        person.starts()
        await person.gets("Kuppi")
    await taps([pia], card)
    await taps([ben], card)
    pia.says("/poistatietoni")
    asked = await pia.gets("Poistanko kaikki tietosi?")
    assert asked.labels == [["Poista tietoni", "En poista"]]
    pia.presses(asked, "Poista tietoni")
    done = await pia.gets("Tietosi on poistettu ma 23.11.2026 klo 10.00. Paikkasi on vapautettu.")
    await ben.gets("nyt mukana")
    await cast.group.sees("Täynnä: 1 tulossa, 0 ehkä, 0 varasijalla")
    await stage.restarts()
    assert "987654321" not in str(stage.kept(*metadata.sorted_tables))
    pia.starts()
    await pia.gets("Saako nimesi", after=done)


async def test_all_that_is_held_comes_in_words_and_as_a_file_on_both_platforms(cast: Cast) -> None:
    stage = cast.stage
    _, message = await cast.publishes()
    [pia] = cast.producers(1, languages=["fi"])
    [suvi] = cast.colleagues(1)
    pia.starts()
    pia.says("/omattiedot", cast.group)
    told = await pia.gets("Kaikki, mitä sinusta on tallessa:")
    assert "Tunnuksesi: telegram:2000" in told.text
    file = await pia.gets("Kaikki tietosi (JSON)")
    assert file.document is not None
    held = json.loads(stage.telegram.files[file.document["file_id"]][1].content)
    assert [row["address"] for row in held["identities"]] == ["2000"]

    await clicks([suvi], message)
    await suvi.types("/kuppi", "omattiedot").answered()
    assert "Tunnuksesi: slack:" in (await suvi.gets("Kaikki, mitä sinusta on tallessa:")).plain
    sent = await suvi.im.pulse.until(
        lambda: next((file for post in suvi.im.posts for file in post.files), None), 5.0, lambda: "no file"
    )
    assert sent.name == "kuppi.json"
    assert [post.text for post in cast.group.posts.values() if "tallessa" in post.text] == []
