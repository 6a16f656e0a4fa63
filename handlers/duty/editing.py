"""Editing the rota: a new order or another pace from a coming handover on, after the turns already told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.duty import Plan, Refused
from bot.domain.duty.breaks import breaks_of
from bot.domain.duty.difference import difference
from bot.domain.duty.editing import edited, first_free, recadence, reordered, with_quiet
from bot.domain.duty.ics import AHEAD
from bot.domain.duty.lengths import unit_of
from bot.domain.duty.rota import EDITS
from bot.domain.duty.season import step_for
from bot.domain.filling import LEFT, values
from bot.domain.lines import fold_label
from bot.rights import own_draft, require_coordinator, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import t
from bot.wording.duty import setting_up as wording
from handlers.duty.changing import changed, tell_moved
from handlers.duty.desk import Desk, desk_of, network_of
from storage import Transaction
from storage.drafts import Draft

router = Router()
FORM = "rotaedit"


def begin(command: Event, tx: Transaction) -> Mapping[str, str]:
    """Begin with the order as it is."""
    network = network_of(command)
    require_coordinator(command, network)
    at_desk = desk_of(network, tx, command.at)
    names = [at_desk.names[one] for one in _order(at_desk.plan, first_free(at_desk.plan, at=command.at))]
    return {"order": "|".join(names), "=order": ", ".join(names)}


def _order(plan: Plan, since: date) -> tuple[str, ...]:
    version = plan.version(plan.timetable.onward(since))
    return version.lineup.organisations if version else ()


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Show which turns an edit would move, before and after."""
    at_desk = desk_of(draft.network or "", tx, at)
    ids = _known(at_desk, draft)
    after = _edited(at_desk, draft, ids, "preview")
    if isinstance(after, Refused):
        return wording.cannot(draft.id, after.reason)
    moved = difference(at_desk.plan, after, since=at, until=at + AHEAD)
    if after == at_desk.plan:
        order, left = draft.answers["order"].replace("|", ", "), draft.answers.get(LEFT, "")
        return wording.edit_nothing(draft.id, after, order, first_free(at_desk.plan, at=at), left)
    names = {**at_desk.names, **{one: one for one in ids if one not in at_desk.names}}
    return wording.edit_echo(draft.id, after, moved, names, draft.answers.get(LEFT, ""))


def _known(at_desk: Desk, draft: Draft) -> tuple[str, ...]:
    """Give the ids of the order's organisations; one not known yet stands by its name."""
    ids = {fold_label(name): id_ for id_, name in at_desk.names.items()}
    return tuple(ids.get(fold_label(name), name) for name in draft.answers["order"].split("|"))


def _edited(at_desk: Desk, draft: Draft, order: tuple[str, ...], act: str) -> Plan | Refused:
    """Make the plan that the edit gives: first its pace, then its order."""
    answers, plan, at = values(draft.answers), at_desk.plan, at_desk.at
    since = date.fromisoformat(answers["since"][:10]) if answers.get("since") else first_free(plan, at=at)
    if {"unit", "clock", "roll"} & set(answers):
        paced = _paced(plan, answers, since, at)
        if isinstance(paced, Refused):
            return paced
        plan = paced
    if "quiet" in answers:
        calmer = with_quiet(plan, breaks_of(answers["quiet"]))
        if isinstance(calmer, Refused):
            return calmer
        plan = calmer
    since = plan.timetable.nominal(plan.timetable.onward(since))
    step = _step(plan, answers, since, len(order))
    if order == _order(plan, since) and step is None:
        return plan
    lineup = reordered(plan, order, since, act=act)
    return edited(plan, lineup if step is None else replace(lineup, yearly_step=step), at=at)


def _paced(plan: Plan, answers: Mapping[str, str], since: date, at: datetime) -> Plan | Refused:
    was = plan.timetable.cadences[-1]
    clock = time.fromisoformat(answers["clock"]) if answers.get("clock") else was.clock
    unit = unit_of(answers["unit"]) if answers.get("unit") else was.unit
    roll = type(was.roll)(answers["roll"]) if answers.get("roll") else was.roll
    return recadence(plan, replace(was, anchor=since, unit=unit, clock=clock, roll=roll), at=at)


def _step(plan: Plan, answers: Mapping[str, str], since: date, organisations: int) -> int | None:
    if not answers.get("step"):
        return None
    return step_for(plan.timetable.unit_periods(plan.timetable.onward(since)), organisations) * (
        answers["step"] == "yes"
    )


router.form(
    FormRoute(
        name=FORM,
        words=("vuorolistamuuta", "turordningandra", "rotaedit"),
        audience=Audience.COORDINATORS,
        help=None,
        again=t("form.rota_edit_again"),
        title=t("form.rota_edit"),
        submit=t("form.submit"),
        questions=EDITS,
        begin=begin,
        echo=show,
    )
)


@router.press("dutyedit")
def carry_out(press: Press, tx: Transaction) -> Answer:
    """Put an edit into use; the organisations whose turns move are told."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("draft.over"))
    require_coordinator(press, draft.network or "")
    require_whole(draft, EDITS)
    at_desk = desk_of(draft.network or "", tx, press.at, lock=True)
    names = draft.answers["order"].split("|")
    order = tuple(tx.organisations.named(at_desk.rota.network, name).id for name in names)
    after = _edited(at_desk, draft, order, draft.id)
    if isinstance(after, Refused):
        raise Refusal(after.reason)
    changed(at_desk, after, press.person.id, tx)
    tell_moved(at_desk, after, f"edited:{draft.id}", tx)
    tx.drafts.close(draft, "done", press.at)
    return Answer(messages=(Message((t("duty.edited"),)),), private=True)
