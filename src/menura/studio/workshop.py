"""The back door for workers: all that plays, mixes and checks.

It loads compiled loops over samples, which who only lists or plans must not pay for.
"""

from menura.studio.demo import plan_demo
from menura.studio.demo_tracks import write_demo_track
from menura.studio.producer import Earlier, Produced, Producer, Reference, Tools, cores

__all__ = [
    "Earlier",
    "Produced",
    "Producer",
    "Reference",
    "Tools",
    "cores",
    "plan_demo",
    "write_demo_track",
]
