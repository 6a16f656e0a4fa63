"""Taking somebody out of a meetup: they hear of it once, and of nothing else that was still on its way."""

from datetime import datetime

from bot.domain.seating import Reply
from tests.handlers.life import Life
from tests.storage.making import meet

NIGHT = datetime.fromisoformat("2026-11-25T23:00:00+02:00")


async def test_who_is_taken_out_at_night_is_told_that_alone_and_is_not_woken(life: Life) -> None:
    meetup = life.publish()
    life.answers(meetup, "Ben")
    life.answers(meetup, "Cem", reply=Reply.MAYBE)
    with life.database.begin() as tx:
        [ben] = meet(tx, "Ben")
    life.at = NIGHT
    await life.presses(await life.types("muuta\nAika: to 3.12. klo 9"), "button.publish_change")
    assert sorted(life.told("moved")) == ["Ben", "Cem"]
    await life.presses(f"gone-{meetup.id}-{ben.id}")
    [message] = life.letters("promotion", "moved")["Ben"]
    assert ([line.id for line in message.lines], message.silent) == (["out.told"], True)
