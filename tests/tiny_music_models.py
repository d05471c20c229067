"""Make a tiny MusicGen with random weights that loads and generates like the real ones.

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
RATE_HZ, FRAME_RATE_HZ, CODEBOOKS, BOOK = 32_000, 50, 4, 64


def character_tokenizer() -> Any:
    """Return a tokenizer whose tokens are characters; nothing is fetched."""
    marks = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    characters = [(chr(code), -3.0) for code in range(33, 127)]
    inner = tokenizers.Tokenizer(tokenizers.models.Unigram(marks + characters, unk_id=2))
    inner.normalizer = tokenizers.normalizers.Lowercase()
    inner.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    inner.decoder = tokenizers.decoders.Metaspace()
    return transformers.T5TokenizerFast(
        tokenizer_object=inner,
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        extra_ids=0,
    )


def save_tiny_musicgen(folder: Path, channels: int = 1) -> Path:
    """Write the model: 32 kHz, 50 tokens a second in four books per channel, about 0.8 MB."""
    words = transformers.T5Config(
        vocab_size=128, d_model=16, d_ff=32, num_layers=1, num_heads=2, d_kv=8
    )
    codec = transformers.EncodecConfig(
        sampling_rate=RATE_HZ,
        audio_channels=1,
        target_bandwidths=[1.2],  # kbps: 50 tokens x 6 bits x 4 books
        num_filters=4,
        hidden_size=16,
        num_lstm_layers=1,
        upsampling_ratios=[8, 5, 4, 4],
        codebook_size=BOOK,
        codebook_dim=16,
        normalize=False,
        chunk_length_s=None,
        use_causal_conv=False,
        use_conv_shortcut=False,
    )
    decoder = transformers.MusicgenDecoderConfig(
        vocab_size=BOOK,
        num_hidden_layers=1,
        ffn_dim=32,
        num_attention_heads=2,
        hidden_size=16,
        num_codebooks=CODEBOOKS * channels,
        pad_token_id=BOOK,
        bos_token_id=BOOK,
        max_position_embeddings=2_048,
        audio_channels=channels,
    )
    config = transformers.MusicgenConfig(
        text_encoder=words.to_dict(), audio_encoder=codec.to_dict(), decoder=decoder.to_dict()
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = transformers.MusicgenForConditionalGeneration(config)
        for layer in model.audio_encoder.quantizer.layers:  # all zeros as they come: one sound
            torch.nn.init.normal_(layer.codebook.embed)
    chosen = model.generation_config
    chosen.decoder_start_token_id = chosen.pad_token_id = chosen.bos_token_id = BOOK
    chosen.do_sample, chosen.guidance_scale, chosen.max_length = True, 3.0, 1_500
    extractor = transformers.EncodecFeatureExtractor(feature_size=channels, sampling_rate=RATE_HZ)
    processor = transformers.MusicgenProcessor(
        feature_extractor=extractor, tokenizer=character_tokenizer()
    )
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
