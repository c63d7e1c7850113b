"""`answer`: what the user says to a question of the backend, and the run that it sets going.

CONTRACT, The event stream, 7: a question is answered once, with a functionResponse alone. So the
answer is written down before it goes out, and a question that was answered is never answered again,
even where nobody knows whether the answer arrived; only one that surely never left is open again.
"""

from __future__ import annotations

from skill_runtime.actions.chat import follow, unopened
from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import read_draft
from skill_runtime.core import contract
from skill_runtime.core.answers import Reading
from skill_runtime.core.handling import Handling
from skill_runtime.core.questions import questioned, response_to
from skill_runtime.model.events.reply import NoQuestion, QuestionDropped
from skill_runtime.model.records import MessageIntended, Outcome, QuestionKept, QuestionState
from skill_runtime.model.steps import Emit, Failed, Failure, Flow, Open, Reply, Save
from skill_runtime.model.stream import Json, Question, QuestionKind


def answer(context: Context, text: str, question_id: str = "") -> Flow:
    """Answer the question of that id; without one, the oldest that is open."""
    question = _chosen(context, question_id)
    if question is None:
        yield Emit(NoQuestion(question_id))
        return Outcome.BAD_INPUT
    reading = context.answer_words().read(text)
    if reading is Reading.DROP:
        return (yield from drop(question))
    response = response_to(question, text, reading)
    if response is None:
        yield Emit(questioned(question, again=True))
        return Outcome.ASKED
    return (yield from _send(context, question, text, response))


def drop(*questions: Question) -> Flow:
    """Leave questions unanswered: the backend is told nothing."""
    for question in questions:
        yield Save(QuestionKept(question, QuestionState.DROPPED))
    yield Emit(QuestionDropped())
    return Outcome.DONE


def _chosen(context: Context, id_: str) -> Question | None:
    return next((one for one in context.questions if not id_ or one.id == id_), None)


def _send(context: Context, question: Question, text: str, response: Json) -> Flow:
    line = Line(context)
    before = yield from read_draft(context, line)
    if isinstance(before, Reply | Failed):
        return (yield from explain(context, before, line.bind_id))
    if line.session is None or line.session != context.session:
        # The session that asked is gone, and its question with it.
        yield Emit(NoQuestion(question.id))
        return Outcome.REFUSED
    noted = "" if question.kind is QuestionKind.CREDENTIAL else text
    part = contract.answer_part(question, response)
    message = context.surface.run(context.skill, line.session, part)
    opened = yield from line.ask(Open(message, MessageIntended(noted, before, question.id)))
    if isinstance(opened, Failed) or not opened.ok:
        if _never_left(context, opened):
            yield Save(QuestionKept(question))
        return (yield from unopened(context, line, before, opened))
    outcome = yield from follow(context, line, before, opened.at)
    left = [one for one in context.questions if one.id != question.id]
    if outcome is not Outcome.DONE or not left:
        return outcome
    yield Emit(questioned(left[0]))
    return Outcome.ASKED


def _never_left(context: Context, answer: Reply | Failed) -> bool:
    """True where the answer surely set nothing going."""
    if isinstance(answer, Failed):
        return answer.failure is Failure.UNREACHABLE
    gone = context.handling(answer.code) is Handling.NEW_SESSION
    return not gone and not 500 <= answer.code < 600
