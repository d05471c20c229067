"""Hear one file: what a listening process does, and what it hands back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menura.analysis.measuring import describe_beats, describe_features, describe_waveform
from menura.analysis.model import BeatGrid, Features, Fingerprint, Waveform
from menura.analysis.steps import BUILT_IN, FEATURES, FINGERPRINT
from menura.audio.content import hash_content
from menura.audio.decode import open_audio
from menura.audio.excerpts import ExcerptOptions
from menura.audio.fingerprint_match import fingerprint_pieces
from menura.audio.listen import Decoded, ListenOptions, decode_once, measure
from menura.audio.tags import Tags, read_tags
from menura.catalogue import TrackMetadata
from menura.embedding import DSP, DspEmbedder, Embedder


@dataclass(frozen=True, slots=True)
class HearingTask:
    """A file to be heard, and what for.

    Attributes
    ----------
    steps, steps_if_other : frozenset of str
        What is due, and what is due if the sound is another one than before.
    known_content : str, optional
        Hash of the undecoded audio when it was heard last; given when the file has changed since,
        which is most often the doing of a tag editor.
    excerpts : mapping
        What each model wants to hear, by space.
    is_stem : bool
        It holds one part of a piece, whatever its length.
    """

    path: str
    steps: frozenset[str]
    steps_if_other: frozenset[str]
    known_content: str | None = None
    excerpts: Mapping[str, ExcerptOptions] = field(default_factory=dict)
    is_stem: bool = False


@dataclass(frozen=True, slots=True)
class SpaceVector:
    """A vector of what was heard, in a named space."""

    space: str
    model_hash: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything one hearing of a file gives; small enough to send between processes.

    Attributes
    ----------
    steps : frozenset of str
        What was done here; steps that models do are not among them, only their inputs.
    duration_s : float, optional
        None when the sound is known already and only what the file says about itself was read.
    model_inputs : mapping of str to array
        What models are to be given, by space.
    """

    metadata: TrackMetadata
    content_hash: str | None
    steps: frozenset[str]
    duration_s: float | None = None
    features: Features | None = None
    waveform: Waveform | None = None
    beats: BeatGrid | None = None
    fingerprint: Fingerprint | None = None
    vectors: Sequence[SpaceVector] = ()
    model_inputs: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def hear(task: HearingTask) -> Heard:
    """Hear a file: decode it once, if at all, and do every step that is due.

    Raises
    ------
    UnreadableAudioError
        In one of its forms; its message is what the listener is shown.
    """
    path, steps = Path(task.path), task.steps
    if task.known_content is not None and hash_content(path) != task.known_content:
        steps = task.steps_if_other
    if not steps:
        return Heard(read_metadata(path), task.known_content, steps)
    excerpts = {space: wish for space, wish in task.excerpts.items() if space in steps}
    needs_frames = FEATURES in steps or DSP.name in steps
    options = ListenOptions(
        frames=needs_frames, fingerprint=FINGERPRINT in steps, excerpts=excerpts
    )
    decoded = decode_once(path, options)
    return _heard(path, decoded, replace(task, steps=steps))


def read_metadata(path: Path) -> TrackMetadata:
    """Return what a file says about itself, its container included, without decoding it."""
    with open_audio(path) as reader:
        return describe_tags(read_tags(path, reader.metadata))


def _heard(path: Path, decoded: Decoded, task: HearingTask) -> Heard:
    """Do the steps of a task on what was decoded."""
    steps = task.steps
    features = waveform = beats = None
    if FEATURES in steps:
        listening = measure(path, decoded)
        features = describe_features(listening, is_stem=task.is_stem)
        waveform, beats = describe_waveform(listening), describe_beats(listening)
    vectors = []
    if DSP.name in steps and decoded.frames is not None:
        vectors = [
            SpaceVector(e.space, e.model_hash, e.embed(decoded.frames)) for e in _embedders()
        ]
    fingerprint = None
    if decoded.fingerprint is not None:
        pieces = fingerprint_pieces(decoded.fingerprint)
        fingerprint = Fingerprint(decoded.duration_s, decoded.fingerprint, pieces)
    return Heard(
        metadata=describe_tags(decoded.tags),
        content_hash=decoded.content_hash,
        steps=steps & BUILT_IN,
        duration_s=decoded.duration_s,
        features=features,
        waveform=waveform,
        beats=beats,
        fingerprint=fingerprint,
        vectors=vectors,
        model_inputs=_prepared(decoded.excerpts),
    )


def _prepared(excerpts: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Return what models are to be given; without models nothing of them is loaded."""
    if not excerpts:
        return {}
    from menura.embedding import prepare_inputs

    return prepare_inputs(excerpts)


@cache
def _embedders() -> tuple[Embedder, ...]:
    """Return the embedders every track is heard with; made once in each listening process."""
    return (DspEmbedder(),)


def describe_tags(tags: Tags) -> TrackMetadata:
    """Return what a file says about itself."""
    return TrackMetadata(
        title=tags.title,
        artists=tags.artists,
        album=tags.album,
        album_artist=tags.album_artist,
        year=tags.year,
        track_number=tags.track_number,
        genres=tags.genres,
        musicbrainz_recording_id=tags.musicbrainz_recording_id,
        tagged_bpm=tags.bpm,
        tagged_key=tags.key,
        replaygain_db=tags.replay_gain.track_gain_db,
    )
