"""Write what an archive says about itself, and read what others say."""

import json
from datetime import UTC, datetime

from menura.sharing.checks import Value, parse_json
from menura.sharing.errors import ArchiveVersionError
from menura.sharing.lines import MOST_TRACKS
from menura.sharing.model import FORMAT, VERSION, Manifest, MemberTold, SpaceTold

MOST_BYTES = 1 << 16
MOST_MEMBER_BYTES = 64 << 30
MOST_SPACES = 8
FIELDS = (
    *("format", "version", "created_at", "since", "instance", "public_key", "tracks"),
    *("spaces", "members"),
)


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON, always in the same form."""
    told = {
        "format": FORMAT,
        "version": manifest.version,
        "created_at": manifest.created_at.isoformat(),
        "since": manifest.since.isoformat() if manifest.since else None,
        "instance": manifest.instance,
        "public_key": manifest.public_key.hex(),
        "tracks": manifest.track_count,
        "spaces": {
            name: {
                "dimension": space.dimension,
                "model_hash": space.model_hash,
                "count": space.count,
            }
            for name, space in sorted(manifest.spaces.items())
        },
        "members": {
            name: {"size": member.size, "sha256": member.sha256}
            for name, member in sorted(manifest.members.items())
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Return a manifest of any version there ever was.

    Raises
    ------
    ArchiveInvalidError
    ArchiveVersionError
        It is of a newer version than this.
    """
    whole = parse_json(data, "manifest.json")
    named = whole.entries(100)  # what a newer version says beside, its reader knows
    if "format" not in named or named["format"].value != FORMAT:
        raise whole.wrong("is not that of a Menura collection")
    version = named.get("version", whole)
    number = version.whole(1, 10**6)
    if number > VERSION:
        raise ArchiveVersionError(number, VERSION)
    told = whole.members(FIELDS)
    spaces = told["spaces"].entries(MOST_SPACES)
    members = told["members"].entries(2 * MOST_SPACES)
    return Manifest(
        version=number,
        created_at=_moment(told["created_at"]),
        since=_moment(told["since"]) if told["since"].is_there else None,
        instance=told["instance"].text(80),
        public_key=bytes.fromhex(told["public_key"].text(64, "[0-9a-f]{64}")),
        track_count=told["tracks"].whole(0, MOST_TRACKS),
        spaces={name: _space(name, value) for name, value in spaces.items()},
        members={name: _member(value) for name, value in members.items()},
    )


def _space(name: str, value: Value) -> SpaceTold:
    Value(value.place, name).text(40, "[a-z0-9_]+")
    told = value.members(("dimension", "model_hash", "count"))
    return SpaceTold(
        dimension=told["dimension"].whole(1, 4_096),
        model_hash=told["model_hash"].text(64, r"[A-Za-z0-9._:+-]{1,64}"),
        count=told["count"].whole(0, MOST_TRACKS),
    )


def _member(value: Value) -> MemberTold:
    told = value.members(("size", "sha256"))
    size = told["size"].whole(0, MOST_MEMBER_BYTES)
    return MemberTold(size, told["sha256"].text(64, "[0-9a-f]{64}"))


def _moment(value: Value) -> datetime:
    try:
        moment = datetime.fromisoformat(value.text(40))
        if moment.tzinfo is None:
            raise value.wrong("has no time zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise value.wrong("is no moment") from error
