"""Every form as a conversation: drafts in the database, one question at a time, or a modal where one can be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Answer, Button, Command, Event, Filled, Form, Message, Press, Refusal, Said, Unheard, pressing
from bot.domain.filling import LEFT, Asking, asking, choose, reopen, skipped, take, take_lines
from bot.domain.forms import Question, before, offered
from bot.domain.lines import read_lines
from bot.router import FormRoute, Handler, Router, Scope
from bot.text import Text, t
from bot.wording import forms as wording
from handlers.questions.presses import asked_for, choice_of, meant_button, numbered, problem, typed_button
from storage import Transaction
from storage.drafts import Draft


def questions(forms: Mapping[str, FormRoute]) -> Router:
    """Make the router that runs these forms."""
    router, run = Router(), Questions(forms)
    for form in forms.values():
        if form.words:
            offer = router.command(
                *form.words, audience=form.audience, scope=Scope.NETWORK, help=form.help, bare=form.bare
            )  # fmt: skip
            offer(run.starter(form))
    router.on(Said)(run.hear)
    router.on(Unheard)(run.recall)
    router.on(Filled)(run.take_filled)
    router.press("pick")(run.pick)
    router.press("change")(run.change)
    router.press("skip")(run.skip)
    router.press("pause")(run.pause)
    router.press("drop")(run.drop)
    router.press("draft")(run.resume)
    router.press("begin")(run.begin)
    router.press("back")(run.back)
    router.press("some")(run.some)
    router.press("choose")(run.choose)
    router.press("page")(run.page)
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
                return self._modal(form, draft, tx) if command.opens_forms else self._advance(command, draft, tx)
            draft = tx.drafts.begin(command.person.id, form.name, network, begun, command.at)
            taken = self._with_lines(form, draft, command, tx)
            answer, left = self._advance(command, taken, tx), taken.answers.get(LEFT, "")
            nothing_taken = set(taken.answers) == {*begun, LEFT}
            if left and nothing_taken and self._asking(command, taken, tx):  # at the echo, that tells of it
                return _headed(answer, t("form.left", lines=left[:300]))
            return answer

        return start

    def _with_lines(self, form: FormRoute, draft: Draft, event: Command | Said, tx: Transaction) -> Draft:
        asked = form.asked(draft, tx)
        lines = read_lines(event.text, asked)
        return replace(draft, answers=take_lines(asked, draft.answers, lines, _now(event, draft, tx)))

    def _modal(self, form: FormRoute, draft: Draft, tx: Transaction) -> Answer:
        asked = form.asked(draft, tx)
        fields = wording.fields(wording.page(asked, draft.answers) if form.guided else offered(asked), draft.answers)
        return Answer(form=Form(form.name, draft.id, form.title, form.submit, fields), fresh=True)

    def begin(self, press: Press, tx: Transaction) -> Answer:
        """Begin a form about something, or go on with the one begun before."""
        form = self.forms.get(press.subject)
        if form is None or form.words:
            raise Refusal(t("button.unknown"))
        begun, mine = dict(form.begin(press, tx)), (press.person.id, form.name)
        draft = next((one for one in tx.drafts.about(*mine) if one.subject == press.choice), None)
        if draft is None:
            draft = tx.drafts.begin(*mine, None, begun, press.at, subject=press.choice)
            return self._advance(press, draft, tx)
        return self.resume(replace(press, arg=draft.id), tx)

    # -- going on --

    def hear(self, said: Said, tx: Transaction) -> Answer | Press | None:
        """Take bare words in private: a button's words, the answer to the open question, or lines at the echo."""
        draft = tx.drafts.open_for(said.person.id)
        if draft is None or draft.form not in self.forms:
            return None
        form = self.forms[draft.form]
        message = self._message(said, draft, tx)
        button = typed_button(message, said.text) or (None if draft.question else numbered(message, said.text))
        button = button or (meant_button(draft, said.text) if form.guided and draft.question else None)
        if button and button.action != "some":  # typed, an answer is whole: ”Seinäjoki” means that alone
            return pressing(said, button.action, button.arg)
        lines = read_lines(said.text, form.asked(draft, tx))
        labelled = lines.values and not (draft.question and (form.guided or lines.left))  # an essay may have colons
        if labelled:
            return self._advance(said, self._with_lines(form, draft, said, tx), tx)
        return self._take(said, draft, said.text, tx) if draft.question else None

    def recall(self, unheard: Unheard, tx: Transaction) -> Answer | None:
        """Show what is on its way again, to whoever wrote something that means nothing."""
        draft = tx.drafts.open_for(unheard.person.id)
        if draft is None or draft.form not in self.forms:
            return None
        waits = t("apply.waits") if self.forms[draft.form].guided else t("draft.waits")
        return _headed(self._reopened(unheard, draft, tx), t("help.unknown"), waits)

    def _take(self, event: Event, draft: Draft, typed: str, tx: Transaction) -> Answer:
        asked = self.forms[draft.form].asked(draft, tx)
        filled = take(asked, draft.answers, {draft.question or "": typed}, _now(event, draft, tx))
        return self._advance(event, replace(draft, answers=filled), tx)

    def _advance(self, event: Event, draft: Draft, tx: Transaction) -> Answer:
        """Save a draft and say what comes next: a question, or the echo."""
        asked = self._asking(event, draft, tx)
        return self._show(event, replace(draft, question=asked.question.key if asked else None), tx)

    def _show(self, event: Event, draft: Draft, tx: Transaction) -> Answer:
        saved = tx.drafts.save(draft, event.at)
        line = None if event.private else _in_private(saved)
        fresh = self.forms[draft.form].fresh
        return Answer(messages=(self._message(event, saved, tx),), private=True, line=line, fresh=fresh)

    def _message(self, event: Event, draft: Draft, tx: Transaction, some: Sequence[int] = ()) -> Message:
        form = self.forms[draft.form]
        asked = self._asking(event, draft, tx)
        questions = form.asked(draft, tx)
        if draft.question and (asked is None or asked.question.key != draft.question):
            asked = Asking(asked_for(questions, draft.question))
        if asked is None:
            return form.echo(draft, tx, event.at)
        return wording.question(
            draft.id, asked, questions, draft.answers, guided=form.guided, foot=form.foot(asked.question),
            pages=form.guided and event.who.platform == "slack", some=some,
        )  # fmt: skip

    def _asking(self, event: Event, draft: Draft, tx: Transaction) -> Asking | None:
        questions = self.forms[draft.form].asked(draft, tx)
        return asking(questions, draft.answers, _now(event, draft, tx))

    # -- buttons --

    def pick(self, press: Press, tx: Transaction) -> Answer:
        """Take the reading that was meant."""
        draft, form = self._mine(press, tx)
        key, _, number = press.choice.rpartition("_")
        if not number.isdecimal():
            raise Refusal(t("button.unknown"))
        filled = choose(form.asked(draft, tx), draft.answers, key, int(number), _now(press, draft, tx))
        if filled is None:
            raise Refusal(t("draft.moved_on"))
        return self._advance(press, replace(draft, answers=filled), tx)

    def change(self, press: Press, tx: Transaction) -> Answer:
        """Ask which answer to change, or ask that question again with the old answer shown."""
        draft, form = self._mine(press, tx)
        if press.choice:
            key = asked_for(form.asked(draft, tx), press.choice).key
            return self._show(press, replace(draft, answers=reopen(draft.answers, key), question=key), tx)
        if press.opens_forms:
            return self._modal(form, draft, tx)
        around = form.about(draft, tx) if form.about else Message(())
        return Answer(messages=(wording.which(draft.id, offered(form.asked(draft, tx)), around),), private=True)

    def skip(self, press: Press, tx: Transaction) -> Answer:
        """Leave an optional question without an answer."""
        draft, form = self._mine(press, tx)
        question = asked_for(form.asked(draft, tx), press.choice)
        if question.required:
            raise Refusal(t("form.needed", label=question.label))
        return self._advance(press, replace(draft, answers=skipped(question, draft.answers)), tx)

    def back(self, press: Press, tx: Transaction) -> Answer:
        """Ask the question before, with its answer."""
        draft, form = self._mine(press, tx)
        earlier = before(form.asked(draft, tx), draft.answers, press.choice)
        if earlier is None:
            raise Refusal(t("form.at_first"))
        return self._show(press, replace(draft, answers=reopen(draft.answers, press.choice), question=earlier.key), tx)

    def some(self, press: Press, tx: Transaction) -> Answer:
        """Show what is chosen so far, and what else there is to choose."""
        draft, form = self._mine(press, tx)
        question, indexes, _ = choice_of(press, form.asked(draft, tx))
        now = replace(draft, question=question.key, answers=reopen(draft.answers, question.key))
        return Answer(messages=(self._message(press, tx.drafts.save(now, press.at), tx, indexes),), private=True)

    def choose(self, press: Press, tx: Transaction) -> Answer:
        """Take what was chosen as the answer."""
        draft, form = self._mine(press, tx)
        question, _, values = choice_of(press, form.asked(draft, tx))
        return self._take(press, replace(draft, question=question.key), ", ".join(values), tx)

    def page(self, press: Press, tx: Transaction) -> Answer:
        """Ask the next few questions on a page of their own, where the platform has one."""
        draft, form = self._mine(press, tx)
        if not press.opens_forms or not wording.page(form.asked(draft, tx), draft.answers):
            return self.resume(press, tx)
        return self._modal(form, draft, tx)

    def pause(self, press: Press, tx: Transaction) -> Answer:
        """Let the draft rest; it can be gone on with by its command."""
        draft, form = self._mine(press, tx)
        tx.drafts.save(replace(draft, state="resting"), press.at)
        label = t("button.continue_apply") if form.guided else t("button.continue_draft")
        go_on = ((Button(label, "draft", draft.id),),)
        paused = t("apply.paused", again=form.again) if form.guided else t("draft.paused", again=form.again)
        return Answer(messages=(Message((paused,), go_on),), private=True)

    def drop(self, press: Press, tx: Transaction) -> Answer:
        """Throw a draft away."""
        draft, _ = self._mine(press, tx)
        tx.drafts.close(draft, "dropped", press.at)
        return Answer(messages=(Message((t("draft.dropped"),)),), private=True)

    def resume(self, press: Press, tx: Transaction) -> Answer:
        """Go on where one was, and say so unless it is an answer that is being changed."""
        draft, form = self._mine(press, tx)
        answer = self._reopened(press, draft, tx)
        return answer if _changing(draft) or not form.guided else _headed(answer, t("form.resumed"))

    def _reopened(self, event: Event, draft: Draft, tx: Transaction) -> Answer:
        """Ask what is to be asked, or show the echo; while an answer is being changed that means: with the old one."""
        tx.drafts.rest(event.person.id)
        answers = reopen(draft.answers, draft.question or "") if _changing(draft) else draft.answers
        return self._advance(event, replace(draft, state="open", answers=answers), tx)

    def take_filled(self, filled: Filled, tx: Transaction) -> Answer:
        """Take a modal: what is not clear is said beside its field, and nothing typed is lost."""
        draft, form = self._mine(filled, tx, filled.draft)
        asked = [q for q in form.asked(draft, tx) if not form.guided or q.key in filled.answers]
        typed = {key: value for key, value in filled.answers.items() if value.strip()}
        emptied = {q.key for q in offered(asked)} - set(typed)
        answers: Mapping[str, str] = {k: v for k, v in draft.answers.items() if k.lstrip("=?+#") not in emptied}
        for question in asked if form.guided else ():
            answers = skipped(question, answers) if question.key in emptied and not question.required else answers
        answers = take(form.asked(draft, tx), answers, typed, _now(filled, draft, tx))
        draft = replace(draft, answers=answers, state="open")
        errors = self._errors(asked, filled, draft, tx)
        if errors:
            tx.drafts.save(draft, filled.at)
            return Answer(errors=errors)
        return self._advance(filled, draft, tx)

    def _errors(self, asked: Sequence[Question], filled: Filled, draft: Draft, tx: Transaction) -> Mapping[str, Text]:
        errors: dict[str, Text] = {}
        for question in asked:
            one = asking((question,), draft.answers, _now(filled, draft, tx))
            if one is not None:
                errors[question.key] = problem(one)
        return errors

    def _mine(self, event: Event, tx: Transaction, id_: str | None = None) -> tuple[Draft, FormRoute]:
        """Give the presser's own draft, as long as it is on its way."""
        draft = tx.drafts.get(id_ or (event.subject if isinstance(event, Press) else ""))
        if draft is None or draft.person != event.person.id or draft.form not in self.forms:
            raise Refusal(t("button.unknown"))
        if not draft.going:
            raise Refusal(t("draft.over"))
        return draft, self.forms[draft.form]


def _changing(draft: Draft) -> bool:
    return draft.state == "open" and draft.question in draft.answers


def _now(event: Event, draft: Draft, tx: Transaction) -> datetime:
    """Give the event's time on the wall of the network."""
    zone = tx.networks.get(draft.network).zone if draft.network else "Europe/Helsinki"
    return event.at.astimezone(ZoneInfo(zone))


def _headed(answer: Answer, *lines: Text) -> Answer:
    """Say something before what is asked."""
    first, *rest = answer.messages
    return replace(answer, messages=(replace(first, lines=(*lines, *first.lines)), *rest))


def _in_private(draft: Draft) -> Message:
    go_on = Button(t("button.continue_draft"), "draft", draft.id, private=True)
    return Message((t("draft.in_private"),), ((go_on,),))
