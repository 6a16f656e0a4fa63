"""The experiments on Telegram: a group, a meetup published through the real commands, and a burst of presses."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.bench.crowds import NETWORK, THEME, choices, counts_due, counts_shown, lines, tallied
from tests.bench.figures import TRUTH, Burst
from tests.bench.process import ADMIN, Process
from tests.fakes.telegram import Call, Group, Person, Post, Press, TelegramFake

GROUP = -100500
STARTING = 120.0  #: seconds that a bot has to come up
ANSWERING = 120.0  #: seconds that a burst has to be acked
CALM = 1.5  #: seconds without a word, after which a bot has nothing left to say


@dataclass
class Scene:
    """A card in a group, and the people who press its buttons."""

    fake: TelegramFake
    admin: Person
    group: Group
    card: Post
    seats: int
    pressed: list[str] = field(default_factory=list)
    _ids: "count[int]" = field(default_factory=lambda: count(10_001))

    def people(self, number: int) -> Sequence[Person]:
        """Bring people who have never pressed anything."""
        ids = [next(self._ids) for _ in range(number)]
        return [self.fake.person(id_, f"Henkilö {id_}", language="fi") for id_ in ids]

    @property
    def true(self) -> bool:
        """Whether the card says what was pressed, of presses by a different person each."""
        return counts_shown(self.card.text) == counts_due(tallied(self.pressed), self.seats)


async def announced(fake: TelegramFake, seats: int) -> Scene:
    """Found a network, announce a meetup and wait until its card stands and nothing moves any more."""
    admin, group = _cast(fake)
    admin.starts()
    await admin.gets("", timeout=STARTING)
    admin.says(f"/verkosto uusi {NETWORK}", in_=group)
    await group.sees(NETWORK)
    admin.says(f"/uusitapaaminen\n{lines(seats)}")
    echo = await admin.gets(THEME)
    admin.presses(echo, "Julkaise")
    card = await group.sees(THEME)
    await fake.quiet(CALM)
    return Scene(fake, admin, group, card, seats)


async def announced_naively(fake: TelegramFake, seats: int) -> Scene:
    """Have the usual bot post its card."""
    admin, group = _cast(fake)
    admin.says(f"/kortti {seats}", in_=group)
    card = await group.sees("Kulttuurikuppi", timeout=STARTING)
    await fake.quiet(CALM)
    return Scene(fake, admin, group, card, seats)


def _cast(fake: TelegramFake) -> tuple[Person, Group]:
    admin, group = fake.person(ADMIN, "Aino Admin", language="fi"), fake.group(GROUP, "Tuottajat")
    group.add_bot(by=admin, admin=True)
    return admin, group


async def burst(scene: Scene, number: int, rng: Random, bot: Process, *, wait: bool = True) -> Burst:
    """Let so many people press at once; ``wait`` for the card and the calls that follow the last ack."""
    people, chosen = scene.people(number), choices(number, rng)
    calls, used = scene.fake.history.calls, bot.cpu()
    begun = len(calls)
    presses = [person.presses(scene.card, label) for person, label in zip(people, chosen, strict=True)]
    scene.pressed += chosen
    await asyncio.gather(*(press.answered(ANSWERING) for press in presses))
    spent = bot.cpu()
    if wait:
        await asyncio.sleep(TRUTH)
    end = max(answered(press) for press in presses)
    made = [call for call in calls[begun:] if call.method != "getUpdates" and call.at <= end + TRUTH]
    edits = [call for call in made if call.method.startswith("editMessage")]
    return Burst(
        acks=[answered(press) - handed_out(press) for press in presses],
        span=end - min(handed_out(press) for press in presses),
        calls=len(made), edits=len(edits), true_after=_true_after(scene, edits, end),
        cpu=None if used is None or spent is None else spent - used,
    )  # fmt: skip


def _true_after(scene: Scene, edits: Sequence[Call], end: float) -> float | None:
    """Say when the card took the looks it has now, if those are right."""
    if not scene.true:
        return None
    return max((call.done_at - end for call in edits if call.ok and call.done_at), default=0.0)


def handed_out(press: Press) -> float:
    assert press.handed_out_at is not None
    return press.handed_out_at


def answered(press: Press) -> float:
    assert press.answered_at is not None
    return press.answered_at
