"""The door that work comes in by: a job's payload is parsed, one service is called.

A worker is a process that takes jobs (``menura worker``). ``LocalWorkers`` keeps one or more of
them on this machine while there is work, and lets them go home when there is none.
"""

from menura.worker.local import LocalWorkers
from menura.worker.process import WorkerOptions, run_worker

__all__ = ["LocalWorkers", "WorkerOptions", "run_worker"]
