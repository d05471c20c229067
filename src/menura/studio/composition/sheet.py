"""Hand out sheets: what each player reads of each section."""

from menura.studio.composition.ensemble import Ensemble
from menura.studio.composition.groove import Bars, read_steps, stretched
from menura.studio.composition.moments import Moment, draw_moment
from menura.studio.composition.passage import PEAKS, Passage
from menura.studio.composition.seeds import stream
from menura.studio.composition.style_choice import SEED_OF
from menura.studio.composition.tint import tint_of
from menura.studio.model import Role, SectionName
from menura.studio.score import Chord, Drum

MIDDLE_ENERGY = 0.6
DENSITY_OF_ENERGY = 0.45  # how much an energetic section is also a busier one
HALF_TIME_CHANCE = 0.45
HALF_TIME_BPM = 96.0  # slower music would come to a halt
LEAST_HALF_TIME_BARS = 4


def variants_of(role: Role, index: int, ensemble: Ensemble) -> tuple[int, int]:
    """Return the numbers that are mixed into the seeds of a stem in a section."""
    variant = ensemble.plan.variant
    return variant.get(role, 0), variant.get(f"section:{index}", 0)


def passage_of(
    role: Role, index: int, ensemble: Ensemble, chords: tuple[Chord, ...], *, melody: int = 0
) -> Passage:
    """Return one section as one player reads it.

    Parameters
    ----------
    role : Role
    index : int
        Of the section.
    ensemble : Ensemble
    chords : tuple of Chord
        Of the section.
    melody : int
        Which draw of the melody it is.
    """
    plan, section = ensemble.plan, ensemble.sections[index]
    following = ensemble.sections[index + 1] if index + 1 < len(ensemble.sections) else None
    seed = getattr(plan.seeds, SEED_OF.get(role, "groove"))
    variants = variants_of(role, index, ensemble)
    wish = plan.density + DENSITY_OF_ENERGY * (section.energy - MIDDLE_ENERGY)
    peak = section.name in PEAKS
    kick = ensemble.grooves.kick(peak=peak)
    return Passage(
        section=section,
        is_last=following is None,
        leads_to_peak=following is not None and following.name in PEAKS,
        chords=chords,
        key=plan.key,
        mode=plan.mode,
        energy=section.energy,
        density=min(1.0, max(0.02, wish)),
        kick=stretched(kick) if is_half_time(index, ensemble) else kick,
        rng=stream(seed, role, section.name, melody, *variants),
        fresh=stream(seed, role, "fresh", index, melody, *variants),
        is_final_peak=_is_final_peak(index, ensemble),
        feel=ensemble.genre.feel,
        family=ensemble.sound.family,
        clave=_clave(ensemble, peak=peak),
        tint=tint_of(plan.moods),
    )


def _is_final_peak(index: int, ensemble: Ensemble) -> bool:
    peaks = [i for i, section in enumerate(ensemble.sections) if section.name in PEAKS]
    return len(peaks) > 1 and index == peaks[-1]


def _clave(ensemble: Ensemble, *, peak: bool) -> tuple[float, ...]:
    written = ensemble.grooves.groove(peak=peak).steps.get(Drum.CLAVE)
    bars: Bars = read_steps(written) if written else ()
    return bars[0] if bars else ()


def is_half_time(index: int, ensemble: Ensemble) -> bool:
    """Tell whether the band plays a bridge at half the pace, as some pieces do."""
    section = ensemble.sections[index]
    if section.name is not SectionName.BRIDGE or ensemble.genre.family != "band":
        return False
    if ensemble.plan.bpm < HALF_TIME_BPM or section.bars < LEAST_HALF_TIME_BARS:
        return False
    return bool(stream(ensemble.plan.seeds.form, "half time").random() < HALF_TIME_CHANCE)


def moment_of(index: int, ensemble: Ensemble) -> Moment:
    """Return what happens in the last bar of a section; the same for all who play in it."""
    plan, section = ensemble.plan, ensemble.sections[index]
    following = ensemble.sections[index + 1] if index + 1 < len(ensemble.sections) else None
    rng = stream(plan.seeds.form, "moment", index, plan.variant.get(f"section:{index}", 0))
    return draw_moment(section, following, ensemble.genre.family, rng)
