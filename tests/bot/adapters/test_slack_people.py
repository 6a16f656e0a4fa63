"""Names and languages, asked of Slack after people have been answered."""

from datetime import timedelta

from bot.chat import Answer, Event, Met, Sender
from tests.bot.adapters.slack_stage import ANNA, NOW, message, stage, until
from tests.fakes.slack import SERVER_ERROR, slow_down

KNOWN = Sender("slack", "T0TEAM/U0ANNA", "Anna Ähtäri", "sv-SE", reachable=True)


async def test_a_newcomer_is_met_by_real_name_and_language_after_the_answer() -> None:
    async with stage(Answer(messages=(message("Hei"),))) as play:
        play.anna().locale = "sv-SE"
        await play.anna().says("hei")
        await play.rests()
        assert play.heard[0].who == Sender("slack", "T0TEAM/U0ANNA", "U0ANNA", reachable=True, unsure=True)
        assert play.met == [Met(key=play.met[0].key, at=NOW, who=KNOWN, where=ANNA, private=True)]
        [asked] = play.fake.history.of("users.info")
        [answered] = play.fake.history.of("chat.postMessage")
        assert answered.at < asked.at


async def test_who_is_known_is_named_by_every_later_event_and_asked_again_after_a_day() -> None:
    async with stage() as play:
        play.anna().locale = "sv-SE"
        await play.anna().says("hei")
        await play.rests()
        await play.anna().types("/kuppi", "omat", in_=play.room())
        await play.rests()
        assert (play.heard[-1].who, len(play.met)) == (KNOWN, 1)
        play.now = NOW + timedelta(hours=25)
        play.anna().name = "Anna Virta"
        await play.anna().says("hei")
        await play.rests()
        await until(lambda: len(play.met) == 2)
        assert play.met[-1].who.name == "Anna Virta"
        assert play.met[0].key != play.met[1].key


async def test_people_are_asked_about_at_a_gentle_pace() -> None:
    async with stage() as play:
        for n in range(30):
            await play.fake.person(f"U0P{n:02}", f"Henkilö {n}").says("hei")
        await until(lambda: len(play.met) == 30)
        assert sum(1 for pause in play.pauses if pause > 0) == 10
        assert len(play.fake.history.of("users.info")) == 30


async def test_a_flood_of_questions_waits_as_long_as_slack_asks() -> None:
    async with stage() as play:
        play.fake.fail("users.info", how=slow_down(5))
        await play.anna().says("hei")
        await until(lambda: len(play.met) == 1)
        assert 5 in play.pauses


async def test_a_name_that_is_not_told_is_asked_again_the_next_time() -> None:
    async with stage() as play:
        play.fake.fail("users.info", how=SERVER_ERROR)
        await play.anna().says("hei")
        await play.rests()
        assert play.met == []
        await play.anna().says("hei")
        await until(lambda: len(play.met) == 1)


async def test_a_name_that_was_not_taken_is_told_again() -> None:
    async with stage() as play:
        taken = play.script

        def fails(event: Event) -> Answer:
            if isinstance(event, Met):
                raise RuntimeError
            return Answer()

        play.script = fails
        await play.anna().says("hei")
        await until(lambda: len(play.met) == 1)
        play.script = taken
        await play.anna().says("hei")
        await until(lambda: len(play.met) == 2)


async def test_a_bot_is_nobody_to_meet() -> None:
    async with stage() as play:
        await play.room().rename("uusi")  # which Slack tells without saying who did it: it counts as ours
        await play.fake.inject(
            {**(await play.anna().types("/kuppi", "x")).payload, "user_id": play.fake.bot_user_id}, "slash_commands"
        )
        await play.rests()
        assert [event.who.id for event in play.met] == ["T0TEAM/U0ANNA"]
