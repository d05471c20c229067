"""Take an archive in: use what is of tracks here, keep the rest until its music is heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from menura.analysis import EmbeddingRow
from menura.catalogue import Track, TrackState
from menura.embedding import DSP
from menura.kernel.clock import Clock
from menura.sharing.agreement import Signals, agree
from menura.sharing.errors import SignerNotTrustedError
from menura.sharing.filling import Wanted, fill
from menura.sharing.model import SharedTrack
from menura.sharing.offers import pack_offer
from menura.sharing.ports import SharingStore, SharingUnit
from menura.sharing.reading import Archive

CHUNK = 50
LEAST_SHARED_PIECES = 8  # of 64, as for duplicates: copies share 20 and more
MOST_CANDIDATES = 5


@dataclass(slots=True)
class IntakeCounts:
    """What became of an archive.

    Attributes
    ----------
    known : int
        Recordings that are here already.
    filled_tracks, filled_steps : int
        Tracks that got something they lacked, and how much.
    offers : int
        Recordings that are not here, kept until they are.
    """

    total: int = 0
    done: int = 0
    known: int = 0
    filled_tracks: int = 0
    filled_steps: int = 0
    offers: int = 0
    left_out_spaces: Sequence[str] = field(default_factory=list)

    def plain(self) -> dict[str, int]:
        """Return the numbers."""
        names = ("total", "done", "known", "filled_tracks", "filled_steps", "offers")
        return {name: getattr(self, name) for name in names}


class Intake:
    """Take archives in.

    Parameters
    ----------
    versions : mapping of str to str
        Step -> version of what does it on this machine.
    keep_offers : bool
        Whether analyses of music that is not here are kept.
    """

    def __init__(
        self,
        store: SharingStore,
        versions: Mapping[str, str],
        clock: Clock,
        *,
        keep_offers: bool = True,
    ) -> None:
        self._store = store
        self._versions = versions
        self._clock = clock
        self._keep_offers = keep_offers

    def take_in(
        self,
        archive: Archive,
        *,
        check: Callable[[float], None] = lambda _: None,
        report: Callable[[IntakeCounts], None] = lambda _: None,
    ) -> IntakeCounts:
        """Look at everything in an archive, then take it in, some tracks at a time.

        Raises
        ------
        SignerNotTrustedError
        ArchiveInvalidError
            Then nothing was taken in.
        """
        with self._store.unit(read_only=True) as unit:
            if unit.collection.signer(archive.signer) is None:
                raise SignerNotTrustedError(archive.signer, archive.manifest.instance)
            wanted = Wanted(self._versions, unit.collection.space_hashes())
        archive.check(check)
        usable = archive.usable_spaces(wanted.spaces())
        hashes = {name: archive.manifest.spaces[name].model_hash for name in usable}
        wanted = Wanted(self._versions, {**hashes, **wanted.hashes})
        counts = IntakeCounts(total=archive.manifest.track_count)
        counts.left_out_spaces = sorted(set(archive.manifest.spaces) - set(usable))
        tracks = archive.tracks(usable)
        while chunk := list(islice(tracks, CHUNK)):
            with self._store.unit(read_only=True) as unit:  # looking takes long: nobody waits
                found = [_alike(unit, offered) for offered in chunk]
            with self._store.unit() as unit:
                _Chunk(unit, archive.signer, wanted, self._clock).take(
                    chunk, found, counts, keep_offers=self._keep_offers
                )
            report(counts)
        return counts


def _alike(unit: SharingUnit, offered: SharedTrack) -> Sequence[int]:
    """Return the tracks that may be an offered recording: of the same content, else alike."""
    if offered.content_hash is not None:
        same = unit.collection.by_content([offered.content_hash])
        if numbers := same.get(offered.content_hash):
            return numbers
    if offered.fingerprint is None:
        return []
    found = unit.analyses.sharing_pieces(offered.fingerprint.pieces, LEAST_SHARED_PIECES)
    return found[:MOST_CANDIDATES]


class _Chunk:
    """Some recordings, in one transaction."""

    def __init__(self, unit: SharingUnit, signer: str, wanted: Wanted, clock: Clock) -> None:
        self._unit = unit
        self._signer = signer
        self._wanted = wanted
        self._now = clock.now()

    def take(
        self,
        chunk: Sequence[SharedTrack],
        found: Sequence[Sequence[int]],
        counts: IntakeCounts,
        *,
        keep_offers: bool,
    ) -> None:
        """Take recordings in, and count what became of them.

        Parameters
        ----------
        found : sequence of sequences of int
            For each of them, the numbers of the tracks that may be it.
        """
        left = []
        for offered, numbers in zip(chunk, found, strict=True):
            is_known = self._use(offered, numbers, counts)
            counts.known += is_known
            counts.done += 1
            if not is_known:
                left.append(offered)
        if keep_offers and left:
            offers = [(one, pack_offer(one)) for one in left]
            self._unit.collection.put_offers(self._signer, offers, self._now)
            counts.offers += len(offers)

    def _use(self, offered: SharedTrack, numbers: Sequence[int], counts: IntakeCounts) -> bool:
        """Give tracks what they lack; tell whether any of them is the offered recording."""
        if not numbers:
            return False
        is_known = False
        done = self._unit.analyses.steps(numbers)
        for number, track in self._unit.tracks.by_numbers(numbers).items():
            if track.state is not TrackState.ANALYSED:
                continue
            agreement = agree(self._signals(track), offered)
            if agreement is None:
                continue
            is_known = True
            measured = fill(
                track.id,
                offered,
                agreement,
                done=done[number],
                wanted=self._wanted,
                at=self._now,
            )
            if measured is None:
                continue
            self._unit.analyses.keep(track.id, measured)
            taken = {step: state.version for step, state in measured.steps.items()}
            self._unit.collection.note_taken(number, self._signer, taken, self._now)
            counts.filled_tracks += 1
            counts.filled_steps += len(taken)
        return is_known

    def _signals(self, track: Track) -> Signals:
        """Return what a track here is recognised by."""
        row: EmbeddingRow | None = self._unit.analyses.embedding_row(track.id, DSP.name)
        is_current = row is not None and row.model_hash == self._wanted.version(DSP.name)
        return Signals(
            duration_s=track.duration_s,
            content_hash=track.content_hash,
            fingerprint=self._unit.analyses.fingerprint(track.id),
            dsp_vector=row.vector if row is not None and is_current else None,
        )
