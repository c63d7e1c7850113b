"""An ADK agent that follows a script: what the user says picks the events. No model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events import Event, EventActions
from google.genai import types

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
STOPPED: list[str] = []


def text(words: str) -> types.Content:
    return types.Content(role="model", parts=[types.Part(text=words)])


def call(id_: str, name: str, **args: object) -> types.Content:
    asked = types.FunctionCall(id=id_, name=name, args=args)
    return types.Content(role="model", parts=[types.Part(function_call=asked)])


class Scripted(BaseAgent):
    async def _run_async_impl(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        [part] = ctx.user_content.parts
        if part.function_response:
            answer = json.dumps(part.function_response.response, ensure_ascii=False)
            yield self.event(ctx, content=text(f"Heard {part.function_response.id}: {answer}"))
            return
        async for event in getattr(self, f"on_{part.text.split()[0]}")(ctx):
            yield event

    def event(self, ctx: InvocationContext, **fields: Any) -> Event:
        return Event(author=self.name, invocation_id=ctx.invocation_id, **fields)

    async def on_greet(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        for piece in ("Click ", "Export, ", "世界.\u2028"):
            yield self.event(ctx, content=text(piece), partial=True)
        yield self.event(ctx, content=text("Click Export, 世界.\u2028Bye."), partial=False)

    async def on_redact(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        yield self.event(ctx, content=text("The secret is 42. "), partial=True)
        yield self.event(ctx, content=text("[redacted]"), partial=False)

    async def on_count(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        count = ctx.session.state.get("count", 0) + 1
        yield self.event(ctx, actions=EventActions(state_delta={"count": count}))

    async def on_approve(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        asked = call("call-1", "ask_boss", amount=100)
        yield self.event(ctx, content=asked, long_running_tool_ids={"call-1"})

    async def on_publish(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        schema = {"type": "boolean"}
        asked = call("in-1", "adk_request_input", message="Publish it?", response_schema=schema)
        yield self.event(ctx, content=asked, long_running_tool_ids={"in-1"})

    async def on_draw(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        picture = types.Blob(data=PNG, mime_type="image/png", display_name="../dot.exe")
        parts = [types.Part(text="Here it is."), types.Part(inline_data=picture)]
        yield self.event(ctx, content=types.Content(role="model", parts=parts))

    async def on_break(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        yield self.event(ctx, content=text("Working on "), partial=True)
        raise RuntimeError('no "paint"\nleft')

    async def on_toil(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        yield self.event(ctx, content=text("Toiling.\n\n"))
        try:
            await asyncio.sleep(600)
        finally:
            STOPPED.append(ctx.session.id)

    async def on_recall(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        stopped = STOPPED.count(ctx.session.id)
        said = sum(event.author == "user" for event in ctx.session.events)
        yield self.event(ctx, content=text(f"Stopped {stopped}, heard {said}."))


root_agent = Scripted(name="scripted")
