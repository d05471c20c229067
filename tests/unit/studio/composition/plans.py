"""Build plans for the tests of the composer, with every genre's own middle as default."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from menura.studio.composition.harmony import Harmony, read_progression, write_chords
from menura.studio.composition.passage import Passage
from menura.studio.composition.seeds import seeds_from, stream
from menura.studio.composition.tint import MOODS
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Mode, Role, SectionName, TrackPlan
from menura.studio.score import Section


def plan_for(genre: str = "house", seed: int = 1, **changes: Any) -> TrackPlan:
    own = GENRES[genre]
    plan = TrackPlan(
        genre=genre,
        bpm=float(sum(own.tempo_bpm) / 2),
        key=9,
        mode=own.modes[0][0],
        duration_s=60.0,
        seeds=seeds_from(seed),
    )
    return replace(plan, **changes)


@st.composite
def plans(draw: st.DrawFn, /, **fixed: Any) -> TrackPlan:
    genre = draw(st.sampled_from(sorted(GENRES)))
    unit = st.floats(0.0, 1.0)
    changes: dict[str, Any] = {
        "key": draw(st.integers(0, 11)),
        "mode": draw(st.sampled_from(list(Mode))),
        "duration_s": draw(st.sampled_from([4.0, 15.0, 45.0, 120.0])),
        "bpm": draw(st.floats(55.0, 190.0)),
        "energy": draw(unit),
        "density": draw(unit),
        "moods": tuple(draw(st.lists(st.sampled_from(sorted(MOODS)), max_size=3))),
    }
    return plan_for(genre, draw(st.integers(0, 2**31)), **{**changes, **fixed})


def passage_for(
    progression: str = "1 6 4 5!",
    *,
    name: SectionName = SectionName.VERSE,
    bars: int = 8,
    key: int = 9,
    mode: Mode = Mode.MINOR,
    energy: float = 0.7,
    density: float = 0.5,
    kick: tuple[tuple[float, ...], ...] = (),
    seed: int = 1,
) -> Passage:
    """Build a section in the middle of a piece, as a player reads it."""
    section = Section(name, 4, bars, energy, (Role.CHORDS,))
    after = Section(SectionName.VERSE, 4 + bars, 4, energy, ())
    degrees = read_progression(progression)
    chords = write_chords(Harmony(degrees, degrees, 4), (section, after), key=key, mode=mode)
    return Passage(
        section=section,
        is_last=False,
        leads_to_peak=False,
        chords=tuple(chord for chord in chords if chord.start_beat < section.end_beat),
        key=key,
        mode=mode,
        energy=energy,
        density=density,
        kick=kick,
        rng=stream(seed, "rng"),
        fresh=stream(seed, "fresh"),
    )
