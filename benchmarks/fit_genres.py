"""Fit the centres and the calibration coarse genres are estimated with.

    python -m benchmarks.fit_genres FOLDER ... --origin "what the folder holds"

FOLDER holds audio and JSON files as for ``benchmarks.fit_dsp_embedding``, which must have run
before: the centres are those of its vectors. Writes ``src/menura/audio/genres_v1.json`` and prints
how well held-out clips are told apart and calibrated. For that the constants of the embedding are
fitted again without what is held out:

* a family of sound fonts at a time: known styles played by unknown instruments;
* a style at a time: the genre given can then only be a neighbour, so familiarity should be low.

``scale`` is fitted on the first kind; ``midpoint`` and ``slope`` on both, half and half, as if
every other piece of music were of a style that is not rendered here. That share is an assumption.
The calibration printed is that of the clips these three numbers were fitted on.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from benchmarks.fit_dsp_embedding import Example, listen_to_examples
from menura.audio import genres
from menura.audio.arrays import Float64Array
from menura.embedding.providers.dsp import DspConstants, DspEmbedder

CONSTANTS = Path(genres.__file__).with_name(genres.CONSTANTS_FILE)
GENRE_OF_STYLE = {
    "rock": "rock",
    "house": "electronic",
    "hiphop": "hip-hop",
    "dnb": "electronic",
    "ballad": "pop",
    "jazz": "jazz",
    "bossa": "latin",
    "waltz": "classical",
    "reggae": "reggae",
    "folk": "folk",
    "classical": "classical",
    "metal": "metal",
    "salsa": "latin",
    "funk": "funk/soul",
    "disco": "disco",
    "trap": "hip-hop",
    "ambient": "ambient",
    "country": "country",
    "blues": "blues",
    "synthpop": "pop",
}
# Of these five fonts three are made of the same recordings
FONT_FAMILIES = {
    "fluid": "fluid",
    "mono": "fluid",
    "fluid_mono": "fluid",
    "muse": "fluid",
    "musescore": "fluid",
    "timgm": "tim",
}
_STEEPEST = 40.0  # beyond it a thousandth in the cosine would decide


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Hold cosines of held-out clips to the centres of the styles kept, and what is true."""

    cosines: Float64Array
    genres: Sequence[str]
    true_genre: str

    def shares(self, scale: float) -> dict[str, float]:
        """Return the softmax, added up by genre."""
        weights = np.exp(scale * (self.cosines - self.cosines.max()))
        total = dict.fromkeys(self.genres, 0.0)
        for genre, weight in zip(self.genres, weights / weights.sum(), strict=True):
            total[genre] += float(weight)
        return total

    def is_right(self, scale: float) -> bool:
        """Tell whether the most probable genre is the true one."""
        shares = self.shares(scale)
        return max(shares, key=shares.__getitem__) == self.true_genre


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--origin", required=True, help="what the folder holds, for the record")
    arguments = parser.parse_args()
    examples = [e for folder in arguments.folders for e in listen_to_examples(folder)]
    fitted = fit_genres(examples, origin=arguments.origin)
    CONSTANTS.write_text(fitted.to_json(), "utf-8")
    print(f"{len(examples)} tracks -> {CONSTANTS}")


def fit_genres(examples: Sequence[Example], *, origin: str) -> genres.GenreConstants:
    """Fit the constants and print the calibration."""
    families = [FONT_FAMILIES.get(e.sound_font, e.sound_font) for e in examples]
    strangers = _held_out(examples, [e.style for e in examples])
    acquaintances = _held_out(examples, families)
    scale = _fitted_scale(acquaintances)
    midpoint, slope = _fitted_familiarity(acquaintances, strangers, scale)
    embedder = DspEmbedder()
    styles, centres = _centres(embedder, examples)
    constants = genres.GenreConstants(
        tuple(GENRE_OF_STYLE[style] for style in styles),
        centres,
        scale,
        midpoint,
        slope,
        embedder.model_hash,
        origin,
    )
    _report("unknown sound fonts", acquaintances, constants)
    _report("unknown styles", strangers, constants)
    _report("both", [*acquaintances, *strangers], constants)
    return constants


def _held_out(examples: Sequence[Example], groups: Sequence[str]) -> list[HeldOut]:
    held_out = []
    for group in sorted(set(groups)):
        kept = [e for e, g in zip(examples, groups, strict=True) if g != group]
        constants = DspConstants.fit(
            np.stack([e.raw for e in kept]), [e.style for e in kept], origin=""
        )
        embedder = DspEmbedder(constants)
        styles, centres = _centres(embedder, kept)
        names = [GENRE_OF_STYLE[style] for style in styles]
        for example in (e for e, g in zip(examples, groups, strict=True) if g == group):
            cosines = centres @ embedder.vector_of(example.raw)
            held_out.append(HeldOut(cosines, names, GENRE_OF_STYLE[example.style]))
    return held_out


def _centres(embedder: DspEmbedder, examples: Sequence[Example]) -> tuple[list[str], Float64Array]:
    styles = sorted({e.style for e in examples})
    centres = [
        np.mean([embedder.vector_of(e.raw) for e in examples if e.style == style], axis=0)
        for style in styles
    ]
    return styles, np.stack([centre / np.linalg.norm(centre) for centre in centres])


def _fitted_scale(clips: Sequence[HeldOut]) -> float:
    def loss(scale: float) -> float:
        return -float(np.mean([np.log(c.shares(scale)[c.true_genre] + 1e-9) for c in clips]))

    return float(minimize_scalar(loss, bounds=(1.0, _STEEPEST), method="bounded").x)


def _fitted_familiarity(
    acquaintances: Sequence[HeldOut], strangers: Sequence[HeldOut], scale: float
) -> tuple[float, float]:
    clips = [*acquaintances, *strangers]
    nearest = np.array([clip.cosines.max() for clip in clips])
    right = np.array([clip.is_right(scale) for clip in clips], np.float64)

    def loss(parameters: Float64Array) -> float:
        chance = np.clip(_logistic(parameters[1] * (nearest - parameters[0])), 1e-9, 1 - 1e-9)
        return -float(np.mean(right * np.log(chance) + (1 - right) * np.log(1 - chance)))

    midpoint, slope = minimize(loss, np.array([0.4, 10.0]), method="Nelder-Mead").x
    return float(midpoint), float(slope)


def _logistic(x: Float64Array) -> Float64Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _report(name: str, clips: Sequence[HeldOut], constants: genres.GenreConstants) -> None:
    """Print accuracy, and claimed beside true frequency in five bins."""
    cosines = np.array([clip.cosines.max() for clip in clips])
    familiarity = _logistic(constants.slope * (cosines - constants.midpoint))
    surest = np.array([max(clip.shares(constants.scale).values()) for clip in clips])
    claimed = familiarity * surest
    right = np.array([clip.is_right(constants.scale) for clip in clips])
    print(f"{name}: {len(clips)} clips, {right.mean():.1%} right, {claimed.mean():.1%} claimed")
    bins = np.minimum((claimed * 5).astype(int), 4)
    for index in np.unique(bins):
        inside = bins == index
        print(
            f"  claimed {claimed[inside].mean():.2f}, true {right[inside].mean():.2f}"
            f" ({np.count_nonzero(inside)} clips)"
        )


if __name__ == "__main__":
    main()
