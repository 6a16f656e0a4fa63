"""Handing deeds to the bot: one way or the other, three seconds, and again when nobody acks an event."""

import asyncio
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.slack.acks import apply_ack
from tests.fakes.slack.deeds import Deed, Delivery
from tests.fakes.slack.signing import Postman
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.world import World

#: Socket Mode's word for a missing ack (seen in envelopes: slackapi/python-slack-events-api#93).
TIMEOUT = "timeout"


class Courier:
    """Carry each deed to any one connection, watch its ack, and repeat events."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.sockets = Sockets(world, self)
        self.postman = Postman(world, self)
        self.last_traffic = time.perf_counter()
        self._unacked: defaultdict[str, deque[Delivery]] = defaultdict(deque)
        self._timers: set[asyncio.TimerHandle] = set()

    def carry(self, deed: Deed, attempt: int = 0, reason: str = "") -> Delivery:
        """Hand a deed out once; the rest follows from what comes back."""
        delivery = Delivery(deed, self._envelope_id(deed), attempt, reason)
        deed.deliveries.append(delivery)
        self.world.history.envelopes.append(delivery)
        self.touched()
        if self.world.request_url:
            self.postman.post(delivery, self.world.request_url)
        elif self.sockets.send(delivery):
            self._unacked[delivery.envelope_id].append(delivery)
            delivery.timer = self._later(self.world.ack_limit, self.missed, delivery, TIMEOUT)
        else:
            self.missed(delivery, "not_connected")
        return delivery

    def _envelope_id(self, deed: Deed) -> str:
        again = deed.deliveries and (deed.kind != "events_api" or self.world.reuses_envelopes)
        return deed.deliveries[0].envelope_id if again else str(uuid.uuid4())

    def missed(self, delivery: Delivery, why: str, *, final: bool = False) -> None:
        """Note a failed attempt: events come again, anything else shows its person an error."""
        deed = delivery.deed
        delivery.failed = why
        self.touched()
        if deed.kind == "events_api" and not final and delivery.attempt < len(self.world.retry_delays):
            reason = why if self.world.request_url else TIMEOUT
            self._later(self.world.retry_delays[delivery.attempt], self.carry, deed, delivery.attempt + 1, reason)
        elif deed.acked_at is None:
            deed.failed = why
        self._noticed(deed)

    def acknowledge(self, envelope_id: str, payload: Json | None) -> None:
        """Take an ack that came over a socket."""
        waiting = self._unacked.get(envelope_id)
        if not waiting:
            self._odd(envelope_id, "unknown or acked before")
            return
        delivery = waiting.popleft()
        delivery.late = delivery.failed == TIMEOUT
        if delivery.timer:
            delivery.timer.cancel()
            self._timers.discard(delivery.timer)
        if delivery.late:
            self._odd(envelope_id, "late")
        self.acked(delivery, payload)

    def acked(self, delivery: Delivery, payload: Json | None) -> None:
        """Settle an attempt; an answer that came in time takes effect."""
        first = delivery.deed.acked_at is None
        delivery.acked_at = time.perf_counter()
        delivery.ack_payload = payload
        self.touched()
        if first and not delivery.late:
            apply_ack(delivery.deed, payload)
        self._noticed(delivery.deed)

    def _odd(self, envelope_id: str, why: str) -> None:
        self.world.history.odd_acks.append((envelope_id, why))
        self.touched()

    def _noticed(self, deed: Deed) -> None:
        deed.pulse.beat()
        if deed.person:
            deed.person.pulse.beat()

    def touched(self) -> None:
        """Remember that something moved just now."""
        self.last_traffic = time.perf_counter()

    @property
    def in_flight(self) -> bool:
        """Whether an ack may still come in time."""
        waiting = (delivery for deliveries in self._unacked.values() for delivery in deliveries)
        return self.postman.busy or any(not delivery.failed for delivery in waiting)

    def _later(self, seconds: float, do: Callable[..., object], *args: object) -> asyncio.TimerHandle:
        def strike() -> None:
            self._timers.discard(handle)
            do(*args)

        handle = asyncio.get_running_loop().call_later(seconds, strike)
        self._timers.add(handle)
        return handle

    async def close(self) -> None:
        """Let go of everything."""
        for timer in self._timers:
            timer.cancel()
        self.sockets.drop()
        await self.postman.close()
