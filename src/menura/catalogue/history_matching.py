"""Find the tracks that listens were of.

First by the MusicBrainz recording, then by artist and title in comparable form; the album decides
between several. Nothing is guessed: a live recording is never taken for the plain one, and where
two tracks are as likely, a listen finds none. Memory grows with the library, not with the history.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from menura.catalogue.history import HistoryReport, KnownTrack, Listen, MissedSong
from menura.catalogue.listening import Listening
from menura.catalogue.song_names import album_form, artist_forms, title_forms

MOST_MISSED_TOLD = 50
CHUNK = 1_000
# Songs that were missed are counted exactly up to so many; then the rare ones are forgotten.
_MOST_MISSED_KEPT = 50_000
_KEPT_OF_MISSED = 10_000
_CACHED_LISTENS = 65_536

Key = tuple[str, str]


class Library:
    """The tracks that a listen may have been of, by all that they can be found by."""

    def __init__(self, tracks: Iterable[KnownTrack]) -> None:
        self.track_ids: list[str] = []
        self._albums: list[str] = []
        self._full: list[str] = []
        self._by_recording: dict[str, int] = {}
        self._by_full: dict[Key, list[int]] = {}
        self._by_base: dict[Key, list[int]] = {}
        for track in tracks:
            self._add(track)
        self.find = lru_cache(maxsize=_CACHED_LISTENS)(self._find)

    def _add(self, track: KnownTrack) -> None:
        number = len(self.track_ids)
        forms = title_forms(track.title)
        self.track_ids.append(track.track_id)
        self._albums.append(album_form(track.album))
        self._full.append(forms.full)
        if track.recording_id:
            self._by_recording.setdefault(track.recording_id.lower(), number)
        for artist in _forms_of(track.artists):
            self._by_full.setdefault((artist, forms.full), []).append(number)
            self._by_base.setdefault((artist, forms.base), []).append(number)

    def _find(
        self, artist: str, title: str, album: str | None, recording_ids: Sequence[str]
    ) -> int | None:
        """Return the number of the track that a listen was of, if there is one."""
        for recording_id in recording_ids:
            if (number := self._by_recording.get(recording_id)) is not None:
                return number
        forms, wanted = title_forms(title), album_form(album)
        for name in artist_forms(artist):
            if found := self._by_full.get((name, forms.full)):
                return self._of_album(found, wanted, found[0])
        for name in artist_forms(artist):
            found = [
                number
                for number in self._by_base.get((name, forms.base), ())
                if forms.base in (forms.full, self._full[number])
            ]
            titles = {self._full[number] for number in found}
            if not found:
                continue
            # Several songs, one of which is meant: only the album can tell.
            any_of_them = found[0] if len(titles) == 1 else None
            return self._of_album(found, wanted, any_of_them)
        return None

    def _of_album(self, numbers: Sequence[int], album: str, otherwise: int | None) -> int | None:
        return next((n for n in numbers if album and self._albums[n] == album), otherwise)


def _forms_of(artists: Sequence[str]) -> Sequence[str]:
    """Return the forms by which a track's artists are found: all together, and the first."""
    forms = [*artist_forms(" & ".join(artists)), *(artist_forms(artists[0]) if artists else ())]
    return tuple(dict.fromkeys(forms))


def import_history(
    listens: Iterable[Listen],
    library: Iterable[KnownTrack],
    check: Callable[[], None],
    report: Callable[[int], None],
    *,
    now: datetime | None = None,
) -> HistoryReport:
    """Count what was listened to by track.

    Parameters
    ----------
    listens : iterable of Listen
        In any order, however many.
    check : callable
        Called now and then; raises what is to break off.
    report : callable
        Called now and then with how many listens have been seen.
    now : datetime, optional
        A later moment is one that nobody knows; its listen still counts.
    """
    known = Library(library)
    counts: dict[int, int] = {}
    latest: dict[int, datetime] = {}
    missed: Counter[Key] = Counter()
    seen = matched = 0
    for listen in listens:
        if seen % CHUNK == 0:
            check()
            report(seen)
        seen += 1
        number = known.find(listen.artist, listen.title, listen.album, listen.recording_ids)
        if number is None:
            missed[listen.artist, listen.title] += 1
            if len(missed) > _MOST_MISSED_KEPT:
                missed = Counter(dict(missed.most_common(_KEPT_OF_MISSED)))
            continue
        matched += 1
        counts[number] = counts.get(number, 0) + 1
        if listen.at is not None and (now is None or listen.at <= now):
            latest[number] = max(listen.at, latest.get(number, listen.at))
    report(seen)
    return HistoryReport(
        listens=seen,
        matched=matched,
        played=[
            Listening(known.track_ids[number], count, latest.get(number))
            for number, count in counts.items()
        ],
        missed=[
            MissedSong(artist, title, count)
            for (artist, title), count in missed.most_common(MOST_MISSED_TOLD)
        ],
    )
