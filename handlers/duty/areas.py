"""Areas: what each organisation is asked about, whoever is on duty."""

from bot.chat import Answer, Command, Message, Refusal
from bot.domain.lines import fold_label
from bot.rights import require_coordinator
from bot.router import fold
from bot.text import clean, t
from bot.wording.duty import areas as wording
from handlers.duty.desk import network_of
from storage import Transaction

_DROP = frozenset({"poista", "tabort", "remove"})
_LONGEST, _MOST = 40, 20  #: characters of a word, words of an area


def area(command: Command, matter: str, tx: Transaction) -> Answer:
    """Keep or drop an area: ”Koulutus, alumnit: Humak”; bare, list them."""
    network = network_of(command)
    if not matter:
        told = wording.listed(tx.organisations.areas(network), tx.organisations.names(network))
        return Answer(messages=(told,), private=True)
    require_coordinator(command, network)
    deed, _, name = matter.partition(" ")
    if fold(deed) in _DROP and ":" not in matter:
        if not tx.organisations.drop_area(network, clean(name).strip()):
            raise Refusal(t("duty.area_unknown", name=name.strip()[:_LONGEST]))
        return _done(Message((t("duty.area_dropped", area=name.strip()[:_LONGEST]),)), network, tx)
    return _keep(network, matter, tx)


def _keep(network: str, matter: str, tx: Transaction) -> Answer:
    typed, colon, owner = clean(matter).partition(":")
    words = [" ".join(word.split()) for word in typed.split(",") if word.strip()]
    if not colon or not 0 < len(words) <= _MOST or any(len(word) > _LONGEST for word in words):
        raise Refusal(t("duty.area_unread"))
    names = tx.organisations.names(network)
    found = [id_ for id_, name in names.items() if owner.strip() and fold_label(owner) in fold_label(name)]
    if len(found) != 1:
        raise Refusal(t("duty.organisation_unknown"))
    tx.organisations.keep_area(network, words[0], words[1:], found[0])
    return _done(wording.kept(words[0], names[found[0]]), network, tx)


def _done(message: Message, network: str, tx: Transaction) -> Answer:
    rota = tx.duty.of(network)
    if rota:
        tx.cards.changed("duty", rota.id)
    return Answer(messages=(message,), private=True)
