"""Forms: which parts a piece has, in which order, and who plays in them."""

from dataclasses import dataclass

_SHORTEST_BARS = 4  # a shorter rest is no part of its own
ALL_LAYERS = frozenset({"drums", "bass", "chords", "pad", "lead"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form.

    Attributes
    ----------
    label : str
        Parts of one label have the same chords, melody and groove.
    layers : frozenset of str
        Who plays.
    intensity : float
        Factor of all velocities.
    octave : int
        Octaves the melody is moved by.
    """

    label: str
    bars: int
    layers: frozenset[str] = ALL_LAYERS
    intensity: float = 1.0
    octave: int = 0


def _without(*names: str) -> frozenset[str]:
    return ALL_LAYERS - set(names)


_INTRO = Part("intro", 4, _without("lead", "bass"), 0.72)
_VERSE = Part("verse", 8, _without("pad"), 0.85)
_CHORUS = Part("chorus", 8, ALL_LAYERS, 1.15, octave=1)
_BRIDGE = Part("bridge", 8, _without("drums"), 0.7)
_OUTRO = Part("outro", 4, frozenset({"chords", "pad", "bass"}), 0.65)
_BUILD = Part("build", 8, _without("bass", "lead"), 0.75)
_DROP = Part("drop", 16, ALL_LAYERS, 1.2, octave=1)
_BREAK = Part("break", 8, frozenset({"pad", "chords", "lead"}), 0.65)
_HEAD = Part("head", 8, ALL_LAYERS, 0.95)
_MIDDLE = Part("middle", 8, _without("drums"), 0.8, octave=1)
_SOLO = Part("solo", 16, _without("pad"), 1.05, octave=1)
_COUPLET = Part("couplet", 8, _without("chords"), 0.8)

FORMS: dict[str, tuple[Part, ...]] = {
    "song": (_INTRO, _VERSE, _CHORUS, _VERSE, _CHORUS, _BRIDGE, _CHORUS, _OUTRO),
    "club": (
        Part("intro", 8, frozenset({"drums"}), 0.85),
        *(_BUILD, _DROP, _BREAK),
        *(_BUILD, _DROP),
        Part("outro", 8, frozenset({"drums", "bass"}), 0.8),
    ),
    "standard": (_HEAD, _MIDDLE, _HEAD, _SOLO, _MIDDLE, _HEAD),
    "rondo": (_CHORUS, _VERSE, _CHORUS, _BRIDGE, _CHORUS, _COUPLET, _CHORUS),
}
PLAIN_FORM = (Part("opening", 4, _without("lead"), 0.9), Part("body", 10_000))
FORM_NAMES = tuple(FORMS)


def fit_form(form: tuple[Part, ...], bars: int) -> tuple[Part, ...]:
    """Repeat a form from its second part on, or cut it, to `bars` bars; neighbours differ."""
    fitted: list[Part] = []
    left, position = bars, 0
    while left > 0:
        part = (
            form[position] if position < len(form) else form[1 + (position - 1) % (len(form) - 1)]
        )
        position += 1
        if fitted and fitted[-1].label == part.label:
            continue
        length = min(part.bars, left)
        if left - length < _SHORTEST_BARS:
            length = left
        fitted.append(Part(part.label, length, part.layers, part.intensity, part.octave))
        left -= length
    return tuple(fitted)
