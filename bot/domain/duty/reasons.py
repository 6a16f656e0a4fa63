"""Why a coordinator bends the order: always asked, told to those whose turns move, and never in a group."""

from bot.domain.forms import Question, text_reader
from bot.text import t

LONGEST = 300  #: characters

REASON = Question(
    key="reason",
    ask=t("duty.ask_reason"),
    label=t("duty.label_reason"),
    labels=("Syy", "Orsak", "Reason"),
    read=text_reader(LONGEST, least=3),
    help=t("duty.ask_reason_help"),
)
