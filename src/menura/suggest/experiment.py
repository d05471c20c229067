"""Decide which policy answers a session, so that two can be compared."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from menura.suggest.errors import SuggestionInputError
from menura.suggest.model import POLICIES, Policy

PolicyMode = Literal["fusion", "rules", "ab"]
_MODES: tuple[PolicyMode, ...] = get_args(PolicyMode)
_DOUBLE_BITS = 53  # a float64 holds this many bits: every share is met exactly


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """How the policy of a session is found.

    Attributes
    ----------
    mode : str
        ``fusion`` or ``rules`` for everybody, or ``ab``: each session gets one of both.
    rules_share : float
        Share of the sessions that ``rules`` answers under ``ab``, 0 to 1.
    name : str
        Of the experiment: another name deals the sessions out anew.

    Raises
    ------
    SuggestionInputError
        The mode is unknown, or the share is not between 0 and 1.
    """

    mode: PolicyMode = "fusion"
    rules_share: float = 0.5
    name: str = "rules-vs-fusion"

    def __post_init__(self) -> None:
        if self.mode not in _MODES:
            message = f"mode cannot be {self.mode!r}; give one of {', '.join(_MODES)}."
            raise SuggestionInputError(message, field="mode")
        if not 0.0 <= self.rules_share <= 1.0:
            message = f"rules_share cannot be {self.rules_share}; give a share between 0 and 1."
            raise SuggestionInputError(message, field="rules_share")


def assign_policy(choice: PolicyChoice, session_name: str) -> Policy:
    """Return the policy that answers a session; the same one each time.

    A hash of the names of the experiment and the session takes the place of a coin: nothing has
    to be kept, every process agrees, and a larger `rules_share` only moves sessions to ``rules``,
    none back.
    """
    if choice.mode != "ab":
        return choice.mode
    text = f"{choice.name}\0{session_name}".encode(errors="surrogatepass")
    digest = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
    place = (digest >> (64 - _DOUBLE_BITS)) / (1 << _DOUBLE_BITS)
    return "rules" if place < choice.rules_share else "fusion"


def policy_shares(choice: PolicyChoice) -> Mapping[Policy, float]:
    """Return how probable each policy is to answer a session that is not known yet."""
    if choice.mode == "ab":
        return {"fusion": 1.0 - choice.rules_share, "rules": choice.rules_share}
    return {policy: float(policy == choice.mode) for policy in POLICIES}
