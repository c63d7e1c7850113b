"""A router that was kept is ready before `typing` and `re` would have been imported."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import skill_runtime
from tests.routing.conftest import INTENTS

_PROGRAM = """
import sys
sys.path[:0] = [ROOT]
from skill_runtime.adapters.derived_cache import DerivedCache
from skill_runtime.core.routing import Router
from skill_runtime.model.utterance import Utterance

def build():
    sys.path += PATHS
    from pathlib import Path
    from skill_runtime.adapters.vocabulary import load_vocabulary
    return Router.build(load_vocabulary(Path(INTENTS)))

router = DerivedCache(KEPT).get(Router, [INTENTS], build)
said = ["export ~/clip one.mp4导出 in 1080x1920", "把视频导出成 gif", "clip1.mp4 at 30fps"]
plans = [[str(step.action) for step in router.route(Utterance(text)).plan.steps] for text in said]
print((plans, sorted({"typing", "re", "enum"} & set(sys.modules))))
"""


def _started(kept: Path) -> tuple[list[list[str]], list[str]]:
    """The plans, and which modules were imported. Without `site`, which may import anything."""
    root = str(Path(skill_runtime.__file__).parents[1])
    known = {"ROOT": root, "KEPT": str(kept), "INTENTS": str(INTENTS), "PATHS": sys.path}
    names = "\n".join(f"{name} = {value!r}" for name, value in known.items())
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"{names}\n{_PROGRAM}"],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    plans, modules = ast.literal_eval(done.stdout)
    return plans, modules


def test_a_kept_router_needs_no_library_of_types_or_expressions(tmp_path: Path) -> None:
    built, imported = _started(tmp_path)
    assert {"typing", "re"} <= set(imported)
    kept, imported = _started(tmp_path)
    assert kept == built
    assert imported == ["enum"]
