"""The moods of background music as data: words, tempo, harmony, instruments and patterns.

A pattern is one bar in sixteen steps: `.` rests and `-` holds what sounds.
- `chords`: `x` strikes the whole chord, a digit its tone of that number (4 is the first, an octave
up); - `bass`: `r` is the root, `f` the fifth, `o` the octave, `l` leads to the next root from
below; - `drums`: `x` hits, `X` accents. Instruments are General MIDI programs, counted from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from skill_runtime.studio.media.instruments import INSTRUMENTS, Instrument

__all__ = ["LONGEST_SECONDS", "MOODS", "SHORTEST_SECONDS", "WITH", "Mood", "is_mood", "mood_named"]

WITH = ":"
"""Stands in a mood before the instrument that plays it: `ambient:harp`."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 600
"""Of a piece. For longer videos it is looped by the draft."""


@dataclass(frozen=True, slots=True)
class Mood:
    """One style. `genres` name it, `feelings` ask for what it is like, `scenes` merely suggest it:
    calm jazz is jazz.
    """

    name: str
    genres: str
    feelings: str
    scenes: str
    tempo: int
    """Beats a minute."""
    keys: tuple[str, ...]
    progressions: tuple[str, ...]
    """Chords by their degree in the major scale: `6m7` stands on its sixth tone."""
    chords: str
    bass: str
    drums: Mapping[str, str] = field(default_factory=dict)
    instruments: tuple[int, int, int, int] = (4, 89, 33, 11)
    """Chords, pad, bass, melody."""
    swing: float = 0.0
    """How late the second of two eighths comes, as a share of an eighth."""
    strum: float = 0.0
    """Seconds between the tones of a struck chord."""
    melody: bool = True
    solo: bool = False
    """Its tune is heard all along, and not only now and then."""
    dusty: bool = False
    """Dulled and crackling like an old record."""


_FOUR_ON_THE_FLOOR = {
    "kick": "X...X...X...X...",
    "clap": "....x.......x...",
    "closed hat": "..x...x...x...x.",
}

MOODS: Mapping[str, Mood] = {
    "lofi": Mood(
        name="Lo-fi",
        genres="lofi|lo fi|chillhop|低保真",
        feelings="chill",
        scenes="lazy|cosy|coffee|cafe|relaxed|relaxing|cozy|study|warm|mellow|慵懒|咖啡|轻松|温暖|治愈|放松|惬意",
        tempo=78,
        keys=("C", "Eb", "F"),
        progressions=("1maj7 6m7 2m9 57", "4maj7 3m7 6m9 2m7"),
        chords="x---------x-----",
        bass="r-----r---f-----",
        drums={
            "kick": "X.........x.....",
            "snare": "....x.......x...",
            "closed hat": "x.x.x.x.x.x.x.x.",
        },
        instruments=(4, 89, 32, 11),
        swing=0.28,
        strum=0.014,
        dusty=True,
    ),
    "upbeat": Mood(
        name="Upbeat",
        genres="pop|dance|corporate|rock|funk|disco|摇滚|流行|儿歌|童谣",
        feelings=(
            "upbeat|happy|cheerful|lively|energetic|festive|喜庆|热闹|开心|激昂|"
            "励志|欢快|轻快|明快|活力|动感|快乐|节奏|playful|funny|joyful|"
            "uplifting|搞笑|俏皮|热血|bouncy|motivational|motivating|exciting|"
            "optimistic|positive|hype|quirky|silly|whimsical|groovy|欢乐|活泼|可爱|"
            "积极|向上|正能量|燃|激情|童趣|时尚|幽默|青春|阳光|嗨|带感"
        ),
        scenes=(
            "sport|sports|fun|travel|summer|product|tech|旅行|科技|产品|商务|运动|夏天|"
            "birthday|celebration|生日|节日"
        ),
        tempo=114,
        keys=("C", "D", "G"),
        progressions=("1 5 6m 4", "4 1 5 6m"),
        chords="x--.x-x-..x-x-..",
        bass="r-..r-r-..r-r-l-",
        drums=_FOUR_ON_THE_FLOOR,
        instruments=(0, 90, 33, 80),
    ),
    "cinematic": Mood(
        name="Cinematic",
        genres=("cinematic|orchestral|orchestra|trailer|film score|史诗|电影|管弦乐|交响"),
        feelings=(
            "epic|dramatic|scary|spooky|creepy|horror|suspense|suspenseful|tense|"
            "dark|mysterious|serious|grandiose|ominous|intense|urgent|adventure|"
            "adventurous|heroic|eerie|triumphant|悬念|激烈|惊险|诡异|宏大|悲壮|"
            "悬疑|恐怖|紧张|阴森|惊悚|震撼|大气|恢弘|恢宏|宏伟|神秘|严肃|庄严"
        ),
        scenes=(
            "space|mountain|grand|heroic|battle|universe|太空|雪山|山脉|宇宙|英雄|"
            "halloween|storm|万圣节"
        ),
        tempo=84,
        keys=("C", "D", "F"),
        progressions=("6m 4 1 5", "6m 3m 4 5"),
        chords="0-0-2-0-1-0-2-0-",
        bass="r-------r-------",
        drums={
            "low tom": "X.....x.....x...",
            "kick": "X...............",
        },
        instruments=(48, 49, 43, 60),
    ),
    "ambient": Mood(
        name="Ambient",
        genres="ambient|drone|lullaby|摇篮曲|氛围",
        feelings=(
            "calm|meditation|peaceful|soothing|ethereal|minimal|calming|dreamy|"
            "平静|缓慢|轻柔|梦幻|宁静|冥想|安静|舒缓|空灵"
        ),
        scenes=(
            "night|dream|sleep|sea|ocean|forest|nature|snow|rain|fog|soft|gentle|quiet|"
            "夜晚|梦|大海|森林|自然|下雪|雨|轻柔|柔和|助眠"
        ),
        tempo=64,
        keys=("C", "F", "G"),
        progressions=("1maj7 4maj7 6m7 4maj7", "4maj7 1maj7 2m7 6m7"),
        chords="0---1---2---3---",
        bass="r---------------",
        instruments=(88, 91, 32, 108),
    ),
    "chinese": Mood(
        name="Chinese traditional",
        genres="chinese|oriental|guofeng|国风|古风|中国风|民乐|民族",
        feelings="",
        scenes="tea|ink|temple|dynasty|garden|茶|水墨|山水|江南|古镇|故宫|汉服",
        tempo=72,
        keys=("D", "G"),
        progressions=("1 6m 2m 5", "6m 4 1 5"),
        chords="0-1-2-4-2-1-2---",
        bass="r-------f-------",
        drums={"woodblock": "x.......x.....x.", "kick": "x..............."},
        instruments=(107, 48, 32, 77),
    ),
    "synthwave": Mood(
        name="Synthwave",
        genres=(
            "synthwave|cyberpunk|retrowave|electronic|edm|synth|techno|sci fi|"
            "科幻|赛博朋克|赛博|电子|合成器|蒸汽波"
        ),
        feelings="",
        scenes="neon|futuristic|future|city|retro|robot|霓虹|未来|城市|都市|夜景|机器人",
        tempo=100,
        keys=("C", "G"),
        progressions=("6m 4 1 5", "6m 1 5 4"),
        chords="0-1-2-1-4-1-2-1-",
        bass="r-r-r-r-r-r-r-o-",
        drums={
            "kick": "X...X...X...X...",
            "snare": "....X.......X...",
            "closed hat": "x.x.x.x.x.x.x.x.",
        },
        instruments=(81, 90, 38, 87),
    ),
    "jazz": Mood(
        name="Jazz",
        genres="jazz|jazzy|swing|bossa|lounge|blues|爵士|摇摆乐|波萨诺瓦|蓝调",
        feelings="",
        scenes="bar|restaurant|cocktail|elegant|evening|hotel|酒吧|餐厅|优雅|鸡尾酒|酒店",
        tempo=112,
        keys=("F", "Bb", "Eb"),
        progressions=("2m9 57 1maj7 6m7", "1maj7 6m7 2m9 57"),
        chords="x---..x-........",
        bass="r---f---o---l---",
        drums={"ride": "x...x.x.x...x.x.", "pedal hat": "....x.......x..."},
        instruments=(0, 89, 32, 65),
        swing=0.34,
    ),
    "piano": Mood(
        name="Piano",
        genres="piano|gentle piano|钢琴",
        feelings=(
            "romantic|emotional|sad|tender|wedding|touching|heartwarming|温馨|感人|"
            "浪漫|抒情|伤感|温柔|婚礼|nostalgic|hopeful|inspiring|melancholic|"
            "melancholy|sombre|reflective|sentimental|moving|深情|甜美|忧伤|忧郁|"
            "悲伤|怀旧|充满希望"
        ),
        scenes="love|memory|memories|family|letter|farewell|爱情|回忆|家庭|思念|告别",
        tempo=70,
        keys=("C", "D", "G"),
        progressions=("1 5 6m 4", "6m 4 1 5", "4 5 3m 6m"),
        chords="0-1-2-4-2-1-2-1-",
        bass="r---------------",
        instruments=(0, 48, 0, 0),
    ),
    "acoustic": Mood(
        name="Acoustic",
        genres="acoustic|guitar|folk|folky|country|吉他|民谣|乡村|原声",
        feelings="",
        scenes="road|camping|morning|picnic|kids|清晨|公路|露营|野餐|儿童",
        tempo=96,
        keys=("C", "D", "G"),
        progressions=("1 5 6m 4", "1 4 6m 5"),
        chords="x---x-x-..x-x-x-",
        bass="r-------f-------",
        drums={"shaker": "x.x.X.x.x.x.X.x.", "kick": "x.......x......."},
        instruments=(25, 48, 33, 24),
        strum=0.012,
    ),
}


def is_mood(mood: str) -> bool:
    """Whether there is such a style, and such an instrument where one is named."""
    style, _, played = mood.partition(WITH)
    return style in MOODS and (not played or played in INSTRUMENTS)


def mood_named(mood: str) -> Mood:
    """The style of that name, with its tune on the instrument that is named behind it. ValueError
    for an unknown one.
    """
    style, _, played = mood.partition(WITH)
    if style not in MOODS:
        raise ValueError(f"{mood!r} is no mood: choose from {', '.join(MOODS)}.")
    if played and played not in INSTRUMENTS:
        raise ValueError(f"{played!r} is no instrument: choose from {', '.join(INSTRUMENTS)}.")
    return _played_by(MOODS[style], INSTRUMENTS[played]) if played else MOODS[style]


def _played_by(mood: Mood, instrument: Instrument) -> Mood:
    """The mood with the tune, and the chords too where it is plucked, on that instrument."""
    chords, pad, bass, _ = mood.instruments
    chords = instrument.program if instrument.plucked else chords
    return replace(mood, instruments=(chords, pad, bass, instrument.program), solo=True)
