"""What storage tests begin with: networks, people and meetups, kept as handlers keep them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.chat import Address, Sender
from bot.domain.dates import Precision, When
from bot.domain.meetups import Meetup
from bot.domain.people import Chat, Network, Person
from storage import Transaction
from storage.ids import new_id
from storage.people import Meeting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def network(tx: Transaction, name: str = "Keski-Suomen tuottajaverkosto") -> Network:
    """Found a network."""
    return tx.networks.create(name=name, brand="Tuottajakahvit", locale="fi", zone="Europe/Helsinki", at=NOW)


def chat(tx: Transaction, of: Network, address: str = "-100", *, platform: str = "telegram", title: str = "") -> Chat:
    """Join a group to a network."""
    return tx.networks.join(of, Address(platform, address), title=title or f"Ryhmä {address}", locale="fi")


def sender(name: str, *, platform: str = "telegram", locale: str | None = None) -> Sender:
    """Give somebody whose id on the platform is their name, folded."""
    return Sender(platform, name.lower(), name, locale)


def meet(tx: Transaction, *names: str, private: bool = True, platform: str = "telegram") -> Sequence[Person]:
    """Meet people for the first time, or again."""
    met = [Meeting(sender(name, platform=platform), None, private) for name in names]
    known = tx.people.meet(met, NOW)
    return [known[platform, name.lower()] for name in names]


def drafted(of: Network, *, capacity: int | None = None, day: date = date(2026, 12, 2)) -> Meetup:
    """Give a meetup that is not kept yet."""
    when = When(precision=Precision.DAY, day=day, starts=time(8, 30), ends=time(10, 0))
    return Meetup(
        id=new_id(), network=of.id, name="Tuottajakahvit", theme="Vapaaehtoiset tapahtumissa", when=when, zone=of.zone,
        venue="Nelikko", municipality="Alajärvi", capacity=capacity, signup_by=None,
    )  # fmt: skip


def publish(tx: Transaction, of: Network, *, capacity: int | None = None, day: date = date(2026, 12, 2)) -> Meetup:
    """Keep a meetup that takes answers."""
    meetup = drafted(of, capacity=capacity, day=day)
    tx.meetups.create(meetup, by="nobody", at=NOW)
    return meetup
