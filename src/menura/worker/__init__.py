"""The door that work comes in by: a job's payload is parsed, one service is called.

A worker is a process that takes jobs (``menura worker``, see ``process``). ``LocalWorkers`` keeps
one or more of them on this machine while there is work, and lets them go home when there is none;
it loads nothing of what the work itself needs. This is an open room.
"""

from menura.worker.local import LocalWorkers

__all__ = ["LocalWorkers"]
