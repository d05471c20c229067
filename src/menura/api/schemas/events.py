"""Shape what the one stream of events tells."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from menura.api.schemas.jobs import JobEvent, LibraryEvent


class ResetEvent(BaseModel):
    """What happened meanwhile is no longer known: ask for everything anew."""

    type: Literal["reset"] = "reset"


Event = Annotated[JobEvent | LibraryEvent | ResetEvent, Field(discriminator="type")]
