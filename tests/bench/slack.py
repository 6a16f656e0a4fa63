"""The experiments on Slack, by sockets or signed HTTP: a channel, a meetup published by command, a burst of presses."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.bench.crowds import NETWORK, THEME, choices, counts_due, counts_shown, lines, tallied
from tests.bench.figures import TRUTH, Burst
from tests.bench.process import SLACK_ADMIN, Process
from tests.fakes.slack import Call, Channel, Deed, Message, Person, SlackFake

STARTING = 120.0  #: seconds that a bot has to come up
ANSWERING = 120.0  #: seconds that a burst has to be acked
CALM = 1.5  #: seconds without a word, after which a bot has nothing left to say


@dataclass
class Scene:
    """A card in a channel, and the people who press its buttons, each at most once."""

    fake: SlackFake
    admin: Person
    channel: Channel
    card: Message
    seats: int
    crowd: list[Person]
    pressed: list[str] = field(default_factory=list)

    @property
    def true(self) -> bool:
        """Whether the card says what was pressed."""
        return counts_shown(self.card.plain) == counts_due(tallied(self.pressed), self.seats)


async def announced(fake: SlackFake, seats: int, crowd: int, port: int | None = None) -> Scene:
    """Found a network, announce a meetup and wait until its card stands and nothing moves any more.

    With a port everything goes there by signed HTTP.
    """
    admin, channel = fake.person(SLACK_ADMIN, "Aino Admin"), fake.channel("C0KAHVI", "kahvit")
    people = [fake.person(f"U0P{number:05}", f"Henkilö {number}") for number in range(crowd)]
    channel.add(admin, *people)  # before the bot comes, which would be told of each
    if port is None:
        await fake.connected(timeout=STARTING)
    else:
        await _listens(fake, admin, f"http://127.0.0.1:{port}/slack/events")
    channel.invite_bot(by=admin)
    await admin.types("/kuppi", f"verkosto uusi {NETWORK}", in_=channel)
    await channel.sees(NETWORK)
    await admin.types("/kuppi", f"uusitapaaminen\n{lines(seats)}")
    echo = await admin.gets(THEME)
    admin.presses(echo, "Julkaise")
    card = await channel.sees(THEME)
    await fake.quiet(CALM)
    return Scene(fake, admin, channel, card, seats, people)


async def _listens(fake: SlackFake, admin: Person, url: str) -> None:
    """Let Slack come to a request URL, from when there is somebody who answers."""
    fake.deliver_over_http(url)
    async with asyncio.timeout(STARTING):
        while True:
            try:
                await admin.types("/kuppi", "ohje")
            except AssertionError:
                await asyncio.sleep(0.1)
            else:
                break
    fake.ack_limit = ANSWERING  # a late ack is a figure too


async def burst(scene: Scene, number: int, rng: Random, bot: Process) -> Burst:
    """Let so many people press at once; wait for the card and the calls that follow the last ack."""
    people, chosen = [scene.crowd.pop() for _ in range(number)], choices(number, rng)
    history, used = scene.fake.history, bot.cpu()
    calls, responses = len(history.calls), len(history.responses)
    deeds = [person.presses(scene.card, label) for person, label in zip(people, chosen, strict=True)]
    scene.pressed += chosen
    await asyncio.gather(*(deed.deliveries[0].acked(ANSWERING) for deed in deeds))
    spent = bot.cpu()
    await asyncio.sleep(TRUTH)
    end = max(acked(deed) for deed in deeds)
    made = [call for call in history.calls[calls:] if call.at <= end + TRUTH]
    answers = [response for response in history.responses[responses:] if response.at <= end + TRUTH]
    edits = [call for call in made if call.method == "chat.update"]
    return Burst(
        acks=[acked(deed) - handed_out(deed) for deed in deeds],
        span=end - min(handed_out(deed) for deed in deeds),
        calls=len(made) + len(answers), edits=len(edits), true_after=_true_after(scene, edits, end),
        cpu=None if used is None or spent is None else spent - used,
    )  # fmt: skip


def _true_after(scene: Scene, edits: Sequence[Call], end: float) -> float | None:
    """Say when the card took the looks it has now, if those are right."""
    return max((call.at - end for call in edits if call.ok), default=0.0) if scene.true else None


def handed_out(deed: Deed) -> float:
    assert deed.handed_out_at is not None
    return deed.handed_out_at


def acked(deed: Deed) -> float:
    """Give when the press was acked, in time or not."""
    moment = deed.deliveries[0].acked_at
    assert moment is not None
    return moment
