import pytest

from benchmarks.listening.key_scores import key_score, tuning_error_cents

C, D, E, F, G, A = 0, 2, 4, 5, 7, 9


@pytest.mark.parametrize(
    ("tonic", "mode", "score"),
    [(C, "major", 1), (G, "major", 0.5), (F, "major", 0.5), (A, "minor", 0.3), (C, "minor", 0.2),
     (D, "major", 0), (E, "minor", 0), (G, "minor", 0)],
)  # fmt: skip
def test_keys_beside_c_major_score_by_their_nearness(tonic, mode, score):
    assert key_score(tonic, mode, C, "major") == score


def test_nearness_is_mutual():
    for tonic in range(12):
        for mode in ("major", "minor"):
            there = key_score(tonic, mode, A, "minor")
            assert there == key_score(A, "minor", tonic, mode)


def test_tuning_is_measured_around_the_semitone():
    assert tuning_error_cents(49, -49) == pytest.approx(2)
    assert tuning_error_cents(-10, 15) == pytest.approx(25)
    assert tuning_error_cents(30, -20) == pytest.approx(50)
