"""Groups of every kind on Telegram: with admin rights, with topics, moved, left and come back to."""

from storage.tables import chats
from tests.stories.cast import LINES, Cast, code_line, publishes, words

READS_ALL = words("fi", "chat.reads_all")


async def test_where_kuppi_is_an_admin_it_says_once_that_everything_is_shown_to_it(cast: Cast) -> None:
    cast.group.promote_bot(by=cast.anna)
    await cast.group.sees(READS_ALL)
    cast.group.demote_bot(by=cast.anna)
    cast.group.promote_bot(by=cast.anna)
    cast.group.remove_bot(by=cast.anna)
    await cast.anna.gets(words("fi", "left.notice", chat="Tuottajat KS"))
    cast.group.add_bot(by=cast.anna, admin=True)
    await publishes(cast.anna)
    await cast.group.sees(LINES["Teema"])
    await cast.stage.settles()
    assert [post.text for post in cast.group.messages].count(READS_ALL) == 1


async def test_added_as_an_admin_where_it_belongs_to_no_network_it_says_so_too(cast: Cast) -> None:
    other = cast.stage.telegram.group(-100502, "Muut")
    other.add_bot(by=cast.anna, admin=True)
    await other.sees(READS_ALL)
    await other.sees(words("fi", "joined.hint"))


async def test_the_coordinator_is_asked_in_private_to_pin_the_card_and_the_group_hears_nothing_of_it(
    cast: Cast,
) -> None:
    told = await publishes(cast.anna)
    await cast.group.sees(LINES["Teema"])
    asked = words("fi", "published.pin")
    assert asked in told.text
    await cast.stage.settles()
    assert all(asked not in post.text for post in cast.group.messages)
    assert cast.stage.telegram.history.calls_to("pinChatMessage") == []


async def test_a_network_can_live_in_one_topic_of_a_forum(cast: Cast) -> None:
    forum = cast.stage.telegram.group(-100503, "Foorumi", forum=True)
    forum.add(cast.anna)
    forum.add_bot(by=cast.anna)
    topic = forum.topic("Kahvit", by=cast.anna)
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    cast.anna.says(line, in_=forum, thread=topic)
    await forum.sees("kuuluu verkostoon")
    await publishes(cast.anna)
    card = await forum.sees(LINES["Teema"])
    assert card.thread == topic
    [ben] = cast.producers(1)
    forum.add(ben)
    ben.presses(card, "Tulen")
    await forum.sees("1 tulossa")


async def test_a_channel_gets_cards_that_are_pressed_like_any_other(cast: Cast) -> None:
    channel = cast.stage.telegram.group(-100504, "Tiedotus", kind="channel")
    channel.add(cast.anna)
    channel.add_bot(by=cast.anna, admin=True)
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    cast.anna.says(line, in_=channel)
    await channel.sees("kuuluu verkostoon")
    await publishes(cast.anna)
    card = await channel.sees(LINES["Teema"])
    [ben] = cast.producers(1)
    channel.add(ben)
    await ben.presses(card, "Tulen").answered()
    await channel.sees("1 tulossa")
    assert all(READS_ALL not in post.text for post in channel.messages)


async def test_an_anonymous_admin_is_nobody_until_a_press_shows_who_it_is(cast: Cast) -> None:
    other = cast.stage.telegram.group(-100505, "Naamiot")
    other.add(cast.anna)
    other.add_bot(by=cast.anna)
    line = await code_line(cast.anna, "/verkosto koodi", "liität ryhmän")
    cast.anna.says(line, in_=other, anonymously=True)
    asked = await other.sees(words("fi", "who.anonymous"))
    [ben] = cast.producers(1, languages=["fi"])
    other.add(ben)
    cast.anna.says("/verkosto irrota", in_=cast.group, anonymously=True)
    again = await cast.group.sees(words("fi", "who.anonymous"))
    before = cast.stage.kept(chats)
    await ben.presses(again, words("fi", "button.its_me")).answered()
    assert cast.stage.kept(chats) == before
    cast.anna.presses(asked, words("fi", "button.its_me"))
    await other.sees("kuuluu verkostoon")


async def test_a_group_that_becomes_a_supergroup_keeps_its_network_and_gets_its_cards_there(cast: Cast) -> None:
    basic = cast.stage.telegram.group(-600, "Pieni ryhmä", kind="group")
    basic.add(cast.anna)
    basic.add_bot(by=cast.anna)
    cast.anna.says(await code_line(cast.anna, "/verkosto koodi", "liität ryhmän"), in_=basic)
    await basic.sees("kuuluu verkostoon")
    await publishes(cast.anna)
    card = await basic.sees(LINES["Teema"])
    await cast.stage.settles()  # until Kuppi, too, knows that the card stands
    moved = basic.migrate()
    [ben] = cast.producers(1)
    moved.add(ben)
    await publishes(cast.anna, Teema="Talkoot")
    there = await moved.sees("Talkoot")
    await ben.presses(there, "Tulen").answered()
    await moved.sees("1 tulossa")
    cast.anna.presses(card, "Tulen")
    await moved.sees(LINES["Teema"])
