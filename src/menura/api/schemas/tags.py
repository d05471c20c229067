"""Shape what is written into tags."""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In

if TYPE_CHECKING:
    from menura.analysis.tagging import TagRequest
    from menura.audio.tag_changes import WrittenTags


class WriteTagsIn(In):
    """What to write into tags, and where."""

    quantities: list[Literal["bpm", "key", "moods", "energy_level"]] = Field(
        default=["bpm", "key"], min_length=1, max_length=4
    )
    destination: str | None = Field(
        None, description="Absolute path of a folder on the server for a changed copy."
    )
    in_place: bool = Field(False, description="Exchange the file itself, after a check.")
    overwrite: bool = Field(False, description="Also replace values that are there.")
    key_notation: Literal["standard", "camelot", "open_key"] = "standard"

    def request(self) -> "TagRequest":
        """Return what was asked for; raise TagRequestError."""
        from menura.analysis.tagging import TagRequest

        return TagRequest(
            quantities=tuple(self.quantities),
            destination=self.destination,
            in_place=self.in_place,
            overwrite=self.overwrite,
            key_notation=self.key_notation,
        )


class WriteManyTagsIn(WriteTagsIn):
    """What to write into the tags of many tracks."""

    source_id: str | None = Field(None, description="All analysed tracks of this source.")
    track_ids: list[str] = Field(default=[], max_length=20_000)


class TagOutcomeOut(BaseModel):
    """What became of one quantity, and why."""

    quantity: str
    action: Literal["written", "removed", "restored", "kept", "skipped"]
    reason: str


class TagsWrittenOut(BaseModel):
    """What was written into a file's tags."""

    path: str
    dialect: str
    changed: bool
    outcomes: list[TagOutcomeOut]
    undo: dict[str, list[str]] = Field(
        description="What the fields that were changed held before; an empty list: nothing."
    )

    @classmethod
    def of(cls, written: "WrittenTags") -> Self:
        """Shape `written`."""
        return cls(
            path=str(written.path),
            dialect=written.dialect,
            changed=written.changed,
            outcomes=[
                TagOutcomeOut(quantity=o.quantity, action=o.action, reason=o.reason)
                for o in written.outcomes
            ],
            undo={field.name: list(field.values) for field in written.undo.restore},
        )
