"""Tags of every format in one shape, whatever is written in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.apev2 import APEv2, APEv2File
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TBPM, TCON, TIPL, TIT2, TKEY, TPE1, TXXX, UFID
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus

from menura.audio.tags import Tags, clean_text, read_tags
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


def test_ape_tags_are_read(tmp_path, monkeypatch):
    path = tone(tmp_path, ".mp3")
    ape = APEv2()
    ape["Title"], ape["Artist"] = "Song", ["One", "Two"]
    ape.save(path)
    monkeypatch.setattr("menura.audio.tags.mutagen.File", APEv2File)
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
