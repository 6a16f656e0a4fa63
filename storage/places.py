"""Places: a deed on a call's board under its lock, kept whole, and everybody told who is to be told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.chat import Message
from bot.domain.calls.application import Application
from bot.domain.calls.board import Board, News, Step, What
from bot.domain.calls.call import Call
from bot.domain.calls.places import erase, idle
from bot.text import Text
from bot.wording import letters as wording
from storage.applications import Applications
from storage.calls import Calls
from storage.cards import Cards
from storage.post import Post

Deed = Callable[[Board], Step]


@dataclass(frozen=True)
class Places:
    """Give places, one deed at a time."""

    calls: Calls
    applications: Applications
    cards: Cards
    post: Post

    def take(self, call: str, deed: Deed, at: datetime, *, spoken_to: str = "") -> Step:
        """Do something to a call's places and tell those it concerns, but for whoever is spoken to right now."""
        locked = self.calls.get(call, lock=True)
        if locked is None:
            raise LookupError("no such call")
        before = self.applications.board(locked)
        step = deed(before)
        self.applications.save(locked, before, step.board)
        if step.board != before:
            self.cards.changed("call", call)
        after = self.calls.get(call) or locked
        for news in step.news:
            if not (news.seeker == spoken_to and news.what in {What.SEATED, What.QUEUED}):
                self._tell(after, step.board, news, at)
        return step

    def _tell(self, call: Call, board: Board, news: News, at: datetime) -> None:
        application = self.applications.get(news.seeker)
        if application is None:
            return
        if application.person is None:
            self._by_hand(call, application, news, at)
            return
        message = self.letter(call, board, news, application)
        once = f"place:{application.id}:{_mark(news)}"
        self.post.tell_person(application.person, call.network, "place", message, dedupe=once, at=max(at, news.due))

    def letter(self, call: Call, board: Board, news: News, application: Application) -> Message:
        """Write what somebody is told, in the language they read now."""
        person = self.post.people.get([application.person]).get(application.person) if application.person else None
        locale = person.locale if person else application.locale
        applicants = self.calls.applicants(call)
        return wording.letter(call, board, news, locale, applicants=applicants, at=news.due)

    def _by_hand(self, call: Call, application: Application, news: News, at: datetime) -> None:
        """Let coordinators know that somebody who came by e-mail is to be written to."""
        once = f"byhand:{application.id}:{_mark(news)}"
        self.post.tell_coordinators(
            call.network, "byhand", wording.write_by_hand(call), dedupe=once, at=max(at, news.due)
        )

    def erase(self, person: str, at: datetime) -> None:
        """Forget somebody's applications whole, drafts of them included: their seats go on, only numbers stay."""
        for one in self.applications.by_person(person):
            self.take(one.call, partial(erase, id_=one.id, at=at), at)
            self.applications.forget(one.id)
        self.applications.forget_reviewer(person)
        self.calls.forget_person(person)

    def full(self, call: Call) -> bool:
        """Tell whether no seat of a call is free or offered."""
        board = self.applications.board(call)
        return all(board.free(group) == 0 for group in board.groups)

    def idle(self, call: Call, at: datetime) -> Sequence[Text]:
        """Say why free seats are not offered to anybody, once places are given."""
        board = self.applications.board(call)
        if not board.placing or at < call.closes_at:
            return ()
        return wording.idle(call, idle(board, at))


def _mark(news: News) -> str:
    """Name a piece of news, so that it is told once."""
    return f"{news.what}:{news.offer.number if news.offer else int(news.due.timestamp())}"
