"""An engine whose pictures come from an image model, and from its painter where that fails."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from skill_runtime.studio.agent.project import Painted
from skill_runtime.studio.engine import LocalEngine, MediaRefused

from .image_model import ImageModel, ImageModelFailed

__all__ = ["GeneratingEngine"]

log = logging.getLogger(__name__)


class GeneratingEngine(LocalEngine):
    """The studio's own makers, but for pictures."""

    paints_alike = False

    def __init__(self, model: ImageModel) -> None:
        super().__init__()
        self._model = model

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted:
        """A PNG of exactly that size, by whoever made it."""
        raw = path.with_name(f"{path.name}.model")
        try:
            self._generate(prompt, (width, height), raw, path)
        except ImageModelFailed as failure:
            log.warning("the image model gave no picture: %s", failure)
            return replace(super().paint(prompt, width, height, path), trouble=failure.trouble)
        finally:
            with suppress(FileNotFoundError):
                raw.unlink()
        return Painted((), model=self._model.name)

    def _generate(self, prompt: str, size: tuple[int, int], raw: Path, path: Path) -> None:
        self._model.make(prompt, *size, raw)
        try:
            # Decoded in a child with limits first: what comes from a network is untrusted.
            if self.probe(raw).kind != "image":
                raise ImageModelFailed("unusable")
        except MediaRefused:
            raise ImageModelFailed("unusable") from None
        from PIL import Image, ImageOps
        from PIL.PngImagePlugin import PngInfo

        note = PngInfo()
        note.add_text("Comment", f"made by the image model {self._model.name}")
        with Image.open(raw) as image:
            fitted = ImageOps.fit(image.convert("RGB"), size, Image.Resampling.LANCZOS)
        fitted.save(path, "PNG", pnginfo=note, compress_level=1)
