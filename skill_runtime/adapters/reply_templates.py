"""The Replies port on Jinja2: `translations/replies/<language>.jinja` holds one macro for each
event type.

Backends and files fill these templates, so the environment is a sandbox; the output is plain text,
never HTML.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from skill_runtime.adapters.folders import make_private
from skill_runtime.errors import DataError

if TYPE_CHECKING:
    from jinja2 import FileSystemBytecodeCache
    from jinja2.environment import TemplateModule
    from jinja2.sandbox import SandboxedEnvironment

FALLBACK = "en"


class Worded(Protocol):
    """What there are words for: an event, an error, a finding of `doctor`."""

    @property
    def type(self) -> str:
        """The macro's name."""


class ReplyTemplates:
    """Words for events. `cache` keeps compiled templates between processes; None compiles each
    time.
    """

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = cache
        self._modules: dict[str, TemplateModule] = {}

    def words(self, event: Worded, language: str) -> str:
        """Raises DataError where a template lacks the event or fails on it."""
        name = self._available(language)
        with _faults_of(self._folder / f"{name}.jinja", event.type):
            macro = getattr(self._module(name), event.type, None)
            if macro is None:
                raise DataError(f"{self._folder / name}.jinja has no macro {event.type!r}")
            words = str(macro(event))
        # What the backend says comes in pieces, whose line ends are its own.
        return words if event.type == "said" else words.strip("\n")

    def load(self) -> None:
        """Have every language in memory. Raises DataError where a file is faulty."""
        for name in self.languages:
            with _faults_of(self._folder / f"{name}.jinja", "anything"):
                self._module(name)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.jinja")))

    def _module(self, name: str) -> TemplateModule:
        if name not in self._modules:
            self._modules[name] = self._environment.get_template(f"{name}.jinja").module
        return self._modules[name]

    def _available(self, language: str) -> str:
        """The file for a BCP 47 tag: the whole tag, its first part, or English."""
        for name in (language, language.partition("-")[0]):
            if name in self.languages:
                return name
        return FALLBACK

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        # Imported on first use: a command that says nothing is spared 30 ms.
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self._folder),
            undefined=StrictUndefined,
            bytecode_cache=_writable_cache(self._cache),
            autoescape=False,
        )
        environment.filters["dict_of"] = _dict_of
        environment.filters["dict_get"] = _dict_get
        return environment


@contextmanager
def _faults_of(path: Path, what: str) -> Iterator[None]:
    """A template's faults, in loading it and in filling it, as DataError."""
    from jinja2 import TemplateError

    try:
        yield
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise DataError(f"{path} can't say {what!r}: {error}") from error


def _writable_cache(folder: Path | None) -> FileSystemBytecodeCache | None:
    """None where nothing can be written: templates are then compiled each time."""
    from jinja2 import FileSystemBytecodeCache

    if folder is None:
        return None
    try:
        make_private(folder)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _dict_of(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return dict(pairs)


def _dict_get(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key)
