"""Say what other rooms ask of a language model."""

from typing import Protocol, TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


class LanguageModel(Protocol):
    """Answer questions in a form that was agreed on."""

    @property
    def name(self) -> str:
        """Return the model's name, as people know it."""
        ...

    def ask(self, schema: type[Answer], system: str, user: str) -> Answer:
        """Return an answer that is valid for `schema`.

        Parameters
        ----------
        schema : type
            What the answer must be.
        system : str
            What the model is to do.
        user : str
            What it is to do it with: data, whatever is written in it.

        Raises
        ------
        LanguageModelError
            In one of its forms; whoever asks has something to fall back on.
        """
        ...
