"""Hand suggestions to a DAW that needs no plugin: files that fit, and a folder that it watches.

Knows files, stretching and what samplers read in them. Must never know which session or track asks:
it gets a path, a `Fit` and a few words.

>>> files = FittedFiles(cache, limit_mb=2000)                          # doctest: +SKIP
>>> path = files.file(FitRequest("t1", source, Fit(1, 0.9375, 2)))    # doctest: +SKIP
>>> ExportFolder(folder).put(path, export_name("Break", tempo_bpm=128))  # doctest: +SKIP
"""

from menura.audio.sample_chunk_writer import SampleNotes, root_midi_of
from menura.suggest.handoff.exporting import (
    ExportedFile,
    ExportFolder,
    copy_with_notes,
    export_name,
)
from menura.suggest.handoff.fitted_files import LONGEST_S, FitRequest, FittedFiles
from menura.suggest.handoff.fitting import check_fit, fit_audio

__all__ = [
    "LONGEST_S",
    "ExportFolder",
    "ExportedFile",
    "FitRequest",
    "FittedFiles",
    "SampleNotes",
    "check_fit",
    "copy_with_notes",
    "export_name",
    "fit_audio",
    "root_midi_of",
]
