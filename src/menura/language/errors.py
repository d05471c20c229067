"""Name what can go wrong with servers and language models.

::

    InvalidInputError
    └── InvalidServerError                 server_invalid
    UnavailableError
    ├── ServerError                        server_failed
    └── LanguageModelError                 language_model
        ├── LanguageModelUnreachableError  language_model_unreachable
        ├── LanguageModelRefusedError      language_model_refused
        ├── LanguageModelBusyError         language_model_busy
        ├── LanguageModelTimeoutError      language_model_timeout
        └── UnusableAnswerError            language_model_answer
"""

from enum import StrEnum

from menura.kernel.errors import InvalidInputError, UnavailableError


class InvalidServerError(InvalidInputError):
    """Say that an address or a key cannot be used."""

    code = "server_invalid"


class Failure(StrEnum):
    """Name the ways in which an exchange with a server comes to nothing."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken_off"
    TOO_LARGE = "too_large"
    REDIRECTED = "redirected"


class ServerError(UnavailableError):
    """Say that an exchange with a server came to nothing: there is no whole answer."""

    code = "server_failed"

    def __init__(self, message: str, failure: Failure) -> None:
        super().__init__(message)
        self.failure = failure


class LanguageModelError(UnavailableError):
    """Stand for every reason why a language model did not help."""

    code = "language_model"


class LanguageModelUnreachableError(LanguageModelError):
    """Say that no server answers there, or one that does not know the protocol or the model."""

    code = "language_model_unreachable"


class LanguageModelRefusedError(LanguageModelError):
    """Say that the server does not accept the key."""

    code = "language_model_refused"


class LanguageModelBusyError(LanguageModelError):
    """Say that the server takes no more requests for now, or for this account."""

    code = "language_model_busy"


class LanguageModelTimeoutError(LanguageModelError):
    """Say that no answer came in time."""

    code = "language_model_timeout"


class UnusableAnswerError(LanguageModelError):
    """Say that the model answered, twice, with something that cannot be used."""

    code = "language_model_answer"
