"""Tell browsers what no answer of Menura may be used for."""

from starlette.datastructures import MutableHeaders

NOTHING = "default-src 'none'; frame-ancestors 'none'"
# Opened by themselves, a browser makes a page around them that shows them and has a style.
MEDIA = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
# The description of the API and reports of productions: their own rules stand in them.
PAGE = "frame-ancestors 'none'"


def add_browser_rules(headers: MutableHeaders) -> None:
    """Add what the answer does not say itself."""
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _policy(headers.get("content-type", "")))


def _policy(content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/html":
        return PAGE
    return MEDIA if kind.partition("/")[0] in ("audio", "image", "video") else NOTHING
