"""Coordinators: invited with a code that works once, listed, dismissed."""

from bot.chat import Answer, Command, Event, Message, Press, Refusal, pressing
from bot.domain.people import Role
from bot.rights import network_meant, require_admin
from bot.router import Audience, Router, Scope, fold
from bot.text import t
from bot.wording import coordinators as wording
from storage import Transaction
from storage.codes import is_code

router = Router()

_NEW = frozenset({"uusi", "ny", "new"})
_LIST = frozenset({"lista", "list", ""})
_REMOVE = frozenset({"poista", "tabort", "remove"})


def _scope(text: str) -> Scope:
    """Tell that a code says itself of which network it is."""
    return Scope.NOTHING if is_code(text.strip()) else Scope.NETWORK


@router.command(
    "koordinaattori", "koordinator", "coordinator",
    audience=Audience.ADMINS, scope=_scope, help=t("help.koordinaattori"),
)  # fmt: skip
def coordinator(command: Command, tx: Transaction) -> Answer:
    """Invite, list or dismiss coordinators."""
    deed, _, name = command.text.strip().partition(" ")
    if is_code(deed):
        return _redeem(command, deed, tx)
    require_admin(command)
    match fold(deed):
        case word if word in _NEW:
            return _invite(command, tx)
        case word if word in _LIST:
            return _list(command, tx)
        case word if word in _REMOVE:
            return _dismiss(command, name.strip(), tx)
    raise Refusal(t("coordinator.words"))


def _invite(command: Command, tx: Transaction) -> Answer:
    network = network_meant(command)
    code = tx.codes.issue("coordinator", network.id, command.at)
    return Answer(messages=wording.invitation(network, code, command.where.platform), private=True)


def _list(command: Command, tx: Transaction) -> Answer:
    network = network_meant(command)
    names = [person.name for person in tx.people.coordinators(network.id)]
    return Answer(messages=(wording.listed(network, names),), private=True, fresh=True)


def _dismiss(command: Command, name: str, tx: Transaction) -> Answer:
    """Offer those whose name fits; the press names the person, for names may be alike."""
    network = network_meant(command)
    people = tx.people.coordinators(network.id)
    fitting = [person for person in people if name.casefold() in person.name.casefold()]
    if not fitting:
        raise Refusal(t("coordinator.none_such", name=name[:64]))
    return Answer(messages=(wording.whom_to_dismiss(network, fitting),), private=True, fresh=True)


@router.press("dismiss")
def dismiss(press: Press, tx: Transaction) -> Answer:
    """Make a coordinator a member again."""
    require_admin(press)
    network, person = press.subject, press.choice
    found = [one for one in tx.people.coordinators(network) if one.id == person]
    if not found:
        raise Refusal(t("coordinator.not_any_more"))
    tx.people.dismiss(person, network)
    return Answer(messages=(Message((t("coordinator.dismissed", name=found[0].name),)),), private=True, fresh=True)


@router.press("c")
def come_in(press: Press, tx: Transaction) -> Answer:
    """Take a code that came by a link."""
    return _redeem(press, press.arg, tx)


@router.on(Command)
def maybe_code(command: Command, tx: Transaction) -> Answer | Press | None:
    """Take a bare code typed in private; one that others have seen is void."""
    if not is_code(command.word) or command.text:
        return None
    if tx.organisations.invited(command.word, command.at):
        return pressing(command, "dj", command.word)  # a contact's task
    if command.private and tx.codes.other_self(command.word, command.at):
        return pressing(command, "link", f"code-{command.word}")  # one's other self
    if command.private:
        return _redeem(command, command.word, tx)
    if tx.codes.spoil(command.word, command.at):
        return Answer(messages=(Message((t("code.seen"),)),))
    return None


def _redeem(event: Event, code: str, tx: Transaction) -> Answer:
    if not event.private:
        tx.codes.spoil(code, event.at)
        raise Refusal(t("code.seen"))
    network_id = tx.codes.redeem("coordinator", code, event.at)
    if network_id is None:
        raise Refusal(t("code.void"))
    tx.people.enrol(event.person.id, network_id, Role.COORDINATOR)
    return Answer(messages=(wording.welcome(tx.networks.get(network_id)),), private=True)
