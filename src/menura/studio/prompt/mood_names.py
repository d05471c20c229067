"""List what people call moods, energies and densities, and what they imply."""

from dataclasses import dataclass

from menura.studio.model import Mode
from menura.studio.prompt.wording import Vocabulary, grouped


@dataclass(frozen=True, slots=True)
class MoodWord:
    """A mood and what it implies: energy and density 0..1, a mode."""

    name: str
    energy: float | None = None
    mode: Mode | None = None
    density: float | None = None


_MINOR, _MAJOR = Mode.MINOR, Mode.MAJOR
MOOD_NAMES = grouped(
    {
        MoodWord("happy", 0.7, _MAJOR): """
            happy, cheerful, joyful, joyous, sunny, feel good, feelgood, jolly, merry, bright,
            cheery, frohlich, frohliche, frohlicher, frohliches, heiter, heiteres, joyeux,
            joyeuse, gai, alegre, alegres, feliz, allegra, gluckliche, gute laune""",
        MoodWord("uplifting", 0.75, _MAJOR): """
            uplifting, inspiring, inspirational, motivational, motivating, hopeful, optimistic,
            positive, triumphant, victorious, celebratory""",
        MoodWord("euphoric", 0.85): "euphoric, ecstatic, blissful, anthemic, hands in the air",
        MoodWord("sad", 0.3, _MINOR): """
            sad, sorrowful, heartbreaking, heartbroken, tearful, mournful, sombre, somber,
            crying, tragic, depressing, traurig, traurige, trauriger, trauriges, traurigen,
            triste, tristes, grief, grieving, heartbreak, funeral, desolate, lonely, lonesome""",
        MoodWord("melancholic", 0.35, _MINOR): """
            melancholic, melancholy, melancholia, wistful, bittersweet, moody, emotional,
            introspective, melancholisch, melancholisches, melancholische, melancolique,
            melancolico, melancolica, brooding, pensive, reflective, contemplative, longing,
            yearning, blue""",
        MoodWord("dark", None, _MINOR): """
            dark, darker, gloomy, sinister, ominous, evil, menacing, grim, bleak, haunting,
            haunted, eerie, creepy, spooky, scary, horror, duster, dustere, dusterer, dusteres,
            dunkel, dunkle, dunkler, dunkles, sombre et, oscuro, oscura, sinistre, moody and
            dark, nightmarish, macabre, murky, gothic, brutal and dark, shadowy""",
        MoodWord("tense", 0.6, _MINOR): """
            tense, suspenseful, suspense, tension, anxious, nervous, thriller, urgent, dramatic,
            dramatisch, dramatique, dramatico, restless, uneasy, spannend, spannende""",
        MoodWord("mysterious", 0.4, _MINOR): """
            mysterious, mystical, mystic, enigmatic, mystery, occult, geheimnisvoll, mysterieux,
            misterioso, misteriosa, esoteric""",
        MoodWord("aggressive", 0.92): """
            aggressive, angry, furious, brutal, violent, hard hitting, hardhitting, savage,
            vicious, raging, heavy, harsh, filthy, dirty, nasty, gritty, aggressiv, aggressive,
            agressif, agressive, agresivo, agresiva, gnarly, raw, wild, fierce, rebellious, hard""",
        MoodWord("energetic", 0.85): """
            energetic, high energy, full of energy, upbeat, lively, dynamic, exciting, pumping,
            banging, bouncy, bouncing, hype, hyped, driving, powerful, energiegeladen,
            energetisch, energique, energico, energica, peak time, festival, banger, stomping,
            danceable, high octane, adrenaline, workout, gym, heavy lifting, running, intense,
            explosive, party, thumping, pounding, vibrant, punchy, exhilarating, tanzbar,
            tanzbare, enthusiastic""",
        MoodWord("epic", 0.85): """
            epic, heroic, majestic, grand, huge, massive, cinematic feel, monumental, larger
            than life, legendary, soaring, glorious, bombastic, episch, epische, episches,
            epique, epico, epica, stadium, anthem, towering""",
        MoodWord("calm", 0.2): """
            calm, calming, peaceful, tranquil, serene, quiet, soft, gentle, soothing,
            meditative, still, ruhig, ruhige, ruhiger, ruhiges, ruhigen, sanft, sanfte, sanftes,
            calme, doux, douce, tranquilo, tranquila, suave, low energy, sleepy, delicate,
            tender, hushed, relaxing, relaxed, relax, leise, zart, paisible, placid, drowsy,
            lullaby, weightless""",
        MoodWord("chill", 0.3): """
            chill, chilled, chilled out, chillout, chill out, mellow, laid back, laidback,
            easygoing, easy going, lazy, smooth, entspannt, entspannte, entspannter,
            entspanntes, detendu, relajado, relajada, relajante, slow burning, cozy, cosy,
            comfy, low key, lowkey, loungy, unwind, vibey, silky""",
        MoodWord("dreamy", 0.35): """
            dreamy, dreamlike, ethereal, floating, hazy, spacey, spacy, otherworldly, celestial,
            heavenly, floaty, vertraumt, vertraumte, vertraumtes, hypnagogic, airy, shimmering,
            shimmery, atmospheric, spacious, reveur, onirico, sonador, cosmic, surreal,
            swirling, woozy, misty, foggy""",
        MoodWord("nostalgic", 0.45): """
            nostalgic, nostalgia, retro, vintage, old school, oldschool, throwback, sentimental,
            nostalgisch, nostalgique, nostalgico, reminiscent""",
        MoodWord("romantic", 0.4): """
            romantic, love, sensual, intimate, passionate, romantisch, romantische,
            romantisches, romantique, romantico, romantica, sexy, seductive, sultry, loving,
            steamy""",
        MoodWord("warm", None): """
            warm, organic, rich, earthy, analog, analogue, soulful, toasty, heartwarming,
            heartfelt""",
        MoodWord("cold", None, _MINOR): """
            cold, icy, frozen, mechanical, robotic, sterile, wintry, metallic, clinical, chilly""",
        MoodWord("playful", 0.65, _MAJOR): """
            playful, quirky, fun, funny, whimsical, cute, silly, goofy, comical, mischievous,
            verspielt, verspielte, verspieltes, cheeky, bubbly, carefree, lighthearted, light
            hearted, kids, childlike""",
        MoodWord("groovy", 0.65): """
            groovy, grooving, swinging, funky feel, bouncy groove, infectious, jazzy feel,
            swaggering, sassy, head nodding, catchy""",
        MoodWord("hypnotic", None): """
            hypnotic, mesmerising, mesmerizing, trippy, psychedelic, trance like, repetitive,
            droning, spiralling, hypnotisch, hypnotique, entrancing""",
        MoodWord("futuristic", None): """
            futuristic, sci fi, scifi, cyber, cyberpunk feel, alien, high tech, dystopian, space
            age, robot, science fiction""",
        MoodWord(
            "tropical", 0.6, _MAJOR
        ): """tropical, summery, summer, beachy, beach, island, caribbean, exotic""",
    }
)
MOODS = Vocabulary.of(MOOD_NAMES)
ENERGY = Vocabulary.of(
    grouped(
        {
            0.95: "maximum energy, full energy, insane, crazy, all out, extreme",
            0.85: "very energetic, loud, big room energy, high intensity, hectic",
            0.55: "medium energy, moderate energy, mid energy, medium intensity",
            0.2: """
                low intensity, low energy, subdued, understated, sleep, sleeping, for sleep,
                falling asleep, bedtime, background""",
            0.1: "barely there, very calm, extremely calm, almost silent",
        }
    )
)
DENSITY = Vocabulary.of(
    grouped(
        {
            0.9: "wall of sound, maximalist, very dense, extremely dense, packed, overloaded",
            0.8: """
                dense, busy, complex, full arrangement, layered, many layers, lots of layers,
                intricate, thick, crowded, multi layered, dicht, complexe, denso""",
            0.7: "lush, full, rich arrangement, elaborate, big arrangement",
            0.25: """
                simple, few elements, uncluttered, not busy, skeletal, spacious arrangement, few
                notes, einfach, roomy""",
            0.2: """
                sparse, minimal, minimalist, minimalistic, stripped down, stripped back,
                stripped, bare, bare bones, empty, spartan, airy arrangement, reduced,
                minimalistisch, depouille, minimalista, only a few instruments""",
        }
    )
)
