"""Commands that only read text: route, translate, inspect, replay. No backend, no state."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from skill_runtime.assembly import load_router, load_skill, load_translator
from skill_runtime.errors import UsageError, unreadable
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import harmless, json_line

if TYPE_CHECKING:
    from skill_runtime.core.gui import GuiTranslator
    from skill_runtime.core.routing import Evidence, Router
    from skill_runtime.model.gui import GuiAction
    from skill_runtime.model.plan import Plan

Json = Mapping[str, object]


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    commands = {"route": _route, "translate": _translate, "inspect": _inspect, "replay": _replay}
    return commands[options.command](options)


# --- route ------------------------------------------------------------------------------------


def _route(options: argparse.Namespace) -> int:
    from skill_runtime.model.utterance import Utterance

    router = load_router(load_skill(options.skill))
    if options.jsonl:
        return _answer_lines(lambda line: _routed(router, line))
    if options.text is None and not options.attach:
        advice = 'There is nothing to route. Give a sentence: skill-runtime route "…"'
        raise UsageError(advice, "nothing_said", command="route")
    routed = router.route(
        Utterance(options.text or "", tuple(options.attach), options.lang or None)
    )
    if options.json:
        _print_json({"plan": plan_as_json(routed.plan)})
    else:
        for line in plan_as_lines(routed.plan):
            _print(line)
    for evidence in routed.evidence if options.explain else ():
        for line in evidence_lines(evidence):
            _print(line)
    return exit_codes.OK


def _routed(router: Router, line: Json) -> Json:
    from skill_runtime.model.utterance import Utterance

    attachments = line.get("attachments") or []
    if not isinstance(attachments, list):
        raise UsageError('"attachments" is a list of names')
    said = Utterance(_string(line, "text"), tuple(map(str, attachments)))
    return {"id": line.get("id"), "plan": plan_as_json(router.route(said).plan)}


def plan_as_json(plan: Plan) -> list[Json]:
    """`[{"action", "slots"}]`: paths and urls are lists, other slots a string or a list of
    several.
    """
    return [
        {"action": step.action.value, "slots": dict(_slots(step.slots.given()))}
        for step in plan.steps
    ]


def _slots(given: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, object]]:
    for name, values in given.items():
        single = len(values) == 1 and name not in {"paths", "urls"}
        yield name, values[0] if single else list(values)


def plan_as_lines(plan: Plan) -> list[str]:
    if not plan.steps:
        return ["(nothing is to be done)"]
    return [
        " ".join([
            step.action.value,
            *(f"{k}={','.join(v)}" for k, v in step.slots.given().items()),
        ])
        for step in plan.steps
    ]


def evidence_lines(evidence: Evidence) -> Iterator[str]:
    """Why a clause was taken for what it was taken for, for whoever mends the vocabulary."""
    yield f"  {evidence.decision}: {evidence.text}"
    anchor = f"for the word {evidence.anchor!r}" if evidence.anchor else "for no word of a command"
    rule = evidence.rule
    if rule is not None:
        yield f"    decided by rule {rule.number}, intents/catalogue.yaml:{rule.line}, {anchor}"
        return
    blocked = f", blocked by {evidence.blocked_by!r}" if evidence.blocked_by else ""
    yield f"    no rule decided: {anchor}{blocked}"
    if evidence.guess is not None:
        yield f"    the model says {evidence.guess.outcome}, {evidence.guess.score:.0%} sure"


# --- translate --------------------------------------------------------------------------------


def _translate(options: argparse.Namespace) -> int:
    translator = load_translator(load_skill(options.skill))
    if options.jsonl:
        return _answer_lines(lambda line: _translated(translator, line))
    if options.text is None:
        advice = 'There is nothing to translate. Give a text: skill-runtime translate "…"'
        raise UsageError(advice, "nothing_said", command="translate")
    text = (
        sys.stdin.buffer.read().decode("utf-8", "replace") if options.text == "-" else options.text
    )
    translation = translator.translate(text, options.lang or None)
    if options.json:
        line = {"text": translation.text, "actions": _actions(translation.actions)}
        _print_json(line)
        return exit_codes.OK
    _print(translation.text)
    for asked in translation.actions:
        _print(f"  {asked.mode.value} {asked.action.value}")
    return exit_codes.OK


def _translated(translator: GuiTranslator, line: Json) -> Json:
    chunks = line.get("chunks")
    # The language is not handed on: a reply may mix them, so each sentence decides.
    stream = translator.stream()
    pieces = chunks if isinstance(chunks, list) else [_string(line, "text")]
    text = "".join([*(stream.feed(str(piece)) for piece in pieces), stream.close()])
    return {"id": line.get("id"), "text": text, "actions": _actions(stream.actions)}


def _actions(actions: tuple[GuiAction, ...]) -> list[Json]:
    return [{"action": asked.action.value, "mode": asked.mode.value} for asked in actions]


# --- inspect and replay -----------------------------------------------------------------------


def _inspect(options: argparse.Namespace) -> int:
    from skill_runtime.core.inspection import inspection, inspection_lines

    skill = load_skill(options.path)
    if options.json:
        _print_json(inspection(skill))
    else:
        for line in inspection_lines(skill):
            _print(line)
    return exit_codes.OK


def _replay(options: argparse.Namespace) -> int:
    from skill_runtime.surfaces.replay import replay

    try:
        body = Path(options.file).read_bytes()
    except OSError as error:
        raise unreadable(options.file, error.strerror or str(error)) from error
    return replay(body, language=options.lang or "en", as_json=options.json)


# --- lines ------------------------------------------------------------------------------------


def _answer_lines(answer: Callable[[Json], Json]) -> int:
    """JSON lines on stdin to JSON lines on stdout, each flushed; a line that is none is answered
    with an error.
    """
    code = exit_codes.OK
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            result = answer(_object(raw))
        except UsageError as error:
            code = exit_codes.USAGE
            result = {"error": f"line {number}: {error}"}
        _print_json(result)
    return code


def _object(raw: bytes) -> Json:
    """Raises UsageError for a line that holds none."""
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        reason = f" ({error})"
    else:
        if isinstance(line, dict):
            return line
        reason = ""
    wanted = 'it takes one JSON object a line, such as {"id": 1, "text": "…"}'
    raise UsageError(f"{wanted}, and this is none{reason}")


def _string(line: Json, name: str) -> str:
    value = line.get(name, "")
    if not isinstance(value, str):
        raise UsageError(f'"{name}" is a text')
    return value


def _print(line: str) -> None:
    sys.stdout.write(f"{harmless(line)}\n")
    sys.stdout.flush()


def _print_json(value: object) -> None:
    sys.stdout.write(f"{json_line(value)}\n")
    sys.stdout.flush()
