"""Hand tracks over to a DAW: fitted to a context, or as they are with what is known written in."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.audio.instrument import UNPITCHED
from menura.audio.key_notation import PitchKey, parse_key
from menura.catalogue import Track, TrackKind
from menura.config import Settings
from menura.suggest import (
    LONGEST_STRETCHED_S,
    Context,
    ExportFailedError,
    Fit,
    FitError,
    Material,
    fit_to,
)

if TYPE_CHECKING:  # loads a stretcher and decoders: only who hands over needs them
    from menura.analysis import Features
    from menura.suggest.handoff import (
        ExportedFile,
        ExportFolder,
        FitRequest,
        FittedFiles,
        SampleNotes,
    )

_LONGEST_TITLE = 400  # that is looked through; names are shorter
# What names of samples say of tempo and key, with the marks around it
_TOLD_TEMPO = re.compile(
    r"[\s_-]*[(\[]?(?<![\d.,])\d{2,3}(?:[.,]\d{1,3})?[\s_-]*bpm(?![a-z])[)\]]?[\s_-]*",
    re.IGNORECASE,
)
_TOLD_KEY = re.compile(
    r"[\s_-]*[(\[]?(?<![A-Za-z0-9#])[A-G][#b]?[\s_-]?(?:[Mm]aj(?:or)?|[Mm]in(?:or)?|m)(?![A-Za-z#])"
    r"[)\]]?[\s_-]*"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A track with what was measured of it, and where its file lies."""

    track: Track
    features: "Features"
    path: Path

    @property
    def key(self) -> PitchKey | None:
        """Return its key; drums have none, whatever was measured."""
        if self.features.key is None or self.features.instrument in UNPITCHED:
            return None
        return parse_key(f"{self.features.key} {self.features.mode}")

    @property
    def material(self) -> Material:
        """Return what decides how it is fitted."""
        is_one_shot = self.track.kind is TrackKind.ONE_SHOT
        duration_s = self.track.duration_s or 0.0
        return Material(
            None if is_one_shot else self.features.tempo_bpm,
            self.key,
            can_transpose=self.key is not None and duration_s <= LONGEST_STRETCHED_S,
        )


class HandOver:
    """Make files that fit, and put them where a DAW finds them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def fitted_files(self) -> "FittedFiles":
        """Return the files that were fitted lately."""
        from menura.suggest.handoff import FittedFiles

        return FittedFiles(self._settings.data_dir / "fitted", self._settings.fitted_mb)

    @property
    def folder(self) -> "ExportFolder":
        """Return the folder that a DAW watches."""
        from menura.suggest.handoff import ExportFolder

        return ExportFolder(self._settings.export_folder)

    def fit(
        self,
        sample: Sample,
        context: Context,
        *,
        bpm: float | None = None,
        transpose: int | None = None,
    ) -> Path:
        """Return a WAV file of a track, stretched and transposed to a context.

        Raises
        ------
        ContextError, FitError, ExportFailedError
        UnreadableAudioError
            In one of its forms.
        """
        fit = fit_to(context, sample.material, bpm=bpm, transpose=transpose)
        session_bpm = bpm or context.bpm
        _check_fittable(sample, fit, session_bpm)
        return self.fitted_files.file(request_of(sample, fit, session_bpm))

    def name(
        self,
        sample: Sample,
        context: Context,
        *,
        bpm: float | None = None,
        transpose: int | None = None,
    ) -> str:
        """Return what a fitted file of a track is called, for people."""
        from menura.suggest.handoff import export_name

        fit = fit_to(context, sample.material, bpm=bpm, transpose=transpose)
        is_stretched = fit.stretch_ratio is not None
        tempo_bpm = (bpm or context.bpm) if is_stretched else sample.material.tempo_bpm
        key = sample.key
        moved = None if key is None else key.transposed(fit.transpose_semitones)
        return export_name(_bare_title(sample), tempo_bpm=tempo_bpm, key=moved)

    def export(
        self,
        sample: Sample,
        context: Context,
        *,
        fitted: bool,
        bpm: float | None = None,
        transpose: int | None = None,
    ) -> "ExportedFile":
        """Put a track into the export folder: fitted, or a copy that says its tempo and key.

        Raises
        ------
        ContextError, FitError, ExportFailedError, TrackChangedError
        UnreadableAudioError
            In one of its forms.
        """
        from menura.analysis.tagging import check_unchanged
        from menura.suggest.handoff import copy_with_notes, export_name

        check_unchanged(sample.track, sample.path)
        if fitted:
            made = self.fit(sample, context, bpm=bpm, transpose=transpose)
            name = self.name(sample, context, bpm=bpm, transpose=transpose)
            return self._exported(self.folder.put(made, name))
        name = export_name(
            _bare_title(sample),
            tempo_bpm=sample.material.tempo_bpm,
            key=sample.key,
            suffix=sample.path.suffix.lower(),
        )
        notes = notes_of(sample)
        return self._exported(
            self.folder.put(
                lambda target: copy_with_notes(sample.path, target, notes, key=sample.key), name
            )
        )

    def _exported(self, path: Path) -> "ExportedFile":
        found = next((one for one in self.folder.list() if one.path == path), None)
        if found is None:
            raise ExportFailedError(f"{str(path)!r} was taken away while it was written.")
        return found


def _check_fittable(sample: Sample, fit: Fit, session_bpm: float | None) -> None:
    """Raise FitError in the words of who asked: what is refused later names a ratio."""
    from menura.suggest.handoff import LONGEST_S, check_fit

    title, duration_s = sample.track.title, sample.track.duration_s
    if duration_s is not None and duration_s > LONGEST_S:
        raise FitError(
            f"{title!r} lasts {duration_s:.0f} s, and what is longer than {LONGEST_S:.0f} s is not "
            "fitted; cut out what is wanted of it, or export it as it is.",
            field="track_id",
        )
    try:
        check_fit(fit)
    except FitError as error:
        raise FitError(
            f"{title!r} has {sample.material.tempo_bpm:g} BPM and cannot be stretched to "
            f"{session_bpm:g}; give a tempo nearer to its own, to half or to double of it.",
            field="bpm",
        ) from error


def _bare_title(sample: Sample) -> str:
    """Return the title of a sample without the tempo and key that its name is to tell anew.

    ``Chords_120bpm_Am 128bpm Bm.wav`` would say both, and programs read the first.
    """
    title = sample.track.title
    bare = title[:_LONGEST_TITLE]
    if sample.track.kind is TrackKind.LOOP and sample.material.tempo_bpm is not None:
        bare = _TOLD_TEMPO.sub(" ", bare)
    if sample.track.kind in (TrackKind.LOOP, TrackKind.ONE_SHOT) and sample.key is not None:
        bare = _TOLD_KEY.sub(" ", bare)
    return bare.strip(" _-") or title


def request_of(sample: Sample, fit: Fit, session_bpm: float | None) -> "FitRequest":
    """Return what is to be made of a track."""
    from menura.suggest.handoff import FitRequest

    track, features = sample.track, sample.features
    kinds = {TrackKind.LOOP: "loop", TrackKind.ONE_SHOT: "one_shot"}
    key = sample.key
    return FitRequest(
        track_id=track.id,
        source=sample.path,
        fit=fit,
        title=track.title,
        tempo_bpm=session_bpm if fit.stretch_ratio is not None else sample.material.tempo_bpm,
        key=None if key is None else key.transposed(fit.transpose_semitones),
        kind=kinds.get(track.kind, "song"),  # type: ignore[arg-type]
        instrument=features.instrument,  # type: ignore[arg-type]
        beat_count=beats_in_session(features.loop_beats, fit.tempo_factor),
        meter_numerator=features.beats_per_bar or 4,
    )


def beats_in_session(loop_beats: int | None, factor: float | None) -> int | None:
    """Return how many beats of the session a loop lasts; None where it comes out odd.

    Sixteen beats at 174 BPM are eight in a session at 87: a program that was told of sixteen
    would make the loop twice as long.
    """
    if loop_beats is None:
        return None
    beats = loop_beats * (factor or 1.0)
    return int(beats) if beats >= 1 and beats == int(beats) else None


def notes_of(sample: Sample) -> "SampleNotes | None":
    """Return what is written beside the sound of a copy; None for what is no sample."""
    from menura.suggest.handoff import SampleNotes, root_midi_of

    kind = sample.track.kind
    if kind not in (TrackKind.LOOP, TrackKind.ONE_SHOT):
        return None
    key = sample.key
    return SampleNotes(
        kind="loop" if kind is TrackKind.LOOP else "one_shot",
        tempo_bpm=sample.material.tempo_bpm,
        beat_count=sample.features.loop_beats,
        root_midi=root_midi_of(key),
    )
