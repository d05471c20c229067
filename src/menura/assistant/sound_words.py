"""Know what everyday words for moods and occasions mean in what is measured of tracks.

The moods are those that a track can have (`menura.audio.moods.MOODS`); energy is the 0 to 1 of the
shelf. The table is ours: occasions stand for the mood that most people want then.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from menura.assistant.plan import Sort, TempoWord


@dataclass(frozen=True, slots=True)
class Sound:
    """What a word asks for.

    Attributes
    ----------
    is_occasion : bool
        It names what the music is for, so it begins a new search rather than changes the last.
    """

    moods: tuple[str, ...] = ()
    not_moods: tuple[str, ...] = ()
    energy_from: float | None = None
    energy_to: float | None = None
    tempo: TempoWord | None = None
    sort: Sort | None = None
    favourites: bool = False
    is_occasion: bool = False


_SOUNDS: tuple[tuple[Sound, str], ...] = (
    (
        Sound(moods=("relaxed",), energy_to=0.6),
        "calm|calming|calmer|softer|quieter|mellower"
        "|relaxed|relaxing|relax|chill|chilled|chilling|chillout|chill out|mellow"
        "|laid back|soothing|peaceful|quiet|soft|gentle|easy listening|dreamy|ethereal|cozy|cosy"
        "|post lunch|after lunch|lunch|siesta|nap|dinner|after dinner|evening|sunday|lazy"
        "|rainy day|rain|coffee|cafe|unwind|wind down|smooth|tranquil|serene",
    ),
    (
        Sound(moods=("relaxed",), energy_to=0.4, tempo=TempoWord.SLOW),
        "sleep|sleeping|sleepy|asleep|bedtime|lullaby|lullabies|fall asleep|goodnight",
    ),
    (
        Sound(moods=("relaxed",), energy_to=0.35),
        "meditation|meditate|meditative|yoga|spa|massage|bath|zen",
    ),
    (
        Sound(not_moods=("aggressive", "party"), energy_to=0.65),
        "focus|study|studying|concentration|concentrate|work|working|coding|programming|reading"
        "|homework|background|office",
    ),
    (
        Sound(moods=("happy",)),
        "happy|happier|cheerful|joyful|joyous"
        "|feel good|feelgood|good mood|good vibes|sunny|summer|fun"
        "|uplifting|positive|optimistic|morning|wake up|waking up|breakfast|sunrise",
    ),
    (
        Sound(energy_from=0.6),
        "energetic|more energetic|energy|more energy|louder|harder"
        "|good energy|high energy|full of energy|energizing|powerful|power|intense"
        "|upbeat|lively|pumped|pumping|loud|heavy|hard|motivation|motivating|adrenaline",
    ),
    (Sound(energy_to=0.4), "low energy|little energy"),
    (
        Sound(energy_from=0.65, is_occasion=True),
        "workout|work out|gym|training|exercise|sport|sports|fitness|lifting|weights",
    ),
    (
        Sound(energy_from=0.6, tempo=TempoWord.FAST, is_occasion=True),
        "running|run|jogging|jog|cardio|spinning|hiit",
    ),
    (Sound(energy_from=0.45, is_occasion=True), "road trip|roadtrip|driving|drive|car|highway"),
    (Sound(moods=("party",)), "party|partying|celebration|birthday|wedding|new year|festival"),
    (
        Sound(moods=("danceable",)),
        "danceable|dance|dancing|dancefloor|dance floor|groovy|funky|club|clubbing",
    ),
    (
        Sound(moods=("sad",)),
        "sad|sadder|darker"
        "|melancholic|melancholy|gloomy|heartbreak|heartbroken|break up|breakup|lonely|crying"
        "|cry|depressing|sorrow|moody|dark|grief|wistful|nostalgic",
    ),
    (
        Sound(moods=("relaxed",), not_moods=("aggressive",), energy_to=0.6),
        "romantic|romance|love|love songs|candlelight|candle light|valentine|valentines"
        "|date night|date|sensual|sexy|tender",
    ),
    (
        Sound(moods=("aggressive",)),
        "aggressive|angry|anger|rage|brutal|furious|fierce|raging|mosh",
    ),
    (
        Sound(tempo=TempoWord.SLOW),
        "slow|slower|slowly|ballad|ballads|downtempo|down tempo|low tempo",
    ),
    (
        Sound(tempo=TempoWord.MEDIUM),
        "mid tempo|midtempo|medium tempo|medium|moderate|walking|walk",
    ),
    (
        Sound(tempo=TempoWord.FAST),
        "fast|faster|quick|rapid|speedy|uptempo|up tempo|high tempo|very fast",
    ),
    (
        Sound(sort=Sort.POPULAR),
        "popular|top|tops|hits|hit|best|best of|greatest|most played|trending|famous|well known"
        "|charts|chart|radio|essential|essentials|biggest",
    ),
    (
        Sound(sort=Sort.NEWEST),
        "recent|recently|latest|newest|newest first|latest first|new|brand new|just added"
        "|recently added",
    ),
    (Sound(sort=Sort.ENERGETIC), "most energetic|wildest"),
    (Sound(sort=Sort.RANDOM), "random|randomly|shuffle|shuffled"),
    (Sound(sort=Sort.RANDOM, is_occasion=True), "surprise|anything|whatever"),
    (
        Sound(favourites=True, is_occasion=True),
        "favourites|favorites|favourite|favorite|my favourites|my favorites|starred|liked|loved"
        "|that i like|that i love|i have liked",
    ),
)

SOUND_WORDS: Mapping[str, Sound] = {
    word: sound for sound, words in _SOUNDS for word in words.split("|")
}
NOT_KNOWN_HERE: Mapping[str, str] = {
    "radio": "What the radio plays is not known here",
    "trending": "What is trending elsewhere is not known here",
    "charts": "Charts are not known here",
    "chart": "Charts are not known here",
}
"""Words that are read as "popular", and what must be told with them."""

VERSION_WORDS: Mapping[str, str] = {
    "live": "live", "live version": "live", "live versions": "live", "concert": "live",
    "concerts": "live", "live recordings": "live", "lives": "live",
    "remix": "remix", "remixes": "remix", "remixed": "remix", "edits": "remix",
    "demo": "demo", "demos": "demo",
    "instrumental": "instrumental", "instrumentals": "instrumental",
    "acoustic": "acoustic", "unplugged": "acoustic", "acoustic versions": "acoustic",
    "cover": "cover", "covers": "cover", "cover versions": "cover",
    "intro": "intro", "intros": "intro", "interlude": "intro", "interludes": "intro",
    "skits": "intro", "skit": "intro", "outros": "intro",
    "christmas": "christmas", "xmas": "christmas", "holiday songs": "christmas",
    "christmas songs": "christmas", "christmas music": "christmas",
    "spoken": "spoken", "spoken word": "spoken", "speech": "spoken", "talking": "spoken",
    "karaoke": "karaoke",
}  # fmt: skip
"""Kinds of versions, as those who do not want them call them."""

TEMPO_BPM: Mapping[TempoWord, tuple[float | None, float | None]] = {
    TempoWord.SLOW: (None, 92.0),
    TempoWord.MEDIUM: (85.0, 125.0),
    TempoWord.FAST: (118.0, None),
}
"""Lowest and highest tempo of a word: they overlap, since nobody counts beats."""
