"""Whose turn it is, pure: the values of a rota's plan.

What is done with them stands in the modules: ``operations`` and ``editing`` change a plan, ``difference`` compares two,
``swaps`` lets organisations agree, ``contacts`` finds whom to ask, ``handover`` says what is due, ``statistics`` sums
up, ``ics`` writes the feed, ``rota`` reads what a coordinator types, ``season`` and ``notes`` explain.
"""

from .cadence import Cadence, Months, Season, Seasons, Unit, Weeks
from .calendar import Calendar, Roll
from .changes import Change, Cover, Kind, Mode, Pause
from .lineup import LineUp
from .plan import Duty, Plan, Turn, Why
from .rules import Rule, rule_of
from .timetable import Moved, Period, Timetable
from .values import Refused

__all__ = [
    "Cadence",
    "Calendar",
    "Change",
    "Cover",
    "Duty",
    "Kind",
    "LineUp",
    "Mode",
    "Months",
    "Moved",
    "Pause",
    "Period",
    "Plan",
    "Refused",
    "Roll",
    "Rule",
    "Season",
    "Seasons",
    "Timetable",
    "Turn",
    "Unit",
    "Weeks",
    "Why",
    "rule_of",
]
