"""Convert a downloaded snapshot of CLAP from transformers' form to ONNX.

The only place that touches torch, and only when somebody adds such a folder.
"""

import json
import logging
import shutil
import warnings
from pathlib import Path
from typing import Any

from menura.embedding.errors import InvalidModelError
from menura.embedding.models.model import ModelRole
from menura.embedding.providers.onnx_runtime import load_optional

CONFIG_FILE, TOKENIZER_FILE = "config.json", "tokenizer.json"
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
AUDIO_FILE, TEXT_FILE = "audio_model.onnx", "text_model.onnx"
_OPSET = 18  # the lowest the exporter writes without converting
_EXTRA = "export"


def is_clap_snapshot(folder: Path) -> bool:
    """Tell whether a folder holds a CLAP model as transformers saves it."""
    config = _read_json(folder / CONFIG_FILE)
    weights = any((folder / name).is_file() for name in WEIGHT_FILES)
    return config.get("model_type") == "clap" and weights


def convert_clap(folder: Path, target: Path) -> dict[ModelRole, Path]:
    """Write the audio and text towers of a snapshot as ONNX files, one file each.

    Parameters
    ----------
    folder : Path
        ``config.json``, ``model.safetensors`` or ``pytorch_model.bin``, and ``tokenizer.json``
        where there is one. Nothing is fetched.
    target : Path
        Folder to write to.

    Returns
    -------
    dict of ModelRole to Path
        What was written; the tokenizer is copied.

    Raises
    ------
    ModelRuntimeMissingError
        torch or transformers is not installed.
    InvalidModelError
        It is the fused CLAP, or cannot be loaded or converted.
    """
    if _read_json(folder / CONFIG_FILE).get("audio_config", {}).get("enable_fusion"):
        raise InvalidModelError(
            f"The folder {str(folder)!r} holds the fused CLAP, which hears four spectrograms at "
            "once: take the unfused one (clap-htsat-unfused)."
        )
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it warns of packages nobody needs
    torch = load_optional("torch", "convert a transformers snapshot", extra=_EXTRA)
    transformers = load_optional("transformers", "convert a transformers snapshot", extra=_EXTRA)
    load_optional("onnxscript", "convert a transformers snapshot", extra=_EXTRA)
    try:
        model = transformers.ClapModel.from_pretrained(str(folder), local_files_only=True).eval()
        written = _export(torch, model, target)
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
        raise InvalidModelError(
            f"The CLAP model in {str(folder)!r} cannot be converted ({reason}): check that it was "
            "downloaded whole."
        ) from error
    if (folder / TOKENIZER_FILE).is_file():
        written[ModelRole.CLAP_TOKENIZER] = target / TOKENIZER_FILE
        shutil.copyfile(folder / TOKENIZER_FILE, target / TOKENIZER_FILE)
    return written


def _export(torch: Any, model: Any, target: Path) -> dict[ModelRole, Path]:
    class AudioTower(torch.nn.Module):  # type: ignore[misc]
        def forward(self, input_features: Any) -> Any:
            heard = model.audio_model(input_features=input_features)
            return model.audio_projection(heard.pooler_output)

    class TextTower(torch.nn.Module):  # type: ignore[misc]
        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            read = model.text_model(input_ids=input_ids, attention_mask=attention_mask)
            return model.text_projection(read.pooler_output)

    audio, text = AudioTower(), TextTower()
    audio.model = text.model = model  # so that its weights are found
    ids = torch.full((2, 5), 2, dtype=torch.long)
    rows = torch.export.Dim("rows")
    tokens = torch.export.Dim("tokens", max=512)
    towers = (
        (audio, (torch.zeros(2, 1, 1001, 64),), ["input_features"], "audio_embeds", AUDIO_FILE),
        (
            text,
            (ids, torch.ones_like(ids)),
            ["input_ids", "attention_mask"],
            "text_embeds",
            TEXT_FILE,
        ),
    )
    for tower, example, inputs, output, name in towers:
        shapes = [{0: rows}] if len(inputs) == 1 else [{0: rows, 1: tokens}] * 2
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                tower,
                example,
                str(target / name),
                input_names=inputs,
                output_names=[output],
                dynamic_shapes=tuple(shapes),
                opset_version=_OPSET,
                external_data=False,
                dynamo=True,
                verbose=False,
            )
    return {
        ModelRole.CLAP_AUDIO: target / AUDIO_FILE,
        ModelRole.CLAP_TEXT: target / TEXT_FILE,
    }


def _read_json(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}
