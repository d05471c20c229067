"""Say what one channel of the mixing desk does."""

from dataclasses import dataclass

from menura.studio.effects.chorus import Chorus
from menura.studio.effects.compressor import Compression
from menura.studio.effects.delay import PingPong
from menura.studio.effects.equaliser import Band
from menura.studio.effects.phaser import Phaser
from menura.studio.effects.reverb import Room
from menura.studio.effects.saturation import Saturation


@dataclass(frozen=True, slots=True)
class Strip:
    """Hold the settings of a channel; what is None is not used.

    Levels inside are relative to a stem brought to -20 LUFS first.

    Attributes
    ----------
    attack_db : float
        Of the transient shaper.
    pan : float
        -1 left to 1 right.
    width_db : float
        Power of the sides relative to the middle: a narrower sound is spread to it.
    widest_db : float
        The sides are never more than this, so that little is lost in mono.
    wet : float
        Reverb, relative to the dry sound.
    ducked : float
        Share of the genre's sidechain depth, 0 to 1.
    """

    bands: tuple[Band, ...] = ()
    compression: Compression | None = None
    saturation: Saturation | None = None
    attack_db: float = 0.0
    chorus: Chorus | None = None
    phaser: Phaser | None = None
    pan: float = 0.0
    width_db: float = -60.0
    widest_db: float = -1.0
    ping_pong: PingPong | None = None
    room: Room = Room.ROOM
    wet: float = 0.0
    ducked: float = 0.0
