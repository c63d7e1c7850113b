"""What stands on the timeline, or waits beside it, called by its name: put into the words that
every rule knows.
"""

from __future__ import annotations

from skill_runtime.studio.agent.edits import MoveShot
from skill_runtime.studio.agent.words.utterance import Clause

from .called import shown_already, with_calls, with_files, with_laid, with_only_file, with_sounds
from .naming import CLIPS, Names
from .placing import put_beside
from .pointing import of_kind, pointed

__all__ = ["with_kinds", "with_mentions"]


def with_kinds(said: Clause, named: Names) -> Clause:
    """ "The slow part", "the clip", where one shot alone is such."""
    clips = [n for n, s in enumerate(named.shots, 1) if s.lower().endswith(CLIPS)]
    said = _by_length(shown_already(said, named), named)
    said = of_kind(of_kind(said, "slow_shot", named.slow), "the_clip", clips)
    said = of_kind(said, "new_shot", [] if named.newest is None else [named.newest])
    return of_kind(said, "own_clip", clips) if len(named.shots) > 1 else said


def _by_length(said: Clause, named: Names) -> Clause:
    """ "The longest clip", 哪段最长, where one shot alone is."""
    lengths = [end - start for start, end in named.times]
    for kind, pick in (("longest_shot", max), ("shortest_shot", min)):
        found = [n for n, length in enumerate(lengths, 1) if length == pick(lengths)]
        said = of_kind(said, kind, found)
    return said


def with_mentions(said: Clause, named: Names) -> tuple[Clause, MoveShot | None]:
    """The clause with shots, files and sounds as the rules know them; and the move that takes the
    picture that it asks for to its place.
    """
    clause, beside = put_beside(said, named.shots)
    files = [name for name in named.files if name not in named.over]
    clause = with_laid(with_files(pointed(clause, named.shots), files), named.over)
    return with_sounds(with_calls(with_only_file(clause, files), named.shots)), beside
