"""Have every stem play: a passage per section, a hand's touch, and one part out of them."""

from collections.abc import Callable, Mapping

from menura.studio.composition.arps import play_arp
from menura.studio.composition.bass import play_bass
from menura.studio.composition.brass import play_brass
from menura.studio.composition.comping import play_comping
from menura.studio.composition.drums import Kitchen, play_drums
from menura.studio.composition.endings import ends_together, ring_out, strike_out
from menura.studio.composition.ensemble import Ensemble
from menura.studio.composition.groove import halved, without_fourth_sixteenths
from menura.studio.composition.guitar import play_guitar
from menura.studio.composition.humanise import (
    as_hits,
    as_notes,
    perform_strikes,
    perform_strokes,
)
from menura.studio.composition.melody import Ideas, draw_ideas, sing
from menura.studio.composition.moments import hold_strikes, hold_strokes
from menura.studio.composition.pads import play_pads
from menura.studio.composition.passage import Passage, Strike, Stroke
from menura.studio.composition.percussion import play_percussion
from menura.studio.composition.seeds import stream
from menura.studio.composition.sheet import (
    DENSITY_OF_ENERGY,
    MIDDLE_ENERGY,
    is_half_time,
    moment_of,
    passage_of,
    variants_of,
)
from menura.studio.composition.strings import play_strings
from menura.studio.composition.transitions import automate, place_effects
from menura.studio.composition.vocals import play_vocals
from menura.studio.model import Role, SectionName
from menura.studio.score import BEATS_PER_BAR, Chord, Part
from menura.studio.styles import LeadStyle

STRIKING = frozenset({Role.DRUMS, Role.PERCUSSION})
LONGEST_STRETCHED_BEATS = 2.0  # longer notes end with their chord
STRETCHED = frozenset({Role.LEAD, Role.VOCALS, Role.CHORDS, Role.GUITAR, Role.ARP})

SLOW_FEEL = 0.2  # of density: music felt at half its tempo has melodies to match

Player = Callable[[Passage, Ideas], list[Stroke]]


def perform(
    ensemble: Ensemble,
    chords: tuple[Chord, ...],
    *,
    melody: int,
    others: Mapping[Role, Part] | None = None,
) -> dict[Role, Part]:
    """Return what every stem plays over the chords.

    Parameters
    ----------
    ensemble : Ensemble
    chords : tuple of Chord
        Of the whole piece.
    melody : int
        Which draw of the melody it is.
    others : mapping of Role to Part, optional
        Stems that have played over these chords already and only join in again.

    Returns
    -------
    dict of Role to Part
        Only stems that play something.
    """
    end = ensemble.sections[-1].end_beat
    by_section = _split(ensemble, chords)
    parts: dict[Role, Part] = {}
    for role in Role:
        if role not in ensemble.roles:
            continue
        if others and role in others:
            parts[role] = others[role]
            continue
        automation = automate(role, ensemble)
        if role is Role.FX:
            effects = place_effects(ensemble)
            part = Part(role, "fx", effects=effects, automation=automation)
        elif role in STRIKING:
            strikes = _all_strikes(role, ensemble, by_section)
            kit = str(ensemble.kit)
            part = Part(role, kit, hits=as_hits(strikes, end), automation=automation)
        else:
            strokes = _all_strokes(role, ensemble, by_section, melody)
            patch = str(ensemble.patches[role])
            part = Part(role, patch, notes=as_notes(strokes, end), automation=automation)
        if part.event_count:
            parts[role] = part
    return parts


def _split(ensemble: Ensemble, chords: tuple[Chord, ...]) -> list[tuple[Chord, ...]]:
    return [
        tuple(
            c for c in chords if section.start_beat - 1e-6 <= c.start_beat < section.end_beat - 1e-6
        )
        for section in ensemble.sections
    ]


def _deviation_beats(role: Role, ensemble: Ensemble) -> float:
    """Return how far off the grid a hand is; machines are not."""
    if ensemble.genre.grid and role in (Role.DRUMS, Role.BASS):
        return 0.0
    return ensemble.genre.humanise_ms / 1000.0 * ensemble.plan.bpm / 60.0


def _all_strikes(role: Role, ensemble: Ensemble, chords: list[tuple[Chord, ...]]) -> list[Strike]:
    strikes: list[Strike] = []
    pair = 1.0 if ensemble.genre.swing_eighths else 0.5
    hands_too = Role.PERCUSSION not in ensemble.roles
    for index, section in enumerate(ensemble.sections):
        if role not in section.roles or ensemble.kit is None:
            continue
        passage = passage_of(role, index, ensemble, chords[index])
        groove = ensemble.groove_of(role, peak=passage.is_peak)
        if is_half_time(index, ensemble):
            groove = halved(groove)
        if role is Role.DRUMS:
            manner = ensemble.genre.kits[0]  # not the drawn one: another sound, the same notes
            kitchen = Kitchen(
                groove,
                passage.kick,
                manner,
                ensemble.genre.family,
                hands_too,
                ensemble.plan.onset_pattern,
            )
            played = play_drums(passage, kitchen)
        else:
            played = play_percussion(passage, groove, ensemble.genre.family)
        if ends_together(passage, ensemble.genre.family):
            played = strike_out(played, passage, kit=role is Role.DRUMS)
        played = hold_strikes(played, section, moment_of(index, ensemble))
        if ensemble.genre.swing_eighths:
            played = without_fourth_sixteenths(played)
        variants = variants_of(role, index, ensemble)
        strikes += perform_strikes(
            played,
            swing=ensemble.swing,
            pair_beats=pair,
            deviation_beats=_deviation_beats(role, ensemble),
            rng=stream(ensemble.plan.seeds.performance, role, index, *variants),
        )
    return strikes


def _all_strokes(
    role: Role, ensemble: Ensemble, chords: list[tuple[Chord, ...]], melody: int
) -> list[Stroke]:
    strokes: list[Stroke] = []
    pair = 1.0 if ensemble.genre.swing_eighths else 0.5
    player = _player(role, ensemble)
    for index, section in enumerate(ensemble.sections):
        if role not in section.roles:
            continue
        draw = melody if role is Role.LEAD else 0
        passage = passage_of(role, index, ensemble, chords[index], melody=draw)
        variants = variants_of(role, index, ensemble)
        played = player(passage, _ideas(role, ensemble, draw, variants))
        if ends_together(passage, ensemble.genre.family):
            played = ring_out(role, played, passage)
        played = hold_strokes(role, played, section, moment_of(index, ensemble))
        if ensemble.genre.swing_eighths:
            played = without_fourth_sixteenths(played)
        if role in STRETCHED:
            _stretch(played, passage)
        _shade(played, passage, ensemble)
        strokes += perform_strokes(
            played,
            swing=ensemble.swing,
            pair_beats=pair,
            deviation_beats=_deviation_beats(role, ensemble),
            rng=stream(ensemble.plan.seeds.performance, role, index, *variants),
        )
    return strokes


def _ideas(role: Role, ensemble: Ensemble, melody: int, variants: tuple[int, int]) -> Ideas:
    """Return the motifs of the piece; voices sing the lead's idea in their own manner."""
    plan = ensemble.plan
    if role is Role.LEAD:
        style = ensemble.styles.lead
    elif role is Role.VOCALS:
        style, melody = LeadStyle.LYRICAL, 0
    else:
        return Ideas((), ())
    density = plan.density + DENSITY_OF_ENERGY * (plan.energy - MIDDLE_ENERGY)
    rng = stream(plan.seeds.melody, "motif", ensemble.sound.id, melody, *variants)
    density -= SLOW_FEEL * (1.0 - ensemble.genre.feel)
    return draw_ideas(style, min(1.0, max(0.0, density)), rng, on_tonic=melody > 0)


def _player(role: Role, ensemble: Ensemble) -> Player:
    styles = ensemble.styles
    players: dict[Role, Player] = {
        Role.BASS: lambda passage, _: play_bass(passage, styles.bass),
        Role.CHORDS: lambda passage, _: play_comping(passage, styles.comping),
        Role.PADS: lambda passage, _: play_pads(passage, styles.pad),
        Role.LEAD: lambda passage, ideas: sing(passage, styles.lead, ideas),
        Role.ARP: lambda passage, _: play_arp(passage, styles.arp),
        Role.GUITAR: lambda passage, _: play_guitar(passage, styles.guitar),
        Role.STRINGS: lambda passage, _: play_strings(passage, styles.strings),
        Role.BRASS: lambda passage, _: play_brass(passage, styles.brass),
        Role.VOCALS: lambda passage, ideas: play_vocals(passage, styles.vocals, ideas),
    }
    return players[role]


def _stretch(strokes: list[Stroke], passage: Passage) -> None:
    """Make short notes longer or shorter as moods ask, within the section."""
    factor = passage.tint.legato
    if factor == 1.0:
        return
    for stroke in strokes:
        if stroke.length < LONGEST_STRETCHED_BEATS:
            room = max(stroke.length, passage.section.end_beat - stroke.start)
            stroke.length = min(stroke.length * factor, room)


def _shade(strokes: list[Stroke], passage: Passage, ensemble: Ensemble) -> None:
    """Make strokes louder and brighter with the energy of the section; builds open up."""
    loudness = 0.64 + 0.38 * passage.energy
    brightness = (0.55 + 0.9 * ensemble.plan.brightness) * (0.72 + 0.42 * passage.energy)
    length = passage.section.bars * BEATS_PER_BAR
    builds = passage.section.name is SectionName.BUILD
    for stroke in strokes:
        done = (stroke.start - passage.section.start_beat) / length
        opened = 0.65 + 0.65 * done if builds else 1.0
        stroke.velocity *= loudness * (0.75 + 0.3 * done if builds else 1.0)
        stroke.brightness *= brightness * opened
