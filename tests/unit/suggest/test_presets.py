import pytest

from menura.audio.key_notation import parse_key
from menura.suggest import Context, merge_context
from menura.suggest.presets import LEAST_SAMPLES, MOST_PRESETS, find_presets
from tests.unit.suggest.worlds import samples_of


def test_presets_are_the_tempi_around_which_most_lie_with_the_commonest_key():
    rows = [{"tempo_bpm": 128.0, "key": 21} for _ in range(6)]
    rows += [{"tempo_bpm": 64.0, "key": 0} for _ in range(2)]  # 128 in double time
    rows += [{"tempo_bpm": 90.0, "key": 3} for _ in range(4)]
    first, second = find_presets(samples_of(*rows))
    assert (first.name, first.sample_count) == ("128 BPM, A minor", 8)
    assert first.context == {"bpm": 128.0, "key": "A", "mode": "minor"}
    assert (second.name, second.sample_count) == ("90 BPM, Eb major", 4)


def test_a_preset_is_a_context():
    rows = [{"tempo_bpm": 97.3, "key": 20} for _ in range(5)]
    (preset,) = find_presets(samples_of(*rows))
    found = merge_context(Context(), preset.context)
    assert found.bpm == 97.0
    assert found.pitch_key == parse_key("G#m")


@pytest.mark.parametrize("count", [0, 1, LEAST_SAMPLES - 1])
def test_too_few_samples_make_no_preset(count: int):
    assert not find_presets(samples_of(*({"tempo_bpm": 128.0} for _ in range(count))))


def test_samples_without_tempo_or_key_are_no_hindrance():
    assert not find_presets(samples_of(*({} for _ in range(9))))
    (drums,) = find_presets(
        samples_of(*({"tempo_bpm": 90.0, "key": 5, "instrument": "kick"} for _ in range(3)))
    )
    assert drums.context == {"bpm": 90.0}
    assert drums.name == "90 BPM"


def test_there_are_only_so_many():
    rows = [{"tempo_bpm": 70.0 + 11 * (i // 3)} for i in range(24)]
    assert len(find_presets(samples_of(*rows))) <= MOST_PRESETS
