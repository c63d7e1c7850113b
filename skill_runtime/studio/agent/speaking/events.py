"""Events shaped as Google ADK's `/run_sse` sends them (CONTRACT, The event stream): camelCase,
no nulls.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["AUTHOR", "Event", "Speaker"]

AUTHOR = "nemo_agent"
MODEL = "studio-rules"
Event = dict[str, Any]

_CHUNK = re.compile(r".{1,24}(?:\s+|(?<=[，。、；：！？,.])|$)|.{1,24}", re.DOTALL)


class Speaker:
    """Makes the events of one invocation."""

    def __init__(self) -> None:
        self.invocation = f"e-{uuid.uuid4()}"

    def text(self, words: str) -> Iterator[Event]:
        """A reply as it is typed: partial events, then one with the whole text. They share an
        id.
        """
        number = str(uuid.uuid4())
        for chunk in _CHUNK.findall(words):
            yield self._event([{"text": chunk}], id_=number, partial=True)
        whole = self._event([{"text": words}], id_=number, partial=False)
        yield {**whole, "finishReason": "STOP"}

    def call(self, name: str, args: Mapping[str, Any]) -> Event:
        call = {"id": f"adk-{uuid.uuid4()}", "args": dict(args), "name": name}
        return {**self._event([{"functionCall": call}]), "longRunningToolIds": []}

    def response(
        self, call: Event, answer: Mapping[str, Any], delta: Mapping[str, Any], *, last: bool
    ) -> Event:
        """The answer to a call; `last`: no words follow (ADK's `skipSummarization`)."""
        called = call["content"]["parts"][0]["functionCall"]
        part = {"id": called["id"], "name": called["name"], "response": dict(answer)}
        event = self._event([{"functionResponse": part}], role="user")
        actions = {**event["actions"], "stateDelta": dict(delta)}
        if last:
            actions = {"skipSummarization": True, **actions}
        return {**event, "actions": actions}

    def _event(
        self,
        parts: list[dict[str, Any]],
        *,
        role: str = "model",
        id_: str = "",
        partial: bool | None = None,
    ) -> Event:
        event: Event = {"content": {"parts": parts, "role": role}}
        if role == "model":
            event = {"modelVersion": MODEL, **event}
        if partial is not None:
            event["partial"] = partial
        return {
            **event,
            "invocationId": self.invocation,
            "author": AUTHOR,
            "actions": {
                "stateDelta": {},
                "artifactDelta": {},
                "requestedAuthConfigs": {},
                "requestedToolConfirmations": {},
            },
            "nodeInfo": {"path": f"{AUTHOR}@1"},
            "id": id_ or str(uuid.uuid4()),
            "timestamp": datetime.now(UTC).timestamp(),
        }
