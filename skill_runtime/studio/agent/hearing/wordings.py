"""Turns of phrase in the words that the rules know: "5 each" as "5 seconds each", "rotate it 180"
as degrees. Each says in its way what there is a plain word for, and depends on nothing around it.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.words.folding import is_chinese

__all__ = ["in_plain_words"]

_COLOUR = r"(?:blue|green|red|pink|grey|gray|purple|yellow|orange|brown)"
_INSTRUMENT = (
    "violin|cello|harp|flute|piano|guitar|ukulele|saxophone|sax|trumpet|accordion|organ|erhu"
    "|guzheng|pipa"
)
_MARK = re.compile(r"^ *[-•*–] +(?=\w)", re.MULTILINE)
_TEXTS_LISTED = re.compile(
    r"(?:subtitles?|captions?|titles?|texts?|lines?|words|lyrics|字幕|标题|文字|歌词)"
    r"[^\n]{0,20}\n *[-•*–]",
    re.IGNORECASE,
)
"""What such marks stand before is no wish then."""
_ENGLISH = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        # Numbers that go without their unit.
        (r"(?<![\d.:x-])\b(\d{1,2}) each\b(?! other)", r"\1 seconds each"),
        (
            r"((?:longer|shorter|stays?|lasts?|hold)\b[^.;,\n]{0,24}? (?:like|say|about|around"
            r"|maybe|for) \d{1,2})(?=\s*(?:$|[.,;!?\n]))",
            r"\1 seconds",
        ),
        (r"(\b(?:longer|shorter)) (?:like|say|maybe|about|around) (?=\d)", r"\1, "),
        (
            r"(\b(?:rotat\w+|turn)\b[^.,;\n]{0,24}? (?:90|180|270))(?! ?(?:°|deg|s\b|sec))",
            r"\1 degrees",
        ),
        (r"\bminus (\d{1,2}) ?(?:%|percent|per cent)", r"by \1%"),
        (r"(\b(?:seconds?|secs?)) or so\b", r"\1"),
        (r"\bby (?:about|around|roughly) half\b", "by half"),
        (
            r"\badd ((?:an extra |another )?[a-z\d]+ (?:more |extra )?(?:seconds?|secs?)) to "
            r"((?:the|my|shot|clip) [a-z\d]+(?: (?:shot|clip|scene|one))?)(?=[.,;!?]|$| and )",
            r"make \2 \1 longer",
        ),
        (
            r"\b(disappears?|go away|goes away|vanish(?:es)?) (sooner|earlier|later)\b",
            r"\1 1 second \2",
        ),
        (
            r"\b(?:start|begin) the music (?:at|with|on|from|when|once) (the [a-z]+)"
            r"(?: (?:shot|scene|clip))?(?: starts| begins| comes)?(?=[.,;!?]|$| and )",
            r"music only from \1 on",
        ),
        (
            rf"\b(?:make the music|use) (?:an? |some |the )?({_INSTRUMENT})(?: instead)?\b"
            r"(?! music)",
            r"change the music to \1 music",
        ),
        (
            r"\bturn the music off (?:for|during|in|over|on) ((?:the|shot) [a-z\d]+"
            r"(?: (?:shot|clip|scene|one))?)(?=[.,;!?]|$| and )",
            r"no music over \1",
        ),
        (
            r"\b(?:i|we)(?:'d| would)? (?:want|like|need) (?:the |my )?(title|text|caption"
            r"|subtitle) to (say|read)\b",
            r"make the \1 \2",
        ),
        (
            r"\brepeat (the [a-z]+(?: (?:shot|clip|scene))?) at the (?:very )?(end|start"
            r"|beginning)",
            r"a copy of \1 at the \2",
        ),
        (
            r"\b(?:end|finish|close) with (the [a-z]+(?: (?:shot|clip|scene))?) again",
            r"a copy of \1 at the end",
        ),
        (
            r"\b(?:can|could|may) (?:we|i|you) (?:please )?have (?:it|this|that|the (?:film|video"
            r"|whole thing)) (?!on\b|say|there|removed|back)(?=\w)",
            "make it ",
        ),
        (r"\btypo on my (?:side|end|part),? ?", ""),
        (r",? captioned (?=[“\"'‘])", ", with the caption "),
        (
            r"\b(tune|music|track|song|beat|melody) (?:behind|under(?:neath)?|beneath) "
            r"(?:it all|everything|all of it|the whole thing)\b",
            r"\1",
        ),
        (
            r"((?:^|[.;!\n] |, )(?:please )?change )(?:to|into) (?=[\"“'‘「])",
            r"\1it to ",
        ),
        # A colour that is darker than the one there is.
        (rf"\bdarker (?:shade of )?(?={_COLOUR}\b)", "dark "),
        (rf"\blighter (?:shade of )?(?={_COLOUR}\b)", "light "),
        # What comes is only announced.
        (
            r"(?:^|(?<=[.!?\n] ))(?:ok,? |so,? |just )*(?:(?:a )?(?:few|couple of)|two|three|four"
            r"|some|one|\d) (?:small |quick |more |little |last |other )*"
            r"(?:things?|changes?|points?|edits?"
            r"|fixes|fix|tweaks?|wishes|requests?|notes?)(?: [^.:!\n“\"]{0,40})?: ?",
            "",
        ),
        # Of everything: the picture and the sound.
        (
            r"((?:everything|it all|all of it)\b[^.;\n]{0,40}?),? (?:the )?(?:picture|image|video)"
            r" and (?:the )?(?:music|sound|audio)(?: both| too| alike| as well)?"
            r"(?=\s*(?:$|[.;!\n]))",
            r"\1",
        ),
        (
            r"(\b(?:in|on|over|at) [^.,;\n]{3,40}), not (?:in|on|over|at) [^.,;\n]{3,30}, (?=for )",
            r"\1 ",
        ),
        (
            r"\bnever ?mind (?:about )?((?:the|that|my) [a-z]+),? (?:and |just |please )*"
            r"(?:take|get) (?:it|that|this|them) (?:off|out|away)\b",
            r"remove \1",
        ),
        (r"\byou know(?=,)", ""),
    )
)
_CHINESE = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"[，,]同时(?=[^，,。]{0,4}(?:掌声|欢呼|鞭炮|声))", "，这时"),
        (r"(最后|第[一二三四五六七八九十\d]+)一?幕", r"\1个镜头"),
        (r"最后个镜头", "最后一个镜头"),
        (
            r"((?:背景)?(?:音乐|配乐))的?(?:一?开头|一开始|开场)要?(?:慢慢|渐渐|缓缓|逐渐)地?"
            r"(?:进来?|起来?|响起来?|出来?)",
            r"\1淡入",
        ),
        (r"(?<=[\u3400-\u9fff])(?:能不能|可不可以|能否|是否可以)(?=[\u3400-\u9fff])", ""),
        (r"多(?:留|停|显示)一?(?:会儿?|下)[，,]? ?(?=(?:留|停|显示|一直)?到)", ""),
        # What comes is only announced, or somebody's wish.
        (
            r"(?:^|(?<=[。！\n]))(?:一共|就)?(?:[一两二三四五几\d]+)[处点个](?:小|地方)?(?:的)?"
            r"(?:修改|改动|意见|调整|要求|想法|建议)(?:一下)?[:：] ?",
            "",
        ),
        (
            r"(?:^|(?<=[。！\n]))(?:领导|老板|客户|甲方|老师|经理|同事|朋友|家里人)"
            r"(?:说|觉得|要求|反馈|提|嫌)[^，,。:：“\"]{0,12}[:：] ?",
            "",
        ),
    )
)

_OF_A_FILM = (
    (re.compile(r"(?<=[，,；;。]) ?后面再?[接跟][上着]?(?=[^，,；;。]{2})"), "然后"),
    (re.compile(r",? (?:titled|entitled) (?=[“\"'‘])", re.IGNORECASE), ". Title "),
    (
        re.compile(
            r"(\( ?\d{1,3} ?(?:s|secs?|seconds?|秒) ?\)) ?"
            r"(?=(?:and )?(?:then|after that)\b|followed by\b|然后|接着|再)",
            re.IGNORECASE,
        ),
        r"\1, ",
    ),
)
"""What is said of a film that is ordered as a whole."""


def in_plain_words(message: str, *, empty: bool) -> str:
    """The message with them, and without the marks before the points of a list; `empty`: it
    orders a film, whose pictures are described in anybody's words.
    """
    if empty:
        for pattern, said in _OF_A_FILM:
            message = pattern.sub(said, message)
        return message
    if not _TEXTS_LISTED.search(message):
        message = _MARK.sub("", message)
    for pattern, said in _CHINESE if is_chinese(message) else _ENGLISH:
        message = pattern.sub(said, message)
    return message
