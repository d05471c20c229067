"""What one Menura measured is used by another, and forgotten again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.analysis import Correction, Measured
from menura.catalogue import Track, TrackMetadata
from menura.kernel.clock import FixedClock
from menura.kernel.errors import CancelledError
from menura.kernel.sealing import Sealer
from menura.sharing import (
    Archive,
    ArchiveInvalidError,
    CollectionExchange,
    CollectionFiles,
    Consent,
    IncomingFile,
    InstanceKey,
    Intake,
    IntakeCounts,
    NoRoomError,
    Offers,
    SharedTrack,
    SharingInputError,
    SharingOffError,
    SignerNotTrustedError,
    Told,
    Wanted,
    export_collection,
    removed_when_refused,
)
from menura.store import Store, open_store
from menura.store.engine import SQLITE_FILE
from tests.factories import MORNING, add_source, add_tracks
from tests.unit.sharing.making import (
    CLAP_HASH,
    VERSIONS,
    a_recording,
    hear,
    print_of,
    write,
)

CLOCK = FixedClock(MORNING)
WANTED = Wanted(VERSIONS)
OWN = ("features", "fingerprint", "dsp")
ALICE = {**VERSIONS, "clap": CLAP_HASH}
"""What a Menura does that has a model."""


@pytest.fixture
def stores(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two Menuras, each with a data folder of its own."""
    opened = []
    for name in ("here", "there"):
        home = tmp_path / name
        home.mkdir()
        (home / SQLITE_FILE).write_bytes(sqlite_template.read_bytes())
        opened.append(open_store(home))
    yield opened[0], opened[1]
    for store in opened:
        store.close()


def export(store: Store, target: Path, versions: dict[str, str] = ALICE, **more: Any) -> Path:
    """Have a Menura export what it has measured."""
    with store.unit() as unit:
        unit.collection.set_consent(Consent(share=True, instance="Attic"))
    key = InstanceKey(target.parent)
    export_collection(store, target, key=key, wanted=Wanted(versions), clock=CLOCK, **more)
    return target


def take_in(store: Store, path: Path, **more: Any) -> IntakeCounts:
    """Have an archive taken in whose signer is trusted."""
    with Archive(path) as archive:
        with store.unit() as unit:
            unit.collection.trust(archive.signer, "Attic", MORNING)
        return Intake(store, VERSIONS, CLOCK, **more).take_in(archive)


def steps_of(store: Store, track: Track) -> list[str]:
    with store.unit(read_only=True) as unit:
        return sorted(unit.analyses.steps([track.number])[track.number])


def test_what_one_has_a_model_for_the_other_gets(stores: tuple[Store, Store], tmp_path: Path):
    here, there = stores
    recording = a_recording(1)
    with there.unit() as unit:
        hear(unit, recording, *OWN, "clap")
    with here.unit() as unit:
        copy = replace(recording, content_hash="e" * 32)
        mine = hear(unit, copy, *OWN)
        other = hear(unit, a_recording(2), *OWN)
    counts = take_in(here, export(there, tmp_path / "a.menura-collection"))
    assert counts.plain() == {
        "total": 1,
        "done": 1,
        "known": 1,
        "filled_tracks": 1,
        "filled_steps": 1,
        "offers": 0,
    }
    assert "clap" in steps_of(here, mine)
    assert "clap" not in steps_of(here, other)
    with here.unit(read_only=True) as unit:
        row = unit.analyses.embedding_row(mine.id, "clap")
        assert row is not None
        assert row.model_hash == CLAP_HASH
        assert np.allclose(row.vector, recording.vectors["clap"], atol=1e-3)
        (told,) = unit.analyses.moods([mine.id])[mine.id]
        assert told.source == "clap"


def test_the_same_again_changes_nothing(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        hear(unit, a_recording(1), *OWN)
    path = write(tmp_path / "a.menura-collection", [a_recording(1), a_recording(2)])
    assert take_in(here, path).filled_tracks == 1
    again = take_in(here, path)
    assert (again.known, again.filled_tracks, again.offers) == (1, 0, 1)
    with here.unit(read_only=True) as unit:
        assert [signer.offers for signer in unit.collection.signers()] == [1]


def test_titles_paths_and_corrections_stay_here(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        track = hear(unit, replace(a_recording(1), title="Ümlaut!"), *OWN, location="secret/x.mp3")
        unit.analyses.correct(track.id, Correction("key", "D minor", MORNING))
        untitled = a_recording(2, title="", artist="")
        hear(unit, untitled, *OWN, location="private/diary.mp3")
    path = export(here, tmp_path / "a.menura-collection", VERSIONS)
    data = path.read_bytes()
    for word in (b"secret", b"diary", b"private", b"x.mp3", b'minor"]]', b"Music"):
        assert word not in data.replace(b'["C#","minor"', b"")
    with Archive(path) as archive:
        titles = {track.title for track in archive.tracks(())}
    assert titles == {"umlaut", ""}


def test_what_came_from_others_is_not_shared_on(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        hear(unit, a_recording(1), *OWN)
    take_in(here, write(tmp_path / "a.menura-collection", [a_recording(1)]))
    with Archive(export(here, tmp_path / "b.menura-collection", VERSIONS)) as archive:
        (told,) = archive.tracks(archive.manifest.spaces)
    assert sorted(told.steps) == sorted(OWN)
    assert sorted(told.vectors) == ["dsp"]


def test_nothing_is_exported_before_somebody_agrees(stores: tuple[Store, Store], tmp_path: Path):
    key = InstanceKey(tmp_path)
    target = tmp_path / "a.menura-collection"
    with pytest.raises(SharingOffError):
        export_collection(stores[0], target, key=key, wanted=WANTED, clock=CLOCK)
    assert not target.exists()


def test_only_what_is_new_is_exported_since_a_moment(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        hear(unit, a_recording(1), *OWN)
    later = MORNING + timedelta(hours=1)
    with Archive(export(here, tmp_path / "a.menura-collection", since=later)) as archive:
        assert (archive.manifest.track_count, archive.manifest.since) == (0, later)
    with Archive(export(here, tmp_path / "b.menura-collection", since=MORNING)) as archive:
        assert archive.manifest.track_count == 1


def test_who_is_not_trusted_is_refused_with_the_key_to_compare(
    stores: tuple[Store, Store], tmp_path: Path
):
    path = write(tmp_path / "a.menura-collection", [a_recording(1)])
    with Archive(path) as archive, pytest.raises(SignerNotTrustedError) as error:
        Intake(stores[0], VERSIONS, CLOCK).take_in(archive)
    assert InstanceKey(tmp_path).fingerprint in error.value.message


def test_of_a_bad_archive_nothing_at_all_is_used(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        mine = hear(unit, a_recording(1), *OWN)
    path = write(tmp_path / "a.menura-collection", [a_recording(n) for n in range(1, 4)])
    data = bytearray(path.read_bytes())
    at = data.rindex(b'"title":"song 3"')
    data[at + 10] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveInvalidError):
        take_in(here, path)
    assert "clap" not in steps_of(here, mine)
    with here.unit(read_only=True) as unit:
        assert not unit.collection.has_offers()


def test_vectors_of_another_model_are_left_out_by_name(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        hear(unit, a_recording(1), *OWN)
        other = a_recording(2, steps={**a_recording(2).steps, "clap": "7" * 64})
        hear(unit, other, *OWN, "clap")
    counts = take_in(here, write(tmp_path / "a.menura-collection", [a_recording(1)]))
    assert counts.left_out_spaces == ["clap"]
    assert (counts.known, counts.filled_tracks) == (1, 0)


def test_who_stops_an_import_is_heard_before_anything_is_used(
    stores: tuple[Store, Store], tmp_path: Path
):
    here, _ = stores
    path = write(tmp_path / "a.menura-collection", [a_recording(1)])
    exchange = CollectionExchange(
        here,
        CollectionFiles(tmp_path),
        InstanceKey(tmp_path),
        versions=VERSIONS,
        sealer=Sealer(tmp_path),
        clock=CLOCK,
    )

    def stop(_: float) -> None:
        raise CancelledError("The job was cancelled.")

    key = InstanceKey(tmp_path).fingerprint
    with pytest.raises(CancelledError), removed_when_refused(path):
        exchange.take_in(path, Told(share=stop), trust=key)
    assert not path.exists()
    with here.unit(read_only=True) as unit:
        assert not unit.collection.has_offers()


def test_a_disk_that_is_nearly_full_takes_nothing_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    files = CollectionFiles(tmp_path)
    monkeypatch.setattr("menura.sharing.files.LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(NoRoomError):
        IncomingFile(files.new_incoming(), files)


def test_what_nobody_fetched_is_swept_after_a_day(tmp_path: Path):
    files = CollectionFiles(tmp_path)
    incoming, served = files.new_incoming(), files.served("somebody")
    kept = files.new_export("collection-1.menura-collection")
    for path in (incoming, served, kept):
        path.touch()
    now = datetime.now(UTC)
    assert files.sweep(now) == 0
    assert files.sweep(now + timedelta(days=2)) == 2
    assert [file.name for file in files.exports()] == [kept.name]


def test_more_than_any_archive_is_broken_off(tmp_path: Path):
    files = CollectionFiles(tmp_path)
    file = IncomingFile(files.new_incoming(), files, most=10)
    file.write(b"x" * 10)
    with pytest.raises(SharingInputError, match="larger than"):
        file.write(b"x")
    file.close()


# ------------------------------------------------------------------ one signal alone

ALONE = {
    "content": a_recording(1, duration_s=170.0, fingerprint=None),
    "fingerprint": a_recording(1, duration_s=170.0, content_hash="d" * 32),
    "length": a_recording(1, content_hash="d" * 32, fingerprint=print_of(5)),
    "names": a_recording(1, content_hash="d" * 32, fingerprint=None),
}


@pytest.mark.parametrize("signal", ALONE)
def test_one_signal_alone_gives_a_track_nothing(
    stores: tuple[Store, Store], tmp_path: Path, signal: str
):
    here, _ = stores
    with here.unit() as unit:
        mine = hear(unit, a_recording(1), *OWN)
    counts = take_in(here, write(tmp_path / "a.menura-collection", [ALONE[signal]]))
    assert (counts.known, counts.filled_tracks, counts.offers) == (0, 0, 1)
    assert "clap" not in steps_of(here, mine)
    assert taken(here, a_recording(1)) is None


def test_two_signals_and_a_vector_against_them_give_a_track_nothing(
    stores: tuple[Store, Store], tmp_path: Path
):
    here, _ = stores
    with here.unit() as unit:
        mine = hear(unit, a_recording(1), *OWN)
    liar = a_recording(1, vectors=a_recording(9).vectors)
    assert take_in(here, write(tmp_path / "a.menura-collection", [liar])).known == 0
    assert "clap" not in steps_of(here, mine)


# ------------------------------------------------------------------ music that is not here yet


def test_a_consent_that_is_taken_back_ends_an_export(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        hear(unit, a_recording(1), *OWN)

    def take_back(_: int) -> None:
        with here.unit() as unit:
            unit.collection.set_consent(Consent(share=False))

    with pytest.raises(SharingOffError):
        export(here, tmp_path / "a.menura-collection", report=take_back)
    assert list(tmp_path.glob("*.menura-collection")) == []


def taken(store: Store, recording: SharedTrack, **changes: Any) -> Measured | None:
    """Return what offers add to a recording that is heard just now, as far as heard as said."""
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "new.flac")
        said = TrackMetadata(title=recording.title, artists=(recording.artist,))
        heard: dict[str, Any] = {
            "content_hash": recording.content_hash,
            "fingerprint": recording.fingerprint,
            "duration_s": recording.duration_s,
            "dsp_vector": recording.vectors["dsp"],
        }
        offers = Offers(unit, WANTED, CLOCK)
        return offers.take(replace(track, metadata=said), **heard | changes)


def test_an_offer_waits_until_its_music_is_heard(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    recording = a_recording(1)
    assert take_in(here, write(tmp_path / "a.menura-collection", [recording])).offers == 1
    found = taken(here, recording)
    assert found is not None
    assert sorted(found.steps) == ["clap", "dsp", "features", "fingerprint"]
    assert found.features == recording.features
    assert taken(here, recording) is None  # it has found its music


def test_of_another_file_only_what_models_hear_is_taken(
    stores: tuple[Store, Store], tmp_path: Path
):
    here, _ = stores
    recording = a_recording(1)
    take_in(here, write(tmp_path / "a.menura-collection", [recording]))
    found = taken(here, recording, content_hash="e" * 32)
    assert found is not None
    assert list(found.steps) == ["clap"]
    assert found.features is None


def test_only_wanted_steps_are_taken(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    take_in(here, write(tmp_path / "a.menura-collection", [a_recording(1)]))
    assert taken(here, a_recording(1), only={"musicnn"}) is None
    found = taken(here, a_recording(1), only={"clap"})  # it still waited
    assert found is not None
    assert list(found.steps) == ["clap"]


def test_candidates_are_told_quickly(stores: tuple[Store, Store], tmp_path: Path):
    here, _ = stores
    with here.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "new.flac")
        offers = Offers(unit, WANTED, CLOCK)
        assert not offers.candidates(track)
    take_in(here, write(tmp_path / "a.menura-collection", [a_recording(1)]))
    with here.unit() as unit:
        offers = Offers(unit, WANTED, CLOCK)
        assert offers.candidates(track)  # nothing is known of it: any may be
        mine = TrackMetadata(title="Song 1", artists=("Anna",))
        assert offers.candidates(replace(track, metadata=mine))
        assert not offers.candidates(replace(track, metadata=replace(mine, title="Song 2")))
        assert not offers.candidates(replace(track, content_hash="e" * 32))
        assert offers.candidates(replace(track, content_hash=a_recording(1).content_hash))


def test_offers_are_not_kept_where_nobody_wants_them(stores: tuple[Store, Store], tmp_path: Path):
    path = write(tmp_path / "a.menura-collection", [a_recording(1)])
    assert take_in(stores[0], path, keep_offers=False).offers == 0
    with stores[0].unit(read_only=True) as unit:
        assert not unit.collection.has_offers()
