"""One render of the short film by one program, as a process of its own: `python -m
benchmarks.rendering_rivals NAME FOLDER`.

`studio` is what a user's export does. `x264` encodes the frames of the same film, composed
beforehand (`frames.yuv`), with the studio's own settings and nothing else: the least that any
renderer costs.
`ffmpeg` and `moviepy` make the film in their own ways from the same media.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["RIVALS", "missing"]

_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-bf", "1", "-g", "120")


def _studio(folder: Path) -> None:
    """Renders `draft.json`; tells the time to the first progress and the child's peak memory."""
    from skill_runtime.studio.media.rendering import Output, render

    began = time.perf_counter()
    first: list[float] = []

    def progress(share: float) -> None:
        if share > 0 and not first:
            first.append(time.perf_counter() - began)

    render(
        json.loads((folder / "draft.json").read_text("utf-8")),
        lambda name: _file_of(folder, name),
        folder / "studio.mp4",
        Output(),
        progress=progress,
        cancelled=lambda: False,
    )
    # In KB; the child is larger than this process by far, so that none of it is ours.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    sys.stdout.write(json.dumps({"first_progress": first[0], "peak_mb": peak}))


def _cancelled(folder: Path) -> None:
    """Cancels the render in its middle, and tells how long it took to end."""
    from skill_runtime.studio.media.rendering import Output, RenderCancelled, render

    asked: list[float] = []
    shares = [0.0]

    def cancelled() -> bool:
        if shares[-1] > 0.2:
            asked.append(time.perf_counter())
        return bool(asked)

    try:
        render(
            json.loads((folder / "draft.json").read_text("utf-8")),
            lambda name: _file_of(folder, name),
            folder / "cancelled.mp4",
            Output(),
            progress=shares.append,
            cancelled=cancelled,
        )
    except RenderCancelled:
        sys.stdout.write(json.dumps({"cancel": time.perf_counter() - asked[0]}))


def _x264(folder: Path) -> None:
    import av
    import numpy as np

    from skill_runtime.studio.media.encoder import CODECS, video_stream
    from skill_runtime.studio.media.output import Canvas

    size = json.loads((folder / "size.json").read_text("utf-8"))
    canvas = Canvas(*size)
    shape = (-1, canvas.height * 3 // 2, canvas.width)
    pages = np.memmap(folder / "frames.yuv", np.uint8, "r").reshape(shape)
    with av.open(str(folder / "x264.mp4"), "w") as file:
        video = video_stream(file, canvas, CODECS["mp4"], "high")
        for number, page in enumerate(pages):
            frame = av.VideoFrame.from_numpy_buffer(page, format="yuv420p")
            frame.pts = number
            file.mux(video.encode(frame))
        file.mux(video.encode(None))


def _ffmpeg(folder: Path) -> None:
    picture = (
        "[0]scale=2160:-2,zoompan=z='1+0.1*on/150':d=150:fps=30:s=1080x1920"
        ":x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2',setsar=1,fade=in:d=0.5,format=yuv420p[still];"
        "[1:v]fps=30,setsar=1,format=yuv420p[clip];[still][clip]concat=n=2[shots];"
        "[2]fps=30,format=rgba,fade=in:st=0:d=0.3:alpha=1,fade=out:st=3.2:d=0.3:alpha=1,"
        "setpts=PTS+0.5/TB[title];[shots][title]overlay=eof_action=pass[picture]"
    )
    sound = (
        "[1:a]adelay=5000:all=1[own];[3]volume=0.35,afade=out:st=9:d=1[music];"
        "[own][music]amix=duration=longest:normalize=0,atrim=end=10[sound]"
    )
    inputs = [
        *("-i", folder / "photo.png", "-i", folder / "clip.mp4"),
        *("-loop", "1", "-t", "3.5", "-i", folder / "title.png", "-i", folder / "music.wav"),
    ]
    outputs = ["-map", "[picture]", "-map", "[sound]", *_X264, "-c:a", "aac", "-b:a", "160k"]
    command = [ffmpeg_program(), "-y", "-v", "error", *map(str, inputs)]
    command += ["-filter_complex", f"{picture};{sound}", *outputs, "-t", "10"]
    subprocess.run([*command, str(folder / "ffmpeg.mp4")], check=True)


def _moviepy(folder: Path) -> None:
    moviepy: Any = importlib.import_module("moviepy")
    still = moviepy.ImageClip(str(folder / "photo.png")).with_duration(5)
    still = still.resized(lambda at: 1 + 0.02 * at).with_position("center")
    still = still.with_effects([moviepy.vfx.FadeIn(0.5)])
    clip = moviepy.VideoFileClip(str(folder / "clip.mp4")).with_start(5)
    title = moviepy.ImageClip(str(folder / "title.png")).with_start(0.5).with_duration(3.5)
    title = title.with_effects([moviepy.vfx.CrossFadeIn(0.3), moviepy.vfx.CrossFadeOut(0.3)])
    music = moviepy.AudioFileClip(str(folder / "music.wav")).subclipped(0, 10)
    music = music.with_effects([moviepy.afx.MultiplyVolume(0.35), moviepy.afx.AudioFadeOut(1)])
    film = moviepy.CompositeVideoClip([still, clip, title], size=(1080, 1920)).with_duration(10)
    film = film.with_audio(moviepy.CompositeAudioClip([clip.audio, music]))
    film.write_videofile(
        str(folder / "moviepy.mp4"),
        fps=30,
        codec="libx264",
        preset="veryfast",
        audio_codec="aac",
        temp_audiofile_path=str(folder),
        ffmpeg_params=["-crf", "20", "-bf", "1"],
        logger=None,
    )


RIVALS: Mapping[str, Callable[[Path], None]] = {
    "studio": _studio,
    "cancelled": _cancelled,
    "x264": _x264,
    "ffmpeg": _ffmpeg,
    "moviepy": _moviepy,
}


def ffmpeg_program() -> str:
    """The command on the path, or the one that imageio-ffmpeg brings; empty without either."""
    found = shutil.which("ffmpeg")
    if found or importlib.util.find_spec("imageio_ffmpeg") is None:
        return found or ""
    bundled: Any = importlib.import_module("imageio_ffmpeg")
    return str(bundled.get_ffmpeg_exe())


def missing(name: str) -> str:
    """What to install for a rival; empty where nothing is."""
    if name == "ffmpeg" and not ffmpeg_program():
        return "there is no ffmpeg: pip install imageio-ffmpeg"
    if name == "moviepy" and importlib.util.find_spec("moviepy") is None:
        return "it is not installed: pip install moviepy"
    return ""


def _file_of(folder: Path, name: str) -> Path:
    return next(
        path for path in folder.glob(f"{name}.*") if path.suffix in {".png", ".mp4", ".wav"}
    )


if __name__ == "__main__":
    RIVALS[sys.argv[1]](Path(sys.argv[2]))
