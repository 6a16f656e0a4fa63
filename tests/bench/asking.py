"""How long /vuoro takes while others press: in a network whose rota was set up through the real commands."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from tests.bench.crowds import choices
from tests.bench.telegram import ANSWERING, Scene
from tests.fakes.telegram import Person, Post

ROTA = "/vuorolista uusi\nJärjestys: Humak, Keski-Suomen liitto, Villa Rana\nJakso: kuukausi\nAlkaa: {}\nVaihtuu: klo 9"


async def put_into_use(scene: Scene) -> None:
    """Let the admin set a rota up that has been running for two months."""
    began = datetime.now(UTC) - timedelta(days=60)
    scene.admin.says(ROTA.format(f"{began.day}.{began.month}.{began.year}"))
    echo = await scene.admin.gets("Ota käyttöön", timeout=ANSWERING)
    scene.admin.presses(echo, "Ota käyttöön")
    await scene.group.sees("Koordinaatiovuorossa", timeout=ANSWERING)


async def members(scene: Scene, number: int) -> Sequence[Person]:
    """Bring people who have pressed once and opened the private chat."""
    people = scene.people(number)
    presses = [person.presses(scene.card, "Tulen") for person in people]
    scene.pressed += ["Tulen"] * number
    await asyncio.gather(*(press.answered(ANSWERING) for press in presses))
    for person in people:
        person.starts()
    await asyncio.gather(*(person.gets("", timeout=ANSWERING) for person in people))
    return people


async def waits(scene: Scene, askers: Sequence[Person], presses: int, rng: Random) -> Sequence[float]:
    """Let members ask at once while so many others press; give the seconds from handing out to each answer's call."""
    chosen, calls = choices(presses, rng), scene.fake.history.calls
    begun = len(calls)
    pressed = [one.presses(scene.card, label) for one, label in zip(scene.people(presses), chosen, strict=True)]
    asked = {person.id: person.says("/vuoro") for person in askers}
    scene.pressed += chosen
    await asyncio.gather(
        *(press.answered(ANSWERING) for press in pressed),
        *(one.gets("Koordinaatiovuorossa", after=asked[one.id], timeout=ANSWERING) for one in askers),
    )
    answered = {call.chat_id: call.at for call in reversed(calls[begun:]) if call.method == "sendMessage"}
    return [answered[person] - _handed_out(post) for person, post in asked.items()]


def _handed_out(post: Post) -> float:
    assert post.update is not None
    return post.update.handed_out[0]
