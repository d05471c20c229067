"""Take in music servers, keep how they are reached, and say what one of their tracks is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from urllib.parse import urlsplit

from menura.catalogue.errors import ControlCharactersError, SourceKnownError
from menura.catalogue.model import (
    MUSIC_SERVERS,
    FoundFile,
    Source,
    SourceKind,
    SourceOptions,
    TrackMetadata,
)
from menura.catalogue.ports import SourceRepository
from menura.catalogue.servers import (
    SERVER_NAMES,
    ServerAccess,
    ServerInfo,
    ServerTrack,
)
from menura.kernel.clock import Clock
from menura.kernel.ids import is_id, new_id
from menura.kernel.sealing import Sealer

NAME_CHARACTERS = 200
TEXT_CHARACTERS = 2_000  # of a title or path from a server
MOST_TEXTS = 50  # artists or genres of one track
LARGEST_SMALL_NUMBER = 32_767  # PostgreSQL's SMALLINT
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ServerWish:
    """A music server that somebody wants to add.

    Attributes
    ----------
    access : ServerAccess
        As `MusicServer.sign_in` gave it back.
    options : SourceOptions
        Its parts that are in `access` too are taken from there.
    """

    kind: SourceKind
    access: ServerAccess
    options: SourceOptions
    name: str | None = None


class ServerSources:
    """The sources that are music servers, inside one transaction."""

    def __init__(self, sources: SourceRepository, sealer: Sealer, clock: Clock) -> None:
        self._sources = sources
        self._sealer = sealer
        self._clock = clock

    def add(self, wish: ServerWish, info: ServerInfo) -> Source:
        """Take in a server that was spoken with.

        Raises
        ------
        SourceKnownError
            This account of this server is a source already.
        ControlCharactersError
        """
        account = info.username or wish.access.username
        self._check_unknown(wish.access.url, account)
        source = Source(
            id=new_id(self._clock),
            kind=wish.kind,
            name=self._free_name(wish.name, info, wish.access.url),
            location=wish.access.url,
            created_at=self._clock.now(),
            account=account,
            options=_with_access(wish.options, wish.access),
        )
        # Settled once: another name of the source must not begin another listener.
        listener = self._free_listener(listener_of(source), source)
        source = replace(source, options=replace(source.options, listener=listener))
        self._sources.add(source)
        self._keep_secret(source.id, wish.access)
        return source

    def _free_listener(self, wanted: str, source: Source) -> str:
        """Return a name that no other source's plays are kept under."""
        taken = {listener_of(one) for one in self._sources.all() if one.kind in MUSIC_SERVERS}
        if wanted not in taken:
            return wanted
        return f"{wanted} ({urlsplit(source.location).netloc}, {source.id[-4:]})"[-NAME_CHARACTERS:]

    def change(self, source: Source, access: ServerAccess, info: ServerInfo | None) -> Source:
        """Keep a source with another name or options, and how it is reached now.

        Parameters
        ----------
        info : ServerInfo, optional
            What the server said; given when its address or account has changed.

        Raises
        ------
        SourceKnownError, SourceNotFoundError, ControlCharactersError
        """
        account = source.account if info is None else info.username or access.username
        if (access.url, account) != (source.location, source.account):
            self._check_unknown(access.url, account)
        changed = replace(
            source,
            name=_checked(source.name),
            location=access.url,
            account=account,
            options=_with_access(source.options, access),
        )
        self._sources.update(changed)
        self._keep_secret(source.id, access)
        return changed

    def rename(self, source: Source, name: str) -> Source:
        """Give any source another name; raise ControlCharactersError."""
        renamed = replace(source, name=_checked(name))
        self._sources.update(renamed)
        return renamed

    def renew(self, access: ServerAccess, info: ServerInfo) -> None:
        """Keep a fresh login where its account is a source: servers may end older ones with it."""
        account = info.username or access.username
        for source in self._sources.all():
            is_same = (source.kind, source.location, source.account)
            if access.token is not None and is_same == (info.kind, access.url, account):
                options = replace(source.options, user_id=access.user_id)
                self._sources.update(replace(source, options=options))
                self._keep_secret(source.id, access)

    def access(self, source: Source, *, with_secret: bool = True) -> ServerAccess:
        """Return how a server is reached, secrets included; raise SealBrokenError."""
        sealed = self._sources.secret(source.id) if with_secret else None
        secret = json.loads(self._sealer.open(sealed)) if sealed else {}
        return ServerAccess(
            url=source.location,
            username=secret.get("username", source.account),
            password=secret.get("password"),
            token=secret.get("token"),
            user_id=source.options.user_id,
            ca_file=source.options.ca_file,
            certificate=source.options.certificate,
            music_root=source.options.music_root,
            device=source.options.device,
        )

    def has_secret(self, source: Source) -> bool:
        """Tell whether a password or token is kept for a source."""
        return self._sources.secret(source.id) is not None

    def _keep_secret(self, source_id: str, access: ServerAccess) -> None:
        if access.password is None and access.token is None:
            self._sources.keep_secret(source_id, None)
            return
        secret = {
            "username": access.username,
            "password": access.password,
            "token": access.token,
        }
        self._sources.keep_secret(source_id, self._sealer.seal(json.dumps(secret)))

    def _check_unknown(self, url: str, account: str) -> None:
        for source in self._sources.all():
            if source.kind in MUSIC_SERVERS and (source.location, source.account) == (url, account):
                raise SourceKnownError(source.name, account, url)

    def _free_name(self, name: str | None, info: ServerInfo, url: str) -> str:
        """Return the name that was given; without one a name no other source has."""
        if name and name.strip():
            return _checked(name)
        taken = {source.name for source in self._sources.all()}
        product = _readable(info.product) or SERVER_NAMES[info.kind]
        host = urlsplit(url).netloc
        for candidate in (product, f"{product} ({host})", f"{product} ({info.username}@{host})"):
            if candidate not in taken:
                return candidate[:NAME_CHARACTERS]
        return f"{product} ({host})"[:NAME_CHARACTERS]


def tidy_url(kind: SourceKind, url: str) -> str:
    """Return an address as it is kept: with a scheme, and no slash at its end."""
    scheme, separator, rest = url.strip().partition("://")
    if not separator:
        scheme, rest = ("mpd" if kind is SourceKind.MPD else "http"), url.strip()
    rest = rest.rstrip("/")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"


def listener_of(source: Source) -> str:
    """Return under which name the plays of a server's account are kept."""
    if source.options.listener:
        return source.options.listener
    name = f"{source.account} on {source.name}" if source.account else source.name
    return " ".join(name.split())[:NAME_CHARACTERS]


def found_on_server(track: ServerTrack) -> FoundFile:
    """Return what the catalogue needs of a track on a server."""
    recording_id = track.musicbrainz_recording_id
    return FoundFile(
        location=track.id,
        size_bytes=min(max(0, track.size_bytes or 0), LARGEST_NUMBER),
        modified_ns=_nanoseconds(track.changed_at),
        metadata=TrackMetadata(
            title=_kept_text(track.title),
            artists=_kept_texts(track.artists),
            album=_kept_text(track.album),
            album_artist=_kept_text(track.album_artist),
            year=_kept_number(track.year),
            track_number=_kept_number(track.track_number),
            genres=_kept_texts(track.genres),
            musicbrainz_recording_id=recording_id if is_id(recording_id or "") else None,
        ),
        duration_s=track.duration_s if isfinite(track.duration_s or 0.0) else None,
        path=_kept_text(track.path),
        favourite=track.is_favourite,
        rating=track.rating,
    )


def _kept_text(text: str | None) -> str | None:
    """Return a text of a server as every database keeps it, within reason; None if empty."""
    if text is None:
        return None
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return text.strip()[:TEXT_CHARACTERS] or None


def _kept_texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(kept for text in texts[:MOST_TEXTS] if (kept := _kept_text(text)) is not None)


def _kept_number(number: int | None) -> int | None:
    return number if number is not None and 0 < number <= LARGEST_SMALL_NUMBER else None


def _nanoseconds(at: datetime | None) -> int:
    return int(at.timestamp()) * 1_000_000_000 if at is not None else 0


def _with_access(options: SourceOptions, access: ServerAccess) -> SourceOptions:
    return replace(
        options,
        user_id=access.user_id,
        ca_file=access.ca_file,
        certificate=access.certificate,
        music_root=access.music_root,
        device=access.device,
    )


def _checked(name: str) -> str:
    plain = " ".join(name.split())[:NAME_CHARACTERS]
    if not plain or not plain.isprintable():
        raise ControlCharactersError(name, "name")
    return plain


def _readable(name: str) -> str:
    return "".join(c for c in " ".join(name.split()) if c.isprintable())
