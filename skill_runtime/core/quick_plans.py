"""Plans that a command spells out, so that no router reads them: files in, one instruction, a
film out.
"""

from __future__ import annotations

from skill_runtime.model.plan import Action, Plan, PlanStep, Slots


def edit_plan(files: tuple[str, ...], words: str) -> Plan:
    """Bring files and direct links in, then say what to do with them."""
    return Plan((*_upload(files), PlanStep(Action.CHAT, text=words)))


def make_plan(files: tuple[str, ...], words: str, export: Slots) -> Plan:
    """Files in, one instruction, a film out; `export` is what it is to be, and where."""
    return Plan((*edit_plan(files, words).steps, *export_plan(export).steps))


def export_plan(slots: Slots) -> Plan:
    return Plan((PlanStep(Action.EXPORT, slots),))


def upload_step(files: tuple[str, ...]) -> PlanStep:
    """Each is a path, or a direct link by http or https."""
    urls = tuple(file for file in files if is_link(file))
    paths = tuple(file for file in files if not is_link(file))
    return PlanStep(Action.UPLOAD, Slots(paths=paths, urls=urls))


def _upload(files: tuple[str, ...]) -> tuple[PlanStep, ...]:
    return (upload_step(files),) if files else ()


def is_link(file: str) -> bool:
    return file.startswith(("http://", "https://"))


def language_of(words: str) -> str:
    """Of words that no router reads, such as a skill's: zh where they hold Chinese characters."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in words) else "en"
