"""Make files that fit a context, and keep those that were wanted last."""

import errno
import hashlib
import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.decode import open_audio
from menura.audio.errors import (
    AudioForbiddenError,
    AudioMissingError,
    AudioReadError,
    UndecodableAudioError,
)
from menura.audio.file_name_hints import Instrument
from menura.audio.key_notation import PitchKey
from menura.audio.sample_chunk_writer import SampleNotes, root_midi_of
from menura.kernel.disk import force_to_disk
from menura.suggest.errors import ExportFailedError, FitError
from menura.suggest.handoff.fitting import check_fit, fit_audio
from menura.suggest.handoff.limiting import limit_peaks
from menura.suggest.handoff.wav_file import HIGHEST_PEAK, WavTexts, write_sample
from menura.suggest.model import Fit

MAKERS, PATIENCE_S = 2, 30.0  # at once: each takes a processor, and up to 800 MB
LONGEST_S = 240.0  # takes half a minute and 800 MB; what is longer is no sample
PERCUSSIVE: frozenset[Instrument] = frozenset({"kick", "snare", "hat", "percussion", "full_loop"})
_LEFT_ALONE_S = 3600.0  # what is still being made is never older
_VERSION = "1"  # of how files are made; another one makes all of them anew
_MB = 1 << 20
_LOSSY_PEAK = 1.12  # 1 dB over full scale, as MP3 of loud music decodes
_MOST_BEATS = 4096
_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0

Kind = Literal["loop", "one_shot", "song"]


@dataclass(frozen=True, slots=True)
class FitRequest:
    """A file to be made.

    Attributes
    ----------
    source : Path
        File of the track, of any format that is listened to.
    fit : Fit
    title : str
        Of the track.
    tempo_bpm : float, optional
        Of the session.
    key : PitchKey, optional
        Of the track after fitting.
    kind : str
        ``loop``, ``one_shot``, or ``song`` for anything that is not repeated.
    instrument : str, optional
        Decides what has to stay sharp, and that voices keep their formants.
    beat_count : int, optional
        Of a loop.
    meter_numerator : int
    """

    track_id: str
    source: Path
    fit: Fit
    title: str = ""
    tempo_bpm: float | None = None
    key: PitchKey | None = None
    kind: Kind = "loop"
    instrument: Instrument | None = None
    beat_count: int | None = None
    meter_numerator: int = 4
    meter_denominator: int = 4


class FittedFiles:
    """Files that fit, in a folder of their own.

    Parameters
    ----------
    folder : Path
        Made when first written to. Nothing else should lie in it.
    limit_mb : float
        Beyond it the files that were not wanted for longest go; the newest always stays.
    """

    def __init__(self, folder: Path, limit_mb: float) -> None:
        self.folder = folder
        self._limit_bytes = round(limit_mb * _MB)
        self._guard = threading.Lock()
        self._making: dict[str, tuple[threading.Lock, list[None]]] = {}
        self._makers = threading.BoundedSemaphore(MAKERS)

    def file(self, request: FitRequest) -> Path:
        """Return a WAV file of 24 bits that fits; it is made if it is not there.

        Of several that ask for the same file at once, one makes it and the others wait. Nothing of
        a failed attempt stays.

        Raises
        ------
        FitError
            It cannot be stretched that far, or is longer than four minutes.
        UnreadableAudioError
            In one of its forms: the source is missing or damaged.
        ExportFailedError
            The folder cannot be written to.
        """
        check_fit(request.fit)
        name = _name(request)
        path = self.folder / f"{name}.wav"
        with self._alone(name):
            if not path.is_file():
                self._make_in_turn(request, path)
            with suppress(OSError):
                os.utime(path)
        return path

    def _make_in_turn(self, request: FitRequest, path: Path) -> None:
        """Make a file when few others are being made; raise ExportFailedError if that lasts."""
        if not self._makers.acquire(timeout=PATIENCE_S):
            raise ExportFailedError(
                "Too many samples are being fitted at the moment; try again when they are done."
            )
        try:
            self._make(request, path)
        finally:
            self._makers.release()

    def _make(self, request: FitRequest, path: Path) -> None:
        samples, rate_hz = _decoded(request.source)
        fitted = fit_audio(
            samples,
            rate_hz,
            request.fit,
            is_percussive=request.instrument in PERCUSSIVE,
            is_loop=request.kind == "loop",
            keeps_formants=request.instrument == "vocal",
        )
        if float(np.abs(samples).max()) <= _LOSSY_PEAK:  # else it is turned down as a whole
            fitted = limit_peaks(fitted, rate_hz, ceiling=HIGHEST_PEAK)
        tempo_bpm = _tempo_bpm(request, fitted.shape[1] / rate_hz)
        part = path.with_name(f".{path.stem}.{uuid4().hex}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_sample(
                part,
                fitted,
                rate_hz,
                notes=_notes(request, tempo_bpm),
                texts=WavTexts(
                    request.title or request.source.stem, tempo_bpm, request.key, _comment(request)
                ),
            )
            force_to_disk(part)
            os.replace(part, path)
        except OSError as error:
            raise failed_writing(self.folder, error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._make_room(path)

    def _make_room(self, newest: Path) -> None:
        """Remove what was not wanted for longest, and what a killed process left."""
        files: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            with suppress(OSError):  # gone meanwhile
                status = path.stat()
                if path.suffix == ".part" and time.time() - status.st_mtime > _LEFT_ALONE_S:
                    path.unlink()
                elif path.suffix == ".wav":
                    files.append((status.st_mtime_ns, status.st_size, path))
        over = sum(size for _, size, _ in files) - self._limit_bytes
        for _, size, path in sorted(files):
            if over > 0 and path != newest:
                with suppress(OSError):
                    path.unlink()
                    over -= size

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Let one at a time work on a file."""
        with self._guard:
            lock, users = self._making.setdefault(name, (threading.Lock(), []))
            users.append(None)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                users.pop()
                if not users:
                    del self._making[name]


def failed_writing(folder: Path, error: OSError) -> ExportFailedError:
    """Return what to say when a folder cannot be written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        advice = "Make room on that disk and try again"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        advice = "Give the user Menura runs as write permission, or name another folder"
    else:
        advice = "See that it is a folder on a disk that works, or name another one"
    reason = error.strerror or str(error)
    return ExportFailedError(f"Nothing can be written to {str(folder)!r}: {reason}. {advice}.")


def _name(request: FitRequest) -> str:
    """Return what tells a request from all others, and a source from what it was before."""
    source = request.source
    try:
        status = source.stat()
    except PermissionError as error:
        raise AudioForbiddenError(source) from error
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise AudioMissingError(source) from error
    except OSError as error:
        raise AudioReadError(source, error.strerror or str(error)) from error
    told = (_VERSION, str(source), status.st_size, status.st_mtime_ns, repr(request))
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()[:40]


def _decoded(source: Path) -> tuple[Float32Array, int]:
    """Return all of a file's sound and its rate."""
    blocks, count = [], 0
    with open_audio(source) as reader:
        rate_hz = reader.sample_rate_hz
        for block in reader.blocks():
            blocks.append(block)
            count += block.shape[1]
            if count > LONGEST_S * rate_hz:
                raise FitError(
                    f"{str(source)!r} is longer than {LONGEST_S / 60:g} minutes, too long to be "
                    "fitted at once; cut out what is wanted of it."
                )
    if not count:
        raise UndecodableAudioError(source, "no sample of it")
    return np.concatenate(blocks, axis=1), rate_hz


def _tempo_bpm(request: FitRequest, duration_s: float) -> float | None:
    """Return the tempo of the result: of a loop by its beats, else the session's."""
    if request.kind == "one_shot":
        return None
    if request.kind == "loop" and request.beat_count:
        tempo_bpm = 60 * request.beat_count / duration_s
    else:
        tempo_bpm = request.tempo_bpm or math.nan
    return tempo_bpm if _LOWEST_BPM <= tempo_bpm <= _HIGHEST_BPM else None


def _notes(request: FitRequest, tempo_bpm: float | None) -> SampleNotes | None:
    if request.kind == "song":
        return None
    is_count = request.beat_count is not None and 0 < request.beat_count <= _MOST_BEATS
    return SampleNotes(
        request.kind,
        tempo_bpm=tempo_bpm,
        beat_count=request.beat_count if is_count else None,
        meter_numerator=request.meter_numerator,
        meter_denominator=request.meter_denominator,
        root_midi=root_midi_of(request.key),
    )


def _comment(request: FitRequest) -> str:
    ratio = request.fit.stretch_ratio or 1.0
    return (
        f"{request.source.name}: {ratio:.4f} times as long, "
        f"{request.fit.transpose_semitones:+d} semitones"
    )
