"""Measure a clip after it was made, and check it against what it was meant to be.

What is measured is heard without knowing what was meant; only the two checks know it. They are
the studio's own, which a track has to pass before it is delivered, less what needs stems.
"""

from pathlib import Path

import numpy as np

from menura.audio.frames import Frames
from menura.audio.listen import Listening, ListenOptions, decode_once
from menura.audio.listen import measure as measure_decoded
from menura.audio.peaks import resample_peaks
from menura.sessions.model import ClipFeatures, ClipManifest, Targets, Verdict
from menura.studio import Mode

PEAK_COUNT = 240
_HEARING = ListenOptions(fingerprint=False)
_FEWEST_BEATS = 8.0  # two bars: fewer repeat by chance, and at any tempo
_SHORTEST_KEY_S = 4.0  # two bars: in less a fifth above passed too
_SOUNDING = 1e-4  # of the power of the loudest frame: 40 dB below it
_ANY_KEY, _ANY_BPM = 0, 120.0
_TINY = 1e-12


class BuiltinClipListener:
    """Measure clips with Menura's own ears."""

    def measure(self, audio_path: Path, manifest: ClipManifest) -> ClipFeatures:
        """Decode a clip once and measure it.

        Parameters
        ----------
        audio_path : Path
            Any format Menura decodes.
        manifest : ClipManifest
            Its `targets` are what tempo and key are checked against; its `instruments` tell
            whether a tempo must be heard.

        Returns
        -------
        ClipFeatures
            The tempo is the blind reading; `peaks` has 240 values, not finer than 50 ms.

        Raises
        ------
        UnreadableAudioError
            There is no such file, no sound in it, or less than 0.03 s.
        """
        heard = measure_decoded(audio_path, decode_once(audio_path, _HEARING))
        frames = heard.decoded.frames
        assert frames is not None  # `_HEARING` keeps them; for the type checker
        # not as a loop's, by its length: a clip is as long as it was asked to be
        loudness, key, tempo = heard.loudness, heard.key, heard.rhythm.tempo
        tempo_check, key_check = check_targets(frames, manifest)
        return ClipFeatures(
            duration_s=heard.decoded.duration_s,
            tempo_bpm=tempo.tempo_bpm if tempo else None,
            tempo_confidence=tempo.confidence if tempo else 0.0,
            key=key.pitch_key.pitch_class if key else None,
            mode=key.mode if key else None,
            key_confidence=key.confidence if key else 0.0,
            loudness_lufs=loudness.integrated_lufs,
            loudness_range_lu=loudness.range_lu,
            true_peak_dbtp=loudness.true_peak_dbtp,
            onset_rate_hz=heard.rhythm.onset_rate_hz,
            brightness=heard.timbre.brightness,
            energy=heard.timbre.energy,
            centroid_hz=spectral_centroid_hz(frames),
            tempo_check=tempo_check,
            key_check=key_check,
            peaks=_outline(heard),
        )


def spectral_centroid_hz(frames: Frames) -> float:
    """Return the mean centroid of the frames that sound; 0 for silence.

    The mean over frames and not that of the whole spectrum, which a loud kick would decide alone.
    """
    power = frames.spectral_moments[:, 0].astype(np.float64)
    if power.size == 0 or power.max() <= _TINY:
        return 0.0
    sounding = power >= power.max() * _SOUNDING
    return float(np.mean(frames.spectral_moments[sounding, 1] / power[sounding]))


def check_targets(frames: Frames, manifest: ClipManifest) -> tuple[Verdict, Verdict]:
    """Return whether tempo and key are those that were meant.

    Notes
    -----
    The tempo passes where the onsets repeat within 2 BPM of the target and no wrong tempo repeats
    more clearly; the blind reading, often half or double, is told with its ratio. The key passes
    where the target leads all others or nearly so, its relative included.
    """
    targets = manifest.targets
    return _check_tempo(frames, targets, manifest.instruments), _check_key(frames, targets)


def _check_tempo(frames: Frames, targets: Targets, instruments: tuple[str, ...]) -> Verdict:
    if targets.bpm is None or targets.bpm <= 0:
        return Verdict(None, "No tempo was asked for.")
    beats = frames.duration_s * targets.bpm / 60.0
    if beats < _FEWEST_BEATS:
        return Verdict(None, f"The clip has {beats:.1f} beats, too few to hear a tempo.")
    # loads compiled loops, which who only reads measurements must not pay for
    from menura.studio.workshop import QaTargets, check_tempo

    has_drums = any("drum" in name or "percussion" in name for name in instruments)
    wanted = QaTargets(
        bpm=targets.bpm, key=_ANY_KEY, mode=Mode.MAJOR, has_drums=has_drums, embedded=False
    )
    found = check_tempo(frames, wanted)
    return Verdict(found.passed, f"{found.reason} Heard: {found.measured}; meant: {found.target}.")


def _check_key(frames: Frames, targets: Targets) -> Verdict:
    if targets.key is None:
        return Verdict(None, "No key was asked for.")
    if frames.duration_s < _SHORTEST_KEY_S:
        return Verdict(None, f"{frames.duration_s:.1f} s are too short to hear a key.")
    from menura.studio.workshop import QaTargets, check_key  # as above

    # a target without a mode holds for both
    modes = (Mode(targets.mode),) if targets.mode in set(Mode) else (Mode.MAJOR, Mode.MINOR)
    found = [
        check_key(frames, QaTargets(bpm=_ANY_BPM, key=targets.key % 12, mode=mode))
        for mode in modes
    ]
    best = max(found, key=lambda check: check.value if check.value is not None else -np.inf)
    return Verdict(best.passed, f"{best.reason} Heard: {best.measured}; meant: {best.target}.")


def _outline(heard: Listening) -> tuple[int, ...]:
    extremes = np.abs(resample_peaks(heard.peaks, PEAK_COUNT).astype(np.int16))
    return tuple(int(highest) for highest in extremes.max(axis=1))
