"""Serve what is found."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from menura.api.deps import MenuraDep, ReadRoomsDep, RoomsDep
from menura.api.schemas.catalogue import TrackOut
from menura.api.schemas.discover import (
    AlchemyIn,
    AlchemyOut,
    ArtistLineOut,
    ArtistLinesOut,
    ComponentMatchOut,
    ExtendIn,
    ExtendOut,
    FacetsOut,
    FingerprintIn,
    FingerprintOut,
    FoundListOut,
    FoundOut,
    LabelCountOut,
    OrderIn,
    OrderOut,
    PathIn,
    PathOut,
    PlaneMarkOut,
    ReasonOut,
    SimilarArtistOut,
    SimilarArtistsOut,
    SimilarIn,
    SimilarOut,
    SpaceName,
)
from menura.bootstrap import Menura, Rooms
from menura.catalogue import Track
from menura.discover import (
    AlchemyResult,
    ComponentMatch,
    ExtendResult,
    FingerprintResult,
    Found,
    IngredientKind,
    Named,
    PathResult,
    SimilarArtist,
    SimilarOptions,
    SimilarResult,
    count_facets,
    find_similar_artists,
    list_artists,
    order_tracks,
)

router = APIRouter(tags=["discover"])

Space = Annotated[
    SpaceName,
    Query(description="What to compare by: the built-in ear, or a model that was added."),
]
Count = Annotated[int, Query(ge=1, le=500, description="How many tracks to find.")]


@router.get("/tracks/{track_id}/similar")
def find_similar_tracks(
    track_id: str, rooms: RoomsDep, n: Count = 20, space: Space = "dsp"
) -> SimilarOut:
    """Find the tracks that sound most like one track, nearest first, and say why."""
    return similar_to(rooms, rooms.library.track(track_id), SimilarOptions(n), space)


@router.get("/similar")
def find_similar_to_words(
    rooms: RoomsDep,
    q: Annotated[str, Query(min_length=1, max_length=500, description="Words or a track's id.")],
    n: Count = 20,
    space: Space = "dsp",
) -> SimilarOut:
    """Find tracks that sound like the track these words name best."""
    return similar_to(rooms, rooms.library.find_track(q), SimilarOptions(n), space)


@router.post("/discover/similar")
def search_similar(body: SimilarIn, rooms: ReadRoomsDep) -> FoundListOut:
    """Find what sounds like tracks, artists, moods, playlists, anchors, a text or a vector."""
    seeds = [seed.to_named() for seed in body.seeds]
    return shape_found(rooms, rooms.finder.similar(seeds, body.space, body.options()))


@router.post("/discover/path")
def search_path(body: PathIn, rooms: ReadRoomsDep) -> PathOut:
    """Lead from one sound to another in even steps."""
    start, end = body.start.to_named(), body.end.to_named()
    return shape_path(rooms, rooms.finder.path(start, end, body.space, body.options()))


@router.post("/discover/alchemy")
def mix_sounds(body: AlchemyIn, rooms: ReadRoomsDep) -> AlchemyOut:
    """Mix: towards some sounds, away from others."""
    add, subtract = ([one.to_named() for one in part] for part in (body.add, body.subtract))
    return shape_mixture(rooms, rooms.finder.mix(add, subtract, body.space, body.options()))


@router.post("/discover/extend")
def extend_list(body: ExtendIn, rooms: ReadRoomsDep) -> ExtendOut:
    """Find more tracks for a playlist."""
    result = rooms.finder.extend(
        body.playlist, body.track_ids, body.excluded_ids, body.space, body.options()
    )
    return shape_extension(rooms, result)


@router.post("/discover/fingerprint")
def take_sonic_fingerprint(body: FingerprintIn, rooms: ReadRoomsDep) -> FingerprintOut:
    """Make a playlist of what a listener has come back to lately, and what sounds like it."""
    now = rooms.clock.now()
    result = rooms.finder.fingerprint(body.listener, now, body.space, body.options())
    return shape_fingerprint(rooms, body.listener, result)


@router.post("/discover/order")
def order_list(body: OrderIn, rooms: ReadRoomsDep) -> OrderOut:
    """Put tracks into an order that listens well; nothing is saved."""
    rooms.library.check_tracks(body.track_ids)
    search = rooms.finder.space(body.space)
    ordered = order_tracks(search, body.track_ids, body.by, descending=body.descending)
    return OrderOut(track_ids=list(ordered))


@router.get("/discover/facets")
def list_facets(menura: MenuraDep, rooms: RoomsDep) -> FacetsOut:
    """Tell what filters and searches can name in this library."""
    return shape_facets(menura, rooms)


@router.get("/artists")
def search_artists(
    rooms: RoomsDep,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ArtistLinesOut:
    """List artists whose tracks were heard, most tracks first."""
    found = list_artists(rooms.shelf, q)
    lines = [
        ArtistLineOut(name=one.name, track_count=one.track_count)
        for one in found[offset : offset + limit]
    ]
    return ArtistLinesOut(items=lines, total=len(found))


@router.get("/artists/similar")
def find_like_artist(
    menura: MenuraDep,
    artist: Annotated[str, Query(min_length=1, max_length=300)],
    n: Annotated[int, Query(ge=1, le=500)] = 10,
    matches: Annotated[bool, Query(description="Also which of their sounds are alike.")] = False,
    space: Space = "dsp",
) -> SimilarArtistsOut:
    """Find the artists that sound most like one."""
    return shape_artists(menura, artist, n, matches=matches, space=space)


# ------------------------------------------------------------------------- shape


def similar_to(rooms: Rooms, seed: Track, options: SimilarOptions, space: SpaceName) -> SimilarOut:
    """Find what sounds like a track, and shape it."""
    named = Named(IngredientKind.TRACK, seed.id)
    result = rooms.finder.similar([named], space, options)
    tracks = shape_tracks(rooms, [seed.id, *(item.track_id for item in result.items)])
    return SimilarOut(
        seed=tracks[seed.id],
        space=result.space,
        items=_items_of(result.items, tracks),
        note=result.note,
    )


def shape_tracks(rooms: Rooms, track_ids: Sequence[str]) -> dict[str, TrackOut]:
    """Shape tracks with what was measured of each, by id; those that are gone are left out."""
    tracks = rooms.tracks.get_many(track_ids)
    features = rooms.analyses.listed_features(list(tracks))
    return {
        track_id: TrackOut.of(track, features.get(track_id)) for track_id, track in tracks.items()
    }


def shape_items(rooms: Rooms, items: Sequence[Found]) -> list[FoundOut]:
    """Shape what was found."""
    return _items_of(items, shape_tracks(rooms, [item.track_id for item in items]))


def _items_of(items: Sequence[Found], tracks: Mapping[str, TrackOut]) -> list[FoundOut]:
    return [
        FoundOut(
            track=tracks[item.track_id],
            distance=item.distance,
            similarity=item.similarity,
            reasons=[ReasonOut.of(reason) for reason in item.reasons],
        )
        for item in items
        if item.track_id in tracks
    ]


def shape_found(rooms: Rooms, result: SimilarResult) -> FoundListOut:
    """Shape a list of what was found."""
    return FoundListOut(
        space=result.space, items=shape_items(rooms, result.items), note=result.note
    )


def shape_path(rooms: Rooms, result: PathResult) -> PathOut:
    """Shape a path."""
    return PathOut(
        space=result.space,
        items=shape_items(rooms, result.items),
        note=result.note,
        largest_step=result.largest_step,
        mean_step=result.mean_step,
        direct_distance=result.direct_distance,
        seed=result.seed,
    )


def shape_mixture(rooms: Rooms, result: AlchemyResult) -> AlchemyOut:
    """Shape a mixture."""
    items = shape_items(rooms, [*result.items, *result.filtered_out])
    kept = {item.track_id for item in result.items}
    titles = {item.track.id: item.track.title for item in items}
    marks = [
        PlaneMarkOut(
            role=m.role,
            name=titles.get(m.track_id or "", m.name),
            x=m.x,
            y=m.y,
            track_id=m.track_id,
        )
        for m in result.marks
    ]
    return AlchemyOut(
        space=result.space,
        items=[item for item in items if item.track.id in kept],
        filtered_out=[item for item in items if item.track.id not in kept],
        note=result.note,
        projection=result.projection,
        marks=marks,
        seed=result.seed,
    )


def shape_extension(rooms: Rooms, result: ExtendResult) -> ExtendOut:
    """Shape what fits a playlist."""
    return ExtendOut(
        space=result.space,
        items=shape_items(rooms, result.items),
        note=result.note,
        playlist_count=result.playlist_count,
        excluded_count=result.excluded_count,
        learnt=list(result.learnt),
    )


def shape_fingerprint(rooms: Rooms, listener: str, result: FingerprintResult) -> FingerprintOut:
    """Shape a listener's fingerprint."""
    return FingerprintOut(
        listener=listener,
        space=result.space,
        items=shape_items(rooms, result.items),
        note=result.note,
        seed_count=result.seed_count,
        weights=dict(result.weights),
        taste=dict(result.taste),
        tempo_bpm=result.tempo_bpm,
        energy=result.energy,
    )


def shape_facets(menura: Menura, rooms: Rooms) -> FacetsOut:
    """Shape what filters can name."""
    facets = count_facets(rooms.shelf)
    return FacetsOut(
        genres=[LabelCountOut(name=k, track_count=n) for k, n in facets.genres.items()],
        moods=[LabelCountOut(name=k, track_count=n) for k, n in facets.moods.items()],
        kinds=[LabelCountOut(name=k, track_count=n) for k, n in facets.kinds.items()],
        years=list(facets.years),
        spaces=[LabelCountOut(name=k, track_count=n) for k, n in rooms.space_counts().items()],
        text_space=menura.text_search.space if menura.text_search.is_there() else None,
        track_count=facets.track_count,
    )


def shape_artists(
    menura: Menura, artist: str, count: int, *, matches: bool, space: SpaceName
) -> SimilarArtistsOut:
    """Find the artists that sound most like one, and shape them."""
    models = menura.artist_models(space)
    with menura.rooms(read_only=True) as rooms:
        found = find_similar_artists(models, rooms.shelf, artist, count, with_matches=matches)
        return SimilarArtistsOut(
            artist=artist, space=space, items=[_shape_artist(rooms, one) for one in found]
        )


def _shape_artist(rooms: Rooms, one: SimilarArtist) -> SimilarArtistOut:
    return SimilarArtistOut(
        name=one.name,
        distance=one.distance,
        similarity=max(0.0, 1.0 - one.distance),
        track_count=one.track_count,
        reasons=[ReasonOut.of(reason) for reason in one.reasons],
        matches=[_shape_match(rooms, match) for match in one.matches],
    )


def _shape_match(rooms: Rooms, match: ComponentMatch) -> ComponentMatchOut:
    tracks = shape_tracks(rooms, [*match.track_ids, *match.other_track_ids])
    return ComponentMatchOut(
        component=match.component,
        other_component=match.other_component,
        distance=match.distance,
        weight=match.weight,
        other_weight=match.other_weight,
        tracks=[tracks[one] for one in match.track_ids if one in tracks],
        other_tracks=[tracks[one] for one in match.other_track_ids if one in tracks],
    )
