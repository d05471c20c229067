"""Read moods, and what they say of energy, density and mode."""

import re
from dataclasses import dataclass

from menura.studio.model import Decision, Mode
from menura.studio.prompt.wording import Found, Vocabulary, blank_all, find_phrases, grouped

_CONTRADICTION = 0.5  # words for energy this far apart cannot both be meant
_VERY, _SLIGHTLY = 0.1, -0.1
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class MoodWord:
    """A mood and what it implies: energy and density 0..1, a mode."""

    name: str
    energy: float | None = None
    mode: Mode | None = None
    density: float | None = None


_MINOR, _MAJOR = Mode.MINOR, Mode.MAJOR
_PHRASES = (
    grouped(
        {
            MoodWord("happy", 0.7, _MAJOR): "happy, cheerful, joyful, joyous, sunny, feel good, feelgood, jolly, merry, bright, cheery, frohlich, frohliche, frohlicher, frohliches, heiter, heiteres, joyeux, joyeuse, gai, alegre, alegres, feliz, allegra, gluckliche, gute laune",
            MoodWord("uplifting", 0.75, _MAJOR): "uplifting, inspiring, inspirational, motivational, motivating, hopeful, optimistic, positive, triumphant, victorious, celebratory",
            MoodWord("euphoric", 0.85): "euphoric, ecstatic, blissful, anthemic, hands in the air",
            MoodWord("sad", 0.3, _MINOR): "sad, sorrowful, heartbreaking, heartbroken, tearful, mournful, sombre, somber, crying, tragic, depressing, traurig, traurige, trauriger, trauriges, traurigen, triste, tristes, grief, grieving, heartbreak, funeral, desolate, lonely, lonesome",
            MoodWord("melancholic", 0.35, _MINOR): "melancholic, melancholy, melancholia, wistful, bittersweet, moody, emotional, introspective, melancholisch, melancholisches, melancholische, melancolique, melancolico, melancolica, brooding, pensive, reflective, contemplative, longing, yearning, blue",
            MoodWord("dark", None, _MINOR): "dark, darker, gloomy, sinister, ominous, evil, menacing, grim, bleak, haunting, haunted, eerie, creepy, spooky, scary, horror, duster, dustere, dusterer, dusteres, dunkel, dunkle, dunkler, dunkles, sombre et, oscuro, oscura, sinistre, moody and dark, nightmarish, macabre, murky, gothic, brutal and dark, shadowy",
            MoodWord("tense", 0.6, _MINOR): "tense, suspenseful, suspense, tension, anxious, nervous, thriller, urgent, dramatic, dramatisch, dramatique, dramatico, restless, uneasy, spannend, spannende",
            MoodWord("mysterious", 0.4, _MINOR): "mysterious, mystical, mystic, enigmatic, mystery, occult, geheimnisvoll, mysterieux, misterioso, misteriosa, esoteric",
            MoodWord("aggressive", 0.92): "aggressive, angry, furious, brutal, violent, hard hitting, hardhitting, savage, vicious, raging, heavy, harsh, filthy, dirty, nasty, gritty, aggressiv, aggressive, agressif, agressive, agresivo, agresiva, gnarly, raw, wild, fierce, rebellious, hard",
            MoodWord("energetic", 0.85): "energetic, high energy, full of energy, upbeat, lively, dynamic, exciting, pumping, banging, bouncy, bouncing, hype, hyped, driving, powerful, energiegeladen, energetisch, energique, energico, energica, peak time, festival, banger, stomping, danceable, high octane, adrenaline, workout, intense, explosive, party, thumping, pounding, vibrant, punchy, exhilarating, tanzbar, tanzbare, enthusiastic",
            MoodWord("epic", 0.85): "epic, heroic, majestic, grand, huge, massive, cinematic feel, monumental, larger than life, legendary, soaring, glorious, bombastic, episch, epische, episches, epique, epico, epica, stadium, anthem, towering",
            MoodWord("calm", 0.2): "calm, calming, peaceful, tranquil, serene, quiet, soft, gentle, soothing, meditative, still, ruhig, ruhige, ruhiger, ruhiges, ruhigen, sanft, sanfte, sanftes, calme, doux, douce, tranquilo, tranquila, suave, low energy, sleepy, delicate, tender, hushed, relaxing, relaxed, relax, leise, zart, paisible, placid, drowsy, lullaby, weightless",
            MoodWord("chill", 0.3): "chill, chilled, chilled out, chillout, chill out, mellow, laid back, laidback, easygoing, easy going, lazy, smooth, entspannt, entspannte, entspannter, entspanntes, detendu, relajado, relajada, relajante, slow burning, cozy, cosy, comfy, low key, lowkey, loungy, unwind, vibey, silky",
            MoodWord("dreamy", 0.35): "dreamy, dreamlike, ethereal, floating, hazy, spacey, spacy, otherworldly, celestial, heavenly, floaty, vertraumt, vertraumte, vertraumtes, hypnagogic, airy, shimmering, shimmery, atmospheric, spacious, reveur, onirico, sonador, cosmic, surreal, swirling, woozy, misty, foggy",
            MoodWord("nostalgic", 0.45): "nostalgic, nostalgia, retro, vintage, old school, oldschool, throwback, sentimental, nostalgisch, nostalgique, nostalgico, reminiscent",
            MoodWord("romantic", 0.4): "romantic, love, sensual, intimate, passionate, romantisch, romantische, romantisches, romantique, romantico, romantica, sexy, seductive, sultry, loving, steamy",
            MoodWord("warm", None): "warm, organic, rich, earthy, analog, analogue, soulful, toasty, heartwarming, heartfelt",
            MoodWord("cold", None, _MINOR): "cold, icy, frozen, mechanical, robotic, sterile, wintry, metallic, clinical, chilly",
            MoodWord("playful", 0.65, _MAJOR): "playful, quirky, fun, funny, whimsical, cute, silly, goofy, comical, mischievous, verspielt, verspielte, verspieltes, cheeky, bubbly, carefree, lighthearted, light hearted, kids, childlike",
            MoodWord("groovy", 0.65): "groovy, grooving, swinging, funky feel, bouncy groove, infectious, jazzy feel, swaggering, sassy, head nodding, catchy",
            MoodWord("hypnotic", None): "hypnotic, mesmerising, mesmerizing, trippy, psychedelic, trance like, repetitive, droning, spiralling, hypnotisch, hypnotique, entrancing",
            MoodWord("futuristic", None): "futuristic, sci fi, scifi, cyber, cyberpunk feel, alien, high tech, dystopian, space age, robot, science fiction",
            MoodWord("tropical", 0.6, _MAJOR): "tropical, summery, summer, beachy, beach, island, caribbean, exotic",
        }
    )
)  # fmt: skip
_WORDS = Vocabulary.of(_PHRASES)
_ENERGY = Vocabulary.of(
    grouped(
        {
            0.95: "maximum energy, full energy, insane, crazy, all out, extreme",
            0.85: "very energetic, loud, big room energy, high intensity, hectic",
            0.55: "medium energy, moderate energy, mid energy, medium intensity",
            0.2: "low intensity, low energy, subdued, understated, sleep, sleeping, for sleep, falling asleep, bedtime, background",
            0.1: "barely there, very calm, extremely calm, almost silent",
        }
    )
)
_DENSITY = Vocabulary.of(
    grouped(
        {
            0.9: "wall of sound, maximalist, very dense, extremely dense, packed, overloaded",
            0.8: "dense, busy, complex, full arrangement, layered, many layers, lots of layers, intricate, thick, crowded, multi layered, dicht, complexe, denso",
            0.7: "lush, full, rich arrangement, elaborate, big arrangement",
            0.25: "simple, few elements, uncluttered, not busy, skeletal, spacious arrangement, few notes, einfach, roomy",
            0.2: "sparse, minimal, minimalist, minimalistic, stripped down, stripped back, stripped, bare, bare bones, empty, spartan, airy arrangement, reduced, minimalistisch, depouille, minimalista, only a few instruments",
        }
    )
)
_NOT = re.compile(r"\b(?:not|no|never|isn't|without|less|nothing|nicht|kein|pas|neither|nor)\s+(?:(?:too|very|so|overly|that|being|at all|really|zu|trop)\s+)?$", re.I)
_STRONGER = re.compile(r"\b(?:very|really|extremely|super|so|ultra|insanely|incredibly|sehr|tres|muy)\s+$", re.I)
_WEAKER = re.compile(r"\b(?:slightly|a bit|a little|kind of|kinda|somewhat|fairly|mildly|etwas|un peu|un poco)\s+$", re.I)
_CHANGES = re.compile(
    r"\b(?:then|builds?|building|grows?|growing|turn(?:s|ing)? into|becom\w+|to|into|evolv\w+|explod\w+"
    r"|intro|verse|chorus|drop|outro|break|breakdown|first|ends?|starts?|begins?|over)\b",
    re.I,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoodReading:
    """What was read of moods, and what follows from them."""

    moods: tuple[str, ...]
    energy: float | None
    density: float | None
    mode: Mode | None
    mode_word: str
    decisions: tuple[Decision, ...]
    is_stated_density: bool
    found: int
    rest: str


def read_moods(text: str) -> MoodReading:
    """Read moods, energy and density from what the other readers left."""
    density_words = find_phrases(text, _DENSITY)
    rest = blank_all(text, density_words)
    every = find_phrases(rest, _WORDS)
    moods = [one for one in every if not _NOT.search(text[: one.start])]
    negated = [one for one in every if _NOT.search(text[: one.start])]
    rest = blank_all(rest, every)
    direct = find_phrases(rest, _ENERGY)
    rest = blank_all(rest, direct)
    levels = [Found(one.value, one.said, one.start, one.end) for one in direct]
    for one in moods:
        if one.value.energy is not None:
            levels.append(Found(_shaded(text, one, one.value.energy), one.said, one.start, one.end))
    for one in negated:
        if one.value.energy is not None and not levels:
            levels.append(Found(1 - one.value.energy, "not " + one.said, one.start, one.end))
    energy, decisions = _energy(sorted(levels, key=lambda one: one.start), text)
    hint = next((one for one in moods if one.value.mode is not None), None)
    clash = any(one.value.mode not in (None, hint.value.mode) for one in moods) if hint else False
    return MoodReading(
        tuple(dict.fromkeys(one.value.name for one in moods)),
        energy,
        density_words[0].value if density_words else None,
        hint.value.mode if hint and not clash else None,
        hint.said if hint else "",
        decisions,
        bool(density_words),
        len(density_words) + len(every) + len(direct),
        rest,
    )


def phrases() -> tuple[str, ...]:
    """Return every word for a mood."""
    return tuple(_PHRASES)


def _shaded(text: str, one: Found[MoodWord], energy: float) -> float:
    """Move an energy outwards for *very* and inwards for *slightly*."""
    before = text[: one.start]
    step = _VERY if _STRONGER.search(before) else _SLIGHTLY if _WEAKER.search(before) else 0.0
    moved = energy + step * (1 if energy > _MIDDLE else -1)
    return min(max(moved, 0.0), 1.0)


def _energy(levels: list[Found[float]], text: str) -> tuple[float | None, tuple[Decision, ...]]:
    """Take the mean of the words for energy; if they contradict each other, the first."""
    if not levels:
        return None, ()
    values = [one.value for one in levels]
    if max(values) - min(values) < _CONTRADICTION:
        return round(sum(values) / len(values), 3), ()
    if _CHANGES.search(text, levels[0].end, levels[-1].end + 20):
        why = "The prompt tells of calm and of strong parts; the form brings both."
        highest = max(levels, key=lambda one: one.value)
        return round((max(values) + sum(values) / len(values)) / 2, 3), (
            Decision("energy", highest.said, why),
        )
    first = levels[0]
    others = tuple(
        dict.fromkeys(one.said for one in levels if abs(one.value - first.value) >= _CONTRADICTION)
    )
    why = "The prompt asks for opposite energies; the first counts, the other colours the sound."
    return first.value, (Decision("energy", first.said, why, others),)
