"""Fit the constants the DSP embedding standardises by.

    python -m benchmarks.fit_dsp_embedding FOLDER ... --origin "what the folder holds"

Listens to every audio file in the folders that has a JSON file of the same name beside it, whose
``style`` says what kind of music it is, and writes mean and deviation of every value and the
directions in which pieces of one style differ to ``src/menura/embedding/providers/dsp_v1.json``.
The shipped constants come from 480 clips of 45 s, rendered by FluidSynth with five General MIDI
sound fonts (FluidR3, FluidR3 Mono, MuseScore General Lite, TimGM6mb, OPL-3 FM) from MIDI of two
generators in 20 styles, 60 to 180 BPM and all 24 keys, at -22 to -7 LUFS, 40 % of them detuned:
240 of the prototype's, and 240 of `benchmarks.rendered_music` (numbers from 100,000). They are
synthetic: on real music some values will lie off centre, which the index corrects by a centring of
its own. Fitting again changes `model_hash`, so that stored vectors are computed anew; the genres
then have to be fitted again too (``benchmarks.fit_genres``).
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.rendered_truth import listen_to_labelled
from menura.audio.arrays import Float64Array
from menura.embedding.providers import dsp

CONSTANTS = Path(dsp.__file__).with_name(dsp.CONSTANTS_FILE)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """Hold the raw embedding of a file and what the JSON beside it says."""

    raw: Float64Array
    style: str
    sound_font: str


def listen_to_examples(folder: Path) -> Iterator[Example]:
    """Yield every readable audio file of a folder that is labelled."""
    for label, frames in listen_to_labelled(folder):
        told = json.loads(label.read_text("utf-8"))
        yield Example(
            dsp.raw_vector(frames), told["style"], told.get("sf") or told.get("soundfont", "")
        )


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--origin", required=True, help="what the folder holds, for the record")
    arguments = parser.parse_args()
    examples = [e for folder in arguments.folders for e in listen_to_examples(folder)]
    if len(examples) < 2:
        raise SystemExit(f"Only {len(examples)} labelled files were found there; give more.")
    raw, styles = np.stack([e.raw for e in examples]), [e.style for e in examples]
    constants = dsp.DspConstants.fit(raw, styles, origin=arguments.origin)
    CONSTANTS.write_text(constants.to_json(), "utf-8")
    print(f"{len(examples)} tracks -> {CONSTANTS}")


if __name__ == "__main__":
    main()
