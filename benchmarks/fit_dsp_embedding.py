"""Fit the constants the DSP embedding standardises by.

    python -m benchmarks.fit_dsp_embedding FOLDER --origin "what the folder holds"

Listens to every audio file below FOLDER and writes mean and deviation of every value to
``src/menura/embedding/providers/dsp_v1.json``. The shipped constants come from 120 clips of 45 s,
rendered by FluidSynth with five General MIDI sound fonts (FluidR3, FluidR3 Mono, MuseScore General
Lite, TimGM6mb, OPL-3 FM) from generated MIDI in 20 styles, 60 to 180 BPM and all 24 keys, at -22 to
-7 LUFS, 40 % of them detuned. They are synthetic: on real music some values will lie off centre,
which the index corrects by a centring of its own. Fitting again changes `model_hash`, so that
stored vectors are computed anew.
"""

import argparse
from pathlib import Path

import numpy as np

from menura.audio.errors import UnreadableAudioError
from menura.audio.listen import listen
from menura.embedding.providers import dsp

CONSTANTS = Path(dsp.__file__).with_name(dsp.CONSTANTS_FILE)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--origin", required=True, help="what the folder holds, for the record")
    arguments = parser.parse_args()
    vectors = []
    for path in sorted(p for p in arguments.folder.rglob("*") if p.is_file()):
        try:
            vectors.append(dsp.raw_vector(listen(path).frames))
        except UnreadableAudioError:
            continue
    if len(vectors) < 2:
        raise SystemExit(f"{arguments.folder} holds {len(vectors)} readable files; give more.")
    constants = dsp.Standardisation.fit(np.stack(vectors), origin=arguments.origin)
    CONSTANTS.write_text(constants.to_json(), "utf-8")
    print(f"{len(vectors)} tracks -> {CONSTANTS}")


if __name__ == "__main__":
    main()
