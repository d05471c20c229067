"""Music servers over HTTP, as the page and other programs use them."""

import base64
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.discover_rig import V1
from tests.acceptance.servers_rig import (
    OTHER_JSON,
    PASSWORDS,
    SONGS,
    House,
    open_house,
    world_track,
)
from tests.acceptance.test_discover_api import refused
from tests.music_servers.rig import Fault
from tests.music_servers.subsonic_fake import PASSWORD, Dialect, method_of
from tests.music_servers.subsonic_http import Told
from tests.music_servers.supysonic_rig import TITLES, open_supysonic

NOTHING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("servers"), keep_missing_days=0) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(house: House) -> dict[str, Any]:
    """The folder as a source, scanned."""
    path = str(house.songs[0].path.parent)
    source: dict[str, Any] = house.rig.post("/sources", {"path": path, "scan": False})
    assert house.scan(source)["status"] == "completed"
    return source


@pytest.fixture(scope="module")
def subsonic(house: House, folder: dict[str, Any]) -> dict[str, Any]:
    """The fake Subsonic as a source, scanned."""
    source = house.add(house.subsonic_account(), name="Sub")
    ended = house.scan(source)
    assert ended["status"] == "completed", ended
    return source


@pytest.fixture(scope="module")
def jellyfin(house: House, subsonic: dict[str, Any]) -> dict[str, Any]:
    """The fake Jellyfin as a source, scanned."""
    source = house.add(house.jellyfin_account(), name="Jelly")
    assert house.scan(source)["status"] == "completed"
    return source


# --------------------------------------------------------------- what can be wrong


def tried(house: House, account: dict[str, Any]) -> Any:
    """Try a server; no answer may ever hold a secret."""
    answer = house.rig.api.post(f"{V1}/sources/test", json=account)
    assert not any(form in answer.text for form in forms(str(account.get("password", "")) or "-*"))
    return answer


def forms(secret: str) -> list[str]:
    """Return how a secret may be written."""
    raw = secret.encode()
    return [secret, quote(secret, safe=""), raw.hex(), base64.b64encode(raw).decode()]


def test_a_server_is_tried_for_real_and_not_kept(house: House):
    before = house.rig.get("/sources")
    said = tried(house, house.subsonic_account()).json()
    assert (said["product"], said["username"], said["notes"]) == ("Lyrebird", "bob", [])
    assert {"download", "playlists"} <= set(said["capabilities"])
    said = tried(house, house.jellyfin_account()).json()
    assert [one["name"] for one in said["libraries"]] == ["Music", "Samples"]
    assert house.rig.get("/sources") == before


@pytest.mark.parametrize("url", ["ftp://music", "http://", "http://a b/", "javascript:alert(1)"])
def test_an_address_that_is_none_is_told_as_such(house: House, url: str):
    problem = refused(tried(house, {**house.subsonic_account(), "url": url}), "url")
    assert problem["code"] == "server_address"
    assert "for example http://" in problem["detail"]


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://bob:secret-word@127.0.0.1:1/"])
def test_an_address_that_may_not_be_used_is_refused(house: House, url: str):
    answer = tried(house, {**house.subsonic_account(), "url": url})
    assert refused(answer, "url")["code"] == "server_address"
    assert "secret-word" not in answer.text


def test_nobody_there_says_to_check_that_it_runs(house: House):
    quiet = house.another()
    answer = tried(house, {**house.subsonic_account(quiet), "url": "http://127.0.0.1:9"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "server_unreachable")
    assert (problem["field"], "127.0.0.1:9" in problem["detail"]) == ("url", True)
    assert "check that it runs" in problem["detail"]


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin"])
def test_a_wrong_password_says_how_to_check_it(house: House, kind: str):
    known = {"subsonic": house.subsonic_account, "jellyfin": house.jellyfin_account}
    problem = refused(tried(house, {**known[kind](), "password": "wr0ng&word"}), "password")
    assert problem["code"] == "server_login"
    assert "browser" in problem["detail"]
    assert "wr0ng" not in problem["detail"]


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin", "emby", "lyrion", "plex"])
def test_a_page_in_place_of_json_says_to_check_port_and_path(house: House, kind: str):
    account = {**house.subsonic_account(), "kind": kind, "url": f"http://{house.page().host}"}
    if kind == "plex":
        account |= {"username": "", "password": None, "token": "tok-en"}
    problem = refused(tried(house, account), "url")
    assert problem["code"] == "not_this_server"
    assert "check the port" in problem["detail"]


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin", "emby", "lyrion"])
def test_another_program_that_speaks_json_is_not_taken_for_the_server(house: House, kind: str):
    other = house.answering(Told(200, OTHER_JSON))
    account = {**house.subsonic_account(), "kind": kind, "url": f"http://{other.host}"}
    assert refused(tried(house, account), "url")["code"] == "not_this_server"


def test_the_wrong_kind_of_server_is_told(house: House):
    account = {**house.jellyfin_account(), "kind": "subsonic"}
    assert refused(tried(house, account), "url")["code"] == "not_this_server"
    house.jellyfin.complaints.clear()  # of requests that were not meant for it


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin", "emby", "lyrion", "plex"])
def test_a_redirect_is_shown_and_never_followed(house: House, kind: str):
    target = house.another()
    away = house.answering(Told(302, b"", "text/plain", {"Location": f"{target.url}/music/"}))
    account = {**house.subsonic_account(), "kind": kind, "url": f"http://{away.host}"}
    if kind == "plex":
        account |= {"username": "", "password": None, "token": "tok-en"}
    problem = refused(tried(house, account), "url")
    assert problem["code"] == "server_redirect"
    assert target.wire.host in problem["detail"]
    assert target.wire.asked == []


def test_a_certificate_nobody_knows_is_shown_and_can_be_confirmed(house: House, tmp_path: Path):
    url = house.guarded(tmp_path)
    account = {**house.subsonic_account(), "url": url}
    problem = refused(tried(house, account), "certificate_sha256")
    assert problem["code"] == "server_certificate"
    assert problem["sha256"] in problem["detail"]
    other = {**account, "certificate_sha256": "AB" * 32}
    assert refused(tried(house, other), "certificate_sha256")["sha256"] == problem["sha256"]
    confirmed = {**account, "certificate_sha256": problem["sha256"]}
    assert tried(house, confirmed).json()["username"] == "bob"
    source = house.add(confirmed, name="Pinned")
    assert (source["has_certificate"], source["ca_file"]) == (True, None)
    assert house.rig.post(f"/sources/{source['id']}/test")["username"] == "bob"
    house.rig.delete(f"/sources/{source['id']}")
    by_file = {**account, "ca_file": str(tmp_path / "self-signed.pem")}
    assert tried(house, by_file).json()["username"] == "bob"


@pytest.mark.parametrize("name", ["no such file", "not pem"])
def test_a_file_of_certificates_that_is_none_is_refused(house: House, name: str, tmp_path: Path):
    path = tmp_path / "not pem"
    path.write_text("hello")
    account = {**house.subsonic_account(), "url": house.guarded(tmp_path)}
    answer = tried(house, {**account, "ca_file": str(tmp_path / name)})
    assert refused(answer)["code"] == "server_certificate"


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin"])
def test_a_server_that_is_still_starting_says_to_wait(house: House, kind: str):
    starting = house.answering(Told(503, b"<html>Loading</html>", "text/html"))
    account = {**house.subsonic_account(), "kind": kind, "url": f"http://{starting.host}"}
    answer = tried(house, account)
    assert (answer.status_code, answer.json()["code"]) == (503, "server_starting")
    assert "try again in a minute" in answer.json()["detail"]


def test_an_account_that_may_only_read_is_told_and_its_playlists_refused(
    house: House, subsonic: dict[str, Any]
):
    tracks = {"own0": house.subsonic.tracks["own0"]}
    fake = house.another(Dialect(may_keep_playlists=False), tracks)
    (note,) = tried(house, house.subsonic_account(fake)).json()["notes"]
    assert "may only read" in note
    with house.lent(house.subsonic_account(fake), name="Read only") as source:
        assert house.scan(source)["status"] == "completed"
        own = house.track_at(subsonic, "own0")
        playlist = house.rig.playlist("Not there", [own["id"]])
        sent = house.rig.post(f"/playlists/{playlist['id']}/send", {"source_id": source["id"]})
        house.rig.work()
        ended = house.rig.get(f"/jobs/{sent['job_id']}")
        assert ended["status"] == "failed"
        assert "may not" in ended["error"]["message"]
        (kept,) = house.rig.get(f"/playlists/{playlist['id']}/sent")["items"]
        assert (kept["is_current"], kept["sent_at"]) == (False, None)
        assert fake.playlists == {}
    assert house.track_at(subsonic, "own0")["id"] == own["id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "spotify"}, "kind"),
        ({"kind": "folder"}, "kind"),
        ({"url": ""}, "url"),
        ({"url": "x" * 501}, "url"),
        ({"certificate_sha256": "12:34"}, "certificate_sha256"),
        ({"passwort": "x"}, "passwort"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_without_its_password(
    house: House, change: dict[str, Any], field: str
):
    refused(tried(house, house.subsonic_account() | change), field)


# ----------------------------------------------------------------- take in, change


def test_secrets_go_in_and_never_come_out(
    house: House,
    subsonic: dict[str, Any],
    jellyfin: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.DEBUG)
    said = []
    for source in (subsonic, jellyfin):
        shown = house.rig.get(f"/sources/{source['id']}")
        assert shown["has_secret"] is True
        assert not {"password", "token"} & shown.keys()
        said += [source, shown, house.rig.post(f"/sources/{source['id']}/test")]
    said.append(house.rig.get("/sources"))
    secrets = [form for word in (*PASSWORDS, *house.jellyfin.tokens) for form in forms(word)]
    data = house.rig.application.settings.data_dir
    kept = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert any(path.suffix == ".db" or "sqlite" in path.name for path in kept), list(kept)
    for secret in secrets:
        assert secret not in str(said)
        assert secret not in caplog.text
        assert [path for path, inside in kept.items() if secret.encode() in inside] == []
    assert (data / "secret.key").stat().st_mode & 0o077 == 0


def test_an_account_is_taken_in_once(house: House, subsonic: dict[str, Any]):
    again = house.subsonic_account()
    again["url"] = again["url"].replace("http://", "HTTP://") + "/"
    problem = refused(house.rig.api.post(f"{V1}/sources/servers", json=again), "url")
    assert (problem["status"], problem["code"]) == (409, "source_known")
    assert subsonic["name"] in problem["detail"]


def test_a_source_is_changed_and_tried_before_a_new_login_is_kept(house: House):
    fake = house.another()
    source = house.add(house.subsonic_account(fake))
    path = f"/sources/{source['id']}"
    changed = house.rig.patch(path, {"name": "  Attic  ", "write_plays": True, "libraries": ["1"]})
    assert (changed["name"], changed["write_plays"], changed["libraries"]) == ("Attic", True, ["1"])
    assert changed["write_ratings"] is False
    asked = len(fake.wire.asked)
    assert house.rig.patch(path, {"name": "Loft"})["libraries"] == ["1"]
    assert len(fake.wire.asked) == asked
    refused(house.rig.api.patch(V1 + path, json={"password": "wr0ng"}), "password")
    elsewhere = {"url": f"http://{house.page().host}"}
    problem = refused(house.rig.api.patch(V1 + path, json=elsewhere), "password")
    assert problem["code"] == "secret_wanted"  # or it would be sent to whoever answers there
    refused(house.rig.api.patch(V1 + path, json=elsewhere | {"password": PASSWORD}), "url")
    assert house.rig.post(f"{path}/test")["username"] == "bob"
    moved = house.another()
    changed = house.rig.patch(path, {"url": moved.url, "password": PASSWORD})
    assert changed["location"] == moved.url
    assert house.rig.get(path)["name"] == "Loft"
    house.rig.delete(path)
    refused(house.rig.api.get(V1 + path))


def test_a_new_password_takes_the_place_of_the_old_one(house: House):
    fake = house.another(Dialect(extensions=("formPost", "apiKeyAuthentication")))
    source = house.add({**house.subsonic_account(fake), "username": "bob"})
    path = f"/sources/{source['id']}"
    changed = house.rig.patch(path, {"password": PASSWORD})
    assert changed["has_secret"] is True
    assert house.rig.post(f"{path}/test")["username"] == "bob"
    house.rig.delete(path)


def test_a_folder_cannot_be_given_a_login(house: House, folder: dict[str, Any]):
    path = f"{V1}/sources/{folder['id']}"
    for words in ({"password": "x"}, {"url": "http://127.0.0.1"}, {"write_plays": True}):
        assert refused(house.rig.api.patch(path, json=words))["code"] == "not_a_server"
    for verb in ("test", "playlists"):
        asked = house.rig.api.get if verb == "playlists" else house.rig.api.post
        assert refused(asked(f"{path}/{verb}"))["code"] == "not_a_server"
    renamed = house.rig.patch(f"/sources/{folder['id']}", {"name": "Records"})
    assert (renamed["name"], renamed["listener"]) == ("Records", None)
    house.rig.patch(f"/sources/{folder['id']}", {"name": folder["name"]})


# ------------------------------------------------------------------ scan, copies


def test_the_same_recording_on_several_sources_is_one_track(
    house: House, folder: dict[str, Any], subsonic: dict[str, Any], jellyfin: dict[str, Any]
):
    assert len(house.tracks(folder)) == SONGS
    assert house.tracks(subsonic).keys() == {"own0", "own1"}
    assert house.tracks(jellyfin).keys() == {house.alone}
    first = house.tracks(folder)[house.songs[0].path.name]
    places = house.rig.get(f"/tracks/{first['id']}/places")["items"]
    assert [(one["source_name"], one["is_first"], one["location"]) for one in places] == [
        (folder["name"], True, house.songs[0].path.name),
        ("Sub", False, "s0"),
        ("Jelly", False, house.copy),
    ]
    own = house.tracks(subsonic)["own0"]
    there = house.rig.get(f"/tracks/{own['id']}/places")["items"]
    assert [one["location"] for one in there] == ["own0", house.shared]
    assert own["state"] == "analysed"
    assert own["features"]["tempo_bpm"]
    spool = house.rig.application.settings.data_dir / "spool"
    assert {path.name for path in spool.rglob("*") if path.is_file()} <= {"lock"}


def test_a_copy_can_be_made_a_track_of_its_own(house: House, subsonic: dict[str, Any]):
    track = house.track_at(subsonic, "s1")
    (copy,) = [
        one
        for one in house.rig.get(f"/tracks/{track['id']}/places")["items"]
        if one["location"] == "s1"
    ]
    own = house.rig.post(f"/tracks/{copy['track_id']}/separate")
    assert (own["id"], own["location"], own["state"]) == (copy["track_id"], "s1", "found")
    assert house.scan(subsonic)["status"] == "completed"
    assert house.track_at(subsonic, "s1")["id"] == own["id"]
    assert house.tracks(subsonic)["s1"]["state"] == "analysed"
    refused(house.rig.api.post(f"{V1}/tracks/{NOTHING}/separate"))


def test_a_second_scan_hears_nothing_again(house: House, subsonic: dict[str, Any]):
    downloads = len(house.subsonic.asked_for("download"))
    results = house.scan(subsonic)["results"]
    assert (results["found"], results["new"], results["heard"]) == (4, 0, 0)
    assert len(house.subsonic.asked_for("download")) == downloads


def test_recent_albums_alone_are_looked_at_when_asked_for(house: House):
    fake = house.another(tracks=house.subsonic.tracks)
    with house.lent(house.subsonic_account(fake), name="Recent") as source:
        ended = house.scan(source, recent_albums=1)
        assert (ended["status"], ended["results"]["found"]) == ("completed", 2)
        assert fake.asked_for("search3") == []
        refused(house.rig.api.post(f"{V1}/sources/{source['id']}/scan?recent_albums=0"))


def test_what_does_not_exist_or_fit_is_refused(house: House, folder: dict[str, Any]):
    known = house.songs[0].path.name
    track = house.tracks(folder)[known]["id"]
    scan = house.rig.api.post(f"{V1}/sources/{folder['id']}/scan?recent_albums=5")
    assert refused(scan)["code"] == "not_a_server"
    for verb, path in (
        ("get", f"/sources/{NOTHING}"),
        ("post", f"/sources/{NOTHING}/test"),
        ("get", f"/sources/{NOTHING}/playlists"),
        ("get", f"/sources/{NOTHING}/sent"),
        ("get", "/sources/%00"),
        ("get", f"/tracks/{NOTHING}/places"),
        ("delete", f"/playlists/{NOTHING}/sent/{NOTHING}"),
    ):
        assert refused(getattr(house.rig.api, verb)(V1 + path))["status"] == 404, path
    assert house.rig.get(f"/playlists/{NOTHING}/sent") == {"items": []}
    own = house.rig.post(f"/tracks/{track}/separate")  # no copy: nothing to be done
    assert (own["id"], own["state"]) == (track, "analysed")
    body = {"expected": -1}
    refused(house.rig.api.post(f"{V1}/missing/sweep", json=body), "expected")


def test_a_server_that_is_away_is_told_as_such(house: House):
    fake = house.another()
    with house.lent(house.subsonic_account(fake), name="Away") as source:
        fake.wire.fail(Fault.BROKEN, times=99)
        for verb, path in (("post", "test"), ("get", "playlists")):
            answer = getattr(house.rig.api, verb)(f"{V1}/sources/{source['id']}/{path}")
            assert answer.status_code == 503
            assert fake.wire.host in answer.json()["detail"]
        ended = house.scan(source)
        assert ended["status"] == "failed"
        shown = house.rig.get(f"/sources/{source['id']}")
        assert shown["trouble"]["message"] == ended["error"]["message"]


def test_only_the_libraries_that_were_chosen_are_walked(house: House):
    account = {**house.jellyfin_account(), "username": "eve", "password": "3ve"}
    with house.lent(
        account, name="Part", libraries=[house.jellyfin.tracks[house.alone].library]
    ) as source:
        assert house.scan(source)["results"]["found"] == 1


def test_a_walk_that_ends_short_deletes_nothing_and_says_so(house: House, jellyfin: dict[str, Any]):
    before = house.tracks(jellyfin)
    house.jellyfin.left_out = 1
    try:
        ended = house.scan(jellyfin)
    finally:
        house.jellyfin.left_out = 0
    assert ended["status"] == "failed"
    assert "is not complete" in ended["error"]["message"]
    assert "nothing was taken for deleted" in ended["error"]["message"]
    assert {one["state"] for one in house.tracks(jellyfin).values()} == {"analysed"}
    assert house.tracks(jellyfin).keys() == before.keys()
    shown = house.rig.get(f"/sources/{jellyfin['id']}")
    assert shown["trouble"]["code"] == "incomplete_walk"
    assert shown["trouble"]["message"] == shown["trouble_message"] == ended["error"]["message"]
    assert house.scan(jellyfin)["status"] == "completed"
    assert house.rig.get(f"/sources/{jellyfin['id']}")["trouble"] is None


def test_a_page_that_fails_fails_the_scan(house: House, subsonic: dict[str, Any]):
    house.subsonic.wire.fail(Fault.BROKEN, after=1, times=20)
    try:
        ended = house.scan(subsonic)
    finally:
        house.subsonic.wire.heal()
    assert ended["status"] == "failed"
    assert house.subsonic.wire.host in ended["error"]["message"]
    assert PASSWORD not in str(ended)
    assert house.rig.get(f"/sources/{subsonic['id']}")["counts"]["missing"] == 0
    assert house.scan(subsonic)["status"] == "completed"


def test_a_track_that_is_not_audio_fails_alone(house: House, tmp_path: Path):
    own = house.subsonic.tracks["own1"]
    page = tmp_path / "page.flac"
    page.write_bytes(b"<html>no such file</html>")
    fake = house.another(tracks={"good": own, "bad": world_track("bad", page, "Broken")})
    fake.tracks["good"] = world_track("good", house.songs[2].path, "Good")
    with house.lent(house.subsonic_account(fake), name="Half bad") as source:
        ended = house.scan(source)
        assert (ended["status"], ended["results"]["failed"]) == ("completed", 1), ended
        (bad,) = house.tracks(source).values()
        assert (bad["location"], bad["state"]) == ("bad", "failed")
        assert bad["error"]["message"]


# ------------------------------------------------------------------------- audio


def test_audio_of_a_server_is_passed_on_as_it_is(house: House, subsonic: dict[str, Any]):
    own = house.tracks(subsonic)["own1"]
    audio = house.subsonic.tracks["own1"].audio
    url = f"{V1}/tracks/{own['id']}/audio"
    whole = house.rig.api.get(url)
    assert (whole.status_code, whole.content) == (200, audio)
    assert whole.headers["content-length"] == str(len(audio))
    assert whole.headers["accept-ranges"] == "bytes"
    part = house.rig.api.get(url, headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.content) == (206, audio[10:30])
    assert part.headers["content-range"] == f"bytes 10-29/{len(audio)}"
    rest = house.rig.api.get(url, headers={"Range": f"bytes={len(audio) - 5}-"})
    assert (rest.status_code, rest.content) == (206, audio[-5:])
    head = house.rig.api.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(audio))


def test_an_odd_range_is_given_the_whole_or_a_part(house: House, subsonic: dict[str, Any]):
    own = house.tracks(subsonic)["own1"]
    url, size = f"{V1}/tracks/{own['id']}/audio", len(house.subsonic.tracks["own1"].audio)
    for asked in ("bytes=5-1", "bytes=a-b", "bytes=0-1,5-9", "bytes=-5", "lines=1-2"):
        answer = house.rig.api.get(url, headers={"Range": asked})
        assert answer.status_code in (200, 206), (asked, answer.text[:300])
        assert len(answer.content) == int(answer.headers["content-length"]) <= size


def test_audio_that_is_here_too_is_not_asked_for(house: House, subsonic: dict[str, Any]):
    first = house.track_at(subsonic, "s0")
    asked = len(house.subsonic.wire.asked)
    answer = house.rig.api.get(f"{V1}/tracks/{first['id']}/audio")
    assert answer.content == house.songs[0].path.read_bytes()
    assert len(house.subsonic.wire.asked) == asked


def test_a_server_that_has_nothing_to_play_says_so(house: House, subsonic: dict[str, Any]):
    own = house.tracks(subsonic)["own1"]
    house.subsonic.wire.fail(Fault.NOT_AUDIO, times=9)
    try:
        answer = house.rig.api.get(f"{V1}/tracks/{own['id']}/audio")
    finally:
        house.subsonic.wire.heal()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in (404, 502, 503)
    assert PASSWORD not in answer.text


# --------------------------------------------------------------------- playlists


def test_a_playlist_lives_on_a_server_as_long_as_it_is_wanted(
    house: House, folder: dict[str, Any], subsonic: dict[str, Any]
):
    name = 'Evening "é" 🎶'
    foreign = house.subsonic.add_playlist(name, ["own1"])
    first, own = house.track_at(subsonic, "s0"), house.track_at(subsonic, "own0")
    only_here = house.tracks(folder)[house.songs[2].path.name]
    made = house.rig.playlist(name, [own["id"], first["id"], only_here["id"], own["id"]])
    to = {"source_id": subsonic["id"]}

    sent = house.rig.post(f"/playlists/{made['id']}/send", to)
    assert (sent["track_count"], sent["left_out"], sent["path"]) == (3, 1, None)
    done = house.rig.done(sent)
    assert (done["track_count"], done["left_out"]) == (3, 1)
    (there,) = [p for p in house.subsonic.playlists.values() if p.id != foreign.id]
    assert (there.name, there.track_ids) == (name, ["own0", "s0", "own0"])
    (kept,) = house.rig.get(f"/playlists/{made['id']}/sent")["items"]
    assert (kept["source_name"], kept["is_current"], kept["left_out"]) == ("Sub", True, 1)
    listed = house.rig.get(f"/sources/{subsonic['id']}/sent")["items"]
    assert kept in listed

    order = {"version": made["version"], "items": [{"track_id": first["id"]}]}
    changed = house.rig.put(f"/playlists/{made['id']}/items", order)
    renamed = house.rig.patch(
        f"/playlists/{made['id']}", {"version": changed["version"], "name": "Night"}
    )
    assert house.rig.get(f"/playlists/{made['id']}/sent")["items"][0]["is_current"] is False
    house.rig.done(house.rig.post(f"/playlists/{made['id']}/send", to))
    assert (there.name, there.track_ids) == ("Night", ["s0"])
    (kept,) = house.rig.get(f"/playlists/{made['id']}/sent")["items"]
    assert (kept["is_current"], kept["version"]) == (True, renamed["version"])

    house.rig.delete(f"/playlists/{made['id']}")
    (gone,) = house.rig.get(f"/sources/{subsonic['id']}/sent")["items"]
    assert gone["is_gone_here"] is True
    removed = house.rig.api.delete(f"{V1}/playlists/{made['id']}/sent/{subsonic['id']}")
    assert removed.status_code == 202
    assert house.rig.done(removed.json()) == {"deleted": True}
    assert house.rig.get(f"/sources/{subsonic['id']}/sent")["items"] == []
    assert house.subsonic.playlists == {foreign.id: foreign}
    assert (foreign.name, foreign.track_ids) == (name, ["own1"])
    del house.subsonic.playlists[foreign.id]


def test_a_playlist_that_broke_off_is_finished_by_the_next_attempt(
    house: House, subsonic: dict[str, Any]
):
    made = house.rig.playlist("Broken off", [house.track_at(subsonic, "own0")["id"]])
    send, to = f"/playlists/{made['id']}/send", {"source_id": subsonic["id"]}
    there = f"{V1}/playlists/{made['id']}/sent/{subsonic['id']}"
    before = len(house.subsonic.wire.asked)
    house.rig.done(house.rig.post(send, to))
    asked = [method_of(one) for one in house.subsonic.wire.asked[before:]]
    house.rig.done(house.rig.api.delete(there).json())
    house.subsonic.wire.fail(Fault.LOST_ANSWER, after=asked.index("createPlaylist"))
    sent = house.rig.post(send, to)
    house.rig.work()
    assert house.rig.get(f"/jobs/{sent['job_id']}")["status"] == "failed"
    (kept,) = house.rig.get(f"/playlists/{made['id']}/sent")["items"]
    assert (kept["sent_at"], kept["is_current"]) == (None, False)
    house.rig.done(house.rig.post(send, to))
    held = [(p.name, p.track_ids) for p in house.subsonic.playlists.values()]
    assert held == [("Broken off", ["own0"])]
    house.rig.done(house.rig.api.delete(there).json())
    assert house.subsonic.playlists == {}


def test_a_playlist_is_kept_on_two_servers_at_once(
    house: House, subsonic: dict[str, Any], jellyfin: dict[str, Any]
):
    own = house.track_at(subsonic, "own0")
    made = house.rig.playlist("Both", [own["id"]])
    for source in (subsonic, jellyfin):
        house.rig.done(house.rig.post(f"/playlists/{made['id']}/send", {"source_id": source["id"]}))
    (there,) = house.jellyfin.playlists.values()
    assert (there.name, [track_id for _, track_id in there.entries]) == ("Both", [house.shared])
    kept = house.rig.get(f"/playlists/{made['id']}/sent")["items"]
    assert {one["source_name"] for one in kept} == {"Sub", "Jelly"}
    for source in (subsonic, jellyfin):
        path = f"{V1}/playlists/{made['id']}/sent/{source['id']}"
        house.rig.done(house.rig.api.delete(path).json())
    assert not house.jellyfin.playlists
    assert not house.subsonic.playlists


def test_a_playlist_a_server_has_nothing_of_is_refused(
    house: House, folder: dict[str, Any], jellyfin: dict[str, Any]
):
    only_here = house.tracks(folder)[house.songs[2].path.name]
    made = house.rig.playlist("Only here", [only_here["id"]])
    answer = house.rig.api.post(
        f"{V1}/playlists/{made['id']}/send", json={"source_id": jellyfin["id"]}
    )
    assert refused(answer, "source_id")["code"] == "cannot_keep_playlist"
    never = house.rig.api.delete(f"{V1}/playlists/{made['id']}/sent/{jellyfin['id']}")
    assert refused(never, "source_id")["code"] == "not_sent"


def test_a_playlist_of_the_server_is_taken_in(house: House, subsonic: dict[str, Any]):
    fake = house.subsonic
    theirs = fake.add_playlist("Theirs\n<b>", ["own1", "s0", "own1"])
    strange = fake.add_playlist("Nothing", [])
    listed = house.rig.get(f"/sources/{subsonic['id']}/playlists")["items"]
    shown = {one["id"]: one for one in listed}
    assert shown[theirs.id]["track_count"] == 3
    assert [one["is_ours"] for one in listed] == [False, False]
    body = {"server_playlist_id": theirs.id}
    taken = house.rig.post(f"/sources/{subsonic['id']}/playlists", body)
    assert [item["track"]["id"] for item in taken["items"]] == [
        house.track_at(subsonic, location)["id"] for location in ("own1", "s0", "own1")
    ]
    assert taken["name"].isprintable()
    assert theirs.track_ids == ["own1", "s0", "own1"]
    for unknown in (strange.id, "no-such"):
        answer = house.rig.api.post(
            f"{V1}/sources/{subsonic['id']}/playlists", json={"server_playlist_id": unknown}
        )
        refused(answer)
    fake.playlists.clear()


# ------------------------------------------------------------------ what is told


def told(house: House, source: dict[str, Any], **options: bool) -> None:
    house.rig.patch(f"/sources/{source['id']}", options)


def rated_on(house: House) -> dict[str, int]:
    return {one.id: one.rating for one in house.subsonic.tracks.values() if one.rating is not None}


def test_nothing_is_told_to_a_server_unless_switched_on(house: House, subsonic: dict[str, Any]):
    own = house.track_at(subsonic, "own0")
    theirs = house.subsonic.tracks["own0"]
    plays = theirs.play_count
    house.rig.put(f"/tracks/{own['id']}/favourite", {"favourite": True})
    rated = house.rig.put(f"/tracks/{own['id']}/rating", {"rating": 80})
    assert (rated["favourite"], rated["rating"]) == (True, 80)
    house.rig.post("/plays", {"track_id": own["id"]})
    house.rig.work()
    assert (theirs.favourite, theirs.rating, theirs.play_count) == (False, None, plays)

    told(house, subsonic, write_favourites=True, write_ratings=True, write_plays=True)
    house.rig.put(f"/tracks/{own['id']}/favourite", {"favourite": True})
    house.rig.put(f"/tracks/{own['id']}/rating", {"rating": 60})
    house.rig.post("/plays", {"track_id": own["id"]})
    house.rig.post("/plays", {"track_id": own["id"], "listener": "Somebody else"})
    house.rig.work()
    assert (theirs.favourite, theirs.rating, theirs.play_count) == (True, 60, plays + 1)
    house.rig.put(f"/tracks/{own['id']}/favourite", {"favourite": False})
    house.rig.put(f"/tracks/{own['id']}/rating", {"rating": None})
    house.rig.work()
    assert (theirs.favourite, theirs.rating) == (False, None)
    assert house.rig.get(f"/sources/{subsonic['id']}")["waiting_writes"] == 0
    told(house, subsonic, write_favourites=False, write_ratings=False, write_plays=False)


def test_what_a_server_could_not_be_told_waits(house: House, subsonic: dict[str, Any]):
    told(house, subsonic, write_ratings=True)
    own = house.track_at(subsonic, "own1")
    house.subsonic.wire.fail(Fault.BROKEN, times=50)
    try:
        house.rig.put(f"/tracks/{own['id']}/rating", {"rating": 40})
        house.rig.work()
    finally:
        house.subsonic.wire.heal()
    assert house.rig.get(f"/sources/{subsonic['id']}")["waiting_writes"] == 1
    assert "own1" not in rated_on(house)
    house.rig.put(f"/tracks/{own['id']}/rating", {"rating": 100})
    house.rig.work()
    shown = house.rig.get(f"/sources/{subsonic['id']}")
    assert (shown["waiting_writes"], rated_on(house)["own1"]) == (0, 100)
    told(house, subsonic, write_ratings=False)


@pytest.mark.parametrize("rating", [-1, 101, "many"])
def test_a_rating_that_is_none_is_refused(house: House, subsonic: dict[str, Any], rating: Any):
    own = house.track_at(subsonic, "own0")
    refused(house.rig.api.put(f"{V1}/tracks/{own['id']}/rating", json={"rating": rating}), "rating")


def test_what_the_account_has_played_is_a_listener_of_its_own(
    house: House, subsonic: dict[str, Any]
):
    name = house.rig.get(f"/sources/{subsonic['id']}")["listener"]
    assert name == "bob on Sub"
    top = house.rig.get(f"/listeners/{name}/plays")["items"]
    assert [one["track"]["id"] for one in top[:2]] == [
        house.track_at(subsonic, location)["id"] for location in ("own0", "s0")
    ]
    assert top[1]["play_count"] == 3
    latest = house.rig.get(f"/listeners/{name}/plays", order="latest", limit=1)["items"]
    assert latest[0]["last_played_at"]
    assert house.rig.get("/listeners/Nobody/plays")["items"] == []
    refused(house.rig.api.get(f"{V1}/listeners/Nobody/plays?order=loudest"), "order")


# ----------------------------------------------------------------- gone, removed


def test_what_is_gone_is_forgotten_only_as_a_person_was_shown(house: House):
    songs = [world_track(f"g{n}", song.path, f"Gone {n}") for n, song in enumerate(house.songs)]
    fake = house.another(tracks={song.id: song for song in songs})
    del fake.tracks["g2"]
    fake.tracks["g3"] = world_track("g3", house.songs[2].path, "Stays", album_id="al-2")
    with house.lent(house.subsonic_account(fake), name="Leaving") as source:
        assert house.scan(source)["status"] == "completed"
        own = {"a": "own0", "b": "own1"}
        for new, old in own.items():
            fake.tracks[new] = house.subsonic.tracks[old]
        before = house.rig.get("/missing")
        assert before["total"] == 0
        # Three of its own: heard apart from the copies they are.
        for place in ("g0", "g1"):
            copy = [
                one["track_id"]
                for one in house.rig.get(f"/tracks/{house.track_at(source, place)['id']}/places")[
                    "items"
                ]
                if one["location"] == place
            ]
            house.rig.post(f"/tracks/{copy[0]}/separate")
        fake.tracks = {"g3": fake.tracks["g3"]}
        kept = house.rig.playlist("Holds one", [house.track_at(source, "g0")["id"]])
        assert house.scan(source)["results"]["missing"] == 2
        shown = house.rig.get("/missing")
        assert (shown["total"], shown["ready"], shown["held"], shown["keep_days"]) == (2, 2, 1, 0)
        wrong = house.rig.api.post(f"{V1}/missing/sweep", json={"expected": 2})
        assert refused(wrong, "expected")["code"] == "sweep_changed"
        assert house.rig.get("/missing")["total"] == 2
        assert house.rig.post("/missing/sweep", {"expected": 1}) == {"swept": 1}
        assert len(house.rig.playlist_ids(kept["id"])) == 1
        assert house.rig.post("/missing/sweep", {"expected": 1, "with_held": True}) == {"swept": 1}
        assert house.rig.get("/missing")["total"] == 0


def test_a_server_that_is_empty_at_once_is_not_believed(house: House):
    fake = house.another(tracks={"s0": house.subsonic.tracks["s0"]})
    with house.lent(house.subsonic_account(fake), name="Emptied") as source:
        assert house.scan(source)["status"] == "completed"
        fake.tracks = {}
        ended = house.scan(source)
        assert ended["status"] == "failed"
        assert "no tracks at all" in ended["error"]["message"]
        assert house.rig.get("/missing")["total"] == 0


def test_supysonic_is_scanned_and_keeps_a_playlist(house: House, tmp_path: Path):
    with open_supysonic(tmp_path) as real:
        access = real.access
        account = {"username": access.username, "password": access.password}
        with house.lent({"kind": "subsonic", "url": access.url, **account}, name="Real") as source:
            ended = house.scan(source)
            assert ended["results"]["found"] == len(TITLES), ended
            tracks = house.tracks(source)
            # Tones are too short to be called one recording, however alike they are.
            assert len(tracks) == len(TITLES)
            wanted = [one["id"] for one in list(tracks.values())[:3]]
            made = house.rig.playlist('Real "é"', wanted)
            house.rig.done(
                house.rig.post(f"/playlists/{made['id']}/send", {"source_id": source["id"]})
            )
            (there,) = real.playlists().values()
            assert (there.name, there.track_ids) == ('Real "é"', list(tracks)[:3])
            answer = house.rig.api.get(f"{V1}/tracks/{wanted[0]}/audio")
            assert answer.content == real.tracks()[there.track_ids[0]].audio
            url, size = f"{V1}/tracks/{wanted[0]}/audio", len(answer.content)
            last = house.rig.api.get(url, headers={"Range": f"bytes={size - 3}-{size + 9}"})
            assert (last.status_code, last.content) == (206, answer.content[-3:])
            behind = house.rig.api.get(url, headers={"Range": f"bytes={size + 10}-"})
            assert behind.status_code == 416, behind.text
            path = f"{V1}/playlists/{made['id']}/sent/{source['id']}"
            assert house.rig.done(house.rig.api.delete(path).json()) == {"deleted": True}
            assert not real.playlists()


def test_tracks_of_a_removed_source_stay_where_another_source_has_them(
    house: House, folder: dict[str, Any], subsonic: dict[str, Any], jellyfin: dict[str, Any]
):
    first = house.track_at(subsonic, "s0")
    only_here = house.tracks(folder)[house.songs[2].path.name]
    kept = house.rig.playlist("Kept", [first["id"], only_here["id"]])
    path = f"{V1}/sources/{folder['id']}"
    assert refused(house.rig.api.delete(path), "force")["code"] == "source_in_use"
    house.rig.delete(f"/sources/{folder['id']}?force=true")
    stays = house.rig.get(f"/tracks/{first['id']}")
    assert (stays["source_id"], stays["state"]) == (subsonic["id"], "analysed")
    places = house.rig.get(f"/tracks/{first['id']}/places")["items"]
    assert [one["location"] for one in places] == ["s0", house.copy]
    assert house.rig.playlist_ids(kept["id"]) == [first["id"]]
    refused(house.rig.api.get(f"{V1}/tracks/{only_here['id']}"))
    audio = house.rig.api.get(f"{V1}/tracks/{first['id']}/audio")
    assert audio.content == house.subsonic.tracks["s0"].audio
