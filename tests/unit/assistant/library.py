"""A small library with artists and genres that people ask for, and whoever helps to ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from pydantic import BaseModel

from menura.assistant import Assistant, ChatAnswer, ChatRequest, Conversation, QueryRows
from menura.assistant.conversations import begin, with_turn
from menura.audio.moods import MOODS
from menura.discover import SearchSpace
from menura.language import UnusableAnswerError
from menura.language.ports import Answer
from tests.unit.discover.shelves import make_shelf, make_space, track_id

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ARTISTS = (  # name, genre, energy, tempo, mood, first year
    ("AC/DC", "Hard Rock", 0.85, 130, "aggressive", 1976),
    ("Iron Maiden", "Heavy Metal", 0.9, 160, "aggressive", 1980),
    ("Metallica", "Metal", 0.92, 150, "aggressive", 1984),
    ("Red Hot Chili Peppers", "Rock", 0.7, 110, "danceable", 1990),
    ("Madonna", "Pop", 0.7, 118, "happy", 1983),
    ("Dua Lipa", "Pop", 0.75, 122, "happy", 2018),
    ("Norah Jones", "Jazz", 0.3, 85, "relaxed", 2002),
    ("Miles Davis", "Jazz", 0.35, 95, "relaxed", 1957),
    ("Brian Eno", "Ambient", 0.12, 70, "relaxed", 1975),
    ("Simon & Garfunkel", "Folk", 0.35, 92, "sad", 1965),
    ("OutKast", "Hip-Hop", 0.65, 98, "party", 1995),
    ("Daft Punk", "Electronic", 0.72, 121, "party", 1997),
)
EACH = 12
TITLES = {1: "Thunderstruck", 13: "The Trooper", 37: "Californication", 75: "Don't Know Why"}
COLUMNS = {
    "id": "the id", "title": "text", "artist": "text", "year": "number", "genres": "text",
    "energy": "0 to 1", "tempo_bpm": "BPM", "play_count": "plays", "is_favourite": "true or false",
}  # fmt: skip


def make_library() -> SearchSpace:
    """Return 144 tracks, twelve of each artist; the sixth of each is live, the seventh liked."""
    rng = np.random.default_rng(5)
    rows, vectors = [], []
    for place, (artist, genre, energy, tempo, mood, year) in enumerate(ARTISTS):
        centre = rng.normal(size=16)
        for i in range(EACH):
            number = place * EACH + i + 1
            title = TITLES.get(number, f"Song {number}")
            rows.append(
                {
                    "title": f"{title} (Live)" if i == 5 else title,
                    "artist": artist,
                    "album": f"Album {place}-{i // 4}",
                    "genre": genre,
                    "year": 2025 if artist == "Dua Lipa" and i < 6 else year + i // 2,
                    "energy": float(np.clip(energy + 0.02 * (i % 5 - 2), 0, 1)),
                    "tempo_bpm": float(tempo + i - 5),
                    "key": (place * 2 + i) % 24,
                    "duration_s": 150.0 + 7 * i + place,
                    "moods": {name: 0.9 if name == mood else 0.1 for name in MOODS},
                    "is_favourite": i == 6,
                }
            )
            vectors.append(centre + rng.normal(size=16) * 0.35)
    return make_space(make_shelf(rows), np.array(vectors))


LIBRARY = make_library()


def artists_of(answer: ChatAnswer) -> list[str]:
    shelf = LIBRARY.shelf
    return [shelf.artists[shelf.artist[row_of(item.track_id)]] for item in answer.items]


def row_of(found_id: str) -> int:
    return LIBRARY.shelf.row_of_id(found_id)


def values_of(answer: ChatAnswer, column: str) -> list[float]:
    return [float(getattr(LIBRARY.shelf, column)[row_of(one.track_id)]) for one in answer.items]


def genres_of(answer: ChatAnswer) -> set[str]:
    return {
        name for item in answer.items for name in LIBRARY.shelf.genres.of(row_of(item.track_id))
    }


@dataclass
class FakeTrackQueries:
    """A view that knows titles and plays, and gives any other statement what it is told to."""

    plays: Mapping[str, int] = field(default_factory=dict)
    rows: Sequence[Sequence[Any]] = ()
    dialect: str = "sqlite"
    ran: list[str] = field(default_factory=list)
    refuse: Callable[[str], None] | None = None

    @property
    def columns(self) -> Mapping[str, str]:
        return COLUMNS

    def run(self, sql: str, *, limit: int, timeout_s: float) -> QueryRows:
        self.ran.append(sql)
        if self.refuse is not None:
            self.refuse(sql)
        if '"play_count" FROM' in sql:
            asked = [(name, count) for name, count in self.plays.items() if name in sql]
            return QueryRows(["id", "play_count"], asked)
        if "LIKE" in sql and '"title", "artist" FROM' in sql:
            named = [(track_id(n), title, ARTISTS[n // EACH][0]) for n, title in TITLES.items()]
            return QueryRows(["id", "title", "artist"], named)
        return QueryRows(["id"], self.rows)


@dataclass
class FakePlaylists:
    def track_ids(self, name: str) -> Sequence[str]:
        return [track_id(75), track_id(76)] if name == "Evening" else []


@dataclass
class FakeLanguageModel:
    """A model that answers what it is told to, in turn; what is no valid answer fails."""

    answers: list[Any]
    asked: list[str] = field(default_factory=list)
    name: str = "fake"

    def ask(self, schema: type[Answer], system: str, user: str) -> Answer:
        self.asked.append(user)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        try:
            return schema.model_validate(answer)
        except ValueError as error:
            raise UnusableAnswerError(str(error)) from error


def make_assistant(
    model: FakeLanguageModel | None = None,
    queries: FakeTrackQueries | None = None,
    text: Any = None,
) -> Assistant:
    return Assistant(
        lambda _space: LIBRARY, queries or FakeTrackQueries(), FakePlaylists(), model, text
    )


def after(*said: str, assistant: Assistant | None = None) -> Conversation:
    """Return a conversation in which these things were said."""
    kept = begin(said[0], conversation_id="c", at=NOW)
    for text in said:
        request = ChatRequest(text)
        kept = with_turn(
            kept, request, (assistant or make_assistant()).answer(request, kept), at=NOW
        )
    return kept


def plan_of(answer: ChatAnswer | BaseModel) -> dict[str, Any]:
    """Return what a plan says, by tool."""
    assert isinstance(answer, ChatAnswer)
    return {call["tool"]: call for call in answer.understood["plan"]["calls"]}


def warnings_of(answer: ChatAnswer) -> str:
    return " | ".join(event.text for event in answer.log if event.type == "warning")
