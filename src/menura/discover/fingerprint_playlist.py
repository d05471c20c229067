"""Keep a listener's sonic fingerprint as a playlist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from menura.catalogue import OWN_LISTENER, NewPlaylistItem, Playlist, Playlists
from menura.discover.errors import EmptyLibraryError
from menura.discover.filters import from_payload
from menura.discover.finder import Finder
from menura.discover.sonic_fingerprint import FingerprintOptions
from menura.kernel.clock import Clock
from menura.kernel.ids import derive_id

FINGERPRINT = "fingerprint"
# The parent of the ids of all such playlists: one for each listener, replaced in place.
PLAYLISTS_ID = "5b0d6c7e-90e4-5d0a-8c61-0f7cf36c1d11"
_USUAL = FingerprintOptions()


@dataclass(frozen=True, slots=True)
class FingerprintWork:
    """Whose fingerprint a job takes, and how."""

    listener: str = OWN_LISTENER
    space: str = "dsp"
    options: FingerprintOptions = field(default_factory=FingerprintOptions)


def fingerprint_work(payload: Mapping[str, Any]) -> FingerprintWork:
    """Return what a job's payload says; what it leaves out is as usual."""
    return FingerprintWork(
        payload.get("listener", OWN_LISTENER),
        payload.get("space", "dsp"),
        FingerprintOptions(
            count=payload.get("count", _USUAL.count),
            seeds=payload.get("seeds", _USUAL.seeds),
            half_life_days=payload.get("half_life_days", _USUAL.half_life_days),
            per_artist=payload.get("per_artist", _USUAL.per_artist),
            filter=from_payload(payload.get("filter", {})),
        ),
    )


def find_fingerprint(
    work: FingerprintWork, finder: Finder, clock: Clock
) -> Sequence[NewPlaylistItem]:
    """Take a listener's fingerprint; nothing is written.

    Raises
    ------
    NothingToGoByError, EmptyLibraryError
    """
    found = finder.fingerprint(work.listener, clock.now(), work.space, work.options)
    if not found.items:
        raise EmptyLibraryError(filtered=True)
    return [
        NewPlaylistItem(item.track_id, "; ".join(reason.text for reason in item.reasons))
        for item in found.items
    ]


def put_fingerprint(
    work: FingerprintWork, items: Sequence[NewPlaylistItem], playlists: Playlists
) -> Playlist:
    """Put a fingerprint into its listener's playlist, in place of the last one."""
    return playlists.put_made(
        derive_id(PLAYLISTS_ID, work.listener),
        f"Sonic fingerprint of {work.listener}",
        items,
        "What was played most and lately, and what sounds like it: replaced each time.",
    )
