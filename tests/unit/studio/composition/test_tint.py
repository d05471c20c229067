import pytest

from menura.studio.composition.composer import compose
from menura.studio.composition.tint import MOODS, NO_TINT, tint_of, tinted_extensions
from menura.studio.model import Role
from menura.studio.prompt.mood_names import MOOD_NAMES
from menura.studio.score import Control, Score
from tests.unit.studio.composition.plans import plan_for


def mean_pitch(score: Score, role: Role) -> float:
    notes = score.parts[role].notes
    return sum(note.pitch for note in notes) / len(notes)


def test_every_mood_here_is_one_that_prompts_can_name() -> None:
    assert set(MOODS) <= {mood.name for mood in MOOD_NAMES.values()}


def test_moods_nobody_knows_change_nothing() -> None:
    assert tint_of(("crunchy",)) == NO_TINT
    assert compose(plan_for("pop", moods=("crunchy",))) == compose(plan_for("pop"))


def test_many_moods_together_stay_small() -> None:
    tint = tint_of(tuple(MOODS))
    assert abs(tint.register) <= 4
    assert abs(tint.extensions) <= 1
    assert 0.75 <= tint.legato <= 1.35
    assert tint.reverb <= 0.25


@pytest.mark.parametrize("genre", ["deep_house", "synthwave", "rnb"])
def test_dark_lies_lower_than_happy(genre: str) -> None:
    dark, happy = (
        sum(
            mean_pitch(compose(plan_for(genre, seed, moods=(mood,))), Role.CHORDS)
            for seed in range(4)
        )
        for mood in ("dark", "happy")
    )
    assert dark < happy - 4 * 1.0


def test_dreamy_chords_are_richer_and_have_more_space() -> None:
    plain, dreamy = (compose(plan_for("pop", 3, moods=moods)) for moods in ((), ("dreamy",)))
    size = [sum(len(c.pitch_classes) for c in s.chords) / len(s.chords) for s in (plain, dreamy)]
    assert size[0] < size[1]
    lines = {line.control: line.points for line in dreamy.parts[Role.CHORDS].automation}
    assert min(value for _, value in lines[Control.REVERB]) >= 0.2


def test_power_chords_stay_power_chords() -> None:
    assert tinted_extensions(2, tint_of(("dreamy",))) == 2
    assert tinted_extensions(3, tint_of(("dark",))) == 3
    assert tinted_extensions(5, tint_of(("dreamy",))) == 5
