"""Turn words for sounds into bounds, and tell where two of them contradict each other."""

from dataclasses import dataclass, field
from typing import Any

from menura.assistant.plan import Sort, TempoWord
from menura.assistant.sound_words import TEMPO_BPM, Sound


@dataclass(slots=True)
class SoundReading:
    """What words for sounds ask for, so far.

    Attributes
    ----------
    values : dict
        Of `Attributes`, by name; changed in place.
    notes : list of str
        Contradictions, for people; what is said last holds.
    said : dict
        The word that each value comes from.
    """

    values: dict[str, Any]
    notes: list[str]
    said: dict[str, str] = field(default_factory=dict)

    def apply(self, sound: Sound, word: str) -> None:
        """Take what a word asks for."""
        for mood in sound.moods:
            self._add("moods", mood)
        for mood in sound.not_moods:
            self._add("not_moods", mood)
        if sound.energy_from is not None:
            self._set("energy_from", max(sound.energy_from, self._value("energy_from", 0)), word)
            if self._value("energy_to", 1) <= self.values["energy_from"]:
                self._drop("energy_to", word)
        if sound.energy_to is not None:
            self._set("energy_to", min(sound.energy_to, self._value("energy_to", 1)), word)
            if self._value("energy_from", 0) >= self.values["energy_to"]:
                self._drop("energy_from", word)
        if sound.tempo is not None:
            if self.values.get("tempo", sound.tempo) is not sound.tempo:
                self._drop("tempo", word)
            self._set("tempo", sound.tempo, word)
            self._settle_tempo(sound.tempo, word)
        if sound.sort is not None and self.values.get("sort") is not Sort.POPULAR:
            self.values["sort"] = sound.sort
        if sound.favourites:
            self.values["favourites"] = True

    def apply_opposite(self, sound: Sound) -> bool:
        """Take that a sound is not wanted; return whether that says anything."""
        if sound.tempo is not None and not sound.moods:
            return self._apply_other_tempo(sound.tempo)
        if not (sound.moods or sound.energy_from or sound.energy_to):
            return False
        for mood in sound.moods:
            self._add("not_moods", mood)
        if not sound.moods and sound.energy_from:
            self.values["energy_to"] = sound.energy_from
        if not sound.moods and sound.energy_to:
            self.values["energy_from"] = sound.energy_to
        return True

    def _apply_other_tempo(self, tempo: TempoWord) -> bool:
        slowest, fastest = TEMPO_BPM[tempo]
        if tempo is TempoWord.SLOW:
            self.values["tempo_from_bpm"] = fastest
        elif tempo is TempoWord.FAST:
            self.values["tempo_to_bpm"] = slowest
        return tempo is not TempoWord.MEDIUM

    def _settle_tempo(self, tempo: TempoWord, word: str) -> None:
        """Tell where a tempo in numbers, which holds, is not what the word says."""
        slowest, fastest = TEMPO_BPM[tempo]
        low, high = self.values.get("tempo_from_bpm"), self.values.get("tempo_to_bpm")
        is_over = low is not None and fastest is not None and low > fastest
        is_under = high is not None and slowest is not None and high < slowest
        if is_over or is_under:
            self.notes.append(f"{word!r} contradicts the tempo in BPM, which is taken.")
            del self.values["tempo"]

    def _value(self, name: str, otherwise: float) -> float:
        return float(self.values.get(name, otherwise))

    def _set(self, name: str, value: Any, word: str) -> None:
        self.values[name] = value
        self.said[name] = word

    def _drop(self, name: str, word: str) -> None:
        del self.values[name]
        first = self.said.pop(name, "")
        before = repr(first) if first else "what was said before"
        self.notes.append(f"{before} and {word!r} contradict each other; {word!r} is taken.")

    def _add(self, name: str, value: str) -> None:
        kept = self.values.setdefault(name, [])
        if value not in kept:
            kept.append(value)
