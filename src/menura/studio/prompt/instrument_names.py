"""List what people call the instruments, in English, German, French and Spanish."""

from menura.studio.model import Instrument
from menura.studio.prompt.wording import grouped

I = Instrument  # noqa: E741 - the table is unreadable with long names

INSTRUMENT_NAMES = grouped(
    {
        I.DRUMS: """
            drums, drum, drum kit, drumkit, drum machine, drum beat, drum set, kick drum, kick,
            kicks, snare, snares, hi hat, hi hats, hihat, hat, hats, cymbal, breakbeat drums,
            909, 909s, 707, toms, schlagzeug, trommel, trommeln, batterie, bateria, batteria,
            brushes, brushed drums, rimshot, four on the floor kick""",
        I.PERCUSSION: """
            percussion, percussions, shaker, shakers, conga, congas, bongo, bongos, tambourine,
            cowbell, claves, timbales, handclaps, claps, clap, hand drums, djembe, tabla,
            timpani, taiko, taikos, cajon, perkussion, percusion, castanets, woodblock, cabasa,
            maracas""",
        I.BASS: """
            bass, bassline, bass line, basses, bass guitar, electric bass, slap bass, fretless
            bass, wobble, wobbles, wobble bass, wobbly bass, reese, reese bass, growl bass,
            growls, rolling bass, rollin bass, synth bass, low end, bajo, basse, basslinie, log
            drum, log drums""",
        I.SUB_BASS: "sub bass, sub, subs, subbass",
        I.BASS_808: "808, 808s, 808 bass, 808 drums, tr 808, gliding 808, sliding 808",
        I.UPRIGHT_BASS: """
            upright bass, double bass, acoustic bass, contrabass, walking bass, standup bass,
            stand up bass, kontrabass, contrebasse, contrabajo""",
        I.ACID: """
            acid, acid line, acid bass, acid synth, acid bassline, 303, 303s, tb 303, 303 line,
            303 bass, squelchy bass, squelch""",
        I.PIANO: """
            piano, grand piano, upright piano, felt piano, piano chords, piano melody, klavier,
            klavierstuck, klaviermusik, pianos, keys, keyboard, keyboards, honky tonk piano,
            prepared piano""",
        I.ELECTRIC_PIANO: """
            electric piano, rhodes, fender rhodes, wurlitzer, wurli, e piano, epiano, dx7, dx
            piano, fm piano, rhodes piano""",
        I.ORGAN: """
            organ, hammond, hammond organ, church organ, pipe organ, b3, orgel, orgue, organo""",
        I.CLAVINET: "clavinet, clav, clavi, harpsichord, cembalo",
        I.ACCORDION: "accordion, accordeon, akkordeon, acordeon, bandoneon, concertina",
        I.SYNTH: """
            synth, synths, synthesizer, synthesizers, synthesiser, synthesisers, analog synth,
            analogue synth, modular synth, analog synths, synthesizern, synthetiseur,
            sintetizador, sintetizadores, moog, juno, synth chords, synth stabs, stabs, stab, 8
            bit synth""",
        I.SUPERSAW: "supersaw, supersaws, super saw, saw chords, saw stack",
        I.PLUCK: "pluck, plucks, plucked synth, pluck synth, kalimba",
        I.PAD: """
            pad, pads, synth pad, warm pad, atmospheres, drone pad, drones, textures, washes""",
        I.LEAD: """
            lead synth, synth lead, lead, leads, lead melody, topline, synth melody, lead line""",
        I.ARP: """
            arp, arps, arpeggio, arpeggios, arpeggiated synth, arpeggiated, arpeggiator,
            sequencer, sequenced synth""",
        I.BELLS: """
            bells, bell, glockenspiel, music box, celesta, tubular bells, church bells, chimes,
            sleigh bells, glocken, cloches, campanas, spieluhr""",
        I.MALLETS: """
            mallets, marimba, vibraphone, vibes solo, xylophone, vibraphon, steel drum, steel
            drums, steel pan, steelpan""",
        I.HARP: "harp, harps, harfe, harpe, arpa",
        I.GUITAR: """
            guitar, guitars, gitarre, gitarren, guitare, guitares, guitarra, guitarras,
            chitarra, guitar solo, guitar riff, guitar riffs""",
        I.ACOUSTIC_GUITAR: """
            acoustic guitar, acoustic guitars, nylon guitar, classical guitar, spanish guitar,
            flamenco guitar, fingerpicked guitar, fingerpicking guitar, fingerpicking, steel
            string guitar, 12 string guitar, twelve string guitar, akustikgitarre, akustische
            gitarre, westerngitarre, guitare acoustique, guitarra acustica, guitarra espanola,
            ukulele, mandolin, strummed guitar, nylon string guitar, folk guitar, slide guitar,
            resonator guitar""",
        I.ELECTRIC_GUITAR: """
            electric guitar, electric guitars, clean guitar, funk guitar, jazz guitar, e
            gitarre, surf guitar, wah guitar, guitare electrique, guitarra electrica, rock
            guitar, pedal steel, lap steel, lead guitar, rhythm guitar, jangly guitar, jangly
            guitars, skank guitar, clean electric guitar""",
        I.DISTORTED_GUITAR: """
            distorted guitar, distorted guitars, distortion guitar, fuzz guitar, overdriven
            guitar, heavy guitar, heavy guitars, crunchy guitar, crunchy guitars, power chords,
            metal guitars, metal guitar, chugging guitars, distorted electric guitar, distorted
            electric guitars, fuzzy guitars, down tuned guitars, downtuned guitars, verzerrte
            gitarren, verzerrte gitarre, palm muted guitars, shredding guitar, shredding
            guitars, screaming guitars""",
        I.BANJO: "banjo, banjos",
        I.STRINGS: """
            strings, string section, string quartet, orchestral strings, string ensemble,
            streicher, string pads, cordes, cuerdas, archi, viola, violas, pizzicato, cinematic
            strings, string orchestra, staccato strings, spiccato strings, string arrangement""",
        I.VIOLIN: """
            violin, violins, fiddle, fiddles, violine, geige, geigen, violon, violin solo""",
        I.CELLO: "cello, cellos, violoncello, violoncelle, violonchelo, cello solo",
        I.BRASS: """
            brass, brass section, horns, horn, horn section, french horn, french horns,
            trombone, trombones, tuba, brass stabs, blechblaser, cuivres, metales, fanfare, horn
            stabs, flugelhorn, blaser""",
        I.TRUMPET: """
            trumpet, trumpets, trompete, trompeten, trompette, trompeta, muted trumpet, cornet""",
        I.SAXOPHONE: """
            saxophone, saxophones, sax, saxes, tenor sax, alto sax, baritone sax, saxofon,
            saxophon, sax solo""",
        I.FLUTE: """
            flute, flutes, pan flute, panpipes, recorder, whistle, tin whistle, flote,
            querflote, flauta, shakuhachi, piccolo""",
        I.CLARINET: """
            clarinet, clarinets, klarinette, clarinette, clarinete, oboe, bassoon, woodwinds,
            woodwind""",
        I.HARMONICA: "harmonica, mouth organ, blues harp, mundharmonika, armonica",
        I.CHOIR: """
            choir, choirs, choral, gregorian, chant, chants, chanting, monks, chor, choeur,
            coro, choir pads, backing choir, oohs, ooh, aahs, aah, oohs and aahs, ahs, gospel
            choir, hummed, humming, wordless vocals, wordless vocal, wordless voice, vocal pad,
            vocal pads, vocal texture, vocal textures, ethereal vocals, ethereal voices,
            vocalise""",
        I.VOCAL_CHOPS: """
            vocal chops, vocal chop, chopped vocals, chopped vocal, vocal cuts, vocal samples,
            vocal sample, vocal stabs, vocoder, talkbox, pitched vocals, sampled vocals,
            glitched vocals, vocal snippets""",
        I.VOCALS: """
            vocals, vocal, voice, voices, singer, singers, singing, sung, vocalist, rapper,
            rapping, rap vocals, lyrics, lyric, words, lead vocals, female vocals, male vocals,
            female vocal, male vocal, female voice, male voice, female singer, male singer,
            gesang, stimme, stimmen, sanger, sangerin, chant feminin, voix, voz, voces,
            cantante, chanteuse, chanteur, soulful vocals, screaming, screams, growling vocals,
            backing vocals, spoken word, sing, sings, human voice, human voices""",
        I.FX: """
            fx, sound effects, risers, riser, impacts, sweeps, uplifters, white noise, sfx,
            downlifters, whooshes, foley, rain sounds, nature sounds, field recordings""",
        I.VINYL: """
            vinyl, vinyl crackle, vinyl noise, record crackle, crackle, tape hiss, vinyl hiss,
            dusty vinyl, crackling vinyl, knistern""",
    }
)
"""Phrase to instrument."""
