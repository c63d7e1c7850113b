from __future__ import annotations

from hypothesis import settings

# A test says what is right, on any machine and beside anything else; speed lives in benchmarks. The
# long hunts for strange inputs are there as well: here each run tries some others.
settings.register_profile("short", deadline=None, max_examples=40)
settings.load_profile("short")
