"""The entry: runs on a bare Python, from any directory, without writing into the skill's folder.

`python3 SKILL_DIR/skill_runtime say "…"` finds or makes the environment that the runtime needs,
then hands over. Only the standard library is used here, and the file parses on Python 3.8, so that
an old interpreter gets a sentence.

The environment lives in the user's cache, under a name made of pyproject.toml's contents and the
Python version: an update of either makes a new one. It is built under a temporary name and renamed
when it is whole, so that two starts at once, or one that is killed, leave nothing half done; one
that has lost packages since is made anew. Its packages join this process's path, which saves a
second interpreter's start. Bytecode goes to the cache as well.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_NEEDED = (3, 11)
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_EXTRAS = ("studio", "terminal")
_ENDING_S = 5
"""A child of an installer that left its group is not waited for any longer."""
_HALF_MADE_S = 86_400
"""A folder that was begun so long ago is nobody's any more: its maker was killed."""
_UNUSED_S = 60 * 86_400
"""An environment that no start has used for so long belongs to a version that is gone."""


class _SetupError(Exception):
    """The environment can't be made; the text says what to do."""


def main() -> int:
    if sys.version_info < _NEEDED:
        return _hand_to_newer_python()
    cache = _cache_folder()
    # Before any import of ours: nothing may be written beside the skill's sources.
    if not _installed():
        _move_bytecode(os.path.join(cache, "bytecode"))
    if sys.path and os.path.abspath(sys.path[0] or ".") == _PACKAGE:
        sys.path[0] = os.path.dirname(_PACKAGE)
    try:
        run = _command_line(cache)
    except _SetupError as error:
        sys.stderr.write(f"skill-runtime: {error}\n")
        return 7
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped before anything was done; the same command starts again.\n")
        return 130
    return run()


def _command_line(cache: str) -> Callable[[], int]:
    try:
        if missing := _missing():
            _join(_environment(cache, missing))
        from skill_runtime.surfaces.cli import main
    except ImportError:
        if os.path.isdir(_PACKAGE):
            raise
        raise _SetupError(
            "the skill's folder was removed while it started. Install the skill again and run the"
            " same command."
        ) from None
    return main


def _hand_to_newer_python() -> int:
    import shutil

    for minor in (13, 12, 11, 14):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, _PACKAGE, *sys.argv[1:]])
    this, needed = (".".join(map(str, v)) for v in (sys.version_info[:2], _NEEDED))
    sys.stderr.write(
        f"skill-runtime: this is Python {this}, and {needed} or newer is needed. Install it (from"
        " python.org or your system's packages) and run the same command with it.\n"
    )
    return 7


def _installed() -> bool:
    """The package came by pip: its bytecode lies beside it, as everywhere."""
    return os.path.basename(os.path.dirname(_PACKAGE)) in ("site-packages", "dist-packages")


def _move_bytecode(folder: str) -> None:
    """Python has written this file's own beside it, before its first line ran."""
    import contextlib

    # Python would make it, and all that is missing above it, readable for everybody.
    before = os.umask(0o077)
    with contextlib.suppress(OSError):  # told where it is needed
        os.makedirs(folder, exist_ok=True)
    os.umask(before)
    sys.pycache_prefix = folder
    # Who forbids bytecode means the folders of the sources; the cache is ours, and every start
    # without it costs a compilation of all that is imported.
    sys.dont_write_bytecode = False
    cached = getattr(__spec__, "cached", None)
    if cached:
        with contextlib.suppress(OSError):
            os.unlink(cached)
            os.rmdir(os.path.dirname(cached))


def _missing() -> list[str]:
    """What a turn with the studio needs and can't import without an environment of our own."""
    from importlib.util import find_spec

    from skill_runtime.packages import STUDIO, TURN

    needed = TURN if _installed() else TURN + STUDIO
    return [name for name in needed if not find_spec(name)]


def _cache_folder() -> str:
    """As `settings` reads the same variables, which can't be imported yet."""
    home = os.path.expanduser("~")
    if given := os.environ.get("SKILL_RUNTIME_HOME", "").strip():
        return os.path.join(os.path.abspath(os.path.expanduser(given)), "cache")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(base, "skill_runtime", "cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "skill_runtime")
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(home, ".cache")
    return os.path.join(base, "skill_runtime")


def _environment(cache: str, missing: list[str]) -> str:
    """The folder of a whole environment, made now if there is none yet."""
    import hashlib

    if _installed():
        raise _SetupError(
            f"packages that it was installed with are gone ({', '.join(missing)})."
            " Install it again from where it came from: pip install --force-reinstall FOLDER"
        )
    with open(os.path.join(os.path.dirname(_PACKAGE), "pyproject.toml"), "rb") as file:
        project = file.read()
    version = "{}.{}-{}".format(*sys.version_info[:2], sys.platform)
    digest = hashlib.sha256(project + version.encode()).hexdigest()[:16]
    folder = os.path.join(cache, "environments", digest)
    if _whole(folder):
        _mark_used(folder)
    else:
        _make(folder, project.decode("utf-8"))
        _sweep(folder)
    return folder


def _whole(folder: str) -> bool:
    """Everything that was installed is still there: the mark `complete` lists it."""
    try:
        with open(os.path.join(folder, "complete"), encoding="utf-8") as mark:
            expected = mark.read().splitlines()
        return set(expected) <= set(os.listdir(os.path.join(folder, "packages")))
    except (OSError, ValueError):
        return False


def _mark_used(folder: str) -> None:
    import contextlib

    with contextlib.suppress(OSError):  # a cache that can only be read
        os.utime(os.path.join(folder, "complete"))


def _sweep(fresh: str) -> None:
    """Removes what killed set-ups and earlier versions left beside a new environment, and the
    bytecode of those that are gone.
    """
    import contextlib
    import shutil

    parent = os.path.dirname(fresh)
    now = os.stat(os.path.join(fresh, "complete")).st_mtime
    for name in os.listdir(parent):
        folder = os.path.join(parent, name)
        half_made = name.startswith(".new-")
        mark = folder if half_made else os.path.join(folder, "complete")
        # Whoever can't be judged, such as one that another start just replaces, is left alone.
        with contextlib.suppress(OSError):
            if now - os.stat(mark).st_mtime > (_HALF_MADE_S if half_made else _UNUSED_S):
                shutil.rmtree(folder, ignore_errors=True)
    # Python keeps bytecode under a source's whole path.
    place = os.path.splitdrive(parent)[1].lstrip(os.sep)
    bytecode = os.path.join(os.path.dirname(parent), "bytecode", place)
    with contextlib.suppress(OSError):
        for name in set(os.listdir(bytecode)) - set(os.listdir(parent)):
            shutil.rmtree(os.path.join(bytecode, name), ignore_errors=True)


def _make(folder: str, project: str) -> None:
    import shutil
    import tempfile

    packages = _packages(project)
    parent = os.path.dirname(folder)
    if os.path.exists(folder):
        sys.stderr.write("Parts of skill-runtime's environment are gone: making it anew…\n")
    else:
        sys.stderr.write("Preparing skill-runtime (once, a minute or so)…\n")
    try:
        os.makedirs(parent, mode=0o700, exist_ok=True)
        building = tempfile.mkdtemp(prefix=".new-", dir=parent)
    except OSError as error:
        raise _SetupError(
            f"{parent} can't be written ({error.strerror})."
            " Set SKILL_RUNTIME_HOME to a folder that can."
        ) from error
    try:
        _install(building, packages)
        with open(os.path.join(building, "complete"), "w", encoding="utf-8") as mark:
            mark.write("\n".join(os.listdir(os.path.join(building, "packages"))))
        _put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put_in_place(building: str, folder: str) -> None:
    """Whoever is first wins; a broken one that stands there is moved out of the way."""
    import contextlib
    import shutil

    for _ in range(2):
        with contextlib.suppress(OSError):
            os.rename(building, folder)
        if _whole(folder):
            return
        shutil.rmtree(folder, ignore_errors=True)
    raise _SetupError(f"{folder} can't be replaced. Remove it and try again.")


def _packages(project: str) -> list[str]:
    import tomllib

    table = tomllib.loads(project)["project"]
    extras = table.get("optional-dependencies", {})
    return [*table["dependencies"], *(name for extra in _EXTRAS for name in extras.get(extra, []))]


def _install(building: str, packages: list[str]) -> None:
    """Into one flat folder, with uv where there is one, else with a fresh venv's pip."""
    import shutil

    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--python", sys.executable] if uv else _fresh_pip(building)
    target = os.path.join(building, "packages")
    code, said = _run_to_its_end([*installer, "--quiet", "--target", target, *packages])
    if code:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise _SetupError(
            "the packages could not be installed. Check the network and run the command again."
            f" The installer said: {lines[-1] if lines else 'nothing'}"
        )
    shutil.rmtree(os.path.join(building, "pip"), ignore_errors=True)


def _fresh_pip(building: str) -> list[str]:
    venv = os.path.join(building, "pip")
    code, _ = _run_to_its_end([sys.executable, "-m", "venv", venv])
    if code:
        raise _SetupError(
            "Python's venv module does not work here. On Debian or Ubuntu: apt install"
            " python3-venv. Or install uv."
        )
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = os.path.join(venv, scripts, "python")
    return [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]


def _run_to_its_end(command: list[str]) -> tuple[int, bytes]:
    """Its exit code and what it said. A Ctrl-C ends it with all of its children, so that none
    goes on writing into a folder that is being removed.
    """
    import contextlib
    import signal
    import subprocess

    # While it starts, a Ctrl-C is only noted: it would leave a process that nobody knows.
    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except BaseException:
        signal.signal(signal.SIGINT, before)
        raise
    try:
        signal.signal(signal.SIGINT, before)
        if noted:
            signal.raise_signal(signal.SIGINT)
        said, _ = process.communicate()
    except KeyboardInterrupt:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        # Its output ends when the last of the group has: until then one may still write.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_ENDING_S)
        raise
    return process.returncode, said


def _join(folder: str) -> None:
    """Its packages go before everything that this interpreter has by itself."""
    sys.path.insert(1, os.path.join(folder, "packages"))


if __name__ == "__main__":
    sys.exit(main())
