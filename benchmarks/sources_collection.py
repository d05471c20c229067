"""Share the analysis of a large library: write the archive, and take it in elsewhere."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.listening.report import Table
from benchmarks.sources_apart import Apart, run_apart
from benchmarks.sources_walk import opened
from menura.analysis import (
    BeatGrid,
    EmbeddingRow,
    Fingerprint,
    Measured,
    MoodScore,
    MoodScores,
    Section,
    StepState,
    Waveform,
)
from menura.audio.fingerprint import CODE_PERIOD_S, FINGERPRINT_LENGTH_S
from menura.audio.fingerprint_match import fingerprint_pieces
from menura.catalogue import FoundFile, HeardFile, TrackMetadata
from menura.kernel.clock import SystemClock
from menura.sharing import Archive, Consent, InstanceKey, Intake, Wanted, export_collection
from menura.store import Store, open_store
from tests.factories import features, unit_vector

LENGTH_S = 240.0
CHUNK = 500
SPACES = {"dsp": 256, "clap": 512}
VERSIONS = {"features": "1", "fingerprint": "1", "dsp": "0" * 64, "clap": "1" * 64}
SCAN_ID = "0" * 32
ARCHIVE = "archive"


def measure_collection(tracks: int) -> Table:
    """Fill a library, write its archive, and take that in where nothing and where all is known."""
    table = Table(f"Collection archive of {tracks:,} recordings with dsp and clap vectors")
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        here, empty = Path(folder) / "here", Path(folder) / "empty"
        for home in (here, empty):
            with opened(home):
                pass
        fill_library(here, tracks)
        told = run_apart("benchmarks.sources_collection:write_archive", home=str(here))
        assert told.told == {"tracks": tracks, "left_out": 0}, told.told
        _add(table, "export", told)
        archive = (here / ARCHIVE).rename(Path(folder) / ARCHIVE)
        table.add("  size of the archive", archive.stat().st_size / 1e6, "MB")
        table.add("  ... for each track", archive.stat().st_size / tracks / 1e3, "kB")
        for name, home, known in (("empty", empty, 0), ("the same", here, tracks)):
            wish = {"home": str(home), "archive": str(archive)}
            told = run_apart("benchmarks.sources_collection:take_in", **wish)
            assert (told.told["known"], told.told["done"]) == (known, tracks), told.told
            _add(table, f"import into a library that is {name}", told)
    return table


def _add(table: Table, name: str, told: Apart) -> None:
    table.add(name, told.seconds, "s")
    table.add("  processor time", told.cpu_s, "s")
    table.add("  highest memory", told.peak_mb, "MB")


def write_archive(home: str) -> dict[str, int]:
    """Agree to share, and write all there is into an archive."""
    store = open_store(Path(home))
    try:
        with store.unit() as unit:
            unit.collection.set_consent(Consent(share=True, instance="Bench"))
        key, target = InstanceKey(Path(home)), Path(home) / ARCHIVE
        made = export_collection(
            store, target, key=key, wanted=Wanted(VERSIONS), clock=SystemClock()
        )
        return {"tracks": made.manifest.track_count, "left_out": made.left_out}
    finally:
        store.close()


def take_in(home: str, archive: str) -> dict[str, int]:
    """Trust whoever signed an archive, look at all of it, and take it in."""
    store = open_store(Path(home))
    try:
        with Archive(Path(archive)) as opened_archive:
            with store.unit() as unit:
                unit.collection.trust(opened_archive.signer, "Bench", SystemClock().now())
            return Intake(store, VERSIONS, SystemClock()).take_in(opened_archive).plain()
    finally:
        store.close()


def fill_library(home: Path, tracks: int) -> None:
    """Keep synthetic recordings as a scan would have left them."""
    store = open_store(home)
    try:
        with opened(home) as menura, menura.rooms() as rooms:
            source_id = rooms.library.add_folder(str(home)).id
        for first in range(1, tracks + 1, CHUNK):
            _keep(store, source_id, range(first, min(first + CHUNK, tracks + 1)))
    finally:
        store.close()


def _keep(store: Store, source_id: str, numbers: range) -> None:
    now = SystemClock().now()
    with store.unit() as unit:
        found = [FoundFile(f"{number}.flac", 1, 1) for number in numbers]
        unit.tracks.upsert_found(source_id, SCAN_ID, found, now)
        places = [file.location for file in found]
        standing = unit.tracks.by_locations(source_id, places)
        for number, place in zip(numbers, places, strict=True):
            track = standing[place]
            said = TrackMetadata(
                title=f"Song {number}",
                artists=(f"Artist {number // 60}",),
                album=f"Album {number // 12}",
            )
            heard = HeardFile(said, LENGTH_S, f"{number:032x}")
            unit.tracks.record_heard(track.id, heard, now)
            done = {step: StepState(version, now) for step, version in VERSIONS.items()}
            unit.analyses.keep(track.id, _measured(track.id, number, done))


def _measured(track_id: str, number: int, done: dict[str, StepState]) -> Measured:
    """Return what is measured of four minutes of music, of the usual size; by a seed."""
    chance = np.random.default_rng(number)
    length_s = min(LENGTH_S, FINGERPRINT_LENGTH_S)
    codes = chance.integers(0, 2**32, round(length_s / CODE_PERIOD_S), np.uint32)
    beats_s = np.cumsum(chance.normal(0.5, 0.005, 470)).astype(np.float32)
    peaks = chance.integers(1, 127, (round(20 * LENGTH_S), 1), np.int8)
    return Measured(
        features=features(
            tempo_bpm=float(chance.uniform(60, 180)),
            loudness_lufs=float(chance.uniform(-20, -7)),
            spectrum_db=tuple(chance.normal(-30.0, 8.0, 31).round(2).tolist()),
            sections=tuple(_sections(chance)),
        ),
        waveform=Waveform(LENGTH_S, np.hstack([-peaks, peaks])),
        beats=BeatGrid(beats_s, beats_s[::4]),
        fingerprint=Fingerprint(LENGTH_S, codes, fingerprint_pieces(codes)),
        moods=[MoodScores("clap", {"calm": MoodScore(0.6, 0.3), "happy": MoodScore(0.2, 0.4)}, {})],
        embeddings=[
            EmbeddingRow(track_id, space, VERSIONS[space], unit_vector(number, dimension))
            for space, dimension in SPACES.items()
        ],
        steps=done,
    )


def _sections(chance: np.random.Generator) -> Iterator[Section]:
    ends_s = np.linspace(0.0, LENGTH_S, 9)
    for begin_s, end_s in zip(ends_s[:-1].tolist(), ends_s[1:].tolist(), strict=True):
        energy, confidence = chance.uniform(0.1, 0.9, 2).round(3).tolist()
        yield Section(
            begin_s, end_s, str(chance.choice(["A", "B", "C"])), -14.0, energy, confidence
        )
