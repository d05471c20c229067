"""Know the words that carry a request without saying what of."""

CONNECTORS = frozenset({"and", "or", "n", "plus", "y", "und", "et", "with"})
_NOUNS = (
    "song songs track tracks music playlist playlists tune tunes piece pieces title titles "
    "mix stuff version versions recording recordings artist artists band bands number numbers "
    "album albums genre genres list set singer singers group groups material item items "
)
NOUNS = frozenset(_NOUNS.split())
_STOP_WORDS = (
    "add adds remove include exclude instead keep "
    "a about above again all also am an any anything are as at available be because been bit "
    "but can compile could create do does down during each enough every everything feel "
    "feeling few find for from full get give go going gonna good great hear hello help hey hi "
    "i id im in into is it its just kind kinda let lets like listen listening little long lot "
    "lots love made make makes making many maybe me mix mixed mood more most mostly much my "
    "need nice no not of off on one ones only or other our out over play played playing "
    "please put quite really right same search show so some something somewhat sort sound "
    "sounding sounds start suggest suitable thank thanks that the their them then there these "
    "they thing things this those time to today tonight too track type up us very vibe vibes "
    "want wanna was we well were what when where which while who will with without would you "
    "your style styles feels perfect collection selection ideal day night world real proper "
    "tempo speed rhythm beat beats bpm year years decade era around ok okay yes cool awesome "
    "during after before first order now least range "
)
STOP_WORDS = NOUNS | frozenset(_STOP_WORDS.split())
_SHORT_FORMS = ("i m", "i d", "i ve", "let s", "it s", "that s", "what s", "don t", "s", "we re")
STOP_WORDS |= frozenset(_SHORT_FORMS)
KEEPS_ROLE = frozenset(
    ["the", "any", "some", "a", "an", "too", "so", "very", "much", "really", "all"]
)
"""Words after which "like", "by" and "no" still hold: "nothing *too* loud", "by *the* Beatles"."""
LIKE_WORDS = frozenset(
    {
        "like", "similar to", "such as", "in the style of", "style of", "sounds like",
        "sounding like", "sound like", "sound of", "in the vein of", "reminiscent of", "a la",
        "inspired by", "similar artists to", "more like", "the likes of", "along the lines of",
        "resembling", "close to", "related to", "based on",
    }
)  # fmt: skip
UNLIKE_WORDS = frozenset(
    {"unlike", "not like", "nothing like", "but not like", "different from", "don t sound like"}
)
BY_WORDS = frozenset({"by", "of", "from", "songs of", "songs by", "tracks by", "music by", "only"})
NOT_WORDS = frozenset(
    {
        "no", "not", "without", "except", "except for", "excluding", "exclude", "but not",
        "but no", "minus", "leave out", "skip", "avoid", "never", "apart from", "anything but",
        "no more", "not too", "not so", "other than", "don t want", "do not want", "and no",
        "without any", "not by", "nothing by", "none of", "remove", "drop", "hate", "nothing",
    }
)  # fmt: skip
