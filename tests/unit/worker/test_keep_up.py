"""After a scan, maps and artists are kept up, and nothing is begun in vain."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.discover import ARTISTS, MUSIC_MAP, ArtistsNotReadyError
from menura.embedding import DSP
from menura.jobs import JobKind, JobQueue
from menura.jobs.inline_engine import InlineEngine
from menura.kernel.registry import Registry
from menura.worker.music_map import build_music_map, compare_artists, keep_up
from tests.factories import add_source, add_tracks, keep_vector, record, unit_vector


@pytest.fixture
def menura(tmp_path: Path) -> Iterator[Menura]:
    application = build(load_settings(data_dir=tmp_path / "data"))
    yield application
    application.stop()


def hear(menura: Menura, count: int, prefix: str) -> None:
    with menura.store.unit() as unit:
        source = next(iter(unit.sources.all()), None) or add_source(unit)
        tracks = add_tracks(unit, source, *[f"{prefix}{place}.mp3" for place in range(count)])
        for track in tracks:
            keep_vector(unit, track, unit_vector(track.number, DSP.dimension))
            record(unit, track, artists=(f"Artist {track.number % 3}",))


def waiting(menura: Menura) -> dict[str, bool]:
    """Return the kinds of jobs that wait, and whether they move everything."""
    with menura.rooms(read_only=True) as rooms:
        page = rooms.jobs.page()
    return {job.kind: job.payload.get("anew", False) for job in page.items if not job.finished}


def work(menura: Menura) -> None:
    kinds: Registry[JobKind] = Registry("job kind")
    for name, handler in ((MUSIC_MAP, build_music_map), (ARTISTS, compare_artists)):
        kinds.add(name, JobKind(name, partial(handler, menura), JobQueue.WORK))
    InlineEngine(menura.store, kinds, menura.clock).start()


def test_an_empty_or_tiny_library_gets_no_map(menura: Menura):
    keep_up(menura)
    assert waiting(menura) == {}
    hear(menura, 9, "a")
    keep_up(menura)
    assert waiting(menura) == {}


def test_the_first_map_is_begun_by_itself_and_then_only_added_to(menura: Menura):
    hear(menura, 12, "a")
    keep_up(menura)
    assert waiting(menura) == {MUSIC_MAP: True}
    work(menura)
    keep_up(menura)
    assert waiting(menura) == {}
    hear(menura, 2, "b")
    keep_up(menura)
    keep_up(menura)
    assert waiting(menura) == {MUSIC_MAP: False}
    work(menura)
    with menura.rooms(read_only=True) as rooms:
        music_map = rooms.maps.music_map(DSP.name)
        assert music_map is not None
        assert (len(music_map.numbers), music_map.laid_out) == (14, 12)


def test_artists_are_compared_again_only_where_somebody_asked_before(menura: Menura):
    hear(menura, 8, "a")
    keep_up(menura)
    assert waiting(menura) == {}
    with pytest.raises(ArtistsNotReadyError):
        menura.artist_models(DSP.name)
    work(menura)
    first = menura.artist_models(DSP.name)
    assert sorted(first.names) == ["Artist 0", "Artist 1", "Artist 2"]
    assert waiting(menura) == {}
    hear(menura, 1, "b")
    keep_up(menura)
    assert waiting(menura) == {ARTISTS: False}
    assert menura.artist_models(DSP.name).revision == first.revision  # the old ones meanwhile
    work(menura)
    assert menura.artist_models(DSP.name).revision > first.revision
