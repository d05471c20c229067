"""Listen to a file: one decode, every measurement."""

from dataclasses import dataclass, field
from pathlib import Path

from menura.audio.arrays import Int8Array
from menura.audio.decode import DecodeOptions, DecodeReport, open_audio
from menura.audio.errors import AudioTooShortError, UndecodableAudioError
from menura.audio.frames import Frames
from menura.audio.key import Key, measure_key
from menura.audio.loudness import Loudness, measure_loudness
from menura.audio.onsets import find_onsets
from menura.audio.peaks import waveform_peaks
from menura.audio.streaming import StreamingPass
from menura.audio.tags import Tags, read_tags
from menura.audio.tempo import Tempo, measure_tempo
from menura.audio.timbre import Timbre, measure_timbre

LISTENER_VERSION: int = 1
"""Raised whenever a measurement changes its meaning; older results are then measured again."""

SHORTEST_S = 0.5


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Choose what listening may cost."""

    decode: DecodeOptions = field(default_factory=DecodeOptions)


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """Hold everything one listening to a file found out.

    Parameters
    ----------
    duration_s : float
        What could be decoded; with damaged files less than the container promised.
    sample_rate_hz, channels : int
        Of the decoded signal; `channels` is the file's own number, also beyond stereo.
    codec : str
        FFmpeg's name of the codec.
    decode : DecodeReport
        How decoding went.
    tags : Tags
        What the file says about itself.
    loudness : Loudness
        Loudness and peaks.
    tempo : Tempo or None
        None for silence, drones and noise.
    key : Key or None
        None when nothing has a pitch.
    timbre : Timbre
        31-band profile, brightness, energy.
    peaks : ndarray, shape (p, 2), int8
        Waveform for drawing, 20 per second.
    frames : Frames
        What embedders read.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    codec: str
    decode: DecodeReport
    tags: Tags
    loudness: Loudness
    tempo: Tempo | None
    key: Key | None
    timbre: Timbre
    peaks: Int8Array
    frames: Frames

    @property
    def decode_error_count(self) -> int:
        """Number of damaged packets that were skipped."""
        return self.decode.error_count

    @property
    def spectrum_profile_db(self) -> tuple[float, ...]:
        """Level of 31 third octaves relative to the whole."""
        return self.timbre.profile_db

    @property
    def brightness(self) -> float:
        """From 0 (dark) to 1 (bright)."""
        return self.timbre.brightness

    @property
    def energy(self) -> float:
        """From 0 (calm) to 1 (driving)."""
        return self.timbre.energy


def listen(path: Path, options: ListenOptions = ListenOptions()) -> Listening:
    """Decode a file once and measure everything this room can measure.

    Parameters
    ----------
    path : Path
        Audio file of any format FFmpeg decodes.
    options : ListenOptions
        Limits.

    Raises
    ------
    UnreadableAudioError
        In one of its forms: no such file, no permission, empty, no audio, nothing decodable,
        shorter than half a second. Damage that leaves audio is not an error but counted.

    Notes
    -----
    One pass, because decoding is half the cost: two short-time spectra (50 and 5 frames per
    second) and one loudness spectrum serve all measurements.
    """
    with open_audio(path, options.decode) as reader:
        listening = StreamingPass(reader.sample_rate_hz, reader.channels)
        for block in reader.blocks():
            listening.feed(block)
        report, metadata = reader.report, reader.metadata
        codec, channels = reader.codec, reader.source_channels
    frames = listening.finish()
    if frames.sample_count == 0:
        raise UndecodableAudioError(path, f"{report.error_count} damaged packets")
    if frames.duration_s < SHORTEST_S:
        raise AudioTooShortError(path, frames.duration_s, SHORTEST_S)
    loudness, onsets = measure_loudness(frames), find_onsets(frames.mel_energies)
    return Listening(
        duration_s=frames.duration_s,
        sample_rate_hz=frames.sample_rate_hz,
        channels=channels,
        codec=codec,
        decode=report,
        tags=read_tags(path, metadata),
        loudness=loudness,
        tempo=measure_tempo(onsets),
        key=measure_key(frames),
        timbre=measure_timbre(frames, loudness, onsets),
        peaks=waveform_peaks(frames.waveform_extremes),
        frames=frames,
    )
