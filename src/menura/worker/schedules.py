"""Keep the schedules that the settings ask for."""

from menura.bootstrap import Menura
from menura.jobs import Schedule
from menura.jobs.schedule import put_schedule

MAINTENANCE_CRON = "17 4 * * *"


def keep_schedules(menura: Menura) -> None:
    """Write the schedules of this installation down; unchanged ones keep their next moment.

    Raises
    ------
    InvalidInputError
        MENURA_RESCAN_CRON cannot be understood.
    """
    cron = menura.settings.rescan_cron
    wanted = [
        Schedule("maintenance", "maintenance", "Tidy up", MAINTENANCE_CRON),
        Schedule(
            "rescan", "rescan", "Rescan every source", cron or MAINTENANCE_CRON, enabled=bool(cron)
        ),
    ]
    with menura.store.jobs() as jobs:
        for schedule in wanted:
            put_schedule(jobs, schedule, menura.clock.now())
