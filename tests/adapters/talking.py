"""A backend adapter that talks to a loopback peer, for one scenario."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.model.steps import Closed, Failed, Failure, Fetched, Item, Quiet, Reply
from skill_runtime.runtime.ports import Exchange
from tests.adapters.loopback import PATIENCE_S

ATTRIBUTION = {
    "X-Skill-Source": "tests",
    "X-Skill-Version": "1.0",
    "X-Skill-Platform": "unknown",
}
TOKEN = "nmv_usr_secret"
Result = TypeVar("Result")


def talk(
    url: str, scenario: Callable[[HttpBackend], Awaitable[Result]], token: str = TOKEN
) -> Result:
    async def main() -> Result:
        backend = HttpBackend(lambda: url, ATTRIBUTION, SystemClock())
        backend.use_token(token)
        try:
            return await scenario(backend)
        finally:
            await backend.close()

    return asyncio.run(main())


async def items_of(opened: tuple[Reply | Failed, Exchange | None]) -> list[Item]:
    """Everything up to the last item, which is left to close the exchange."""
    reply, exchange = opened
    assert isinstance(reply, Reply)
    assert reply.ok
    assert exchange
    items: list[Item] = []
    try:
        while not items or not isinstance(items[-1], Closed | Failed | Fetched | Reply):
            item = await exchange.next(PATIENCE_S)
            assert not isinstance(item, Quiet)
            items.append(item)
    finally:
        await exchange.close()
    return items


def failure_of(answer: object) -> Failure:
    assert isinstance(answer, Failed), answer
    assert TOKEN not in answer.detail
    return answer.failure
