"""A folder of models takes what fits, says why the rest does not, and survives rough handling."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from menura.embedding.errors import (
    InvalidModelError,
    ModelNotFoundError,
    ModelRuntimeMissingError,
    ModelStorageError,
    ModelTakenError,
)
from menura.embedding.models import clap_export
from menura.embedding.models.folder import ModelFolder
from menura.embedding.models.model import ModelRole
from menura.embedding.models.onnx_file import read_outline
from menura.embedding.providers import onnx_runtime
from tests.tiny_models import (
    TinyClapAudio,
    TinyClapText,
    TinyHead,
    TinyMusicnn,
    helper,
    onnx,
    save_tokenizer,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path / "models")


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """Return a folder as it is after downloading."""
    path = tmp_path / "download"
    path.mkdir()
    return path


MAKERS = {
    ModelRole.MUSICNN_EMBEDDING: TinyMusicnn().save,
    ModelRole.MUSICNN_TAGS: TinyHead(50).save,
    ModelRole.CLAP_AUDIO: TinyClapAudio().save,
    ModelRole.CLAP_TEXT: TinyClapText().save,
    ModelRole.CLAP_TOKENIZER: save_tokenizer,
}


def leftovers(folder: ModelFolder) -> list[str]:
    return [p.name for p in folder.path.glob(".*") if p.name not in (".lock", ".index.json")]


@pytest.mark.parametrize("role", MAKERS)
def test_the_role_is_told_from_the_content_whatever_the_name(folder, download, role):
    (added,) = folder.add(MAKERS[role](download / "thing.download"))
    assert added.role == role
    assert added.path.name.startswith(f"{role}-{added.sha256[:12]}")
    assert folder.files() == [added]
    assert folder.in_use() == {role: added}
    assert leftovers(folder) == []


def test_files_put_there_by_hand_are_found_in_subfolders_too(folder):
    deep = folder.path / "from a friend" / "onnx"
    deep.mkdir(parents=True)
    TinyMusicnn().save(deep / "model")
    (folder.path / "README.md").write_text("mine")
    (folder.path / "config.json").write_text("{}")
    os.mkfifo(folder.path / "pipe")
    (file,) = folder.files()
    assert file.role == ModelRole.MUSICNN_EMBEDDING


def test_a_file_is_looked_at_once(folder, monkeypatch):
    folder.path.mkdir()
    TinyMusicnn().save(folder.path / "model.onnx")
    first = folder.files()
    monkeypatch.setattr(
        "menura.embedding.models.folder.hash_file", lambda path: pytest.fail(str(path))
    )
    assert ModelFolder(folder.path).files() == first
    (folder.path / ".index.json").write_text("{")
    with pytest.raises(pytest.fail.Exception):
        folder.files()


def test_adding_the_same_file_twice_keeps_one(folder, download):
    path = TinyMusicnn().save(download / "a.onnx")
    assert folder.add(path) == folder.add(path)
    assert len(folder.files()) == 1


def test_a_role_that_is_taken_is_not_given_away_unasked(folder, download):
    folder.add(TinyMusicnn().save(download / "a.onnx"))
    other = TinyMusicnn(seed=9).save(download / "b.onnx")
    with pytest.raises(ModelTakenError, match="--replace"):
        folder.add(other)
    (new,) = folder.add(other, replace=True)
    assert folder.files() == [new]


def test_a_classifier_that_was_given_the_wrong_mood_can_be_corrected(folder, download):
    path = TinyHead(2, "Softmax").save(download / "x.onnx")
    folder.add(path, role=ModelRole.MUSICNN_SAD)
    with pytest.raises(ModelTakenError, match="as musicnn_sad"):
        folder.add(path, role=ModelRole.MUSICNN_HAPPY)
    folder.add(path, role=ModelRole.MUSICNN_HAPPY, replace=True)
    assert list(folder.in_use()) == [ModelRole.MUSICNN_HAPPY]


def test_a_folder_where_nothing_fits_is_refused_with_the_reasons(folder, download):
    (download / "audio_model.onnx").write_bytes(POINTER)
    with pytest.raises(InvalidModelError, match="Git LFS pointer"):
        folder.add(download)


def test_what_killed_processes_left_is_swept_up(folder, download):
    folder.path.mkdir()
    (folder.path / ".adding-x").write_bytes(b"half")
    (folder.path / ".converting-y").mkdir()
    (folder.path / ".converting-now").mkdir()
    os.utime(folder.path / ".converting-y", (0, 0))
    folder.add(TinyMusicnn().save(download / "a.onnx"))
    assert leftovers(folder) == [".converting-now"]


def test_a_name_like_ours_given_by_hand_is_no_damage(folder):
    folder.path.mkdir()
    TinyMusicnn().save(folder.path / "musicnn_embedding-mine.onnx")
    assert [check.ok for check in folder.check()] == [True]


def test_a_downloaded_folder_is_taken_whole_and_in_full_precision(folder, download):
    (download / "onnx").mkdir()
    audio = TinyClapAudio().save(download / "onnx" / "audio_model.onnx")
    TinyClapAudio(seed=99).save(download / "onnx" / "audio_model_quantized.onnx")
    TinyClapText().save(download / "onnx" / "text_model.onnx")
    save_tokenizer(download / "tokenizer.json")
    (download / "config.json").write_text('{"model_type": "clap"}')
    folder.add(download)
    assert set(folder.in_use()) == {
        ModelRole.CLAP_AUDIO,
        ModelRole.CLAP_TEXT,
        ModelRole.CLAP_TOKENIZER,
    }
    assert folder.in_use()[ModelRole.CLAP_AUDIO].size_bytes == audio.stat().st_size
    assert read_outline(folder.in_use()[ModelRole.CLAP_AUDIO].path) == read_outline(audio)


def test_a_mood_is_told_by_name_metadata_or_the_person(folder, download):
    named = TinyHead(2, "Softmax", 1).save(download / "mood_sad-msd-musicnn-1.onnx")
    described = TinyHead(2, "Softmax", 2).save(download / "model.onnx")
    (download / "model.json").write_text(json.dumps({"classes": ["happy", "non_happy"]}))
    told = TinyHead(2, "Softmax", 3).save(download / "x.onnx")
    assert folder.add(named)[0].role == ModelRole.MUSICNN_SAD
    assert folder.add(described)[0].role == ModelRole.MUSICNN_HAPPY
    assert folder.add(told, role=ModelRole.MUSICNN_PARTY)[0].role == ModelRole.MUSICNN_PARTY
    (folder.path / ".index.json").unlink()
    assert len(folder.in_use()) == 3, "the name in the folder keeps the mood"


def test_a_mood_nothing_tells_is_asked_for(folder, download):
    nameless = TinyHead(2, "Softmax").save(download / "x.onnx")
    with pytest.raises(InvalidModelError, match="--role musicnn_happy"):
        folder.add(nameless)
    contradicted = TinyHead(2, "Softmax").save(download / "mood_sad.onnx")
    (download / "mood_sad.json").write_text(json.dumps({"classes": ["sad", "non_sad"]}))
    with pytest.raises(InvalidModelError, match="nothing says which mood"):
        folder.add(contradicted)


def test_a_role_the_file_does_not_fit_is_refused(folder, download):
    path = TinyMusicnn().save(download / "a.onnx")
    with pytest.raises(InvalidModelError, match="is a musicnn_embedding model and no clap_audio"):
        folder.add(path, role=ModelRole.CLAP_AUDIO)


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"
STRANGERS = {
    "empty": (b"", "is empty"),
    "pointer": (POINTER, "Git LFS pointer"),
    "page": (b"\n<!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
    "text": ("Ein Lied – für Dich\n".encode(), "is text and no ONNX model"),
    "noise": (bytes(range(1, 256)) * 40, "no complete ONNX model"),
    "zip": (b"PK\x03\x04" + bytes(100), "zip archive"),
    "tensorflow": (b"\x0a\x26\x0a\x11model/Placeholder\x12\x0b\x00\xff", "TensorFlow graph"),
    "safetensors": (
        (40).to_bytes(8, "little") + b'{"w":{"dtype":"F32"}}' + b"\xff" * 60,
        "weights only",
    ),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_no_model_is_refused_with_what_it_is(folder, download, kind):
    content, sentence = STRANGERS[kind]
    path = download / "musicnn_embedding.onnx"
    path.write_bytes(content)
    with pytest.raises(InvalidModelError, match=sentence) as refused:
        folder.add(path)
    assert "musicnn_embedding.onnx" in refused.value.message
    assert folder.files() == []
    assert leftovers(folder) == []


def test_a_file_cut_short_anywhere_is_refused(folder, download):
    whole = TinyMusicnn().save(download / "a.onnx").read_bytes()
    for kept in [*range(1, 40), *range(40, len(whole), len(whole) // 60)]:
        (download / "b.onnx").write_bytes(whole[:kept])
        with pytest.raises(InvalidModelError, match=r"b\.onnx"):
            folder.add(download / "b.onnx")


@pytest.mark.parametrize(
    "maker",
    [
        TinyHead(50, input_width=1280),
        TinyHead(87),
        TinyHead(2, "Softmax", input_width=128),
    ],
)
def test_models_for_other_things_are_refused_with_what_is_expected(folder, download, maker):
    path = maker.save(download / "mood_happy-discogs-effnet-1.onnx")
    with pytest.raises(InvalidModelError, match=r"none Menura knows: it takes .* \[n, 187, 96\]"):
        folder.add(path)


def test_musicnn_of_the_other_tag_set_is_refused(folder, download):
    path = TinyMusicnn().save(download / "mtt-musicnn-1.onnx")
    with pytest.raises(InvalidModelError, match="msd-musicnn"):
        folder.add(path)


def test_clap_with_other_bands_is_refused(folder, download):
    path = TinyClapAudio().save(download / "dclap.onnx", bands=128)
    with pytest.raises(InvalidModelError, match="1001, 128"):
        folder.add(path)


def test_a_model_from_the_future_is_refused_with_what_to_do(folder, download):
    path = TinyMusicnn().save(download / "a.onnx")
    model = onnx.load(str(path))
    model.opset_import[0].version = 900
    onnx.save(model, str(path))
    with pytest.raises(InvalidModelError, match="newer form of ONNX"):
        folder.add(path)


def test_weights_in_a_second_file_are_refused_with_what_to_do(folder, download):
    model = onnx.load(str(TinyMusicnn().save(download / "a.onnx")))
    onnx.save(
        model,
        str(download / "b.onnx"),
        save_as_external_data=True,
        location="b.onnx_data",
        size_threshold=0,
    )
    assert read_outline(download / "b.onnx").has_external_data
    with pytest.raises(InvalidModelError, match="second file"):
        folder.add(download / "b.onnx")


def test_weights_that_are_not_finite_are_refused(folder, download):
    path = TinyHead(50).save(download / "a.onnx")
    model = onnx.load(str(path))
    tensor = model.graph.initializer[0]
    tensor.raw_data = b"\x00\x00\xc0\x7f" * (len(tensor.raw_data) // 4)
    onnx.save(model, str(path))
    with pytest.raises(InvalidModelError, match="not finite"):
        folder.add(path)


def test_half_precision_inputs_are_refused(folder, download):
    path = TinyHead(50).save(download / "a.onnx")
    model = onnx.load(str(path))
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.FLOAT16
    cast = helper.make_node("Cast", [model.graph.input[0].name], ["wide"], to=1)
    model.graph.node[0].input[0] = "wide"
    model.graph.node.insert(0, cast)
    onnx.save(model, str(path))
    with pytest.raises(InvalidModelError, match="full-precision"):
        folder.add(path)


def test_a_bad_file_put_there_by_hand_is_listed_with_its_problem(folder):
    folder.path.mkdir()
    (folder.path / "bad.onnx").write_bytes(POINTER)
    (file,) = folder.files()
    assert file.role is None
    assert "Git LFS" in (file.problem or "")
    assert folder.in_use() == {}
    assert [check.ok for check in folder.check()] == [False]


def test_a_file_that_cannot_be_read_is_listed_and_looked_at_again(folder, monkeypatch):
    folder.path.mkdir()
    TinyMusicnn().save(folder.path / "model.onnx")

    def fail(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("menura.embedding.models.folder.hash_file", fail)
        (file,) = folder.files()
    assert "Permission denied" in (file.problem or "")
    assert [file.role for file in folder.files()] == [ModelRole.MUSICNN_EMBEDDING]


def test_check_finds_bytes_that_changed_unnoticed(folder, download):
    (added,) = folder.add(TinyMusicnn().save(download / "a.onnx"))
    assert [check.ok for check in folder.check()] == [True]
    before = added.path.stat()
    content = bytearray(added.path.read_bytes())
    content[-400] ^= 1  # a bit of a weight
    added.path.write_bytes(content)
    os.utime(added.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    (check,) = folder.check()
    assert not check.ok
    assert "other bytes" in check.message
    assert [check.ok for check in folder.check()] == [False], "it stays wrong"


def test_a_model_is_removed_by_role_name_or_hash(folder, download):
    for told in ("role", "name", "sha256"):
        (added,) = folder.add(TinyMusicnn().save(download / "a.onnx"))
        names = {"role": added.role, "name": added.path.name, "sha256": added.sha256[:8]}
        assert folder.remove(names[told]).sha256 == added.sha256
        assert folder.files() == []
    with pytest.raises(ModelNotFoundError, match="no model 'clap_audio'"):
        folder.remove("clap_audio")


def test_what_is_not_there_cannot_be_added(folder, download):
    with pytest.raises(ModelNotFoundError, match="no file or folder"):
        folder.add(download / "nothing")
    with pytest.raises(InvalidModelError, match="holds no model"):
        folder.add(download)


def test_a_full_disk_leaves_nothing_behind(folder, download, monkeypatch):
    def fail(origin, target, size):
        target.write(origin.read(100))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    with pytest.raises(ModelStorageError, match="No space left on device"):
        folder.add(TinyMusicnn().save(download / "a.onnx"))
    assert leftovers(folder) == []
    assert folder.files() == []


def test_a_place_that_is_no_folder_is_an_error_with_a_sentence(tmp_path, download):
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelStorageError, match="cannot be written to"):
        ModelFolder(tmp_path / "models").add(TinyMusicnn().save(download / "a.onnx"))


def test_two_processes_may_add_at_once(folder, download):
    paths = [TinyMusicnn().save(download / "a.onnx"), TinyHead(50).save(download / "b.onnx")]
    code = (
        "import sys; from pathlib import Path; from menura.embedding.models import ModelFolder; "
        "[ModelFolder(Path(sys.argv[1])).add(Path(p)) for p in sys.argv[2:]]"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder.path), *map(str, order)])
        for order in (paths, paths[::-1])
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    assert len(folder.files()) == 2
    assert leftovers(folder) == []


def test_without_the_runtime_there_is_a_sentence_on_how_to_get_it(folder, download, monkeypatch):
    path = TinyMusicnn().save(download / "a.onnx")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelRuntimeMissingError, match=r"pip install 'menura\[models\]'"):
        folder.add(path)
    assert folder.files() == []
    with pytest.raises(InvalidModelError, match="is text"):
        folder.add(_written(download / "b.onnx", b"hello"))


def test_the_door_to_models_loads_no_runtime():
    code = (
        "import sys, menura.embedding.models, menura.embedding.inference; "
        "print([m for m in ('onnxruntime', 'tokenizers', 'torch', 'onnx') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stderr


def test_a_graphics_processor_is_asked_first_and_the_other_when_it_fails(monkeypatch, download):
    asked = []

    class Runtime:
        __version__ = "0"
        SessionOptions = type("SessionOptions", (), {})

        @staticmethod
        def get_available_providers():
            return ["CPUExecutionProvider", "OtherExecutionProvider", "CUDAExecutionProvider"]

        @staticmethod
        def InferenceSession(path, options, providers, enable_fallback):
            asked.append((providers, options.intra_op_num_threads))
            raise RuntimeError("enough")

    monkeypatch.setattr(onnx_runtime, "load_onnxruntime", lambda: Runtime)
    with pytest.raises(InvalidModelError, match="enough"):
        onnx_runtime.OnnxSession(download / "x")
    assert asked == [
        (["CUDAExecutionProvider", "CPUExecutionProvider"], 1),
        (["CPUExecutionProvider"], 1),
    ]


def test_a_fused_clap_is_refused(folder, download):
    config = {"model_type": "clap", "audio_config": {"enable_fusion": True}}
    (download / "config.json").write_text(json.dumps(config))
    _written(download / "model.safetensors", b"x")
    with pytest.raises(InvalidModelError, match="unfused"):
        folder.add(download)


def test_a_snapshot_needs_torch_and_says_so(folder, download, monkeypatch):
    (download / "config.json").write_text('{"model_type": "clap"}')
    _written(download / "model.safetensors", b"x")
    save_tokenizer(download / "tokenizer.json")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModelRuntimeMissingError, match=r"torch .*install 'menura\[export\]'"):
        folder.add(download)
    assert leftovers(folder) == []


@pytest.mark.slow
def test_a_snapshot_of_clap_is_converted_and_equals_torch(folder, download):
    torch = pytest.importorskip("torch", reason="torch is not installed (extra `export`)")
    transformers = pytest.importorskip("transformers", reason="extra `export` is not installed")
    pytest.importorskip("onnxscript", reason="onnxscript is not installed (extra `export`)")
    torch.manual_seed(0)
    tower = {"patch_embeds_hidden_size": 16, "hidden_size": 128, "depths": [1, 1, 1, 1]}
    tower |= {"num_attention_heads": [1, 1, 2, 2], "enable_fusion": False}
    words = {"vocab_size": 200, "hidden_size": 32, "num_hidden_layers": 1}
    words |= {"num_attention_heads": 2, "intermediate_size": 64}
    config = transformers.ClapConfig(audio_config=tower, text_config=words)
    model = transformers.ClapModel(config).eval()
    model.save_pretrained(str(download))
    save_tokenizer(download / "tokenizer.json")
    folder.add(download)
    used = folder.in_use()
    assert len(used) == 3

    sound = torch.randn(3, 1, 1001, 64) * 20 - 40
    ids = torch.tensor([[0, 9, 8, 7, 2], [0, 5, 2, 1, 1]])
    mask = (ids != 1).long()
    with torch.no_grad():
        heard = model.audio_projection(model.audio_model(input_features=sound).pooler_output)
        read = model.text_model(input_ids=ids, attention_mask=mask)
        read = model.text_projection(read.pooler_output)
    audio = onnx_runtime.OnnxSession(used[ModelRole.CLAP_AUDIO].path)
    text = onnx_runtime.OnnxSession(used[ModelRole.CLAP_TEXT].path)
    ours = audio.run({"input_features": sound.numpy()})["audio_embeds"]
    assert abs(ours - heard.numpy()).max() < 1e-4
    ours = text.run({"input_ids": ids.numpy(), "attention_mask": mask.numpy()})["text_embeds"]
    assert abs(ours - read.numpy()).max() < 1e-4


def test_only_snapshots_of_clap_are_converted(download):
    (download / "config.json").write_text('{"model_type": "bert"}')
    _written(download / "model.safetensors", b"x")
    assert not clap_export.is_clap_snapshot(download)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
