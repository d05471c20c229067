"""Name what a master is for: how loud it is to be, and how high its peaks may go."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from menura.audio.arrays import Float64Array

NATURAL_REDUCTION_DB = 8.0  # more than this, a limiter is heard as distortion and pumping


class LoudnessProfile(StrEnum):
    """Name the uses."""

    STREAMING = "streaming"
    CLUB = "club"
    ALBUM = "album"
    BROADCAST = "broadcast"
    FILM = "film"

    @property
    def target(self) -> "LoudnessTarget":
        """Return its figures."""
        return _TARGETS[self]


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """Say how loud a master is to be.

    Attributes
    ----------
    target_lufs : float
        Integrated, ITU-R BS.1770-4.
    ceiling_dbtp : float
        True peak at sixteen times the rate.
    most_reduction_db : float, optional
        The limiter may take more than this off for a thousandth of the time at most; a louder
        master is not made. None: the target is always reached.
    title : str
        In words, for people.
    """

    target_lufs: float
    ceiling_dbtp: float
    most_reduction_db: float | None
    title: str


_TARGETS = {
    LoudnessProfile.STREAMING: LoudnessTarget(-14.0, -1.0, None, "Streaming services (-14 LUFS)"),
    LoudnessProfile.CLUB: LoudnessTarget(
        -9.0, -1.0, NATURAL_REDUCTION_DB, "Club systems, loud (-9 LUFS)"
    ),
    LoudnessProfile.ALBUM: LoudnessTarget(-11.0, -1.0, NATURAL_REDUCTION_DB, "Album (-11 LUFS)"),
    LoudnessProfile.BROADCAST: LoudnessTarget(-23.0, -1.0, None, "Broadcast (EBU R 128, -23 LUFS)"),
    LoudnessProfile.FILM: LoudnessTarget(-27.0, -2.0, None, "Film and series (-27 LUFS)"),
}


@dataclass(frozen=True, slots=True, eq=False)
class MasterOptions:
    """Say what a master is to be.

    Attributes
    ----------
    target_lufs, ceiling_dbtp, most_reduction_db :
        See `LoudnessTarget`.
    reference_spectrum_db : ndarray, shape (28,), optional
        `long_term_spectrum_db` of a reference; `match_amount` (0 to 1) of the difference is
        taken away (14 dB up, 24 dB down at most).
    match_reach : float
        Multiplies what a third may be raised (14 dB) or lowered (24 dB) by to match a reference:
        for mixes that are unlike it beyond that.
    genre_spectrum_db : ndarray, shape (28,), optional
        `target_spectrum_db` of the genre, used where there is no reference: `genre_amount` (at
        most .5) of the difference, 4 dB at most.
    glue : bool
        Whether a slow, gentle compressor holds the mix together.
    """

    target_lufs: float = -14.0
    ceiling_dbtp: float = -1.0
    most_reduction_db: float | None = None
    reference_spectrum_db: Float64Array | None = None
    match_amount: float = 1.0
    match_reach: float = 1.0
    genre_spectrum_db: Float64Array | None = None
    genre_amount: float = 0.4
    glue: bool = True

    @classmethod
    def for_profile(cls, profile: LoudnessProfile) -> "MasterOptions":
        """Return the options of a profile; change the rest with ``dataclasses.replace``."""
        target = profile.target
        return cls(
            target_lufs=target.target_lufs,
            ceiling_dbtp=target.ceiling_dbtp,
            most_reduction_db=target.most_reduction_db,
        )

    def __post_init__(self) -> None:
        for spectrum in (self.reference_spectrum_db, self.genre_spectrum_db):
            if spectrum is not None and not np.isfinite(spectrum).all():
                raise ValueError("a spectrum holds numbers that are not finite; measure it again")
