from benchmarks.session_feeling import BRIEFS, MIDDLE, STEPS, Setting, rises, tell_feeling


def felt(value):
    """Return one quantity for every setting of two seeds, three times over."""
    points = {(step, MIDDLE) for step in STEPS} | {(MIDDLE, step) for step in STEPS}
    settings = [Setting(b, e, d, i) for b in BRIEFS for e, d in points for i in range(2)]
    return {setting: (value(setting),) * 3 for setting in settings}


def goals(table):
    return {figure.name: figure.is_missed for figure in table.figures}


def test_only_a_rise_at_each_step_counts():
    assert rises([1, 2, 3])
    assert not rises([1, 3, 3])
    assert not rises([1, float("nan"), 3])


def test_a_slider_that_is_not_heard_misses_its_goals_and_the_other_keeps_them():
    missed = goals(tell_feeling(felt(lambda one: one.energy), 2))
    assert {name: is_missed for name, is_missed in missed.items() if "energy" in name} == {
        name: False for name in missed if "energy" in name
    }
    assert all(is_missed for name, is_missed in missed.items() if "density" in name)


def test_one_brief_that_falls_is_enough_to_miss_the_goal():
    def value(one):
        return -one.density if one.brief == "rock" else one.density

    table = tell_feeling(felt(value), 2)
    of_density = {one.name: one.value for one in table.figures if "density" in one.name}
    assert {value for name, value in of_density.items() if name.endswith("briefs")} == {0.8}
    assert {value for name, value in of_density.items() if name.endswith("together")} == {1.0}
    assert any(line.split()[-3:] == ["0", "of", "2"] for line in table.details if "rock" in line)
