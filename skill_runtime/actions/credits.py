"""`credits`: the numbers of the user's account."""

from __future__ import annotations

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.core import contract
from skill_runtime.model.events.account import Balance
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Call, Emit, Failed, Failure, Flow


def credits(context: Context) -> Flow:
    line = Line(context)
    answer = yield from line.ask(Call(contract.credits_balance()))
    if isinstance(answer, Failed) or not answer.ok:
        return (yield from explain(context, answer, line.bind_id))
    available = contract.number_of(answer.data, "available")
    if available is None:
        foreign = Failed(answer.at, Failure.FOREIGN, "no number of credits in the answer")
        return (yield from explain(context, foreign))
    yield Emit(
        Balance(
            available,
            contract.number_of(answer.data, "frozen") or 0,
            contract.number_of(answer.data, "total"),
        )
    )
    return Outcome.DONE
