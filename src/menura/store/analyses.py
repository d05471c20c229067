"""Keep what was measured in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, RowMapping, Table, delete, insert, select, update

from menura.analysis import (
    NO_BEATS,
    BeatGrid,
    Correction,
    Features,
    KeyGuess,
    Measured,
    MoodScore,
    MoodScores,
    NotAnalysedError,
    Section,
    StepState,
    TempoGuess,
    Waveform,
    apply_corrections,
)
from menura.catalogue import TrackKind
from menura.kernel.ids import is_id
from menura.store.collection_tables import taken_step
from menura.store.counters import EMBEDDINGS, take_numbers
from menura.store.embeddings import SqlEmbeddings
from menura.store.fingerprints import SqlFingerprints
from menura.store.tables import (
    analysis_step,
    beat_grid,
    correction,
    features,
    moods,
    track,
    waveform,
)
from menura.store.track_changes import take_change

CHUNK = 500
# What lists show; parsing the sections of a hundred tracks alone takes as long as all of these.
LISTED = (
    *("tempo_bpm", "tempo_confidence", "tempo_candidates", "key", "mode", "key_confidence"),
    *("tuning_cents", "loudness_lufs", "loudness_range_lu", "true_peak_dbtp", "energy"),
    *("brightness", "spectrum_db", "sample_rate_hz", "channels", "decode_error_count"),
    *("beats_per_bar", "pulse_clarity", "instrument", "loop_beats"),
)


class SqlAnalyses(SqlEmbeddings, SqlFingerprints):
    """Everything that was measured, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, track_id: str, measured: Measured) -> None:
        """Keep what was measured of a track, replacing what was there of the same kind.

        Does nothing for a track that was removed meanwhile.
        """
        revision = 0
        if measured.embeddings or measured.is_other:
            # The counter first: who removes tracks locks it first too, so neither waits for both.
            revision = take_numbers(self._connection, EMBEDDINGS)
        if measured.features is not None or measured.moods or measured.is_other:
            self._mark_changed(track_id)
        number = self._lock(track_id)
        if number is None:
            return
        if measured.is_other:
            self._forget_sound(track_id, number, revision)
        if measured.features is not None:
            self._replace(features, track_id, _features_row(measured.features))
        if measured.waveform is not None:
            self._replace(waveform, track_id, _waveform_row(measured.waveform))
        if measured.beats is not None:
            self._replace(beat_grid, track_id, _beats_row(measured.beats))
        if measured.fingerprint is not None:
            self.keep_fingerprint(number, measured.fingerprint)
        for told in measured.moods:
            self._keep_moods(track_id, told)
        for row in measured.embeddings:
            self.keep_vector(number, row, revision)
        for step, state in measured.steps.items():
            self._keep_step(number, step, state)
        self._take_for_own(number, list(measured.steps))

    def _mark_changed(self, track_id: str) -> None:
        """Tell shelves that what is known of a track is another, before its row is locked."""
        change = take_change(self._connection)
        mine = track.c.id == track_id
        self._connection.execute(update(track).where(mine).values(revision=change))

    def _lock(self, track_id: str) -> int | None:
        """Return a track's number, and keep other writers of the track away until the end."""
        query = select(track.c.number).where(track.c.id == track_id).with_for_update()
        return self._connection.execute(query).scalar_one_or_none()

    def _forget_sound(self, track_id: str, number: int, revision: int) -> None:
        """Forget what models told of another sound; what is measured now replaces the rest."""
        self._connection.execute(
            delete(analysis_step).where(analysis_step.c.track_number == number)
        )
        self._connection.execute(delete(moods).where(moods.c.track_id == track_id))
        self.drop_vectors(number, revision)

    def _replace(self, table: Table, track_id: str, values: Mapping[str, object]) -> None:
        self._connection.execute(delete(table).where(table.c.track_id == track_id))
        self._connection.execute(insert(table).values(track_id=track_id, **values))

    def _keep_moods(self, track_id: str, told: MoodScores) -> None:
        mine = (moods.c.track_id == track_id) & (moods.c.source == told.source)
        self._connection.execute(delete(moods).where(mine))
        values = {"moods": _plain(told.moods), "tags": _plain(told.tags)}
        self._connection.execute(
            insert(moods).values(track_id=track_id, source=told.source, **values)
        )

    def _take_for_own(self, number: int, steps: Sequence[str]) -> None:
        """Forget that steps came from somebody else; whoever keeps theirs notes it afterwards."""
        theirs = (taken_step.c.track_number == number) & taken_step.c.step.in_(steps)
        self._connection.execute(delete(taken_step).where(theirs))

    def _keep_step(self, number: int, step: str, state: StepState) -> None:
        mine = (analysis_step.c.track_number == number) & (analysis_step.c.step == step)
        self._connection.execute(delete(analysis_step).where(mine))
        values = {"track_number": number, "step": step, **asdict(state)}
        self._connection.execute(insert(analysis_step).values(**values))

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what is known of those tracks that were analysed, corrections included, by id."""
        measured = self._measured(track_ids)
        corrected = self.corrections(list(measured))
        return {
            track_id: apply_corrections(found, corrected.get(track_id, ()))
            for track_id, found in measured.items()
        }

    def listed_features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what lists show of tracks, quickly: sections and guesses at keys are left out."""
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        measured: dict[str, Features] = {}
        for start in range(0, len(wanted), CHUNK):
            mine = features.c.track_id.in_(wanted[start : start + CHUNK])
            query = select(features.c.track_id, *(features.c[name] for name in LISTED)).where(mine)
            for row in self._connection.execute(query):
                measured[row.track_id] = _listed(row)
        corrected = self.corrections(list(measured))
        if not corrected:
            return measured
        return {
            track_id: apply_corrections(found, corrected.get(track_id, ()))
            for track_id, found in measured.items()
        }

    def measured_features(self, track_id: str) -> Features:
        """Return what was measured of a track, without corrections; raise NotAnalysedError."""
        found = self._measured([track_id]).get(track_id.lower())
        if found is None:
            raise NotAnalysedError(track_id)
        return found

    def _measured(self, track_ids: Sequence[str]) -> dict[str, Features]:
        rows = self._of_tracks(features, track_ids)
        return {row["track_id"]: _features(row) for row in rows}

    def _of_tracks(self, table: Table, track_ids: Sequence[str]) -> list[RowMapping]:
        """Return a table's rows about tracks; what is no id names none."""
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        found: list[RowMapping] = []
        for start in range(0, len(wanted), CHUNK):
            mine = table.c.track_id.in_(wanted[start : start + CHUNK])
            found += self._connection.execute(select(table).where(mine)).mappings()
        return found

    def waveform(self, track_id: str) -> Waveform:
        """Return a track's outline; raise NotAnalysedError."""
        rows = self._of_tracks(waveform, [track_id])
        if not rows:
            raise NotAnalysedError(track_id)
        peaks = np.frombuffer(rows[0]["peaks"], dtype=np.int8).reshape(-1, 2)
        return Waveform(rows[0]["duration_s"], peaks)

    def beats(self, track_id: str) -> BeatGrid:
        """Return a track's beats; empty ones if none are known."""
        rows = self._of_tracks(beat_grid, [track_id])
        if not rows:
            return NO_BEATS
        beats, downbeats = (np.frombuffer(rows[0][name], "<f4") for name in ("beats", "downbeats"))
        return BeatGrid(beats.astype(np.float32), downbeats.astype(np.float32))

    def moods(self, track_ids: Sequence[str]) -> Mapping[str, Sequence[MoodScores]]:
        """Return what each listener told of the moods of tracks, by id; estimates come first."""
        found: dict[str, list[MoodScores]] = {}
        rows = self._of_tracks(moods, track_ids)
        for row in sorted(rows, key=lambda row: (row["source"] != "estimated", row["source"])):
            told = MoodScores(row["source"], _scores(row["moods"]), _scores(row["tags"]))
            found.setdefault(row["track_id"], []).append(told)
        return found

    def steps(self, track_numbers: Sequence[int]) -> Mapping[int, Mapping[str, StepState]]:
        """Return what became of the steps of tracks, by number."""
        found: dict[int, dict[str, StepState]] = {number: {} for number in track_numbers}
        for start in range(0, len(track_numbers), CHUNK):
            numbers = track_numbers[start : start + CHUNK]
            query = select(analysis_step).where(analysis_step.c.track_number.in_(numbers))
            for row in self._connection.execute(query).mappings():
                state = StepState(
                    row["version"], row["at"], row["error_code"], row["error_message"]
                )
                found[row["track_number"]][row["step"]] = state
        return found

    def correct(self, track_id: str, made: Correction) -> None:
        """Keep a correction, replacing an earlier one of the same thing."""
        self.withdraw_correction(track_id, made.name)
        values = {"track_id": track_id, "name": made.name, "value": made.value, "at": made.at}
        self._connection.execute(insert(correction).values(**values))

    def withdraw_correction(self, track_id: str, name: str) -> bool:
        """Forget a correction; tell whether there was one."""
        self._mark_changed(track_id)
        mine = (correction.c.track_id == track_id) & (correction.c.name == name)
        return bool(self._connection.execute(delete(correction).where(mine)).rowcount)

    def corrections(self, track_ids: Sequence[str]) -> Mapping[str, Sequence[Correction]]:
        """Return the corrections of tracks, by id."""
        found: dict[str, list[Correction]] = {}
        rows = self._of_tracks(correction, track_ids)
        for row in sorted(rows, key=lambda row: str(row["name"])):
            made = Correction(row["name"], row["value"], row["at"])
            found.setdefault(row["track_id"], []).append(made)
        return found


def _features_row(measured: Features) -> dict[str, object]:
    row = {f.name: getattr(measured, f.name) for f in fields(measured) if f.name != "corrected"}
    row["tempo_candidates"] = [[c.tempo_bpm, c.strength] for c in measured.tempo_candidates]
    row["key_candidates"] = [[c.key, c.mode, c.probability] for c in measured.key_candidates]
    row["spectrum_db"] = [round(float(level), 2) for level in measured.spectrum_db]
    row["sections"] = [asdict(section) for section in measured.sections]
    row["kind"] = measured.kind.value
    row["instrument_probabilities"] = dict(measured.instrument_probabilities)
    return row


def _features(row: RowMapping) -> Features:
    values: dict[str, Any] = {
        f.name: row[f.name] for f in fields(Features) if f.name != "corrected"
    }
    values["tempo_candidates"] = tuple(TempoGuess(*pair) for pair in row["tempo_candidates"])
    values["key_candidates"] = tuple(KeyGuess(*guess) for guess in row["key_candidates"])
    values["spectrum_db"] = tuple(row["spectrum_db"])
    values["sections"] = tuple(Section(**section) for section in row["sections"])
    values["kind"] = TrackKind(row["kind"])
    return Features(**values)


def _listed(row: Row[Any]) -> Features:
    values: dict[str, Any] = dict(zip(LISTED, row[1:], strict=True))
    values["tempo_candidates"] = tuple(TempoGuess(*pair) for pair in values["tempo_candidates"])
    values["spectrum_db"] = tuple(values["spectrum_db"])
    return Features(**values)


def _plain(scores: Mapping[str, MoodScore]) -> dict[str, list[float]]:
    return {
        label: [round(score.probability, 4), round(score.confidence, 4)]
        for label, score in scores.items()
    }


def _scores(plain: Mapping[str, list[float]]) -> dict[str, MoodScore]:
    return {label: MoodScore(*pair) for label, pair in plain.items()}


def _waveform_row(outline: Waveform) -> dict[str, object]:
    peaks = np.ascontiguousarray(outline.peaks, dtype=np.int8).tobytes()
    return {"duration_s": outline.duration_s, "peaks": peaks}


def _beats_row(grid: BeatGrid) -> dict[str, object]:
    return {
        "beats": np.ascontiguousarray(grid.beats_s, "<f4").tobytes(),
        "downbeats": np.ascontiguousarray(grid.downbeats_s, "<f4").tobytes(),
    }
