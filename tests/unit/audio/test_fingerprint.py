"""Codes agree with Chromaprint's own; copies are recognised, other music and silence are not."""

import contextlib
import shutil
import subprocess

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from menura.audio.fingerprint import CODE_PERIOD_S, FingerprintTap, compute_fingerprint
from menura.audio.fingerprint_match import (
    PIECE_COUNT,
    FingerprintMatch,
    Verdict,
    fingerprint_pieces,
    judge_match,
    match_fingerprints,
)
from menura.audio.fingerprint_text import decode_fingerprint, encode_fingerprint
from tests.audio_synthesis import (
    SAMPLE_RATE_HZ,
    STYLES,
    cadence,
    drum_loop,
    render_style,
    silence,
    sine,
    white_noise,
    write_audio,
)

# What fpcalc 1.5.1 prints for 12 s of `cadence(2, "minor") + drum_loop(100)` as 16-bit WAV
FPCALC_TEXT = (
    "AQAAS0lCKZGSB9UzdCEn_CfaILVlXIdn9AuyPDkaPoNu7DvuzEiF0sIloU-kCw_Co4mnJpB1oyIFN8lyTA9CHS_xLcTh"
    "2kG_4v3BqZER5kOn448InWNw45BiEX4U9CGucfg06LwwebOMJudxDTfRPOjx5Ki8HBZ3_NDE0Qk-4mieHZGedDgYs7Aj"
    "5XhjHNWHH3FMKsh1Da1eNFUW5OTB408GnQVkgBHECQEABAgAgIw1wEoBCEBAKAGgQkogZhEASAGkGRKCKQOBQKQh6Jg0"
    "QgiGCEAA"
)
codes_of_any_length = st.integers(0, 60).flatmap(lambda n: arrays(np.uint32, n))


def music():
    return cadence(2, "minor", duration_s=12) + drum_loop(100, 12)


def song(number, duration_s=20.0, tonic=0):
    style = STYLES[number % len(STYLES)]
    return render_style(
        style, tempo_bpm=style.tempo_bpm, tonic=tonic, duration_s=duration_s, seed=number
    )


def fingerprint(signal, rate_hz=22_050):
    return compute_fingerprint(signal, rate_hz)


def judge(a, b, duration_a_s=20.0, duration_b_s=20.0):
    return judge_match(match_fingerprints(a, b), duration_a_s, duration_b_s)


def test_codes_are_those_of_chromaprint():
    ours, theirs = fingerprint(music(), SAMPLE_RATE_HZ), decode_fingerprint(FPCALC_TEXT)
    assert ours.shape == theirs.shape
    assert match_fingerprints(ours, theirs).bit_error_rate < 0.002


@pytest.mark.skipif(shutil.which("fpcalc") is None, reason="fpcalc is not installed")
@pytest.mark.parametrize("number", range(len(STYLES)))
def test_codes_agree_with_fpcalc_where_it_is_installed(tmp_path, number):
    path = write_audio(tmp_path / "song.wav", song(number), 22_050)
    command = ["fpcalc", "-plain", "-length", "120", str(path)]
    # some versions end with status 3 at the end of any file, yet print the fingerprint
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    theirs = decode_fingerprint(output.strip())
    assert encode_fingerprint(theirs) == output.strip()
    assert match_fingerprints(fingerprint(song(number)), theirs).bit_error_rate < 0.01


def test_the_cut_into_blocks_does_not_matter():
    signal, tap = music(), FingerprintTap(SAMPLE_RATE_HZ, 1)
    edges = np.sort(np.random.default_rng(0).integers(0, signal.shape[1], 40))
    for block in np.split(signal, edges, axis=1):
        tap.feed(block)
    np.testing.assert_array_equal(tap.finish(), fingerprint(signal, SAMPLE_RATE_HZ))


def test_two_minutes_give_948_codes_and_more_is_not_heard():
    noise = white_noise(130, sample_rate_hz=11_025)
    codes = fingerprint(noise, 11_025)
    assert codes.shape == (948,)
    np.testing.assert_array_equal(codes, fingerprint(noise[:, : 120 * 11_025], 11_025))


@pytest.mark.parametrize(("duration_s", "count"), [(0, 0), (0.1, 0), (2.7, 0), (2.8, 1)])
def test_less_than_three_seconds_have_no_code(duration_s, count):
    assert fingerprint(white_noise(duration_s), SAMPLE_RATE_HZ).shape == (count,)


def test_a_block_of_other_channels_is_refused():
    with pytest.raises(ValueError, match=r"\(2, n\)"):
        FingerprintTap(SAMPLE_RATE_HZ, 2).feed(silence(1))


def test_equal_channels_and_one_channel_sound_the_same():
    mono = music()
    stereo = np.tile(mono, (2, 1))
    np.testing.assert_array_equal(
        fingerprint(stereo, SAMPLE_RATE_HZ), fingerprint(mono, SAMPLE_RATE_HZ)
    )


@given(codes_of_any_length)
def test_codes_survive_writing_and_reading(codes):
    np.testing.assert_array_equal(decode_fingerprint(encode_fingerprint(codes)), codes)


def test_text_is_written_as_chromaprint_writes_it():
    assert encode_fingerprint(decode_fingerprint(FPCALC_TEXT)) == FPCALC_TEXT


@pytest.mark.parametrize("text", ["", "AQ", "AQAA", "ä", "AQAAS0lC KZ", FPCALC_TEXT[:50]])
def test_damaged_text_is_refused(text):
    with pytest.raises(ValueError, match="fingerprint"):
        decode_fingerprint(text)


def test_text_of_another_algorithm_is_refused():
    with pytest.raises(ValueError, match="algorithm 2"):
        decode_fingerprint("A" + "g" + FPCALC_TEXT[2:])


@given(st.text(alphabet="ABQSKghwz019-_", max_size=40))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(ValueError):
        assert decode_fingerprint("AQAA" + text).dtype == np.uint32


def test_a_copy_is_the_same_whatever_was_done_to_it():
    original = song(0)
    resampled = soxr.resample(original.T, 22_050, 16_000, quality="HQ").T
    noisy = 0.3 * original + white_noise(20, amplitude=0.002, sample_rate_hz=22_050)
    codes = fingerprint(original)
    assert judge(codes, fingerprint(np.ascontiguousarray(resampled), 16_000)) == Verdict.SAME
    assert judge(codes, fingerprint(noisy)) == Verdict.SAME


def test_a_cut_start_is_found_as_offset():
    original = song(5)
    match = match_fingerprints(fingerprint(original), fingerprint(original[:, 3 * 22_050 :]))
    assert match.bit_error_rate < 0.15
    assert match.offset_s == pytest.approx(3.0, abs=CODE_PERIOD_S)


def test_other_songs_are_different():
    prints = [fingerprint(song(number, tonic=3 * number)) for number in range(len(STYLES))]
    for index, one in enumerate(prints):
        for other in prints[:index]:
            assert judge(one, other) == Verdict.DIFFERENT


def test_another_length_makes_the_same_only_possible():
    codes = fingerprint(song(1))
    assert judge(codes, codes, 180, 187) == Verdict.SAME
    assert judge(codes, codes, 180, 188) == Verdict.POSSIBLE


def test_bounds_of_the_verdicts():
    def verdict(rate):
        return judge_match(FingerprintMatch(rate, 0.0, 100.0, 500), 120, 120)

    assert [verdict(r) for r in (0.0, 0.149, 0.15, 0.249, 0.25)] == [
        *[Verdict.SAME] * 2,
        *[Verdict.POSSIBLE] * 2,
        Verdict.DIFFERENT,
    ]


@pytest.mark.parametrize(
    "signal",
    [silence(20), sine(440, 20), sine(0, 20) + 0.5, silence(0), white_noise(5)],
    ids=["silence", "tone", "constant", "nothing", "five seconds"],
)
def test_what_says_nothing_matches_nothing_and_has_hardly_a_piece(signal):
    codes = fingerprint(signal, SAMPLE_RATE_HZ)
    assert judge(codes, codes) == Verdict.DIFFERENT
    assert fingerprint_pieces(codes).size <= 4


@settings(max_examples=25)
@given(arrays(np.uint32, 80), st.integers(-30, 30))
def test_matching_is_symmetric_but_for_the_sign(codes, shift):
    a, b = codes[max(0, shift) :], codes[max(0, -shift) :]
    there, back = match_fingerprints(a, b), match_fingerprints(b, a)
    assert there.bit_error_rate == back.bit_error_rate == 0.0


def test_copies_share_pieces_and_other_songs_do_not():
    pieces = [set(fingerprint_pieces(fingerprint(song(n, tonic=3 * n))).tolist()) for n in range(8)]
    for number, own in enumerate(pieces):
        cut = song(number, tonic=3 * number)[:, 22_050:] * np.float32(0.4)
        copy = set(fingerprint_pieces(fingerprint(cut)).tolist())
        assert len(own & copy) >= 2
        assert all(len(copy & other) < 2 for other in pieces if other is not own)


@given(codes_of_any_length, st.integers(0, 80))
def test_pieces_are_few_distinct_and_in_order(codes, count):
    pieces = fingerprint_pieces(codes, count)
    assert pieces.dtype == np.uint32
    assert pieces.size <= count
    assert (np.diff(pieces.astype(np.int64)) > 0).all()
    assert PIECE_COUNT == 64  # what a database keeps: changing it asks for a migration
