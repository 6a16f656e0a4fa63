"""An application as it is kept, and what a reviewer thinks of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bot.domain.calls.states import State, Verdict

SCORES = range(1, 6)


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application: its words open only to whoever may read them."""

    id: str
    call: str
    person: str | None  #: none when it came by e-mail
    ordinal: int
    locale: str
    state: State
    answers: Mapping[str, str]  #: empty once they are erased
    wishes: tuple[str, ...]
    sent_at: datetime
    turn: int = 0
    verdict: Verdict | None = None
    group: str | None = None
    explained: str = ""
    notice: str = ""

    @property
    def name(self) -> str:
        """Give the applicant's own name, as far as it is kept."""
        return self.answers.get("name", "")


@dataclass(frozen=True, kw_only=True)
class Review:
    """What one reviewer gave an application: a score by criterion and a note, or nothing because they recused."""

    application: str
    reviewer: str
    scores: Mapping[str, int]
    note: str = ""
    recused: bool = False

    @property
    def mean(self) -> Fraction | None:
        """Give the mean of the scores; None while there are none."""
        return Fraction(sum(self.scores.values()), len(self.scores)) if self.scores else None

    @property
    def whole(self) -> bool:
        """Tell whether every criterion has its score."""
        return not self.recused and set(self.scores) == set(CRITERIA)


CRITERIA = ("need", "fit", "commitment")  #: what is scored, from 1 to 5
