"""The usual bot, for comparison: python-telegram-bot's own loop, an ORM session and an edit of the card at each press.

Run as ``python -m tests.bench.naive``, with TELEGRAM_TOKEN, TELEGRAM_API_URL and DATABASE_URL. It does the same job in
the way it is usually written: keep who pressed and what, count, redraw the card, say where one stands. Nothing in it is
slow on purpose: the library's defaults, and our own engine with its settings.
"""

import os
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BigInteger, ForeignKey, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from storage import Database
from storage.seals import Seals

REPLIES = {"yes": "Tulen", "maybe": "Ehkä", "no": "En pääse"}
if TYPE_CHECKING:
    Context: TypeAlias = ContextTypes.DEFAULT_TYPE
    App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class Base(DeclarativeBase):
    """What is kept."""


class Meetup(Base):
    """What people are invited to."""

    __tablename__ = "naive_meetups"
    id: Mapped[int] = mapped_column(primary_key=True)
    seats: Mapped[int]


class Person(Base):
    """Who pressed."""

    __tablename__ = "naive_people"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]


class Signup(Base):
    """What they answered."""

    __tablename__ = "naive_signups"
    meetup: Mapped[int] = mapped_column(ForeignKey(Meetup.id), primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    reply: Mapped[str]


async def show(update: Update, context: "Context") -> None:
    """Post the card of a meetup with so many seats."""
    with Session(context.bot_data["engine"]) as session:
        meetup = Meetup(seats=int((context.args or ["25"])[0]))
        session.add(meetup)
        session.commit()
        if update.effective_message:
            await update.effective_message.reply_text(_card(session, meetup), reply_markup=_buttons(meetup))


async def pressed(update: Update, context: "Context") -> None:
    """Keep an answer, redraw the card, answer the button."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    with Session(context.bot_data["engine"]) as session:
        meetup = _kept(session, query)
        card = _card(session, meetup)
        buttons = _buttons(meetup)
    await query.edit_message_text(card, reply_markup=buttons)
    await query.answer(f"Kirjattu: {REPLIES[query.data.partition('-')[2]]}")


def _kept(session: Session, query: CallbackQuery) -> Meetup:
    number, _, reply = str(query.data).partition("-")
    meetup = session.get_one(Meetup, int(number))
    session.merge(Person(id=query.from_user.id, name=query.from_user.full_name))
    session.merge(Signup(meetup=meetup.id, person=query.from_user.id, reply=reply))
    session.commit()
    return meetup


def _card(session: Session, meetup: Meetup) -> str:
    query = select(Signup.reply, func.count()).where(Signup.meetup == meetup.id).group_by(Signup.reply)
    counts = dict(session.execute(query).tuples().all())
    asked = counts.get("yes", 0)
    coming, waiting = min(asked, meetup.seats), max(0, asked - meetup.seats)
    answers = f"{coming} tulossa, {counts.get('maybe', 0)} ehkä, {waiting} varasijalla, {counts.get('no', 0)} ei pääse"
    return f"Kulttuurikuppi\n{answers}"


def _buttons(meetup: Meetup) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(label, callback_data=f"{meetup.id}-{reply}") for reply, label in REPLIES.items()]
    return InlineKeyboardMarkup([row])


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
