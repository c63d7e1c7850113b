"""Instruments that a piece of music may be asked for, and how they come into its arrangement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["INSTRUMENTS", "Instrument"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One that plays the tune. `words` name it, Latin ones as whole words."""

    name: str
    words: str
    program: int
    """General MIDI, counted from 0."""
    mood: str
    """The style of a piece of which nothing else is told."""
    plucked: bool = False
    """It plays the chords too, as one hand does; what is bowed or blown stays above them."""

    @property
    def own(self) -> bool:
        """Whether it belongs to its style, however the piece shall be: a calm erhu is Chinese."""
        return self.mood in {"chinese", "jazz"}


INSTRUMENTS: Mapping[str, Instrument] = {
    "violin": Instrument("Violin", "violin|violins|fiddle|小提琴", 40, "piano"),
    "cello": Instrument("Cello", "cello|cellos|大提琴", 42, "piano"),
    "strings": Instrument("Strings", "strings|string quartet|弦乐", 48, "piano"),
    "classical": Instrument("Classical", "classical|classic music|chamber|古典", 48, "piano"),
    "harp": Instrument("Harp", "harp|竖琴", 46, "piano", plucked=True),
    "music-box": Instrument("Music box", "music box|八音盒", 10, "piano", plucked=True),
    "organ": Instrument("Organ", "organ|church organ|管风琴", 19, "piano", plucked=True),
    "flute": Instrument("Flute", "flute|flutes|长笛", 73, "ambient"),
    "clarinet": Instrument("Clarinet", "clarinet|单簧管", 71, "jazz"),
    "saxophone": Instrument("Saxophone", "saxophone|sax|萨克斯", 66, "jazz"),
    "trumpet": Instrument("Trumpet", "trumpet|trumpets|小号", 56, "jazz"),
    "accordion": Instrument("Accordion", "accordion|手风琴", 21, "acoustic", plucked=True),
    "harmonica": Instrument("Harmonica", "harmonica|口琴", 22, "acoustic"),
    "ukulele": Instrument("Ukulele", "ukulele|尤克里里", 24, "acoustic", plucked=True),
    "banjo": Instrument("Banjo", "banjo|班卓琴", 105, "acoustic", plucked=True),
    "electric-guitar": Instrument("Electric guitar", "electric guitar|电吉他", 27, "upbeat"),
    "xylophone": Instrument("Xylophone", "xylophone|marimba|木琴", 13, "upbeat", plucked=True),
    "choir": Instrument("Choir", "choir|合唱", 52, "cinematic"),
    "sitar": Instrument("Sitar", "sitar|西塔琴", 104, "ambient", plucked=True),
    "guzheng": Instrument("Guzheng", "guzheng|guqin|古筝|古琴|扬琴", 107, "chinese", plucked=True),
    "pipa": Instrument("Pipa", "pipa|琵琶", 106, "chinese", plucked=True),
    "erhu": Instrument("Erhu", "erhu|二胡", 110, "chinese"),
    "suona": Instrument("Suona", "suona|唢呐", 111, "chinese"),
    "bamboo-flute": Instrument("Bamboo flute", "bamboo flute|笛子|竹笛|箫|葫芦丝", 77, "chinese"),
}
