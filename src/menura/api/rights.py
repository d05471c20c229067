"""Say what only admins may do, in one table."""

from dataclasses import dataclass

from menura.accounts import Asker

PREFIX = "/api/v1/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the API, by the first word of its paths, that is not for members.

    Attributes
    ----------
    what : str
        What members may not do, in words that follow "may".
    reading : bool
        Whether they may not even read it.
    """

    what: str
    reading: bool = False


ONLY_ADMINS = {
    "sources": Area("change sources"),
    "missing": Area("forget missing tracks"),
    "folders": Area("look into the folders of this machine", reading=True),
    "models": Area("change models"),
    "schedules": Area("change schedules"),
    "collection": Area("change what is shared with other Menuras"),
    "settings": Area("see or change settings", reading=True),
    "users": Area("see or change users", reading=True),
    "tags": Area("write tags into files"),
}


def what_is_not_allowed(asker: Asker, method: str, path: str) -> str | None:
    """Return what somebody may not do, in words; None if they may.

    Parameters
    ----------
    path : str
        As the router sees it: decoded, from the root.
    """
    if asker.is_admin or not path.startswith(PREFIX):
        return None
    words = path.removeprefix(PREFIX).split("/")
    # The tags of one track, too: a folder of this machine may be named to write them to.
    area = ONLY_ADMINS.get("tags" if (words[0], words[-1]) == ("tracks", "tags") else words[0])
    if area is None or (method in SAFE_METHODS and not area.reading):
        return None
    return area.what
