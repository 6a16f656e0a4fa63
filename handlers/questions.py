"""Every form as a conversation: drafts in the database, one question at a time, or a modal where one can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Answer, Button, Command, Event, Filled, Form, Message, Press, Refusal, Said, pressing
from bot.domain.filling import Asking, asking, choose, reopen, take, take_lines
from bot.domain.forms import Question, Unclear, Wrong, offered
from bot.domain.lines import read_lines
from bot.i18n import render
from bot.router import FormRoute, Handler, Router, Scope, fold
from bot.text import LOCALES, Text, t
from bot.wording import forms as wording
from storage import Transaction
from storage.drafts import Draft


def questions(forms: Mapping[str, FormRoute]) -> Router:
    """Make the router that runs these forms."""
    router, run = Router(), Questions(forms)
    for form in (one for one in forms.values() if one.words):
        offer = router.command(
            *form.words, audience=form.audience, scope=Scope.NETWORK, help=form.help, bare=form.bare
        )  # fmt: skip
        offer(run.starter(form))
    router.on(Said)(run.hear)
    router.on(Filled)(run.take_filled)
    router.press("pick")(run.pick)
    router.press("change")(run.change)
    router.press("skip")(run.skip)
    router.press("pause")(run.pause)
    router.press("drop")(run.drop)
    router.press("draft")(run.resume)
    return router


@dataclass(frozen=True)
class Questions:
    """Run forms; each by the name its drafts carry."""

    forms: Mapping[str, FormRoute]

    # -- beginning --

    def starter(self, form: FormRoute) -> Handler:
        """Give the handler of a form's command: labelled lines, a modal, or the first question."""

        def start(command: Command, tx: Transaction) -> Answer:
            begun = dict(form.begin(command, tx))
            network = command.network.id if command.network else None
            if not command.text:
                draft = tx.drafts.unfinished(command.person.id, form.name, network)
                draft = draft or tx.drafts.begin(command.person.id, form.name, network, begun, command.at)
                return self._modal(form, draft) if command.opens_forms else self._advance(command, draft, tx)
            draft = tx.drafts.begin(command.person.id, form.name, network, begun, command.at)
            return self._advance(command, self._with_lines(form, draft, command, tx), tx)

        return start

    def _with_lines(self, form: FormRoute, draft: Draft, event: Command | Said, tx: Transaction) -> Draft:
        lines = read_lines(event.text, form.questions)
        return replace(draft, answers=take_lines(form.questions, draft.answers, lines, _now(event, draft, tx)))

    def _modal(self, form: FormRoute, draft: Draft) -> Answer:
        fields = wording.fields(offered(form.questions), draft.answers)
        return Answer(form=Form(form.name, draft.id, form.title, form.submit, fields), fresh=True)

    # -- going on --

    def hear(self, said: Said, tx: Transaction) -> Answer | Press | None:
        """Take bare words in private: a button's words, the answer to the open question, or lines at the echo."""
        draft = tx.drafts.open_for(said.person.id)
        if draft is None or draft.form not in self.forms:
            return None
        form = self.forms[draft.form]
        button = _typed_button(self._message(said, draft, tx), said.text)
        if button:
            return pressing(said, button.action, button.arg)
        if draft.question:
            typed = {draft.question: said.text}
            filled = take(form.questions, draft.answers, typed, _now(said, draft, tx))
            return self._advance(said, replace(draft, answers=filled), tx)
        if read_lines(said.text, form.questions).values:
            return self._advance(said, self._with_lines(form, draft, said, tx), tx)
        return None

    def _advance(self, event: Event, draft: Draft, tx: Transaction) -> Answer:
        """Save a draft and say what comes next: a question, or the echo."""
        asked = self._asking(event, draft, tx)
        return self._show(event, replace(draft, question=asked.question.key if asked else None), tx)

    def _show(self, event: Event, draft: Draft, tx: Transaction) -> Answer:
        saved = tx.drafts.save(draft, event.at)
        line = None if event.private else _in_private(saved)
        fresh = self.forms[draft.form].fresh
        return Answer(messages=(self._message(event, saved, tx),), private=True, line=line, fresh=fresh)

    def _message(self, event: Event, draft: Draft, tx: Transaction) -> Message:
        form = self.forms[draft.form]
        asked = self._asking(event, draft, tx)
        if draft.question and (asked is None or asked.question.key != draft.question):
            asked = Asking(_question(form, draft.question))
        if asked:
            return wording.question(draft.id, asked, form.questions, draft.answers)
        return form.echo(draft, tx, event.at)

    def _asking(self, event: Event, draft: Draft, tx: Transaction) -> Asking | None:
        return asking(self.forms[draft.form].questions, draft.answers, _now(event, draft, tx))

    # -- buttons --

    def pick(self, press: Press, tx: Transaction) -> Answer:
        """Take the reading that was meant."""
        draft, form = self._mine(press, tx)
        key, _, number = press.choice.rpartition("_")
        if not number.isdecimal():
            raise Refusal(t("button.unknown"))
        filled = choose(form.questions, draft.answers, key, int(number), _now(press, draft, tx))
        if filled is None:
            raise Refusal(t("draft.moved_on"))
        return self._advance(press, replace(draft, answers=filled), tx)

    def change(self, press: Press, tx: Transaction) -> Answer:
        """Ask which answer to change, or ask that question again with the old answer shown."""
        draft, form = self._mine(press, tx)
        if press.choice:
            key = _question(form, press.choice).key
            return self._show(press, replace(draft, answers=reopen(draft.answers, key), question=key), tx)
        if press.opens_forms:
            return self._modal(form, draft)
        around = form.about(draft, tx) if form.about else Message(())
        return Answer(messages=(wording.which(draft.id, offered(form.questions), around),), private=True)

    def skip(self, press: Press, tx: Transaction) -> Answer:
        """Leave an optional question without an answer."""
        draft, form = self._mine(press, tx)
        question = _question(form, press.choice)
        if question.required:
            raise Refusal(t("form.needed", label=question.label))
        filled = {k: v for k, v in reopen(draft.answers, question.key).items() if k.lstrip("=") != question.key}
        return self._advance(press, replace(draft, answers=filled), tx)

    def pause(self, press: Press, tx: Transaction) -> Answer:
        """Let the draft rest; it can be gone on with by its command."""
        draft, form = self._mine(press, tx)
        tx.drafts.save(replace(draft, state="resting"), press.at)
        go_on = ((Button(t("button.continue_draft"), "draft", draft.id),),)
        return Answer(messages=(Message((t("draft.paused", again=form.again),), go_on),), private=True)

    def drop(self, press: Press, tx: Transaction) -> Answer:
        """Throw a draft away."""
        draft, _ = self._mine(press, tx)
        tx.drafts.close(draft, "dropped", press.at)
        return Answer(messages=(Message((t("draft.dropped"),)),), private=True)

    def resume(self, press: Press, tx: Transaction) -> Answer:
        """Go on where one was; while an answer is being changed that means: with the old one."""
        draft, _ = self._mine(press, tx)
        tx.drafts.rest(press.person.id)
        kept = draft.state == "open" and draft.question in draft.answers
        answers = reopen(draft.answers, draft.question or "") if kept else draft.answers
        return self._advance(press, replace(draft, state="open", answers=answers), tx)

    def take_filled(self, filled: Filled, tx: Transaction) -> Answer:
        """Take a modal: what is not clear is said beside its field, and nothing typed is lost."""
        draft, form = self._mine(filled, tx, filled.draft)
        typed = {key: value for key, value in filled.answers.items() if value.strip()}
        emptied = {q.key for q in offered(form.questions)} - set(typed)
        kept = {k: v for k, v in draft.answers.items() if k.lstrip("=?+#") not in emptied}
        draft = replace(draft, answers=take(form.questions, kept, typed, _now(filled, draft, tx)), state="open")
        errors = self._errors(filled, draft, tx)
        if errors:
            tx.drafts.save(draft, filled.at)
            return Answer(errors=errors)
        return self._advance(filled, draft, tx)

    def _errors(self, filled: Filled, draft: Draft, tx: Transaction) -> Mapping[str, Text]:
        errors: dict[str, Text] = {}
        answers, form = draft.answers, self.forms[draft.form]
        for question in form.questions:
            one = asking((question,), answers, _now(filled, draft, tx))
            if one is not None:
                errors[question.key] = _problem(one)
        return errors

    def _mine(self, event: Event, tx: Transaction, id_: str | None = None) -> tuple[Draft, FormRoute]:
        """Give the presser's own draft, as long as it is on its way."""
        draft = tx.drafts.get(id_ or (event.subject if isinstance(event, Press) else ""))
        if draft is None or draft.person != event.person.id or draft.form not in self.forms:
            raise Refusal(t("button.unknown"))
        if draft.state not in {"open", "resting"}:
            raise Refusal(t("draft.over"))
        return draft, self.forms[draft.form]


def _question(form: FormRoute, key: str) -> Question:
    found = next((one for one in form.questions if one.key == key), None)
    if found is None:
        raise Refusal(t("button.unknown"))
    return found


def _problem(asked: Asking) -> Text:
    match asked.reading:
        case Wrong():
            return asked.reading.reason
        case Unclear():
            return asked.reading.question
    return t("form.empty")


def _now(event: Event, draft: Draft, tx: Transaction) -> datetime:
    """Give the event's time on the wall of the network."""
    zone = tx.networks.get(draft.network).zone if draft.network else "Europe/Helsinki"
    return event.at.astimezone(ZoneInfo(zone))


def _in_private(draft: Draft) -> Message:
    go_on = Button(t("button.continue_draft"), "draft", draft.id, private=True)
    return Message((t("draft.in_private"),), ((go_on,),))


def _typed_button(message: Message, typed: str) -> Button | None:
    """Find the button whose words were typed, in any language."""
    said = fold(typed)
    return next(
        (
            b
            for row in message.buttons
            for b in row
            if b.url is None and said in {fold(render(b.label, x)) for x in LOCALES}
        ),
        None,
    )
