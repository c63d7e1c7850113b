"""The router: what a user says in one go → the ordered list of steps to run (DESIGN, The router).

It refuses to guess: an action fires only when every word of its clause belongs to that action's
closed vocabulary; whatever it does not know in full is a message for the backend.
"""

from __future__ import annotations

from skill_runtime.core.routing.router import Evidence, Routed, Router

__all__ = ["Evidence", "Routed", "Router"]
