"""Share analysis with other Menuras, never audio.

What was measured of a recording holds wherever the recording lies: this room writes it into signed
archives, and takes in those of others after looking at every number. It must never read an audio
file, and nothing leaves it before somebody has agreed.

::

    container, keys      one file of one possible form, and who signed it
    checks, lines        every number of others in its range, or refused by its place
    writing, reading     archives, track by track
    agreement, filling   is it the same recording, and what of it may be used
    offers, intake       what is kept for music that is not here yet; taking in
    peers, exchange      another Menura over HTTP

Examples
--------
>>> from menura.sharing import Archive
>>> with Archive(path) as archive:                            # doctest: +SKIP
...     archive.check()
...     for track in archive.tracks(archive.manifest.spaces):
...         print(track.title, track.features.tempo_bpm)
"""

from menura.sharing.agreement import Signals, agree
from menura.sharing.errors import (
    ArchiveInvalidError,
    ArchiveVersionError,
    CollectionKeyError,
    PeerRefusedError,
    PeerTokenError,
    SharingInputError,
    SharingNotFoundError,
    SharingOffError,
    SignerNotTrustedError,
)
from menura.sharing.exchange import CollectionExchange, Told, removed_when_refused
from menura.sharing.exporting import ExportReport, export_collection
from menura.sharing.files import CollectionFiles, IncomingFile, NoRoomError
from menura.sharing.filling import Wanted, fill
from menura.sharing.intake import Intake, IntakeCounts
from menura.sharing.keys import InstanceKey, read_fingerprint
from menura.sharing.model import (
    DIMENSIONS,
    MODEL_SPACES,
    MOST_DURATION_DIFFERENCE_S,
    SUFFIX,
    Agreement,
    Consent,
    ExportFile,
    KnownSpace,
    Manifest,
    Offer,
    Peer,
    PeerToken,
    SharedTrack,
    Signer,
    SpaceTold,
)
from menura.sharing.offers import Offers, pack_offer
from menura.sharing.ports import CollectionRepository, SharingStore, SharingUnit
from menura.sharing.reading import Archive
from menura.sharing.service import (
    COLLECTION_EXPORT,
    COLLECTION_IMPORT,
    COLLECTION_PULL,
    COLLECTION_PUSH,
    Collection,
    NewPeer,
    NewToken,
)
from menura.sharing.writing import ArchiveWriter

__all__ = [
    "COLLECTION_EXPORT",
    "COLLECTION_IMPORT",
    "COLLECTION_PULL",
    "COLLECTION_PUSH",
    "DIMENSIONS",
    "MODEL_SPACES",
    "MOST_DURATION_DIFFERENCE_S",
    "SUFFIX",
    "Agreement",
    "Archive",
    "ArchiveInvalidError",
    "ArchiveVersionError",
    "ArchiveWriter",
    "Collection",
    "CollectionExchange",
    "CollectionFiles",
    "CollectionKeyError",
    "CollectionRepository",
    "Consent",
    "ExportFile",
    "ExportReport",
    "IncomingFile",
    "InstanceKey",
    "Intake",
    "IntakeCounts",
    "KnownSpace",
    "Manifest",
    "NewPeer",
    "NewToken",
    "NoRoomError",
    "Offer",
    "Offers",
    "Peer",
    "PeerRefusedError",
    "PeerToken",
    "PeerTokenError",
    "SharedTrack",
    "SharingInputError",
    "SharingNotFoundError",
    "SharingOffError",
    "SharingStore",
    "SharingUnit",
    "Signals",
    "Signer",
    "SignerNotTrustedError",
    "SpaceTold",
    "Told",
    "Wanted",
    "agree",
    "export_collection",
    "fill",
    "pack_offer",
    "read_fingerprint",
    "removed_when_refused",
]
