"""Find the answer in what a language model wrote, and say what is wrong with it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from menura.language.ports import Answer

_MOST_STARTS = 64  # braces tried as the beginning of an object; each costs one pass over the text
_MOST_PROBLEMS = 8
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_UNWANTED = frozenset({"title", "default", "format", "minLength", "maxLength", "pattern"})


class NoAnswerError(ValueError):
    """Say, for the model itself to read, why its answer cannot be used."""


def read_answer(schema: type[Answer], text: str) -> Answer:
    """Return the first object in `text` that is valid for `schema`.

    Prose, code fences and a model's thoughts around it are passed over.

    Raises
    ------
    NoAnswerError
        None is; the message lists what is wrong with the first.
    """
    problem = ""
    for found in _objects_in(_THOUGHT.sub("", text)):
        try:
            return schema.model_validate(found)
        except ValidationError as error:
            problem = problem or _sentence(error)
    raise NoAnswerError(problem or "There is no whole JSON object in it.")


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return a JSON schema in the strict form: every property required, no other allowed.

    Without the keywords that only some servers take; the answer is validated here anyway.
    """
    strict: dict[str, Any] = _strict(schema.model_json_schema())
    return strict


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):  # names of fields, which may be called "title"
            kept[key] = {name: _strict(inner) for name, inner in value.items()}
        elif key not in _UNWANTED:
            kept[key] = _strict(value)
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
        kept.pop("description", None)  # the docstring of a class, written for people
    return kept


def _objects_in(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in a text, outermost and first ones first."""
    decoder, at = json.JSONDecoder(), 0
    for _ in range(_MOST_STARTS):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        if isinstance(found, dict):
            yield found


def _sentence(error: ValidationError) -> str:
    problems = [
        f"{'.'.join(str(step) for step in problem['loc']) or 'the object'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)[:_MOST_PROBLEMS]
    ]
    return "; ".join(problems) + "."
