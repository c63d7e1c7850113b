"""The classes of words that the code itself looks at; the catalogue has to declare them.

A *class* is a named set of phrases that play one part in a sentence ("verbs of exporting",
"verdicts on the result"). All others matter to the catalogue's rules alone.
"""

from typing import Final


class Part:
    """The classes that the code looks at; all others matter to the catalogue's rules alone."""

    # Produced by the scanner rather than by words.
    NUMBER: Final = "number"
    SPEC: Final = "spec"
    FILENAME: Final = "filename"
    ADDRESS: Final = "address"
    PATH: Final = "path"
    MEDIA_URL: Final = "media_url"
    WEB_URL: Final = "web_url"
    QUOTED: Final = "quoted"
    # Facts of the whole clause.
    ASKED: Final = "asked"
    ATTACHED: Final = "attached"
    # Words that change nothing about a wish.
    COURTESY: Final = "courtesy"
    GREETING: Final = "greeting"
    ASK: Final = "ask"
    LE: Final = "le"
    # Words that join clauses.
    THEN: Final = "then"
    AND: Final = "and"
    BUT: Final = "but"
    BEFORE: Final = "before"
    AFTER: Final = "after"
    IF: Final = "if"
    BEFORE_THIS: Final = "before_this"
    AFTER_THIS: Final = "after_this"
    IF_THIS: Final = "if_this"
    WHEN_DONE: Final = "when_done"
    FIRST: Final = "first"
    # Words after which content follows.
    SAYS: Final = "says"
    NAMED: Final = "named"
    LABEL: Final = "label"
    TOPIC: Final = "topic"
    IT: Final = "it"
    THE: Final = "the"
    A: Final = "a"
    # What talk is told from commands by.
    CRY: Final = "cry"
    EDIT: Final = "edit"
    FAULT: Final = "fault"
    JOB: Final = "job"
    STATE_ASK: Final = "state_ask"
    SOUND_PART: Final = "sound_part"
    TEXT_PART: Final = "text_part"
    PLEA: Final = "plea"
    FAILED: Final = "failed"
    REDO: Final = "redo"
    USED_UP: Final = "used_up"
    BROKEN: Final = "broken"
    WHY: Final = "why"
    TOWARDS: Final = "towards"
    HOLD: Final = "hold"
    FOLDER: Final = "folder"
    FOLDER_NAME: Final = "folder_name"
    PRODUCT: Final = "product"
    EPITHET: Final = "epithet"
    # What refuses a value, and what takes one back.
    NOT: Final = "not"
    CORRECTION: Final = "correction"
    GO_ON: Final = "go_on"
    NEVER_MIND: Final = "never_mind"
    # A wish may follow an edit without a joining word.
    ALTER: Final = "alter"


ASKING: Final = ("how_to", "whether", "which", "how_many")
"""What makes a question of a clause with a word of editing."""
DELIVERING: Final = ("export_verb", "deliver", "save_verb", "give", "send", "put")
"""What an export begins with that follows an edit without a joining word."""
BEGINNING: Final = (
    *DELIVERING,
    Part.EDIT,
    Part.ALTER,
    Part.THEN,
    "make",
    "another",
    "operate",
    "upload_verb",
)
"""What may begin the wish behind a check that has no comma: "if it's done send it"."""
LISTED: Final = (
    "export_verb",
    "upload_verb",
    "save_verb",
    "send",
    "cancel_verb",
    "publish",
    "credit",
    "state_noun",
    "inventory",
    Part.QUOTED,
)
"""What a description may list: "about import, export, trade"."""
LIFTED: Final = (Part.QUOTED, Part.PATH, Part.MEDIA_URL, Part.WEB_URL, Part.FILENAME)
"""What stands for something else than its letters."""
WORDLESS: Final = (*LIFTED, Part.WHY, Part.ASKED, Part.COURTESY, Part.LE)
"""What a "why?" may have beside it without saying what it is after."""
BROUGHT: Final = ("own", "asset", "product", "from", *LIFTED)
"""What is brought in is one of these, else it is something that has to be found or made."""
RESENT: Final = (
    *DELIVERING,
    "receive",
    "another",
    "another_copy",
    "link",
    "for_me",
    "ask",
    "the",
    "a",
)
"""What asks for another one; of what is told by the clause before it, about a link that broke."""
UNMADE: Final = ("unmade_format", "unmade_size")
"""What nothing is exported as: a clause with it may be asked about, never guessed to be an export.
"""
DESCRIBING: Final = ("present_word", "purpose", Part.TOPIC)
"""What may say which video is meant, besides words that nobody knows."""
KEYWORD_CLASSES: Final = {
    "export": "deliver",
    "srt_export": "deliver",
    "credits": "balance_ask",
    "status": "state_ask",
    "upload": "upload_verb",
}
"""Where the keywords of a skill's own router table go: classes that are enough alone."""
PARTS: Final = {v for k, v in vars(Part).items() if k.isupper()} | {
    *ASKING,
    *DESCRIBING,
    *BROUGHT,
    *UNMADE,
    *RESENT,
    *LISTED,
    *BEGINNING,
    *KEYWORD_CLASSES.values(),
}
"""Every class that a catalogue has to declare, but for the slots."""
SLOTS: Final = ("format", "resolution", "quality", "orientation")
ACTIONS: Final = frozenset({"upload", "credits", "status", "export", "help", "cancel"})
OUTCOMES: Final = ACTIONS | {"chat", "nothing", "aside", "slots", "publishing", "presented"}
"""The actions and, for a clause that is no step of its own: `nothing` (the user said not to),
`aside` (courtesy, praise), `slots` (only values, for the export beside it), `publishing` (chat, and
an upload beside it means publishing too), `presented` (it only shows the attachment)."""
