"""Serve automatic playlists and their versions."""

from fastapi import APIRouter, Response, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.routes.discover import shape_tracks
from menura.api.schemas.clusters import (
    ClusteringIn,
    ClusterPlaylistDetailOut,
    ClusterPlaylistOut,
    ClusterRunOut,
    ClusterRunPatchIn,
    ClusterRunsOut,
    PlaylistMatchOut,
    RunComparisonOut,
    SaveClustersIn,
    SavedClustersOut,
)
from menura.api.schemas.jobs import JobOut
from menura.bootstrap import Rooms
from menura.discover import ClusterPlaylist, RunComparison

router = APIRouter(prefix="/clusters", tags=["clusters"])
ACCEPTED = status.HTTP_202_ACCEPTED


@router.post("", status_code=ACCEPTED)
def find_clusters(body: ClusteringIn, menura: MenuraDep) -> JobOut:
    """Search for playlists; a job, whose id is the version's. Nothing that was kept is changed."""
    search, track_filter = menura.search(body.space), body.filter.to_filter()
    with menura.rooms() as rooms:
        job = rooms.cluster_runs.start(
            body.options(), search, track_filter=track_filter, name=body.name
        )
    return JobOut.of(job)


@router.get("")
def list_cluster_runs(rooms: RoomsDep) -> ClusterRunsOut:
    """List all versions, newest first."""
    return ClusterRunsOut(items=[ClusterRunOut.of(run) for run in rooms.cluster_runs.all()])


@router.get("/{run_id}")
def get_cluster_run(run_id: str, rooms: RoomsDep) -> ClusterRunOut:
    """Return a version by id, by name or as `latest`."""
    return ClusterRunOut.of(rooms.cluster_runs.get(run_id))


@router.patch("/{run_id}")
def update_cluster_run(run_id: str, body: ClusterRunPatchIn, rooms: RoomsDep) -> ClusterRunOut:
    """Name or pin a version."""
    run = rooms.cluster_runs.update(run_id, name=body.name, pinned=body.pinned)
    return ClusterRunOut.of(run)


@router.delete("/{run_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_cluster_run(run_id: str, rooms: RoomsDep) -> Response:
    """Forget a version that is not pinned; playlists saved of it stay."""
    rooms.cluster_runs.remove(run_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/{run_id}/playlists/{position}")
def get_cluster_playlist(run_id: str, position: int, rooms: RoomsDep) -> ClusterPlaylistDetailOut:
    """Return a playlist of a version with its tracks, those nearest to its middle first."""
    playlist = rooms.cluster_runs.playlist(run_id, position)
    return shape_cluster_playlist(rooms, playlist, position)


@router.get("/{run_id}/compare/{other_id}")
def compare_cluster_runs(run_id: str, other_id: str, rooms: RoomsDep) -> RunComparisonOut:
    """Tell how two versions differ, playlist by playlist."""
    return shape_comparison(rooms.cluster_runs.compare(run_id, other_id))


def shape_comparison(found: RunComparison) -> RunComparisonOut:
    """Shape how two versions differ."""
    return RunComparisonOut(
        similarity=found.similarity,
        agreement=found.agreement,
        matches=[
            PlaylistMatchOut(
                position=match.position,
                name=match.name,
                match=match.match,
                match_name=match.match_name,
                overlap=match.overlap,
                gained=len(match.gained),
                lost=len(match.lost),
                moved=len(match.moved),
            )
            for match in found.playlists
        ],
        unmatched=list(found.unmatched),
    )


@router.post("/{run_id}/save")
def save_clusters(run_id: str, body: SaveClustersIn, rooms: RoomsDep) -> SavedClustersOut:
    """Keep playlists of a version; saved before, they are put back to what the version holds."""
    saved = rooms.cluster_runs.save(run_id, body.positions)
    return SavedClustersOut(playlist_ids={i: playlist.id for i, playlist in saved.items()})


@router.post("/{run_id}/refresh", status_code=ACCEPTED)
def refresh_clusters(run_id: str, rooms: RoomsDep) -> JobOut:
    """Add new music to the playlists of a version, as a version of its own; a job."""
    return JobOut.of(rooms.cluster_runs.refresh(run_id))


def shape_cluster_playlist(
    rooms: Rooms, playlist: ClusterPlaylist, position: int
) -> ClusterPlaylistDetailOut:
    """Shape a playlist with its tracks."""
    tracks = shape_tracks(rooms, playlist.track_ids)
    return ClusterPlaylistDetailOut(
        **ClusterPlaylistOut.of(playlist, position).model_dump(),
        tracks=[tracks[one] for one in playlist.track_ids if one in tracks],
    )
