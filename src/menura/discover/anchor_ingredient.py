"""Let a saved place take part in a search, with what it keeps away from."""

from dataclasses import dataclass

from menura.discover.model import Ingredient
from menura.vectors import Vectors


@dataclass(frozen=True, slots=True)
class AnchorIngredient(Ingredient):
    """An anchor among the ingredients.

    Where it is added, a mixture keeps away from `avoided` too, by the anchor's own distance; other
    searches only go towards its points.

    Attributes
    ----------
    avoided : float32 array, shape (m, d), optional
    avoided_distance : float
        Cosine distance, 0 to 2.
    """

    avoided: Vectors | None = None
    avoided_distance: float = 0.0
