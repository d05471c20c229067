"""Serve the web app that was built into the package."""

import json
import mimetypes
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

STATIC = Path(__file__).resolve().parent.parent / "static"
A_YEAR = "public, max-age=31536000, immutable"  # built files carry a hash in their name
# What the page needs and no more; each exception was proven by leaving it out in a browser.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Mantine writes its variables into <style>
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
DOCS_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")  # icons in its style sheet
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Menura</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Menura is running</h1>
<p>The web page has not been built. Run <code>make web</code> (it needs Node 20) and reload.
The programming interface is described at <a href="/docs">/docs</a>.</p></body></html>"""
DOCS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Menura API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/swagger/swagger-ui.css"><link rel="icon" href="/favicon.svg">
<body><div id="swagger-ui"></div>
<script src="/swagger/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body></html>"""
# No script stands in a page itself; no picture is asked of a server that checks descriptions.
DOCS_START = """SwaggerUIBundle({url: %s, dom_id: "#swagger-ui", deepLinking: true,
  showExtensions: true, showCommonExtensions: true, validatorUrl: null});
"""


def install_pages(app: FastAPI, static: Path = STATIC) -> None:
    """Answer every path that is no route with the web app, so that its links can be reloaded."""

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    def get_page(path: str, request: Request) -> Response:
        if path.startswith(("api/", "docs/", "metrics/")):
            raise HTTPException(404)
        built = static.resolve()
        try:
            file = (built / path).resolve()
            found = bool(path) and file.is_relative_to(built) and file.is_file()
        except (ValueError, OSError):  # a NUL, or a name longer than any file's
            raise HTTPException(404) from None
        if found:
            return _send(file, request, A_YEAR if path.startswith("assets/") else "no-cache")
        if path.startswith("assets/"):
            raise HTTPException(404)
        index = built / "index.html"
        if not index.is_file():
            return HTMLResponse(NOT_BUILT, headers={"Content-Security-Policy": POLICY})
        return _send(index, request, "no-cache")


def install_docs(app: FastAPI) -> None:
    """Answer /docs with the description of the API; nothing is fetched from elsewhere."""

    @app.get("/docs", include_in_schema=False)
    def get_docs() -> HTMLResponse:
        return HTMLResponse(DOCS, headers={"Content-Security-Policy": DOCS_POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    def get_docs_start() -> Response:
        address = json.dumps(app.openapi_url or "/openapi.json")
        return Response(DOCS_START % address, media_type="text/javascript")


def _send(file: Path, request: Request, cache: str) -> Response:
    """Send a built file, its compressed twin if the client takes it."""
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": cache, "Content-Security-Policy": POLICY, "Vary": "Accept-Encoding"}
    compressed = file.with_name(file.name + ".gz")
    if "gzip" in request.headers.get("accept-encoding", "") and compressed.is_file():
        headers["Content-Encoding"] = "gzip"
        file = compressed
    return FileResponse(file, media_type=media_type, headers=headers)
