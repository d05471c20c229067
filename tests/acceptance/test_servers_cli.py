"""Music servers from the command line: the program's words, answers and exit codes.

The verbs run in this process; what they start is done by a thread, as workers would do it.
"""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.servers_rig import PASSWORDS, House, open_house
from tests.acceptance.test_discover_cli import Shell
from tests.music_servers.subsonic_fake import PASSWORD, Dialect
from tests.music_servers.subsonic_http import Told

BAD_INPUT, NOT_FOUND, CONFLICT, UNAVAILABLE = 2, 3, 4, 5


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("servers-cli")) as opened:
        over = threading.Event()

        def work() -> None:
            while not over.wait(0.05):
                opened.rig.work()

        worker = threading.Thread(target=work)
        worker.start()
        yield opened
        over.set()
        worker.join(60)


@pytest.fixture
def shell(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    monkeypatch.setenv("MENURA_DATA_DIR", str(house.rig.application.settings.data_dir))
    monkeypatch.setenv("MENURA_WORKERS", "0")
    monkeypatch.setenv("MENURA_SERVER_SECRET", PASSWORD)
    monkeypatch.setenv("COLUMNS", "300")
    # Verbs write their log to the standard error of the moment, which is closed after the test.
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield Shell(capsys)
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.fixture
def sub(house: House, shell: Shell) -> dict[str, Any]:
    """The fake Subsonic as a source, scanned by the first test that needs it."""
    known: dict[str, dict[str, Any]]
    known = {one["name"]: one for one in house.rig.get("/sources")["items"]}
    if "Sub" not in known:
        folder = str(house.songs[0].path.parent)
        assert shell("scan", folder).code == 0
        words = ("source", "add", house.subsonic.url, "--kind", "subsonic", "--user", "bob")
        assert shell(*words, "--name", "Sub").code == 0
        assert shell("scan", "Sub").code == 0
        known = {one["name"]: one for one in house.rig.get("/sources")["items"]}
    return known["Sub"]


def add(shell: Shell, url: str, *more: str, kind: str = "subsonic") -> Any:
    """Add a server; whatever is said, it is never a secret."""
    told = shell("source", "add", url, "--kind", kind, "--user", "bob", *more)
    for secret in PASSWORDS:
        assert secret not in told.out + told.err
    return told


def test_a_server_is_added_and_says_what_it_can(house: House, shell: Shell):
    fake = house.another()
    told = add(shell, fake.url, "--name", "Attic")
    assert told.code == 0, told.err
    assert "Connected to Lyrebird 0.1 as bob." in told.out
    assert "It can: download" in told.out
    assert "Added 'Attic'; listen to it with: menura scan 'Attic'" in told.out
    again = add(shell, fake.url)
    assert (again.code, "'Attic' already" in again.err) == (CONFLICT, True)
    assert "Connected to Lyrebird" in shell("source", "test", "Attic").out
    shown = shell("source", "show", "Attic")
    assert "nothing" in shown.out  # is told
    assert "bob on Attic" in shown.out
    assert PASSWORD not in shell("source", "show", "Attic", "--json").out
    assert "Attic" in shell("source", "list").out
    edited = shell.json("source", "edit", "Attic", "--name", "Loft", "--write-plays")
    assert (edited["name"], edited["write_plays"], edited["write_ratings"]) == ("Loft", True, False)
    off = shell.json("source", "edit", "Loft", "--keep-plays")
    assert off["write_plays"] is False
    assert shell("source", "remove", "Loft").code == 0
    gone = shell("source", "show", "Loft")
    assert (gone.code, "menura source list" in gone.err) == (NOT_FOUND, True)


def test_an_address_without_its_kind_says_which_kinds_there_are(shell: Shell):
    told = shell("source", "add", "http://127.0.0.1:4533")
    assert told.code == BAD_INPUT
    assert "--kind: emby, jellyfin, lyrion, mpd, plex, subsonic" in told.err


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (Told(200, b"<!DOCTYPE html><p>Hi</p>", "text/html"), BAD_INPUT, "check the port"),
        (Told(302, b"", "text/plain", {"Location": "https://new.test/"}), BAD_INPUT, "new.test"),
        (Told(503, b"<html>Loading</html>", "text/html"), UNAVAILABLE, "try again in a minute"),
    ],
)
def test_what_is_wrong_with_a_server_has_its_own_sentence(
    house: House, shell: Shell, said: Told, code: int, words: str
):
    told = add(shell, f"http://{house.answering(said).host}")
    assert (told.code, words in told.err) == (code, True), told.err


def test_a_wrong_password_or_address_says_what_to_do(
    house: House, shell: Shell, monkeypatch: pytest.MonkeyPatch
):
    told = add(shell, "ftp://music")
    assert (told.code, "for example http://" in told.err) == (BAD_INPUT, True)
    monkeypatch.setenv("MENURA_SERVER_SECRET", "wr0ng-word")
    told = add(shell, house.subsonic.url)
    assert (told.code, "browser" in told.err) == (BAD_INPUT, True)
    assert "wr0ng-word" not in told.out + told.err


def test_a_certificate_is_trusted_by_its_fingerprint(house: House, shell: Shell, tmp_path: Path):
    url = house.guarded(tmp_path)
    told = add(shell, url)
    assert told.code == BAD_INPUT
    fingerprint = told.err.split("SHA-256 fingerprint is ")[1].split(".")[0]
    assert add(shell, url, "--name", "Pinned", "--trust-certificate", fingerprint).code == 0
    assert shell("source", "test", "Pinned").code == 0
    assert shell("source", "remove", "Pinned").code == 0
    assert (
        add(shell, url, "--name", "File", "--ca-file", str(tmp_path / "self-signed.pem")).code == 0
    )
    assert shell("source", "remove", "File").code == 0


def test_an_account_that_may_only_read_is_noted(house: House, shell: Shell):
    fake = house.another(Dialect(may_keep_playlists=False))
    told = add(shell, fake.url, "--name", "Read only")
    assert "note: This account may only read" in told.out
    assert shell("source", "remove", "Read only").code == 0


def test_a_scan_finds_what_is_in_two_places(house: House, shell: Shell, sub: dict[str, Any]):
    told = shell("scan", "Sub")
    assert (told.code, "Scanned: 4" in told.out) == (0, True), told.err
    own = house.tracks(sub)
    assert own.keys() == {"own0", "own1"}
    first = house.track_at(sub, "s1")
    shown = shell("track", "places", first["id"])
    assert shown.out.splitlines()[0].startswith(f"* {house.songs[0].path.parent.name}: ")
    assert "Sub: The Server/Afar/s1.opus" in shown.out
    copy = shown.out.splitlines()[1].split()[-1]
    assert "a track of its own now" in shell("track", "separate", copy).out
    assert len(shell("track", "places", first["id"]).out.splitlines()) == 1
    assert shell("scan", "Sub", "--recent-albums", "1").code == 0


def test_a_scan_that_cannot_see_everything_ends_as_failed(
    house: House, shell: Shell, monkeypatch: pytest.MonkeyPatch, sub: dict[str, Any]
):
    monkeypatch.setenv("MENURA_SERVER_SECRET", house.jellyfin_account()["password"])
    assert add(shell, house.jellyfin_url, "--name", "Jelly", kind="jellyfin").code == 0
    house.jellyfin.left_out = 1
    told = shell("scan", "Jelly")
    house.jellyfin.left_out = 0
    assert told.code == 1
    assert "is not complete" in told.err
    assert "nothing was taken for deleted" in shell("source", "list").out
    assert shell("scan", "Jelly").code == 0
    assert "not complete" not in shell("source", "list").out


def test_a_playlist_is_sent_shown_and_taken_back(house: House, shell: Shell, sub: dict[str, Any]):
    foreign = house.subsonic.add_playlist("Evening", ["own1"])
    own = house.tracks(sub)
    shell("playlist", "save", "Evening", own["own1"]["id"], own["own0"]["id"])
    assert shell.json("playlist", "send", "Evening", "Sub")["tracks"] == 2
    (there,) = [p for p in house.subsonic.playlists.values() if p.id != foreign.id]
    assert (there.name, there.track_ids) == ("Evening", ["own1", "own0"])
    assert "current" in shell("playlist", "sent", "Evening").out
    listed = shell("source", "sent", "Sub").out
    assert "Evening" in listed
    assert shell("playlist", "send", "Evening", "Sub").code == 0
    assert len(house.subsonic.playlists) == 2
    assert "Deleted it there." in shell("playlist", "unsend", "Evening", "Sub").out
    assert shell("playlist", "unsend", "Evening", "Sub").code == NOT_FOUND
    assert list(house.subsonic.playlists) == [foreign.id]
    assert foreign.track_ids == ["own1"]
    assert shell("playlist", "show", "Evening").code == 0


def test_a_playlist_of_the_server_is_taken_in(house: House, shell: Shell, sub: dict[str, Any]):
    theirs = house.subsonic.add_playlist("Theirs", ["own1", "s0"])
    assert "Theirs" in shell("source", "playlists", "Sub").out
    taken = shell.json("source", "take-in", "Sub", "Theirs")
    assert house.rig.playlist_ids(taken["id"]) == [
        house.track_at(sub, location)["id"] for location in ("own1", "s0")
    ]
    assert shell("source", "take-in", "Sub", "no such").code in (BAD_INPUT, NOT_FOUND)
    del house.subsonic.playlists[theirs.id]


def test_a_folder_takes_no_unsending(shell: Shell, house: House, sub: dict[str, Any]):
    shell("playlist", "save", "Local", house.tracks(sub)["own0"]["id"])
    told = shell("playlist", "unsend", "Local", str(house.songs[0].path.parent))
    assert (told.code, "is no music server" in told.err) == (CONFLICT, True)


def test_what_is_marked_is_told_only_when_switched_on(
    house: House, shell: Shell, sub: dict[str, Any]
):
    theirs = house.subsonic.tracks["own1"]
    own = house.tracks(sub)["own1"]["id"]
    assert "rated 80 of 100" in shell("track", "rate", own, "80").out
    assert shell("favourite", own).code == 0
    assert (theirs.favourite, theirs.rating) == (False, None)
    assert shell("source", "edit", "Sub", "--write-ratings").code == 0
    assert shell("track", "rate", own, "40").code == 0
    house.rig.work()
    for _ in range(100):
        if theirs.rating == 40:
            break
        threading.Event().wait(0.05)
    assert (theirs.favourite, theirs.rating) == (False, 40)
    assert "no rating any more" in shell("track", "rate", own).out
    assert shell("track", "rate", own, "101").code == BAD_INPUT
    assert shell("source", "edit", "Sub", "--keep-ratings").code == 0


def test_the_most_played_of_an_account_is_listed(house: House, shell: Shell, sub: dict[str, Any]):
    top = shell.json("plays", "top", "bob on Sub")["items"]
    assert [one["play_count"] for one in top] == [9, 3]
    assert "Plays" in shell("plays", "top", "bob on Sub", "--latest").out
    assert "No play is known." in shell("plays", "top", "Nobody").out


def test_a_listening_history_is_read_from_a_file(
    house: House, shell: Shell, tmp_path: Path, sub: dict[str, Any]
):
    own = house.tracks(sub)["own1"]
    path = tmp_path / "scrobbles.csv"
    line = f"{own['artist']},Afar,{own['title']},21 Nov 2025 10:00\n"
    path.write_text(
        "artist,album,track,date\n" + line * 3 + "Unknown,None,Never,21 Nov 2025 11:00\n"
    )
    report = shell.json("plays", "read", str(path), "--listener", "Ann")
    assert (report["listens"], report["matched"]) == (4, 3)
    assert shell.json("plays", "top", "Ann")["items"][0]["play_count"] == 3
    assert shell.json("plays", "read", str(path), "--listener", "Ann")["matched"] == 3
    assert shell.json("plays", "top", "Ann")["items"][0]["play_count"] == 3
    bad = tmp_path / "photo.jpg"
    bad.write_bytes(b"\xff\xd8\xff\x00" * 100)
    told = shell("plays", "read", str(bad))
    assert (told.code, "ListenBrainz" in told.err) in ((1, True), (BAD_INPUT, True))
    assert shell("plays", "read", str(tmp_path / "nowhere.csv")).code == BAD_INPUT


def test_what_is_missing_is_kept_for_a_month(house: House, shell: Shell, sub: dict[str, Any]):
    gone = house.subsonic.tracks.pop("own1")
    try:
        assert "1 missing" in shell("scan", "Sub").out
        told = shell("source", "missing")
        assert "1 tracks are gone from their sources, 0 of them for more than 30 days" in told.out
        assert "Forgot 0 tracks." in shell("source", "sweep", "--yes").out
    finally:
        house.subsonic.tracks["own1"] = gone
    assert shell("scan", "Sub").code == 0
    assert shell.json("source", "missing")["total"] == 0
