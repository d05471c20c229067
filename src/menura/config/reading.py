"""Read the environment, and say in sentences what is wrong with it."""

from pydantic import ValidationError

from menura.config.settings import Settings
from menura.kernel.errors import InvalidInputError

NEEDS_OTHERS = "session_namer"  # the one setting that is wrong only together with others


def load_settings(**overrides: object) -> Settings:
    """Read the environment; `overrides` that are not None win.

    Raises
    ------
    InvalidInputError
        With a sentence per setting that cannot be used, and its variable as the field.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise explained(error) from error


def explained(error: ValidationError) -> InvalidInputError:
    """Return what is wrong, in sentences that do not repeat values, with the first field."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    names = [_name(problem["loc"]) for problem in problems]
    sentences = [_sentence(name, p["msg"]) for name, p in zip(names, problems, strict=True)]
    told = "; ".join(sentence.rstrip(".") for sentence in sentences)
    return InvalidInputError(f"{told}.", field=names[0] or NEEDS_OTHERS)


def _name(location: tuple[int | str, ...]) -> str:
    """Return the name of a setting, or of its variable; empty where it is no single one."""
    return str(location[0]).lower().removeprefix("menura_") if location else ""


def _sentence(name: str, message: str) -> str:
    reason = message.removeprefix("Value error, ")
    if not name:
        return reason[0].upper() + reason[1:]
    return f"The setting MENURA_{name.upper()} cannot be used: {reason}"
