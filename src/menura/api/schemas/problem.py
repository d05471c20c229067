"""Shape an error as problem JSON (RFC 9457)."""

from pydantic import BaseModel, Field


class ProblemOut(BaseModel):
    """An error: a stable code for programs, a sentence for people."""

    type: str = Field(description="URI of the kind of problem: `urn:menura:problem:<code>`.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status code.")
    code: str = Field(description="Stable name of the error; does not change between versions.")
    detail: str = Field(description="A sentence: what happened, which value, what to do.")
    field: str | None = Field(None, description="Name of the input the error is about.")
    request_id: str | None = Field(None, description="Find the request in the log by this.")
    sha256: str | None = Field(
        None, description="Of `server_certificate` alone: the certificate's, to be confirmed."
    )
