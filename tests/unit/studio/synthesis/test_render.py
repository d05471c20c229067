import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.model import Role
from menura.studio.palette import Kit, Patch
from menura.studio.score import Drum, FxEvent, FxKind, Hit, Note, Part
from menura.studio.synthesis.errors import UnknownSoundError
from menura.studio.synthesis.note_table import GATE, START, TIED_IN, TIED_OUT, table_of
from menura.studio.synthesis.render import render_part
from tests.unit.studio.synthesis.sounds import play

PARTS = (
    Part(
        Role.PADS,
        Patch.WARM_PAD.value,
        notes=tuple(Note(beat, 1.5, pitch, 0.7) for beat in (0.0, 2.0) for pitch in (52, 59, 64)),
    ),
    Part(Role.GUITAR, Patch.CRUNCH_GUITAR.value, notes=(Note(0.0, 2.0, 52, 0.8),)),
    Part(Role.CHORDS, Patch.GRAND_PIANO.value, notes=(Note(0.0, 2.0, 60, 0.8),)),
    Part(Role.ARP, Patch.BELL_ARP.value, notes=(Note(0.0, 1.0, 72, 0.8),)),
    Part(Role.DRUMS, Kit.ROCK.value, hits=tuple(Hit(i / 2, Drum.SNARE, 0.7) for i in range(8))),
    Part(Role.FX, "fx", effects=(FxEvent(0.0, 4.0, FxKind.RISER, 0.8),)),
)


def fingerprint(part: Part) -> str:
    sound = render_part(part, bpm=117.0, length=96_000, seed=11)
    return hashlib.sha256(sound.tobytes()).hexdigest()


def test_threads_do_not_change_a_sample():
    alone = [fingerprint(part) for part in PARTS]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fingerprint, PARTS)) == alone


@pytest.mark.slow
def test_a_fresh_process_gives_the_same_samples():
    code = (
        "from tests.unit.studio.synthesis.test_render import *\n"
        "print(*[fingerprint(part) for part in PARTS])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.split() == [fingerprint(part) for part in PARTS]


def test_an_unknown_sound_is_refused_with_its_name():
    with pytest.raises(UnknownSoundError, match="kazoo"):
        render_part(Part(Role.LEAD, "kazoo", notes=PARTS[1].notes), bpm=120, length=10, seed=1)
    with pytest.raises(UnknownSoundError, match="grand_piano"):
        render_part(Part(Role.DRUMS, "grand_piano", hits=PARTS[4].hits), bpm=120, length=10, seed=1)


def test_a_part_without_events_is_exactly_silent():
    sound = render_part(Part(Role.LEAD, "saw_lead"), bpm=120, length=1_000, seed=1)
    assert sound.shape == (2, 1_000)
    assert np.all(sound == 0.0)


@pytest.mark.parametrize("length", [1, 33, 4_801])
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.patch)
def test_the_length_is_exact_and_what_is_cut_is_faded(part, length):
    sound = render_part(part, bpm=120.0, length=length, seed=3)
    assert sound.shape == (2, length)
    assert np.all(np.isfinite(sound))
    assert np.abs(sound[:, -1]).max() < 1e-6


@pytest.mark.parametrize(
    "patch", [Patch.STEEL_GUITAR, Patch.SQUARE_LEAD, Patch.CLAVINET, Patch.MARIMBA]
)
def test_a_note_sounds_on_its_sample(patch):
    sound = play(patch, Note(1.0, 0.5, 60, 0.9), bpm=123.0)
    first = int(np.nonzero(np.abs(sound).max(axis=0) > 1e-6)[0][0])
    assert 0 <= first - 60.0 / 123.0 * 48_000 < 60


def test_silence_between_notes_is_exact():
    sound = play(Patch.CRUNCH_GUITAR, Note(0.0, 0.5, 52, 0.9), Note(8.0, 0.5, 52, 0.9), seconds=5.0)
    assert np.all(sound[:, 120_000:190_000] == 0.0)
    assert np.any(sound[:, 192_000:200_000] != 0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 64), st.integers(1, 12), st.integers(30, 80), st.booleans()),
        max_size=20,
    )
)
def test_one_voice_never_sounds_two_notes_at_once(drawn):
    notes = [Note(s / 4, n / 4, pitch, 0.7, glide=glide) for s, n, pitch, glide in drawn]
    table = table_of(notes, bpm=128.0, seed=1, length=10**9, monophonic=True)
    for before, after in pairwise(table):
        distance = after[START] - before[START]
        assert before[GATE] <= max(distance, 96)
        assert before[TIED_OUT] == after[TIED_IN]
        if after[TIED_IN]:
            assert before[GATE] == distance
