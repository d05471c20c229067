"""Colour the drums of full sections: a ride for the hats, open hats between, claps on top."""

from menura.studio.composition.groove import Bars, is_four_on_the_floor, read_steps
from menura.studio.composition.passage import Passage
from menura.studio.palette import Kit
from menura.studio.score import Drum

RIDE_KITS = frozenset({Kit.ROCK, Kit.POP, Kit.METAL, Kit.EIGHTIES, Kit.DISCO, Kit.FOLK})
CLAP_KITS = frozenset({Kit.POP, Kit.EIGHTIES, Kit.DISCO, Kit.FUNK, Kit.ELECTRO_808, Kit.BREAKS})
RIDE_CHANCE, OPEN_HAT_CHANCE, CLAP_CHANCE = 0.5, 0.65, 0.45
LEAST_ENERGY = 0.5
BACKBEAT = 0.6
OFFBEATS = read_steps("..6...6...6...6.")


def coloured(lines: dict[Drum, Bars], passage: Passage, kit: Kit) -> dict[Drum, Bars]:
    """Return the lines of a groove as a drummer plays them in a chorus or drop.

    Drawn per name of section: every chorus of a piece has the same colour. Order is kept, so
    that each line is thinned out as it is elsewhere.
    """
    ride, hat, clap = passage.rng.random(3).tolist()
    if not passage.is_peak or passage.energy < LEAST_ENERGY:
        return lines
    changed = dict(lines)
    rides = Drum.CLOSED_HAT in lines and Drum.RIDE not in lines and kit in RIDE_KITS
    if rides and ride < RIDE_CHANCE:
        changed = {_ridden(drum): bars for drum, bars in lines.items()}
    opens = Drum.OPEN_HAT not in lines and is_four_on_the_floor(lines.get(Drum.KICK, ()))
    if opens and hat < OPEN_HAT_CHANCE:
        changed[Drum.OPEN_HAT] = OFFBEATS
    if Drum.CLAP not in lines and Drum.SNARE in lines and kit in CLAP_KITS and clap < CLAP_CHANCE:
        changed[Drum.CLAP] = tuple(
            tuple(0.8 * velocity if velocity >= BACKBEAT else 0.0 for velocity in bar)
            for bar in lines[Drum.SNARE]
        )
    return changed


def _ridden(drum: Drum) -> Drum:
    return Drum.RIDE if drum is Drum.CLOSED_HAT else drum
