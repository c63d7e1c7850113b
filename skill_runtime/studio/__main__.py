"""`python -m skill_runtime.studio`: the embedded backend as a program of its own."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

__all__ = ["main"]

_NO_PORT = 7
"""An exit code; `skill-runtime` has the same for a set-up at fault."""


def main(arguments: list[str] | None = None) -> int:
    """0 when it ended in order, or another studio has the folder; 2 for a mistake on the
    command line; 7 where the port that it names can't be had.
    """
    parser = _Parser(
        prog="python -m skill_runtime.studio",
        description="A video backend on loopback that keeps the cloud's contract."
        " DIR/endpoint.json says where it listens, DIR/studio.log what it does.",
        epilog="exit codes: 0 ended in order, or another studio has the folder"
        " · 2 something you gave can't be used · 7 the port can't be had",
    )
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="everything is kept here; it must be named"
    )
    parser.add_argument(
        "--listen",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="one address of this machine; everybody who reaches it can use the studio",
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free port")
    parser.add_argument(
        "--idle",
        type=float,
        default=900.0,
        metavar="SECONDS",
        help="end after so long without work (default 900; 0: never)",
    )
    parser.add_argument(
        "--faults",
        default="",
        metavar="SPEC",
        help="misbehave, for tests; `--faults list` says how, and ends",
    )
    options = parser.parse_args(arguments)
    from .service.faults import fault_list, parse_faults
    from .service.server import PortUnavailable, serve
    from .service.settings import from_environment

    if options.faults == "list":
        _tell(fault_list())
        return 0
    if options.home is None:
        parser.error("name a folder with --home")
    try:
        parse_faults(options.faults)
        settings = from_environment(
            options.home.expanduser().absolute(),
            listen=options.listen,
            port=options.port,
            idle_seconds=options.idle,
            faults=options.faults,
        )
        return serve(settings, _tell)
    except PortUnavailable as error:
        parser.exit(_NO_PORT, f"studio: {error}\n")
    except (ValueError, OverflowError, OSError) as error:
        parser.exit(2, f"studio: {_told(error)}\n")


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return (
            f"{error.filename} can't be used ({error.strerror}). Name another folder with --home."
        )
    return str(error)


class _Parser(argparse.ArgumentParser):
    """Its complaints quote arguments, which a host may have put together from what it read."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        super().exit(status, message and _shown(message))


def _tell(sentence: str) -> None:
    with suppress(OSError):  # nobody reads it
        sys.stdout.write(f"{_shown(sentence)}\n")
        sys.stdout.flush()


def _shown(text: str) -> str:
    """For a terminal: what would steer it is written out."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


if __name__ == "__main__":
    sys.exit(main())
