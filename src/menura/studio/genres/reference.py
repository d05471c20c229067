"""Write the reference page of genres, so that it says what the catalogue says."""

import sys
from collections.abc import Iterable

from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.model import Genre
from menura.studio.model import Role

FAMILIES = {
    "electronic": "Electronic",
    "urban": "Urban",
    "band": "Bands",
    "roots": "Roots",
    "classical": "Classical",
    "ambient": "Ambient",
}
MOST_NAMES = 8  # a prompt may say many more

HEADER = """# Genres

The genres that the studio knows, made from its catalogue (`menura.studio.genres`). In a prompt say
any of their names, or that of a style near them; `--set genre=ID` takes the id. Two genres in one
prompt blend: "techno with jazz chords" has the groove and form of the first, and bass, harmony and
sounds of the second. [Make music](../howto/make-music.md)

The tempo is the usual range; a prompt may ask for any from 40 to 240 BPM.
"""


def render_genres() -> str:
    """Return the page in Markdown."""
    known = [*FAMILIES, *(one.family for one in GENRES.values())]
    parts = [HEADER]
    for family in dict.fromkeys(known):
        members = [one for one in GENRES.values() if one.family == family]
        if members:
            parts.append(f"## {FAMILIES.get(family, family.capitalize())}\n\n{_table(members)}")
    return "\n".join(parts)


def _table(genres: Iterable[Genre]) -> str:
    rows = "".join(f"{_row(one)}\n" for one in sorted(genres, key=lambda one: one.title.lower()))
    head = "| genre | id | BPM | modes | stems, loudest first | also called |"
    return f"{head}\n|---|---|---|---|---|---|\n{rows}"


def _row(genre: Genre) -> str:
    slow, fast = genre.tempo_bpm
    modes = sorted(genre.modes, key=lambda pair: -pair[1])
    level_lu = dict(genre.level_lu)
    if genre.kits:
        level_lu.setdefault(Role.DRUMS, 0.0)  # levels are relative to them
    stems = sorted(level_lu, key=lambda role: (-level_lu[role], list(Role).index(role)))
    cells = (
        f"**{genre.title}**: {genre.description}",
        f"`{genre.id}`",
        f"{slow:g} to {fast:g}",
        ", ".join(mode.value for mode, _ in modes),
        ", ".join(role.value for role in stems),
        ", ".join(genre.aliases[:MOST_NAMES]),
    )
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(render_genres())
