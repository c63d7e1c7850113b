"""What `doctor` finds out about the studio's own variables, as the studio itself reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from skill_runtime.studio.service.settings import from_environment
from skill_runtime.surfaces.doctor.findings import Finding, Level


def own_variables(environment: Mapping[str, str], *, needed: bool) -> Iterator[Finding]:
    """Who makes its pictures, where they are not painted; a problem where it could not start."""
    try:
        settings = from_environment(Path(), environment)
    except ValueError as error:
        level = Level.PROBLEM if needed else Level.NOTE
        yield Finding("studio", "misconfigured", {"advice": str(error)}, level)
        return
    if settings.image_url:
        host = urlsplit(settings.image_url).netloc
        fields = {"host": host, "model": settings.image_model, "key": bool(settings.image_key)}
        yield Finding("studio", "images", fields)
