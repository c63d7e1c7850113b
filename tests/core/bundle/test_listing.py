from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.core.bundle.listing import one_line, shortened
from skill_runtime.errors import SkillError
from tests.core.bundle.skills import SAMPLES, listing_of, sample


def head(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", ""])


LISTED = ("name: a-skill", "description: Makes films.")


def test_all_that_a_marketplace_would_refuse_is_told_at_once() -> None:
    text = head("name: My Skill") + "\nPOST /api/v1/generate\n"
    with pytest.raises(SkillError) as refused:
        listing_of(text)
    told = [(problem.line, problem.message) for problem in refused.value.problems]
    assert [line for line, _ in told] == [5, 2, 0]
    for (_, message), said in zip(told, ("generate", "`name`", "`description`"), strict=True):
        assert said in message


def test_a_malformed_file_is_refused_with_the_reader_s_own_problems() -> None:
    with pytest.raises(SkillError) as refused:
        listing_of(head("name: ../x", "version: [1]"))
    assert [problem.line for problem in refused.value.problems] == [2, 3]


@pytest.mark.parametrize("name", ["a--b", "-a", "a-", "A", "a_b", "a b", "技能"])
def test_a_name_that_is_no_folder_s_name_everywhere_is_refused(name: str) -> None:
    with pytest.raises(SkillError, match="single hyphens"):
        listing_of(head(f"name: {name}", "description: Makes films."))


@pytest.mark.parametrize(
    ("stated", "emoji"),
    [
        ("emoji: 🏮", "🏮"),
        ("metadata: {openclaw: {emoji: 👩🏽‍🎨}}", "👩🏽‍🎨"),
        ('metadata: \'{"openclaw": {"emoji": "🦀"}}\'', "🦀"),
        ("emoji: camera", "🎬"),
        ("emoji: '{[#'", "🎬"),
        ('emoji: "🏮\\n"', "🏮"),
        (f"emoji: {'🏮' * 17}", "🎬"),
        ("license: MIT", "🎬"),
    ],
)
def test_the_skill_s_own_emoji_is_kept_where_it_is_one(stated: str, emoji: str) -> None:
    assert listing_of(head(*LISTED, stated)).emoji == emoji


@pytest.mark.parametrize(
    ("stated", "links"),
    [
        ("homepage: https://nemovideo.com", (("homepage", "https://nemovideo.com"),)),
        ("repository: https://github.com/a/b", (("repository", "https://github.com/a/b"),)),
        ("homepage: http://nemovideo.com", ()),
        ("homepage: javascript:alert(1)", ()),
        ('homepage: "https://a.example/ b"', ()),
    ],
)
def test_only_plain_https_links_are_listed(stated: str, links: tuple[object, ...]) -> None:
    assert listing_of(head(*LISTED, stated)).links == links


def test_a_title_is_made_of_the_name_where_the_skill_has_none() -> None:
    bare = listing_of(head(*LISTED))
    assert (bare.title, bare.author) == ("A Skill", "")
    named = listing_of(head(*LISTED, "displayName: The  Skill", "author: Ann"))
    assert (named.title, named.author) == ("The Skill", "Ann")


def test_what_hides_a_skill_from_its_host_is_not_listed() -> None:
    text = head(*LISTED, "metadata: {openclaw: {primaryEnv: OTHER, requires: {env: [OTHER]}}}")
    skill = listing_of(text).skill
    assert (skill.primary_env, skill.requires_env) == ("NEMO_TOKEN", ())


def test_the_warnings_of_the_file_come_along_for_its_author() -> None:
    assert [str(warning) for warning in listing_of(head(*LISTED)).warnings] == ["version-missing"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_former_body_comes_along_without_its_frontmatter(path: Path) -> None:
    original = sample(path).original
    assert len(original) > 1_000
    assert not original.startswith(("---", "\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\n lines ", "two lines"),
        ("a\x00b\u2028c\ufeffd\u202ee", "a b c d e"),
        ("a <b> c", "a ‹b› c"),
        ("👩🏽‍🎨 stays", "👩🏽‍🎨 stays"),
        (" \n\t", ""),
    ],
)
def test_a_listed_text_is_one_plain_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("line", "limit", "short"),
    [
        ("Short.", 10, "Short."),
        ("One sentence. And a second one.", 20, "One sentence."),
        ("第一句话在这里。第二句话也在这里。", 10, "第一句话在这里。"),
        ("Hm. A sentence that does not end soon", 20, "Hm. A sentence that…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("version 1.2 of the film studio", 16, "version 1.2 of…"),
    ],
)
def test_a_long_line_ends_with_a_sentence_or_else_a_word(line: str, limit: int, short: str) -> None:
    assert shortened(line, limit) == short
    assert len(short) <= limit
