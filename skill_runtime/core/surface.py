"""Which calls a kind of backend understands, as a value: the actions ask it and never ask which
backend it is.

`FAMILY` is CONTRACT's own. `adk_server` is any Google ADK server: the same stream behind ADK's own
session endpoints, with no account, no files and no renders, and a state of the agent's own making.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from skill_runtime.core import adk, contract
from skill_runtime.core.differences import draft_difference
from skill_runtime.core.drafts import read_timeline
from skill_runtime.core.handling import Handling
from skill_runtime.core.next_steps import next_steps
from skill_runtime.model.events import Event
from skill_runtime.model.events.project import StateShown, TimelineChanged, TimelineShown
from skill_runtime.model.plan import Action
from skill_runtime.model.records import Session
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import Get, Post, SendMessage
from skill_runtime.model.stream import Heard, Json
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Surface:
    """The calls of a conversation, and what its state is."""

    create_session: Callable[[Skill, str, str], Post]
    """Of a skill, a language and an app."""
    session_of: Callable[[Json, str], Session | None]
    """From the answer, and the language; None where it holds no session."""
    run: Callable[[Skill, Session, Json], SendMessage]
    """The message of one part."""
    state: Callable[[Skill, Session], Get]
    draft_of: Callable[[Json], Json]
    """What is compared before and after."""
    shown: Callable[[Json], Event]
    changed: Callable[[Json, Json, tuple[Action, ...]], Event | None]
    """From before to after; what the plan does later need not be suggested."""
    said_since: Callable[[Json, Json], list[Heard]] = lambda _before, _answer: []
    """What an answer to `state` tells of a run's words, which a lost stream may not have brought;
    of the draft before the run, and the answer.
    """
    has_timeline: bool = True
    lacks: frozenset[Action] = frozenset()
    listens: frozenset[Action] = frozenset(Action)
    """What a sentence may ask of the runtime itself; all else goes to the agent as it was said."""
    app: str = ""
    """The agent's name at the server; empty: the only one that the server lists."""
    apps: Get | None = None
    """The call that lists the agents of a server that may have several."""
    codes: Mapping[int, Handling] = field(default_factory=dict)
    """Codes that mean something else here than in CONTRACT's table."""


def _timeline_changed(before: Json, after: Json, later: tuple[Action, ...]) -> Event | None:
    changes, timeline = draft_difference(before, after), read_timeline(after)
    following = next_steps(timeline, changes, later)
    return TimelineChanged(changes, timeline, following) if changes else None


def _state_changed(before: Json, after: Json, _: tuple[Action, ...]) -> Event | None:
    old, new = adk.values_of(before), adk.values_of(after)
    news = {name: value for name, value in new.items() if old.get(name) != value}
    gone = {name: None for name in old if name not in new}
    return StateShown(adk.readable({**news, **gone}), changed=True) if news or gone else None


FAMILY = Surface(
    create_session=lambda skill, language, _: contract.create_session(skill, language),
    session_of=contract.session_of,
    run=contract.run,
    state=contract.state,
    draft_of=contract.draft_of,
    shown=lambda draft: TimelineShown(read_timeline(draft)),
    changed=_timeline_changed,
)


def adk_server(app: str = "") -> Surface:
    """Any ADK server; `app` is the agent to talk to, where it has several."""
    return Surface(
        create_session=adk.create_session,
        session_of=adk.session_of,
        run=adk.run,
        state=adk.state,
        draft_of=adk.state_of,
        shown=lambda state: StateShown(adk.readable(adk.values_of(state))),
        changed=_state_changed,
        said_since=adk.said_since,
        has_timeline=False,
        lacks=frozenset({Action.CREDITS, Action.UPLOAD, Action.EXPORT, Action.PREVIEW}),
        listens=frozenset({Action.CHAT, Action.STATUS, Action.CANCEL, Action.ANSWER}),
        app=app,
        apps=adk.list_apps(),
        codes={404: Handling.NEW_SESSION, 400: Handling.NONE},
    )
