"""Say what sources and music servers are, for people."""

from rich.markup import escape
from rich.table import Table

from menura.api.schemas.catalogue import SourcesOut
from menura.api.schemas.sources import (
    MissingOut,
    RemotePlaylistsOut,
    ServerOut,
    ServerPlaylistsOut,
    SourceDetailOut,
)
from menura.catalogue import MUSIC_SERVERS, SERVER_NAMES
from menura.cli.output import out


def render_sources(sources: SourcesOut) -> None:
    """Print sources and how many tracks each has."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Kind", "Place", "Tracks", "Analysed", "Failed", "Missing"):
        table.add_column(heading)
    for source in sources.items:
        counts = source.counts
        numbers = (counts.total, counts.analysed, counts.failed, counts.missing)
        told = (source.name, source.kind.value, source.location)
        table.add_row(*map(escape, told), *map(str, numbers))
    out.print(table if sources.items else "No source yet; begin with: menura scan FOLDER")
    for source in sources.items:
        if source.trouble_message:
            out.print(f"[yellow]{escape(source.name)}[/yellow]: {escape(source.trouble_message)}")


def render_added(source: SourceDetailOut, server: ServerOut) -> None:
    """Print what a server said that was just added."""
    render_server(server)
    out.print(escape(f"Added {source.name!r}; listen to it with: menura scan {source.name!r}"))


def render_server(server: ServerOut) -> None:
    """Print what a server said."""
    named = " ".join(part for part in (server.product, server.version) if part)
    who = f" as {server.username}" if server.username else ""
    out.print(escape(f"Connected to {named or SERVER_NAMES[server.kind]}{who}."))
    out.print("It can: " + ", ".join(c.value.replace("_", " ") for c in server.capabilities))
    for note in server.notes:
        out.print(f"[yellow]note:[/yellow] {escape(note)}")
    for library in server.libraries:
        out.print(escape(f"library {library.id}: {library.name}"))


def render_detail(source: SourceDetailOut) -> None:
    """Print what was settled about a source."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    told = [
        option
        for option, is_on in (
            ("favourites", source.write_favourites),
            ("ratings", source.write_ratings),
            ("plays", source.write_plays),
        )
        if is_on
    ]
    facts = {
        "kind": source.kind.value,
        "place": source.location,
        "account": source.account or "-",
        "tracks": f"{source.counts.total}, {source.counts.analysed} analysed",
        "last scan": f"{source.last_scan_at:%Y-%m-%d %H:%M}" if source.last_scan_at else "never",
        "trouble": source.trouble.message if source.trouble else "-",
    }
    if source.kind in MUSIC_SERVERS:
        facts |= {
            "libraries": ", ".join(source.libraries) or "all",
            "is told": ", ".join(told) or "nothing",
            "still to be told": str(source.waiting_writes),
            "plays kept as": source.listener or "-",
        }
    for fact, value in facts.items():
        table.add_row(fact, escape(value))
    out.print(f"[bold]{escape(source.name)}[/bold]  {source.id}")
    out.print(table)


def render_remote(sent: RemotePlaylistsOut) -> None:
    """Print what servers were given."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Playlist", "On", "Tracks", "Left out", "State"):
        table.add_column(heading)
    for one in sent.items:
        state = "gone here, still there" if one.is_gone_here else "current"
        if not one.is_gone_here and not one.is_current:
            state = "an older version" if one.sent_at else "broken off: send it again"
        names = map(escape, (one.name, one.source_name))
        table.add_row(*names, str(one.track_count), str(one.left_out), state)
    out.print(table if sent.items else "Nothing was sent.")


def render_missing(missing: MissingOut) -> None:
    """Print what is gone from its sources."""
    out.print(
        f"{missing.total} tracks are gone from their sources, {missing.ready} of them for more "
        f"than {missing.keep_days} days; {missing.held} of these are in playlists, favourites or "
        "rated."
    )
    for track in missing.items:
        out.print(escape(f"  {track.artist} - {track.title}"))
    if missing.ready:
        out.print("Forget them with: menura source sweep")


def render_server_playlists(playlists: ServerPlaylistsOut) -> None:
    """Print the playlists of a server."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Playlist", "Tracks", "Owner", "Whose", "Id"):
        table.add_column(heading)
    for one in playlists.items:
        whose = "Menura's" if one.is_ours else "" if one.is_writable else "read only"
        count = "-" if one.track_count is None else str(one.track_count)
        table.add_row(escape(one.name), count, escape(one.owner or ""), whose, escape(one.id))
    out.print(table if playlists.items else "The server has no playlist.")
