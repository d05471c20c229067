"""Choose the settings of every channel, by role first and by the family of its sound second."""

from collections.abc import Collection
from dataclasses import replace

from menura.studio.effects.chorus import Chorus
from menura.studio.effects.compressor import Compression
from menura.studio.effects.delay import PingPong
from menura.studio.effects.equaliser import Band, Shape
from menura.studio.effects.phaser import Phaser
from menura.studio.effects.reverb import Room
from menura.studio.effects.saturation import Curve, Saturation
from menura.studio.genres.model import Genre
from menura.studio.mixing.patch_family import Family
from menura.studio.mixing.strip import Strip
from menura.studio.model import Role


def _high_pass(frequency_hz: float) -> Band:
    return Band(Shape.HIGH_PASS, frequency_hz)


def _bell(frequency_hz: float, gain_db: float, q: float = 0.8) -> Band:
    return Band(Shape.BELL, frequency_hz, gain_db, q)


def _gentle(ratio: float, attack_s: float = 0.01, release_s: float = 0.12) -> Compression:
    return Compression(-20.0, ratio, attack_s, release_s)


# A stem's low mids are where bass, keys, pads and guitars all sound at once: whoever does not lead
# there gives way at 250 to 400 Hz. The bass keeps below 120 Hz for itself and the kick.
_ROLES: dict[Role, Strip] = {
    Role.DRUMS: Strip(
        bands=(_high_pass(28.0), _bell(330.0, -2.0), Band(Shape.HIGH_SHELF, 9000.0, 1.5)),
        compression=Compression(-14.0, 2.0, 0.02, 0.12),
        attack_db=1.0,
        room=Room.ROOM,
        wet=0.07,
        width_db=-13.0,
        widest_db=-9.0,
    ),
    Role.PERCUSSION: Strip(
        bands=(_high_pass(140.0), _bell(400.0, -1.5)),
        pan=0.15,
        room=Room.ROOM,
        wet=0.1,
        ducked=0.25,
        width_db=-8.0,
        widest_db=-4.0,
    ),
    Role.BASS: Strip(
        bands=(_high_pass(30.0), _bell(300.0, -1.5, 0.7)),
        compression=_gentle(3.0, 0.008),
        ducked=1.0,
        width_db=-60.0,
        widest_db=-14.0,
    ),
    Role.CHORDS: Strip(
        bands=(_high_pass(90.0), _bell(330.0, -2.0), _bell(2600.0, -1.0)),
        compression=_gentle(2.0),
        pan=-0.06,
        room=Room.PLATE,
        wet=0.14,
        ducked=0.8,
        width_db=-5.0,
        widest_db=-1.5,
    ),
    Role.PADS: Strip(
        bands=(_high_pass(120.0), _bell(380.0, -2.5), _bell(2800.0, -1.5)),
        room=Room.HALL,
        wet=0.25,
        ducked=1.0,
        width_db=-3.0,
        widest_db=-0.5,
    ),
    Role.LEAD: Strip(
        bands=(_high_pass(150.0), _bell(2800.0, 1.0)),
        compression=_gentle(2.5, 0.005),
        ping_pong=PingPong(0.75, 0.3, 0.16),
        room=Room.PLATE,
        wet=0.13,
        ducked=0.35,
        width_db=-11.0,
        widest_db=-6.0,
    ),
    Role.ARP: Strip(
        bands=(_high_pass(240.0), _bell(500.0, -1.5)),
        pan=0.1,
        ping_pong=PingPong(0.5, 0.35, 0.2),
        room=Room.HALL,
        wet=0.14,
        ducked=0.6,
        width_db=-5.0,
        widest_db=-1.5,
    ),
    Role.GUITAR: Strip(
        bands=(_high_pass(90.0), _bell(340.0, -1.5)),
        compression=_gentle(2.5, 0.006),
        pan=-0.18,
        room=Room.ROOM,
        wet=0.12,
        ducked=0.4,
        width_db=-5.0,
        widest_db=-1.5,
    ),
    Role.STRINGS: Strip(
        bands=(_high_pass(120.0), _bell(380.0, -2.0), Band(Shape.HIGH_SHELF, 9000.0, -1.0)),
        pan=0.06,
        room=Room.HALL,
        wet=0.24,
        ducked=0.6,
        width_db=-4.0,
        widest_db=-0.5,
    ),
    Role.BRASS: Strip(
        bands=(_high_pass(120.0), _bell(400.0, -1.5), _bell(3000.0, 0.5)),
        compression=_gentle(2.0),
        pan=0.1,
        room=Room.CHAMBER,
        wet=0.14,
        ducked=0.4,
        width_db=-7.0,
        widest_db=-3.0,
    ),
    Role.VOCALS: Strip(
        bands=(_high_pass(120.0), _bell(380.0, -1.5), _bell(3200.0, 1.0)),
        compression=_gentle(2.5, 0.006),
        room=Room.HALL,
        wet=0.22,
        ducked=0.3,
        width_db=-7.0,
        widest_db=-2.0,
    ),
    # sounds nobody knows: left nearly as they came
    Role.OTHER: Strip(bands=(_high_pass(30.0),), ducked=0.3),
    Role.FX: Strip(
        bands=(_high_pass(40.0),),
        room=Room.HALL,
        wet=0.18,
        ducked=0.3,
        width_db=-4.0,
        widest_db=-0.5,
    ),
}


def _with_family(strip: Strip, role: Role, family: Family) -> Strip:
    """Return the strip of a role changed for what sounds in it."""
    if role is Role.BASS:
        return _bass_strip(strip, family)
    match family:
        case Family.ELECTRIC_PIANO:
            return replace(
                strip,
                phaser=Phaser(wet=0.35),
                saturation=Saturation(Curve.TUBE, 4.0, 0.5),
            )
        case Family.PIANO:
            return replace(strip, bands=(_high_pass(70.0), *strip.bands[1:]), width_db=-7.0)
        case Family.ORGAN:
            return replace(strip, chorus=Chorus(0.9, 0.002, 0.3))
        case Family.STAB:
            return replace(strip, ping_pong=PingPong(0.75, 0.35, 0.14))
        case Family.PAD:
            return replace(strip, chorus=Chorus(0.35, 0.004, 0.35))
        case Family.VOICE if role is not Role.VOCALS:
            return replace(strip, chorus=Chorus(0.45, 0.004, 0.4))
        case Family.WIND | Family.BRASS if role is Role.LEAD:
            return replace(strip, ping_pong=None, wet=strip.wet * 1.3, room=Room.CHAMBER)
        case Family.BOWED if role is Role.LEAD:
            return replace(strip, ping_pong=None, wet=0.22, room=Room.HALL)
        case Family.CLEAN_GUITAR if role is Role.GUITAR:
            return replace(strip, chorus=Chorus(0.7, 0.0015, 0.2))
        case Family.DRIVEN_GUITAR:
            bands = (_high_pass(90.0), _bell(420.0, -2.0), Band(Shape.LOW_PASS, 8500.0))
            return replace(strip, bands=bands, saturation=Saturation(Curve.SOFT, 8.0, 0.6))
        case Family.BELL:
            return replace(strip, bands=(_high_pass(200.0),), wet=strip.wet * 1.4)
        case _:
            return strip


def _bass_strip(strip: Strip, family: Family) -> Strip:
    match family:
        case Family.SUB:
            # harmonics let small loudspeakers say what the note is
            return replace(strip, saturation=Saturation(Curve.TUBE, 6.0, 0.35))
        case Family.GROWL:
            bands = (_high_pass(30.0), _bell(220.0, -1.5), _bell(1800.0, 1.5))
            return replace(
                strip,
                bands=bands,
                saturation=Saturation(Curve.SOFT, 6.0, 0.5),
                width_db=-10.0,
                widest_db=-7.0,
            )
        case Family.STRING_BASS:
            bands = (_high_pass(35.0), _bell(240.0, -1.5), _bell(900.0, 1.5))
            return replace(
                strip,
                bands=bands,
                saturation=Saturation(Curve.TAPE, 4.0, 0.5),
                room=Room.BOOTH,
                wet=0.05,
            )
        case _:
            return replace(strip, saturation=Saturation(Curve.TAPE, 4.0, 0.4))


_WETNESS = {
    "electronic": 1.0,
    "urban": 0.75,
    "band": 0.8,
    "roots": 0.8,
    "classical": 1.3,
    "ambient": 1.6,
}
_LARGER = {
    Room.BOOTH: Room.ROOM,
    Room.ROOM: Room.CHAMBER,
    Room.PLATE: Room.HALL,
    Room.CHAMBER: Room.HALL,
    Room.HALL: Room.CATHEDRAL,
    Room.CATHEDRAL: Room.CATHEDRAL,
}
_SMALLER = {Room.PLATE: Room.CHAMBER, Room.HALL: Room.CHAMBER, Room.CATHEDRAL: Room.HALL}


def choose_strip(role: Role, family: Family, genre: Genre, present: Collection[Role]) -> Strip:
    """Return the settings of a channel.

    Parameters
    ----------
    role : Role
    family : Family
        Of the sound that plays.
    genre : Genre
        Its family decides how large the rooms are.
    present : collection of Role
        All stems of the mix: keys and pads give way to a lead or a voice only where there is one.
    """
    strip = _with_family(_ROLES[role], role, family)
    strip = replace(strip, wet=strip.wet * _WETNESS.get(genre.family, 1.0))
    if genre.family in ("ambient", "classical") and role is not Role.BASS:
        strip = replace(strip, room=_LARGER[strip.room])
    elif genre.family in ("roots", "band"):
        strip = replace(strip, room=_SMALLER.get(strip.room, strip.room))
    leads = {Role.LEAD, Role.VOCALS} & set(present)
    gives_way = role in (Role.CHORDS, Role.PADS, Role.STRINGS, Role.GUITAR, Role.ARP)
    if leads and gives_way:
        strip = replace(strip, bands=(*strip.bands, _bell(2200.0, -1.5, 0.7)))
    if Role.BASS not in present and role in (Role.CHORDS, Role.PADS, Role.STRINGS):
        # nobody else has the low end: leave it to them
        strip = replace(strip, bands=(_high_pass(45.0), *strip.bands[1:]))
    return strip
