"""Every command's arguments, and what `--help` says of them."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from skill_runtime import __version__
from skill_runtime.core.resolutions import is_resolution
from skill_runtime.surfaces.console import harmless
from skill_runtime.surfaces.own_command import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite

__all__ = ["parse", "parser"]

_HIGHEST_PORT = 65535
_EPILOG = """\
exit codes: 0 done · 2 something you gave can't be used · 3 refused or failed at the backend
4 no connection · 5 out of credits · 6 not finished or not certain: run `wait` · 7 a faulty skill
or set-up · 8 not begun, an earlier request still runs: `wait`, then say it again · 130 stopped
141 the output can't be written (a turn still goes on to its end)

A turn goes on when its command ends, is killed or loses its terminal; `wait` follows it. Ctrl-C
stops the turn; a render that it began goes on, and `wait` fetches it. `cancel` stops both."""


class _Parser(argparse.ArgumentParser):
    """Its complaints quote arguments, which a host may have put together from what it read."""

    commands: _Commands
    """Of the root alone."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """argparse's own lists every command, and names none that may be meant."""
        known = [str(choice) for choice in action.choices or ()]
        if action.dest != "command" or value in known:
            super()._check_value(action, value)
            return
        from difflib import get_close_matches  # its import takes longer than a look-up

        closest = get_close_matches(str(value), known, 1)
        near = f" Did you mean `{closest[0]}`?" if closest else ""
        self.error(f"there is no command {str(value)[:40]!r}.{near} --help lists them.")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """argparse's own passes over a disk that takes no help."""
        if file is None or file is sys.stderr:
            super()._print_message(message, file)
        else:
            file.write(message)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Exits by itself, with 2, on arguments that can't be, and shows how their command is used."""
    root = parser()
    options, unknown = root.parse_known_args(arguments)
    command = root.commands.choices[options.command] if options.command else root
    if unknown:
        one = len(unknown) == 1
        advice = "" if unknown[0].startswith("-") else " A sentence stands in quotation marks."
        command.error(f"unknown argument{'' if one else 's'}: {' '.join(unknown)[:200]}.{advice}")
    if not options.command:
        root.error("a command is missing. --help lists them.")
    return options


def parser() -> _Parser:
    """Of all commands."""
    root = _Parser(
        prog="skill-runtime",
        description="Runs a video skill: say a sentence, get the reply, the progress, the files.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"skill-runtime {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    root.commands = commands
    _add_turn_commands(commands)
    _add_export_commands(commands)
    _add_text_commands(commands)
    _add_setup_commands(commands)
    return root


# argparse gives what `add_subparsers` returns no public name.
_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001


def _add_turn_commands(commands: _Commands) -> None:
    say = _turn_command(commands, "say", "say one sentence and follow the turn to its end")
    say.add_argument("text", nargs="?", help="the sentence; - reads it from standard input")
    say.add_argument("--text-file", metavar="FILE", help="read the sentence from a file (UTF-8)")
    say.add_argument(
        "--attach", metavar="FILE", action="append", default=[], help="a file that comes with it"
    )
    answer = _turn_command(commands, "answer", "answer a question that holds up the agent's work")
    answer.add_argument("text", help="yes, no, other words, a JSON object; skip leaves it open")
    answer.add_argument(
        "--question", default="", metavar="ID", help="which one; else the oldest that is open"
    )
    _turn_command(commands, "chat", "talk in the terminal: history, completion, progress bars")
    wait = _turn_command(commands, "wait", "follow a turn, or fetch what a command left behind")
    _add_handle(wait)
    _turn_command(commands, "turns", "the latest turns, and what became of them")
    cancel = _turn_command(commands, "cancel", "stop the turn that runs, and waiting for renders")
    _add_handle(cancel)
    _turn_command(commands, "status", "what the timeline holds, and renders under way")
    _turn_command(commands, "credits", "the numbers of the account")
    upload = _turn_command(commands, "upload", "bring files or direct links into the project")
    upload.add_argument("files", nargs="+", metavar="FILE_OR_URL")
    make = _turn_command(
        commands, "make", "files in, one instruction, a film out, in a new project"
    )
    make.add_argument("files", nargs="*", metavar="FILE_OR_URL", default=[])
    make.add_argument("instruction", metavar="INSTRUCTION", help="what to make of them, in quotes")
    make.add_argument(
        "-o", dest="to", default="", metavar="PLACE", help="a folder, or a file's name with ending"
    )
    undo = _turn_command(commands, "undo", "ask the backend to take back the last edit")
    _turn_command(commands, "preview", "the timeline in pictures, as files; the studio draws them")
    export = _turn_command(commands, "export", "render the timeline and save the file")
    export.add_argument("destination", nargs="?", help="a folder, or a file's name with its ending")
    for command in (make, export):
        _add_output_file(command)
    for command in (say, answer, wait, upload, make, undo, export):
        _add_wait(command)
    for command in (say, answer, upload, make, undo, export):
        command.add_argument(
            "--queue",
            action="store_true",
            help="let a turn that runs come to its end first, for as long as --wait says",
        )


def _add_export_commands(commands: _Commands) -> None:
    jobs = _command(commands, "jobs", "exports: under way, saved, failed")
    jobs.add_argument(
        "--session", default="", metavar="NAME", help="of this conversation; else of all"
    )
    _add_output(jobs)
    batch = _command(
        commands,
        "batch",
        "a film for each of many files; the same command goes on where it was",
    )
    batch.add_argument("files", nargs="*", metavar="FILE_OR_URL", help="one film of each")
    batch.add_argument("--each", default="", metavar="INSTRUCTION", help="what to do with each")
    batch.add_argument("--list", default="", metavar="FILE.yaml", help="jobs of their own instead")
    batch.add_argument("--at-once", type=_number, default=2, metavar="N", help="1 to 16, default 2")
    batch.add_argument(
        "--again", action="store_true", help="send once more what nobody knows to have arrived"
    )
    _add_output_file(batch)
    batch.add_argument(
        "--out", default="", metavar="FOLDER", help="where the films go (it must be there)"
    )
    _add_wait(batch)
    _add_output(batch)
    _add_skill(batch)


def _command(commands: _Commands, name: str, help_: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")


def _turn_command(commands: _Commands, name: str, help_: str) -> argparse.ArgumentParser:
    command = _command(commands, name, help_)
    _add_output(command)
    _add_skill(command)
    else_ = {
        "make": "a new one",
        **dict.fromkeys(("wait", "cancel"), "that of the turn, the usual one or one of `make`"),
    }.get(name, "the usual one")
    command.add_argument(
        "--session", default="", metavar="NAME", help=f"which conversation; else {else_}"
    )
    command.add_argument(
        "--out", default="", metavar="FOLDER", help="where files go (it must be there)"
    )
    command.add_argument(
        "--surface",
        default="",
        choices=["family", "adk"],
        help="adk: any ADK server at --backend, without credits, uploads or exports",
    )
    command.add_argument(
        "--app", default="", metavar="NAME", help="with --surface adk: which of its agents"
    )
    return command


def _add_handle(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "handle",
        nargs="?",
        type=_number,
        default=0,
        metavar="TURN",
        help="its number, as `turns` lists it; else the newest",
    )


def _add_wait(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--wait",
        type=_seconds,
        default=PATIENCE_S,
        metavar="SECONDS",
        help=f"follow so long ({PATIENCE_S:g}); what was begun goes on when the command ends",
    )


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if (seconds := float(text)) >= 0:
            return seconds
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number of seconds from 0 on")


def _number(text: str) -> int:
    """argparse's own complaint of an `int` is a programmer's."""
    with suppress(ValueError):
        return int(text)
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is no whole number")


def _resolution(text: str) -> str:
    """Refused before anything is begun: a film would be edited, and paid, and then not rendered."""
    if not text or is_resolution(text):
        return text
    raise argparse.ArgumentTypeError(
        f"{text[:40]!r} is no resolution: name the short side, such as 720p or 1080p"
    )


def _port(text: str) -> int:
    if 0 <= (port := _number(text)) <= _HIGHEST_PORT:
        return port
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is no port from 0 to {_HIGHEST_PORT}")


def _add_output_file(command: argparse.ArgumentParser) -> None:
    """What the film is to be."""
    command.add_argument("--format", default="", help="mp4 (default), mov, gif, webm, mp3, …")
    command.add_argument(
        "--resolution", type=_resolution, default="", help="720p, 1080p or any other short side"
    )
    command.add_argument(
        "--quality", default="", choices=["high", "low"], help="low: a smaller file; else high"
    )
    command.add_argument(
        "--orientation",
        default="",
        choices=["vertical", "horizontal", "square"],
        help="else that of the timeline",
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.add_argument(
        "--lang",
        default="",
        metavar="TAG",
        help="en, zh: of our own sentences; else the text decides",
    )


def _add_skill(command: argparse.ArgumentParser) -> None:
    command.add_argument("--skill", metavar="PATH", help="a SKILL.md or its folder; else our own")
    command.add_argument(
        "--backend", default="", metavar="WHICH", help="cloud, studio or an address"
    )


def _add_text_commands(commands: _Commands) -> None:
    route = _command(commands, "route", "which actions a sentence asks for; nothing is run")
    route.add_argument("text", nargs="?")
    route.add_argument("--attach", metavar="NAME", action="append", default=[])
    route.add_argument("--explain", action="store_true", help="show the evidence")
    route.add_argument("--jsonl", action="store_true", help="read and write JSON lines")
    route.add_argument("--skill", metavar="PATH", help="with this skill's keywords; else our own")
    _add_output(route)
    translate = _command(commands, "translate", "take GUI talk out of a backend's reply")
    translate.add_argument("text", nargs="?", help="- reads it from standard input")
    translate.add_argument("--jsonl", action="store_true", help="read and write JSON lines")
    translate.add_argument(
        "--skill", metavar="PATH", help="with this skill's GUI rows; else our own"
    )
    _add_output(translate)
    inspect = _command(commands, "inspect", "what was understood of a SKILL.md, line by line")
    inspect.add_argument("path", nargs="?", metavar="SKILL.md")
    _add_output(inspect)
    replay = _command(commands, "replay", "what a user would see of a captured stream")
    replay.add_argument("file", metavar="FILE.sse")
    _add_output(replay)


def _add_setup_commands(commands: _Commands) -> None:
    connect = _command(commands, "connect", "use the cloud: says what is sent where, asks")
    connect.add_argument("--yes", action="store_true", help="agree without being asked")
    _add_output(connect)
    _add_skill(connect)
    doctor = _command(commands, "doctor", "what is installed and set up, and what is missing")
    doctor.add_argument("--offline", action="store_true", help="don't ask the backend anything")
    _add_output(doctor)
    _add_skill(doctor)
    forget = _command(commands, "forget", "remove what is stored; finished films stay")
    scope = forget.add_mutually_exclusive_group(required=True)
    scope.add_argument("--session", metavar="NAME", help="of one conversation of the skill")
    scope.add_argument("--all", action="store_true", help="everything, of every skill")
    forget.add_argument("--yes", action="store_true", help="don't ask")
    _add_output(forget)
    forget.add_argument("--skill", metavar="PATH", help="whose conversation; else our own")
    package = _command(commands, "package", "build a skill's bundles for the marketplaces")
    package.add_argument("path", metavar="DIR", help="a skill's folder or its SKILL.md")
    package.add_argument(
        "--out",
        default="",
        metavar="FOLDER",
        help="where they go: a new one, or that of the same skill's; else NAME-bundles",
    )
    _add_output(package)
    studio = _command(commands, "studio", "run the embedded backend alone, or stop it")
    studio.add_argument(
        "--stop", action="store_true", help="end the one that waits in the background instead"
    )
    studio.add_argument(
        "--home",
        metavar="FOLDER",
        default="",
        help="where its projects lie; else those of the other commands (`doctor` says where)",
    )
    studio.add_argument("--port", type=_port, default=0, help="else any free one")
    studio.add_argument(
        "--idle",
        type=_seconds,
        default=None,
        metavar="SECONDS",
        help="end after so long without use; 0: never; else 900",
    )
    studio.add_argument(
        "--listen",
        default="",
        metavar="ADDRESS",
        help="an address of this machine, for everybody who reaches it; else 127.0.0.1",
    )
    studio.add_argument(
        "--faults",
        default="",
        metavar="SPEC",
        help="misbehave, for tests; `--faults list` says how, and ends",
    )
