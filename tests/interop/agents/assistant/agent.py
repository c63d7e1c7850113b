"""ADK's own LlmAgent with a scripted model: confirmations and a transfer as ADK makes them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from google.adk.agents import LlmAgent
from google.adk.models.base_llm import BaseLlm
from google.adk.models.llm_request import LlmRequest
from google.adk.models.llm_response import LlmResponse
from google.adk.tools import FunctionTool
from google.genai import types


def delete_book(name: str) -> dict[str, str]:
    """Deletes a book."""
    return {"deleted": name}


def _reply(request: LlmRequest) -> types.Part:
    last = request.contents[-1].parts[-1]
    if last.function_response and last.function_response.name == "delete_book":
        return types.Part(text=f"Tool said {last.function_response.response}.")
    words = next(
        part.text
        for content in reversed(request.contents)
        for part in content.parts
        if content.role == "user" and part.text
    )
    if "writer" in words:
        args = {"agent_name": "writer"}
        return types.Part(function_call=types.FunctionCall(name="transfer_to_agent", args=args))
    asked = types.FunctionCall(name="delete_book", args={"name": "Dune"})
    return types.Part(function_call=asked)


class ScriptedModel(BaseLlm):
    async def generate_content_async(
        self, llm_request: LlmRequest, stream: bool = False
    ) -> AsyncGenerator[LlmResponse, None]:
        greeting = types.Part(text="The writer is here.")
        part = greeting if self.model == "writer" else _reply(llm_request)
        content = types.Content(role="model", parts=[part])
        if stream and part.text:
            yield LlmResponse(content=content, partial=True)
        yield LlmResponse(content=content, partial=False)


writer = LlmAgent(name="writer", model=ScriptedModel(model="writer"), description="Writes.")
root_agent = LlmAgent(
    name="assistant",
    model=ScriptedModel(model="assistant"),
    tools=[FunctionTool(delete_book, require_confirmation=True)],
    sub_agents=[writer],
)
