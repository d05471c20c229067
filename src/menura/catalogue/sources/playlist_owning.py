"""Tell whether the playlist that has a noted id is still Menura's.

A server that was rebuilt gives ids anew: what has Menura's id then may be somebody else's playlist.
An id alone proves nothing, so one rule holds for all servers that number things: a playlist is
Menura's if it is called what Menura called it (last, or in an attempt that broke off), or if it
begins with the tracks that it is to hold, as one does that a person has merely renamed. Whatever
is in doubt is somebody else's: it stays as it is, and another playlist is made.
"""

from collections.abc import Callable, Collection, Sequence

from menura.catalogue.servers import PlaylistJournal

FIRST_TRACKS = 5
LEAST_TRACKS = 3  # two songs in a row are found in many a playlist
_LEAST_CUT = 50
_SIGN = "called "


def names_given(journal: PlaylistJournal) -> Sequence[str]:
    """Return what Menura may have called the playlist of a journal; see `note_name`."""
    noted = [one.removeprefix(_SIGN) for one in journal.before or () if one.startswith(_SIGN)]
    return [*noted, *([] if journal.name is None else [journal.name])]


def note_name(journal: PlaylistJournal, name: str) -> None:
    """Write down what a playlist is about to be called, beside all it was called before.

    An attempt that breaks off may leave it under either name.
    """
    names = list(dict.fromkeys([*names_given(journal), name]))
    if names != [journal.name]:
        journal.note_before([_SIGN + one for one in names])


def is_ours(
    shown: str, names: Collection[str], held: Callable[[], Sequence[str]], wanted: Sequence[str]
) -> bool:
    """Tell whether a playlist is Menura's by its name, or else by its first tracks.

    Parameters
    ----------
    shown : str
        What the server calls it.
    names : collection of str
        What Menura may have called it.
    held : callable
        Returns its tracks; asked only where the name does not tell.
    wanted : sequence of str
        The tracks that it is to hold.
    """
    if any(is_called(shown, name) for name in names):
        return True
    return bool(wanted) and begins_alike(held(), wanted)


def is_called(shown: str, name: str) -> bool:
    """Tell whether a server shows a name; it may have tidied blanks, or cut a long one short."""
    shown, name = " ".join(shown.split()), " ".join(name.split())
    return shown == name or (len(shown) >= _LEAST_CUT and name.startswith(shown))


def begins_alike(held: Sequence[str], wanted: Sequence[str]) -> bool:
    """Tell whether two lists begin with the same tracks, and enough of them to mean something."""
    if list(held) == list(wanted):
        return bool(held)
    count = min(len(held), len(wanted), FIRST_TRACKS)
    return count >= LEAST_TRACKS and list(held[:count]) == list(wanted[:count])
