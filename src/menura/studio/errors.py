"""Name what can go wrong when music is made."""

from menura.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class ProductionNotFoundError(NotFoundError):
    """Say that there is no such production."""

    code = "production_not_found"

    def __init__(self, production_id: str) -> None:
        super().__init__(
            f"There is no production {production_id!r}; list them to see what there is.",
            field="production_id",
        )


class ArtifactNotFoundError(NotFoundError):
    """Say that a production has no such file."""

    code = "artifact_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The production has no file {name!r}; its answer lists those it has.", field="name"
        )


class DurationRefusedError(InvalidInputError):
    """Say that a track of this length is not made."""

    code = "duration_refused"

    def __init__(self, duration_s: float, shortest_s: float, longest_s: float) -> None:
        super().__init__(
            f"A track of {duration_s:g} s was asked for; Menura makes {shortest_s:g} to "
            f"{longest_s:g} s. Ask for a length between these.",
            field="duration_s",
        )


class OverrideError(InvalidInputError):
    """Say that a field set by hand cannot be used."""

    code = "override_refused"

    def __init__(self, name: str, value: object, allowed: str) -> None:
        shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:80] + "..."
        told = ascii(name)[1:-1]
        super().__init__(f"{told} cannot be {shown}: it must be {allowed}.", field=told)


class ProductionBusyError(ConflictError):
    """Say that a production is still being made."""

    code = "production_busy"

    def __init__(self) -> None:
        super().__init__("The production is still being made; wait for it or cancel its job first.")


class ProductionUnfinishedError(ConflictError):
    """Say that a production never came to its end, so there is nothing to change or fetch."""

    code = "production_unfinished"

    def __init__(self) -> None:
        super().__init__("The production did not come to its end; make it again from its prompt.")


class ChangeRefusedError(InvalidInputError):
    """Say that this cannot be made anew in this production."""

    code = "change_refused"

    def __init__(self, reason: str, field: str = "change") -> None:
        super().__init__(reason, field=field)


class QualityError(ConflictError):
    """Say that a track did not pass its checks, even after other attempts."""

    code = "quality_failed"

    def __init__(self, reasons: str, attempts: int) -> None:
        super().__init__(
            f"The track did not pass its checks after {attempts} attempts: {reasons} "
            "What was made is kept for listening; try another seed or a less unusual request."
        )


class ReferenceTooLargeError(InvalidInputError):
    """Say that an uploaded reference is too large."""

    code = "reference_too_large"

    def __init__(self, limit_mb: int) -> None:
        super().__init__(
            f"The reference is larger than {limit_mb} MB; send an excerpt, or a compressed file.",
            field="reference_track",
        )
