"""Make the demo library: many short tracks, side by side, then a scan of them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from menura.bootstrap import Menura
from menura.jobs import JobContext, Progress


def make_demo(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``demo``; tracks that are there already stay."""
    from menura.studio.workshop import cores, plan_demo, write_demo_track

    payload = context.job.payload
    folder = Path(payload["folder"])
    tracks = plan_demo(int(payload["count"]), int(payload["seed"]))
    written = 0

    def report() -> None:
        context.report(
            Progress(
                written / len(tracks),
                stage="composing the demo library",
                counts={"total": len(tracks), "written": written},
            )
        )

    report()
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=cores()) as threads:
        futures = [threads.submit(write_demo_track, track, folder) for track in tracks]
        try:
            for future in futures:
                future.result()
                written += 1
                report()
                context.check()
        finally:
            for future in futures:
                future.cancel()
    with menura.rooms() as rooms:
        scan = rooms.scans.start(rooms.library.add_folder(str(folder), "Demo library"))
    return {"folder": str(folder), "tracks": written, "scan": scan.id}
