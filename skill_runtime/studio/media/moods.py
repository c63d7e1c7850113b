"""The moods of background music as data: words, tempo, harmony, instruments and patterns.

A pattern is one bar in sixteen steps: `.` rests and `-` holds what sounds.
- `chords`: `x` strikes the whole chord, a digit its tone of that number (4 is the first, an octave
up); - `bass`: `r` is the root, `f` the fifth, `o` the octave, `l` leads to the next root from
below; - `drums`: `x` hits, `X` accents. Instruments are General MIDI programs, counted from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["LONGEST_SECONDS", "MOODS", "SHORTEST_SECONDS", "Mood"]

SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 600
"""Of a piece. For longer videos it is looped by the draft."""


@dataclass(frozen=True, slots=True)
class Mood:
    """One style. `genres` name it, `scenes` merely suggest it; what is `played_on` such an
    instrument has that style, whatever else is said of how it sounds.
    """

    name: str
    genres: str
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
    played_on: str = ""
    melody: bool = True
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
        genres="lofi|lo fi|chillhop|chill|低保真",
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
        genres=(
            "upbeat|happy|cheerful|lively|pop|energetic|dance|corporate|rock|festive|"
            "funk|disco|喜庆|热闹|摇滚|开心|激昂|励志|欢快|轻快|明快|活力|动感|流行|快乐|"
            "节奏|playful|funny|joyful|uplifting|搞笑|俏皮|热血|bouncy|motivational|"
            "motivating|exciting|optimistic|positive|hype|quirky|silly|whimsical|groovy|欢乐|活泼|可爱|积极|"
            "向上|正能量|燃|激情|儿歌|童趣|童谣|时尚|幽默|青春|阳光|嗨|带感"
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
        genres=(
            "cinematic|epic|orchestral|dramatic|trailer|film score|scary|spooky|creepy|horror|"
            "suspense|suspenseful|tense|dark|mysterious|serious|grandiose|"
            "ominous|intense|urgent|adventure|adventurous|heroic|eerie|triumphant|悬念|激烈|惊险|诡异|宏大|悲壮|悬疑|恐怖|紧张|阴森|"
            "惊悚|史诗|震撼|大气|电影|宏伟|神秘|严肃|庄严"
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
        genres="ambient|calm|meditation|drone|peaceful|soothing|lullaby|ethereal|minimal|calming|dreamy|摇篮曲|平静|缓慢|轻柔|梦幻|宁静|冥想|氛围|安静|舒缓|空灵",
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
        genres="chinese|guzheng|oriental|guofeng|erhu|国风|古风|古筝|中国风|二胡|琵琶|民乐|笛子|竹笛|民族",
        scenes="tea|ink|temple|dynasty|garden|茶|水墨|山水|江南|古镇|故宫|汉服",
        tempo=72,
        keys=("D", "G"),
        progressions=("1 6m 2m 5", "6m 4 1 5"),
        chords="0-1-2-4-2-1-2---",
        bass="r-------f-------",
        drums={"woodblock": "x.......x.....x.", "kick": "x..............."},
        instruments=(107, 48, 32, 77),
        played_on=(
            "guzheng|guqin|erhu|pipa|bamboo flute|古筝|古琴|二胡|琵琶|笛子|竹笛|箫|扬琴|葫芦丝|唢呐"
        ),
    ),
    "synthwave": Mood(
        name="Synthwave",
        genres=(
            "synthwave|cyberpunk|retrowave|electronic|edm|synth|techno|sci fi|"
            "科幻|赛博朋克|赛博|电子|合成器|蒸汽波"
        ),
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
        scenes="bar|restaurant|cocktail|elegant|evening|hotel|酒吧|餐厅|优雅|鸡尾酒|酒店",
        tempo=112,
        keys=("F", "Bb", "Eb"),
        progressions=("2m9 57 1maj7 6m7", "1maj7 6m7 2m9 57"),
        chords="x---..x-........",
        bass="r---f---o---l---",
        drums={"ride": "x...x.x.x...x.x.", "pedal hat": "....x.......x..."},
        instruments=(0, 89, 32, 65),
        swing=0.34,
        played_on="saxophone|sax|萨克斯",
    ),
    "piano": Mood(
        name="Piano",
        genres=(
            "piano|romantic|emotional|sad|tender|wedding|touching|heartwarming|温馨|感人|"
            "钢琴|浪漫|抒情|伤感|温柔|婚礼|nostalgic|hopeful|inspiring|melancholic|"
            "melancholy|sombre|gentle piano|reflective|"
            "strings|harp|music box|sentimental|moving|"
            "八音盒|深情|甜美|忧伤|忧郁|悲伤|怀旧|充满希望"
        ),
        scenes="love|memory|memories|family|letter|farewell|爱情|回忆|家庭|思念|告别",
        tempo=70,
        keys=("C", "D", "G"),
        progressions=("1 5 6m 4", "6m 4 1 5", "4 5 3m 6m"),
        chords="0-1-2-4-2-1-2-1-",
        bass="r---------------",
        instruments=(0, 48, 0, 0),
        played_on="piano|strings|harp|violin|cello|music box|钢琴|弦乐|竖琴|小提琴|大提琴|八音盒",
    ),
    "acoustic": Mood(
        name="Acoustic",
        genres="acoustic|guitar|folk|folky|country|ukulele|吉他|民谣|乡村|尤克里里|原声",
        scenes="road|camping|morning|picnic|kids|清晨|公路|露营|野餐|儿童",
        tempo=96,
        keys=("C", "D", "G"),
        progressions=("1 5 6m 4", "1 4 6m 5"),
        chords="x---x-x-..x-x-x-",
        bass="r-------f-------",
        drums={"shaker": "x.x.X.x.x.x.X.x.", "kick": "x.......x......."},
        instruments=(25, 48, 33, 24),
        strum=0.012,
        played_on="guitar|ukulele|banjo|harmonica|吉他|尤克里里|班卓琴|口琴",
    ),
}
