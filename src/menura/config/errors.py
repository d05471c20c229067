"""Name what can go wrong with settings."""

from menura.kernel.errors import ConflictError, InvalidInputError


class SettingUnknownError(InvalidInputError):
    """Say that nothing of this name can be kept."""

    code = "setting_unknown"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no setting {name[:80]!r} that can be chosen while Menura runs; "
            "`menura settings` lists those that can.",
            field=name[:80],
        )


class SettingFixedError(ConflictError):
    """Say that the environment decides."""

    code = "setting_fixed"

    def __init__(self, name: str, variable: str) -> None:
        super().__init__(
            f"{variable} is set in Menura's environment, which comes first, so {name!r} can only "
            "be changed there: change it, or take it out, and start Menura again.",
            field=name,
        )
