"""Make a short piece in one go: a plan becomes a mastered mix, and nothing is kept on disk.

Productions write down every stage and deliver stems; a clip or a track of the demo library is
quicker made again than gone on with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from menura.audio.arrays import Float32Array
from menura.studio.composition.composer import compose
from menura.studio.genres.catalogue import genre
from menura.studio.mastering import MasterOptions, design_master
from menura.studio.mixing import mix_stems
from menura.studio.model import Role, TrackPlan
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Score
from menura.studio.service import draw_seed
from menura.studio.spectrum import target_spectrum_db
from menura.studio.synthesis.render import render_part


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """Hold a piece without its stems.

    Attributes
    ----------
    samples : ndarray, shape (2, n), float32
        At 48 000 Hz, mastered for streaming services; it ends as it is cut, without a fade.
    """

    score: Score
    samples: Float32Array = field(repr=False)


def _go_on() -> None:
    """Never ask to stop."""


def make_sketch(
    plan: TrackPlan, *, length: int | None = None, check: Callable[[], None] = _go_on
) -> Sketch:
    """Compose, play, mix and master a piece.

    Parameters
    ----------
    plan : TrackPlan
        The same plan and length give the same samples.
    length : int, optional
        Samples of the result; the plan's duration if left out. What is composed beyond it is
        not heard: a clip that is to be full of music to its last sample is planned longer.
    check : callable
        Called between stages and every few hundred milliseconds; raises to stop the work.

    Raises
    ------
    UnknownGenreError
        If the plan names a genre that is not there.
    """
    score = compose(plan)
    length = round(plan.duration_s * SAMPLE_RATE_HZ) if length is None else length
    stems: dict[Role, Float32Array] = {}
    for role, part in score.parts.items():
        check()
        seed = draw_seed(f"{plan.seeds.sound}:{role}", 0)
        stems[role] = render_part(part, bpm=score.bpm, length=length, seed=seed)
    check()
    sound = genre(score.sound_genre)
    premaster = mix_stems(stems, score, sound, energy=plan.energy, check=check)
    options = MasterOptions(genre_spectrum_db=target_spectrum_db(sound))
    chain, _ = design_master(premaster.mix, options, check)
    return Sketch(score, chain.apply(premaster.mix))
