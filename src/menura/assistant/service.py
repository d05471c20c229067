"""Answer what people ask for in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from unicodedata import category

from menura.assistant.errors import ChatInputError, NoLanguageModelError
from menura.assistant.exchange import Exchange, Helpers, Log, name_examples
from menura.assistant.model import (
    MOST_TRACKS,
    ChatAnswer,
    ChatMode,
    ChatRequest,
    Conversation,
    Say,
)
from menura.assistant.ports import PlaylistNames, TextEmbedder, TrackQueries
from menura.assistant.sql import JOINERS
from menura.discover import EmptyLibraryError, SearchSpace
from menura.language import LanguageModel

LONGEST_REQUEST = 2_000  # characters: about three pages of a letter


@dataclass(frozen=True, slots=True)
class Assistant:
    """Who answers: the library, and whoever helps to understand.

    Attributes
    ----------
    search : callable
        Opens a space by name.
    model : LanguageModel, optional
    text : TextEmbedder, optional
        Where a model was added that puts words into its space.
    """

    search: Callable[[str], SearchSpace]
    queries: TrackQueries
    playlists: PlaylistNames
    model: LanguageModel | None = None
    text: TextEmbedder | None = None

    def answer(
        self, request: ChatRequest, before: Conversation | None = None, say: Say | None = None
    ) -> ChatAnswer:
        """Return a playlist for what was said, given what was said before.

        Raises
        ------
        ChatInputError
            Nothing can be understood: says what could be asked.
        NoLanguageModelError, QueryRefusedError, EmptyLibraryError
        LanguageModelError
            Only in the modes that ask for the model; in `AUTO` the parser takes over.
        """
        text = _checked(request)
        if request.mode in (ChatMode.PLAN, ChatMode.SQL) and self.model is None:
            raise NoLanguageModelError(request.mode.value)
        search = self.search(request.space)
        if not len(search.shelf):
            raise EmptyLibraryError
        helpers = Helpers(self.queries, self.playlists, self.model, self.text)
        return Exchange(helpers, replace(request, text=text), search, Log(say), before).answer()


def _without_marks(text: str) -> str:
    """Drop characters that only shape a line; scripts and emoji keep what joins them."""
    return "".join(c for c in text if category(c) != "Cf" or c in JOINERS)


def _checked(request: ChatRequest) -> str:
    text = _without_marks(request.text).strip()
    if not any(c.isalnum() for c in text):
        raise ChatInputError(
            f"Say what you would like to hear, such as {name_examples()}.", field="text"
        )
    if any(category(c) in ("Cc", "Cs") for c in "".join(text.split())):
        raise ChatInputError(
            "The text holds control characters; write it as plain text.", field="text"
        )
    if len(text) > LONGEST_REQUEST:
        raise ChatInputError(
            f"A request may have at most {LONGEST_REQUEST} characters; this one has {len(text)}.",
            field="text",
        )
    if request.count is not None and not 1 <= request.count <= MOST_TRACKS:
        raise ChatInputError(
            f"A playlist has 1 to {MOST_TRACKS} tracks; got {request.count}.", field="count"
        )
    return text
