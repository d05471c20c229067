"""Describe the music of Latin America: salsa and its relatives, bossa nova, reggaeton."""

from menura.studio.genres.forms import JAZZ_AABA, LOOP_HOOKS, MONTUNO_FORM, SONG, STREET_PARTY
from menura.studio.genres.model import Genre
from menura.studio.genres.notation import (
    chords,
    fit,
    groove,
    heard,
    kits,
    levels,
    scales,
    sounds,
    words,
)
from menura.studio.genres.progressions import ANDALUSIAN, DORIAN_VAMP
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

LATIN = Genre(
    id="latin",
    title="Latin",
    aliases=words(
        """latin music, salsa, son cubano, cuban son, cuban, mambo, cha cha, cha-cha, cha cha cha,
        rumba, cumbia, merengue, bachata, latin pop, afro-cuban, afro cuban, tango, flamenco,
        timba, songo, mariachi, spanish guitar music, bolero, boogaloo, samba"""
    ),
    description="Clave under everything: congas, montuno piano, tumbao bass and bright horns.",
    family="roots",
    tempo_bpm=(90, 112),
    modes=scales(minor=3, major=1.5, dorian=0.7),
    grooves=(
        groove(
            "salsa, two-three clave",
            clave="..7.7...7..7..7.",
            timbale="6.66.6.66.66.6.6",
            high_conga="..7...4...7...4.",
            low_conga="......67......67",
            cowbell="6...5...6...5...",
            kick="...6..6....6..6.",
            shaker="5.4.5.4.5.4.5.4.",
            extra={"bongo": "5.4.5.4.5.4.5.4.", "woodblock": "....4.......4..."},
        ),
        groove(
            "son, three-two clave",
            clave="7..7..7...7.7...",
            bongo="7.445.447.445.54",
            shaker="5.455.455.455.45",
            low_conga="......56......56",
            high_conga="..6.......6.....",
            kick="6.......6.......",
            extra={"woodblock": "4...4...4...4...", "timbale": "..............44"},
        ),
        groove(
            "cumbia",
            kick="8...7...8...7...",
            shaker="6.556.556.556.55",
            low_conga="..6...6...6...66",
            high_conga="4...4...4...4.4.",
            cowbell="5...5...5...5...",
            extra={"timbale": "..4...4...4..44.", "woodblock": "...4...4...4...4"},
        ),
        groove(
            "songo",
            kick="...8..8....8..8.|...8..8....8.8..",
            snare="..3.4.38..3.4.3.|..3.4.38.43.4.34",
            rim="7...........7...",
            clave="7..7...7..7.7...",
            cowbell="6.5.6.5.6.5.6.5.",
            low_conga="......66......66",
            shaker="4.544.544.544.54",
            extra={"high_conga": "..6.....4.6.....", "woodblock": "...3...3...3...3"},
        ),
    ),
    kits=kits("latin"),
    progressions=ANDALUSIAN
    + chords(
        "minor", "1 4 5! 4", "1/2 5!/2", "1 5! 1 5!", "1 4 5! 1", "1/2 5!/2 4 5! 1/2", "1 6 5! 1"
    )
    + chords("major", "1 4 5 4", "1 4 5 1", "1 6! 2 5", "1/2 5/2", "1 5 1 4")
    + DORIAN_VAMP[:3]
    + chords("dorian", "1 4 5! 1", "1/4"),
    progressions_b=chords("minor", "1 5! 1 5!", "4 1 5! 1", "1 4 5! 1", "6 5! 1/2")
    + chords("major", "4 5 1/2", "2 5 1/2", "1 4 5 4")
    + chords("dorian", "1/2 4 1", "1/3 4", "1 3 1 4"),
    forms=fit("DKBCGLHV", MONTUNO_FORM, SONG),
    patches=sounds(
        bass="upright_bass finger_bass",
        chords="grand_piano marimba accordion electric_piano",
        guitar="nylon_guitar steel_guitar",
        lead="trumpet flute saxophone nylon_lead clarinet",
        brass="horn_section brass_section",
        vocals="choir_aah choir_ooh",
    ),
    level_lu=levels(
        percussion=1.5, bass=0.5, chords=-1.5, guitar=-5.5, lead=-1.5, brass=-3, vocals=-6
    ),
    bass=(BassStyle.TUMBAO,),
    comping=(CompStyle.MONTUNO,),
    guitar=(GuitarStyle.FINGERPICKED, GuitarStyle.CLEAN_ARPEGGIO),
    leads=(LeadStyle.CALL_AND_RESPONSE, LeadStyle.SINGABLE, LeadStyle.IMPROVISED),
    brass=(BrassStyle.RIFF, BrassStyle.STABS),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOIR),
    humanise_ms=6.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-4.8,
    high_shelf_db=-3.0,
    typical_instruments=heard("percussion piano bass brass trumpet guitar"),
    moods=words("passionate, festive, sunny, dancing"),
)

BOSSA_NOVA = Genre(
    id="bossa_nova",
    title="Bossa nova",
    aliases=words(
        """bossa, bossa-nova, bossanova, brazilian, brazilian jazz, mpb, samba jazz, samba-canção,
        ipanema, choro, beach bossa, jazz bossa"""
    ),
    description="A nylon guitar's gentle syncopation, soft brushes, jazz chords, a sigh of a tune.",
    family="roots",
    tempo_bpm=(110, 140),
    modes=scales(major=3, minor=1.5, dorian=0.5),
    grooves=(
        groove(
            "bossa clave",
            rim="7.....6.....7...|....7.....6.....",
            kick="6.....5.6.....5.",
            closed_hat="5.4.5.4.5.4.5.4.",
            extra={"shaker": "3.4.3.4.3.4.3.4."},
        ),
        groove(
            "reversed clave",
            rim="....7.....6.....|7.....6.....7...",
            kick="6.....5.6.....5.",
            shaker="5.4.5.4.5.4.5.4.",
            pedal_hat="....5.......5...",
            extra={"closed_hat": "3.3.3.3.3.3.3.3.", "high_conga": "....4.4.....4.4."},
        ),
        groove(
            "samba",
            kick="5.....7.5.....7.",
            low_tom="........7.......",
            tambourine="6.546.546.546.54",
            rim="7..7..7...7..7..",
            shaker="4345434543454345",
            extra={"high_conga": "..5...5.5...5...", "woodblock": "5..5.5..5.5..5.5"},
        ),
    ),
    kits=kits("brushes latin"),
    progressions=chords(
        "major",
        "1/2 2!/2 2 5 1/2 4 4m 1/2",
        "1 6! 2 5 1/2 4 4m",
        "1 b2 1 1",
        "1/2 4 4m",
        "1 4 2 5",
        "1/2 2 5 1/2 4 5",
        "1 6 2 5 3 6! 2 5",
    )
    + chords("minor", "1/2 4/2 1 5! 1/2", "1 4 5! 1", "1/2 4 5!", "1 6 2 5!")
    + chords("dorian", "1/3 4", "1 3 1 4", "1/2 4/2"),
    progressions_b=chords("major", "4 4m 3 6! 2 5 1/2", "4 4m 1/2", "2 5 1/2", "4 5 3 6! 2 5 1/2")
    + chords("minor", "4 1 5! 1", "6 5! 1/2", "4 5! 1/2")
    + chords("dorian", "1/2 3 4", "1/4"),
    forms=fit("DKBCGLSV", JAZZ_AABA, SONG),
    patches=sounds(
        bass="upright_bass finger_bass",
        guitar="nylon_guitar jazz_guitar",
        chords="grand_piano electric_piano vibraphone",
        lead="flute saxophone nylon_lead whistle_lead clarinet",
        strings="chamber_strings string_ensemble",
        vocals="choir_ooh",
    ),
    level_lu=levels(percussion=-6, bass=0, guitar=0.5, chords=-4.5, lead=-1, strings=-7, vocals=-6),
    bass=(BassStyle.BOSSA,),
    comping=(CompStyle.BOSSA, CompStyle.CHARLESTON),
    guitar=(GuitarStyle.BOSSA,),
    leads=(LeadStyle.LYRICAL, LeadStyle.SINGABLE, LeadStyle.IMPROVISED),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    vocals=(VocalStyle.OOHS, VocalStyle.WORDLESS_LEAD),
    humanise_ms=8.0,
    extensions=5,
    spectrum_tilt_db_per_octave=-5.3,
    low_shelf_db=-3.0,
    high_shelf_db=-2.0,
    typical_instruments=heard("acoustic_guitar upright_bass percussion flute piano saxophone"),
    moods=words("gentle, sunny, romantic, relaxed"),
)

REGGAETON = Genre(
    id="reggaeton",
    title="Reggaeton",
    aliases=words(
        """reggaetón, regueton, reggeaton, reggaetton, raggaeton, perreo, dembow, dem bow, urbano,
        latin urban, moombahton, neoperreo, dominican dembow, musica urbana"""
    ),
    description="The dembow beat under a dark hook, plucks and a deep bass.",
    family="urban",
    tempo_bpm=(88, 102),
    modes=scales(minor=5, major=0.7, phrygian=0.5),
    grooves=(
        groove(
            "dembow",
            kick="9...8...9...8...",
            snare="...8..8....8..8.",
            closed_hat="..4...4...4...4.",
            extra={"shaker": "4.344.344.344.34", "timbale": "................|..............45"},
        ),
        groove(
            "dembow, changing snares",
            kick="9...8...9...8...",
            snare="...8..8....8..8.|...........8..8.",
            rim="................|...8..8.........",
            clap="................|..............6.",
            closed_hat="5.5.5.5.5.5.5.5.",
            extra={"shaker": "3434343434343434", "open_hat": "..5...5...5...5."},
        ),
        groove(
            "sparse dembow",
            kick="9.......9.......|9.......9..7....",
            snare="...7..8....7..8.",
            snap="......5.......5.",
            closed_hat="4.4.4.4.4.4.4.44",
            extra={"bongo": "..4.4..4..4.4..4", "woodblock": "....4.......4..."},
        ),
    ),
    kits=kits("trap_808 house_909"),
    progressions=chords(
        "minor",
        "1 6 3 7",
        "1 7 6 7",
        "1 6 7 1",
        "1 4 6 5!",
        "1 6 4 5!",
        "1 3 7 6",
        "1/2 6 7",
        "1 6 7 5",
    )
    + ANDALUSIAN[:1]
    + chords("major", "1 5 6 4", "1 6 4 5")
    + chords("phrygian", "1/2 2 1", "1/2 6 2", "1 2 1 2"),
    progressions_b=chords("minor", "6 7 1/2", "6 7 1 5!", "1 6 3 7", "4 6 7 1")
    + chords("major", "4 5 1/2", "1 5 6 4")
    + chords("phrygian", "1 2 1 7"),
    forms=fit("DKBCPLAGVX", STREET_PARTY, LOOP_HOOKS),
    patches=sounds(
        bass="808_bass sub_bass square_bass moog_bass",
        chords="poly_synth marimba grand_piano juno_chords bell_keys",
        pads="warm_pad dark_pad air_pad choir_pad",
        lead="pluck_lead flute bell_lead whistle_lead steel_pan",
        arp="pluck_arp bell_arp glass_arp",
        guitar="nylon_guitar muted_guitar",
        vocals="vocal_chop vowel_lead choir_ooh",
    ),
    level_lu=levels(
        percussion=-10,
        bass=0,
        chords=-6,
        pads=-11,
        lead=-5.5,
        arp=-10,
        guitar=-7,
        vocals=-8,
        fx=-15,
    ),
    bass=(BassStyle.SUB_808, BassStyle.SYNCOPATED),
    comping=(CompStyle.STABS_OFFBEAT, CompStyle.STABS_SYNCOPATED, CompStyle.ARPEGGIATED),
    guitar=(GuitarStyle.FINGERPICKED, GuitarStyle.CLEAN_ARPEGGIO),
    arps=(ArpStyle.BROKEN, ArpStyle.SPARSE),
    leads=(LeadStyle.HOOK, LeadStyle.SINGABLE, LeadStyle.RIFF),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.CHOPS, VocalStyle.OOHS),
    humanise_ms=2.0,
    duck=0.35,
    spectrum_tilt_db_per_octave=-4.6,
    low_shelf_db=2.0,
    fx=True,
    grid=True,
    typical_instruments=heard("drums 808 synth pluck vocals guitar"),
    moods=words("sensual, dark, party, confident"),
)

GENRES = (LATIN, BOSSA_NOVA, REGGAETON)
