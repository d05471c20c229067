"""Read which instruments are wanted, which are not, and what voices should do."""

import re
from dataclasses import dataclass

from menura.studio.model import Decision, Instrument, Vocals
from menura.studio.prompt.wording import Found, Vocabulary, blank_all, find_phrases, grouped

I = Instrument  # noqa: E741 - the table below is unreadable with long names

_PHRASES = (
    grouped(
        {
            I.DRUMS: "drums, drum, drum kit, drumkit, drum machine, drum beat, drum set, kick drum, kick, kicks, snare, snares, hi hat, hi hats, hihat, hat, hats, cymbal, breakbeat drums, 909, 909s, 707, toms, schlagzeug, trommel, trommeln, batterie, bateria, batteria, brushes, brushed drums, rimshot, four on the floor kick",
            I.PERCUSSION: "percussion, percussions, shaker, shakers, conga, congas, bongo, bongos, tambourine, cowbell, claves, timbales, handclaps, claps, clap, hand drums, djembe, tabla, timpani, taiko, taikos, cajon, perkussion, percusion, castanets, woodblock, cabasa, maracas",
            I.BASS: "bass, bassline, bass line, basses, bass guitar, electric bass, slap bass, fretless bass, wobble, wobbles, wobble bass, wobbly bass, reese, reese bass, growl bass, growls, rolling bass, rollin bass, synth bass, low end, bajo, basse, basslinie, log drum, log drums",
            I.SUB_BASS: "sub bass, sub, subs, subbass, deep sub",
            I.BASS_808: "808, 808s, 808 bass, 808 drums, tr 808, gliding 808, sliding 808",
            I.UPRIGHT_BASS: "upright bass, double bass, acoustic bass, contrabass, walking bass, standup bass, stand up bass, kontrabass, contrebasse, contrabajo",
            I.ACID: "acid, acid line, acid bass, acid synth, acid bassline, 303, 303s, tb 303, 303 line, 303 bass, squelchy bass, squelch",
            I.PIANO: "piano, grand piano, upright piano, felt piano, piano chords, piano melody, klavier, klavierstuck, klaviermusik, pianos, keys, keyboard, keyboards, honky tonk piano, prepared piano",
            I.ELECTRIC_PIANO: "electric piano, rhodes, fender rhodes, wurlitzer, wurli, e piano, epiano, dx7, dx piano, fm piano, rhodes piano",
            I.ORGAN: "organ, hammond, hammond organ, church organ, pipe organ, b3, orgel, orgue, organo",
            I.CLAVINET: "clavinet, clav, clavi, harpsichord, cembalo",
            I.ACCORDION: "accordion, accordeon, akkordeon, acordeon, bandoneon, concertina",
            I.SYNTH: "synth, synths, synthesizer, synthesizers, synthesiser, synthesisers, analog synth, analogue synth, modular synth, analog synths, synthesizern, synthetiseur, sintetizador, sintetizadores, moog, juno, synth chords, synth stabs, stabs, stab, 8 bit synth",
            I.SUPERSAW: "supersaw, supersaws, super saw, saw chords, saw stack",
            I.PLUCK: "pluck, plucks, plucked synth, pluck synth, kalimba",
            I.PAD: "pad, pads, synth pad, warm pad, atmospheres, drone pad, drones, textures, washes",
            I.LEAD: "lead synth, synth lead, lead, leads, lead melody, topline, synth melody, lead line",
            I.ARP: "arp, arps, arpeggio, arpeggios, arpeggiated synth, arpeggiated, arpeggiator, sequencer, sequenced synth",
            I.BELLS: "bells, bell, glockenspiel, music box, celesta, tubular bells, church bells, chimes, sleigh bells, glocken, cloches, campanas, spieluhr",
            I.MALLETS: "mallets, marimba, vibraphone, vibes solo, xylophone, vibraphon, steel drum, steel drums, steel pan, steelpan",
            I.HARP: "harp, harps, harfe, harpe, arpa",
            I.GUITAR: "guitar, guitars, gitarre, gitarren, guitare, guitares, guitarra, guitarras, chitarra, guitar solo, guitar riff, guitar riffs",
            I.ACOUSTIC_GUITAR: "acoustic guitar, acoustic guitars, nylon guitar, classical guitar, spanish guitar, flamenco guitar, fingerpicked guitar, fingerpicking guitar, fingerpicking, steel string guitar, 12 string guitar, twelve string guitar, akustikgitarre, akustische gitarre, westerngitarre, guitare acoustique, guitarra acustica, guitarra espanola, ukulele, mandolin, strummed guitar, nylon string guitar, folk guitar, slide guitar, resonator guitar",
            I.ELECTRIC_GUITAR: "electric guitar, electric guitars, clean guitar, funk guitar, jazz guitar, e gitarre, surf guitar, wah guitar, guitare electrique, guitarra electrica, rock guitar, pedal steel, lap steel, lead guitar, rhythm guitar, jangly guitar, jangly guitars, skank guitar, clean electric guitar",
            I.DISTORTED_GUITAR: "distorted guitar, distorted guitars, distortion guitar, fuzz guitar, overdriven guitar, heavy guitar, heavy guitars, crunchy guitar, crunchy guitars, power chords, metal guitars, metal guitar, chugging guitars, distorted electric guitar, distorted electric guitars, fuzzy guitars, down tuned guitars, downtuned guitars, verzerrte gitarren, verzerrte gitarre, palm muted guitars, shredding guitar, shredding guitars, screaming guitars",
            I.BANJO: "banjo, banjos",
            I.STRINGS: "strings, string section, string quartet, orchestral strings, string ensemble, streicher, string pads, cordes, cuerdas, archi, viola, violas, pizzicato, cinematic strings, string orchestra, staccato strings, spiccato strings, string arrangement",
            I.VIOLIN: "violin, violins, fiddle, fiddles, violine, geige, geigen, violon, violin solo",
            I.CELLO: "cello, cellos, violoncello, violoncelle, violonchelo, cello solo",
            I.BRASS: "brass, brass section, horns, horn, horn section, french horn, french horns, trombone, trombones, tuba, brass stabs, blechblaser, cuivres, metales, fanfare, horn stabs, flugelhorn, blaser",
            I.TRUMPET: "trumpet, trumpets, trompete, trompeten, trompette, trompeta, muted trumpet, cornet",
            I.SAXOPHONE: "saxophone, saxophones, sax, saxes, tenor sax, alto sax, baritone sax, saxofon, saxophon, sax solo",
            I.FLUTE: "flute, flutes, pan flute, panpipes, recorder, whistle, tin whistle, flote, querflote, flauta, shakuhachi, piccolo",
            I.CLARINET: "clarinet, clarinets, klarinette, clarinette, clarinete, oboe, bassoon, woodwinds, woodwind",
            I.HARMONICA: "harmonica, mouth organ, blues harp, mundharmonika, armonica",
            I.CHOIR: "choir, choirs, choral, gregorian, chant, chants, chanting, monks, chor, choeur, coro, choir pads, backing choir, oohs, ooh, aahs, aah, oohs and aahs, ahs, gospel choir, hummed, humming, wordless vocals, wordless vocal, wordless voice, vocal pad, vocal pads, vocal texture, vocal textures, ethereal vocals, ethereal voices, vocalise",
            I.VOCAL_CHOPS: "vocal chops, vocal chop, chopped vocals, chopped vocal, vocal cuts, vocal samples, vocal sample, vocal stabs, vocoder, talkbox, pitched vocals, sampled vocals, glitched vocals, vocal snippets",
            I.VOCALS: "vocals, vocal, voice, voices, singer, singers, singing, sung, vocalist, rapper, rapping, rap vocals, lyrics, lyric, words, lead vocals, female vocals, male vocals, female vocal, male vocal, female voice, male voice, female singer, male singer, gesang, stimme, stimmen, sanger, sangerin, chant feminin, voix, voz, voces, cantante, chanteuse, chanteur, soulful vocals, screaming, screams, growling vocals, backing vocals, spoken word, sing, sings, human voice, human voices",
            I.FX: "fx, sound effects, risers, riser, impacts, sweeps, uplifters, white noise, sfx, downlifters, whooshes, foley, rain sounds, nature sounds, field recordings",
            I.VINYL: "vinyl, vinyl crackle, vinyl noise, record crackle, crackle, tape hiss, vinyl hiss, dusty vinyl, crackling vinyl, knistern",
        }
    )
)  # fmt: skip
_NAMES = Vocabulary.of(_PHRASES)
_NONE = re.compile(
    r"\b(?:instrumentals?(?: only| version| track| music)?|purely instrumental|instrumentalstuck|"
    r"instrumentale?s?|vocal-?less|unsung|karaoke)\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:no|without(?: any| the)?|w/o|minus|except(?: for)?|excluding|exclude|avoid(?:ing)?|"
    r"not? any|(?:do not|don't|dont) (?:want|use|add|need|like|include|put)(?: any)?|leave out|"
    r"leaving out|drop the|remove|removing|skip(?: the)?|free of|lacking|devoid of|zero|not|never|"
    r"anything but|cut the|lose the|ohne|kein|keine|keinen|sans|sin|pas de|senza|nor)\b",
    re.IGNORECASE,
)
_JOINED = frozenset({"or", "and", "nor", "any", "the", "a", "an", "of", "oder", "und", "ni", "ou", "o", "y", "et", "kind", "sort", "no", "other", "either"})
_LIST_ENDS = frozenset({"but", "just", "only", "with", "mit", "avec", "con", "then", "plus", "featuring", "in", "at", "so", "more", "also", "lots", "aber", "mais", "pero", "use", "add", "because", "which", "that", "make", "please", "instead", "to", "for", "over", "under", "until", "before", "after", "like"})
_STOP = re.compile(r"[.;:!?()]|\s-\s")
_FREE = re.compile(r"\s*-?\s*(?:free|less|-less)\b(?!\s+of)", re.IGNORECASE)
_LESS = {"drumless": I.DRUMS, "beatless": I.DRUMS, "bassless": I.BASS, "voiceless": I.VOCALS, "wordless": I.VOCALS}
_PLAIN_ADJECTIVES = 2
_TEXTURES = frozenset({I.CHOIR, I.VOCAL_CHOPS})
_BEFORE_NO_INSTRUMENT = re.compile(r"\b(?:in other|own|these|those|few|key)\s*$", re.IGNORECASE)
_FAMILIES = {
    I.DRUMS: (I.DRUMS,),
    I.GUITAR: (I.GUITAR, I.ACOUSTIC_GUITAR, I.ELECTRIC_GUITAR, I.DISTORTED_GUITAR),
}


@dataclass(frozen=True, slots=True)
class InstrumentReading:
    """What was read of instruments and voices, and the text without it."""

    wanted: tuple[Instrument, ...]
    excluded: tuple[Instrument, ...]
    vocals: Vocals
    decisions: tuple[Decision, ...]
    said: tuple[str, ...]
    rest: str


def read_instruments(text: str) -> InstrumentReading:
    """Read instruments from a text whose genres, keys and sections are blanked."""
    found = [
        one
        for one in find_phrases(text, _NAMES)
        if not _BEFORE_NO_INSTRUMENT.search(text[: one.start])
        and not (one.value is I.VOCALS and one.said.lower() == "words" and not _CUE.search(text))
    ]
    unwanted = _unwanted(text, found)
    excluded = dict.fromkeys(one.value for one in unwanted)
    instrumental = next(
        (one for one in _NONE.finditer(text) if not re.search(r"\bnot\s+$", text[: one.start()])), None
    )
    wanted = dict.fromkeys(one.value for one in found if one not in unwanted)
    clash = [one for one in wanted if one in excluded]
    for one in clash:
        del wanted[one]
    decisions = [
        Decision("instruments", f"no {one.value}", "The prompt both asks for it and forbids it.", (one.value,))
        for one in clash
    ]
    vocals, more = _voices(wanted, excluded, instrumental is not None)
    rest = blank_all(text, found)
    if instrumental:
        rest = blank_all(rest, [Found(0, "", instrumental.start(), instrumental.end())])
    return InstrumentReading(tuple(wanted), tuple(excluded), vocals, (*decisions, *more), tuple(one.said for one in found), rest)


def _voices(
    wanted: dict[Instrument, None], excluded: dict[Instrument, None], instrumental: bool
) -> tuple[Vocals, tuple[Decision, ...]]:
    """Decide what voices do; a singer is taken out of what an instrumental wants."""
    is_texture = any(one in _TEXTURES for one in wanted)
    if instrumental or I.VOCALS in excluded:
        if I.VOCALS in wanted:
            del wanted[I.VOCALS]
            why = "The prompt asks for an instrumental and for vocals; it stays instrumental."
            return Vocals.NONE, (Decision("vocals", "none", why, ("vocals",)),)
        return (Vocals.TEXTURE if is_texture else Vocals.NONE), ()
    if I.VOCALS in wanted:
        return Vocals.SINGER, ()
    return (Vocals.TEXTURE if is_texture else Vocals.UNSPECIFIED), ()


def _unwanted(text: str, found: list[Found[Instrument]]) -> list[Found[Instrument]]:
    """Return the instruments that a negation reaches."""
    unwanted = [one for one in found if _FREE.match(text, one.end)]
    for cue in _CUE.finditer(text):
        if cue[0].lower() in ("not", "never") and not re.match(
            r"\s+(?:too )?(?:any|with|a|the|so)?\s*", text[cue.end() :]
        ):
            continue
        unwanted += _reached(text, cue.end(), found, is_list=not cue[0].lower().startswith("no"))
    return [one for one in found if one in unwanted]


def _reached(
    text: str, start: int, found: list[Found[Instrument]], *, is_list: bool
) -> list[Found[Instrument]]:
    """Walk from a negation over a list of instruments until something else begins."""
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    ahead = [one for one in found if start <= one.start < end]
    has_or = re.search(r"\b(?:or|nor|oder|ou|ni)\b", text[start:end], re.IGNORECASE) is not None
    reached: list[Found[Instrument]] = []
    place = start
    for one in ahead:
        between = text[place : one.start]
        words = re.findall(r"[\w']+", between.lower())
        if any(word in _LIST_ENDS for word in words) or "~~" in between and reached:
            break
        others = [word for word in words if word not in _JOINED]
        if len(others) > (_PLAIN_ADJECTIVES if not reached else 0):
            break
        if reached and "," in between and not (is_list or has_or):
            break
        if reached and not words and "," not in between and "/" not in between:
            break
        reached.append(one)
        place = one.end
    return reached


def phrases() -> tuple[str, ...]:
    """Return every phrase for an instrument."""
    return tuple(_PHRASES)


def lacking_words(text: str) -> tuple[Instrument, ...]:
    """Return what single words forbid: *drumless*, *beatless*."""
    return tuple(
        instrument
        for word, instrument in _LESS.items()
        if word != "wordless" and re.search(rf"\b{word}\b", text, re.IGNORECASE)
    )
