"""Read what a user listened to from Last.fm, or a server that speaks like it."""

from collections.abc import Iterator
from typing import Any

from menura.catalogue.history import HistoryAccess, HistoryUserError, Listen
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerLoginError,
    ServerProtocolError,
)
from menura.catalogue.sources.history_pages import Entries, Pages, PagingOptions, number
from menura.catalogue.sources.http import Reply
from menura.kernel.errors import MenuraError

PUBLIC_URL = "https://ws.audioscrobbler.com"
PAGE_SIZE = 200  # the most that Last.fm gives
PRODUCT = "Last.fm"
_SHORT_TRIES = 3
_SHORT_PAUSE_S = 5.0
# Codes of Last.fm's errors.
_NO_USER = 6
_PRIVATE = 17
_BAD_KEY = frozenset({4, 9, 10, 13, 14, 26})
_PASSING = frozenset({8, 11, 16, 29})


class LastfmHistory:
    """A user's listens, newest first; iterate over it once.

    Raises
    ------
    HistoryUserError
        There is no such user, or the listens are private.
    ServerLoginError
        The API key is missing or not valid.
    IncompleteWalkError
        The pages ended early, or listens went missing meanwhile.
    MenuraError
        Others of `menura.catalogue.server_errors`: a page that fails fails it all.
    """

    def __init__(self, access: HistoryAccess, options: PagingOptions | None = None) -> None:
        self._access = access
        self._options = options or PagingOptions()
        self._entries = Entries()

    @property
    def bad_entries(self) -> int:
        """Return how many entries could not be read, so far."""
        return self._entries.bad_entries

    def __iter__(self) -> Iterator[Listen]:
        pages = Pages(self._access, PRODUCT, PUBLIC_URL, headers={}, options=self._options)
        try:
            if not self._access.token:
                raise ServerLoginError(pages.host, "it wants an API key, which you can get there")
            yield from self._walk(pages)
        finally:
            pages.close()

    def _walk(self, pages: Pages) -> Iterator[Listen]:
        """Yield page after page.

        What is scrobbled meanwhile would move everything on by one: all pages are asked for up to
        the moment of the newest listen of the first.
        """
        number_of, until, done = 1, None, 0
        total: int | None = None
        last_keys: set[str] = set()
        while True:
            page, about = self._page(pages, number_of, until)
            page_count = number(about.get("totalPages")) or 0
            now_total = number(about.get("total"))
            if total is not None and (now_total is None or now_total < total):
                raise IncompleteWalkError(pages.host, "listens were taken away meanwhile")
            if until is None:
                until = max(
                    (s for entry in page if (s := _second(entry)) is not None), default=None
                )
            else:
                total = now_total
            if not page and number_of < page_count:
                raise IncompleteWalkError(pages.host, f"page {number_of} of {page_count} is empty")
            new = [entry for entry in page if _key(entry) not in last_keys]
            yield from self._entries.read(new)
            done += len(new)
            self._options.report(done, now_total)
            last_keys = {_key(entry) for entry in page}
            if number_of >= page_count:
                return
            number_of += 1

    def _page(
        self, pages: Pages, page_number: int, until: int | None
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return the entries of a page, and what it says of all pages."""
        query = {
            "method": "user.getrecenttracks",
            "user": self._access.username,
            "api_key": self._access.token,
            "format": "json",
            "limit": self._options.page_size or PAGE_SIZE,
            "page": page_number,
            "to": None if until is None else until + 1,
        }
        for attempt in range(1, _SHORT_TRIES + 1):
            reply = pages.get("/2.0/", query)
            answer = pages.object(reply.json(), "recenttracks")
            if reply.is_good and "error" not in answer:
                break
            code = number(answer.get("error"))
            if code not in _PASSING or attempt == _SHORT_TRIES:
                raise self._refusal(pages, reply, code)
            pages.wait(_SHORT_PAUSE_S * attempt)
        recent = pages.object(answer.get("recenttracks"), "recenttracks")
        tracks = recent.get("track", [])
        about = dict(pages.object(recent.get("@attr"), "@attr"))
        return (tracks if isinstance(tracks, list) else [tracks]), about

    def _refusal(self, pages: Pages, reply: Reply, code: int | None) -> MenuraError:
        username = self._access.username
        if code == _NO_USER:
            reason = "there is no such user; check the spelling"
            return HistoryUserError(pages.host, username, reason)
        if code == _PRIVATE:
            reason = "recent listening is private there; make it public for the import"
            return HistoryUserError(pages.host, username, reason)
        if code in _BAD_KEY:
            return ServerLoginError(pages.host, "the API key is not valid")
        if code is None:
            return NotThisServerError(pages.host, PRODUCT, f"status {reply.status}")
        return ServerProtocolError(pages.host, f"error {code}")


def _second(entry: object) -> int | None:
    date = entry.get("date") if isinstance(entry, dict) else None
    return number(date.get("uts")) if isinstance(date, dict) else None


def _key(entry: Any) -> str:
    """Return what tells two listens of the same second apart; what plays now is none."""
    if _second(entry) is None:
        return "now"
    return f"{_second(entry)}\n{entry.get('artist')}\n{entry.get('name')}"
