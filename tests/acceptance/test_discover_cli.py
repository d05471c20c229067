"""The verbs of discovery: the program's words, answers and exit codes.

The verbs run in this process, over a library that is made once; what they start is done by a
thread, as workers would do it.
"""

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.discover_rig import PER_STYLE, STYLES, Rig, filled
from tests.acceptance.terminal import Terminal, Told

BAD_INPUT = 2


class Shell(Terminal):
    """A terminal for every verb."""

    def __call__(self, *words: str) -> Told:
        return self.run(*words)

    def json(self, *words: str) -> Any:
        return self(*words, "--json").json()


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("cli")) as rig:
        over = threading.Event()

        def work() -> None:
            while not over.wait(0.05):
                rig.work()

        worker = threading.Thread(target=work)
        worker.start()
        yield rig
        over.set()
        worker.join(60)


@pytest.fixture
def shell(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    monkeypatch.setenv("MENURA_DATA_DIR", str(rig.application.settings.data_dir))
    monkeypatch.setenv("MENURA_WORKERS", "0")
    monkeypatch.setenv("COLUMNS", "200")
    # Verbs write their log to the standard error of the moment, which is closed after the test.
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield Shell(capsys)
    for name, handler in before.items():
        signal.signal(name, handler)


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["track"]["title"] for item in answer["items"]]


def styles(answer: dict[str, Any]) -> set[str]:
    return {genre for item in answer["items"] for genre in item["track"]["genres"]}


def test_similar_by_words_artists_moods_and_filters(shell: Shell):
    by_words = shell.json("similar", "Jazz No. 1", "-n", "5")
    assert by_words["seed"]["title"] == "Jazz No. 1"
    assert (len(by_words["items"]), styles(by_words)) == (5, {"Jazz"})
    several = shell.json("similar", "artist:metal a", "mood:sad", "-n", "12", "--per-artist", "2")
    assert styles(several) == {"Metal", "Ambient"}
    part = shell.json(
        "similar", "Jazz No. 1", "-n", "50", "--where", "genre=dub", "--where", "year=1975-1979"
    )
    assert (len(part["items"]), styles(part)) == (5, {"Dub"})
    shown = shell("similar", "Jazz No. 1", "-n", "3")
    assert shown.code == 0
    assert "Like Jazz No. 1" in shown.out
    assert "same key (D major)" in shown.out


def test_a_path_a_mixture_and_an_extension_are_saved_as_playlists(shell: Shell, rig: Rig):
    path = shell.json("path", "Metal No. 1", "Ambient No. 2", "-n", "6", "--save", "Calm down")
    assert (titles(path)[0], titles(path)[-1], len(titles(path))) == (
        "Metal No. 1",
        "Ambient No. 2",
        6,
    )
    kept = shell.json("playlist", "show", "Calm down")
    assert [item["track"]["title"] for item in kept["items"]] == titles(path)
    words = ("mix", "mood:jazz", "mood:dub", "--not", "artist:Dub A", "--temperature", "0")
    assert styles(shell.json(*words, "-n", "12", "--per-artist", "0")) == {"Jazz"}
    rig.playlist("Peak time", rig.ids["Techno"][:6])
    more = shell.json("extend", "Peak time", "-n", "5", "--save", "More of it")
    assert (len(more["items"]), styles(more)) == (5, {"Techno"})
    assert len(shell.json("playlist", "show", "More of it")["items"]) == 5


def test_plays_make_a_fingerprint(shell: Shell, rig: Rig, tmp_path: Path):
    told = shell("fingerprint", "Gil")
    assert told.code == BAD_INPUT
    assert "played" in told.err
    shell.json("plays", "play", "Folk No. 3", "--listener", "Gil")
    items = [{"track_id": one, "play_count": 4} for one in rig.ids["Folk"][:5]]
    plays = tmp_path / "plays.json"
    plays.write_text(json.dumps({"items": items}))
    assert shell.json("plays", "import", "Gil", str(plays)) == {"taken": 5, "unknown": 0}
    found = shell.json("fingerprint", "Gil", "-n", "10", "--per-artist", "0")
    assert (found["listener"], len(found["items"]), styles(found)) == ("Gil", 10, {"Folk"})
    (gil,) = [one for one in shell.json("plays", "list")["items"] if one["name"] == "Gil"]
    assert gil["play_count"] == 20
    assert shell.json("plays", "forget", "Gil") == {"forgotten": 5}
    plays.write_text('{"items": 3}')
    assert shell("plays", "import", "Gil", str(plays)).code == BAD_INPUT
    assert shell.json("favourite", "Folk No. 3")["favourite"] is True
    liked = shell.json("similar", "Jazz No. 1", "--where", "favourite=yes")
    assert titles(liked) == ["Folk No. 3"]
    shell.json("favourite", "Folk No. 3", "--off")


def test_artists_are_compared_at_once_where_somebody_waits(shell: Shell):
    found = shell.json("artists", "Jazz A", "-n", "3")
    assert {one["name"] for one in found["items"]} == {"Jazz B", "Jazz C", "Jazz D"}
    facets = shell.json("facets")
    assert {one["name"] for one in facets["genres"]} == set(STYLES)


def test_the_map_is_built_and_told(shell: Shell, rig: Rig):
    assert "menura map build" in shell("map", "show").out
    built = shell.json("map", "build", "--method", "pca")
    assert (built["state"], built["count"]) == ("ready", PER_STYLE * len(STYLES))
    assert shell.json("map", "show") == built


def test_versions_of_playlists_are_found_kept_compared_and_removed(shell: Shell, rig: Rig):
    words = ("clusters", "find", "--iterations", "10", "--clusters", "4-8", "--min-songs", "5")
    one = shell.json(*words, "--name", "One")
    other = shell.json(*words, "--name", "Other", "--seed", "1")
    assert [run["name"] for run in shell.json("clusters", "list")["items"]] == ["Other", "One"]
    assert shell.json("clusters", "show", "One")["id"] == one["id"]
    assert shell.json("clusters", "show", "latest")["id"] == other["id"]
    assert shell.json("clusters", "show", "One", "0")["tracks"]
    assert 0 < shell.json("clusters", "compare", "One", "Other")["similarity"] <= 1
    saved = shell.json("clusters", "save", "One", "--only", "0")["playlist_ids"]
    assert list(saved) == ["0"]
    assert len(rig.playlist_ids(saved["0"])) == one["playlists"][0]["track_count"]
    added = rig.add_music("Ambient", 2)
    renewed = shell.json("clusters", "refresh", "One")
    assert renewed["parent_id"] == one["id"]
    assert renewed["track_count"] == one["track_count"] + len(added)
    assert shell.json("clusters", "pin", "One")["pinned"] is True
    refused = shell("clusters", "remove", "One")
    assert (refused.code > 1, "pinned" in refused.err) == (True, True)
    shell.json("clusters", "pin", "One", "--off")
    assert shell.json("clusters", "name", "One", "First")["name"] == "First"
    assert shell.json("clusters", "remove", "First") == {"removed": one["id"]}


def test_an_anchor_becomes_a_radio(shell: Shell, rig: Rig):
    anchor = shell.json("anchor", "save", "Fire", "artist:Folk A", "--not", "Metal No. 1")
    assert (anchor["name"], anchor["avoided_count"]) == ("Fire", 1)
    assert shell.json("anchor", "rename", "Fire", "Campfire")["id"] == anchor["id"]
    assert [one["name"] for one in shell.json("anchor", "list")["items"]] == ["Campfire"]
    radio = shell.json("radio", "add", "Campfire", "-n", "5", "--temperature", "0.1")
    done = shell.json("radio", "run", "Campfire")
    assert done["tracks"] == 5
    assert {rig.style_of(one) for one in rig.playlist_ids(done["playlist_id"])} == {"Folk"}
    changed = shell.json("radio", "change", "Campfire", "--cron", "0 7 * * *")
    assert changed["next_at"].endswith("07:00:00Z")
    assert [one["id"] for one in shell.json("radio", "list")["items"]] == [radio["id"]]
    shown = shell("radio", "list")
    assert "07:00 UTC" in shown.out
    assert shell.json("radio", "remove", "Campfire") == {"removed": radio["id"]}
    shell.json("anchor", "remove", "Campfire")


def test_a_schedule_is_kept_run_rested_and_removed(shell: Shell, rig: Rig):
    rig.post("/plays", {"track_id": rig.ids["Dub"][0], "listener": "Hal"})
    kept = shell.json(
        *("schedule", "put", "week", "fingerprint", "0 6 * * 1"),
        *("--options", '{"listener": "Hal", "count": 4}'),
    )
    assert (kept["kind"], kept["options"]["count"]) == ("fingerprint", 4)
    shell.json("schedule", "run", "week")
    assert "Sonic fingerprint of Hal" in [one["name"] for one in rig.get("/playlists")["items"]]
    assert shell.json("schedule", "off", "week")["next_at"] is None
    assert shell.json("schedule", "on", "week")["next_at"]
    assert "week" in shell("schedule", "list").out
    shell.json("schedule", "remove", "week")
    assert shell("schedule", "run", "week").code != 0


def test_a_conversation_goes_on_and_is_saved(shell: Shell, rig: Rig):
    first = shell.json("chat", "6 jazz songs", "--save", "From words")
    assert styles(first) == {"Jazz"}
    assert len(shell.json("playlist", "show", "From words")["items"]) == 6
    second = shell.json("chat", "without Jazz A", "--after", first["conversation_id"])
    assert "Jazz A" not in {item["track"]["artist"] for item in second["items"]}
    shown = shell("chat", "3 dub songs")
    assert first["conversation_id"] not in shown.out
    assert "menura chat --after" in shown.out


def test_a_playlist_is_ordered_exported_and_sent(shell: Shell, rig: Rig, tmp_path: Path):
    rig.playlist("Mixed up", [rig.ids[style][0] for style in ("Metal", "Ambient", "Jazz")])
    ordered = shell.json("playlist", "order", "Mixed up", "--by", "tempo")
    assert [item["track"]["genres"] for item in ordered["items"]] == [
        ["Ambient"],
        ["Jazz"],
        ["Metal"],
    ]
    file = tmp_path / "out.xspf"
    assert shell("playlist", "export", "Mixed up", "--format", "xspf", "-o", str(file)).code == 0
    assert "<title>Jazz No. 0</title>" in file.read_text()
    sent = shell.json("playlist", "send", "Mixed up", rig.source_id)
    assert Path(sent["path"]).is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("similar", "no such words anywhere"),
        ("similar", "mood:purple"),
        ("similar", "text:rain"),
        ("similar", "Jazz No. 1", "-n", "0"),
        ("similar", "Jazz No. 1", "-n", "1000000000"),
        ("similar", "Jazz No. 1", "--where", "genre"),
        ("similar", "Jazz No. 1", "--where", "colour=red"),
        ("similar", "Jazz No. 1", "--where", "year=old"),
        ("similar", "Jazz No. 1", "--where", "tempo=nan-90"),
        ("similar", "Jazz No. 1", "--where", "key=H"),
        ("similar", "Jazz No. 1", "--where", "without=sense"),
        ("similar", "Jazz No. 1", "--where", "genre=polka"),
        ("similar", "Jazz No. 1", "--space", "clap"),
        ("path", "Jazz No. 1", "Jazz No. 1"),
        ("path", "Jazz No. 1", "Jazz No. 2", "-n", "1"),
        ("path", "Jazz No. 1", "Jazz No. 2", "--variance", "nan"),
        ("mix", "mood:jazz", "--temperature", "nan"),
        ("mix", "mood:jazz", "--distance", "nan"),
        ("extend", "No such playlist"),
        ("extend", "Jazz", "--threshold", "nan"),
        ("fingerprint", "a\x01b"),
        ("fingerprint", "me", "--half-life", "nan"),
        ("artists", "Nobody"),
        ("chat", "qwertz asdf"),
        ("chat", ""),
        ("chat", "jazz", "--mode", "sql"),
        ("chat", "more", "--after", "nonsense"),
        ("clusters", "find", "--clusters", "some"),
        ("clusters", "find", "--clusters", "2-999999"),
        ("clusters", "find", "--clusters", "500-600"),
        ("clusters", "find", "--min-songs", "5000"),
        ("clusters", "find", "--name", "a" * 201),
        ("clusters", "find", "--diversity", "nan"),
        ("clusters", "find", "--diversity", "0", "--purity", "0"),
        ("clusters", "show", "nobody"),
        ("clusters", "save", "nobody"),
        ("anchor", "save", "", "mood:jazz"),
        ("anchor", "save", "X", "mood:purple"),
        ("anchor", "remove", "nobody"),
        ("radio", "add", "nobody"),
        ("radio", "run", "nobody"),
        ("schedule", "put", "x", "dancing", "0 0 * * *"),
        ("schedule", "put", "x", "analysis", "soon"),
        ("schedule", "put", "x", "map", "0 0 * * *", "--options", "{"),
        ("schedule", "put", "x", "map", "0 0 * * *", "--options", "[1]"),
        ("schedule", "put", "rescan", "analysis", "0 0 * * *"),
        ("plays", "play", "no such words anywhere"),
        ("plays", "import", "Ann", "/no/such/file"),
        ("playlist", "send", "No such playlist", "x"),
    ],
)
def test_what_makes_no_sense_ends_with_a_sentence_and_a_code(shell: Shell, words: tuple[str, ...]):
    told = shell(*words, "--json")
    assert told.code not in (0, 1), told.out
    problem = json.loads(told.err)
    assert len(problem["detail"].split()) >= 3
    assert "Traceback" not in told.err
