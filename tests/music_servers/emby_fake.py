"""Stand in for Emby 4.8: its requests, as far as Menura sends them."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
    listed,
    one_of,
)
from tests.music_servers.media_browser_world import FakePlaylist, FakeUser

LONGEST_LINE = 8_000
_LOGIN = re.compile(
    r'Emby Client="[^"]+", Device="[^"]+", DeviceId="(?P<device>[^"]+)", Version="[^"]+"'
)


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def is_rating(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 10


def is_moment(value: str) -> bool:
    return re.fullmatch(r"\d{14}", value) is not None


_PART = {"StartIndex": is_count, "Limit": is_count}
_LIST = {
    **_PART,
    "ParentId": is_count,
    "IncludeItemTypes": one_of("Audio", "MusicAlbum", "Playlist"),
    "Recursive": one_of("true"),
    "SortBy": listed(one_of(*SORT_NAMES)),
    "SortOrder": one_of("Ascending", "Descending"),
    "Fields": listed(one_of(*FIELD_NAMES)),
    "Filters": one_of("IsPlayed"),
    "SearchTerm": is_text,
}
_IDS = listed(is_count)


class EmbyFake(MediaBrowserFake):
    product: ClassVar[str] = "Emby"
    rules: ClassVar[Sequence[Rule]] = (
        Rule("GET", "/emby/System/Info/Public", "public_info", needs_token=False),
        Rule(
            "POST",
            "/emby/Users/AuthenticateByName",
            "log_in",
            body={"Username": is_text, "Pw": is_text},
            needs_token=False,
        ),
        Rule("POST", "/emby/Sessions/Logout", "log_out"),
        Rule("GET", "/emby/Users/Query", "users"),
        Rule("GET", "/emby/Users/{user}", "user"),
        Rule("GET", "/emby/Users/{user}/Views", "views"),
        Rule(
            "GET",
            "/emby/Users/{user}/Items",
            "items",
            _LIST,
            frozenset({"Recursive", "IncludeItemTypes"}),
        ),
        Rule("GET", "/emby/Users/{user}/Items/{item}", "item"),
        Rule("GET", "/emby/Items/{item}/Download", "download"),
        Rule("DELETE", "/emby/Items/{item}", "delete"),
        Rule(
            "POST",
            "/emby/Playlists",
            "create",
            {"Name": is_text, "Ids": _IDS, "MediaType": one_of("Audio")},
            frozenset({"Name", "MediaType"}),
        ),
        Rule(
            "GET",
            "/emby/Playlists/{item}/Items",
            "entries",
            {**_PART, "UserId": is_count},
            frozenset({"UserId"}),
        ),
        Rule(
            "POST",
            "/emby/Playlists/{item}/Items",
            "add",
            {"Ids": _IDS, "UserId": is_count},
            frozenset({"Ids", "UserId"}),
        ),
        Rule(
            "DELETE",
            "/emby/Playlists/{item}/Items",
            "remove",
            {"EntryIds": _IDS},
            frozenset({"EntryIds"}),
        ),
        Rule("POST", "/emby/Users/{user}/FavoriteItems/{item}", "favourite"),
        Rule("DELETE", "/emby/Users/{user}/FavoriteItems/{item}", "favourite"),
        Rule(
            "POST",
            "/emby/Users/{user}/Items/{item}/UserData",
            "user_data",
            body={
                "Rating": is_rating,
                "PlaybackPositionTicks": is_whole,
                "PlayCount": is_whole,
                "IsFavorite": is_flag,
                "LastPlayedDate": is_text,
                "Played": is_flag,
            },
        ),
        Rule("DELETE", "/emby/Users/{user}/Items/{item}/Rating", "unrate"),
        Rule("POST", "/emby/Users/{user}/PlayedItems/{item}", "play", {"DatePlayed": is_moment}),
    )

    def authorise(self, request: FakeRequest, rule: Rule) -> FakeUser | None:
        own = {"x-emby-token"} if rule.needs_token else {"x-emby-authorization", "x-emby-token"}
        if strange := set(request.headers) - PLAIN_HEADERS - own:
            raise StrangeRequestError(f"headers {sorted(strange)}")
        length = sum(len(n) + len(",".join(v)) for n, v in request.query.items())
        if length > LONGEST_LINE:
            raise StrangeRequestError("a request line that is too long")
        return (
            self.user_of_token(request.headers.get("x-emby-token", ""))
            if (rule.needs_token)
            else None
        )

    def entry_id(self, track_id: str) -> str:
        return str(self.new_number())

    def new_playlist_id(self) -> str:
        return str(self.new_number())

    def artist_id(self, name: str) -> str:
        return str(len(name))

    def on_public_info(self, request: FakeRequest, names: object, user: object) -> FakeReply:
        return self.public_info()

    def on_log_in(self, request: FakeRequest, names: object, user: object) -> FakeReply:
        found = _LOGIN.fullmatch(request.headers.get("x-emby-authorization", ""))
        if found is None:
            raise StrangeRequestError("no client, device or version")
        return self.log_in(request, found["device"])

    def on_users(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        if user is not None and not user.is_admin:
            raise RefusalError(403)
        return self.page([self.user_json(one) for one in self.users.values()], {})

    def on_user(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        return as_json(self.user_json(self.may_act_for(user, names["user"])))

    def on_views(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        self.may_act_for(user, names["user"])
        views = [
            {"Id": one, "Name": name, "CollectionType": "music"}
            for one, name in self.libraries.items()
        ]
        films = {"Id": "9", "Name": "Films", "CollectionType": "movies"}
        return self.page([*views, films, {"Id": "10", "Name": "Mixed"}], {})

    def on_items(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        account = self.may_act_for(user, names["user"])
        query = {
            name[0].lower() + name[1:]: ",".join(values) for name, values in request.query.items()
        }
        return self.list_items(query, account)

    def on_item(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        account = self.may_act_for(user, names["user"])
        if names["item"] in self.tracks:
            return as_json(self.track_json(self.track(names["item"])))
        found = self.seen_playlist(names["item"], account)
        return as_json(self.playlist_json(found, account))

    def on_download(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        return self.download(names["item"], user, request.headers.get("range", ""))

    def on_delete(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        return self.delete_item(names["item"], user)

    def on_create(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        # A key has no user, so its playlist belongs to nobody and nobody sees it.
        made = FakePlaylist(
            self.new_playlist_id(), request.one("Name"), "" if user is None else user.id
        )
        added = self.add_entries(made, self._ids(request, "Ids"))
        self.playlists[made.id] = made
        return as_json({"Id": made.id, "Name": made.name, "ItemAddedCount": added})

    def on_entries(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        account = self.may_act_for(user, request.one("UserId"))
        query = {name[0].lower() + name[1:]: values[0] for name, values in request.query.items()}
        return self.entries_page(self.seen_playlist(names["item"], account), query)

    def on_add(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        account = self.may_act_for(user, request.one("UserId"))
        found = self._own_playlist(names["item"], account)
        added = self.add_entries(found, self._ids(request, "Ids"))
        return as_json({"Id": found.id, "ItemAddedCount": added})

    def on_remove(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        found = self._own_playlist(names["item"], user)
        gone = set(self._ids(request, "EntryIds"))
        found.entries = [entry for entry in found.entries if entry[0] not in gone]
        return FakeReply(DELETED)

    def on_favourite(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        self.may_act_for(user, names["user"])
        one = self.track(names["item"])
        one.favourite = request.method == "POST"
        return as_json(self.user_data_json(one))

    def on_user_data(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        self.may_act_for(user, names["user"])
        one, told = self.track(names["item"]), json.loads(request.body)
        one.rating = round(told["Rating"] * 10) if "Rating" in told else None
        # What is not said is set back, as far as anybody knows.
        one.favourite = told.get("IsFavorite", False)
        one.play_count = told.get("PlayCount", 0)
        last = told.get("LastPlayedDate")
        one.last_played = datetime.fromisoformat(last).timestamp() if last else None
        return FakeReply(DELETED)

    def on_unrate(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        self.may_act_for(user, names["user"])
        one = self.track(names["item"])
        one.rating = None
        return as_json(self.user_data_json(one))

    def on_play(
        self, request: FakeRequest, names: Mapping[str, str], user: FakeUser | None
    ) -> FakeReply:
        self.may_act_for(user, names["user"])
        told = request.one("DatePlayed")
        at = datetime.strptime(told, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if told else None
        return self.play(self.track(names["item"]), at)

    def _own_playlist(self, playlist_id: str, user: FakeUser | None) -> FakePlaylist:
        found = self.seen_playlist(playlist_id, user)
        if user is None or found.owner != user.id:
            raise RefusalError(403)
        return found

    def _ids(self, request: FakeRequest, name: str) -> list[str]:
        return [one for one in request.one(name).split(",") if one]
