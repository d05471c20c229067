"""Name what can go wrong in a conversation.

::

    InvalidInputError
    ├── ChatInputError             the words are empty, too long, or ask for nothing that is here
    └── QueryRefusedError          a SELECT is not allowed, does not run or takes too long
    NotFoundError
    └── ConversationNotFoundError
    ConflictError
    └── NoLanguageModelError       this way of asking needs a language model, and none is set up
"""

from menura.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class ChatInputError(InvalidInputError):
    """Say what is wrong with the words."""

    code = "chat_input"


class QueryRefusedError(InvalidInputError):
    """Say why a SELECT was not run."""

    code = "query_refused"


class ConversationNotFoundError(NotFoundError):
    """Say that there is no such conversation."""

    code = "conversation_not_found"

    def __init__(self, conversation_id: str) -> None:
        super().__init__(
            f"There is no conversation {conversation_id[:80]!r}; start another.",
            field="conversation_id",
        )


class NoLanguageModelError(ConflictError):
    """Say that no language model is set up."""

    code = "no_language_model"

    def __init__(self, mode: str) -> None:
        super().__init__(
            f"The mode {mode!r} needs a language model: set MENURA_LANGUAGE_URL and "
            "MENURA_LANGUAGE_MODEL, or use the mode 'words'."
        )
