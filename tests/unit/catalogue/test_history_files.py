"""Listening histories in files."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import history_files, history_json
from menura.catalogue.history import HistoryFileError
from menura.catalogue.history_files import HistoryFile
from menura.catalogue.history_json import LongJson
from menura.kernel.errors import CancelledError
from tests.unit.catalogue.fake_history_servers import Heard, listen_of, scrobble_of

NOON = datetime(2024, 5, 5, 12, 0, 0, tzinfo=UTC)
NOON_S = int(NOON.timestamp())
MBID = "0b3d9a6e-3d3f-4c3b-9d3c-1f0a4f1e2d3c"
TWO = [
    Heard(NOON_S, "Björk", "Jóga 🎵", "Homogenic", MBID),
    Heard(NOON_S + 60, 'A "B"', "C, D; E", "F"),
]
LISTENS = [listen_of(one) for one in TWO]
SCROBBLES = [scrobble_of(one) for one in TWO]


@pytest.fixture
def read(tmp_path):
    """Return what was read from some bytes, and the file."""

    def _read(data, **options):
        path = tmp_path / "history"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        file = HistoryFile(path, **options)
        return list(file), file

    return _read


def zipped(files, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def lines(values):
    return "".join(json.dumps(value) + "\n" for value in values)


def table(rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def shown(listens):
    return [
        (one.artist, one.title, one.album, one.at and int(one.at.timestamp())) for one in listens
    ]


BOTH = [(h.artist, h.title, h.album, h.at) for h in TWO]
NOW_PLAYING = {"artist": {"#text": "A"}, "name": "B", "@attr": {"nowplaying": "true"}}
HEADER = ["uts", "utc_time", "artist", "artist_mbid", "album", "album_mbid", "track", "track_mbid"]
ROWS = [[str(h.at), "05 May 2024, 12:00", h.artist, "", h.album, "", h.title, h.mbid] for h in TWO]
PLAIN_ROWS = [
    ["Björk", "Homogenic", "Jóga 🎵", "05 May 2024 12:00"],
    ['A "B"', "F", "C, D; E", "05 May 2024 12:01"],
]
STATS = [
    {"track": h.title, "artist": h.artist, "album": h.album, "albumId": "", "date": h.at * 1000}
    for h in TWO
]
LASTFM_PAGE = {"recenttracks": {"track": [NOW_PLAYING, *SCROBBLES], "@attr": {"page": "1"}}}
FORMS = {
    "listenbrainz zip": zipped(
        {
            "user.json": '{"user_id": 1}',
            "feedback.jsonl": '{"score": 1}\n',
            "pinned_recording.jsonl": "{}\n",
            "listens/2024/5.jsonl": lines(LISTENS[:1]),
            "listens/2024/6.jsonl": lines(LISTENS[1:]),
        }
    ),
    "listenbrainz zip within a folder": zipped({"export/listens/2024/5.jsonl": lines(LISTENS)}),
    "zip of other names": zipped(
        {"user.json": "{}", "feedback.jsonl": "{}", "my-listens.jsonl": lines(LISTENS)}
    ),
    "zip of a csv": zipped({"__MACOSX/x.csv": "x", "mine.csv": table([HEADER, *ROWS])}),
    "json lines": lines(LISTENS),
    "json lines with empty ones": "\n" + lines(LISTENS).replace("\n", "\r\n\r\n"),
    "one json line": lines(LISTENS).replace("\n", " ").join(["", "\n"]),
    "json list": json.dumps(LISTENS),
    "json list, indented": json.dumps(LISTENS, indent=2),
    "json with a mark of its order": "\ufeff" + json.dumps(LISTENS),
    "answer of listenbrainz": json.dumps({"payload": {"count": 2, "listens": LISTENS}}),
    "pages of listenbrainz": json.dumps([{"payload": {"listens": [x]}} for x in LISTENS]),
    "page of last.fm": json.dumps(LASTFM_PAGE),
    "pages of last.fm": json.dumps([LASTFM_PAGE]),
    "pages of last.fm, one a line": lines([LASTFM_PAGE]),
    "lists of last.fm": json.dumps([SCROBBLES[:1], SCROBBLES[1:]]),
    "list of last.fm": json.dumps([NOW_PLAYING, *SCROBBLES], indent=1),
    "one track of last.fm": json.dumps(
        [{"recenttracks": {"track": scrobble}} for scrobble in SCROBBLES]
    ),
    "lastfmstats json": json.dumps({"username": "bob", "scrobbles": STATS}),
    "lastfmstats csv": table(
        [
            ["Artist", "Album", "AlbumId", "Track", "Date#bob"],
            *([h.artist, h.album, "", h.title, str(h.at * 1000)] for h in TWO),
        ],
        ";",
    ),
    "csv with a header": table([HEADER, *ROWS]),
    "csv with a mark of its order": "\ufeff" + table([HEADER, *ROWS]),
    "csv in utf-16": table([HEADER, *ROWS]).encode("utf-16"),
    "tsv": table([HEADER, *ROWS], "\t"),
    "csv with utc_time only": table([HEADER[1:], *(row[1:] for row in ROWS)]).replace(
        '12:00",A', '12:00",A'
    ),
    "csv without a header": table(PLAIN_ROWS),
    "csv of other names": table(
        [["Title", "Artist Name", "Release", "Listened At"]]
        + [[h.title, h.artist, h.album, f"2024-05-05T12:0{n}:00Z"] for n, h in enumerate(TWO)]
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(read, form):
    listens, file = read(FORMS[form])

    wanted = BOTH
    if "utc_time only" in form:  # its minutes are the same
        wanted = [(*BOTH[0][:3], NOON_S), (*BOTH[1][:3], NOON_S)]
    assert shown(listens) == wanted
    assert (file.bad_entries, file.bad_places) == (0, [])


@pytest.mark.parametrize("form", ["json lines", "list of last.fm", "csv with a header"])
def test_recordings_are_known_by_their_ids(read, form):
    listens, _ = read(FORMS[form])

    assert [one.recording_ids for one in listens] == [(MBID,), ()]


def test_what_the_player_read_comes_before_what_was_guessed(read):
    listen = listen_of(TWO[0])
    listen["track_metadata"]["mbid_mapping"] = {"recording_mbid": MBID[::-1].replace("-", "0")}
    listen["track_metadata"]["mbid_mapping"] = {"recording_mbid": MBID.replace("0b", "1c")}

    (one,), _ = read(lines([listen]))

    assert one.recording_ids == (MBID, MBID.replace("0b", "1c"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (str(NOON_S), NOON),
        (f"{NOON_S}000", NOON),
        (f"{NOON_S}.75", NOON.replace(microsecond=750_000)),
        ("05 May 2024 12:00", NOON),
        ("5 May 2024, 12:00", NOON),
        ("05 May 2024, 12:00:30", NOON.replace(second=30)),
        ("5 August 2024, 12:00", NOON.replace(month=8)),
        ("2024-05-05 12:00:00", NOON),
        ("2024-05-05T12:00:00Z", NOON),
        ("2024-05-05T14:00:00+02:00", NOON),
        ("2024/05/05 12:00", NOON),
        ("", None),
        ("yesterday", None),
        ("05 Foo 2024 12:00", None),
        ("31 Feb 2024 12:00", None),
        ("01 Jan 1970 00:00", None),
        ("0", None),
        ("9" * 400, None),
        ("nan", None),
    ],
)
def test_moments_are_read_however_exporters_write_them(read, text, moment):
    (listen,), _ = read(table([["artist", "track", "date"], ["A", "B", text]]))

    assert listen.at == moment


@pytest.mark.parametrize(
    ("data", "good", "bad"),
    [
        (lines(LISTENS) + "{broken\n" + lines(LISTENS) + '"text"\n5\nnull\n', 4, 4),
        ("{broken\n" + lines(LISTENS), 2, 1),
        (json.dumps([*LISTENS, {"x": 1}, 5, None, *LISTENS]), 4, 3),
        (json.dumps(LISTENS)[:-5], 1, 1),
        (json.dumps(LISTENS) + "]]", 2, 1),
        (lines(LISTENS) + lines(LISTENS)[:-9], 3, 1),
        (lines([*LISTENS, {"track_metadata": {"artist_name": None}, "listened_at": 5}]), 2, 1),
        (lines([*LISTENS, {"track_metadata": 5}, {"name": "B", "artist": 7}]), 2, 2),
        (table([HEADER, *ROWS, ["1"], ["", "", "", "", "", "", "", ""], *ROWS]), 4, 1),
        (table([HEADER, *ROWS]) + '"' + "x" * 200_000 + "\n" + table(ROWS), 4, 1),
        (lines(LISTENS[:1]) + "x" * 3_000_000 + "\n" + lines(LISTENS[1:]), 2, 1),
        (lines(LISTENS) + "[" * 100_000 + "\n" + lines(LISTENS), 4, 1),
    ],
)
def test_what_cannot_be_read_is_counted_and_the_rest_goes_on(read, data, good, bad):
    listens, file = read(data)

    assert (len(listens), file.bad_entries) == (good, bad)
    assert 1 <= len(file.bad_places) <= 10


def test_where_bad_lines_are_is_told(read):
    _, file = read(lines(LISTENS) + "{broken\n" * 20)

    assert file.bad_entries == 20
    assert file.bad_places[0] == "line 3"
    assert len(file.bad_places) == 10


def test_text_that_is_not_utf_8_is_read_as_windows_writes_it(read):
    listens, _ = read(table([["artist", "track"], ["Björk", "Jóga"]]).encode("cp1252"))

    assert shown(listens) == [("Björk", "Jóga", None, None)]


def test_one_bad_byte_in_a_long_file_spoils_nothing_else(read):
    data = table([["artist", "track"], *([["Björk", "Jóga"]] * 20_000)]).encode()
    listens, _ = read(data + b"Bj\xf6rk,J\xf3ga\n")

    assert len(listens) == 20_001
    assert shown(listens[:1]) == [("Björk", "Jóga", None, None)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "nothing in it is a listen"),
        (b"   \n", "nothing in it is a listen"),
        (b"<html><p>hello</p>", "its columns are not known"),
        (b"name,count\nx,5\n", "its columns are not known"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "its columns are not known|nothing in it"),
        (b'{"settings": {"theme": "dark"}}', "nothing in it is a listen"),
        (b"[1, 2, 3]", "nothing in it is a listen"),
        (b"{" * 100_000, "nothing in it is a listen"),
        (b"[" * 100_000, "nothing in it is a listen"),
        (b"PK\x03\x04 broken", "the zip is broken"),
        (zipped({"picture.png": "x"}), "no file in the zip"),
        (zipped({}), "no file in the zip"),
        (zipped({"listens/1.jsonl": lines(LISTENS)})[:-30], "the zip is broken"),
    ],
)
def test_a_file_without_listens_is_refused_with_a_reason(read, data, reason):
    with pytest.raises(HistoryFileError, match=reason):
        read(data)


def test_a_list_without_entries_is_no_mistake(read):
    assert read(b"[]")[0] == []


def test_a_file_that_is_not_there_is_told(tmp_path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(HistoryFileError, match=path.name):
            list(HistoryFile(path))


def test_a_zip_with_a_password_is_told(read):
    data = bytearray(zipped({"listens/1.jsonl": lines(LISTENS)}, zipfile.ZIP_STORED))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1  # the flag for encryption

    with pytest.raises(HistoryFileError, match="wants a password"):
        read(bytes(data))


def test_a_broken_part_of_a_zip_is_told(read):
    data = bytearray(zipped({"listens/1.jsonl": lines(LISTENS * 50)}))
    data[60:80] = b"\x00" * 20

    with pytest.raises(HistoryFileError, match="the zip is broken"):
        read(bytes(data))


def test_a_bomb_is_counted_while_it_unpacks(read):
    bomb = zipped({f"listens/{n}.jsonl": "{}" + "\n" * 60_000 for n in range(3)})

    with pytest.raises(HistoryFileError, match="larger than"):
        read(bomb, most_bytes=150_000)
    with pytest.raises(HistoryFileError, match="larger than"):
        read(b"{}" + b"\n" * 90_000, most_bytes=50_000)


@pytest.mark.parametrize("data", ["{}\n" * 101, "\n" * 101 + "{", "[" + "{}," * 100 + "{}]"])
def test_very_many_empty_entries_are_too_many(read, monkeypatch, data):
    monkeypatch.setattr(history_files, "MOST_ENTRIES", 100)

    with pytest.raises(HistoryFileError, match="more entries than"):
        read("{}\n" + data if data.startswith("\n") else data)


def test_a_zip_of_too_many_files_is_not_even_listed(read, monkeypatch):
    data = zipped({f"listens/{n}.jsonl": "" for n in range(30)})
    monkeypatch.setattr(history_files, "MOST_ZIPPED_FILES", 29)

    with pytest.raises(HistoryFileError, match="too many files"):
        read(data)


def test_a_zip_that_lies_about_its_list_is_not_read(read):
    data = bytearray(zipped({"listens/1.jsonl": lines(LISTENS)}))
    at = data.rindex(b"PK\x05\x06")
    data[at + 12 : at + 16] = (2**31).to_bytes(4, "little")

    with pytest.raises(HistoryFileError, match="the zip is broken"):
        read(bytes(data))


def test_reading_can_be_broken_off(read):
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 3:
            raise CancelledError("stop")

    for data in (lines(LISTENS * 10), table([HEADER, *ROWS * 10]), json.dumps(LISTENS * 9_000)):
        calls.clear()
        with pytest.raises(CancelledError):
            read(data, check=check)


def test_it_is_known_how_much_was_read(tmp_path):
    for data in (
        lines(LISTENS * 2000).encode(),
        zipped({"listens/1.jsonl": lines(LISTENS * 2000)}),
    ):
        path = tmp_path / "history"
        path.write_bytes(data)
        file = HistoryFile(path)
        shares = [file.share for _ in file]

        assert 0.0 < shares[0] < 0.9
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


# A list longer than memory should hold


def pieces(text, size):
    parts = iter([text[at : at + size] for at in range(0, len(text), size)])
    return lambda: next(parts, "")


json_values = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=40)
@given(
    st.lists(st.integers() | st.dictionaries(st.sampled_from("abc"), json_values, max_size=3)),
    st.integers(1, 9),
)
def test_a_list_is_the_same_whatever_pieces_it_comes_in(items, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_json, "_ENOUGH_CHARACTERS", 1)
        assert list(LongJson(pieces(json.dumps(items), size))) == items


def test_an_object_longer_than_memory_is_gone_through(monkeypatch):
    monkeypatch.setattr(history_json, "MOST_ENTRY_CHARACTERS", 2_000)
    monkeypatch.setattr(history_json, "_ENOUGH_CHARACTERS", 500)
    text = json.dumps({"username": "bob", "x": [1, 2], "scrobbles": STATS * 500, "n": 5}, indent=1)

    assert list(LongJson(pieces(text, 100))) == STATS * 500


@pytest.mark.parametrize(
    "text",
    [
        "[1",
        "[{]",
        "[,]",
        "[1 2]",
        '{"a": 1 "b": 2}',
        '{"a" 1}',
        "[nope]",
        '["' + "x" * 3_000_000 + '"]',
    ],
)
def test_what_is_no_json_is_told(text):
    with pytest.raises(ValueError):
        list(LongJson(pieces(text, 1000)))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "history"
    path.write_bytes(data)

    try:
        list(HistoryFile(path))
    except HistoryFileError:
        return
