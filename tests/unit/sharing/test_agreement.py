"""An offered analysis is used where two signals agree, never on one alone."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from menura.analysis import StepState
from menura.sharing import Agreement, SharedTrack, Signals, Wanted, agree, fill
from tests.factories import MORNING, unit_vector
from tests.unit.sharing.making import CLAP_HASH, DSP_HASH, VERSIONS, a_recording, print_of

OFFER = a_recording(1)
HERE = "00000000-0000-4000-8000-000000000001"


def signals(**known: object) -> Signals:
    """Return what is known of a track here: its length alone, unless something is named."""
    return replace(Signals(180.0), **known)  # type: ignore[arg-type]


def test_equal_audio_of_equal_length_agrees_in_everything():
    assert agree(signals(content_hash=OFFER.content_hash), OFFER) is Agreement.CONTENT


def test_equal_audio_alone_is_not_enough():
    mine = signals(content_hash=OFFER.content_hash, duration_s=182.0)
    assert agree(mine, OFFER) is None
    assert agree(replace(mine, duration_s=None), OFFER) is None


def test_the_same_fingerprint_and_length_is_the_same_recording():
    mine = signals(content_hash="f" * 32, fingerprint=print_of(1), duration_s=185.0)
    assert agree(mine, OFFER) is Agreement.SOUND


def test_the_same_fingerprint_alone_is_not_enough():
    mine = signals(fingerprint=print_of(1), duration_s=190.0)
    assert agree(mine, OFFER) is None


def test_length_alone_is_not_enough():
    assert agree(signals(), OFFER) is None
    assert agree(signals(fingerprint=print_of(2)), OFFER) is None


def test_a_fingerprint_that_is_only_possible_is_not_enough():
    mine = print_of(1)
    noisy = mine.codes ^ np.where(np.arange(len(mine.codes)) % 2, 0x3FFF, 0).astype(np.uint32)
    assert agree(signals(fingerprint=replace(mine, codes=noisy)), OFFER) is None


def test_silence_agrees_with_nothing():
    silent = replace(print_of(1), codes=np.zeros(300, np.uint32))
    assert agree(signals(fingerprint=silent), replace(OFFER, fingerprint=silent)) is None


@pytest.mark.parametrize(
    "how", [{"content_hash": OFFER.content_hash}, {"fingerprint": print_of(1)}]
)
def test_vectors_that_contradict_are_heeded(how: dict[str, object]):
    alike = OFFER.vectors["dsp"]
    assert agree(signals(**how, dsp_vector=alike), OFFER) is not None
    assert agree(signals(**how, dsp_vector=unit_vector(9, 256)), OFFER) is None


def test_a_vector_alone_is_not_enough():
    assert agree(signals(dsp_vector=OFFER.vectors["dsp"]), OFFER) is None


def test_names_and_recording_ids_count_for_nothing_here():
    other = a_recording(1, content_hash="f" * 32, fingerprint=print_of(7))
    assert agree(signals(content_hash="e" * 32, fingerprint=print_of(8)), other) is None


# ------------------------------------------------------------------ what is used


def done(steps: Mapping[str, str]) -> dict[str, StepState]:
    return {step: StepState(version, MORNING) for step, version in steps.items()}


def filled(
    agreement: Agreement,
    wanted: Wanted,
    steps: Mapping[str, str] | None = None,
    offered: SharedTrack = OFFER,
) -> list[str]:
    """Return the steps that a track gets that has done some."""
    known = done(steps or {})
    found = fill(HERE, offered, agreement, done=known, wanted=wanted, at=MORNING)
    return sorted(found.steps) if found is not None else []


ALL_DONE = {"features": "3", "fingerprint": "1", "dsp": DSP_HASH}


def test_a_track_that_was_heard_gets_what_no_model_here_tells():
    assert filled(Agreement.SOUND, Wanted(VERSIONS), ALL_DONE) == ["clap"]
    assert filled(Agreement.CONTENT, Wanted(VERSIONS), ALL_DONE) == ["clap"]


def test_what_is_done_is_not_done_again():
    steps = {**ALL_DONE, "clap": CLAP_HASH}
    assert filled(Agreement.CONTENT, Wanted(VERSIONS), steps) == []


def test_what_is_of_one_file_is_used_for_equal_audio_only():
    everything = ["clap", "dsp", "features", "fingerprint"]
    assert filled(Agreement.CONTENT, Wanted(VERSIONS)) == everything
    assert filled(Agreement.SOUND, Wanted(VERSIONS)) == ["clap"]


def test_another_version_of_a_step_is_not_used():
    newer = Wanted({**VERSIONS, "features": "4", "clap": "7" * 64})
    assert filled(Agreement.CONTENT, newer) == ["dsp", "fingerprint"]


def test_a_newer_version_that_is_wanted_here_replaces_an_older_one():
    steps = {**ALL_DONE, "features": "2"}
    assert filled(Agreement.CONTENT, Wanted(VERSIONS), steps) == ["clap", "features"]


def test_vectors_of_another_model_than_those_here_are_not_used():
    wanted = Wanted(VERSIONS, {"clap": "8" * 64})
    assert filled(Agreement.SOUND, wanted, ALL_DONE) == []


def test_a_step_that_failed_here_is_filled():
    failed = {"clap": StepState(CLAP_HASH, MORNING, "out_of_memory", "Too large.")}
    found = fill(HERE, OFFER, Agreement.SOUND, done=failed, wanted=Wanted(VERSIONS), at=MORNING)
    assert found is not None
    assert list(found.steps) == ["clap"]
    assert [row.space for row in found.embeddings] == ["clap"]
    assert [told.source for told in found.moods] == ["clap"]


def test_features_without_beats_or_outline_are_no_whole_step():
    for missing in ({"waveform": None}, {"beats": None}, {"features": None}):
        part = replace(OFFER, **missing)  # type: ignore[arg-type]
        assert "features" not in filled(Agreement.CONTENT, Wanted(VERSIONS), offered=part)
