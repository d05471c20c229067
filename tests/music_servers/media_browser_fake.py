"""Stand in for Jellyfin and Emby: how both fakes take requests.

The fakes know only requests that stand in their own tables. Whatever else comes, an unknown header,
parameter, value or field of a body, is refused with 400.
"""

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tests.music_servers.media_browser_rules import (
    DELETED,
    FakeReply,
    FakeRequest,
    RefusalError,
    Rule,
    StrangeRequestError,
    as_json,
)
from tests.music_servers.media_browser_world import FakeUser, MediaBrowserWorld
from tests.music_servers.rig import Fault, WorldTrack

LISTING_FAULTS = frozenset({Fault.SHRINKING_TOTAL, Fault.DOUBLES})


@dataclass
class FaultPlan:
    fault: Fault
    after: int
    times: int


class MediaBrowserFake(MediaBrowserWorld):
    """A server's rules, without a socket."""

    rules: ClassVar[Sequence[Rule]]
    product: ClassVar[str]

    def __init__(self, users: Sequence[FakeUser], tracks: Sequence[WorldTrack]) -> None:
        super().__init__(users, tracks)
        self.request_count = 0
        self.log: list[str] = []
        self.redirect_to = "http://203.0.113.9:8096"
        self.observers: list[Callable[[FakeRequest, FakeReply], None]] = []
        self.complaints: list[str] = []
        """What observers and the rules refused."""
        self.plan: FaultPlan | None = None
        self._lock = threading.Lock()

    # --- faults ---

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault is Fault.SLOW:
            return False  # waits in real time; the tests of the HTTP policy have it
        self.plan = FaultPlan(fault, after, times)
        return True

    def take_fault(self, request: FakeRequest) -> Fault | None:
        plan = self.plan
        if plan is None or not self._fits(plan.fault, request):
            return None
        if plan.after > 0:
            plan.after -= 1
            return None
        plan.times -= 1
        if plan.times <= 0:
            self.plan = None
        return plan.fault

    def _fits(self, fault: Fault, request: FakeRequest) -> bool:
        query = {name.lower(): values[0] for name, values in request.query.items()}
        if fault in LISTING_FAULTS:
            is_listing = query.get("includeitemtypes") == "Audio"
            return is_listing and query.get("startindex", "0") != "0"
        if fault is Fault.MISSING_FIELDS:
            return request.method == "GET" and "startindex" in query
        return fault is not Fault.NOT_AUDIO or request.path.endswith("/Download")

    def count(self, note: str) -> None:
        """Note a request that is not even looked at."""
        with self._lock:
            self.request_count += 1
            self.log.append(note)

    # --- answering ---

    def answer(self, request: FakeRequest, fault: Fault | None) -> FakeReply:
        with self._lock:
            self.request_count += 1
            self.log.append(f"{request.method} {request.path}")
            try:
                reply = self._answer(request, fault)
            except RefusalError as refusal:
                if isinstance(refusal, StrangeRequestError):
                    self.complaints.append(f"{request.method} {request.path}: {refusal}")
                return _refused(refusal)
            for observe in self.observers if fault is None else ():
                try:
                    observe(request, reply)
                except AssertionError as error:
                    self.complaints.append(f"{request.method} {request.path}: {error!r}")
                    return FakeReply(400, b"against the schema", "text/plain")
            return reply

    def _answer(self, request: FakeRequest, fault: Fault | None) -> FakeReply:
        for rule in self.rules:
            names = rule.match(request)
            if names is not None:
                self._check(rule, request)
                user = self.authorise(request, rule)
                self.repeats_page = fault is Fault.DOUBLES
                reply: FakeReply = getattr(self, "on_" + rule.handler)(request, names, user)
                return _with_fault(reply, fault)
        raise StrangeRequestError(f"no such operation: {request.method} {request.path}")

    def _check(self, rule: Rule, request: FakeRequest) -> None:
        if "{" in request.path or "//" in request.path:
            raise StrangeRequestError("a path that is not filled in")
        for name, values in request.query.items():
            check = rule.query.get(name)
            if check is None or not all(check(value) for value in values):
                raise StrangeRequestError(f"parameter {name}={values}")
        if missing := rule.required - set(request.query):
            raise StrangeRequestError(f"missing {sorted(missing)}")
        if rule.body is None:
            if request.body:
                raise StrangeRequestError("a body nobody asked for")
            return
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise StrangeRequestError("no JSON")
        for name, value in json.loads(request.body).items():
            check_field = rule.body.get(name)
            if check_field is None or not check_field(value):
                raise StrangeRequestError(f"field {name}={value!r}")

    def authorise(self, request: FakeRequest, rule: Rule) -> FakeUser | None:
        """Return the user that calls; None for an API key, or where nobody need be known."""
        raise NotImplementedError

    def user_of_token(self, token: str) -> FakeUser | None:
        if token in self.api_keys:
            return None
        if token not in self.tokens:
            raise RefusalError(401)
        return self.users[self.tokens[token][0]]

    def on_log_out(self, request: FakeRequest, names: object, user: FakeUser | None) -> FakeReply:
        told = [token for token in self.tokens if any(token in v for v in request.headers.values())]
        for token in told:
            del self.tokens[token]
        return FakeReply(204, b"", "text/plain")

    def may_act_for(self, caller: FakeUser | None, user_id: str) -> FakeUser:
        if user_id not in self.users:
            raise RefusalError(404, "User not found", is_problem=True)
        if caller is not None and caller.id != user_id and not caller.is_admin:
            raise RefusalError(403)
        return self.users[user_id]

    def log_in(self, request: FakeRequest, device: str) -> FakeReply:
        told = json.loads(request.body)
        for user in self.users.values():
            if user.name.lower() == told["Username"].lower() and user.password == told["Pw"]:
                # One token for a user and a device: the older one is not valid any more.
                for token, owner in list(self.tokens.items()):
                    if owner == (user.id, device):
                        del self.tokens[token]
                token = f"token-{self.new_number()}"
                self.tokens[token] = (user.id, device)
                return as_json({"User": self.user_json(user), "AccessToken": token})
        raise RefusalError(401)

    # --- what both answer alike ---

    def download(self, track_id: str, user: FakeUser | None, asked: str) -> FakeReply:
        if user is not None and not user.may_download:
            raise RefusalError(403)
        audio = self.track(track_id).audio
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        if found is None:
            return FakeReply(200, audio, "audio/flac")
        first, last = int(found[1]), min(int(found[2] or len(audio) - 1), len(audio) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(audio)}"}
        return FakeReply(206, audio[first : last + 1], "audio/flac", headers)

    def delete_item(self, item_id: str, user: FakeUser | None) -> FakeReply:
        found = self.playlists.get(item_id)
        if found is None:
            self.track(item_id)
            raise RefusalError(401)  # nobody here may delete music
        if user is not None and found.owner != user.id:
            raise RefusalError(401)
        del self.playlists[item_id]
        return FakeReply(DELETED)

    def play(self, one: WorldTrack, at: datetime | None) -> FakeReply:
        if at is not None:  # without its moment a play is not counted
            one.play_count += 1
            one.last_played = at.timestamp()
        return as_json(self.user_data_json(one))


def _refused(refusal: RefusalError) -> FakeReply:
    if refusal.is_problem:
        problem = {"title": refusal.reason, "status": refusal.status}
        return FakeReply(refusal.status, json.dumps(problem).encode(), "application/problem+json")
    return FakeReply(refusal.status, refusal.reason.encode(), "text/plain")


def _with_fault(reply: FakeReply, fault: Fault | None) -> FakeReply:
    if fault not in (Fault.SHRINKING_TOTAL, Fault.MISSING_FIELDS):
        return reply
    told = json.loads(reply.body)
    items = told["Items"]
    if fault is Fault.SHRINKING_TOTAL:
        told["TotalRecordCount"] = max(0, told["TotalRecordCount"] - 1)
        told["Items"] = items[:-1]
    else:
        told["Items"] = [
            {"Id": item["Id"], "Name": None, "UserData": None, "MediaSources": None}
            | ({"PlaylistItemId": item["PlaylistItemId"]} if "PlaylistItemId" in item else {})
            for item in items
        ]
    return as_json(told)
