"""Stand in for Jellyfin 12: its requests, as far as Menura sends them."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from tests.music_servers.media_browser_fake import MediaBrowserFake
from tests.music_servers.media_browser_rules import (
    DELETED,
    FIELD_NAMES,
    PLAIN_HEADERS,
    SORT_NAMES,
    FakeReply,
    FakeRequest,
    RefusalError,
    Rule,
    StrangeRequestError,
    as_json,
    is_count,
    is_text,
    one_of,
)
from tests.music_servers.media_browser_world import FakePlaylist, FakeUser

_CLIENT_VALUES = {"Client", "Device", "DeviceId", "Version"}


def is_id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None


def are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(is_id(one) for one in value)


def is_moment(value: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value) is not None


def is_rating(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 10


_SORT = one_of(*SORT_NAMES)
_FIELD = one_of(*FIELD_NAMES)
_USER = {"userId": is_id}
_PART = {"startIndex": is_count, "limit": is_count}
_LIST = {
    **_USER,
    **_PART,
    "parentId": is_id,
    "includeItemTypes": one_of("Audio", "MusicAlbum", "Playlist"),
    "recursive": one_of("true"),
    "sortBy": _SORT,
    "sortOrder": one_of("Ascending", "Descending"),
    "fields": _FIELD,
    "filters": one_of("IsPlayed"),
    "searchTerm": is_text,
}
_NEEDS_USER = frozenset({"userId"})


class JellyfinFake(MediaBrowserFake):
    product: ClassVar[str] = "Jellyfin"
    rules: ClassVar[Sequence[Rule]] = (
        Rule("GET", "/System/Info/Public", "public_info", needs_token=False),
        Rule(
            "POST",
            "/Users/AuthenticateByName",
            "log_in",
            body={"Username": is_text, "Pw": is_text},
            needs_token=False,
        ),
        Rule("POST", "/Sessions/Logout", "log_out"),
        Rule("GET", "/Users/Me", "me"),
        Rule("GET", "/Users", "users"),
        Rule("GET", "/UserViews", "views", _USER, _NEEDS_USER),
        Rule("GET", "/Items", "items", _LIST, _NEEDS_USER | {"recursive", "includeItemTypes"}),
        Rule("GET", "/Items/{item}/Download", "download"),
        Rule("DELETE", "/Items/{item}", "delete"),
        Rule(
            "POST",
            "/Playlists",
            "create",
            body={
                "Name": is_text,
                "Ids": are_ids,
                "UserId": is_id,
                "MediaType": lambda value: value == "Audio",
                "IsPublic": lambda value: value is False,
            },
        ),
        Rule("POST", "/Playlists/{item}", "replace", body={"Name": is_text, "Ids": are_ids}),
        Rule("GET", "/Playlists/{item}/Items", "entries", {**_USER, **_PART}, _NEEDS_USER),
        Rule("POST", "/UserFavoriteItems/{item}", "favourite", _USER, _NEEDS_USER),
        Rule("DELETE", "/UserFavoriteItems/{item}", "favourite", _USER, _NEEDS_USER),
        Rule(
            "POST",
            "/UserItems/{item}/UserData",
            "rate",
            _USER,
            _NEEDS_USER,
            body={"Rating": is_rating},
        ),
        Rule("DELETE", "/UserItems/{item}/Rating", "unrate", _USER, _NEEDS_USER),
        Rule(
            "POST",
            "/UserPlayedItems/{item}",
            "play",
            {**_USER, "datePlayed": is_moment},
            _NEEDS_USER,
        ),
    )

    def authorise(self, request: FakeRequest, rule: Rule) -> FakeUser | None:
        if strange := set(request.headers) - PLAIN_HEADERS - {"authorization"}:
            # Older headers beside the new one are refused by some versions.
            raise StrangeRequestError(f"headers {sorted(strange)}")
        told = _told(request.headers.get("authorization", ""))
        if set(told) - {"Token"} != _CLIENT_VALUES or not all(told.values()):
            raise RefusalError(401)
        if not rule.needs_token:
            return None
        return self.user_of_token(told.get("Token", ""))

    def entry_id(self, track_id: str) -> str:
        return track_id

    def new_playlist_id(self) -> str:
        return hex_id(f"playlist {self.new_number()}")

    def artist_id(self, name: str) -> str:
        return hex_id(name)

    def on_public_info(self, request: FakeRequest, names: object, user: object) -> FakeReply:
        told = json.loads(self.public_info().body)
        return as_json(told | {"ProductName": "Jellyfin Server", "StartupWizardCompleted": True})

    def on_log_in(self, request: FakeRequest, names: object, user: object) -> FakeReply:
        return self.log_in(request, _told(request.headers["authorization"])["DeviceId"])

    def on_me(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        if user is None:
            raise RefusalError(400, "an API key has no user", is_problem=True)
        return as_json(self.user_json(user))

    def on_users(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        return as_json([self.user_json(one) for one in self.users.values()])

    def on_views(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        self.may_act_for(user, request.one("userId"))
        views = [
            {"Id": one, "Name": name, "CollectionType": "music", "Type": "CollectionFolder"}
            for one, name in self.libraries.items()
        ]
        films = {"Id": "f" * 32, "Name": "Films", "CollectionType": "movies"}
        return self.page([*views, films], {})

    def on_items(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        account = self.may_act_for(user, request.one("userId"))
        query = {name: ",".join(values) for name, values in request.query.items()}
        return self.list_items(query, account)

    def on_download(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        return self.download(names["item"], user, request.headers.get("range", ""))

    def on_delete(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        return self.delete_item(names["item"], user)

    def on_create(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        told = json.loads(request.body)
        owner = self.may_act_for(user, told["UserId"])
        made = FakePlaylist(self.new_playlist_id(), told["Name"], owner.id)
        self.add_entries(made, told["Ids"])
        self.playlists[made.id] = made
        return as_json({"Id": made.id})

    def on_replace(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        found = self.seen_playlist(names["item"], user)
        if user is None or found.owner != user.id:
            raise RefusalError(403)
        told = json.loads(request.body)
        found.name = told.get("Name", found.name)
        if "Ids" in told:
            found.entries.clear()
            self.add_entries(found, told["Ids"])
        return FakeReply(DELETED)

    def on_entries(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        account = self.may_act_for(user, request.one("userId"))
        query = {name: values[0] for name, values in request.query.items()}
        return self.entries_page(self.seen_playlist(names["item"], account), query)

    def on_favourite(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        one = self._own(request, names, user)
        one.favourite = request.method == "POST"
        return as_json(self.user_data_json(one))

    def on_rate(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        one = self._own(request, names, user)
        one.rating = round(json.loads(request.body)["Rating"] * 10)
        return as_json(self.user_data_json(one))

    def on_unrate(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        one = self._own(request, names, user)
        one.rating = None
        return as_json(self.user_data_json(one))

    def on_play(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        one = self._own(request, names, user)
        told = request.one("datePlayed")
        return self.play(one, datetime.fromisoformat(told) if told else None)

    def _own(self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None) -> Any:
        self.may_act_for(user, request.one("userId"))
        return self.track(names["item"])


def hex_id(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _told(header: str) -> dict[str, str]:
    scheme, _, values = header.partition(" ")
    if scheme != "MediaBrowser" or not re.fullmatch(r'(\w+="[\w.%~-]*"(, )?)+', values):
        return {}
    return dict(re.findall(r'(\w+)="([^"]*)"', values))
