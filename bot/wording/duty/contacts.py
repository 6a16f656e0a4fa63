"""What is said to and of organisations' contacts."""

from collections.abc import Mapping
from datetime import date

from bot.chat import Button, Message
from bot.domain.duty.rotation import Organisation
from bot.text import Moment, t
from bot.wording.duty import setting_up


def invitations(names: Mapping[str, str]) -> tuple[tuple[Button, ...], ...]:
    """Ask for which organisation somebody is invited."""
    return setting_up.invitations([Organisation(id=one, name=name) for one, name in names.items()])


def invitation(organisation: str, code: str, platform: str) -> tuple[Message, ...]:
    """Give a code for one new contact, on a line of its own, and where it can be opened, a link."""
    link = ((Button(t("button.become_contact"), "startlink", f"dj-{code}"),),) if platform == "telegram" else ()
    return Message((t("duty.invitation", organisation=organisation),), link), Message((t("plain", text=code),))


def welcome(organisation: str, network: str) -> Message:
    """Greet a new contact."""
    buttons = Button(t("button.duty"), "do", "vuoro"), Button(t("button.rota"), "do", "vuorolista")
    return Message((t("duty.welcome", organisation=organisation, network=network), t("duty.welcome_what")), (buttons,))


def left(organisation: str, name: str) -> Message:
    """Tell coordinators that an organisation has a contact less."""
    invite = Button(t("button.invite", organisation=name[:20]), "dutyinvite", organisation)
    return Message((t("duty.contact_left", organisation=name),), ((invite,),))


def away(first: date, last: date) -> Message:
    """Say from when to when a contact is away."""
    return Message((t("duty.away_done", first=Moment(first, "day"), last=Moment(last, "day")),))


def reserve_gone(name: str) -> Message:
    """Tell coordinators that whoever was in reserve is no more, and who is until they choose."""
    if not name:
        return Message((t("duty.reserve_nobody"),))
    return Message((t("duty.reserve_gone", name=name),))


def reserve_yours() -> Message:
    """Tell a contact that they are in reserve, for want of a coordinator."""
    return Message((t("duty.reserve_yours"),))
