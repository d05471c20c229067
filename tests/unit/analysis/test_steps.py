"""What is due is done again, what is done is not, and nothing fails for ever."""

from hypothesis import given
from hypothesis import strategies as st

from menura.analysis import StepState
from menura.analysis.steps import done_now, due_steps
from tests.factories import MORNING

NAMES = st.sampled_from(["features", "fingerprint", "dsp", "moods", "clap"])
VERSIONS = st.dictionaries(NAMES, st.sampled_from(["1", "2"]))
STATES = st.dictionaries(
    NAMES,
    st.builds(
        StepState, st.sampled_from(["1", "2"]), st.just(MORNING), st.sampled_from([None, "x"])
    ),
)


@given(VERSIONS)
def test_everything_is_due_of_a_new_track(wanted):
    assert due_steps({}, wanted) == wanted.keys()


@given(VERSIONS, STATES)
def test_what_was_just_done_is_no_longer_due(wanted, done):
    due = due_steps(done, wanted)
    after = {**done, **done_now(due, wanted, MORNING)}
    assert due_steps(after, wanted) == frozenset()


@given(VERSIONS, STATES)
def test_only_steps_in_another_version_are_due(wanted, done):
    due = due_steps(done, wanted)
    assert due == {s for s, v in wanted.items() if s not in done or done[s].version != v}


def test_a_failed_step_waits_until_it_is_asked_for_or_its_version_changes():
    failed = {"clap": StepState("1", MORNING, "crashed", "The model's process died.")}
    assert due_steps(failed, {"clap": "1"}) == frozenset()
    assert due_steps(failed, {"clap": "1"}, retry_failed=True) == {"clap"}
    assert due_steps(failed, {"clap": "2"}) == {"clap"}
