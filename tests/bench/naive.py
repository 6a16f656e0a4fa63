"""The usual bot, for comparison: python-telegram-bot's own loop, a transaction and an edit of the card at each press.

Run as ``python -m tests.bench.naive``, with TELEGRAM_TOKEN, TELEGRAM_API_URL and DATABASE_URL. Nothing in it is slow on
purpose: the library's defaults, and our own engine with its settings.
"""

import os
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from storage import Database
from storage.seals import Seals

REPLIES = {"yes": "Tulen", "maybe": "Ehkä", "no": "En pääse"}
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton(label, callback_data=reply) for reply, label in REPLIES.items()]]
)
if TYPE_CHECKING:
    Context: TypeAlias = ContextTypes.DEFAULT_TYPE
    App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class Base(DeclarativeBase):
    """What is kept."""


class Signup(Base):
    """A person's answer."""

    __tablename__ = "signups"
    person: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reply: Mapped[str]


async def show(update: Update, _: "Context") -> None:
    """Post the card."""
    if update.effective_message:
        await update.effective_message.reply_text(card({}), reply_markup=KEYBOARD)


async def pressed(update: Update, context: "Context") -> None:
    """Keep an answer, redraw the card, answer the button."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    with Session(context.bot_data["engine"]) as session:
        session.merge(Signup(person=query.from_user.id, reply=query.data))
        session.commit()
        counts = dict(session.execute(select(Signup.reply, func.count()).group_by(Signup.reply)).tuples().all())
    await query.edit_message_text(card(counts), reply_markup=KEYBOARD)
    await query.answer(f"Kirjattu: {REPLIES[query.data]}")


def card(counts: dict[str, int]) -> str:
    return f"Kulttuurikuppi\n{counts.get('yes', 0)} tulossa, {counts.get('maybe', 0)} ehkä, {counts.get('no', 0)} ei"


def main() -> None:
    database = Database(os.environ["DATABASE_URL"], Seals("none"))
    Base.metadata.create_all(database.engine)
    root = os.environ["TELEGRAM_API_URL"]
    app: App = Application.builder().token(os.environ["TELEGRAM_TOKEN"]).base_url(f"{root}/bot").build()
    app.bot_data["engine"] = database.engine
    app.add_handler(CommandHandler("kortti", show))
    app.add_handler(CallbackQueryHandler(pressed))
    app.run_polling()


if __name__ == "__main__":
    main()
