from __future__ import annotations

import pytest

from tests.skill_reader.reading import problems, read, read_head

NAME = "name: test-skill\n"
OPENCLAW = [
    'metadata: {"openclaw": {"primaryEnv": "T", "requires": {"env": ["T"]}, "variant": "v"}}',
    "metadata:\n openclaw:\n  primaryEnv: T\n  requires:\n   env:\n    - T\n  variant: v",
    "metadata:\n  primaryEnv: T\n  requires: {env: [T]}\n  openclaw: {variant: v}",
    "metadata.openclaw.primaryEnv: T\nmetadata.openclaw.requires.env: [T]\nmetadata.variant: v",
    """metadata: '{"openclaw": {"primaryEnv": "T", "requires": {"env": "T"}, "variant": "v"}}'""",
    """metadata:\n  openclaw: '{"primaryEnv": "T", "requires": {"env": ["T"]}, "variant": "v"}'""",
    "primaryEnv: T\nrequires:\n  env: [T]\nvariant: v",
    'metadata: {"clawdbot": {"primaryEnv": "T", "requires": {"env": ["T"]}, "variant": "v"}}',
    'metadata: {"openclaw.requires.env": ["T"], "openclaw.primaryEnv": "T", "variant": "v"}',
    "metadata: {variant: x}\nmetadata: {openclaw: {primaryEnv: T, requires: {env: T}, variant: v}}",
    "primary_env: T\nrequires.env:\n- T\nvariant: |\n  v\n",
]


@pytest.mark.parametrize("metadata", OPENCLAW)
def test_declarations_are_found_wherever_they_stand(metadata: str) -> None:
    skill = read_head(NAME + metadata)
    assert (skill.primary_env, skill.requires_env, skill.variant) == ("T", ("T",), "v")


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ('version: "2.3"', "2.3"),
        ("version: 2.30", "2.30"),
        ("version: 1", "1"),
        ("version: '1.0.0-beta+5'", "1.0.0-beta+5"),
        ("metadata:\n  version: 0.10", "0.10"),
        ("version: '2026-01-02'", "2026-01-02"),
        ("version: 2026.01.02", "2026.01.02"),
        ('version: "yes"', "yes"),
        ("version: 0o17", "0o17"),
        ("version: 1.10 # two parts", "1.10"),
        ("version: v2", "v2"),
        ("metadata:\n  openclaw: {version: 3.0}", "3.0"),
        ("metadata.openclaw.version: 3.10", "3.10"),
        ("version:", ""),
        ("version: ~", ""),
        ("license: MIT", ""),
    ],
)
def test_a_version_stays_as_it_is_written(written: str, version: str) -> None:
    skill = read_head(NAME + written)
    assert skill.version == version
    assert [warning.code for warning in skill.warnings] == ([] if version else ["version-missing"])


def test_a_key_that_disagrees_with_itself_is_reported_and_the_last_one_wins() -> None:
    skill = read_head('name: test-skill\nversion: "1"\nversion: "2"\nlicense: a\nlicense: a')
    assert skill.version == "2"
    (warning,) = skill.warnings
    assert (str(warning), warning.line) == ("duplicate-key:version", 4)


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("---\nname: a\nversion: 1\n...\nname: b\n---\n", "a", 2),
        ("---  \n# a comment\n\nname: a\nversion: 1\n---\t\n", "a", 4),
        ("---\r\nname: a\r\nversion: 1\r\n---\r\nbody\r\n", "a", 2),
        ("---\rname: a\rversion: 1\r---\rbody\r", "a", 2),
        ("---\nversion: 1\ntext: a\u2028b\u2029c\x85d\nname: a\n---", "a", 4),
        ("---\ndescription: |\n  ---\n  ...\nversion: 1\nname: a\n---\n", "a", 6),
        ("---\nname: video maker\nversion: 1\n---\n---\n", "video maker", 2),
        ("---\nname: 灯会\nversion: 1\n---\n", "灯会", 2),
    ],
)
def test_a_fence_may_be_written_in_many_ways(text: str, name: str, line: int) -> None:
    skill = read(text)
    assert (skill.name, skill.lines["name"], skill.version) == (name, line, "1")


def test_a_byte_order_mark_and_blank_lines_before_the_fence_are_no_fault() -> None:
    assert read("\ufeff\n\n---\nname: a\nversion: 1\n---\nbody").lines["name"] == 4


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x", "is a path"),
        ("a/b", "is a path"),
        ("'a\\b'", "is a path"),
        ("C:skill", "is a path"),
        ("~x", "is a path"),
        (".hidden", "is a path"),
        ("x" * 65, "65 characters"),
        ('"a\\nb"', "control character"),
        ('"a\\u202eb"', "control character"),
        ('"---"', "no letter or digit"),
        ("[a]", "one text"),
        ("{a: b}", "one text"),
        ("", "no `name`"),
    ],
)
def test_a_name_that_is_no_name_is_refused_with_the_reason(name: str, reason: str) -> None:
    (problem,) = problems(f'---\nversion: "1"\nname: {name}\n---\n')
    assert reason in problem.message
    assert problem.line == 3


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    found = problems(
        "---\n"
        "name: ../x\n"
        "version: [1]\n"
        "metadata.openclaw.requires.configPaths: [~/.ssh/, ~/.config/nemovideo/]\n"
        "apiDomain: evil.example\n"
        "---\n"
        "The UUID is saved at `/etc/nemo/client_id`.\n"
        "curl https://other.example/run_sse\n"
    )
    assert [problem.line for problem in found] == [2, 3, 4, 5, 7, 8]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "empty"),
        ("\ufeff \r\n", 0, "empty"),
        ("# Title\n", 1, "without frontmatter"),
        ("---\nname: x\n", 1, "never ends"),
        ("---\nname: x\n  y: :\n---\n", 3, "no YAML"),
        ("---\nname: x\nversion: \x01\n---\n", 3, "control character"),
        ("---\njust text\n---\n", 2, "keys with values"),
        ("---\n- a\n---\n", 2, "keys with values"),
        ("---\n---\n", 0, "no `name`"),
        ("---\na: &a [x]\nb: *a\n---\n", 3, "anchor"),
        ("---\nname: !!python/name:os.system x\n---\n", 2, "tag"),
        ("---\n? [a]\n: b\n---\n", 2, "where a key should"),
        ("---\na: " + "[" * 40 + "]" * 40 + "\n---\n", 2, "deep"),
        ("---\nname: x\nlist: [" + "a," * 6000 + "]\n---\n", 3, "parts"),
        ("---\nname: x\ntext: " + "a" * 70_000 + "\n---\n", 2, "65536"),
        ("---\nname: x\n---\n" + "a" * 300_000, 0, "300016 characters"),
        ("---\nname: x\n---\n\ud83c", 0, "surrogates"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    (problem,) = problems(text)
    assert reason in problem.message
    assert problem.line == line


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{new}: &{new} [*{old},*{old}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert {problem.line for problem in problems(f"---\n{bomb}---\n")} == set(range(3, 10))


@pytest.mark.parametrize(
    ("written", "base"),
    [
        (
            "${NEMO_API_URL:-https://mega-api-prod.nemovideo.ai}",
            "https://mega-api-prod.nemovideo.ai",
        ),
        ("${NEMO_API_URL-mega-api-prod.nemovideo.ai}", "https://mega-api-prod.nemovideo.ai"),
        ("${NEMO_API_URL}", None),
        ("$NEMO_API_URL", None),
    ],
)
def test_a_base_in_a_variable_is_the_variable_s_default(written: str, base: str | None) -> None:
    assert read_head(f"{NAME}apiDomain: {written}").api_base == base


def test_the_default_of_a_variable_is_judged() -> None:
    head = f"---\n{NAME}apiDomain: ${{NEMO_API_URL:-https://evil.example}}\n---\n"
    (problem,) = problems(head)
    assert "evil.example" in problem.message


def test_a_missing_version_tells_what_is_sent_instead() -> None:
    (warning,) = read_head(NAME).warnings
    assert "X-Skill-Version: unknown" in warning.message
