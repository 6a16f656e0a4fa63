"""One transaction: small gateways that give and take domain values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.applications import Applications
from storage.calls import Calls
from storage.cards import Cards
from storage.changes import Changes
from storage.codes import Codes
from storage.door import Door
from storage.drafts import Drafts
from storage.duty import Handovers, Offers, Organisations, Reasons, Requests, Rotas, Signs
from storage.errors import Unavailable
from storage.events import Events
from storage.keys import Keys
from storage.lanes import Lanes
from storage.meetups import Meetups
from storage.menus import Menus
from storage.networks import Networks
from storage.notices import Notices
from storage.outbox import Outbox
from storage.parting import Parting
from storage.people import People
from storage.places import Places
from storage.post import Post
from storage.privacy import Privacy
from storage.publishing import Publishing
from storage.reminders import Reminders
from storage.seals import Seals
from storage.selves import Selves
from storage.watchers import Watchers
from storage.workspaces import Workspaces

#: A changed card waits this long (ms) for more changes before it is redrawn.
GATHERING = 250


class Transaction:
    """Reach everything that is kept, within one transaction.

    A new kind of thing gets a gateway of its own: a module here, a table in ``tables``, a migration.
    """

    def __init__(self, connection: Connection, seals: Seals, machine_ms: Callable[[], int]) -> None:
        self._connection = connection
        self._machine_ms = machine_ms
        self.seals = seals
        self.applications = Applications(connection, seals)
        self.calls = Calls(connection, seals)
        self.cards = Cards(connection, machine_ms)
        self.changes = Changes(connection, seals)
        self.codes = Codes(connection, seals)
        self.door = Door(connection, seals)
        self.drafts = Drafts(connection, seals)
        self.duty = Rotas(connection)
        self.handovers = Handovers(connection, seals)
        self.offers = Offers(connection)
        self.organisations = Organisations(connection, seals)
        self.reasons = Reasons(connection, seals)
        self.requests = Requests(connection, seals)
        self.signs = Signs(connection)
        self.events = Events(connection, seals)
        self.keys = Keys(connection, seals)
        self.lanes = Lanes(connection)
        self.meetups = Meetups(connection, seals)
        self.menus = Menus(connection)
        self.networks = Networks(connection)
        self.outbox = Outbox(connection, seals)
        self.people = People(connection, seals)
        self.privacy = Privacy(
            connection, seals, people=self.people, outbox=self.outbox, events=self.events
        )  # fmt: skip
        self.reminders = Reminders(connection)
        self.selves = Selves(connection, seals, people=self.people, meetups=self.meetups, outbox=self.outbox)
        self.parting = Parting(connection, seals, people=self.people, meetups=self.meetups)
        self.workspaces = Workspaces(connection, seals)
        self.watchers = Watchers(connection)
        self.post = Post(self.networks, self.people, self.outbox, self.cards, self.lanes)
        self.places = Places(self.calls, self.applications, self.cards, self.post)
        self.publishing = Publishing(self.networks, self.meetups, self.watchers, self.post)
        self.notices = Notices(self.meetups, self.post, self.cards)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep what is done inside, or none of it. Raises Unavailable when the database itself fails."""
        try:
            with self._connection.begin_nested():
                yield
        except DBAPIError as error:
            self._forget()
            if isinstance(error, OperationalError) or error.connection_invalidated:
                raise Unavailable(type(error.orig).__name__) from error
            raise
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        self.meetups.forget()
        self.people.forget()

    def flush(self) -> None:
        """Wake the lanes that have something new to send."""
        now = self._machine_ms()
        redraw = dict.fromkeys(self.cards.flush(), now + GATHERING)
        self.lanes.wake({**redraw, **dict.fromkeys(self.outbox.flush(), now)})
