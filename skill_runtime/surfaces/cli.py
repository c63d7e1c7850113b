"""The command line: reads arguments, runs one command, turns faults into a sentence and an exit
code.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from skill_runtime.errors import DataError, SkillRuntimeError, UsageError
from skill_runtime.surfaces import crash, exit_codes
from skill_runtime.surfaces.arguments import parse
from skill_runtime.surfaces.console import harmless, json_line, prepare_streams, silence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. `arguments` are those after the program's name; by default the process's
    own.
    """
    prepare_streams()
    sys.excepthook = crash.report
    given = _decoded(sys.argv[1:] if arguments is None else arguments)
    code = _guarded(given)
    try:
        sys.stdout.flush()
    except OSError as error:
        return _output_failed(error)
    return code


def _guarded(arguments: Sequence[str]) -> int:
    """One command; every fault as a sentence and an exit code."""
    try:
        return _command(arguments)
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return stop.code if isinstance(stop.code, int) else exit_codes.USAGE
    except SkillRuntimeError as error:
        return _fail(error, arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return exit_codes.INTERRUPTED
    except OSError as error:
        if error.filename is not None:  # a stream's fault has none
            raise
        return _output_failed(error)
    except ImportError:
        if Path(__file__).exists():
            raise
        sys.stderr.write(
            "skill-runtime: its own folder was removed while it ran. Nothing that was begun is"
            " lost: install the skill again and run `wait`.\n"
        )
        return exit_codes.SETUP


def _output_failed(error: OSError) -> int:
    """Nothing more can be said on stdout; only a reader that went away needs no words."""
    silence(sys.stdout)
    if not isinstance(error, BrokenPipeError):
        sys.stderr.write(f"skill-runtime: the output can't be written ({error.strerror}).\n")
    return exit_codes.OUTPUT_CLOSED


def _command(arguments: Sequence[str]) -> int:
    if list(arguments) == ["worker"]:  # for our own use: no page and no message names it
        from skill_runtime.surfaces import worker

        return worker.run()
    options = parse(arguments)
    _check_language(getattr(options, "lang", ""))
    return _run(options)


def _check_language(tag: str) -> None:
    """Raises UsageError for one that nothing here is said in."""
    if not tag:
        return
    from skill_runtime.assembly import data_folder

    spoken = sorted(path.stem for path in (data_folder("translations") / "replies").glob("*.jinja"))
    if tag.partition("-")[0] not in spoken and tag not in spoken:
        raise UsageError(
            f"{tag[:40]!r} is no language of this program. There are: {', '.join(spoken)}.",
            "no_language",
            asked=tag[:40],
            known=spoken,
        )


def _run(options: argparse.Namespace) -> int:
    """Each family of commands is imported when one of it is called: a start is paid by every
    command.
    """
    if options.command in {"route", "translate", "inspect", "replay"}:
        from skill_runtime.surfaces import text_commands

        return text_commands.run(options)
    if options.command == "package":
        from skill_runtime.surfaces import package_command

        return package_command.run(options)
    if options.command in {"jobs", "batch"}:
        from skill_runtime.surfaces import export_commands

        return export_commands.run(options)
    if options.command == "forget":
        from skill_runtime.surfaces import forget

        return forget.run(options)
    if options.command in {"connect", "doctor", "studio"}:
        from skill_runtime.surfaces import setup_commands

        return setup_commands.run(options)
    from skill_runtime.surfaces import turn_commands

    return turn_commands.run(options)


def _decoded(arguments: Sequence[str]) -> list[str]:
    """Under LC_ALL=C, Python hands over UTF-8 arguments as surrogates."""
    return [os.fsencode(argument).decode("utf-8", "replace") for argument in arguments]


def _fail(error: SkillRuntimeError, arguments: Sequence[str]) -> int:
    code = exit_codes.USAGE if isinstance(error, UsageError) else exit_codes.SETUP
    words = harmless(_words(error, arguments))
    sys.stderr.write(f"skill-runtime: {words}\n")
    if "--json" in arguments:
        fault = {"type": "error", "text": words, "exit_code": code}
        sys.stdout.write(f"{json_line(fault)}\n")
    return code


def _words(error: SkillRuntimeError, arguments: Sequence[str]) -> str:
    """In the language that was named, else in that of what was typed."""
    if not error.type:
        return str(error)
    from skill_runtime.assembly import load_faults

    try:
        return load_faults().words(error, _language(arguments))
    except DataError:  # the words are gone with the skill's folder
        return str(error)


def _language(arguments: Sequence[str]) -> str:
    from skill_runtime.core.quick_plans import language_of

    given = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    given.add_argument("--lang", nargs="?", default="")
    named: str | None = given.parse_known_args(arguments)[0].lang
    return named or language_of(" ".join(arguments))


if __name__ == "__main__":
    sys.exit(main())
