"""The Replies port on Jinja2: `translations/replies/<language>.jinja` holds one macro for each
event type.

Backends and files fill these templates, so the environment is a sandbox; the output is plain text,
never HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skill_runtime.errors import DataError
from skill_runtime.model.events import Event

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule
    from jinja2.sandbox import SandboxedEnvironment

FALLBACK = "en"


class ReplyTemplates:
    """Words for events. `cache` keeps compiled templates between processes; None compiles each
    time.
    """

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = cache
        self._modules: dict[str, TemplateModule] = {}

    def words(self, event: Event, language: str) -> str:
        """Raises DataError where a template lacks the event or fails on it."""
        module = self._module(language)
        macro = getattr(module, event.type, None)
        if macro is None:
            raise DataError(f"{self._folder / language}.jinja has no macro {event.type!r}")
        return str(macro(event)).strip("\n") if event.type != "said" else str(macro(event))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.jinja")))

    def _module(self, language: str) -> TemplateModule:
        name = self._available(language)
        if name not in self._modules:
            from jinja2 import TemplateError

            try:
                self._modules[name] = self._environment.get_template(f"{name}.jinja").module
            except TemplateError as error:
                raise DataError(f"{self._folder / name}.jinja: {error}") from error
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
        from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        cache = None
        if self._cache is not None:
            self._cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            cache = FileSystemBytecodeCache(str(self._cache))
        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self._folder),
            undefined=StrictUndefined,
            bytecode_cache=cache,
            autoescape=False,
        )
        environment.filters["dict_of"] = _dict_of
        environment.filters["dict_get"] = _dict_get
        return environment


def _dict_of(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return dict(pairs)


def _dict_get(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key)
