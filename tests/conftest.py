from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Generator

import pytest
from hypothesis import settings

# A test says what is right, on any machine and beside anything else; speed lives in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What a background shell or `nohup` ignores, commands that a test starts would ignore as well.
if threading.current_thread() is threading.main_thread():
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    hang_up = getattr(signal, "SIGHUP", None)  # not on Windows
    if hang_up is not None and signal.getsignal(hang_up) is signal.SIG_IGN:
        signal.signal(hang_up, signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All tests stay: to look for garbage among ten thousand takes as long as to make them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
