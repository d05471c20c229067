"""Listening resumes by step: nothing is done twice, nothing stale is kept, nothing ends a scan."""

from pathlib import Path

import mutagen
import pytest

from menura.analysis import TrackAnalyses
from menura.analysis.inference import ModelResult
from menura.catalogue import TrackState
from menura.jobs import JobSuspendedError
from menura.kernel.clock import SystemClock
from menura.kernel.errors import CancelledError, UnavailableError
from menura.store import Store
from tests.audio_synthesis import STYLES, render_style, write_audio
from tests.listening_bench import ListeningBench

RATE_HZ = 22_050


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two short songs that sound different."""
    folder = tmp_path_factory.mktemp("songs")
    made = []
    for number in range(2):
        path = folder / f"{number}.flac"
        signal = render_style(
            STYLES[number],
            tempo_bpm=100.0 + 20 * number,
            tonic=5 * number,
            duration_s=8.0,
            seed=number,
            sample_rate_hz=RATE_HZ,
        )
        write_audio(path, signal, RATE_HZ, tags={"title": f"Song {number}"})
        made.append(path)
    return made[0], made[1]


@pytest.fixture
def bench(sqlite_store: Store, tmp_path: Path, songs: tuple[Path, Path]) -> ListeningBench:
    folder = tmp_path / "music"
    folder.mkdir()
    bench = ListeningBench(sqlite_store, folder)
    bench.add(songs[0], "a.flac")
    return bench


def test_a_new_file_gets_every_step_and_a_second_scan_reads_nothing(bench: ListeningBench):
    assert bench.scan() == {"total": 1, "heard": 1, "failed": 0, "gone": 0}
    known = bench.known("a.flac")
    assert known.steps.keys() == {"features", "fingerprint", "dsp", "moods"}
    assert known.features.tempo_bpm is not None
    assert known.moods.moods
    assert known.fingerprint is not None
    track = bench.tracks()["a.flac"]
    assert (track.state, track.title) == (TrackState.ANALYSED, "Song 0")
    assert track.content_hash is not None
    bench.scan()
    assert bench.pool.tasks == []


def test_new_tags_are_read_without_decoding_anything(bench: ListeningBench):
    bench.scan()
    before = bench.known("a.flac").steps
    file = mutagen.File(bench.folder / "a.flac")
    file["title"] = ["Another title"]
    file.save()
    bench.scan()
    assert bench.tracks()["a.flac"].title == "Another title"
    assert bench.steps_read() == {"a.flac": set()}
    assert bench.known("a.flac").steps == before
    assert bench.tracks()["a.flac"].state is TrackState.ANALYSED


def test_another_sound_under_the_same_name_is_heard_anew(
    bench: ListeningBench, songs: tuple[Path, Path]
):
    bench.models.versions["musicnn"] = "1"
    bench.scan()
    before = bench.known("a.flac")
    bench.add(songs[1], "a.flac")
    bench.models.trouble = UnavailableError("The model is away.")
    with pytest.raises(UnavailableError):
        bench.scan()
    after = bench.known("a.flac")
    assert all(tag.source == "estimated" for tag in (*after.moods.tags, *after.moods.moods))
    with bench.store.unit(read_only=True) as unit:
        assert unit.analyses.embedding(bench.tracks()["a.flac"].id, "musicnn") is None
    assert after.features.spectrum_db != before.features.spectrum_db
    assert "musicnn" not in after.steps, "what the model told of the old sound must not be kept"
    bench.models.trouble = None
    bench.scan()
    assert bench.steps_read() == {"a.flac": {"musicnn"}}


def test_better_moods_read_no_file(bench: ListeningBench):
    bench.scan()
    (bench.folder / "a.flac").chmod(0)
    bench.models.versions["moods"] = "2"
    assert bench.scan()["heard"] == 1
    assert bench.pool.tasks == []
    assert bench.known("a.flac").steps["moods"].version == "2"


def test_a_better_fingerprint_measures_nothing_else(bench: ListeningBench):
    bench.scan()
    before = bench.known("a.flac")
    bench.models.versions["fingerprint"] = "2"
    bench.scan()
    assert bench.steps_read() == {"a.flac": {"fingerprint"}}
    after = bench.known("a.flac")
    assert after.steps["fingerprint"].version == "2"
    assert after.steps["features"] == before.steps["features"]


def test_a_model_that_was_added_hears_what_was_heard_before(bench: ListeningBench):
    bench.scan()
    bench.models.versions["musicnn"] = "abc"
    bench.scan()
    assert bench.steps_read() == {"a.flac": {"musicnn"}}
    assert bench.models.heard == ["a.flac"]
    known = bench.known("a.flac")
    assert known.steps["musicnn"].version == "abc"
    assert {m.label: m.source for m in known.moods.moods}["happy"] == "musicnn"
    bench.scan()
    assert bench.pool.tasks == []


def test_a_model_that_fails_on_a_track_is_not_asked_for_ever(
    bench: ListeningBench, songs: tuple[Path, Path]
):
    bench.add(songs[1], "b.flac")
    bench.models.versions["musicnn"] = "abc"
    bench.models.fails_for = "a.flac"
    assert bench.scan() == {"total": 2, "heard": 2, "failed": 0, "gone": 0}
    step = bench.known("a.flac").steps["musicnn"]
    assert (step.error_code, step.error_message) == ("crashed", "The process died.")
    assert bench.known("b.flac").steps["musicnn"].error_code is None
    bench.scan()
    assert bench.models.heard == []
    bench.models.fails_for = None
    bench.scan(retry_failed=True)
    assert bench.models.heard == ["a.flac"]
    assert bench.known("a.flac").steps["musicnn"].error_code is None


def test_what_a_broken_model_line_leaves_undone_is_done_by_the_next_scan(
    bench: ListeningBench,
):
    bench.models.versions["musicnn"] = "abc"
    bench.models.trouble = UnavailableError("The disk is full.")
    with pytest.raises(UnavailableError):
        bench.scan()
    assert bench.known("a.flac").steps.keys() == {"features", "fingerprint", "dsp", "moods"}
    bench.models.trouble = None
    bench.scan()
    assert bench.steps_read() == {"a.flac": {"musicnn"}}


def test_one_file_that_kills_its_process_costs_the_others_nothing(
    bench: ListeningBench, songs: tuple[Path, Path]
):
    bench.add(songs[1], "evil.flac")
    bench.pool.die_at = "evil.flac"
    assert bench.scan() == {"total": 2, "heard": 1, "failed": 1, "gone": 0}
    assert [Path(t.path).name for t in bench.pool.tasks].count("evil.flac") == 2
    track = bench.tracks()["evil.flac"]
    assert (track.state, track.error_code) == (TrackState.FAILED, "crashed")


def test_a_correction_outlives_rescans_and_moves_the_moods(bench: ListeningBench):
    bench.scan()
    with bench.store.unit() as unit:
        analyses = TrackAnalyses(unit.analyses, unit.tracks, SystemClock())
        track = bench.tracks()["a.flac"]
        analyses.correct(track, {"tempo_bpm": 61.5, "kind": "loop", "moods": {"rainy": 1.0}})
    bench.models.versions["features"] = "2"
    bench.scan()
    known = bench.known("a.flac")
    assert known.features.tempo_bpm == 61.5
    assert known.measured.tempo_bpm != 61.5
    assert bench.tracks()["a.flac"].kind.value == "loop"
    assert known.moods.moods[0].label == "rainy"


def test_a_stopping_worker_puts_the_batch_off_also_while_a_model_works(
    bench: ListeningBench, monkeypatch: pytest.MonkeyPatch
):
    """Not cancelled: the next worker goes on with it."""
    bench.models.versions["musicnn"] = "1"

    def stop(*_: object) -> list[ModelResult]:
        bench.context.stopped = True
        raise CancelledError("The work was stopped on request.")

    monkeypatch.setattr(bench.models, "infer", stop)
    with pytest.raises(JobSuspendedError):
        bench.scan()


def test_a_better_version_that_fails_leaves_what_is_known(bench: ListeningBench):
    bench.scan()
    before = bench.known("a.flac")
    bench.models.versions["features"] = "2"
    bench.pool.die_at = "a.flac"
    assert bench.scan()["failed"] == 1
    assert bench.tracks()["a.flac"].state is TrackState.ANALYSED
    assert bench.known("a.flac").features == before.features
    assert bench.known("a.flac").steps["features"].error_code is None
    bench.pool.die_at = None
    bench.scan()
    assert bench.known("a.flac").steps["features"].version == "2"


def test_a_changed_file_that_was_away_is_heard_anew(
    bench: ListeningBench, songs: tuple[Path, Path]
):
    bench.scan()
    before = bench.known("a.flac").features.spectrum_db
    bench.add(songs[1], "a.flac")
    bench.walk()
    bench.walk(away=True)
    assert bench.tracks()["a.flac"].state is TrackState.MISSING
    bench.scan()
    assert bench.known("a.flac").features.spectrum_db != before


def test_a_file_that_was_merely_away_is_not_heard_again(bench: ListeningBench):
    bench.scan()
    bench.walk(away=True)
    bench.scan()
    assert bench.pool.tasks == []
    assert bench.tracks()["a.flac"].state is TrackState.ANALYSED
