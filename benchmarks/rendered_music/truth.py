"""Say what is true of a rendered sound."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class TrueSection:
    """A part of a form: where it starts, and which part it is."""

    start_s: float
    label: str


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything known of a rendered sound; None and empty where it has no such thing.

    Attributes
    ----------
    tonic, mode : int, str
        0 (C) to 11 (B), before detuning; None for drums alone.
    detune_cents : float
        How far everything was played from A = 440 Hz, by playing it that much faster or slower.
    instrument : str
        Of samples; one of `menura.audio.file_name_hints.Instrument`.
    """

    name: str
    kind: str
    style: str
    soundfont: str
    duration_s: float
    tempo_bpm: float | None = None
    beats_s: tuple[float, ...] = ()
    downbeats_s: tuple[float, ...] = ()
    beats_per_bar: int | None = None
    tonic: int | None = None
    mode: str | None = None
    sections: tuple[TrueSection, ...] = ()
    detune_cents: float = 0.0
    instrument: str | None = None

    def played_faster(self, ratio: float, cents: float) -> Self:
        """Return what is true when the same is played `ratio` times as fast."""
        return replace(
            self,
            duration_s=self.duration_s / ratio,
            tempo_bpm=None if self.tempo_bpm is None else self.tempo_bpm * ratio,
            beats_s=tuple(time_s / ratio for time_s in self.beats_s),
            downbeats_s=tuple(time_s / ratio for time_s in self.downbeats_s),
            sections=tuple(TrueSection(s.start_s / ratio, s.label) for s in self.sections),
            detune_cents=self.detune_cents + cents,
        )

    def write(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
        sections = tuple(TrueSection(**section) for section in stored.pop("sections"))
        beats_s, downbeats_s = (tuple(stored.pop(name)) for name in ("beats_s", "downbeats_s"))
        return cls(**stored, sections=sections, beats_s=beats_s, downbeats_s=downbeats_s)
