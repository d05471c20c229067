"""Describe dance music of Africa's cities: amapiano and afrobeats."""

from menura.studio.genres.forms import CLUB_SLOW_BURN, SONG_HOOK_FIRST, STREET_PARTY
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
from menura.studio.genres.progressions import DORIAN_VAMP
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    VocalStyle,
)

AMAPIANO = Genre(
    id="amapiano",
    title="Amapiano",
    aliases=words(
        """ama piano, amapiyano, yanos, log drum music, private school amapiano, gqom, kwaito,
        south african house, piano yanos, soulful amapiano, bacardi house"""
    ),
    description="Shakers, jazzy keys and the log drum: a bass that is a drum, unhurried.",
    family="electronic",
    tempo_bpm=(109, 116),
    modes=scales(minor=4, dorian=1),
    grooves=(
        groove(
            "shaker ride",
            kick="8...8...8...8...",
            shaker="5.476.475.476.47",
            rim="...6..6....6....|...6..6....6..5.",
            closed_hat="..5...5...5...5.",
            extra={"high_conga": "..4..4....4..4..", "snare": "................|.............435"},
        ),
        groove(
            "half kick",
            kick="8.......7.......|8.......7.....5.",
            shaker="6456645664566456",
            snare="......6.....6...|......6....46..4",
            rim="...5......5.....",
            extra={"closed_hat": "..5...5...5...5.", "woodblock": "4..4..4...4.4..."},
        ),
        groove(
            "syncopated snare",
            kick="8...7...8...7...",
            snare="...7..7.....7...|...7..7...7.....",
            shaker="4.564.564.564.56",
            open_hat="..5...5...5...5.",
            extra={"low_conga": "..4...44..4...44", "cowbell": "....4......4...."},
        ),
    ),
    kits=kits("amapiano"),
    progressions=chords(
        "minor", "1/2 4/2", "1 4 6 5", "1 6 4 5!", "1 7 6 7", "1/2 6 7", "1 4 1 5!", "1 5 6 4"
    )
    + DORIAN_VAMP[:4]
    + chords("dorian", "1/4", "1/3 4"),
    progressions_b=chords("minor", "6 7 1/2", "4 5! 1/2", "6 5! 1 4") + DORIAN_VAMP[:2],
    forms=fit("DKBCPLAVX", CLUB_SLOW_BURN, STREET_PARTY),
    patches=sounds(
        bass="log_drum",
        chords="electric_piano grand_piano drawbar_organ house_stab marimba",
        pads="warm_pad air_pad choir_pad string_pad",
        lead="flute saxophone whistle_lead pluck_lead trumpet",
        arp="bell_arp pluck_arp",
        vocals="vocal_chop choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-6, bass=0, chords=-4.5, pads=-10, lead=-7, arp=-12, vocals=-8, fx=-16
    ),
    bass=(BassStyle.LOG_DRUM,),
    comping=(CompStyle.LAZY_CHORDS, CompStyle.STABS_SYNCOPATED, CompStyle.GOSPEL),
    arps=(ArpStyle.SPARSE, ArpStyle.EUCLIDEAN),
    leads=(LeadStyle.SPARSE, LeadStyle.CALL_AND_RESPONSE, LeadStyle.LYRICAL),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    vocals=(VocalStyle.CHOPS, VocalStyle.OOHS),
    swing=0.55,
    humanise_ms=4.0,
    extensions=5,
    duck=0.25,
    spectrum_tilt_db_per_octave=-4.9,
    low_shelf_db=2.0,
    fx=True,
    typical_instruments=heard("percussion electric_piano bass piano pad flute"),
    moods=words("smooth, soulful, hypnotic, summery"),
)

AFROBEATS = Genre(
    id="afrobeats",
    title="Afrobeats",
    aliases=words(
        """afrobeat, afro beat, afro beats, afro-beats, afropop, afro pop, afroswing, afro swing,
        afro fusion, afrofusion, naija, highlife, azonto, afro dancehall, soukous, kizomba,
        kuduro, african pop"""
    ),
    description="A rolling three-two rhythm of rim and shaker, plucked guitars, bouncing bass.",
    family="urban",
    tempo_bpm=(98, 114),
    modes=scales(minor=2.5, major=2, dorian=1, mixolydian=0.5),
    grooves=(
        groove(
            "lagos",
            kick="9.....7.8.......|9.....7.8....6..",
            rim="...7..7...7.7...",
            closed_hat="5.4.5.4.5.4.5.4.",
            shaker="5.466.465.466.46",
            extra={"high_conga": "..4..4.4..4..4.4", "open_hat": "..............5."},
        ),
        groove(
            "bounce",
            kick="9..7....9..7....",
            snare="......7.....7...|......7.....7..4",
            shaker="4.654.654.654.65",
            snap="....5.......5...",
            extra={"low_conga": "4..4..4.4..4..44", "woodblock": "..4...4.4...4..."},
        ),
        groove(
            "classic afrobeat",
            kick="8.....8..7....7.|8.....8..7.8....",
            snare="....4..7.4..4..7|....4..7.4.47..4",
            closed_hat="6.566.566.566.56",
            open_hat="..............5.",
            low_conga="..5..6....5..66.",
            extra={"shaker": "3434343434343434", "woodblock": "5..5..5..5..5.5."},
        ),
        groove(
            "highlife",
            kick="8...6...8...6...",
            clave="7..7..7...7.7...",
            rim="....6.......6...",
            shaker="5.456.455.456.45",
            extra={"cowbell": "5.4.5.5.4.5.4.5.", "high_conga": "..4...44..4...44"},
        ),
    ),
    kits=kits("amapiano latin"),
    progressions=chords("minor", "1 6 3 7", "1 7 6 7", "1 4 6 5", "1 6 7 1", "1 6 4 5", "1/2 4 5")
    + chords("major", "1 4 5 4", "1 5 6 4", "1 4 1 5", "4 5 1 6", "1 6 4 5", "1 2 4 1")
    + DORIAN_VAMP[:3]
    + chords("mixolydian", "1 5 4 1", "1/2 4 1", "1/2 7 1", "1 7 4 1"),
    progressions_b=chords("minor", "6 7 1/2", "4 6 7 1", "6 7 1 5")
    + chords("major", "4 5 1/2", "4 1 5 1", "1 4 5 4")
    + DORIAN_VAMP[:2]
    + chords("mixolydian", "1 4 1 5", "4/2 1/2"),
    forms=fit("DKBCPLAGHVX", STREET_PARTY, SONG_HOOK_FIRST),
    patches=sounds(
        bass="finger_bass sub_bass moog_bass log_drum",
        chords="electric_piano marimba poly_synth drawbar_organ grand_piano",
        pads="warm_pad air_pad string_pad",
        lead="whistle_lead saxophone pluck_lead flute trumpet steel_pan",
        arp="pluck_arp bell_arp",
        guitar="clean_guitar muted_guitar nylon_guitar",
        brass="horn_section",
        vocals="choir_ooh vocal_chop choir_aah",
    ),
    level_lu=levels(
        percussion=-6.5,
        bass=-1,
        chords=-6,
        pads=-11,
        lead=-5.5,
        arp=-11,
        guitar=-6.5,
        brass=-8,
        vocals=-8,
        fx=-17,
    ),
    bass=(BassStyle.SYNCOPATED, BassStyle.POP),
    comping=(CompStyle.STABS_SYNCOPATED, CompStyle.STABS_OFFBEAT, CompStyle.LAZY_CHORDS),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.MUTED_16THS, GuitarStyle.FINGERPICKED),
    arps=(ArpStyle.SPARSE, ArpStyle.BROKEN),
    leads=(LeadStyle.CALL_AND_RESPONSE, LeadStyle.SINGABLE, LeadStyle.HOOK),
    brass=(BrassStyle.RIFF, BrassStyle.STABS),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.54,
    humanise_ms=4.0,
    extensions=4,
    duck=0.2,
    spectrum_tilt_db_per_octave=-4.6,
    low_shelf_db=1.0,
    fx=True,
    typical_instruments=heard("percussion drums bass guitar electric_piano vocals"),
    moods=words("joyful, sunny, dancing, warm"),
)

GENRES = (AMAPIANO, AFROBEATS)
