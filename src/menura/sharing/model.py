"""Say what is shared: a recording, what was measured of it, and who says so."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from menura.analysis import BeatGrid, Features, Fingerprint, MoodScores, Waveform
from menura.embedding import CLAP, DSP, MUSICNN

FORMAT = "menura-collection"
VERSION = 1
SUFFIX = ".menura-collection"
FEATURES = "features"
FINGERPRINT = "fingerprint"
MODEL_SPACES = (MUSICNN.name, CLAP.name)
STEPS = (FEATURES, FINGERPRINT, DSP.name, *MODEL_SPACES)
"""Steps of analysis that can be shared; moods are told anew from features by everybody."""
MOST_DURATION_DIFFERENCE_S = 7.0  # as `menura.audio.fingerprint_match` has it
DIMENSIONS = {space.name: space.dimension for space in (DSP, MUSICNN, CLAP)}


@dataclass(frozen=True, slots=True, eq=False)
class SharedTrack:
    """A recording and what was measured of it: nothing of whose it is or where it lies.

    Attributes
    ----------
    artist, title, album : str
        As they are compared: small letters, no accents, no punctuation. Empty when unknown.
    steps : mapping of str to str
        What was done, with the version of what did it.
    vectors : mapping of str to float32 array
        By space, each of unit length.
    """

    duration_s: float
    recording_id: str | None = None
    artist: str = ""
    title: str = ""
    album: str = ""
    content_hash: str | None = None
    fingerprint: Fingerprint | None = None
    features: Features | None = None
    waveform: Waveform | None = None
    beats: BeatGrid | None = None
    moods: Sequence[MoodScores] = ()
    steps: Mapping[str, str] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Return what the same sound is known by, 32 hexadecimal digits."""
        if self.content_hash is not None:
            return self.content_hash
        codes = self.fingerprint.codes if self.fingerprint is not None else np.zeros(0, np.uint32)
        told = np.ascontiguousarray(codes, "<u4").tobytes()
        return hashlib.blake2b(told, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class SpaceTold:
    """What an archive says of one of its spaces."""

    dimension: int
    model_hash: str
    count: int


@dataclass(frozen=True, slots=True)
class KnownSpace:
    """What this Menura knows of a space.

    Attributes
    ----------
    model_hash : str, optional
        Of the model that is here, or of the one whose vectors are; None where neither is: then
        whatever comes first is the one.
    """

    dimension: int
    model_hash: str | None


@dataclass(frozen=True, slots=True)
class MemberTold:
    """What a manifest says of a member."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself; the signature is over its bytes.

    Attributes
    ----------
    since : datetime, optional
        Only what was measured after this moment is in it.
    public_key : bytes
        Of who signs it.
    """

    version: int
    created_at: datetime
    since: datetime | None
    instance: str
    public_key: bytes
    track_count: int
    spaces: Mapping[str, SpaceTold]
    members: Mapping[str, MemberTold]


class Agreement(StrEnum):
    """Name what two recordings agree in; one signal alone never counts."""

    CONTENT = "content"
    """The same undecoded audio, and the same length: every number holds for both."""
    SOUND = "sound"
    """The same recording in another file: what models hear of it holds for both."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether anything may leave, and by which name this Menura goes."""

    share: bool = False
    instance: str = "Menura"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose archives are taken in.

    Attributes
    ----------
    fingerprint : str
        Of the key, as people compare it.
    offers : int
        How many analyses of theirs wait for a track.
    taken : int
        How many steps of tracks here were filled with theirs.
    """

    fingerprint: str
    name: str
    trusted_at: datetime
    offers: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class PeerToken:
    """What another Menura may come in with.

    Attributes
    ----------
    signer : str, optional
        Fingerprint of the key whose archives may be sent here with it; None: it may only fetch.
    """

    id: str
    name: str
    created_at: datetime
    signer: str | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """Another Menura that this one fetches from and sends to.

    Attributes
    ----------
    sealed_token : str
        What opens it, sealed.
    signer : str, optional
        Fingerprint of its key; until it is known nothing is taken in.
    pulled_to : datetime, optional
        The moment up to which everything of it is here, by its own clock.
    pushed_to : datetime, optional
        The moment up to which everything of here was sent, by the clock here.
    """

    id: str
    name: str
    url: str
    sealed_token: str = field(repr=False)
    created_at: datetime
    signer: str | None = None
    ca_file: str | None = None
    last_pull_at: datetime | None = None
    last_push_at: datetime | None = None
    pulled_to: datetime | None = None
    pushed_to: datetime | None = None
    pulled_tracks: int = 0
    pushed_tracks: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """An analysis that waits for its track.

    Attributes
    ----------
    payload : bytes
        See `menura.sharing.offers`.
    """

    number: int
    signer: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An archive that was made and can be fetched."""

    name: str
    size_bytes: int
    created_at: datetime
