"""The refusals of the media engine; the text of each is a sentence for the user."""

from __future__ import annotations

__all__ = ["RenderCancelled", "RenderFailed", "RenderRefused", "Unreadable", "Unsupported"]


class RenderRefused(ValueError):  # noqa: N818 — the name is the studio's fixed interface
    """The draft, one of its media or the wanted output can't be rendered: what, where and why."""


class RenderFailed(RenderRefused):
    """The renderer itself stopped: out of memory or time, or killed by a hostile file."""


class RenderCancelled(Exception):  # noqa: N818 — the name is the studio's fixed interface
    """The render was stopped because its caller asked for it; no file was left."""


class Unsupported(ValueError):  # noqa: N818 — the name is the studio's fixed interface
    """The content is none of the thirteen accepted types, whatever the name says."""


class Unreadable(ValueError):  # noqa: N818 — the name is the studio's fixed interface
    """The type is accepted, but the content is broken, empty or beyond the limits."""
