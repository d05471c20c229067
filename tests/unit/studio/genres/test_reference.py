"""The page of genres says what the catalogue says."""

from pathlib import Path

from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.reference import render_genres

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "genres.md"


def test_the_page_of_genres_is_the_one_made_from_the_catalogue():
    assert PAGE.read_text(encoding="utf-8") == render_genres(), "run: make fix"


def test_every_genre_is_in_the_page_once():
    page = render_genres()
    for genre in GENRES.values():
        assert page.count(f"| `{genre.id}` |") == 1
        assert f"**{genre.title}**: {genre.description}" in page


def test_every_row_has_as_many_cells_as_the_heading():
    rows = [line for line in render_genres().splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {7}
