"""Rows of labelled data: the YAML files beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast, and there are twenty thousand rows; not every PyYAML was built with it."""


def rows(file: Path) -> Any:
    """What a file holds."""
    return parsed(file.read_text(encoding="utf-8"))


def parsed(text: str) -> Any:
    """What a YAML text holds."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are the safe kind
