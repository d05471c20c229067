"""Read what kind of version a title speaks of."""

import re
from dataclasses import dataclass
from enum import IntFlag

from menura.catalogue import normalise_search


class Mark(IntFlag):
    """Name what listeners leave out of playlists, or look for."""

    LIVE = 1
    REMIX = 2
    DEMO = 4
    INSTRUMENTAL = 8
    ACOUSTIC = 16
    COVER = 32
    INTRO = 64
    CHRISTMAS = 128
    SPOKEN = 256
    KARAOKE = 512


def marks_of(title: str, album: str | None = None) -> Mark:
    """Tell what kind of version a title and its album speak of.

    Words mean a version where versions are named: in brackets or behind a dash. ``Live and Let
    Die`` is no concert, ``Die (Live)`` is one. A few words (karaoke, Christmas) mean the same
    everywhere.

    Parameters
    ----------
    title : str
        As written, brackets and all.
    album : str, optional
        Whole albums are concerts, tributes, Christmas music or read aloud.
    """
    found = _marks_of_title(read_title(title))
    if album:
        plain = normalise_search(album)
        for mark, pattern in _IN_ALBUM:
            if pattern.search(plain):
                found |= mark
        if any(_LIVE.search(part) for part in read_title(album).qualifiers):
            found |= Mark.LIVE
        if _NOEL.search(album.casefold()):
            found |= Mark.CHRISTMAS
    return found


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title taken apart; everything but `written` as `normalise_search` writes it.

    Attributes
    ----------
    whole : str
        All of it.
    bare : str
        Without what names a version or a guest; never empty where `whole` is not.
    qualifiers : tuple of str
        What stands in brackets or behind a dash.
    """

    written: str
    whole: str
    bare: str
    qualifiers: tuple[str, ...]


def read_title(title: str) -> TitleParts:
    """Take a title apart: ``Help! (Live) - 2009 Remaster`` is ``help``, ``live``, ``2009 ...``."""
    whole = normalise_search(title)
    if not _MAY_BE_QUALIFIED.search(title):
        return TitleParts(title, whole, whole, ())
    main, *dashed = _DASH.split(title)
    dashed = [_BRACKETED.sub(" ", part) for part in dashed]
    qualifiers = tuple(
        text for part in (*_BRACKETED.findall(title), *dashed) if (text := normalise_search(part))
    )
    kept = _BRACKETED.sub(lambda found: _unless_version(found.group()), main)
    for part in dashed:
        kept += " " + _unless_version(part)
    bare = normalise_search(kept)
    return TitleParts(title, whole, bare or whole, qualifiers)


def _unless_version(part: str) -> str:
    return " " if _VERSION.search(normalise_search(part)) else part


def _marks_of_title(parts: TitleParts) -> Mark:
    """Return what the words of a title say."""
    found = Mark(0)
    for mark, pattern in _ANYWHERE:
        if pattern.search(parts.whole):
            found |= mark
    if _NOEL.search(parts.written.casefold()):
        found |= Mark.CHRISTMAS
    for text in parts.qualifiers:
        for mark, pattern in _QUALIFYING:
            if pattern.search(text):
                found |= mark
        if _MIX.search(text) and not _OWN_MIX.search(text):
            found |= Mark.REMIX
    return found


def _words(*phrases: str) -> re.Pattern[str]:
    """Make a pattern that finds one of these phrases, whole words."""
    return re.compile(rf"\b(?:{'|'.join(normalise_search(phrase) for phrase in phrases)})\b")


_MAY_BE_QUALIFIED = re.compile(r"[(\[{（【]|\s[-–—~]\s")
_BRACKETED = re.compile(r"[(\[{（【][^()\[\]{}（）【】]*[)\]}）】]?")
_DASH = re.compile(r"\s+[-–—~]\s+")

# "live" is a verb, too: it means a concert alone, before a place or a time, or at the end
_LIVE = re.compile(
    r"^live(?: (?:at|in|from|on|aus|im|bei|en|a|au|session|sessions|version|recording|performance"
    r"|mix|take|edit|acoustic|video|audio|bonus|demo|instrumental|remaster|remastered|\d+)\b|$)"
    r"|\b(?:recorded|performed|acoustic|bonus|track|tour|\d{4}) live\b|\blive (?:at|from|version)\b"
    r"|\b(?:en|ao) vivo\b|\ben (?:directo|direct|concierto|concert|public)\b|\bdal vivo\b"
    r"|\bin concert\b|\bna zywo\b|\bnazywo\b|\bконцерт\w*|\bунплагд\b|\bunplugged\b"
    + f"|{normalise_search('ライブ')}|{normalise_search('ライヴ')}|{normalise_search('라이브')}"
)
_MIX = _words("mix", "edit", "dub", "bootleg", "mashup", "vip", "rework", "refix", "flip", "rmx")
# Names of what the song is like anyway
_OWN_MIX = re.compile(r"\b(?:original|album|single|radio|mono|stereo|video|lp|20\d\d|19\d\d)\b")

_QUALIFYING: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.LIVE, _LIVE),
    (Mark.DEMO, re.compile(r"\b(?:demos?|demoversion|maqueta|rough mix|work tape)\b")),
    (
        Mark.INSTRUMENTAL,
        re.compile(r"\b(?:instrumentals?|instrumentale|strumentale|instrumentaal)\b"),
    ),
    (
        Mark.ACOUSTIC,
        re.compile(
            r"\b(?:acoustic|acoustique|acustic[oa]|akustik\w*|akoestisch|unplugged|stripped)\b"
        ),
    ),
    (Mark.COVER, re.compile(r"\b(?:cover(?! (?:me|up|my))|tribute|reprise de)\b")),
    (Mark.INTRO, re.compile(r"^(?:intro|outro|skit|interlude|interludio|intermezzo)(?: \d+)?$")),
    (
        Mark.SPOKEN,
        _words("interview", "commentary", "spoken", "spoken word", "narration", "speech"),
    ),
)
_CHRISTMAS = re.compile(
    r"\b(?:christmas\w*|xmas|x mas|navidad\w*|weihnacht\w*|buon natale|di natale|(?:feliz|de) natal"
    r"|(?:joyeux|premier|petit papa|chants de|first|minuit) noel|kerst(?:mis|lied\w*|feest)"
    r"|jul(?:sang|sanger|afton|en|musik)|joulu\w*|koledy|koleda|jingle bells?|silent night"
    r"|stille nacht|santa claus|winter wonderland|rudolph the red|mistletoe|рождеств\w*)\b"
    + f"|{normalise_search('クリスマス')}|{normalise_search('크리스마스')}|圣诞|聖誕"
)
_NOEL = re.compile(r"\bnoël\b(?! gallagher)")  # only with its dots: without them it is a name, too
_KARAOKE = re.compile(
    r"\b(?:karaoke|backing track|minus one|playback version|sing along version"
    r"|(?:in the style of|made famous by))\b" + f"|{normalise_search('カラオケ')}"
)
_ANYWHERE: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.CHRISTMAS, _CHRISTMAS),
    (Mark.KARAOKE, _KARAOKE),
    (Mark.REMIX, _words("remix", "remixed", "rmx", "mashup")),
    (Mark.DEMO, re.compile(r". demo$")),
    (Mark.COVER, _words("originally performed by", "tribute to")),
    (
        Mark.INTRO,
        re.compile(
            r"^(?:intro|outro|skit|interlude|interludio)(?: \d+| [ivx]+)?$|\bskit$|. interlude$"
        ),
    ),
    (Mark.SPOKEN, re.compile(r"\b(?:spoken word|audio commentary|interview with)\b|^interview$")),
)
_IN_ALBUM: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (
        Mark.LIVE,
        re.compile(
            r"^live$|\blive (?:at|in|from|on) |\blive! |. live$|\bunplugged\b|\b(?:en|ao) vivo\b"
            r"|\bdal vivo\b|\bin concert\b|\ben (?:concert|directo|concierto|public)\b"
        ),
    ),
    (Mark.ACOUSTIC, re.compile(r"\bunplugged\b")),
    (Mark.COVER, re.compile(r"\btributes? to\b|^tribute\b|\bcovers\b|\ba tribute\b")),
    (Mark.CHRISTMAS, _CHRISTMAS),
    (Mark.KARAOKE, _KARAOKE),
    (Mark.DEMO, re.compile(r"\bdemos\b|\bdemo tapes?\b")),
    (Mark.INSTRUMENTAL, re.compile(r"\binstrumentals\b|\binstrumental versions?\b")),
    (Mark.REMIX, re.compile(r"\bremix(?:es|ed)\b")),
    (
        Mark.SPOKEN,
        re.compile(r"\b(?:audiobook|audio book|horbuch|horspiel|podcast|spoken word|commentary)\b"),
    ),
)
# What a title may lose and still be the same song
_VERSION = re.compile(
    _LIVE.pattern
    + r"|\b(?:re ?master(?:ed)?|remix(?:ed)?|rmx|mix|edit|version|versao|fassung|demo|acoustic"
    r"|acustic[oa]|akustik\w*|acoustique|instrumental|karaoke|feat|ft|featuring|mono|stereo|bonus"
    r"|explicit|clean|cover|take \d+|alternate|alternative|outtake|unplugged|extended|radio|single"
    r"|remake|re ?recorded|anniversary|deluxe|dub|bootleg|mashup|rework|vip|session|sessions"
    r"|spoken|commentary)\b"
)
