"""The Session Lab on the command line as a self-hoster uses it: processes, files, exit codes.

What makes clips, stops or is killed runs as processes of its own. What only reads or writes rows
runs in this process, on a copy of the data folder: a start of Python for every wrong word would
take longer than all the rest.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.bootstrap import Menura, build
from menura.cli.app import main
from menura.config import load_settings
from menura.sessions import BriefParams
from tests.acceptance.conftest import Ended
from tests.acceptance.test_studio_cli import PATIENCE_S, Studio, read_24_bits, wait_until

BRIEF = "calm lofi for a rainy evening"
RATE_HZ = 48_000
NOWHERE = "/no/such/model"
SMALL_S = "0.5"
Said = Callable[..., Ended]


class Lab(Studio):
    """The program, with what tests of sessions ask of it."""

    def start(self, *words: str, cwd: Path | None = None, **more: str) -> "subprocess.Popen[str]":  # type: ignore[override]
        """Start the program in a process group of its own, as a terminal does."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "menura", *words],  # -P: as the installed script
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd=cwd,
        )

    def session(self, *words: str, **more: str) -> Ended:
        return self.run("session", *words, timeout=PATIENCE_S, **more)

    @property
    def media(self) -> Path:
        return self.home / "media"

    @property
    def kept_files(self) -> list[Path]:
        return sorted(
            path
            for path in self.media.rglob("*")
            if path.is_file() and self.media / "tmp" not in path.parents
        )

    @property
    def unfinished_files(self) -> list[Path]:
        return list((self.media / "tmp").rglob("*"))


@dataclass(frozen=True, slots=True)
class Made:
    """A session of three clips, the folder they were written to, and what was printed."""

    lab: Lab
    folder: Path
    ended: Ended
    told: dict[str, Any]

    def copy_to(self, home: Path) -> None:
        """Make an installation that holds this session and nothing that came later."""
        shutil.copytree(self.lab.home.with_name("as made"), home)

    @property
    def id(self) -> str:
        return str(self.told["id"])

    @property
    def clusters(self) -> list[dict[str, Any]]:
        return list(self.told["batches"][0]["clusters"])

    @property
    def clips(self) -> list[dict[str, Any]]:
        return [clip for cluster in self.clusters for clip in cluster["clips"]]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "data")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    lab = Lab(folder / "data")
    ended = lab.session(
        *("new", BRIEF, "--clips", "3", "--duration", "1", "--seed", "5"),
        *("--out", str(folder / "out"), "--json"),
    )
    assert ended.code == 0, ended.err
    shutil.copytree(lab.home, folder / "as made")
    return Made(lab, folder / "out", ended, ended.json())


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run words on a data folder in this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(home: Path, *words: str) -> Ended:
        monkeypatch.setenv("MENURA_DATA_DIR", str(home))
        code = main(["session", *words])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="module")
def worker(made: Made) -> Iterator[None]:
    """A worker that waits for work, as where MENURA_WORKERS is 0."""
    process = made.lab.start("worker", "--linger", "120")
    yield
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture
def helped(made: Made, worker: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Said]:
    """Run words in this process on the installation itself; the worker does the work."""
    monkeypatch.setenv("MENURA_WORKERS", "0")
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield lambda *words: said(made.lab.home, *words)
    for name, handler in before.items():  # a command takes them for Ctrl-C
        signal.signal(name, handler)


@pytest.fixture
def cli(made: Made, said: Said, tmp_path: Path) -> Said:
    """Run words in this process on a copy of the installation, which may be changed."""
    made.copy_to(tmp_path / "data")

    def run(*words: str) -> Ended:
        return said(tmp_path / "data", *words)

    return run


@pytest.fixture
def beside(cli: Said, tmp_path: Path) -> Iterator[Menura]:
    """The application on the copied data folder."""
    application = build(load_settings(data_dir=tmp_path / "data"))
    yield application
    application.stop()


def plain(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------ one batch


@pytest.mark.slow
def test_a_brief_becomes_playable_clips_in_a_folder_for_each_group(made: Made):
    assert made.ended.err == ""
    assert (made.told["brief"], made.told["name"], made.told["pinned"]) == (BRIEF, None, False)
    assert made.told["params"] == {"energy": 0.5, "density": 0.5, "duration_sec": 1.0}
    assert (made.told["making"], made.told["error"]) == ([], None)
    (batch,) = made.told["batches"]
    assert (batch["kind"], batch["seed"]) == ("initial", 5)
    assert (batch["num_requested"], batch["num_generated"]) == (3, 3)
    assert len(made.clips) == 3
    wanted = {
        f"{cluster['label']}/{clip['id']}{ending}"
        for cluster in made.clusters
        for clip in cluster["clips"]
        for ending in (".wav", ".json")
    }
    written = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*.*")}
    assert written == wanted
    for path in made.folder.rglob("*.wav"):
        with wave.open(str(path)) as file:
            assert file.getparams()[:4] == (2, 3, RATE_HZ, RATE_HZ)
        assert np.abs(read_24_bits(path)).max() > 0.05
        kept = made.lab.media / made.id / path.name
        assert kept.read_bytes() == path.read_bytes()
        manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert manifest["clip_id"] == path.stem
        assert manifest["sha256"] == sha256(path.read_bytes()).hexdigest()
        assert (manifest["provider"], manifest["reproducible"]) == ("builtin", True)
    assert len({path.read_bytes() for path in made.folder.rglob("*.wav")}) == 3
    assert made.lab.unfinished_files == []
    assert made.lab.workers() == []


def test_a_session_is_found_by_its_id_its_words_and_as_the_last(made: Made, cli: Said):
    for words in (made.id, made.id.upper(), "RAINY", "last"):
        assert cli("show", words, "--json").json() == made.told
    listed = cli("list", "--json").json()
    assert listed["total"] == 1
    assert (listed["items"][0]["id"], listed["items"][0]["clip_count"]) == (made.id, 3)
    shown = cli("show", "last").out
    for cluster in made.clusters:
        assert cluster["label"] in shown
        assert cluster["id"] in shown
        assert all(clip["id"] in shown for clip in cluster["clips"])
    points = cli("map", "last", "--json").json()["points"]
    assert {point["clip_id"] for point in points} == {clip["id"] for clip in made.clips}
    assert all(clip["id"] in cli("map", "last").out for clip in made.clips)
    clip = made.clips[0]["id"]
    manifest = cli("manifest", "rainy", clip)
    assert manifest.json() == cli("manifest", "rainy", clip, "--json").json()
    assert manifest.json() == json.loads(next(made.folder.rglob(f"{clip}.json")).read_text())


def test_ids_can_be_copied_from_a_narrow_terminal(made: Made):
    ended = made.lab.session("list", COLUMNS="60")
    assert made.id in ended.out
    assert "\x1b" not in ended.out


@pytest.mark.slow
def test_batches_that_go_somewhere_are_asked_for_by_label_and_by_id(
    made: Made, helped: Said, tmp_path: Path
):
    first, second = made.clusters[0], made.clusters[1]
    one = ("--clips", "1", "--json")
    more = helped("more", "last", first["label"].upper(), *one, "--out", str(tmp_path / "more"))
    less = helped("less", made.id, first["id"], *one)
    between = helped("between", "rainy", first["label"], second["id"], *one)
    again = helped("again", "last", *one, "--seed", "9")
    batches = []
    for ended in (more, less, between, again):
        assert ended.code == 0, ended.err
        (batch,) = ended.json()["batches"]  # what was made now, and nothing else
        assert batch["num_generated"] == 1
        batches.append(batch)
    assert [batch["kind"] for batch in batches] == ["more", "less", "between", "again"]
    assert [batch["parent_cluster_ids"] for batch in batches] == [
        [first["id"]],
        [first["id"]],
        [batches[0]["clusters"][0]["id"], second["id"]],  # of one label the newest
        [],
    ]
    assert batches[0]["clusters"][0]["label"] == first["label"]
    assert batches[3]["seed"] == 9
    (clip,) = batches[0]["clusters"][0]["clips"]
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")}
    folder = f"more/{first['label']}/{clip['id']}"
    assert written == {f"{folder}.wav", f"{folder}.json"}
    assert made.lab.unfinished_files == []


@pytest.mark.slow
def test_a_clip_is_rendered_again_and_its_file_is_restored(made: Made, helped: Said):
    intact, gone, damaged = (made.lab.media / made.id / f"{clip['id']}.wav" for clip in made.clips)
    before = {path: path.read_bytes() for path in (intact, gone, damaged)}
    gone.unlink()
    damaged.write_bytes(before[damaged][:1000] + b"damaged" + before[damaged][1007:])
    same = helped("render-again", "rainy", intact.stem)
    restored = helped("render-again", "rainy", gone.stem, "--json")
    mended = helped("render-again", "rainy", damaged.stem)
    assert (same.code, restored.code, mended.code) == (0, 0, 0), restored.err + mended.err
    assert same.out == "Identical, to the bit.\n"
    told = restored.json()
    assert (told["identical"], told["restored"]) == (True, True)
    assert told["sha256"] == told["kept_sha256"] == sha256(before[gone]).hexdigest()
    assert "restored" in mended.out
    assert {path: path.read_bytes() for path in before} == before
    assert made.lab.unfinished_files == []


# ------------------------------------------------------------------ what people decide


def test_names_are_given_and_taken_away(made: Made, cli: Said):
    label, clip = made.clusters[0]["label"], made.clips[0]["id"]
    told = cli("rename", "last", "Evening")
    assert (told.code, told.out) == (0, "It is called 'Evening' now.\n")
    assert cli("show", "evening", "--json").json()["name"] == "Evening"
    assert cli("rename", "last", "Das Blaue", "--cluster", label).code == 0
    assert cli("rename", "last", "the first", "--clip", clip).code == 0
    shown = cli("show", "last").out
    for name in ("Evening", "Das Blaue", "the first"):
        assert name in shown
    assert cli("manifest", "last", "The First").json()["clip_id"] == clip
    assert cli("rename", "last", "", "--clip", "the first").code == 0
    assert cli("manifest", "last", "the first").code == 3
    assert cli("rename", "last", "").code == 0
    told = cli("show", "last", "--json").json()
    assert told["name"] is None
    assert told["batches"][0]["clusters"][0]["label"] == "Das Blaue"


def test_what_is_pinned_or_a_favourite_stays_when_others_are_cleared_away(
    made: Made, cli: Said, tmp_path: Path
):
    pinned, favourite, other = (clip["id"] for clip in made.clips)
    assert cli("pin", "last").out == "Pinned.\n"
    assert cli("list", "--json").json()["items"][0]["pinned"] is True
    assert cli("pin", "last", "--off").out == "Unpinned.\n"
    assert cli("list", "--json").json()["items"][0]["pinned"] is False
    assert cli("pin", "last", "--clip", pinned).code == 0
    assert cli("favourite", "last", favourite, "--json").json()["favourite"] is True
    chosen = cli("keep", "last", "2", "--json").json()
    assert (set(chosen["clip_ids"]), chosen["removed_ids"]) == ({pinned, favourite}, [])
    cleared = cli("keep", "last", "1", "--delete-others", "--yes", "--json").json()
    assert (set(cleared["clip_ids"]), cleared["removed_ids"]) == ({pinned, favourite}, [other])
    left = {path.stem for path in (tmp_path / "data" / "media" / made.id).iterdir()}
    assert left == {pinned, favourite}
    assert cli("favourite", "last", other, "--off").code == 3
    assert cli("manifest", "last", other).code == 3


def test_a_session_is_written_out_and_removed(made: Made, cli: Said, tmp_path: Path):
    ended = cli("export", "last", str(tmp_path / "out"), "--json")
    assert (ended.code, len(ended.json()["files"])) == (0, 3)
    first = {p.relative_to(made.folder): p.read_bytes() for p in made.folder.rglob("*.*")}
    out = tmp_path / "out"
    assert {p.relative_to(out): p.read_bytes() for p in out.rglob("*.*")} == first
    clip = made.clips[0]["id"]
    assert cli("remove", "last", "--clip", clip, "--yes").out == "Deleted.\n"
    assert cli("manifest", "last", clip).code == 3
    media = tmp_path / "data" / "media"
    assert sorted(path.stem for path in media.rglob("*.wav")) == sorted(
        one["id"] for one in made.clips[1:]
    )
    assert cli("remove", "last", "--yes").code == 0
    assert cli("show", made.id).code == 3
    assert list(media.rglob("*.wav")) == []
    assert "There is no session" in cli("list").out


def test_nothing_is_removed_when_nobody_answers(made: Made):
    ended = made.lab.session("remove", "last")
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert all((made.lab.media / made.id / f"{clip['id']}.wav").is_file() for clip in made.clips)


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("new", "house", "--energy", "2"), 2, "'--energy'"),
        (("new", "house", "--energy", "nan"), 2, "'--energy'"),
        (("new", "house", "--density", "-0.1"), 2, "'--density'"),
        (("new", "house", "--clips", "9"), 2, "'--clips'"),
        (("new", "house", "--clips", "0"), 2, "'--clips'"),
        (("new", "house", "--duration", "0"), 2, "'--duration'"),
        (("new", "house", "--duration", "31"), 2, "'--duration'"),
        (("new", "house", "--seed", "-1"), 2, "'--seed'"),
        (("new", ""), 2, "Say what the clips are to be"),
        (("new", " \n "), 2, "Say what the clips are to be"),
        (("new", "x" * 2001), 2, "at most 2000 characters"),
        (("new", "house \udcff"), 2, "is not valid UTF-8"),
        (("new", "hou\x07se"), 2, "control characters"),
        (("new", "house", "--out", __file__), 5, "Nothing can be written to"),
        (("new", "house", "--out", f"{__file__}/folder"), 5, "give another folder"),
        (("new",), 2, "Missing argument"),
        (("show", "nothing"), 3, "There is no session 'nothing'"),
        (("show", ""), 3, "There is no session"),
        (("show", "\udcff"), 2, "is not valid UTF-8"),
        (("show", str(uuid.UUID(int=7))), 3, "There is no session"),
        (("more", "last", "no such group"), 3, "no cluster 'no such group'"),
        (("less", "last", str(uuid.UUID(int=7))), 3, "no cluster"),
        (("more", "nothing", "driving"), 3, "There is no session"),
        (("more", "last", "\udcff"), 2, "is not valid UTF-8"),
        (("again", "last", "--clips", "7"), 2, "'--clips'"),
        (("again", "last", "--out", __file__), 5, "Nothing can be written to"),
        (("manifest", "last", "no such clip"), 3, "no clip 'no such clip'"),
        (("manifest", "last", ""), 3, "no clip"),
        (("render-again", "last", "no such clip"), 3, "no clip 'no such clip'"),
        (("rename", "last", "x", "--cluster", "a", "--clip", "b"), 2, "not both"),
        (("rename", "last", "x" * 201), 2, "at most 200 characters"),
        (("rename", "last", "a\x07b"), 2, "control characters"),
        (("rename", "last", "a\udcff"), 2, "is not valid UTF-8"),
        (("rename", "last", "x", "--cluster", "no such group"), 3, "no cluster"),
        (("pin", "last", "--clip", "no such clip"), 3, "no clip"),
        (("favourite", "last", "no such clip"), 3, "no clip"),
        (("keep", "last", "0"), 2, "'count'"),
        (("export", "last", __file__), 5, "Nothing can be written to"),
        (("remove", "nothing", "--yes"), 3, "There is no session"),
        (("remove", "last", "--clip", "no such clip", "--yes"), 3, "no clip"),
        (("list", "--limit", "0"), 2, "'--limit'"),
        (("sing",), 2, "No such command 'sing'"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(
    made: Made, said: Said, words: tuple[str, ...], code: int, sentence: str
):
    ended = said(made.lab.home, *words)
    assert ended.code == code, ended.err
    assert sentence in plain(ended.err)
    assert ended.err.startswith("menura: ")
    assert ended.out == ""


def test_a_group_is_refused_where_it_makes_no_sense(made: Made, cli: Said):
    label = made.clusters[0]["label"]
    twice = cli("between", "last", label, made.clusters[0]["id"])
    assert (twice.code, "two different clusters" in plain(twice.err)) == (2, True)
    for name in ("", "x" * 65, "a\nb"):
        assert cli("rename", "last", name, "--cluster", label).code == 2
    assert cli("show", "last", "--json").json() == made.told


def test_bytes_that_are_no_text_and_errors_as_json_on_a_real_terminal(lab: Lab):
    ended = lab.session("new", os.fsdecode(b"house \xff"), "--json")
    assert (ended.code, ended.out) == (2, "")
    told = json.loads(ended.err)
    assert (told["code"], told["field"]) == ("words_unreadable", "brief")
    assert not lab.media.exists()


def test_words_that_fit_two_sessions_are_not_guessed_at(cli: Said, beside: Menura):
    params = BriefParams(energy=0.5, density=0.5, duration_sec=1.0)
    second = beside.session_store.create_session("a rainy house", params)
    for verb in (("show", "rainy"), ("remove", "rainy", "--yes"), ("again", "RAINY")):
        ended = cli(*verb)
        assert ended.code == 2
        assert str(second.id) in ended.err
        assert BRIEF in ended.err
    assert cli("show", "rainy house", "--json").json()["id"] == str(second.id)
    assert cli("show", "last", "--json").json()["id"] == str(second.id)
    assert cli("list", "--json").json()["total"] == 2


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("MENURA_SESSION_MUSIC", "nonsense", "MENURA_SESSION_MUSIC cannot be used"),
        ("MENURA_SESSION_EMBEDDER", "nonsense", "MENURA_SESSION_EMBEDDER cannot be used"),
        ("MENURA_SESSION_NAMER", "language", "needs MENURA_LANGUAGE_URL and MENURA_LANGUAGE_MODEL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    setting: str,
    value: str,
    sentence: str,
):
    monkeypatch.setenv(setting, value)
    ended = said(tmp_path / "data", "new", "house")
    assert ended.code == 2
    assert sentence in plain(ended.err)
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_a_provider_without_its_model_or_server_leaves_nothing_behind(tmp_path: Path, said: Said):
    lacking = {
        "MusicGen": {"MENURA_SESSION_MUSIC": "musicgen", "MENURA_MUSICGEN": NOWHERE},
        "CLAP": {"MENURA_SESSION_EMBEDDER": "clap", "MENURA_SESSION_CLAP": NOWHERE},
        "needs the address of an ACE-Step server": {"MENURA_SESSION_MUSIC": "acestep"},
    }
    labs = {sentence: Lab(tmp_path / str(n)) for n, sentence in enumerate(lacking)}
    words = ("session", "new", "house", "--clips", "1", "--duration", SMALL_S)
    processes = {one: lab.start(*words, **lacking[one]) for one, lab in labs.items()}  # type: ignore[arg-type]
    for sentence, process in processes.items():
        out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode in (1, 5), err
        assert sentence in plain(err)
        assert "Traceback" not in err
        assert out == ""
        lab = labs[sentence]
        assert lab.kept_files == lab.unfinished_files == []
        assert said(lab.home, "list", "--json").json()["total"] == 0


# ------------------------------------------------------------------ stopped, killed, no room


@pytest.mark.slow
def test_ctrl_c_stops_a_batch_and_leaves_nothing_behind(lab: Lab, said: Said, tmp_path: Path):
    out = tmp_path / "out"
    process = lab.start("session", "new", "house", "--duration", "30", "--out", str(out))
    wait_until(lambda: lab.unfinished_files, "the first clip")
    os.killpg(process.pid, signal.SIGINT)
    printed, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Stopped" in err
    assert printed == ""
    assert lab.workers() == []
    assert lab.kept_files == lab.unfinished_files == []
    assert list(out.iterdir()) == []
    assert said(lab.home, "list", "--json").json()["total"] == 0


@pytest.mark.slow
def test_after_a_power_cut_a_server_makes_the_batch_whole_and_sweeps_what_is_left(
    lab: Lab, said: Said
):
    process = lab.start("session", "new", "house", "--duration", "4", "--seed", "5")
    wait_until(lambda: list((lab.media / "tmp").glob("*/*.wav")), "the first clip")
    for worker in lab.workers():
        os.kill(worker, signal.SIGKILL)
    process.kill()
    process.communicate()
    cut = said(lab.home, "show", "last", "--json").json()
    assert (cut["batches"], len(cut["making"])) == ([], 1)
    assert lab.kept_files == []
    stray = lab.media / "tmp" / str(uuid.UUID(int=1)) / "clip-0.wav"
    stray.parent.mkdir()
    stray.write_bytes(b"half a clip")
    os.utime(stray.parent, (0, 0))  # nobody's, and old: what is new may be another machine's
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = lab.start("serve", "--port", str(port))
    try:
        wait_until(lambda: lab.kept_files and not lab.unfinished_files, "the batch", 90)
    finally:
        server.terminate()
        server.communicate(timeout=30)
    told = said(lab.home, "show", "last", "--json").json()
    (batch,) = told["batches"]
    assert (batch["num_generated"], batch["seed"], told["making"]) == (6, 5, [])
    clips = {clip["id"] for cluster in batch["clusters"] for clip in cluster["clips"]}
    assert {path.stem for path in lab.kept_files} == clips
    assert {path.parent.name for path in lab.kept_files} == {told["id"]}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small disk."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(size: str) -> Path:
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode != 0:
            pytest.skip("this machine lets nobody mount")
        return disk

    yield mount
    if disk.is_mount():
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_said_and_nothing_of_the_batch_is_kept(
    small_disk: Callable[[str], Path],
):
    lab = Lab(small_disk("3m") / "data")
    ended = lab.session("new", "house", "--clips", "2", "--duration", "12")
    assert ended.code in (1, 5), ended.err
    words = plain(ended.err)  # whoever met the end of the disk first: database, batch
    assert "Make room on that disk" in words or "Free some space" in words
    assert "Traceback" not in ended.err
    assert lab.kept_files == lab.unfinished_files == []


# ------------------------------------------------------------------ names, disks, odd folders


def test_a_name_is_told_as_it_was_given(cli: Said):
    assert cli("rename", "last", "My [bold]song").out == "It is called 'My [bold]song' now.\n"


def test_one_deleted_clip_is_no_others(cli: Said):
    assert "Deleted 1 other." in cli("keep", "last", "2", "--delete-others", "--yes").out


def test_a_session_is_found_by_its_whole_name(made: Made, cli: Said, beside: Menura):
    params = BriefParams(energy=0.5, density=0.5, duration_sec=1.0)
    beside.session_store.create_session("a rainy house", params)
    assert cli("rename", made.id, "Rainy").code == 0
    assert cli("show", "rainy", "--json").json()["id"] == made.id


def test_a_session_with_a_group_called_stems_is_written_out_twice(
    made: Made, cli: Said, tmp_path: Path
):
    cli("rename", "last", "stems", "--cluster", made.clusters[0]["label"])
    assert cli("export", "last", str(tmp_path / "out")).code == 0
    ended = cli("export", "last", str(tmp_path / "out"))
    assert ended.code == 0, ended.err


def test_a_label_of_64_wide_characters_makes_a_folder(made: Made, cli: Said, tmp_path: Path):
    label = "\U00020000" * 64
    assert cli("rename", "last", label, "--cluster", made.clusters[0]["label"]).code == 0
    ended = cli("export", "last", str(tmp_path / "out"))
    assert ended.code == 0, ended.err


def test_writing_out_a_clip_whose_file_is_gone_says_what_to_do(
    made: Made, cli: Said, tmp_path: Path
):
    (tmp_path / "data" / "media" / made.id / f"{made.clips[0]['id']}.wav").unlink()
    ended = cli("export", "last", str(tmp_path / "out"))
    assert ended.code == 3
    assert made.clips[0]["id"] in ended.err
    assert "production" not in ended.err
    assert "render-again" in ended.err


def test_a_manifest_that_cannot_be_written_is_said(made: Made, cli: Said, tmp_path: Path):
    cluster = made.clusters[0]
    in_its_place = tmp_path / "out" / cluster["label"] / f"{cluster['clips'][0]['id']}.json"
    in_its_place.mkdir(parents=True)
    assert cli("export", "last", str(tmp_path / "out")).code == 5


def test_a_full_disk_while_clips_are_written_out_leaves_no_half_file(
    small_disk: Callable[[str], Path], cli: Said
):
    disk = small_disk("300k")  # one clip and a bit
    ended = cli("export", "last", str(disk / "out"))
    assert ended.code == 5
    assert "the clips are safe in the session" in ended.err
    assert "productions" not in ended.err
    assert list(disk.rglob("*.part")) == []


def test_no_verb_prints_help_without_an_empty_sentence(cli: Said):
    ended = cli()
    assert "Usage:" in ended.out
    assert ended.err in ("", "menura: Say what to do. Add --help to see what can be said.\n")


@pytest.mark.slow
def test_files_in_the_current_folder_are_not_run(made: Made, lab: Lab, tmp_path: Path):
    made.copy_to(lab.home)
    (tmp_path / "typer.py").write_text("raise SystemExit('this file was run')")
    words = ("session", "render-again", "last", made.clips[0]["id"])
    process = lab.start(*words, cwd=tmp_path)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
