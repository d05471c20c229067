"""Name what a search begins with, as people and programs write it."""

from collections.abc import Sequence
from dataclasses import dataclass

from menura.discover.errors import AnchorNotFoundError, RadioNotFoundError
from menura.discover.model import Anchor, IngredientKind, Radio
from menura.discover.ports import AnchorRepository
from menura.kernel.ids import is_id


@dataclass(frozen=True, slots=True)
class Named:
    """Something to begin a search with, as it was named.

    Attributes
    ----------
    ref : str
        A track's id or words, an artist's name, a mood, a playlist's or an anchor's id or name, or
        a text.
    vector : sequence of float, optional
        Where the kind is `VECTOR`.
    """

    kind: IngredientKind
    ref: str = ""
    vector: Sequence[float] = ()


def find_anchor(anchors: AnchorRepository, name_or_id: str) -> Anchor:
    """Return an anchor by id or by name; raise AnchorNotFoundError."""
    if is_id(name_or_id):
        return anchors.anchor(name_or_id)
    for anchor in anchors.anchors():
        if anchor.name.casefold() == name_or_id.strip().casefold():
            return anchor
    raise AnchorNotFoundError(name_or_id)


def find_radio(anchors: AnchorRepository, name_or_id: str) -> Radio:
    """Return a radio by id or by name; raise RadioNotFoundError."""
    if is_id(name_or_id):
        return anchors.radio(name_or_id)
    for radio in anchors.radios():
        if radio.name.casefold() == name_or_id.strip().casefold():
            return radio
    raise RadioNotFoundError(name_or_id)
