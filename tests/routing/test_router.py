from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.core.routing import Router
from skill_runtime.core.routing.vocabulary import Vocabulary
from skill_runtime.model.plan import Action
from skill_runtime.model.utterance import Utterance
from tests.routing.conftest import INTENTS
from tests.routing.hostile import hostile_texts


def steps(router: Router, text: str, *attachments: str) -> list[tuple[str, str]]:
    plan = router.route(Utterance(text, attachments)).plan
    return [(str(step.action), step.text) for step in plan.steps]


def test_a_single_chat_step_carries_the_whole_utterance(router: Router) -> None:
    text = "  Don't export yet — make the “Export” sign BIGGER, please! 😊"
    assert steps(router, text) == [("chat", text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add a title and export it vertical in 720p", "add a title"),
        ('Add a title "Urban Dreams" (bold), then export', 'Add a title "Urban Dreams" (bold)'),
        ("add lo-fi music at 35%, then download the video", "add lo-fi music at 35%"),
        ("Brighten it. Crop the left side. Then export it.", "Brighten it. Crop the left side"),
        ("export after you fix the title", "fix the title"),
        ("make a trailer，再导出一次", "make a trailer"),
        ("加上「城市」這個標題，然後匯出", "加上「城市」這個標題"),
        ("把音量调到35％，再导出", "把音量调到35％"),
    ],
)
def test_a_chat_step_beside_others_carries_its_own_words(
    router: Router, text: str, words: str
) -> None:
    chat, export = router.route(Utterance(text)).plan.steps
    assert (chat.action, export.action) == (Action.CHAT, Action.EXPORT)
    assert chat.text == words


def test_words_are_cut_from_the_original_even_where_folding_changes_their_length(
    router: Router,
) -> None:
    assert steps(router, "①: ﬁx the ﬂag, then export")[0] == ("chat", "①: ﬁx the ﬂag")


@pytest.mark.parametrize("said", ["export it as mp4", "how many credits do I have?", "导出视频"])
def test_a_subtitle_file_in_a_message_is_content(router: Router, said: str) -> None:
    file = f"1\n00:00:00,000 --> 00:00:02,000\n{said}\n\n2\n00:00:02,000 --> 00:00:04,000\nstatus"
    text = f"add these subtitles:\n{file}"
    assert steps(router, text) == [("chat", text)]
    assert [action for action, _ in steps(router, f"{text}\n\nthen export it")] == [
        "chat",
        "export",
    ]


def test_paths_and_addresses_are_verbatim(router: Router) -> None:
    [step] = router.route(Utterance("Upload ~/Clips/Été.MP4")).plan.steps
    assert step.slots.given() == {"paths": ("~/Clips/Été.MP4",)}
    first, _ = router.route(Utterance("https://E.org/A.MP4?Sig=Q use it as the intro")).plan.steps
    assert first.slots.given() == {"urls": ("https://E.org/A.MP4?Sig=Q",)}


@pytest.mark.parametrize(
    ("text", "chosen", "language"),
    [
        ("export it", None, "en"),
        ("导出", None, "zh"),
        ("帮我 export 一下", None, "zh"),
        ("make a poster that reads 你好 in big letters", None, "en"),
        ("export it", "zh-CN", "zh"),
        ("导出", "en-GB", "en"),
        ("导出", "fr", "zh"),
        ("", None, ""),
        ("😊", None, ""),
    ],
)
def test_the_answer_is_in_the_language_of_the_text_unless_one_was_chosen(
    router: Router, text: str, chosen: str | None, language: str
) -> None:
    assert router.route(Utterance(text, language=chosen)).language == language


def test_evidence_names_the_word_that_blocked_a_command(router: Router) -> None:
    [evidence] = router.route(Utterance("Download a PENGUIN video")).evidence
    assert evidence.text == "download a penguin video"
    assert evidence.anchor == "download"
    assert evidence.blocked_by == "penguin"
    assert evidence.decision == "chat"


def test_evidence_names_a_known_word_in_the_wrong_place(router: Router) -> None:
    [evidence] = router.route(Utterance("我已经导出了")).evidence
    assert (evidence.anchor, evidence.blocked_by) == ("导出", "了")


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mexport\x1b[0m it",
        "export \x1b[1;4mit",
        "\x9b2Kexport it",
        "\x1b]0;a title\x07export it",
        "\x1b]8;;https://x.org/\x1b\\export it",
    ],
)
def test_orders_to_a_terminal_are_no_words(router: Router, text: str) -> None:
    routed = router.route(Utterance(text))
    assert routed.plan.actions == (Action.EXPORT,)
    assert [evidence.blocked_by for evidence in routed.evidence] == [None]


def test_evidence_names_the_line_of_the_rule_that_decided(router: Router) -> None:
    [evidence] = router.route(Utterance("never mind")).evidence
    assert evidence.rule is not None
    row = INTENTS.joinpath("catalogue.yaml").read_text("utf-8").splitlines()[evidence.rule.line - 1]
    assert row.startswith("  - {is: nothing, needs: never_mind,")


def test_evidence_tells_what_was_only_mentioned(router: Router) -> None:
    evidence = router.route(Utterance("before exporting, add a fade")).evidence
    assert [(part.text, part.decision) for part in evidence] == [
        ("exporting", "mentioned"),
        ("add a fade", "chat"),
    ]


def test_the_keywords_of_a_skill_fire_as_whole_clauses(vocabulary: Vocabulary) -> None:
    skill = Router.build(vocabulary, {"export": ("make it mine",), "status": ("where's my film",)})
    assert steps(skill, "Make it mine, please!") == [("export", "Make it mine")]
    assert [action for action, _ in steps(skill, "add snow, then make it mine")] == [
        "chat",
        "export",
    ]
    assert steps(skill, "a song called make it mine")[0][0] == "chat"
    assert steps(skill, "make it mine tomorrow night in the snow")[0][0] == "chat"


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("hand it over as a gif, please", [("export", {"format": ("gif",)})]),
        ("don't hand it over yet", []),
        ("add snow, then hand it over", [("chat", {}), ("export", {})]),
        ("she will hand it over to the king", [("chat", {})]),
        ("download subtitles", [("export", {"format": ("srt",)})]),
        ("please download my subtitles", [("export", {"format": ("srt",)})]),
        ("请下载字幕", [("export", {"format": ("srt",)})]),
        ("add subtitles", [("chat", {})]),
        ("what's left?", [("credits", {})]),
        ("fill what's left with snow", [("chat", {})]),
        ("bring the reel in: ~/a.mp4", [("upload", {"paths": ("~/a.mp4",)})]),
    ],
)
def test_the_keywords_of_a_skill_are_understood_as_the_packaged_words_are(
    vocabulary: Vocabulary, text: str, plan: list[tuple[str, dict[str, tuple[str, ...]]]]
) -> None:
    rows = {
        "export": ("hand it over", "download"),
        "srt_export": ("download subtitles", "下载字幕"),
        "credits": ("what's left",),
        "upload": ("bring the reel in",),
    }
    routed = Router.build(vocabulary, rows).route(Utterance(text))
    assert [(step.action.value, step.slots.given()) for step in routed.plan.steps] == plan


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("导出到 out 文件夹", ("out",)),
        ("匯出到 Final_Cuts 資料夾", ("Final_Cuts",)),
        ("export it to the Out folder", ("Out",)),
        ("save the video in my clips directory", ("clips",)),
        ("put the final video in a folder called Cuts", ("Cuts",)),
        ("export into the folder named out_2, please", ("out_2",)),
        ("存到名为 Out 的文件夹", ("Out",)),
        ("导出到一个叫out的文件夹里", ("out",)),
        ("export it to the downloads folder", ()),
        ("export it to my folder", ()),
    ],
)
def test_a_folder_may_be_named_in_words(router: Router, text: str, paths: tuple[str, ...]) -> None:
    [step] = router.route(Utterance(text)).plan.steps
    assert (step.action, step.slots.paths) == (Action.EXPORT, paths)


def test_a_row_of_a_skill_that_is_no_action_changes_nothing(vocabulary: Vocabulary) -> None:
    skill = Router.build(vocabulary, {"dance": ("boogie",)})
    assert steps(skill, "boogie") == [("chat", "boogie")]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u202e"])
def test_an_empty_utterance_is_no_request(router: Router, text: str) -> None:
    assert not [action for action, _ in steps(router, text) if action != "chat"]


def test_a_text_of_many_pages_is_a_brief_and_no_command(router: Router) -> None:
    brief = "the hero walks home. export. " * 200
    assert steps(router, brief, "a.png") == [("upload", ""), ("chat", brief)]


@pytest.mark.parametrize("length", [900, 1_900, 100_000])
def test_adversarial_repetition_is_answered(router: Router, length: int) -> None:
    """Time is measured by benchmarks/routing; a catastrophic pattern would hang here."""
    for text in hostile_texts(length):
        assert router.route(Utterance(text)).plan.steps is not None


PIECES = st.sampled_from(
    [
        "export", "导出", "don't", "别", "and", "然后", "~/a.mp4", "https://x.org/a.mp4", '"',
        "“", "”",
        "「", "?", "，", ".", ":", "title", "says", "before", "之前", "if", "first",
        "先", "1080p", "積分", "\u202e", "status", "取消", "is it done",
        "upload", "a.mp4", "ﬁ", "/", "\\",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=2))
def test_any_text_has_an_answer(router: Router, text: str, attachments: list[str]) -> None:
    routed = router.route(Utterance(text, tuple(attachments)))
    assert bool(attachments) <= (routed.plan.actions[:1] == (Action.UPLOAD,))


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]))
def test_any_sequence_of_known_words_gives_a_well_formed_plan(
    router: Router, pieces: list[str], glue: str
) -> None:
    text = glue.join(pieces)
    plan = router.route(Utterance(text)).plan
    others = [action for action in plan.actions if action is not Action.CHAT]
    assert len(others) == len(set(others))
    assert all(one != two for one, two in zip(plan.actions, plan.actions[1:], strict=False))
    for step in plan.steps:
        assert all(value in text for value in (*step.slots.paths, *step.slots.urls))
        assert (step.topic is not None) == (step.action is Action.HELP)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export, but not yet", ()),
        ("导出，不过先别", ()),
        ("upload this, but not now", ()),
        ("not now. export it", (Action.EXPORT,)),
        ("导出，先别上传", (Action.EXPORT,)),
        ("export it, not as gif", (Action.EXPORT,)),
    ],
)
def test_what_is_put_off_right_behind_is_not_done(
    router: Router, text: str, expected: tuple[Action, ...]
) -> None:
    assert router.route(Utterance(text)).plan.actions == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("export just the audio", "mp3"),
        ("导出音频", "mp3"),
        ("给我音频文件", "mp3"),
        ("export it, audio only", "mp3"),
        ("export only the subtitles", "srt"),
        ("导出字幕", "srt"),
        ("export the video with the sound", ""),
        ("export the video without audio", ""),
        ("导出视频和音频", ""),
        ("export it with subtitles", ""),
        ("download the audio and the subtitles", ""),
        ("export", ""),
    ],
)
def test_a_part_of_the_film_is_heard_where_it_alone_is_wanted(
    router: Router, text: str, part: str
) -> None:
    [step] = router.route(Utterance(text)).plan.steps
    assert (step.action, step.part, step.slots.given()) == (Action.EXPORT, part, {})


def test_a_format_that_is_named_goes_before_that_of_a_part(router: Router) -> None:
    [named] = router.route(Utterance("export just the audio as wav")).plan.steps
    [unnamed] = router.route(Utterance("export just the audio")).plan.steps
    assert (named.wanted.format, unnamed.wanted.format) == (("wav",), ("mp3",))
