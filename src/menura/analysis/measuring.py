"""Put what was measured of a signal into what is kept of a track."""

from dataclasses import dataclass

from menura.analysis.model import BeatGrid, Features, KeyGuess, Section, TempoGuess, Waveform
from menura.audio.listen import Listening
from menura.audio.sample_description import SampleDescription
from menura.catalogue import TrackKind

LEAST_PROBABILITY = 0.02


def describe_features(listening: Listening, *, is_stem: bool = False) -> Features:
    """Return the features of a track from one listening.

    Parameters
    ----------
    listening : Listening
        What was measured.
    is_stem : bool
        It holds one part of a piece; its instrument is told however long it is.
    """
    decoded, rhythm, key = listening.decoded, listening.rhythm, listening.key
    loudness, dynamics, timbre = listening.loudness, listening.dynamics, listening.timbre
    sample, structure = listening.sample, listening.structure
    tempo = _describe_tempo(listening)
    # of a song, whose sound is that of many, no single instrument is told
    is_one_part = is_stem or sample.kind.kind != "song"
    return Features(
        tempo_bpm=tempo.tempo_bpm,
        tempo_confidence=tempo.confidence,
        tempo_candidates=tempo.candidates,
        tempo_source=sample.tempo_source,
        # a metre without knowing where its bars begin is no help to anybody
        beats_per_bar=rhythm.beats_per_bar if len(rhythm.downbeats_s) else None,
        beat_confidence=rhythm.beat_confidence,
        downbeat_confidence=rhythm.downbeat_confidence,
        pulse_clarity=rhythm.pulse_clarity,
        onset_rate_hz=rhythm.onset_rate_hz,
        flux=listening.flux,
        key=key.tonic if key else None,
        mode=key.mode if key else None,
        key_confidence=key.confidence if key else 0.0,
        key_candidates=tuple(
            KeyGuess(c.tonic, c.mode, c.probability) for c in (key.candidates if key else ())
        ),
        tuning_cents=key.tuning_cents if key else None,
        loudness_lufs=loudness.integrated_lufs,
        loudness_range_lu=loudness.range_lu,
        momentary_max_lufs=loudness.max_momentary_lufs,
        short_term_max_lufs=loudness.max_short_term_lufs,
        true_peak_dbtp=loudness.true_peak_dbtp,
        sample_peak_dbfs=loudness.sample_peak_dbfs,
        crest_db=dynamics.crest_db,
        plr_lu=dynamics.plr_lu,
        psr_lu=dynamics.psr_lu,
        stereo_width=listening.stereo.width,
        stereo_correlation=listening.stereo.correlation,
        lead_in_s=dynamics.lead_in_s,
        lead_out_s=dynamics.lead_out_s,
        energy=timbre.energy,
        brightness=timbre.brightness,
        spectrum_db=timbre.profile_db,
        sections=tuple(
            Section(s.start_s, s.end_s, s.label, s.loudness_lufs, s.energy, s.confidence)
            for s in structure.sections
        ),
        intro_end_s=structure.intro_end_s,
        outro_start_s=structure.outro_start_s,
        kind=TrackKind(sample.kind.kind),
        kind_confidence=sample.kind.confidence,
        instrument=sample.instrument.instrument if is_one_part else None,
        instrument_probabilities=_instruments(sample) if is_one_part else {},
        loop_beats=sample.loop.beat_count if sample.loop else None,
        sample_rate_hz=decoded.sample_rate_hz,
        channels=decoded.channels,
        codec=decoded.codec,
        decode_error_count=decoded.report.error_count,
        declared_duration_s=decoded.report.declared_duration_s,
    )


@dataclass(frozen=True, slots=True)
class _Tempo:
    """The tempo of a track, whoever told it."""

    tempo_bpm: float | None
    confidence: float
    candidates: tuple[TempoGuess, ...]


def _describe_tempo(listening: Listening) -> _Tempo:
    """Return a loop's tempo by its length, anything else's by its pulse; a one-shot has none."""
    loop, tempo = listening.sample.loop, listening.rhythm.tempo
    if listening.sample.kind.kind == "one_shot":
        return _Tempo(None, 0.0, ())
    if loop is not None:
        guesses = tuple(TempoGuess(c.tempo_bpm, c.probability) for c in loop.candidates)
        return _Tempo(loop.tempo_bpm, loop.confidence, guesses)
    if tempo is None:
        return _Tempo(None, 0.0, ())
    guesses = tuple(TempoGuess(c.tempo_bpm, c.score) for c in tempo.candidates)
    return _Tempo(tempo.tempo_bpm, tempo.confidence, guesses)


def _instruments(sample: SampleDescription) -> dict[str, float]:
    """Return the instruments worth naming."""
    told = sample.instrument.probabilities.items()
    return {name: round(p, 3) for name, p in told if p >= LEAST_PROBABILITY}


def describe_waveform(listening: Listening) -> Waveform:
    """Return the outline of a track from one listening."""
    return Waveform(listening.decoded.duration_s, listening.peaks)


def describe_beats(listening: Listening) -> BeatGrid:
    """Return the beats of a track from one listening."""
    return BeatGrid(listening.rhythm.beats_s, listening.rhythm.downbeats_s)
