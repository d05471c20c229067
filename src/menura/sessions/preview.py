"""Play all clips equally loud, so that louder never wins."""

from menura.sessions.model import ClipFeatures

PREVIEW_LUFS = -18.0  # below what clips are mastered to: most are turned down, few ever up
HIGHEST_PEAK_DBTP = -1.0
MOST_DB = 24.0


def preview_gain_db(features: ClipFeatures | None) -> float:
    """Return the gain at which a clip is as loud as all others; never one that would clip.

    0 where the loudness is not known.
    """
    if features is None or features.loudness_lufs is None:
        return 0.0
    gain_db = PREVIEW_LUFS - features.loudness_lufs
    if features.true_peak_dbtp is not None:
        gain_db = min(gain_db, HIGHEST_PEAK_DBTP - features.true_peak_dbtp)
    return max(-MOST_DB, min(MOST_DB, gain_db))
