"""Listen to many files in several processes and keep what was measured."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import scipy.fft as fft

from menura.analysis import MoodScores
from menura.analysis.measuring import describe_features
from menura.analysis.moods import estimate
from menura.audio.arrays import Float32Array
from menura.audio.frames import Frames
from menura.audio.listen import Listening, decode_once, measure
from menura.audio.sample_description import SampleDescription, describe_sample
from menura.embedding import DspEmbedder

_CEPSTRA = 20
_TINY = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class HeardSound:
    """What was measured of a file.

    Attributes
    ----------
    listening : Listening
        Without its frames.
    sample : SampleDescription
        By sound alone: neither the file's name nor its chunks were looked at.
    dsp, cepstra : ndarray
        Vector of the space ``dsp``, and mean and deviation of cepstra (MFCC) of the same frames.
    moods : MoodScores
        Estimated moods and genres.
    """

    listening: Listening
    sample: SampleDescription
    dsp: Float32Array
    cepstra: Float32Array
    moods: MoodScores


def hear_sound(path: Path) -> HeardSound:
    """Listen to one file."""
    decoded = decode_once(path)
    frames = decoded.frames
    assert frames is not None
    listening = measure(path, decoded)
    embedder = DspEmbedder()
    vector = embedder.embed(frames)
    return HeardSound(
        listening=replace(listening, decoded=replace(decoded, frames=None)),
        sample=describe_sample(frames, listening.rhythm.tempo),
        dsp=vector,
        cepstra=cepstral_statistics(frames),
        moods=estimate(describe_features(listening), vector, embedder.model_hash),
    )


def cepstral_statistics(frames: Frames) -> Float32Array:
    """Return mean and deviation of twenty cepstra: the usual baseline for similarity."""
    level_db = 10 * np.log10(frames.mel_energies + _TINY)
    cepstra = fft.dct(level_db, axis=1, norm="ortho")[:, 1 : _CEPSTRA + 1]
    return np.concatenate([cepstra.mean(axis=0), cepstra.std(axis=0)]).astype(np.float32)


def hear_all(paths: Sequence[Path], processes: int) -> list[HeardSound]:
    """Listen to all files, in their order."""
    if processes == 1:
        return [hear_sound(path) for path in paths]
    # Read when numpy is first imported, which in the children is after this.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(hear_sound, paths, chunksize=4))
