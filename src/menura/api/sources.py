"""Do and shape what the API and the command line do with sources."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from menura.api.routes.catalogue import shape_source, shape_track
from menura.api.schemas.catalogue import TrackOut
from menura.api.schemas.sources import (
    MissingOut,
    PlayedTrackOut,
    PlayedTracksOut,
    RemotePlaylistOut,
    RemotePlaylistsOut,
    ServerIn,
    ServerPlaylistOut,
    ServerPlaylistsOut,
    SourceDetailOut,
    SourceEdit,
    SourceTroubleOut,
    TrackPlaceOut,
    TrackPlacesOut,
)
from menura.bootstrap import Menura, Rooms
from menura.catalogue import (
    MUSIC_SERVERS,
    NewPlaylistItem,
    NotAServerError,
    Playlist,
    RemotePlaylist,
    ServerAccess,
    Source,
    Track,
    listener_of,
    start_sending,
    tidy_url,
)
from menura.jobs import Job
from menura.kernel.errors import InvalidInputError, NotFoundError

NAME_CHARACTERS = 200


class NotSentError(NotFoundError):
    """Say that a server was never given a playlist."""

    code = "not_sent"

    def __init__(self, playlist_id: str, source: str) -> None:
        super().__init__(
            f"The source {source!r} was not given the playlist {playlist_id!r}; send it there "
            "first.",
            field="source_id",
        )


class SecretWantedError(InvalidInputError):
    """Say that the password that is kept is for another address."""

    code = "secret_wanted"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The password or token that is kept was given for another address than {url!r}; give "
            "it again, so that it is sent nowhere it was not meant for.",
            field="password",
        )


class NothingHereError(InvalidInputError):
    """Say that a server's playlist has no track that Menura knows."""

    code = "nothing_here"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"None of the tracks of {name!r} is known here; scan the source first.",
            field="server_playlist_id",
        )


def change_source(menura: Menura, source_id: str, body: SourceEdit) -> Source:
    """Change a source as asked, after trying the server where that matters."""
    with menura.rooms() as rooms:
        source = rooms.library.source(source_id)
        if source.kind not in MUSIC_SERVERS:
            if body.model_fields_set - {"name"}:
                raise NotAServerError(source.name, "change more than its name")
            return rooms.server_sources.rename(source, body.name) if body.name else source
    options = source.options
    changes = {
        name: getattr(body, name)
        for name in ("read_plays", "write_favourites", "write_ratings", "write_plays")
        if getattr(body, name) is not None
    }
    if body.libraries is not None:
        changes["libraries"] = tuple(body.libraries)
    changed = replace(source, name=body.name or source.name, options=replace(options, **changes))
    has_new_secret = bool(_plain(body.password) or _plain(body.token))
    access = menura.servers.access(source, with_secret=not has_new_secret)
    wanted = _changed_access(access, body)
    wanted = replace(wanted, url=tidy_url(source.kind, wanted.url))
    has_secret = access.password is not None or access.token is not None
    if has_secret and not has_new_secret and _is_elsewhere(access.url, wanted.url):
        raise SecretWantedError(wanted.url)
    info = None
    if wanted != access or body.certificate_sha256 is not None:
        tried = menura.servers.try_access(source.kind, wanted, body.certificate_sha256)
        wanted, info = tried.access, tried.info
        if has_new_secret:
            menura.servers.sign_out(source)
            own = replace(changed.options, is_own_token=tried.is_own_token)
            changed = replace(changed, options=own)
    with menura.rooms() as rooms:
        changed = rooms.server_sources.change(changed, wanted, info)
        rooms.reactions.tell_waiting(changed.id)
        return changed


def _is_elsewhere(known: str, wanted: str) -> bool:
    """Tell whether what was given for one address would be sent to another server."""
    one, other = urlsplit(known), urlsplit(wanted)
    return (one.scheme, one.netloc) != (other.scheme, other.netloc)


def server_access(body: ServerIn) -> ServerAccess:
    """Return how a server is to be reached."""
    return ServerAccess(
        url=body.url,
        username=body.username,
        password=_plain(body.password),
        token=_plain(body.token),
        ca_file=body.ca_file,
        music_root=body.music_root,
    )


def _changed_access(access: ServerAccess, body: SourceEdit) -> ServerAccess:
    """Return the access with what was given; a new login takes the place of the old one."""
    changed = access
    if body.url is not None:
        changed = replace(changed, url=body.url)
    if body.username is not None and body.username != access.username:
        changed = replace(changed, username=body.username, user_id=None)
    if body.password is not None:
        changed = replace(changed, password=_plain(body.password), token=None, user_id=None)
    if body.token is not None:
        changed = replace(changed, token=_plain(body.token), password=None, user_id=None)
    if body.ca_file is not None:
        changed = replace(changed, ca_file=body.ca_file or None, certificate=None)
    if body.music_root is not None:
        changed = replace(changed, music_root=body.music_root or None)
    return changed


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() or None if secret else None


def shape_source_detail(rooms: Rooms, source: Source) -> SourceDetailOut:
    """Shape a source with what was settled about it."""
    options = source.options
    is_server = source.kind in MUSIC_SERVERS
    trouble = source.trouble
    return SourceDetailOut(
        **shape_source(rooms, source).model_dump(),
        has_secret=is_server and rooms.server_sources.has_secret(source),
        libraries=list(options.libraries),
        ca_file=options.ca_file,
        has_certificate=options.certificate is not None,
        music_root=options.music_root,
        read_plays=options.read_plays,
        write_favourites=options.write_favourites,
        write_ratings=options.write_ratings,
        write_plays=options.write_plays,
        trouble=SourceTroubleOut(code=trouble.code, message=trouble.message, at=trouble.at)
        if trouble
        else None,
        waiting_writes=rooms.write_backs.count(source.id),
        listener=listener_of(source) if is_server else None,
    )


def shape_remote_playlists(rooms: Rooms, sent: Sequence[RemotePlaylist]) -> RemotePlaylistsOut:
    """Shape what servers were given."""
    names = {source.id: source.name for source in rooms.library.sources()}
    versions = rooms.playlists.versions([one.playlist_id for one in sent])
    return RemotePlaylistsOut(
        items=[
            RemotePlaylistOut.of(one, names.get(one.source_id, ""), versions.get(one.playlist_id))
            for one in sent
        ]
    )


def shape_places(rooms: Rooms, track: Track) -> TrackPlacesOut:
    """Shape every source that has a track."""
    sources = {source.id: source for source in rooms.library.sources()}
    places = [track, *rooms.library.copies(track)]
    return TrackPlacesOut(
        items=[
            TrackPlaceOut.of(place, sources[place.source_id], is_first=place.id == track.id)
            for place in places
        ]
    )


def shape_missing(rooms: Rooms, limit: int) -> MissingOut:
    """Shape tracks that have been gone from their sources for long."""
    tracks = rooms.missing.ready(limit)
    features = rooms.analyses.listed_features([track.id for track in tracks])
    items = [TrackOut.of(track, features.get(track.id)) for track in tracks]
    return MissingOut.of(rooms.missing.counts(), rooms.missing.keep_days, items)


def take_in(menura: Menura, source: Source, server_playlist_id: str) -> Playlist:
    """Make a playlist of Menura's out of one on a server.

    Raises
    ------
    NothingHereError
    Those of `MusicServer.playlist_tracks`
    """
    with menura.servers.open_server(source) as server:
        ids = list(server.playlist_tracks(server_playlist_id))
        names = {one.id: one.name for one in server.playlists()}
    name = names.get(server_playlist_id, source.name)
    with menura.rooms() as rooms:
        known = rooms.tracks.by_locations(source.id, ids)
        items = [NewPlaylistItem(known[one].id) for one in ids if one in known]
        if not items:
            raise NothingHereError(name)
        note = f"From {source.name}."
        if len(items) < len(ids):
            note += f" {len(ids) - len(items)} of its {len(ids)} tracks are not known here."
        plain = "".join(c for c in name if c.isprintable()).strip()[:NAME_CHARACTERS]
        return rooms.playlists.save(plain or source.name, items, note)


def shape_server_playlists(menura: Menura, source_id: str) -> ServerPlaylistsOut:
    """Shape the playlists that the account of a source can see on its server."""
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(source_id)
        ours = {sent.remote_id for sent in rooms.remote_playlists.of_source(source.id)}
    with menura.servers.open_server(source) as server:
        found = server.playlists()
    return ServerPlaylistsOut(
        items=[ServerPlaylistOut.of(one, is_ours=one.id in ours) for one in found]
    )


def start_deleting(rooms: Rooms, playlist_id: str, source_id: str) -> Job:
    """Queue the deletion of what Menura keeps of a playlist on a server.

    Raises
    ------
    NotAServerError, NotSentError
    """
    source = rooms.library.source(source_id)
    if source.kind not in MUSIC_SERVERS:
        raise NotAServerError(source.name, "delete a playlist there")
    sent = rooms.remote_playlists.get(playlist_id, source.id)
    if sent is None:
        raise NotSentError(playlist_id, source.name)
    return start_sending(rooms.jobs, playlist_id, sent.name, source=source, delete=True)


def shape_server_plays(
    menura: Menura, source_id: str, order: Literal["top", "latest"], limit: int
) -> PlayedTracksOut:
    """Shape what an account has played; tracks that are not known here are left out."""
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(source_id)
    with menura.servers.open_server(source) as server:
        played = server.top_played(limit) if order == "top" else server.last_played(limit)
    with menura.rooms(read_only=True) as rooms:
        known = rooms.tracks.by_locations(source.id, [one.id for one in played])
        return PlayedTracksOut(
            items=[
                PlayedTrackOut(
                    track=shape_track(rooms, known[one.id]),
                    play_count=one.play_count or 0,
                    last_played_at=one.last_played_at,
                )
                for one in played
                if one.id in known
            ]
        )
