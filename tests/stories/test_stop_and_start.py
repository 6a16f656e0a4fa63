"""Kuppi stops and starts between every two steps; what comes meanwhile waits, and what comes twice counts once."""

from tests.stories.cast import Cast, announcement


async def test_a_meetups_story_with_a_restart_between_every_two_steps(cast: Cast) -> None:
    stage, anna, group = cast.stage, cast.anna, cast.group
    [pia, ben] = cast.producers(2, languages=("fi", "sv"))
    [suvi] = cast.colleagues(1)
    anna.says(announcement(Osallistujia_enintään="2"), group)
    echo = await anna.gets("Mitään ei ole vielä julkaistu")
    await stage.restarts()
    anna.presses(echo, "Julkaise")
    card = await group.sees("Vapaaehtoiset tapahtumissa")
    shown = await cast.channel.sees("Vapaaehtoiset tapahtumissa")
    await stage.restarts()
    assert "Olet mukana" in ((await pia.presses(card, "Tulen").answered()).text or "")
    await stage.restarts()
    assert "Olet mukana" in await suvi.presses(shown, "Tulen").answered()
    await stage.restarts()
    assert "reservplats 1" in ((await ben.presses(card, "Tulen").answered()).text or "")
    await stage.closes()
    leaving = pia.presses(card, "En pääse")  # while Kuppi is away
    await stage.opens()
    assert "ettet pääse" in ((await leaving.answered()).text or "")
    await stage.restarts()
    await stage.grace_ends()
    ben.starts()
    await ben.gets("Du fick en plats")
    await stage.settles()  # the group's lane has its pace
    await group.sees("Täynnä: 2 tulossa, 0 ehkä, 0 varasijalla")
    await cast.channel.sees("Täynnä: 2 tulossa, 0 ehkä, 0 varasijalla")
    assert len([post for post in group.messages if "Vapaaehtoiset" in post.text]) == 1
    assert len([message for message in cast.channel.posts if "Vapaaehtoiset" in message.plain]) == 1


async def test_an_update_and_an_envelope_delivered_again_are_answered_again_and_change_nothing(cast: Cast) -> None:
    stage = cast.stage
    card, shown = await cast.publishes()
    [pia] = cast.producers(1)
    [suvi] = cast.colleagues(1)
    press, other = pia.presses(card, "Tulen"), suvi.presses(shown, "Tulen")
    await press.answered()
    await other.answered()
    before = stage.kept()
    delivery = stage.slack.redeliver(other)
    await delivery.acked()
    assert press.update is not None
    stage.telegram.repeat(press.update)
    await stage.restarts()
    await stage.settles()
    assert stage.kept() == before


async def test_a_draft_goes_on_after_a_restart_where_it_was(cast: Cast) -> None:
    anna = cast.anna
    before = anna.inbox[-1]
    anna.says("/uusitapaaminen")
    asked = await anna.gets("Kysymys 1/3", after=before)
    await cast.stage.restarts()
    anna.says("Talkoot")
    asked = await anna.gets("Kysymys 2/3", after=asked)
    await cast.stage.restarts()
    anna.says("ke 2.12. klo 9–10.30")
    await anna.gets("Missä paikassa", after=asked)
