"""What is said to coordinators of their task."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.people import Network, Person
from bot.text import t


def invitation(network: Network, code: str, platform: str) -> tuple[Message, ...]:
    """Give a code for one new coordinator, on a line of its own, and where it can be opened, a link."""
    link = ((Button(t("button.become_coordinator"), "startlink", f"c-{code}"),),) if platform == "telegram" else ()
    return (
        Message((t("code.coordinator_how", name=network.name),), link),
        Message((t("plain", text=code),)),
    )


def welcome(network: Network) -> Message:
    """Greet a new coordinator, with the ways in."""
    return Message(
        (t("coordinator.hello", network=network.name), t("coordinator.no_commands"), t("coordinator.nothing_shows")),
        (
            (Button(t("button.new_meetup"), "do", "uusitapaaminen"), Button(t("button.meetups"), "do", "tapaamiset")),
            (Button(t("button.duty"), "do", "vuoro"), Button(t("button.help"), "do", "ohje")),
        ),
    )


def listed(network: Network, names: Sequence[str]) -> Message:
    """List a network's coordinators."""
    if not names:
        return Message((t("coordinator.nobody", network=network.name),))
    return Message((t("coordinator.list", network=network.name), *(t("plain", text=name) for name in names)))


def whom_to_dismiss(network: Network, people: Sequence[Person]) -> Message:
    """Ask whose task ends; a button for each whose name fits."""
    rows = tuple((Button(t("plain", text=one.name), "dismiss", f"{network.id}-{one.id}"),) for one in people[:8])
    return Message((t("coordinator.dismiss_ask", network=network.name),), rows)
