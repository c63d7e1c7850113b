from __future__ import annotations

from hypothesis import settings

# A test says what is right, on any machine and beside anything else; speed lives in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
