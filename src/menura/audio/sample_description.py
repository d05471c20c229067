"""Describe a file as a producer looks for it: kind, instrument, beats and exact tempo."""

import math
from dataclasses import dataclass
from typing import Literal

from menura.audio.file_name_hints import NameHints
from menura.audio.frames import Frames
from menura.audio.instrument import InstrumentGuess, guess_instrument
from menura.audio.loop_tempo import LoopTempo, measure_loop_tempo
from menura.audio.riff_chunks import SampleChunks
from menura.audio.sample_features import measure_features
from menura.audio.sample_kind import KindGuess, guess_kind, is_cut_to_beats
from menura.audio.tempo import Tempo


@dataclass(frozen=True, slots=True)
class SampleDescription:
    """Say what a sample is.

    Parameters
    ----------
    kind : KindGuess
        Song, loop or one-shot.
    instrument : InstrumentGuess
        Of what it is; unsure where nothing is likely enough.
    loop : LoopTempo or None
        Beats and tempo; None for anything but loops.
    tempo_bpm : float or None
        Of loops by their length (or what is written), of songs as measured, None for one-shots.
    tempo_source : {'chunk', 'name', 'length', 'measured'} or None
        Where the tempo comes from.
    """

    kind: KindGuess
    instrument: InstrumentGuess
    loop: LoopTempo | None
    tempo_bpm: float | None
    tempo_source: Literal["chunk", "name", "length", "measured"] | None


_CERTAIN_TEMPO = 0.9
_SAME_OCTAVES = 0.03  # 2 %, for a tempo this certain is right within a tenth of a per cent
_CONTRADICTED_CONFIDENCE = 0.6  # half of what is cut off the beat is an excerpt, half a bad cut


def _is_contradicted(loop: LoopTempo, tempo: Tempo, duration_s: float) -> bool:
    """Tell whether a pulse that is certain does not fit the tempo a length was taken for.

    Sixteen seconds of a song at 124 BPM are no 32 beats at 120: they are no loop at all.
    """
    if loop.source != "length" or tempo.confidence < _CERTAIN_TEMPO or is_cut_to_beats(duration_s):
        return False
    octaves = math.log2(loop.tempo_bpm / tempo.tempo_bpm)
    return abs(octaves - round(octaves)) > _SAME_OCTAVES


def describe_sample(
    frames: Frames,
    tempo: Tempo | None,
    chunks: SampleChunks | None = None,
    hints: NameHints | None = None,
) -> SampleDescription:
    """Describe a signal by sound, chunks and name; the sound alone decides where they are silent.

    Parameters
    ----------
    frames : Frames
        Of any length, down to a single mel frame.
    tempo : Tempo or None
        As `measure_tempo` found it.
    chunks : SampleChunks, optional
        From `read_sample_chunks`.
    hints : NameHints, optional
        From `file_name_hints`.
    """
    features, duration_s = measure_features(frames), frames.duration_s
    kind = guess_kind(features, duration_s, tempo, chunks, hints)
    instrument = guess_instrument(features, hints.instrument if hints else None)
    if kind.kind == "one_shot":
        return SampleDescription(kind, instrument, None, None, None)
    loop = None
    if kind.kind == "loop":
        loop = measure_loop_tempo(frames, tempo, chunks, hints)
    if loop is not None and tempo is not None and _is_contradicted(loop, tempo, duration_s):
        loop, kind = None, KindGuess("song", _CONTRADICTED_CONFIDENCE)
    if loop is not None:
        return SampleDescription(kind, instrument, loop, loop.tempo_bpm, loop.source)
    if tempo is not None:
        return SampleDescription(kind, instrument, None, tempo.tempo_bpm, "measured")
    return SampleDescription(kind, instrument, None, None, None)
