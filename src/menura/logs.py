"""Write the log: one line per event, with named values, for people or as JSON."""

import logging
import sys

import structlog


def configure_logs(level: str, *, as_json: bool) -> None:
    """Set up the log on standard error.

    Parameters
    ----------
    level : str
        ``debug``, ``info``, ``warning`` or ``error``.
    as_json : bool
        One JSON object per line instead of text.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        # Without the values of variables: they may be secrets, and writing them takes seconds
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    errors = [structlog.processors.format_exc_info] if as_json else []
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *errors,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        # Asked for each line: whoever exchanges standard error closes the one of this moment
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Other libraries' logs, at the same threshold but never chattier than warnings.
    logging.basicConfig(level=max(threshold, logging.WARNING), stream=sys.stderr)
