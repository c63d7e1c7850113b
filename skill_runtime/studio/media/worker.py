"""The rendering child: one job in, progress and an outcome out. Runs inside `sandbox` only.

Reports `{"progress": share}`, and at the end `{"done": true}`, `{"refused": sentence}` or
`{"full": true}`, where the disk is.
"""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skill_runtime.studio.media.confinement import Report
from skill_runtime.studio.media.encoder import write
from skill_runtime.studio.media.errors import RenderRefused, Unreadable, Unsupported
from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.output import POSTER, Output, canvas_of
from skill_runtime.studio.media.reading import read_draft

_TELL_EVERY = 0.1
"""Seconds between two reports of progress."""


def run(job: Mapping[str, Any], report: Report) -> None:
    """Renders `job`: draft, media (id → path), output and path."""
    last = 0.0

    def progress(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_EVERY:
            last = now
            report({"progress": share})

    output = Output(**job["output"])
    draft = read_draft(json.loads(job["draft"]))
    media = {name: Path(path) for name, path in job["media"].items()}
    sketched = output.picture != POSTER
    film = Film(draft, canvas_of(draft, output), media, sketched)
    try:
        write(film, output, Path(job["path"]), progress)
    except (RenderRefused, Unreadable, Unsupported) as refusal:
        report({"refused": str(refusal)})
    except MemoryError:
        report({"refused": "The draft needs too much memory: make its media smaller or fewer."})
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        report({"full": True})
    else:
        report({"done": True})
