"""Name what can go wrong with whatever makes stems.

::

    NotFoundError
    └── GeneratorNotFoundError            generator_not_found
    InvalidInputError
    └── InvalidStemRequestError           stem_request_invalid
    UnavailableError
    └── GeneratorError                    generator
        ├── GeneratorNotConfiguredError   generator_not_configured
        ├── GeneratorNotInstalledError    generator_not_installed
        ├── GeneratorUnreachableError     generator_unreachable
        ├── GeneratorRefusedError         generator_refused
        ├── GeneratorBusyError            generator_busy
        ├── GeneratorTimeoutError         generator_timeout
        ├── ModelNotServedError           generator_not_served
        └── UnusableTakeError             generator_take
"""

from menura.kernel.errors import InvalidInputError, NotFoundError, UnavailableError


class GeneratorNotFoundError(NotFoundError):
    """Say that no generator has that name."""

    code = "generator_not_found"


class InvalidStemRequestError(InvalidInputError):
    """Say that a generator cannot make what was asked of it."""

    code = "stem_request_invalid"


class GeneratorError(UnavailableError):
    """Stand for every reason why a generator gave nothing that can be used."""

    code = "generator"


class GeneratorNotConfiguredError(GeneratorError):
    """Say that a generator lacks an address or a model."""

    code = "generator_not_configured"


class GeneratorNotInstalledError(GeneratorError):
    """Say that a library a generator needs is missing."""

    code = "generator_not_installed"


class GeneratorUnreachableError(GeneratorError):
    """Say that no server answers, or none that speaks the protocol."""

    code = "generator_unreachable"


class GeneratorRefusedError(GeneratorError):
    """Say that a server does not accept the token."""

    code = "generator_refused"


class GeneratorBusyError(GeneratorError):
    """Say that a server takes no more work for now, or for this account."""

    code = "generator_busy"


class GeneratorTimeoutError(GeneratorError):
    """Say that nothing was finished in time."""

    code = "generator_timeout"


class ModelNotServedError(GeneratorError):
    """Say that a server, or a folder, does not have the model."""

    code = "generator_not_served"


class UnusableTakeError(GeneratorError):
    """Say that what came is no audio, or silence, or damaged."""

    code = "generator_take"
