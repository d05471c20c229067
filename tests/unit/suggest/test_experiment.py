import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.suggest import SuggestionInputError
from menura.suggest.experiment import PolicyChoice, assign_policy, policy_shares

SHARES = st.floats(0.0, 1.0)


@given(st.text(), SHARES)
def test_a_session_gets_the_same_policy_each_time(session, share):
    choice = PolicyChoice("ab", share)
    assert assign_policy(choice, session) == assign_policy(PolicyChoice("ab", share), session)


@given(st.text(), SHARES, SHARES)
def test_a_larger_share_of_rules_moves_no_session_back_to_fusion(session, one, other):
    small, large = sorted((one, other))
    if assign_policy(PolicyChoice("ab", small), session) == "rules":
        assert assign_policy(PolicyChoice("ab", large), session) == "rules"


@given(st.text(), st.sampled_from(["fusion", "rules"]))
def test_a_fixed_mode_is_everybodys_and_certain(session, mode):
    choice = PolicyChoice(mode)
    assert assign_policy(choice, session) == mode
    assert policy_shares(choice) == {"fusion": 0.0, "rules": 0.0} | {mode: 1.0}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.83, 1.0])
def test_as_many_sessions_as_asked_for_are_answered_by_rules(share):
    choice, count = PolicyChoice("ab", share), 20_000
    rules = sum(assign_policy(choice, f"session {i}") == "rules" for i in range(count))
    assert abs(rules - share * count) <= 4 * math.sqrt(count * share * (1 - share))
    assert policy_shares(choice) == pytest.approx({"rules": share, "fusion": 1 - share})


def test_another_experiment_deals_the_sessions_out_anew():
    one, other = PolicyChoice("ab"), PolicyChoice("ab", name="second")
    same = sum(assign_policy(one, str(i)) == assign_policy(other, str(i)) for i in range(4_000))
    assert abs(same - 2_000) < 4 * math.sqrt(1_000)


def test_the_hash_stays_what_it_was():
    """Sessions would change sides in the midst of an experiment."""
    answers = [assign_policy(PolicyChoice("ab"), name) for name in ("default", "a", "b", "c")]
    assert answers == ["fusion", "fusion", "rules", "rules"]


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, math.inf])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(SuggestionInputError) as refusal:
        PolicyChoice("ab", share)
    assert refusal.value.field == "rules_share"


def test_an_unknown_mode_is_refused():
    with pytest.raises(SuggestionInputError) as refusal:
        PolicyChoice("random")  # type: ignore[arg-type]
    assert refusal.value.field == "mode"
