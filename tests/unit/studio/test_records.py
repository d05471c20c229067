"""What is kept of a production comes back as it was, or is refused."""

from pathlib import Path

import pytest

from menura.studio.model import Role, TrackPlan
from menura.studio.production import Change, ChangeKind, ProductionRequest
from menura.studio.records import (
    RecordDamagedError,
    from_record,
    read_record,
    to_record,
    write_record,
)
from menura.studio.score import Score
from tests.unit.studio.scores import small_score


def test_a_score_comes_back_note_by_note(tmp_path: Path):
    write_record(tmp_path / "score.json", small_score())
    assert read_record(tmp_path / "score.json", Score) == small_score()


def test_a_request_with_a_change_comes_back():
    request = ProductionRequest(
        "a beat", 5, overrides={"bpm": 99}, change=Change(ChangeKind.STEM, role=Role.BASS)
    )
    assert from_record(ProductionRequest, to_record(request)) == request


@pytest.mark.parametrize("text", ["", "{", "[]", '{"genre": 1}', "null", "\xff"])
def test_what_is_damaged_is_refused_with_a_sentence(tmp_path: Path, text: str):
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(RecordDamagedError) as caught:
        read_record(path, TrackPlan)
    assert "again" in caught.value.message


def test_writing_leaves_no_half_file(tmp_path: Path):
    write_record(tmp_path / "a.json", small_score())
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
