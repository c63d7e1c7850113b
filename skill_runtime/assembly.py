"""The one composition root: settings and a skill in, a conversation out.

What is asked of the machine stands here too: which data, which folder, which kept client id.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from skill_runtime.errors import Problem, SkillError
from skill_runtime.model.errand import Place
from skill_runtime.model.skill import FAMILY_WEB_BASE, Skill
from skill_runtime.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from skill_runtime.adapters.derived_cache import DerivedCache
    from skill_runtime.adapters.reply_templates import ReplyTemplates
    from skill_runtime.adapters.sqlite_store import SqliteStore
    from skill_runtime.core.answers import AnswerWords
    from skill_runtime.core.backend_choice import BackendChoice
    from skill_runtime.core.gui import GuiTranslator
    from skill_runtime.core.routing import Router
    from skill_runtime.model.skill import GuiRow
    from skill_runtime.runtime.conversation import Conversation
    from skill_runtime.runtime.detached import DetachedConversation
    from skill_runtime.runtime.ports import Backend

_PACKAGE = Path(__file__).parent
_IMPORTED_NS = time.time_ns()


def data_folder(name: str) -> Path:
    """`intents` or `translations`: inside an installed package, at the top of the repository
    else.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def own_skill() -> Path:
    """The SKILL.md that this runtime came with."""
    inside = _PACKAGE / "SKILL.md"
    return inside if inside.is_file() else _PACKAGE.parent / "SKILL.md"


def load_skill(path: Path | str | None = None) -> Skill:
    """A SKILL.md, or the folder that holds one; this runtime's own where none is named. Raises
    SkillError.
    """
    from skill_runtime.core.trust import addresses_named

    place = Path(path) if path is not None else own_skill()
    settings = Settings.from_environment(os.environ)
    trusted = addresses_named(settings.api_url, settings.backend)

    def read() -> Skill:
        from skill_runtime.adapters.skill_files import load_skill as load

        return load(place, trusted)

    core = _PACKAGE / "core"
    code = (core / "skill_reader", core / "trust.py", _PACKAGE / "adapters", _PACKAGE / "model")
    return _derived().get(Skill, (place, place / "SKILL.md", *code), read, repr(sorted(trusted)))


def load_router(skill: Skill | None = None) -> Router:
    """The packaged vocabulary, with the skill's own keywords on top."""
    from skill_runtime.core.routing import Router

    intents = data_folder("intents")
    keywords = skill.intents if skill else {}

    def build() -> Router:
        from skill_runtime.adapters.vocabulary import load_vocabulary

        return Router.build(load_vocabulary(intents), keywords)

    code = (_PACKAGE / "core" / "routing", _PACKAGE / "adapters", _PACKAGE / "model")
    return _derived().get(Router, (intents, *code), build, repr(sorted(keywords.items())))


def load_translator(skill: Skill | None = None) -> GuiTranslator:
    """The packaged GUI rules, with the skill's own rows on top."""
    from skill_runtime.core.gui import GuiTranslator

    rows = skill.gui if skill else ()
    kept = _derived().find(GuiTranslator, _gui_sources(), repr(rows))
    return kept or _build_translator(rows)


def keep_translator(skill: Skill) -> None:
    """Has all expressions of `load_translator` ready for other processes. It compiles them for a
    second or two, once for each version: for a process that nobody waits for.
    """
    from skill_runtime.core.gui import GuiTranslator

    def build() -> GuiTranslator:
        return _build_translator(skill.gui).completed()

    _derived().get(GuiTranslator, _gui_sources(), build, repr(skill.gui))


def _build_translator(rows: Sequence[GuiRow]) -> GuiTranslator:
    """What is compiled is compiled when a reply needs it."""
    from skill_runtime.core.gui import GuiRules, GuiTranslator

    folder = data_folder("translations") / "gui"

    def read() -> GuiRules:
        from skill_runtime.adapters.gui_rules import load_gui_rules

        return load_gui_rules(folder)

    return GuiTranslator.build(_derived().get(GuiRules, _gui_sources(), read), rows)


def _gui_sources() -> tuple[Path, ...]:
    code = (_PACKAGE / "core" / "gui", _PACKAGE / "adapters", _PACKAGE / "model")
    return (data_folder("translations") / "gui", *code)


def _derived() -> DerivedCache:
    """What is made from files is kept between processes, beside the entry's bytecode."""
    from skill_runtime.adapters.derived_cache import DerivedCache

    folder = Settings.from_environment(os.environ).cache / "derived"
    return DerivedCache(folder, _IMPORTED_NS)


def load_answer_words() -> AnswerWords:
    """What yes, no and "skip it" are called in all packaged languages."""
    from skill_runtime.core.answers import AnswerWords

    folder = data_folder("intents") / "answers"

    def read() -> AnswerWords:
        from skill_runtime.adapters.answer_words import load_answer_words as load

        return load(folder)

    code = (_PACKAGE / "core" / "answers.py", _PACKAGE / "adapters", _PACKAGE / "model")
    return _derived().get(AnswerWords, (folder, *code), read)


def load_replies(settings: Settings) -> ReplyTemplates:
    """Every sentence of the runtime's own, in all packaged languages."""
    from skill_runtime.adapters.reply_templates import ReplyTemplates

    return ReplyTemplates(data_folder("translations") / "replies", settings.cache / "templates")


def load_faults() -> ReplyTemplates:
    """The words for errors; compiled anew each time, since the state's folder may be the fault."""
    from skill_runtime.adapters.reply_templates import ReplyTemplates

    return ReplyTemplates(data_folder("translations") / "faults")


def open_store(settings: Settings, *, mends: bool = True) -> SqliteStore:
    """Raises StoreError; whoever only looks leaves a damaged file where it is."""
    from skill_runtime.adapters.sqlite_store import SqliteStore

    return SqliteStore(settings.home, mends=mends, in_keyring=settings.in_keyring)


@asynccontextmanager
async def open_conversation(  # noqa: PLR0913 - what tells conversations apart, each with a default
    skill: Skill | None = None,
    *,
    backend: str = "",
    name: str = "default",
    folder: str = "",
    surface: str = "",
    app: str = "",
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Conversation]:
    """A conversation of a skill (this runtime's own where none is given), ready for `say`.

    `backend` is cloud, studio or an address, as in `--backend`; `name` tells conversations of one
    skill apart; `folder` is where exports go. `surface` is family, or adk for any ADK server, whose
    agent is named by `app` where it has several. Raises SkillError for a skill of another API
    surface, UsageError, SetupError, StoreError.
    """
    environment = os.environ if environment is None else environment
    settings = Settings.from_environment(environment)
    skill = skill or load_skill()
    if skill.surface != "chat":
        message = (
            f"its API ({skill.surface}) is not the chat backend that this runtime speaks to."
            " `skill-runtime inspect` shows what it says; follow its own instructions to run it"
        )
        raise SkillError(skill.source, (Problem(skill.lines.get("surface", 0), message),))
    store = open_store(settings)
    try:
        from skill_runtime.core.backend_choice import choose_adk_server, choose_backend

        if (surface or settings.surface) == "adk":
            choice = choose_adk_server(backend, app, settings)
        else:
            choice = choose_backend(backend, settings, skill, store.consented)
        conversation = _assemble(skill, choice, settings, store, name, folder, environment)
        try:
            yield conversation
        finally:
            await conversation.close()
    finally:
        store.close()


def open_place(place: Place) -> AbstractAsyncContextManager[Conversation]:
    """As `open_conversation`; raises SkillError also for a skill that can't be loaded."""
    return open_conversation(
        load_skill(place.skill or None),
        backend=place.backend,
        name=place.session,
        folder=place.folder,
        surface=place.surface,
        app=place.app,
    )


@asynccontextmanager
async def open_detached(
    place: Place,
    patience: float,
    go_on: Callable[[int], str],
    *,
    queue: bool = False,
    is_read: Callable[[], bool] = lambda: True,
) -> AsyncIterator[DetachedConversation]:
    """A conversation whose long turns go on when this process ends. The arguments are
    `DetachedConversation`'s; raises as `open_place`.
    """
    from skill_runtime.adapters.worker_process import WorkerProcess
    from skill_runtime.runtime.detached import DetachedConversation

    async with open_place(place) as conversation:
        home = Settings.from_environment(os.environ).home
        with closing(WorkerProcess(home, place, os.environ)) as workers:
            yield DetachedConversation(
                conversation, workers, patience, go_on, queue=queue, is_read=is_read
            )


def _assemble(  # noqa: PLR0913 - the parts of a conversation, each used once
    skill: Skill,
    choice: BackendChoice,
    settings: Settings,
    store: SqliteStore,
    name: str,
    folder: str,
    environment: Mapping[str, str],
) -> Conversation:
    from skill_runtime.actions.context import BackendKind, Context
    from skill_runtime.adapters.media_files import LocalFiles
    from skill_runtime.adapters.skill_folder import SkillFolder
    from skill_runtime.adapters.system_clock import SystemClock
    from skill_runtime.core.deadlines import deadlines_of
    from skill_runtime.core.surface import FAMILY, adk_server
    from skill_runtime.core.trust import leaves_machine
    from skill_runtime.core.verbatim import Verbatim
    from skill_runtime.model.events.turn import UndoWish
    from skill_runtime.model.records import SessionKey
    from skill_runtime.runtime.conversation import Conversation
    from skill_runtime.runtime.ports import Ports

    clock = SystemClock()
    replies = load_replies(settings)
    peer = connect_backend(skill, choice, settings, environment)
    from_environment = choice.kind != "studio" and bool(settings.token)
    if from_environment:
        peer.use_token(settings.token)
    is_adk = choice.surface == "adk"
    # An ADK server asks for no token, and none is ever fetched for it.
    given = from_environment or is_adk
    context = Context(
        skill=skill,
        translator=Verbatim if is_adk else cache(lambda: load_translator(skill)),
        language="en",
        backend=BackendKind(choice.kind),
        host=choice.host,
        client_id=client_id(skill, choice, settings, store),
        spare_client_id=_fresh_id(),
        has_token=given,
        disclosed=not leaves_machine(choice.base),
        local=not leaves_machine(choice.base),
        token_given=given,
        session=None,
        folder=export_folder(folder, skill, settings),
        folder_named=bool(folder),
        deadlines=deadlines_of(skill, local=choice.kind == "studio"),
        web_base=settings.web_url or FAMILY_WEB_BASE,
        undo_words=lambda language: replies.words(UndoWish(), language),
        answer_words=cache(load_answer_words),
        surface=adk_server(choice.app) if is_adk else FAMILY,
    )
    place = SkillFolder(
        Path(skill.source or own_skill()), (context.translator, context.answer_words, replies.load)
    )
    ports = Ports(peer, store, replies, clock, LocalFiles(own_exports(settings)), place)
    key = SessionKey(choice.key, skill.name, name)
    return Conversation(key, cache(lambda: load_router(skill)), ports, context)


def connect_backend(
    skill: Skill, choice: BackendChoice, settings: Settings, environment: Mapping[str, str]
) -> Backend:
    """The peer, not spoken to yet; the studio is started with the first request."""
    from skill_runtime.adapters.http_backend import HttpBackend
    from skill_runtime.adapters.skill_place import locate
    from skill_runtime.adapters.studio_process import StudioProcess
    from skill_runtime.adapters.system_clock import SystemClock
    from skill_runtime.core.attribution import attribution_headers

    platform = locate(Path(skill.source or own_skill()), environment)
    studio = StudioProcess(studio_home(settings), environment, settings.cache)
    base = studio.url if choice.kind == "studio" else (lambda: choice.base)
    return HttpBackend(base, attribution_headers(skill, platform), SystemClock())


def studio_home(settings: Settings) -> Path:
    return settings.home / "studio"


def _fresh_id() -> str:
    import uuid  # it asks the system about itself: dear for the commands that need none

    return str(uuid.uuid4())


def client_id(skill: Skill, choice: BackendChoice, settings: Settings, store: SqliteStore) -> str:
    """The one that the token belongs to; for a backend that asks for none yet, the kept or a new
    one.
    """
    from skill_runtime.adapters.client_id import kept_client_id

    known = settings.client_id or store.client_id(choice.key)
    if known:
        return known
    fresh = _fresh_id()
    if choice.kind == "studio" or choice.surface == "adk":
        return fresh
    return kept_client_id(client_id_path(skill), fresh)


def client_id_path(skill: Skill) -> Path:
    """The family's own file, so that all its skills on this machine are one client."""
    return Path(skill.client_id_path or "~/.config/nemovideo/client_id").expanduser()


def export_folder(asked: str, skill: Skill, settings: Settings) -> str:
    """Where exports go: `--out`, SKILL_RUNTIME_OUTPUT, the current folder if it can be written.

    Never the skill's own folder: a stray file there makes its installer refuse the next update.
    """
    if asked or settings.output:
        return str(Path(asked or settings.output).expanduser().absolute())
    try:
        current = Path.cwd()
    except OSError:
        return str(own_exports(settings))
    home_of_skill = Path(skill.source or own_skill()).absolute()
    skill_folder = home_of_skill if home_of_skill.is_dir() else home_of_skill.parent
    inside = current == skill_folder or skill_folder in current.parents
    return str(own_exports(settings) if inside or not os.access(current, os.W_OK) else current)


def own_exports(settings: Settings) -> Path:
    """The folder for exports that have no other place."""
    return settings.home / "exports"
