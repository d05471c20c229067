"""Listen to a file: one decode, every measurement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from menura.audio.arrays import Float32Array, Int8Array
from menura.audio.decode import DecodeOptions, DecodeReport, open_audio
from menura.audio.dynamics import Dynamics, measure_dynamics
from menura.audio.errors import AudioTooShortError, UndecodableAudioError
from menura.audio.excerpts import ExcerptOptions, ExcerptTap
from menura.audio.file_name_hints import NameHints, file_name_hints
from menura.audio.fingerprint import FingerprintTap, UInt32Array
from menura.audio.frames import Frames
from menura.audio.instrument import LEAST_PROBABILITY, UNPITCHED
from menura.audio.key import Key, measure_key
from menura.audio.key_notation import PitchKey
from menura.audio.loudness import Loudness, measure_loudness
from menura.audio.onsets import find_onsets
from menura.audio.peaks import waveform_peaks
from menura.audio.rhythm import Rhythm, measure_rhythm
from menura.audio.riff_chunks import read_sample_chunks
from menura.audio.root_note import measure_root
from menura.audio.sample_description import SampleDescription, describe_sample
from menura.audio.sections import Structure, measure_structure
from menura.audio.stereo import StereoImage, measure_stereo
from menura.audio.streaming import StreamingPass
from menura.audio.tags import Tags, read_tags
from menura.audio.timbre import Timbre, measure_timbre

FEATURES_VERSION = "3"
"""Raised whenever a measurement changes its meaning; tracks are then measured again."""
FINGERPRINT_VERSION = "1"
"""Raised whenever the fingerprint of a signal changes."""

SHORTEST_S = 0.03  # a closed hi-hat is about twice as long; below it there is no sound to name


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Choose what listening may cost, and what it is for.

    Attributes
    ----------
    frames : bool
        Keep the frames that measurements and the built-in embedding are made from.
    fingerprint : bool
        Compute the acoustic fingerprint.
    excerpts : mapping
        Excerpts of the samples to keep, by a name of the caller's.
    """

    decode: DecodeOptions = field(default_factory=DecodeOptions)
    frames: bool = True
    fingerprint: bool = True
    excerpts: Mapping[str, ExcerptOptions] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Hold what one pass over a file left behind; its samples are forgotten.

    Parameters
    ----------
    duration_s : float
        What could be decoded; with damaged files less than the container promised.
    sample_rate_hz, channels : int
        Of the decoded signal; `channels` is the file's own number, also beyond stereo.
    codec : str
        FFmpeg's name of the codec.
    report : DecodeReport
        How decoding went.
    tags : Tags
        What the file says about itself.
    content_hash : str or None
        Of the undecoded audio; None if it was not read to its end.
    frames : Frames or None
        What measurements and embedders read; None if not asked for.
    fingerprint : ndarray of uint32 or None
        None if not asked for; empty when there is too little to tell.
    excerpts : mapping of str to ndarray, shape (n, length)
        Mono, at the rates that were asked for.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    codec: str
    report: DecodeReport
    tags: Tags
    content_hash: str | None
    frames: Frames | None
    fingerprint: UInt32Array | None
    excerpts: Mapping[str, Float32Array]


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """Hold everything that was measured of one file.

    Parameters
    ----------
    decoded : Decoded
        What it was measured from.
    rhythm : Rhythm
        Tempo, beats and bars; its `tempo` is None for silence, drones and noise.
    key : Key or None
        None when nothing has a pitch, and for single drums, whatever they are tuned to. Of a
        sample's single note, the note.
    timbre : Timbre
        31-band profile, brightness, energy.
    structure : Structure
        Sections, intro and outro.
    sample : SampleDescription
        Song, loop or one-shot, and the instrument of a sample.
    flux : float
        Mean rise of the spectrum: how busy the music is.
    peaks : ndarray, shape (p, 2), int8
        Waveform for drawing, 20 per second.
    """

    decoded: Decoded
    loudness: Loudness
    dynamics: Dynamics
    stereo: StereoImage
    rhythm: Rhythm
    key: Key | None
    timbre: Timbre
    structure: Structure
    sample: SampleDescription
    flux: float
    peaks: Int8Array


def listen(path: Path, options: ListenOptions = ListenOptions()) -> Listening:
    """Decode a file once and measure everything this room can measure.

    Parameters
    ----------
    path : Path
        Audio file of any format FFmpeg decodes.
    options : ListenOptions
        Limits; frames are always kept.

    Raises
    ------
    UnreadableAudioError
        In one of its forms: no such file, no permission, empty, no audio, nothing decodable,
        shorter than a thirtieth of a second. Damage that leaves audio is not an error but counted.
    """
    return measure(path, decode_once(path, options))


def decode_once(path: Path, options: ListenOptions = ListenOptions()) -> Decoded:
    """Pass over a file once and keep what was asked for.

    Raises
    ------
    UnreadableAudioError
        As `listen`.

    Notes
    -----
    One pass, because decoding is half the cost: two short-time spectra (50 and 5 frames per
    second) and one loudness spectrum serve all measurements; the fingerprint and the models'
    excerpts are tapped from the same blocks.
    """
    with open_audio(path, options.decode) as reader:
        rate_hz, channels = reader.sample_rate_hz, reader.channels
        frames_pass = StreamingPass(rate_hz, channels) if options.frames else None
        fingerprint = FingerprintTap(rate_hz, channels) if options.fingerprint else None
        taps = {
            name: ExcerptTap(wish, rate_hz, channels) for name, wish in options.excerpts.items()
        }
        takers = [taker for taker in (frames_pass, fingerprint, *taps.values()) if taker]
        sample_count = 0
        for block in reader.blocks():
            sample_count += block.shape[1]
            for taker in takers:
                taker.feed(block)
        report, metadata = reader.report, reader.metadata
        codec, source_channels = reader.codec, reader.source_channels
        content_hash = reader.content_hash
    duration_s = sample_count / rate_hz
    if sample_count == 0:
        raise UndecodableAudioError(path, f"{report.error_count} damaged packets")
    if duration_s < SHORTEST_S:
        raise AudioTooShortError(path, duration_s, SHORTEST_S)
    return Decoded(
        duration_s=duration_s,
        sample_rate_hz=rate_hz,
        channels=source_channels,
        codec=codec,
        report=report,
        tags=read_tags(path, metadata),
        content_hash=content_hash,
        frames=frames_pass.finish() if frames_pass else None,
        fingerprint=fingerprint.finish() if fingerprint else None,
        excerpts={name: tap.finish() for name, tap in taps.items()},
    )


def measure(path: Path, decoded: Decoded) -> Listening:
    """Measure everything that the frames of a decoded file tell.

    Raises
    ------
    ValueError
        When the frames were not kept.
    """
    frames = decoded.frames
    if frames is None:
        raise ValueError("measuring needs frames; decode with ListenOptions(frames=True)")
    loudness, onsets = measure_loudness(frames), find_onsets(frames.mel_energies)
    rhythm = measure_rhythm(frames, onsets)
    chunks, hints = read_sample_chunks(path), file_name_hints(f"{path.parent.name}/{path.name}")
    sample = describe_sample(frames, rhythm.tempo, chunks, hints)
    return Listening(
        decoded=decoded,
        loudness=loudness,
        dynamics=measure_dynamics(frames, loudness),
        stereo=measure_stereo(frames),
        rhythm=rhythm,
        key=_measure_key(frames, sample, hints),
        timbre=measure_timbre(frames, loudness, onsets),
        structure=measure_structure(frames, rhythm.beats_s),
        sample=sample,
        flux=onsets.flux,
        peaks=waveform_peaks(frames.waveform_extremes),
    )


def _measure_key(frames: Frames, sample: SampleDescription, hints: NameHints) -> Key | None:
    """Return the key, for samples with what their kind, instrument and name say of it."""
    if sample.kind.kind == "song":
        return measure_key(frames)
    told = sample.instrument.probabilities
    if sum(told.get(name, 0.0) for name in UNPITCHED) > LEAST_PROBABILITY:
        return None
    root = measure_root(frames) if sample.kind.kind == "one_shot" else None
    return measure_key(frames, named=_named_keys(hints), root=root)


def _named_keys(hints: NameHints) -> tuple[PitchKey, ...]:
    """Return the keys a name allows: both modes where it gives none."""
    if hints.key is not None:
        return (hints.key,)
    if hints.root_pitch_class is None:
        return ()
    return tuple(PitchKey(hints.root_pitch_class, mode) for mode in ("major", "minor"))
