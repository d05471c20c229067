"""The demo library: every genre, tagged, with a cover of its own, always the same."""

from pathlib import Path

import numpy as np
import pytest
from mutagen.flac import FLAC

from menura.audio.listen import listen
from menura.studio.cover import draw_cover
from menura.studio.demo import plan_demo
from menura.studio.demo_tracks import write_demo_track
from menura.studio.flac_file import write_flac
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Mode
from tests.unit.studio.scores import small_score


def test_the_first_round_takes_every_genre_once_and_no_file_twice():
    tracks = plan_demo(len(GENRES))
    assert {track.plan.genre for track in tracks} == set(GENRES)
    many = plan_demo(150)
    assert len({track.file_stem for track in many}) == 150
    assert many[: len(GENRES)] != plan_demo(len(GENRES), seed=2)
    assert len({track.artist for track in many}) > 8


def test_the_same_seed_plans_the_same_library():
    assert plan_demo(60, seed=9) == plan_demo(60, seed=9)


def test_covers_differ_by_music_and_title_and_are_pictures():
    one = draw_cover(small_score(), "One", side=64)
    assert one == draw_cover(small_score(), "One", side=64)
    assert one != draw_cover(small_score(), "Two", side=64)
    assert one != draw_cover(small_score(key=1, mode=Mode.MAJOR), "One", side=64)
    assert one.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_flac_file_holds_samples_tags_and_cover(tmp_path: Path):
    t = np.arange(48_000) / 48_000
    tone = (0.25 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    cover = draw_cover(small_score(), "x", side=32)
    path = tmp_path / "a.flac"
    write_flac(path, np.stack([tone, -tone]), tags={"TITLE": "曲"}, cover=cover, seed=1)
    file = FLAC(path)
    assert file["TITLE"] == ["曲"]
    assert file.pictures[0].data == cover
    assert file.info.length == pytest.approx(1.0)
    heard = listen(path)
    assert heard.loudness.sample_peak_dbfs == pytest.approx(-12.04, abs=0.02)
    assert [p.name for p in tmp_path.iterdir()] == ["a.flac"]


@pytest.mark.slow
def test_a_demo_track_is_written_once_and_is_as_loud_as_others(tmp_path: Path):
    track = plan_demo(1)[0]
    path = write_demo_track(track, tmp_path)
    heard = listen(path)
    assert heard.loudness.integrated_lufs == pytest.approx(-14, abs=0.3)
    assert heard.decoded.tags.title == track.title
    assert heard.decoded.duration_s == pytest.approx(track.plan.duration_s, abs=0.01)
    before = path.stat().st_mtime_ns
    write_demo_track(track, tmp_path)
    assert path.stat().st_mtime_ns == before
