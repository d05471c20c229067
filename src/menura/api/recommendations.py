"""Shape suggestions for those who ask, and for those who follow."""

from collections.abc import Mapping, Sequence
from typing import Any

from menura.api.schemas.catalogue import TrackOut
from menura.api.schemas.recommendations import ContextOut, RecommendationsOut
from menura.bootstrap import Menura, Rooms
from menura.suggest import SuggestionList


def shape_recommendations(menura: Menura, found: SuggestionList) -> RecommendationsOut:
    """Shape a list with its tracks."""
    with menura.rooms(read_only=True) as rooms:
        tracks = shape_tracks_by_id(rooms, [item.track_id for item in found.items])
    return RecommendationsOut.of(found, tracks, menura.suggester.options.weights)


def render_recommendations(menura: Menura, found: SuggestionList) -> bytes:
    """Return a list as JSON."""
    return shape_recommendations(menura, found).model_dump_json().encode()


def shape_tracks_by_id(rooms: Rooms, track_ids: Sequence[str]) -> dict[str, TrackOut]:
    """Shape those of some tracks that exist, by id."""
    tracks = rooms.tracks.get_many(track_ids)
    features = rooms.analyses.listed_features(list(tracks))
    return {one: TrackOut.of(track, features.get(one)) for one, track in tracks.items()}


def set_context(menura: Menura, session: str, said: Mapping[str, Any]) -> ContextOut:
    """Keep what was said of a context, and shape it as it is now."""
    with menura.rooms() as rooms:
        kept = rooms.suggestions.set_context(session, said)
    return ContextOut.of(session, kept.context)
