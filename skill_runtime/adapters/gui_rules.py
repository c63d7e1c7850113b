"""Reads translations/gui/*.yaml. It refuses a file whose shape or expressions are wrong.

Every fault is a `DataError` that names the file, the row and what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import yaml

from skill_runtime.core.gui.rules import GuiRules, LanguageRules, ObjectRow, VerbClass, Wording
from skill_runtime.errors import DataError
from skill_runtime.model.plan import Action

_LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)
_FIRST = "en"
"""Text that shows no script of its own is read by this language's rules."""
_ACTIONS = {str(a): a for a in (Action.EXPORT, Action.UPLOAD, Action.CREDITS, Action.STATUS)} | {
    "chat": Action.CHAT
}
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_VERB_FLAGS = (
    "strict",
    "itself",
    "goes_on",
    "fallback",
    "look",
    "addressed",
    "wished",
    "forbids",
    "handles",
)
_KINDS = {
    "leads": {"tell", "link", "allow", "forbid", "aside", "subordinate", "place", "thing"},
    "clauses": {
        "condition",
        "choice",
        "wait",
        "purpose",
        "goal",
        "heading",
        "named",
        "done",
        "end",
        "actor",
        "presented",
        "place",
        "inability",
        "own",
        "setting",
        "advice",
        "part",
        "continuation",
        "consequence",
        "otherwise",
        "reason",
        "reported",
    },
    "sentences": {
        "hint",
        "content",
        "will",
        "trouble",
        "trouble_more",
        "inability",
        "presented",
        "intro",
        "steps_intro",
        "shot_table",
        "offer_table",
        "then",
        "request",
    },
}


def load_gui_rules(folder: Path, *, check: bool = False) -> GuiRules:
    """Every language file of the folder.

    Args:
        folder: where the files lie.
        check: compile every phrase by itself, so that a fault is told with its row. It takes longer
            than all the rest; the tests do it, and whoever changes a file runs them.

    Raises:
        DataError: there is no such file, or one has a fault.
    """
    paths = sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != _FIRST, path.stem))
    if not paths:
        raise DataError(f"{folder}: there is no language file (such as en.yaml) in this folder.")
    return GuiRules(tuple(_LanguageFile(path, check=check).rules() for path in paths))


class _LanguageFile:
    """One file while it is read; knows its own name for the errors."""

    def __init__(self, path: Path, *, check: bool) -> None:
        self._path = path
        self._check = check
        self._fragments: dict[str, str] = {}

    def rules(self) -> LanguageRules:
        data = self._parse()
        self._check_keys("the file", data, _KEYS, required=_KEYS - _OPTIONAL)
        for name, text in self._mapping("fragments", data.get("fragments", {})).items():
            options = self._phrases(f"fragments: {name}", text)
            self._fragments[name] = f"(?:{'|'.join(options)})"
        verbs = self._mapping("verbs", data["verbs"])
        evidence = self._groups("evidence", data["evidence"])
        return LanguageRules(
            name=self._text("language", data["language"]),
            letters=self._pattern("letters", self._text("letters", data["letters"])),
            spaced=self._flag("spaced", data["spaced"]),
            letters_per_word=self._count("letters_per_word", data["letters_per_word"]),
            verbs=tuple(self._verb(name, row, evidence) for name, row in verbs.items()),
            evidence=evidence,
            objects=tuple(self._object(n, row, verbs) for n, row in self._rows(data["objects"])),
            leads=self._groups("leads", data["leads"]),
            clauses=self._groups("clauses", data["clauses"]),
            breaks=self._phrases("breaks", data["breaks"]),
            sentences=self._groups("sentences", data["sentences"]),
            joints=self._texts("joints", data.get("joints", {})),
            details={
                self._pattern("details", key): value
                for key, value in self._texts("details", data.get("details", {})).items()
            },
            wording={
                self._known_action(f"wording: {key}", key): self._wording(f"wording: {key}", row)
                for key, row in self._mapping("wording", data["wording"]).items()
            },
            enough=self._phrases("enough", data["enough"]),
            patience=self._text("patience", data.get("patience", "")),
            adverb=self._phrases("adverb", data.get("adverb", "")),
            frame=self._phrases("frame", data.get("frame", "")),
            loans=self._loans(data.get("loans", {})),
            spellings=self._spellings("spellings", data),
            respelled=self._spellings("respelled", data),
        )

    def _parse(self) -> Mapping[str, object]:
        try:
            data = yaml.load(self._path.read_text("utf-8"), _LOADER)  # noqa: S506 - a safe loader
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise self._fault("the file", f"it is no YAML: {error}") from error
        return self._mapping("the file", data)

    def _verb(self, name: str, row: object, evidence: Mapping[str, object]) -> VerbClass:
        where = f"verbs: {name}"
        data = self._mapping(where, row)
        allowed = {"forms", "needs", "default", "wording", *_VERB_FLAGS}
        self._check_keys(where, data, allowed, required={"forms", "needs", "default"})
        needs = self._names(f"{where}: needs", data["needs"], {*evidence, "object"})
        return VerbClass(
            name=name,
            forms=self._phrases(f"{where}: forms", data["forms"]),
            needs=needs,
            default=self._action(where, data["default"]),
            wording=self._own_wording(where, data),
            **{f: self._flag(f"{where}: {f}", data.get(f, False)) for f in _VERB_FLAGS},
        )

    def _object(self, number: int, row: object, verbs: Mapping[str, object]) -> ObjectRow:
        where = f"objects: row {number}"
        data = self._mapping(where, row)
        flags = {"generic", "neutral", "overrides"}
        allowed = {"action", "names", "verbs", "wording"} | flags
        self._check_keys(where, data, allowed, required={"action", "names"})
        return ObjectRow(
            action=self._action(where, data["action"]),
            names=self._phrases(f"{where}: names", data["names"]),
            verbs=self._names(f"{where}: verbs", data.get("verbs", []), set(verbs)),
            wording=self._own_wording(where, data),
            **{flag: self._flag(f"{where}: {flag}", data.get(flag, False)) for flag in flags},
        )

    def _own_wording(self, where: str, data: Mapping[str, object]) -> Wording | None:
        return self._wording(f"{where}: wording", data["wording"]) if "wording" in data else None

    def _wording(self, where: str, row: object) -> Wording:
        data = self._mapping(where, row)
        self._check_keys(where, data, {field.name for field in fields(Wording)}, required=set())
        return Wording(**{key: self._text(f"{where}: {key}", value) for key, value in data.items()})

    def _groups(self, where: str, value: object) -> dict[str, tuple[str, ...]]:
        data = self._mapping(where, value)
        if kinds := _KINDS.get(where):
            self._check_keys(where, data, kinds, required=set())
        return {name: self._phrases(f"{where}: {name}", text) for name, text in data.items()}

    def _phrases(self, where: str, value: object) -> tuple[str, ...]:
        """Alternatives, one a line or several with " / " between them."""
        parts = self._text(where, value).replace("\n", " / ").split(" / ")
        return tuple(self._pattern(where, part.strip()) for part in parts if part.strip())

    def _loans(self, value: object) -> dict[str, str]:
        """This language's word → the foreign words read as it; turned round."""
        loans: dict[str, str] = {}
        for own, text in self._texts("loans", value).items():
            for word in text.replace("\n", " / ").split(" / "):
                known = loans.setdefault(word.strip().lower(), own)
                if known != own:
                    raise self._fault("loans", f"{word.strip()!r} is both {known!r} and {own!r}.")
        loans.pop("", None)
        return loans

    def _spellings(self, where: str, data: Mapping[str, object]) -> dict[str, str]:
        """Entries between blanks; the first half of each is read (or written) as its second."""
        text = self._text(where, data.get(where, ""))
        for pair in text.split():
            if len(pair) % 2:
                raise self._fault(where, f"the halves of {pair!r} differ in length.")
        return {pair[: len(pair) // 2]: pair[len(pair) // 2 :] for pair in text.split()}

    def _pattern(self, where: str, text: str) -> str:
        def fragment(match: re.Match[str]) -> str:
            if match[1] not in self._fragments:
                known = ", ".join(self._fragments) or "none"
                raise self._fault(where, f"there is no fragment {match[0]} above it ({known}).")
            return self._fragments[match[1]]

        pattern = _FRAGMENT.sub(fragment, text)
        if self._check:
            self._compile(where, text, pattern)
        return pattern

    def _compile(self, where: str, text: str, pattern: str) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise self._fault(where, f"{text!r} is no regular expression: {error}.") from error

    def _rows(self, value: object) -> Iterable[tuple[int, object]]:
        if not isinstance(value, list):
            raise self._fault("objects", "it must be a list of rows.")
        return enumerate(value, 1)

    def _names(self, where: str, value: object, known: set[str]) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self._fault(where, "it must be a list of names.")
        for name in value:
            if name not in known:
                raise self._fault(where, f"{name!r} is unknown; known: {', '.join(sorted(known))}.")
        return tuple(str(name) for name in value)

    def _action(self, where: str, value: object) -> Action | None:
        return None if value == "none" else self._known_action(where, value)

    def _known_action(self, where: str, value: object) -> Action:
        action = _ACTIONS.get(value) if isinstance(value, str) else None
        if action is None:
            known = ", ".join(_ACTIONS)
            raise self._fault(where, f"{value!r} is no action; there are {known} (and none).")
        return action

    def _mapping(self, where: str, value: object) -> Mapping[str, object]:
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return value
        raise self._fault(where, "it must be a mapping of names to values.")

    def _texts(self, where: str, value: object) -> dict[str, str]:
        rows = self._mapping(where, value).items()
        return {key: self._text(f"{where}: {key!r}", text) for key, text in rows}

    def _text(self, where: str, value: object) -> str:
        if isinstance(value, str):
            return value
        raise self._fault(where, f"it must be text, not {value!r}.")

    def _flag(self, where: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        raise self._fault(where, f"it must be true or false, not {value!r}.")

    def _count(self, where: str, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        raise self._fault(where, f"it must be a whole number above 0, not {value!r}.")

    def _check_keys(
        self, where: str, data: Mapping[str, object], allowed: set[str], *, required: set[str]
    ) -> None:
        for key in data:
            if key not in allowed:
                raise self._fault(
                    where, f"{key!r} is unknown; allowed: {', '.join(sorted(allowed))}."
                )
        for key in sorted(required - data.keys()):
            raise self._fault(where, f"{key!r} is missing.")

    def _fault(self, where: str, what: str) -> DataError:
        return DataError(f"{self._path}: {where}: {what}")


_KEYS = {field.name for field in fields(LanguageRules)} - {"name"} | {"language", "fragments"}
_OPTIONAL = {
    "fragments",
    "joints",
    "details",
    "frame",
    "adverb",
    "loans",
    "spellings",
    "respelled",
    "patience",
}
