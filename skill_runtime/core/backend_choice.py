"""Which peer a conversation talks to, and at which address a token may go there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from skill_runtime.core.trust import judge_api_base
from skill_runtime.errors import UsageError
from skill_runtime.model.skill import FAMILY_API_BASE, Skill
from skill_runtime.model.values import dataclass
from skill_runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class BackendChoice:
    """Which peer, and where."""

    kind: str
    """cloud · studio · other"""
    base: str
    """Empty for the studio, whose address is known once it runs."""
    surface: str = "family"
    """family · adk"""
    app: str = ""
    """The agent at an ADK server; empty: the only one."""

    @property
    def key(self) -> str:
        """What tokens and sessions are kept under."""
        if self.surface == "adk":
            return f"adk {self.base} {self.app}".strip()
        return self.base or self.kind

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc


def choose_backend(
    asked: str, settings: Settings, skill: Skill, consented: Callable[[], str | None]
) -> BackendChoice:
    """In this order: `--backend`, SKILL_BACKEND, a cloud that the environment names, the address
    that the user agreed to in `connect`, the studio.

    Raises UsageError for an address that a token must not go to.
    """
    choice = asked or settings.backend
    if not choice:
        choice = "cloud" if settings.token or settings.api_url else consented() or "studio"
    if choice == "studio":
        return BackendChoice("studio", "")
    family = skill.api_base or FAMILY_API_BASE
    if choice in {"cloud", family}:
        named = settings.api_url and _named_address(settings.api_url, "NEMO_API_URL")
        return BackendChoice("cloud", named or family)
    if "://" not in choice:
        advice = f"{choice!r} is no backend. Say cloud, studio or an address (https://…)."
        raise UsageError(advice, "no_backend", asked=choice)
    return BackendChoice("other", _named_address(choice, "--backend"))


def choose_adk_server(asked: str, app: str, settings: Settings) -> BackendChoice:
    """The address that the user named: `--backend`, SKILL_BACKEND or NEMO_API_URL; there is no
    other.

    Raises UsageError where it is none.
    """
    named = (asked, "--backend"), (settings.backend, "SKILL_BACKEND")
    for address, where in (*named, (settings.api_url, "NEMO_API_URL")):
        if "://" in address:
            base = _named_address(address, where)
            return BackendChoice("other", base, "adk", app or settings.app)
    advice = "An ADK server is found by its address: --backend http://127.0.0.1:8000, for example."
    raise UsageError(advice, "no_adk_server")


def _named_address(address: str, where: str) -> str:
    judged = judge_api_base(address, named_by_user=True)
    if judged.fault:
        fields = {"where": where, "host": judged.host, "reason": judged.fault}
        raise UsageError(f"{where}: {judged.host} {judged.fault}.", "bad_address", **fields)
    return judged.url
