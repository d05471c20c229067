"""Decide what the prompt and the reference leave open: from words and measurements to a plan.

What somebody set by hand wins over the sentence, the sentence over the reference, the reference
over the genre's habits. Every choice that nobody made explicitly is told as a ``Decision``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np

from menura.studio.asked_form import allocate_bars, read_section
from menura.studio.asked_values import key_name, member, number, read_key
from menura.studio.composition.form import bars_for
from menura.studio.composition.seeds import seeds_from
from menura.studio.errors import DurationRefusedError, OverrideError
from menura.studio.genres.catalogue import GENRES, genre
from menura.studio.genres.model import Genre
from menura.studio.model import (
    Decision,
    Instrument,
    Mode,
    PlannedSection,
    StructuredPrompt,
    StyleParameters,
    TrackPlan,
    Vocals,
)
from menura.studio.production import LONGEST_S, SHORTEST_S, USUAL_S
from menura.studio.service import draw_seed

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
USUAL_ENERGY, USUAL_DENSITY, USUAL_BRIGHTNESS = 0.6, 0.5, 0.5
TRUSTED_KEY = 0.3  # below it a reference's key is no better than the genre's habit
TRUSTED_TEMPO = 0.3
# Below the first a genre is only a guess from other words, and a reference tells more; below the
# second it is no more than a habit, and the moods tell more.
NAMED_GENRE, GUESSED_GENRE = 0.4, 0.25
NAMED_MODE = 0.6
VOICES = (Instrument.CHOIR, Instrument.VOCALS, Instrument.VOCAL_CHOPS)
MOST_MOODS, MOOD_CHARACTERS = 12, 40
BRIGHT_WORDS = {"bright": 0.25, "crisp": 0.2, "shiny": 0.2, "sparkling": 0.25, "airy": 0.15}
DARK_WORDS = {"dark": -0.2, "warm": -0.12, "muffled": -0.3, "deep": -0.12, "mellow": -0.12}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what had to be decided for it."""

    plan: TrackPlan
    decisions: tuple[Decision, ...]


def plan_track(
    prompt: StructuredPrompt,
    style: StyleParameters | None,
    overrides: Mapping[str, Any],
    seed: int,
) -> Planned:
    """Return the plan of a track, with nothing left open.

    Parameters
    ----------
    prompt : StructuredPrompt
        What the sentence asks for.
    style : StyleParameters or None
        What the reference sounds like.
    overrides : mapping
        Set by hand: ``genre``, ``bpm``, ``key`` (as people write it), ``mode``, ``duration_s``,
        ``energy``, ``density``, ``brightness``, ``swing``, ``instruments``, ``excluded``,
        ``moods``, ``sections``.
    seed : int
        From which everything that is still open is drawn.

    Raises
    ------
    DurationRefusedError, OverrideError, UnknownGenreError
    """
    choices = _Choices(prompt, style, overrides, np.random.default_rng(draw_seed("plan", seed)))
    home = choices.genre()
    bpm = choices.bpm(home)
    key, mode = choices.key(home)
    duration_s = choices.duration_s()
    excluded = choices.instruments("excluded", prompt.excluded)
    plan = TrackPlan(
        genre=home.id,
        bpm=bpm,
        key=key,
        mode=mode,
        duration_s=duration_s,
        seeds=seeds_from(seed),
        blend=choices.blend(home),
        energy=choices.share(
            "energy", prompt.energy, style.energy if style else None, USUAL_ENERGY
        ),
        density=choices.share(
            "density", prompt.density, style.density if style else None, USUAL_DENSITY
        ),
        brightness=choices.brightness(),
        swing=choices.swing(home),
        sections=choices.sections(bpm, duration_s),
        instruments=tuple(
            wanted
            for wanted in choices.instruments("instruments", choices.wanted())
            if wanted not in excluded
        ),
        excluded=excluded,
        moods=choices.moods(),
        onset_pattern=style.groove.onset_pattern if style else (),
    )
    return Planned(plan, tuple(choices.decisions))


def join_decisions(prompt: StructuredPrompt, planned: Planned) -> tuple[Decision, ...]:
    """Return all decisions; what planning settled otherwise than reading is told once."""
    settled = {decision.field for decision in planned.decisions}
    read = [one for one in prompt.decisions if one.rejected or one.field not in settled]
    return (*read, *planned.decisions)


class _Choices:
    """Make one choice after the other, and remember why."""

    def __init__(
        self,
        prompt: StructuredPrompt,
        style: StyleParameters | None,
        overrides: Mapping[str, Any],
        rng: np.random.Generator,
    ) -> None:
        self._prompt = prompt
        self._style = style
        self._overrides = overrides
        self._rng = rng
        self.decisions: list[Decision] = []

    def _decide(self, field: str, chosen: str, reason: str) -> None:
        self.decisions.append(Decision(field, chosen, reason))

    def genre(self) -> Genre:
        """Return whose groove and form it has."""
        if (chosen := self._overrides.get("genre")) is not None:
            return genre(str(chosen))
        style = self._style
        said, sure = self._prompt.genre, self._prompt.confidence.get("genre", 1.0)
        if said is not None and (sure >= NAMED_GENRE or (style is None and sure >= GUESSED_GENRE)):
            return genre(said)
        if style is not None and style.bpm is not None:
            nearest = min(GENRES.values(), key=lambda known: _unlike(known, style))
            self._decide(
                "genre", nearest.title, "The prompt names none; the reference moves most like it."
            )
            return nearest
        feeling = set(self._prompt.moods)
        fitting = [known for known in GENRES.values() if feeling & set(known.moods)]
        pool = fitting or [GENRES["pop"]]
        most = max(len(feeling & set(known.moods)) for known in pool)
        best = [known for known in pool if len(feeling & set(known.moods)) == most]
        chosen = best[int(self._rng.integers(len(best)))]
        why = "its moods fit best" if fitting else "nothing in the prompt points elsewhere"
        self._decide("genre", chosen.title, f"The prompt names no genre; {why}.")
        return chosen

    def blend(self, home: Genre) -> str | None:
        """Return whose sounds it has, if that is another genre."""
        other = self._overrides.get("blend", self._prompt.blend)
        if not other or other == home.id:
            return None
        return genre(str(other)).id

    def bpm(self, home: Genre) -> float:
        """Return the tempo."""
        if (given := self._overrides.get("bpm")) is not None:
            return number("bpm", given, SLOWEST_BPM, FASTEST_BPM)
        if self._prompt.bpm is not None:
            return float(np.clip(self._prompt.bpm, SLOWEST_BPM, FASTEST_BPM))
        style = self._style
        if style is not None and style.bpm is not None and style.bpm_confidence >= TRUSTED_TEMPO:
            bpm = round(style.bpm, 2)
            self._decide("bpm", f"{bpm:g}", f"As the reference {style.name!r} was measured.")
            return float(np.clip(bpm, SLOWEST_BPM, FASTEST_BPM))
        slow, fast = home.tempo_bpm
        drawn = self._rng.random()
        energy = self._prompt.energy if self._prompt.energy is not None else USUAL_ENERGY
        place = 0.5 + 0.4 * (drawn - 0.5) + 0.3 * (energy - USUAL_ENERGY)
        why = f"Usual for {home.title}: {slow:g} to {fast:g}."
        if "ballad" in self._prompt.text.lower():
            place, why = 0.2 * drawn, f"A ballad: slow for {home.title} ({slow:g} to {fast:g})."
        bpm = float(round(slow + (fast - slow) * place))
        self._decide("bpm", f"{bpm:g}", why)
        return bpm

    def key(self, home: Genre) -> "tuple[int, Mode]":
        """Return tonic and mode."""
        tonic, mode = self._prompt.key, self._prompt.mode
        if self._style is not None and self._prompt.confidence.get("mode", 1.0) < NAMED_MODE:
            mode = None  # a mood implied it; the reference knows better
        if (given := self._overrides.get("key")) is not None:
            tonic, mode = read_key(str(given), mode)
        if (given := self._overrides.get("mode")) is not None:
            mode = member(Mode, "mode", given)
        style = self._style
        trusted = style is not None and style.key is not None and style.key_confidence > TRUSTED_KEY
        if tonic is None and style is not None and trusted:
            tonic, mode = style.key, mode or style.mode
            chosen = key_name(tonic or 0, mode or Mode.MINOR)
            self._decide("key", chosen, f"As the reference {style.name!r} was measured.")
        if mode is None:
            modes, weights = zip(*home.modes, strict=True)
            shares = np.asarray(weights, np.float64)
            mode = modes[int(self._rng.choice(len(modes), p=shares / shares.sum()))]
            self._decide("mode", mode.value, f"Usual for {home.title}.")
        if tonic is None:
            tonic = int(self._rng.integers(12))
            self._decide("key", key_name(tonic, mode), "Nothing named one; drawn from the seed.")
        return tonic, mode

    def duration_s(self) -> float:
        """Return how long the track is."""
        given = self._overrides.get("duration_s", self._prompt.duration_s)
        if given is None:
            self._decide("duration", f"{USUAL_S:g} s", "The prompt names none.")
            return USUAL_S
        duration_s = number("duration_s", given, 0.0, float("inf"))
        if not SHORTEST_S <= duration_s <= LONGEST_S:
            raise DurationRefusedError(duration_s, SHORTEST_S, LONGEST_S)
        return duration_s

    def share(self, name: str, asked: float | None, measured: float | None, usual: float) -> float:
        """Return a number from 0 to 1 from the first that knows it."""
        if (given := self._overrides.get(name)) is not None:
            return number(name, given, 0.0, 1.0)
        if asked is not None:
            return float(np.clip(asked, 0, 1))
        if measured is not None:
            self._decide(name, f"{measured:.2f}", "As the reference was measured.")
            return float(np.clip(measured, 0, 1))
        return usual

    def brightness(self) -> float:
        """Return how bright the sounds are."""
        if (given := self._overrides.get("brightness")) is not None:
            return number("brightness", given, 0.0, 1.0)
        words = self._prompt.text.lower().split()
        moved = sum(BRIGHT_WORDS.get(word, 0.0) + DARK_WORDS.get(word, 0.0) for word in words)
        return float(np.clip(USUAL_BRIGHTNESS + moved, 0.05, 0.95))

    def swing(self, home: Genre) -> float | None:
        """Return the swing of the reference, if it clearly has another one than the genre."""
        if (given := self._overrides.get("swing")) is not None:
            return number("swing", given, 0.5, 0.72)
        style = self._style
        if style is None or not style.groove.onset_pattern:
            return None
        swing = style.groove.swing
        if abs(swing - home.swing) < 0.03:
            return None
        self._decide("swing", f"{swing:.2f}", "As the reference was measured.")
        return float(np.clip(swing, 0.5, 0.7))

    def wanted(self) -> tuple[Instrument, ...]:
        """Return the instruments that the prompt names, voices among them."""
        wanted = list(self._prompt.instruments)
        if self._prompt.vocals is Vocals.SINGER:
            self._decide(
                "vocals",
                "wordless voices",
                "Nothing built in can sing words; a choir or chopped vowels stand in. A configured "
                "provider that sings can be chosen as generator.",
            )
        if self._prompt.vocals in (Vocals.SINGER, Vocals.TEXTURE):
            wanted += [] if _has_voice(wanted) else [Instrument.CHOIR]
        elif self._prompt.vocals is Vocals.NONE:
            wanted = [name for name in wanted if not _has_voice([name])]
        return tuple(wanted)

    def instruments(self, name: str, asked: tuple[Instrument, ...]) -> tuple[Instrument, ...]:
        """Return instruments, those set by hand if there are any."""
        given = self._overrides.get(name)
        if given is None:
            silent = name == "excluded" and self._prompt.vocals is Vocals.NONE
            return tuple(dict.fromkeys([*asked, *(VOICES if silent else ())]))
        if not isinstance(given, list | tuple):
            raise OverrideError(name, given, "a list of instruments")
        return tuple(dict.fromkeys(member(Instrument, name, one) for one in given))

    def moods(self) -> tuple[str, ...]:
        """Return the moods that colour how it is played."""
        given = self._overrides.get("moods")
        if given is None:
            return self._prompt.moods
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            raise OverrideError("moods", given, "a list of words")
        return tuple(one[:MOOD_CHARACTERS] for one in given[:MOST_MOODS])

    def sections(self, bpm: float, duration_s: float) -> tuple[PlannedSection, ...]:
        """Return the form that was asked for; empty where none was."""
        asked = self._prompt.structure
        if (given := self._overrides.get("sections")) is not None:
            if not isinstance(given, list | tuple):
                raise OverrideError("sections", given, "a list of section names")
            asked = tuple(read_section(one) for one in given)
        if len(asked) < 2:  # "with a big drop" names a part, not a form
            return ()
        total = bars_for(duration_s, bpm)
        if len(asked) > total:
            left_out = ", ".join(one.name.value for one in asked[total - 1 : -1])
            self._decide(
                "sections",
                f"{total} of {len(asked)} parts",
                f"There are only {total} bars in {duration_s:g} s at {bpm:g} BPM; left out: "
                f"{left_out}.",
            )
            asked = (*asked[: total - 1], asked[-1])
        planned = allocate_bars(asked, bpm, duration_s)
        cut = [
            said.name.value
            for said, made in zip(asked, planned, strict=True)
            if said.bars is not None and said.bars != made.bars
        ]
        if cut:
            told = f"They do not fit into {duration_s:g} s at {bpm:g} BPM as long as asked."
            self._decide("sections", f"shorter: {', '.join(cut)}", told)
        return planned


def _unlike(known: Genre, style: StyleParameters) -> float:
    """Return how far a genre is from a reference, by what both tell."""
    slow, fast = known.tempo_bpm
    middle = (slow + fast) / 2
    bpm = style.bpm or middle
    octave = min(abs(log2(bpm * factor / middle)) for factor in (0.5, 1.0, 2.0))
    drums = style.instruments.get(Instrument.DRUMS, 0.5)
    wants_drums = 1.0 if known.grooves else 0.0
    overlap = sum(style.instruments.get(name, 0.0) for name in known.typical_instruments)
    mode = dict(known.modes).get(style.mode or Mode.MINOR, 0.0)
    swing = abs(known.swing - style.groove.swing)
    return 4 * octave + 2 * abs(drums - wants_drums) + 3 * swing - 0.4 * overlap - 0.5 * mode


def _has_voice(instruments: "list[Instrument] | tuple[Instrument, ...]") -> bool:
    return any(name in VOICES for name in instruments)
