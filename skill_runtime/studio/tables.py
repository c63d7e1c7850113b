"""The studio's words and numbers that are data: YAML files beside the modules that read them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

__all__ = ["table"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml reads in a tenth of the time; not every PyYAML was built with it."""


def table(package: str | None, name: str) -> Any:
    """A file of a package. Callers cache what they make of it."""
    text = files(package or __package__).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are the safe kind
