"""The back door for workers: all that plays, mixes and checks.

It loads compiled loops over samples, which who only lists or plans must not pay for.
"""

from menura.studio.credits import ai_label
from menura.studio.demo import plan_demo
from menura.studio.demo_tracks import write_demo_track
from menura.studio.generators.acestep import AceStepServer
from menura.studio.generators.hosted import HostedTextToAudio
from menura.studio.generators.musicgen import LocalMusicGen
from menura.studio.producer import Earlier, Produced, Producer, Reference, Tools, cores
from menura.studio.qa.mix_alone import check_key, check_tempo
from menura.studio.qa.report import QaTargets
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.sketch import Sketch, make_sketch
from menura.studio.wav_file import write_wav

__all__ = [
    "SAMPLE_RATE_HZ",
    "AceStepServer",
    "Earlier",
    "HostedTextToAudio",
    "LocalMusicGen",
    "Produced",
    "Producer",
    "QaTargets",
    "Reference",
    "Sketch",
    "Tools",
    "ai_label",
    "check_key",
    "check_tempo",
    "cores",
    "make_sketch",
    "plan_demo",
    "write_demo_track",
    "write_wav",
]
