"""Describe quiet music: ambient and the piano alone."""

from menura.studio.genres.forms import DRIFT, RONDO, SWELL, TERNARY
from menura.studio.genres.model import Genre
from menura.studio.genres.notation import chords, fit, heard, levels, scales, sounds, words
from menura.studio.genres.progressions import LYDIAN_FLOAT
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

AMBIENT = Genre(
    id="ambient",
    title="Ambient",
    aliases=words(
        """ambient music, dark ambient, drone ambient, drone music, space music, space ambient,
        meditation music, meditation, sleep music, spa music, new age, soundscape, soundscapes,
        downtempo, chillout, chill out music, relaxation music, yoga music, healing music"""
    ),
    description="Slow pads, long echoes and single notes in a wide space; nothing hurries.",
    family="ambient",
    tempo_bpm=(60, 84),
    modes=scales(major=2, lydian=0.8, minor=1.5, dorian=0.4),
    grooves=(),
    kits=(),
    progressions=chords("major", "1/2 4/2", "1/2 6/2", "1/4 4/2 1/2", "1/2 5/2 4/2 1/2", "1/2 4m/2")
    + LYDIAN_FLOAT
    + chords("minor", "1/2 6/2", "1/2 4/2", "1/4 6/2 7/2", "1/2 7/2 6/2 1/2")
    + chords("dorian", "1/2 3 4", "1/6 4/2", "1/3 4"),
    progressions_b=chords("major", "4/2 1/2", "6/2 4/2 1/4", "1/2 2/2 4/2 1/2")
    + chords("lydian", "2/2 1/6", "1/2 6 1", "1/6 2/2")
    + chords("minor", "6/2 1/2", "6/2 7/2 1/4", "4/2 1/2")
    + chords("dorian", "1/4", "1/2 4 1"),
    forms=fit("PSABCLVX", SWELL, DRIFT),
    patches=sounds(
        bass="drone_bass sub_bass",
        chords="felt_piano dx_piano bell_keys vibraphone",
        pads="warm_pad air_pad glass_pad tape_pad choir_pad sweep_pad",
        lead="mellow_lead bell_lead flute cello",
        arp="bell_arp glass_arp harp pluck_arp",
        strings="string_ensemble chamber_strings",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(pads=0, bass=-3, chords=-5, lead=-7, arp=-8, strings=-5, vocals=-7, fx=-12),
    bass=(BassStyle.DRONE, BassStyle.PEDAL),
    comping=(CompStyle.SWELLS, CompStyle.SUSTAINED, CompStyle.ARPEGGIATED),
    arps=(ArpStyle.SPARSE, ArpStyle.EUCLIDEAN, ArpStyle.UP_DOWN),
    leads=(LeadStyle.SPARSE, LeadStyle.LYRICAL),
    pads=(PadStyle.DRIFTING, PadStyle.SWELLING, PadStyle.SUSTAINED),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    vocals=(VocalStyle.CHOIR, VocalStyle.OOHS),
    humanise_ms=10.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-6.5,
    noise="air",
    typical_instruments=heard("pad synth strings bells piano choir"),
    moods=words("calm, peaceful, dreamy, spacious, meditative"),
)

CLASSICAL_PIANO = Genre(
    id="classical_piano",
    title="Classical piano",
    aliases=words(
        """solo piano, piano solo, classical piano music, neoclassical, neo-classical, neo
        classical, modern classical, piano sonata, nocturne, piano piece, romantic piano, piano
        ballad, minimal piano, piano music, contemporary classical, impressionist"""
    ),
    description="One piano: a broken-chord left hand under a melody that sings.",
    family="classical",
    tempo_bpm=(66, 112),
    modes=scales(major=2.5, minor=3),
    grooves=(),
    kits=(),
    progressions=chords(
        "major", "1 4 5 1", "1 5 6 3 4 1 4 5", "1 6 4 5", "1 5 1 5", "1 6 2 5", "1/2 4 5", "1 2 5 1"
    )
    + chords(
        "minor", "1 4 5! 1", "1 6 4 5!", "1 6 3 7", "1 7 6 5!", "1 5! 1 4", "1/2 6/2 4/2 5!/2"
    ),
    progressions_b=chords("major", "4 1 5 1", "4 5 1 6", "2 5 1/2", "4 4m 1/2")
    + chords("minor", "6 7 1 5!", "4 1 5! 1", "6 3 5! 1", "6 4 5! 1"),
    forms=fit("CBL", TERNARY, RONDO),
    patches=sounds(
        chords="grand_piano felt_piano",
        bass="grand_piano",
        lead="grand_piano",
    ),
    level_lu=levels(chords=-2, bass=-3.5, lead=0),
    bass=(BassStyle.PEDAL, BassStyle.ROOT_FIFTH),
    comping=(CompStyle.ALBERTI, CompStyle.ARPEGGIATED, CompStyle.BALLAD),
    leads=(LeadStyle.LYRICAL, LeadStyle.SINGABLE),
    humanise_ms=11.0,
    spectrum_tilt_db_per_octave=-6.2,
    low_shelf_db=-3.0,
    high_shelf_db=-5.0,
    typical_instruments=heard("piano"),
    moods=words("intimate, melancholic, elegant, reflective"),
)

GENRES = (AMBIENT, CLASSICAL_PIANO)
