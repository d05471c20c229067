"""Read what a user listened to from ListenBrainz, or a server that speaks like it."""

from collections.abc import Iterator
from typing import Any

from menura.catalogue.history import HistoryAccess, HistoryUserError, Listen
from menura.catalogue.server_errors import IncompleteWalkError, ServerProtocolError
from menura.catalogue.sources.history_pages import Entries, Pages, PagingOptions, number
from menura.catalogue.sources.http import Reply, quote_id

PUBLIC_URL = "https://api.listenbrainz.org"
PAGE_SIZE = 1_000  # the most that ListenBrainz gives (MAX_ITEMS_PER_GET)
PRODUCT = "ListenBrainz"


class ListenBrainzHistory:
    """A user's listens, newest first; iterate over it once.

    Raises
    ------
    HistoryUserError
        There is no such user.
    ServerLoginError
        The token is not valid.
    IncompleteWalkError
        The pages ended before the oldest listen.
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
        token = self._access.token
        headers = {"Authorization": f"Token {token}"} if token else {}
        pages = Pages(self._access, PRODUCT, PUBLIC_URL, headers=headers, options=self._options)
        try:
            total = self._total(pages)
            done = 0
            for page in self._walk(pages):
                yield from self._entries.read(page)
                done += len(page)
                self._options.report(done, total)
        finally:
            pages.close()

    def _total(self, pages: Pages) -> int | None:
        payload = self._ask(pages, "listen-count", {}).get("count")
        return number(payload)

    def _walk(self, pages: Pages) -> Iterator[list[Any]]:
        """Yield pages from the newest listen to the oldest.

        A page ends somewhere within a second, and ``max_ts`` leaves that second out: so the next
        page begins with it again, and what was there already is left out here.
        """
        size = self._options.page_size or PAGE_SIZE
        oldest: int | None = None
        before: int | None = None
        seen: set[str] = set()
        while True:
            payload = self._ask(pages, "listens", {"count": size, "max_ts": before})
            oldest = number(payload.get("oldest_listen_ts")) or oldest
            page = payload.get("listens")
            if not isinstance(page, list):
                raise ServerProtocolError(pages.host, "a page has no list of listens")
            moments = [_moment(entry) for entry in page]
            if any(moment is None for moment in moments):
                raise ServerProtocolError(pages.host, "a listen has no moment")
            new = [entry for entry in page if _key(entry) not in seen]
            last = min((moment for moment in moments if moment is not None), default=None)
            if new:
                yield new
            if last is None:
                break
            # A second with more listens than a page has cannot be walked through.
            before = last + 1 if new and (before is None or last + 1 < before) else last
            seen = {_key(entry) for entry in page if _moment(entry) == last} if new else set()
        if oldest is not None and (before is None or before > oldest + 1):
            raise IncompleteWalkError(pages.host, "it ended before the oldest listen")

    def _ask(self, pages: Pages, what: str, query: dict[str, object]) -> dict[str, Any]:
        user = self._access.username
        reply = pages.get(f"/1/user/{quote_id(user)}/{what}", query)
        if not reply.is_good:
            raise self._refusal(pages, reply)
        payload = pages.object(pages.object(reply.json(), "payload").get("payload"), "payload")
        if reply.headers.get("x-ratelimit-remaining", "").strip() == "0":
            pages.wait(float(number(reply.headers.get("x-ratelimit-reset-in", "")) or 0))
        return dict(payload)

    def _refusal(self, pages: Pages, reply: Reply) -> HistoryUserError | ServerProtocolError:
        if reply.status == 404:
            reason = "there is no such user; check the spelling"
            return HistoryUserError(pages.host, self._access.username, reason)
        return ServerProtocolError(pages.host, f"status {reply.status}")


def _moment(entry: object) -> int | None:
    return number(entry.get("listened_at")) if isinstance(entry, dict) else None


def _key(entry: Any) -> str:
    """Return what tells two listens of the same second apart."""
    metadata = entry.get("track_metadata") if isinstance(entry, dict) else None
    names = metadata if isinstance(metadata, dict) else {}
    return f"{_moment(entry)}\n{names.get('artist_name')}\n{names.get('track_name')}"
