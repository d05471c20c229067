"""A registry says what it knows."""

import pytest

from menura.kernel.errors import ConflictError, NotFoundError
from menura.kernel.registry import Registry


def test_an_unknown_name_is_answered_with_the_known_ones():
    registry: Registry[int] = Registry("shape")
    registry.add("square", 4)
    registry.add("triangle", 3)
    with pytest.raises(NotFoundError, match=r"no shape 'circle'; there are: square, triangle"):
        registry["circle"]
    assert list(registry) == ["square", "triangle"]
    assert "square" in registry
    assert len(registry) == 2


def test_a_name_is_given_once():
    registry: Registry[int] = Registry("shape")
    registry.add("square", 4)
    with pytest.raises(ConflictError):
        registry.add("square", 5)
    assert registry["square"] == 4
