"""Score keys: exact, or how near a wrong one is."""

_FIFTH, _RELATIVE, _PARALLEL = 0.5, 0.3, 0.2  # MIREX; there only the fifth above counts, here both


def key_score(tonic: int, mode: str, true_tonic: int, true_mode: str) -> float:
    """Return 1 for the key, .5 a fifth off, .3 its relative, .2 its parallel, 0 for others."""
    interval = (tonic - true_tonic) % 12
    if mode == true_mode:
        return 1.0 if interval == 0 else _FIFTH if interval in (5, 7) else 0.0
    relative = 9 if true_mode == "major" else 3
    return _PARALLEL if interval == 0 else _RELATIVE if interval == relative else 0.0


def tuning_error_cents(estimated_cents: float, true_cents: float) -> float:
    """Return the distance of two tunings on the circle of one semitone, 0 to 50."""
    return abs((estimated_cents - true_cents + 50) % 100 - 50)
