"""Twenty styles: their tempi, harmony, instruments and grooves.

Grooves are written in `grooves.txt` with one character for each sixteenth; a bar of four has 16,
one of three 12. Several bars of a part take turns.

* drums: ``X`` accent, ``x`` normal, ``o`` light, ``-`` ghost, ``.`` nothing
* bass: ``r`` root, ``3`` third, ``5`` fifth, ``7`` seventh or fifth, ``8`` octave, ``a`` a step
  below the next root, ``_`` hold, ``.`` silence
* chords: ``C`` chord, ``c`` soft chord, ``P`` power chord, ``L`` low root, digits: single notes of
  the chord from the lowest up, ``_`` hold, ``.`` silence
"""

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.rendered_music.timing import Feel

Bars = tuple[str, ...]
_GROOVES_FILE = Path(__file__).with_name("grooves.txt")
DRUMS = {
    "kick": 36,
    "stick": 37,
    "snare": 38,
    "clap": 39,
    "snare_2": 40,
    "hat": 42,
    "pedal": 44,
    "low_tom": 45,
    "open_hat": 46,
    "tom": 47,
    "crash": 49,
    "high_tom": 50,
    "ride": 51,
    "bell": 53,
    "tambourine": 54,
    "cowbell": 56,
    "mute_conga": 62,
    "conga": 63,
    "low_conga": 64,
    "timbale": 65,
    "maracas": 70,
    "claves": 75,
}  # notes of General MIDI


@dataclass(frozen=True, slots=True)
class Groove:
    """What the rhythm section plays; empty parts do not play."""

    drums: dict[str, Bars] = field(default_factory=dict)
    bass: Bars = ()
    chords: Bars = ()


@dataclass(frozen=True, slots=True)
class Ensemble:
    """General MIDI programs, counted from 0; None for parts nobody plays."""

    chords: int | None
    bass: int | None
    pad: int | None
    lead: int | None


@dataclass(frozen=True, slots=True)
class Style:
    """Say what pieces of a style have in common.

    Attributes
    ----------
    harmony : str
        Family of progressions, see `harmony`.
    melody_density : float
        Share of eighths on which the lead strikes.
    sevenths : bool
        Chords have four notes.
    """

    name: str
    tempo_bpm: tuple[float, float]
    harmony: str
    loudness_lufs: float
    feel: Feel
    ensembles: tuple[Ensemble, ...]
    beats_per_bar: int = 4
    melody_density: float = 0.45
    sevenths: bool = False

    @property
    def grooves(self) -> tuple[Groove, ...]:
        """Return what its rhythm section may play."""
        return GROOVES[self.name]


def _read_grooves(text: str) -> dict[str, tuple[Groove, ...]]:
    grooves: dict[str, tuple[Groove, ...]] = {}
    for block in text.split("[")[1:]:
        name, _, body = block.partition("]")
        parts = {
            words[0]: tuple(words[1:]) for line in body.splitlines() if (words := line.split())
        }
        bass, chords = parts.pop("bass", ()), parts.pop("chords", ())
        grooves[name] = (*grooves.get(name, ()), Groove(parts, bass, chords))
    return grooves


GROOVES = _read_grooves(_GROOVES_FILE.read_text("utf-8"))
_STYLES = (
    Style(
        "rock",
        (104, 152),
        "pop",
        -9,
        Feel(scatter_ms=6),
        (Ensemble(29, 33, None, 30), Ensemble(30, 34, None, 27), Ensemble(28, 33, 18, 29)),
    ),
    Style(
        "house",
        (118, 130),
        "pop",
        -8,
        Feel(),
        (Ensemble(1, 38, 90, 81), Ensemble(16, 39, 89, 80), Ensemble(62, 38, 48, 87)),
    ),
    Style(
        "hiphop",
        (80, 100),
        "vamp",
        -10,
        Feel(scatter_ms=5, swing_16=0.57),
        (Ensemble(4, 38, None, 11), Ensemble(0, 33, None, 73), Ensemble(5, 39, 48, 56)),
        melody_density=0.3,
        sevenths=True,
    ),
    Style(
        "dnb",
        (164, 178),
        "vamp",
        -8,
        Feel(),
        (Ensemble(90, 38, 89, 81), Ensemble(4, 39, 95, 80), Ensemble(62, 38, 88, 87)),
        melody_density=0.3,
    ),
    Style(
        "ballad",
        (60, 80),
        "pop",
        -14,
        Feel(scatter_ms=8, drift=0.006),
        (Ensemble(0, 33, 48, 52), Ensemble(4, 32, 49, 73), Ensemble(24, 33, 48, 68)),
        melody_density=0.35,
    ),
    Style(
        "jazz",
        (100, 176),
        "jazz",
        -17,
        Feel(scatter_ms=8, drift=0.008, swing=0.64),
        (Ensemble(0, 32, None, 65), Ensemble(26, 32, None, 56), Ensemble(0, 32, None, 66)),
        melody_density=0.6,
        sevenths=True,
    ),
    Style(
        "bossa",
        (112, 142),
        "jazz",
        -16,
        Feel(scatter_ms=6),
        (Ensemble(24, 32, None, 73), Ensemble(24, 33, None, 65), Ensemble(26, 32, None, 11)),
        sevenths=True,
    ),
    Style(
        "waltz",
        (92, 160),
        "classical",
        -18,
        Feel(scatter_ms=6, drift=0.005),
        (Ensemble(21, 32, None, 40), Ensemble(48, 43, None, 73), Ensemble(0, 42, None, 71)),
        beats_per_bar=3,
    ),
    Style(
        "reggae",
        (66, 90),
        "vamp",
        -12,
        Feel(scatter_ms=5),
        (Ensemble(27, 33, 16, 56), Ensemble(28, 38, 17, 73), Ensemble(17, 33, None, 22)),
    ),
    Style(
        "folk",
        (80, 132),
        "folk",
        -18,
        Feel(scatter_ms=8, drift=0.008),
        (Ensemble(25, None, None, 73), Ensemble(24, None, None, 40), Ensemble(25, 32, None, 22)),
    ),
    Style(
        "classical",
        (66, 138),
        "classical",
        -22,
        Feel(scatter_ms=8, drift=0.012),
        (
            Ensemble(0, None, None, 0),
            Ensemble(48, 42, None, 40),
            Ensemble(6, 43, None, 68),
            Ensemble(46, 42, None, 71),
        ),
        melody_density=0.65,
    ),
    Style(
        "metal",
        (134, 178),
        "metal",
        -7,
        Feel(scatter_ms=4),
        (Ensemble(30, 34, None, 30), Ensemble(29, 34, None, 30), Ensemble(30, 33, 52, 29)),
    ),
    Style(
        "salsa",
        (88, 112),
        "vamp",
        -13,
        Feel(scatter_ms=5),
        (Ensemble(0, 32, None, 56), Ensemble(0, 33, None, 57), Ensemble(2, 32, None, 73)),
        sevenths=True,
    ),
    Style(
        "funk",
        (94, 118),
        "vamp",
        -12,
        Feel(scatter_ms=4),
        (Ensemble(7, 36, None, 61), Ensemble(27, 37, None, 65), Ensemble(4, 36, None, 61)),
        sevenths=True,
    ),
    Style(
        "disco",
        (110, 128),
        "pop",
        -12,
        Feel(scatter_ms=3),
        (Ensemble(27, 33, 48, 61), Ensemble(28, 33, 50, 49), Ensemble(4, 38, 48, 62)),
    ),
    Style(
        "trap",
        (130, 160),
        "vamp",
        -8,
        Feel(),
        (Ensemble(10, 39, 95, 11), Ensemble(8, 38, 89, 80), Ensemble(4, 39, 52, None)),
        melody_density=0.3,
    ),
    Style(
        "ambient",
        (60, 80),
        "pop",
        -20,
        Feel(scatter_ms=10),
        (Ensemble(None, None, 89, 92), Ensemble(88, None, 95, 88), Ensemble(None, 43, 91, 53)),
        melody_density=0.15,
    ),
    Style(
        "country",
        (90, 132),
        "folk",
        -13,
        Feel(scatter_ms=6),
        (Ensemble(25, 33, None, 40), Ensemble(27, 32, None, 22), Ensemble(25, 32, None, 105)),
    ),
    Style(
        "blues",
        (76, 128),
        "blues",
        -14,
        Feel(scatter_ms=8, drift=0.006, swing=0.66),
        (Ensemble(16, 33, None, 22), Ensemble(0, 32, None, 27), Ensemble(26, 33, 16, 29)),
    ),
    Style(
        "synthpop",
        (100, 132),
        "pop",
        -10,
        Feel(),
        (Ensemble(81, 38, 89, 80), Ensemble(80, 39, 51, 81), Ensemble(62, 38, 90, 87)),
    ),
)
STYLES = {style.name: style for style in _STYLES}
STYLE_NAMES = tuple(STYLES)
DRUM_STYLES = tuple(name for name in STYLE_NAMES if GROOVES[name][0].drums)
