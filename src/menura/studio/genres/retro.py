"""Describe machines of the past: electro, synthwave and vaporwave."""

from menura.studio.genres.forms import (
    BEAT_TAPE,
    CLUB_SLOW_BURN,
    CLUB_SONG,
    LOOP,
    SONG,
    SONG_HOOK_FIRST,
)
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
from menura.studio.genres.progressions import (
    DORIAN_VAMP,
    LYDIAN_FLOAT,
    MAJOR_AXIS,
    MAJOR_LIFT,
    MINOR_DANCE,
    MINOR_DARK,
    MINOR_EPIC,
    MINOR_LIFT,
    MINOR_POP,
)
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    VocalStyle,
)

ELECTRO = Genre(
    id="electro",
    title="Electro",
    aliases=words(
        """electro funk, electro-funk, breakdance, electro breaks, nu skool breaks, miami bass,
        jersey club, freestyle electro, electroclash, glitch hop"""
    ),
    description="Broken 808 machine beats, cowbells, robot bass and cold synthesiser hooks.",
    family="electronic",
    tempo_bpm=(118, 132),
    modes=scales(minor=3, dorian=1, phrygian=0.5),
    grooves=(
        groove(
            "machine",
            kick="9.....9...9.....|9.....9..99.....",
            snare="....9.......9...",
            clap="....6.......6...",
            closed_hat="6.656.656.656.65",
            cowbell="....5..5..5.....|....5..5..5..5..",
            extra={"low_conga": "..4..4....4..4..", "open_hat": "..............6."},
        ),
        groove(
            "breaker",
            kick="9..9......99....|9..9......9..9..",
            snare="....9..3.3..9...|....9..3.3..9..4",
            closed_hat="7.5.7.5.7.5.7.5.",
            open_hat="..............6.",
            extra={"shaker": "3333333333333333", "tambourine": "....4.......4..."},
        ),
        groove(
            "big beat",
            kick="9.9....9..9.....|9.9....9..9...9.",
            snare="....9.......9..5|....9.......9.55",
            ride="7...7...7...7...",
            closed_hat="..6...6...6...6.",
            extra={"cowbell": "4...4...4...4...", "high_tom": "..............5."},
        ),
    ),
    kits=kits("electro_808 breaks"),
    progressions=MINOR_DANCE[:4]
    + DORIAN_VAMP[:4]
    + chords("minor", "1/4", "1/3 7", "1/2 3 4")
    + chords("phrygian", "1/3 2", "1 2 1 7"),
    progressions_b=MINOR_LIFT[:2]
    + MINOR_DARK[3:6]
    + chords("dorian", "1/2 3 4", "1/3 7")
    + chords("phrygian", "1/2 2 7", "1/2 2 1"),
    forms=fit("DKBCPLAVX", CLUB_SONG, CLUB_SLOW_BURN),
    patches=sounds(
        bass="square_bass moog_bass saw_bass acid_bass fm_bass",
        chords="juno_chords dark_stab poly_synth house_stab",
        pads="string_pad dark_pad glass_pad sweep_pad",
        lead="square_lead talkbox_lead saw_lead fm_lead",
        arp="square_arp acid_arp pluck_arp saw_arp",
        vocals="vocal_chop vowel_lead",
    ),
    level_lu=levels(
        percussion=-10, bass=-1.5, chords=-6.5, pads=-10, lead=-6, arp=-8.5, vocals=-9, fx=-14
    ),
    bass=(BassStyle.SYNCOPATED, BassStyle.OCTAVES, BassStyle.ACID),
    comping=(CompStyle.STABS_SYNCOPATED, CompStyle.DARK_STABS, CompStyle.SUSTAINED),
    arps=(ArpStyle.EUCLIDEAN, ArpStyle.BROKEN, ArpStyle.ACID),
    leads=(LeadStyle.RIFF, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.CHOPS,),
    humanise_ms=0.0,
    duck=0.25,
    spectrum_tilt_db_per_octave=-4.4,
    low_shelf_db=1.0,
    fx=True,
    grid=True,
    typical_instruments=heard("808 drums synth bass lead arp"),
    moods=words("robotic, funky, cold, futuristic"),
)


SYNTHWAVE = Genre(
    id="synthwave",
    title="Synthwave",
    aliases=words(
        """retrowave, outrun, synth wave, synth-wave, darksynth, dreamwave, 80s synth, eighties
        synth, 80s pop, new wave, italo, darkwave, cold wave, coldwave, new romantic, cyberpunk,
        chillwave, chill wave"""
    ),
    description="Neon nights: driving eighth-note bass, gated snares, warm polysynths, big leads.",
    family="electronic",
    tempo_bpm=(84, 118),
    modes=scales(minor=4, dorian=0.7, major=0.7),
    grooves=(
        groove(
            "night drive",
            kick="9...9...9...9...",
            snare="....9.......9...",
            closed_hat="6.5.6.5.6.5.6.5.",
            mid_tom="................|..........5.6...",
            low_tom="................|..............7.",
            extra={
                "open_hat": "..5...5...5...5.",
                "tambourine": "....4.......4...",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "gated",
            kick="9.....7.9.......|9.....7.9...7...",
            snare="....9.......9...",
            clap="....6.......6...",
            closed_hat="6565656565656565",
            high_tom="................|................|................|........6..6....",
            extra={
                "cowbell": "..4...4...4...4.",
                "open_hat": "..............6.",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "outrun",
            kick="9..7....9..7....",
            snare="....9.......9...|....9.......9..5",
            closed_hat="7.6.7.6.7.6.7.6.",
            open_hat="..............5.",
            extra={
                "shaker": "3434343434343434",
                "low_tom": "...............5",
                "tambourine": "....4.......4...",
            },
        ),
    ),
    kits=kits("eighties"),
    progressions=MINOR_POP
    + chords("minor", "1/2 6/2", "1/2 7/2 6/2 7/2", "1/2 6 7")
    + DORIAN_VAMP[:3]
    + MAJOR_AXIS[:3],
    progressions_b=MINOR_LIFT + MINOR_EPIC[:2] + DORIAN_VAMP[:2] + MAJOR_LIFT[:2],
    forms=fit("DKBCPLAGVX", SONG, SONG_HOOK_FIRST, CLUB_SONG),
    patches=sounds(
        bass="saw_bass moog_bass square_bass fm_bass",
        chords="poly_synth juno_chords dx_piano bell_keys",
        pads="warm_pad string_pad sweep_pad glass_pad choir_pad",
        lead="saw_lead square_lead bell_lead pluck_lead guitar_lead saxophone",
        arp="saw_arp pluck_arp square_arp glass_arp",
        guitar="muted_guitar clean_guitar",
        vocals="choir_aah vowel_lead",
    ),
    level_lu=levels(
        percussion=-13,
        bass=-2.5,
        chords=-6.5,
        pads=-8.5,
        lead=-5,
        arp=-8.5,
        guitar=-11,
        vocals=-11,
        fx=-14,
    ),
    bass=(BassStyle.EIGHTHS, BassStyle.OCTAVES, BassStyle.GALLOP),
    comping=(CompStyle.SUSTAINED, CompStyle.STABS_SYNCOPATED, CompStyle.BLOCK_QUARTERS),
    guitar=(GuitarStyle.PALM_MUTED, GuitarStyle.CLEAN_ARPEGGIO),
    arps=(ArpStyle.UP_DOWN, ArpStyle.BROKEN, ArpStyle.PEDAL),
    leads=(LeadStyle.ANTHEM, LeadStyle.SINGABLE, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING),
    vocals=(VocalStyle.CHOIR,),
    humanise_ms=1.0,
    duck=0.4,
    spectrum_tilt_db_per_octave=-4.5,
    fx=True,
    grid=True,
    typical_instruments=heard("synth bass arp pad lead drums"),
    moods=words("nostalgic, neon, driving, cinematic"),
)

VAPORWAVE = Genre(
    id="vaporwave",
    title="Vaporwave",
    aliases=words(
        """vapor wave, vapourwave, vaporwave aesthetic, mallsoft, slushwave, future funk slowed,
        hypnagogic pop, slowed and reverb, slowed reverb, utopian virtual"""
    ),
    description="Slowed-down shopping-centre soul: glassy keys, wobbling tape, drums in a hall.",
    family="electronic",
    tempo_bpm=(60, 88),
    modes=scales(major=2, minor=1.5, dorian=0.7),
    grooves=(
        groove(
            "slowed",
            kick="8.......8.5.....|8.....5.8.......",
            snare="....8.......8...",
            closed_hat="5...4...5...4...|5...4...5...4.3.",
            open_hat="..............4.",
            extra={"shaker": "3.2.3.2.3.2.3.2.", "tambourine": "....4.......4..."},
        ),
        groove(
            "mall funk",
            kick="8..5....8..5..5.",
            snare="....8.......8...|....8.......8..3",
            closed_hat="5.4.5.4.5.4.5.4.",
            clap="....5.......5...",
            extra={"low_conga": "...4..4....4..4.", "cowbell": "4.......4......."},
        ),
        groove(
            "plaza",
            kick="8.....6...7.....|8.....6...7...5.",
            rim="....6.......6...",
            closed_hat="4.4.4.4.4.4.4.4.",
            mid_tom="................|............4.5.",
            extra={"shaker": "2323232323232323", "open_hat": "......3........."},
        ),
    ),
    kits=kits("eighties lofi"),
    progressions=chords("major", "4 3 2 1", "1 6 2 5", "1 4 1 4m", "1/2 4/2", "1 3 4 5", "4/2 1/2")
    + chords("minor", "1/2 4/2", "1 6 4 5!", "1/2 6/2", "1 4 1 7")
    + DORIAN_VAMP[:3]
    + LYDIAN_FLOAT[:3],
    progressions_b=chords("major", "2 5 1/2", "4 5 1/2", "4 4m 1/2")
    + chords("minor", "6 7 1/2", "4 5! 1/2")
    + DORIAN_VAMP[:2]
    + LYDIAN_FLOAT[:2],
    forms=fit("DKBCPLAGVX", LOOP, BEAT_TAPE),
    patches=sounds(
        bass="fm_bass slap_bass moog_bass sub_bass",
        chords="dx_piano electric_piano juno_chords bell_keys",
        pads="glass_pad tape_pad choir_pad warm_pad string_pad",
        lead="saxophone bell_lead mellow_lead clean_guitar_lead whistle_lead",
        arp="glass_arp bell_arp",
        guitar="clean_guitar muted_guitar",
        vocals="choir_ooh vocal_chop vowel_lead",
    ),
    level_lu=levels(
        percussion=-12,
        bass=-2,
        chords=-4,
        pads=-6.5,
        lead=-5.5,
        arp=-11,
        guitar=-9,
        vocals=-9,
        fx=-18,
    ),
    bass=(BassStyle.LAZY, BassStyle.SYNCOPATED, BassStyle.SLAP),
    comping=(CompStyle.LAZY_CHORDS, CompStyle.SUSTAINED, CompStyle.BALLAD),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO,),
    arps=(ArpStyle.SPARSE, ArpStyle.UP_DOWN),
    leads=(LeadStyle.LYRICAL, LeadStyle.SPARSE),
    pads=(PadStyle.DRIFTING, PadStyle.SUSTAINED),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.53,
    humanise_ms=6.0,
    extensions=5,
    duck=0.15,
    spectrum_tilt_db_per_octave=-5.7,
    low_shelf_db=-2.0,
    high_shelf_db=-4.0,
    noise="tape",
    typical_instruments=heard("electric_piano pad saxophone bass drums synth"),
    moods=words("nostalgic, dreamy, hazy, surreal"),
)

GENRES = (ELECTRO, SYNTHWAVE, VAPORWAVE)
