"""The verbs of suggestions, as a person and as a program types them.

They run in this process, over a library of samples that is planted once; each test has a session
of its own.
"""

import json
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from menura.analysis import EmbeddingRow
from menura.api.schemas.recommendations import EventIn
from menura.bootstrap import build
from menura.catalogue import FoundFile, HeardFile, Source, TrackKind, TrackMetadata
from menura.cli.app import main
from menura.config import load_settings
from menura.embedding import DSP
from menura.kernel.ids import new_id
from menura.store import Unit
from menura.suggest import DEFAULT_SESSION
from tests.acceptance.terminal import Terminal, Told
from tests.audio_synthesis import drum_loop, write_audio
from tests.factories import MORNING, add_source, all_tracks, content_of, features, measured
from tests.fake_ableton import FakeAbleton

BAD_INPUT, NOT_THERE, UNAVAILABLE, BROKEN_OFF = 2, 3, 5, 130
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Planted:
    """A sample, as it is to have been heard."""

    pack: str
    title: str
    tempo_bpm: float | None
    key: str | None
    mode: str | None
    instrument: str
    sound: int
    kind: TrackKind = TrackKind.LOOP

    @property
    def location(self) -> str:
        return f"{self.pack}/Loops/{self.title}.wav"


REAL = Planted("Copper Keys", "Third organ", 120.0, "B", "minor", "keys", 0)
COPY = Planted("Night Bus", "First organ copied", 122.0, "A", "minor", "keys", 0)
LIBRARY = (
    Planted("Night Bus", "First organ", 122.0, "A", "minor", "keys", 0),
    COPY,
    Planted("Night Bus", "Second organ", 124.0, "E", "minor", "keys", 0),
    REAL,
    Planted("Night Bus", "Fourth organ", 122.0, "A", "minor", "keys", 0),
    Planted("Night Bus", "Fifth organ", 122.0, "A", "minor", "keys", 0),
    Planted("Vinyl Dust", "Near break", 126.0, None, None, "percussion", 1),
    Planted("Vinyl Dust", "Slow break", 61.0, None, None, "percussion", 1),
    Planted("Vinyl Dust", "Far break", 174.0, None, None, "percussion", 1),
    Planted("Vinyl Dust", "Plain kick", None, None, None, "kick", 2, TrackKind.ONE_SHOT),
    Planted("Low End", "Bright bass", 122.0, "C", "major", "bass", 3),
    Planted("Low End", "Dark bass", 123.0, "D", "minor", "bass", 3),
    Planted("Low End", "Odd bass", 122.0, "D#", "major", "bass", 3),
)


@dataclass
class Shell(Terminal):
    """A terminal in which one session is used."""

    session: str

    def __call__(self, verb: str, *words: str) -> Told:
        return self.run("suggest", verb, *words, *self._session(verb, words))

    def json(self, verb: str, *words: str) -> Any:
        return self(verb, *words, "--json").json()

    def titles(self, *words: str) -> list[str]:
        return [item["track"]["title"] for item in self.json("top", *words)["items"]]

    def _session(self, verb: str, words: tuple[str, ...]) -> tuple[str, ...]:
        has_one = verb not in ("presets", "settings", "report") and "--session" not in words
        return ("--session", self.session) if has_one else ()


def vector_of(place: int, planted: Planted) -> NDArray[np.float32]:
    """Return a direction of the sound's own, turned a little for each sample but a copy."""
    vector = np.zeros(DSP.dimension, np.float32)
    vector[planted.sound] = 1.0
    vector[10 + (0 if planted is COPY else place)] = 0.5
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def plant(unit: Unit, folder: Path) -> None:
    """Keep the samples of the library as if they had been heard; one file is really there."""
    write_audio(folder / REAL.location, 0.5 * drum_loop(120.0, 2.0))
    source = add_source(unit, "Samples", str(folder))
    status = (folder / REAL.location).stat()
    files = [FoundFile(one.location, status.st_size, status.st_mtime_ns) for one in LIBRARY]
    unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
    _keep(unit, source)


def _keep(unit: Unit, source: Source) -> None:
    tracks = {track.location: track for track in all_tracks(unit, source)}
    for place, one in enumerate(LIBRARY):
        track = tracks[one.location]
        heard = HeardFile(TrackMetadata(title=one.title), 2.0, content_of(track))
        unit.tracks.record_heard(track.id, heard, MORNING)
        sound = features(
            tempo_bpm=one.tempo_bpm, key=one.key, mode=one.mode, instrument=one.instrument
        )
        rows = [EmbeddingRow(track.id, DSP.name, "0" * 64, vector_of(place, one))]
        unit.analyses.keep(track.id, measured(features=sound, embeddings=rows))
        unit.tracks.set_kind(track.id, one.kind)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("suggest")
    (place / "Samples" / REAL.location).parent.mkdir(parents=True)
    menura = build(load_settings(data_dir=place / "data"))
    with menura.store.unit() as unit:
        plant(unit, place / "Samples")
    menura.stop()
    return place / "data"


@pytest.fixture
def shell(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Iterator[Shell]:
    monkeypatch.setenv("MENURA_DATA_DIR", str(home))
    monkeypatch.setenv("MENURA_WORKERS", "0")
    monkeypatch.setenv("COLUMNS", "200")
    # Verbs write their log to the standard error of the moment, which is closed after the test.
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield Shell(capsys, request.node.name[:80])
    for name, handler in before.items():
        signal.signal(name, handler)


def test_a_context_is_said_bit_by_bit_shown_and_taken_back(shell: Shell):
    assert "nothing is known yet" in shell("context").out
    first = shell.json("context", "--bpm", "122", "--key", "1m", "--mood", "dark")
    assert (first["bpm"], first["key"], first["mode"]) == (122.0, "A", "minor")
    again = shell.json("context", "--mode", "dorian", "--role", "bass", "--ban-pack", "low end")
    assert (again["key"], again["mode"], again["scale"]) == ("A", "minor", "dorian")
    assert again["version"] > first["version"]
    words = ("--time-left", "600", "--prompt", "dusty [keys]", "--no-transpose")
    shown = " ".join(shell("context", *words).out.split())  # a narrow terminal breaks lines
    assert "122 BPM, A dorian, dark, asks for 'dusty [keys]', 600 s left" in shown
    assert "nothing is to be transposed" in shown
    assert "wanted: bass" in shown
    assert "banned packs: low end" in shown
    less = shell.json("context", "--bpm", "none", "--mood", "none", "--ban-pack", "none")
    assert (less["bpm"], less["mood_tags"], less["preferences"]["ban_packs"]) == (None, [], [])
    assert less["preferences"]["roles_wanted"] == ["bass"]
    assert shell.json("context", "--reset")["key"] is None
    assert shell.json("context", "--session", "somebody else")["version"] == 0


def test_what_fits_is_ranked_with_reasons_and_scores_that_add_up(shell: Shell):
    shell("context", "--bpm", "122", "--key", "Am")
    shown = shell("top", "-n", "20")
    assert (shown.code, "122 BPM, A minor" in shown.out) == (0, True)
    assert "same tempo; relative major" in shown.out
    assert "61.0 x2" in shown.out
    assert "(+1 alike)" in shown.out
    answer = shell.json("top", "-n", "20")
    titles = [item["track"]["title"] for item in answer["items"]]
    assert {"Far break", "Odd bass"}.isdisjoint(titles)  # 174 BPM; E flat major, three away
    assert answer["candidate_count"] == len(LIBRARY) - 2
    for item in answer["items"]:
        assert item["score"] == pytest.approx(sum(item["score_components"].values()), abs=1e-6)
    moved = next(item for item in answer["items"] if item["track"]["title"] == REAL.title)
    assert (moved["transpose_semitones"], moved["stretch_ratio"]) == (-2, 0.983607)
    packs = [item["pack"] for item in answer["items"]]
    assert packs.count("Night Bus") == 3
    assert "at most 3" in answer["note"]


def test_a_question_may_say_otherwise_for_once(shell: Shell):
    shell("context", "--bpm", "122", "--key", "Am")
    assert "Far break" in shell.titles("--bpm", "87", "-n", "20")
    assert shell.titles("--kind", "one_shot") == ["Plain kick"]
    assert "Odd bass" in shell.titles("--key", "Cm", "-n", "20")
    rules = shell.json("top", "--mode", "rules")
    assert {item["score_components"]["similarity"] for item in rules["items"]} == {0.0}
    drawn = shell.json("top", "-n", "3", "--explore", "--seed", "7")
    assert drawn == shell.json("top", "-n", "3", "--explore", "--seed", "7") | {
        "request_id": drawn["request_id"]
    }
    assert [item["is_exploration"] for item in drawn["items"]] == [False, False, True]
    assert "surprise: " in shell("top", "-n", "3", "--explore", "--seed", "7").out
    assert shell.json("context")["bpm"] == 122.0


def test_what_is_said_of_tracks_changes_the_list(shell: Shell):
    shell("context", "--bpm", "122", "--key", "Am")
    assert "Accepted: Bright bass" in shell("mark", "accept", "bright bass").out
    found = shell.json("top", "-n", "20")
    assert "Bright bass" not in [item["track"]["title"] for item in found["items"]]
    dark = next(item for item in found["items"] if item["track"]["title"] == "Dark bass")
    assert (dark["source"], dark["score_components"]["similarity"]) == (
        "dsp",
        pytest.approx(0.8, abs=1e-3),
    )
    shell("mark", "dismiss", "dark bass", "--reason", "too dark [for me]", "--days", "2")
    assert "Dark bass" not in shell.titles("-n", "20")
    shell("mark", "pin", "far break")
    assert shell.titles("-n", "20")[0] == "Far break"
    shown = shell("marks").out
    assert "too dark [for me]" in shown
    assert [line.split("  ")[0] for line in shown.splitlines()[1:]] == [
        "Accepted",
        "Dismissed",
        "Pinned",
    ]
    kinds = [mark["kind"] for mark in shell.json("marks")["items"]]
    assert kinds == ["accept", "dismiss", "pin"]
    assert "No longer dismissed: Dark bass" in shell("undo", "dismiss", "dark bass").out
    assert "Dark bass" in shell.titles("-n", "20")
    twice = shell("undo", "dismiss", "dark bass")
    assert (twice.code, "not marked 'dismiss'" in twice.err) == (NOT_THERE, True)
    accepted = shell.json("mark", "accept", "second organ")["accepted_track_ids"]
    assert len(accepted) == 2


def test_more_and_less_like_this_move_the_list(shell: Shell):
    def likeness(title: str) -> float:
        items = shell.json("top", "-n", "20")["items"]
        (found,) = [item for item in items if item["track"]["title"] == title]
        return float(found["score_components"]["similarity"])

    shell("context", "--bpm", "122")
    shell("mark", "accept", "near break")
    before = likeness("Dark bass")
    shell("mark", "more", "bright bass")
    assert likeness("Dark bass") > before
    shell("mark", "less", "bright bass")
    assert likeness("Dark bass") < before


def test_nobody_said_anything_yet(shell: Shell):
    cold = shell.json("top", "-n", "8")
    assert cold["preset"] == "cold_start"
    assert len({item["pack"] for item in cold["items"]}) == 4
    assert "nothing is known yet" in shell("top").out
    presets = shell.json("presets")["items"]
    assert presets[0]["context"]["bpm"] == 122.0
    assert f"122 BPM, A minor ({presets[0]['sample_count']} samples)" in shell("presets").out
    assert "Nothing was said of any track" in shell("marks").out


def test_settings_and_an_empty_report_are_shown(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MENURA_RECS_WEIGHT_TEMPO", "0.3")
    monkeypatch.setenv("RECS_USE_CLAP", "false")
    monkeypatch.setenv("RECS_RECOMMENDATION_MODE", "ab")
    known = shell.json("settings")
    assert (known["weights"]["tempo"], known["mode"]) == (0.3, "ab")
    assert known["spaces"] == ["musicnn", "dsp"]
    assert known["packs"] == ["Copper Keys", "Low End", "Night Bus", "Vinyl Dust"]
    assert "mode ab, ears: musicnn, dsp" in shell("settings").out
    told = shell("report", "--since", "2999-01-01")
    assert (told.code, "Nothing has been seen yet" in told.out) == (0, True)


def test_events_are_exported_reported_and_forgotten(shell: Shell, home: Path):
    menura = build(load_settings(data_dir=home))
    try:
        shown = menura.suggester.top(shell.session).items
        _tell_events(menura, shell.session, [item.track_id for item in shown[:3]])
    finally:
        menura.stop()
    lines = [json.loads(line) for line in shell("events").out.splitlines()]
    kinds = sorted(line["type"].split(".")[1] for line in lines)
    assert kinds == ["accept", "view", "view", "view"]
    part = shell.json("events", "--limit", "2")
    assert len(part["items"]) == 2
    rest = shell.json("events", "--after", part["next_after"])
    assert [*part["items"], *rest["items"]] == lines
    assert shell("events", "--since", "2999-01-01").out == ""
    (fusion, _) = shell.json("report")["items"]
    assert (fusion["requests"], fusion["views"], fusion["accepts"]) == (1, 3, 1)
    assert "one session" in shell("report").out
    refused = shell("forget", "--session", "nobody of that name", "--yes", "--json").json()
    assert refused == {"events": 0, "sessions": 0}
    shell("context", "--bpm", "99")
    assert "Forgot 4 events and 1 sessions." in shell("forget", "--yes").out
    assert shell("events").out == ""
    assert shell.json("context")["version"] == 0


def _tell_events(menura: Any, session: str, track_ids: list[str]) -> None:
    from menura.api.routes.recommendations import to_reported

    request = {"request_id": new_id(), "position": 1, "policy": "fusion"}
    said = [EventIn(type="recommendation.view", track_id=one, **request) for one in track_ids]
    said.append(EventIn(type="recommendation.accept", track_id=track_ids[0], **request))
    with menura.rooms() as rooms:
        reported = [to_reported(one) for one in said]
        rooms.suggestions.add_events(session, reported, menura.suggester.served)


def test_forgetting_asks_first(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    shell("context", "--bpm", "99")
    monkeypatch.setattr("typer.confirm", _refuse)
    assert shell("forget").code == BROKEN_OFF
    assert shell.json("context")["bpm"] == 99.0


def _refuse(question: str, *, abort: bool) -> None:
    import typer

    assert "Forget" in question
    assert abort
    raise typer.Abort


def test_a_track_is_exported_fitted_or_as_it_is(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MENURA_EXPORT_DIR", str(tmp_path / "out"))
    shell("context", "--bpm", "125", "--key", "Am")
    made = shell("export", "third organ")
    fitted = Path(made.out.strip())
    assert (made.code, fitted.parent) == (0, tmp_path / "out")
    assert fitted.name == "Third organ 125bpm Am.wav"
    assert b"acid" in fitted.read_bytes()
    copy = shell.json("export", "third organ", "--as-is")
    assert (copy["name"], Path(copy["path"]).is_file()) == ("Third organ 120bpm Bm.wav", True)
    gone = shell("export", "first organ copied", "--json")
    assert gone.code not in (0, 1)
    assert len(json.loads(gone.err)["detail"].split()) > 3


def test_a_list_is_watched_while_it_changes(shell: Shell, home: Path):
    shell("context", "--bpm", "122")
    over = threading.Event()

    def drag() -> None:
        menura = build(load_settings(data_dir=home))
        bpm = 122.0
        while not over.wait(0.5):
            bpm += 1
            with menura.rooms() as rooms:
                rooms.suggestions.set_context(shell.session, {"bpm": bpm})
        menura.stop()

    hand = threading.Thread(target=drag)
    hand.start()
    try:
        told = shell("watch", "-n", "2", "--stop-after", "2", "--json")
    finally:
        over.set()
        hand.join(PATIENCE_S)
    first, second = (json.loads(line) for line in told.out.splitlines())
    assert first["cause"] == "now"
    assert second["cause"].startswith("tempo 12")
    assert second["recommendations"]["context"]["bpm"] > 122.0
    assert "[now]" in shell("watch", "-n", "1", "--stop-after", "1").out


def test_live_is_followed_while_somebody_waits(shell: Shell, home: Path):
    with FakeAbleton(tempo=128.0, root_note=5, scale_name="Minor") as live:
        ports = ("--send-port", str(live.port), "--receive-port", str(_free_port()))
        told = shell("follow", *ports, "--stop-after", "2")
    assert told.code == 0, told.err
    shown = " ".join(told.out.split())
    assert "waiting for Ableton Live at 127.0.0.1" in shown
    assert "128 BPM, F minor" in shown
    kept = shell.json("context")
    assert (kept["bpm"], kept["key"], kept["origin"]) == (128.0, "F", "ableton")
    assert not (home / "daw.json").exists()


def _free_port() -> int:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        (("top", "-n", "0"), "n", BAD_INPUT),
        (("top", "-n", "10000"), "n", BAD_INPUT),
        (("top", "--bpm", "nan"), "bpm", BAD_INPUT),
        (("top", "--key", "H"), "key", BAD_INPUT),
        (("top", "--explore", "--seed", "-1"), "seed", BAD_INPUT),
        (("top", "--session", ""), "session", BAD_INPUT),
        (("top", "--session", "x" * 101), "session", BAD_INPUT),
        (("top", "--mode", "magic"), None, BAD_INPUT),
        (("top", "--kind", "lop"), None, BAD_INPUT),
        (("watch", "-n", "0"), "n", BAD_INPUT),
        (("context", "--bpm", "fast"), "bpm", BAD_INPUT),
        (("context", "--bpm", "-3"), "bpm", BAD_INPUT),
        (("context", "--bpm", "inf"), "bpm", BAD_INPUT),
        (("context", "--bpm", "1000"), "bpm", BAD_INPUT),
        (("context", "--key", "Q#"), "key", BAD_INPUT),
        (("context", "--mode", "weird"), "mode", BAD_INPUT),
        (("context", "--time-left", "-1"), "time_remaining_s", BAD_INPUT),
        (("context", "--role", "kazoo"), "preferences.roles_wanted", BAD_INPUT),
        (("context", "--ban-track", "nobody"), "preferences.ban_tracks.0", BAD_INPUT),
        (("context", "--mood", ""), "mood_tags.0", BAD_INPUT),
        (("mark", "accept", "no such words anywhere"), None, NOT_THERE),
        (("mark", "adore", "dark bass"), None, BAD_INPUT),
        (("mark", "dismiss", "dark bass", "--days", "nan"), None, BAD_INPUT),
        (("mark", "pin", "dark bass", "--days", "3"), "expires_in_s", BAD_INPUT),
        (("mark", "dismiss", "dark bass", "--reason", "a\x01b"), "reason", BAD_INPUT),
        (("undo", "pin", "dark bass"), "track_id", NOT_THERE),
        (("events", "--limit", "0"), None, BAD_INPUT),
        (("events", "--since", "soon"), None, BAD_INPUT),
        (("export", "no such words anywhere"), None, NOT_THERE),
        (("follow", "no.such.host.invalid"), "host", UNAVAILABLE),
    ],
)
def test_what_makes_no_sense_ends_with_a_sentence_and_a_code(
    shell: Shell, words: tuple[str, ...], field: str | None, code: int
):
    told = shell(*words, "--json")
    assert told.code == code, told.out or told.err
    problem = json.loads(told.err)
    assert len(problem["detail"].split()) >= 3
    assert field is None or problem["field"] == field
    assert "Traceback" not in told.err


def test_without_a_session_it_is_the_default_one(shell: Shell):
    shell("context", "--bpm", "101", "--session", DEFAULT_SESSION)
    assert main(["suggest", "context", "--json"]) == 0
    assert json.loads(shell.capture.readouterr().out)["session"] == DEFAULT_SESSION
