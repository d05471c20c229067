"""Play fills at the ends of phrases and rolls through builds."""

from collections.abc import Mapping

from menura.studio.composition.passage import Passage, Strike
from menura.studio.composition.patterns import STEP_BEATS
from menura.studio.score import BEATS_PER_BAR, Drum

FILL_STEPS = 8
LETTERS: Mapping[str, Drum] = {
    "h": Drum.HIGH_TOM,
    "m": Drum.MID_TOM,
    "l": Drum.LOW_TOM,
    "k": Drum.KICK,
    "o": Drum.OPEN_HAT,
    "x": Drum.CLOSED_HAT,
    "t": Drum.TAIKO,
}
# Two beats in sixteenths; ``s`` is whatever plays the backbeat.
FILLS: Mapping[str, tuple[str, ...]] = {
    "band": ("s.sshhll", "ss.hhmml", "s.h.m.l.", "sshhmmll", "k.s.kss.", "s..s..sl", "..sshhll"),
    "electronic": ("s..s.s.s", "....ssss", "k.k.s.ss", "s...s.ss", "..s..soo", "k..ks.ss"),
    "urban": ("s...s.ss", "..s..s.s", "....ssss", "s.k.s.k.", "x.xxs.ss"),
    "roots": ("s.ss..ss", "..s.ss.s", "s.s.hhll", "..s.s.ll", "sss.s.s."),
    "calm": ("....s.s.", "..s...ss", "......ss", "....s..s"),
    "cinematic": ("t.t.tttt", "t..t..tt", "l.l.tttt", "t.l.t.lt"),
}
PHRASE_BARS, LONG_PHRASE_BARS = 4, 8


def add_fills(
    passage: Passage, strikes: list[Strike], *, family: str, backbeat: Drum | None
) -> list[Strike]:
    """Return the groove with fills at the ends of its phrases.

    A fill takes the place of everything but the kick. The end of a section gets a long one,
    every eighth bar a short one, every fourth a pick-up of two soft strokes.
    """
    pool = FILLS.get(family, FILLS["band"])
    drum = backbeat or (Drum.LOW_TOM if family == "cinematic" else Drum.RIM)
    bars = passage.section.bars
    draws = passage.fresh.random((bars, 2)).tolist()
    for bar, start in enumerate(passage.bar_starts()):
        text = pool[int(draws[bar][0] * len(pool))]
        end = start + BEATS_PER_BAR
        if bar == bars - 1 and not passage.is_last and passage.energy > 0.2:
            beats = 2 if passage.energy > 0.5 or passage.leads_to_peak else 1
        elif (bar + 1) % LONG_PHRASE_BARS == 0 and bar < bars - 1:
            beats = 1
        elif (bar + 1) % PHRASE_BARS == 0 and draws[bar][1] < passage.density:
            strikes += _pick_up(end, drum, passage)
            continue
        else:
            continue
        strikes = _replaced(strikes, end - beats, end)
        strikes += _fill(text, end, beats, drum, passage)
    return strikes


def _replaced(strikes: list[Strike], start: float, end: float) -> list[Strike]:
    return [
        strike
        for strike in strikes
        if strike.drum is Drum.KICK or not start - 1e-6 <= strike.start < end - 1e-6
    ]


def _fill(text: str, end: float, beats: int, backbeat: Drum, passage: Passage) -> list[Strike]:
    count = beats * 4
    loudness = 0.6 + 0.35 * passage.energy
    return [
        Strike(
            end - (count - place) * STEP_BEATS,
            LETTERS.get(letter, backbeat),
            loudness * (0.72 + 0.28 * place / count),
        )
        for place, letter in enumerate(text[FILL_STEPS - count :])
        if letter != "."
    ]


def _pick_up(end: float, drum: Drum, passage: Passage) -> list[Strike]:
    soft = 0.3 + 0.15 * passage.energy
    return [Strike(end - 0.5, drum, soft), Strike(end - 0.25, drum, soft + 0.12)]


def snare_roll(passage: Passage, drum: Drum) -> list[Strike]:
    """Return a roll through a build: quarters, eighths, sixteenths, then faster and louder.

    The last beat is silent: the drop sounds the bigger for it.
    """
    strikes: list[Strike] = []
    bars = passage.section.bars
    four_kicks = passage.energy > 0.35
    for bar, start in enumerate(passage.bar_starts()):
        done = bar / max(1, bars)
        per_beat = 1 if done < 0.25 else 2 if done < 0.5 else 4
        per_beat = 8 if bar == bars - 1 and passage.density > 0.4 else per_beat
        beats = BEATS_PER_BAR - 1 if bar == bars - 1 else BEATS_PER_BAR
        for k in range(beats * per_beat):
            rise = (bar + k / (BEATS_PER_BAR * per_beat)) / bars
            strikes.append(Strike(start + k / per_beat, drum, 0.25 + 0.65 * rise))
        if four_kicks and done < 0.75:
            strikes += [Strike(start + k, Drum.KICK, 0.75) for k in range(BEATS_PER_BAR)]
    return strikes
