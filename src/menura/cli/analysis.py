"""Hear files, see what was heard of tracks, correct it, and find recordings again."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.analysis import shape_analysis, shape_duplicates, shape_recordings
from menura.api.schemas.analysis import (
    AnalysisOut,
    DuplicateOut,
    DuplicatesOut,
    ListeningOut,
    RecordingsOut,
)
from menura.cli.catalogue import loudness_in_words, other_tempi
from menura.cli.open import opened
from menura.cli.output import Json, format_length, out, show
from menura.kernel.errors import InvalidInputError

DUPLICATES_AT_ONCE = 2000
MOST_TAGS, LEAST_TAG = 5, 0.05


class NothingToCorrectError(InvalidInputError):
    """Say that no correction was given."""

    code = "nothing_to_correct"

    def __init__(self) -> None:
        super().__init__(
            "Nothing to correct was given; say what is right, for example --tempo 87 or "
            "--key 'A minor', or what to take back with --withdraw."
        )


def listen(
    file: Annotated[Path, typer.Argument(help="Any audio file.")],
    json: Json = False,
) -> None:
    """Hear one FILE and show everything that is measured, without taking it in."""
    from menura.analysis.single_file import hear_file_apart

    heard = ListeningOut.of(hear_file_apart(file))
    show(heard, json, lambda: _render(heard.title or file.name, heard.analysis))


def analysis(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    json: Json = False,
) -> None:
    """Show all that was heard of TRACK: beats, sections, moods, levels, and what was corrected."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.library.find_track(track)
        shaped = shape_analysis(rooms, found)
        show(shaped, json, lambda: _render(found.title, shaped))


def correct(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    tempo: Annotated[float | None, typer.Option(help="Beats per minute.")] = None,
    key: Annotated[str | None, typer.Option(help="'A minor', 'Ab', '8A' ..., or none.")] = None,
    kind: Annotated[str | None, typer.Option(help="song, loop or one_shot.")] = None,
    instrument: Annotated[str | None, typer.Option(help="Of a sample: kick, bass, pad ...")] = None,
    mood: Annotated[
        list[str] | None, typer.Option(help="A word, or word=probability; may be given again.")
    ] = None,
    withdraw: Annotated[
        list[str] | None, typer.Option(help="Take back: tempo_bpm, key, kind, instrument, moods.")
    ] = None,
    json: Json = False,
) -> None:
    """Correct what was measured of TRACK; a correction wins over every measurement."""
    given = {"tempo_bpm": tempo, "key": key, "kind": kind, "instrument": instrument}
    changes: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if mood:
        changes["moods"] = dict(_read_mood(word) for word in mood)
    if not changes and not withdraw:
        raise NothingToCorrectError
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        for name in withdraw or ():
            rooms.track_analyses.withdraw(found, name)
        rooms.track_analyses.correct(found, changes)
        shaped = shape_analysis(rooms, found)
    show(shaped, json, lambda: _render(found.title, shaped))


def duplicates(
    track: Annotated[
        str | None, typer.Argument(help="Only copies of this track; all recordings if left out.")
    ] = None,
    json: Json = False,
) -> None:
    """List recordings that are in the library more than once, whatever their format and tags."""
    with opened("error") as menura:
        if track is not None:
            with menura.rooms(read_only=True) as rooms:
                copies = shape_recordings(rooms, rooms.library.find_track(track))
            show(copies, json, lambda: _render_copies(copies))
            return
        groups: list[DuplicateOut] = []
        after: int | None = 0
        while after is not None:
            with menura.rooms(read_only=True) as rooms:
                page = shape_duplicates(rooms, after, DUPLICATES_AT_ONCE)
            groups += page.items
            after = page.next_after
        everything = DuplicatesOut(items=groups, next_after=None)
        show(everything, json, lambda: _render_duplicates(everything))


def _read_mood(word: str) -> tuple[str, object]:
    label, equals, probability = word.partition("=")
    if not equals:
        return label, 1.0
    try:
        return label, float(probability)
    except ValueError:
        return label, probability  # refused with a sentence where corrections are read


def _render(title: str, known: AnalysisOut) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    for name, value in (*_sound_facts(known), *_form_facts(known)):
        table.add_row(name, escape(value))
    out.print(f"[bold]{escape(title)}[/bold]")
    out.print(table)


def _sound_facts(known: AnalysisOut) -> list[tuple[str, str]]:
    """Return tempo, key and levels with names."""
    features, rhythm, levels = known.features, known.rhythm, known.levels
    corrected = {correction.name for correction in known.corrections}

    def marked(text: str, name: str) -> str:
        return f"{text} (corrected)" if name in corrected else text

    tempo = "no clear pulse"
    if features.tempo_bpm is not None:
        others = other_tempi(features)
        also = f" (or {', '.join(others)})" if others else ""
        tempo = f"{features.tempo_bpm:.1f} BPM{also}, {features.tempo_confidence:.0%} sure"
    beats = f"{len(rhythm.beats_s)} beats"
    if rhythm.beats_per_bar and rhythm.downbeats_s:
        beats += f", {rhythm.beats_per_bar} to the bar ({rhythm.downbeat_confidence:.0%} sure)"
    key = "none (unpitched)"
    if features.key:
        key = f"{features.key} {features.mode}, {features.key_confidence:.0%} sure"
    bands = "  ".join(f"{name} {level:.0f}" for name, level in levels.eq_bands_db.items())
    loudness = loudness_in_words(features)
    if features.loudness_range_lu is not None:
        loudness += f", range {features.loudness_range_lu:.1f} LU"
    if features.true_peak_dbtp is not None:
        loudness += f", true peak {features.true_peak_dbtp:.1f} dBTP"
    kind = known.kind.value.replace("_", "-")
    kind += f", {known.instrument}" if known.instrument else ""
    return [
        ("kind", marked(f"{kind} ({known.kind_confidence:.0%} sure)", "kind")),
        ("tempo", marked(tempo, "tempo_bpm")),
        ("beats", beats),
        ("key", marked(key, "key")),
        ("loudness", loudness),
        ("bands, dB", bands),
        (
            "character",
            f"energy {features.energy:.2f}, brightness {features.brightness:.2f}, pulse clarity "
            f"{rhythm.pulse_clarity:.2f}, {rhythm.onset_rate_hz:.1f} onsets/s, width "
            f"{levels.stereo_width:.2f}",
        ),
    ]


def _form_facts(known: AnalysisOut) -> list[tuple[str, str]]:
    """Return sections, moods and the file with names."""
    sections = "  ".join(
        f"{section.label} {format_length(section.start_s)}" for section in known.sections
    )
    moods = ", ".join(f"{mood.label} {mood.probability:.0%}" for mood in known.moods)
    likely = [tag for tag in known.tags[:MOST_TAGS] if tag.probability >= LEAST_TAG]
    tags = ", ".join(f"{tag.label} {tag.probability:.0%}" for tag in likely)
    by = sorted({mood.source for mood in (*known.moods, *known.tags)})
    file = known.file
    facts = [
        ("sections", sections or "-"),
        ("moods", moods or "-"),
        ("tags", tags or "-"),
        ("told by", ", ".join(by) or "-"),
        ("file", f"{file.codec}, {file.sample_rate_hz} Hz, {file.channels} channels"),
    ]
    failed = [f"{step.step}: {step.error_message}" for step in known.steps if step.error_message]
    return facts + ([("failed", "; ".join(failed))] if failed else [])


def _render_copies(copies: RecordingsOut) -> None:
    if not copies.items:
        out.print("No other track holds this recording.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Track", "File", "Bits that differ"):
        table.add_column(heading)
    for copy in copies.items:
        track = copy.track
        name = f"{track.title} - {track.artist}"
        table.add_row(
            copy.verdict, escape(name), escape(track.location), f"{copy.bit_error_rate:.1%}"
        )
    out.print(table)


def _render_duplicates(duplicates: DuplicatesOut) -> None:
    if not duplicates.items:
        out.print("No recording is in the library more than once.")
        return
    for group in duplicates.items:
        first = group.tracks[0]
        out.print(f"[bold]{escape(first.title)}[/bold]  {escape(first.artist)}")
        for track in group.tracks:
            out.print(f"  {escape(track.location)}")
