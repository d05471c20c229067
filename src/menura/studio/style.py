"""Analyse a reference, in the terms that composing and mixing are steered by."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.decode import DecodeOptions
from menura.audio.key import TONICS
from menura.audio.listen import Listening, ListenOptions, decode_once, measure
from menura.audio.rhythm import Rhythm
from menura.audio.sections import Structure
from menura.audio.timbre import Timbre
from menura.kernel.errors import InvalidInputError
from menura.studio.model import Mode, StructureMarker, StyleParameters
from menura.studio.spectrum import long_term_spectrum_db
from menura.studio.style_excerpt import choose_key_sections, find_first_sound, read_spans
from menura.studio.style_groove import measure_groove
from menura.studio.style_instruments import guess_instruments

SHORTEST_S = 3.0
_SILENT_LUFS = -60.0
# Onsets per second that density 0 and 1 stand for. Of 38 tracks composed with densities around
# the middle the median was 3.5 (1.9 to 5.1, 5th to 95th percentile).
_SPARSEST_HZ, _DENSEST_HZ = 0.5, 6.5
# `Timbre.energy` of the same tracks was .57 (.37 to .73) for composed energies of .25 to .95
_USUAL_TIMBRE_ENERGY, _USUAL_ENERGY, _ENERGY_SLOPE = 0.57, 0.6, 1.7


class SilentReferenceError(InvalidInputError):
    """Say that there is nothing to hear in a reference."""

    code = "reference_silent"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The reference {name!r} is silent: there is nothing to take after. "
            "Send another file, or none.",
            field="reference_track",
        )


class ReferenceTooShortError(InvalidInputError):
    """Say that a reference is too short to tell a style from."""

    code = "reference_too_short"

    def __init__(self, name: str, duration_s: float) -> None:
        super().__init__(
            f"The reference {name!r} is {duration_s:.1f} s long; at least {SHORTEST_S:g} s are "
            "needed to tell its style. Send a longer file.",
            field="reference_track",
        )


@dataclass(frozen=True, slots=True)
class StyleOptions:
    """Bound what analysing a reference may cost.

    Attributes
    ----------
    excerpt_s : float
        Of a longer file only so much is heard, from its beginning; where that is silent, from
        the first sound.
    lead_in_s : float
        How long such a silence may be.
    """

    excerpt_s: float = 600.0
    lead_in_s: float = 1800.0


def analyse_style(
    path: Path,
    *,
    name: str,
    options: StyleOptions = StyleOptions(),
    check: Callable[[], None] = lambda: None,
) -> StyleParameters:
    """Analyse a reference file.

    One pass measures the whole (`menura.audio.listen`), a second fetches the samples of the
    loudest sections, from which spectrum, groove and instruments are told. Memory is bounded
    whatever the length of the file.

    Energy and density are on the scale the composer takes them on: `Timbre.energy` (loudness,
    change and treble), spread so that what was composed calm to driving reads about .25 to .95,
    and onsets per second, .5 to 6.5 as 0 to 1.

    Parameters
    ----------
    path : Path
        Any audio file that can be decoded.
    name : str
        What the reference is called in the result and in messages.
    check : callable
        Called between the passes; raises to stop the work.

    Raises
    ------
    UnreadableAudioError
        In one of its forms, where nothing can be decoded.
    SilentReferenceError
    ReferenceTooShortError
        Below three seconds.
    """
    listening = _listen(path, name, options.excerpt_s)
    first_s: float | None = 0.0
    if _is_silent(listening) and listening.decoded.report.stop == "duration_limit":
        first_s = find_first_sound(path, options.lead_in_s)
        if first_s is not None:
            listening = _listen(path, name, first_s + options.excerpt_s)
    if first_s is None or _is_silent(listening):
        raise SilentReferenceError(name)
    check()
    decoded, loudness = listening.decoded, listening.loudness
    spans = choose_key_sections(listening.structure.sections)
    parts = read_spans(path, spans)
    check()
    rhythm, key = listening.rhythm, listening.key
    groove = measure_groove(
        parts, tuple(start_s for start_s, _ in spans), rhythm.beats_s, rhythm.downbeats_s
    )
    return StyleParameters(
        name=name,
        duration_s=round(decoded.duration_s, 3),
        bpm=None if rhythm.tempo is None else round(rhythm.tempo.tempo_bpm, 2),
        bpm_confidence=0.0 if rhythm.tempo is None else round(rhythm.tempo.confidence, 3),
        key=None if key is None else TONICS.index(key.tonic),
        mode=None if key is None else Mode(key.mode),
        key_confidence=0.0 if key is None else round(key.confidence, 3),
        loudness_lufs=_rounded(loudness.integrated_lufs),
        loudness_range_lu=None if loudness.range_lu is None else round(loudness.range_lu, 2),
        crest_db=_rounded(listening.dynamics.crest_db),
        stereo_width=round(listening.stereo.width, 4),
        side_to_mid_db=_side_to_mid_db(listening.stereo.width),
        eq_profile_db=_spectrum(parts),
        structure_markers=_markers(listening.structure, decoded.duration_s),
        key_sections_s=tuple((round(a, 2), round(b, 2)) for a, b in spans),
        groove=groove,
        instruments=guess_instruments(listening, parts),
        energy=_energy(listening.timbre),
        density=_density(rhythm),
        notes=_notes(listening, first_s, spans),
    )


def _listen(path: Path, name: str, most_s: float) -> Listening:
    decode = DecodeOptions(max_duration_s=most_s)
    decoded = decode_once(path, ListenOptions(decode=decode, fingerprint=False))
    if decoded.duration_s < SHORTEST_S:
        raise ReferenceTooShortError(name, decoded.duration_s)
    return measure(path, decoded)


def _is_silent(listening: Listening) -> bool:
    loudness_lufs = listening.loudness.integrated_lufs
    return loudness_lufs is None or loudness_lufs < _SILENT_LUFS


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _side_to_mid_db(width: float) -> float | None:
    """Convert the side's share of the power to dB against the mid; None for mono."""
    if width <= 1e-9:
        return None
    return round(10 * math.log10(width / max(1.0 - width, 1e-9)), 2)


def _spectrum(parts: tuple[Float32Array, ...]) -> tuple[float, ...]:
    if not parts:
        return ()
    spectrum_db = long_term_spectrum_db(np.concatenate(parts, axis=1))
    return tuple(round(float(level_db), 2) for level_db in spectrum_db)


def _markers(structure: Structure, duration_s: float) -> tuple[StructureMarker, ...]:
    """Name the sections: intro and outro where there are such, else by the letters of likeness."""
    markers = []
    for section in structure.sections:
        middle_s = (section.start_s + section.end_s) / 2
        label = section.label
        if structure.intro_end_s is not None and middle_s < structure.intro_end_s:
            label = "intro"
        elif structure.outro_start_s is not None and middle_s > structure.outro_start_s:
            label = "outro"
        start_s, end_s = round(section.start_s, 2), round(min(section.end_s, duration_s), 2)
        markers.append(StructureMarker(label, start_s, end_s, round(section.energy, 3)))
    return tuple(markers)


def _energy(timbre: Timbre) -> float:
    off = timbre.energy - _USUAL_TIMBRE_ENERGY
    return round(min(1.0, max(0.0, _USUAL_ENERGY + _ENERGY_SLOPE * off)), 3)


def _density(rhythm: Rhythm) -> float:
    share = (rhythm.onset_rate_hz - _SPARSEST_HZ) / (_DENSEST_HZ - _SPARSEST_HZ)
    return round(min(1.0, max(0.0, share)), 3)


def _notes(
    listening: Listening, first_s: float, spans: Sequence[tuple[float, float]]
) -> tuple[str, ...]:
    decoded = listening.decoded
    report, notes = decoded.report, []
    declared_s = report.declared_duration_s
    if report.stop == "duration_limit":
        whole = f" of {declared_s / 60:.0f} min" if declared_s else ""
        silent = f" (silent until {first_s / 60:.1f} min)" if first_s > 0 else ""
        heard_min = decoded.duration_s / 60
        notes.append(f"Only the first {heard_min:.3g} min{whole}{silent} were analysed.")
    elif report.truncated and declared_s is not None:
        notes.append(
            f"The file ends early: {decoded.duration_s:.0f} s of {declared_s:.0f} s were readable."
        )
    if report.error_count:
        notes.append(f"{report.error_count} damaged parts of the file were left out.")
    if listening.rhythm.tempo is None:
        notes.append("No tempo could be told.")
    if listening.key is None:
        notes.append("No key could be told: nothing in it has a clear pitch.")
    if not spans:
        notes.append("No section was loud enough to take a spectrum from.")
    return tuple(notes)
