"""Shape suggestions for those who ask, and for those who follow."""

import threading
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from pydantic_core import to_json

from menura.api.routes.discover import shape_tracks
from menura.api.schemas.recommendations import ContextIn, ContextOut, RecommendationsOut
from menura.bootstrap import Menura
from menura.suggest import Suggestion, SuggestionList, TopOptions

MOST_SHAPED = 2_000  # tracks kept in JSON, 2 kB each


def shape_recommendations(menura: Menura, found: SuggestionList) -> RecommendationsOut:
    """Shape a list with its tracks."""
    with menura.rooms(read_only=True) as rooms:
        tracks = shape_tracks(rooms, [item.track_id for item in found.items])
    return RecommendationsOut.of(found, tracks, menura.suggester.options.weights)


def shape_top(menura: Menura, session: str, options: TopOptions) -> RecommendationsOut:
    """Rank a session's list, and shape it."""
    return shape_recommendations(menura, menura.suggester.top(session, options))


def render_recommendations(menura: Menura, found: SuggestionList) -> bytes:
    """Return what `shape_recommendations` shapes, as JSON, at a tenth of its time.

    Tracks are put in as they were written last, until anything of the library changes; a test
    holds the two together.
    """
    tracks = _written_tracks(menura).get(found)
    items = [
        _render_item(one, tracks[one.track_id]) for one in found.items if one.track_id in tracks
    ]
    head = to_json(
        {
            "request_id": found.request_id,
            "session": found.session,
            "policy": found.policy,
            "context": ContextOut.of(found.session, found.context),
            "candidate_count": found.candidate_count,
            "sample_count": found.sample_count,
            "note": found.note,
            "preset": found.preset,
            "seed": found.seed,
            "weights": menura.suggester.options.weights,
        }
    )
    return b'{"items":[' + b",".join(items) + b"]," + head[1:]


def is_written(menura: Menura, found: SuggestionList) -> bool:
    """Tell whether a list can be rendered without asking the database."""
    return _written_tracks(menura).has(found)


def set_context(menura: Menura, session: str, said: ContextIn) -> ContextOut:
    """Keep what was said of a context, and shape it as it is now."""
    with menura.rooms() as rooms:
        kept = rooms.suggestions.set_context(session, said.said())
    return ContextOut.of(session, kept.context)


class WrittenTracks:
    """Tracks as JSON, as they were at one revision of the library; any thread may ask."""

    def __init__(self, menura: Menura) -> None:
        self._menura = menura
        self._lock = threading.Lock()
        self._revision = -1
        self._written: dict[str, bytes] = {}

    def has(self, found: SuggestionList) -> bool:
        """Tell whether all tracks of a list are written."""
        with self._lock:
            if found.library_revision != self._revision:
                return False
            return all(item.track_id in self._written for item in found.items)

    def get(self, found: SuggestionList) -> Mapping[str, bytes]:
        """Return the tracks of a list that still exist, by id."""
        ids = [item.track_id for item in found.items]
        with self._lock:
            if found.library_revision != self._revision or len(self._written) > MOST_SHAPED:
                self._revision, self._written = found.library_revision, {}
            written = self._written
        missing = [one for one in ids if one not in written]
        if missing:
            with self._menura.rooms(read_only=True) as rooms:
                shaped = shape_tracks(rooms, missing)
            written |= {one: track.model_dump_json().encode() for one, track in shaped.items()}
        return written


_WRITTEN: "WeakKeyDictionary[Menura, WrittenTracks]" = WeakKeyDictionary()


def _written_tracks(menura: Menura) -> WrittenTracks:
    known = _WRITTEN.get(menura)
    if known is None:
        known = _WRITTEN.setdefault(menura, WrittenTracks(menura))
    return known


def _render_item(one: Suggestion, track: bytes) -> bytes:
    rest = to_json(
        {
            "position": one.position,
            "score": one.score,
            "score_components": one.components,
            "source": one.source,
            "rationale": one.rationale,
            "tempo_factor": one.fit.tempo_factor,
            "stretch_ratio": one.fit.stretch_ratio,
            "transpose_semitones": one.fit.transpose_semitones,
            "similar_count": one.similar_count,
            "similar_ids": one.similar_ids,
            "pack": one.pack,
            "policy": one.policy,
            "propensity": one.propensity,
            "shown_by": one.shown_by,
            "is_exploration": one.is_exploration,
            "is_pinned": one.is_pinned,
        }
    )
    return b'{"track":' + track + b"," + rest[1:]
