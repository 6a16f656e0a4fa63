"""Handing over: the duty moves by the clock, and people are told in the daytime, once."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.chat import Event, Message
from bot.domain.duty import Turn
from bot.domain.duty.contacts import in_order, silent
from bot.domain.duty.editing import published
from bot.domain.duty.handover import LADDER, Announcement, Due, Step, announcement, due, next_due, still_useful
from bot.domain.duty.packet import over
from bot.domain.duty.rotation import Handover
from bot.router import Router
from bot.wording.duty import handing_over as wording
from handlers.duty.desk import Desk, desk
from handlers.duty.packets import packet, waiting
from handlers.duty.reserve import with_reserve
from handlers.duty.signs import Showing
from storage import Transaction
from storage.apart import apart

router = Router()
_LATER = timedelta(days=30)  # when nothing comes due for weeks, it is looked again then


@router.tick("handovers")
def hand_over(tick: Event, tx: Transaction) -> None:
    """See to what has come due in each rota."""
    apart(tx, "seeing to a rota", tx.duty.due(tick.at), partial(_see_to, tick, tx))


def _see_to(tick: Event, tx: Transaction, id_: str) -> None:
    rota = tx.duty.get(id_, lock=True)
    if rota:
        rota = tx.duty.publish(rota, published(rota.plan, at=tick.at))
        rota = with_reserve(rota, tx, desk(rota, tx, tick.at).waking)
        Course(desk(rota, tx, tick.at), tx).run()


@dataclass(frozen=True)
class Course:
    """Take the steps that are due in one rota."""

    desk: Desk
    tx: Transaction

    def run(self) -> None:
        """Record what has begun, tell what is to be told, and note when to look again."""
        rota, plan, at = self.desk.rota, self.desk.plan, self.desk.at
        told = self._begun()
        steps = due(plan, since=rota.swept_at, until=at, acknowledged=self.tx.handovers.acknowledged(rota.id))
        for step in still_useful(steps, plan, at=at):
            if not (told and told.period.key == step.period and step.step in LADDER):  # it has just been told, late
                self._take(step)
        for moved in plan.timetable.review():
            once = f"duty:review:{rota.id}:{moved.key}:{moved.computed}"
            self._tell_coordinators(wording.moved(moved), once)
        self._look_again()

    def _look_again(self) -> None:
        rota, plan, at, tx = self.desk.rota, self.desk.plan, self.desk.at, self.tx
        after = next_due(plan, at=at)
        tx.duty.swept(rota.id, at, after.at if after else at + _LATER)
        for chat in self.tx.networks.groups(self.desk.rota.network):  # one that joined since has no card yet
            tx.post.announce("duty", rota.id, chat, at=at)
        Showing(self.desk, tx, self.desk.daytime).put_up()
        tx.cards.turn("duty", rota.id, self.desk.duty.until)

    # -- turns that have begun --

    def _begun(self) -> Turn | None:
        """Record every turn that has begun since the last one recorded; announce the latest."""
        rota, plan, at = self.desk.rota, self.desk.plan, self.desk.at
        last = self.tx.handovers.last(rota.id)
        told = announcement(plan, recorded=last.period if last else None, at=at)
        if told.tell is None:
            return None
        before = plan.timetable.reached(last.period) if last else 0
        self.tx.handovers.close(rota.id, over(plan, before, told.tell.period.number))
        self.tx.handovers.record(
            rota.id,
            [
                Handover(
                    period=turn.period.key, organisation=turn.organisation, starts=turn.period.starts, recorded_at=at
                )
                for turn in told.record
            ],
        )  # fmt: skip
        self._announce(told, told.tell, first=last is None)
        return told.tell

    def _announce(self, told: Announcement, turn: Turn, *, first: bool) -> None:
        """Announce a handover in the groups, and hand over to the organisation that has it now."""
        self.tx.cards.changed("duty", self.desk.rota.id)
        self._tell_groups(wording.announced(told, turn, self.desk.names, first=first), turn.period.key, Step.BEGINS)
        if turn.organisation is None:
            return
        self.tx.handovers.pack(self.desk.rota.id, turn.period.key, packet(self.desk, turn, self.tx))
        self._tell(turn.organisation, self._began(turn), turn.period.key, Step.BEGINS)

    def _began(self, turn: Turn) -> Message:
        return wording.began(self.desk.rota.id, turn, self.desk.names, waiting(self.desk, turn, self.tx))

    # -- steps --

    def _take(self, step: Due) -> None:
        rota, plan = self.desk.rota, self.desk.plan
        k = plan.timetable.number(step.period)
        if k is None or not self.tx.handovers.take(rota.id, step.period, step.step, self.desk.at):
            return
        turn, names = plan.turn(k), self.desk.names
        outgoing = plan.turn(k - 1) if k > 0 else None
        match step.step:
            case Step.COMING:
                self._tell(turn.organisation, wording.coming(rota.id, turn, names), step.period, step.step)
            case Step.NOTE:
                self._a_week_before(turn, outgoing)
            case Step.READY:
                self._a_day_before(turn, outgoing)
            case Step.PAUSED:
                self._tell_coordinators(wording.paused(rota.id, turn), f"duty:{rota.id}:{step.period}:paused")
            case Step.DEPUTY | Step.EVERYONE:
                self._remind(turn, step.step)
            case Step.COORDINATORS:
                self._escalate(turn, outgoing)

    def _a_week_before(self, turn: Turn, outgoing: Turn | None) -> None:
        """Ask the outgoing organisation for a note, and the incoming one who its contacts are."""
        rota, names, key = self.desk.rota.id, self.desk.names, turn.period.key
        if outgoing and outgoing.organisation and outgoing.organisation != turn.organisation:
            ending = wording.ending(rota, outgoing, names, waiting(self.desk, turn, self.tx))
            self._tell(outgoing.organisation, ending, key, "ending")
        if in_order(self.desk.contacts, turn.organisation):  # who is only in reserve is no contact to begin with
            self._tell(turn.organisation, wording.still_there(rota, turn, names), key, Step.NOTE)
        days = turn.period.local_start.date(), turn.period.local_end.date()
        if silent(self.desk.contacts, turn.organisation or "", *days):
            self._tell_coordinators(wording.silent(turn, names), f"duty:{rota}:{key}:silent")

    def _a_day_before(self, turn: Turn, outgoing: Turn | None) -> None:
        """Remind both organisations and the groups."""
        told = wording.ready(self.desk.rota.id, turn, self.desk.names, waiting(self.desk, turn, self.tx))
        both = {turn.organisation, outgoing.organisation if outgoing else None} - {None}
        for organisation in sorted(one for one in both if one):
            self._tell(organisation, told, turn.period.key, Step.READY)
        if outgoing is None or outgoing.organisation != turn.organisation:
            self._tell_groups(wording.tomorrow(turn, self.desk.names), turn.period.key, Step.READY)

    def _remind(self, turn: Turn, step: Step) -> None:
        """Remind the deputy, then everybody of the organisation, that its turn waits to be acknowledged."""
        people = self.desk.people_of(turn.organisation)
        told = people[1:2] or people[:1] if step is Step.DEPUTY else people
        message = wording.unseen(self.desk.rota.id, turn, self.desk.names)
        for person in told:
            self._tell_person(person, message, turn.period.key, step)

    def _escalate(self, turn: Turn, outgoing: Turn | None) -> None:
        """Tell coordinators, and ask the outgoing organisation to keep watch."""
        rota, names, key = self.desk.rota.id, self.desk.names, turn.period.key
        self._tell_coordinators(wording.nobody_has_seen(turn, names), f"duty:{rota}:{key}:unseen")
        if outgoing and outgoing.organisation and outgoing.organisation != turn.organisation:
            watch = wording.keep_watch(rota, turn, names)
            self._tell(outgoing.organisation, watch, key, Step.COORDINATORS)

    # -- telling --

    def _tell(self, organisation: str | None, message: Message, key: date, step: str) -> None:
        for person in self.desk.people_of(organisation):
            self._tell_person(person, message, key, step)

    def _tell_person(self, person: str, message: Message, key: date, step: str) -> None:
        rota, network = self.desk.rota.id, self.desk.rota.network
        once = f"duty:{rota}:{key}:{step}:{person}"
        self.tx.post.tell_person(person, network, "duty", message, dedupe=once, at=self.desk.daytime)

    def _tell_groups(self, message: Message, key: date, step: str) -> None:
        for chat in self.tx.networks.groups(self.desk.rota.network):
            once = f"duty:{self.desk.rota.id}:{key}:{step}:{chat.id}"
            self.tx.post.tell_chat(chat, "duty", message, dedupe=once, at=self.desk.daytime)

    def _tell_coordinators(self, message: Message, once: str) -> None:
        self.tx.post.tell_coordinators(self.desk.rota.network, "duty", message, dedupe=once, at=self.desk.daytime)
