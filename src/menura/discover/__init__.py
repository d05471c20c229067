"""Find music: what sounds like a track, an artist or a mixture, what leads from one to another.

Knows how to rank, group, order and explain; never opens an audio file and never speaks SQL.
Every search works on a `SearchSpace`: the library in columns (`Shelf`), one embedding space's
index, and its vectors.

Loading faiss, scikit-learn or PaCMAP is left to those who need it: importing this door is cheap.
"""

from menura.discover.alchemy import AlchemyOptions, AlchemyResult, Mark2D, mix
from menura.discover.artist_file import save_artists
from menura.discover.artist_keeper import ARTISTS, ArtistKeeper, start_artists
from menura.discover.artists import (
    ArtistModels,
    ComponentMatch,
    SimilarArtist,
    find_similar_artists,
    fit_artists,
)
from menura.discover.cluster_runs import (
    CLUSTER,
    CLUSTER_BATCH,
    CLUSTER_REFRESH,
    ClusterRuns,
    ClusterWork,
    cluster_payload,
    cluster_work,
)
from menura.discover.clusters.comparison import RunComparison
from menura.discover.clusters.model import (
    Algorithm,
    Basis,
    ClusterOptions,
    ClusterPlaylist,
    ClusterRun,
    ScoreWeights,
)
from menura.discover.errors import (
    AnchorNotFoundError,
    ArtistNotFoundError,
    ArtistsNotReadyError,
    ClusterRunBusyError,
    ClusterRunNotFoundError,
    ClusterRunPinnedError,
    EmptyLibraryError,
    MapBusyError,
    MapNotReadyError,
    MapVersionGoneError,
    NoPathError,
    NotHeardInSpaceError,
    NotHeardYetError,
    NothingToGoByError,
    NotOnShelfError,
    RadioNotFoundError,
    SearchInputError,
    SpaceEmptyError,
)
from menura.discover.extend import ExtendOptions, ExtendResult, extend_playlist
from menura.discover.facets import ArtistLine, Facets, count_facets, list_artists
from menura.discover.filters import WHOLE, TrackFilter
from menura.discover.filters import from_payload as filter_from_payload
from menura.discover.filters import mask as track_mask
from menura.discover.filters import to_payload as filter_to_payload
from menura.discover.finder import Finder, TextToVector
from menura.discover.fingerprint_playlist import (
    FINGERPRINT,
    FingerprintWork,
    find_fingerprint,
    fingerprint_work,
    put_fingerprint,
)
from menura.discover.listing import heard_tracks
from menura.discover.map_file import BYTES_PER_TRACK as MAP_BYTES_PER_TRACK
from menura.discover.map_file import PackedMap, percent_rows
from menura.discover.map_keeper import MapKeeper
from menura.discover.maps import MUSIC_MAP, Maps, waiting_numbers
from menura.discover.marks import Mark
from menura.discover.model import (
    Anchor,
    Found,
    Ingredient,
    IngredientKind,
    MusicMap,
    Radio,
    Reason,
)
from menura.discover.music_map import NEIGHBOURS as MAP_NEIGHBOURS
from menura.discover.music_map import MapMethod, lay_out, place_new, sample_evenly
from menura.discover.named import Named, find_anchor, find_radio
from menura.discover.ordering import Order, order_rows
from menura.discover.path import Interpolation, PathOptions, PathResult, find_path
from menura.discover.picking import PickLimits, pick
from menura.discover.points import Points, find_points
from menura.discover.ports import (
    AnchorRepository,
    ClusterRunRepository,
    MapRepository,
    ShelfChanges,
    ShelfRepository,
    ShelfRow,
)
from menura.discover.radios import RADIO, Played, Radios
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import INSTRUMENTS, KINDS, UNKNOWN, Labels, Shelf, name_key
from menura.discover.shelf_keeper import ShelfKeeper
from menura.discover.similar import SimilarOptions, SimilarResult, find_similar
from menura.discover.sonic_fingerprint import (
    FingerprintOptions,
    FingerprintResult,
    take_fingerprint,
)
from menura.discover.track_order import order_tracks

__all__ = [
    "ARTISTS",
    "CLUSTER",
    "CLUSTER_BATCH",
    "CLUSTER_REFRESH",
    "FINGERPRINT",
    "INSTRUMENTS",
    "KINDS",
    "MAP_BYTES_PER_TRACK",
    "MAP_NEIGHBOURS",
    "MUSIC_MAP",
    "RADIO",
    "UNKNOWN",
    "WHOLE",
    "AlchemyOptions",
    "AlchemyResult",
    "Algorithm",
    "Anchor",
    "AnchorNotFoundError",
    "AnchorRepository",
    "ArtistKeeper",
    "ArtistLine",
    "ArtistModels",
    "ArtistNotFoundError",
    "ArtistsNotReadyError",
    "Basis",
    "ClusterOptions",
    "ClusterPlaylist",
    "ClusterRun",
    "ClusterRunBusyError",
    "ClusterRunNotFoundError",
    "ClusterRunPinnedError",
    "ClusterRunRepository",
    "ClusterRuns",
    "ClusterWork",
    "ComponentMatch",
    "EmptyLibraryError",
    "ExtendOptions",
    "ExtendResult",
    "Facets",
    "Finder",
    "FingerprintOptions",
    "FingerprintResult",
    "FingerprintWork",
    "Found",
    "Ingredient",
    "IngredientKind",
    "Interpolation",
    "Labels",
    "MapBusyError",
    "MapKeeper",
    "MapMethod",
    "MapNotReadyError",
    "MapRepository",
    "MapVersionGoneError",
    "Maps",
    "Mark",
    "Mark2D",
    "MusicMap",
    "Named",
    "NoPathError",
    "NotHeardInSpaceError",
    "NotHeardYetError",
    "NotOnShelfError",
    "NothingToGoByError",
    "Order",
    "PackedMap",
    "PathOptions",
    "PathResult",
    "PickLimits",
    "Played",
    "Points",
    "Radio",
    "RadioNotFoundError",
    "Radios",
    "Reason",
    "RunComparison",
    "ScoreWeights",
    "SearchInputError",
    "SearchSpace",
    "Shelf",
    "ShelfChanges",
    "ShelfKeeper",
    "ShelfRepository",
    "ShelfRow",
    "SimilarArtist",
    "SimilarOptions",
    "SimilarResult",
    "SpaceEmptyError",
    "TextToVector",
    "TrackFilter",
    "cluster_payload",
    "cluster_work",
    "count_facets",
    "extend_playlist",
    "filter_from_payload",
    "filter_to_payload",
    "find_anchor",
    "find_fingerprint",
    "find_path",
    "find_points",
    "find_radio",
    "find_similar",
    "find_similar_artists",
    "fingerprint_work",
    "fit_artists",
    "heard_tracks",
    "lay_out",
    "list_artists",
    "mix",
    "name_key",
    "order_rows",
    "order_tracks",
    "percent_rows",
    "pick",
    "place_new",
    "put_fingerprint",
    "sample_evenly",
    "save_artists",
    "start_artists",
    "take_fingerprint",
    "track_mask",
    "waiting_numbers",
]
