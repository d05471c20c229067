"""Know what genres are called, beside what they are called on the shelf."""

from collections.abc import Mapping

_SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("hip hop", "hiphop", "rap"),
    ("r b", "rnb", "r and b", "r n b", "rhythm and blues"),
    ("electronic", "electronica", "edm", "electro"),
    ("drum and bass", "drum n bass", "drum bass", "dnb", "d b"),
    ("rock n roll", "rock and roll", "rock roll"),
    ("classical", "classic music", "orchestral", "symphonic music"),
    ("synth pop", "synthpop"),
    ("k pop", "kpop"),
    ("j pop", "jpop"),
    ("lo fi", "lofi"),
    ("hard rock", "hardrock"),
    ("alternative", "alternative rock", "alt rock"),
    ("soundtrack", "soundtracks", "film music", "movie music", "ost", "film score"),
    ("post rock", "postrock"),
    ("trip hop", "triphop"),
    ("nu metal", "numetal"),
    ("bossa nova", "bossanova"),
    ("psychedelic", "psychedelia"),
    ("progressive rock", "prog rock", "prog"),
    ("singer songwriter", "songwriter"),
    ("children s music", "children", "kids", "children s"),
    ("a cappella", "acapella"),
    ("world", "world music"),
)
_PLAIN = (
    "metal|heavy metal|thrash metal|death metal|black metal|power metal|doom metal|pop|rock"
    "|punk|punk rock|pop punk|indie|indie rock|indie pop|folk|folk rock|country|bluegrass"
    "|blues|blues rock|jazz|smooth jazz|fusion|swing|bebop|soul|neo soul|funk|disco|house"
    "|deep house|tech house|techno|trance|dubstep|garage|ambient|downtempo|new wave|post punk"
    "|grunge|emo|ska|reggae|dub|dancehall|reggaeton|latin|salsa|samba|tango|flamenco|bachata"
    "|cumbia|afrobeat|gospel|opera|baroque|choral|piano|industrial|gothic|shoegaze|krautrock"
    "|britpop|dance pop|dream pop|hardcore|breakbeat|jungle|idm|vaporwave|synthwave|trap|grime"
    "|drill|chanson|schlager|celtic|medieval|new age|easy listening|rockabilly|surf|motown"
)

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    name: group for group in _SPELLINGS for name in group
} | {name: (name,) for name in _PLAIN.split("|")}
"""A genre's name, normalised, and the other names of it."""
