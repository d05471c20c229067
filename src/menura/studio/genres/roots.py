"""Describe songs around a guitar: country and folk."""

from menura.studio.genres.forms import SONG, SONG_HOOK_FIRST, SONG_PRE_CHORUS, SONG_SOLO
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
    MAJOR_AXIS,
    MAJOR_BALLAD,
    MAJOR_LIFT,
    MAJOR_THREE_CHORDS,
)
from menura.studio.styles import (
    BassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

COUNTRY = Genre(
    id="country",
    title="Country",
    aliases=words(
        """country music, country rock, country pop, alt-country, alt country, bluegrass,
        americana, honky tonk, honky-tonk, country and western, nashville, outlaw country,
        western swing, hoedown, country ballad, cowboy song"""
    ),
    description="Boom-chick bass, train beat, bright strumming and a twanging lead.",
    family="roots",
    tempo_bpm=(88, 126),
    modes=scales(major=5, mixolydian=1),
    grooves=(
        groove(
            "train beat",
            kick="8...6...8...6...",
            snare="4373437343734375",
            closed_hat="..5...5...5...5.",
            extra={
                "tambourine": "..4...4...4...4.",
                "crash": "5...............|................",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "two-step",
            kick="8.......8.......|8.......8.....5.",
            snare="....8.......8..3",
            closed_hat="6.5.6.5.6.5.6.5.",
            extra={"shaker": "4.3.4.3.4.3.4.3.", "tambourine": "....4.......4..."},
        ),
        groove(
            "country rock",
            kick="9.....7.9.......|9.....7.9.6.....",
            snare="....9.......9...",
            closed_hat="7.6.7.6.7.6.7.6.",
            open_hat="..............5.",
            extra={
                "tambourine": "4.4.5.4.4.4.5.4.",
                "ride": "5...5...5...5...",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "brushed ballad",
            kick="7.......7.5.....",
            rim="....7.......7...",
            snare="..3...3...3...3.|..3...3...3..33.",
            extra={
                "shaker": "3.4.3.4.3.4.3.4.",
                "closed_hat": "5...4...5...4...",
                "tambourine": "....5.......5...",
            },
        ),
    ),
    kits=kits("rock folk"),
    progressions=MAJOR_THREE_CHORDS
    + MAJOR_AXIS[:4]
    + chords("major", "1/2 4/2 1/2 2! 5", "1 1 4 4 1 5 1/2", "1 4 5 1", "1 2 5 1")
    + chords("mixolydian", "1 7 4 1", "1/2 7 4", "1 4 7 1"),
    progressions_b=MAJOR_LIFT[:3]
    + chords("major", "4 1 5 1", "4/2 1/2", "4 1 2! 5 4 1 5 1", "1 5 6 4")
    + chords("mixolydian", "4 7 1/2"),
    forms=fit("DKBGCLSPV", SONG_SOLO, SONG, SONG_HOOK_FIRST),
    patches=sounds(
        bass="finger_bass upright_bass picked_bass",
        guitar="steel_guitar twelve_string banjo clean_guitar",
        chords="honky_tonk grand_piano drawbar_organ accordion",
        lead="clean_guitar_lead violin harmonica",
        strings="chamber_strings",
        pads="string_pad warm_pad",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-12, bass=-2.5, guitar=-2, chords=-7.5, lead=-4, strings=-10, pads=-14, vocals=-9
    ),
    bass=(BassStyle.ROOT_FIFTH,),
    comping=(CompStyle.BLOCK_QUARTERS, CompStyle.GOSPEL),
    guitar=(GuitarStyle.STRUM_EIGHTHS, GuitarStyle.TRAVIS, GuitarStyle.FOLK_STRUM),
    leads=(LeadStyle.SINGABLE, LeadStyle.CALL_AND_RESPONSE, LeadStyle.RIFF),
    pads=(PadStyle.SUSTAINED,),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    vocals=(VocalStyle.OOHS,),
    swing=0.53,
    humanise_ms=6.0,
    spectrum_tilt_db_per_octave=-4.5,
    low_shelf_db=-3.0,
    typical_instruments=heard("acoustic_guitar bass drums violin banjo piano"),
    moods=words("heartfelt, open, cheerful, nostalgic"),
)

FOLK = Genre(
    id="folk",
    title="Folk",
    aliases=words(
        """folk music, indie folk, acoustic song, singer-songwriter, singer songwriter, acoustic
        folk, acoustic pop, celtic, irish, irish folk, nordic folk, traditional song, campfire,
        folk pop, acoustic ballad, unplugged, sea shanty, balkan folk, scandinavian folk"""
    ),
    description="Picked strings, a plain tune and room to breathe.",
    family="roots",
    tempo_bpm=(80, 116),
    modes=scales(major=3, dorian=1.5, mixolydian=1, minor=1),
    grooves=(
        groove(
            "stomp",
            kick="7.......7.......|7.......7.....4.",
            tambourine="....6.......6...",
            shaker="4.3.5.3.4.3.5.3.",
            extra={"low_conga": "....4.......4.3.", "snap": "....4.......4..."},
        ),
        groove(
            "brushes",
            kick="6.......6.5.....",
            snare="..3.6.3...3.6.3.",
            extra={"shaker": "3.4.3.4.3.4.3.4.", "tambourine": "....5.......5..."},
        ),
        groove(
            "hand drum",
            low_conga="7.....5.7...5...",
            high_conga="..4.6..4..4.6.44",
            kick="6.......6.......",
            extra={"shaker": "4.344.344.344.34", "clap": "....5.......5..."},
        ),
    ),
    kits=kits("folk"),
    progressions=MAJOR_AXIS[:5]
    + MAJOR_BALLAD[:1]
    + MAJOR_THREE_CHORDS[:3]
    + chords("dorian", "1/3 7", "1 3 4 1", "1 3 7 1", "1/2 4 1", "1 3 1 4", "1 7 4 1")
    + chords("mixolydian", "1 7 4 1", "1/2 7/2", "1 7 1 4")
    + chords("minor", "1 6 3 7", "1 6 1 7", "1 4 6 5!", "1 4 6 1", "1/2 6 7"),
    progressions_b=MAJOR_LIFT[:4]
    + chords("dorian", "3 4 1/2", "3 7 1/2", "1/2 7 1")
    + chords("mixolydian", "4 7 1/2", "7 4 1/2")
    + chords("minor", "6 7 1/2", "6 3 7 1", "4 6 7 1"),
    forms=fit("DKBGCLSPV", SONG, SONG_PRE_CHORUS),
    patches=sounds(
        bass="upright_bass finger_bass",
        guitar="steel_guitar nylon_guitar twelve_string banjo",
        chords="accordion felt_piano grand_piano",
        lead="flute violin harmonica clarinet whistle_lead cello",
        strings="chamber_strings string_ensemble",
        pads="string_pad warm_pad",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-5, bass=-3, guitar=0, chords=-7, lead=-2.5, strings=-6, pads=-12, vocals=-7
    ),
    bass=(BassStyle.ROOT_FIFTH, BassStyle.PEDAL),
    comping=(CompStyle.SUSTAINED, CompStyle.ARPEGGIATED, CompStyle.BALLAD),
    guitar=(GuitarStyle.FINGERPICKED, GuitarStyle.FOLK_STRUM, GuitarStyle.TRAVIS),
    leads=(LeadStyle.LYRICAL, LeadStyle.SINGABLE),
    pads=(PadStyle.SUSTAINED,),
    strings=(StringStyle.LEGATO_LINE, StringStyle.SUSTAINED),
    vocals=(VocalStyle.OOHS,),
    swing=0.52,
    humanise_ms=8.0,
    spectrum_tilt_db_per_octave=-4.9,
    low_shelf_db=-3.0,
    typical_instruments=heard("acoustic_guitar violin flute upright_bass percussion vocals"),
    moods=words("warm, gentle, earthy, intimate"),
)

GENRES = (COUNTRY, FOLK)
