"""Make a tiny CLAP with random weights that loads and hears like the real ones.

Importing this skips the tests of a module where the optional libraries are missing.
"""

from pathlib import Path
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch", reason="torch is not installed (beside extra `generate`)")
transformers: Any = pytest.importorskip(
    "transformers", reason="transformers is not installed (extra `generate`)"
)
tokenizers: Any = pytest.importorskip(
    "tokenizers", reason="tokenizers is not installed (extra `models`)"
)

torch.set_num_threads(1)  # more only wait for one another in models this small
_MARKS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def byte_tokenizer() -> Any:
    """Return a RoBERTa tokenizer whose tokens are bytes; nothing is fetched."""
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate((*_MARKS, *alphabet))}
    return transformers.RobertaTokenizer(vocab=vocabulary, merges=[])


def save_tiny_clap(folder: Path, *, fused: bool = False, seed: int = 0) -> Path:
    """Write the model and its processor: real inputs, vectors of 32 numbers, about 1 MB."""
    tower = {"patch_embeds_hidden_size": 16, "hidden_size": 128, "depths": [1, 1, 1, 1]}
    tower |= {"num_attention_heads": [1, 1, 2, 2], "enable_fusion": fused}
    words = {"vocab_size": 300, "hidden_size": 32, "num_hidden_layers": 1}
    words |= {"num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 40}
    config = transformers.ClapConfig(audio_config=tower, text_config=words, projection_dim=32)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = transformers.ClapModel(config)
    extractor = transformers.ClapFeatureExtractor(
        frequency_min=50, frequency_max=14_000, truncation="rand_trunc", padding="repeatpad"
    )
    processor = transformers.ClapProcessor(extractor, byte_tokenizer())
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
