"""Who and what cannot be reached: people who block Kuppi, groups that throw it out, channels that close."""

from tests.fakes import telegram
from tests.stories.cast import LINES, Cast, words


async def status(cast: Cast) -> list[str]:
    """Read /verkosto tila as Anna does."""
    before = cast.anna.inbox[-1]
    cast.anna.says("/verkosto tila")
    return (await cast.anna.gets("Verkosto: ", after=before)).text.splitlines()


async def waits_in_vain(cast: Cast) -> telegram.Person:
    """Let somebody wait for the one seat, block Kuppi, and get the seat."""
    card, message = await cast.publishes(Osallistujia_enintään="1")
    [ben] = cast.producers(1, languages=["fi"])
    await cast.outi.presses(message, "Tulen").answered()
    ben.starts()
    await ben.gets("Saako nimesi")
    await ben.presses(card, "Tulen").answered()
    ben.blocks_bot()
    await cast.outi.presses(message, "En pääse").answered()
    await cast.stage.grace_ends()
    return ben


async def test_someone_who_blocked_kuppi_is_told_of_to_coordinators_and_shown_in_the_networks_state(cast: Cast) -> None:
    ben = await waits_in_vain(cast)
    await cast.anna.gets(words("fi", "notice.unreached", name="T0"))
    trouble = words(
        "fi", "status.trouble", what=words("fi", "kind.promotion"), why=words("fi", "why.unreachable")
    )  # fmt: skip
    assert (await status(cast))[-2:] == [words("fi", "status.troubles", 1), trouble]
    ben.unblocks_bot()
    await ben.gets("Sait paikan, olet nyt mukana")
    await cast.stage.settles()
    assert (await status(cast))[-1] == words("fi", "status.all_delivered")


async def test_a_block_that_telegram_has_not_told_of_is_noticed_when_writing(cast: Cast) -> None:
    card, message = await cast.publishes(Osallistujia_enintään="1")
    [ben] = cast.producers(1, languages=["fi"])
    await cast.outi.presses(message, "Tulen").answered()
    ben.starts()
    await ben.gets("Saako nimesi")
    await ben.presses(card, "Tulen").answered()
    ben.blocked = True  # while the bot was away for more than a day
    await cast.outi.presses(message, "En pääse").answered()
    await cast.stage.grace_ends()
    await cast.anna.gets(words("fi", "notice.unreached", name="T0"))
    in_ = words("fi", "toast.in_unreachable", name="Kulttuurikuppi", when="ke 2.12. klo 8.30")
    assert (await ben.presses(card, "Tulen").answered()).text == in_, "nothing is promised to someone out of reach"
    ben.starts()
    await ben.gets("Sait paikan, olet nyt mukana")


async def test_a_group_that_threw_kuppi_out_gets_the_cards_back_when_it_takes_kuppi_back(cast: Cast) -> None:
    card, message = await cast.publishes()
    cast.group.remove_bot(by=cast.anna)
    await cast.anna.gets(words("fi", "left.notice", chat="Tuottajat KS"))
    assert "1 ryhmä:" in await status(cast)
    await cast.outi.presses(message, "Tulen").answered()
    await cast.channel.sees("1 tulossa")
    cast.group.add_bot(by=cast.anna)
    assert (await cast.group.sees("1 tulossa")) is card
    assert "2 ryhmää:" in await status(cast)


async def test_an_archived_channel_is_told_of_and_costs_the_others_nothing(cast: Cast) -> None:
    card, _ = await cast.publishes()
    cast.channel.archive()
    await cast.anna.gets(words("fi", "left.notice", chat="tuottajat"))
    [ben] = cast.producers(1, languages=["fi"])
    await ben.presses(card, "Tulen").answered()
    await cast.group.sees("1 tulossa")
    assert "1 ryhmä:" in await status(cast)
    before = cast.anna.inbox[-1]
    cast.anna.says("tapaamiset")
    await cast.anna.gets("24 paikkaa jäljellä", after=before)


async def test_a_channel_closed_without_a_word_is_noticed_and_shown_with_the_reason(cast: Cast) -> None:
    cast.channel.archived = True
    await cast.anna.gets("Saako nimesi")
    cast.anna.says("\n".join(["/uusitapaaminen", *(f"{label}: {value}" for label, value in LINES.items())]), cast.group)
    cast.anna.presses(await cast.anna.gets("Mitään ei ole vielä julkaistu"), "Julkaise")
    await cast.group.sees(LINES["Teema"])
    lost = words("fi", "notice.lost", chat="tuottajat", why=words("fi", "why.archived"))
    await cast.anna.gets(lost)
    assert words("fi", "status.trouble", what="tuottajat", why=words("fi", "why.archived")) in await status(cast)


async def test_a_group_that_becomes_a_supergroup_is_followed(cast: Cast) -> None:
    basic = cast.stage.telegram.group(-4001, "Tuottajat Joutsa", "group")
    basic.add_bot(by=cast.anna)
    before = cast.anna.inbox[-1]
    cast.anna.says("/verkosto koodi")
    explained = await cast.anna.gets("liität ryhmän", after=before)
    cast.anna.says((await cast.anna.gets("/verkosto", after=explained)).text, basic)
    await basic.sees("kuuluu verkostoon")
    new = basic.migrate()
    await cast.publishes()
    card = await new.sees(LINES["Teema"])
    [ben] = cast.producers(1, languages=["fi"])
    new.add(ben)
    await ben.presses(card, "Tulen").answered()
    assert (await new.sees("1 tulossa")) is card
    await cast.channel.sees("1 tulossa")
    assert "3 ryhmää:" in await status(cast)
