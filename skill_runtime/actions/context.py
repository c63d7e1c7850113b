"""What an action knows when it begins. Frozen: what changes in a turn lives in the flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from skill_runtime.core.answers import AnswerWords
from skill_runtime.core.deadlines import Deadlines
from skill_runtime.core.handling import Handling, handling_of
from skill_runtime.core.surface import FAMILY, Surface
from skill_runtime.model.plan import Action
from skill_runtime.model.records import Job, MessageIntended, Session
from skill_runtime.model.skill import FAMILY_SIZE_LIMIT, FAMILY_WEB_BASE, Skill
from skill_runtime.model.stream import Question
from skill_runtime.model.values import dataclass

if TYPE_CHECKING:
    from skill_runtime.core.verbatim import Translator


def _undo_words(language: str) -> str:
    return "Undo the last edit."


class BackendKind(StrEnum):
    CLOUD = "cloud"
    STUDIO = "studio"
    OTHER = "other"
    """An address that the user named."""


@dataclass(frozen=True, slots=True)
class Context:
    """One turn's knowledge of the world."""

    skill: Skill
    translator: Callable[[], Translator]
    """Made when the first words of a reply come: most commands need none."""
    language: str
    backend: BackendKind
    host: str
    """For the user's eyes."""
    client_id: str
    spare_client_id: str
    """Taken once, where the backend finds no client id in a request (CONTRACT, Errors: 400)."""
    has_token: bool
    token_given: bool
    """From NEMO_TOKEN: never replaced silently."""
    session: Session | None
    folder: str
    """Where exports go when the user's words name no place."""
    disclosed: bool = False
    """The user knows what goes to this backend, or nothing leaves the machine."""
    local: bool = False
    """The backend is on this machine."""
    deadlines: Deadlines = field(default_factory=Deadlines)
    surface: Surface = FAMILY
    web_base: str = FAMILY_WEB_BASE
    folder_named: bool = False
    """`folder` was named for this command: renders of earlier commands go there as well."""
    jobs: tuple[Job, ...] = ()
    """Render jobs of this session that are not delivered yet, oldest first."""
    saved: str = ""
    """Absolute path of this conversation's newest export, while no other is under way."""
    pending: MessageIntended | None = None
    """A message of an earlier turn that never came to its end."""
    questions: tuple[Question, ...] = ()
    """What the backend waits to be told in this session, oldest first."""
    answer_words: Callable[[], AnswerWords] = field(default=lambda: AnswerWords({}, 0))
    """Read when a question is answered."""
    stopped_turn: bool = False
    """A running turn of another process was asked to stop."""
    edited: bool = False
    """A message went out in this conversation: there may be an edit to take back."""
    undo_words: Callable[[str], str] = _undo_words
    """The message that takes the last edit back, in a language."""
    later: tuple[Action, ...] = ()
    """What the plan does after this step: a reply's GUI talk need not trigger it as well."""

    @property
    def size_limit(self) -> int:
        """Bytes."""
        return self.skill.size_limit_bytes or FAMILY_SIZE_LIMIT

    def handling(self, code: int) -> Handling:
        """What a refusal's code asks for."""
        return self.surface.codes.get(code) or handling_of(code, self.skill.errors)
