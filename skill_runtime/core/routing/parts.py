"""The classes of words that the code itself looks at; the catalogue has to declare them.

A *class* is a named set of phrases that play one part in a sentence ("verbs of exporting",
"verdicts on the result"). All others matter to the catalogue's rules alone.
"""


class Part:
    """The classes that the code looks at; all others matter to the catalogue's rules alone."""

    # Produced by the scanner rather than by words.
    NUMBER = "number"
    SPEC = "spec"
    FILENAME = "filename"
    ADDRESS = "address"
    PATH = "path"
    MEDIA_URL = "media_url"
    WEB_URL = "web_url"
    QUOTED = "quoted"
    # Facts of the whole clause.
    ASKED = "asked"
    ATTACHED = "attached"
    # Words that change nothing about a wish.
    COURTESY = "courtesy"
    GREETING = "greeting"
    ASK = "ask"
    LE = "le"
    # Words that join clauses.
    THEN = "then"
    AND = "and"
    BUT = "but"
    BECAUSE = "because"
    BEFORE = "before"
    AFTER = "after"
    IF = "if"
    BEFORE_THIS = "before_this"
    AFTER_THIS = "after_this"
    IF_THIS = "if_this"
    WHEN_DONE = "when_done"
    FIRST = "first"
    # Words after which content follows.
    SAYS = "says"
    NAMED = "named"
    LABEL = "label"
    TOPIC = "topic"
    IT = "it"
    THE = "the"
    A = "a"
    # What talk is told from commands by.
    CRY = "cry"
    EDIT = "edit"
    FAULT = "fault"
    JOB = "job"
    STATE_ASK = "state_ask"
    SOUND_PART = "sound_part"
    TEXT_PART = "text_part"
    PLEA = "plea"
    FAILED = "failed"
    REDO = "redo"
    USED_UP = "used_up"
    BROKEN = "broken"
    WHY = "why"
    TOWARDS = "towards"
    HOLD = "hold"
    FOLDER = "folder"
    FOLDER_NAME = "folder_name"
    PRODUCT = "product"
    EPITHET = "epithet"
    DEMAND = "demand"
    SOMEONE = "someone"
    # What refuses a value, and what takes one back.
    NOT = "not"
    CORRECTION = "correction"
    GO_ON = "go_on"
    AWAIT_ME = "await_me"
    NEVER_MIND = "never_mind"
    # A wish may follow an edit without a joining word.
    ALTER = "alter"


ASKING = ("how_to", "whether", "which", "how_many")
"""What makes a question of a clause with a word of editing."""
DELIVERING = ("export_verb", "deliver", "save_verb", "give", "send", "put")
"""What an export begins with that follows an edit without a joining word."""
BEGINNING = (
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
LISTED = (
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
OTHERWISE = (Part.FAULT, "cancel_verb", "upload_verb", "credit", "how_to", "which", "how_many")
"""What is asked for besides an export, even where it begins as a reason: "… so upload it again"."""
LIFTED = (Part.QUOTED, Part.PATH, Part.MEDIA_URL, Part.WEB_URL, Part.FILENAME)
"""What stands for something else than its letters."""
WORDLESS = (*LIFTED, Part.WHY, Part.ASKED, Part.COURTESY, Part.LE)
"""What a "why?" may have beside it without saying what it is after."""
BROUGHT = ("own", "asset", "product", "from", *LIFTED)
"""What is brought in is one of these, else it is something that has to be found or made."""
RESENT = (
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
UNMADE = ("unmade_format", "unmade_size")
"""What nothing is exported as: a clause with it may be asked about, never guessed to be an export.
"""
WISHING = ("people", "purpose", "platform")
"""Who may want an export to be so, besides words that nobody knows."""
DESCRIBING = ("present_word", "purpose", Part.TOPIC)
"""What may say which video is meant, besides words that nobody knows."""
KEYWORD_CLASSES = {
    "export": "deliver",
    "srt_export": "deliver",
    "credits": "balance_ask",
    "status": "state_ask",
    "upload": "upload_verb",
}
"""Where the keywords of a skill's own router table go: classes that are enough alone."""
PARTS = {v for k, v in vars(Part).items() if k.isupper()} | {
    *ASKING,
    *OTHERWISE,
    *DESCRIBING,
    *WISHING,
    *BROUGHT,
    *UNMADE,
    *RESENT,
    *LISTED,
    *BEGINNING,
    *KEYWORD_CLASSES.values(),
}
"""Every class that a catalogue has to declare, but for the slots."""
SLOTS = ("format", "resolution", "quality", "orientation")
ACTIONS = frozenset({"upload", "credits", "status", "export", "help", "cancel"})
OUTCOMES = ACTIONS | {"chat", "nothing", "aside", "slots", "publishing", "presented"}
"""The actions and, for a clause that is no step of its own: `nothing` (the user said not to),
`aside` (courtesy, praise), `slots` (only values, for the export beside it), `publishing` (chat, and
an upload beside it means publishing too), `presented` (it only shows the attachment)."""
