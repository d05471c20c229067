"""Gather what was measured here for others: the analysis alone, as it was measured."""

from collections.abc import Mapping, Sequence

from menura.analysis import NotAnalysedError
from menura.catalogue import Track
from menura.sharing.model import FEATURES, MODEL_SPACES, STEPS, KnownSpace, SharedTrack
from menura.sharing.offers import names_of
from menura.sharing.ports import SharingUnit


def gather(
    unit: SharingUnit, numbers: Sequence[int], spaces: Mapping[str, KnownSpace]
) -> list[SharedTrack]:
    """Return what can be shared of some tracks; those of which nothing can are left out.

    Corrections, paths, file names, plays, ratings and what came from others stay here.
    """
    tracks = unit.tracks.by_numbers(numbers)
    steps = unit.analyses.steps(numbers)
    taken = unit.collection.taken(numbers)
    prints = unit.analyses.fingerprints(numbers)
    vectors = unit.collection.vectors(numbers, spaces)
    moods = unit.analyses.moods([track.id for track in tracks.values()])
    gathered = []
    for number in numbers:
        track = tracks.get(number)
        own = {
            step: state.version
            for step, state in steps[number].items()
            if step in STEPS
            and state.error_code is None
            and taken[number].get(step) != state.version
        }
        mine = {n: v for n, v in vectors[number].items() if own.get(n) == spaces[n].model_hash}
        own = {step: version for step, version in own.items() if _is_whole(step, mine)}
        found = prints.get(number)
        if track is None or track.duration_s is None or not own:
            continue
        if track.content_hash is None and (found is None or not len(found.codes)):
            continue
        shared = SharedTrack(
            duration_s=track.duration_s,
            recording_id=_recording_id(track),
            content_hash=track.content_hash,
            fingerprint=found,
            moods=[told for told in moods.get(track.id, ()) if told.source in own],
            steps=own,
            vectors=mine,
            **names_of(track),  # type: ignore[arg-type]
        )
        gathered.append(_with_features(unit, track, shared))
    return gathered


def _is_whole(step: str, vectors: Mapping[str, object]) -> bool:
    """Tell whether a step can be shared: that of a space only with its vector."""
    return step in vectors or step not in (*MODEL_SPACES, "dsp")


def _recording_id(track: Track) -> str | None:
    told = (track.metadata.musicbrainz_recording_id or "").lower()
    return told if len(told) == 36 else None


def _with_features(unit: SharingUnit, track: Track, shared: SharedTrack) -> SharedTrack:
    """Return a track with its features, as they were measured: without corrections."""
    from dataclasses import replace

    if FEATURES not in shared.steps:
        return shared
    try:
        return replace(
            shared,
            features=unit.analyses.measured_features(track.id),
            waveform=unit.analyses.waveform(track.id),
            beats=unit.analyses.beats(track.id),
        )
    except NotAnalysedError:
        steps = {step: version for step, version in shared.steps.items() if step != FEATURES}
        return replace(shared, steps=steps)
