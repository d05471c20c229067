"""Know words: one client for every language model that speaks the OpenAI protocol.

This room knows how to ask a server and how to get a valid answer out of it. It must never know
what is asked about.

Examples
--------
>>> model = ChatModel("http://localhost:11434/v1", "qwen3")      # doctest: +SKIP
>>> model.ask(Mood, "Name the mood of the text.", "rain again")  # doctest: +SKIP
Mood(name='melancholic')
"""

from menura.language.chat_model import ChatModel
from menura.language.errors import (
    Failure,
    InvalidServerError,
    LanguageModelBusyError,
    LanguageModelError,
    LanguageModelRefusedError,
    LanguageModelTimeoutError,
    LanguageModelUnreachableError,
    ServerError,
    UnusableAnswerError,
)
from menura.language.http import ClientFactory, Reply, Server, server_at
from menura.language.ports import LanguageModel

__all__ = [
    "ChatModel",
    "ClientFactory",
    "Failure",
    "InvalidServerError",
    "LanguageModel",
    "LanguageModelBusyError",
    "LanguageModelError",
    "LanguageModelRefusedError",
    "LanguageModelTimeoutError",
    "LanguageModelUnreachableError",
    "Reply",
    "Server",
    "ServerError",
    "UnusableAnswerError",
    "server_at",
]
