"""List words that say nothing about music, for telling prompts from other texts."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """
    instrument instruments instrumentation genre title come comes should
    a aber about above add added adding after again al all almost along already also although
    always am amazing an and another any anything are around as at atmosphere auch auf avec
    away awesome back background bar bars based be beautiful because been before being below
    best between big bitte blend blended both bpm bring build building builds but by can chord
    chords come con cool could create d dans das de del der des did die do does don't down du
    duration during each ein eine einem einen einer eines el element elements else en end
    ending enough erzeuge es est estilo et etwas even every everything exactly extra fais fast
    feat featuring feel feeling feels few first for form from full fully fur further gave
    generate get gimme give given go going good got great had harmony has have having haz he
    hear heard hears her here hey hi high him hint his how i i'd i'll i'm i've ich if im in
    include including influenced inspired into is ist it it's its itself je just keep key kind
    kinda la las last later layer le least length les less let let's like listen listening
    little lo long looking los lot lots lovely low mach mache made mainly make makes making
    many mas max maximum may maybe me medium melodies melody mid might min mine minimum mir
    mit mix mixed mochte mode moi mood more most mostly much must muy my near need needs never
    new next nice nicht no non nor not nothing now nur o oder of off oh ok okay on once one
    only onto or other others ou our out over own para part parts per perfect perhaps piece
    play played playing plays please plus por pour pretty put que quick quiero quite rather
    real really rhythm rhythms right round same say scale scene second section sections see
    sehr short should show similar since slow small so solo some somehow someone something
    sort sound sounding sounds start starting starts stil still structure stuff style styled
    styles such super sur sure take tell tempo than thank thanks that that's the their them
    then there these they thing things this those though three through throughout till to
    together too total totally touch toward towards tres try two type ultra un una unas und
    under une unos until up upon us use used using usual usually version very veux vibe vibes
    von want wants was way we well went were what when where which while who whole why wie
    will wish with within without work would write y yeah yes yet you you'd your yours zu
    """
)
"""Words without a topic, in English, German, French and Spanish."""

MUSIC_WORDS = _words(
    """
    anthem anthems arpeggios ballad ballads banger bangers bassline basslines bpm cancion
    canciones chanson chords dj harmonies harmony hymn instrumental instrumentals interlude
    jingle jingles klangteppich lied lieder lullabies lullaby melodia melodie melodies melody
    mixtape morceau music musica musical musiikki musik musikstuck musique muzyka overture
    pieza remix rhythm rhythmic rhythms riff riffs ritmo singalong sonata song songs
    soundscape soundscapes soundtrack soundtracks stueck symphony synths tempo tonality tune
    tunes waltz
    """
)
"""Words that are about music whatever stands beside them."""

FAIRLY_MUSICAL = _words(
    """
    backing beat beats bpm composition dj groove grooves instrumentals interlude jam loop
    loops outro playlist producer sonic tempo track tracks
    """
)
"""Words that are mostly about music."""

OFF_TOPIC = _words(
    """
    api bake baking bicycle bitcoin boil butter buy buying calculate calories capital
    class climbing code compile const cook cooking css cups database debug def define
    definition degrees dentist detector doctor election email equation essay explain
    flour football forecast function garlic grams heart-rate html http https
    import insert insurance invoice java javascript json lawyer login lost meeting mortgage
    oven parliament passport password pasta patient plumber population president price prices
    problem pulse python recipe recipes repair return review reviews sale select sell server
    shares shoes soccer sql stock stocks sugar summarise summarize summary symptoms
    table tables tablespoon tax taxes teaspoon tire translate tyre var visa vitamin weather
    weatherman www
    """
)
"""Words about something else: they count against a text that hardly mentions music."""

UNMUSICAL_NEIGHBOURS = _words(
    """
    instrument instruments instrumentation
    absent accent according allow alternate alternation alternatively arch area argon ascent
    back bake band bang bank banner bans bars base baseline basement bases basic basics basis
    batch bath beta bless bloom book boot born boss bowl breach calf calling came caps cast
    catch cell cellar celled cells chance change changing char charge chat chomp chore chores
    clam clamp clan clean clear click clock cock codes concerning converting cost counter
    county curious darken dedicated deriving disc dish done doubled doubly drain drains dram
    drama dream dreams drug drugs drunk duck dumb dump duplicate dusk eats effect excepting
    exclusive executing exiting expensive farm filed find finder flock floor floors focal fold
    folks food fool fork form foul france fund gain garbage grad grow guide guides guilt guise
    guitarist halts hamming handy harm hash hashed heard hoard home horse horses hose hoses
    housed housing humming inanimate introspection jazzed junk kids lament large larger later
    latest likely linen locale lock logging look losing magic majors manor match math meal
    medal mental meta metals metro minder miner mines minimally minors mirror mortal
    motivation mouse move musical octave orange organise original originate pace pack page
    paid pain pains paint paints pair parent parity past paste patient pattern permission
    permissions petal phone photo pink pint pitches place placed plane planet plant plate
    please point police poll pool poor pope pops popular precision preclude prepare print punt
    quarter quit quite rack range rating recorded recording reflection reflexive related
    relating releasing remapping reorder repetition replacing reply respective rewording rocky
    rook rouse route samp sand sang save scream selective sequence serious shadow shares
    sharing side signs sigs silence silent simple slaw slicing slider slowed smoothing sock
    softly soil sold sole sore soup sour spring springs steam sting stings stopping storing
    stream streaming streams stretched stride string stripe strong stubs summary suspended
    swap sweep swig tabular talent tank teach teacher tech technical technique technology
    techs temper temple tempt tempted tensor thorns thrust timer timex total trace train
    trains tramp trap trash trial trick trip trips turned violence violent violet visual vital
    waive wall warn warp wishes word world
    """
)
"""Words one slip away from a word of music that are words of their own."""
