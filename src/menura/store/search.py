"""Search text with what each database has for it."""

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, text

from menura.catalogue import normalise_search
from menura.store.tables import track

MAX_WORDS = 12  # a pasted page of text is not a search
KEY_CHARACTERS = 200  # of sort keys: PostgreSQL refuses index entries above 2,704 bytes
WORD_CHARACTERS = 200  # PostgreSQL does not index words of more than 2,046 bytes


def search_words(text: str) -> list[str]:
    """Return the words that `text` is found by, or that are looked for: both are cut alike."""
    return [word[:WORD_CHARACTERS] for word in normalise_search(text).split()]


def sort_key(text: str) -> str:
    """Return what `text` is sorted by."""
    return normalise_search(text)[:KEY_CHARACTERS]


def match_words(connection: Connection, words: str) -> ColumnElement[bool] | None:
    """Return the condition that a track holds every word, or begins one; None without words."""
    terms = search_words(words)[:MAX_WORDS]
    if not terms:
        return None
    if connection.dialect.name == "postgresql":
        query = " & ".join(f"{term}:*" for term in terms)
        return _document().op("@@")(func.to_tsquery("simple", query))
    query = " ".join(f'"{term}"*' for term in terms)
    found = text("SELECT rowid AS number FROM track_search WHERE track_search MATCH :words")
    return track.c.number.in_(found.bindparams(words=query).columns(track.c.number))


def relevance(words: str) -> ColumnElement[int]:
    """Return a rank to sort by: titles and artists that begin with the words come first."""
    wanted = sort_key(words)
    return case(
        (track.c.title_key == wanted, 0),
        (track.c.artist_key == wanted, 1),
        (track.c.title_key.startswith(wanted, autoescape=True), 2),
        (track.c.artist_key.startswith(wanted, autoescape=True), 3),
        else_=4,
    )


def _document() -> ColumnElement[object]:
    """Return the expression that the GIN index of the migration is on, to the letter."""
    return func.to_tsvector(literal_column("'simple'"), track.c.search_text)
