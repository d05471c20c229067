"""Load the fitted weights of the evidence for beats and bars.

Both sets are conditional logits with a ridge penalty, fitted on 240 rendered clips of twenty styles
and 450 clips of random grooves (metre, tempo, drums, bass, chord rate and swing drawn at random, 60
of them drums with at most a bass). Fitted without a style, its tempo was right in 87 % (98 % modulo
octave and third) and its beats scored F .88 on the mean; fitted on random grooves alone, the twenty
styles scored .83, .96 and .85. Changed evidence needs a new fit. ``benchmarks/fit_rhythm.py``
makes it.
"""

import json
from pathlib import Path

_FILE = Path(__file__).with_name("rhythm_weights.json")
_FITTED: dict[str, dict[str, float]] = json.loads(_FILE.read_text("utf-8"))

BEAT_WEIGHTS: dict[str, float] = _FITTED["beat"]
"""Weight of each column of `Readings.evidence`."""
BAR_WEIGHTS: tuple[float, ...] = tuple(_FITTED["bar"].values())
"""Weight of each column of `downbeats.bar_evidence`."""
