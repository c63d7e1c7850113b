from __future__ import annotations

from hypothesis import settings

# A machine that is busy with something else must not fail a property.
settings.register_profile("untimed")
settings.load_profile("untimed")
