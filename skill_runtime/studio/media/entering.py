"""How a shot takes the place of the one before where it doesn't dissolve: by a wipe or a slide."""

from __future__ import annotations

from skill_runtime.studio.media.rect import Rect, even

__all__ = ["TRANSITIONS", "entered"]

_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
TRANSITIONS = frozenset({
    "dissolve", *(f"{how}-{way}" for how in ("wipe", "slide") for way in _WAYS)
})  # fmt: skip


def entered(rect: Rect, kind: str, share: float) -> tuple[Rect, Rect]:
    """Which part of a rectangle the new shot has taken when it is so far (0 to 1), and where its
    own rectangle lies by then: a wipe uncovers it in its place, a slide brings it.
    """
    how, _, way = kind.partition("-")
    across, down = _WAYS[way]
    gone = 1 - share
    # From the side that it leaves behind: what moves to the right begins at the left.
    offset = even(-across * rect.width * gone), even(-down * rect.height * gone)
    lies = Rect(
        rect.left + offset[0],
        rect.top + offset[1],
        rect.right + offset[0],
        rect.bottom + offset[1],
    )
    shown = lies.meet(rect) or Rect(rect.left, rect.top, rect.left, rect.top)
    return shown, lies if how == "slide" else rect
