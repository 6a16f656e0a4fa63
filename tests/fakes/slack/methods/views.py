"""views.*: modals by trigger, home tabs by person."""

from datetime import timedelta

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.blockkit import VIEW_SIZE, wrong_in_view
from tests.fakes.slack.people import Person
from tests.fakes.slack.views import View
from tests.fakes.slack.wire import Json, SlackError, spelled

TRIGGER_LIFETIME = timedelta(seconds=3)
DEEPEST = 3


def open_view(ask: Ask) -> Json:
    """Open a modal for the one whose trigger this is."""
    raw = _raw(ask, "modal")
    person = _triggered(ask)
    return {"view": ask.world.opens(View(person, raw)).payload()}


def push(ask: Ask) -> Json:
    """Put a modal on the one that is open."""
    raw = _raw(ask, "modal")
    person = _triggered(ask)
    if not person.view:
        raise SlackError("not_found")
    if len(person.views) >= DEEPEST:
        raise SlackError("push_limit_reached")
    return {"view": ask.world.opens(View(person, raw, previous=person.view)).payload()}


def update(ask: Ask) -> Json:
    """Redraw a modal or a home tab."""
    view = _named(ask)
    raw = _raw(ask, view.raw["type"], view)
    _same_hash(ask, view)
    view.redraw(raw)
    view.person.pulse.beat()
    return {"view": view.payload()}


def publish(ask: Ask) -> Json:
    """Draw somebody's home tab."""
    raw = _raw(ask, "home")
    person = ask.person(ask.text("user_id"))
    if person.home:
        _same_hash(ask, person.home)
        person.home.redraw(raw)
    else:
        person.home = View(person, raw)
        ask.world.views[person.home.id] = person.home
    person.pulse.beat()
    return {"view": person.home.payload()}


def _raw(ask: Ask, kind: str, same: View | None = None) -> Json:
    refusal = SlackError("invalid_arguments", "must provide an object [json-pointer:/view]")
    raw = ask.opened("view", refusal)
    if not isinstance(raw, dict):
        raise refusal
    if len(spelled(raw).encode()) > VIEW_SIZE:
        raise SlackError("view_too_large")
    wrong = wrong_in_view(raw) if ask.world.strict else []
    if raw.get("type") != kind:
        wrong.append(f"must be of type {kind} [json-pointer:/view/type]")
    if wrong:
        raise SlackError("invalid_arguments", *wrong)
    if ask.world.strict:
        ask.world.look_for_mentions("", raw["blocks"])
    _unique(ask, raw.get("external_id"), same)
    return raw


def _unique(ask: Ask, external_id: str | None, same: View | None) -> None:
    taken = [view for view in ask.world.views.values() if view.raw.get("external_id") == external_id]
    if external_id and any(view is not same and view.person.team is ask.team for view in taken):
        raise SlackError("duplicate_external_id")


def _triggered(ask: Ask) -> Person:
    """Spend the trigger: once, within three seconds."""
    trigger = ask.world.triggers.get(ask.text("trigger_id"))
    if trigger is None or trigger.deed.team is not ask.team or trigger.deed.person is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if ask.world.clock() - trigger.born > TRIGGER_LIFETIME:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.deed.person


def _named(ask: Ask) -> View:
    """Find the view that is still to be seen by its id."""
    view_id, external_id = ask.text("view_id"), ask.text("external_id")
    for view in ask.world.views.values():
        mine = view.person.team is ask.team and (view in view.person.views or view is view.person.home)
        if mine and (view.id == view_id or (external_id and view.raw.get("external_id") == external_id)):
            return view
    raise SlackError("not_found")


def _same_hash(ask: Ask, view: View) -> None:
    if ask.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")


METHODS = (
    Method("views.open", open_view, ("view", "trigger_id"), tier=4),
    Method("views.push", push, ("view", "trigger_id"), tier=4),
    Method("views.update", update, ("view",), ("view_id", "external_id", "hash"), tier=4),
    Method("views.publish", publish, ("user_id", "view"), ("hash",), tier=4),
)
