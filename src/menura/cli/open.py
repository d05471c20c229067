"""Open the application for one verb."""

from collections.abc import Iterator
from contextlib import contextmanager

from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.logs import configure_logs


@contextmanager
def opened(log_level: str | None = None, **overrides: object) -> Iterator[Menura]:
    """Open the application and close it again, whatever happens."""
    settings = load_settings(**overrides)
    configure_logs(log_level or settings.log_level, as_json=settings.log_json)
    menura = build(settings)
    try:
        yield menura
    finally:
        menura.stop()
