"""Answer with files of productions, wherever they are kept: whole, in ranges, or as one archive."""

import io
import re
import zipfile
from collections.abc import Iterator
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.exceptions import HTTPException

from menura.api.schemas.studio import media_type
from menura.store import LocalArtifacts
from menura.studio import ArtifactStore

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# The files of a production never change.
CACHE = "private, max-age=3600"


def send_artifact(
    store: ArtifactStore, production_id: str, name: str, request: Request
) -> Response:
    """Return an answer with a file, or the part of it that was asked for.

    Raises
    ------
    ArtifactNotFoundError, ArtifactsUnavailableError
    """
    kind = media_type(name)
    headers = {"Cache-Control": CACHE, "Content-Disposition": _disposition(name)}
    if isinstance(store, LocalArtifacts):
        path = store.path(production_id, name)
        return FileResponse(path, media_type=kind, headers=headers)
    size = store.size_bytes(production_id, name)
    start, end = _asked_range(request.headers.get("range"), size)
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    is_part = (start, end) != (0, size)
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(
        store.read(production_id, name, start, end),
        status_code=HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK,
        media_type=kind,
        headers=headers,
    )


def _asked_range(header: str | None, size: int) -> tuple[int, int]:
    """Return the first byte and the one after the last; everything if nothing was asked."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if first:
        start, end = int(first), min(size, int(last) + 1) if last else size
    else:
        start, end = max(0, size - int(last)), size
    if start >= end:
        raise HTTPException(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "The file has no such bytes.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


def _disposition(name: str) -> str:
    return f'inline; filename="{name.rsplit("/", 1)[-1]}"'


def send_archive(store: ArtifactStore, production_id: str, title: str) -> Response:
    """Return an answer with all files as one ZIP archive, made while it is sent.

    Stored, not compressed: sound does not get smaller, and a browser waits for less.
    """
    names = [artifact.name for artifact in store.list(production_id)]
    ascii_title = re.sub(r"[^A-Za-z0-9._ -]+", "", title).strip()[:60] or "production"
    return StreamingResponse(
        _archive(store, production_id, names),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{ascii_title}.zip"'},
    )


class _Sink(io.RawIOBase):
    """Hold what the archive writes until it is sent; it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, data: object) -> int:
        """Hold `data`."""
        block = bytes(memoryview(data))  # type: ignore[arg-type]
        self._held += block
        return len(block)

    def take(self) -> bytes:
        """Return what is held, and hold nothing any more."""
        block = bytes(self._held)
        self._held.clear()
        return block


def _archive(store: ArtifactStore, production_id: str, names: list[str]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name in names:
            with archive.open(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), "w") as entry:
                for block in store.read(production_id, name):
                    entry.write(block)
                    yield sink.take()
    yield sink.take()
