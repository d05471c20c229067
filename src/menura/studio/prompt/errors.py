"""Name what can be wrong with a prompt."""

from menura.kernel.errors import InvalidInputError


class EmptyPromptError(InvalidInputError):
    """Say that there is nothing to read."""

    code = "prompt_empty"

    def __init__(self) -> None:
        super().__init__(
            "The prompt is empty: describe the music, for example 'calm piano in A minor'.",
            field="prompt",
        )


class PromptTooLongError(InvalidInputError):
    """Say that a prompt is longer than anybody describes one track."""

    code = "prompt_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"The prompt has {length} characters, the limit is {limit}: "
            "say in a few sentences what the music should be.",
            field="prompt",
        )


class NotMusicError(InvalidInputError):
    """Say that a text does not ask for music."""

    code = "prompt_not_music"

    def __init__(self, text: str) -> None:
        shown = " ".join(text.split())[:60]
        super().__init__(
            f"{shown!r} does not read like a wish for music: name a style, an instrument, a mood, "
            "a tempo or a key, for example 'slow house with piano, F minor'.",
            field="prompt",
        )
