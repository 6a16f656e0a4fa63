"""From an event to its handler: words, networks, rights asked for, and refusals said kindly."""

from dataclasses import replace

from bot.chat import SILENCE, Answer, Button, Command, Event, Message, Press, Refusal, Said, unheard
from bot.domain.people import Network, as_one_word
from bot.router import Audience, CommandRoute, Router, Scope, fold
from bot.text import Text, t
from storage import Transaction

#: What a link may do: anybody can write one, so nothing that answers, publishes or shows a name on its own.
_BY_LINK = frozenset({"do", "remind", "tellme", "draft", "c", "dj", "j", "applyto", "interest", "extend"})
_MARKS = ",:;.!?"  #: what may stand behind a word without changing it


class Routing:
    """Find the handler of an event and give its answer."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def handle(self, event: Event, tx: Transaction) -> Answer:
        """Handle an event; a refusal becomes its answer."""
        try:
            return self._route(event, tx)
        except Refusal as refusal:
            return said_to(event, refusal.reason, refusal.buttons)

    def apology(self, event: Event) -> Answer:
        """Say that it was us."""
        return said_to(event, t("sorry"))

    def _route(self, event: Event, tx: Transaction) -> Answer:
        match event:
            case Command():
                return self._command(event, tx)
            case Press():
                return self._press(event, tx)
            case Said():
                return self._said(event, tx)
        hearer = self.router.events.get(type(event).__name__)
        return self._heard(hearer(event, tx), tx) or SILENCE if hearer else SILENCE

    def _heard(self, answer: Answer | Press | None, tx: Transaction) -> Answer | None:
        return None if answer is None else self._done(answer, tx)

    # -- words --

    def _said(self, said: Said, tx: Transaction) -> Answer:
        answer = self._heard(self.router.events["Said"](said, tx), tx)
        if answer is not None:
            return answer
        word, _, text = said.text.strip().partition(" ") if "\n" not in said.text else _first_word(said.text)
        return self._command(_as_command(said, word, text), tx)

    def _command(self, command: Command, tx: Transaction) -> Answer:
        for longer in (_as_one_word(command), _with_next_word(command)) if command.text else ():
            if self.router.find_command(longer.word):
                return self._command(longer, tx)  # before its first word: "kommer inte" is no "kommer"
        route = self.router.find_command(command.word)
        if route is None:
            return self._branded(command, tx) or self._unknown(command, tx)
        if command.who.bot:
            return _who_are_you(command, tx)
        bare = route.bare.get(fold(command.word))
        if bare and (":" not in command.text or not _coordinates_somewhere(command)):
            return self._command(replace(command, word=bare, text=""), tx)
        return self._with_network(route, command, tx)

    def _branded(self, command: Command, tx: Transaction) -> Answer | None:
        """Take a network's own word for its meetups, typed where that network is meant, as asking what is coming."""
        route = self.router.find_command("tapaamiset")
        if route is None or not (command.chat or command.private):
            return None
        here = [tx.networks.get(command.chat.network)] if command.chat else tx.networks.all()
        typed = {as_one_word(command.word), as_one_word(f"{command.word}{command.text}")}
        meant = [one for one in here if typed & one.vocabulary and (command.chat or _may(route, command, one))]
        asked = replace(command, word="tapaamiset", text="")
        if not meant:
            return None
        if command.who.bot:
            return _who_are_you(asked, tx)
        if len(meant) > 1:
            return _which_network(asked, meant, tx)
        return self._done(route.handler(replace(asked, network=meant[0]), tx), tx)

    def _unknown(self, command: Command, tx: Transaction) -> Answer:
        if not command.private and not command.addressed:
            return SILENCE
        for meant in (command, *([unheard(command)] if command.private else [])):
            hearer = self.router.events.get(type(meant).__name__)
            answer = self._heard(hearer(meant, tx), tx) if hearer else None
            if answer is not None:
                return answer
        return self._done(self.router.commands["ohje"].handler(replace(command, word="?"), tx), tx)

    # -- networks --

    def _with_network(self, route: CommandRoute, command: Command, tx: Transaction) -> Answer:
        if route.scope(command.text) is Scope.NOTHING:
            return self._done(route.handler(command, tx), tx)
        networks = _networks(route, command, tx)
        if len(networks) > 1:
            return _which_network(command, networks, tx)
        return self._done(route.handler(replace(command, network=networks[0]), tx), tx)

    def _done(self, answer: Answer | Press, tx: Transaction) -> Answer:
        """Give a handler's answer; one that passes on to a button gets that button's."""
        return self._press(answer, tx) if isinstance(answer, Press) else answer

    def _press(self, press: Press, tx: Transaction) -> Answer:
        if press.action in {"in", "who"}:
            return self._go_on(press, tx)
        if press.action == "do" and self.router.find_command(press.subject):
            return self._do(press, tx)
        if press.by_link and press.action not in _BY_LINK:
            return self._command(_as_command(press, "start", ""), tx)
        handler = self.router.presses.get(press.action)
        if handler is None or press.who.bot:
            raise Refusal(t("button.unknown"))
        return self._done(handler(press, tx), tx)

    def _do(self, press: Press, tx: Transaction) -> Answer:
        """Carry out the command that a button names; a button that stood in a chat says of which network."""
        command = _as_command(press, press.subject, "")
        network = next((one for one in tx.networks.all() if one.id == press.choice), None) if press.choice else None
        route = self.router.find_command(press.subject)
        if network is None or route is None:
            return self._command(command, tx)
        tx.people.belong(press.person, network.id)
        return self._done(route.handler(replace(command, network=network), tx), tx)

    def _go_on(self, press: Press, tx: Transaction) -> Answer:
        """Take up a command that waited for a network to be chosen or for its sender to show who they are."""
        held = None if press.who.bot else tx.drafts.take_up(press.subject, press.person.id)
        route = self.router.find_command(held.word) if held else None
        if held is None or route is None:
            raise Refusal(t("button.unknown"))
        command = _as_command(press, held.word, held.text)
        if not press.choice:
            return self._command(command, tx)
        chosen = [one for one in _networks(route, command, tx) if one.id == press.choice]
        if not chosen:
            raise Refusal(t("button.unknown"))
        return self._done(route.handler(replace(command, network=chosen[0]), tx), tx)


def said_to(event: Event, reason: Text, buttons: tuple[tuple[Button, ...], ...] = ()) -> Answer:
    """Say something to whoever spoke alone: on the button they pressed, else in private."""
    if isinstance(event, Press):
        return Answer(toast=reason, alert=True)
    return Answer(messages=(Message((reason,), buttons),), private=True)


def _first_word(text: str) -> tuple[str, str, str]:
    first, _, rest = text.strip().partition("\n")
    word, _, more = first.partition(" ")
    return word, "", f"{more}\n{rest}" if more else rest


def _as_one_word(command: Command) -> Command:
    """Take all that was typed for one word: a button's label, such as ”En pääse”, is typed with its spaces."""
    return replace(command, word=as_one_word(f"{command.word}{command.text}"), text="")


def _with_next_word(command: Command) -> Command:
    """Take two words for one command, with what follows them: ”vuorolista uusi” and its lines."""
    second, *rest = command.text.split(maxsplit=1)
    return replace(command, word=fold(command.word) + fold(second), text="".join(rest))


def _as_command(event: Event, word: str, text: str) -> Command:
    return Command(
        key=event.key, at=event.at, who=event.who, where=event.where, private=event.private,
        title=event.title, opens_forms=event.opens_forms, person=event.person, chat=event.chat,
        word=fold(word).rstrip(_MARKS), text=text.strip(),
    )  # fmt: skip


def _coordinates_somewhere(event: Event) -> bool:
    return event.person.admin or any(event.person.coordinates(network) for network in event.person.roles)


def _networks(route: CommandRoute, event: Event, tx: Transaction) -> list[Network]:
    """List the networks a command can be about; raises Refusal when there is none."""
    if event.chat:
        return [tx.networks.get(event.chat.network)]
    if not event.private:
        raise Refusal(t("network.not_joined"))
    mine = [one for one in tx.networks.all() if _may(route, event, one)]
    if not mine:
        coordinators = route.audience is not Audience.ANYONE
        raise Refusal(t("role.coordinators_only") if coordinators else t("network.unknown_to_you"))
    return mine


def _may(route: CommandRoute, event: Event, network: Network) -> bool:
    if event.person.admin:
        return True
    if route.audience is Audience.ANYONE:
        return network.id in event.person.roles
    return event.person.coordinates(network.id)


def _which_network(command: Command, networks: list[Network], tx: Transaction) -> Answer:
    held = tx.drafts.hold(command.person.id, command.word, command.text, command.at)
    rows = tuple((Button(t("plain", text=one.name), "in", f"{held.id}-{one.id}"),) for one in networks)
    return Answer(messages=(Message((t("network.which"),), rows),), private=True)


def _who_are_you(command: Command, tx: Transaction) -> Answer:
    """Ask an anonymous admin to press a button: only the press shows who it is."""
    held = tx.drafts.hold(None, command.word, command.text, command.at)
    return Answer(messages=(Message((t("who.anonymous"),), ((Button(t("button.its_me"), "who", held.id),),)),))
