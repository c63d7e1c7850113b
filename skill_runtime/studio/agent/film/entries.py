"""What is told of one shot beside its picture: how long it is shown, the words that stand on it,
what is heard on it, and how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import polite_until

from .candidate import Candidate, held_in
from .joints_told import joint_before
from .kinds import ground_of, is_sound, kind_of, only_words, own_length, shown, time_of, words_in
from .part import SPAN, Part, parts_of
from .parting import is_heard, sound_of
from .piece import EDGES, HAN, Piece

__all__ = ["Entry", "entry_of", "entry_of_row", "told_of"]

_EACH_SOUND = re.compile(" and |和")
_ROLES = ("lower_third", "caption", "subtitle", "title_alone")


@dataclass(slots=True)
class Entry:
    """One shot; `length` in ms where it was told, `words` and `sounds` as they were said."""

    picture: str
    length: int | None = None
    words: tuple[str, ...] = ()
    """What stands on it, line by line."""
    role: str = ""
    """Of the words, as a user calls it."""
    sounds: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    """What else is said of it, as it was said."""


@dataclass(slots=True)
class _Found:
    pictures: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    role: str = ""
    sounds: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    label: str = ""


def entry_of(shot: Candidate) -> Entry:
    found = _Found()
    for part, kind in shot.parts:
        _take(part, kind, found)
        for held in held_in(part):
            if SPAN.fullmatch(held.folded):
                continue
            kind = "sound" if is_sound(held) else kind_of(held)
            kind = "wish" if joint_before(held.folded, 2) else kind
            _take(held, kind if kind != "picture" or not _has_look(held) else "look", found)
    picture = ", ".join(p for p in found.pictures if p)
    wishes = list(found.looks)
    if found.styles and found.words:
        wishes += _styled(found)
        found.words = []
    return Entry(
        picture, shot.length, tuple(found.words), found.role, tuple(found.sounds), tuple(wishes)
    )


def entry_of_row(row: dict[str, str]) -> Entry:
    """Of a row of a table: its cells by the names of their columns."""
    shot = Candidate("row")
    for part in parts_of(row["picture"]):
        shot.add(part, kind_of(part, marked=True))
    entry = entry_of(shot)
    entry.length = time_of(fold(row.get("time", ""), lexicon())) or entry.length
    entry.words = (row["words"],) if row.get("words") else entry.words
    entry.role = row.get("role", "") or entry.role
    entry.sounds = (row["sound"],) if row.get("sound") else entry.sounds
    return entry


def _take(part: Part, kind: str, found: _Found) -> None:
    told = own_length(part)
    if found.label and kind not in {"label", "length"}:
        _labelled(part, found)
    elif kind == "value" and found.words:
        found.words[-1] += f"{_joint(part)}{part.text}"
    elif kind == "label":
        found.label = part.folded
    elif kind in {"look", "wish", "fade"}:
        found.looks.append(part.text)
    elif kind == "style":
        found.styles.append(f"{len(found.words)}\0{part.text}")
    elif told is not None and kind in {"picture", "words"}:
        _take_timed(told[1], told[2], kind, found)
    else:
        _take_plain(part, kind, found)


def _joint(part: Part) -> str:
    """What stands between the words of a value."""
    han = re.search(f"[{HAN}]", part.text) is not None
    return part.joint if part.joint in " 、" else "，" if han else ", "


def _take_plain(part: Part, kind: str, found: _Found) -> None:
    if kind == "sound":
        found.sounds.append(_sound(part))
    elif kind == "picture":
        _take_picture(part, found)
    elif kind == "words":
        _take_words(part, found)


def _take_timed(before: Part, after: Part, kind: str, found: _Found) -> None:
    """ "A forest for 3 seconds with birds singing"."""
    if before.text:
        _take(before, kind if kind == "words" else "picture", found)
    if after.text:
        kind = "sound" if is_sound(after) else kind_of(after, marked=not before.text)
        kind = "fade" if after.said("fades_shot") else kind
        _take(after, kind, found)


def _has_look(part: Part) -> bool:
    return any(p.search(part.folded) for p in lexicon().filters.values())


def _take_picture(part: Part, found: _Found) -> None:
    only = lexicon().shot_list["only_words"].match(part.folded)
    if only is not None and only_words(part) and not re.search(QUOTED, part.folded):
        found.words.append(part.piece(only.end(), len(part.text)).text)
        return
    if re.search(QUOTED, part.folded) or part.said("says"):
        before, words = words_in(part)
        _take_words(words, found)
        part = before
    if lead := part.said("heard_with"):
        after = part.piece(lead.end(), len(part.text))
        if is_sound(after) and (
            after.said("noises") or is_heard(Piece(after.text, after.folded, ","))
        ):
            found.sounds.append(_sound(after))
            part = part.piece(0, lead.start())
    found.pictures.append(_shown(part))


def _shown(part: Part) -> str:
    """The picture without what leads to it: "it shows", 来个, "a title card with"."""
    if not re.search(f"[{HAN}]", part.folded):
        part = part.piece(polite_until(part.folded, lexicon()), len(part.text))
    part = shown(part)
    for name in ("card", "shows"):
        match = lexicon().shot_list[name].match(part.folded)
        if match is not None:
            part = part.piece(match.end(), len(part.text))
    part = shown(part)
    tail = part.said("polite_end")
    return (part.piece(0, tail.start()) if tail and tail.start() else part).text


def _take_words(part: Part, found: _Found) -> None:
    if (card := part.said("card")) and card.start() == 0:
        part = part.piece(card.end(), len(part.text))
    quotes = list(re.finditer(QUOTED, part.text))
    if not quotes:
        said = part.said("says")
        words = part.piece(said.end() if said else 0, len(part.text))
        look = words.said("words_in_look")
        end = look.start() if look else len(words.text)
        found.words.append(words.text[:end])
        if look:
            found.styles.append(f"{len(found.words)}\0{look[0].strip()}")
        return
    before, _ = words_in(part)
    found.role = found.role or part.folded[: quotes[0].start()]
    if before.said("plain"):
        found.pictures.append(_shown(before))
    elif before.text:
        found.styles.append(before.text)
    ends = [*(q.start() for q in quotes[1:]), len(part.text)]
    below = ""
    for quote, end in zip(quotes, ends, strict=True):
        found.words.append(quote[0])
        after = part.piece(quote.end(), end)
        if below:
            found.styles.append(f"{len(found.words)}\0{below}")
        lead = after.said("below")
        below = after.text[lead.start() :].strip() if lead else ""
        _take_style(after.piece(0, lead.start()) if lead else after, found)


def _take_style(after: Part, found: _Found) -> None:
    """What is said behind words: how they look, what they stand on, or what is heard with them."""
    ground = ground_of(after)
    if ground is not None and not found.pictures:
        found.pictures.append(ground[0].text)
        after = ground[1]
    if is_sound(after):
        found.sounds.append(_sound(after))
        return
    end = re.search(r"\s*(?<![a-z])and$", after.folded)
    style = after.piece(0, end.start() if end else len(after.text)).text
    if style:
        found.styles.append(f"{len(found.words)}\0{style}")


def _labelled(part: Part, found: _Found) -> None:
    """Behind a label of its own: "text: …", 音效：…"""
    label, found.label = found.label, ""
    if lexicon().shot_list["sound_field"].search(label):
        found.sounds.append(part.text)
    elif lexicon().shot_list["words_field"].search(label):
        found.role = label
        found.words.append(part.text)
    else:
        _take(part, kind_of(part, marked=True), found)


def _sound(part: Part) -> str:
    if slots.first_time(part.folded) is not None:
        return part.text
    return sound_of(Piece(part.text, part.folded, ","))


def _styled(found: _Found) -> list[str]:
    """The words with how each of them looks, as wishes."""
    told = list[str]()
    shared = [s for s in found.styles if "\0" not in s]
    for n, words in enumerate(found.words, 1):
        own = [s.partition("\0")[2] for s in found.styles if s.startswith(f"{n}\0")]
        style = " ".join([*shared, *own])
        if re.search(f"[{HAN}]", style):
            told.append(f"写{_quoted(words)}，{style}")
        else:
            told.append(f"add the {_role(found.role)} {_quoted(words)} {style}".rstrip())
    return told


def told_of(entries: Sequence[Entry]) -> list[str]:
    """What the entries say besides, as wishes."""
    if _told_alike(entries):
        role = next((e.role for e in entries if _named_role(e.role)), "")
        for entry in entries:
            entry.role = role
    numbered = list(enumerate(entries, 1))
    sounds = [(n, one) for n, e in numbered for s in e.sounds for one in _each_sound(s)]
    single = len(entries) == 1
    heard = [f"add the sound of {sound}{'' if single else f' on shot {n}'}" for n, sound in sounds]
    # What is written over the only shot is a title of the film, and not there all the time.
    heard += [
        wish if single and re.search(QUOTED, wish) else _of_shot(wish, n)
        for n, e in numbered
        for wish in e.wishes
    ]
    if all(len(e.words) == 1 for e in entries) and _told_alike(entries):
        role = _role(next((e.role for e in entries if e.role), ""))
        words = ", ".join(_quoted(e.words[0]) for e in entries)
        return [f"give each shot its own {role}: {words}", *heard]
    return [*(wish for n, e in numbered for wish in _lines(e, n)), *heard]


def _each_sound(said: str) -> list[str]:
    """The sounds one by one; where it is told when they are heard, as they were told."""
    return [said] if slots.first_time(fold(said, lexicon())) else _EACH_SOUND.split(said)


def _told_alike(entries: Sequence[Entry]) -> bool:
    """Whether the words of all of them are called the same, or not at all."""
    return len({role for e in entries if (role := _named_role(e.role))}) <= 1


def _lines(entry: Entry, number: int) -> Iterator[str]:
    """One under the other."""
    for at, line in enumerate(entry.words):
        where = "at the bottom " if at else ""
        yield f"add the {_role(entry.role)} {_quoted(line)} {where}on shot {number}"


def _of_shot(wish: str, number: int) -> str:
    """What is said of one shot, told of it by its number."""
    folded = fold(wish, lexicon())
    look = next((m[0] for p in lexicon().filters.values() if (m := p.search(folded))), "")
    if told := joint_before(folded, number):
        return told
    if fade := _fade_of(folded):
        return f"{fade} shot {number}"
    if re.search(QUOTED, wish) or not look:
        told = wish
    else:
        told = f"调成{look}" if re.search(f"[{HAN}]", wish) else f"make it {look}"
    if re.search(f"[{HAN}]", wish):
        return f"第{number}个镜头{told}"
    opens = lexicon().lists["openers"].match(told)
    return f"{'' if opens else 'make it '}{told} on shot {number}"


def _fade_of(folded: str) -> str:
    """ "Fade in", "slowly fade out", where nothing but that a shot fades is told."""
    if lexicon().shot_list["fades_shot"].match(folded) is None:
        return ""
    told = [side for side in ("in", "out") if lexicon().concepts[f"fade_{side}"].search(folded)]
    slowly = "slowly " if slots.is_slow(folded) else ""
    return f"{slowly}fade {' and '.join(told)}" if told else ""


def _role(label: str) -> str:
    """What a user calls the words, as the editor does."""
    return _named_role(label) or "title"


def _named_role(label: str) -> str:
    """The same; nothing where they are only said to be there: "saying", "with"."""
    said = fold(label, lexicon())
    named = (role for role in _ROLES if lexicon().concepts[role].search(said))
    return next(named, "").replace("_", "-").replace("title-alone", "title")


def _quoted(words: str) -> str:
    words = words.strip(EDGES)
    return words if re.fullmatch(QUOTED, words) else f"“{words}”"
