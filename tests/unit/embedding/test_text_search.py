"""Words become vectors in a child process, each text once."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from menura.embedding import TextSearch, text_search
from menura.embedding.errors import TextModelMissingError
from menura.embedding.models import ModelFolder
from menura.embedding.models.apart import ApartModelFolder
from menura.jobs.process_pool import ProcessPool
from menura.kernel.errors import MenuraError
from tests.tiny_models import TinyClapText, save_tokenizer, token_ids


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("text")
    models = ModelFolder(home / "models")
    models.add(TinyClapText().save(home / "text"))
    models.add(save_tokenizer(home / "tokenizer.json"))
    return models.path


@pytest.fixture(scope="module")
def search(folder: Path) -> Iterator[TextSearch]:
    search = TextSearch(ApartModelFolder(folder))
    yield search
    search.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the child process is asked."""
    texts: list[str] = []
    run = ProcessPool.run

    def counted(pool, tasks, *rest, **more):
        texts.extend(task.text for task in tasks if isinstance(task, text_search.TextRequest))
        return run(pool, tasks, *rest, **more)

    monkeypatch.setattr(ProcessPool, "run", counted)
    return texts


def expected(*words: str) -> np.ndarray:
    row = TinyClapText().row(token_ids(*words))
    return row / np.linalg.norm(row)


def test_a_text_becomes_the_unit_vector_of_its_words(search: TextSearch, asked: list[str]):
    assert search.is_there()
    assert search.space == "clap"
    vector = search.embed("happy piano")
    assert vector.shape == (512,)
    assert vector.dtype == np.float32
    np.testing.assert_allclose(vector, expected("happy", "piano"), atol=1e-5)
    assert asked == ["happy piano"]


def test_a_text_is_asked_once(search: TextSearch, asked: list[str]):
    first = search.embed("slow party")
    np.testing.assert_array_equal(search.embed("  slow party "), first)
    search.embed("sad")
    np.testing.assert_array_equal(search.embed("slow party"), first)
    assert asked == ["slow party", "sad"]


def test_the_oldest_texts_are_forgotten_first(
    search: TextSearch, asked: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(text_search, "REMEMBERED", 2)
    for text in ("aggressive", "relaxed", "aggressive", "danceable", "aggressive", "relaxed"):
        search.embed(text)
    assert asked == ["aggressive", "relaxed", "danceable", "relaxed"]


def test_without_a_model_it_is_said_what_to_do(tmp_path: Path, asked: list[str]):
    search = TextSearch(ApartModelFolder(tmp_path))
    assert not search.is_there()
    with pytest.raises(TextModelMissingError, match="menura models add") as caught:
        search.embed("happy piano")
    assert caught.value.code == "text_model_missing"
    assert asked == []
    search.close()


def test_a_model_added_or_removed_meanwhile_is_seen(tmp_path: Path):
    models = ModelFolder(tmp_path / "models")
    search = TextSearch(ApartModelFolder(models.path))
    models.add(TinyClapText().save(tmp_path / "text"))
    assert not search.is_there()  # no tokenizer yet
    models.add(save_tokenizer(tmp_path / "tokenizer.json"))
    assert search.is_there()
    models.remove("clap_text")
    assert not search.is_there()
    with pytest.raises(TextModelMissingError):
        search.embed("happy")
    search.close()


def test_another_model_gives_other_vectors(tmp_path: Path, folder: Path):
    models = ModelFolder(tmp_path / "models")
    models.add(TinyClapText().save(tmp_path / "one"))
    models.add(save_tokenizer(tmp_path / "tokenizer.json"))
    search = TextSearch(ApartModelFolder(models.path))
    first = search.embed("happy")
    models.add(TinyClapText(seed=50).save(tmp_path / "other"), replace=True)
    second = search.embed("happy")
    np.testing.assert_allclose(first, expected("happy"), atol=1e-5)
    assert not np.allclose(first, second)
    search.close()


def test_a_child_that_dies_is_told_and_the_next_text_is_answered(
    search: TextSearch, monkeypatch: pytest.MonkeyPatch
):
    search.embed("happy")
    assert search._pool is not None
    with monkeypatch.context() as broken:
        broken.setattr(ProcessPool, "run", lambda *_: [_died()])
        with pytest.raises(MenuraError) as caught:
            search.embed("never asked before")
        assert len(caught.value.message.split()) > 3
    np.testing.assert_allclose(
        search.embed("never asked before"), expected("never", "asked", "before"), atol=1e-5
    )


def _died():
    from menura.jobs.process_pool import Outcome

    return Outcome(0, "crashed", 0.1, error_message="The process died while it read the model.")
