from itertools import pairwise

import numpy as np
import pytest

from menura.studio.composition.harmony import (
    Degree,
    Harmony,
    ProgressionError,
    chord_classes,
    chord_symbol,
    read_progression,
    write_chords,
)
from menura.studio.composition.key_check import histogram_margin, key_margin
from menura.studio.composition.voicing import voice_all, voice_chord
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Mode, Role, SectionName
from menura.studio.score import Note, Part, Section
from tests.unit.studio.composition.plans import passage_for

C, A = 0, 9


@pytest.mark.parametrize(
    ("degree", "key", "mode", "extensions", "symbol"),
    [
        ("1", A, Mode.MINOR, 3, "Am"),
        ("5!", A, Mode.MINOR, 3, "E"),
        ("5!", A, Mode.MINOR, 4, "E7"),
        ("5", A, Mode.MINOR, 4, "Em7"),
        ("6", A, Mode.MINOR, 4, "Fmaj7"),
        ("2", A, Mode.MINOR, 4, "Bm7b5"),
        ("b2", A, Mode.MINOR, 3, "Bb"),
        ("1", C, Mode.MAJOR, 5, "Cmaj9"),
        ("2", C, Mode.MAJOR, 5, "Dm9"),
        ("3", C, Mode.MAJOR, 5, "Em7"),
        ("2!", C, Mode.MAJOR, 4, "D7"),
        ("4m", C, Mode.MAJOR, 3, "Fm"),
        ("b7", C, Mode.MAJOR, 3, "Bb"),
        ("7", C, Mode.MAJOR, 3, "Bdim"),
        ("1", C, Mode.MINOR, 2, "C5"),
        ("6", C, Mode.MINOR, 3, "Ab"),
        ("4", 4, Mode.MAJOR, 3, "A"),
        ("2", 4, Mode.MAJOR, 3, "F#m"),
    ],
)
def test_degrees_become_chords(
    degree: str, key: int, mode: Mode, extensions: int, symbol: str
) -> None:
    classes = chord_classes(read_progression(degree)[0], key, mode, extensions)
    assert chord_symbol(classes, key, minor=not mode.is_major) == symbol


def test_lengths_are_read() -> None:
    assert read_progression("2/2 4/.5")[0] == Degree(1, bars=2.0)
    assert read_progression("2/2 4/.5")[1].bars == 0.5


def test_what_is_no_chord_is_refused() -> None:
    with pytest.raises(ProgressionError, match="8"):
        read_progression("1 8")


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_every_progression_of_the_catalogue_can_be_read(genre: str) -> None:
    own = GENRES[genre]
    assert all(read_progression(p.degrees) for p in (*own.progressions, *own.progressions_b))


def test_a_build_in_minor_ends_on_a_dominant_with_the_leading_tone() -> None:
    build = Section(SectionName.BUILD, 0, 4, 0.6, ())
    drop = Section(SectionName.DROP, 4, 4, 1.0, ())
    degrees = read_progression("1 6 3 7")
    chords = write_chords(Harmony(degrees, degrees, 3), (build, drop), key=A, mode=Mode.MINOR)
    before = next(chord for chord in chords if chord.start_beat == 12.0)
    assert before.symbol == "E"
    assert 8 in before.pitch_classes


@pytest.mark.parametrize("progression", ["1 6 3 7", "1 4 5! 1", "1/2 6 7", "6 7 1/2"])
def test_voices_move_little_and_stay_in_their_register(progression: str) -> None:
    voicings = voice_all(passage_for(progression).chords, centre=63, voices=4)
    for first, second in pairwise(voicings):
        moved = sum(abs(a - b) for a, b in zip(first, second, strict=True))
        assert moved <= 3.5 * len(first)
    assert all(50 <= note <= 78 for voicing in voicings for note in voicing)


def test_a_voicing_has_every_note_of_the_chord_once() -> None:
    voicing = voice_chord((9, 0, 4, 7), 63, ())
    assert sorted(note % 12 for note in voicing) == [0, 4, 7, 9]
    assert list(voicing) == sorted(voicing)


def notes(pitches: list[int]) -> tuple[Note, ...]:
    return tuple(Note(float(k), 1.0, pitch, 0.8) for k, pitch in enumerate(pitches))


def test_a_scale_over_its_tonic_chord_says_its_key_and_not_another() -> None:
    part = Part(Role.CHORDS, "grand_piano", notes=notes([60, 64, 67, 60, 65, 67, 59, 60, 62, 64]))
    assert key_margin([part], 0, Mode.MAJOR) > 0.06
    assert key_margin([part], 7, Mode.MAJOR) < 0
    assert key_margin([part], 9, Mode.MINOR) < 0


def test_all_twelve_notes_alike_say_no_key() -> None:
    part = Part(Role.CHORDS, "grand_piano", notes=notes(list(range(60, 72))))
    assert abs(key_margin([part], 0, Mode.MAJOR)) < 0.06


def test_the_margin_does_not_depend_on_the_key() -> None:
    weights = np.array([5, 0, 3, 0, 4, 2, 0, 4, 0, 2, 0, 1.0])
    margins = [histogram_margin(np.roll(weights, key), key, Mode.MAJOR) for key in range(12)]
    assert np.ptp(margins) < 1e-9


@pytest.mark.parametrize("progression", ["1 6 3 7", "1 4 5 1", "1 2 3 4", "6 7 1 5"])
def test_the_top_seldom_goes_along_with_the_bass_in_fifths_or_octaves(progression: str) -> None:
    parallel = moves = 0
    for centre in range(58, 70):
        chords = passage_for(progression).chords
        voicings = voice_all(chords, centre=centre, voices=3)
        for before, after in pairwise(zip(chords, voicings, strict=True)):
            intervals = [(voicing[-1] - chord.root) % 12 for chord, voicing in (before, after)]
            moved = before[0].root != after[0].root
            moves += moved
            parallel += moved and intervals[0] == intervals[1] and intervals[0] in (0, 7)
    assert parallel <= 0.15 * moves
