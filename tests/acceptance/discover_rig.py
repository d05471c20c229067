"""A library of known sounds, and a Menura over it whose jobs are done when a test says so."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from fastapi.testclient import TestClient

from menura.analysis import EmbeddingRow, Measured, MoodScore, MoodScores
from menura.analysis.hearing import hear
from menura.analysis.model_pools import ProcessModelPools
from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.catalogue import Track
from menura.config import load_settings
from menura.embedding import DSP
from menura.jobs.inline_engine import InlineEngine
from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.store import Unit
from menura.worker.handlers import job_kinds
from tests.factories import add_source, add_tracks, features, measured, record

V1 = "/api/v1"
STYLES = {
    # genre: mood, tempo in BPM, tonic, energy
    "Techno": ("party", 130.0, "A", 0.9),
    "Jazz": ("relaxed", 90.0, "D", 0.4),
    "Ambient": ("sad", 65.0, "C", 0.1),
    "Metal": ("aggressive", 165.0, "E", 1.0),
    "Folk": ("happy", 105.0, "G", 0.5),
    "Dub": ("danceable", 75.0, "F", 0.6),
}
PER_STYLE = 20
ARTISTS = 4  # of each style
AXES = 4  # of the space, for each style: what tells its artists apart
ODD_TITLES = {0: 'Ümlaut & "quotes" <b>', 1: "Two\nlines", 2: "日本の歌", 3: "100 %25 #hash's"}


@dataclass
class Rig:
    """A Menura without workers."""

    application: Menura
    api: TestClient
    engine: InlineEngine
    music: Path
    source_id: str = ""
    ids: dict[str, list[str]] = field(default_factory=dict)
    """The tracks of each style."""

    # ------------------------------------------------------------- speak with it

    def get(self, path: str, **query: Any) -> Any:
        return self._said(self.api.get(V1 + path, params=query))

    def post(self, path: str, body: Any = None) -> Any:
        return self._said(self.api.post(V1 + path, json=body))

    def put(self, path: str, body: Any) -> Any:
        return self._said(self.api.put(V1 + path, json=body))

    def patch(self, path: str, body: Any) -> Any:
        return self._said(self.api.patch(V1 + path, json=body))

    def delete(self, path: str) -> None:
        self._said(self.api.delete(V1 + path))

    def work(self) -> None:
        """Do all that waits."""
        self.engine.start()

    def done(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do the work of a job that was answered, and return its result."""
        self.work()
        ended = self.get(f"/jobs/{job['job_id']}")
        assert ended["status"] == "completed", ended
        result: dict[str, Any] = ended["results"]
        return result

    # ----------------------------------------------------------- know its music

    def style_of(self, track_id: str) -> str:
        return next(style for style, ids in self.ids.items() if track_id in ids)

    def styles(self, answer: dict[str, Any]) -> list[str]:
        return [self.style_of(item["track"]["id"]) for item in answer["items"]]

    def playlist(self, name: str, track_ids: Sequence[str]) -> dict[str, Any]:
        items = [{"track_id": one} for one in track_ids]
        made: dict[str, Any] = self.post("/playlists", {"name": name, "items": items})
        return made

    def playlist_ids(self, playlist_id: str) -> list[str]:
        return [item["track"]["id"] for item in self.get(f"/playlists/{playlist_id}")["items"]]

    def add_music(self, style: str, count: int, name: str = "new") -> list[str]:
        """Have some more tracks of a style heard."""
        with self.application.store.unit() as unit:
            source = unit.sources.get(self.source_id)
            at = range(PER_STYLE, PER_STYLE + count)
            names = [f"{style}/{name}-{place}.flac" for place in at]
            tracks = add_tracks(unit, source, *names)
            for place, track in zip(at, tracks, strict=True):
                keep_sound(unit, track, style, place)
        added = [track.id for track in tracks]
        self.ids[style] += added
        return added

    @staticmethod
    def _said(answer: Any) -> Any:
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def keep_sound(unit: Unit, track: Track, style: str, place: int) -> None:
    """Keep what is heard of a track: near to those of its style, nearest to its artist's."""
    mood, tempo_bpm, tonic, energy = STYLES[style]
    number = list(STYLES).index(style)
    artist = place % ARTISTS
    rng = np.random.default_rng([number, place])
    vector = rng.normal(size=DSP.dimension) * 0.02
    vector[number * AXES : number * AXES + AXES] += 0.6
    vector[number * AXES + artist] += 0.4
    unit_vector = np.asarray(vector / np.linalg.norm(vector), np.float32)
    heard = features(tempo_bpm=tempo_bpm + place % 5, key=tonic, energy=energy, brightness=energy)
    moods = MoodScores(
        "estimated", {mood: MoodScore(0.9, 0.9)}, {style.casefold(): MoodScore(0.9, 0.9)}
    )
    rows = [EmbeddingRow(track.id, DSP.name, "0" * 64, unit_vector)]
    unit.analyses.keep(track.id, measured(features=heard, moods=[moods], embeddings=rows))
    title = f"{style} No. {place}"
    record(
        unit,
        track,
        title=ODD_TITLES.get(place, title) if style == "Dub" else title,
        artists=(f"{style} {'ABCD'[artist]}",),
        album=f"{style} Volume {place // 10}",
        genres=(style,),
        year=1970 + place,
        duration_s=200.0 + place,
    )


def fill(application: Menura, music: Path) -> tuple[str, dict[str, list[str]]]:
    """Take in the music; return the source's id, and the tracks of each style."""
    music.mkdir()
    with application.store.unit() as unit:
        source = add_source(unit, "Music", str(music))
        ids: dict[str, list[str]] = {}
        for style in STYLES:
            names = [f"{style}/{place:02d}.flac" for place in range(PER_STYLE)]
            tracks = add_tracks(unit, source, *names)
            for place, track in enumerate(tracks):
                keep_sound(unit, track, style, place)
            ids[style] = [track.id for track in tracks]
    return source.id, ids


def keep_unheard(rig: Rig) -> str:
    """Have a track that was found, and not yet analysed."""
    with rig.application.store.unit() as unit:
        source = unit.sources.get(rig.source_id)
        (track,) = add_tracks(unit, source, "Jazz/unheard.flac")
    return track.id


def keep_without_vector(rig: Rig) -> str:
    """Have a track that was analysed, but has no vector."""
    with rig.application.store.unit() as unit:
        source = unit.sources.get(rig.source_id)
        (track,) = add_tracks(unit, source, "Jazz/without vector.flac")
        unit.analyses.keep(track.id, Measured(features=features()))
        record(unit, track, title="Nothing to hear")
    return track.id


@contextmanager
def running(home: Path, **settings: Any) -> Iterator[Rig]:
    """Run a Menura with an empty library."""
    application = build(load_settings(data_dir=home / "data", **settings))
    pool = ProcessPool(hear, size=1, options=PoolOptions())
    models = ProcessModelPools(application.models)
    engine = InlineEngine(
        application.store, job_kinds(application, pool, models), application.clock
    )
    client = TestClient(
        create_app(application), base_url="http://localhost", raise_server_exceptions=False
    )
    with client:
        yield Rig(application, client, engine, home / "music")
    pool.close()
    models.close()
    application.stop()


@contextmanager
def filled(home: Path, **settings: Any) -> Iterator[Rig]:
    """Run a Menura over the music."""
    with running(home, **settings) as rig:
        rig.source_id, rig.ids = fill(rig.application, rig.music)
        yield rig
