"""What Menura made is heard once, as what it is, wherever its data folder lies."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import FoundFile, SourceKind, TrackKind, offered_files
from tests.factories import a_source

SESSION, CLIP = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
CLIPS = a_source(SourceKind.SESSIONS)
FOLDER = a_source(SourceKind.FOLDER)


def found(*locations: str) -> list[FoundFile]:
    return [FoundFile(one, 1, 1) for one in locations]


def test_clips_have_the_same_id_in_the_catalogue():
    (track,) = offered_files(CLIPS, found(f"{SESSION}/{CLIP.upper()}.wav"))
    assert (track.kind, track.track_id) == (TrackKind.CLIP, CLIP)


def test_what_is_still_being_made_is_no_track():
    names = (
        f"tmp/{SESSION}/clip-0.wav",
        f"tmp/{CLIP}.wav",
        f"{SESSION}/{CLIP}.json",
        f"{SESSION}/notes.wav",
        f"{SESSION}/.{CLIP}.wav.part",
        f"{SESSION}/deeper/{CLIP}.wav",
        f"{CLIP}.wav",
    )
    assert list(offered_files(CLIPS, found(*names))) == []


def test_a_folder_around_the_data_folder_leaves_out_what_was_made_here():
    kept = found(
        "song.flac", f"media/{SESSION}.wav", "media/song.wav", "media/tmp.wav", "media/tmp/song.wav"
    )
    made = found(
        f"menura/media/{SESSION}/{CLIP}.wav",
        f"media/{SESSION}/{CLIP}.wav",
        f"menura/media/tmp/{SESSION}/clip-0.wav",
        f"menura/studio/productions/{SESSION}/mix.wav",
    )
    assert list(offered_files(FOLDER, kept + made)) == kept


@given(st.lists(st.text("abc/.", min_size=1, max_size=12)))
def test_other_files_of_a_folder_are_offered_as_they_are(names: list[str]):
    files = found(*names)
    assert list(offered_files(FOLDER, files)) == files
