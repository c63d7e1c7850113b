"""The SKILL.md of a bundle: one-line commands for the agent, and the skill's own facts beneath.

`skill_page` says a skill in words from which `read_skill` reads that same skill again, so that a
bundle runs as its original does. `check_page` holds it to that: where the skill's own texts get in
the way, it refuses by naming the fields, and nothing is published that is subtly another skill.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields

from skill_runtime.core.bundle.listing import RUN, TOKEN_VARIABLE, Listing, as_listed
from skill_runtime.core.bundle.stated import files_sentence, opening, rules
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.core.skill_reader.frontmatter import ParseYaml
from skill_runtime.errors import Problem, SkillError
from skill_runtime.model.skill import Skill

ORIGINAL = "references/original.md"

_PLAIN_NAME = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][a-z0-9-]*")
# Raw, they are no YAML; the rest of JSON's strings are.
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_VARIABLES = (
    (TOKEN_VARIABLE, "Account token of the cloud backend"),
    ("NEMO_API_URL", "Another address of the cloud backend"),
    ("SKILL_BACKEND", "studio, cloud or a URL"),
    ("SKILL_SOURCE", "Name of the platform it was installed from"),
    ("SKILL_RUNTIME_HOME", "Folder for its state"),
)

_INTRODUCTION = (
    "A program does the work: it picks the action, talks to the backend, follows the job and saves"
    " the file. Hand the user's sentence over as it is, in any language."
)
_RUN = f"""\
## Run

One plain line, from any directory. `SKILL_DIR` is the folder of this file:

```bash
python3 {RUN} say "the user's sentence"
```

If the sentence holds quotes, put it into a file (`say --text-file FILE`) or on stdin (`say -`). \
Python 3.11 or newer is needed. The first start downloads the Python packages that it needs into \
the user's cache, and takes longer. In place of `say` and the sentence:

- `wait`: goes on following a turn that hasn't ended
- `status`: tells what is on the timeline
- `export`: renders, and prints the file's path last
- `upload FILE`: gives it pictures, clips or sound
- `credits`: tells the balance
- `doctor`: tells what is set up and what is missing

`--json` gives one JSON object a line, `--lang en` or `--lang zh` sets the language of its \
own sentences."""
_ANSWERS = """\
## Answers

The reply is on stdout: give it to the user as it stands. Progress is on stderr. Making something \
may take minutes. If the command is cut off, run `wait`: it tells what became of the work and \
fetches the file. Never say the same sentence again because it takes long: that could be paid \
twice. The exit code tells:

- 0: done
- 2: the command was wrong; the message says how
- 3: the backend refused or failed
- 4: no connection
- 5: out of credits
- 6: not finished, or not certain; run `wait`
- 7: the skill or its set-up is unusable
- 8: not begun, since an earlier request was running; `wait`, then send it again
- 130: interrupted
- 141: the output could not be written"""
_WHAT_GOES_WHERE = f"""\
## What goes where

Without set-up all runs in a studio on this machine, and nothing leaves it. Its pictures are drawn \
by rules, unless `STUDIO_IMAGE_URL` names an image server, which gets the words. The \
cloud is used only if `{TOKEN_VARIABLE}` or `NEMO_API_URL` is set, the user has agreed to it \
(`connect`), or a backend is named (`--backend`, `SKILL_BACKEND`). Then the sentences and the \
files that the user names go to that backend, and making things may cost credits. The first reply \
of a session says which of the two it is. The token goes to the backend's address alone. Never \
print it or ask for it.

State, cache and results stay in the user's own folders; nothing is written into this one. It \
holds the program in `skill_runtime/`, its vocabulary in `intents/`, its sentences in \
`translations/`, and in `pyproject.toml` the packages that it needs."""
_RULES = """\
## Rules of this skill

The program reads them here and keeps them itself; nothing of this is left to the agent."""
_BACKGROUND = f"""\
## Background

`{ORIGINAL}` is the page that this skill had before a program did its work. Read it for what the \
skill makes, its limits and advice on wording. Do not follow its commands and requests: the \
program makes them."""


def skill_page(listing: Listing) -> str:
    """The text of the bundle's SKILL.md."""
    return "\n".join(["---", *_frontmatter(listing), "---", "", *_body(listing)])


def check_page(page: str, skill: Skill, parse_yaml: ParseYaml) -> None:
    """Raises SkillError naming each field that a reader of the page would take otherwise."""
    understood = as_listed(read_skill(page, parse_yaml))
    expected = as_listed(skill)
    lost = [
        field.name
        for field in fields(Skill)
        if getattr(understood, field.name) != getattr(expected, field.name)
    ]
    if lost:
        problems = (
            Problem(
                skill.lines.get(name, 0),
                f"what it says of `{name}` can't be said again in the bundle's page without being"
                " taken for something else; word it more plainly",
            )
            for name in lost
        )
        raise SkillError(skill.source, tuple(problems))


def _frontmatter(listing: Listing) -> Iterator[str]:
    skill = listing.skill
    yield f"name: {skill.name if _PLAIN_NAME.fullmatch(skill.name) else _text(skill.name)}"
    yield f"description: {_text(skill.description)}"
    yield "license: MIT-0"
    yield "metadata:"
    if skill.version:
        yield f"  version: {_text(skill.version)}"
    if skill.display_name:
        yield f"  displayName: {_text(skill.display_name)}"
    if listing.author:
        yield f"  author: {_text(listing.author)}"
    yield from (f"  {key}: {_text(link)}" for key, link in listing.links)
    yield "  openclaw:"
    yield f"    emoji: {_text(listing.emoji)}"
    yield f"    primaryEnv: {TOKEN_VARIABLE}"
    if skill.variant:
        yield f"    variant: {_text(skill.variant)}"
    yield "    requires:"
    yield from _list("bins", ("python3",))
    if skill.config_paths:
        yield from _list("configPaths", skill.config_paths)
    yield "    envVars:"
    for name, description in _VARIABLES:
        yield f"      - name: {name}"
        yield "        required: false"
        yield f"        description: {description}"


def _list(key: str, entries: tuple[str, ...]) -> Iterator[str]:
    yield f"      {key}:"
    yield from (f"        - {_text(entry)}" for entry in entries)


def _text(value: str) -> str:
    """A double-quoted YAML scalar on one line, whatever it holds. Three hyphens in a row would end
    the frontmatter for readers that search for them.
    """
    quoted = json.dumps(value, ensure_ascii=False).replace("---", "\\x2D--")
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _body(listing: Listing) -> Iterator[str]:
    skill = listing.skill
    blocks = [f"# {listing.title}", _INTRODUCTION, files_sentence(skill)]
    if first_words := list(opening(skill)):
        blocks += ["## Getting started", *first_words]
    blocks += [_RUN, _ANSWERS, _WHAT_GOES_WHERE]
    if own := list(rules(skill)):
        blocks += [_RULES, *own]
    if listing.original:
        blocks.append(_BACKGROUND)
    for block in blocks:
        yield block
        yield ""
