"""Tell how two versions of the automatic playlists differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from menura.discover.clusters.model import ClusterPlaylist, ClusterRun


@dataclass(frozen=True, slots=True)
class PlaylistMatch:
    """What became of a playlist.

    Attributes
    ----------
    position : int
        Of the playlist in its run.
    match : int, optional
        Position of the most similar playlist in the other run; None if none shares a track.
    overlap : float
        Jaccard index: tracks in both, divided by tracks in either.
    gained, lost : sequence of str
        Ids of tracks that only the other one has, or only this one.
    moved : sequence of str
        Those of the lost that are in some other playlist now.
    """

    position: int
    name: str
    match: int | None
    match_name: str | None
    overlap: float
    gained: Sequence[str]
    lost: Sequence[str]
    moved: Sequence[str]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """How one run differs from another.

    Attributes
    ----------
    playlists : sequence of PlaylistMatch
        One for each playlist of the first run.
    unmatched : sequence of int
        Positions of playlists of the second run that are nobody's match.
    similarity : float
        Mean overlap over the tracks of the first run, 0 to 1.
    agreement : float
        Adjusted Rand index (Hubert & Arabie 1985) over the tracks that are in both runs: 1 if
        they are grouped the same, about 0 if only by chance.
    """

    playlists: Sequence[PlaylistMatch]
    unmatched: Sequence[int]
    similarity: float
    agreement: float


def compare_runs(first: ClusterRun, second: ClusterRun) -> RunComparison:
    """Return what became of each playlist of the first run in the second one."""
    now_in = _places(second.playlists)
    matches = [
        _match(position, playlist, second.playlists, now_in)
        for position, playlist in enumerate(first.playlists)
    ]
    matched = {one.match for one in matches}
    sizes = [len(playlist.track_ids) for playlist in first.playlists]
    total = sum(sizes)
    weighted = sum(one.overlap * size for one, size in zip(matches, sizes, strict=True))
    return RunComparison(
        playlists=matches,
        unmatched=[at for at in range(len(second.playlists)) if at not in matched],
        similarity=weighted / total if total else 0.0,
        agreement=_adjusted_rand(_places(first.playlists), now_in),
    )


def _places(playlists: Sequence[ClusterPlaylist]) -> Mapping[str, int]:
    return {track: at for at, playlist in enumerate(playlists) for track in playlist.track_ids}


def _match(
    position: int,
    playlist: ClusterPlaylist,
    others: Sequence[ClusterPlaylist],
    now_in: Mapping[str, int],
) -> PlaylistMatch:
    tracks = set(playlist.track_ids)
    shared = Counter(now_in[track] for track in playlist.track_ids if track in now_in)
    overlaps = {
        at: count / (len(tracks) + len(others[at].track_ids) - count)
        for at, count in shared.items()
    }
    best = min(overlaps, key=lambda at: (-overlaps[at], at), default=None)
    theirs = others[best].track_ids if best is not None else ()
    kept = set(theirs)
    lost = [track for track in playlist.track_ids if track not in kept]
    return PlaylistMatch(
        position=position,
        name=playlist.name,
        match=best,
        match_name=others[best].name if best is not None else None,
        overlap=overlaps[best] if best is not None else 0.0,
        gained=[track for track in theirs if track not in tracks],
        lost=lost,
        moved=[track for track in lost if track in now_in],
    )


def _adjusted_rand(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """Return the agreement of two groupings over what both group."""
    common = [(place, second[track]) for track, place in first.items() if track in second]
    together = sum(comb(count, 2) for count in Counter(common).values())
    in_first = sum(comb(count, 2) for count in Counter(a for a, _ in common).values())
    in_second = sum(comb(count, 2) for count in Counter(b for _, b in common).values())
    pairs = comb(len(common), 2)
    if not pairs:
        return 0.0
    chance = in_first * in_second / pairs
    most = (in_first + in_second) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)
