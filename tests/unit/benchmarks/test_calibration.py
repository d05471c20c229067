import pytest

from benchmarks.listening.calibration import bin_claims, calibration_error, is_monotone


def test_claims_that_come_true_as_often_as_claimed_have_no_error():
    claims = [0.25] * 4 + [0.75] * 4
    outcomes = [1, 0, 0, 0, 1, 1, 1, 0]
    bins = bin_claims(claims, outcomes, (0, 0.5, 1))
    assert [(each.count, each.came_true) for each in bins] == [(4, 0.25), (4, 0.75)]
    assert calibration_error(bins) == 0


def test_a_braggart_is_off_by_what_he_claims_too_much():
    assert calibration_error(bin_claims([0.9] * 10, [1, 0] * 5)) == pytest.approx(0.4)


def test_certainty_lies_in_the_last_bin_and_empty_bins_are_left_out():
    (only,) = bin_claims([1.0], [1], (0, 0.5, 1))
    assert (only.low, only.high) == (0.5, 1)


def test_higher_claims_that_come_true_less_often_are_seen():
    bins = bin_claims([0.1] * 10 + [0.9] * 10, [1] * 10 + [0] * 10)
    assert not is_monotone(bins)
    assert is_monotone(bins, least_count=11), "bins with too little in them prove nothing"
