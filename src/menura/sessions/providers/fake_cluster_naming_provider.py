"""Name every cluster alike, or none."""

from menura.kernel.errors import UnavailableError


class FakeClusterNamingProvider:
    """Say one label, and remember what was asked.

    Parameters
    ----------
    label : str
        What is said; used as it is, also where it breaks the rules.
    fail : bool
        Whether every call fails.

    Attributes
    ----------
    asked : list of list of str
        The prompts of every call, failed ones too.
    """

    def __init__(self, label: str = "fake label", fail: bool = False) -> None:
        self._label = label
        self._fail = fail
        self.asked: list[list[str]] = []

    def name_cluster(self, prompts: list[str]) -> str:
        """Return the label.

        Raises
        ------
        UnavailableError
            The provider was told to fail.
        """
        self.asked.append(list(prompts))
        if self._fail:
            raise UnavailableError("The fake naming provider was told to fail.")
        return self._label
