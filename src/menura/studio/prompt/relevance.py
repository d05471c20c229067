"""Tell wishes for music from other texts.

Words that only music has (*techno*, *piano*, *128 bpm*) carry a text; words that are also others'
(*rock*, *house*, *metal*, *sad*, *drop*) must make up most of what it says.
"""

from dataclasses import dataclass

from menura.studio.prompt.stop_words import MUSIC_WORDS, OFF_TOPIC, STOP_WORDS
from menura.studio.prompt.wording import tokens

_STRONG, _WEAK = 3.0, 1.0
_SHARE_OF_STRANGE_WORDS = 0.25  # a sentence about a song's story has up to four a musical word
_OFF_TOPIC_COUNTS = 3.0

AMBIGUOUS: frozenset[str] = frozenset(
    "rock,house,metal,country,folk,soul,pop,trap,garage,drill,punk,blues,dub,funky,swing,electro,"
    "industrial,acoustic,indie,dance,classical,march,cinematic,trailer,score,orchestra,opera,"
    "liquid,neuro,jungle,breaks,traditional folk,irish,balkan,scottish,medieval,renaissance,"
    "arcade,nintendo,sega,drone,electronic,glitch,rave,latin,latino,cuban,gospel,emo,stax,afro,"
    "wave music,meditation,movie soundtrack,bass,drum,drums,strings,horn,horns,brass,keys,keyboard,"
    "keyboards,organ,lead,leads,pad,pads,voice,voices,words,harp,sub,subs,hat,hats,kick,kicks,stab,"
    "stabs,recorder,whistle,bell,bells,fx,vinyl,acid,textures,washes,clap,claps,toms,screams,sing,"
    "sings,pluck,crackle,808,909,303,707,impacts,sweeps,atmospheres,sequencer,wobble,squelch,"
    "steppers,naija,boogie,cosmic,tango,mambo,bolero,prelude,atmospheric,c64,minimal,idm,symphonic,"
    "lyrics,lyric,chant,chants,metales,basse,cuerdas,cordes,bajo,chor,stimme,sludge,thrash,psy,"
    "rave music,goa,overture,lounge,dance track,soundtrack,breakbeat,sonata,snare,drop,"
    "shaker,shakers,brushes,spa music,batterie,viola,textures,snares,"
    "sampled,growl,growls,nashville,synth,soundscape,soundscapes".split(",")
) - {"synth", "soundscape", "soundscapes", "soundtrack", "snare", "snares", "sonata", "breakbeat", "dance track"}  # fmt: skip
"""Names that mean something outside music too."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a wish for music.

    Attributes
    ----------
    names : tuple of str
        Genres and instruments as they were said.
    numbers : float
        What tempo, key and form add (`_STRONG` for a certain one).
    hints : int
        Moods, scenes, lengths, references: each weak.
    """

    names: tuple[str, ...]
    numbers: float
    hints: float


def is_about_music(text: str, rest: str, evidence: Evidence) -> bool:
    """Tell whether a text asks for music.

    Parameters
    ----------
    text : str
        The whole prompt.
    rest : str
        What no reader understood.
    evidence : Evidence
        What the readers understood.
    """
    said = [one.word for one in tokens(text)]
    words_of_music = sum(word in MUSIC_WORDS for word in said)
    sure = sum(name.lower() not in AMBIGUOUS for name in evidence.names)
    strong = _STRONG * (sure + min(words_of_music, 3)) + evidence.numbers
    weak = _WEAK * (len(evidence.names) - sure) + evidence.hints
    strange = [
        one.word
        for one in tokens(rest)
        if one.word not in STOP_WORDS and one.word not in MUSIC_WORDS and not one.word.isdigit()
    ]
    against = float(len(strange)) + sum(mark in "{};=<>\\|$%" for mark in text) / 2
    against += _OFF_TOPIC_COUNTS * sum(word in OFF_TOPIC for word in said)
    if strong >= _STRONG:
        return strong + weak >= _SHARE_OF_STRANGE_WORDS * against
    return strong + weak > against
