"""Say what each neural space needs: which file, which excerpts, which preparation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions
from menura.embedding.inference import SpaceName
from menura.embedding.model import Space
from menura.embedding.model_hearing import CLAP, MUSICNN
from menura.embedding.models.model import ModelFile, ModelRole
from menura.embedding.providers import clap_mel, musicnn_mel
from menura.embedding.providers.clap import clap_hash
from menura.embedding.providers.musicnn import musicnn_hash


@dataclass(frozen=True, slots=True)
class NeuralSpace:
    """What it takes to hear a track in a neural space.

    Attributes
    ----------
    needed : ModelRole
        The file without which nothing can be heard there.
    excerpts : ExcerptOptions
        What is kept of a file while it is decoded.
    prepare : callable
        Turns the excerpts into the model's inputs, by numpy alone.
    hash_files : callable
        Tells what determines the vectors, from the hashes of the files.
    """

    space: Space
    name: SpaceName
    needed: ModelRole
    excerpts: ExcerptOptions
    prepare: Callable[[Float32Array], Float32Array]
    hash_files: Callable[[Mapping[ModelRole, str]], str]

    def version(self, files: Mapping[ModelRole, ModelFile]) -> str | None:
        """Return the hash of what would be heard with; None if the needed file is missing."""
        if self.needed not in files:
            return None
        return self.hash_files({role: file.sha256 for role, file in files.items()})


NEURAL_SPACES: Mapping[str, NeuralSpace] = {
    MUSICNN.name: NeuralSpace(
        MUSICNN,
        "musicnn",
        ModelRole.MUSICNN_EMBEDDING,
        musicnn_mel.EXCERPTS,
        musicnn_mel.compute_musicnn_patches,
        musicnn_hash,
    ),
    CLAP.name: NeuralSpace(
        CLAP,
        "clap",
        ModelRole.CLAP_AUDIO,
        clap_mel.EXCERPTS,
        clap_mel.compute_clap_windows,
        clap_hash,
    ),
}


def prepare_inputs(excerpts: Mapping[str, Float32Array]) -> dict[str, Float32Array]:
    """Return the inputs of each model from the excerpts that were kept for it."""
    return {space: NEURAL_SPACES[space].prepare(heard) for space, heard in excerpts.items()}
