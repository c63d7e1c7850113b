"""The films that renderers are measured with: what they are made of, and their drafts.

All of it is made here: painted pictures, composed music, and a clip as a phone would have filmed
it, grain included. A film is 1080x1920 at 30 frames a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image

from skill_runtime.studio.media.music import compose, write_wav
from skill_runtime.studio.media.placing import place
from skill_runtime.studio.media.reading import read_draft
from skill_runtime.studio.media.sprite import TextSprite
from skill_runtime.studio.painting import paint, save_png

__all__ = ["HEIGHT", "WIDTH", "long_film", "make_media", "rainy", "short_film"]

WIDTH, HEIGHT, FPS = 1080, 1920, 30
_PICTURES = ("a lighthouse at dusk", "a cat in a cafe", "a city street at noon", "mountains")
_RAIN = "a city street at night in the rain"
_CLIP_SECONDS = 5
_GRAIN = 2.0
"""The standard deviation of a clip's noise, in levels."""


def make_media(folder: Path) -> None:
    """Everything that the drafts name, as `<id>.png`, `.mp4` or `.wav`, and the title alone."""
    for number, words in enumerate((*_PICTURES, _RAIN)):
        name = "rain" if words == _RAIN else f"picture{number}"
        save_png(paint(words, WIDTH, HEIGHT), folder / f"{name}.png")
    _as_a_photo(folder / "rain.png", folder / "dry.png")
    _as_a_photo(folder / "picture0.png", folder / "photo.png")
    write_wav(compose("ambient", 60, "benchmark"), folder / "music.wav")
    _film_clip(folder)
    _draw_title(folder / "title.png")


def short_film(still: str = "photo") -> dict[str, Any]:
    """Ten seconds: a still that is slowly pushed into, a clip with sound, a title, music, fades.

    Of the stills, `photo` is a picture as anybody brings it, and `picture0` a painted one, whose
    sky goes its own way.
    """
    return _draft(
        10_000,
        [_still(still, 0, 5000, fade_in=500), _clip(5000)],
        [_title("Benchmark", 500, 3500)],
    )


def long_film(seconds: int = 60) -> dict[str, Any]:
    """Two stills for each clip, all of four seconds, each with a title; music all along."""
    shots, titles = [], []
    for number, start in enumerate(range(0, seconds * 1000, 4000)):
        still = _still(f"picture{number % len(_PICTURES)}", start, 4000, dissolve=400)
        shots.append(_clip(start, 4000) if number % 3 == 2 else still)
        titles.append(_title(f"Scene {number + 1}", start + 300, 3000))
    return _draft(seconds * 1000, shots, titles)


def rainy(source: str) -> dict[str, Any]:
    """Six seconds of one still, `rain` or `dry`: the same picture with and without what falls."""
    return _draft(6000, [_still(source, 0, 6000)], [])


def _draft(
    length: int, shots: Sequence[Mapping[str, Any]], titles: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    music = _segment(0, length, kind="music", src="music", volume=0.35, fade_out=1000)
    return {
        "v": 1,
        "d": length,
        "m": {"width": WIDTH, "height": HEIGHT, "fps": FPS},
        "t": [{"tt": 0, "sg": shots}, {"tt": 1, "sg": [music]}, {"tt": 7, "sg": titles}],
    }


def _still(source: str, start: int, length: int, **more: Any) -> dict[str, Any]:
    return _segment(start, length, kind="image", src=source, motion="push", **more)


def _clip(start: int, length: int = _CLIP_SECONDS * 1000) -> dict[str, Any]:
    return _segment(start, length, kind="video", src="clip")


def _title(text: str, start: int, length: int) -> dict[str, Any]:
    return _segment(start, length, text=text, position="bottom", fade_in=300, fade_out=300)


def _segment(start: int, length: int, **details: Any) -> dict[str, Any]:
    return {"s": start, "d": length, "m": details}


def _as_a_photo(painted: Path, photo: Path) -> None:
    """The picture alone: what moves in it stands in a chunk that Pillow doesn't copy."""
    with Image.open(painted) as image:
        image.convert("RGB").save(photo)


def _draw_title(path: Path) -> None:
    """The short film's title on a clear canvas, for renderers without fonts of their own."""
    [placed] = place(read_draft(short_film()).titles, WIDTH, HEIGHT)
    sprite = TextSprite(placed)
    canvas = Image.new("RGBA", (WIDTH, HEIGHT))
    canvas.paste(Image.fromarray(sprite.pixels()), (sprite.rect.left, sprite.rect.top))
    canvas.save(path)


def _film_clip(folder: Path) -> None:
    """A camera that goes over a picture, with grain and sound, in H.264 and AAC."""
    dice = np.random.default_rng(1)
    grain = dice.normal(0, _GRAIN, (HEIGHT * 2, WIDTH * 2)).round().astype(np.int16)
    with Image.open(folder / "picture2.png") as picture:
        large = picture.convert("RGB").resize((WIDTH * 5 // 4, HEIGHT * 5 // 4))
    with av.open(str(folder / "clip.mp4"), "w") as file:
        video = file.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "crf": "20"})
        if not isinstance(video, VideoStream):
            raise TypeError("libx264 is no video codec")
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = file.add_stream("aac", rate=48_000, layout="stereo")
        for number in range(_CLIP_SECONDS * FPS):
            seen = large.crop((number, number, number + WIDTH, number + HEIGHT))
            frame = av.VideoFrame.from_ndarray(np.asarray(seen), format="rgb24")
            pixels = frame.reformat(format="yuv420p").to_ndarray()
            down, across = dice.integers(0, HEIGHT), dice.integers(0, WIDTH)
            luma = pixels[:HEIGHT] + grain[down : down + HEIGHT, across : across + WIDTH]
            pixels[:HEIGHT] = np.clip(luma, 16, 235)
            file.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="yuv420p")))
        file.mux(video.encode(None))
        if isinstance(audio, AudioStream):
            sound = av.AudioFrame.from_ndarray(_hum(), format="fltp", layout="stereo")
            sound.sample_rate, sound.pts, sound.time_base = 48_000, 0, Fraction(1, 48_000)
            file.mux(audio.encode(sound))
            file.mux(audio.encode(None))


def _hum() -> np.ndarray[Any, np.dtype[np.float32]]:
    at = np.arange(_CLIP_SECONDS * 48_000) / 48_000
    wave = 0.2 * np.sin(2 * np.pi * 220 * at) * (1 + np.sin(2 * np.pi * 3 * at)) / 2
    return np.stack([wave, wave]).astype(np.float32)
