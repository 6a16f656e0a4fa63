"""Help, the first hello and privacy: what one can do here, derived from what is built."""

from bot.chat import Answer, Command, Event, Message
from bot.router import Audience, CommandRoute, Router
from bot.text import LOCALES, Text, t
from bot.wording import help as wording
from storage import Transaction

_MINE = {Audience.ANYONE: 0, Audience.COORDINATORS: 1, Audience.ADMINS: 2}


def help_of(offered: Router) -> Router:
    """Make the router that explains what the others offer."""
    router = Router()

    @router.command("start", "start", "start")
    def start(command: Command, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
        """Say hello and, once, ask whether the name may show."""
        ask = command.private and command.person.name_visible is None
        lines = (t("hello.kuppi"),)
        asked = (wording.ask_name(),) if ask else ()
        return Answer(messages=(_overview(Router(offered, router), command, lines), *asked), private=True)

    @router.command("ohje", "hjalp", "help", aliases=("apua", "ohjeet"), help=t("help.ohje"))
    def help_(command: Command, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
        """List what one can type, with buttons; where a word was not understood, the buttons alone."""
        if command.word == "?":
            return Answer(messages=(wording.unknown(coordinator=_level(command) > 0),), private=True)
        return Answer(messages=(_overview(Router(offered, router), command, ()),), private=True)

    @router.command("tietosuoja", "dataskydd", "privacy", help=t("help.tietosuoja"))
    def privacy(command: Command, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
        """Tell what is kept of people, why and how long."""
        return Answer(messages=(wording.privacy(),), private=True)

    return router


def _overview(offered: Router, event: Event, lines: tuple[Text, ...]) -> Message:
    routes = sorted(offered.routes(), key=lambda route: _MINE[route.audience])
    shown = [(_word(route, event), route.help) for route in routes if route.help and _offered_to(route, event)]
    return wording.overview(lines, shown, coordinator=_level(event) > 0)


def _word(route: CommandRoute, event: Event) -> str:
    """Give a command's word as it is typed here: with a slash where there are commands of our own."""
    word = route.words[event.person.locale if event.person.locale in LOCALES else "fi"]
    return word if event.who.platform == "slack" else f"/{word}"


def _offered_to(route: CommandRoute, event: Event) -> bool:
    return _MINE[route.audience] <= _level(event)


def _level(event: Event) -> int:
    if event.person.admin:
        return 2
    return 1 if any(event.person.coordinates(network) for network in event.person.roles) else 0
