"""Makes the README's two pictures from a real conversation with the studio.

    .venv/bin/python docs/make_pictures.py

`conversation.svg` is what a terminal shows; `frame.jpg` is a frame of the MP4 that was exported.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import av
from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).parent
SENTENCES = (DOCS.parent / "demo" / "en.txt").read_text("utf-8").splitlines()
FRAME_S = 1.5
WIDTH = 100


def main() -> None:
    screen = Console(width=WIDTH, record=True, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        film = Path()
        for sentence in SENTENCES:
            reply = _say(sentence, folder)
            film = Path(reply.splitlines()[-1])
            screen.print(Text(f"$ skill-runtime say '{sentence}'", "bold cyan"))
            screen.print(Text(reply.replace(folder, "~/Videos")))
        _save_frame(film)
    picture = screen.export_svg(title="skill-runtime", font_aspect_ratio=0.61)
    # Without the fonts that it would fetch from elsewhere: the viewer's own monospace does.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    (DOCS / "conversation.svg").write_text(picture, "utf-8")


def _say(sentence: str, folder: str) -> str:
    command = [sys.executable, str(DOCS.parent / "skill_runtime"), "say", sentence]
    done = subprocess.run(
        [*command, "--backend", "studio", "--session", folder, "--out", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _save_frame(film: Path) -> None:
    with av.open(str(film)) as container:
        frame = next(f for f in container.decode(video=0) if f.time and f.time >= FRAME_S)
        picture = frame.to_image()
    picture.thumbnail((540, 960))
    picture.save(DOCS / "frame.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
