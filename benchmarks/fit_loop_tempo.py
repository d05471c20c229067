"""Fit the weights by which the number of beats in a loop is told.

    python -m benchmarks.fit_loop_tempo FOLDER ... --origin "what the folders hold" [--write]
        [--cross-validate] [--check FOLDER ...]

Folders hold trimmed loops, each with a truth of the same name beside it (`rendered_truth`), whose
tempo is right; whatever is no loop is passed over. Prints how far the weights are from the
shipped ones (``WEIGHTS`` in ``src/menura/audio/loop_tempo.py``) and how often both name the true
number of beats, that or its half or double, and have it among the first four. Folders given with
``--check`` are scored and not fitted. ``--cross-validate`` leaves out a family of sound fonts at
a time: fonts of one family are made of the same recordings. ``--write`` replaces the weights in
the module.

The shipped weights come from 833 loops of drums, basses, chords and melodies of 2 to 32 beats at
65 to 178 BPM, in three families of sound fonts (FluidR3 with FluidR3 Mono and MuseScore General
Lite, TimGM6mb, OPL-3 FM) and a fourth synthesised in numpy.
"""

import argparse
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.conditional_logit import Choice, describe_change, fit_conditional_logit
from benchmarks.rendered_music.soundfonts import FAMILY_OF
from benchmarks.rendered_truth import HeardClip, listen_to_clips
from menura.audio import loop_tempo
from menura.audio.arrays import Float64Array
from menura.audio.loop_tempo import beat_features, possible_beat_counts
from menura.audio.onsets import find_onsets
from menura.audio.tempo import measure_tempo

MODULE = Path(loop_tempo.__file__)
_PENALTY = 0.0015  # per loop, on squared weights
_WHOLE_BEATS = 0.01  # beats: a loop that is further from whole beats is not trimmed
_LISTED = 4  # readings `measure_loop_tempo` lists
_WRITTEN = re.compile(r"(?:^#[^\n]*\n)*^WEIGHTS = \([^)]*\)$", re.MULTILINE)
_LINE = 98


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """Hold the readings of a loop whose true number of beats is among them."""

    family: str
    counts: tuple[int, ...]
    beats: int
    evidence: Float64Array

    @property
    def choice(self) -> Choice:
        """Return what the weights are fitted to."""
        return Choice(self.evidence, np.array(self.counts) == self.beats)


def main() -> None:
    """Fit, report, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--origin", required=True, help="what the folders hold, for the record")
    parser.add_argument("--check", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--cross-validate", action="store_true", help="leave out families in turn")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    loops = read_loops(listen_to_clips(arguments.folders))
    shipped, fitted = np.array(loop_tempo.WEIGHTS), fit(loops)
    print(describe_change(shipped, fitted))
    heard = {"fitted on": loops}
    if arguments.check:
        heard["checked on"] = read_loops(listen_to_clips(arguments.check))
    for title, scored in heard.items():
        print(title)
        report("  shipped", [(loop, shipped) for loop in scored])
        report("  fitted", [(loop, fitted) for loop in scored])
    if arguments.cross_validate:
        cross_validate(loops)
    if arguments.write:
        source = MODULE.read_text("utf-8")
        MODULE.write_text(replace_weights(source, fitted, arguments.origin), "utf-8")
        print(f"{len(loops)} loops -> {MODULE}")


def read_loops(clips: Iterable[HeardClip]) -> list[Loop]:
    """Gather the readings of all loops of a length and a tempo that `loop_tempo` reads at all."""
    loops = [loop for clip in clips if (loop := read_loop(clip)) is not None]
    if not loops:
        raise SystemExit("There is no trimmed loop with a tempo; give folders that hold some.")
    return loops


def read_loop(clip: HeardClip) -> Loop | None:
    """Gather the readings of one loop; None if it is none or its truth is not among them."""
    truth, frames = clip.truth, clip.frames
    if truth.kind != "loop" or truth.tempo_bpm is None:
        return None
    beats = truth.tempo_bpm * frames.duration_s / 60
    counts = possible_beat_counts(frames.duration_s)
    if abs(beats - round(beats)) > _WHOLE_BEATS or round(beats) not in counts:
        return None
    evidence = beat_features(frames, counts, measure_tempo(find_onsets(frames.mel_energies)))
    family = FAMILY_OF.get(truth.soundfont, truth.soundfont)
    return Loop(family, counts, round(beats), evidence)


def fit(loops: Sequence[Loop]) -> Float64Array:
    """Fit the weights of the columns of `beat_features`."""
    return fit_conditional_logit([loop.choice for loop in loops], _PENALTY * len(loops))


def report(title: str, scored: Sequence[tuple[Loop, Float64Array]]) -> None:
    """Print how often the readings of loops are right, each by its weights."""
    orders = [(loop, np.argsort(-(loop.evidence @ w), kind="stable")) for loop, w in scored]
    named = [(loop, [loop.counts[index] for index in order]) for loop, order in orders]
    exact = np.mean([counts[0] == loop.beats for loop, counts in named])
    octave = np.mean([counts[0] / loop.beats in (0.5, 1.0, 2.0) for loop, counts in named])
    listed = np.mean([loop.beats in counts[:_LISTED] for loop, counts in named])
    print(
        f"{title}: {len(named)} loops, beats right {exact:.3f}, half or double too {octave:.3f}, "
        f"among the first four {listed:.3f}"
    )


def cross_validate(loops: Sequence[Loop]) -> None:
    """Print how loops of each family score by weights fitted on the other families."""
    families = sorted({loop.family for loop in loops})
    if len(families) < 2:
        raise SystemExit(f"All loops are of {families}; cross-validation needs two families.")
    print("each family by weights fitted on the others")
    everything = []
    for family in families:
        weights = fit([loop for loop in loops if loop.family != family])
        held_out = [(loop, weights) for loop in loops if loop.family == family]
        report(f"  {family}", held_out)
        everything += held_out
    report("  all", everything)


def replace_weights(source: str, weights: Float64Array, origin: str) -> str:
    """Return the source of `loop_tempo` with other weights and where they come from.

    Raises
    ------
    ValueError
        When the source has not exactly one ``WEIGHTS = (...)``.
    """
    remark = f"Of the columns of `beat_features`; multinomial logit fitted on {origin}"
    comment = textwrap.indent(textwrap.fill(remark, _LINE), "# ")
    values = ", ".join(f"{float(f'{weight:.3g}')}" for weight in weights)
    lines = textwrap.wrap(values, _LINE - 4)
    written = f"WEIGHTS = ({values})"
    if len(written) > _LINE:
        written = "WEIGHTS = (\n" + textwrap.indent("\n".join(lines), "    ") + ",\n)"
    changed, count = _WRITTEN.subn(lambda _: f"{comment}\n{written}", source)
    if count != 1:
        raise ValueError(f"found {count} definitions of WEIGHTS instead of one")
    return changed


if __name__ == "__main__":
    main()
