"""List words that say nothing about music, for telling prompts from other texts."""

STOP_WORDS: frozenset[str] = frozenset(
    """a about above after again all almost along already also although always am an and another any
    anything are around as at away back be because been before being below between both bring but by
    can come could create did do does don't down during each else end ending enough even every
    everything exactly extra few first for from full fully further gave generate get give gimme given
    go going good got great had has have having he her here him his how i i'd i'll i'm i've if in
    include including into is it it's its itself just keep kind last later least less let let's like
    little long looking lot lots made mainly make makes making many may maybe me might mine more most
    mostly much must my near need needs never new next nice no non nor not nothing now of off oh ok
    okay on once one only onto or other others our out over own part parts per perhaps piece play
    played playing plays please plus pretty put quite rather real really right same say second see
    short should show similar since so some somehow someone something sort start starting starts
    still stuff such super sure take tell than thank thanks that that's the their them then there
    these they thing things this those though three through throughout till to together too total
    totally toward towards try two type under until up upon us use used using usual usually version
    very want wants was way we well went were what when where which while who whole why will wish
    with within without work would write yeah yes yet you you'd your yours hey hi please
    below round solo based style styles styled kinda add adding added feel feeling feels vibe vibes
    mood sound sounds sounding atmosphere scene build builds building big small high low mid medium
    slow fast quick max min maximum minimum length duration tempo key scale mode bpm bars bar
    form structure section sections chord chords melody melodies harmony rhythm rhythms layer
    touch hint mix mixed blend blended element elements version ultra background inspired influenced
    perfect best nice cool awesome beautiful lovely amazing featuring feat
    der die das ein eine einen einem einer eines und oder mit fur von zu im am auf ist es ich mochte
    bitte mir etwas wie aber auch sehr nicht nur mach mache erzeuge stil
    le la les un une des du de d et ou avec pour dans sur est je veux moi fais style tres plus en
    el los las una unos unas y o con para por es quiero haz estilo muy mas que del al lo""".split()
)
"""Words without a topic, in English, German, French and Spanish."""

MUSIC_WORDS: frozenset[str] = frozenset(
    """music musical song songs track tracks beat beats tune tunes melody melodies instrumental
    instrumentals soundtrack soundtracks remix ballad ballads anthem anthems banger bangers riff
    riffs groove grooves chords arpeggios bassline basslines mixtape lullaby lullabies jingle jingles
    musik lied lieder song klangteppich stueck musikstuck musique chanson morceau musica cancion
    canciones pieza melodia melodie ritmo bpm tempo harmony harmonies symphony sonata interlude
    waltz playlist composition dancefloor backing singalong outro loop loops producer sonic sing-along musiikki muzyka
    soundscape soundscapes jam overture hymn rhythm rhythms rhythmic tonality synths dj""".split()
)
"""Words that are about music whatever stands beside them."""

OFF_TOPIC: frozenset[str] = frozenset(
    """recipe recipes bake baking oven cook cooking boil flour sugar butter garlic pasta review
    reviews price prices buy buying sell sale shoes weather forecast invoice meeting email
    python javascript java function class import return def const var sql select insert table tables
    database server compile debug html css json api code http https www password login dentist doctor
    hospital symptoms patient insurance mortgage tax taxes lawyer election president parliament
    football soccer stock stocks shares bitcoin weatherman climbing mortgage repair plumber
    detector station flight airport visa passport translate capital population calculate
    equation essay summary summarize summarise explain define definition vitamin calories
    degrees grams teaspoon tablespoon cups heart-rate pulse lost bicycle tyre tire engine""".split()
)
"""Words that are about something else: they count against a text that hardly mentions music."""

UNMUSICAL_NEIGHBOURS: frozenset[str] = frozenset(
    """horse mouse rouse hose hoses route tech rack trick trip trips trap tramp drunk basic basics
    base bases bath place please reply paste past phone photo popular police""".split()
)
"""Words one slip away from a word of music that are words of their own."""
