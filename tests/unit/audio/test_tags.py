"""Tags of every format in one shape, whatever is written in them."""

import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.apev2 import APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.id3 import (
    COMM,
    ID3,
    RVA2,
    TBPM,
    TCMP,
    TCON,
    TIPL,
    TIT2,
    TKEY,
    TMOO,
    TPE1,
    TPOS,
    TSRC,
    TXXX,
    UFID,
)
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from menura.audio.tags import Tags, clean_text, interpret_texts, read_tags
from tests.audio_synthesis import FORMATS, sine, write_audio

RECORDING_ID = "0b9ad7f3-6c07-4a6f-9b3a-b3f2c5a3f0d1"
WRITTEN = {
    "title": "Der Leiermann",
    "artist": "Franz Schubert",
    "album": "Winterreise",
    "album_artist": "Hüsch & Müller",
    "date": "1933-05-04",
    "track": "24/24",
    "genre": "Lied",
}


def tone(tmp_path, suffix, tags=None):
    return write_audio(tmp_path / f"tone{suffix}", sine(440, 0.5, channels=2), tags=tags)


@pytest.mark.parametrize("suffix", sorted(set(FORMATS) - {".wav", ".aiff"}))
def test_every_format_gives_the_same_tags(tmp_path, suffix):
    tags = read_tags(tone(tmp_path, suffix, WRITTEN), WRITTEN if suffix == ".wma" else None)
    assert tags == Tags(
        title="Der Leiermann",
        artists=("Franz Schubert",),
        album="Winterreise",
        album_artist="Hüsch & Müller",
        year=1933,
        track_number=24,
        track_total=24,
        genres=("Lied",),
    )


def test_container_metadata_fill_gaps_and_do_not_override(tmp_path):
    path = tone(tmp_path, ".flac", {"title": "From the file"})
    tags = read_tags(path, {"TITLE": "From the container", "artist": "Somebody"})
    assert (tags.title, tags.artists) == ("From the file", ("Somebody",))


def test_id3_details_are_read(tmp_path):
    path = tone(tmp_path, ".mp3")
    frames = ID3()
    frames.add(TIT2(encoding=3, text="Song"))
    frames.add(TPE1(encoding=3, text=["One", "Two"]))
    frames.add(TCON(encoding=3, text=["(17)", "Ambient; Drone"]))
    frames.add(TBPM(encoding=3, text="128.5"))
    frames.add(TKEY(encoding=3, text="Am"))
    frames.add(TIPL(encoding=3, people=[["producer", "Somebody"]]))
    frames.add(UFID(owner="http://musicbrainz.org", data=RECORDING_ID.encode()))
    frames.add(TXXX(encoding=3, desc="REPLAYGAIN_TRACK_GAIN", text="-7.25 dB"))
    frames.add(TXXX(encoding=3, desc="replaygain_track_peak", text="0.98"))
    frames.save(path)
    tags = read_tags(path)
    assert tags.artists == ("One", "Two")
    assert tags.genres == ("Rock", "Ambient", "Drone")
    assert (tags.bpm, tags.key) == (128.5, "Am")
    assert tags.musicbrainz_recording_id == RECORDING_ID
    assert (tags.replay_gain.track_gain_db, tags.replay_gain.track_peak) == (-7.25, 0.98)


def test_vorbis_comments_keep_several_artists_and_genres(tmp_path):
    path = tone(tmp_path, ".flac")
    file = FLAC(path)
    file["ARTIST"], file["GENRE"] = ["One", "Two", "One"], ["Rock", "Pop"]
    file["MUSICBRAINZ_TRACKID"] = RECORDING_ID
    file["REPLAYGAIN_ALBUM_GAIN"] = "+1,5 dB"
    file.save()
    tags = read_tags(path)
    assert (tags.artists, tags.genres) == (("One", "Two"), ("Rock", "Pop"))
    assert tags.musicbrainz_recording_id == RECORDING_ID
    assert tags.replay_gain.album_gain_db == 1.5


def test_r128_gain_of_opus_becomes_replaygain(tmp_path):
    path = tone(tmp_path, ".opus")
    file = OggOpus(path)
    file["R128_TRACK_GAIN"] = "-512"  # -2 dB towards -23 LUFS
    file.save()
    assert read_tags(path).replay_gain.track_gain_db == 3.0


def test_mp4_atoms_and_freeform_are_read(tmp_path):
    path = tone(tmp_path, ".m4a")
    file = MP4(path)
    file["trkn"], file["tmpo"], file["\xa9ART"] = [(3, 12)], [99], ["One", "Two"]
    file["----:com.apple.iTunes:MusicBrainz Track Id"] = MP4FreeForm(RECORDING_ID.encode())
    file["----:com.apple.iTunes:initialkey"] = MP4FreeForm(b"8A")
    file.save()
    tags = read_tags(path)
    assert (tags.track_number, tags.bpm, tags.key) == (3, 99.0, "8A")
    assert tags.artists == ("One", "Two")
    assert tags.musicbrainz_recording_id == RECORDING_ID


def test_ape_tags_are_read(tmp_path):
    path = tone(tmp_path, ".mp3")
    ape = APEv2()
    ape["Title"], ape["Artist"] = "Song", ["One", "Two"]
    ape.save(path)
    tags = read_tags(path)
    assert (tags.title, tags.artists) == ("Song", ("One", "Two"))


def test_nonsense_values_are_left_out(tmp_path):
    path = tone(
        tmp_path, ".flac", {"date": "soon", "track": "A1", "bpm": "0", "musicbrainz_trackid": "?"}
    )
    tags = read_tags(path)
    assert (tags.year, tags.track_number, tags.bpm) == (None, None, None)
    assert tags.musicbrainz_recording_id is None


def test_a_file_without_tags_or_of_no_format_gives_empty_tags(tmp_path):
    assert read_tags(tone(tmp_path, ".wav")) == Tags()
    (tmp_path / "text.flac").write_text("no music")
    assert read_tags(tmp_path / "text.flac") == Tags()
    assert read_tags(tmp_path / "nowhere.mp3") == Tags()


any_text = st.text(st.characters(), max_size=50)


@given(any_text)
def test_cleaned_text_can_be_stored_anywhere(text):
    cleaned = clean_text(text)
    assert "\0" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned == cleaned.strip()
    assert clean_text(cleaned) == cleaned


@given(
    st.lists(st.sampled_from(["\0", "\ud800", "\udcff", "é", "😀", "a", "\n", " "]), max_size=20)
)
def test_lone_surrogates_and_nul_are_removed(pieces):
    cleaned = clean_text("".join(pieces))
    assert not any(0xD800 <= ord(c) <= 0xDFFF or ord(c) < 32 for c in cleaned)


def test_nul_separates_values_in_container_metadata(tmp_path):
    tags = read_tags(tmp_path / "nowhere.mp3", {"artist": "One\0Two", "title": "A\x07B"})
    assert (tags.artists, tags.title) == (("One", "Two"), "A B")


# ----------------------------------------------------------------------- every field and dialect


def save_id3(path, *frames, **options):
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    tags.save(path, **options)
    return path


@pytest.mark.parametrize("version", [3, 4])
def test_all_fields_are_read_from_id3(tmp_path, version):
    path = save_id3(
        tone(tmp_path, ".mp3"),
        TPOS(encoding=3, text="2/3"),
        TSRC(encoding=3, text="de-a12-34-56789"),
        TMOO(encoding=3, text=["dark", "slow; wide"] if version == 4 else ["dark; slow, wide"]),
        TCMP(encoding=3, text="1"),
        TXXX(encoding=3, desc="EnergyLevel", text="7"),
        TXXX(encoding=3, desc="MusicBrainz Album Id", text=RECORDING_ID),
        TXXX(encoding=3, desc="MusicBrainz Artist Id", text=f"{RECORDING_ID}/{RECORDING_ID[::-1]}"),
        RVA2(desc="track", channel=1, gain=-6.5, peak=0.75),
        RVA2(desc="album", channel=1, gain=2.0, peak=1.0),
        COMM(encoding=3, lang="eng", desc="", text="8A - 128 BPM"),
        v2_version=version,
    )
    tags = read_tags(path)
    assert (tags.disc_number, tags.disc_total, tags.isrc) == (2, 3, "DEA123456789")
    assert (tags.moods, tags.energy_level, tags.compilation) == (("dark", "slow", "wide"), 7, True)
    assert tags.musicbrainz_release_id == RECORDING_ID
    assert tags.musicbrainz_artist_ids[0] == RECORDING_ID
    assert tags.replay_gain.track_gain_db == pytest.approx(-6.5, abs=0.01)
    assert tags.replay_gain.track_peak == pytest.approx(0.75, abs=0.001)
    assert tags.replay_gain.album_gain_db == pytest.approx(2.0, abs=0.01)
    assert (tags.key, tags.bpm) == (None, None)  # comments are no fields


@pytest.mark.parametrize(
    "name",
    ["tkey", "initialkey", "INITIALKEY", "key", "Initial Key", "initial_key", "wm/initialkey"],
)
def test_keys_are_read_in_every_dialect(name):
    assert interpret_texts({name.lower(): ["F#m"]}).key == "F#m"


@pytest.mark.parametrize(
    ("text", "bpm"),
    [
        ("128", 128.0),
        ("127.98", 127.98),
        ("127,98 BPM", 127.98),
        (" 90 ", 90.0),
        ("1.28e2", 128.0),
        ("0", None),
        ("-120", None),
        ("9" * 400, None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_tempos_are_read_however_written(text, bpm):
    for name in ("tbpm", "tmpo", "wm/beatsperminute", "bpm", "info:ibpm"):
        assert interpret_texts({name: [text]}).bpm == bpm


def test_the_finer_of_two_equal_tempos_counts():
    assert interpret_texts({"tbpm": ["128"], "bpm": ["127.98"]}).bpm == 127.98
    assert interpret_texts({"tbpm": ["128"], "bpm": ["90.5"]}).bpm == 128.0


@pytest.mark.parametrize(("text", "year"), [("-1969", None), ("99999", None), ("1969-07", 1969)])
def test_years_that_cannot_be_are_left_out(text, year):
    assert interpret_texts({"date": [text]}).year == year


def test_gains_beyond_belief_are_left_out():
    gain = interpret_texts(
        {"replaygain_track_gain": ["-999999 dB"], "replaygain_track_peak": ["1e9"]}
    ).replay_gain
    assert (gain.track_gain_db, gain.track_peak) == (None, None)
    small = interpret_texts({"replaygain_track_peak": ["3.05e-5"]}).replay_gain
    assert small.track_peak == pytest.approx(3.05e-5)


def test_asf_names_are_read(tmp_path):
    path = tone(tmp_path, ".wma")
    file = ASF(path)
    file["WM/InitialKey"], file["WM/BeatsPerMinute"], file["WM/Mood"] = "8A", "99.5", ["a", "b"]
    file["WM/PartOfSet"], file["WM/IsCompilation"] = "1/2", True
    file.save()
    tags = read_tags(path)
    assert (tags.key, tags.bpm, tags.moods) == ("8A", 99.5, ("a", "b"))
    assert (tags.disc_number, tags.disc_total, tags.compilation) == (1, 2, True)


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def test_list_info_of_wav_fills_what_its_id3_chunk_leaves_open(tmp_path):
    path = tone(tmp_path, ".wav")
    body = path.read_bytes()[8:] + chunk(
        b"LIST", b"INFO" + chunk(b"IBPM", b"93,5\0") + chunk(b"INAM", "Müll\0".encode("latin-1"))
    )
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert (read_tags(path).bpm, read_tags(path).title) == (93.5, "Müll")
    file = WAVE(path)
    file.add_tags()
    file["TIT2"] = TIT2(encoding=3, text="From ID3")
    file.save()
    assert (read_tags(path).bpm, read_tags(path).title) == (93.5, "From ID3")


def test_flac_with_id3_in_front_gives_both(tmp_path):
    path = tone(tmp_path, ".flac", {"title": "Comment"})
    save_id3(tmp_path / "front.mp3", TIT2(encoding=3, text="ID3"), TKEY(encoding=3, text="Am"))
    path.write_bytes((tmp_path / "front.mp3").read_bytes() + path.read_bytes())
    tags = read_tags(path)
    assert tags.key == "Am"
    assert tags.title in ("ID3", "Comment")


def test_ape_tags_behind_id3_fill_gaps(tmp_path):
    path = save_id3(tone(tmp_path, ".mp3"), TIT2(encoding=3, text="ID3"))
    ape = APEv2()
    ape["Title"], ape["REPLAYGAIN_TRACK_GAIN"] = "APE", "-3.00 dB"
    ape.save(path)
    tags = read_tags(path)
    assert (tags.title, tags.replay_gain.track_gain_db) == ("ID3", -3.0)


def test_ape_tags_of_thousands_of_items_are_passed_over(tmp_path):
    path = tone(tmp_path, ".mp3")
    ape = APEv2()
    for number in range(5001):
        ape[f"k{number}"] = "x"
    ape["Artist"] = "Nobody"
    ape.save(path)
    assert read_tags(path).artists == ()


def test_id3v1_alone_is_read(tmp_path):
    path = tone(tmp_path, ".mp3")
    audio = path.read_bytes()[ID3(path).size :]
    tail = b"TAG" + b"Title".ljust(30, b"\0") + b"Artist".ljust(30) + b"Album".ljust(30, b"\0")
    path.write_bytes(audio + tail + b"1999" + bytes(28) + b"\0\x07" + b"\x11")
    tags = read_tags(path)
    assert (tags.title, tags.artists, tags.album) == ("Title", ("Artist",), "Album")
    assert (tags.year, tags.track_number, tags.genres) == (1999, 7, ("Rock",))


# -------------------------------------------------------------------------------- broken and huge


def id3_bytes(version, *frames):
    content = b"".join(frames)
    size = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, 0]) + size + content


def frame(name, body, version=3, flags=b"\0\0"):
    if version == 2:
        return name + len(body).to_bytes(3, "big") + body
    shifts = (21, 14, 7, 0) if version == 4 else (24, 16, 8, 0)
    mask = 0x7F if version == 4 else 0xFF
    return name + bytes(len(body) >> s & mask for s in shifts) + flags + body


@pytest.mark.parametrize(
    "body",
    [
        b"\x00" + "Müll".encode("latin-1"),
        b"\x00" + "Müll".encode(),  # UTF-8 declared as Latin-1
        b"\x03" + "Müll".encode("latin-1"),  # Latin-1 declared as UTF-8
        b"\x01" + "Müll".encode("utf-16"),
        b"\x01" + "Müll".encode("utf-16-le"),  # no byte order mark
        b"\x01" + "Müll".encode("utf-16-be"),
        b"\x02" + "Müll".encode("utf-16-be"),
        "Müll".encode(),  # no encoding byte
        b"\x00" + "Müll\0\0\0".encode("latin-1"),
    ],
)
def test_wrongly_declared_encodings_are_seen_through(tmp_path, body):
    path = tmp_path / "a.mp3"
    path.write_bytes(id3_bytes(3, frame(b"TIT2", body)))
    assert read_tags(path).title == "Müll"


def test_old_and_odd_id3_is_read(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(
        id3_bytes(
            2, frame(b"TT2", b"\0Old", 2), frame(b"TBP", b"\x0099", 2), frame(b"TKE", b"\0Am", 2)
        )
    )
    assert (read_tags(path).title, read_tags(path).bpm, read_tags(path).key) == ("Old", 99.0, "Am")
    packed = struct.pack(">I", 5) + zlib.compress(b"\0Song")
    path.write_bytes(id3_bytes(3, frame(b"TIT2", packed, flags=b"\0\x80")))
    assert read_tags(path).title == "Song"
    doubled = frame(b"TIT2", b"\0First") + frame(b"TIT2", b"\0Second")
    path.write_bytes(id3_bytes(3, doubled))
    assert read_tags(path).title == "First"
    long = b"\0" + b"x" * 200  # early iTunes wrote ID3v2.4 with plain sizes
    path.write_bytes(id3_bytes(4, frame(b"TALB", long), frame(b"TIT2", b"\0Last")))
    assert read_tags(path).title == "Last"


def test_a_frame_that_unpacks_to_gigabytes_is_cut(tmp_path):
    path = tmp_path / "a.mp3"
    packed = struct.pack(">I", 1 << 30) + zlib.compress(b"\0" + b"x" * 50_000_000, 9)
    path.write_bytes(id3_bytes(3, frame(b"TIT2", packed, flags=b"\0\x80")))
    assert read_tags(path).title == "x" * 1000


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".m4a", ".opus"])
def test_ten_megabytes_of_tags_are_read(tmp_path, suffix):
    path = tone(tmp_path, suffix, {"title": "Song"})
    if suffix == ".mp3":
        tiny = b"".join(frame(b"TXXX", b"\0%06d\0a" % n) for n in range(550_000))
        path.write_bytes(id3_bytes(3, frame(b"TIT2", b"\0Song"), tiny))
    elif suffix == ".m4a":
        atoms = MP4(path)
        atoms["----:com.apple.iTunes:junk"] = MP4FreeForm(b"x" * 10_000_000)
        atoms.save()
    else:
        file = (FLAC if suffix == ".flac" else OggOpus)(path)
        file["JUNK"] = ["x" * 1000] * 10_000
        file.save()
    assert read_tags(path).title == "Song"


def is_clean(tags):
    texts = [tags.title, tags.album, tags.album_artist, tags.key, tags.isrc]
    texts += [*tags.artists, *tags.genres, *tags.moods, *tags.musicbrainz_artist_ids]
    return all(t is None or (t and clean_text(t) == t) for t in texts)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    version=st.sampled_from([2, 3, 4]),
    body=st.binary(max_size=60),
    flags=st.binary(min_size=2, max_size=2),
    cut=st.integers(0, 20),
)
def test_no_id3_frame_is_too_broken(tmp_path_factory, version, body, flags, cut):
    names = (b"TT2", b"TXX", b"UFI") if version == 2 else (b"TIT2", b"TXXX", b"UFID", b"RVA2")
    data = id3_bytes(version, *(frame(n, body, version, flags) for n in names))
    path = tmp_path_factory.mktemp("broken") / "a.mp3"
    path.write_bytes(data[: len(data) - cut])
    assert is_clean(read_tags(path))


@pytest.fixture(scope="module")
def tagged_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tagged")
    return [tone(folder, suffix, WRITTEN) for suffix in sorted(FORMATS)]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_mutation_of_a_file_makes_reading_fail(tagged_files, tmp_path_factory, data):
    original = data.draw(st.sampled_from(tagged_files))
    content = bytearray(original.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, min(600, len(content) - 1)))
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("mutated") / original.name
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    assert is_clean(read_tags(path))


@given(
    st.dictionaries(
        st.sampled_from(["title", "date", "track", "disc", "bpm", "replaygain_track_gain", "tcon"])
        | st.sampled_from(["r128_track_gain", "isrc", "mood", "energylevel", "cpil", "key"]),
        st.lists(st.text(st.characters(), max_size=20), max_size=3),
    )
)
def test_any_texts_can_be_interpreted(texts):
    assert is_clean(interpret_texts(texts))
