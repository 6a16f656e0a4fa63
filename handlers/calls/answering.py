"""One's own application: shown, taken back; a place confirmed, left, or waited for again."""

from bot.chat import Answer, Message, Press, Refusal
from bot.domain.calls import places
from bot.domain.calls.application import Application
from bot.domain.calls.board import Step, What
from bot.domain.calls.call import Call
from bot.router import Router
from bot.text import t
from bot.wording import applications as wording
from bot.wording import letters
from bot.wording.calendars import group_file
from storage import Transaction
from storage.places import Deed

router = Router()


@router.press("application")
def show(press: Press, tx: Transaction) -> Answer:
    """Show one's own application."""
    mine, call = _mine(press, tx)
    board = places.settle(tx.applications.board(call), press.at).board
    message = wording.shown(call, board, mine, press.person.locale, at=press.at)
    return Answer(messages=(message,), private=True, fresh=True)


def _mine(press: Press, tx: Transaction) -> tuple[Application, Call]:
    mine = tx.applications.get(press.subject)
    call = tx.calls.get(mine.call) if mine else None
    if mine is None or call is None or mine.person is None or mine.person != press.person.id:
        raise Refusal(t("button.unknown"))
    return mine, call


@router.press("withdraw")
def ask_to_withdraw(press: Press, tx: Transaction) -> Answer:
    """Ask before an application or a place is given up."""
    mine, _ = _mine(press, tx)
    return Answer(messages=(wording.sure_to_withdraw(mine, mine.state),), private=True)


@router.press("withdrawyes")
def withdraw(press: Press, tx: Transaction) -> Answer:
    """Give up an application; a seat goes on to the next."""
    mine, call = _mine(press, tx)
    _deed(press, call, lambda board: places.withdraw(board, mine.id, press.at), tx)
    return Answer(messages=(Message((t("withdraw.done"),)),), private=True)


# -- places ------------------------------------------------------------------------------------------------


@router.press("confirm")
def confirm(press: Press, tx: Transaction) -> Answer:
    """Take the place that was offered."""
    mine, call = _mine(press, tx)
    step = _deed(press, call, lambda board: places.confirm(board, mine.id, _number(press), press.at), tx)
    group = step.board.seekers[mine.id].group or ""
    files = (group_file(call, group, press.person.locale, at=press.at),) if call.group(group).meets else ()
    return Answer(messages=(wording.confirmed(call, group),), files=files, private=True)


@router.press("decline")
def decline(press: Press, tx: Transaction) -> Answer:
    """Leave the place that was offered to the next."""
    mine, call = _mine(press, tx)
    _deed(press, call, lambda board: places.decline(board, mine.id, _number(press), press.at), tx)
    back = letters.rejoin_button(mine.id)
    return Answer(messages=(Message((t("declined.now"),), back),), private=True)


@router.press("rejoin")
def rejoin(press: Press, tx: Transaction) -> Answer:
    """Wait again, at the end of the list."""
    mine, call = _mine(press, tx)
    step = _deed(press, call, lambda board: places.rejoin(board, mine.id, press.at), tx, spoken_to=mine.id)
    if any(one.seeker == mine.id and one.what is What.OFFERED for one in step.news):
        return Answer(messages=(Message((t("rejoined.offer"),)),), private=True)
    return Answer(messages=(Message(wording.queued(call, step.board.position(mine.id))),), private=True)


def _number(press: Press) -> int:
    return int(press.choice) if press.choice.isdecimal() and press.choice.isascii() else 0


def _deed(press: Press, call: Call, deed: Deed, tx: Transaction, *, spoken_to: str = "") -> Step:
    try:
        return tx.places.take(call.id, deed, press.at, spoken_to=spoken_to)
    except places.Stale as stale:
        raise Refusal(wording.stale(stale.state)) from stale
