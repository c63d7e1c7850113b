"""Turns of phrase in the words that the rules know: "5 each" as "5 seconds each", "rotate it 180"
as degrees. Each says in its way what there is a plain word for, and depends on nothing around it.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.words.folding import is_chinese

__all__ = ["in_plain_words"]

_COLOUR = r"(?:blue|green|red|pink|grey|gray|purple|yellow|orange|brown)"
_KNOWN = tuple(
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
        (r"(\bseconds?) or so\b", r"\1"),
        (
            r"((?:^|[.;!\n] |, )(?:please )?change )(?:to|into) (?=[\"“'‘「])",
            r"\1it to ",
        ),
        # A colour that is darker than the one there is.
        (rf"\bdarker (?:shade of )?(?={_COLOUR}\b)", "dark "),
        (rf"\blighter (?:shade of )?(?={_COLOUR}\b)", "light "),
        # What comes is only announced.
        (
            r"(?:^|(?<=[.!?\n] ))(?:ok,? |so,? |just )*(?:a (?:few|couple of)|two|three|four|some"
            r"|one|\d) (?:small |quick |more |little |last |other )*(?:things?|changes?|points?"
            r"|edits?|fixes|fix|tweaks?|wishes|requests?|notes?)(?: [^.:!\n“\"]{0,40})?: ?",
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


def in_plain_words(message: str) -> str:
    """The message with them; one in Chinese has none of these."""
    if is_chinese(message):
        return message
    for pattern, said in _KNOWN:
        message = pattern.sub(said, message)
    return message
