"""Describe slow, warm beats: hip hop, lo-fi, rhythm and blues."""

from menura.studio.genres.forms import BEAT_TAPE, LOOP, LOOP_HOOKS, SONG, SONG_PRE_CHORUS
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
    StringStyle,
    VocalStyle,
)

HIP_HOP = Genre(
    id="hip_hop",
    title="Hip hop",
    aliases=words(
        """hip-hop, hiphop, boom bap, boom-bap, boombap, rap, rap beat, old school hip hop, old
        school rap, golden age hip hop, east coast, west coast, g-funk, g funk, jazz rap,
        conscious rap, 90s hip hop, trip hop, trip-hop, triphop, underground hip hop,
        instrumental hip hop, jazz hop"""
    ),
    description="A dusty, swung break with a fat bass and a sampled phrase that goes round.",
    family="urban",
    tempo_bpm=(84, 98),
    modes=scales(minor=3, dorian=1.2),
    grooves=(
        groove(
            "boom bap",
            kick="9..6......97....|9..6...5..9.....",
            snare="....9..2.2..9...|....9..2.2..9..3",
            closed_hat="7.5.7.5.7.5.7.5.",
            open_hat="..............5.",
            extra={"tambourine": "....4.......4...", "shaker": "3.3.3.3.3.3.3.3."},
        ),
        groove(
            "head nod",
            kick="9......7.8......|9......7.8....6.",
            snare="....9.......9...|....9.......9.2.",
            closed_hat="6.5.6.556.5.6.5.",
            rim=".......3......3.",
            extra={"cowbell": "4...4...4...4...", "open_hat": "......5........."},
        ),
        groove(
            "west coast",
            kick="9.....8.9.......|9.....8..78.....",
            snare="....8.......8...",
            clap="....8.......8...",
            closed_hat="6.6.6.6.6.6.6.6.",
            extra={"shaker": "3434343434343434", "cowbell": "..4..4....4..4.."},
        ),
        groove(
            "funky break",
            kick="9.8....7..8.....|9.8....7..8..7..",
            snare="....9..3.3..9..3|....9..3.3..9.33",
            ride="6.5.6.5.6.5.6.5.",
            extra={"low_conga": "..4..4....4..44.", "open_hat": "..........5....."},
        ),
    ),
    kits=kits("boom_bap"),
    progressions=chords(
        "minor", "1 4 1 5!", "1/2 4/2", "1 6 1 5!", "1 6 4 5!", "1/2 6/2", "1 4 1 4", "1 7 6 7"
    )
    + DORIAN_VAMP,
    progressions_b=chords("minor", "1 6 4 5!", "4 5! 1/2", "6 5! 1/2", "1 4 6 5!")
    + chords("dorian", "1 3 1 4", "4 1 1 1", "1/3 4"),
    forms=fit("DKBCPLGSHVX", LOOP_HOOKS, BEAT_TAPE),
    patches=sounds(
        bass="sub_bass moog_bass upright_bass finger_bass",
        chords="electric_piano grand_piano wurlitzer vibraphone clavinet",
        pads="string_pad tape_pad choir_pad warm_pad",
        lead="saxophone flute pluck_lead trumpet whistle_lead",
        guitar="jazz_guitar muted_guitar clean_guitar",
        strings="chamber_strings pizzicato",
        brass="horn_section",
        vocals="vocal_chop choir_ooh",
    ),
    level_lu=levels(
        percussion=-11,
        bass=-1,
        chords=-5,
        pads=-10,
        lead=-6.5,
        guitar=-8,
        strings=-9.5,
        brass=-9,
        vocals=-10,
        fx=-20,
    ),
    bass=(BassStyle.BOOM_BAP, BassStyle.LAZY),
    comping=(CompStyle.LAZY_CHORDS, CompStyle.STABS_SYNCOPATED, CompStyle.CHARLESTON),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.MUTED_16THS),
    leads=(LeadStyle.RIFF, LeadStyle.HOOK, LeadStyle.SPARSE),
    pads=(PadStyle.SUSTAINED,),
    strings=(StringStyle.PIZZICATO, StringStyle.SUSTAINED),
    brass=(BrassStyle.STABS, BrassStyle.RIFF),
    vocals=(VocalStyle.CHOPS,),
    swing=0.59,
    humanise_ms=6.0,
    extensions=4,
    duck=0.15,
    spectrum_tilt_db_per_octave=-5.2,
    low_shelf_db=1.5,
    high_shelf_db=-3.0,
    noise="vinyl",
    typical_instruments=heard("drums bass electric_piano piano vinyl brass"),
    moods=words("laid-back, gritty, confident, nostalgic"),
)

LOFI = Genre(
    id="lofi",
    title="Lo-fi",
    aliases=words(
        """lo-fi, lo fi, lofi hip hop, lo-fi hip hop, lofi hip-hop, lo-fi hip-hop, lo fi hip hop,
        lofi hiphop, lofi beats, lo-fi beats, lo-fi beat, lofi beat, chillhop, chill hop,
        chill-hop, study beats, study music, jazzhop, chill beats, lofi chill, beats to study to"""
    ),
    description="Sleepy swung drums, mellow ninth chords and tape noise: a rainy evening at home.",
    family="urban",
    tempo_bpm=(70, 88),
    modes=scales(minor=3, major=2, dorian=0.8),
    grooves=(
        groove(
            "sleepy",
            kick="8..5......8.....|8..5...4..8..4..",
            snare="....7.....3.7...|....7..2....7...",
            closed_hat="5.3.5.4.5.3.5.43",
            extra={
                "rim": "..........3.....",
                "shaker": "2.3.2.3.2.3.2.3.",
                "tambourine": "....3.......3...",
            },
        ),
        groove(
            "rim click",
            kick="8......6..7.....|8......6..7...4.",
            rim="....7.......7...|....7.......7..2",
            closed_hat="4.4.4.4.4.4.4.43",
            open_hat="..............3.|................",
            extra={
                "shaker": "3.2.3.2.3.2.3.2.",
                "snare": ".......2.2......",
                "tambourine": "....3.......3...",
            },
        ),
        groove(
            "tired break",
            kick="8.6....5..7.....|8.6.......7..5..",
            snare="....7..2.2..7...|....7..2.2..7..3",
            ride="5...5...5...5...",
            closed_hat="..4...4...4...4.",
            extra={
                "tambourine": "....3.......3...",
                "open_hat": "..........3.....",
                "shaker": "3.2.3.2.3.2.3.2.",
            },
        ),
    ),
    kits=kits("lofi"),
    progressions=chords(
        "minor", "1 4 1 5!", "1/2 4/2", "1 6 4 5!", "1 4 6 5!", "1 6 2 5!", "1 5 4 1", "1/2 6 5!"
    )
    + chords("major", "1 6 2 5", "1 4 1 4m", "1 4 2 5", "1 3 4 4m", "4 3 2 1", "1/2 2 4")
    + chords("dorian", "1/3 4", "1 3 1 4", "1/4", "1/2 3 4", "1 4 1 4"),
    progressions_b=chords("minor", "4 5! 1/2", "6 5! 1/2", "4 1 5! 1")
    + chords("major", "4 4m 1/2", "2 5 1 6", "4 5 1/2", "1 6! 2 5")
    + chords("dorian", "1 3 4 1", "1/2 4 1"),
    forms=fit("DKBCPLGSAVX", LOOP, BEAT_TAPE),
    patches=sounds(
        bass="sub_bass upright_bass moog_bass finger_bass",
        chords="electric_piano felt_piano wurlitzer dx_piano vibraphone",
        pads="tape_pad warm_pad air_pad choir_pad",
        lead="mellow_lead flute clean_guitar_lead saxophone bell_lead whistle_lead",
        arp="bell_arp glass_arp",
        guitar="nylon_guitar jazz_guitar clean_guitar",
        strings="chamber_strings",
        vocals="choir_ooh vocal_chop",
    ),
    level_lu=levels(
        percussion=-12,
        bass=-2.5,
        chords=-3.5,
        pads=-10,
        lead=-6.5,
        arp=-12,
        guitar=-7,
        strings=-10,
        vocals=-11,
        fx=-22,
    ),
    bass=(BassStyle.LAZY, BassStyle.BOOM_BAP),
    comping=(CompStyle.LAZY_CHORDS, CompStyle.CHARLESTON, CompStyle.SUSTAINED),
    guitar=(GuitarStyle.FINGERPICKED, GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.JAZZ_COMP),
    arps=(ArpStyle.SPARSE,),
    leads=(LeadStyle.SPARSE, LeadStyle.LYRICAL, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    strings=(StringStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.61,
    humanise_ms=9.0,
    extensions=5,
    duck=0.2,
    spectrum_tilt_db_per_octave=-6.0,
    low_shelf_db=-2.0,
    high_shelf_db=-5.0,
    noise="vinyl",
    typical_instruments=heard("electric_piano drums bass guitar vinyl piano"),
    moods=words("chill, nostalgic, cozy, sleepy, rainy"),
)

RNB = Genre(
    id="rnb",
    title="R&B",
    aliases=words(
        """r&b, r & b, r'n'b, r n b, r and b, rhythm and blues, rhythm & blues, contemporary r&b,
        alternative r&b, alt r&b, 90s r&b, slow jam, slow jams, pbr&b, quiet storm, new jack
        swing, neo soul, neo-soul, neosoul"""
    ),
    description="Slow, silky grooves with rich chords, deep bass and finger snaps.",
    family="urban",
    tempo_bpm=(68, 96),
    modes=scales(minor=3, major=1.5, dorian=0.8),
    grooves=(
        groove(
            "slow jam",
            kick="9......7..8.....|9.....7...8..5..",
            snap="....8.......8...",
            snare="....6.......6..2",
            closed_hat="5.4.5.445.4.5.4.|5.4.5.4.5.445.44",
            extra={"shaker": "3.3.3.3.3.3.3.3.", "rim": "...3......3....."},
        ),
        groove(
            "swung pocket",
            kick="9..6....7.8.....|9..6....7....6..",
            snare="....8..2....8...|....8..2.2..8...",
            closed_hat="6.4.6.4.6.4.6.43",
            open_hat="..............4.",
            extra={"tambourine": "....4.......4...", "low_conga": "..4..4....4..4.."},
        ),
        groove(
            "half-lit",
            kick="9.........7.....|9..7......7.....",
            clap="....7.......7...",
            closed_hat="5.5.5.555.5.5.5.|5.5.5.5.5.555555",
            rim=".......4......4.|..4....4......4.",
            extra={"snap": "....5.......5...", "shaker": "..3...3...3...3."},
        ),
    ),
    kits=kits("pop trap_808 boom_bap"),
    progressions=chords(
        "minor", "1 6 4 5!", "1 4 1 5!", "1 4 6 5", "1/2 6/2", "1 6 1 7", "1 5 6 4", "1 6 3 7"
    )
    + chords("major", "1 6 2 5", "1 3 4 5", "4 3 2 1", "1 4 1 4m", "1 3! 4 4m", "4 5 3 1")
    + chords("dorian", "1/3 4", "1 3 1 4", "1/2 3 4", "1/2 4/2"),
    progressions_b=chords("minor", "6 5! 1/2", "6 7 1/2", "4 5! 1 6")
    + chords("major", "4 5 1 6", "4 4m 1/2", "2 5 1/2", "4 5 1/2")
    + chords("dorian", "1 3 4 1", "1/4"),
    forms=fit("DKBCPLGSAVX", SONG_PRE_CHORUS, SONG, LOOP),
    patches=sounds(
        bass="moog_bass sub_bass finger_bass 808_bass",
        chords="electric_piano dx_piano juno_chords grand_piano wurlitzer",
        pads="warm_pad air_pad string_pad choir_pad",
        lead="mellow_lead talkbox_lead saxophone bell_lead clean_guitar_lead",
        arp="bell_arp glass_arp pluck_arp",
        guitar="clean_guitar jazz_guitar muted_guitar",
        strings="chamber_strings string_ensemble",
        vocals="choir_ooh vowel_lead vocal_chop",
    ),
    level_lu=levels(
        percussion=-11,
        bass=-1,
        chords=-4.5,
        pads=-10,
        lead=-5.5,
        arp=-12,
        guitar=-8,
        strings=-10,
        vocals=-7.5,
        fx=-18,
    ),
    bass=(BassStyle.LAZY, BassStyle.POP, BassStyle.SYNCOPATED),
    comping=(CompStyle.LAZY_CHORDS, CompStyle.BALLAD, CompStyle.GOSPEL),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.MUTED_16THS),
    arps=(ArpStyle.SPARSE, ArpStyle.BROKEN),
    leads=(LeadStyle.SINGABLE, LeadStyle.LYRICAL, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    vocals=(VocalStyle.OOHS, VocalStyle.WORDLESS_LEAD),
    swing=0.57,
    humanise_ms=6.0,
    extensions=5,
    duck=0.2,
    spectrum_tilt_db_per_octave=-4.9,
    low_shelf_db=1.5,
    fx=True,
    typical_instruments=heard("electric_piano bass drums vocals guitar pad"),
    moods=words("sensual, smooth, romantic, intimate"),
)

GENRES = (HIP_HOP, LOFI, RNB)
