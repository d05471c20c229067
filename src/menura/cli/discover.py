"""Find music from the command line."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.discover import (
    shape_artists,
    shape_extension,
    shape_facets,
    shape_fingerprint,
    shape_found,
    shape_mixture,
    shape_path,
    similar_to,
)
from menura.api.schemas.discover import FacetsOut, FoundOut, PathOut, SimilarArtistsOut
from menura.bootstrap import Rooms
from menura.catalogue import OWN_LISTENER, NewPlaylistItem, check_listener
from menura.cli.discover_words import Filters, MixWords, filter_of, ingredients, named_of
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.spaces import SpaceName
from menura.discover import (
    AlchemyOptions,
    ArtistsNotReadyError,
    ExtendOptions,
    FingerprintOptions,
    Interpolation,
    PathOptions,
    SimilarOptions,
    start_artists,
)

Count = Annotated[int, typer.Option("-n", min=1, max=500, help="How many tracks to find.")]
Space = Annotated[
    SpaceName, typer.Option(help="Compare by the built-in ear, or by a model that was added.")
]
Save = Annotated[str | None, typer.Option(help="Save the result as a playlist of this name.")]
PerArtist = Annotated[
    int, typer.Option(min=0, max=500, help="Tracks of one artist at most; 0: no limit.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed, the same result.")]


def similar(
    track: Annotated[
        list[str], typer.Argument(help="Tracks by id or words; also artist:NAME, mood:sad ...")
    ],
    n: Count = 20,
    per_artist: PerArtist = 0,
    smooth: Annotated[bool, typer.Option(help="Each sounds like the one before.")] = False,
    filters: Filters = None,
    space: Space = SpaceName.DSP,
    save: Save = None,
    json: Json = False,
) -> None:
    """Find the tracks that sound most like TRACK, nearest first, and say why."""
    options = SimilarOptions(n, per_artist or None, smooth=smooth, filter=filter_of(filters or []))
    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        named = ingredients(track)
        if len(named) == 1 and named[0].kind.value == "track":
            seed = rooms.library.find_track(named[0].ref)
            shaped = similar_to(rooms, seed, options, space.value)
            heading = _name(shaped.seed.title, shaped.seed.artist)
            keep(rooms, save, shaped.items, first=(seed.id, "the track it began with"))
            show(shaped, json, lambda: _render(f"Like {heading}:", shaped.items, shaped.note, save))
            return
        found = shape_found(rooms, rooms.finder.similar(named, space.value, options))
        keep(rooms, save, found.items)
        heading = escape(", ".join(track))
        show(found, json, lambda: _render(f"Like {heading}:", found.items, found.note, save))


def path(
    start: Annotated[str, typer.Argument(help="A track by id or words, or mood:sad, artist:NAME.")],
    end: Annotated[str, typer.Argument(help="Where to lead.")],
    n: Annotated[int, typer.Option("-n", min=2, max=500, help="Tracks in all.")] = 25,
    per_artist: PerArtist = 3,
    variance: Annotated[float, typer.Option(min=0, max=1, help="How freely to choose.")] = 0.0,
    seed: Seed = 0,
    straight: Annotated[bool, typer.Option(help="Divide a straight line, not an arc.")] = False,
    filters: Filters = None,
    space: Space = SpaceName.DSP,
    save: Save = None,
    json: Json = False,
) -> None:
    """Lead from START to END in even steps."""
    options = PathOptions(
        steps=n,
        per_artist=per_artist or None,
        interpolation=Interpolation.LINEAR if straight else Interpolation.SPHERICAL,
        variance=variance,
        seed=seed,
        filter=filter_of(filters or []),
    )
    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        result = rooms.finder.path(named_of(start), named_of(end), space.value, options)
        shaped = shape_path(rooms, result)
        keep(rooms, save, shaped.items)
        show(shaped, json, lambda: _render_path(shaped, save))


def mix(
    add: Annotated[
        list[str],
        typer.Argument(help="Towards: tracks, artist:NAME, mood:happy, playlist:NAME ..."),
    ],
    subtract: Annotated[
        list[str] | None, typer.Option("--not", help="Away from; may be said again.")
    ] = None,
    n: Count = 50,
    temperature: Annotated[
        float, typer.Option(min=0, max=100, help="0: the nearest; 1: by chance.")
    ] = 1.0,
    distance: Annotated[
        float, typer.Option(min=0, max=2, help="How far to keep from what is subtracted.")
    ] = 0.2,
    per_artist: PerArtist = 3,
    seed: Seed = 0,
    filters: Filters = None,
    space: Space = SpaceName.DSP,
    save: Save = None,
    json: Json = False,
) -> None:
    """Mix sounds: near to some, far from others."""
    options = AlchemyOptions(
        count=n,
        temperature=temperature,
        subtract_distance=distance,
        per_artist=per_artist or None,
        seed=seed,
        filter=filter_of(filters or []),
    )
    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        words = MixWords.of(add, subtract or [])
        result = rooms.finder.mix(words.add, words.subtract, space.value, options)
        shaped = shape_mixture(rooms, result)
        keep(rooms, save, shaped.items)
        note = shaped.note or (
            f"{len(shaped.filtered_out)} others lie too near to what is subtracted."
            if shaped.filtered_out
            else None
        )
        show(shaped, json, lambda: _render("Mixed:", shaped.items, note, save))


def extend(
    playlist: Annotated[str, typer.Argument(help="A playlist's name or id.")],
    n: Count = 50,
    without: Annotated[
        list[str] | None, typer.Option(help="Tracks to keep away from, by id or words.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0, max=2, help="Farthest distance.")] = 0.5,
    smart: Annotated[bool, typer.Option(help="Keep to its tempo, years and genres.")] = False,
    per_artist: PerArtist = 3,
    filters: Filters = None,
    space: Space = SpaceName.DSP,
    save: Save = None,
    json: Json = False,
) -> None:
    """Find more tracks for a playlist."""
    options = ExtendOptions(
        count=n,
        threshold=threshold,
        smart=smart,
        per_artist=per_artist or None,
        filter=filter_of(filters or []),
    )
    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        excluded = [rooms.library.find_track(words).id for words in without or []]
        result = rooms.finder.extend(playlist, (), excluded, space.value, options)
        shaped = shape_extension(rooms, result)
        keep(rooms, save, shaped.items)
        learnt = f" ({'; '.join(shaped.learnt)})" if shaped.learnt else ""
        heading = f"Fits {escape(playlist)}{escape(learnt)}:"
        show(shaped, json, lambda: _render(heading, shaped.items, shaped.note, save))


def fingerprint(
    listener: Annotated[str, typer.Argument(help="Whose plays to go by.")] = OWN_LISTENER,
    n: Count = 100,
    seeds: Annotated[int, typer.Option(min=1, max=200, help="Played tracks to go by.")] = 20,
    half_life: Annotated[
        float, typer.Option(min=0.1, max=36_500, help="Days after which a play counts half.")
    ] = 30.0,
    per_artist: PerArtist = 3,
    filters: Filters = None,
    space: Space = SpaceName.DSP,
    save: Save = None,
    json: Json = False,
) -> None:
    """Make a playlist of what was played most and lately, and what sounds like it."""
    options = FingerprintOptions(
        count=n,
        seeds=seeds,
        half_life_days=half_life,
        per_artist=per_artist or None,
        filter=filter_of(filters or []),
    )
    name = check_listener(listener)
    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        result = rooms.finder.fingerprint(name, menura.clock.now(), space.value, options)
        shaped = shape_fingerprint(rooms, name, result)
        keep(rooms, save, shaped.items)
        taste = ", ".join(list(shaped.taste)[:5])
        heading = f"What {escape(name)} likes ({escape(taste)}):"
        show(shaped, json, lambda: _render(heading, shaped.items, shaped.note, save))


def artists(
    artist: Annotated[str, typer.Argument(help="An artist's name.")],
    n: Annotated[int, typer.Option("-n", min=1, max=500, help="How many artists.")] = 10,
    matches: Annotated[bool, typer.Option(help="Also which of their sounds are alike.")] = False,
    space: Space = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Find the artists that sound most like ARTIST."""
    with opened("error") as menura:
        try:
            shaped = shape_artists(menura, artist, n, matches=matches, space=space.value)
        except ArtistsNotReadyError:  # nobody else works on it here
            with menura.rooms() as rooms:
                job = start_artists(rooms.jobs, space.value)
            follow_job(menura, job, quiet=json)
            shaped = shape_artists(menura, artist, n, matches=matches, space=space.value)
        show(shaped, json, lambda: _render_artists(shaped))


def facets(json: Json = False) -> None:
    """Tell which genres, moods and spaces can be named in searches."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_facets(menura, rooms)
        show(shaped, json, lambda: _render_facets(shaped))


def keep(
    rooms: Rooms, name: str | None, items: list[FoundOut], first: tuple[str, str] | None = None
) -> None:
    """Save what was found as a playlist, if a name is given."""
    if name is None:
        return
    new = [NewPlaylistItem(*first)] if first else []
    new += [
        NewPlaylistItem(item.track.id, "; ".join(reason.text for reason in item.reasons))
        for item in items
    ]
    rooms.playlists.save(name, new)


def found_table(items: list[FoundOut]) -> Table:
    """Return what was found as a table for people."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Track", "Artist", "Why"):
        table.add_column(heading)
    for item in items:
        table.add_row(
            "" if item.similarity is None else f"{item.similarity:.0%}",
            escape(item.track.title),
            escape(item.track.artist),
            escape("; ".join(r.text for r in item.reasons if r.code != "distance")),
        )
    return table


def _render(heading: str, items: list[FoundOut], note: str | None, saved_as: str | None) -> None:
    out.print(heading)
    if items:
        out.print(found_table(items))
    if note:
        out.print(escape(note))
    if saved_as:
        out.print(escape(f"Saved as the playlist {saved_as!r}."))


def _render_path(shaped: PathOut, saved_as: str | None) -> None:
    heading = (
        f"{len(shaped.items)} tracks; steps {shaped.mean_step:.3f} on average, "
        f"{shaped.largest_step:.3f} at most (directly {shaped.direct_distance:.3f}):"
    )
    _render(heading, shaped.items, shaped.note, saved_as)


def _render_artists(shaped: SimilarArtistsOut) -> None:
    out.print(f"Like {escape(shaped.artist)}:")
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Artist", "Tracks", "Why"):
        table.add_column(heading)
    for one in shaped.items:
        why = "; ".join(reason.text for reason in one.reasons)
        table.add_row(f"{one.similarity:.0%}", escape(one.name), str(one.track_count), escape(why))
    out.print(table if shaped.items else "There is no other artist yet.")


def _render_facets(shaped: FacetsOut) -> None:
    for heading, lines in (
        ("Genres", shaped.genres[:40]),
        ("Moods", shaped.moods),
        ("Kinds", shaped.kinds),
        ("Spaces", shaped.spaces),
    ):
        told = ", ".join(f"{line.name} ({line.track_count})" for line in lines) or "none yet"
        out.print(f"[bold]{heading}[/bold]  {escape(told)}")


def _name(title: str, artist: str) -> str:
    by = f" by {escape(artist)}" if artist else ""
    return f"[bold]{escape(title)}[/bold]{by}"
